"""The index of who said what, and of what is decided, voted and given to do, derived from the texts: never edited,
rebuilt at will with the same result.

What is searched follows here too: a text that was saved is found at once.
"""

from .models import Intervention, Resolution, Restitution
from .pv.build import build_with_people, mask_addresses
from .pv.paroles import paroles
from .pv.resolutions import resolutions
from .recherche import index
from .reprise import francais

FIELDS = ("participant_id", "point_id", "restitution_id", "paragraphe", "libelle", "texte", "mots")
FIELDS_RESOLUTION = (
    "participant_id",
    "point_id",
    "paragraphe",
    "rang",
    "genre",
    "texte",
    "pour",
    "contre",
    "abstentions",
    "unanime",
    "echeance",
)


def rebuild(seance):
    """Make the index of a séance anew, writing only what changed; returns how many interventions it has."""
    document, people = build_with_people(seance, adresses=True)
    masked = mask_addresses(document)
    index.follow_working(seance, masked)
    return _write(seance, document, masked, people)


def rebuild_and_tell(seance):
    """Make the index anew; returns the DocumentPV that it was made from, addresses masked."""
    document, people = build_with_people(seance, adresses=True)
    masked = mask_addresses(document)
    _write(seance, document, masked, people)
    index.follow_working(seance, masked)
    return masked


def _write(seance, document, masked, people):
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
    _replace(Intervention, seance, rows, FIELDS)
    acts = [
        Resolution(
            seance=seance,
            point=points[one.point],
            paragraphe=one.paragraphe,
            rang=one.rang,
            genre=one.genre,
            texte=one.texte,
            pour=one.voix.pour,
            contre=one.voix.contre,
            abstentions=one.voix.abstentions,
            unanime=one.voix.unanime,
            participant_id=people[one.personne] if one.personne else None,
            echeance=_deadline(one, seance),
        )
        for one in resolutions(masked)
    ]
    _replace(Resolution, seance, acts, FIELDS_RESOLUTION)
    return len(rows)


def _replace(model, seance, rows, fields):
    """Make the lines of a séance these ones, writing only what changed."""
    known = {
        tuple(values): pk for pk, *values in model.objects.filter(seance=seance).values_list("pk", *fields)
    }
    new = [row for row in rows if known.pop(tuple(getattr(row, name) for name in fields), None) is None]
    if known:
        model.objects.filter(pk__in=known.values()).delete()
    model.objects.bulk_create(new)


def _deadline(resolution, seance):
    """The last day that a task names, from that of the séance on."""
    if resolution.genre != "tache":
        return None
    days = [found.valeur for found in francais.dates(resolution.texte, seance.date)]
    return next((day for day in reversed(days) if day >= seance.date), None)
