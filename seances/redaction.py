"""Saving what a PV says. Nobody loses a paragraph: every save keeps a RevisionTexte, also the one that comes too late.

A text opened before a newer save is not written over it: it is kept beside, until its writer chooses or merges. The
only writer of TextePoint, the importer aside.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from participants import journal, noms

from . import interventions
from .models import (
    Attribution,
    Plume,
    PointOrdreDuJour,
    ProcesVerbal,
    RevisionTexte,
    Seance,
    SortRevision,
    TextePoint,
)
from .pv import richtext


class TexteGarde(Exception):
    """The text could not take its place. What was typed is kept as a revision, to be settled by its writer.

    courant: the TextePoint as it is now; gardee: the RevisionTexte that holds what was typed.
    """

    raison = ""

    def __init__(self, courant, gardee):
        self.courant, self.gardee = courant, gardee
        super().__init__(
            f"{self.raison} Rien n’est perdu : votre texte est gardé (révision {gardee.numero})."
        )


class TexteModifie(TexteGarde):
    """Somebody saved a newer text since this one was opened."""

    raison = "Ce texte a été modifié depuis que vous l’avez ouvert."


class TexteFige(TexteGarde):
    """The PV is frozen."""

    raison = "Le procès-verbal est figé : ses textes ne se modifient plus."


class PVFige(Exception):
    """Nothing that the PV prints changes any more."""

    def __init__(self):
        super().__init__("Le procès-verbal est figé : on n’y change plus rien.")


class TexteDisparu(LookupError):
    """The point was taken off the agenda, and its text with it."""


def is_frozen(seance):
    """Whether what the PV of this séance prints may no longer be changed by hand."""
    pv = getattr(seance, "proces_verbal", None)
    return pv is not None and not pv.est_modifiable


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


def save_texte(
    texte_point, *, texte, texte_apres, opened_revision, by, motif="", automatique=False, settles=None
):
    """Write the text of a point, and keep it as a revision; an identical text changes nothing.

    opened_revision: the revision that the writer had in front of him. automatique: saved while typing.
    settles: number of his revision that waited for this choice.
    Returns the fresh TextePoint; its `document` is the tree of the whole PV as this save made it, None when nothing
    changed. Raises TexteModifie, TexteFige: then the typed text is kept apart.
    """
    texte, texte_apres = richtext.clean(texte), richtext.clean(texte_apres)
    typed = {"texte": texte, "texte_apres": texte_apres, "base": opened_revision, "par": by}
    typed |= {"motif": motif, "automatique": automatique}
    with transaction.atomic():
        courant, seance, pv = _lock(texte_point)
        courant.document = None
        same = (texte, texte_apres) == (courant.texte, courant.texte_apres)
        refused = None
        if not same and pv is not None and not pv.est_modifiable:
            refused = TexteFige
        elif not same and opened_revision != courant.revision:
            refused = TexteModifie
        if refused:
            gardee = _set_aside(courant, typed)
        elif not same:
            write(courant, **typed)
            if pv is None:
                seance.proces_verbal = ProcesVerbal.objects.create(seance=seance)
            courant.document = interventions.rebuild_and_tell(seance)
        if not refused and settles is not None:
            _settle(courant, settles, by)
    if refused:
        raise refused(courant, gardee)
    return courant


@transaction.atomic
def settle(texte_point, numero, *, by):
    """Keep the text as it is: the writer's own revision, that waited for this choice, stays in the list only.

    Returns the fresh TextePoint.
    """
    courant, *_ = _lock(texte_point)
    _settle(courant, numero, by)
    return courant


@transaction.atomic
def name_speaker(texte_point, libelle, participant, *, by):
    """Keep who is meant by a printed label in this text. participant: key of a Participant.

    Returns the fresh TextePoint, its `document` the tree made with it. Raises PVFige.
    """
    courant, seance, pv = _lock(texte_point)
    if pv is not None and not pv.est_modifiable:
        raise PVFige
    known = Attribution.objects.filter(texte_point=courant, cle=noms.fold(libelle)).first()
    row = known or Attribution(seance=seance, texte_point=courant, libelle=libelle)
    row.participant_id = participant
    row.save()
    (journal.changed if known else journal.added)(row, by=by)
    courant.document = interventions.rebuild_and_tell(seance)
    return courant


def bequeath(texte_point, heir):
    """Let the saved states of a text that is about to go join those of another: none is lost with its point.

    Both texts must be locked by their séance, and the first one empty.
    """
    motif = f"Texte du point supprimé « {texte_point.point.titre} »"[:200]
    last = heir.revisions.next_number()
    states = list(texte_point.revisions.order_by("numero"))
    for place, state in enumerate(states):
        state.texte_point, state.numero, state.motif, state.base = heir, last + place, motif, None
        state.sort = SortRevision.REGLEE
    RevisionTexte.objects.bulk_update(states, ["texte_point", "numero", "motif", "base", "sort"])


def _lock(texte_point):
    """(text, séance, PV or None), fresh and locked.

    The séance is locked so that two people who start its PV wait for each other, the PV so that nobody freezes it
    meanwhile. Raises TexteDisparu.
    """
    seances = Seance.objects.select_related("chantier", "lieu").select_for_update(of=("self",))
    seance = seances.filter(points__texte=texte_point.pk).first()
    if seance is None:
        raise TexteDisparu
    people = ProcesVerbal.objects.select_related("redacteur", "verificateur")
    pv = people.select_for_update(of=("self",)).filter(seance=seance).first()
    if pv is not None:
        pv.seance = seance
        seance.proces_verbal = pv
    courant = TextePoint.objects.select_related("point").filter(pk=texte_point.pk).first()
    if courant is None:  # gone while the lock was waited for
        raise TexteDisparu
    return courant, seance, pv


def write(courant, *, texte, texte_apres, **kept):
    """Give a locked text its next state, and keep it. kept: other fields of the RevisionTexte."""
    if courant.revision == 0 and (courant.texte or courant.texte_apres):
        origin = {"texte": courant.texte, "texte_apres": courant.texte_apres, "motif": "Texte d’origine"}
        courant.revisions.get_or_create(numero=0, defaults=origin)
    courant.texte, courant.texte_apres = texte, texte_apres
    courant.revision = courant.revisions.next_number()
    courant.save(update_fields=["texte", "texte_apres", "revision"])
    courant.revisions.create(numero=courant.revision, texte=texte, texte_apres=texte_apres, **kept)


def put_back(courant, moment, *, by, motif):
    """Give a locked text the state that it had at a moment; what it says now stays in its revisions."""
    then = courant.revisions.appliquees().filter(quand__lte=moment).order_by("-numero").first()
    texte, texte_apres = (then.texte, then.texte_apres) if then else ("", "")
    if (texte, texte_apres) != (courant.texte, courant.texte_apres):
        write(courant, texte=texte, texte_apres=texte_apres, base=courant.revision, par=by, motif=motif)


def _set_aside(courant, typed):
    """Keep a text beside the current one, in place of what this writer had waiting there.

    A text that a revision already holds is kept: nothing new has to wait.
    """
    kept = courant.revisions.filter(texte=typed["texte"], texte_apres=typed["texte_apres"])
    for known in kept.order_by("-numero")[:1]:
        return known
    courant.revisions.en_attente().filter(par=typed["par"]).update(sort=SortRevision.REGLEE)
    return courant.revisions.create(
        numero=courant.revisions.next_number(), sort=SortRevision.EN_ATTENTE, **typed
    )


def _settle(courant, numero, by):
    courant.revisions.en_attente().filter(par=by, numero=numero).update(sort=SortRevision.REGLEE)


def waiting(texte_point, by):
    """The revision that waits for this writer's choice, None when there is none."""
    return texte_point.revisions.en_attente().filter(par=by).first()


