"""appliquer_conservation: what has passed its retention date."""

from django.core.management.base import BaseCommand

from seances import conservation


class Command(BaseCommand):
    help = (
        "Efface ce qui a dépassé sa durée de conservation : adresses et comptes "
        f"{conservation.MOIS_ADRESSES} mois après la dernière participation, texte des demandes traitées, suggestions "
        f"pour le glossaire traitées il y a plus de {conservation.MOIS_SUGGESTIONS} mois, lettres "
        f"parties il y a plus de {conservation.MOIS_LETTRES} mois, motifs et remplacements annoncés "
        f"{conservation.MOIS_REPONSES} mois après la séance, covoiturages et repas passés, adresses de calendrier qui "
        f"ne servent plus, dernières visites de plus de {conservation.MOIS_VISITES} mois, anciens PV déposés et "
        f"délaissés depuis {conservation.MOIS_ANCIENS_PV} mois, lignes anciennes du journal. Dit quels "
        "enregistrements sont à détruire et par qui : le "
        "portail n’en garde aucun. "
        "Deux fois ne change rien de plus. À lancer chaque jour."
    )

    def add_arguments(self, parser):
        parser.add_argument("--simuler", action="store_true", help="dire ce qui serait fait, ne rien écrire")

    def handle(self, *, simuler, verbosity, **options):
        due = conservation.due()
        count = (
            len(due.adresses)
            + len(due.a_demander)
            + len(due.demandes)
            + len(due.abonnements)
            + len(due.venues)
            + len(due.anciens_pv)
        )
        done = 0

        def step():
            nonlocal done
            done += 1
            if self.stdout.isatty():
                self.stdout.write(f"{done}/{count}", ending="\r")
                self.stdout.flush()

        lines = None if simuler else conservation.apply(due, step=step)
        told = "à effacer" if simuler else "effacés"
        self.stdout.write(f"Adresses et comptes {told} : {len(due.adresses)}")
        if verbosity > 1:
            for participant in due.adresses:
                self.stdout.write(f"  participant n° {participant.pk}")
        self.stdout.write(f"Textes de demandes {told} : {len(due.demandes)}")
        gone = "à effacer" if simuler else "effacées"
        self.stdout.write(f"Suggestions pour le glossaire {gone} : {due.suggestions}")
        self.stdout.write(f"Traces de lettres {gone} : {due.lettres}")
        self.stdout.write(f"Réponses à d’anciennes convocations {gone} : {due.reponses}")
        self.stdout.write(f"Pointages anciens {told} : {due.pointages}")
        self.stdout.write(f"Abonnements au calendrier {told} : {len(due.abonnements)}")
        self.stdout.write(f"Dernières visites {gone} : {due.visites}")
        self.stdout.write(f"Lettres de comptes fermés {gone} : {due.lettres_demandees}")
        self.stdout.write(f"Anciens PV déposés {told} : {len(due.anciens_pv)}")
        self.stdout.write(f"Covoiturages et repas {told} : {len(due.venues)}")
        if lines is not None:
            self.stdout.write(f"Lignes anciennes du journal effacées : {lines}")
        self.stdout.write(f"Enregistrements à détruire : {len(due.enregistrements)}")
        for seance in due.enregistrements:
            date = seance.conservation_enregistrement
            self.stdout.write(f"  {seance} : échu le {date:%d/%m/%Y}, gardé par {seance.detenteur}")
        if simuler:
            self.stdout.write("Simulation : rien n’a été écrit.")
