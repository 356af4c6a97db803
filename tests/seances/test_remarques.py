"""Remarks on a PV: made, settled, applied; and what each of these refuses."""

import datetime
import io
import re
import threading
from dataclasses import replace

import pypdfium2
import pytest
from django.db import connection
from django.utils import timezone

from participants.models import Evenement
from seances import pdf, redaction, remarques, workflow
from seances.importation import importer
from seances.models import (
    Annexe,
    DecisionRemarque,
    EtatPV,
    PointOrdreDuJour,
    Remarque,
    RevisionPV,
    RevisionTexte,
    Seance,
    TextePoint,
)
from seances.pdf.pages import first_paragraphs
from seances.pv import html, json, publication
from seances.pv.build import build
from seances.pv.document import Chantier, DocumentPV, Paragraphe, Point, Run, number_paragraphs
from seances.pv.document import Seance as SeancePV
from seances.remarques import RemarqueRefusee
from tests import factories

pytestmark = pytest.mark.django_db

TEXTE = "<p>Le seuil est de trois jours.</p><p>Le seuil reste provisoire.</p>"


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


@pytest.fixture
def by():
    return factories.CompteFactory()


@pytest.fixture
def auteur():
    return factories.ParticipantFactory(prenom="Alix", nom="Lambert", avec_compte=True)


@pytest.fixture
def seance():
    seance = factories.SeanceFactory(convoquee=True, date=days(-10))
    texte = factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
    redaction.save_texte(texte, texte=TEXTE, texte_apres="", opened_revision=0, by=None)
    return seance


@pytest.fixture
def pv(seance):
    workflow.submit(seance.proces_verbal, by=None)
    return seance.proces_verbal


@pytest.fixture
def version(pv):
    return workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)


@pytest.fixture
def later(seance):
    """A séance at which its PV may be approved, with a point that prints the remarks."""
    later = factories.SeanceFactory(chantier=seance.chantier, convoquee=True, date=days(3))
    factories.PointOrdreDuJourFactory(seance=later, titre="Approbation du PV", nature="approbation")
    return later


@pytest.fixture
def propose(version, auteur):
    def propose(paragraphe=1, mots="trois", genre="correction", **said):
        text = remarques.paragraphs(version)[paragraphe]
        debut = text.index(mots)
        said = said or {"proposition": "quatre"}
        return remarques.propose(
            version,
            paragraphe=paragraphe,
            debut=debut,
            fin=debut + len(mots),
            genre=genre,
            auteur=auteur,
            by=auteur.compte,
            **said,
        )

    return propose


def texte_of(seance):
    return TextePoint.objects.get(point__seance=seance).texte


def document_of(seance):
    return remarques.working_document(seance.proces_verbal)


def acts(by):
    return list(Evenement.objects.filter(par=by).order_by("pk").values_list("acte", flat=True))


# ── Making ──────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Settling ────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Applying ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "settled", "expected"),
    [
        ({}, {"decision": "acceptee"}, "Le seuil est de quatre jours."),
        ({"genre": "precision", "mots": "jours", "proposition": "jours ouvrables"}, {"decision": "acceptee"},
         "Le seuil est de trois jours ouvrables."),
        ({"genre": "ajout", "proposition": "ou quatre"}, {"decision": "acceptee"},
         "Le seuil est de trois ou quatre jours."),
        ({"genre": "suppression", "mots": "de trois", "texte": "Faux."}, {"decision": "acceptee"},
         "Le seuil est jours."),
        ({}, {"decision": "modifiee", "retenue": "cinq"}, "Le seuil est de cinq jours."),
        ({"genre": "suppression", "texte": "Faux."}, {"decision": "modifiee", "retenue": "peu de"},
         "Le seuil est de peu de jours."),
    ],
)  # fmt: skip
def test_an_accepted_remark_is_put_into_the_frozen_text(
    propose, seance, version, by, asked, settled, expected
):
    page, content = version.page_sha256, version.contenu
    remarque = remarques.settle(propose(**asked), **settled, by=by)
    shown = remarques.preview(remarque)
    remarque = remarques.apply(remarque, by=by)
    assert texte_of(seance) == f"<p>{expected}</p><p>Le seuil reste provisoire.</p>"
    assert (shown.avant, shown.apres) == ("Le seuil est de trois jours.", expected)
    assert remarque.appliquee_le is not None
    last = RevisionTexte.objects.order_by("-numero").first()
    assert (last.motif, last.par, last.base, last.texte) == (
        f"Remarque n° {remarque.pk}",
        by,
        1,
        texte_of(seance),
    )
    assert RevisionTexte.objects.get(numero=1).texte == TEXTE
    version.refresh_from_db()
    assert (version.page_sha256, version.contenu) == (page, content)
    assert acts(by) == ["remarque traitée", "remarque apportée au texte"]


