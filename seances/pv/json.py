"""DocumentPV as JSON, `pv-assises/2`, and back; `pv-assises/1` is read too.

The text is canonical: the same tree always gives the same bytes, fields at their default are left out. A file
may carry `courriels` beside the tree (key of a person -> address); the tree itself never does.
"""

import dataclasses
import datetime
import json
import re
from dataclasses import dataclass, field

import pydantic

from .controle import Erreur, FichierRefuse, check
from .document import DocumentPV

TAILLE_MAXIMALE = 10_000_000
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

MESSAGES = {
    "missing": "ce champ est requis",
    "extra_forbidden": "ce champ n’existe pas dans le format",
    "unexpected_keyword_argument": "ce champ n’existe pas dans le format",
    "string_type": "un texte est attendu",
    "int_type": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "bool_type": "true ou false est attendu",
    "tuple_type": "une liste est attendue",
    "list_type": "une liste est attendue",
    "dict_type": "un objet est attendu",
    "model_type": "un objet est attendu",
    "dataclass_type": "un objet est attendu",
    "model_attributes_type": "un objet est attendu",
    "date_type": "une date AAAA-MM-JJ est attendue",
    "date_parsing": "une date AAAA-MM-JJ est attendue",
    "date_from_datetime_parsing": "une date AAAA-MM-JJ est attendue",
    "time_type": "une heure HH:MM est attendue",
    "time_parsing": "une heure HH:MM est attendue",
    "union_tag_not_found": "le champ « type » du bloc manque",
}


@dataclass(frozen=True)
class Lecture:
    """What a file holds: the tree, the addresses beside it, and what a human should look at."""

    document: DocumentPV
    courriels: dict[str, str] = field(default_factory=dict)
    avertissements: tuple[str, ...] = ()


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────


def to_plain(node):
    """The tree as dicts, lists and strings; what is at its default is left out, `type` and `format` excepted."""
    if dataclasses.is_dataclass(node):
        plain = {}
        for each in dataclasses.fields(node):
            value = getattr(node, each.name)
            if each.name in {"type", "format"} or value != each.default:
                plain[each.name] = to_plain(value)
        if "format" in plain:
            plain = {"format": plain.pop("format"), **plain}
        elif "type" in plain:
            plain = {"type": plain.pop("type"), **plain}
        return plain
    if isinstance(node, tuple | list):
        return [to_plain(item) for item in node]
    if isinstance(node, datetime.time):
        return node.isoformat("minutes" if not node.second else "seconds")
    if isinstance(node, datetime.date):
        return node.isoformat()
    return node


def dumps(document, courriels=None):
    """The canonical text of a document. courriels: key -> address, written beside the tree when given."""
    plain = to_plain(document)
    if courriels:
        plain["courriels"] = {
            key: courriels[key] for key in sorted(courriels, key=_natural) if courriels[key]
        }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def dumps_node(node):
    """The canonical text of a part of the tree."""
    return json.dumps(to_plain(node), ensure_ascii=False, indent=1) + "\n"


def _natural(key):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", key)]


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────

_adapter = pydantic.TypeAdapter(DocumentPV)
TAGS = {"titre", "paragraphe", "intervention", "note", "liste", "tableau", "image"}


def loads(data):
    """The Lecture of a file's bytes, whichever of our formats it is in.

    Raises FichierRefuse with the JSON path and the reason of each error.
    """
    plain = parse(data)
    version = plain.get("format")
    if version == "pv-assises/1":
        from .json_v1 import convert

        lecture = convert(plain)
    elif version == "pv-assises/2":
        lecture = _read(plain)
    else:
        raise FichierRefuse(
            Erreur(
                "format",
                "« pv-assises/1 » ou « pv-assises/2 » est attendu"
                + (f", pas « {version} »" if version else ""),
            )
        )
    erreurs = check(lecture.document)
    if erreurs:
        raise FichierRefuse(*erreurs)
    return lecture


def too_large(size):
    """Why a file of this many bytes is refused."""
    weight = f"{size / 1e6:.1f}".replace(".", ",")
    return f"il pèse {weight} Mo et la limite est de {TAILLE_MAXIMALE // 1_000_000} Mo"


def parse(data):
    """The JSON object of some bytes. Raises FichierRefuse with line and column, or the size."""
    if len(data) > TAILLE_MAXIMALE:
        raise FichierRefuse(Erreur("fichier", too_large(len(data))))
    try:
        plain = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FichierRefuse(Erreur("fichier", f"il n’est pas en UTF-8 (octet {error.start})")) from error
    except json.JSONDecodeError as error:
        raise FichierRefuse(
            Erreur("fichier", f"JSON incomplet ou mal formé à la ligne {error.lineno}, colonne {error.colno}")
        ) from error
    except RecursionError as error:
        raise FichierRefuse(
            Erreur("fichier", "des listes ou objets sont emboîtés trop profondément")
        ) from error
    if not isinstance(plain, dict):
        raise FichierRefuse(Erreur("fichier", "un objet JSON est attendu à la racine"))
    return plain


def _read(plain):
    plain = dict(plain)
    courriels = plain.pop("courriels", {})
    document = validate(_adapter, plain)
    erreurs = []
    known = {personne.cle for personne in document.personnes}
    if not isinstance(courriels, dict):
        raise FichierRefuse(Erreur("courriels", "un objet est attendu"))
    for key, address in courriels.items():
        if key not in known:
            erreurs.append(Erreur(f"courriels.{key}", "cette personne ne figure pas dans « personnes »"))
        elif not isinstance(address, str) or not ADDRESS.fullmatch(address):
            erreurs.append(Erreur(f"courriels.{key}", "ce n’est pas une adresse électronique"))
    if erreurs:
        raise FichierRefuse(*erreurs)
    return Lecture(document, courriels)


def validate(adapter, plain):
    """The typed value of plain JSON. Raises FichierRefuse with every path that is wrong."""
    try:
        return adapter.validate_json(json.dumps(plain), strict=True)
    except pydantic.ValidationError as error:
        raise FichierRefuse(*map(_french, error.errors(include_url=False))) from error


def _french(error):
    """One finding of pydantic, told in French with the place in the file."""
    reason = MESSAGES.get(error["type"])
    if error["type"] in {"literal_error", "union_tag_invalid", "enum"}:
        expected = error["ctx"].get("expected") or error["ctx"].get("expected_tags")
        expected = re.sub(r"'([^']*)'", r"« \1 »", expected.replace(" or ", ", "))
        reason = f"valeurs admises : {expected}"
    return Erreur(_path(error["loc"]), reason or "cette valeur n’est pas admise")


def _path(location):
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif re.search(r"blocs(_apres)?\[\d+\]$", path) and part in TAGS:
            continue  # the kind of block that was recognised, not a place in the file
        else:
            path += f".{part}" if path else part
    return path or "fichier"
