"""An old PV at the desk: kept as a draft while it is reviewed. Writing it is for `importation`."""

from pathlib import PurePath

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from participants import journal

from . import fichiers
from .conversion.lecture import Refus
from .models import AncienPV, Restitution
from .originaux import printed_elsewhere
from .pieces import clean_name
from .pv import phrases

ENDINGS = {".docx", ".odt", ".txt", ".pdf"}


class AncienRefuse(ValueError):
    """Nothing was kept; the message names the file and says what to do."""


class Depasse(Exception):
    """Somebody else kept corrections, or wrote the PV, since the page was shown."""


def receive(chantier, *, name, data, by):
    """Keep a file and what is read of it. chantier: None for the one that it names. Raises AncienRefuse."""
    from .reprise.lecture import read_file  # what reads Word is loaded by those who read Word

    name = clean_name(name)
    try:
        if PurePath(name).suffix.lower() not in ENDINGS:
            raise Refus("Un ancien PV se reprend d’un fichier .docx, .odt, .txt ou .pdf.")
        found = read_file(name, data)
    except Refus as refusal:
        told = str(refusal)
        raise AncienRefuse(phrases.insecables(f"« {name} » : {told[0].lower()}{told[1:]}")) from refusal
    lecture = found.to_plain() | {
        "sources": found.sources,
        "passages": [passage.texte for passage in found.passages],
    }
    with transaction.atomic():
        ancien = AncienPV.objects.create(
            chantier=chantier,
            fichier_nom=name,
            fichier_sha256=fichiers.deposit(data),
            lecture=lecture,
            depose_par=by,
        )
        journal.added(ancien, by=by)
    return ancien


def keep(ancien, typed, *, revision):
    """Keep what the fields of the review hold, as typed. Returns the fresh row. Raises Depasse."""
    kept = AncienPV.objects.filter(pk=ancien.pk, revision=revision, importe_le=None).update(
        corrections=typed, revision=F("revision") + 1, modifie_le=timezone.now()
    )
    if not kept:
        raise Depasse
    return AncienPV.objects.select_related("chantier").get(pk=ancien.pk)


@transaction.atomic
def discard(ancien):
    """Take a draft away, and its file unless something else names the same bytes."""
    sha256 = ancien.fichier_sha256
    AncienPV.objects.filter(pk=ancien.pk).delete()
    handed_in = (model.objects.filter(fichier_sha256=sha256) for model in (AncienPV, Restitution))
    if not (any(rows.exists() for rows in handed_in) or printed_elsewhere(sha256)):
        transaction.on_commit(lambda: fichiers.remove(sha256))
