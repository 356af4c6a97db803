"""The public edition: what visitors read, without those who are not to be named."""

import logging
from functools import partial

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte
from participants.models import Participant

from .. import anonymat, propositions
from ..models import EditionPublique, EtatPV, Seance
from ..permissions import served_edition
from ..pv import html_sigles, json
from ..recherche import index
from .figer import fill, lock
from .refus import TransitionRefused

ETATS_PUBLICS = [EtatPV.APPROUVE, EtatPV.RECTIFIE]
logger = logging.getLogger(__name__)


def newest_public(pv):
    """The version of a PV that would be published: the newest approved one. None when there is none."""
    approved = pv.versions.filter(etat__in=ETATS_PUBLICS, retrait__isnull=True)
    return approved.order_by("-numero").first()


def why_not_publish(pv):
    if pv.etat not in ETATS_PUBLICS:
        return "Seul un procès-verbal approuvé se publie."
    return ""


def redacted(version, seance):
    """(whole, hidden, public): the tree of a version, its Anonymat, and what visitors would read of it.

    seance: fetched `with_document()`.
    """
    whole = json.read_frozen(version.contenu)
    hidden = anonymat.of_edition(seance, whole, dict(version.personnes.values_list("cle", "participant")))
    return whole, hidden, hidden.redact(whole)


@transaction.atomic
def publish(version, *, by):
    """Make the next public edition of a version, without those who are not to be named."""
    if version.etat not in ETATS_PUBLICS:
        raise TransitionRefused("Seul un procès-verbal approuvé se publie.")
    people = version.personnes.values("participant")
    # Whoever declines at this moment waits, and then finds the edition to withdraw.
    list(Participant.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk"))
    pv = lock(version.proces_verbal)
    seance = Seance.objects.with_document().get(pk=pv.seance_id)
    *_, document = redacted(version, seance)
    last = version.editions.order_by("-numero").first()
    edition = EditionPublique(
        version=version,
        numero=last.numero + 1 if last else 1,
        publiee_par=by,
        publiee_le=timezone.now(),
    )
    fill(edition, document, seance, version.numero, html_sigles.frozen(version.sigles, document))
    index.follow_frozen(seance)
    propositions.follow(seance)
    journal.record(Acte.EDITION_PUBLIEE, pv, by=by, version=version.numero, edition=edition.numero)
    return edition


@transaction.atomic
def renew_edition(proces_verbal, *, by):
    """Publish the newest approved version of a PV, as objections and the group's agreement now say."""
    newest = newest_public(proces_verbal)
    if newest is None:
        raise TransitionRefused("Seul un procès-verbal approuvé se publie.")
    return publish(newest, by=by)


@transaction.atomic
def withdraw_edition(edition, *, by, motif):
    """Take the public edition of a version out of sight at once, with the reason that the audit log keeps."""
    if not motif.strip():
        raise TransitionRefused("Dites pourquoi l’édition est retirée : le journal garde ce motif.")
    lock(edition.version.proces_verbal)
    last = edition.version.editions.order_by("-numero").first()
    if last.retiree:
        raise TransitionRefused("Cette édition est déjà retirée.")
    journal.record(Acte.EDITION_RETIREE, edition, by=by, motif=motif)
    withdrawal = EditionPublique.objects.create(
        version=edition.version, numero=last.numero + 1, publiee_par=by, retiree=True
    )
    seance = edition.version.proces_verbal.seance
    index.follow_frozen(seance)
    propositions.follow(seance)
    return withdrawal


@transaction.atomic
def follow_agreement(seance, *, by):
    """The group's answer changed: without its agreement the edition that names people is withdrawn and made again.

    With it nothing is published: that is an act of those who preside. Returns the edition withdrawn, or None.
    """
    edition = served_edition(seance)
    if seance.nomme or edition is None:
        return None
    make_again(edition, by=by, motif="le groupe n’a pas donné son accord pour un PV nominatif")
    return edition


def make_again(edition, *, by, motif):
    """Withdraw an edition; the next one is made once the withdrawal is committed, and cannot take it back.

    An edition that cannot be made again stays withdrawn: a visitor reads nothing rather than a name.
    """
    withdraw_edition(edition, by=by, motif=motif)
    transaction.on_commit(partial(_publish_or_tell, edition.version, by=by))


def _publish_or_tell(version, *, by):
    try:
        publish(version, by=by)
    except Exception:
        logger.exception("Version %s: its edition was withdrawn and could not be made again.", version.pk)
        journal.record(Acte.EDITION_A_REFAIRE, version, by=by)
