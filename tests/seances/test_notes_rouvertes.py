"""Asking for a note again by hand, and opening that of a PV that was sent out: who, until when, what becomes of it."""

import datetime

import pytest
from django.utils import timezone

from participants.models import Evenement
from seances import courrier, liens, notes, workflow
from seances.attentes import mine
from seances.models import DemandeNote, Envoi, EtatPV, NaturePoint, Restitution
from seances.pv import json
from seances.workflow import TransitionRefused
from tests import factories
from tests.seances.personnes import ROLES, day, log_in

pytestmark = pytest.mark.django_db
FIGE = "Le procès-verbal est figé : la note ne peut plus être remplacée, sauf si la coprésidence la rouvre."


@pytest.fixture
def groupe():
    """A sub-group of ten days ago, its secrétaire reachable."""
    seance = factories.SeanceFactory(convoquee=True, date=day(-10), heure_fin=datetime.time(16))
    for nature in (NaturePoint.SOUS_GROUPES, NaturePoint.RESTITUTION):
        factories.PointOrdreDuJourFactory(seance=seance, titre=nature.label, nature=nature)
    groupe = factories.SousGroupeFactory(seance=seance)
    factories.MembreSousGroupeFactory(
        sous_groupe=groupe,
        secretaire=True,
        participant__prenom="Zoé",
        participant__courriel="zoe@example.org",
        participant__avec_compte=True,
    )
    return groupe


@pytest.fixture
def by():
    return factories.ParticipantFactory(prenom="Alix", nom="Préside", avec_compte=True).compte


@pytest.fixture
def pv(groupe, by):
    """Its PV, sent out with a first note."""
    notes.deposit(groupe, name="a.txt", data=b"Une premiere note.")
    pv = factories.ProcesVerbalFactory(seance=groupe.seance)
    workflow.submit(pv, by=by)
    workflow.send_out(pv, remarques_jusqu_au=day(5), by=by)
    pv.refresh_from_db()
    return pv


def fresh(groupe):
    return notes.fresh(groupe)


def note_of(version):
    [groupe] = json.read_frozen(version.contenu).sous_groupes
    return "".join(run.texte for bloc in groupe.restitution.blocs for run in bloc.runs)


def letters(message="note_demandee"):
    return Envoi.objects.filter(message=message)


def sent(mailoutbox):
    courrier.deliver()
    return [letter for letter in mailoutbox if letter.to == ["zoe@example.org"] and "ote r" in letter.subject]


# ── Asking again ────────────────────────────────────────────────────────────────────────────────────────


def test_the_secretaire_is_asked_again_with_a_word_and_his_link(groupe, by, mailoutbox):
    workflow.ask_again(groupe, motif="Il manque la deuxième page.", by=by)
    [letter] = sent(mailoutbox)
    assert letter.subject.startswith(f"Note redemandée : groupe {groupe.numero}, chantier")
    assert "«\u00a0Il manque la deuxième page.\u00a0»" in letter.body
    assert liens.for_note(groupe.membres.get().participant, groupe) in letter.body
    assert Evenement.objects.filter(acte="note redemandée", par=by).count() == 1


def test_once_a_day(groupe, by):
    workflow.ask_again(groupe, by=by)
    with pytest.raises(TransitionRefused, match="déjà été redemandée aujourd’hui"):
        workflow.ask_again(groupe, by=by)
    DemandeNote.objects.update(faite_le=timezone.now() - datetime.timedelta(days=1))
    workflow.ask_again(groupe, by=by)
    assert letters().count() == 2


def to_come(groupe):
    groupe.seance.date = day(3)
    groupe.seance.save()


def nobody_writes(groupe):
    groupe.membres.update(est_secretaire=False)


def no_address(groupe):
    participant = groupe.membres.get().participant
    participant.courriel, participant.compte = "", None
    participant.save()


def frozen(groupe):
    factories.ProcesVerbalFactory(seance=groupe.seance, diffuse=True)


def is_there(groupe):
    notes.deposit(groupe, name="a.txt", data=b"Voici.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (to_come, "une fois la séance tenue"),
        (nobody_writes, "n’a pas de secrétaire"),
        (no_address, "n’a pas d’adresse"),
        (frozen, "sauf si la coprésidence la rouvre"),
        (is_there, "dites ce qui manque"),
    ],
)
def test_when_nobody_is_asked_again(groupe, by, change, said):
    change(groupe)
    with pytest.raises(TransitionRefused, match=said):
        workflow.ask_again(groupe, by=by)
    assert not DemandeNote.objects.exists() and not letters().exists()


