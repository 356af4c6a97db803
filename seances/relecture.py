"""What should be looked at before a PV is sent out: `pv.relecture`, with what the portal knows beside the document."""

from chantiers.models import Terme
from participants.models import Organisation, Participant

from .models import Lieu, Seance
from .pv import relecture
from .pv.build import build


def findings(document):
    """Every Constat of a document, with the glossary, the first names and the places of the portal. Four queries."""
    return relecture.findings(
        document,
        words=list(Terme.objects.values_list("mot", flat=True)),
        prenoms=set(Participant.objects.order_by().values_list("prenom", flat=True).distinct()) - {""},
        lieux=(
            set(Organisation.objects.order_by().values_list("localite", flat=True).distinct())
            | set(Lieu.objects.order_by().values_list("localite", flat=True).distinct())
        )
        - {""},
    )


def findings_of(seance):
    """Every Constat of the working text of a séance."""
    return findings(build(Seance.objects.with_document().get(pk=seance.pk)))


def blocking(seance):
    """What would break the document of a séance: it is not frozen with that."""
    return relecture.blocking(build(Seance.objects.with_document().get(pk=seance.pk)))
