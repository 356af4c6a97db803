"""Which Participant is meant by each person of a file: one for several spellings, two for two people.

Rules: the name must match (folded, in any order, or a known Graphie), or the address must and the name nearly.
Two different addresses are two people. Two people of the file are never one Participant. The same name with
another organisation is one person, reported « à vérifier ».
"""

from collections import defaultdict

from django.db.models import Q

from participants import noms
from participants.models import Graphie, Organisation, Participant


class Rapprochement:
    """Participants for the keys of one document."""

    def __init__(self, document, courriels, seance, rapport, *, among=None, by=None):
        """seance: the row, or None when it is new. rapport: receives what was created and is to be checked. among:
        queryset of those who may be meant, besides those whom the séance names; by: Compte of whoever imports."""
        self.document, self.rapport, self.among, self.by = document, rapport, among, by
        self.courriels = {key: address.strip() for key, address in courriels.items()}
        self.printed = self._printed()
        self.participants = {}
        self._choose(self._already_there(seance) if seance else {})
        self._create()
        self._learn_spellings()

    def __getitem__(self, key):
        return self.participants[key]

    def get(self, key):
        return self.participants.get(key)

    def _printed(self):
        """key -> organisation that the file prints for that person."""
        printed = {}
        for row in (*self.document.presidents, *self.document.presences):
            printed.setdefault(row.personne, row.organisation)
        for groupe in self.document.sous_groupes:
            for membre in groupe.membres:
                printed.setdefault(membre.personne, membre.organisation)
        for presence in self.document.presences:
            if presence.remplace:
                printed.setdefault(presence.remplace, presence.organisation)
        return printed

    @staticmethod
    def _already_there(seance):
        """pk of Participant -> organisation that this séance prints for him already."""
        rows = [
            *seance.presidences.values_list("participant_id", "organisation_imprimee"),
            *seance.presences.values_list("participant_id", "organisation_imprimee"),
            *seance.presences.filter(remplace__isnull=False).values_list(
                "remplace_id", "organisation_imprimee"
            ),
        ]
        return dict(rows)

    def _choose(self, there):
        """Give each person of the file the best Participant that nobody else of the file takes."""
        names = {
            personne.cle: {noms.name_key(personne.nom_complet), *map(noms.name_key, personne.graphies)}
            for personne in self.document.personnes
        }
        wanted = set().union(*names.values()) if names else set()
        known = Q()
        if self.among is not None:
            known = Q(pk__in=self.among.order_by().values("pk")) | Q(pk__in=list(there))
        candidates = list(
            Participant.objects.filter(
                known,
                Q(cle_nom__in=wanted) | Q(graphies__cle__in=wanted) | Q(courriel__in=self.courriels.values()),
            )
            .select_related("organisation")
            .prefetch_related("graphies")
            .distinct()
            .order_by("pk")
        )
        pairs = []
        for order, personne in enumerate(self.document.personnes):
            address = self.courriels.get(personne.cle, "").lower()
            for candidate in candidates:
                score = self._score(personne, names[personne.cle], address, candidate, there)
                if score:
                    pairs.append((-score, order, candidate.pk, personne, candidate))
        taken = set()
        for _, _, pk, personne, candidate in sorted(pairs, key=lambda pair: pair[:3]):
            if personne.cle not in self.participants and pk not in taken:
                taken.add(pk)
                self.participants[personne.cle] = candidate
                self._report_other_organisation(personne, candidate, there)
                self._complete_address(personne, candidate)

    def _score(self, personne, names, address, candidate, there):
        """How well a Participant fits, 0 when he is somebody else."""
        known = candidate.courriel.lower()
        if address and known and address != known:
            return 0
        by_name = candidate.cle_nom in names or any(
            graphie.cle in names for graphie in candidate.graphies.all()
        )
        same_address = bool(address) and address == known
        if not by_name:
            near = noms.resemblance(personne.nom_complet, candidate.nom_complet) >= noms.RESEMBLES
            if not (same_address and near):
                return 0
        organisation = noms.fold(self.printed.get(personne.cle, ""))
        score = 1
        if same_address:
            score += 16
        if candidate.pk in there:
            score += 2 + 8 * (noms.fold(there[candidate.pk]) == organisation)
        if organisation and organisation in organisations_of(candidate):
            score += 4
        return score

    def _report_other_organisation(self, personne, candidate, there):
        organisation = self.printed.get(personne.cle, "")
        if (
            organisation
            and candidate.pk not in there
            and candidate.organisation_id
            and noms.fold(organisation) not in organisations_of(candidate)
        ):
            self.rapport.verify(
                f"{personne.nom_complet} : le fichier imprime « {organisation} », "
                f"sa fiche « {candidate.organisation} »"
            )

    def _complete_address(self, personne, candidate):
        address = self.courriels.get(personne.cle, "")
        if address and not candidate.courriel:
            candidate.courriel = address
            candidate.save(update_fields=["courriel"])
            self.rapport.change(f"adresse de {candidate.nom_complet}")

    def _create(self):
        for personne in self.document.personnes:
            if personne.cle in self.participants:
                continue
            organisation = find_organisation(self.printed.get(personne.cle, ""))
            self.participants[personne.cle] = Participant.objects.create(
                prenom=personne.prenom,
                nom=personne.nom,
                courriel=self.courriels.get(personne.cle, ""),
                organisation=organisation,
                saisi_par=self.by,
            )
            self.rapport.create("participant", personne.nom_complet)

    def _learn_spellings(self):
        """Printed names that folding does not match become Graphies of their person."""
        learned = defaultdict(dict)
        for personne in self.document.personnes:
            participant = self.participants[personne.cle]
            for spelling in (personne.nom_complet, *personne.graphies):
                key = noms.name_key(spelling)
                if key and key != participant.cle_nom:
                    learned[participant.pk].setdefault(key, spelling)
        if not learned:
            return
        known = set(Graphie.objects.filter(participant__in=learned).values_list("participant_id", "cle"))
        by_pk = {participant.pk: participant for participant in self.participants.values()}
        for pk, spellings in learned.items():
            for key, spelling in spellings.items():
                if (pk, key) not in known:
                    Graphie.objects.create(participant=by_pk[pk], texte=spelling)
                    self.rapport.create("graphie", f"{spelling} → {by_pk[pk].nom_complet}")


def organisations_of(participant):
    """Folded ways in which a Participant's organisation may be printed."""
    organisation = participant.organisation
    if organisation is None:
        return set()
    return {noms.fold(organisation.nom), noms.fold(f"{organisation.nom} {organisation.localite}")}


def find_organisation(printed):
    """The Organisation that the text names exactly, by name or by name and locality; None when none or several do."""
    wanted = noms.fold(printed)
    if not wanted:
        return None
    first = wanted.split()[0]
    matches = [
        organisation
        for organisation in Organisation.objects.filter(cle__startswith=first)
        if wanted in {noms.fold(organisation.nom), noms.fold(f"{organisation.nom} {organisation.localite}")}
    ]
    return matches[0] if len(matches) == 1 else None
