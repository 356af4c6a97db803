"""Acronyms that nobody explained; what an acronym is, `chantiers.sigles` says. Pure."""

from chantiers.sigles import is_explained, occurrences
from participants.noms import fold

from ..phrases import INSECABLE
from .constat import Constat, extract
from .lexique import COURANTS


def unexplained(passages, known, people=frozenset()):
    """(first, counts) of the acronyms that neither `known`, nor everybody, nor the passages explain.

    passages: (where, text). known, people: keys of acronyms, folded words of names. first: key -> (where, text,
    match) of the first use; counts: key -> how often it is used.
    """
    first, counts, explained = {}, {}, set()
    for where, text in passages:
        for key, match in occurrences(text):
            if key in known or key in COURANTS or key in people or key in explained:
                continue
            if is_explained(text, match, key):
                explained.add(key)
                continue
            first.setdefault(key, (where, text, match))
            counts[key] = counts.get(key, 0) + 1
    return {key: found for key, found in first.items() if key not in explained}, counts


def check(document, passages, known):
    """A Constat for the first use of each acronym that neither `known` nor the text explains.

    known: keys of acronyms.
    """
    people = {
        word
        for personne in document.personnes
        for name in (personne.nom_complet, *personne.graphies)
        for word in fold(name).split()
    }
    read = ((passage, passage.texte) for passage in passages if passage.bloc is not None)
    first, counts = unexplained(read, known, people)
    for key, (passage, _, match) in first.items():
        times = f", employé {counts[key]} fois," if counts[key] > 1 else ""
        act = "ajoutez-le au glossaire"
        if not passage.est_note:  # a note is given word for word
            act = f"écrivez-le une fois en toutes lettres, ou {act}"
        yield Constat(
            "sigle_inconnu",
            f"Le sigle «{INSECABLE}{match['sigle']}{INSECABLE}»{times} n’est ni expliqué ni au glossaire"
            f"{INSECABLE}: {act}.",
            passage.endroit,
            extract(passage.texte, *match.span()),
        )
