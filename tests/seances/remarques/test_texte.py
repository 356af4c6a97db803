"""An accepted remark is put into the text and taken out of it; what cannot be is said."""

import threading

import pytest
from django.db import connection

from seances import redaction, remarques, workflow
from seances.models import Annexe, RevisionPV, RevisionTexte, TextePoint
from seances.remarques import RemarqueRefusee
from tests import factories

from .monde import TEXTE, acts, days, texte_of

pytestmark = pytest.mark.django_db


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


def test_once_approved_the_text_keeps_what_was_put_there_and_takes_nothing_more(propose, seance, pv, later):
    put = remarques.accept_and_apply(propose(), by=None)
    listed = remarques.settle(
        propose(paragraphe=2, mots="provisoire", proposition="sûr"), "acceptee", by=None
    )
    workflow.approve(pv, en=later, by=None)
    before = texte_of(seance)
    for act, remarque in ((remarques.take_out, put), (remarques.apply, listed)):
        with pytest.raises(RemarqueRefusee, match="il se rectifie"):
            act(remarque, by=None)
    assert texte_of(seance) == before
    put.refresh_from_db()
    listed.refresh_from_db()
    assert (put.appliquee_le is None, listed.appliquee_le) == (False, None)


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


# ── Two people at once ────────────────────────────────────────────────────────────────────────────────────


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