def waiting_in(seance, by):
    """The revisions that wait for this writer's choice in a whole PV."""
    return RevisionTexte.objects.en_attente().filter(par=by, texte_point__point__seance=seance)


# ── Who has the pen ─────────────────────────────────────────────────────────────────────────────────────

PLUME = datetime.timedelta(seconds=40)  # twice what a page lets pass between two signs


def take_pen(texte_point, *, by, now=None):
    """Tell the others that this person has the text of a point in hand; one row each, renewed."""
    Plume.objects.bulk_create(
        [Plume(texte_point=texte_point, compte=by, vue_le=now or timezone.now())],
        update_conflicts=True,
        unique_fields=["texte_point", "compte"],
        update_fields=["vue_le"],
    )


def pen_name(compte):
    """How the other writers read who writes."""
    participant = getattr(compte, "participant", None)
    return participant.nom_complet if participant else "L’administration"


def pens(seance, *, but, now=None):
    """Who else has a text of the séance in hand: {text: [Compte]}, each with its Participant."""
    since = (now or timezone.now()) - PLUME
    rows = (
        Plume.objects.filter(texte_point__point__seance=seance, vue_le__gte=since)
        .exclude(compte=but)
        .select_related("compte__participant")
    )
    found = {}
    for row in rows:
        found.setdefault(row.texte_point_id, []).append(row.compte)
    return found
