"""A convocation to many people, written in the queue; what the queue holds afterwards."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from chantiers.models import Inscription
from participants.models import Participant
from seances import workflow
from seances.models import Envoi, EtatEnvoi, Seance


def main(faire, combien=0):
    """faire: « convoquer » so many people; « presser »: what waits for another try waits no more; « compter »: states
    of the queue, {etat: letters}."""
    if faire == "convoquer":
        seance = Seance.objects.order_by("pk").first()
        coming = Seance.objects.create(
            chantier=seance.chantier,
            numero=900 + combien % 90,
            date=timezone.localdate() + timedelta(days=30),
        )
        people = Participant.objects.bulk_create(
            Participant(prenom="Noor", nom=f"Lettre {number}", courriel=f"lettre{number}@example.org")
            for number in range(combien)
        )
        Inscription.objects.bulk_create(
            Inscription(chantier=seance.chantier, participant=person, depuis=timezone.localdate())
            for person in people
        )
        workflow.convene(coming, by=None)
    elif faire == "presser":
        Envoi.objects.filter(etat=EtatEnvoi.A_ENVOYER).update(prochain_essai=timezone.now())
    return dict(Envoi.objects.values_list("etat").annotate(Count("pk")))
