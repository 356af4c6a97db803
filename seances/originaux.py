"""Withdrawing the original of a note on a legal demand: the bytes go; the row, its sha256 and the reason stay."""

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte

from . import fichiers
from .models import Annexe, EditionPublique, Restitution, Seance, VersionPV


class RetraitRefuse(Exception):
    """The original cannot be withdrawn; the message says why."""


@transaction.atomic
def withdraw(note, *, motif, by):
    """Withdraw the bytes of a note, wherever else they were handed in as a note too.

    The PV keeps the words that it carries. Returns the notes withdrawn. Raises RetraitRefuse.
    """
    if not motif.strip():
        raise RetraitRefuse("Dites pourquoi l’original est retiré : ce motif reste à la place du fichier.")
    sha256 = note.fichier_sha256
    seances = Restitution.objects.filter(fichier_sha256=sha256).values("sous_groupe__seance")
    list(Seance.objects.select_for_update(of=("self",)).filter(pk__in=seances).order_by("pk"))
    notes = list(Restitution.objects.filter(fichier_sha256=sha256, retire_le__isnull=True).order_by("pk"))
    if not notes:
        raise RetraitRefuse("Cet original est déjà retiré.")
    if printed_elsewhere(sha256):
        raise RetraitRefuse(
            "Ce fichier est aussi une annexe ou une version du portail : retirez-le d’abord là."
        )
    for each in notes:
        each.retire_le, each.retire_par, each.motif_retrait = timezone.now(), by, motif.strip()
        each.save(update_fields=["retire_le", "retire_par", "motif_retrait"])
        journal.record(Acte.ORIGINAL_RETIRE, each, by=by, sha256=sha256)
    transaction.on_commit(lambda: fichiers.remove(sha256))
    return notes


def printed_elsewhere(sha256):
    """Whether something else than a note names these bytes."""
    frozen = [VersionPV.objects.filter(**{field: sha256}) for field in ("page_sha256", "pdf_sha256")]
    frozen += [EditionPublique.objects.filter(**{field: sha256}) for field in ("page_sha256", "pdf_sha256")]
    return any(rows.exists() for rows in [Annexe.objects.filter(fichier_sha256=sha256), *frozen])
