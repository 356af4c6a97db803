"""What somebody decides of his own name: whether the public may read it."""

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte
from participants.models import Participant

from .. import anonymat
from ..models import PersonneNommee
from ..permissions import served_editions
from ..pv import json
from ..pv.publication import may_name, names
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
    editions = editions_naming(participant)
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


def lock_person(participant):
    return Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)


def editions_naming(participant):
    """The public editions now served that name somebody, in a list or in a text; of all chantiers."""
    sought = anonymat.as_ailleurs(participant)
    served = served_editions()
    keys = dict(
        PersonneNommee.objects.filter(
            participant=participant, version__in=served.order_by().values("version")
        )
        .order_by()
        .values_list("version", "cle")
    )
    found = []
    for edition in served.select_related("version__proces_verbal__seance__chantier").order_by("pk"):
        key = keys.get(edition.version_id)
        if key is None and not may_name(edition.contenu, sought):
            continue
        document = json.read_frozen(edition.contenu)
        if any(personne.cle == key for personne in document.personnes) or names(document, sought):
            found.append(edition)
    return found
