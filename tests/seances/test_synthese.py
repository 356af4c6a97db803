"""What opens a séance: the propositions of its chantier, in the tree and in every file made of it."""

import datetime
import io
import tempfile
import zipfile
from dataclasses import replace

import pypdfium2
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seances import redaction, remarques, sorties, workflow
from seances.models import ProcesVerbal, Proposition, Seance
from seances.pv import document as tree
from seances.pv import json
from seances.pv.build import build
from seances.pv.controle import check
from seances.pv.differences import compare
from seances.pv.document import Source
from seances.pv.publication import redact
from seances.pv.synthese import at_opening
from seances.workflow import propositions as suivi
from tests import factories

pytestmark = pytest.mark.django_db

ROWS = (tree.Proposition(1, "Attendre"), tree.Proposition(2, "Ouvrir", "action"))
DOCUMENT = tree.DocumentPV(
    tree.Chantier(5, "Les seuils"),
    tree.Seance(2, datetime.date(2024, 3, 12)),
    points=(tree.Point(1, "Rappel", "rappel"),),
)
UN, DEUX, TROIS = (datetime.date(2024, month, 12) for month in (1, 3, 5))
ENTRE = datetime.timedelta(days=20)


@pytest.fixture
def chantier():
    return factories.ChantierFactory(numero=5)


def held(chantier, date, *points, **fields):
    """A séance with the texts of its points, each (nature, text) and, à huis clos, True."""
    seance = factories.SeanceFactory(
        chantier=chantier, date=date, convoquee=True, accord_nominatif="oui", **fields
    )
    for nature, texte, *clos in points:
        point = factories.PointOrdreDuJourFactory(seance=seance, nature=nature, huis_clos=bool(clos))
        texte_point = factories.TextePointFactory(point=point)
        redaction.save_texte(texte_point, texte=texte, texte_apres="", opened_revision=0, by=None)
    return seance


@pytest.fixture
def premiere(chantier):
    points = [
        ("debat", "<p>Un délai trop long.</p><p>Une permanence.</p>"),
        ("divers", "<p>Entre nous.</p>", True),
    ]
    return workflow.freeze_import(held(chantier, UN, *points).proces_verbal, "approuve")


@pytest.fixture
def deuxieme(chantier, premiere):
    return held(chantier, DEUX, ("rappel", "<p>Le but.</p>"), ("rappel", "<p>Depuis janvier.</p>"))


def pick(version, paragraphe=1, le=UN + ENTRE, **fiche):
    told = {"type": "probleme", "intitule": "Les délais"} | fiche
    fin = len(remarques.paragraphs(version)[paragraphe])
    return suivi.pick(version, paragraphe=paragraphe, debut=0, fin=fin, by=None, le=le, **told)


def document(seance):
    return build(Seance.objects.with_document().get(pk=seance.pk))


def told(seance):
    return [(each.numero, each.etat, each.nouvelle, each.avant) for each in document(seance).propositions]


# ── In the tree ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_seance_opens_with_what_stood_and_says_what_changed_since_the_one_before(
    chantier, premiere, deuxieme
):
    problem = pick(premiere, niveau="terrain", articles="art. 3")
    action = pick(premiere, 2, type="action", intitule="Ouvrir le soir", repond_a=problem)
    assert told(deuxieme) == [(1, "a_l_etude", True, ""), (2, "a_l_etude", True, "")]
    found = document(deuxieme).propositions[1]
    assert (found.intitule, found.type, found.repond_a, found.sources) == (
        "Ouvrir le soir",
        "action",
        1,
        (Source(1, 2),),
    )
    suivi.decide(action, "retenue", seance=deuxieme, by=None, le=DEUX)
    suivi.reword(problem, intitule="Les délais d’attente", by=None)  # today: after the third one
    troisieme = held(chantier, TROIS, ("rappel", "<p>Depuis mars.</p>"))
    # What was decided at a séance is no part of what opened it, and changes it no more.
    assert told(deuxieme) == [(1, "a_l_etude", True, ""), (2, "a_l_etude", True, "")]
    assert told(troisieme) == [(1, "a_l_etude", False, ""), (2, "retenue", False, "a_l_etude")]
    assert document(troisieme).propositions[0].intitule == "Les délais"


def test_what_was_set_aside_is_recalled_once(chantier, premiere, deuxieme):
    made = pick(premiere)
    suivi.decide(made, "ecartee", motif="Hors sujet.", seance=deuxieme, by=None, le=DEUX)
    troisieme = held(chantier, TROIS, ("rappel", ""))
    quatrieme = held(chantier, TROIS + ENTRE, ("rappel", ""))
    assert told(troisieme) == [(1, "ecartee", False, "a_l_etude")]
    assert told(quatrieme) == []


