"""The public edition: what visitors read, without those who declined to be named."""

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte

from ..models import EditionPublique, EtatPV, Presence, PresidenceSeance, Seance, StatutPresence
from ..pv import json
from ..pv.publication import redact
from .figer import fill, lock
from .refus import TransitionRefused

SEUIL_SECTEUR = 3  # under this, naming the secteur would name the person


@transaction.atomic
def publish(version, *, by):
    """Make the next public edition of a version, without those who declined to be named."""
    if version.etat not in {EtatPV.APPROUVE, EtatPV.RECTIFIE}:
        raise TransitionRefused("Seul un procès-verbal approuvé se publie.")
    pv = lock(version.proces_verbal)
    seance = Seance.objects.with_document().get(pk=pv.seance_id)
    document = redact(json.read_frozen(version.contenu), objections(version))
    last = version.editions.order_by("-numero").first()
    edition = EditionPublique(
        version=version,
        numero=last.numero + 1 if last else 1,
        publiee_par=by,
        publiee_le=timezone.now(),
    )
    fill(edition, document, seance, version.numero)
    journal.record(Acte.EDITION_PUBLIEE, pv, by=by, version=version.numero, edition=edition.numero)
    return edition


@transaction.atomic
def withdraw_edition(edition, *, by, motif):
    """Take the public edition of a version out of sight at once."""
    last = edition.version.editions.order_by("-numero").first()
    if last.retiree:
        raise TransitionRefused("Cette édition est déjà retirée.")
    journal.record(Acte.EDITION_RETIREE, edition, by=by, motif=motif)
    return EditionPublique.objects.create(
        version=edition.version, numero=last.numero + 1, publiee_par=by, retiree=True
    )


def objections(version):
    """Key of each person who declined -> what the public edition prints instead.

    « une personne (Santé mentale) », without the secteur where fewer than three of it attended.
    """
    declined = version.personnes.filter(participant__opposition_le__isnull=False).select_related(
        "participant__organisation__secteur"
    )
    counts = {}
    seance = version.proces_verbal.seance
    for rows in (
        PresidenceSeance.objects.filter(seance=seance),
        Presence.objects.filter(seance=seance, statut=StatutPresence.PRESENT),
    ):
        for pk in rows.values_list("participant__organisation__secteur", flat=True):
            counts[pk] = counts.get(pk, 0) + 1
    labels = {}
    for mentioned in declined:
        organisation = mentioned.participant.organisation
        secteur = organisation.secteur if organisation else None
        known = secteur is not None and counts.get(secteur.pk, 0) >= SEUIL_SECTEUR
        labels[mentioned.cle] = f"une personne ({secteur})" if known else "une personne"
    return labels
