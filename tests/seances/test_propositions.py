"""Propositions: picked from a frozen PV, decided, supported; what visitors have of them, and what they never have."""

import csv
import io
from importlib import import_module
from types import SimpleNamespace

import page as validation
import pypdfium2
import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participants.models import Evenement
from seances import donnees, propositions, redaction, remarques, workflow
from seances.models import EtapeProposition, Proposition, Seance, SourceProposition
from seances.permissions import visible_propositions
from seances.propositions import carried
from seances.recherche import question
from seances.recherche.chercher import Criteres, chercher
from seances.workflow import TransitionRefused
from seances.workflow import propositions as suivi
from tests import factories

pytestmark = pytest.mark.django_db

TEXTE = (
    "<p>Zoé Lemêrre : les délais sont longs, dit Zoé Lemêrre, et personne ne répond.</p>"
    "<p>Ana Ost : il faudrait une permanence le soir.</p>"
    "<p>Un constat partagé par Ana Ost.</p>"
)
CLOS = "<p>Ana Ost : cela reste entre nous.</p>"


def of_secteur(nom):
    return factories.OrganisationFactory(secteur=factories.SecteurFactory(nom=nom))


@pytest.fixture
def chantier():
    return factories.ChantierFactory(numero=5)


@pytest.fixture
def ana():
    return factories.ParticipantFactory(
        prenom="Ana", nom="Ost", avec_compte=True, organisation=of_secteur("Enseignement")
    )


@pytest.fixture
def zoe():
    return factories.ParticipantFactory(
        prenom="Zoé", nom="Lemêrre", organisation=of_secteur("Aide à la jeunesse")
    )


@pytest.fixture
def coprésidente(chantier):
    made = factories.CopresidenceFactory(chantier=chantier, participant__avec_compte=True)
    return made.participant.compte


@pytest.fixture
def rédactrice(chantier):
    made = factories.InscriptionFactory(chantier=chantier, redacteur=True, participant__avec_compte=True)
    return made.participant.compte


@pytest.fixture
def seance(chantier, ana, zoe):
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True, accord_nominatif="oui")
    for participant in (zoe, ana):
        factories.PresenceFactory(seance=seance, participant=participant, present=True)
    for texte, clos in ((TEXTE, False), (CLOS, True)):
        point = factories.PointOrdreDuJourFactory(seance=seance, huis_clos=clos)
        redaction.save_texte(
            factories.TextePointFactory(point=point), texte=texte, texte_apres="", opened_revision=0, by=None
        )
    return seance


@pytest.fixture
def version(seance):
    """Approved and published."""
    return workflow.freeze_import(seance.proces_verbal, "approuve")


def pick(version, paragraphe=1, mots="les délais sont longs", by=None, **fiche):
    debut = remarques.paragraphs(version)[paragraphe].index(mots)
    told = {"type": "probleme", "intitule": "Les délais sont longs"} | fiche
    return suivi.pick(version, paragraphe=paragraphe, debut=debut, fin=debut + len(mots), by=by, **told)


def seen(user, row):
    [vue] = propositions.read(user, Proposition.objects.filter(pk=row.pk).select_related("chantier"))
    return vue


# ── Picking ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_picked_passage_keeps_its_words_its_speaker_and_his_secteur(version, zoe, coprésidente):
    made = pick(version, by=coprésidente, niveau="terrain", articles="art. 3")
    source = made.sources.get()
    assert (source.citation, source.citation_avant, source.paragraphe) == (
        "les délais sont longs",
        "Zoé Lemêrre : ",
        1,
    )
    assert (source.locuteur, source.locuteur_imprime, source.secteur.nom) == (
        zoe,
        "Zoé Lemêrre",
        "Aide à la jeunesse",
    )
    assert (made.numero, made.etat, made.niveau, made.articles) == (1, "a_l_etude", "terrain", "art. 3")
    step = made.etapes.get()
    assert (step.nature, step.intitule, step.par, step.le) == (
        "relevee",
        "Les délais sont longs",
        coprésidente,
        timezone.localdate(),
    )
    assert step.seance == version.proces_verbal.seance
    assert Evenement.objects.filter(acte="proposition relevée", cle=made.pk).count() == 1


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ({"paragraphe": 99, "debut": 0, "fin": 3}, "Cette version n’a pas de paragraphe 99."),
        ({"paragraphe": 1, "debut": 5, "fin": 5}, "Le paragraphe 1 n’a pas de mots de 5 à 5."),
        ({"paragraphe": 1, "debut": 0, "fin": 9999}, "Le paragraphe 1 n’a pas de mots de 0 à 9999."),
    ],
)
def test_a_passage_that_the_frozen_text_does_not_hold_is_refused_and_nothing_is_written(
    version, place, message
):
    with pytest.raises(TransitionRefused) as refusal:
        suivi.pick(version, **place, type="probleme", intitule="Rien", by=None)
    assert str(refusal.value) == message
    assert (Proposition.objects.count(), SourceProposition.objects.count()) == (0, 0)