def test_an_applied_remark_is_taken_out_again(propose, seance, by):
    remarque = remarques.accept_and_apply(propose(), by=by)
    with pytest.raises(RemarqueRefusee, match="déjà apportée"):
        remarques.apply(remarque, by=by)
    with pytest.raises(RemarqueRefusee, match="retirez-la d’abord"):
        remarques.settle(remarque, "refusee", reponse="Non.", by=by)
    remarques.settle(remarque, "acceptee", reponse="Merci.", by=by)
    after = remarques.accept_and_apply(propose(paragraphe=2, mots="provisoire", proposition="sûr"), by=by)
    with pytest.raises(RemarqueRefusee, match="a encore changé depuis"):
        remarques.take_out(remarque, by=by)
    remarques.take_out(after, by=by)
    assert texte_of(seance) == "<p>Le seuil est de quatre jours.</p><p>Le seuil reste provisoire.</p>"
    with pytest.raises(RemarqueRefusee, match="n’est pas apportée"):
        remarques.take_out(after, by=by)


def refused(propose, decision="acceptee", **asked):
    remarque = remarques.settle(propose(**asked), decision, reponse="Voilà.", by=None)
    with pytest.raises(RemarqueRefusee) as refusal:
        remarques.apply(remarque, by=None)
    remarque.refresh_from_db()
    assert remarque.appliquee_le is None
    return str(refusal.value)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"decision": "refusee"}, "Seule une remarque acceptée"),
        ({"decision": "actee"}, "Seule une remarque acceptée"),
        ({"texte": "À revoir."}, "ne propose aucune formulation"),
        ({"decision": "modifiee"}, "ne propose aucune formulation"),
        ({"genre": "observation", "texte": "Bien."}, "ne propose aucune formulation"),
    ],
)
def test_what_is_not_accepted_or_has_no_wording_is_not_applied(propose, seance, asked, words):
    assert words in refused(propose, **asked)
    assert texte_of(seance) == TEXTE


def test_a_lost_quotation_is_said_to_be_lost(propose, seance, pv):
    remarque = propose()
    workflow.withdraw(pv, motif="À récrire.", by=None)
    texte = TextePoint.objects.get(point__seance=seance)
    redaction.save_texte(texte, texte="<p>Rien de tel.</p>", texte_apres="", opened_revision=1, by=None)
    remarques.settle(remarque, "acceptee", by=None)
    with pytest.raises(RemarqueRefusee, match="n’est plus dans le texte"):
        remarques.apply(remarque, by=None)
    [row] = remarques.desk(pv)
    assert (row.place, row.apercu) == (None, None)


def test_a_remark_follows_its_words_when_the_version_was_withdrawn(propose, seance, pv):
    remarque = propose()
    workflow.withdraw(pv, motif="À récrire.", by=None)
    texte = TextePoint.objects.get(point__seance=seance)
    redaction.save_texte(texte, texte=f"<p>Avant.</p>{TEXTE}", texte_apres="", opened_revision=1, by=None)
    remarques.accept_and_apply(remarque, by=None)
    assert texte_of(seance) == "<p>Avant.</p>" + TEXTE.replace("trois", "quatre")


def test_no_remark_changes_a_note(auteur):
    seance = factories.SeanceFactory(convoquee=True, date=days(-10))
    factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance, nature="restitution"))
    note = factories.RestitutionFactory(sous_groupe__seance=seance, contenu="<p>Le groupe dit trois.</p>")
    pv = redaction.open_pv(seance)
    workflow.submit(pv, by=None)
    version = workflow.send_out(pv, remarques_jusqu_au=days(1), by=None)
    remarque = remarques.propose(
        version, paragraphe=1, genre="correction", proposition="Autre.", auteur=auteur, by=None
    )
    with pytest.raises(RemarqueRefusee, match="rapportée sans modification"):
        remarques.accept_and_apply(remarque, by=None)
    remarques.settle(remarque, "acceptee", by=None)
    note.refresh_from_db()
    assert note.contenu == "<p>Le groupe dit trois.</p>"


