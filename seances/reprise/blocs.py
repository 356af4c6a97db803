"""A document as a sequence of passages: headings, paragraphs, items of lists, rows of tables, in the order of reading.

Files are read by the converter's confined process; plain text holds nothing to fear and is read here, because its
blank lines and tabs say what no HTML of it would.
"""

import re
from dataclasses import dataclass
from html import escape, unescape

from seances.conversion import genre, limites, mots, processus, texte
from seances.conversion.lecture import Refus
from seances.pv import richtext
from seances.pv.document import Image, Liste, Tableau, Titre, plain_text

MOT = re.compile(r"\w+")
PUCE = re.compile(
    r"^(\s*)((?:[-–—•◦▪●○‣·*\uf0a7\uf0b7\uf076\uf0d8]\s+)+(?:o\s+)?|o\s{1,3}(?=[A-ZÀ-Ý]))(?=\S)"
)
GRAS = re.compile(r"\*\*(.+?)\*\*")
ITALIQUE = re.compile(r"(?<![\w*])\*([^\s*][^*\n]*?)\*(?![\w*])")
DIESE = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
BALISE = re.compile(r"^\s*<(p|div)>(.*)</\1>\s*$")
LIEN = re.compile(r"<(https?://[^<>\s]+)>")
# A line that ends so goes on; so does a long one that a label opens (« Co-présidents : … »), up to the next label.
EN_SUSPENS = re.compile(
    r"(?:[,&]|\b(?:à|de|du|des|et|la|le|les|en|au|aux|pour|avec|sur|par|l['’]|d['’]))$", re.IGNORECASE
)
ETIQUETTE = re.compile(r"^[^\W\d][^:\t]{1,30}:\s*\S.{25,}$")
FOLIO = re.compile(
    r"^(?:page\s*)?\d{1,3}\s*(?:/|sur|of)\s*\d{1,3}$|^page\s+\d{1,3}$|^[-–]\s*\d{1,3}\s*[-–]$", re.I
)


@dataclass(frozen=True)
class Passage:
    """One passage of a document.

    genre: « titre », « paragraphe », « element » or « rangee ». niveau: of a heading 2 to 5, of an item 1 for the
    outer list. html: its inline text; empty when it is plain. liste: which list or table it belongs to, 0 for none.
    """

    rang: int
    genre: str
    texte: str
    html: str = ""
    niveau: int = 0
    cellules: tuple[str, ...] = ()
    gras: bool = False
    liste: int = 0
    marqueur: str = ""

    @property
    def mots(self):
        return MOT.findall(self.texte)


@dataclass(frozen=True)
class Document:
    """passages, and what the converter said that it could not carry over."""

    genre: str
    passages: tuple[Passage, ...]
    avertissements: tuple[str, ...] = ()
    perdus: tuple[str, ...] = ()


def read(name, data):
    """The Document of a file. Raises conversion.lecture.Refus, in French."""
    if genre.is_plain(name, data):
        genre.kind_of(name, data)
        return bounded(Document("txt", number(from_text(texte.read(data)))))
    lecture = processus.convert(name, data, colonnes=True)
    passages = from_text(_pdf_text(lecture.html)) if lecture.genre == "pdf" else from_html(lecture.html)
    avertissements = lecture.avertissements
    if lecture.images:
        avertissements += (
            f"Images : {len(lecture.images)}, que la reprise ne garde pas ; joignez-les en annexe.",
        )
    return bounded(
        Document(lecture.genre, number(passages), avertissements, lost(lecture.mots, passages, lecture.regle))
    )


def bounded(document):
    """The same Document, once it is seen to hold words, and no more than a PV bears. Raises Refus."""
    words = sum(len(passage.mots) for passage in document.passages)
    if not words:
        raise Refus("Ce fichier ne contient aucun mot : vérifiez que vous avez choisi le bon.")
    if words > limites.MOTS:
        raise Refus("Ce document est trop long pour un procès-verbal : vérifiez que vous avez choisi le bon.")
    return document


def number(passages):
    return tuple(Passage(**{**passage.__dict__, "rang": rang}) for rang, passage in enumerate(passages))


def lost(words, passages, regle):
    """Words that the second road through the file found and that no passage holds, folded to letters and figures."""
    if regle == "pdf":  # hyphens at line ends are joined by both roads, each in its way
        return ()
    held = {}
    for passage in passages:
        for mot in mots.LETTRES.findall(passage.texte):
            held[mot] = held.get(mot, 0) + 1
    missing = []
    for word in words:
        for mot in mots.LETTRES.findall(word):
            if held.get(mot, 0):
                held[mot] -= 1
            else:
                missing.append(mot)
    return tuple(missing)


# ── From the converter's HTML ───────────────────────────────────────────────────────────────────────────


def from_html(html):
    """Passages of cleaned rich text."""
    found, lists = [], iter(range(1, 1_000_000))
    for bloc in richtext.parse(html):
        _add(found, bloc, lists)
    return found


