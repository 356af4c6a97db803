"""DocumentPV as JSON, `pv-assises/2`, and back; `pv-assises/1` is read too.

The text is canonical: the same tree always gives the same bytes, fields at their default are left out. A file
may carry `courriels` beside the tree (key of a person -> address); the tree itself never does.
"""

import dataclasses
import datetime
import json
import re
from functools import cache, lru_cache

from . import figes
from .controle import ADDRESS, Erreur, FichierRefuse, check
from .document import DocumentPV

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


@cache
def _adapter():
    import pydantic  # as heavy as a room of the portal: for those who bring a file, not for pages

    return pydantic.TypeAdapter(DocumentPV)


def loads(data):
    """The Lecture of a file's bytes, whichever of our formats it is in.

    Raises FichierRefuse with the JSON path and the reason of each error.
    """
    from . import json_v1  # with the types of the first format: no page reads it
    from .lecture import parse

    plain = parse(data)
    version = plain.get("format")
    if version == "pv-assises/1":
        lecture = json_v1.convert(plain)
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
    if version == "pv-assises/1":
        places = [Erreur(json_v1.original_place(plain, erreur.chemin), erreur.raison) for erreur in erreurs]
        erreurs = list(dict.fromkeys(places))  # one row that announces two séances is one place
    if erreurs:
        raise FichierRefuse(*erreurs)
    return lecture


@lru_cache(maxsize=4)
def read_frozen(text):
    """The tree of a frozen text: it was checked before it was frozen, and an edition may lack names.

    Cached: a frozen text never changes, and is read again within one act.
    """
    return figes.document(json.loads(text))


def read_frozen_outline(text):
    """The same without what was said: every tuple of blocks is empty. Costs a tenth of the memory."""
    return figes.document(json.loads(text, object_hook=_without_blocks))


def _without_blocks(plain):
    return plain | {key: [] for key in ("blocs", "blocs_apres") if key in plain}


def _read(plain):
    from .lecture import Lecture, validate

    plain = dict(plain)
    courriels = plain.pop("courriels", {})
    document = validate(_adapter(), plain)
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
