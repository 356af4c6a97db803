"""A DocumentPV into rows: what the file says is created or updated, nothing else is touched.

The caller opens the transaction, decides whether the PV may be written, and says what becomes of the old text.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from chantiers.models import Chantier, Copresidence
from participants import journal, noms

from .. import fichiers
from ..models import (
    Annexe,
    Attribution,
    Intervenant,
    Lieu,
    MembreSousGroupe,
    NaturePoint,
    OrigineNote,
    OrigineRemarque,
    PointOrdreDuJour,
    Presence,
    PresidenceSeance,
    ProcesVerbal,
    Remarque,
    Restitution,
    RevisionTexte,
    Seance,
    SousGroupe,
    StatutPresence,
    StatutSeance,
    TextePoint,
)
from ..models.agenda import NATURES_GENERATRICES
from ..permissions import served_edition
from . import appariement, json, richtext
from .approbation import settled_reading
from .controle import Erreur, FichierRefuse
from .document import Intervention, pictures, plain_text, texts
from .json import to_plain
from .locuteurs import Resolveur, speaking
from .rapprochement import Rapprochement, find_organisation
from .synthese import at_opening


@dataclass(frozen=True)
class Mandat:
    """What an import does besides writing the PV: everything, for a command and for the administration.

    participants: queryset among which people are found, None for all. adresses: addresses of the file become those of
    people. copresidences: who presides the séance presides the chantier too.
    """

    participants: object = None
    adresses: bool = True
    copresidences: bool = True


@dataclass
class Rapport:
    """What an import did, for whoever launched it."""

    crees: list[tuple[str, str]] = field(default_factory=list)
    modifies: list[str] = field(default_factory=list)
    a_verifier: list[str] = field(default_factory=list)

    def create(self, kind, label):
        self.crees.append((kind, label))

    def change(self, label):
        self.modifies.append(label)

    def verify(self, label):
        self.a_verifier.append(label)

    def count(self, kind):
        return sum(1 for each, _ in self.crees if each == kind)


# By what a remark of a file is recognised as one that the portal holds.
RECONNUE = ("texte", "page", "paragraphe", "citation")


def _kept_of_remark(row, remarque):
    """What a file says of a remark in fewer words than its row: the one wording printed, applied or not."""
    applied = timezone.now() if remarque.appliquee else None
    if row is None or row.formulation != remarque.proposition:
        return {"proposition": remarque.proposition, "retenue": "", "appliquee_le": applied}
    return {"appliquee_le": row.appliquee_le or applied if remarque.appliquee else None}


def public_outline(seance):
    """The tree of the public edition now served for a séance without its texts, None when there is none."""
    edition = served_edition(seance, with_text=True)
    return json.read_frozen_outline(edition.contenu) if edition else None


def store(lecture, rapport, *, by=None, mandat=None):
    """Write a Lecture into rows; returns the Seance.

    by: Compte of whoever imports, kept with the revisions of texts and on the people that are made.
    """
    return Writer(lecture, rapport, by, mandat or Mandat()).write()


class Writer:
    """One document on its way into rows."""

    def __init__(self, lecture, rapport, by, mandat):
        self.document = lecture.document
        self.courriels = lecture.courriels if mandat.adresses else {}
        self.rapport, self.by, self.mandat = rapport, by, mandat

    def write(self):
        self.check_pictures()
        chantier = self.chantier()
        known = Seance.objects.filter(chantier=chantier, numero=self.document.seance.numero).first()
        self.people = Rapprochement(
            self.document,
            self.courriels,
            known,
            self.rapport,
            among=self.mandat.participants,
            by=self.by,
        )
        self.seance = self.write_seance(chantier, known)
        self.presidences(chantier)
        self.presences()
        self.proces_verbal()
        texts = self.points()
        texts += self.sous_groupes()
        self.annexes()
        self.remarques()
        self.corrections()
        self.propositions()
        self.attributions(texts)
        self.prochaines(chantier)
        return self.seance

    def check_pictures(self):
        """A picture is named by its sha256: its bytes must be in the portal already."""
        missing = [
            Erreur(path, f"l’image {picture.sha256[:12]}… n’est pas dans le portail")
            for path, blocs in texts(self.document)
            for picture in pictures(blocs)
            if not fichiers.exists(picture.sha256)
        ]
        if missing:
            raise FichierRefuse(*missing)

    # ── Séance ──

    def chantier(self):
        data = self.document.chantier
        chantier, created = Chantier.objects.get_or_create(
            numero=data.numero, defaults={"titre": data.titre, "contact": data.contact}
        )
        if created:
            self.rapport.create("chantier", str(chantier))
            return chantier
        if chantier.titre != data.titre:
            self.rapport.verify(
                f"chantier {data.numero} : le fichier l’intitule « {data.titre} », le portail « {chantier.titre} »"
            )
        if data.contact and not chantier.contact:
            chantier.contact = data.contact
            chantier.save(update_fields=["contact"])
            self.rapport.change(f"adresse de contact du chantier {data.numero}")
        elif data.contact and data.contact.lower() != chantier.contact.lower():
            self.rapport.verify(
                f"chantier {data.numero} : le fichier donne l’adresse de contact « {data.contact} », "
                f"le portail « {chantier.contact} »"
            )
        return chantier

    def lieu(self, data):
        if data is None:
            return None
        lieu, created = Lieu.objects.get_or_create(
            nom=data.nom, adresse=data.adresse, code_postal=data.code_postal, localite=data.localite
        )
        if created:
            self.rapport.create("lieu", str(lieu))
        return lieu

    def write_seance(self, chantier, known):
        data = self.document.seance
        values = {
            "date": data.date,
            "heure_debut": data.heure_debut,
            "heure_fin": data.heure_fin,
            "debut_reel": data.debut_reel,
            "fin_reelle": data.fin_reelle,
            "lieu": self.lieu(data.lieu),
            "informations": data.informations,
            "delai_notes": data.delai_notes,
            "destinataire_notes": data.destinataire_notes,
        }
        if known is None:
            seance = Seance.objects.create(
                chantier=chantier, numero=data.numero, statut=StatutSeance.CONVOQUEE, **values
            )
            self.rapport.create("séance", str(seance))
            return seance
        if known.statut == StatutSeance.PREPARATION:
            values["statut"] = StatutSeance.CONVOQUEE
        self.update(known, values, f"la séance {data.numero}")
        return known

    def update(self, row, values, label):
        """Write what differs; returns whether anything did."""
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if changed:
            for name in changed:
                setattr(row, name, values[name])
            row.save()
            self.rapport.change(label)
        return bool(changed)

    def put(self, model, kind, label, values, **key):
        """The row of a natural key with these values, created or updated."""
        row = model.objects.filter(**key).first()
        if row is None:
            row = model.objects.create(**key, **values)
            self.rapport.create(kind, label)
        else:
            self.update(row, values, label)
        return row

    # ── People of the day ──

    def printed(self, row, rank):
        return {
            "nom_imprime": row.nom,
            "organisation_imprimee": row.organisation,
            "organisation": find_organisation(row.organisation),
            "fonction_imprimee": row.fonction,
            "rang": rank,
        }

    def presidences(self, chantier):
        kept = []
        for rank, president in enumerate(self.document.presidents, 1):
            participant = self.people[president.personne]
            kept.append(participant.pk)
            Presence.objects.filter(seance=self.seance, participant=participant).delete()
            self.put(
                PresidenceSeance,
                "présidence",
                president.nom,
                self.printed(president, rank),
                seance=self.seance,
                participant=participant,
            )
            self.copresidence(chantier, participant, rank)
        self.seance.presidences.exclude(participant__in=kept).delete()

    def copresidence(self, chantier, participant, rank):
        """Who presides a séance presides the chantier, since that day at the latest."""
        date = self.document.seance.date
        known = (
            Copresidence.objects.filter(chantier=chantier, participant=participant).order_by("depuis").first()
        )
        if not self.mandat.copresidences:
            if known is None or known.depuis > date:
                self.rapport.verify(
                    f"{participant.nom_complet} préside cette séance : la coprésidence du chantier se donne à part, "
                    "par l’administration"
                )
            return
        if known is None:
            known = Copresidence.objects.create(
                chantier=chantier, participant=participant, depuis=date, rang=rank
            )
            journal.added(known, by=self.by)
            self.rapport.create("coprésidence", participant.nom_complet)
        elif known.depuis > date:
            change = {"champs": ["depuis"], "avant": {"depuis": known.depuis}, "apres": {"depuis": date}}
            journal.changed(known, by=self.by, **change)
            self.update(known, {"depuis": date}, f"la coprésidence de {participant.nom_complet}")

    def presences(self):
        # A replacement is unique: free the old ones before the new are written.
        self.seance.presences.exclude(
            participant__in=[self.people[presence.personne].pk for presence in self.document.presences]
        ).update(statut=StatutPresence.A_POINTER, remplace=None, remplace_imprime="")
        for rank, presence in enumerate(self.document.presences, 1):
            participant = self.people[presence.personne]
            replaced = self.people.get(presence.remplace)
            self.seance.presences.filter(remplace__isnull=False, remplace=replaced).exclude(
                participant=participant
            ).update(remplace=None, remplace_imprime="")
            self.put(
                Presence,
                "présence",
                presence.nom,
                {
                    **self.printed(presence, rank),
                    "statut": presence.statut,
                    "remplace": replaced,
                    "remplace_imprime": presence.remplace_nom,
                    "invite": presence.invite,
                    "a_distance": presence.a_distance,
                    "arrivee": presence.arrivee,
                    "depart": presence.depart,
                },
                seance=self.seance,
                participant=participant,
            )

    # ── Texts ──

    def has_text(self):
        document = self.document
        return bool(
            document.presences
            or document.remarques
            or document.corrections
            or document.propositions
            or document.intitule
            or document.ouverture
            or any(point.blocs or point.blocs_apres for point in document.points)
            or any(groupe.restitution for groupe in document.sous_groupes)
        )

    def proces_verbal(self):
        """A PV is there when somebody has written: an agenda alone makes none."""
        known = ProcesVerbal.objects.filter(seance=self.seance).first()
        if known is None and not self.has_text():
            return
        data = self.document.redaction
        self.put(
            ProcesVerbal,
            "procès-verbal",
            str(self.seance),
            {
                "intitule": self.document.intitule,
                "ouverture": self.document.ouverture,
                "formule_cloture": self.document.formule_cloture,
                "redacteur_imprime": data.redacteur,
                "redacteur_fonction": data.fonction,
                "redacteur": self.people.get(data.redacteur_personne),
                "verificateur_imprime": data.verificateur,
                "verificateur": self.people.get(data.verificateur_personne),
            },
            seance=self.seance,
        )

    def points(self):
        """Agenda and texts; returns [(owner of attributions, blocks)]."""
        known = self.known_points()
        texts = []
        for point in self.document.points:
            values = {
                "position": point.numero,
                "titre": point.titre,
                "titre_pv": point.titre_pv,
                "nature": point.nature,
                "heure_debut": point.heure_debut,
                "heure_fin": point.heure_fin,
                "huis_clos": point.huis_clos,
                "complements": point.complements,
                **self.horaire(point),
            }
            row, label = known.get(point.numero), f"{point.numero}. {point.titre}"
            if row is None:
                row = PointOrdreDuJour.objects.create(seance=self.seance, **values)
                self.rapport.create("point", label)
            else:
                self.update(row, values, label)
            self.intervenants(row, point)
            text = self.texte(row, point)
            if text:
                texts.append(({"texte_point": text}, (*point.blocs, *point.blocs_apres)))
        return texts

    def known_points(self):
        """{number: row} of the points that the portal has already; the others leave, places and natures are free."""
        rows = list(self.seance.points.select_related("reporte_de__seance", "reporte_vers__seance"))
        known = appariement.pair(rows, self.document.points, generatrices=NATURES_GENERATRICES)
        points = {known[point.numero].pk: point for point in self.document.points if point.numero in known}
        for row in rows:
            self.check_moved_on(row, points.get(row.pk))
        self.seance.points.exclude(pk__in=points).delete()
        moving = [row for row in known.values() if row.position != points[row.pk].numero]
        PointOrdreDuJour.objects.filter(pk__in=[row.pk for row in moving]).step_aside()
        # Natures are unique per séance: a point gives its own up before another takes it.
        for row in known.values():
            if row.nature != points[row.pk].nature:
                row.nature = NaturePoint.DEBAT
                PointOrdreDuJour.objects.filter(pk=row.pk).update(nature=row.nature)
        return known

    def check_moved_on(self, row, point):
        """A point that was moved on, and that the file has under another title or no more."""
        if not row.trace or (point is not None and appariement.same_title(row, point)):
            return
        if point is None:
            self.rapport.verify(f"le point « {row.titre} », {row.trace}, n’est plus dans le fichier")
        else:
            self.rapport.verify(
                f"le point {point.numero} était « {row.titre} », {row.trace} : "
                f"il le reste sous le titre « {point.titre} »"
            )

    @staticmethod
    def horaire(point):
        """What the hours of the file leave no room for: a duration said beside them, a fixed start without an hour."""
        emptied = {}
        if point.heure_debut is not None and point.heure_fin is not None:
            emptied["duree_minutes"] = None
        if point.heure_debut is None:
            emptied["heure_fixe"] = False
        return emptied

    def intervenants(self, row, point):
        wanted = [
            (rank, intervenant.nom, self.people.get(intervenant.personne))
            for rank, intervenant in enumerate(point.intervenants, 1)
        ]
        current = [(each.rang, each.nom_imprime, each.participant) for each in row.intervenants.all()]
        if current != wanted:
            row.intervenants.all().delete()
            Intervenant.objects.bulk_create(
                Intervenant(point=row, rang=rank, nom_imprime=name, participant=participant)
                for rank, name, participant in wanted
            )

    def texte(self, row, point):
        values = {
            "texte": richtext.render(point.blocs),
            "texte_apres": richtext.render(point.blocs_apres),
        }
        text = TextePoint.objects.filter(point=row).first()
        if text is None:
            if not any(values.values()):
                return None
            text = TextePoint(point=row)
        elif all(getattr(text, name) == value for name, value in values.items()):
            return text
        text.texte, text.texte_apres = values["texte"], values["texte_apres"]
        first, base = text.pk is None, text.revision
        text.revision = 1 if first else text.revisions.next_number()
        text.save()
        RevisionTexte.objects.create(
            texte_point=text, numero=text.revision, base=base, par=self.by, motif="import", **values
        )
        if first:
            self.rapport.create("texte", f"texte du point {point.numero}")
        else:
            self.rapport.change(f"le texte du point {point.numero}")
        return text

    def sous_groupes(self):
        """Sub-groups, members and notes; returns [(owner of attributions, blocks)]."""
        numbers = [groupe.numero for groupe in self.document.sous_groupes]
        for row in self.seance.sous_groupes.exclude(numero__in=numbers):
            row.membres.all().delete()
            if row.restitutions.exists():
                self.rapport.verify(f"{row} : il n’est plus dans le fichier, sa note reste dans le portail")
            else:
                row.delete()
        texts, rows = [], {}
        for groupe in self.document.sous_groupes:
            rows[groupe.numero] = self.put(
                SousGroupe,
                "sous-groupe",
                f"Groupe {groupe.numero}",
                {"question": richtext.clean(f"<p>{richtext.render_runs(groupe.question)}</p>")},
                seance=self.seance,
                numero=groupe.numero,
            )
        self.membres(rows)
        for groupe in self.document.sous_groupes:
            if groupe.restitution:
                note = self.restitution(rows[groupe.numero], groupe)
                texts.append(({"restitution": note}, groupe.restitution.blocs))
        return texts

    def membres(self, rows):
        """Members are compared as a whole: roles and places are unique, so they change at one go."""
        wanted = [
            (
                groupe.numero,
                self.people[membre.personne].pk,
                membre.secretaire,
                membre.rapporteur,
                *self.printed(membre, rank).values(),
            )
            for groupe in self.document.sous_groupes
            for rank, membre in enumerate(groupe.membres, 1)
        ]
        current = [
            (
                row.sous_groupe.numero,
                row.participant_id,
                row.est_secretaire,
                row.est_rapporteur,
                row.nom_imprime,
                row.organisation_imprimee,
                row.organisation,
                row.fonction_imprimee,
                row.rang,
            )
            for row in MembreSousGroupe.objects.filter(seance=self.seance)
            .select_related("sous_groupe", "organisation")
            .order_by("sous_groupe__numero", "rang")
        ]
        if current == wanted:
            return
        MembreSousGroupe.objects.filter(seance=self.seance).delete()
        MembreSousGroupe.objects.bulk_create(
            MembreSousGroupe(
                sous_groupe=rows[groupe.numero],
                seance=self.seance,
                participant=self.people[membre.personne],
                est_secretaire=membre.secretaire,
                est_rapporteur=membre.rapporteur,
                **self.printed(membre, rank),
            )
            for groupe in self.document.sous_groupes
            for rank, membre in enumerate(groupe.membres, 1)
        )
        if current:
            self.rapport.change("la composition des sous-groupes")
        else:
            for row in wanted:
                self.rapport.create("membre de sous-groupe", row[4])

    def restitution(self, row, groupe):
        """The note as the file gives it; a different one is a new row, the old one stays."""
        contenu = richtext.clean(richtext.render(groupe.restitution.blocs))
        rows = list(
            row.restitutions.order_by("-numero").only(
                "numero", "titre", "contenu", "fidelite", "confirmee_le"
            )
        )
        newest = next((each for each in rows if each.confirmee_le), None)
        fidelite = groupe.restitution.fidelite
        if newest and (newest.contenu, newest.titre, newest.fidelite) == (
            contenu,
            groupe.restitution.titre,
            fidelite,
        ):
            return newest
        received = json.dumps_node(groupe.restitution).encode()
        secretaire = next((membre for membre in groupe.membres if membre.secretaire), None)
        note = Restitution.objects.create(
            sous_groupe=row,
            numero=rows[0].numero + 1 if rows else 1,
            titre=groupe.restitution.titre,
            contenu=contenu,
            origine=OrigineNote.IMPORT,
            fichier_nom=f"groupe-{groupe.numero}.json",
            fichier_sha256=fichiers.deposit(received),
            confirmee_le=timezone.now(),
            fidelite=fidelite,
            controle_sha256=fichiers.digest(contenu.encode()) if fidelite else "",
            pour=self.people[secretaire.personne] if secretaire else None,
            deposee_par=self.by,
        )
        self.rapport.create("note", f"Groupe {groupe.numero}")
        return note

    def annexes(self):
        self.seance.annexes.exclude(numero__in=[annexe.numero for annexe in self.document.annexes]).delete()
        for annexe in self.document.annexes:
            document = annexe.fichier
            if document and not fichiers.exists(document.sha256):
                self.rapport.verify(
                    f"annexe {annexe.numero} : le document « {document.nom} » n’est pas dans le portail ; "
                    "joignez-le à l’annexe"
                )
                document = None
            self.put(
                Annexe,
                "annexe",
                annexe.titre,
                {
                    "titre": annexe.titre,
                    "contenu": richtext.render(annexe.blocs),
                    "publique": annexe.publique,
                    "fichier_nom": document.nom if document else "",
                    "fichier_type": document.type if document else "",
                    "fichier_sha256": document.sha256 if document else "",
                },
                seance=self.seance,
                numero=annexe.numero,
            )

    def remarques(self):
        """What was said at the séance; what readers wrote is theirs, and is only recognised."""
        visee = ProcesVerbal.objects.filter(
            seance__chantier=self.seance.chantier, seance__numero=self.seance.numero - 1
        ).first()
        self.put_remarks(
            self.document.remarques,
            Remarque.objects.filter(settled_reading(self.seance)),
            {"seance": self.seance, "origine": OrigineRemarque.SEANCE},
            {"proces_verbal": visee},
        )

    def corrections(self):
        """Those of a PV approved elsewhere: the version and the séance where they were made stay there."""
        pv = ProcesVerbal.objects.filter(seance=self.seance).first()
        if pv is not None:
            self.put_remarks(
                self.document.corrections,
                pv.remarques.exclude(origine=OrigineRemarque.REPRISE),
                {"proces_verbal": pv, "origine": OrigineRemarque.REPRISE},
                {},
            )

    def propositions(self):
        """Kept as printed where the portal would recall others; nothing of them is followed from séance to séance."""
        pv = ProcesVerbal.objects.filter(seance=self.seance).first()
        if pv is None:
            return
        said = self.document.propositions
        kept = to_plain(said) if said and said != at_opening(self.seance) else None
        if kept != pv.propositions_reprises:
            pv.propositions_reprises = kept
            pv.save(update_fields=["propositions_reprises"])
            self.rapport.change("rappel des propositions")

    def put_remarks(self, remarques, known, key, values):
        """Rows of one origin, ranked as the file has them. known: rows that stand in the same list and stay."""
        taken = set(known.values_list("auteur", *RECONNUE))
        said = [
            remarque
            for remarque in remarques
            if (self.people[remarque.auteur].pk, *(getattr(remarque, name) for name in RECONNUE)) not in taken
        ]
        rows = Remarque.objects.filter(**key)
        rows.exclude(rang__in=range(1, len(said) + 1)).delete()
        before = {row.rang: row for row in rows}
        for rank, remarque in enumerate(said, 1):
            self.put(
                Remarque,
                "remarque",
                f"remarque de {self.people[remarque.auteur].nom_complet}",
                {
                    "auteur": self.people[remarque.auteur],
                    "type": remarque.genre,
                    "decision": remarque.decision,
                    "motif_decision": remarque.reponse,
                    "reservee": remarque.reservee,
                    **{name: getattr(remarque, name) for name in RECONNUE},
                    **_kept_of_remark(before.get(rank), remarque),
                    **values,
                },
                rang=rank,
                **key,
            )

    def attributions(self, texts):
        """Keep what the file says of who speaks and the text alone does not."""
        resolveur = Resolveur(speaking(self.document))
        Attribution.objects.filter(seance=self.seance).exclude(
            restitution__in=[owner["restitution"] for owner, _ in texts if "restitution" in owner]
        ).exclude(
            texte_point__in=[owner["texte_point"] for owner, _ in texts if "texte_point" in owner]
        ).delete()
        for owner, blocs in texts:
            wanted = {}
            for bloc in blocs:
                if isinstance(bloc, Intervention) and bloc.locuteur:
                    resolved, _ = resolveur.resolve(plain_text(bloc.runs))
                    if resolved != bloc.locuteur:
                        # « Zoé » and « ZOE » are one label of one text.
                        wanted.setdefault(noms.fold(bloc.libelle), (bloc.libelle, self.people[bloc.locuteur]))
            current = {
                each.cle: (each.libelle, each.participant) for each in Attribution.objects.filter(**owner)
            }
            if current == wanted:
                continue
            Attribution.objects.filter(**owner).delete()
            for libelle, participant in wanted.values():
                Attribution.objects.create(
                    seance=self.seance, libelle=libelle, participant=participant, **owner
                )
                self.rapport.create("attribution", f"{libelle} → {participant.nom_complet}")

    def prochaines(self, chantier):
        """The séances that this PV announces are created; one that the portal knows is not moved."""
        for data in self.document.prochaines_seances:
            known = Seance.objects.filter(chantier=chantier, numero=data.numero).first()
            if known is None:
                seance = Seance.objects.create(
                    chantier=chantier,
                    numero=data.numero,
                    statut=StatutSeance.CONVOQUEE,
                    date=data.date,
                    heure_debut=data.heure_debut,
                    heure_fin=data.heure_fin,
                    lieu=self.lieu(data.lieu),
                )
                self.rapport.create("séance", str(seance))
            elif (known.date, known.heure_debut) != (data.date, data.heure_debut):
                self.rapport.verify(
                    f"séance {data.numero} : annoncée pour le {data.date:%d/%m/%Y}, "
                    f"prévue dans le portail le {known.date:%d/%m/%Y}"
                )
