"""Everybody and every organisation in memory, while a spreadsheet comes in: who a line means, where he belongs."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from import_export import widgets

from . import noms, proximite
from .feuille import Chargeur
from .models import Graphie, Organisation, Participant, Secteur

# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


class ParticipantLoader(Chargeur):
    """Who a row means: by e-mail address, else by name. Two different addresses are two people."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.adresses, self.cles, self.sous = defaultdict(list), defaultdict(list), {}
        self.graphies = defaultdict(set)
        for person, key in Graphie.objects.values_list("participant", "cle"):
            self.graphies[person].add(key)
        organisations = resource.organisations.known
        secteurs = resource.secteurs.known  # by key and by pk
        self.connus = list(Participant.objects.order_by("pk"))
        places = {each.pk: each for each in organisations.values()}
        for organisation in places.values():
            if organisation.secteur_id:
                organisation.secteur = secteurs[organisation.secteur_id]
        for person in self.connus:
            if person.organisation_id:
                person.organisation = places[person.organisation_id]
            self.follow(person)

    def follow(self, person):
        address, keys = self.sous.get(id(person), ("", ()))
        if address:
            self.adresses[address].remove(person)
        for key in keys:
            self.cles[key].remove(person)
        address = person.courriel.lower()
        keys = {noms.name_key(person.nom_complet), *self.graphies.get(person.pk, ())}
        self.sous[id(person)] = address, keys
        if address:
            self.adresses[address].append(person)
        for key in keys:
            self.cles[key].append(person)

    def get_instance(self, row):
        address, name = row.get("E-mail", ""), f"{row['Prénom']} {row['Nom']}"
        if address and (known := self.adresses.get(address.lower())):
            return self.same(known[0], row)
        found = self.cles.get(noms.name_key(name), ())
        if address:
            found = [each for each in found if not each.courriel]
        if len(found) > 1:
            there = Organisation.key_for(row.get("Organisation", ""), row.get("Localité", ""))
            found = [
                each
                for each in found
                if each.organisation
                and Organisation.key_for(each.organisation.nom, each.organisation.localite) == there
            ]
            if len(found) != 1:
                raise ValidationError(
                    f"Plusieurs personnes s’appellent « {name} » : ajoutez une adresse électronique."
                )
        return self.under_its_name(found[0], row) if found else None

    def under_its_name(self, known, row):
        """The person; a spelling that is only a Graphie of his changes no name."""
        key = noms.name_key(f"{row['Prénom']} {row['Nom']}")
        if noms.name_key(known.nom_complet) != key and key in self.graphies.get(known.pk, ()):
            row["Prénom"] = row["Nom"] = ""
        return known

    def same(self, known, row):
        """The person of this address, unless the row names somebody else."""
        name = f"{row['Prénom']} {row['Nom']}"
        if (
            noms.fold(known.prenom) == noms.fold(row["Prénom"])
            or noms.resemblance(known.nom_complet, name) >= noms.RESEMBLES
            or noms.name_key(name) in self.graphies.get(known.pk, ())
        ):
            return self.under_its_name(known, row)
        raise ValidationError(
            f"L’adresse {known.courriel} est celle de {known.nom_complet} : une adresse, une personne."
        )


# ── Organisations and sectors ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Proposition:
    """A name that is not known and resembles others: to be made, or one of them?"""

    genre: str  # « organisation », « secteur », « thématique »
    cle: str
    nom: str
    candidats: tuple[tuple[str, str], ...]  # (key, name)


class Registre:
    """The rows of one table of names, found and proposed by key; new ones wait until their line is accepted."""

    def __init__(self, resource, queryset):
        self.resource, self.genre = resource, queryset.model._meta.verbose_name
        self.known = {}  # pk and key -> row
        self.appellations = None  # made when a name is not known
        self.rows = list(queryset)
        for row in self.rows:
            self.known[row.cle] = self.known[row.pk] = row

    def find(self, key):
        return self.known.get(self.resource.choix.get(f"{self.genre} {key}", key))

    def make(self, row, key, acceptable=lambda other: True):
        """A new row. Raises ValueError when it is none. acceptable: whether a known one may be meant."""
        clean(row)
        if self.appellations is None:
            self.appellations = proximite.Appellations()
            for each in self.rows:
                self.appellations.add(each.cle, str(each))
        near = [self.known[cle] for cle in self.appellations.near(str(row), limit=8)]
        near = tuple((each.cle, str(each)) for each in near if acceptable(each))[:3]
        feminine = "" if self.genre == "secteur" else "e"
        told = f"{self.genre.capitalize()} créé{feminine} : {row}"
        if near:
            self.resource.propositions.append(Proposition(self.genre, key, str(row), near))
            told += f" (ressemble à « {near[0][1]} »)"
        self.resource.annexes.append(told)
        row.cle = key
        self.known[key] = row
        self.appellations.add(key, str(row))
        self.resource.a_ecrire.append(row)
        self.resource.a_defaire.append(lambda: self.forget(key, str(row)))
        return row

    def forget(self, key, name):
        del self.known[key]
        self.appellations.discard(key, name)


def clean(row):
    """Raises ValueError, in the words of the form."""
    try:
        row.clean_fields()
    except ValidationError as error:
        prefix = f"{row._meta.verbose_name} : " if isinstance(row, Secteur) else ""
        raise ValueError(prefix + " ".join(error.messages)) from error


class OrganisationWidget(widgets.Widget):
    """The organisation of a row, made when it is not known, with its sector."""

    def __init__(self, resource):
        super().__init__()
        self.resource = resource
        self.places = {}  # key of an organisation -> (folded sector, line)

    def clean(self, value, row=None, **kwargs):
        localite, secteur = row.get("Localité", ""), row.get("Secteur", "")
        if not value:
            if localite or secteur:
                raise ValueError("une localité ou un secteur sans organisation.")
            return None
        key = Organisation.key_for(value, localite)
        organisation = self.resource.organisations.find(key)
        if organisation is None:
            organisation = self.resource.organisations.make(
                Organisation(nom=value, localite=localite),
                key,
                # The same name at two places is two organisations.
                lambda other: (
                    not localite or not other.localite or noms.fold(other.localite) == noms.fold(localite)
                ),
            )
        if secteur:
            self.place(organisation, secteur)
        return organisation

    def render(self, value, obj=None, **kwargs):
        return value.nom if value else ""

    def place(self, organisation, nom):
        """The organisation belongs to this sector; two lines that disagree are refused."""
        resource, key = self.resource, organisation.cle
        wanted = noms.fold(nom)
        if key not in self.places:
            self.places[key] = wanted, resource.courante
            resource.a_defaire.append(lambda: self.places.pop(key))
        known, line = self.places[key]
        if known != wanted:
            raise ValueError(f"la ligne {line} donne un autre secteur à « {organisation} ».")
        secteur = resource.secteurs.find(wanted) or resource.secteurs.make(Secteur(nom=nom), wanted)
        before = organisation.secteur
        if before is secteur:
            return
        if before is not None:
            resource.annexes.append(f"Secteur modifié : {organisation} (« {before} » → « {secteur} »)")
        organisation.secteur = secteur
        resource.a_defaire.append(lambda: setattr(organisation, "secteur", before))
        if organisation in resource.a_ecrire:  # written after its sector
            resource.a_ecrire.remove(organisation)
        resource.a_ecrire.append(organisation)