def test_a_proposition_that_comes_back_has_one_more_passage(version):
    made = pick(version)
    text = remarques.paragraphs(version)[2]
    suivi.cite(made, version, paragraphe=2, debut=0, fin=len(text), by=None)
    assert list(made.sources.order_by("paragraphe").values_list("paragraphe", flat=True)) == [1, 2]
    with pytest.raises(TransitionRefused, match="cite déjà ce paragraphe"):
        suivi.cite(made, version, paragraphe=2, debut=0, fin=3, by=None)
    elsewhere = factories.PropositionFactory()
    with pytest.raises(TransitionRefused, match="procès-verbaux de son chantier"):
        suivi.cite(elsewhere, version, paragraphe=1, debut=0, fin=3, by=None)


def test_the_last_passage_stays(version):
    made = pick(version)
    with pytest.raises(TransitionRefused, match="seul passage cité"):
        suivi.drop_source(made.sources.get(), by=None)
    suivi.cite(made, version, paragraphe=2, debut=0, fin=8, by=None)
    suivi.drop_source(made.sources.get(paragraphe=1), by=None)
    assert made.sources.get().paragraphe == 2


def test_causes_explain_problems_and_actions_answer_both(version):
    problem = pick(version)
    cause = pick(version, 2, "une permanence", type="cause", intitule="Fermé le soir", repond_a=problem)
    action = pick(version, 3, "partagé", type="action", intitule="Ouvrir le soir", repond_a=cause)
    assert list(problem.reponses.all()) == [cause]
    for kind, answered in (("cause", action), ("cause", cause), ("action", action)):
        with pytest.raises(TransitionRefused, match="Une cause explique un problème"):
            pick(version, 3, "Un constat", type=kind, intitule="Non", repond_a=answered)
    with pytest.raises(TransitionRefused, match="Une autre proposition répond à celle-ci"):
        suivi.reword(problem, type="action", by=None)
    assert Proposition.objects.count() == 3


# ── What becomes of them ────────────────────────────────────────────────────────────────────────────────


def test_each_change_is_one_more_step(version, seance, coprésidente):
    made = pick(version)
    suivi.decide(made, "retenue", seance=seance, by=coprésidente)
    suivi.decide(
        made, "transmise", transmise_a=" le conseil   de prévention ", motif="Un avis.", by=coprésidente
    )
    made = suivi.reword(made, intitule="Les délais sont trop longs", by=coprésidente)
    assert (made.etat, made.transmise_a, made.intitule) == (
        "transmise",
        "le conseil de prévention",
        "Les délais sont trop longs",
    )
    steps = made.etapes.values_list("etat_avant", "etat", "transmise_a", "intitule", "seance", "motif")
    assert list(steps) == [
        ("", "a_l_etude", "", "Les délais sont longs", seance.pk, ""),
        ("a_l_etude", "retenue", "", "Les délais sont longs", seance.pk, ""),
        ("retenue", "transmise", "le conseil de prévention", "Les délais sont longs", None, "Un avis."),
        ("transmise", "transmise", "le conseil de prévention", "Les délais sont trop longs", None, ""),
    ]
    suivi.reword(made, intitule="Les délais sont trop longs", by=coprésidente)
    assert made.etapes.count() == 4


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"etat": "perdue"}, "Cet état n’existe pas."),
        ({"etat": "a_l_etude"}, "Cette proposition est déjà à l’étude."),
        ({"etat": "transmise", "transmise_a": "  "}, "Dites à qui la proposition est transmise."),
        (
            {"etat": "ecartee", "motif": " "},
            "Dites pourquoi la proposition est écartée : les personnes du chantier le lisent.",
        ),
    ],
)
def test_a_refused_decision_writes_nothing(version, said, message):
    made = pick(version)
    with pytest.raises(TransitionRefused) as refusal:
        suivi.decide(made, by=None, **said)
    assert str(refusal.value) == message
    made.refresh_from_db()
    assert (made.etat, made.etapes.count()) == ("a_l_etude", 1)