def test_a_letter_that_a_note_came_before_does_not_leave(groupe, by, mailoutbox):
    notes.deposit(groupe, name="a.txt", data=b"Une note trop courte.")
    workflow.ask_again(groupe, motif="Il en manque.", by=by)
    notes.deposit(groupe, name="b.txt", data=b"Une note entiere.")
    assert sent(mailoutbox) == []
    assert letters().get().raison == "La note a été déposée entre-temps."


# ── Opening again ───────────────────────────────────────────────────────────────────────────────────────


def test_a_note_opened_again_is_replaced_and_the_next_version_carries_it(groupe, pv, by):
    first = pv.versions.get()
    with pytest.raises(notes.NoteRefusee, match="figé"):
        notes.receive(groupe, name="b.txt", data=b"Une autre note.")
    workflow.reopen_note(groupe, motif="Un passage manque.", by=by)
    assert notes.why_closed(fresh(groupe)) == ""
    notes.deposit(groupe, name="b.txt", data=b"Une autre note.")
    assert notes.why_closed(fresh(groupe)) == FIGE
    workflow.approve(pv, en=later(groupe), by=by)
    first.refresh_from_db()
    second = pv.versions.order_by("numero").last()
    assert (note_of(first), note_of(second)) == ("Une premiere note.", "Une autre note.")
    assert groupe.restitutions.count() == 2


def later(groupe):
    return factories.SeanceFactory(chantier=groupe.seance.chantier, convoquee=True, date=day(9))


def test_the_secretaire_is_told_why_and_finds_it_on_his_home_page(groupe, pv, by, mailoutbox):
    workflow.reopen_note(groupe, motif="Un passage manque.", by=by)
    [letter] = sent(mailoutbox)
    assert letter.subject.startswith("Note rouverte")
    assert "«\u00a0Un passage manque.\u00a0»" in letter.body
    compte = groupe.membres.get().participant.compte
    asked = [one.texte for one in mine(compte).attentes if "note" in one.texte]
    assert asked == [f"Remplacez la note du groupe {groupe.numero}"]
    workflow.close_note(groupe, by=by)
    assert [one.texte for one in mine(compte).attentes if "note" in one.texte] == []


def test_his_link_works_again_while_it_is_open(client, groupe, pv, by):
    address = liens.for_note(groupe.membres.get().participant, groupe).partition("/lien/")[2]
    assert client.get(f"/lien/{address}").status_code == 410
    workflow.reopen_note(groupe, motif="Un passage manque.", by=by)
    page = client.get(f"/lien/{address}")
    assert page.status_code == 200
    assert "La coprésidence a rouvert cette note" in page.text
    assert client.post(f"/lien/{address}", {"texte": "Une autre note."}).status_code == 302
    assert client.post(f"/lien/{address}", {"depot": 2}).status_code == 302
    assert Restitution.objects.get(numero=2).confirmee_le is not None
    assert client.get(f"/lien/{address}").status_code == 410


def test_it_is_not_approved_while_a_note_is_open(groupe, pv, by):
    workflow.reopen_note(groupe, motif="Un passage manque.", by=by)
    with pytest.raises(TransitionRefused, match=f"La note du groupe {groupe.numero} est rouverte"):
        workflow.approve(pv, en=later(groupe), by=by)
    workflow.close_note(groupe, by=by)
    workflow.approve(pv, en=later(groupe), by=by)


def test_a_withdrawn_pv_needs_no_opening(groupe, pv, by):
    workflow.reopen_note(groupe, motif="Un passage manque.", by=by)
    workflow.withdraw(pv, motif="Une erreur.", by=by)
    assert not DemandeNote.objects.rouvertes().exists()
    assert notes.why_closed(fresh(groupe)) == ""


def test_of_an_approved_pv_only_a_rectification_opens_it(groupe, pv, by):
    workflow.approve(pv, en=later(groupe), by=by)
    with pytest.raises(TransitionRefused, match="ouvrez d’abord une rectification"):
        workflow.reopen_note(fresh(groupe), motif="Un passage manque.", by=by)
    workflow.open_rectification(pv, motif="La note.", by=by)
    workflow.reopen_note(groupe, motif="Un passage manque.", by=by)
    with pytest.raises(TransitionRefused, match="est rouverte"):
        workflow.rectify(pv, by=by)
    notes.deposit(groupe, name="b.txt", data=b"Une autre note.")
    version = workflow.rectify(pv, by=by)
    assert note_of(version) == "Une autre note."


