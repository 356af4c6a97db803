"""The life of a PV: each arrow, what it needs, what it leaves, and what it refuses."""

import datetime

import pytest
from django.utils import timezone

from participants.models import Evenement
from seances import redaction, workflow
from seances.models import EtatPV, RetraitVersion
from seances.pv import json
from tests import factories

pytestmark = pytest.mark.django_db


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


@pytest.fixture
def by():
    return factories.CompteFactory()


@pytest.fixture
def texte():
    seance = factories.SeanceFactory(convoquee=True, date=days(-10))
    texte = factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
    return redaction.save_texte(texte, texte="<p>Bonjour.</p>", texte_apres="", opened_revision=0, by=None)


@pytest.fixture
def pv(texte):
    return texte.point.seance.proces_verbal


@pytest.fixture
def later(pv):
    """A séance at which it may be approved."""
    return factories.SeanceFactory(chantier=pv.seance.chantier, convoquee=True, date=days(3))


def relecture(pv):
    workflow.submit(pv, by=None)


def sent_out(pv, until=5):
    relecture(pv)
    return workflow.send_out(pv, remarques_jusqu_au=days(until), by=None)


def approved(pv, later):
    sent_out(pv)
    return workflow.approve(pv, en=later, by=None)


def etat(pv):
    pv.refresh_from_db()
    return pv.etat


def text_of(version):
    return [bloc.runs[0].texte for bloc in json.read_frozen(version.contenu).points[0].blocs]


def edit(texte, html):
    texte.refresh_from_db()
    return redaction.save_texte(texte, texte=html, texte_apres="", opened_revision=texte.revision, by=None)


def acts(pv, user):
    pv.refresh_from_db()
    return [act.slug for act in workflow.possible_acts(pv, user) if not act.refus]


def test_a_brouillon_goes_to_relecture_and_back(pv, by):
    workflow.submit(pv, by=by)
    assert etat(pv) == EtatPV.EN_RELECTURE
    workflow.redraft(pv, by=by)
    assert etat(pv) == EtatPV.BROUILLON
    assert list(Evenement.objects.filter(par=by).order_by("pk").values_list("acte", flat=True)) == [
        "procès-verbal en relecture",
        "procès-verbal rendu au brouillon",
    ]


def test_sending_out_freezes_the_text_and_opens_it_to_remarks(pv, texte, by):
    relecture(pv)
    version = workflow.send_out(pv, remarques_jusqu_au=days(0), by=by)
    assert (etat(pv), pv.remarques_jusqu_au) == (EtatPV.DIFFUSE, days(0))
    assert (version.numero, version.etat, version.figee_par) == (1, EtatPV.DIFFUSE, by)
    assert text_of(version) == ["Bonjour."]
    with pytest.raises(redaction.TexteFige):
        edit(texte, "<p>Bonsoir.</p>")


@pytest.mark.parametrize("until", [None, -1])
def test_sending_out_needs_a_day_to_come(pv, until):
    relecture(pv)
    with pytest.raises(workflow.TransitionRefused, match="date à venir"):
        workflow.send_out(pv, remarques_jusqu_au=until if until is None else days(until), by=None)
    assert (etat(pv), pv.versions.count()) == (EtatPV.EN_RELECTURE, 0)


def test_withdrawing_tells_why_and_opens_the_text_again(pv, texte, by):
    version = sent_out(pv)
    workflow.withdraw(pv, motif=" Une page manque. ", by=by)
    assert (etat(pv), pv.remarques_jusqu_au) == (EtatPV.EN_RELECTURE, None)
    assert RetraitVersion.objects.values_list("version", "motif", "par").get() == (
        version.pk,
        "Une page manque.",
        by.pk,
    )
    edit(texte, "<p>Complet.</p>")
    again = workflow.send_out(pv, remarques_jusqu_au=days(5), by=by)
    assert (again.numero, text_of(again), text_of(version)) == (2, ["Complet."], ["Bonjour."])