def test_a_correction_of_an_annexe_keeps_the_whole_text_before_it(seance, pv, auteur, by):
    factories.AnnexeFactory(seance=seance, contenu="<p>Une charte.</p>", publique=False)
    version = workflow.send_out(pv, remarques_jusqu_au=days(1), by=None)
    remarque = remarques.propose(
        version, paragraphe=3, genre="correction", proposition="Deux chartes.", auteur=auteur, by=None
    )
    assert remarque.reservee
    remarques.accept_and_apply(remarque, by=by)
    assert Annexe.objects.get().contenu == "<p>Deux chartes.</p>"
    kept = RevisionPV.objects.get()
    assert (kept.motif, kept.par) == (f"Remarque n° {remarque.pk}", by)
    assert "Une charte." in kept.contenu


def test_a_correction_of_an_annexe_is_taken_out_again(seance, pv, auteur, by):
    factories.AnnexeFactory(seance=seance, contenu="<p>Une autre.</p>", publique=True)
    texte = "<p>Une <em>charte</em>, <strong>une</strong> seule.</p><ul><li><p>Un point.</p></li></ul>"
    annexe = factories.AnnexeFactory(seance=seance, contenu=texte, publique=True)
    version = workflow.send_out(pv, remarques_jusqu_au=days(1), by=None)
    [(paragraphe, text)] = [each for each in remarques.paragraphs(version).items() if "seule" in each[1]]

    def put(word, instead):
        debut = text.index(word)
        place = {"paragraphe": paragraphe, "debut": debut, "fin": debut + len(word)}
        said = {"genre": "correction", "proposition": instead, "auteur": auteur, "by": None}
        return remarques.accept_and_apply(remarques.propose(version, **place, **said), by=by)

    def contenu():
        annexe.refresh_from_db()
        return annexe.contenu

    first = put("charte", "convention")
    second = put("seule", "fois")
    with pytest.raises(RemarqueRefusee, match="a encore changé depuis"):
        remarques.take_out(first, by=by)
    assert contenu() == texte.replace("charte", "convention").replace("seule", "fois")
    for _ in range(2):
        remarques.take_out(second, by=by)
        assert contenu() == texte.replace("charte", "convention")
        second = remarques.apply(second, by=by)
    remarques.take_out(second, by=by)
    first = remarques.take_out(first, by=by)
    assert (contenu(), first.appliquee_le, first.decision) == (texte, None, "acceptee")
    last = RevisionPV.objects.order_by("-numero").first()
    assert (last.motif, last.par) == (f"Remarque n° {first.pk} retirée du texte", by)
    assert "convention" in last.contenu
    assert acts(by)[-1] == "remarque retirée du texte"


@pytest.mark.parametrize("first", ["point", "annexe"])
def test_a_remark_is_taken_out_of_where_it_was_put_last(seance, pv, auteur, by, first):
    """Its words move between a point and an annexe, and it is put into each in turn."""
    words, other = "<p>Le seuil est de trois jours.</p>", "<p>Rien de tel ici.</p>"
    texte = TextePoint.objects.get(point__seance=seance)
    annexe = factories.AnnexeFactory(seance=seance, contenu=other, publique=True)

    def stand(place):
        """The words stand in that place alone, as the PV is written."""
        texte.refresh_from_db()
        here, there = (words, other) if place == "point" else (other, words)
        redaction.save_texte(texte, texte=here, texte_apres="", opened_revision=texte.revision, by=None)
        Annexe.objects.filter(pk=annexe.pk).update(contenu=there)

    def both():
        return texte_of(seance), Annexe.objects.get().contenu

    stand(first)
    version = workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    [(paragraphe, text)] = [each for each in remarques.paragraphs(version).items() if "trois" in each[1]]
    debut = text.index("trois")
    remarque = remarques.propose(
        version, paragraphe=paragraphe, debut=debut, fin=debut + 5, genre="correction", proposition="quatre",
        auteur=auteur, by=None,
    )  # fmt: skip
    remarque = remarques.take_out(remarques.accept_and_apply(remarque, by=by), by=by)
    workflow.withdraw(pv, motif="À récrire.", by=None)
    second = "annexe" if first == "point" else "point"
    stand(second)
    before = both()
    remarque = remarques.apply(remarque, by=by)
    assert both() == tuple(text.replace("trois", "quatre") for text in before)
    remarques.take_out(remarque, by=by)
    assert both() == before


