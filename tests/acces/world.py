"""One world with everything that could leak, and every role that may ask for it.

Chantier 1 is public, 2 private, 3 somebody else's. In chantiers 1 and 2 everybody below has the same part. The words
that must not leak are invented, each written in one place only: see `secrets.py`.
"""

import copy
import datetime
from http.cookies import SimpleCookie

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from seances import fichiers, liens, notes, redaction, remarques, workflow
from seances.models import (
    ActeLien,
    EtatPV,
    LienPersonnel,
    NaturePoint,
    ProcesVerbal,
    Remarque,
    Restitution,
    Seance,
    VersionPV,
)
from seances.workflow import propositions
from tests import factories

TODAY = timezone.localdate()
PAST = TODAY - datetime.timedelta(days=40)
SOON = TODAY + datetime.timedelta(days=12)
YESTERDAY = TODAY - datetime.timedelta(days=1)
LONG_AGO = TODAY - datetime.timedelta(days=400)

# Columns of the tables. Those of a group differ by who they are; mostly not by what they may.
GROUPES = {
    "anonymes": ["visiteur", "compte fermé"],
    "étrangers": ["sans fiche", "excusé", "préside ailleurs", "ancien participant", "ancien rédacteur"],
    "présents": ["remplaçante", "ancienne présidente"],
    "inscrits": ["participant", "autre groupe", "secrétaire", "rapporteur"],
    "rédactrice": ["rédactrice"],
    "coprésidente": ["coprésidente"],
    "administration": ["administration"],
}
ROLES = [role for roles in GROUPES.values() for role in roles]
SANS_SECOND_FACTEUR = "administration sans second facteur"


def person(prenom, nom, **fields):
    return factories.ParticipantFactory(prenom=prenom, nom=nom, **fields)


def with_account(prenom, nom, **fields):
    compte = factories.CompteFactory(email=f"{prenom.lower()}@example.org")
    return person(prenom, nom, courriel=f"{prenom.lower()}.perso@example.org", compte=compte, **fields)


