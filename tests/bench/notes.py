"""Notes of sub-groups: what reading one costs, by kind; and files drawn by lot, sound or damaged.

A sound file is read word for word; a damaged one is read or refused with a sentence, and nothing else happens. A
finding is whatever differs: an error without a sentence, a word lost, a time or a memory beyond the limits.
"""

import os
import random
import signal
import subprocess
import zipfile
from io import BytesIO
from statistics import median
from time import perf_counter
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from seances.conversion import colle, controle, docx, limites, markdown, odt, pdf, processus, texte
from seances.conversion.lecture import Refus
from seances.pv import richtext
from tests.seances.conversion import fabrique

MOTS = 7_000  # of a long note: a whole procès-verbal
TOURS = {False: 7, True: 3}
EXEMPLES = {False: 1_500, True: 150}  # of each draw
SECONDES = 15  # after which an example is a finding
LECTEURS = {"docx": docx, "odt": odt, "md": markdown, "pdf": pdf, "txt": texte, "html": colle}


def main(rapide):
    return {
        "lectures": [cost(kind, data, TOURS[rapide]) for kind, data in long_notes().items()],
        "tirages": [
            *(
                draw(f"{kind}, bien formé", strategy, sound, EXEMPLES[rapide])
                for kind, strategy in SOUND.items()
            ),
            *(
                draw(f"{kind}, abîmé", strategy, damaged, EXEMPLES[rapide])
                for kind, strategy in DAMAGED.items()
            ),
        ],
        "limites": {"secondes": limites.SECONDES, "memoire": 512 * limites.MO},
    }


# ── What a note costs ───────────────────────────────────────────────────────────────────────────────────


class Mesure(subprocess.Popen):
    """A process that tells its peak of memory, and that of what it ran."""

    peak = 0

    def _try_wait(self, flags):
        pid, status, usage = os.wait4(self.pid, flags)
        if pid:
            Mesure.peak = max(Mesure.peak, usage.ru_maxrss * 1024)
        return pid, status


