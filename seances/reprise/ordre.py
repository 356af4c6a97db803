"""The agenda: its lines with presenters, hours and pages; and which later heading opens which of its points."""

import re
from difflib import SequenceMatcher

from participants import noms

from . import francais
from .personnes import CIVILITE, is_capitals, looks_like_name
from .prenoms_usuels import PRENOMS

NUMERO = re.compile(
    r"^\s*(?:(?:point|punt|n[°o])\s*)?(?:(\d{1,2})|([IVX]{1,5})(?=\s*[.)°:–-]))\s*(?:[.)°:–-]+|\s(?=[A-ZÀ-Ý]))\s*(?!\d)",
    re.I,
)
PAGE = re.compile(r"(?:\s*[.…·_]{2,}\s*|\t\s*|(?<=\))\s*|\s+(?:p\.|page)\s*|\s+)(\d{1,3})\s*$")
ROMAINS = {"I": 1, "V": 5, "X": 10}
SEPARE = re.compile(r"\s+[–—-]+\s+|\s*[|\t]\s*|\s+/\s+")


def roman(text):
    total = 0
    for one, two in zip(text, [*text[1:], ""], strict=True):
        total += -ROMAINS[one] if two and ROMAINS[one] < ROMAINS[two] else ROMAINS[one]
    return total


def head_number(text):
    """(number, length of its words) of a numbered line; (None, 0) for another."""
    match = NUMERO.match(text)
    if not match:
        return None, 0
    return (int(match[1]) if match[1] else roman(match[2].upper())), match.end()


def presenters(text, known=None):
    """Names of whoever presents, when these words are only names; [] otherwise."""
    text = re.sub(
        r"(?i)^\s*(?:par|présenté par|animé par|intervention de|orateur\s*:)\s+", "", text.strip(" ()")
    )
    parts = [
        part.strip() for part in re.split(r"\s+et\s+|\s*,\s*|\s*&\s*|\s+/\s+|\s*\+\s*", text) if part.strip()
    ]
    if not parts:
        return []
    for part in parts:
        if known and known.named(part)[0]:
            continue
        words = CIVILITE.sub("", part).split()
        if CIVILITE.match(part) and 1 <= len(words) <= 3 and words[0][:1].isupper():
            continue
        first = noms.fold(words[0]).split() if words else []
        last = noms.fold(words[-1]).split() if words else []
        hint = (
            any(map(is_capitals, words[1:]))
            or (first and first[0] in PRENOMS)
            or (last and last[0] in PRENOMS)
        )
        if not (looks_like_name(part) and hint):
            return []
    return parts


def line(text, known=None, page=True):
    """{numero, titre, intervenants, debut, fin, page} of a line of an agenda or of the heading of a point."""
    made = {"numero": None, "intervenants": [], "debut": None, "fin": None, "page": None}
    made["numero"], start = head_number(text)
    rest = text[start:].strip()
    found = PAGE.search(rest) if page else None
    hours = francais.hours(rest)
    if found and not (hours and hours.fin > found.start(1)):
        made["page"] = int(found[1])
        rest = rest[: found.start()].rstrip(" .…·_\t")
    hours = francais.hours(rest)
    if hours:
        made["debut"], made["fin"] = hours.valeur
        before, after = rest[: hours.debut].rstrip(" (–—-:,\t["), rest[hours.fin :].lstrip(" )–—-:,\t]")
        rest = f"{before} – {after}" if before and after else before or after
    lasting = re.search(r"[\s(–-]+(\d{1,3})\s*(?:min(?:utes)?|')\s*\)?$", rest)
    if lasting:
        rest = rest[: lasting.start()]
    bracket = re.search(r"\s*\(([^()]*)\)\s*$", rest)
    if bracket and (names := presenters(bracket[1], known)):
        made["intervenants"], rest = names, rest[: bracket.start()]
    else:
        parts = list(SEPARE.finditer(rest))
        if parts and (names := presenters(rest[parts[-1].end() :], known)):
            made["intervenants"], rest = names, rest[: parts[-1].start()]
    made["titre"] = rest.strip(" .;–—-:\t") if not rest.strip().endswith("...") else rest.strip()
    return made


def from_cells(cells, known=None):
    """A line of an agenda from a row: hours, number, title and presenters stand in any order."""
    made = {"numero": None, "titre": "", "intervenants": [], "debut": None, "fin": None, "page": None}
    for cell in cells:
        hours = francais.hours(cell)
        if (
            re.fullmatch(r"\s*(?:point\s*)?\d{1,2}\s*[.)°]?\s*", cell, re.I)
            and made["numero"] is None
            and not made["titre"]
        ):
            made["numero"] = int(re.search(r"\d+", cell)[0])
        elif hours and len(cell) - (hours.fin - hours.debut) < 8 and made["debut"] is None:
            made["debut"], made["fin"] = hours.valeur
        elif made["titre"] and (names := presenters(cell, known)):
            made["intervenants"] += names
        elif not made["titre"]:
            inner = line(cell, known)
            made |= {key: value for key, value in inner.items() if value and not made.get(key)}
        elif re.fullmatch(r"\d{1,3}", cell.strip()):
            made["page"] = int(cell)
    return made


def same_title(heading, title):
    """How near a heading is to a title of the agenda, from 0.0 to 1.0."""
    one, two = noms.fold(heading), noms.fold(title)
    if not one or not two:
        return 0.0
    if one == two:
        return 1.0
    short, long = sorted((one, two), key=len)
    if long.startswith(f"{short} ") or long == f"{short}s":
        return 0.95 if len(short) > 5 else 0.0
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


PROCHE = 0.78


def headings(passages, agenda):
    """{rank of a passage: index of the point that it opens}, each point once, in the order of the agenda."""
    found, position = {}, 0
    for passage in passages:
        if passage.genre in {"rangee", "folio"} or len(passage.texte) > 260:
            continue
        number, _ = head_number(passage.marqueur + " " + passage.texte if passage.marqueur else passage.texte)
        strong = passage.genre == "titre" or passage.gras or is_capitals(passage.texte.replace(" ", ""))
        if not strong and number is None and passage.genre != "paragraphe":
            continue
        best = (0.0, None)
        for index in range(position, len(agenda)):
            score = same_title(line(passage.texte, page=False)["titre"], agenda[index]["titre"])
            score = max(score, same_title(passage.texte, agenda[index]["titre"]) if not number else 0)
            same = number is not None and number == agenda[index]["numero"]
            if same and passage.genre in {"titre"}:
                score = max(score, 0.8 if score > 0.3 else score)
            score -= 0.02 * (index - position)
            if not strong and number is None and score < 0.93:
                continue
            if number is not None and not same and score < 0.93:
                continue
            if score > best[0]:
                best = (score, index)
        if best[1] is not None and best[0] >= PROCHE:
            found[passage.rang] = best[1]
            position = best[1] + 1
    return found