class World:
    """The rows that the tables name, and the account of each role."""

    def __init__(self):
        self.public = factories.ChantierFactory(
            numero=1, titre="Chantier ouvert", contact="chantier1@example.org"
        )
        self.prive = factories.ChantierFactory(numero=2, titre="Titre Calfeutré", prive=True)
        self.autre = factories.ChantierFactory(numero=3, titre="Chantier voisin")
        self.people()
        for chantier in (self.public, self.prive):
            self.parts(chantier)
        self.held()
        self.announced()
        self.closed_chantier()
        self.neighbour()
        self.glossary()
        self.picked()
        self.open_browsers()
        self.find_keys()

    # ── People ──────────────────────────────────────────────────────────────────────────────────────────

    def people(self):
        """Somebody for each role."""
        self.persons = {
            "compte fermé": with_account("Fernand", "Ferme"),
            "excusé": with_account("Xavier", "Excuse"),
            "préside ailleurs": with_account("Aude", "Ailleurs"),
            "ancien participant": with_account("Anatole", "Jadis"),
            "ancien rédacteur": with_account("Arsène", "Naguère"),
            "remplaçante": with_account("Rosa", "Suppléante"),
            "ancienne présidente": with_account("Nicole", "Devancière"),
            "participant": with_account("Paul", "Inscrit"),
            "autre groupe": with_account("Maud", "Voisine"),
            "secrétaire": with_account("Serge", "Notant"),
            "rapporteur": with_account("Tamara", "Rapportant"),
            "rédactrice": with_account("Renée", "Plume"),
            "coprésidente": with_account("Céline", "Préside"),
        }
        self.comptes = {role: participant.compte for role, participant in self.persons.items()}
        self.comptes["compte fermé"].is_active = False
        self.comptes["compte fermé"].save()
        self.comptes["sans fiche"] = factories.CompteFactory(email="inconnu@example.org")
        for role, address in (("administration", "admin"), (SANS_SECOND_FACTEUR, "admin2")):
            self.comptes[role] = factories.CompteFactory(email=f"{address}@example.org", administration=True)
        TOTP.activate(self.comptes["administration"], generate_totp_secret())
        self.declined = person(
            "Prune", "Taiseuse", oppose=True, fonction="tisserande", courriel="prune@example.org"
        )

    def parts(self, chantier):
        """The same part for everybody in the public and in the private chantier."""
        since = {"chantier": chantier, "depuis": LONG_AGO}
        of = self.persons
        for role in ("participant", "autre groupe", "secrétaire", "rapporteur"):
            factories.InscriptionFactory(participant=of[role], **since)
        factories.InscriptionFactory(participant=of["rédactrice"], redacteur=True, **since)
        factories.InscriptionFactory(participant=of["ancien participant"], jusque=YESTERDAY, **since)
        factories.InscriptionFactory(
            participant=of["ancien rédacteur"], redacteur=True, jusque=YESTERDAY, **since
        )
        factories.CopresidenceFactory(participant=of["ancienne présidente"], jusque=YESTERDAY, **since)
        for role in ("coprésidente", "compte fermé"):
            factories.CopresidenceFactory(participant=of[role], **since)

    # ── Séances ─────────────────────────────────────────────────────────────────────────────────────────

    def seance(self, chantier, numero, mot, *, present=(), **fields):
        """A séance whose agenda, text, annexes and attendance say `mot` each in its own way."""
        seance = factories.SeanceFactory(
            chantier=chantier, numero=numero, **{"date": PAST, "convoquee": True, **fields}
        )
        factories.PointOrdreDuJourFactory(seance=seance, titre=f"Sujet {mot}")
        for participant in present:
            self.attend(seance, participant)
        factories.AnnexeFactory(
            seance=seance,
            titre=f"Annexe {mot}",
            avec_fichier=True,
            fichier_sha256=fichiers.deposit(f"fichier {mot}".encode()),
        )
        return seance

    def attend(self, seance, participant, **row):
        presence = factories.PresenceFactory.build(
            seance=seance, participant=participant, **{"present": True, **row}
        )
        presence.fill_from_participant()
        presence.save()

    def groups(self, seance):
        """Two sub-groups: the secrétaire's and rapporteur's, with a note, and the other."""
        for nature in (NaturePoint.SOUS_GROUPES, NaturePoint.RESTITUTION):
            factories.PointOrdreDuJourFactory(seance=seance, titre=nature.label, nature=nature)
        one, two = (factories.SousGroupeFactory(seance=seance, numero=numero) for numero in (1, 2))
        members = [
            (one, self.persons["secrétaire"], {"est_secretaire": True}),
            (one, self.persons["rapporteur"], {"est_rapporteur": True}),
            (two, self.persons["autre groupe"], {"est_secretaire": True}),
        ]
        for rang, (groupe, participant, roles) in enumerate(members, 1):
            membre = factories.MembreSousGroupeFactory.build(
                sous_groupe=groupe, participant=participant, rang=rang, **roles
            )
            membre.fill_from_participant()
            membre.save()
        return one

    def write(self, seance, text):
        """Type the text of the first point."""
        redaction.open_pv(seance)
        texte = seance.points.first().texte
        redaction.save_texte(
            texte, texte=text, texte_apres="", opened_revision=texte.revision, by=self.comptes["rédactrice"]
        )

    def freeze(self, seance, etat):
        return workflow.freeze_import(ProcesVerbal.objects.get(seance=seance), etat)

    def held(self):
        """Séances of the past, one for each state of their PV."""
        of = self.persons
        self.replaced = person("Odile", "Absentée")
        one = self.seance(
            self.public, 1, "un", present=[of["participant"], self.declined], accord_nominatif="oui"
        )
        self.attend(one, of["remplaçante"], remplace=self.replaced)
        self.attend(one, of["excusé"], present=False, excuse=True)
        factories.PresidenceSeanceFactory(
            seance=one, participant=of["ancienne présidente"], nom_imprime="Nicole Devancière"
        )
        factories.PointOrdreDuJourFactory(
            seance=one, titre="Annexes", nature=NaturePoint.ANNEXES, complements=True
        )
        factories.PointOrdreDuJourFactory(seance=one, titre="Conciliabule", huis_clos=True)
        factories.AnnexeFactory(
            seance=one,
            numero=2,
            titre="Annexe Cadenassée",
            reservee=True,
            avec_fichier=True,
            fichier_sha256=fichiers.deposit(b"dessous Cadenasses"),
        )
        self.groups(one)
        self.write(
            one,
            "<p>Prune Taiseuse : je parle peu.</p>"
            "<p>Écrivez à colportee@example.org, à prune@example.org ou à chantier1@example.org.</p>"
            "<p>Mme Taiseuse, puis TAISEUSE Prune.</p>",
        )
        self.approved(one)

        two = self.seance(self.public, 2, "deux", present=[person("Adèle", "Diffusart")])
        groupe = self.groups(two)
        notes.deposit(groupe, name="note.txt", data=b"Note Restituante.", by=self.comptes["secrétaire"])
        self.write(two, "<p>Propos Diffusible.</p>")
        version = self.freeze(two, EtatPV.DIFFUSE)
        ProcesVerbal.objects.filter(seance=two).update(remarques_jusqu_au=SOON)
        self.commentaire = factories.CommentaireFactory(
            sous_groupe=groupe, auteur=of["participant"], texte="Propos Causeur."
        )
        remarques.propose(
            ProcesVerbal.objects.get(seance=two).versions.get(pk=version.pk),
            paragraphe=1,
            genre="correction",
            proposition="Propos Chuchotable.",
            auteur=of["participant"],
            by=self.comptes["participant"],
        )

        three = self.seance(self.public, 3, "trois", present=[person("Bruno", "Brouillard")])
        groupe = self.groups(three)
        notes.deposit(groupe, name="projet.txt", data=b"Note Griffonnante.", by=self.comptes["secrétaire"])
        self.write(three, "<p>Propos Raturable, écrit à colportee@example.org.</p>")

        seven = self.seance(self.public, 7, "sept", present=[person("Edmond", "Retiral")])
        self.write(seven, "<p>Propos Escamotable.</p>")
        version = self.freeze(seven, EtatPV.APPROUVE)
        workflow.withdraw_edition(version.editions.get(), by=self.comptes["administration"], motif="Erreur.")

        eight = self.seance(self.public, 8, "huit", present=[person("Flore", "Rappelet")])
        self.write(eight, "<p>Propos Ravalable.</p>")
        factories.RetraitVersionFactory(version=self.freeze(eight, EtatPV.DIFFUSE))

        nine = self.seance(
            self.public, 9, "neuf", present=[person("Lise", "Pudique")], accord_nominatif="non"
        )
        self.write(nine, "<p>Lise Pudique : je préfère que non.</p>")
        self.freeze(nine, EtatPV.APPROUVE)

    def approved(self, seance):
        """A PV sent out, then approved and published: version 1 is the chantier's, 2 has the public edition."""
        first = self.freeze(seance, EtatPV.DIFFUSE)
        ProcesVerbal.objects.filter(seance=seance).update(etat=EtatPV.APPROUVE, mode_approbation="repris")
        second = factories.VersionPVFactory(
            proces_verbal=first.proces_verbal,
            etat=EtatPV.APPROUVE,
            contenu=first.contenu,
            page_sha256=first.page_sha256,
            pdf_sha256=first.pdf_sha256,
        )
        for personne in first.personnes.all():
            factories.PersonneNommeeFactory(
                version=second, cle=personne.cle, participant=personne.participant
            )
        workflow.publish(second, by=self.comptes["administration"])

    def announced(self):
        """Séances without PV: to come, in preparation, cancelled."""
        four = self.seance(
            self.public,
            4,
            "quatre",
            date=SOON,
            informations="Écrire à porteuse@example.org.",
            repas_prevu=True,
        )
        car = factories.CovoiturageFactory(
            seance=four, participant=self.persons["autre groupe"], message="Trajet Embarquant"
        )
        factories.DemandeContactFactory(covoiturage=car, participant=person("Odile", "Autostoppeuse"))
        factories.RepasFactory(
            seance=four, participant=self.persons["autre groupe"], souhait="Sauce Mijotable"
        )
        self.attend(four, person("Denise", "Attendue"), present=False, excuse=True)
        self.seance(self.public, 5, "Mitonnant", date=SOON, convoquee=False)
        self.seance(self.public, 6, "six", date=SOON, annulee=True, convoquee=False)

    def closed_chantier(self):
        """The private chantier: a published PV, and a séance in preparation."""
        one = self.seance(
            self.prive, 1, "Feutrant", present=[person("Gaston", "Privatif"), self.persons["remplaçante"]]
        )
        factories.PresidenceSeanceFactory(seance=one, participant=self.persons["ancienne présidente"])
        self.write(one, "<p>Propos Confinable.</p>")
        self.freeze(one, EtatPV.APPROUVE)
        self.seance(self.prive, 2, "Couvant", date=SOON, convoquee=False)

    def neighbour(self):
        """A chantier that only `préside ailleurs` edits."""
        factories.CopresidenceFactory(
            chantier=self.autre, participant=self.persons["préside ailleurs"], depuis=LONG_AGO
        )
        one = self.seance(self.autre, 1, "Voisinant", date=SOON, convoquee=False)
        self.write(one, "<p>Propos Mitoyen.</p>")
        self.hector = person("Hector", "Lointain", courriel="hector@example.org")
        factories.InscriptionFactory(chantier=self.autre, participant=self.hector)

    def glossary(self):
        """A published word, a draft, and what two people suggest."""
        factories.DefinitionFactory(terme__mot="Mot lisible", terme__publie=True)
        factories.DefinitionFactory(terme__mot="Mot à compléter", texte="Sens Ébauchable.")
        author = person("Lucie", "Proposante")
        self.suggestion = factories.SuggestionFactory(
            participant=author, chantier=self.public, texte="Sens Suggérable."
        )
        self.own_suggestion = factories.SuggestionFactory(
            participant=self.persons["participant"], chantier=self.public
        )

    def picked(self):
        """Propositions of a published PV, of one that is sent out, of a withdrawn edition, of a private chantier."""
        for chantier, numero, intitule in (
            (self.public, 1, "Taiseuse n’est pas entendue"),
            (self.public, 2, "Dessein Ambitionnant"),
            (self.public, 7, "Escamotable encore"),
            (self.public, 9, "Lise Pudique le demande"),
            (self.prive, 1, "Confinable aussi"),
        ):
            version = VersionPV.objects.get(
                proces_verbal__seance__chantier=chantier, proces_verbal__seance__numero=numero, numero=1
            )
            propositions.pick(
                version,
                paragraphe=1,
                debut=0,
                fin=len(remarques.paragraphs(version)[1]),
                type="probleme",
                intitule=intitule,
                precisions="Détail Entre-soi.",
                by=self.comptes["rédactrice"],
            )
        first = self.public.propositions.get(numero=1)
        self.soutien = propositions.support(
            first, participant=self.persons["participant"], by=self.comptes["rédactrice"]
        )
        propositions.decide(first, "ecartee", motif="Motif Entre-soi.", by=self.comptes["coprésidente"])

    # ── Asking ──────────────────────────────────────────────────────────────────────────────────────────

    def open_browsers(self):
        """A browser for each role, and the session that it starts from."""
        self.browsers = {role: Client(raise_request_exception=False) for role in ["visiteur", *self.comptes]}
        for role, compte in self.comptes.items():
            self.browsers[role].force_login(compte)
        request = HttpRequest()
        request.session = self.browsers["administration"].session
        record_authentication(request, self.comptes["administration"], method="mfa", type="totp")
        request.session.save()
        self.cookies = {role: browser.cookies.output() for role, browser in self.browsers.items()}

    def browser(self, role):
        """As it was opened: nothing is left of the last answer."""
        browser = self.browsers[role]
        browser.cookies = SimpleCookie(self.cookies[role].replace("Set-Cookie: ", ""))
        return browser

    def links(self):
        """Personal links, each with the secret that its holder alone knows."""
        four, three = (Seance.objects.get(chantier=self.public, numero=numero) for numero in (4, 3))
        mine, groupe = self.persons["participant"], three.sous_groupes.get(numero=1)
        made = {
            "lien-reponse": (ActeLien.REPONDRE, mine, four),
            "lien-revoque": (ActeLien.REPONDRE, self.persons["rapporteur"], four),
            "lien-expire": (ActeLien.REPONDRE, self.persons["autre groupe"], four),
            "lien-note": (ActeLien.DEPOSER_NOTE, self.persons["secrétaire"], groupe),
        }
        by = self.comptes["coprésidente"]
        addresses = {name: liens.make(*what, by=by) for name, what in made.items()}
        of = LienPersonnel.objects.filter(acte=ActeLien.REPONDRE)
        liens.revoke(of.filter(participant=self.persons["rapporteur"]), by=by)
        of.filter(participant=self.persons["autre groupe"]).update(
            cree_le=timezone.now() - datetime.timedelta(days=90),
            expire_le=timezone.now() - datetime.timedelta(days=1),
        )
        return {name: address.rstrip("/").rpartition("/")[2] for name, address in addresses.items()}

    def handed_in(self, chantier):
        """An old PV that somebody reviews."""
        lecture = copy.deepcopy(factories.LECTURE)
        if chantier == self.public:
            lecture |= {"passages": ["Reprisard"], "sources": {"ordre_du_jour[0]": [0]}}
        sha256 = fichiers.deposit(f"ancien {chantier.numero}".encode())
        return factories.AncienPVFactory(chantier=chantier, lecture=lecture, fichier_sha256=sha256)

    def find_keys(self):
        """What the addresses of the tables name: {seance-1-3} {texte-1-3} {note-1-3} {hector} {lien-note}."""
        self.keys = keys = {
            "hector": self.hector.pk,
            "suggestion": self.suggestion.pk,
            "suggestion-propre": self.own_suggestion.pk,
            **{
                f"ancien-{chantier.numero}": self.handed_in(chantier).pk
                for chantier in (self.public, self.autre)
            },
            "choix-personnes": "app_label=seances&model_name=membresousgroupe&field_name=participant",
            "choix-comptes": "app_label=participants&model_name=participant&field_name=compte",
            **self.links(),
            "commentaire": self.commentaire.pk,
            "soutien": self.soutien.pk,
            "source": self.soutien.proposition.sources.get().pk,
        }
        for seance in Seance.objects.select_related("chantier"):
            name = f"{seance.chantier.numero}-{seance.numero}"
            keys[f"seance-{name}"] = seance.pk
            if hasattr(seance, "proces_verbal"):
                keys[f"pv-{name}"] = seance.proces_verbal.pk
                keys[f"texte-{name}"] = seance.points.first().texte.pk
        for remarque in Remarque.objects.select_related("proces_verbal__seance__chantier"):
            seance = remarque.proces_verbal.seance
            keys[f"remarque-{seance.chantier.numero}-{seance.numero}"] = remarque.pk
        for note in Restitution.objects.select_related("sous_groupe__seance__chantier"):
            keys[f"note-{note.sous_groupe.seance.chantier.numero}-{note.sous_groupe.seance.numero}"] = note.pk