def test_it_is_decided_at_a_seance_of_its_chantier_that_took_place(version, chantier):
    made = pick(version)
    to_come = factories.SeanceFactory(
        chantier=chantier, convoquee=True, date=timezone.localdate() + timezone.timedelta(days=3)
    )
    for other in (to_come, factories.SeanceFactory(convoquee=True)):
        with pytest.raises(TransitionRefused, match="Choisissez une séance de ce chantier qui a eu lieu"):
            suivi.decide(made, "retenue", seance=other, by=None)
    assert EtapeProposition.objects.count() == 1


def test_what_was_picked_by_mistake_is_taken_away_until_something_follows(version, seance):
    made = pick(version)
    suivi.remove(made, by=None)
    assert Proposition.objects.count() == 0
    made = pick(version)
    suivi.decide(made, "retenue", by=None)
    with pytest.raises(TransitionRefused, match="Quelque chose en a été décidé"):
        suivi.remove(made, by=None)
    other = pick(version, 2, "une permanence")
    factories.VersionPVFactory(
        proces_verbal__seance__chantier=seance.chantier,
        figee_le=timezone.now() + timezone.timedelta(seconds=1),
    )
    with pytest.raises(TransitionRefused, match="Un procès-verbal figé depuis"):
        suivi.remove(other, by=None)
    assert Proposition.objects.count() == 2


def test_supports_are_those_of_a_secteur_or_of_somebody(version, ana, zoe, coprésidente):
    made = pick(version)
    sante = factories.SecteurFactory(nom="Santé mentale")
    suivi.support(made, secteur=sante, by=None)
    noted = suivi.support(made, participant=ana, by=None)
    assert noted.secteur.nom == "Enseignement"
    for again in ({"secteur": sante}, {"participant": ana}):
        with pytest.raises(TransitionRefused, match="déjà noté"):
            suivi.support(made, by=None, **again)
    assert seen(coprésidente, made).secteurs == ("Aide à la jeunesse", "Enseignement", "Santé mentale")
    # Somebody's own support is nobody's business but the chantier's.
    assert seen(AnonymousUser(), made).secteurs == ("Aide à la jeunesse", "Santé mentale")
    suivi.drop_support(noted, by=None)
    assert seen(coprésidente, made).secteurs == ("Aide à la jeunesse", "Santé mentale")


def test_one_reads_what_is_held_and_erasing_takes_the_support_away(version, ana, coprésidente):
    made = pick(version, 2, "une permanence")
    suivi.support(made, participant=ana, by=coprésidente)
    held = donnees.held(ana.compte, ana)
    assert [(each["proposition"], each["passage"]) for each in held["propositions"]] == [
        (1, "une permanence")
    ]
    assert [each["adresse"] for each in held["soutiens"]] == [made.get_absolute_url()]
    workflow.erase(ana, by=factories.CompteFactory(administration=True))
    assert (made.soutiens.count(), made.sources.count()) == (0, 1)


def test_reindexing_finds_the_public_passages_again(version):
    made = pick(version)
    SourceProposition.objects.update(
        edition=None, paragraphe_public=None, citation_publique="", locuteur_public="", secteur_public=False
    )
    call_command("reindexer", stdout=io.StringIO())
    assert public(made) == ("les délais sont longs", "Zoé Lemêrre", True)


# ── In public ───────────────────────────────────────────────────────────────────────────────────────────


def public(made):
    source = made.sources.get()
    return source.citation_publique, source.locuteur_public, source.secteur_public


