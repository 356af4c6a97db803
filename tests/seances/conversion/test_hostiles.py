"""Whatever is sent, it is refused with a sentence or made harmless, within its time and its memory."""

import json
import re
import subprocess
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from textwrap import dedent

import pytest

from seances import places
from seances.conversion import limites, processus
from seances.conversion.lecture import Refus
from seances.pv import richtext
from tests.seances.conversion import fabrique, hostiles

MEMOIRE = 512 * 1024 * 1024
SECONDES = 10


class Mesure(subprocess.Popen):
    """A process whose peak of memory is watched, with that of what it runs.

    Not by its rusage: that of a forked process begins at the size of the one that it was forked from.
    """

    peaks: list[int] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        while self.poll() is None:
            waiting = [self.pid]
            with suppress(OSError):  # one that ends while it is looked at
                for pid in waiting:
                    status = Path(f"/proc/{pid}/status").read_text()
                    self.peaks += [int(kb) * 1024 for kb in re.findall(r"VmHWM:\s+(\d+)", status)]
                    waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
            time.sleep(0.01)


@pytest.fixture
def measured(monkeypatch):
    monkeypatch.setattr(Mesure, "peaks", [])
    monkeypatch.setattr(processus.subprocess, "Popen", Mesure)
    monkeypatch.setattr(limites, "ATTENTE", 60)  # other tests convert too
    return Mesure.peaks


def read(name, data):
    """(HTML as stored, "") of a file, or ("", the refusal)."""
    try:
        lecture = processus.convert(name, data)
    except Refus as refus:
        return "", str(refus)
    return richtext.clean(lecture.html), ""


@pytest.mark.parametrize("what", hostiles.CORPUS)
def test_nothing_hostile_passes(measured, what):
    name, make, expected = hostiles.CORPUS[what]
    data = make()
    begun = time.monotonic()
    html, refusal = read(name, data)
    assert time.monotonic() - begun < SECONDES + 1
    assert max(measured, default=0) < MEMOIRE
    if isinstance(expected, set):
        assert refusal == ""
        assert html
        assert {word for word in expected if word in html} == set()
    elif expected:
        assert refusal.startswith(expected)
    else:
        assert html or refusal  # one or the other: a reader of PDF or Markdown may find words in it


def test_the_corpus_is_large():
    assert len(hostiles.CORPUS) >= 40


@pytest.mark.parametrize("name", hostiles.NOMS)
def test_an_odd_name_changes_nothing(measured, name):
    assert read(name, fabrique.docx()) == ("<p>Une note.</p>", "")


def test_nothing_is_fetched_from_anywhere(measured):
    """A server that listens on this machine hears nothing of what the files point to."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    made = {
        "note.docx": hostiles.remote(port),
        "note.odt": hostiles.remote_odt(port),
        "note.md": hostiles.remote_markdown(port),
    }
    found = {name: read(name, data) for name, data in made.items()}
    doctype = hostiles.LOIN.format(port=port)
    read("x.docx", hostiles.with_doctype(doctype))
    server.shutdown()
    server.server_close()
    assert heard == []
    assert found == {
        "note.docx": (f'<p>Une note.<a href="http://127.0.0.1:{port}/lien"> lien</a></p>', ""),
        "note.odt": ("<p>Une note.</p><p>lue</p>", ""),
        "note.md": ("<p>Une note fin</p>", ""),
    }


# ── The limits, as limits ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def program(monkeypatch, tmp_path, measured):
    """Run some lines in place of the reader, under its limits."""

    def run(text):
        path = tmp_path / "enfant.py"
        root = Path(processus.__file__).resolve().parents[2]
        path.write_text(
            f"import sys\nsys.path.insert(0, {str(root)!r})\n"
            "from seances.conversion import enfant, limites\nenfant.confine(limites)\n" + dedent(text)
        )
        monkeypatch.setattr(processus, "ENFANT", path)
        return processus.convert("note.docx", b"PK")

    return run


def test_what_takes_too_long_is_ended_with_all_that_it_started(monkeypatch, program, tmp_path):
    monkeypatch.setattr(limites, "SECONDES", 1)
    told = tmp_path / "pid"
    begun = time.monotonic()
    with pytest.raises(Refus, match="temps raisonnable"):
        program(f"""
            import subprocess, time
            other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            open({str(told)!r}, "w").write(str(other.pid))
            time.sleep(60)
        """)
    assert time.monotonic() - begun < 5
    pid = int(told.read_text())
    for _ in range(50):  # the kernel takes a moment
        if not Path(f"/proc/{pid}").exists() or "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
            break
        time.sleep(0.05)
    else:
        pytest.fail("what it had started still runs")


def test_what_turns_in_circles_is_ended_by_the_kernel(monkeypatch, program):
    monkeypatch.setattr(limites, "SECONDES", 30)
    begun = time.monotonic()
    with pytest.raises(Refus, match="temps raisonnable"):
        program("""
            import resource
            resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
            while True: pass
        """)
    assert time.monotonic() - begun < 20


def test_memory_is_limited(program, measured):
    with pytest.raises(Refus):
        program("""
            held = []
            while True: held.append(bytearray(16 << 20))
        """)
    assert max(measured) < limites.MEMOIRE


def test_output_is_limited(program):
    with pytest.raises(Refus, match="temps raisonnable"):
        program("""
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            while True: sys.stdout.write("x" * (1 << 20))
        """)


def test_the_reader_knows_no_secret_and_no_other_file(program):
    """Neither the environment, nor the files that the portal has open, nor the way to where it runs."""
    lecture = program("""
        import json, os
        found = [dict(os.environ), sorted(int(one) for one in os.listdir("/proc/self/fd"))[:4], os.getcwd()]
        print(json.dumps({"genre": "txt", "html": json.dumps(found), "mots": ["x"], "regle": "exacte",
                          "avertissements": [], "images": {}}))
    """)
    environment, descriptors, folder = json.loads(lecture.html)
    assert environment.keys() <= {"LANG", "PATH", "LC_CTYPE"}
    assert descriptors == [0, 1, 2, 3]  # the fourth lists them
    assert folder == "/"


def test_one_conversion_at_a_time_and_the_next_is_told(monkeypatch):
    with places.taken("conversion", places=limites.SIMULTANEES, wait=60):
        monkeypatch.setattr(limites, "ATTENTE", 0.1)
        with pytest.raises(processus.Occupe, match="dans une minute"):
            processus.convert("note.docx", fabrique.docx())


def test_what_the_libraries_print_is_no_answer(program):
    lecture = program("""
        import os
        enfant.read = lambda *args: (print("bavardage"), os.write(1, b"bavardage"), real(*args))[2]
        real = __import__("seances.conversion.texte", fromlist=["x"]).convert
        enfant.read = lambda kind, name, data: (print("bavardage"), real(b"Une note."))[1]
        sys.argv[1:] = ["fichier", "note.txt"]
        enfant.main()
    """)
    assert lecture.html == "<p>Une note.</p>"
