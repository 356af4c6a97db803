"""What may come next: the only writer of the states of séances and of procès-verbaux.

Each function locks, checks, writes and keeps an audit line in one transaction.
Raises TransitionRefused with a sentence for the person who asked.
"""

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte

from . import fichiers, pdf
from .models import (
    EditionPublique,
    EtatPV,
    PersonneNommee,
    Presence,
    PresidenceSeance,
    ProcesVerbal,
    Seance,
    StatutPresence,
    StatutSeance,
    VersionPV,
)
from .models.proces_verbal import ETATS_FIGES, ModeApprobation
from .pv import html, json
from .pv.build import build_with_people
from .pv.publication import redact

SEUIL_SECTEUR = 3  # under this, naming the secteur would name the person


class TransitionRefused(Exception):
    """The act is not possible now; the message says why and what to do."""


# ── Séances ─────────────────────────────────────────────────────────────────────────────────────────────


ACTES = {
    StatutSeance.PREPARATION: Acte.SEANCE_EN_PREPARATION,
    StatutSeance.CONVOQUEE: Acte.SEANCE_CONVOQUEE,
    StatutSeance.ANNULEE: Acte.SEANCE_ANNULEE,
}


def _change_statut(seance, statut, allowed, refusal, by):
    seance = Seance.objects.select_for_update(of=("self",)).get(pk=seance.pk)
    if seance.statut not in allowed:
        raise TransitionRefused(refusal)
    journal.record(ACTES[statut], seance, by=by, avant=seance.statut)
    seance.statut = statut
    seance.save(update_fields=["statut"])
    return seance


@transaction.atomic
def convene(seance, *, by):
    """Announce a séance that was being prepared, or that had been cancelled."""
    if not seance.points.exists():
        raise TransitionRefused("L’ordre du jour est vide : ajoutez au moins un point avant de convoquer.")
    return _change_statut(
        seance,
        StatutSeance.CONVOQUEE,
        {StatutSeance.PREPARATION, StatutSeance.ANNULEE},
        "Cette séance est déjà convoquée.",
        by,
    )


@transaction.atomic
def cancel(seance, *, by):
    """Call off a séance; it stays in sight, marked."""
    if ProcesVerbal.objects.filter(seance=seance).exists():
        raise TransitionRefused("Cette séance a un procès-verbal : elle a été tenue et ne s’annule plus.")
    return _change_statut(
        seance,
        StatutSeance.ANNULEE,
        {StatutSeance.PREPARATION, StatutSeance.CONVOQUEE},
        "Cette séance est déjà annulée.",
        by,
    )


@transaction.atomic
def reopen_preparation(seance, *, by):
    """Take a séance back into preparation: it is no longer announced."""
    if ProcesVerbal.objects.filter(seance=seance).exists():
        raise TransitionRefused("Cette séance a un procès-verbal : elle ne se prépare plus.")
    return _change_statut(
        seance,
        StatutSeance.PREPARATION,
        {StatutSeance.CONVOQUEE, StatutSeance.ANNULEE},
        "Cette séance est déjà en préparation.",
        by,
    )


# ── Procès-verbaux ──────────────────────────────────────────────────────────────────────────────────────


def lock(proces_verbal):
    """The fresh PV, its séance locked: whoever saves one of its texts waits for the séance too."""
    Seance.objects.select_for_update(of=("self",)).get(pk=proces_verbal.seance_id)
    return ProcesVerbal.objects.get(pk=proces_verbal.pk)


@transaction.atomic
def submit(proces_verbal, *, by):
    """Hand a brouillon over for relecture."""
    pv = lock(proces_verbal)
    if pv.etat != EtatPV.BROUILLON:
        raise TransitionRefused("Seul un brouillon peut être proposé à la relecture.")
    pv.etat = EtatPV.EN_RELECTURE
    pv.save(update_fields=["etat"])
    journal.record(Acte.PV_EN_RELECTURE, pv, by=by)
    return pv


@transaction.atomic
def freeze_import(proces_verbal, etat, *, by=None):
    """Freeze a brouillon that an operator imported, as diffusé or approuvé; approved, it is also published.

    Returns the VersionPV.
    """
    pv = lock(proces_verbal)
    if pv.est_fige:
        raise TransitionRefused("Ce procès-verbal est déjà figé.")
    pv.etat = EtatPV(etat)
    if pv.etat == EtatPV.APPROUVE:
        pv.mode_approbation = ModeApprobation.REPRIS
    pv.save(update_fields=["etat", "mode_approbation"])
    version = _freeze(pv, by=by)
    if pv.etat == EtatPV.APPROUVE:
        publish(version, by=by)
    return version


def mention_of(frozen):
    """What a frozen page and PDF say of themselves. frozen: VersionPV or EditionPublique, saved or not yet."""
    if isinstance(frozen, EditionPublique):
        date = timezone.localdate(frozen.publiee_le)
        return f"Édition publique de la version {frozen.version.numero}, publiée le {date:%d/%m/%Y}"
    date = timezone.localdate(frozen.figee_le)
    return f"Version {frozen.numero} du procès-verbal {frozen.get_etat_display()}, figée le {date:%d/%m/%Y}"


def _freeze(pv, *, by, motif=""):
    """Make the next version of a PV out of its working text; its files are written before its row."""
    if pv.etat not in ETATS_FIGES:
        raise TransitionRefused("Seul un état diffusé, approuvé ou rectifié se fige.")
    seance = Seance.objects.with_document().get(pk=pv.seance_id)
    document, people = build_with_people(seance)
    last = pv.versions.order_by("-numero").first()
    version = VersionPV(
        proces_verbal=pv,
        numero=last.numero + 1 if last else 1,
        etat=pv.etat,
        figee_par=by,
        figee_le=timezone.now(),
        motif=motif,
    )
    _fill(version, document, seance, version.numero)
    PersonneNommee.objects.bulk_create(
        PersonneNommee(version=version, cle=key, participant_id=pk) for key, pk in people.items()
    )
    journal.record(Acte.PV_FIGE, pv, by=by, version=version.numero, etat=pv.etat)
    return version


def _fill(frozen, document, seance, numero):
    """Give a version or edition its content and files, and save it: files first, then the row."""
    address = seance.url("version_detail", numero)
    page = html.render_sommaire(document) + html.render_article(document, adresse=address)
    frozen.contenu = json.dumps(document)
    frozen.contenu_sha256 = fichiers.digest(frozen.contenu.encode())
    frozen.page_sha256 = fichiers.deposit(page.encode())
    teinte = seance.chantier.teinte
    frozen.pdf_sha256 = fichiers.deposit(pdf.render_pv(document, mention=mention_of(frozen), teinte=teinte))
    frozen.save()


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
    _fill(edition, document, seance, version.numero)
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
