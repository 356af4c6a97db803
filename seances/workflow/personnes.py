"""What somebody decides of himself: whether the public may read his name, what he does and where."""

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte
from participants.models import Participant

from .. import anonymat
from .publication import make_again


@transaction.atomic
def object_to_publication(participant, *, by):
    """Somebody asks not to be named in public: no edition that names him is served from now on.

    Each is withdrawn in the act itself, then made again without him. Returns the editions withdrawn, of all chantiers.
    """
    participant = lock_person(participant)
    if participant.opposition_le is not None:
        return []
    participant.opposition_le = timezone.now()
    participant.save(update_fields=["opposition_le"])
    editions = anonymat.editions_naming(participant)
    journal.record(Acte.OPPOSITION, participant, by=by, editions=[edition.pk for edition in editions])
    for edition in editions:
        make_again(edition, by=by, motif="une personne ne souhaite plus y être nommée")
    return editions


@transaction.atomic
def lift_objection(participant, *, by):
    """Somebody may be named again, in the editions to come: those that are served stay as they are."""
    participant = lock_person(participant)
    if participant.opposition_le is None:
        return
    participant.opposition_le = None
    participant.save(update_fields=["opposition_le"])
    journal.record(Acte.OPPOSITION_LEVEE, participant, by=by)


@transaction.atomic
def correct(participant, *, fonction, organisation, by):
    """Somebody's function and organisation as they are today; no PV changes. Returns the fields that changed."""
    participant = lock_person(participant)
    wanted = {"fonction": fonction, "organisation": organisation}
    changed = [name for name, value in wanted.items() if getattr(participant, name) != value]
    if changed:
        for name in changed:
            setattr(participant, name, wanted[name])
        participant.save(update_fields=changed)
        journal.record(Acte.FICHE_CORRIGEE, participant, by=by, champs=changed)
    return changed


def lock_person(participant):
    return Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
