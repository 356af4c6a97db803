"""Remarks and corrections are printed without anybody retyping them, and go where the PV goes."""

import io
import re
from dataclasses import replace

import pypdfium2
import pytest

from seances import pdf, redaction, remarques, workflow
from seances.importation import importer
from seances.models import EtatPV, Remarque, Seance
from seances.pdf.pages import first_paragraphs
from seances.pv import html, json, publication
from seances.pv.build import build
from seances.pv.document import Chantier, DocumentPV, Paragraphe, Point, Run, number_paragraphs
from seances.pv.document import Seance as SeancePV
from tests import factories

from .monde import days, document_of

pytestmark = pytest.mark.django_db


# ── Where the PV is approved ──────────────────────────────────────────────────────────────────────────────


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


# ── In the tree, in files, in public ──────────────────────────────────────────────────────────────────────


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