def test_visitors_read_the_words_of_the_edition(version, zoe, client):
    made = pick(version, mots="les délais sont longs, dit Zoé Lemêrre, et", intitule="Zoé Lemêrre attend")
    assert public(made) == ("les délais sont longs, dit Zoé Lemêrre, et", "Zoé Lemêrre", True)
    workflow.object_to_publication(zoe, by=None)
    assert public(made) == ("", "", False)  # withdrawn in the act itself
    workflow.publish(version, by=None)
    assert public(made) == ("les délais sont longs, dit une personne, et", "une personne", False)
    page = client.get(made.get_absolute_url())
    assert page.status_code == 200
    assert b"Lem" not in page.content
    assert "Une personne attend" in page.content.decode()
    [vue] = [seen(AnonymousUser(), made)]
    assert vue.secteurs == ()
    assert vue.passages[0].adresse == version.proces_verbal.seance.url("version_detail", 1) + "#p-1"


def test_once_the_edition_is_withdrawn_nothing_is_left_to_visitors(version, coprésidente):
    made = pick(version)
    assert list(visible_propositions(AnonymousUser())) == [made]
    workflow.withdraw_edition(version.editions.get(), by=None, motif="Erreur.")
    assert list(visible_propositions(AnonymousUser())) == []
    assert list(visible_propositions(coprésidente)) == [made]
    # Even if what was derived had stayed behind, the edition is no longer served.
    SourceProposition.objects.update(
        edition=version.editions.order_by("numero").first(), paragraphe_public=1, citation_publique="Trop."
    )
    assert list(visible_propositions(AnonymousUser())) == []


def test_what_was_said_a_huis_clos_is_never_public(version, coprésidente, client):
    made = pick(version, 4, "cela reste entre nous", intitule="Entre nous")
    assert public(made) == ("", "", False)
    assert list(visible_propositions(AnonymousUser())) == []
    assert client.get(made.get_absolute_url()).status_code == 302
    text = remarques.paragraphs(version)[1]
    suivi.cite(made, version, paragraphe=1, debut=0, fin=len(text), by=None)
    shown = seen(AnonymousUser(), made)
    assert [each.paragraphe for each in shown.passages] == [1]
    assert [each.paragraphe for each in seen(coprésidente, made).passages] == [1, 4]
    assert "entre nous" not in client.get(reverse("seances:propositions_csv")).getvalue().decode().replace(
        "Entre nous", ""
    )


def test_a_private_chantier_keeps_its_own(version, chantier):
    made = pick(version)
    chantier.visibilite = "privee"
    chantier.save()
    assert list(visible_propositions(AnonymousUser())) == []
    assert list(visible_propositions(factories.CompteFactory())) == []
    assert made.sources.get().citation_publique  # the edition is still that of its own people


def test_an_edition_made_of_a_newer_version_finds_the_passage_again(seance, version, coprésidente):
    made = pick(version)
    workflow.open_rectification(seance.proces_verbal, motif="Une phrase manquait.", by=None)
    texte = seance.points.first().texte
    redaction.save_texte(
        texte, texte=f"<p>Un début.</p>{TEXTE}", texte_apres="", opened_revision=texte.revision, by=None
    )
    newest = workflow.rectify(seance.proces_verbal, by=None)
    workflow.publish(newest, by=None)
    source = made.sources.get()
    assert (source.paragraphe, source.paragraphe_public) == (1, 2)
    assert source.citation_publique == "les délais sont longs"
    assert seen(AnonymousUser(), made).passages[0].adresse.endswith(f"/versions/{newest.numero}/#p-2")
    assert seen(coprésidente, made).passages[0].adresse.endswith("/versions/1/#p-1")


def test_a_passage_that_a_newer_edition_lost_is_not_public(seance, version):
    made = pick(version)
    workflow.open_rectification(seance.proces_verbal, motif="Une phrase était fausse.", by=None)
    texte = seance.points.first().texte
    redaction.save_texte(
        texte, texte="<p>Tout autre chose.</p>", texte_apres="", opened_revision=texte.revision, by=None
    )
    workflow.publish(workflow.rectify(seance.proces_verbal, by=None), by=None)
    assert public(made) == ("", "", False)


def test_visitors_learn_no_name_by_searching(version, zoe, client, coprésidente):
    made = pick(version, intitule="Lemêrre attend")
    workflow.object_to_publication(zoe, by=None)
    workflow.publish(version, by=None)
    address = reverse("seances:proposition_list")

    def found(**asked):
        return [
            vue.proposition
            for _, parts in client.get(address, asked).context["parties"]
            for _, vues in parts
            for vue in vues
        ]

    assert found(texte="attend") == [made]
    assert found(texte="lemerre") == []
    assert found(texte="une personne attend") == []  # what the mask says is nobody's words
    assert found(secteur=zoe.organisation.secteur.pk) == []
    client.force_login(coprésidente)
    assert found(texte="lemerre") == [made]
    assert found(secteur=zoe.organisation.secteur.pk) == [made]


