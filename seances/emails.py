"""What people are told by letter of a PV: one function per message. `workflow` queues it with the change.

A letter is written when it leaves (`compose`). Who is told is who may read (`permissions`). Nothing is joined. Letters
about a séance to come are written by `convocations`, those that ask for a note by `demandes_notes`, those
that tell what people ask of their data by `lettres_demandes`, the weekly one by `lettre_nouveautes`.
"""

from django.conf import settings
from django.template.loader import render_to_string

from . import convocations, demandes_notes, lettre_nouveautes, lettres_demandes, permissions
from .lettres import SansObjet, enqueue, letter
from .models import Message, VersionPV

# What the templates of each message begin with.
MODELES = {
    Message.PV_DIFFUSE: "seances/email/pv_diffuse",
    Message.PV_RETIRE: "seances/email/pv_retire",
    Message.PV_APPROUVE: "seances/email/pv_approuve",
    Message.PV_RECTIFIE: "seances/email/pv_rectifie",
}


# ── Into the queue ──────────────────────────────────────────────────────────────────────────────────────


def enqueue_diffusion(version):
    """Tell its readers that a PV is there to be read, and until when it takes remarks."""
    _enqueue(Message.PV_DIFFUSE, version)


def enqueue_retrait(version):
    """Tell its readers that a version is withdrawn, and why."""
    _enqueue(Message.PV_RETIRE, version)


def enqueue_approbation(version):
    """Tell its readers that a PV is approved."""
    _enqueue(Message.PV_APPROUVE, version)


def enqueue_rectification(version):
    """Tell its readers that an approved PV is rectified, and why."""
    _enqueue(Message.PV_RECTIFIE, version)


def _enqueue(message, version):
    readers = permissions.version_readers(version.proces_verbal.seance).select_related("compte")
    enqueue(message, version.pk, readers.order_by("pk"))


# ── Out of it ───────────────────────────────────────────────────────────────────────────────────────────


def compose(envoi, dossiers):
    """The EmailMessage of an Envoi as it is to be said now. Raises SansObjet, SansAdresse.

    dossiers: what letters of one round share, a convocations.Dossiers.
    """
    if envoi.message in demandes_notes.MESSAGES:
        return demandes_notes.compose(envoi)
    if envoi.message in lettres_demandes.MESSAGES:
        return lettres_demandes.compose(envoi)
    if envoi.message in lettre_nouveautes.MESSAGES:
        return lettre_nouveautes.compose(envoi)
    if envoi.message not in MODELES:
        return convocations.compose(envoi, dossiers)
    versions = VersionPV.objects.select_related(
        "proces_verbal__seance__chantier", "proces_verbal__approuve_en"
    )
    version = versions.select_related("retrait").defer("contenu").get(pk=envoi.cle)
    pv, seance = version.proces_verbal, version.proces_verbal.seance
    withdrawn = hasattr(version, "retrait")
    if withdrawn and envoi.message != Message.PV_RETIRE:
        raise SansObjet("La version a été retirée entre-temps.")
    if not permissions.version_readers(seance).filter(pk=envoi.participant_id).exists():
        raise SansObjet("Cette personne ne lit plus les procès-verbaux de cette séance.")
    context = {
        "participant": envoi.participant,
        "seance": seance,
        "pv": pv,
        "version": version,
        "motif": version.retrait.motif if withdrawn else version.motif,
        "adresse": f"{settings.SITE_URL}{seance.url('version_detail', version.numero)}",
    }
    return letter(
        envoi,
        subject=_render(envoi.message, "subject", context),
        text=_render(envoi.message, "message", context),
        reply_to=seance.chantier.contact,
    )


def _render(message, part, context):
    return render_to_string(f"{MODELES[message]}_{part}.txt", context)
