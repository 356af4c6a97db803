"""The sheet and the page at the door, by forms and by script; what the séance page, the PV and its files say then."""

import datetime
import io
import json
from uuid import uuid4

import lxml.html
import page as validation
import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participants.models import Participant
from seances import conservation, pointage
from seances.models import Pointage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance():
    chantier = factories.ChantierFactory()
    return factories.SeanceFactory(
        chantier=chantier, convoquee=True, avec_horaire=True, date=timezone.localdate()
    )


@pytest.fixture
def by(seance, client):
    person = factories.ParticipantFactory(prenom="Nora", nom="Écrit", avec_compte=True)
    factories.CopresidenceFactory(chantier=seance.chantier, participant=person)
    client.force_login(person.compte)
    return person.compte


def registered(seance, prenom, nom):
    person = factories.ParticipantFactory(prenom=prenom, nom=nom, avec_organisation=True, avec_courriel=True)
    factories.InscriptionFactory(chantier=seance.chantier, participant=person)
    return person


@pytest.fixture
def people(seance, by):
    return [registered(seance, *name) for name in (("Zoé", "Carré"), ("Alix", "Bon"), ("Hugo", "Dé"))]


def told(seance):
    return {row.nom: row.phrase for row in pointage.lignes(seance)}


# ── On paper ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sheet_names_everybody_expected_and_repeats_its_head(client, seance, people):
    zoe, alix, _ = people
    factories.PresenceFactory(
        seance=seance, participant=alix, reponse="remplace", remplacant_annonce="Anne Onyme"
    )
    for number in range(40):
        registered(seance, "Personne", f"Nom{number:02}")
    response = client.get(seance.url("feuille_pdf"))
    content = response.content
    assert response["Content-Type"] == "application/pdf"
    file = pypdfium2.PdfDocument(content)
    pages = [each.get_textpage().get_text_range() for each in file]
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert f"page {number} sur {len(pages)}" in text
        assert "En remplacement de" in text and "Signature" in text
        assert "@" not in text
    whole = " ".join(" ".join(pages).split())
    names = ["Bon Alix", "Carré Zoé", "Dé Hugo", *(f"Nom{number:02} Personne" for number in range(40))]
    places = [whole.index(name) for name in names]
    assert places == sorted(places)
    assert "a répondu : se fait remplacer par Anne Onyme" in whole
    assert "Nora" not in whole.partition("Personnes attendues")[2]  # who presides signs nowhere
    # Each person is whole on one page.
    assert sum(f"{zoe.nom} {zoe.prenom}" in text and str(zoe.organisation) in text for text in pages) == 1
    for profile in ("2a", "ua1"):
        assert validation.validate_pdf_bytes(content, profile=profile).failures == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        figures = [
            str(each.Alt)
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
    assert figures == ["Code qui ouvre la page «\u00a0À la porte\u00a0»"]


def test_the_code_of_the_sheet_is_drawn(client, seance, people):
    """Black modules on white where the code stands: its three corner squares at least."""
    first = pypdfium2.PdfDocument(client.get(seance.url("feuille_pdf")).content)[0].render(scale=2).to_pil()
    width, height = first.size
    corner = first.convert("L").crop((int(width * 0.75), 0, int(width * 0.95), int(height * 0.2)))
    dark = sum(1 for value in corner.tobytes() if value < 80) / (corner.width * corner.height)
    assert 0.1 < dark < 0.5


# ── By forms ────────────────────────────────────────────────────────────────────────────────────────────


def forms_of(response):
    """The forms of a page as (button label, fields), one for each button that posts."""
    found = []
    forms = "//form[@method='post' and not(ancestor::template)]"
    for form in lxml.html.fromstring(response.content).xpath(forms):
        fields = {
            each.get("name"): each.get("value", "")
            for each in form.xpath(".//input")
            if each.get("name") != "csrfmiddlewaretoken"
        }
        for button in form.xpath(".//button"):
            own = {button.get("name"): button.get("value")} if button.get("name") else {}
            found.append((" ".join(button.text_content().split()), fields | own))
    return found


def press(client, seance, response, label, **typed):
    """Press a button of the page as it stands, as a browser without script would."""
    [fields] = [fields for text, fields in forms_of(response) if text == label]
    return client.post(seance.url("pointage"), fields | typed, follow=True)


def test_each_button_is_a_form(client, seance, people):
    page = client.get(seance.url("pointage"))
    page = press(client, seance, page, "Présent : Alix Bon")
    page = press(client, seance, page, "Excusé : Zoé Carré")
    assert told(seance) == {"Alix Bon": "présent", "Zoé Carré": "excusé", "Hugo Dé": "à pointer"}
    alix = people[1]
    more = client.get(seance.url("pointage"), {"personne": alix.pk})
    press(client, seance, more, "Noter l’arrivée", heure="14:05")
    more = client.get(seance.url("pointage"), {"personne": alix.pk})
    page = press(
        client, seance, more, "Noter le remplacement", remplace=f"Hugo Dé – {people[2].organisation}"
    )
    assert told(seance) == {
        "Alix Bon": "présent, en remplacement de Hugo Dé, arrivée à 14h05",
        "Zoé Carré": "excusé",
        "Hugo Dé": "remplacé par Alix Bon",
    }
    page = press(
        client, seance, page, "Annuler : Alix Bon, présent, en remplacement de Hugo Dé, arrivée à 14h05"
    )
    assert told(seance)["Hugo Dé"] == "à pointer"
    press(client, seance, page, "La séance commence", heure="14:02")
    seance.refresh_from_db()
    assert seance.debut_reel == datetime.time(14, 2)


def test_a_refusal_is_told_with_what_to_do_and_keeps_what_was_typed(client, seance, people):
    stale = client.get(seance.url("pointage"))
    press(client, seance, stale, "Présent : Alix Bon")
    page = press(client, seance, stale, "Excusé : Alix Bon")
    assert page.status_code == 409
    assert told(seance)["Alix Bon"] == "présent"
    press(client, seance, page, "Noter « excusé »")
    assert told(seance)["Alix Bon"] == "excusé"
    page = press(
        client, seance, client.get(seance.url("pointage")), "Ajouter, présente", prenom="alix", nom="bon"
    )
    assert page.status_code == 409
    assert lxml.html.fromstring(page.content).xpath("//*[@id='inviter-nom']/@value") == ["bon"]
    press(client, seance, page, "C’est quelqu’un d’autre : ajouter alix bon")
    assert told(seance)["alix bon"] == "présent, invitation"
    page = press(
        client,
        seance,
        client.get(seance.url("pointage"), {"personne": people[0].pk}),
        "Noter le remplacement",
        remplace="Personne Dutout",
    )
    [words] = lxml.html.fromstring(page.content).xpath("//section[@role='alert']/p/text()")
    assert words == (
        "« Personne Dutout » : aucune personne attendue ne porte ce nom. Choisissez-la dans la liste proposée."
    )


def test_the_search_ignores_accents_and_the_filters_keep_one_statut(client, seance, people):
    def shown(**query):
        page = lxml.html.fromstring(client.get(seance.url("pointage"), query).content)
        return [" ".join(each.text_content().split()) for each in page.xpath("//*[@class='porte-nom']")]

    assert shown() == ["Bon Alix", "Carré Zoé", "Dé Hugo", ""]  # the last one is the model
    assert shown(q="carre") == ["Carré Zoé", ""]
    press(client, seance, client.get(seance.url("pointage")), "Présent : Hugo Dé")
    assert shown(voir="present") == ["Dé Hugo", ""]
    assert shown(voir="a_pointer") == ["Bon Alix", "Carré Zoé", ""]


def test_closing_the_list_shows_who_becomes_what_first(client, seance, people):
    zoe, _, hugo = people
    factories.PresenceFactory(seance=seance, participant=zoe, reponse="excuse")
    press(client, seance, client.get(seance.url("pointage")), "Présent : Alix Bon")
    page = client.get(seance.url("pointage_fin"))
    shown = lxml.html.fromstring(page.content).xpath("//main//input[@name='personne']/@value")
    assert shown == [str(hugo.pk), str(zoe.pk)]
    late = registered(seance, "Ève", "Tard")  # registered between the two: not decided unseen
    client.post(seance.url("pointage_fin"), {"personne": shown})
    assert told(seance) == {
        "Alix Bon": "présent",
        "Zoé Carré": "excusé",
        "Hugo Dé": "absent",
        str(late): "à pointer",
    }


# ── By script ───────────────────────────────────────────────────────────────────────────────────────────


def send(client, seance, by, **act):
    body = {"compte": by.pk, "acte": str(uuid4()), **act}
    return client.post(seance.url("pointage_actes"), json.dumps(body), content_type="application/json")


def test_acts_are_done_once_in_order_and_told_back(client, seance, people, by):
    alix = people[1]
    first, second = str(uuid4()), str(uuid4())
    acts = [
        {"geste": "present", "personne": str(alix.pk), "acte": first, "base": ""},
        {"geste": "arrivee", "personne": str(alix.pk), "heure": "14:05", "acte": second, "base": first},
    ]
    for act in [acts[0], *acts]:  # the first answer was lost
        answer = send(client, seance, by, **act)
        assert answer.status_code == 200
    [line] = answer.json()["personnes"]
    assert (line["cle"], line["etat"]["arrivee"], line["base"]) == (alix.pk, "14:05", second)
    assert Pointage.objects.count() == 2
    assert [trace["apres"] for trace in answer.json()["derniers"]] == [
        "présent, arrivée à 14h05",
        "présent",
    ]
    assert [trace["annulable"] for trace in answer.json()["derniers"]] == [True, False]
    state = client.get(seance.url("pointage_actes")).json()
    assert [line["complet"] for line in state["personnes"]] == ["Alix Bon", "Zoé Carré", "Hugo Dé"]
    again = client.get(seance.url("pointage_actes"), {"depuis": state["empreinte"]}).json()
    assert "personnes" not in again


def test_what_is_done_to_a_guest_before_he_has_a_key_finds_him(client, seance, by):
    guest = str(uuid4())
    send(client, seance, by, geste="inviter", prenom="Iris", nom="Neuve", organisation="AMO", acte=guest)
    answer = send(client, seance, by, geste="depart", personne=f"acte:{guest}", heure="15:30", base=guest)
    assert answer.status_code == 200
    assert told(seance) == {"Iris Neuve": "présent, invitation, départ à 15h30"}
    assert Participant.objects.get(nom="Neuve").saisi_par == by


def test_refusals_tell_a_script_what_and_why(client, seance, people, by):
    alix = people[1]
    act = {"geste": "present", "personne": str(alix.pk), "base": ""}
    assert send(client, seance, by, **act).status_code == 200
    stale = send(client, seance, by, **act | {"geste": "absent"})
    assert (stale.status_code, stale.json()["code"]) == (409, "depasse")
    [(label, patch)] = stale.json()["suites"]
    assert label == "Noter « absent »"
    assert len(stale.json()["personnes"]) == 3  # both sides are shown
    assert send(client, seance, by, **act | {"geste": "absent"} | patch).status_code == 200
    elsewhere = factories.ParticipantFactory()
    answers = [
        (send(client, seance, by, **act | {"personne": str(elsewhere.pk)}), 409),
        (send(client, seance, by, **act | {"personne": "9" * 30}), 409),
        (send(client, seance, by, **act | {"geste": "arrivee", "heure": "25h"}), 409),
        (send(client, seance, by, **act | {"acte": "x"}), 400),
        (send(client, seance, by, **act | {"geste": "rien"}), 400),
        (client.post(seance.url("pointage_actes"), "[", content_type="application/json"), 400),
        (send(client, seance, factories.CompteFactory(), **act), 403),
    ]
    assert [answer.status_code for answer, _ in answers] == [status for _, status in answers]
    assert all(answer.json()["message"] for answer, _ in answers)
    factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    frozen = send(client, seance, by, **act)
    assert (frozen.status_code, frozen.json()["message"]) == (
        423,
        "Le procès-verbal est figé : les présences ne se modifient plus.",
    )
    client.logout()
    assert send(client, seance, by, **act).status_code == 401
    assert told(seance)["Alix Bon"] == "absent"


def test_people_who_are_known_are_offered_to_be_added(client, seance, people, by):
    earlier = factories.SeanceFactory(chantier=seance.chantier, date=datetime.date(2024, 1, 9))
    known = factories.PresenceFactory(
        seance=earlier, present=True, participant__prenom="Léa", participant__nom="Bonté"
    ).participant
    factories.ParticipantFactory(prenom="Secret", nom="Bonhomme")  # of no chantier of theirs
    found = client.get(seance.url("pointage_actes"), {"qui": "bont"}).json()["personnes"]
    assert found == [{"cle": known.pk, "nom": "Léa Bonté"}]
    assert client.get(seance.url("pointage_actes"), {"qui": "bonh"}).json()["personnes"] == []
    send(client, seance, by, geste="connu", personne=str(known.pk))
    assert told(seance)["Léa Bonté"] == "présent, invitation"


# ── The same everywhere ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_pointed_is_what_the_page_the_pv_and_its_files_print(client, seance, people, by):
    zoe, alix, hugo = people
    factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
    factories.ProcesVerbalFactory(seance=seance)
    client.get(seance.get_absolute_url())  # kept, and out of date at the next line
    change = {"personne": str(alix.pk), "remplace": str(hugo.pk)}
    send(client, seance, by, geste="remplace", **change)
    base = str(Pointage.objects.filter(participant=alix).last().acte)
    send(client, seance, by, geste="arrivee", personne=str(alix.pk), heure="14:05", base=base)
    send(client, seance, by, geste="inviter", prenom="Iris", nom="Neuve", organisation="AMO du Pont")
    send(client, seance, by, geste="excuse", personne=str(zoe.pk))

    def words(address):
        main = lxml.html.fromstring(client.get(address).content).xpath("//main")[0]
        return " ".join(main.text_content().split())

    tree = client.get(seance.url("proces_verbal_json")).json()
    lines = [
        (line["nom"], line.get("statut", "present"), line.get("remplace_nom", ""), line.get("arrivee"))
        for line in tree["presences"]
    ]
    assert sorted(lines) == [
        ("Alix Bon", "present", "Hugo Dé", "14:05"),
        ("Iris Neuve", "present", "", None),
        ("Zoé Carré", "excuse", "", None),
    ]
    content = client.get(seance.url("projet_pdf")).content
    paper = " ".join(
        " ".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(content)).split()
    )
    for text in (words(seance.get_absolute_url()), words(seance.url("projet_detail")), paper):
        for name in ("Alix Bon", "Iris Neuve", "Zoé Carré"):
            assert name in text
        assert "en remplacement de Hugo Dé" in text
        assert "14h05" in text
        assert "AMO du Pont" in text
    page = lxml.html.fromstring(client.get(seance.get_absolute_url()).content)
    counters = [each.text_content() for each in page.xpath("//ul[@class='compteurs']/li")]
    assert counters == ["2 présents", "1 excusé", "0 absent", "1 remplacement"]


