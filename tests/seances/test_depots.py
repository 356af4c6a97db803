"""Handing in a sub-group's note: who may, what is refused and why, and nothing is lost."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from participants.models import Evenement
from seances import fichiers, notes
from seances.conversion import limites
from seances.models import Restitution
from tests import factories
from tests.seances.personnes import ROLES, day, log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def groupe():
    return factories.SousGroupeFactory(seance=factories.SeanceFactory(convoquee=True, date=day(-10)))


def address(groupe):
    return groupe.seance.url("note_deposer", groupe.numero)


def original(groupe, numero=1):
    return groupe.seance.url("note_original", groupe.numero, numero)


def page(groupe):
    return groupe.seance.url("sous_groupe_detail", groupe.numero)


def file(name="note.txt", data=b"Notre note."):
    return SimpleUploadedFile(name, data)


def statuses(response):
    return response.status_code, getattr(response, "url", "").partition("?")[0]


LOGIN = (302, "/compte/login/code/")
# What each role gets: form, deposit, original of a note handed in before.
MAY = {
    "visiteur": (302, 302, 302),
    "compte sans fiche": (404, 404, 404),
    "secrétaire ailleurs": (404, 404, 404),
    "préside ailleurs": (404, 404, 404),
    "rédacteur ailleurs": (404, 404, 404),
    "ancien inscrit": (404, 404, 404),
    "a présidé": (404, 404, 404),
    "excusé": (404, 404, 404),
    "remplaçant": (403, 403, 403),
    "inscrit": (403, 403, 403),
    "membre": (403, 403, 403),
    "rapporteur": (403, 403, 403),
    "secrétaire": (200, 302, 200),
    "secrétaire qui n’est plus du chantier": (404, 404, 404),
    "secrétaire de l’autre groupe": (403, 403, 403),
    "rédacteur": (200, 302, 200),
    "préside": (200, 302, 200),
    "administration": (200, 302, 200),
}


def test_everybody_has_a_line():
    assert MAY.keys() == ROLES.keys()


@pytest.mark.parametrize("role", ROLES)
def test_who_hands_in_and_reads_the_original(client, groupe, role):
    first = notes.deposit(groupe, name="avant.txt", data=b"Ancienne.")
    compte = log_in(client, role, groupe)
    form = client.get(address(groupe))
    bytes_ = client.get(original(groupe))
    content = b"".join(bytes_) if bytes_.streaming else bytes_.content
    handed_in = client.post(address(groupe), {"fichier": file()})
    assert (form.status_code, handed_in.status_code, bytes_.status_code) == MAY[role]
    allowed = MAY[role] == (200, 302, 200)
    assert (content == b"Ancienne.") is allowed
    assert groupe.restitutions.count() == (2 if allowed else 1)
    if allowed:
        assert handed_in.url == page(groupe)
        assert groupe.restitutions.get(numero=2).deposee_par == compte
    else:
        assert b"Ancienne." not in content
    if role == "visiteur":
        assert [statuses(one) for one in (form, bytes_, handed_in)] == [LOGIN] * 3
    assert Restitution.objects.get(pk=first.pk).contenu == "<p>Ancienne.</p>"


# ── The deposit ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_kept_as_it_came_and_read_on_the_page(client, groupe):
    compte = log_in(client, "secrétaire", groupe)
    data = "Première ligne\r\n\r\n« Deuxième » — fin\r\n".encode()
    response = client.post(
        address(groupe), {"fichier": file("Note du groupe.txt", data), "titre": "La rue"}, follow=True
    )
    note = Restitution.objects.get()
    assert (note.titre, note.fichier_nom, note.origine) == ("La rue", "Note du groupe.txt", "fichier")
    assert (note.pour, note.deposee_par) == (compte.participant, compte)
    assert fichiers.read(note.fichier_sha256) == data
    assert response.redirect_chain == [(page(groupe), 302)]
    assert "<p>« Deuxième » — fin</p>" in response.text
    assert "La note est déposée." in response.text
    assert ", pour " not in response.text


def test_pasted_text_becomes_a_file_of_its_own(client, groupe):
    log_in(client, "secrétaire", groupe)
    client.post(address(groupe), {"texte": "Un.\r\n  Deux <b>.\r\n"})
    note = Restitution.objects.get()
    assert (note.contenu, note.origine) == ("<p>Un.</p><p>Deux &lt;b&gt;.</p>", "saisie")
    assert (note.fichier_nom, note.titre) == ("note-groupe-1.txt", "Groupe 1")
    assert fichiers.read(note.fichier_sha256) == b"Un.\r\n  Deux <b>.\r\n"


@pytest.mark.parametrize("role", ["rédacteur", "préside", "administration"])
def test_who_writes_the_pv_hands_in_for_the_secretaire_and_the_page_says_so(client, groupe, role):
    secretaire = factories.MembreSousGroupeFactory(
        sous_groupe=groupe, secretaire=True, nom_imprime="Zoé SECRÉTAIRE"
    )
    log_in(client, role, groupe)
    assert "pour <b>Zoé SECRÉTAIRE</b>" in client.get(address(groupe)).text
    client.post(address(groupe), {"texte": "Reçu par courriel."})
    assert Restitution.objects.get().pour == secretaire.participant


def test_a_group_without_a_secretaire_has_its_note_too(client, groupe):
    log_in(client, "préside", groupe)
    assert "n’a pas de secrétaire" in client.get(address(groupe)).text
    client.post(address(groupe), {"texte": "La note."})
    assert Restitution.objects.get().pour is None


def test_the_secretaire_is_told_it_is_in_his_own_name(client, groupe):
    log_in(client, "secrétaire", groupe)
    assert "en votre nom" in client.get(address(groupe)).text


# ── Refusals ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({}, "Choisissez le fichier de la note, ou collez son texte."),
        ({"texte": "  \r\n "}, "Choisissez le fichier de la note, ou collez son texte."),
        ({"fichier": ("note.docx", b"PK")}, "« note.docx » : ce fichier est abîmé"),
        ({"fichier": ("note.html", b"<html>x")}, "« note.html » : c’est une page web"),
        ({"fichier": ("note.txt", b"")}, "« note.txt » : ce fichier est vide"),
        ({"fichier": ("note.txt", b" \n")}, "« note.txt » : ce fichier est vide"),
        ({"fichier": ("note.txt", b"\x89PNG\x00")}, "« note.txt » : ce n’est pas un"),
        (
            {"fichier": ("note.md", b"x" * (limites.TAILLE + 1))},
            "« note.md » : ce fichier pèse plus de 10 Mo",
        ),
        ({"texte": "é " * 101_000}, "« note-groupe-1.txt » : cette note est trop longue"),
        ({"texte": "Le texte.", "fichier": ("note.txt", b"Le fichier.")}, "Donnez le texte ou le fichier"),
        ({"texte": "Le texte.", "titre": "x" * 201}, "au plus 200 caractères"),
    ],
)
def test_what_is_refused_says_why_and_gives_the_text_back(client, groupe, sent, reason):
    log_in(client, "secrétaire", groupe)
    data = {name: file(*value) if name == "fichier" else value for name, value in sent.items()}
    response = client.post(address(groupe), data)
    assert response.status_code == 422
    errors = " ".join(str(error) for errors in response.context["form"].errors.values() for error in errors)
    assert reason.replace("\u00a0", " ") in errors.replace("\u00a0", " ")
    assert response.context["form"]["texte"].value() == sent.get("texte")
    assert not Restitution.objects.exists()


def test_two_files_leave_one_note(client, groupe):
    log_in(client, "secrétaire", groupe)
    client.post(address(groupe), {"fichier": [file("a.txt", b"Un."), file("b.txt", b"Deux.")]})
    assert Restitution.objects.get().contenu == "<p>Deux.</p>"


@pytest.mark.parametrize(
    ("etat", "sentence"),
    [("diffuse", "Le procès-verbal est figé"), ("approuve", "Le procès-verbal est figé")],
)
def test_once_the_pv_is_sent_out_nothing_is_replaced(client, groupe, etat, sentence):
    factories.ProcesVerbalFactory(seance=groupe.seance, **{etat: True})
    log_in(client, "préside", groupe)
    form = client.get(address(groupe))
    assert sentence in form.text
    assert "<textarea" not in form.text
    refused = client.post(address(groupe), {"texte": "Trop tard."})
    assert (refused.status_code, sentence in refused.text) == (422, True)
    assert sentence in client.get(page(groupe)).text
    assert not Restitution.objects.exists()


def test_a_pv_taken_back_opens_the_note_again(client, groupe):
    pv = factories.ProcesVerbalFactory(seance=groupe.seance, diffuse=True)
    pv.etat = "en_relecture"
    pv.save()
    log_in(client, "secrétaire", groupe)
    assert client.post(address(groupe), {"texte": "À nouveau."}).status_code == 302


def test_a_cancelled_seance_takes_no_note(client, groupe):
    groupe.seance.statut = "annulee"
    groupe.seance.save()
    log_in(client, "préside", groupe)
    assert "La séance est annulée" in client.get(address(groupe)).text
    assert client.post(address(groupe), {"texte": "x"}).status_code == 422
    assert not Restitution.objects.exists()


def test_a_group_hands_in_so_many_notes_and_no_more(client, groupe, monkeypatch):
    monkeypatch.setattr(notes, "DEPOTS_MAXIMUM", 2)
    log_in(client, "secrétaire", groupe)
    answers = [client.post(address(groupe), {"texte": f"Note {number}."}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert "a déjà 2 dépôts" in answers[2].text
    assert answers[2].context["form"]["texte"].value() == "Note 2."


def test_a_form_beyond_the_ceiling_is_not_read(client, groupe, settings):
    settings.ENVOI_MAXIMUM = 1000
    log_in(client, "secrétaire", groupe)
    response = client.post(address(groupe), {"fichier": file("note.txt", b"x" * 1000)})
    assert response.status_code == 413
    assert not Restitution.objects.exists()


def test_a_form_without_the_token_of_the_page_is_refused(groupe):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    log_in(client, "secrétaire", groupe)
    assert client.post(address(groupe), {"texte": "Venu d’ailleurs."}).status_code == 403
    assert not Restitution.objects.exists()


# ── The original ────────────────────────────────────────────────────────────────────────────────────────


def test_the_original_is_downloaded_as_it_came(client, groupe):
    data = b"<script>alert(1)</script>"
    note = notes.deposit(groupe, name="page.md", data=b"fin " + data)
    compte = log_in(client, "préside", groupe)
    response = client.get(original(groupe))
    assert b"".join(response) == b"fin " + data
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="page.md"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{note.fichier_sha256}"'
    event = Evenement.objects.get(acte="téléchargement")
    assert (event.par, event.objet) == (compte, f"restitution n° {note.pk}")


def test_an_original_withdrawn_says_so(client, groupe):
    factories.RestitutionFactory(sous_groupe=groupe, retiree=True, fichier_nom="secret.txt")
    log_in(client, "préside", groupe)
    response = client.get(original(groupe))
    assert response.status_code == 410
    assert "<h1>Cet original a été retiré</h1>" in response.text
    assert "Demande légale." in response.text
    text = client.get(page(groupe)).text
    assert "original retiré" in text
    assert "secret.txt" not in text


def test_an_original_that_never_was_is_not_found(client, groupe):
    log_in(client, "préside", groupe)
    assert client.get(original(groupe)).status_code == 404


# ── At once ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_of_two_uploads_at_once_each_is_kept_under_its_number(groupe, monkeypatch, tmp_path):
    if connection.vendor == "sqlite":
        path = str(tmp_path / "partagee.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [path])
        monkeypatch.setitem(connections.settings["default"], "NAME", path)
    together, outcome = threading.Barrier(4), []

    def upload(data):
        try:
            together.wait()
            outcome.append(notes.deposit(groupe, name="note.txt", data=data).numero)
        finally:
            connection.close()

    writers = [threading.Thread(target=upload, args=[f"Note {n}.".encode()]) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(outcome) == [1, 2, 3, 4]
