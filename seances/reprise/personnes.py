"""Names of people as minutes print them: with or without title, in both orders, with who they stand in for."""

import re
from dataclasses import dataclass, field

from participants import noms

from .prenoms_usuels import PRENOMS

CIVILITE = re.compile(
    r"^\s*(?:M\.|MM\.|Mr\.?|Mme\.?|Mmes|Mlle|Mevr\.?|Dhr\.?|Monsieur|Madame|Mademoiselle|Dr\.?|Me|Pr\.?)\s+",
    re.I,
)
COURRIEL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
PARTICULES = {
    "de",
    "du",
    "des",
    "d",
    "van",
    "von",
    "der",
    "den",
    "ter",
    "ten",
    "la",
    "le",
    "el",
    "al",
    "ben",
    "di",
}
ORGANISMES = set(
    [
        "amo",
        "cpas",
        "saj",
        "spj",
        "srg",
        "asbl",
        "mado",
        "cpms",
        "ona",
        "one",
        "fwb",
        "avij",
        "service",
        "maison",
        "centre",
        "centres",
        "institut",
        "ecole",
        "haute",
        "commune",
        "ville",
        "province",
        "region",
        "administration",
        "direction",
        "agence",
        "federation",
        "ligue",
        "association",
        "fondation",
        "planning",
        "reseau",
        "antenne",
        "cabinet",
        "universite",
        "hopital",
        "clinique",
        "police",
        "parquet",
        "tribunal",
        "ministere",
        "conseil",
        "plateforme",
        "collectif",
        "foyer",
        "mouvement",
    ]
)
NOM = r"[^\W\d_][\w’'.\-]*"
# Who replaces whom: « a » is there, « b » is not.
REMPLACEMENTS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?P<a>.+?)[\s,(;–-]+(?:en remplacement|en lieu et place|à la place)\s+(?:de\s+|d['’]\s*|du\s+)(?P<b>[^,;()]+)(?P<r>.*)$",
        r"^(?P<a>.+?)[\s,(;–-]+(?:rempla[cç]ant(?:e|·e|\(e\))?|suppl[ée]ant(?:e|·e|\(e\))?|repr[ée]sentant(?:e)?)\s+"
        r"(?:de\s+|d['’]\s*|du\s+)?(?P<b>[A-ZÀ-Ý][^,;()]+)(?P<r>.*)$",
        r"^(?P<a>.+?)[\s,(;–-]+(?:qui\s+)?(?:remplace|repr[ée]sente|suppl[ée]e)\s+(?P<b>[^,;()]+)(?P<r>.*)$",
        r"^(?P<b>.+?)[\s,(;–-]+(?:(?:excus[ée]e?|absente?|emp[êe]ch[ée]e?)[\s,;–-]*)?(?:(?:est|a été)\s+)?"
        r"(?:remplac[ée]+|repr[ée]sent[ée]+|suppl[ée]+)(?:\(e\))?\s+par\s+(?P<a>[^,;()]+)(?P<r>.*)$",
        r"^(?P<a>[^,(]+?)[\s,(]+pour\s+(?P<b>(?:M\.|Mme|Mr|Monsieur|Madame)?\s*[A-ZÀ-Ý][\w’'-]+(?:\s+[A-ZÀ-Ý][\w’'-]+){1,3})"
        r"(?P<r>(?:[,;)].*)?)$",
    )
]
EXCUSE = re.compile(r"^(?:excus(?:e[rs]?|é|ée)s?\s+(?:de\s+|pour\s+|:\s*)?)(?=[A-ZÀ-Ý(])", re.IGNORECASE)
FONCTION = re.compile(
    r"^(?:co-?|sous-|vice-)?(?:direct|coordin|présid|conseill|secr[ée]t|éducat|psycholog|assistant|chargé|responsable|"
    r"délégué|attach|représentant|juriste|formateur|formatrice|inspect|expert|agent|facilitat)\w*",
    re.IGNORECASE,
)
ROLES = [
    (
        "secretaire",
        re.compile(r"\b(?:secr[ée]taires?(?: de (?:séance|groupe))?|secr[ée]tariat|prise de notes)\b", re.I),
    ),
    ("rapporteur", re.compile(r"\brapport(?:eur|euse|rice|age)s?\b|\bporte-parole\b", re.I)),
]


@dataclass
class Mention:
    """Somebody as a document prints him. pris: the stretches of the source that say it."""

    prenom: str = ""
    nom: str = ""
    organisation: str = ""
    fonction: str = ""
    courriel: str = ""
    role: str = "membre"
    remplace: "Mention | None" = None
    statut: str = ""
    pris: list = field(default_factory=list)

    @property
    def complet(self):
        return f"{self.prenom} {self.nom}".strip()


def is_capitals(word):
    letters = [one for one in word if one.isalpha()]
    return len(letters) > 1 and all(one.isupper() for one in letters)


def split_name(text):
    """(first name, family name) of a name as printed; ("", name) when it is one word."""
    text = CIVILITE.sub("", text).strip(" \u00a0,;:.-–•")
    words = text.split()
    if len(words) < 2:
        return "", text
    capitals = [
        is_capitals(word) or (noms.fold(word) in PARTICULES and index) for index, word in enumerate(words)
    ]
    if any(map(is_capitals, words)) and not all(is_capitals(w) or noms.fold(w) in PARTICULES for w in words):
        if is_capitals(words[0]) or (noms.fold(words[0]) in PARTICULES and is_capitals(words[1])):
            cut = next(
                index
                for index, word in enumerate(words)
                if not is_capitals(word) and noms.fold(word) not in PARTICULES
            )
            return " ".join(words[cut:]), " ".join(words[:cut])
        cut = next(index for index, one in enumerate(capitals) if one)
        return " ".join(words[:cut]), " ".join(words[cut:])
    first, last = noms.fold(words[0]).split(), noms.fold(words[-1]).split()
    known_first = bool(first) and first[0] in PRENOMS
    known_last = bool(last) and last[0] in PRENOMS
    if known_last and not known_first:
        return words[-1], " ".join(words[:-1])
    if len(words) > 2 and known_first and noms.fold(words[1]) in PRENOMS and "-" not in words[0]:
        return " ".join(words[:2]), " ".join(words[2:])
    return words[0], " ".join(words[1:])


def looks_like_name(text, least=2):
    """Could this be somebody's name: two to five words with capitals, no figure, no verb."""
    text = CIVILITE.sub("", re.sub(r"\([^()]{0,25}\)", " ", text)).strip(" \u00a0,;:.-–•")
    words = text.split()
    if not least <= len(words) <= 6 or re.search(r"[\d:;@!?/«»]", text):
        return False
    if set(noms.fold(words[0]).split()) & ORGANISMES:
        return False
    plain = [word for word in words if noms.fold(word) not in PARTICULES]
    return bool(plain) and all(word[:1].isupper() for word in plain) and len(plain) >= min(least, 2)


def read(text, cells=(), columns=()):
    """The Mention of one line or row. columns: what each cell is, when a heading row says it."""
    mention = Mention()
    if cells and columns:
        return _from_columns(mention, cells, columns)
    if len(cells) > 1:
        _name(mention, cells[0])
        for cell in cells[1:]:
            _beside(mention, cell, split=False)
    else:
        head, rest = _split_organisation(text)
        _name(mention, head)
        if rest:
            _beside(mention, rest)
    return mention


def _from_columns(mention, cells, columns):
    first = family = ""
    for cell, column in zip(cells, columns, strict=False):
        if not cell:
            continue
        if column == "nom_complet":
            _name(mention, cell)
        elif column == "prenom":
            first = cell
        elif column == "nom":
            family = cell
        elif column == "statut":
            mention.statut = cell
        elif column == "remplace":
            other = Mention()
            other.prenom, other.nom = split_name(cell)
            mention.remplace = other
        elif column == "role":
            mention.role = role_of(cell) or mention.role
        elif column == "courriel":
            mention.courriel = cell
        elif column:
            setattr(mention, column, cell)
    if first and family:
        mention.prenom, mention.nom = first, family
    elif first or family:
        mention.prenom, mention.nom = split_name(first or family)
    return mention


def _beside(mention, text, split=True):
    """What stands beside a name: an address, a role, who is replaced, an organisation."""
    text = text.strip(" \u00a0,;")
    address = COURRIEL.search(text)
    if address:
        mention.courriel = address.group()
        text = (text[: address.start()] + text[address.end() :]).strip(" \u00a0,;()")
    match = re.match(
        r"^\(?(?:en remplacement|en lieu et place|à la place|remplace|représente|remplaçant(?:e)?)\s+(?:de\s+|d['’])?([^,;()]+)\)?(.*)$",
        text,
        re.IGNORECASE,
    )
    if match and not mention.remplace:
        mention.remplace = Mention(*split_name(match[1]))
        text = match[2].strip(" \u00a0,;()")
    role = role_of(text)
    if role and len(text.split()) <= 4:
        mention.role = role
        return
    if text and text not in "/-–xX":
        function, comma, place = text.partition(", ")
        if (
            split
            and comma
            and FONCTION.match(function)
            and len(function.split()) <= 3
            and not mention.organisation
        ):
            mention.fonction, mention.organisation = function, place
        elif mention.organisation:
            mention.fonction = f"{mention.fonction}, {text}" if mention.fonction else text
        else:
            mention.organisation = text


def _name(mention, text):
    text = text.strip(" \u00a0,;•")
    text = EXCUSE.sub("", text)
    for pattern in REMPLACEMENTS:
        match = pattern.match(text)
        if match:
            there, away = match["a"].strip(" (,;"), match["b"].strip(" ),;.")
            there, beside = _split_organisation(there)
            mention.prenom, mention.nom = split_name(there)
            away, away_beside = _split_organisation(away)
            mention.remplace = Mention(*split_name(away))
            for more in (beside, away_beside, (match["r"] or "").strip(" ),;.–-")):
                if more:
                    _beside(mention, more)
            return
    role = re.search(r"\(([^()]*)\)\s*$", text)
    if role and role_of(role[1]):
        mention.role = role_of(role[1])
        text = text[: role.start()].strip()
    mention.prenom, mention.nom = split_name(text)


def role_of(text):
    found = [name for name, pattern in ROLES if pattern.search(text)]
    return "secretaire_rapporteur" if len(found) == 2 else found[0] if found else ""


def _split_organisation(text):
    """(name with its replacement, the rest) of one line of running text."""
    text = text.strip(" \u00a0;•")
    best = None
    bracket = re.search(r"\s*\(([^()]+)\)\s*\.?$", text)
    if (
        bracket
        and not role_of(bracket[1])
        and not re.match(r"(?i)(?:en rempl|rempla|repr[ée]s|suppl|pour |excus|à la place)", bracket[1])
        and looks_like_name(text[: bracket.start()])
    ):
        return text[: bracket.start()].strip(), bracket[1].strip()
    for separator in (" – ", " — ", " - ", ", ", " : ", " | ", "; "):
        place = text.find(separator)
        if place > 0 and (best is None or place < best[0]):
            best = (place, separator)
    if best is None:
        return text, ""
    head, rest = text[: best[0]], text[best[0] + len(best[1]) :]
    if re.match(r"(?i)\s*(?:excus|absent|empêch|représent|remplac|en rempl|suppl|qui )", rest):
        # « B, représentée par A, organisation »: the name goes on to the next separator after who comes
        more = re.match(r"(?i)(\s*(?:excus[ée]+e?|absente?|empêché+e?)[,;\s]*)?([^,–—]*)[,–—]?\s*(.*)$", rest)
        return f"{head}{best[1]}{(more[1] or '')}{more[2]}".strip(), more[3].strip()
    return head.strip(), rest.strip()