def test_no_address_typed_in_a_text_is_lost(auteur):
    seance = factories.SeanceFactory(convoquee=True, date=days(-10))
    auteur.courriel = "alix@example.org"
    auteur.save()
    texte = factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
    typed = "<p>Écrire à alix@example.org. Le seuil est de trois.</p>"
    redaction.save_texte(texte, texte=typed, texte_apres="", opened_revision=0, by=None)
    pv = seance.proces_verbal
    workflow.submit(pv, by=None)
    version = workflow.send_out(pv, remarques_jusqu_au=days(1), by=None)
    text = remarques.paragraphs(version)[1]
    assert "alix@" not in text
    said = {"genre": "correction", "auteur": auteur, "by": None, "paragraphe": 1}
    debut = text.index("trois")
    words = remarques.propose(version, debut=debut, fin=debut + 5, proposition="quatre", **said)
    whole = remarques.propose(version, proposition="Tout autre chose.", **said)
    remarques.accept_and_apply(words, by=None)
    assert texte_of(seance) == typed.replace("trois", "quatre")
    with pytest.raises(RemarqueRefusee, match="adresse retirée"):
        remarques.accept_and_apply(whole, by=None)
    assert texte_of(seance) == typed.replace("trois", "quatre")


# ── Printed without retyping ────────────────────────────────────────────────────────────────────────────


def test_the_approved_version_carries_its_corrections_and_the_next_seance_prints_them(
    propose, seance, pv, later
):
    remarques.accept_and_apply(propose(), by=None)
    remarques.settle(
        propose(paragraphe=2, mots="provisoire", proposition="sûr"), "refusee", reponse="Pas dit.", by=None
    )
    factories.RemarqueFactory(
        seance=later, proces_verbal=pv, page=1, texte="Merci pour ce texte.", decision="actee", rang=1
    )
    redaction.open_pv(later)
    assert [each.texte for each in document_of(later).remarques] == ["Merci pour ce texte."]
    version = workflow.approve(pv, en=later, by=None)
    frozen = json.read_frozen(version.contenu)
    assert [(each.citation, each.proposition, each.appliquee) for each in frozen.corrections] == [
        ("trois", "quatre", True),
        ("", "", False),
    ]
    assert "quatre jours" in frozen.points[0].blocs[0].runs[0].texte
    assert [(each.decision, each.reponse) for each in document_of(later).remarques] == [
        ("acceptee", ""),
        ("refusee", "Pas dit."),
        ("actee", ""),
    ]


def test_remarks_on_a_pv_approved_in_writing_are_printed_at_the_next_seance_alone(propose, seance, pv, later):
    remarques.settle(propose(), "actee", by=None)
    pv.refresh_from_db()
    pv.remarques_jusqu_au = days(-1)
    pv.save()
    workflow.approve(pv, par_ecrit_le=days(0), by=None)
    after = factories.SeanceFactory(chantier=seance.chantier, convoquee=True, date=days(9))
    for each in (later, after):
        redaction.open_pv(each)
    assert [len(document_of(each).remarques) for each in (later, after)] == [1, 0]


def freeze_own(seance):
    """Send the PV of a séance out, with nothing in it but its agenda."""
    pv = redaction.open_pv(seance)
    workflow.submit(pv, by=None)
    return workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)


def printed(*seances):
    """How many remarks of readers the working text of each séance prints."""
    return [len(document_of(Seance.objects.get(pk=seance.pk)).remarques) for seance in seances]


