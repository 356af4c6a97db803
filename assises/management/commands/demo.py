"""demo: the portal with an invented working group, ready to be clicked through."""

import csv
import datetime
import subprocess
import sys
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from chantiers import workflow as glossaire
from chantiers.models import Chantier, Inscription
from participants import noms
from participants.models import Compte, Participant, Secteur
from seances import notes, preparation, remarques, reponses, venir, workflow
from seances.models import Lieu, ProcesVerbal, Proposition, Seance, SousGroupe
from seances.workflow import propositions

FIXTURES = settings.BASE_DIR / "fixtures"

# (chantier, séance): what becomes of it once its file is loaded.
APPROUVES = [(1, 1), (1, 2), (2, 1), (2, 2), (7, 1)]
DIFFUSES = [(2, 3)]
REMARQUES_JOURS = 21
EN_RELECTURE = [(7, 2)]
ANNULEES = [(1, 3)]
AVEC_REPAS = [(2, 4)]
RELEVE = datetime.timedelta(days=21)  # after a séance, what its PV proposes is picked
DELAI_NOTES = datetime.timedelta(days=14)
ACCES = {
    "La Rotonde des Ateliers": "Train : gare de Marche-en-Famenne, dix minutes à pied.\n"
    "Parking devant le bâtiment. Entrée de plain-pied, boucle magnétique à l’accueil.",
    "Moulin des Grands Prés": "Bus 4 depuis la gare de Namur, arrêt « Moulin ».\n"
    "Ascenseur ; parking réservé sur demande.",
}
MODELES = [(2, 3)]
EN_PREPARATION = [(4, 2)]
OPPOSITION = ["Emre Yildirim"]
OPPOSITION_APRES_PUBLICATION = ["Hélène Vandervelden"]
# What the groups answered: elsewhere a nominative public PV was agreed.
SANS_ACCORD = [(1, 1)]
# (chantier, séance): how many days after the séance its recording is kept, and by whom.
ENREGISTREES = {(2, 1): (30, "le secrétariat du chantier"), (2, 3): (900, "le secrétariat du chantier")}

# What the sector says, and words of the demonstration that have several meanings.
GLOSSAIRES = ["glossaire.csv", "glossaire-demonstration.csv"]
# (participant, chantier, word, secteur, meaning): what waits for those who preside.
SUGGESTIONS = [
    ("Thi-Mai Nguyen", 2, "BAPA", "", "Bureau d’accueil pour primo-arrivants"),
    (
        "Thi-Mai Nguyen",
        2,
        "relais",
        "Police locale",
        "Le collègue qui reprend une situation après le service.",
    ),
]

ADMINISTRATION = "administration@example.org"
# Address, and what this invented person is in the demonstration.
ROLES = [
    (ADMINISTRATION, "administration du portail"),
    ("elise.carlier@example.org", "coprésidente du chantier 2"),
    ("nadege.mukendi@example.org", "rédactrice du chantier 2"),
    ("adrien.dhondt@example.org", "secrétaire d’un sous-groupe, chantier 4, séance 1"),
    ("thi-mai.nguyen@example.org", "participante du chantier 2"),
]
REDACTRICES = {2: "nadege.mukendi@example.org"}


