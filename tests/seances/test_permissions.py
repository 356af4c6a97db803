"""Who may know of a séance, its people and its PV. What is expected is typed here, line by line, from the rules."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from chantiers.models import Visibilite
from participants.models import Compte
from seances import permissions
from seances.models import NaturePoint, StatutSeance
from tests import factories

pytestmark = pytest.mark.django_db


def day(offset):
    return timezone.localdate() + timedelta(days=offset)


@pytest.fixture
def seance():
    return factories.SeanceFactory(convoquee=True, date=day(-60))


def account():
    return factories.ParticipantFactory(avec_compte=True, avec_courriel=True).compte


def presides(seance, **period):
    compte = account()
    factories.CopresidenceFactory(
        chantier=seance.chantier, participant=compte.participant, **{"depuis": day(-90), **period}
    )
    return compte


def registered(seance, **row):
    compte = account()
    factories.InscriptionFactory(
        chantier=seance.chantier, participant=compte.participant, **{"depuis": day(-90), **row}
    )
    return compte


def listed(seance, **trait):
    compte = account()
    factories.PresenceFactory(seance=seance, participant=compte.participant, **trait)
    return compte


def presided_that_day(seance):
    compte = presides(seance, jusque=day(-1))
    factories.PresidenceSeanceFactory(seance=seance, participant=compte.participant)
    return compte


def closed(compte):
    compte.is_active = False
    compte.save()
    return compte


PEOPLE = {
    "visiteur": lambda seance: AnonymousUser(),
    "compte sans fiche": lambda seance: factories.CompteFactory(),
    "préside ailleurs": lambda seance: presides(factories.SeanceFactory()),
    "excusé, non inscrit": lambda seance: listed(seance, excuse=True),
    "à pointer, non inscrit": listed,
    "ancien inscrit, pas venu": lambda seance: registered(seance, jusque=day(-1)),
    "inscrit dès demain": lambda seance: registered(seance, depuis=day(1)),
    "présent, non inscrit": lambda seance: listed(seance, present=True),
    "remplaçant": lambda seance: listed(seance, remplacant=True),
    "a présidé ce jour-là": presided_that_day,
    "inscrit": registered,
    "rédacteur": lambda seance: registered(seance, redacteur=True),
    "ancien rédacteur, pas venu": lambda seance: registered(seance, redacteur=True, jusque=day(-1)),
    "préside": presides,
    "a présidé le chantier": lambda seance: presides(seance, jusque=day(-1)),
    "préside, compte fermé": lambda seance: closed(presides(seance)),
    "présent, compte fermé": lambda seance: closed(listed(seance, present=True)),
    "administration": lambda seance: factories.CompteFactory(administration=True),
}

# Of each person, for a séance convened or cancelled, then in preparation; of a public chantier, then of a private one:
#   –  does not know of it      s  knows of it      n  reads names, frozen versions and documents too
#   e  prepares and writes it up too                p  sends out, approves and publishes too
TABLE = """
                              publique   préparation   privée   privée en préparation