def test_a_secteur_is_said_once_of_somebody_whose_name_is_hidden(version, client):
    made = pick(version)
    SourceProposition.objects.filter(proposition=made).update(
        locuteur_public="une personne (Aide à la jeunesse)", secteur_public=True
    )
    page = client.get(made.get_absolute_url()).content.decode()
    assert page.count("une personne (Aide à la jeunesse)") == 1
    assert "(Aide à la jeunesse) (" not in page


def searched(user, typed, **criteres):
    trouves = chercher(user, question.read(typed), Criteres(**{"genre": "proposition"} | criteres)).trouves
    return [(each.contenu, each.adresse, each.suite) for each in trouves]


def test_a_search_finds_them_and_is_narrowed_by_their_passages(version, seance, zoe, coprésidente):
    made = pick(version, articles="art. 3, 4°")
    row = (
        "Les délais sont longs – art. 3, 4°",
        made.get_absolute_url(),
        "1 du chantier 5, à l’étude",
    )
    visitor = AnonymousUser()
    for user in (visitor, coprésidente):
        for typed in ("delai", "longue articles 3", "« délais sont longs »", "délais -court"):
            assert searched(user, typed) == [row], typed
        for typed in ("« longs délais »", "délai -long", "délaissé"):
            assert searched(user, typed) == [], typed
    secteur, other = zoe.organisation.secteur, factories.SecteurFactory()
    ici, ailleurs = Seance.objects.filter(pk=seance.pk), Seance.objects.exclude(pk=seance.pk)
    for criteres, expected in (
        ({"seances": ici}, [row]),
        ({"seances": ailleurs}, []),
        ({"locuteur": "lemerre"}, [row]),
        ({"locuteur": "ost"}, []),
        ({"locuteur": "zoe", "seances": ici}, [row]),
        ({"locuteur": "zoe", "seances": ailleurs}, []),
        ({"secteur": secteur}, [row]),
        ({"secteur": other}, []),
        ({"genre": "personne"}, []),
    ):
        assert searched(coprésidente, "délais", **criteres) == expected, criteres


def test_a_search_finds_no_name_that_the_reader_may_not_read(version, zoe, coprésidente):
    pick(version, intitule="Lemêrre attend")
    workflow.object_to_publication(zoe, by=None)
    workflow.publish(version, by=None)
    visitor = AnonymousUser()
    [(contenu, _, _)] = searched(visitor, "attend")
    assert "Lemêrre" not in contenu
    assert searched(visitor, "lemerre") == []
    assert searched(visitor, "attend", locuteur="lemerre") == []
    assert searched(visitor, "attend", secteur=zoe.organisation.secteur) == []
    assert len(searched(coprésidente, "lemerre", locuteur="lemerre", secteur=zoe.organisation.secteur)) == 1
    workflow.withdraw_edition(version.editions.latest("numero"), by=None, motif="Erreur.")
    assert searched(visitor, "attend") == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_any_number_of_them(
    version, coprésidente, count, django_assert_num_queries
):
    for _ in range(count):
        pick(version)
    user = type(coprésidente).objects.get(pk=coprésidente.pk)
    with django_assert_num_queries(13):
        assert len(searched(user, "délais")) == count


def test_motives_details_and_who_noted_it_stay_in_the_chantier(version, client, coprésidente):
    made = pick(version, precisions="Détail interne.")
    suivi.decide(made, "ecartee", motif="Motif interne.", by=coprésidente)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "interne" not in page
    assert "écartée" in page.lower()
    client.force_login(coprésidente)
    page = client.get(made.get_absolute_url()).content.decode()
    assert ("Détail interne." in page, "Motif interne." in page) == (True, True)