def test_a_rectification_given_up_gives_the_old_note_back(groupe, pv, by):
    workflow.approve(pv, en=later(groupe), by=by)
    workflow.open_rectification(pv, motif="La note.", by=by)
    workflow.reopen_note(groupe, motif="Un passage manque.", by=by)
    notes.deposit(groupe, name="b.txt", data=b"Une autre note.")
    workflow.abandon_rectification(pv, by=by)
    assert [note.contenu for note in Restitution.objects.courantes()] == ["<p>Une premiere note.</p>"]
    assert groupe.restitutions.count() == 2


@pytest.mark.parametrize("motif", ["", " \n"])
def test_a_reason_is_asked(groupe, pv, by, motif):
    with pytest.raises(TransitionRefused, match="pourquoi"):
        workflow.reopen_note(groupe, motif=motif, by=by)
    assert not DemandeNote.objects.exists()


def test_nothing_is_opened_twice_nor_before_it_is_closed(groupe, by):
    with pytest.raises(TransitionRefused, match="rien à rouvrir"):
        workflow.reopen_note(groupe, motif="Un passage manque.", by=by)
    factories.ProcesVerbalFactory(seance=groupe.seance, etat=EtatPV.DIFFUSE)
    workflow.reopen_note(fresh(groupe), motif="Un passage manque.", by=by)
    with pytest.raises(TransitionRefused, match="déjà rouverte"):
        workflow.reopen_note(groupe, motif="Un passage manque.", by=by)
    workflow.close_note(groupe, by=by)
    workflow.close_note(groupe, by=by)
    assert Evenement.objects.filter(acte="note refermée").count() == 1


# ── On the page of the group ────────────────────────────────────────────────────────────────────────────

# What each role gets for asking again, opening, closing.
ACTS = {
    "visiteur": (302, 302, 302),
    "préside ailleurs": (404, 404, 404),
    "inscrit": (403, 403, 403),
    "membre": (403, 403, 403),
    "secrétaire": (403, 403, 403),
    "rédacteur": (302, 403, 403),
    "préside": (302, 302, 302),
    "administration": (302, 302, 302),
}


@pytest.mark.parametrize("role", ACTS)
def test_who_asks_again_and_who_opens(client, groupe, pv, role):
    if role == "secrétaire":  # one takes the place of the other
        groupe.membres.update(est_secretaire=False)
    log_in(client, role, groupe)
    words = {"motif": "Un passage manque."}
    opened = client.post(groupe.seance.url("note_rouvrir", groupe.numero), words).status_code
    assert DemandeNote.objects.rouvertes().count() == (opened == 302 and role != "visiteur")
    closed = client.post(groupe.seance.url("note_refermer", groupe.numero)).status_code
    assert not DemandeNote.objects.rouvertes().exists()
    pv.__class__.objects.update(etat=EtatPV.EN_RELECTURE)
    DemandeNote.objects.update(faite_le=timezone.now() - datetime.timedelta(days=1))
    before = DemandeNote.objects.count()
    asked = client.post(groupe.seance.url("note_demander", groupe.numero), words).status_code
    assert (asked, opened, closed) == ACTS[role]
    assert DemandeNote.objects.count() - before == (role in {"rédacteur", "préside", "administration"})


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("inscrit", set()),
        ("secrétaire de l’autre groupe", set()),
        ("préside", {"rouvrir"}),
        ("rédacteur", set()),
    ],
)
def test_the_page_offers_what_may_be_done(client, groupe, pv, role, shown):
    log_in(client, role, groupe)
    page = client.get(groupe.seance.url("sous_groupe_detail", groupe.numero)).text
    acts = {act for act in ("demander", "rouvrir", "refermer") if f"/note/{act}/" in page}
    assert acts == shown


def test_the_page_tells_that_it_is_open_and_why(client, groupe, pv, by):
    workflow.reopen_note(groupe, motif="Un passage <manque>.", by=by)
    log_in(client, "préside", groupe)
    page = client.get(groupe.seance.url("sous_groupe_detail", groupe.numero)).text
    assert "<b>Rouverte</b>" in page and "par Alix Préside\u00a0: Un passage &lt;manque&gt;." in page
    assert "/note/refermer/" in page and "/note/rouvrir/" not in page


def test_a_refusal_is_said_on_the_page(client, groupe, pv):
    log_in(client, "préside", groupe)
    page = client.post(groupe.seance.url("note_rouvrir", groupe.numero), {"motif": " "}, follow=True)
    assert "Dites pourquoi la note est rouverte" in page.text
    assert not DemandeNote.objects.exists()


def test_every_role_is_one():
    assert ACTS.keys() <= ROLES.keys()
