"""The index of who said what, derived from the texts: never edited, rebuilt at will with the same result."""

from .models import Intervention, Restitution
from .pv import document as tree
from .pv.build import build_with_people, mask_addresses
from .pv.locuteurs import said

FIELDS = ("participant_id", "point_id", "restitution_id", "paragraphe", "libelle", "texte", "mots")


def rebuild(seance):
    """Make the index of a séance anew, writing only what changed; returns how many interventions it has."""
    return _write(seance, *build_with_people(seance, adresses=True))


def rebuild_and_tell(seance):
    """Make the index anew; returns the DocumentPV that it was made from, addresses masked."""
    document, people = build_with_people(seance, adresses=True)
    _write(seance, document, people)
    return mask_addresses(document)


def _write(seance, document, people):
    points = {point.position: point for point in seance.points.all()}
    notes = {
        note.sous_groupe.numero: note
        for note in Restitution.objects.courantes()
        .filter(sous_groupe__seance=seance)
        .select_related("sous_groupe")
    }
    rows = []
    restitution_point = document.point_of_nature("restitution")
    for point in document.points:
        for blocs in (point.blocs, point.blocs_apres):
            rows += _spoken(blocs, seance, people, points[point.numero], None)
        if point is restitution_point:
            for groupe in document.sous_groupes:
                if groupe.restitution:
                    rows += _spoken(
                        groupe.restitution.blocs, seance, people, points[point.numero], notes[groupe.numero]
                    )
    known = {
        tuple(values): pk
        for pk, *values in Intervention.objects.filter(seance=seance).values_list("pk", *FIELDS)
    }
    new = [row for row in rows if known.pop(tuple(getattr(row, name) for name in FIELDS), None) is None]
    if known:
        Intervention.objects.filter(pk__in=known.values()).delete()
    Intervention.objects.bulk_create(new)
    return len(rows)


def _spoken(blocs, seance, people, point, note):
    """One row per intervention of a text: its opening paragraph and what follows under the same speaker.

    The notes of the rédacteur are nobody's words.
    """
    rows = []
    for bloc in blocs:
        text = "\n".join(said(bloc))
        if isinstance(bloc, tree.Intervention):
            rows.append(
                Intervention(
                    seance=seance,
                    participant_id=people[bloc.locuteur],
                    point=point,
                    restitution=note,
                    paragraphe=bloc.numero,
                    libelle=bloc.libelle,
                    texte=text,
                )
            )
        elif getattr(bloc, "locuteur", "") and rows:
            rows[-1].texte += "\n" + text
    for row in rows:
        row.mots = len(row.texte.split())
    return rows