@pytest.mark.parametrize(
    ("before", "after", "words", "expected"),
    [
        ("Ana dit oui.", "Ana dit oui.", "dit", "dit"),
        ("Ana Ost dit oui.", "une personne dit oui.", "dit oui", "dit oui"),
        ("Ana Ost dit oui.", "une personne dit oui.", "Ost dit", "personne dit"),
        ("Voir a@b.be ici.", "Voir [adresse retirée] ici.", "a@b.be", "[adresse retirée]"),
        ("Oui, Ana, oui, Ana.", "Oui, une personne, oui, une personne.", "oui, Ana", "oui, une personne"),
        ("Une phrase entière.", "Une phrase entière.", "hras", "hras"),
    ],
)
def test_words_are_carried_over_what_was_replaced(before, after, words, expected):
    start = before.index(words)
    first, last = carried(before, after, start, start + len(words))
    assert after[first:last] == expected


# ── Pages and files ─────────────────────────────────────────────────────────────────────────────────────


def relever(version):
    return version.proces_verbal.seance.url("proposition_relever", version.numero)


def test_one_picks_from_the_page_of_a_frozen_pv(version, rédactrice, client):
    client.force_login(rédactrice)
    page = client.get(version.proces_verbal.seance.url("version_detail", version.numero)).content.decode()
    assert f'href="{relever(version)}?p=1"' in page
    assert f'data-relever="{relever(version)}"' in page
    asked = {"p": 1, "mots": "délais sont", "avant": 14}
    form = client.get(relever(version), asked)
    assert "<mark>délais sont</mark>" in form.content.decode()
    refused = client.post(relever(version), asked | {"type": "probleme", "intitule": ""})
    assert (refused.status_code, Proposition.objects.count()) == (422, 0)
    assert "Donnez un intitulé à la proposition." in refused.content.decode()
    said = {"type": "probleme", "intitule": "Attendre", "niveau": "", "articles": "", "precisions": ""}
    made = client.post(relever(version), asked | said)
    assert made["Location"] == "/chantiers/5/propositions/1/"
    assert SourceProposition.objects.get().citation == "délais sont"
    again = client.post(
        relever(version), {"p": 2, "reprise": "oui", "proposition": Proposition.objects.get().pk}
    )
    assert again["Location"] == "/chantiers/5/propositions/1/"
    assert SourceProposition.objects.count() == 2
    twice = client.post(
        relever(version), {"p": 2, "reprise": "oui", "proposition": Proposition.objects.get().pk}
    )
    assert twice.status_code == 422
    assert "Cette proposition cite déjà ce paragraphe." in twice.content.decode()


def test_one_decides_words_and_notes_supports_on_its_page(version, coprésidente, client, ana):
    made = pick(version)
    client.force_login(coprésidente)
    address = made.get_absolute_url()
    seance = version.proces_verbal.seance
    refused = client.post(f"{address}etat/", {"etat": "transmise", "seance": seance.pk})
    assert refused.status_code == 422
    assert "Dites à qui la proposition est transmise." in refused.content.decode()
    done = client.post(
        f"{address}etat/", {"etat": "transmise", "transmise_a": "la commune", "seance": seance.pk}
    )
    assert done["Location"] == address
    said = {
        "type": "probleme",
        "intitule": "Autrement",
        "niveau": "terrain",
        "articles": "",
        "precisions": "",
    }
    assert client.post(f"{address}modifier/", said)["Location"] == address
    both = client.post(f"{address}soutiens/", {"secteur": ana.organisation.secteur.pk, "participant": ana.pk})
    assert "Choisissez un secteur, ou une personne." in both.content.decode()
    assert client.post(f"{address}soutiens/", {"participant": ana.pk})["Location"] == address
    made.refresh_from_db()
    assert (made.etat, made.transmise_a, made.intitule, made.soutiens.get().participant) == (
        "transmise",
        "la commune",
        "Autrement",
        ana,
    )