def test_it_stands_at_the_last_point_that_recalls_and_takes_what_is_added(premiere, deuxieme):
    pick(premiere)
    assert document(deuxieme).recalling_point().numero == 2
    deuxieme.points.filter(position=2).update(complements=False)
    assert document(deuxieme).recalling_point().numero == 1
    deuxieme.points.update(complements=False)
    assert document(deuxieme).propositions == ()
    deuxieme.points.update(complements=True, nature="debat")
    assert document(deuxieme).propositions == ()


def test_no_other_chantier_and_no_other_day_is_recalled(premiere, deuxieme):
    pick(premiere, le=DEUX + ENTRE)
    elsewhere = held(factories.ChantierFactory(), UN, ("debat", "<p>Ailleurs.</p>"))
    pick(workflow.freeze_import(elsewhere.proces_verbal, "approuve"), intitule="Ailleurs")
    assert told(deuxieme) == []


def test_the_frozen_version_keeps_it_whatever_becomes_of_them(premiere, deuxieme):
    made = pick(premiere)
    frozen = json.read_frozen(workflow.freeze_import(deuxieme.proces_verbal, "diffuse").contenu)
    suivi.decide(made, "retenue", by=None)
    suivi.reword(made, intitule="Autrement", by=None)
    assert document(deuxieme).propositions == frozen.propositions
    assert [each.intitule for each in frozen.propositions] == ["Les délais"]


def test_building_costs_the_same_for_any_number_and_nothing_where_nothing_recalls(premiere, deuxieme):
    def cost(seance):
        found = Seance.objects.with_document().get(pk=seance.pk)
        with CaptureQueriesContext(connection) as queries:
            build(found)
        return len(queries)

    plain = cost(premiere.proces_verbal.seance)
    pick(premiere)
    once = cost(deuxieme)
    for rank in range(3):
        pick(premiere, 2, intitule=f"Encore {rank}")
    assert (cost(deuxieme), once - plain) == (once, 2)


def test_who_writes_sees_what_the_portal_adds(premiere, deuxieme, client):
    made = factories.CopresidenceFactory(chantier=deuxieme.chantier, participant__avec_compte=True)
    client.force_login(made.participant.compte)
    pick(premiere)
    page = client.get(f"/gestion/seances/seance/{deuxieme.pk}/rediger/").content.decode()
    assert page.count("Ajouté par le portail") == 1
    assert "<strong>Les délais</strong>" in page


# ── In every file ───────────────────────────────────────────────────────────────────────────────────────

PHRASE = "1. Les délais (nouvelle, à l’étude ; niveau de terrain ; Code : art. 3 ; séance 1, § 1)"


def squeezed(text):
    return " ".join(text.replace("\u202f", " ").split())


def test_the_page_and_the_pdf_say_it(premiere, deuxieme, client):
    pick(premiere, niveau="terrain", articles="art. 3")
    workflow.freeze_import(deuxieme.proces_verbal, "approuve")
    page = client.get(deuxieme.url("proces_verbal_detail")).content.decode()
    assert "Les propositions du chantier à l’ouverture de la séance" in page
    assert "<strong>Les délais</strong>" in page
    data = client.get(deuxieme.url("proces_verbal_pdf")).getvalue()
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    assert PHRASE in squeezed(text)


@pytest.mark.parametrize("ending", sorted(sorties.FORMATS))
def test_every_file_to_work_with_says_it(premiere, deuxieme, ending):
    pick(premiere, niveau="terrain", articles="art. 3")
    content = sorties.render(ending, document(deuxieme), mention="Projet", images="https://example.org/")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    assert "Les délais" in content.decode("utf-8", "replace")
    assert "niveau de terrain" in content.decode("utf-8", "replace").replace("\u00a0", " ")


def test_two_versions_tell_what_changed(premiere, deuxieme):
    before = document(deuxieme)
    pick(premiere)
    sections = compare(before, document(deuxieme)).sections
    assert [section.titre for section in sections] == ["Propositions"]


# ── In public ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_public_edition_recalls_what_is_public(premiere, deuxieme):
    problem = pick(premiere)
    pick(premiere, 3, type="cause", intitule="Secret", repond_a=problem)
    both = pick(premiere, 2, type="action", intitule="Des deux", repond_a=problem)
    suivi.cite(both, premiere, paragraphe=3, debut=0, fin=5, by=None, le=UN + ENTRE)
    whole = document(deuxieme)
    assert [(each.intitule, each.reservee) for each in whole.propositions] == [
        ("Les délais", False),
        ("Secret", True),
        ("Des deux", False),
    ]
    shown = redact(whole, {}).propositions
    assert [(each.intitule, each.sources) for each in shown] == [
        ("Les délais", (Source(1, 1),)),
        ("Des deux", (Source(1, 2),)),
    ]


