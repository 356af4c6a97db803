"""Who has a part in a chantier: it follows from the data, from one day until another."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from chantiers import permissions
from chantiers.permissions import AUCUN, roles
from tests import factories

pytestmark = pytest.mark.django_db


def day(offset):
    return timezone.localdate() + timedelta(days=offset)


@pytest.fixture
def public():
    return factories.ChantierFactory()


@pytest.fixture
def prive():
    return factories.ChantierFactory(prive=True)


def fresh(user):
    """The account as a new request finds it."""
    return type(user).objects.get(pk=user.pk)


def person(chantier=None, part=None, depuis=-30, jusque=None):
    """The account of somebody with a part in a chantier, from a day until another (0: today)."""
    participant = factories.ParticipantFactory(avec_compte=True)
    period = {"depuis": day(depuis), "jusque": None if jusque is None else day(jusque)}
    if part == "preside":
        factories.CopresidenceFactory(chantier=chantier, participant=participant, **period)
    elif part:
        redacteur = part == "redige"
        factories.InscriptionFactory(
            chantier=chantier, participant=participant, redacteur=redacteur, **period
        )
    return participant.compte


# ── Roles ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "preside", "redige", "inscrit"),
    [("preside", 1, 0, 0), ("redige", 0, 1, 1), ("inscrit", 0, 0, 1), (None, 0, 0, 0)],
)
def test_roles_come_from_the_data(public, part, preside, redige, inscrit):
    mine = roles(person(public, part))
    here = {public.pk}
    assert (mine.preside, mine.redige, mine.inscrit) == (
        here if preside else set(),
        here if redige else set(),
        here if inscrit else set(),
    )
    assert mine.edite == (here if preside or redige else set())
    assert mine.participe == (here if part else set())


@pytest.mark.parametrize("part", ["preside", "redige", "inscrit"])
@pytest.mark.parametrize(
    ("depuis", "jusque", "in_force"),
    [
        (1, None, False),  # starts tomorrow
        (0, None, True),  # starts today
        (-9, 0, True),  # today is its last day
        (0, 0, True),
        (-9, -1, False),  # ended yesterday
        (-9, 9, True),
        (1, 9, False),
    ],
)
def test_a_part_lasts_from_its_first_day_to_its_last(prive, part, depuis, jusque, in_force):
    user = person(prive, part, depuis, jusque)
    assert roles(user).participe == ({prive.pk} if in_force else set())
    assert permissions.visible_chantiers(user).contains(prive) == in_force
    assert permissions.belongs(user, prive) == in_force
    assert permissions.can_edit_chantier(user, prive) == (in_force and part != "inscrit")
    assert permissions.can_preside(user, prive) == (in_force and part == "preside")


def test_whoever_comes_back_has_the_part_again(public):
    user = person(public, "preside", -30, -10)
    factories.CopresidenceFactory(chantier=public, participant=user.participant, depuis=day(-2))
    assert roles(user).preside == {public.pk}


def test_a_former_redacteur_who_is_still_registered_writes_no_more(public):
    user = person(public, "redige", -30, -1)
    factories.InscriptionFactory(chantier=public, participant=user.participant, depuis=day(0))
    assert (roles(user).redige, roles(user).inscrit) == (set(), {public.pk})


def test_a_part_in_one_chantier_is_none_in_another(public, prive):
    user = person(public, "preside")
    assert not permissions.can_edit_chantier(user, prive)
    assert list(permissions.editable_chantiers(user)) == [public]
    assert list(permissions.presided_chantiers(user)) == [public]


@pytest.mark.parametrize("part", ["preside", "redige", "inscrit"])
def test_a_closed_account_has_no_part(prive, part):
    user = person(prive, part)
    user.is_active = False
    assert roles(user) == AUCUN
    assert not permissions.visible_chantiers(user).contains(prive)


def test_a_participant_without_account_gives_nobody_a_part(public):
    factories.CopresidenceFactory(chantier=public)
    assert roles(factories.CompteFactory()) == AUCUN


def test_roles_are_read_once_for_a_request(public, django_assert_num_queries):
    user = fresh(person(public, "preside"))
    with django_assert_num_queries(2):
        roles(user)
        roles(user)
    with django_assert_num_queries(0):
        roles(AnonymousUser())


@pytest.mark.parametrize("count", [1, 3])
def test_roles_cost_the_same_for_any_number_of_chantiers(count, django_assert_num_queries):
    user = person()
    for _ in range(count):
        factories.CopresidenceFactory(participant=user.participant)
        factories.InscriptionFactory(participant=user.participant, redacteur=True)
    user = fresh(user)
    with django_assert_num_queries(2):
        assert len(roles(user).participe) == 2 * count


# ── Chantiers ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "public_one", "private_one"),
    # s: knows of it; e: edits its séances too; p: presides it too
    [
        ("anonyme", "s", ""),
        ("sans part", "s", ""),
        ("ailleurs", "s", ""),
        ("inscrit", "s", "s"),
        ("redige", "s", "se"),
        ("preside", "s", "sep"),
        ("administration", "sep", "sep"),
        ("administration fermée", "s", ""),
    ],
)
def test_who_knows_and_edits_a_chantier(public, prive, who, public_one, private_one):
    user = {
        "anonyme": AnonymousUser,
        "sans part": factories.CompteFactory,
        "ailleurs": lambda: person(factories.ChantierFactory(), "preside"),
        "administration": lambda: factories.CompteFactory(administration=True),
        "administration fermée": lambda: factories.CompteFactory(administration=True, ferme=True),
    }.get(who, lambda: person(prive, who))()
    for chantier, rights in ((public, public_one), (prive, private_one)):
        assert permissions.visible_chantiers(user).contains(chantier) == ("s" in rights)
        assert permissions.editable_chantiers(user).contains(chantier) == ("e" in rights)
        assert permissions.can_edit_chantier(user, chantier) == ("e" in rights)
        assert permissions.presided_chantiers(user).contains(chantier) == ("p" in rights)
        assert permissions.can_preside(user, chantier) == ("p" in rights)


def test_a_chantier_is_listed_once_for_whoever_has_several_parts(prive):
    user = person(prive, "redige")
    factories.CopresidenceFactory(chantier=prive, participant=user.participant, depuis=day(-1))
    assert list(permissions.visible_chantiers(user)) == [prive]


@pytest.mark.parametrize(
    ("part", "gives_roles", "edits_glossary"),
    [("preside", False, True), ("redige", False, False), ("inscrit", False, False), (None, False, False)],
)
def test_only_the_administration_gives_roles(public, part, gives_roles, edits_glossary):
    user = person(public, part)
    assert permissions.can_give_roles(user) == gives_roles
    assert permissions.can_edit_glossary(user) == edits_glossary
    assert permissions.can_give_roles(factories.CompteFactory(administration=True))
    assert permissions.can_edit_glossary(factories.CompteFactory(administration=True))
