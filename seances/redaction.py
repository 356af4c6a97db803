"""Saving what a PV says. Nobody loses a paragraph: a text opened before a newer save is not written over it.

The only writer of TextePoint, the importer aside; every save keeps a RevisionTexte.
"""

from django.db import transaction

from . import interventions
from .models import PointOrdreDuJour, ProcesVerbal, RevisionTexte, Seance, TextePoint
from .pv import richtext


class TexteModifie(Exception):
    """Somebody saved a newer text since this one was opened. Nothing was written.

    courant: the TextePoint as it is now.
    """

    def __init__(self, courant):
        self.courant = courant
        super().__init__(
            "Ce texte a été modifié depuis que vous l’avez ouvert : rien n’a été enregistré. "
            "Comparez les deux textes ci-dessous."
        )


class TexteFige(Exception):
    """The PV is frozen. Nothing was written."""

    def __init__(self):
        super().__init__("Le procès-verbal est figé : ses textes ne se modifient plus.")


def is_frozen(seance):
    """Whether what the PV of this séance prints may no longer be changed by hand."""
    pv = getattr(seance, "proces_verbal", None)
    return pv is not None and pv.est_fige


def ensure_textes(seance):
    """Give each point of the agenda its text, empty at first; returns how many were made."""
    missing = PointOrdreDuJour.objects.filter(seance=seance, texte__isnull=True)
    return len(
        TextePoint.objects.bulk_create([TextePoint(point=point) for point in missing], ignore_conflicts=True)
    )


def open_pv(seance):
    """The working PV of a séance with all its texts, made if nobody has started writing."""
    pv, _ = ProcesVerbal.objects.get_or_create(seance=seance)
    ensure_textes(seance)
    return pv


@transaction.atomic
def save_texte(texte_point, *, texte, texte_apres, opened_revision, by, motif=""):
    """Write the text of a point, and keep it as a revision; an identical text changes nothing.

    opened_revision: the revision that the writer had in front of him.
    Returns the fresh TextePoint. Raises TexteModifie, TexteFige.
    """
    # The séance is locked so that two people who start its PV wait for each other, the PV so that nobody
    # freezes it meanwhile.
    seance = Seance.objects.select_for_update(of=("self",)).get(points__texte=texte_point.pk)
    pv = ProcesVerbal.objects.select_for_update(of=("self",)).filter(seance=seance).first()
    if pv is not None and pv.est_fige:
        raise TexteFige
    courant = TextePoint.objects.select_related("point").get(pk=texte_point.pk)
    if opened_revision != courant.revision:
        raise TexteModifie(courant)
    texte, texte_apres = richtext.clean(texte), richtext.clean(texte_apres)
    if (texte, texte_apres) == (courant.texte, courant.texte_apres):
        return courant
    if courant.revision == 0 and (courant.texte or courant.texte_apres):
        _keep(courant, 0, by=None, motif="Texte d’origine")
    courant.texte, courant.texte_apres = texte, texte_apres
    courant.revision += 1
    courant.save(update_fields=["texte", "texte_apres", "revision"])
    _keep(courant, courant.revision, by=by, motif=motif)
    if pv is None:
        ProcesVerbal.objects.create(seance=seance)
    interventions.rebuild(seance)
    return courant


def _keep(courant, numero, *, by, motif):
    RevisionTexte.objects.create(
        texte_point=courant,
        numero=numero,
        texte=courant.texte,
        texte_apres=courant.texte_apres,
        par=by,
        motif=motif,
    )