def test_what_answers_what_is_hidden_tells_no_number(premiere, deuxieme):
    secret = pick(premiere, 3, intitule="Secret")
    pick(premiere, type="action", intitule="Ouvrir", repond_a=secret)
    [shown] = redact(document(deuxieme), {}).propositions
    assert (shown.intitule, shown.repond_a) == ("Ouvrir", None)


def test_without_an_edition_nothing_is_recalled_in_public(premiere, deuxieme):
    pick(premiere)
    workflow.withdraw_edition(premiere.editions.get(), by=None, motif="Erreur.")
    assert [each.reservee for each in document(deuxieme).propositions] == [True]
    assert redact(document(deuxieme), {}).propositions == ()


def test_at_a_point_a_huis_clos_nothing_is_recalled_in_public(premiere, deuxieme):
    pick(premiere)
    deuxieme.points.filter(position=2).update(huis_clos=True)
    whole = document(deuxieme)
    assert (len(whole.propositions), redact(whole, {}).propositions) == (1, ())


def test_names_of_titles_are_hidden_in_public(premiere, deuxieme):
    person = factories.ParticipantFactory(prenom="Zoé", nom="Lemêrre", oppose=True)
    pick(premiere, intitule="Zoé Lemêrre attend, zoe@example.org aussi")
    version = workflow.freeze_import(deuxieme.proces_verbal, "approuve")
    [shown] = json.read_frozen(version.editions.get().contenu).propositions
    assert shown.intitule == "Une personne attend, [adresse retirée] aussi"
    [whole] = json.read_frozen(version.contenu).propositions
    assert whole.intitule == "Zoé Lemêrre attend, [adresse retirée] aussi"
    assert person.opposition_le


# ── As a file of ours ───────────────────────────────────────────────────────────────────────────────────


def exported(seance):
    return json.dumps(document(seance)).encode()


def test_what_is_exported_comes_back_the_same_beside_its_propositions(premiere, deuxieme):
    pick(premiere, niveau="terrain")
    before = exported(deuxieme)
    reimported(before)
    assert exported(deuxieme) == before
    assert ProcesVerbal.objects.get(seance=deuxieme).propositions_reprises is None


def test_a_portal_without_them_keeps_what_the_file_recalls(premiere, deuxieme):
    problem = pick(premiere, niveau="terrain", articles="art. 3")
    action = pick(premiere, 2, type="action", intitule="Ouvrir", repond_a=problem, le=UN)
    suivi.decide(action, "transmise", transmise_a="la commune", by=None, le=UN + ENTRE)
    before = exported(deuxieme)
    Proposition.objects.update(repond_a=None)
    Proposition.objects.all().delete()
    assert at_opening(deuxieme) == ()
    reimported(before)
    assert exported(deuxieme) == before
    assert Proposition.objects.count() == 0
    frozen = json.read_frozen(workflow.freeze_import(deuxieme.proces_verbal, "approuve").contenu)
    assert [each.intitule for each in frozen.propositions] == ["Les délais", "Ouvrir"]


def reimported(data):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(data)
        file.flush()
        call_command("importer_pv", file.name, remplacer=True, stdout=io.StringIO())


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ({"numero": 0}, "propositions[0].numero", "le numéro d’une proposition commence à 1"),
        ({"numero": 2}, "propositions[1].numero", "la proposition 2 figure déjà à propositions[0]"),
        ({"intitule": " "}, "propositions[0].intitule", "une proposition a un intitulé"),
        ({"intitule": "x" * 251}, "propositions[0].intitule", "251 caractères, 250 au plus"),
        (
            {"etat": "transmise"},
            "propositions[0].transmise_a",
            "une proposition transmise dit à qui, et elle seule",
        ),
        (
            {"transmise_a": "A"},
            "propositions[0].transmise_a",
            "une proposition transmise dit à qui, et elle seule",
        ),
        ({"repond_a": 9}, "propositions[0].repond_a", "la proposition 9 n’est pas une autre de la liste"),
        ({"repond_a": 1}, "propositions[0].repond_a", "la proposition 1 n’est pas une autre de la liste"),
        ({"sources": (Source(0, 1),)}, "propositions[0].sources[0].seance", "un numéro commence à 1"),
        ({"sources": (Source(1, 0),)}, "propositions[0].sources[0].paragraphe", "un numéro commence à 1"),
    ],
)
def test_a_file_whose_propositions_cannot_be_is_refused(changes, place, reason):
    rows = (replace(ROWS[0], **changes), ROWS[1])
    assert check(replace(DOCUMENT, propositions=ROWS)) == []
    assert [(each.chemin, each.raison) for each in check(replace(DOCUMENT, propositions=rows))] == [
        (place, reason)
    ]


def test_propositions_need_a_point_that_recalls_them():
    without = replace(DOCUMENT, points=(tree.Point(1, "Débat"),), propositions=ROWS)
    assert [each.chemin for each in check(without)] == ["propositions"]
