"""reindexer: what is searched, made anew from every séance."""

from django.core.management.base import BaseCommand
from django.db import transaction

from seances import propositions
from seances.models import EntreeIndex, Seance
from seances.recherche import index


class Command(BaseCommand):
    help = (
        "Refait l’index de la recherche de chaque séance, d’après ses textes. L’index suit tout ce qui "
        "s’enregistre : cette commande sert après une mise à jour du portail ou une reprise de données par "
        "d’autres voies. Elle dit combien de séances avaient un index en retard ; deux fois ne change rien de plus."
    )

    def handle(self, **options):
        keys = list(Seance.objects.order_by("pk").values_list("pk", flat=True))
        late = 0
        for done, pk in enumerate(keys, 1):
            with transaction.atomic():
                # Whoever writes a text of the séance waits, and follows it himself.
                Seance.objects.select_for_update(of=("self",)).get(pk=pk)
                propositions.follow(Seance.objects.get(pk=pk))
                late += index.renew(Seance.objects.with_document().get(pk=pk))
            if self.stdout.isatty():
                self.stdout.write(f"{done}/{len(keys)} séances", ending="\r")
                self.stdout.flush()
        self.stdout.write(
            f"{len(keys)} séances relues, {EntreeIndex.objects.count()} entrées dans l’index ; "
            f"index en retard : {late}."
        )
