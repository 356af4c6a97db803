"""Handing in a sub-group's note: who may, what is refused and why, and nothing is lost."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from participants.models import Evenement
from seances import fichiers, notes
from seances.conversion import limites
from seances.models import Attribution, Restitution
from tests import factories
from tests.seances.conversion import fabrique
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


QUERIES = 13  # of the page, with a note that waits
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
        assert handed_in.url == f"{address(groupe)}#apercu"
        assert groupe.restitutions.get(numero=2).deposee_par == compte
        assert client.post(address(groupe), {"depot": 2}).url == page(groupe)
        assert notes.pending(groupe) is None
    else:
        assert b"Ancienne." not in content
    if role == "visiteur":
        assert [statuses(one) for one in (form, bytes_, handed_in)] == [LOGIN] * 3
    assert Restitution.objects.get(pk=first.pk).contenu == "<p>Ancienne.</p>"


# ── The deposit ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_kept_as_it_came_and_read_on_the_page(client, groupe):
    compte = log_in(client, "secrétaire", groupe)
    data = "Première ligne\r\n\r\n« Deuxième » — fin\r\n".encode()
    sent = client.post(
        address(groupe), {"fichier": file("Note du groupe.txt", data), "titre": "La rue"}, follow=True
    )
    assert sent.redirect_chain == [(f"{address(groupe)}#apercu", 302)]
    assert "<p>« Deuxième » — fin</p>" in sent.text
    assert "mot pour mot et dans le même ordre" in sent.text
    assert "La note qui attend" not in client.get(page(groupe)).text
    response = client.post(address(groupe), {"depot": 1}, follow=True)
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


# ── Seen, then confirmed ────────────────────────────────────────────────────────────────────────────────


def test_what_waits_is_nowhere_but_before_whoever_may_confirm_it(client, groupe):
    notes.receive(groupe, name="a.txt", data=b"Brouillon de note.")
    log_in(client, "secrétaire", groupe)
    assert "Voir la note qui attend votre confirmation" in client.get(page(groupe)).text
    assert "jamais confirmé" in client.get(page(groupe)).text
    assert "Brouillon de note." not in client.get(page(groupe)).text
    assert "Brouillon de note." in client.get(address(groupe)).text
    log_in(client, "membre", groupe)
    assert "Brouillon de note." not in client.get(page(groupe)).text


def test_the_report_says_what_does_not_come_and_what_the_pv_will_say(client, groupe):
    body = fabrique.p(
        "La note", fabrique.text_box(fabrique.p("Boîte")), f"<w:ins>{fabrique.r(' entière')}</w:ins>"
    )
    log_in(client, "secrétaire", groupe)
    text = client.post(address(groupe), {"fichier": file("note.docx", fabrique.docx(body))}, follow=True).text
    assert "<p>La note entière</p><p>Boîte</p>" in text
    assert "Une zone de texte est reprise à la suite" in text
    assert "une modification suivie\u00a0: le texte accepté est repris" in text
    assert "Le procès-verbal dira « Note rapportée sans modification »." in text.replace("\u00a0", " ")
    text = client.post(
        address(groupe), {"fichier": file("note.md", b"18. octobre\n25. novembre\n")}, follow=True
    ).text
    assert "Après « 18 octobre » : le fichier dit « 25 », la note dirait « 19 »." in text.replace(
        "\u00a0", " "
    )
    text = client.post(
        address(groupe), {"fichier": file("note.pdf", fabrique.pdf(fabrique.lines("La note")))}, follow=True
    ).text
    assert "Le procès-verbal dira « Texte repris d’un PDF, sans sa mise en forme »." in text.replace(
        "\u00a0", " "
    )
    assert groupe.restitutions.count() == 3


def test_who_speaks_by_first_name_is_asked_and_kept(client, groupe):
    compte = log_in(client, "secrétaire", groupe)
    florence = factories.MembreSousGroupeFactory(
        sous_groupe=groupe, participant__prenom="Florence", participant__nom="Trilla"
    ).participant
    for nom in ("Un", "Deux"):
        factories.MembreSousGroupeFactory(
            sous_groupe=groupe, participant__prenom="Aurélie", participant__nom=nom
        )
    sent = "Florence\nBonjour.\nAurélie : Oui.\nFlorence\nMerci.\nZoé\nRien."
    response = client.post(address(groupe), {"texte": sent}, follow=True)
    confirmation = response.context["confirmation"]
    assert [field.label for field in confirmation.locuteurs] == [
        "«\u00a0Florence\u00a0»",
        "«\u00a0Aurélie\u00a0»",
    ]
    assert [field.initial for field in confirmation.locuteurs] == [florence.pk, None]
    refused = client.post(address(groupe), {"depot": 1, "locuteur-0": compte.participant.pk})
    assert (refused.status_code, Attribution.objects.exists()) == (422, False)
    client.post(address(groupe), {"depot": 1, "locuteur-0": florence.pk, "locuteur-1": ""})
    assert list(Attribution.objects.values_list("libelle", "participant")) == [("Florence", florence.pk)]
    again = client.post(address(groupe), {"texte": sent}, follow=True).context["confirmation"]
    assert again.locuteurs[0].initial == florence.pk


def test_a_picture_is_described_and_seen_by_those_who_read_the_note(client, groupe):
    data = fabrique.docx(
        fabrique.p("Avant", fabrique.drawing("i")),
        relations=fabrique.relation("i", "image", "media/a.png"),
        **{"word/media/a.png": fabrique.png()},
    )
    log_in(client, "secrétaire", groupe)
    response = client.post(address(groupe), {"fichier": file("note.docx", data)}, follow=True)
    (image,) = response.context["attente"].images
    where = f"{groupe.seance.adresse_images}/{image.sha256}"
    assert f'src="{where}"' in response.text
    seen = client.get(where)
    assert (seen.status_code, seen["Content-Type"], b"".join(seen)[:4]) == (200, "image/png", b"\x89PNG")
    client.post(address(groupe), {"depot": 1, "image-0": "Un plan de la place"})
    assert 'alt="Un plan de la place"' in client.get(page(groupe)).text
    for role, status in (("préside", 200), ("membre", 404), ("préside ailleurs", 404), ("visiteur", 302)):
        client.logout()
        log_in(client, role, groupe)
        answer = client.get(where)
        list(answer)  # the file that it holds is closed
        assert answer.status_code == status, role
    log_in(client, "préside", groupe)
    assert client.get(f"{groupe.seance.adresse_images}/{'0' * 64}").status_code == 404
    assert client.get(f"{groupe.seance.adresse_images}/{fichiers.deposit(b'secret')}").status_code == 404


def test_what_is_pasted_keeps_its_structure_and_its_bytes(client, groupe):
    log_in(client, "secrétaire", groupe)
    html = "<html><body><h1>Titre</h1><ul><li>un</li></ul><script>alert(1)</script></body></html>"
    client.post(address(groupe), {"texte": "Titre\nun", "colle": html})
    note = groupe.restitutions.get()
    assert (note.contenu, note.fidelite) == ("<h2>Titre</h2><ul><li><p>un</p></li></ul>", "conforme")
    assert (fichiers.read(note.fichier_sha256).decode(), note.fichier_nom) == (html, "note-groupe-1.html")


def test_pressing_twice_confirms_once(client, groupe):
    log_in(client, "secrétaire", groupe)
    client.post(address(groupe), {"texte": "La note."})
    assert [client.post(address(groupe), {"depot": 1}).url for _ in range(2)] == [page(groupe)] * 2
    assert groupe.restitutions.confirmees().count() == 1


def test_another_upload_meanwhile_is_seen_before_it_is_confirmed(client, groupe):
    log_in(client, "secrétaire", groupe)
    client.post(address(groupe), {"texte": "La première."})
    notes.receive(groupe, name="b.txt", data=b"La seconde.")
    response = client.post(address(groupe), {"depot": 1})
    assert response.status_code == 422
    assert "Une autre note a été déposée depuis" in response.text
    assert "La seconde." in response.text
    assert not groupe.restitutions.confirmees().exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, groupe, django_assert_num_queries, rows):
    for rank in range(rows):
        factories.MembreSousGroupeFactory(sous_groupe=groupe, participant__prenom=f"Prénom{rank}")
    notes.receive(
        groupe, name="a.txt", data="\n".join(f"Prénom{rank} : oui." for rank in range(rows)).encode()
    )
    log_in(client, "secrétaire", groupe)
    with django_assert_num_queries(QUERIES):
        client.get(address(groupe))
