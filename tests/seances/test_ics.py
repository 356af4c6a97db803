"""The files of calendar programs: what they keep of a séance, its life through them, and who receives what."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from seances import ics, workflow
from seances.models import Seance
from tests import factories

from .calendriers import validate

pytestmark = pytest.mark.django_db

HOURS = {"heure_debut": datetime.time(13, 30), "heure_fin": datetime.time(16, 30)}
OCTOBRE = datetime.date(2026, 10, 22)


def read(content):
    """The calendar in some bytes: valid, read without an error, and written again as it was."""
    validate(content)
    calendar = Calendar.from_ical(content)
    assert [each.errors for each in calendar.walk() if each.errors] == []
    assert calendar.to_ical() == content
    return calendar


def events(client, address):
    return read(client.get(address).content).events


def convened(**fields):
    return factories.SeanceFactory(convoquee=True, **{"date": OCTOBRE, **HOURS, **fields})


def lieu(**fields):
    return factories.LieuFactory(
        **{
            "nom": "Maison du Peuple; salle 2, étage",
            "adresse": "rue Haute 3",
            "code_postal": "5000",
            "localite": "Namur",
            "acces": "Bus 4,\narrêt « Gare ».",
            **fields,
        }
    )


def test_a_seance_as_a_calendar_keeps_it(client, settings):
    settings.SITE_URL = "https://assises.example.org"
    seance = convened(chantier__titre="Liens, relais; « écoute »", lieu=lieu())
    factories.PointOrdreDuJourFactory(seance=seance)

    calendar = read(client.get(seance.url("seance_ics")).content)

    [event] = calendar.events
    page = "https://assises.example.org/chantiers/1/seances/1/"
    assert {
        name: str(event[name]) for name in ("UID", "SUMMARY", "STATUS", "LOCATION", "URL", "DESCRIPTION")
    } == {
        "UID": str(seance.uid),
        "SUMMARY": "Chantier 1 – Liens, relais; « écoute », séance 1",
        "STATUS": "CONFIRMED",
        "LOCATION": "Maison du Peuple; salle 2, étage, rue Haute 3 à\u00a05000\u00a0Namur",
        "URL": page,
        "DESCRIPTION": f"La séance : {page}\nOrdre du jour (PDF) : {page}ordre-du-jour.pdf\n"
        "Accès : Bus 4,\narrêt « Gare ».",
    }
    brussels = ZoneInfo("Europe/Brussels")
    assert event.start == datetime.datetime(2026, 10, 22, 13, 30, tzinfo=brussels)
    assert event.end == datetime.datetime(2026, 10, 22, 16, 30, tzinfo=brussels)
    assert event["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert event.DTSTAMP == event.LAST_MODIFIED == seance.revisee_le.replace(microsecond=0)
    assert (event.sequence, calendar.get("METHOD")) == (0, None)


def test_the_zone_written_says_what_the_zone_is():
    zone = ics.FUSEAU.to_tz(
        lookup_tzid=False
    )  # by its own rules: looked up by its name, it is the one it should be
    for year in (1998, 2022, 2026, 2041):
        for month in range(1, 13):
            for day in (1, 24, 28):
                noon = datetime.datetime(year, month, day, 12)
                there, here = noon.replace(tzinfo=zone), noon.replace(tzinfo=ZoneInfo("Europe/Brussels"))
                assert there.utcoffset() == here.utcoffset(), noon


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        ({"heure_debut": None, "heure_fin": None}, OCTOBRE, datetime.date(2026, 10, 23)),
        ({"heure_debut": None}, OCTOBRE, datetime.date(2026, 10, 23)),
        ({"heure_fin": None}, datetime.time(13, 30), None),
    ],
)
def test_a_seance_without_its_hours_lasts_the_day(client, hours, start, end):
    seance = convened(**hours)
    [event] = events(client, seance.url("seance_ics"))
    begins = event.DTSTART if isinstance(start, datetime.date) else event.DTSTART.time()
    assert (begins, event.DTEND) == (start, end)


def test_what_happened_that_day_does_not_move_the_appointment(client):
    seance = convened(debut_reel=datetime.time(14), fin_reelle=datetime.time(18))
    [event] = events(client, seance.url("seance_ics"))
    assert (event.start.hour, event.end.hour) == (13, 16)


def test_moving_and_cancelling_keep_the_identifier_and_raise_the_sequence(client):
    seance = convened()
    factories.PointOrdreDuJourFactory(seance=seance)
    address = seance.url("seance_ics")
    told = [events(client, address)[0]]

    seance.date = OCTOBRE + datetime.timedelta(days=7)
    seance.save()
    told += events(client, address)
    workflow.cancel(seance, by=None)
    told += events(client, address)
    workflow.convene(seance, by=None)
    told += events(client, address)

    assert [event.sequence for event in told] == [0, 1, 2, 3]
    assert {str(event["UID"]) for event in told} == {str(seance.uid)}
    assert [str(event["STATUS"]) for event in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [str(event["TRANSP"]) for event in told] == ["OPAQUE", "OPAQUE", "TRANSPARENT", "OPAQUE"]
    assert told[2]["SUMMARY"].startswith("Annulée : ")
    assert told[2]["DESCRIPTION"].startswith("Cette séance est annulée.")
    stamps = [event.DTSTAMP for event in told]
    assert stamps == sorted(stamps)


# ── The revision of a séance ────────────────────────────────────────────────────────────────────────────


def written(seance, how, **changes):
    """Write the changes in one of the ways there are. Returns by how much the revision went up."""
    before = Seance.objects.get(pk=seance.pk).sequence
    if how == "update":
        Seance.objects.filter(pk=seance.pk).update(**changes)
    else:
        row = Seance.objects.get(pk=seance.pk)
        for name, value in changes.items():
            setattr(row, name, value)
        row.save(**({"update_fields": [*changes]} if how == "fields" else {}))
    after = Seance.objects.get(pk=seance.pk)
    if how != "update":
        assert row.sequence == after.sequence
    return after.sequence - before


@pytest.mark.parametrize("how", ["save", "fields", "update"])
def test_what_calendars_keep_raises_the_revision_and_nothing_else_does(how):
    seance = convened(lieu=lieu())
    elsewhere = factories.LieuFactory()
    raising = [
        {"date": "2026-11-05"},
        {"heure_debut": datetime.time(14)},
        {"heure_fin": None},
        {"heure_fin": datetime.time(17)},
        {"lieu": elsewhere},
        {"lieu": None},
        {"lieu_id": elsewhere.pk},
        {"statut": "annulee"},
        {"date": datetime.date(2026, 11, 12), "heure_debut": datetime.time(9)},
    ]
    for changes in raising:
        if how == "save" and "lieu_id" in changes:
            Seance.objects.filter(pk=seance.pk).update(lieu=None)
        assert written(seance, how, **changes) == 1, changes
        assert written(seance, how, **changes) == 0, changes
    assert written(seance, how, informations="Repas prévu.", debut_reel=datetime.time(13), numero=9) == 0


def test_a_row_read_before_another_change_takes_no_revision_back():
    seance = convened()
    stale = Seance.objects.get(pk=seance.pk)
    written(seance, "save", date=datetime.date(2026, 11, 5))
    written(seance, "save", date=datetime.date(2026, 11, 12))

    stale.informations = "Repas prévu."
    stale.save(update_fields=["informations"])
    assert Seance.objects.get(pk=seance.pk).sequence == 2
    stale.save()  # the old date again: calendars have to hear of it

    assert Seance.objects.get(pk=seance.pk).sequence == stale.sequence == 3


def test_a_place_that_moves_revises_the_seances_held_there(client):
    client.force_login(factories.CompteFactory(administration=True))
    place = lieu()
    here, elsewhere = convened(lieu=place), convened(avec_lieu=True)
    form = {
        "nom": place.nom,
        "adresse": "rue Basse 1",
        "code_postal": "5000",
        "localite": "Namur",
        "acces": "",
    }

    for acces in ("", "Bus 9."):  # the second time only how to get there changes
        response = client.post(f"/gestion/seances/lieu/{place.pk}/change/", form | {"acces": acces})
        assert response.status_code == 302

    assert [Seance.objects.get(pk=seance.pk).sequence for seance in (here, elsewhere)] == [1, 0]
    [event] = events(client, here.url("seance_ics"))
    assert "rue Basse 1" in event["LOCATION"] and "Bus 9." in event["DESCRIPTION"]


# ── Who receives what ───────────────────────────────────────────────────────────────────────────────────


def uids(client, address):
    return [str(event["UID"]) for event in events(client, address)]


def test_each_file_holds_what_its_reader_may_see(client):
    public = convened()
    cancelled = factories.SeanceFactory(annulee=True, chantier=public.chantier)
    private = convened(chantier__prive=True)
    factories.SeanceFactory(chantier=public.chantier)  # in preparation: in no calendar
    factories.SeanceFactory(chantier=private.chantier)
    inscription = factories.InscriptionFactory(chantier=private.chantier, participant__avec_compte=True)
    open_ = [str(cancelled.uid), str(public.uid)]

    assert uids(client, "/calendrier.ics") == open_
    assert uids(client, public.chantier.get_absolute_url() + "calendrier.ics") == open_
    assert client.get(private.chantier.get_absolute_url() + "calendrier.ics").status_code == 302
    for reader in (inscription.participant.compte, factories.CompteFactory(administration=True)):
        client.force_login(reader)
        assert uids(client, "/calendrier.ics") == [*open_, str(private.uid)]
        assert uids(client, private.chantier.get_absolute_url() + "calendrier.ics") == [str(private.uid)]


def test_visitors_read_no_name_of_whoever_declined_and_nobody_an_address(client):
    member = factories.InscriptionFactory(participant__avec_compte=True)
    factories.ParticipantFactory(prenom="Lise", nom="Pudique", oppose=True)
    seance = convened(
        chantier=member.chantier,
        lieu=lieu(nom="Chez Lise Pudique", acces="Sonner chez Lise Pudique (lise@example.org)."),
    )
    factories.IntervenantFactory(point__seance=seance, connu=True)
    factories.PresenceFactory(seance=seance, participant=member.participant)

    public = client.get("/calendrier.ics").content.replace(b"\r\n ", b"").decode()
    client.force_login(member.participant.compte)
    own = client.get("/calendrier.ics").content.replace(b"\r\n ", b"").decode()

    assert "Pudique" not in public and "Sonner chez une personne" in public
    assert own.count("Chez Lise Pudique") == 1 and own.count("chez Lise Pudique") == 1
    for text in (public, own):
        assert "@example.org" not in text
        assert member.participant.nom not in text and "ATTENDEE" not in text and "ORGANIZER" not in text


def test_the_pv_is_linked_for_those_who_may_read_it(client):
    member = factories.InscriptionFactory(participant__avec_compte=True)
    seance = convened(chantier=member.chantier, nominative=True)
    pv = factories.ProcesVerbalFactory(seance=seance)
    address = seance.url("seance_ics")
    workflow.freeze_import(pv, "diffuse")

    [event] = events(client, address)
    assert "Procès-verbal" not in event["DESCRIPTION"]
    client.force_login(member.participant.compte)
    [event] = events(client, address)
    assert "Procès-verbal (diffusé) : " in event["DESCRIPTION"]
    assert f"{seance.url('proces_verbal_detail')}" in event["DESCRIPTION"]


def test_a_calendar_program_that_has_the_file_receives_nothing(client):
    seance = convened()
    first = client.get("/calendrier.ics")
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Content-Disposition"] == 'inline; filename="calendrier.ics"'
    assert first["Cache-Control"] == "private, no-cache"

    again = client.get("/calendrier.ics", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/calendrier.ics").content == first.content
    Seance.objects.filter(pk=seance.pk).update(heure_fin=datetime.time(17))
    changed = client.get("/calendrier.ics", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200 and changed.content != first.content


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("visitor", 5), ("member", 11)])
def test_a_feed_costs_the_same_for_any_number(client, django_assert_num_queries, rows, role, queries):
    member = factories.InscriptionFactory(participant__avec_compte=True)
    for _ in range(rows):
        seance = convened(chantier=member.chantier, lieu=lieu(adresse=f"rue {_}"))
        factories.PointOrdreDuJourFactory(seance=seance)
        workflow.freeze_import(factories.ProcesVerbalFactory(seance=seance), "diffuse")
        factories.SeanceFactory(annulee=True, avec_lieu=True)
    if role == "member":
        client.force_login(member.participant.compte)
    with django_assert_num_queries(queries):
        client.get("/calendrier.ics")


# ── With a letter ───────────────────────────────────────────────────────────────────────────────────────


def test_the_file_of_a_letter_says_where_one_answers(settings):
    seance = convened(chantier__contact="chantier1@example.org", lieu=lieu())
    answer_url = "https://assises.example.org/lien/un-secret/"

    calendar = read(ics.invitation(seance, answer_url=answer_url))

    [event] = calendar.events
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert str(event["ORGANIZER"]) == "mailto:chantier1@example.org"
    assert event["DESCRIPTION"].splitlines()[0] == f"Répondre à la convocation : {answer_url}"
    assert ics.invitation(seance, answer_url=answer_url) == calendar.to_ical()


def test_the_file_of_a_cancellation_is_the_same_event(client):
    seance = convened()
    workflow.cancel(seance, by=None)
    calendar = read(ics.invitation(Seance.objects.get(pk=seance.pk), method="CANCEL"))
    [event] = calendar.events
    assert (str(calendar["METHOD"]), str(event["STATUS"])) == ("CANCEL", "CANCELLED")
    assert (str(event["UID"]), event.sequence) == (str(seance.uid), 1)
    assert str(event["ORGANIZER"]).startswith("mailto:")


def test_a_seance_in_preparation_has_no_file():
    seance = factories.SeanceFactory(date=timezone.localdate())
    with pytest.raises(ValueError, match="preparation"):
        ics.invitation(seance)
    with pytest.raises(ValueError, match="preparation"):
        ics.download(seance, None)
