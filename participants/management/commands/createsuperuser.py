"""createsuperuser: Django's own, that leaves its line in the audit log."""

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction

from participants import journal
from participants.models import Compte


class Command(createsuperuser.Command):
    help = (
        "Ouvre un compte d’administration. Personne n’a de mot de passe : donnez --email et --noinput, on entre "
        "ensuite avec un code reçu à cette adresse."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        before = set(Compte.objects.values_list("pk", flat=True))
        super().handle(*args, **options)
        for compte in Compte.objects.exclude(pk__in=before):
            journal.added(compte, by=None)