def test_withdrawing_needs_a_reason(pv):
    sent_out(pv)
    with pytest.raises(workflow.TransitionRefused, match="pourquoi"):
        workflow.withdraw(pv, motif=" ", by=None)
    assert (etat(pv), RetraitVersion.objects.count()) == (EtatPV.DIFFUSE, 0)


def test_approving_at_a_later_seance_makes_the_next_version(pv, later, by):
    sent_out(pv)
    version = workflow.approve(pv, en=later, by=by)
    assert (etat(pv), pv.mode_approbation, pv.approuve_en) == (EtatPV.APPROUVE, "seance", later)
    assert (version.numero, version.etat) == (2, EtatPV.APPROUVE)


def test_approving_in_writing_keeps_the_date(pv):
    sent_out(pv)
    pv.refresh_from_db()
    pv.remarques_jusqu_au = days(-1)
    pv.save()
    workflow.approve(pv, par_ecrit_le=days(0), by=None)
    assert (etat(pv), pv.mode_approbation, pv.approuve_le) == (EtatPV.APPROUVE, "ecrit", days(0))


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({}, "à quelle séance"),
        ({"en": "later", "par_ecrit_le": 0}, "à quelle séance"),
        ({"en": "own"}, "séance ultérieure"),
        ({"en": "before"}, "séance ultérieure"),
        ({"en": "cancelled"}, "séance ultérieure"),
        ({"en": "elsewhere"}, "séance ultérieure"),
        ({"par_ecrit_le": 1}, "ne peut pas être à venir"),
        ({"par_ecrit_le": 0}, "attendez cette date"),
    ],
)
def test_an_approval_says_when_and_where_it_was(pv, later, how, reason):
    sent_out(pv)
    chantier = pv.seance.chantier
    seances = {
        "later": later,
        "own": pv.seance,
        "before": factories.SeanceFactory(chantier=chantier, convoquee=True, date=days(-20)),
        "cancelled": factories.SeanceFactory(chantier=chantier, annulee=True, date=days(4)),
        "elsewhere": factories.SeanceFactory(convoquee=True, date=days(4)),
    }
    given = {"en": seances.get(how.get("en"))}
    if "par_ecrit_le" in how:
        given["par_ecrit_le"] = days(how["par_ecrit_le"])
    with pytest.raises(workflow.TransitionRefused, match=reason):
        workflow.approve(pv, **given, by=None)
    assert (etat(pv), pv.versions.count()) == (EtatPV.DIFFUSE, 1)


@pytest.mark.parametrize(("open_", "words"), [(1, "1 remarque à"), (2, "2 remarques à")])
def test_an_open_remark_holds_the_approval_back(pv, later, open_, words):
    sent_out(pv)
    for _ in range(open_):
        factories.RemarqueFactory(proces_verbal=pv)
    factories.RemarqueFactory(proces_verbal=pv, decision="refusee")
    with pytest.raises(workflow.TransitionRefused, match=words):
        workflow.approve(pv, en=later, by=None)
    assert etat(pv) == EtatPV.DIFFUSE


def test_a_rectification_opens_the_text_and_makes_a_version_with_its_reason(pv, texte, later, by):
    first = approved(pv, later)
    workflow.open_rectification(pv, motif="Un nom est faux.", by=by)
    edit(texte, "<p>Bonsoir.</p>")
    version = workflow.rectify(pv, by=by)
    assert (etat(pv), pv.rectification) == (EtatPV.RECTIFIE, "")
    assert (version.numero, version.etat, version.motif) == (3, EtatPV.RECTIFIE, "Un nom est faux.")
    assert (text_of(version), text_of(first)) == (["Bonsoir."], ["Bonjour."])
    with pytest.raises(redaction.TexteFige):
        edit(texte, "<p>Encore.</p>")


def test_again_and_again(pv, texte, later, by):
    approved(pv, later)
    for numero, html in ((3, "<p>Un.</p>"), (4, "<p>Deux.</p>")):
        workflow.open_rectification(pv, motif="Encore.", by=by)
        edit(texte, html)
        assert workflow.rectify(pv, by=by).numero == numero