# ── Afterwards ──────────────────────────────────────────────────────────────────────────────────────────


def rows_of(page, table):
    rows = lxml.html.fromstring(page.text).xpath(f"//table[@class='{table}']/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./*")] for row in rows]


def test_the_desk_tells_who_noted_what_and_undoes_it(client, seance, people, by):
    zoe, alix, hugo = people
    earlier = factories.SeanceFactory(
        chantier=seance.chantier, convoquee=True, date=datetime.date(2024, 1, 9), numero=9
    )
    factories.PresenceFactory(seance=earlier, participant=alix, present=True, remplace=hugo)
    factories.PresenceFactory(seance=earlier, participant=zoe, absent=True)
    send(client, seance, by, geste="present", personne=str(alix.pk))
    desk = reverse("admin:seances_seance_pointages", args=[seance.pk])
    page = client.get(desk)
    [[_, who, before, after, whom, undo]] = rows_of(page, "pointages")
    assert (who, before, after, whom) == ("Alix Bon", "hors de la liste", "présent", "Nora Écrit")
    assert undo.startswith("Annuler")
    assert rows_of(page, "assiduite") == [
        ["Alix Bon", "●présent", "●présent", "2 sur 2"],
        ["Zoé Carré", "Aabsent", "·hors de la liste", "0 sur 2"],
        ["Hugo Dé", "Rremplacé", "·hors de la liste", "0 sur 2"],
    ]
    client.post(desk, {"acte": str(Pointage.objects.get().acte)})
    assert told(seance)["Alix Bon"] == "à pointer"
    assert len(rows_of(client.get(desk), "pointages")) == 2


