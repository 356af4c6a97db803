"""Trees from frozen texts, which we wrote ourselves: checked before they were frozen, they are not checked again. Pure.

Files of others go through `lecture`, whose library weighs some megabytes on each web process that loads it.
"""

from dataclasses import fields, is_dataclass
from datetime import date, time
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, get_args, get_origin, get_type_hints

from .document import DocumentPV, Proposition


def document(plain):
    """The DocumentPV of what `json.to_plain` made of it, whole or without its blocks."""
    return _reader(DocumentPV)(plain)


def propositions(plain):
    """The Propositions of what `json.to_plain` made of them."""
    return _reader(tuple[Proposition, ...])(plain)


@cache
def _reader(hint):
    """The function that makes a value of this type from what JSON keeps of it."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _reader(parts[0])
    if origin is tuple:
        read = _reader(parts[0])
        return lambda plain: tuple(map(read, plain))
    if origin is UnionType:
        return _reader_of_union([part for part in parts if part is not NoneType])
    if is_dataclass(hint):
        readers = {name: _reader(part) for name, part in get_type_hints(hint, include_extras=True).items()}
        return lambda plain: hint(**{name: readers[name](value) for name, value in plain.items()})
    if hint in (date, time):
        return hint.fromisoformat
    return lambda plain: plain


def _reader_of_union(kinds):
    """One type or nothing; or several, told apart by `type`, read late since blocks hold blocks."""
    if len(kinds) == 1:
        read = _reader(kinds[0])
        return lambda plain: None if plain is None else read(plain)
    named = {each.default: kind for kind in kinds for each in fields(kind) if each.name == "type"}
    return lambda plain: _reader(named[plain["type"]])(plain)
