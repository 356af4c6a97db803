"""A dialogue by first name: « Florence » alone above what she said, or « Florence : … ». Pure.

The text alone cannot say which Florence it is: whoever hands the note in says it, once.
"""

import re

from participants import noms

from .document import Intervention, Paragraphe, plain_text

MOTS = 3  # « Florence », « Florence T. », « Marie Anne D. »
OUVERTURE = re.compile(r"\s*([^\W\d_][^:\n]{0,40}?)\s*(?:[:\n]|\Z)(?!//)")


def labels(blocs, personnes):
    """Printed label -> keys of those whom it may name, in the order of the text.

    blocs: of a note, speakers assigned: who is known by his whole name needs no question. personnes: (key, first name).
    """
    firsts = {}
    for key, prenom in personnes:
        firsts.setdefault(noms.fold(prenom).partition(" ")[0], []).append(key)
    found, known = {}, set()
    for bloc in blocs:
        if not isinstance(bloc, Paragraphe) or isinstance(bloc, Intervention):
            continue
        match = OUVERTURE.match(plain_text(bloc.runs))
        if match is None:
            continue
        words = noms.fold(match[1]).split()
        keys = firsts.get(words[0]) if words else None
        if keys and len(words) <= MOTS and " ".join(words) not in known:
            known.add(" ".join(words))
            found[match[1].rstrip(" .\u00a0") or match[1]] = keys
    return found