def test_what_is_approved_at_a_seance_whose_pv_is_already_sent_out_is_printed_at_the_next(
    propose, seance, pv, later
):
    after = factories.SeanceFactory(chantier=seance.chantier, convoquee=True, date=days(9))
    factories.PointOrdreDuJourFactory(seance=after, nature="approbation")
    last = factories.SeanceFactory(chantier=seance.chantier, convoquee=True, date=days(12))
    for each in (after, last):
        redaction.open_pv(each)
    frozen = freeze_own(later)
    remarques.settle(propose(), "refusee", reponse="Pas dit.", by=None)
    version = workflow.approve(pv, en=later, by=None)
    assert printed(later, after, last) == [0, 1, 0]
    assert json.read_frozen(version.contenu).corrections == ()
    # Nothing of it comes later into the PV that was sent out: neither its approval nor a rectification changes.
    approved = workflow.approve(frozen.proces_verbal, en=after, by=None)
    assert json.read_frozen(approved.contenu).remarques == ()
    workflow.open_rectification(frozen.proces_verbal, motif="Une date.", by=None)
    workflow.abandon_rectification(frozen.proces_verbal, by=None)
    # What was printed once stays printed there.
    freeze_own(after)
    assert printed(later, after, last) == [0, 1, 0]


def test_a_seance_whose_pv_was_withdrawn_meanwhile_prints_what_is_approved_there(propose, seance, pv, later):
    after = factories.SeanceFactory(chantier=seance.chantier, convoquee=True, date=days(9))
    redaction.open_pv(after)
    workflow.withdraw(freeze_own(later).proces_verbal, motif="À revoir.", by=None)
    remarques.settle(propose(), "actee", by=None)
    workflow.approve(pv, en=later, by=None)
    assert printed(later, after) == [1, 0]


def test_a_seance_cancelled_or_in_preparation_prints_nothing_in_the_place_of_another(
    propose, seance, pv, later
):
    freeze_own(later)
    for number, trait in enumerate(({}, {"annulee": True}), 5):
        factories.SeanceFactory(chantier=seance.chantier, date=days(number), **trait)
    after = factories.SeanceFactory(chantier=seance.chantier, convoquee=True, date=days(9))
    redaction.open_pv(after)
    remarques.settle(propose(), "actee", by=None)
    workflow.approve(pv, en=later, by=None)
    assert printed(after) == [1]


def test_an_approval_in_writing_too_is_printed_where_no_pv_was_sent_out_yet(propose, seance, pv, later):
    after = factories.SeanceFactory(chantier=seance.chantier, convoquee=True, date=days(9))
    redaction.open_pv(after)
    freeze_own(later)
    remarques.settle(propose(), "actee", by=None)
    pv.refresh_from_db()
    pv.remarques_jusqu_au = days(-1)
    pv.save()
    workflow.approve(pv, par_ecrit_le=days(0), by=None)
    assert printed(later, after) == [0, 1]


def test_a_remark_noted_after_approval_does_not_hold_a_rectification_open(propose, pv, later):
    remarques.settle(propose(), "actee", by=None)
    workflow.approve(pv, en=later, by=None)
    workflow.open_rectification(pv, motif="Une date.", by=None)
    factories.RemarqueFactory(seance=later, proces_verbal=pv, texte="Encore.", decision="actee")
    with pytest.raises(workflow.TransitionRefused, match="Rien n’a changé"):
        workflow.rectify(pv, by=None)
    workflow.abandon_rectification(pv, by=None)
    pv.refresh_from_db()
    assert (pv.etat, pv.rectification) == (EtatPV.APPROUVE, "")


@pytest.mark.parametrize("count", [1, 4])
def test_the_desk_of_remarks_costs_the_same_for_any_number(propose, pv, django_assert_num_queries, count):
    for _ in range(count):
        propose()
    with django_assert_num_queries(10):
        remarques.desk(pv)


# ── In the tree, in files, in public ────────────────────────────────────────────────────────────────────


@pytest.fixture
def approved(propose, pv, later):
    """The séance whose PV is approved with one correction applied, one listed, one refused."""
    remarques.accept_and_apply(propose(texte="Alix Lambert l’a dit.", proposition="quatre"), by=None)
    remarques.settle(propose(paragraphe=2, mots="Le", genre="precision", texte="À revoir."), "actee", by=None)
    remarques.settle(propose(genre="suppression", texte="Faux."), "refusee", reponse="Pas dit.", by=None)
    return json.read_frozen(workflow.approve(pv, en=later, by=None).contenu)


