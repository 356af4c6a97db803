"""What should be looked at before a PV is sent out: `pv.relecture`, with what the portal knows beside the document.

Its rules and their lists of words are loaded by the first who asks, not by each process that serves pages.
"""

from chantiers.models import Terme
from participants.models import Organisation, Participant

from .models import Lieu, MiseAPart, Seance
from .pv.build import build, build_with_people


def findings(document, a_part=()):
    """Every Constat of a document, with what the portal knows: published words, first names, places. Four queries.

    a_part: keys of the people of the document who are in no sub-group on purpose.
    """
    from .pv import relecture

    return relecture.findings(
        document,
        words=list(Terme.objects.publies().values_list("mot", flat=True)),
        prenoms=set(Participant.objects.order_by().values_list("prenom", flat=True).distinct()) - {""},
        lieux=(
            set(Organisation.objects.order_by().values_list("localite", flat=True).distinct())
            | set(Lieu.objects.order_by().values_list("localite", flat=True).distinct())
        )
        - {""},
        a_part=a_part,
    )


def findings_of(seance):
    """Every Constat of the working text of a séance."""
    document, people = build_with_people(Seance.objects.with_document().get(pk=seance.pk))
    aside = set(MiseAPart.objects.filter(seance=seance).values_list("participant", flat=True))
    return findings(document, {key for key, pk in people.items() if pk in aside})


def blocking(seance):
    """What would break the document of a séance: it is not frozen with that."""
    from .pv import relecture

    return relecture.blocking(build(Seance.objects.with_document().get(pk=seance.pk)))
