"""The life of a procès-verbal: brouillon ⇄ en relecture → diffusé → approuvé → rectifié.

`why_not_…` says in one sentence why an act is not possible now, and nothing when it is: the admin shows it, the act
itself refuses with it.
"""

import datetime
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte

from .. import emails, interventions, redaction, relecture
from ..models import EtatPV, RetraitVersion, Seance, StatutSeance, TextePoint
from ..models.proces_verbal import ModeApprobation
from ..pv import json
from ..pv.build import build
from ..pv.comparaison import differences
from ..recherche import index
from .figer import freeze, lock
from .notes import close_all, put_back_notes, still_open
from .publication import publish
from .refus import TransitionRefused

MONTRES = 3  # differences that a refusal quotes
JOURS_DE_REMARQUES, JOURS_POUR_LIRE = datetime.timedelta(days=14), datetime.timedelta(days=3)


def refuse_if(reason):
    """Raise TransitionRefused when there is a reason."""
    if reason:
        raise TransitionRefused(reason)


def refuse_broken(pv):
    """Raise TransitionRefused when the working text cannot be frozen. What is only doubtful never stops anybody."""
    broken = relecture.blocking(pv.seance)
    if broken:
        more = f" (et {len(broken) - 1} autres)" if len(broken) > 1 else ""
        raise TransitionRefused(f"{broken[0].message}{more}")


def save(pv, *fields):
    pv.save(update_fields=fields)
    return pv


# ── Until it is sent out ────────────────────────────────────────────────────────────────────────────────


def why_not_submit(pv):
    return "" if pv.etat == EtatPV.BROUILLON else "Seul un brouillon peut être proposé à la relecture."


@transaction.atomic
def submit(proces_verbal, *, by):
    """Hand a brouillon over for relecture."""
    pv = lock(proces_verbal)
    refuse_if(why_not_submit(pv))
    pv.etat = EtatPV.EN_RELECTURE
    journal.record(Acte.PV_EN_RELECTURE, pv, by=by)
    return save(pv, "etat")


def why_not_take_back(pv):
    if pv.etat == EtatPV.EN_RELECTURE:
        return ""
    return "Seul un procès-verbal en relecture peut redevenir un brouillon."


@transaction.atomic
def redraft(proces_verbal, *, by):
    """Make a PV under relecture a brouillon again."""
    pv = lock(proces_verbal)
    refuse_if(why_not_take_back(pv))
    pv.etat = EtatPV.BROUILLON
    journal.record(Acte.PV_BROUILLON, pv, by=by)
    return save(pv, "etat")


def why_not_send_out(pv):
    if pv.etat == EtatPV.BROUILLON:
        return "Proposez d’abord ce brouillon à la relecture."
    if pv.etat != EtatPV.EN_RELECTURE:
        return "Ce procès-verbal est déjà diffusé."
    return ""


@transaction.atomic
def send_out(proces_verbal, *, remarques_jusqu_au, by):
    """Freeze the text as its participants will read it, and open it to remarks until a date, that day included.

    Returns the VersionPV.
    """
    pv = lock(proces_verbal)
    refuse_if(why_not_send_out(pv))
    if remarques_jusqu_au is None or remarques_jusqu_au < timezone.localdate():
        raise TransitionRefused(
            "Donnez une date à venir : les remarques restent ouvertes jusqu’à ce jour-là."
        )
    refuse_broken(pv)
    pv.etat, pv.remarques_jusqu_au = EtatPV.DIFFUSE, remarques_jusqu_au
    save(pv, "etat", "remarques_jusqu_au")
    version = freeze(pv, by=by)
    emails.enqueue_diffusion(version)
    return version


def remarks_until(pv):
    """Until when remarks would be taken: the eve of the next séance, if that leaves some days; else two weeks."""
    today = timezone.localdate()
    in_time = approving_seances(pv).filter(date__gt=today + JOURS_POUR_LIRE)
    following = in_time.values_list("date", flat=True).first()
    usual = today + JOURS_DE_REMARQUES
    return min(usual, following - datetime.timedelta(days=1)) if following else usual


# ── Once sent out ───────────────────────────────────────────────────────────────────────────────────────


def why_not_withdraw(pv):
    if pv.etat == EtatPV.DIFFUSE:
        return ""
    if pv.est_fige:
        return "Un procès-verbal approuvé ne se retire plus : il se rectifie."
    return "Ce procès-verbal n’est pas diffusé."


@transaction.atomic
def withdraw(proces_verbal, *, motif, by):
    """Take a PV that was sent out back into relecture; its readers are told why, its remarks stay."""
    pv = lock(proces_verbal)
    refuse_if(why_not_withdraw(pv))
    if not motif.strip():
        raise TransitionRefused("Dites pourquoi : les personnes qui l’ont lu verront ce motif.")
    version = pv.versions.order_by("-numero").first()
    RetraitVersion.objects.create(version=version, motif=motif.strip(), par=by)
    journal.record(Acte.VERSION_RETIREE, pv, by=by, version=version.numero)
    index.follow(Seance.objects.with_document().get(pk=pv.seance_id))
    emails.enqueue_retrait(version)
    close_all(pv)
    pv.etat, pv.remarques_jusqu_au = EtatPV.EN_RELECTURE, None
    return save(pv, "etat", "remarques_jusqu_au")


def why_not_approve(pv):
    if pv.etat in {EtatPV.APPROUVE, EtatPV.RECTIFIE}:
        return "Ce procès-verbal est déjà approuvé."
    if pv.etat != EtatPV.DIFFUSE:
        return "Seul un procès-verbal diffusé peut être approuvé."
    left = pv.remarques.ouvertes().count()
    if left:
        remarks = "remarques" if left > 1 else "remarque"
        return f"Il reste {left} {remarks} à traiter avant l’approbation."
    return ""