def long_notes():
    """A long note of each kind, of the same words."""
    drawn = random.Random(7)
    words = [
        "partenariat",
        "jeunes",
        "réseau",
        "service",
        "l’école",
        "prévention",
        "quartier",
        "«",
        "»",
        "-",
        "2018",
    ]
    lines = [" ".join(drawn.choices(words, k=40)) for _ in range(MOTS // 40)]
    return {
        "docx": fabrique.docx("".join(map(fabrique.p, lines))),
        "odt": fabrique.odt("".join(f"<text:p>{line}</text:p>" for line in lines)),
        "md": "\n\n".join(lines).encode(),
        "pdf": fabrique.pdf(
            *[
                fabrique.lines(*(line[:90] for line in lines[start : start + 40]))
                for start in range(0, len(lines), 40)
            ]
        ),
        "txt": "\n".join(lines).encode(),
        "html": "".join(f"<p>{line}</p>" for line in lines).encode(),
    }


def cost(kind, data, rounds):
    """Seconds of each reading, in a process of its own as in the portal, and its peak of memory."""
    processus.subprocess.Popen, Mesure.peak = Mesure, 0
    seconds = []
    try:
        for _ in range(rounds):
            begun = perf_counter()
            if kind == "html":
                processus.convert_pasted(data)
            else:
                processus.convert(f"note.{kind}", data)
            seconds.append(perf_counter() - begun)
    finally:
        processus.subprocess.Popen = subprocess.Popen
    return {"genre": kind, "s": seconds, "mediane": median(seconds), "memoire": Mesure.peak}


# ── Files drawn by lot ──────────────────────────────────────────────────────────────────────────────────

MOT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=12
).filter(str.strip)
PHRASE = st.lists(MOT, min_size=1, max_size=6).map(" ".join)
LOOKS = st.sampled_from(
    ["", "<w:b/>", "<w:i/>", '<w:u w:val="single"/>', "<w:strike/>", "<w:vanish/>", "<w:b/><w:i/>"]
)
RUN = st.builds(lambda text, looks: fabrique.r(escape(text), looks), PHRASE, LOOKS)
INLINE = st.recursive(
    RUN,
    lambda inner: st.one_of(
        st.builds(
            lambda runs, tag: f"<w:{tag}>{''.join(runs)}</w:{tag}>",
            st.lists(inner, max_size=3),
            st.sampled_from(["ins", "del", "smartTag", "moveTo", "moveFrom", "bdo", "hyperlink"]),
        ),
        inner.map(lambda run: f"<w:sdt><w:sdtContent>{run}</w:sdtContent></w:sdt>"),
        inner.map(lambda run: f'<w:fldSimple w:instr="PAGE">{run}</w:fldSimple>'),
        inner.map(lambda run: fabrique.text_box(f"<w:p>{run}</w:p>")),
        st.sampled_from(
            ["<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>", '<w:r><w:footnoteReference w:id="1"/></w:r>']
        ),
    ),
    max_leaves=6,
)
PARAGRAPH = st.builds(
    lambda runs, style, liste: fabrique.p(*runs, style=style, liste=liste),
    st.lists(INLINE, max_size=4),
    st.sampled_from(["", "Titre1", "Titre3", "Titre", "MonTitre"]),
    st.one_of(st.none(), st.tuples(st.sampled_from([1, 2]), st.sampled_from([0, 1]))),
)
BLOCK = st.recursive(
    PARAGRAPH,
    lambda inner: st.lists(st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3).map(
        lambda rows: (
            "<w:tbl>"
            + "".join(f"<w:tr>{''.join(f'<w:tc>{cell}<w:p/></w:tc>' for cell in row)}</w:tr>" for row in rows)
            + "</w:tbl>"
        )
    ),
    max_leaves=6,
)
DOCX = st.builds(
    lambda blocks, note: fabrique.docx(
        "".join(blocks), **{"word/footnotes.xml": fabrique.notes("footnote", escape(note))}
    ),
    st.lists(BLOCK, min_size=1, max_size=6),
    PHRASE,
)
STYLES = st.sampled_from(["Gras", "Italique", "Souligne", "Barre", "Exposant", "Cache"])
ODT_INLINE = st.recursive(
    PHRASE.map(escape),
    lambda inner: st.one_of(
        st.builds(
            lambda text, style: f'<text:span text:style-name="{style}">{text}</text:span>', inner, STYLES
        ),
        inner.map(lambda text: f'<text:a xlink:href="https://example.org/">{text}</text:a>'),
        inner.map(lambda text: f"<text:author-name>{text}</text:author-name>"),
        inner.map(
            lambda text: f"<draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"
        ),
        inner.map(
            lambda text: (
                "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
                f"<text:p>{text}</text:p></text:note-body></text:note>"
            )
        ),
        st.sampled_from(['<text:s text:c="2"/>', "<text:tab/>", "<text:line-break/>"]),
        st.lists(inner, min_size=1, max_size=3).map("".join),
    ),
    max_leaves=6,
)
ODT_BLOCK = st.recursive(
    st.one_of(
        ODT_INLINE.map(lambda text: f"<text:p>{text}</text:p>"),
        ODT_INLINE.map(lambda text: f'<text:p text:style-name="ParagrapheGras">{text}</text:p>'),
        ODT_INLINE.map(lambda text: f'<text:h text:outline-level="2">{text}</text:h>'),
    ),
    lambda inner: st.one_of(
        inner.map(lambda block: f"<text:section>{block}</text:section>"),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda blocks: (
                '<text:list text:style-name="Lettres">'
                + "".join(f"<text:list-item>{block}</text:list-item>" for block in blocks)
                + "</text:list>"
            )
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda blocks: (
                "<table:table><table:table-row>"
                + "".join(f"<table:table-cell>{block}</table:table-cell>" for block in blocks)
                + "</table:table-row></table:table>"
            )
        ),
    ),
    max_leaves=6,
)
ODT = st.lists(ODT_BLOCK, min_size=1, max_size=5).map(lambda blocks: fabrique.odt("".join(blocks)))
SIMPLE = st.text(st.characters(codec="utf-8", categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=10)
PROSE = st.lists(
    st.one_of(SIMPLE, SIMPLE.map("*{}*".format), SIMPLE.map("**{}**".format)), min_size=1, max_size=6
)
LINE = PROSE.map(" ".join)
MARKDOWN = st.lists(
    st.one_of(
        LINE.map("mot {}".format),
        LINE.map("# {}".format),
        LINE.map("- {}".format),
        LINE.map("> {}".format),
        LINE.map("[{}](https://example.org/)".format),
        LINE.map('« {} » -- "fin"...'.format),
    ),
    min_size=1,
    max_size=6,
).map(lambda lines: "\n\n".join(lines).encode())
TEXTE = st.lists(PHRASE, min_size=1, max_size=6).map(lambda lines: "\n".join(lines).encode())
SOUND = {"docx": DOCX, "odt": ODT, "md": MARKDOWN, "txt": TEXTE}

COUPS = st.lists(
    st.tuples(
        st.sampled_from(["ôter", "doubler", "changer", "glisser"]),
        st.floats(0, 1),
        st.floats(0, 1),
        st.binary(max_size=8),
    ),
    min_size=1,
    max_size=6,
)
BRIBES = (
    b"<",
    b">",
    b"/",
    b'"',
    b"<w:p>",
    b"</w:p>",
    b"<!DOCTYPE x>",
    b"&lt;",
    b"99999999999",
    b"<text:p>",
    b"\x00",
)


def beaten(data, blows):
    """Some bytes after a few blows."""
    data = bytearray(data)
    for kind, where, how_much, other in blows:
        start = int(where * len(data))
        end = min(len(data), start + 1 + int(how_much**4 * 400))
        match kind:
            case "ôter":
                del data[start:end]
            case "doubler":
                data[start:start] = data[start:end]
            case "changer":
                data[start : start + len(other)] = other
            case "glisser":
                data[start:start] = BRIBES[int(how_much * (len(BRIBES) - 1))]
    return bytes(data)


def beaten_part(data, blows, which):
    """An archive, one of its files after a few blows, whole again around it."""
    with zipfile.ZipFile(BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    name = sorted(parts)[int(which * (len(parts) - 1))]
    return fabrique.archive({**parts, name: beaten(parts[name], blows)})


PDF = st.lists(st.lists(SIMPLE, min_size=1, max_size=5), min_size=1, max_size=3).map(
    lambda pages: fabrique.pdf(
        *(
            fabrique.lines(*(line.encode("cp1252", "ignore").decode("cp1252") for line in page))
            for page in pages
        )
    )
)
PASTED = st.lists(
    st.one_of(
        PHRASE,
        st.sampled_from(
            ["<p>", "</p>", "<ul><li>", "<!--[if", "<![endif]", "<table><tr><td>", "<a href=x>", "&#0;"]
        ),
    ),
    min_size=1,
    max_size=20,
).map(lambda pieces: "".join(pieces).encode())
PART = st.floats(0, 1)
DAMAGED = {
    "docx": st.one_of(st.builds(beaten_part, DOCX, COUPS, PART), st.builds(beaten, DOCX, COUPS)),
    "odt": st.one_of(st.builds(beaten_part, ODT, COUPS, PART), st.builds(beaten, ODT, COUPS)),
    "md": st.one_of(st.builds(beaten, MARKDOWN, COUPS), st.binary(max_size=300)),
    "pdf": st.builds(beaten, PDF, COUPS),
    "html": st.one_of(PASTED, st.builds(beaten, PASTED, COUPS)),
    "txt": st.binary(max_size=300),
}


def sound(kind, data):
    """The difference between a sound file and what the PV would say of it, "" for none."""
    lecture = LECTEURS[kind].convert(data)
    verdict = controle.check(lecture, richtext.clean(lecture.html))
    return "" if verdict.conforme else f"{verdict.ecarts[:1]}"


def damaged(kind, data):
    """Nothing, once the file was read and its HTML cleaned."""
    lecture = LECTEURS[kind].convert(data)
    richtext.clean(lecture.html)
    return ""


def draw(label, strategy, judge, examples):
    """How many files were drawn, and what was found: the smallest file of each kind of finding."""
    kind = label.partition(",")[0]
    found, seconds = {}, []

    def late(*_):
        raise TimeoutError(f"plus de {SECONDES} s")

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def one(data):
        before = signal.signal(signal.SIGALRM, late)
        signal.alarm(SECONDES)
        begun = perf_counter()
        try:
            told = judge(kind, data)
        except Refus:
            told = ""
        except Exception as error:
            told = f"{type(error).__name__}: {str(error)[:120]}"
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
        seconds.append(perf_counter() - begun)
        if told:
            key = told.partition(":")[0] if judge is damaged else "écart"
            if key not in found or len(data) < len(found[key][1]):
                found[key] = told, data

    one()
    return {
        "tirage": label,
        "fichiers": len(seconds),
        "pire_s": max(seconds),
        "trouvailles": {key: [told, data.hex()] for key, (told, data) in found.items()},
    }