def test_nothing_changed_is_no_rectification(pv, later):
    approved(pv, later)
    workflow.open_rectification(pv, motif="Pour voir.", by=None)
    with pytest.raises(workflow.TransitionRefused, match="Rien n’a changé"):
        workflow.rectify(pv, by=None)
    assert (etat(pv), pv.versions.count()) == (EtatPV.APPROUVE, 2)


def test_whoever_gives_a_rectification_up_finds_the_approved_text_again(pv, texte, later, by):
    approved(pv, later)
    workflow.open_rectification(pv, motif="Un nom est faux.", by=by)
    typed = edit(texte, "<p>Bonsoir.</p>")
    workflow.abandon_rectification(pv, by=by)
    texte.refresh_from_db()
    assert (etat(pv), pv.rectification, texte.texte) == (EtatPV.APPROUVE, "", "<p>Bonjour.</p>")
    assert texte.revisions.get(numero=typed.revision).texte == "<p>Bonsoir.</p>"


def test_a_rectification_that_changed_other_data_is_not_given_up_in_silence(pv, later):
    approved(pv, later)
    workflow.open_rectification(pv, motif="Un nom manque.", by=None)
    factories.PresenceFactory(seance=pv.seance, present=True)
    with pytest.raises(workflow.TransitionRefused, match="D’autres données"):
        workflow.abandon_rectification(pv, by=None)
    pv.refresh_from_db()
    assert pv.rectification == "Un nom manque."


POSSIBLE = {
    "brouillon": ["relire"],
    "en_relecture": ["reprendre", "diffuser"],
    "diffuse": ["retirer", "approuver"],
    "approuve": ["ouvrir"],
    "rectification": ["rectifier", "renoncer"],
}


@pytest.mark.parametrize("state", POSSIBLE)
def test_only_what_is_possible_is_possible(pv, later, state):
    """Every act in every state: those of the table pass or ask for more, the others are refused and change nothing."""
    administration = factories.CompteFactory(administration=True)
    if state == "en_relecture":
        relecture(pv)
    elif state == "diffuse":
        sent_out(pv)
    elif state != "brouillon":
        approved(pv, later)
    if state == "rectification":
        workflow.open_rectification(pv, motif="Un nom est faux.", by=None)
    assert acts(pv, administration) == POSSIBLE[state]

    tried = {
        "relire": lambda: workflow.submit(pv, by=None),
        "reprendre": lambda: workflow.redraft(pv, by=None),
        "diffuser": lambda: workflow.send_out(pv, remarques_jusqu_au=days(5), by=None),
        "retirer": lambda: workflow.withdraw(pv, motif="Non.", by=None),
        "approuver": lambda: workflow.approve(pv, en=later, by=None),
        "ouvrir": lambda: workflow.open_rectification(pv, motif="Oui.", by=None),
        "rectifier": lambda: workflow.rectify(pv, by=None),
        "renoncer": lambda: workflow.abandon_rectification(pv, by=None),
    }
    assert list(tried) == [act.slug for act in workflow.possible_acts(pv, administration)]
    before = (pv.etat, pv.rectification, pv.versions.count())
    for slug, act in tried.items():
        if slug not in POSSIBLE[state]:
            with pytest.raises(workflow.TransitionRefused):
                act()
            pv.refresh_from_db()
            assert (pv.etat, pv.rectification, pv.versions.count()) == before


@pytest.mark.parametrize(
    ("role", "expected"),
    [("visitor", []), ("redacteur", ["reprendre"]), ("copresident", ["reprendre", "diffuser"])],
)
def test_each_role_finds_its_own_acts(pv, role, expected):
    relecture(pv)
    participant = factories.ParticipantFactory(avec_compte=True)
    chantier = pv.seance.chantier
    if role == "redacteur":
        factories.InscriptionFactory(chantier=chantier, participant=participant, redacteur=True)
    elif role == "copresident":
        factories.CopresidenceFactory(chantier=chantier, participant=participant)
    assert acts(pv, participant.compte) == expected