@transaction.atomic
def approve(proces_verbal, *, en=None, par_ecrit_le=None, by):
    """Approve a PV at a later séance, or in writing on a date: exactly one of the two.

    Returns the VersionPV, which carries the list of corrections.
    """
    pv = lock(proces_verbal)
    refuse_if(why_not_approve(pv))
    refuse_if(_approval_refusal(pv, en, par_ecrit_le))
    refuse_if(still_open(pv))
    refuse_broken(pv)
    pv.etat = EtatPV.APPROUVE
    pv.mode_approbation = ModeApprobation.SEANCE if en else ModeApprobation.ECRIT
    pv.approuve_en, pv.approuve_le = en, par_ecrit_le
    save(pv, "etat", "mode_approbation", "approuve_en", "approuve_le")
    version = freeze(pv, by=by)
    emails.enqueue_approbation(version)
    return version


def _approval_refusal(pv, en, par_ecrit_le):
    if (en is None) == (par_ecrit_le is None):
        return "Dites à quelle séance le procès-verbal est approuvé, ou à quelle date il l’est par écrit."
    if en is not None:
        if not approving_seances(pv).filter(pk=en.pk).exists():
            return "Il s’approuve à une séance ultérieure du même chantier, qui n’est pas annulée."
        return ""
    if par_ecrit_le > timezone.localdate():
        return "La date de l’approbation par écrit ne peut pas être à venir."
    if pv.remarques_jusqu_au and pv.remarques_jusqu_au >= timezone.localdate():
        return (
            f"Les remarques restent ouvertes jusqu’au {pv.remarques_jusqu_au:%d/%m/%Y} : attendez cette date."
        )
    return ""


def approving_seances(pv):
    """Séances at which a PV may be approved."""
    return (
        Seance.objects.annoncees()
        .exclude(statut=StatutSeance.ANNULEE)
        .filter(chantier=pv.seance.chantier_id, date__gte=pv.seance.date)
        .exclude(pk=pv.seance_id)
        .order_by("date", "numero")
    )


# ── Once approved ───────────────────────────────────────────────────────────────────────────────────────


def why_not_open_rectification(pv):
    if pv.rectification:
        return "Une rectification est déjà ouverte."
    if pv.etat not in {EtatPV.APPROUVE, EtatPV.RECTIFIE}:
        return "Seul un procès-verbal approuvé se rectifie."
    return ""


@transaction.atomic
def open_rectification(proces_verbal, *, motif, by):
    """Open the texts of an approved PV again; its readers keep the approved version meanwhile."""
    pv = lock(proces_verbal)
    refuse_if(why_not_open_rectification(pv))
    if not motif.strip():
        raise TransitionRefused("Dites ce qu’il faut rectifier : la version rectifiée portera ce motif.")
    pv.rectification = motif.strip()
    journal.record(Acte.RECTIFICATION_OUVERTE, pv, by=by)
    return save(pv, "rectification")


def why_not_rectify(pv):
    return "" if pv.rectification else "Ouvrez d’abord une rectification, et corrigez le texte."


@transaction.atomic
def rectify(proces_verbal, *, by):
    """Freeze the rectified text as the next version, with its reason. Returns the VersionPV."""
    pv = lock(proces_verbal)
    refuse_if(why_not_rectify(pv))
    refuse_if(still_open(pv))
    if not changes_since_frozen(pv):
        raise TransitionRefused(
            "Rien n’a changé depuis la dernière version : corrigez le texte, ou renoncez."
        )
    refuse_broken(pv)
    motif, pv.rectification, pv.etat = pv.rectification, "", EtatPV.RECTIFIE
    save(pv, "etat", "rectification")
    version = freeze(pv, by=by, motif=motif)
    emails.enqueue_rectification(version)
    return version


def changes_since_frozen(pv):
    """What the working text changes in the last frozen version, as sentences; a remark noted since changes no text."""
    version = pv.versions.order_by("-numero").first()
    seance = Seance.objects.with_document().get(pk=pv.seance_id)
    before, after = json.read_frozen(version.contenu), build(seance)
    return differences(replace(before, corrections=()), replace(after, corrections=()))


def why_not_abandon_rectification(pv):
    return "" if pv.rectification else "Aucune rectification n’est ouverte."


@transaction.atomic
def abandon_rectification(proces_verbal, *, by):
    """Close a rectification without a version: the texts are again those of the last one, what was typed is kept."""
    pv = lock(proces_verbal)
    refuse_if(why_not_abandon_rectification(pv))
    version = pv.versions.order_by("-numero").first()
    for texte in TextePoint.objects.filter(point__seance=pv.seance_id):
        redaction.put_back(texte, version.figee_le, by=by, motif="Rectification abandonnée")
    put_back_notes(version)
    left = changes_since_frozen(pv)
    if left:
        raise TransitionRefused(
            "D’autres données que les textes ont changé depuis la dernière version : remettez-les comme elles "
            f"étaient, ou rectifiez. {' ; '.join(left[:MONTRES])}"
        )
    pv.rectification = ""
    journal.record(Acte.RECTIFICATION_ABANDONNEE, pv, by=by)
    save(pv, "rectification")
    interventions.rebuild(pv.seance)
    return pv


# ── Brought in by an operator ───────────────────────────────────────────────────────────────────────────


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
    save(pv, "etat", "mode_approbation")
    version = freeze(pv, by=by)
    if pv.etat == EtatPV.APPROUVE:
        publish(version, by=by)
    return version