class Command(BaseCommand):
    help = "Prépare la démonstration (base, données inventées) et sert le portail sur http://127.0.0.1:8000."

    def add_arguments(self, parser):
        parser.add_argument("--sans-serveur", action="store_true", help="préparer seulement, ne pas servir")
        parser.add_argument("--port", type=int, default=8000, help="port du serveur (8000)")

    def handle(self, *, sans_serveur, port, **options):
        if not settings.DEBUG:
            raise CommandError(
                "La démonstration ne se charge que dans un portail de développement : retirez DATABASE_URL, "
                "SECRET_KEY, ALLOWED_HOSTS et DEBUG de l’environnement, ou mettez DEBUG=1."
            )
        self.prepare()
        if not sans_serveur:
            self.tell(port)
            worker = subprocess.Popen([sys.executable, sys.argv[0], "envoyer"])
            try:
                call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)
            finally:
                worker.terminate()
                worker.wait()

    def prepare(self):
        self.stdout.write("Base de données…")
        call_command("migrate", verbosity=0)
        if Compte.objects.filter(email=ADMINISTRATION).exists():
            self.stdout.write("Les données de démonstration sont déjà là.")
            return
        if Chantier.objects.exists() or Participant.objects.exists():
            raise CommandError(
                "La base contient déjà des données : la démonstration ne s’y mêle pas. Donnez-lui une base à "
                "elle, par exemple DATABASE_URL=sqlite:///demo.sqlite3 DEBUG=1."
            )
        with transaction.atomic():
            self.load()

    def load(self):
        self.stdout.write("Personnes et chantiers…")
        call_command("importer_participants", str(FIXTURES / "participants.csv"), stdout=StringIO())
        call_command("importer_chantiers", str(FIXTURES / "chantiers.csv"), stdout=StringIO())
        # Before the PVs: a version explains the acronyms of its day.
        for name in GLOSSAIRES:
            call_command("importer_glossaire", str(FIXTURES / name), stdout=StringIO())
        for name in OPPOSITION:
            workflow.object_to_publication(self.participant(name), by=None)
        administrator = self.comptes()[ADMINISTRATION]
        files = sorted((FIXTURES / "pv").glob("*.json"))
        for rank, path in enumerate(files, 1):
            self.stdout.write(f"Séances et procès-verbaux… {rank}/{len(files)}", ending="\r")
            self.stdout.flush()
            etat = self.etat(path)
            call_command("importer_pv", str(path), etat=etat, accord=self.accord(path), stdout=StringIO())
            self.propose(*self.numbers(path), by=administrator)
        self.stdout.write("")
        self.record()
        for name in OPPOSITION_APRES_PUBLICATION:
            workflow.object_to_publication(self.participant(name), by=administrator)
        self.register()
        self.suggest()
        self.deposit_notes(administrator)
        for chantier, numero in EN_RELECTURE:
            pv = ProcesVerbal.objects.get(seance__chantier__numero=chantier, seance__numero=numero)
            workflow.submit(pv, by=administrator)
        # Imported as sent out, so that no letter leaves for the whole group: open to remarks all the same.
        open_until = timezone.localdate() + datetime.timedelta(days=REMARQUES_JOURS)
        for chantier, numero in DIFFUSES:
            pv = ProcesVerbal.objects.filter(seance__chantier__numero=chantier, seance__numero=numero)
            pv.update(remarques_jusqu_au=open_until)
        for chantier, numero in ANNULEES:
            workflow.cancel(self.seance(chantier, numero), by=administrator)
        for chantier, numero in MODELES:
            preparation.keep_as_modele(self.seance(chantier, numero), by=administrator)
        for nom, acces in ACCES.items():
            Lieu.objects.filter(nom=nom).update(acces=acces)
        self.answer()
        for chantier, numero in EN_PREPARATION:
            workflow.reopen_preparation(self.seance(chantier, numero), by=administrator)

    def seance(self, chantier, numero):
        return Seance.objects.get(chantier__numero=chantier, numero=numero)

    def numbers(self, path):
        """(chantier, séance) of a file, from its name « chantier2-seance3.json »."""
        return tuple(int("".join(filter(str.isdigit, part))) for part in path.stem.split("-")[:2])

    def etat(self, path):
        """State in which a file is imported."""
        if self.numbers(path) in APPROUVES:
            return "approuve"
        return "diffuse" if self.numbers(path) in DIFFUSES else "brouillon"

    def accord(self, path):
        """What the group answered, once there was something to publish."""
        if self.etat(path) != "approuve":
            return ""
        return "non" if self.numbers(path) in SANS_ACCORD else "oui"

    def record(self):
        for (chantier, numero), (days, holder) in ENREGISTREES.items():
            seance = self.seance(chantier, numero)
            seance.enregistree, seance.detenteur = True, holder
            seance.conservation_enregistrement = seance.date + datetime.timedelta(days=days)
            seance.save(update_fields=["enregistree", "detenteur", "conservation_enregistrement"])

    def participant(self, name):
        return Participant.objects.get(cle_nom=noms.name_key(name))

    def deposit_notes(self, by):
        for path in sorted((FIXTURES / "notes").iterdir()):
            chantier, numero, groupe = (
                int("".join(filter(str.isdigit, part))) for part in path.stem.split("-")[:3]
            )
            sous_groupe = SousGroupe.objects.get(
                seance__chantier__numero=chantier, seance__numero=numero, numero=groupe
            )
            notes.deposit(sous_groupe, name=path.name, data=path.read_bytes(), by=by)

    def propose(self, chantier, numero, *, by):
        """What is picked from the PV of a séance, and decided there; before the next PV, which opens with it."""
        with (FIXTURES / "propositions.csv").open(encoding="utf-8", newline="") as file:
            rows = [
                row
                for row in csv.DictReader(file)
                if (row["chantier"], row["seance"]) == (str(chantier), str(numero))
            ]
        if not rows:
            return
        seance = self.seance(chantier, numero)
        version = seance.proces_verbal.versions.get()
        texts = remarques.paragraphs(version)
        for row in rows:
            known = Proposition.objects.filter(chantier=seance.chantier)
            proposition = known.filter(numero=row["numero"]).first()
            if row["acte"] == "decider":
                told = {name: row[name] for name in ("etat", "motif", "transmise_a")}
                propositions.decide(proposition, **told, seance=seance, by=by, le=seance.date)
            elif row["acte"] == "soutenir":
                secteur = Secteur.objects.get(nom=row["soutien"])
                propositions.support(proposition, secteur=secteur, seance=seance, by=by)
            else:
                place = self.place(texts, row["passage"]) | {"by": by}
                if row["acte"] == "citer":
                    propositions.cite(proposition, version, **place, le=seance.date + RELEVE)
                    continue
                fiche = {name: row[name] for name in ("type", "intitule", "niveau", "articles")}
                answered = known.get(numero=row["repond_a"]) if row["repond_a"] else None
                propositions.pick(version, **place, **fiche, repond_a=answered, le=seance.date + RELEVE)

    def place(self, texts, words):
        """Where some words stand in the paragraphs of a version."""
        for paragraphe, text in texts.items():
            if found := remarques.find_words(text, words):
                return {"paragraphe": paragraphe, "debut": found[0], "fin": found[1]}
        raise CommandError(f"Aucun paragraphe ne dit « {words} ».")

    def answer(self):
        """Who comes to a séance to come, how, and who eats there; nothing any more once it has begun."""
        for chantier, numero in AVEC_REPAS:
            seance = self.seance(chantier, numero)
            seance.repas_prevu = True
            seance.delai_notes = seance.date + DELAI_NOTES
            seance.destinataire_notes = seance.chantier.contact
            seance.save(update_fields=["repas_prevu", "delai_notes", "destinataire_notes"])
        with (FIXTURES / "reponses.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                seance = self.seance(row["chantier"], row["seance"])
                if not reponses.why_closed(seance):
                    self.answer_one(seance, self.participant(row["personne"]), row)

    def answer_one(self, seance, participant, row):
        reponses.answer(seance, participant, reponse=row["reponse"], motif=row["motif"])
        if row["covoiturage"]:
            venir.announce(
                seance,
                participant,
                by=None,
                genre=row["covoiturage"],
                depart=row["depart"],
                heure=datetime.time.fromisoformat(row["heure"]) if row["heure"] else None,
                places=int(row["places"]),
                message=row["message"],
            )
        if row["repas"]:
            venir.eat(seance, participant, mange=row["repas"] == "oui", souhait=row["souhait"], by=None)

    def suggest(self):
        """Words that a participant proposes for the glossary."""
        for name, chantier, mot, secteur, texte in SUGGESTIONS:
            participant = self.participant(name)
            glossaire.suggest(
                participant,
                chantier=Chantier.objects.get(numero=chantier),
                mot=mot,
                secteur=Secteur.objects.filter(nom=secteur).first(),
                texte=texte,
                source="",
                by=participant.compte,
            )

    def comptes(self):
        """One account per role; each enters with a code that the console shows."""
        comptes = {ADMINISTRATION: Compte.objects.create_superuser(ADMINISTRATION)}
        for address, _ in ROLES[1:]:
            comptes[address] = Compte.objects.create_user(address)
            Participant.objects.filter(courriel__iexact=address).update(compte=comptes[address])
        return comptes

    def register(self):
        """Whoever was expected at a séance is registered in its chantier since its first séance."""
        for chantier in Chantier.objects.all():
            since = chantier.seances.order_by("date").values_list("date", flat=True).first()
            expected = Participant.objects.filter(presences__seance__chantier=chantier).distinct()
            redactrice = REDACTRICES.get(chantier.numero)
            Inscription.objects.bulk_create(
                Inscription(
                    chantier=chantier,
                    participant=participant,
                    depuis=since,
                    redacteur=bool(redactrice) and participant.courriel == redactrice,
                )
                for participant in expected
            )

    def tell(self, port):
        base = f"http://127.0.0.1:{port}"
        lines = [
            "",
            self.style.SUCCESS(f"Le portail est prêt : {base}/"),
            f"  Gestion           {base}/gestion/",
            f"  Un long PV        {base}/chantiers/2/seances/3/ (diffusé), {base}/chantiers/2/seances/2/pv/ (public)",
            f"  Connexion         {base}/compte/login/code/",
            "",
            "Comptes de démonstration (sans mot de passe : le code à saisir s’affiche ici, dans cette console) :",
            *(f"  {address:42} {role}" for address, role in ROLES),
            "",
            "Arrêter : Ctrl+C.",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()  # the server says nothing more until somebody comes
