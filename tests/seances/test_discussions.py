"""What is said of a past note: by whom, to whom, taken back by whom; and past notes of the same question."""

import pytest

from participants.models import Evenement
from seances import discussions, donnees, notes, workflow
from seances.models import Commentaire, EtatPV, NaturePoint
from tests import factories
from tests.seances.personnes import ROLES, day, inscrit, log_in

pytestmark = pytest.mark.django_db
QUESTION = "<p>Que faire ?</p>"


def noted(chantier, offset, words):
    """A sub-group whose note a PV that was sent out carries."""
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True, date=day(offset))
    for nature in (NaturePoint.SOUS_GROUPES, NaturePoint.RESTITUTION):
        factories.PointOrdreDuJourFactory(seance=seance, titre=nature.label, nature=nature)
    groupe = factories.SousGroupeFactory(seance=seance, question=QUESTION)
    notes.deposit(groupe, name="n.txt", data=words)
    workflow.freeze_import(factories.ProcesVerbalFactory(seance=seance), EtatPV.DIFFUSE)
    return groupe


@pytest.fixture
def groupe():
    return noted(factories.ChantierFactory(contact="chantier@example.org"), -30, b"Un carnet pour chacun.")


def address(groupe, view="sous_groupe_detail", *rest):
    return groupe.seance.url(view, groupe.numero, *rest)


def say(client, groupe, texte):
    return client.post(address(groupe, "commentaire_ecrire"), {"texte": texte})


# ── Saying ──────────────────────────────────────────────────────────────────────────────────────────────

# What each role gets for saying something.
SAYS = {
    "visiteur": 302,
    "compte sans fiche": 404,
    "préside ailleurs": 404,
    "ancien inscrit": 404,
    "a présidé": 404,
    "excusé": 404,
    "remplaçant": 302,
    "inscrit": 302,
    "secrétaire": 302,
    "rédacteur": 302,
    "préside": 302,
    "administration": 403,  # has no name of his own here
}


@pytest.mark.parametrize("role", SAYS)
def test_those_who_read_the_note_speak_of_it_in_their_own_name(client, groupe, role):
    compte = log_in(client, role, groupe)
    response = say(client, groupe, " Nous l’avons essayé.\r\nIl sert. ")
    assert response.status_code == SAYS[role]
    if SAYS[role] == 302 and compte is not None:
        made = Commentaire.objects.get()
        assert (made.auteur, made.texte) == (compte.participant, "Nous l’avons essayé.\nIl sert.")
        assert response.url.endswith(f"#commentaire-{made.pk}")
        page = client.get(address(groupe)).text
        assert "Nous l’avons essayé.<br>Il sert." in page
        assert compte.participant.nom_complet in page
        assert Evenement.objects.filter(acte="commentaire sur une note", par=compte).count() == 1
    else:
        assert not Commentaire.objects.exists()


@pytest.mark.parametrize("role", ["compte sans fiche", "préside ailleurs", "ancien inscrit", "excusé"])
def test_nobody_else_reads_it(client, groupe, role):
    factories.CommentaireFactory(sous_groupe=groupe, texte="Propos entre nous.")
    log_in(client, role, groupe)
    assert client.get(address(groupe)).status_code == 404


@pytest.mark.parametrize(
    ("texte", "said"),
    [
        ("  \n ", "Écrivez ce que vous voulez dire"),
        ("x" * 2001, "2000 signes au plus : le vôtre en a 2001."),
    ],
)
def test_what_is_refused_comes_back_with_the_reason(client, groupe, texte, said):
    log_in(client, "inscrit", groupe)
    response = say(client, groupe, texte)
    assert response.status_code == 422
    assert said in response.text
    assert response.context["texte"] == texte
    assert not Commentaire.objects.exists()


def test_before_the_note_is_in_a_frozen_pv_there_is_no_discussion(client, groupe):
    other = factories.SousGroupeFactory(seance=groupe.seance)  # without a note
    begun = factories.SousGroupeFactory(seance__convoquee=True, seance__chantier=groupe.seance.chantier)
    notes.deposit(begun, name="n.txt", data=b"Pas encore parue.")
    log_in(client, "préside", groupe)
    for each in (other, begun):
        assert 'id="discussion"' not in client.get(address(each)).text
        response = say(client, each, "Trop tôt.")
        assert (response.status_code, Commentaire.objects.count()) == (422, 0)
        assert "une fois la note parue" in response.text


def test_a_button_pressed_twice_says_it_once(client, groupe):
    log_in(client, "inscrit", groupe)
    say(client, groupe, "Il sert.")
    say(client, groupe, "Il sert.")
    assert Commentaire.objects.count() == 1


def test_a_note_has_so_many_comments_and_no_more(groupe, monkeypatch):
    monkeypatch.setattr(discussions, "MAXIMUM", 1)
    compte = inscrit(groupe)
    discussions.say(groupe, "Un.", by=compte)
    with pytest.raises(discussions.CommentaireRefuse, match="déjà 1 commentaires"):
        discussions.say(groupe, "Deux.", by=compte)