visiteur                         s            –          –              –
compte sans fiche                s            –          –              –
préside ailleurs                 s            –          –              –
excusé, non inscrit              s            –          –              –
à pointer, non inscrit           s            –          –              –
ancien inscrit, pas venu         s            –          –              –
inscrit dès demain               s            –          –              –
ancien rédacteur, pas venu       s            –          –              –
a présidé le chantier            s            –          –              –
préside, compte fermé            s            –          –              –
présent, compte fermé            s            –          –              –
présent, non inscrit             n            –          n              –
remplaçant                       n            –          n              –
a présidé ce jour-là             n            –          n              –
inscrit                          n            –          n              –
rédacteur                        e            e          e              e
préside                          p            p          p              p
administration                   p            p          p              p
"""
ROWS = [line.rsplit(None, 4) for line in TABLE.strip().splitlines()[1:]]
CASES = [
    (who, statut, visibilite, right)
    for who, *rights in ROWS
    for right, (visibilite, statuts) in zip(
        rights,
        [
            (Visibilite.PUBLIQUE, [StatutSeance.CONVOQUEE, StatutSeance.ANNULEE]),
            (Visibilite.PUBLIQUE, [StatutSeance.PREPARATION]),
            (Visibilite.PRIVEE, [StatutSeance.CONVOQUEE, StatutSeance.ANNULEE]),
            (Visibilite.PRIVEE, [StatutSeance.PREPARATION]),
        ],
        strict=True,
    )
    for statut in statuts
]


def test_everybody_has_a_line():
    assert {who for who, *_ in ROWS} == set(PEOPLE)


@pytest.mark.parametrize(("who", "statut", "visibilite", "right"), CASES)
def test_who_may_what_of_a_seance(seance, who, statut, visibilite, right):
    user = PEOPLE[who](seance)
    type(seance).objects.update(statut=statut)
    type(seance.chantier).objects.update(visibilite=visibilite)
    seance = type(seance).objects.select_related("chantier").get(pk=seance.pk)
    version = factories.VersionPVFactory(proces_verbal__seance=seance, proces_verbal__diffuse=True)
    groupe = factories.SousGroupeFactory(seance=seance)
    annexe = factories.AnnexeFactory(seance=seance)

    knows, names, edits, presides = (right in rights for rights in ("snep", "nep", "ep", "p"))
    assert permissions.visible_seances(user).contains(seance) == knows
    assert permissions.named_seances(user).contains(seance) == names
    assert permissions.can_see_names(user, seance) == names
    assert permissions.can_read_versions(user, seance) == names
    assert list(permissions.readable_versions(user, seance)) == ([version] if names else [])
    assert list(permissions.readable_annexes(user, seance)) == ([annexe] if names else [])
    assert list(permissions.visible_sous_groupes(user)) == ([groupe] if names else [])
    assert permissions.editable_seances(user).contains(seance) == edits
    assert permissions.can_edit_seance(user, seance) == edits
    assert permissions.can_read_working_text(user, seance) == edits
    assert permissions.can_submit(user, seance) == edits
    assert permissions.can_hand_in(user, groupe) == edits
    assert permissions.can_read_original(user, groupe) == edits
    assert permissions.presided_seances(user).contains(seance) == presides
    assert permissions.can_preside_seance(user, seance) == presides


def test_whoever_attended_reads_that_seance_and_no_other(seance):
    other = factories.SeanceFactory(chantier=seance.chantier, convoquee=True)
    type(seance.chantier).objects.update(visibilite=Visibilite.PRIVEE)
    user = listed(seance, remplacant=True)
    assert list(permissions.visible_seances(user)) == [seance]
    assert list(permissions.visible_chantiers(user)) == [seance.chantier]
    assert not permissions.can_see_names(user, other)


def test_the_replaced_person_did_not_attend(seance):
    replaced = account()
    factories.PresenceFactory(seance=seance, present=True, remplace=replaced.participant)
    assert not permissions.can_see_names(replaced, seance)


def test_a_seance_is_listed_once_for_whoever_has_several_parts(seance):
    user = presided_that_day(seance)
    factories.CopresidenceFactory(chantier=seance.chantier, participant=user.participant, depuis=day(-1))
    factories.InscriptionFactory(chantier=seance.chantier, participant=user.participant, redacteur=True)
    factories.InscriptionFactory(chantier=seance.chantier, participant=user.participant, finie=True)
    fresh = Compte.objects.get(pk=user.pk)
    for visible in (permissions.visible_seances, permissions.named_seances, permissions.editable_seances):
        assert list(visible(fresh)) == [seance]


# ── Sub-groups ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "may"),
    [({"secretaire": True}, True), ({"rapporteur": True}, False), ({}, False)],
)
def test_only_the_secretaire_hands_in_the_note_and_reads_it_back(seance, role, may):
    user = registered(seance)
    membre = factories.MembreSousGroupeFactory(
        sous_groupe__seance=seance, participant=user.participant, **role
    )
    assert permissions.can_hand_in(user, membre.sous_groupe) == may
    assert permissions.can_read_original(user, membre.sous_groupe) == may
    other = factories.SousGroupeFactory(seance=seance)
    assert not permissions.can_hand_in(user, other)
    assert not permissions.can_read_original(user, other)


def test_a_secretaire_who_may_not_know_of_the_seance_hands_in_nothing():
    seance = factories.SeanceFactory()
    user = registered(seance)
    membre = factories.MembreSousGroupeFactory(
        sous_groupe__seance=seance, participant=user.participant, secretaire=True
    )
    assert not permissions.can_hand_in(user, membre.sous_groupe)


# ── Public editions and annexes ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("published", "huis_clos", "publique", "readable"),
    [
        (False, False, True, False),
        (True, False, True, True),
        (True, False, False, False),
        (True, True, True, False),
    ],
)
def test_visitors_read_public_annexes_with_the_public_edition(published, huis_clos, publique, readable):
    edition = factories.EditionPubliqueFactory(retrait=not published)
    seance = edition.version.proces_verbal.seance
    factories.PointOrdreDuJourFactory(seance=seance, nature=NaturePoint.ANNEXES, huis_clos=huis_clos)
    annexe = factories.AnnexeFactory(seance=seance, publique=publique)
    expected = [annexe] if readable else []
    assert list(permissions.readable_annexes(AnonymousUser(), seance)) == expected
    assert list(permissions.readable_annexes(factories.CompteFactory(), seance)) == expected


def test_a_withdrawn_edition_uncovers_no_earlier_one():
    first = factories.EditionPubliqueFactory()
    seance = first.version.proces_verbal.seance
    assert permissions.served_edition(seance) == first
    factories.EditionPubliqueFactory(version=first.version, retrait=True)
    assert permissions.served_edition(seance) is None
    assert not permissions.served_editions().exists()
    third = factories.EditionPubliqueFactory(version=first.version)
    assert permissions.served_edition(seance) == third
    assert list(permissions.served_editions()) == [third]


def test_the_edition_of_a_later_version_takes_the_place_of_the_earlier():
    first = factories.EditionPubliqueFactory()
    pv = first.version.proces_verbal
    second = factories.EditionPubliqueFactory(
        version=factories.VersionPVFactory(proces_verbal=pv, etat="rectifie", motif="Une date.")
    )
    factories.EditionPubliqueFactory(version=first.version)
    assert permissions.served_edition(pv.seance) == second
    assert list(permissions.served_editions()) == [second]


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def people(seance):
    """People of the séance and of its chantier by their part, and a stranger."""
    chantier = seance.chantier
    groupe = factories.SousGroupeFactory(seance=seance)
    replaced = factories.ParticipantFactory()
    found = {
        "préside": factories.CopresidenceFactory(chantier=chantier, depuis=day(-9)).participant,
        "inscrite": factories.InscriptionFactory(chantier=chantier).participant,
        "ancienne": factories.InscriptionFactory(chantier=chantier, finie=True).participant,
        "présente": factories.PresenceFactory(seance=seance, present=True, remplace=replaced).participant,
        "excusée": factories.PresenceFactory(seance=seance, excuse=True).participant,
        "remplacée": replaced,
        "membre": factories.MembreSousGroupeFactory(sous_groupe=groupe).participant,
        "étrangère": factories.PresenceFactory(present=True).participant,
    }
    return {name: participant.pk for name, participant in found.items()}


HERE = {"préside", "inscrite", "ancienne", "présente", "excusée", "remplacée", "membre"}
THAT_DAY = {"présente", "excusée", "remplacée", "membre"}
NOBODY, EVERYBODY = set(), HERE | {"étrangère"}


@pytest.mark.parametrize(
    ("who", "known", "edited", "addresses"),
    [
        ("visiteur", NOBODY, NOBODY, NOBODY),
        ("compte sans fiche", NOBODY, NOBODY, NOBODY),
        ("excusé, non inscrit", NOBODY, NOBODY, NOBODY),
        ("ancien inscrit, pas venu", NOBODY, NOBODY, NOBODY),
        ("préside ailleurs", NOBODY, NOBODY, NOBODY),
        ("présent, compte fermé", NOBODY, NOBODY, NOBODY),
        ("remplaçant", THAT_DAY, NOBODY, NOBODY),
        ("a présidé ce jour-là", THAT_DAY, NOBODY, NOBODY),
        ("inscrit", HERE, NOBODY, NOBODY),
        ("rédacteur", HERE, NOBODY, HERE),
        ("préside", HERE, HERE, HERE),
        ("administration", EVERYBODY, EVERYBODY, EVERYBODY),
    ],
)
def test_who_knows_whom(seance, people, who, known, edited, addresses):
    user = PEOPLE[who](seance)

    def among(participants):
        found = set(participants.values_list("pk", flat=True))
        assert len(found) == participants.count()  # each once
        return {name for name, pk in people.items() if pk in found}

    assert among(permissions.visible_participants(user)) == known
    assert among(permissions.editable_participants(user)) == edited
    assert among(permissions.participants_with_address(user)) == addresses
    assert permissions.can_read_directory(user) == bool(known or who == "préside ailleurs")


@pytest.mark.parametrize(
    ("role", "expected"), [({}, {"fellow", "self"}), ({"secretaire": True}, {"fellow", "self"})]
)
def test_addresses_of_ones_own_sub_group(seance, role, expected):
    user = registered(seance)
    mine = factories.MembreSousGroupeFactory(
        sous_groupe__seance=seance, participant=user.participant, **role
    ).sous_groupe
    names = {
        "self": user.participant,
        "fellow": factories.MembreSousGroupeFactory(sous_groupe=mine).participant,
        "neighbour": factories.MembreSousGroupeFactory(sous_groupe__seance=seance).participant,
        "registered": registered(seance).participant,
    }
    readable = permissions.participants_with_address(user)
    assert {name for name, who in names.items() if readable.contains(who)} == expected


def test_a_former_member_who_was_not_there_reads_no_address(seance):
    user = registered(seance, jusque=day(-1))
    mine = factories.MembreSousGroupeFactory(sous_groupe__seance=seance, participant=user.participant)
    fellow = factories.MembreSousGroupeFactory(sous_groupe=mine.sous_groupe).participant
    assert not permissions.participants_with_address(user).contains(fellow)


def test_an_address_is_changed_by_whoever_presides_all_that_the_person_has_a_part_in(seance):
    user = presides(seance)
    person = registered(seance).participant
    assert permissions.can_edit_address(user, person)
    assert not permissions.can_edit_address(registered(seance, redacteur=True), person)
    factories.InscriptionFactory(participant=person)
    assert not permissions.can_edit_address(user, person)
    assert permissions.can_edit_address(factories.CompteFactory(administration=True), person)


@pytest.mark.parametrize(
    ("who", "enters"),
    [
        ("visiteur", False),
        ("compte sans fiche", False),
        ("inscrit", False),
        ("remplaçant", False),
        ("a présidé ce jour-là", False),
        ("ancien rédacteur, pas venu", False),
        ("préside, compte fermé", False),
        ("rédacteur", True),
        ("préside ailleurs", True),
        ("préside", True),
        ("administration", True),
    ],
)
def test_who_enters_the_desk(seance, who, enters):
    assert permissions.can_enter_gestion(PEOPLE[who](seance)) == enters


# ── Cost ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 3])
def test_rights_cost_the_same_for_any_number_of_seances(seance, count, django_assert_num_queries):
    user = presided_that_day(seance)
    for _ in range(count):
        factories.PresenceFactory(
            seance=factories.SeanceFactory(convoquee=True), participant=user.participant, present=True
        )
        factories.MembreSousGroupeFactory(sous_groupe__seance__convoquee=True, participant=user.participant)
    user = Compte.objects.get(pk=user.pk)
    with django_assert_num_queries(2 + 5):  # the roles once, then one query for each list
        for visible in (
            permissions.visible_chantiers,
            permissions.visible_seances,
            permissions.named_seances,
            permissions.visible_participants,
            permissions.participants_with_address,
        ):
            assert visible(user).exists()
