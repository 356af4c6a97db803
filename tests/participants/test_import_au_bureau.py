"""A list comes in at the desk: nothing is written before it was shown and confirmed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as lxml_html

from chantiers.models import Chantier
from participants import import_au_bureau
from participants.models import Compte, Evenement, Organisation, Participant, Secteur
from tests.factories import CopresidenceFactory, OrganisationFactory, ParticipantFactory

pytestmark = pytest.mark.django_db

HEADER = "Nom;Prénom;Fonction;Organisation;Localité;Secteur;E-mail"
ANA = "Ost;Ana;Juriste;AMO Le Pont;Mons;Aide à la jeunesse;ana@example.org"
FAUTE = "Noël;Bo;;;;;pas une adresse"


@pytest.fixture
def administrator():
    return Compte.objects.create_superuser("admin@example.org")


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


def page(model="participants_participant"):
    return reverse(f"admin:{model}_importer")


def send(client, *lines, name="liste.csv", header=HEADER, data=None, address=None):
    data = "\r\n".join([header, *lines]).encode("cp1252") if data is None else data
    return client.post(address or page(), {"fichier": SimpleUploadedFile(name, data)})


def told(response):
    """What the preview says, by kind: [(line, text)]."""
    document = lxml_html.fromstring(response.content.decode())
    found = {}
    for section in document.xpath("//section[starts-with(@aria-labelledby, 'groupe-')]"):
        kind = section.get("aria-labelledby").removeprefix("groupe-")
        found[kind] = [
            (
                int(row.xpath("th")[0].text_content()),
                row.xpath("td")[0].text_content().strip().replace("\xa0", " "),
            )
            for row in section.xpath(".//tbody/tr")
        ]
    return found


def confirm(client, response, geste="importer", address=None, **choix):
    return client.post(
        address or page(), {"apercu": response.context["jeton"], "geste": geste, **choix}, follow=True
    )


def messages(response):
    return [str(message) for message in response.context["messages"]]


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Secteur, Organisation, Participant)]


def test_the_list_of_people_leads_to_the_page(client):
    response = client.get(reverse("admin:participants_participant_changelist"))
    assert f'<a href="{page()}">Importer</a>' in response.text
    assert client.get(page()).status_code == 200


def test_the_preview_tells_each_line_and_writes_nothing(client):
    known = ParticipantFactory(prenom="Cy", nom="Thiry", fonction="Avocat")
    ParticipantFactory(prenom="Dora", nom="Petit")
    before = everything()
    response = send(client, ANA, FAUTE, "Thiry;Cy;Avocate;;;;", "Petit;Dora;;;;;", "Thirry;Cy;;;;;")
    assert told(response) == {
        "refuses": [(3, "E-mail : Saisissez une adresse de courriel valide.")],
        "modifies": [(4, "Cy Thiry (Fonction : « Avocat » → « Avocate »)")],
        "crees": [
            (2, "Ana Ost"),
            (6, f"Cy ThirryÀ vérifier : Cy Thirry ressemble à Cy Thiry (fiche n° {known.pk}) : "
                "une lettre de différence"),
        ],
        "inchanges": [(5, "Dora Petit")],
    }  # fmt: skip
    assert response.context["apercu"].rapport.annexes == [
        "Organisation créée : AMO Le Pont, Mons",
        "Secteur créé : Aide à la jeunesse",
    ]
    assert everything() == before
    assert not Evenement.objects.exists()


def test_what_is_confirmed_is_written_and_logged_once(client, administrator):
    response = confirm(client, send(client, ANA))
    assert messages(response) == ["Importation faite : 1 ligne créée."]
    person = Participant.objects.get()
    assert (person.nom_complet, str(person.organisation), person.courriel) == (
        "Ana Ost", "AMO Le Pont, Mons", "ana@example.org",
    )  # fmt: skip
    line = Evenement.objects.get()
    assert (line.acte, line.par, line.details) == ("importation", administrator, {"crees": [person.pk]})


def test_the_same_file_twice_changes_nothing(client):
    confirm(client, send(client, ANA))
    before = everything()
    response = send(client, ANA)
    assert list(told(response)) == ["inchanges"]
    assert "Il n’y a rien à changer" in response.text and "Confirmer l’importation" not in response.text
    confirm(client, response)
    assert everything() == before


def test_the_same_button_pressed_twice_writes_once(client):
    preview = send(client, ANA)
    confirm(client, preview)
    again = confirm(client, preview)
    assert Participant.objects.count() == 1
    assert messages(again)[0].startswith("Rien n’a été écrit")
    assert list(told(again)) == ["inchanges"]


def test_one_refused_line_holds_all_back(client):
    response = send(client, ANA, FAUTE)
    assert "Confirmer l’importation" not in response.text
    confirm(client, response)  # as a forged form would
    assert everything() == [[], [], []]


def test_the_other_lines_are_written_when_one_says_so(client):
    response = confirm(client, send(client, ANA, FAUTE), "importer-sauf")
    assert messages(response) == ["Importation faite : 1 ligne créée, 1 laissée."]
    assert [p.nom for p in Participant.objects.all()] == ["Ost"]


def test_nothing_is_written_when_the_portal_changed_meanwhile(client):
    preview = send(client, ANA)
    ParticipantFactory(prenom="Ana", nom="Ost")
    response = confirm(client, preview)
    assert messages(response)[0].startswith("Rien n’a été écrit : ce que le portail connaît a changé")
    assert list(told(response)) == ["modifies"]
    assert Participant.objects.get().fonction == ""
    confirm(client, response)
    assert Participant.objects.get().fonction == "Juriste"


def test_an_unknown_organisation_may_be_a_known_one(client):
    known = OrganisationFactory(nom="A.M.O. Le Pont", localite="Mons")
    preview = send(client, ANA)
    assert [(f["genre"], f["nom"], f["candidats"]) for f in preview.context["apercu"].fields()] == [
        ("organisation", "AMO Le Pont, Mons", ((known.cle, "A.M.O. Le Pont, Mons"),))
    ]
    # A choice is shown before it is written.
    again = confirm(client, preview, **{"choix-0": known.cle})
    assert not Participant.objects.exists()
    assert again.context["apercu"].rapport.annexes == ["Secteur créé : Aide à la jeunesse"]
    confirm(client, again, **{"choix-0": known.cle})
    assert Participant.objects.get().organisation == known
    assert Organisation.objects.count() == 1


def test_a_choice_that_was_not_offered_is_none(client):
    OrganisationFactory(nom="A.M.O. Le Pont", localite="Mons")
    other = OrganisationFactory(nom="Tout autre chose")
    confirm(client, send(client, ANA), **{"choix-0": other.cle})
    assert Participant.objects.get().organisation.nom == "AMO Le Pont"


def test_the_whole_preview_is_a_file(client):
    response = confirm(client, send(client, ANA, FAUTE, "=1+1;Ana;;;;;"), "telecharger")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == [
        "ligne;sort;fiche ou motif;à vérifier",
        "2;créée;Ana Ost;",
        "3;refusée;E-mail : Saisissez une adresse de courriel valide.;",
        "4;créée;Ana =1+1;",
    ]


def test_a_long_preview_shows_the_first_lines_of_each_kind(client, monkeypatch):
    monkeypatch.setattr(import_au_bureau, "MONTREES", 2)
    response = send(client, *(f"Ost{n};Ana{n};;;;;" for n in range(5)))
    assert [line for line, _ in told(response)["crees"]] == [2, 3]
    assert "… et 3 autres" in response.text


def test_chantiers_come_in_the_same_way(client):
    address = page("chantiers_chantier")
    preview = send(client, "7;Les seuils;Qui ? | Où ?", header="Numéro;Titre;Questions", address=address)
    assert told(preview) == {"crees": [(2, "Chantier 7 – Les seuils")]}
    assert not Chantier.objects.exists()
    confirm(client, preview, address=address)
    assert [q.texte for q in Chantier.objects.get().questions.all()] == ["Qui ?", "Où ?"]


# ── What is refused ──


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"%PDF-1.7\x00", "liste.xlsx",
         "« liste.xlsx » est refusé : ce n’est ni un CSV, ni un classeur .xlsx ou .ods."),
        (b"Nom\nOst", "liste.csv", "« liste.csv » est refusé : la colonne « Prénom » manque dans la première ligne."),
        (HEADER.encode(), "liste.csv", "« liste.csv » n’a que sa ligne de titres."),
        (b"x" * 10_000_001, "gros.csv", "« gros.csv » est refusé : il pèse 10,0 Mo et la limite est de 10 Mo."),
        (b"", "vide.csv", "Le fichier est vide."),
    ],
    ids=["other", "column", "titles", "heavy", "empty"],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_with_the_reason(client, data, name, reason):
    response = send(client, name=name, data=data)
    assert response.status_code == 422
    assert lxml_html.fromstring(response.content.decode()).xpath(
        "//ul[contains(@class,'errorlist')]/li/text()"
    ) == [reason]


def test_no_file_is_told(client):
    response = client.post(page(), {})
    assert response.status_code == 422 and "Choisissez un fichier." in response.text


def test_a_longer_list_is_for_the_command(client, monkeypatch):
    monkeypatch.setattr(import_au_bureau, "LIGNES", 2)
    response = send(client, *(f"Ost{n};Ana;;;;;" for n in range(3)))
    assert "« liste.csv » a 3 lignes et la limite est ici de 2" in response.text


def test_hostile_words_are_shown_as_words(client):
    words = '<script>alert(1)</script>;"""><img src=x onerror=y>";;<b>AMO</b>;;;'
    response = send(client, words, name="<i>x.csv")
    assert "<script>alert" not in response.text and "<img src=x" not in response.text
    assert "<b>AMO" not in response.text and "<i>x" not in response.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in response.text


