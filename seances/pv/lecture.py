"""Reading a file of ours: its size, its syntax, its types. What is wrong is told in French, with its place. Pure."""

import json
import re
from dataclasses import dataclass, field

import pydantic

from .controle import Erreur, FichierRefuse
from .document import DocumentPV
from .richtext import UNREADABLE

TAILLE_MAXIMALE = 10_000_000

TROP_PROFOND = "des listes ou objets sont emboîtés trop profondément"
MESSAGES = {
    "json_invalid": TROP_PROFOND,  # the syntax itself was read before
    "recursion_loop": TROP_PROFOND,
    "int_parsing_size": "un nombre a trop de chiffres",
    "missing": "ce champ est requis",
    "extra_forbidden": "ce champ n’existe pas dans le format",
    "unexpected_keyword_argument": "ce champ n’existe pas dans le format",
    "string_type": "un texte est attendu",
    "int_type": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "bool_type": "true ou false est attendu",
    "tuple_type": "une liste est attendue",
    "list_type": "une liste est attendue",
    "too_short": "une liste qui ne soit pas vide est attendue",
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
# Kinds of block, as pydantic names the branch that it took.
TAGS = {"titre", "paragraphe", "intervention", "note", "liste", "tableau", "image"}


@dataclass(frozen=True)
class Lecture:
    """What a file holds: the tree, the addresses beside it, and what a human should look at."""

    document: DocumentPV
    courriels: dict[str, str] = field(default_factory=dict)
    avertissements: tuple[str, ...] = ()


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
        raise FichierRefuse(Erreur("fichier", TROP_PROFOND)) from error
    except ValueError as error:
        raise FichierRefuse(Erreur("fichier", "un nombre a trop de chiffres")) from error
    if not isinstance(plain, dict):
        raise FichierRefuse(Erreur("fichier", "un objet JSON est attendu à la racine"))
    unreadable = [Erreur(_path(place), "caractère de commande invisible") for place in _unreadable(plain)]
    if unreadable:
        raise FichierRefuse(*unreadable)
    return plain


def _unreadable(plain):
    """Places of the texts with characters that no database keeps and nobody sees, in the order of the file."""
    waiting = [((), plain)]
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, str):
            if UNREADABLE.search(node):
                yield place
        elif isinstance(node, dict):
            waiting += [((*place, key), value) for key, value in reversed(node.items())]
        elif isinstance(node, list):
            waiting += [((*place, index), value) for index, value in reversed(list(enumerate(node)))]


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
