"""The index of who said what, derived from the texts: never edited, rebuilt at will with the same result.

What is searched follows here too: a text that was saved is found at once.
"""

from .models import Intervention, Restitution
from .pv.build import build_with_people, mask_addresses
from .pv.paroles import paroles
from .recherche import index

FIELDS = ("participant_id", "point_id", "restitution_id", "paragraphe", "libelle", "texte", "mots")


def rebuild(seance):
    """Make the index of a séance anew, writing only what changed; returns how many interventions it has."""
    document, people = build_with_people(seance, adresses=True)
    index.follow_working(seance, mask_addresses(document))
    return _write(seance, document, people)


def rebuild_and_tell(seance):
    """Make the index anew; returns the DocumentPV that it was made from, addresses masked."""
    document, people = build_with_people(seance, adresses=True)
    _write(seance, document, people)
    document = mask_addresses(document)
    index.follow_working(seance, document)
    return document


def _write(seance, document, people):
    points = {point.position: point for point in seance.points.all()}
    notes = {
        note.sous_groupe.numero: note
        for note in Restitution.objects.courantes()
        .filter(sous_groupe__seance=seance)
        .select_related("sous_groupe")
    }
    rows = [
        Intervention(
            seance=seance,
            participant_id=people[parole.locuteur],
            point=points[parole.point],
            restitution=notes[parole.sous_groupe] if parole.sous_groupe else None,
            paragraphe=parole.paragraphe,
            libelle=parole.libelle,
            texte=parole.texte,
            mots=parole.mots,
        )
        for parole in paroles(document)
    ]
    known = {
        tuple(values): pk
        for pk, *values in Intervention.objects.filter(seance=seance).values_list("pk", *FIELDS)
    }
    new = [row for row in rows if known.pop(tuple(getattr(row, name) for name in FIELDS), None) is None]
    if known:
        Intervention.objects.filter(pk__in=known.values()).delete()
    Intervention.objects.bulk_create(new)
    return len(rows)