def test_one_reads_of_oneself_what_was_noted_at_the_door(client, seance, people, by):
    alix = people[1]
    send(client, seance, by, geste="present", personne=str(alix.pk))
    alix.compte = factories.CompteFactory()
    alix.save()
    client.force_login(alix.compte)
    held = client.get("/mes-donnees/mes-donnees.json").json()
    [noted] = held["pointages"]
    assert (noted["avant"], noted["apres"]) == ("hors de la liste", "présent")
    assert held["assiduite"] == [
        {"chantier": seance.chantier.numero, "seances": 1, "present": 1, "excuse": 0, "absent": 0}
    ]
    words = " ".join(lxml.html.fromstring(client.get("/mes-donnees/").content).text_content().split())
    assert "1 fois là, 0 fois excusé(e), 0 fois absent(e), sur 1 séance pointée" in words


def test_who_noted_whom_goes_after_three_years_and_attendance_stays(seance, people):
    alix = people[1]
    factories.PresenceFactory(seance=seance, participant=alix, present=True)
    now = timezone.now()
    for years in (2, 4):
        factories.PointageFactory(
            seance=seance, participant=alix, quand=now - datetime.timedelta(days=365 * years)
        )
    due = conservation.due()
    assert due.pointages == 1
    conservation.apply(due)
    assert Pointage.objects.get().quand.year == (now - datetime.timedelta(days=730)).year
    assert seance.presences.get().statut == "present"


# ── Costs ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_door_costs_the_same_for_any_number(client, seance, by):
    def grow():
        for _ in range(3):
            person = registered(seance, "Personne", f"Nom{Participant.objects.count()}")
            send(client, seance, by, geste="present", personne=str(person.pk))
            registered(seance, "Autre", f"Nom{Participant.objects.count()}")

    def cost(ask):
        ask()
        with CaptureQueriesContext(connection) as queries:
            ask()
        return len(queries)

    def point():
        row = seance.presences.first()
        base = str(Pointage.objects.filter(participant=row.participant_id).last().acte)
        answer = send(client, seance, by, geste="present", personne=str(row.participant_id), base=base)
        assert answer.status_code == 200

    asked = [
        lambda: client.get(seance.url("pointage")),
        lambda: client.get(seance.url("pointage_actes")),
        lambda: client.get(seance.url("pointage_fin")),
        lambda: client.get(seance.url("feuille_pdf")),
        lambda: client.get(reverse("admin:seances_seance_pointages", args=[seance.pk])),
        point,
    ]
    grow()
    before = [cost(ask) for ask in asked]
    grow()
    assert [cost(ask) for ask in asked] == before
    assert max(before) < 35
