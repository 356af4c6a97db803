"""What differs between two documents, told by place. Pure."""

import hashlib
from dataclasses import replace

from .document import Chantier
from .json import dumps, to_plain

COURT = 60


def own(document):
    """The document without what other rows decide: the chantier, people, propositions, later séances."""
    return replace(
        document,
        chantier=Chantier(document.chantier.numero, ""),
        personnes=(),
        prochaines_seances=(),
        propositions=(),
    )


def fingerprint(document):
    """sha256 of what the PV itself holds: the same as long as nobody wrote in it."""
    return hashlib.sha256(dumps(own(document)).encode()).hexdigest()


def differences(before, after):
    """Sentences « place : « avant » → « après » », in the order of the document; empty when nothing differs."""
    return list(_differences(to_plain(own(before)), to_plain(own(after)), ""))


def _differences(before, after, path):
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            if key != "numero" or not path.endswith("]") or "type" not in before:
                yield from _differences(before.get(key), after.get(key), f"{path}.{key}" if path else key)
        return
    if isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            yield from _differences(
                before[index] if index < len(before) else None,
                after[index] if index < len(after) else None,
                f"{path}[{index}]",
            )
        return
    yield f"{path} : {_short(before)} → {_short(after)}"


def _short(value):
    if value is None:
        return "rien"
    text = value if isinstance(value, str) else " ".join(_words(value))
    return f"« {text[:COURT]}{'…' if len(text) > COURT else ''} »"


def _words(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"type", "numero"}:
                yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    else:
        yield str(value)
