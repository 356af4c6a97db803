"""What people are told by letter: one function per message. `workflow` queues it in the transaction of the change.

The queue holds no text and no address: a letter is written when it leaves (`compose`), from the data of that moment.
Who is told is who may read (`permissions`). One letter each: nobody sees the address of another. Nothing is joined.
"""

from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from . import permissions
from .models import Envoi, Message, VersionPV

# What the templates of each message begin with.
MODELES = {
    Message.PV_DIFFUSE: "seances/email/pv_diffuse",
    Message.PV_RETIRE: "seances/email/pv_retire",
    Message.PV_APPROUVE: "seances/email/pv_approuve",
    Message.PV_RECTIFIE: "seances/email/pv_rectifie",
}


class SansObjet(Exception):
    """The letter has nothing to tell any more, or nobody to tell it to; the message says why."""


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
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    Envoi.objects.bulk_create(
        [
            Envoi(
                message=message,
                cle=version.pk,
                participant=participant,
                message_id=make_msgid("assises", domain=domain),
            )
            for participant in readers.order_by("pk")
            if address_of(participant)
        ],
        ignore_conflicts=True,
    )


def address_of(participant):
    """Where somebody receives letters today, "" for nowhere."""
    return participant.courriel or (participant.compte.email if participant.compte else "")


# ── Out of it ───────────────────────────────────────────────────────────────────────────────────────────


def compose(envoi):
    """The EmailMessage of an Envoi as it is to be said now. Raises SansObjet."""
    address = address_of(envoi.participant)
    if not address:
        raise SansObjet("Cette personne n’a plus d’adresse.")
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
    return EmailMessage(
        subject=" ".join(_render(envoi.message, "subject", context).split()),
        body=_render(envoi.message, "message", context),
        to=[address],
        reply_to=[seance.chantier.contact] if seance.chantier.contact else None,
        headers={"Message-ID": envoi.message_id, "Auto-Submitted": "auto-generated"},
    )


def _render(message, part, context):
    return render_to_string(f"{MODELES[message]}_{part}.txt", context)