@pytest.mark.parametrize("change", [lambda text: text[:-2], lambda text: "", lambda text: f"a{text}"])
def test_a_preview_that_was_changed_is_refused(client, change):
    preview = send(client, ANA)
    response = client.post(
        page(), {"apercu": change(preview.context["jeton"]), "geste": "importer"}, follow=True
    )
    assert messages(response) == ["Cet aperçu n’est plus valable : envoyez le fichier à nouveau."]
    assert not Participant.objects.exists()


def test_a_preview_is_of_one_account_one_page_and_some_hours(client, monkeypatch):
    preview = send(client, ANA)
    confirm(client, preview, address=page("chantiers_chantier"))
    client.force_login(Compte.objects.create_superuser("autre@example.org"))
    confirm(client, preview)
    client.force_login(Compte.objects.get(email="admin@example.org"))
    monkeypatch.setattr(import_au_bureau, "DUREE", -1)
    confirm(client, preview)
    assert (Participant.objects.count(), Chantier.objects.count()) == (0, 0)


def test_only_administrators_import(client):
    preview = send(client, ANA)
    client.force_login(CopresidenceFactory(participant__avec_compte=True).participant.compte)
    assert client.get(page()).status_code == 403
    assert confirm(client, preview).status_code == 403
    assert not Participant.objects.filter(nom="Ost").exists()


# ── What it costs ──


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_for_any_number_of_lines(client, count):
    send(client, ANA)
    with CaptureQueriesContext(connection) as queries:
        response = send(
            client, *(f"Ost{n};Ana;;AMO Le Pont;Mons;Santé;ana{n}@example.org" for n in range(count))
        )
    assert response.status_code == 200
    asked = [query["sql"] for query in queries if re.search(r"participants_|chantiers_", query["sql"])]
    assert len([sql for sql in asked if "participants_compte" not in sql]) == 4


def test_nothing_of_the_list_stays_on_the_server(client):
    """Neither in the session nor in any table: the preview travels in the page."""
    send(client, ANA)
    assert "ana@example.org" not in str(dict(client.session))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "ana@example.org" not in str(cursor.fetchall()), table