def _add(found, bloc, lists):
    match bloc:
        case Titre():
            found.append(_passage("titre", bloc.runs, niveau=bloc.niveau))
        case Liste():
            _add_list(found, bloc, next(lists), 1)
        case Tableau():
            number = next(lists)
            for ligne in bloc.lignes:
                cells = tuple(_cell(cellule) for cellule in ligne)
                if any(cells):
                    found.append(Passage(0, "rangee", "\t".join(cells), cellules=cells, liste=number))
        case Image():
            pass
        case _:
            if plain_text(bloc.runs).strip():
                found.append(_passage("paragraphe", bloc.runs))


def _add_list(found, bloc, number, depth):
    for index, element in enumerate(bloc.elements):
        head = True
        for inner in element.blocs:
            if isinstance(inner, Liste):
                _add_list(found, inner, number, depth + 1)
            elif isinstance(inner, Tableau | Image):
                _add(found, inner, iter([number]))
            elif plain_text(inner.runs).strip():
                marker = f"{bloc.debut + index}." if bloc.style == "1" else ""
                if bloc.style in {"a", "A"} and bloc.debut + index <= 26:
                    marker = f"{chr(ord(bloc.style) + bloc.debut + index - 1)}."
                found.append(
                    _passage(
                        "element", inner.runs, niveau=depth, liste=number, marqueur=marker if head else ""
                    )
                )
                head = False


def _cell(cellule):
    texts = []
    for bloc in cellule.blocs:
        texts += [" ".join(text.split()) for text in richtext.block_texts(bloc)]
    return " ".join(text for text in texts if text)


def _passage(kind, runs, **fields):
    text = plain_text(runs).strip()
    styled = any(run.styles or run.lien for run in runs) or "\n" in text
    bold = all("gras" in run.styles for run in runs if run.texte.strip())
    return Passage(0, kind, text, html=richtext.render_runs(runs) if styled else "", gras=bold, **fields)


# ── From plain text ─────────────────────────────────────────────────────────────────────────────────────


def from_text(text):
    """Passages of plain text: a blank line parts, a tab makes cells, a dash an item; hard line ends are joined."""
    lines = text.replace("\f", "\n\n")
    width = _wrap_width(lines)
    found, before, lists, previous_item = [], "", 0, False
    for raw in lines.splitlines():
        line = raw.rstrip()
        if not line.strip():
            before = ""
            continue
        tagged = BALISE.match(line)
        line = LIEN.sub(r"\1", tagged[2].strip() if tagged else line)
        if FOLIO.match(line.strip()):
            found.append(Passage(0, "folio", line.strip()))
            before = ""
            continue
        bullet = PUCE.match(line)
        if before and found and not bullet and "\t" not in line and _continues(before, line, width):
            found[-1] = _text_passage(found[-1].genre, f"{found[-1].texte} {line.strip()}", found[-1])
            before = line
            continue
        if not bullet or not previous_item:
            lists += 1
        previous_item = bool(bullet)
        heading = DIESE.match(line)
        if bullet:
            nested = "o" in bullet[2] or len(bullet[1]) >= 2
            found.append(
                _text_passage(
                    "element", line[bullet.end() :].strip(), None, niveau=2 if nested else 1, liste=lists
                )
            )
        elif heading:
            found.append(_text_passage("titre", heading[2], None, niveau=min(len(heading[1]) + 1, 5)))
        elif "\t" in line.strip():
            cells = tuple(" ".join(cell.split()) for cell in line.strip().split("\t") if cell.strip())
            found.append(Passage(0, "rangee", "\t".join(cells), cellules=cells, liste=-1))
        else:
            found.append(_text_passage("paragraphe", line.strip(), None))
        before = line
    return found


def _text_passage(kind, text, model, **fields):
    text = " ".join(text.split())
    bold = re.fullmatch(r"\*\*[^*]+\*\*", text) is not None
    html = ITALIQUE.sub(r"<em>\1</em>", GRAS.sub(r"<strong>\1</strong>", escape(text, quote=False)))
    plain = ITALIQUE.sub(r"\1", GRAS.sub(r"\1", text))
    if model is not None:
        fields = {"niveau": model.niveau, "liste": model.liste}
    return Passage(
        0, kind, plain, html=html if "<strong>" in html or "<em>" in html else "", gras=bold, **fields
    )


def _wrap_width(text):
    """The width at which a text was cut into lines; 0 for one that was not."""
    lengths = [len(line.rstrip()) for line in text.splitlines() if line.strip()]
    long = [length for length in lengths if length > 55]
    if len(long) < 8 or max(lengths) > 110:
        return 0
    return max(lengths)


def _continues(before, line, width):
    first = line.strip()
    if "\t" in before or re.match(r"\s*(?:\d{1,2}|[a-zA-Z]|[IVX]+)\s*[.)°]\s", line):
        return False
    if first[:1].islower() and before.rstrip()[-1:] not in ".:;!?":
        return True
    if EN_SUSPENS.search(before.rstrip()):
        return True
    if ETIQUETTE.match(before) and before.rstrip()[-1:] not in ".;!?" and ":" not in line:
        return len(before) > 60
    return (
        bool(width) and len(before.rstrip()) + 1 + len(first.split()[0]) > width and len(before) > width // 2
    )


def _pdf_text(html):
    """Text of a PDF's paragraphs, as the converter wrote them: HTML of one's own reading would lose the tabs."""
    return "\n\n".join(unescape(text) for text in re.findall(r"<p>(.*?)</p>", html, re.DOTALL))
