"""Searching as every role: what may be read is found, and nothing else, in no count either."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seances import permissions
from seances.models import EntreeIndex, Seance, TexteIndexe
from seances.recherche import index, question
from seances.recherche.chercher import chercher, readable_names
from seances.recherche.portee import reach

from .test_tables import SECRETS, in_turn
from .world import ROLES

pytestmark = pytest.mark.django_db

MOTS = {"sujet", "propos", "note", "-propos", "« propos", "»", "personne"} | {
    word for secret in SECRETS for word in secret.mots.split()
}
# Words that are no part of what is searched: addresses, files, remarks, answers, other pages.
AILLEURS = {
    "Titre Calfeutré",
    "dessous Cadenasses",
    "Cadenasses",
    "Cadenassée",
    "fichier Feutrant",
    "Annexe Feutrant",
    "Annexe Mitonnant",
    "tisserande",
    "Chuchotable",
    "Embarquant",
    "Mijotable",
}


@pytest.fixture(scope="module")
def indexe(world, django_db_blocker):
    """The world was made by factories too: its index is made anew."""
    with django_db_blocker.unblock():
        for seance in Seance.objects.with_document():
            index.renew(seance)
    return world


def user_of(world, role, anonymous):
    """As a request has him: a closed account is nobody."""
    compte = world.comptes.get(role)
    return compte if compte is not None and compte.is_active else anonymous


@pytest.fixture
def anonymous():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def fresh(user):
    """The account as the next request reads it: what it may do is asked anew."""
    return type(user).objects.get(pk=user.pk) if user.pk else user


SOUGHT = [secret for secret in SECRETS if "@" not in secret.mots and secret.mots not in AILLEURS]


@pytest.mark.parametrize("secret", SOUGHT, ids=lambda secret: secret.mots)
def test_a_word_is_found_by_whoever_may_read_it(indexe, anonymous, secret, request):
    wrong, roles = {}, ROLES
    if not request.config.getoption("--complet"):
        without = [role for role in ROLES if secret.attendu[role] != "lit"]
        roles = {*without[SOUGHT.index(secret) % 2 :: 2], *in_turn(secret.attendu, SOUGHT.index(secret))}
    for role in roles:
        user = fresh(user_of(indexe, role, anonymous))
        results = chercher(user, question.read(secret.mots))
        said = " ".join(each.contenu for each in results.trouves)
        found = secret.mots.rstrip(" :").lower() in said.lower()
        if found and secret.attendu[role] != "lit":
            wrong[role] = said
    assert wrong == {}


FOUND = {
    "Sujet Feutrant": {"remplaçante", "ancienne présidente", "participant", "coprésidente", "administration"},
    "Confinable": {"remplaçante", "participant", "administration"},
    "Sujet Couvant": {"rédactrice", "coprésidente", "administration"},
    "Diffusible": {"participant", "rédactrice", "administration"},
    "Restituante": {"participant", "rédactrice", "administration"},
    "Raturable": {"rédactrice", "coprésidente", "administration"},
    "Griffonnante": {"rédactrice", "administration"},
    "Conciliabule": {"remplaçante", "participant", "administration"},
    "Escamotable": {"participant", "administration"},
    "Taiseuse": {"remplaçante", "participant", "administration"},
    "Mitoyen": {"préside ailleurs", "administration"},
    "Lointain": {"préside ailleurs", "administration"},
    "Sujet un": set(ROLES),
    "parle": set(ROLES),
}


@pytest.mark.parametrize("mots", FOUND)
def test_it_is_found_indeed(indexe, anonymous, mots):
    for role in FOUND[mots]:
        trouves = chercher(fresh(user_of(indexe, role, anonymous)), question.read(mots)).trouves
        assert any(mots.split()[-1].lower() in each.contenu.lower() for each in trouves), role


def test_a_withdrawn_version_is_found_by_its_editors_as_their_working_text(indexe, anonymous):
    found = {
        role: [
            each.adresse
            for each in chercher(fresh(user_of(indexe, role, anonymous)), question.read("Ravalable")).trouves
        ]
        for role in ("participant", "rédactrice", "visiteur")
    }
    assert found == {
        "participant": [],
        "rédactrice": ["/chantiers/1/seances/8/pv/projet/#p-1"],
        "visiteur": [],
    }


def test_each_hit_opens_for_its_reader(indexe, anonymous):
    for role in ROLES:
        user = fresh(user_of(indexe, role, anonymous))
        for each in chercher(user, question.read("propos sujet parle note préfère personne")).trouves:
            if each.adresse:
                assert indexe.browser(role).get(each.adresse).status_code == 200, (role, each.adresse)


def test_names_to_correct_with_are_those_that_one_reads(indexe, anonymous):
    assert not {"Diffusart", "Taiseuse", "Pudique", "Privatif"} & {
        word for name in readable_names(anonymous, reach(anonymous)) for word in name.split()
    }
    assert chercher(anonymous, question.read("Diffusard")).corrections == ()
    participant = fresh(indexe.comptes["participant"])
    assert [right for _, right in chercher(participant, question.read("Diffusard")).corrections] == [
        "Diffusart"
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    role=st.sampled_from(ROLES),
    words=st.lists(
        st.sampled_from(sorted(MOTS)),
        min_size=1,
        max_size=5,
    ),
)
def test_whatever_is_asked_nothing_forbidden_is_found(indexe, anonymous, role, words):
    """Every hit stands in a text that this reader has, by a rule written here in another way."""
    user = fresh(user_of(indexe, role, anonymous))
    lignes = [each.ligne for each in chercher(user, question.read(" ".join(words))).trouves if each.ligne]
    for ligne in lignes:
        seance = Seance.objects.get(pk=ligne.seance_pk)
        assert permissions.visible_seances(user).filter(pk=seance.pk).exists()
        if ligne.nature == "projet":
            assert permissions.can_read_working_text(user, seance)
        elif ligne.nature == "version":
            assert permissions.readable_versions(user, seance).filter(
                numero=ligne.version, retrait__isnull=True
            )
        elif ligne.nature == "edition":
            assert permissions.served_edition(seance).version.numero == ligne.version
        entree = EntreeIndex.objects.get(pk=ligne.pk)
        assert not entree.huis_clos or permissions.can_see_names(user, seance)
    assert len({(ligne.seance_pk, ligne.nature) for ligne in lignes if ligne.paragraphe}) == len(
        {ligne.seance_pk for ligne in lignes if ligne.paragraphe}
    )
    assert TexteIndexe.objects.exists()
