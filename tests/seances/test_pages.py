"""Chantier, séance and calendar pages: what each reader sees, and at what cost."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from chantiers.filters import ChantierField
from seances import workflow
from seances.annonce import itinerary
from seances.models import Lieu
from seances.pv.build import build
from seances.views import calendrier
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administration(client):
    client.force_login(factories.CompteFactory(administration=True))
    return client


def jours(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def held(**fields):
    """A séance that was held, with everything the page shows."""
    seance = factories.SeanceFactory(
        convoquee=True, nominative=True, avec_horaire=True, avec_lieu=True, **fields
    )
    add_people(seance, 1)
    return seance


def add_people(seance, rows):
    """So many more points, people, sub-groups, remarks and annexes."""
    for _ in range(rows):
        organisation = {"organisation_imprimee": "Service imprimé", "fonction_imprimee": "éducatrice"}
        point = factories.PointOrdreDuJourFactory(seance=seance, avec_horaire=True)
        factories.IntervenantFactory(point=point, connu=True)
        factories.PresidenceSeanceFactory(seance=seance, nom_imprime="Coprésidente IMPRIMÉE")
        for trait in ("present", "excuse", "absent", "remplacant"):
            factories.PresenceFactory(
                seance=seance, nom_imprime=f"Nom imprimé {trait}", **{trait: True}, **organisation
            )
        groupe = factories.SousGroupeFactory(seance=seance, question="<p>Que <b>faire</b> ?</p>")
        factories.MembreSousGroupeFactory(sous_groupe=groupe, secretaire=True, nom_imprime="Membre imprimé")
        factories.RemarqueFactory(seance=seance, page=17, texte="Il manque une virgule.")
        factories.AnnexeFactory(seance=seance, avec_fichier=True)


def publish(seance):
    """The PV of a séance approved and published."""
    pv = factories.ProcesVerbalFactory(seance=seance)
    workflow.freeze_import(pv, "approuve")
    return pv


def address(seance):
    return seance.get_absolute_url()


# ── Chantiers ───────────────────────────────────────────────────────────────────────────────────────────


def test_chantier_list_leaves_out_private_chantiers(client):
    public = factories.ChantierFactory(titre="Le goûter")
    factories.ChantierFactory(prive=True, titre="Chantier caché")
    response = client.get("/chantiers/")
    assert list(response.context["page"]) == [public]
    assert "Chantier caché" not in response.text


def test_an_administrator_reads_private_chantiers(administration):
    chantier = factories.ChantierFactory(prive=True)
    assert list(administration.get("/chantiers/").context["page"]) == [chantier]
    assert "chantier privé" in administration.get(chantier.get_absolute_url()).text


def test_a_private_chantier_is_the_login_page_for_the_anonymous_and_not_found_for_an_account(client):
    chantier = factories.ChantierFactory(prive=True)
    assert client.get(chantier.get_absolute_url()).status_code == 302
    client.force_login(factories.CompteFactory())
    assert client.get(chantier.get_absolute_url()).status_code == 404


def test_chantier_page_tells_what_is_public(client):
    chantier = factories.ChantierFactory(
        titre="Le goûter", objectif="Manger ensemble.", contact="gouter@example.org", avec_thematique=True
    )
    factories.QuestionFactory(chantier=chantier, texte="Qui apporte le cake ?")
    present = factories.CopresidenceFactory(chantier=chantier, participant__courriel="alix@example.org")
    former = factories.CopresidenceFactory(chantier=chantier, finie=True)
    past = factories.SeanceFactory(chantier=chantier, convoquee=True)
    next_one = factories.SeanceFactory(chantier=chantier, convoquee=True, date=jours(3))
    factories.SeanceFactory(chantier=chantier, date=jours(3))

    response = client.get(chantier.get_absolute_url())

    assert response.context["copresidents"] == [(present.participant.nom_complet, "")]
    assert (response.context["a_venir"], response.context["passees"]) == ([next_one], [past])
    for text in (
        "Le goûter",
        "Manger ensemble.",
        "Qui apporte le cake ?",
        "gouter@example.org",
        "Thématique 1",
    ):
        assert text in response.text
    assert former.participant.nom_complet not in response.text
    assert "alix@example.org" not in response.text


def test_a_copresident_who_declined_is_not_named_in_public(client):
    period = factories.CopresidenceFactory(
        participant__oppose=True, participant__avec_organisation=True, participant__nom="Discrète"
    )
    address = period.chantier.get_absolute_url()
    public = client.get(address)
    client.force_login(factories.CompteFactory(administration=True))
    assert public.context["copresidents"] == [("une personne", "")]
    assert "Discrète" not in public.text
    assert "Discrète" in client.get(address).text


def test_pv_state_is_shown_to_those_who_may_read_it(client):
    draft = factories.ProcesVerbalFactory(seance__convoquee=True).seance
    published = factories.SeanceFactory(chantier=draft.chantier, convoquee=True)
    publish(published)

    visitor = client.get(draft.chantier.get_absolute_url())
    client.force_login(factories.CompteFactory(administration=True))
    administrator = client.get(draft.chantier.get_absolute_url())

    def etats(response):
        return {seance.numero: (seance.pv_etat, seance.pv_url) for seance in response.context["passees"]}

    assert etats(visitor) == {1: ("", ""), 2: ("public", published.url("proces_verbal_detail"))}
    assert etats(administrator) == {
        1: ("brouillon", draft.url("projet_detail")),
        2: ("approuve", published.url("proces_verbal_detail")),
    }


def test_past_seances_are_paged(client):
    chantier = factories.ChantierFactory()
    for day in range(1, 22):
        factories.SeanceFactory(chantier=chantier, convoquee=True, date=datetime.date(2024, 1, day))
    response = client.get(f"{chantier.get_absolute_url()}?page=2")
    assert [seance.numero for seance in response.context["passees"]] == [1]


@pytest.mark.parametrize("rows", [1, 3])
def test_chantier_list_costs_the_same_for_any_number(client, django_assert_num_queries, rows):
    for _ in range(rows):
        factories.SeanceFactory(convoquee=True, chantier__avec_thematique=True)
    with django_assert_num_queries(3):
        client.get("/chantiers/")


@pytest.mark.parametrize(("role", "queries"), [("visitor", 10), ("administrator", 13)])
@pytest.mark.parametrize("rows", [1, 3])
def test_chantier_page_costs_the_same_for_any_number(client, django_assert_num_queries, rows, role, queries):
    chantier = factories.ChantierFactory(avec_thematique=True)
    for _ in range(rows):
        factories.QuestionFactory(chantier=chantier)
        factories.CopresidenceFactory(chantier=chantier, participant__avec_organisation=True)
        factories.SeanceFactory(chantier=chantier, convoquee=True, avec_lieu=True, date=jours(2))
        publish(factories.SeanceFactory(chantier=chantier, convoquee=True, avec_lieu=True))
    if role == "administrator":
        client.force_login(factories.CompteFactory(administration=True))
    with django_assert_num_queries(queries):
        client.get(chantier.get_absolute_url())


# ── Séance ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_visitor_reads_what_was_announced_and_no_name_of_those_present(client):
    seance = held(informations="Repas prévu.", chantier__contact="chantier@example.org")

    response = client.get(address(seance))

    for text in (
        "mardi 12\u00a0mars\u00a02024",
        "13h30\u00a0–\u00a016h30",
        "Salle 1",
        "Repas prévu.",
        "chantier@example.org",
        "Point 1",
        "Coprésidente IMPRIMÉE",
        seance.points.get().intervenants.get().nom_imprime,
        "La liste des présences paraîtra avec le procès-verbal approuvé.",
        "Pas encore de procès-verbal",
        seance.url("ordre_du_jour_pdf"),
    ):
        assert text in response.text
    for text in ("Nom imprimé", "Service imprimé", "Membre imprimé", "Que faire", "virgule", "Annexe 1"):
        assert text not in response.text


def test_an_administrator_reads_attendance_groups_and_remarks(administration):
    seance = held()
    text = administration.get(address(seance)).text
    for expected in (
        "Nom imprimé present",
        "Service imprimé<br>éducatrice",
        "Membre imprimé",
        "secrétaire",
        "Que faire ?",
        "page 17",
        "Il manque une virgule.",
        f'href="{seance.url("seance_detail")}annexes/1/"',
        f"/gestion/seances/seance/{seance.pk}/change/",
    ):
        assert expected in text


def test_counters_are_those_of_the_tree(administration):
    seance = held()
    response = administration.get(address(seance))
    document = build(seance, textes=False)
    assert response.context["document"] == document
    assert [(title, len(rows)) for title, rows, _ in response.context["listes"]] == [
        ("Présents", 2),
        ("Excusés", 1),
        ("Absents", 1),
    ]
    assert response.context["remplacements"] == 1
    assert "en remplacement de" in response.text


def test_a_visitor_reads_the_attendance_of_the_public_edition_not_that_of_the_rows(client):
    seance = held()
    publish(seance)
    factories.PresenceFactory(seance=seance, present=True, nom_imprime="Arrivée après coup")

    response = client.get(address(seance))

    assert [len(rows) for _, rows, _ in response.context["listes"]] == [2, 1, 1]
    assert "Nom imprimé present" in response.text
    assert "Arrivée après coup" not in response.text


def test_who_declined_is_not_named_in_the_attendance_of_the_public_edition(client):
    seance = held()
    declined = factories.ParticipantFactory(prenom="Ilse", nom="Discrète", oppose=True)
    factories.PresenceFactory(
        seance=seance,
        participant=declined,
        present=True,
        nom_imprime="Mme DISCRÈTE",
        fonction_imprimee="juge",
    )
    publish(seance)

    response = client.get(address(seance))

    assert [len(rows) for _, rows, _ in response.context["listes"]] == [3, 1, 1]
    assert "une personne" in response.text
    for text in ("DISCRÈTE", "Discrète", "juge"):
        assert text not in response.text


def test_a_withdrawn_edition_shows_no_attendance(client):
    seance = held()
    pv = publish(seance)
    edition = pv.versions.get().editions.get()
    workflow.withdraw_edition(edition, by=None, motif="Erreur de nom.")
    response = client.get(address(seance))
    assert response.context["names"] is False
    assert "Nom imprimé" not in response.text
    assert "Pas encore de procès-verbal" in response.text


def test_who_declined_is_not_named_on_the_agenda(client):
    seance = factories.SeanceFactory(convoquee=True)
    declined = factories.ParticipantFactory(nom="Discrète", oppose=True)
    point = factories.PointOrdreDuJourFactory(seance=seance)
    factories.IntervenantFactory(point=point, participant=declined, nom_imprime="Ilse DISCRÈTE")
    factories.PresidenceSeanceFactory(
        seance=seance, participant=declined, nom_imprime="Ilse DISCRÈTE", organisation_imprimee="Son service"
    )
    public = client.get(address(seance)).text
    client.force_login(factories.CompteFactory(administration=True))
    assert "DISCRÈTE" not in public
    assert "Son service" not in public
    assert "DISCRÈTE" in client.get(address(seance)).text


def test_a_point_behind_closed_doors_is_not_announced(client):
    seance = factories.SeanceFactory(convoquee=True)
    factories.PointOrdreDuJourFactory(seance=seance, titre="Situation délicate", huis_clos=True)
    public = client.get(address(seance)).text
    client.force_login(factories.CompteFactory(administration=True))
    assert "Situation délicate" not in public
    assert "Situation délicate" in client.get(address(seance)).text


def test_personal_addresses_are_shown_to_nobody(client):
    seance = factories.SeanceFactory(
        convoquee=True,
        chantier__contact="chantier@example.org",
        informations="Prévenez Chantier@example.org ou alix@example.org.",
        delai_notes=datetime.date(2024, 3, 26),
        destinataire_notes="Alix (alix@example.org)",
    )
    factories.PointOrdreDuJourFactory(seance=seance, titre="Inscriptions : alix@example.org")
    seance.lieu = factories.LieuFactory(acces="Appelez alix@example.org en arrivant.")
    seance.save()
    public = client.get(address(seance)).text
    client.force_login(factories.CompteFactory(administration=True))
    assert "alix@example.org" not in public
    assert "Chantier@example.org" in public
    assert "Notes des sous-groupes à envoyer pour le" in public
    assert "Alix ([adresse retirée])" in client.get(address(seance)).text


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"date": 1, "convoquee": True}, "Séance convoquée"),
        ({"date": 0, "convoquee": True}, "Séance en cours"),
        ({"date": -1, "convoquee": True}, "Séance tenue"),
        ({"date": 1, "annulee": True}, "Séance annulée"),
        ({"date": 1}, "Séance en préparation"),
    ],
)
def test_moment_is_said_in_words(administration, fields, word):
    seance = factories.SeanceFactory(**fields | {"date": jours(fields["date"])})
    assert word in administration.get(address(seance)).text


def test_a_seance_in_preparation_is_not_found_by_those_who_do_not_prepare_it(client):
    seance = factories.SeanceFactory()
    assert client.get(address(seance)).status_code == 302
    client.force_login(factories.CompteFactory())
    assert client.get(address(seance)).status_code == 404


def test_neighbours_are_the_nearest_that_the_reader_may_know(client):
    chantier = factories.ChantierFactory()
    first, hidden, here = (factories.SeanceFactory(chantier=chantier) for _ in range(3))
    after = factories.SeanceFactory(chantier=chantier, annulee=True)
    for seance in (first, here):
        seance.statut = "convoquee"
        seance.save()

    visitor = client.get(address(here))
    client.force_login(factories.CompteFactory(administration=True))
    administrator = client.get(address(here))

    assert (visitor.context["previous"], visitor.context["next"]) == (first, after)
    assert (administrator.context["previous"], administrator.context["next"]) == (hidden, after)


def test_itinerary_looks_for_the_address():
    lieu = Lieu(nom="Salle", adresse="12, rue de l’Été", code_postal="5000", localite="Namur")
    assert itinerary(lieu) == (
        "https://www.openstreetmap.org/search?query=12%2C+rue+de+l%E2%80%99%C3%89t%C3%A9%2C+5000+Namur"
    )
    assert itinerary(Lieu(nom="La Marlagne")) == "https://www.openstreetmap.org/search?query=La+Marlagne"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("role", "published", "queries"),
    [("visitor", False, 16), ("visitor", True, 8), ("administrator", True, 18)],
)
def test_seance_page_costs_the_same_for_any_number(
    client, django_assert_num_queries, rows, role, published, queries
):
    chantier = factories.ChantierFactory()
    factories.SeanceFactory(chantier=chantier, convoquee=True)
    seance = held(chantier=chantier)
    factories.SeanceFactory(chantier=chantier, convoquee=True)
    add_people(seance, rows - 1)
    if published:
        publish(seance)
    if role == "administrator":
        client.force_login(factories.CompteFactory(administration=True))
    with django_assert_num_queries(queries):
        client.get(address(seance))


# ── Calendar ────────────────────────────────────────────────────────────────────────────────────────────


def test_calendar_shows_the_month_asked_for(client):
    inside = factories.SeanceFactory(convoquee=True, date=datetime.date(2026, 11, 30))
    before = factories.SeanceFactory(convoquee=True, date=datetime.date(2026, 10, 31))
    after = factories.SeanceFactory(convoquee=True, date=datetime.date(2026, 12, 1))
    hidden = factories.SeanceFactory(date=datetime.date(2026, 11, 12))

    response = client.get("/calendrier/?mois=2026-11")

    assert response.context["seances"] == [inside]
    assert (response.context["seance_before"], response.context["seance_after"]) == (before, after)
    assert 'href="?mois=2026-10"' in response.text
    assert 'href="?mois=2026-12"' in response.text
    assert address(hidden) not in response.text


def test_calendar_grid_has_whole_weeks_from_monday(client):
    seance = factories.SeanceFactory(convoquee=True, date=datetime.date(2026, 11, 1))
    weeks = client.get("/calendrier/?mois=2026-11").context["weeks"]
    assert {len(week) for week in weeks} == {7}
    assert weeks[0][0][:2] == (datetime.date(2026, 10, 26), False)
    assert weeks[0][6] == (datetime.date(2026, 11, 1), True, [seance], 0)


@pytest.mark.parametrize("mois", ["", "2026-13", "novembre", "2026-11-01", "0000-01"])
def test_calendar_shows_this_month_for_anything_else(client, mois):
    response = client.get("/calendrier/", {"mois": mois})
    assert response.context["month"] == timezone.localdate().replace(day=1)


def test_calendar_marks_a_cancelled_seance_with_a_word(client):
    factories.SeanceFactory(annulee=True, date=datetime.date(2026, 11, 3))
    assert "(annulée)" in client.get("/calendrier/?mois=2026-11").text


@pytest.mark.parametrize("month", ["2000-01", "2099-12"])
def test_calendar_goes_from_end_to_end(client, month):
    assert client.get(f"/calendrier/?mois={month}").status_code == 200


def test_calendar_leads_where_something_is_planned_and_around_today(client):
    """Robots follow every link: without an end to the months they would never leave."""
    factories.SeanceFactory(convoquee=True, date=datetime.date(2004, 11, 12))
    far = f"{timezone.localdate().year + 5}-03"
    first = client.get("/calendrier/?mois=2004-11").context
    assert (first["previous_month"], first["next_month"]) == (None, datetime.date(2004, 12, 1))
    last = client.get(f"/calendrier/?mois={far}")
    assert last.context["next_month"] is None and last.context["previous_month"]
    assert 'rel="next"' not in last.text and 'rel="prev"' in last.text
    now = client.get("/calendrier/").context
    assert now["previous_month"] and now["next_month"]


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_costs_the_same_for_any_number(client, django_assert_num_queries, rows):
    for month in (10, 11, 12):
        for day in range(rows):
            factories.SeanceFactory(convoquee=True, avec_lieu=True, date=datetime.date(2026, month, 10 + day))
    with django_assert_num_queries(9):
        client.get("/calendrier/?mois=2026-11")


@pytest.fixture
def busy_day(monkeypatch):
    """Seven séances on one day, in a calendar that shows two of a day and three of a list."""
    monkeypatch.setattr(calendrier, "PAR_JOUR", 2)
    monkeypatch.setattr(calendrier, "LISTE", 3)
    factories.SeanceFactory(convoquee=True, date=datetime.date(2026, 11, 11))
    return [factories.SeanceFactory(convoquee=True, date=datetime.date(2026, 11, 12)) for _ in range(7)]


def test_calendar_shows_some_of_a_busy_day_and_where_the_others_are(client, busy_day):
    response = client.get("/calendrier/?mois=2026-11")
    [day] = [day for week in response.context["weeks"] for day in week if day[0].day == 12 and day[1]]
    assert (day[2], day[3]) == (busy_day[:2], 5)
    assert 'href="?mois=2026-11&amp;jour=12#liste">5 autres' in response.text
    assert len(response.context["seances"]) == 3
    assert response.context["page"].paginator.count == 8


def test_calendar_lists_one_day_page_by_page(client, busy_day):
    pages = [
        client.get(f"/calendrier/?mois=2026-11&jour=12&page={number}").context["seances"]
        for number in (1, 2, 3)
    ]
    assert [seance for page in pages for seance in page] == busy_day


@pytest.mark.parametrize("jour", ["", "0", "31", "douze"])
def test_calendar_lists_the_month_for_a_day_that_is_none(client, busy_day, jour):
    assert client.get("/calendrier/", {"mois": "2026-11", "jour": jour}).context["page"].paginator.count == 8


def test_calendar_takes_a_number_where_chantiers_are_too_many_to_list(client, monkeypatch):
    seances = [factories.SeanceFactory(convoquee=True, date=datetime.date(2026, 11, 12)) for _ in range(3)]
    assert "<option" in client.get("/calendrier/?mois=2026-11").text
    monkeypatch.setattr(ChantierField, "LISTE", 2)
    numero = seances[0].chantier.numero
    response = client.get(f"/calendrier/?mois=2026-11&chantier={numero}")
    assert "<option" not in response.text
    assert 'type="number" name="chantier"' in response.text
    assert response.context["seances"] == seances[:1]
    assert "Ce chantier n’existe pas" in client.get("/calendrier/?mois=2026-11&chantier=99").text


def test_calendar_shows_one_chantier_and_keeps_to_it(client):
    shown, other = (
        factories.SeanceFactory(convoquee=True, date=datetime.date(2026, 11, 12)) for _ in range(2)
    )
    factories.SeanceFactory(chantier=shown.chantier, convoquee=True, date=datetime.date(2026, 12, 10))
    private = factories.ChantierFactory(prive=True, titre="Sujet Calfeutré")

    response = client.get(f"/calendrier/?mois=2026-11&chantier={shown.chantier.numero}")

    assert [seance.pk for seance in response.context["seances"]] == [shown.pk]
    text = response.text
    assert f'href="?mois=2026-12&amp;chantier={shown.chantier.numero}"' in text
    assert f'href="webcal://127.0.0.1:8000/chantiers/{shown.chantier.numero}/calendrier.ics"' in text
    assert other.get_absolute_url() not in text and private.titre not in text
    refused = client.get(f"/calendrier/?mois=2026-11&chantier={private.numero}")
    assert refused.status_code == 200 and "Ce chantier n’existe pas" in refused.text


def test_today_is_that_of_brussels(client, monkeypatch):
    late = datetime.datetime(2026, 10, 31, 23, 30, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert client.get("/calendrier/").context["month"] == datetime.date(2026, 11, 1)