def test_the_report_says_what_the_page_says(version, coprésidente, client):
    problem = pick(version, niveau="terrain", articles="art. 3")
    action = pick(version, 2, "une permanence", type="action", intitule="Ouvrir le soir", repond_a=problem)
    suivi.decide(action, "transmise", transmise_a="la commune", by=None)
    response = client.get("/chantiers/5/propositions.pdf")
    pages = pypdfium2.PdfDocument(response.content)
    text = " ".join("\n".join(page.get_textpage().get_text_range() for page in pages).split())
    for words in (
        "Propositions",
        "1. Les délais sont longs",
        "Niveau de terrain",
        "Code : art. 3",
        "« les délais sont longs » Zoé Lemêrre, séance 1",
        "Soutenue par : Aide à la jeunesse",
        "2. Ouvrir le soir",
        "Transmise à : la commune",
        "Répond à 1. Les délais sont longs",
        "Ce rapport vient des procès-verbaux publics.",
    ):
        assert words in text
    for profile in ("2a", "ua1"):
        assert validation.validate_pdf_bytes(response.content, profile=profile).failures == []
    client.force_login(coprésidente)
    text = pypdfium2.PdfDocument(client.get("/propositions.pdf").content)[0].get_textpage().get_text_range()
    assert "celui des personnes du chantier" in " ".join(text.split())


def test_the_table_has_a_line_for_each_passage(version, client):
    made = pick(version, intitule="=Les délais")
    suivi.cite(made, version, paragraphe=2, debut=0, fin=8, by=None)
    content = client.get("/chantiers/5/propositions.csv").getvalue().decode("utf-8-sig")
    title, *lines = csv.reader(io.StringIO(content), delimiter=";")
    assert [(line[1], line[3], line[10], line[12], line[14]) for line in lines] == [
        ("1", "'=Les délais", "1", "1", "Zoé Lemêrre"),
        ("1", "'=Les délais", "1", "2", "Ana Ost"),
    ]
    assert title[:4] == ["Chantier", "N°", "Type", "Intitulé"]


@pytest.mark.parametrize("who", ["visiteur", "coprésidente"])
def test_lists_and_reports_cost_the_same_for_any_number(version, coprésidente, client, who):
    if who == "coprésidente":
        client.force_login(coprésidente)
    problem = pick(version, intitule="Premier")
    action = pick(version, 2, "une permanence", type="action", intitule="Ouvrir", repond_a=problem)
    suivi.support(action, secteur=factories.SecteurFactory(), by=None)
    suivi.decide(action, "retenue", by=None)
    addresses = (
        "/propositions/",
        "/chantiers/5/propositions/",
        "/propositions.csv",
        problem.get_absolute_url(),
    )

    def costs(rank):
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address, {"fois": rank})  # kept by its address
                assert response.status_code == 200
                assert response.getvalue() if response.streaming else response.content
            found.append(len(queries))
        return found

    costs(1)
    once = costs(2)
    for mots in ("Un constat", "partagé", "par Ana"):
        more = pick(version, 3, mots, type="action", intitule=f"Encore {mots}", repond_a=problem)
        suivi.support(more, secteur=factories.SecteurFactory(), by=None)
        suivi.decide(more, "retenue", by=None)
    assert costs(3) == once
    assert max(once) <= 24


# ── What was there before ───────────────────────────────────────────────────────────────────────────────


def test_what_was_picked_before_is_followed_from_now_on(seance):
    follow = import_module("seances.migrations.0024_propositions_relevees").follow
    columns = "seance_id, paragraphe, citation, type, etat, niveau, articles"
    rows = [
        (seance.pk, 12, "Les délais  sont longs.", "probleme", "a_l_etude", "terrain", ""),
        (seance.pk, 3, "x" * 300, "action", "transmise", "", "art. 4"),
    ]
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * 7)
        cursor.executemany(f"INSERT INTO seances_proposition ({columns}) VALUES ({marks})", rows)
        follow(apps, SimpleNamespace(connection=connection))
        cursor.execute("SELECT count(*) FROM seances_proposition")
        assert cursor.fetchone() == (0,)
    told = Proposition.objects.values_list("numero", "type", "etat", "transmise_a", "niveau", "articles")
    assert list(told) == [
        (1, "action", "transmise", "destinataire non noté", "", "art. 4"),
        (2, "probleme", "a_l_etude", "", "terrain", ""),
    ]
    long, short = Proposition.objects.order_by("numero")
    assert (len(long.intitule), short.intitule) == (250, "Les délais sont longs.")
    assert short.precisions == f"Séance {seance.numero}, paragraphe 12 : « Les délais  sont longs. »"
    assert list(EtapeProposition.objects.values_list("etat", "le").order_by("proposition__numero")) == [
        ("transmise", seance.date),
        ("a_l_etude", seance.date),
    ]
