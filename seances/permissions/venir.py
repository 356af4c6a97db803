"""Before a séance: who is asked to come, who answers, whose personal links may be revoked."""

from django.db.models import Q

from chantiers.models import Copresidence, Inscription
from participants.models import Participant

from ..models import (
    LienPersonnel,
    Presence,
    PresidenceSeance,
)
from .seances import editable_seances


def _presiding(seance):
    presiding = Copresidence.objects.en_cours(seance.date).filter(chantier=seance.chantier_id)
    named = PresidenceSeance.objects.filter(seance=seance)
    return Q(pk__in=presiding.order_by().values("participant")) | Q(
        pk__in=named.order_by().values("participant")
    )


def _listed(seance):
    registered = Inscription.objects.en_cours(seance.date).filter(chantier=seance.chantier_id)
    present = Presence.objects.filter(seance=seance)
    return Q(pk__in=registered.order_by().values("participant")) | Q(
        pk__in=present.order_by().values("participant")
    )


def presiding_participants(seance):
    """Participants who preside a séance: its chantier that day, or that séance alone."""
    return Participant.objects.filter(_presiding(seance))


def asked_participants(seance):
    """Participants who are asked whether they come: registered that day, or in its list; not those who preside."""
    return Participant.objects.filter(_listed(seance)).exclude(_presiding(seance))


def convened_participants(seance):
    """Participants who are told of a séance: those who are asked and those who preside, if their account is open."""
    return Participant.objects.filter(_listed(seance) | _presiding(seance)).exclude(compte__is_active=False)


def can_answer(user, seance):
    """Say whether one comes."""
    return (
        user.is_authenticated and user.is_active and asked_participants(seance).filter(compte=user).exists()
    )


def people_of_seance(seance):
    """Participants who may come to a séance: who is asked, and who presides it."""
    presiding = Copresidence.objects.en_cours(seance.date).filter(chantier=seance.chantier_id)
    return Participant.objects.filter(
        Q(pk__in=asked_participants(seance).order_by().values("pk"))
        | Q(pk__in=presiding.order_by().values("participant"))
        | Q(pk__in=PresidenceSeance.objects.filter(seance=seance).order_by().values("participant"))
    )


def person_of_seance(user, seance):
    """The Participant as whom the user comes to a séance, None when he is none of its people."""
    if not (user.is_authenticated and user.is_active):
        return None
    return people_of_seance(seance).filter(compte=user).first()


def editable_liens(user):
    """Personal links that the user makes, lists and revokes: those of the séances that he prepares."""
    seances = editable_seances(user).order_by().values("pk")
    return LienPersonnel.objects.filter(Q(seance__in=seances) | Q(sous_groupe__seance__in=seances))
