"""Two workers of gunicorn that share what was loaded before they were forked, and what they occupy together.

Eight readers ask for the same pages as `pages` measures, over HTTP. Memory is counted after that, without counting
twice what the processes share.
"""

import http.client
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from .workshop import ROOT, free_port

OUVRIERS = 2
# As README starts it: what is freed goes back to the machine, in blocks of 64 KiB and more.
MALLOC = {"MALLOC_TRIM_THRESHOLD_": "65536", "MALLOC_MMAP_THRESHOLD_": "65536"}
LECTEURS = 8
TOURS = 20  # times that each reader asks for each page


def measure(workshop, demandes):
    """Once with the pages of the PV and the lists, once with those of the PV ten times as long besides.

    demandes: [[length of the PV, address, value of the Cookie header], …].
    Returns {"1×": {"memoire": bytes of the two workers, "serveur": the same with the process that watches over them,
    "demarrage": that before the first request, "par_seconde": requests}, "10×": …}.
    """
    lengths = list(dict.fromkeys(taille for taille, *_ in demandes if taille))
    with started(workshop, free_port()):
        pass  # compiles what no process has loaded yet
    return {
        most: run(workshop, [each for taille, *each in demandes if taille in {"", *lengths[: count + 1]}])
        for count, most in enumerate(lengths)
    }


def run(workshop, demandes):
    """One server from its start to its end."""
    port = free_port()
    with started(workshop, port) as server:
        before = memory(server.pid)
        start = time.perf_counter()
        with ThreadPoolExecutor(LECTEURS) as readers:
            list(readers.map(read, [port] * LECTEURS, [demandes] * LECTEURS))
        seconds = time.perf_counter() - start
        whole = memory(server.pid)
        return {
            "memoire": whole - alone(server.pid),
            "serveur": whole,
            "demarrage": before,
            "par_seconde": LECTEURS * TOURS * len(demandes) / seconds,
        }


@contextmanager
def started(workshop, port, *, module="tests.bench.serveur", prefix=()):
    """The server of production on this port, as long as it is wanted: the process that the workers belong to.

    prefix: a command that runs it.
    """
    command = [*prefix, sys.executable, "-m", "gunicorn", "--preload", "--workers", str(OUVRIERS)]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning", module]
    environment = workshop.env | MALLOC | {"GUNICORN_CMD_ARGS": ""}
    with (workshop.folder / "gunicorn.log").open("ab") as log:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        wait_for(port, server)
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def wait_for(port, server):
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"gunicorn ended with status {server.returncode}")
        try:
            get(port, "/sante/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn does not answer")


def get(port, address, cookie=""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address, headers={"Host": "localhost", "Cookie": cookie})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{address}: {response.status}")
    finally:
        connection.close()


def read(port, demandes):
    for _ in range(TOURS):
        for address, cookie in demandes:
            get(port, address, cookie)


def memory(pid):
    """Bytes of a process and of its children, each page of memory counted once (Linux).

    Of files (libraries), pages in the memory of any of them, whoever else on this machine maps the same file.
    """
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    anonymous, files = 0, Counter()
    for each in (pid, *children):
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        anonymous += int(re.search(r"^Pss_Anon: +(\d+)", rollup, re.M)[1])
        files |= clean_pages(Path(f"/proc/{each}/smaps").read_text())
    return (anonymous + files.total()) * 1024


def alone(pid):
    """Bytes that only this process has: of what gunicorn's own loaded, the pages that every worker has written anew."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Private_Dirty: +(\d+)", rollup, re.M)[1]) * 1024


def clean_pages(smaps):
    """kB of each mapped file in memory as it is on the disk. Forked processes map it at the same place."""
    found = Counter()
    for place, path, sizes in re.findall(r"^([0-9a-f]+-\S+) .* (/.*)\n((?:\w+:.*\n)+)", smaps, re.M):
        size = dict(re.findall(r"^(Rss|Anonymous): +(\d+)", sizes, re.M))
        found[place, path] = int(size["Rss"]) - int(size["Anonymous"])
    return found
