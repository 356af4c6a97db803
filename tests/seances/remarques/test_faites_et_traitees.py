"""Remarks on a PV are made and settled, and what refuses each of these."""

import pytest

from seances import remarques, workflow
from seances.models import DecisionRemarque, PointOrdreDuJour, Remarque
from seances.remarques import RemarqueRefusee
from tests import factories

from .monde import acts, days

pytestmark = pytest.mark.django_db


# ── Making ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_remark_quotes_the_version_that_is_read(propose, version, auteur, pv):
    remarque = propose()
    assert Remarque.objects.values(
        "origine", "auteur", "saisie_par", "proces_verbal", "version", "paragraphe", "page", "citation",
        "citation_avant", "citation_apres", "type", "proposition", "decision", "reservee",
    ).get() == {
        "origine": "lecture", "auteur": auteur.pk, "saisie_par": auteur.compte.pk, "proces_verbal": pv.pk,
        "version": version.pk, "paragraphe": 1, "page": 1, "citation": "trois",
        "citation_avant": "Le seuil est de ", "citation_apres": " jours.\nLe seuil reste provisoire.",
        "type": "correction", "proposition": "quatre", "decision": "ouverte", "reservee": False,
    }  # fmt: skip
    assert acts(auteur.compte) == ["remarque"]
    assert remarques.places(version, [remarque])[remarque.pk].debut == len("Le seuil est de ")


def test_a_remark_quotes_a_whole_paragraph_unless_told(version, auteur):
    remarque = remarques.propose(
        version, paragraphe=2, genre="observation", texte="Jusqu’à quand ?", auteur=auteur, by=auteur.compte
    )
    assert (remarque.citation, remarque.texte) == ("Le seuil reste provisoire.", "Jusqu’à quand ?")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"paragraphe": 3}, "pas de paragraphe 3"),
        ({"paragraphe": 1, "debut": 5, "fin": 5}, "n’a pas de mots de 5 à 5"),
        ({"paragraphe": 1, "fin": 400}, "n’a pas de mots de 0 à 400"),
        ({"paragraphe": 1, "proposition": "  ", "texte": " "}, "Proposez une autre formulation"),
        ({"paragraphe": 1, "proposition": "Le seuil  est de trois jours."}, "Proposez une autre formulation"),
        ({"paragraphe": 1, "genre": "autre"}, "Dites s’il s’agit"),
        ({"paragraphe": 1, "texte": "a" * 5001}, "5000 caractères au plus"),
    ],
)  # fmt: skip
def test_a_remark_is_refused_when_it_says_or_quotes_nothing(version, auteur, said, words):
    with pytest.raises(RemarqueRefusee, match=words):
        remarques.propose(
            version, **{"genre": "correction", "proposition": "quatre", "auteur": auteur, "by": None, **said}
        )
    assert not Remarque.objects.exists()


def test_remarks_are_made_until_the_last_day_included(propose, pv):
    pv.refresh_from_db()
    pv.remarques_jusqu_au = days(0)
    pv.save()
    propose()
    pv.remarques_jusqu_au = days(-1)
    pv.save()
    with pytest.raises(RemarqueRefusee, match="closes depuis le"):
        propose()
    assert Remarque.objects.count() == 1


def test_a_withdrawn_version_receives_no_remark_and_the_next_one_does(propose, version, pv, auteur):
    kept = propose()
    workflow.withdraw(pv, motif="Une page manque.", by=None)
    with pytest.raises(RemarqueRefusee, match="Seul un procès-verbal diffusé"):
        propose()
    again = workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    with pytest.raises(RemarqueRefusee, match="Une autre version"):
        propose()
    remarques.propose(again, paragraphe=1, genre="suppression", auteur=auteur, by=None)
    assert remarques.counts(again, pv.remarques.all()) == {1: 2}
    assert kept.version == version


def test_one_changes_and_withdraws_a_remark_until_it_is_settled(propose, auteur):
    remarque = propose()
    remarques.correct(remarque, genre="ajout", proposition="ouvrables", texte="", by=auteur.compte)
    assert Remarque.objects.values_list("type", "proposition", "citation").get() == (
        "ajout",
        "ouvrables",
        "trois",
    )
    remarques.settle(remarque, "actee", by=None)
    for act in (lambda: remarques.correct(remarque, genre="ajout", texte="a", by=None),
                lambda: remarques.withdraw(remarque, by=None)):  # fmt: skip
        with pytest.raises(RemarqueRefusee, match="est traitée"):
            act()
    remarques.settle(remarque, "ouverte", by=None)
    remarques.withdraw(remarque, by=auteur.compte)
    assert not Remarque.objects.exists()
    assert acts(auteur.compte) == ["remarque", "remarque modifiée", "remarque retirée"]
    with pytest.raises(RemarqueRefusee, match="a été retirée par son auteur"):
        remarques.settle(remarque, "actee", by=None)


def test_a_remark_on_what_no_visitor_reads_is_reserved(seance, pv, auteur):
    PointOrdreDuJour.objects.filter(seance=seance).update(huis_clos=True)
    version = workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    remarque = remarques.propose(version, paragraphe=1, genre="suppression", auteur=auteur, by=None)
    assert remarque.reservee


@pytest.mark.parametrize(
    ("words", "before", "found"),
    [("seuil", 0, "seuil"), ("le  seuil", 30, "le\u00a0seuil"), ("seuils", 0, None), (" ", 0, None)],
)
def test_selected_words_are_found_whatever_their_spaces(words, before, found):
    text = "Du seuil, puis encore\nplus loin le\u00a0seuil."
    place = remarques.find_words(text, words, before)
    assert (text[slice(*place)] if place else None) == found


def test_the_occurrence_nearest_to_the_selection_is_meant():
    assert [remarques.find_words("un, deux, un", "un", before) for before in (0, 8)] == [(0, 2), (10, 12)]


# ── Settling ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_remark_is_settled_and_settled_otherwise_until_approval(propose, pv, later, by):
    remarque = propose()
    with pytest.raises(workflow.TransitionRefused, match="Il reste 1 remarque"):
        workflow.approve(pv, en=later, by=None)
    remarques.settle(remarque, "refusee", reponse=" Ce n’a pas été dit. ", by=by)
    remarques.settle(remarque, "modifiee", retenue="quatre ou cinq", by=by)
    assert Remarque.objects.values_list("decision", "motif_decision", "retenue").get() == (
        "modifiee", "", "quatre ou cinq",
    )  # fmt: skip
    workflow.approve(pv, en=later, by=None)
    with pytest.raises(RemarqueRefusee, match="est approuvé"):
        remarques.settle(remarque, "actee", by=by)
    assert acts(by) == ["remarque traitée", "remarque traitée"]


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("refusee", "Dites pourquoi"),
        ("modifiee", "Donnez la formulation"),
        ("autre", "Dites ce que vous décidez"),
    ],
)
def test_some_decisions_need_words(propose, decision, words):
    remarque = propose()
    with pytest.raises(RemarqueRefusee, match=words):
        remarques.settle(remarque, decision, reponse=" ", by=None)
    assert Remarque.objects.get().decision == DecisionRemarque.OUVERTE


def test_a_remark_printed_in_a_frozen_pv_is_settled_no_more(pv, version):
    said = factories.RemarqueFactory(seance=pv.seance)
    with pytest.raises(RemarqueRefusee, match="imprimée dans un procès-verbal figé"):
        remarques.settle(said, "actee", by=None)