def test_corrections_are_printed_after_the_closing_with_a_place_in_the_contents(approved):
    page = html.render_sommaire(approved) + html.render_article(approved)
    text = re.sub(r"<[^>]+>", "", page.partition('<h2 id="corrections">')[2])
    assert text.startswith("Corrections apportées")
    assert (
        "Alix Lambert, page\u00a01, paragraphe\u00a01\u00a0: remplacer «\u00a0trois\u00a0» par «\u00a0quatre\u00a0». "
        "Alix Lambert l’a dit. Correction acceptée et apportée au texte" in text
    )
    assert "Pas dit." not in text
    assert page.index("la réunion est levée") < page.index('id="corrections"')
    assert '<li><a href="#corrections">Corrections apportées</a></li>' in page


def test_a_public_edition_names_nobody_who_declined_in_its_corrections(approved):
    public = publication.redact(approved, {"alix-lambert": "une personne"})
    assert [each.auteur for each in public.corrections] == ["personne-1", "personne-1"]
    assert "Lambert" not in json.dumps(public)
    closed = replace(approved, points=tuple(replace(point, huis_clos=True) for point in approved.points))
    assert publication.redact(closed, {}).corrections == ()
    reserved = replace(approved, corrections=tuple(replace(e, reservee=True) for e in approved.corrections))
    assert publication.redact(reserved, {}).corrections == ()


def test_a_file_brings_the_corrections_and_gives_them_back(approved, later):
    """Import, export, import: in a portal that has neither the version nor the séance where they were made."""
    redaction.open_pv(later)
    later = Seance.objects.with_document().get(pk=later.pk)
    elsewhere = [
        replace(document, chantier=replace(document.chantier, numero=9))
        for document in (approved, build(later))
    ]
    for document in elsewhere:
        importer(json.dumps(document).encode())
        again = Seance.objects.with_document().get(chantier__numero=9, numero=document.seance.numero)
        assert json.dumps(build(again)) == json.dumps(document)
        assert importer(json.dumps(document).encode()).rien
    assert set(Remarque.objects.filter(proces_verbal__seance__chantier__numero=9).values_list("origine")) == {
        ("reprise",),
        ("seance",),
    }


def test_importing_the_pv_that_prints_them_leaves_the_remarks_of_readers(approved, later):
    redaction.open_pv(later)
    document = build(Seance.objects.with_document().get(pk=later.pk))
    assert [each.decision for each in document.remarques] == ["acceptee", "refusee", "actee"]
    before = set(Remarque.objects.values_list("pk", "origine", "texte"))
    importer(json.dumps(document).encode(), remplacer=True)
    assert set(Remarque.objects.values_list("pk", "origine", "texte")) == before


@pytest.mark.parametrize("count", [1, 4])
def test_building_costs_the_same_for_any_number_of_corrections(
    propose, pv, later, django_assert_num_queries, count
):
    for _ in range(count):
        remarques.settle(propose(), "actee", by=None)
    workflow.approve(pv, en=later, by=None)
    seance = Seance.objects.with_document().get(pk=pv.seance_id)
    with django_assert_num_queries(8):
        assert len(build(seance).corrections) == count


def test_the_paragraphs_of_each_page_are_read_from_the_margins_of_the_pdf():
    points = tuple(
        Point(number, "Débat", blocs=tuple(Paragraphe((Run("Encore un mot. " * 40),)) for _ in range(9)))
        for number in (1, 2)
    )
    document = number_paragraphs(DocumentPV(Chantier(1, "Un"), SeancePV(1, days(0)), points=points))
    data = pdf.render_pv(document)
    starts = first_paragraphs(data)
    assert len(starts) == len(pypdfium2.PdfDocument(io.BytesIO(data)))
    numbers = [number for number in starts if number is not None]
    assert numbers[0] == 1
    assert numbers == sorted(set(numbers))
    assert 1 < numbers[-1] <= 18
    assert first_paragraphs(b"%PDF-1.7\n%%EOF\n") == []


# ── Two people at once ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_two_remarks_applied_at_once_are_both_in_the_text(propose, seance):
    asked = [propose(), propose(paragraphe=2, mots="provisoire", proposition="sûr")]
    together, refused = threading.Barrier(2), []

    def put(remarque):
        try:
            together.wait()
            remarques.accept_and_apply(remarque, by=None)
        except RemarqueRefusee as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    workers = [threading.Thread(target=put, args=[remarque]) for remarque in asked]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert refused == []
    assert texte_of(seance) == "<p>Le seuil est de quatre jours.</p><p>Le seuil reste sûr.</p>"