def test_nothing_that_is_typed_runs_and_no_address_is_shown(client, groupe):
    log_in(client, "inscrit", groupe)
    say(client, groupe, "<script>alert(1)</script> écrire à zoe@example.org ou à chantier@example.org")
    page = client.get(address(groupe)).text
    assert "&lt;script&gt;alert(1)" in page
    assert "zoe@example.org" not in page
    assert "ou à chantier@example.org" in page


# ── Taking back ─────────────────────────────────────────────────────────────────────────────────────────


def test_who_wrote_takes_his_own_words_back_for_good(client, groupe):
    log_in(client, "inscrit", groupe)
    say(client, groupe, "Je me suis trompé.")
    made = Commentaire.objects.get()
    assert client.post(address(groupe, "commentaire_retirer", made.pk)).status_code == 302
    made.refresh_from_db()
    assert (made.texte, made.motif_retrait) == ("", "")
    page = client.get(address(groupe)).text
    assert "Je me suis trompé" not in page and "Commentaire retiré." in page


# Whoever withdraws the words of somebody else: status, and whether they are gone.
WITHDRAWS = {
    "visiteur": (302, False),
    "préside ailleurs": (404, False),
    "inscrit": (403, False),
    "secrétaire": (403, False),
    "rédacteur": (302, True),
    "préside": (302, True),
    "administration": (302, True),
}


@pytest.mark.parametrize("role", WITHDRAWS)
def test_those_who_write_up_the_seance_moderate_and_say_why(client, groupe, role):
    made = factories.CommentaireFactory(sous_groupe=groupe, texte="Propos blessant.")
    log_in(client, role, groupe)
    there = address(groupe, "commentaire_retirer", made.pk)
    client.post(there, {"motif": " "})
    assert Commentaire.objects.filter(texte="Propos blessant.").exists()
    status = client.post(there, {"motif": "Il visait quelqu’un."}).status_code
    made.refresh_from_db()
    assert (status, made.texte == "") == WITHDRAWS[role]
    if made.texte == "":
        assert "Commentaire retiré\u00a0: Il visait quelqu’un." in client.get(address(groupe)).text
        client.post(there, {"motif": "Un autre motif."})
        made.refresh_from_db()
        assert made.motif_retrait == "Il visait quelqu’un."


def test_a_comment_is_found_under_its_own_group_alone(client, groupe):
    made = factories.CommentaireFactory()
    log_in(client, "préside", groupe)
    assert client.post(address(groupe, "commentaire_retirer", made.pk), {"motif": "X"}).status_code == 404


def test_who_is_erased_takes_his_words_along(groupe):
    compte = inscrit(groupe)
    participant = compte.participant
    discussions.say(groupe, "Mes mots.", by=compte)
    assert [row["texte"] for row in donnees.held(compte, participant)["commentaires"]] == ["Mes mots."]
    workflow.erase(participant, by=factories.CompteFactory(administration=True))
    made = Commentaire.objects.get()
    assert (made.texte, made.retire_le is not None, made.retire_par) == ("", True, None)


# ── The same question at other séances ──────────────────────────────────────────────────────────────────


def test_a_past_note_of_the_same_question_is_read_with_what_was_said_of_it(client, groupe):
    new = factories.SousGroupeFactory(
        seance=factories.SeanceFactory(chantier=groupe.seance.chantier, convoquee=True, date=day(-1)),
        question="<p>que FAIRE ?</p>",
    )
    factories.CommentaireFactory(sous_groupe=groupe, texte="Le carnet sert depuis.")
    log_in(client, "inscrit", new)
    page = client.get(address(new)).text
    assert "<p>Un carnet pour chacun.</p>" in page
    assert "Le carnet sert depuis." in page
    assert f'{address(groupe)}#discussion">1\u00a0commentaire<' in page


def test_it_is_read_as_it_was_frozen(client, groupe):
    groupe.restitutions.update(contenu="<p>Un texte changé depuis.</p>")
    new = factories.SousGroupeFactory(
        seance=factories.SeanceFactory(chantier=groupe.seance.chantier, convoquee=True), question=QUESTION
    )
    log_in(client, "inscrit", new)
    page = client.get(address(new)).text
    assert "Un carnet pour chacun." in page and "Un texte changé depuis." not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, groupe, django_assert_num_queries, count):
    new = factories.SousGroupeFactory(
        seance=factories.SeanceFactory(chantier=groupe.seance.chantier, convoquee=True), question=QUESTION
    )
    notes.deposit(new, name="n.txt", data=b"Une note.")
    for rank in range(1, count):
        noted(groupe.seance.chantier, -30 - rank, f"Note {rank}.".encode())
    for past in groupe.seance.chantier.seances.all():
        for each in past.sous_groupes.all():
            factories.CommentaireFactory.create_batch(count, sous_groupe=each)
            factories.DemandeNoteFactory.create_batch(count, sous_groupe=each)
    log_in(client, "préside", new)
    client.get(address(new))
    with django_assert_num_queries(17):
        client.get(address(new))


def test_every_role_is_one():
    assert SAYS.keys() | WITHDRAWS.keys() <= ROLES.keys()
