"""What has passed its retention date."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from participants.models import Compte, Evenement, Participant
from seances import conservation, fichiers
from seances.models import AncienPV, Demande, Envoi, Seance
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)
LIMIT = datetime.date(2024, 11, 23)
DAY = datetime.timedelta(days=1)


def run(*arguments):
    out = StringIO()
    call_command("appliquer_conservation", *arguments, stdout=out)
    return out.getvalue()


def person():
    return factories.ParticipantFactory(avec_courriel=True, avec_compte=True)


def due():
    return list(conservation.addresses_due(TODAY))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime.date(2026, 11, 23), datetime.date(2024, 11, 23)),
        (datetime.date(2026, 3, 31), datetime.date(2024, 3, 28)),
        (datetime.date(2028, 2, 29), datetime.date(2026, 2, 28)),
    ],
)
def test_limit_is_the_same_day_two_years_earlier(day, expected):
    assert conservation.before(day, conservation.MOIS_ADRESSES) == expected


@pytest.mark.parametrize(("last", "kept"), [(LIMIT - DAY, False), (LIMIT, True)])
@pytest.mark.parametrize("part", ["inscription", "copresidence", "presence", "presidence"])
def test_address_is_kept_two_years_after_the_last_part(part, last, kept):
    someone = person()
    if part in {"inscription", "copresidence"}:
        factory = {
            "inscription": factories.InscriptionFactory,
            "copresidence": factories.CopresidenceFactory,
        }[part]
        factory(participant=someone, depuis=datetime.date(2020, 1, 1), jusque=last)
    else:
        factory = {
            "presence": factories.PresenceFactory,
            "presidence": factories.PresidenceSeanceFactory,
        }[part]
        factory(participant=someone, seance__date=last)
    assert due() == ([] if kept else [someone])


def test_address_of_whoever_has_a_part_today_is_kept():
    someone = person()
    factories.PresenceFactory(participant=someone, seance__date=datetime.date(2020, 1, 1))
    factories.InscriptionFactory(participant=someone, depuis=datetime.date(2020, 1, 1))
    assert due() == []


def test_whoever_never_had_a_part_and_administrators_are_left_alone():
    person()
    administrator = factories.ParticipantFactory(
        compte=factories.CompteFactory(administration=True), courriel="a@example.org"
    )
    factories.PresenceFactory(participant=administrator, seance__date=datetime.date(2020, 1, 1))
    assert due() == []


@pytest.fixture
def old():
    """Somebody whose last séance was long ago, a recording past its date, a request settled long ago."""
    someone = person()
    presence = factories.PresenceFactory(participant=someone, seance__date=datetime.date(2020, 1, 1))
    factories.SeanceFactory(avec_enregistrement=True, conservation_enregistrement=datetime.date(2021, 1, 1))
    factories.DemandeFactory(participant=someone, faite=True)
    return presence.participant


def test_simulation_tells_and_writes_nothing(old):
    said = run("--simuler")
    assert "Adresses et comptes à effacer : 1\n" in said
    assert "Simulation : rien n’a été écrit." in said
    old.refresh_from_db()
    assert old.courriel
    assert Seance.objects.get(enregistree=True).destruction_demandee_le is None
    assert Demande.objects.get().texte
    assert not Evenement.objects.exists()


def test_what_is_due_is_erased_and_logged_without_being_copied(old):
    address, compte = old.courriel, old.compte
    said = run()
    assert "Adresses et comptes effacés : 1\n" in said
    assert address not in said
    old.refresh_from_db()
    assert (old.courriel, old.compte) == ("", None)
    compte.refresh_from_db()
    assert (compte.is_active, compte.email) == (False, f"compte-{compte.pk}@efface.invalid")
    assert Demande.objects.get().texte == ""
    lines = Evenement.objects.filter(acte="conservation appliquée").order_by("pk")
    assert [line.details["champs"] for line in lines] == [["courriel", "compte"], ["enregistrement"]]
    assert lines[0].personne == old


def test_recording_past_its_date_is_asked_back_until_it_is_destroyed(old):
    for _ in range(2):
        assert "séance 1 : échu le 01/01/2021, gardé par le secrétariat" in run()
    seance = Seance.objects.get(enregistree=True)
    assert seance.destruction_demandee_le == timezone.localdate()
    assert seance.enregistree  # the portal does not hold it, and cannot say that it is gone
    seance.detruit_le = timezone.localdate()
    seance.save()
    assert "Enregistrements à détruire : 0" in run()


def test_twice_changes_nothing(old):
    run()
    lines = Evenement.objects.count()
    run()
    assert Evenement.objects.count() == lines
    assert Compte.objects.filter(is_active=False).count() == 1


def test_whoever_is_registered_again_meanwhile_is_kept(old):
    due = conservation.due(TODAY)
    factories.InscriptionFactory(participant=old)
    conservation.apply(due)
    old.refresh_from_db()
    assert old.courriel


def test_what_is_due_costs_the_same_for_any_number(django_assert_num_queries):
    for count in (1, 2):
        for _ in range(count):
            factories.PresenceFactory(participant=person(), seance__date=datetime.date(2020, 1, 1))
        with django_assert_num_queries(13):
            conservation.due(TODAY)
    assert Participant.objects.count() == 3


@pytest.mark.parametrize("etat", ["envoye", "echoue", "a_envoyer"])
@pytest.mark.parametrize("old", [True, False])
def test_the_trace_of_a_letter_goes_after_a_year_unless_it_still_waits(etat, old):
    now = timezone.now()
    limit = conservation.before(timezone.localdate(now), conservation.MOIS_LETTRES)
    created = timezone.localtime(now).replace(year=limit.year, month=limit.month, day=limit.day)
    ended = {"envoye": {"envoye_le": now}, "echoue": {"raison": "Refusée."}}.get(etat, {})
    factories.EnvoiFactory(etat=etat, cree_le=created - DAY if old else created, **ended)
    goes = old and etat != "a_envoyer"
    assert f"Traces de lettres à effacer : {int(goes)}\n" in run("--simuler")
    assert Envoi.objects.count() == 1
    assert f"Traces de lettres effacées : {int(goes)}\n" in run()
    assert Envoi.objects.count() == int(not goes)


@pytest.mark.parametrize(
    ("jour", "goes"), [(LIMIT.replace(year=2025) - DAY, True), (LIMIT.replace(year=2025), False)]
)
def test_the_words_of_answers_go_a_year_after_the_seance_and_attendance_stays(jour, goes):
    """With the address of whom nothing but an answer ever named."""
    named = factories.ParticipantFactory(avec_courriel=True)
    present = factories.ParticipantFactory(avec_courriel=True)
    row = factories.PresenceFactory(
        seance__date=jour,
        reponse="remplace",
        motif="Malade.",
        remplacant_annonce="Zoé",
        designe=named,
        excuse=True,
    )
    factories.PresenceFactory(participant=present, seance__date=TODAY)
    for someone in (named, present):
        factories.ReponseDonneeFactory(
            presence=row, reponse="remplace", motif="Malade.", remplacant=someone, remplacant_annonce="Zoé"
        )
    found = conservation.due(TODAY)
    assert found.reponses == int(goes)
    conservation.apply(found)
    row.refresh_from_db()
    kept = ("", "", None) if goes else ("Malade.", "Zoé", named.pk)
    assert (row.motif, row.remplacant_annonce, row.designe_id) == kept
    assert (row.reponse, row.statut) == ("remplace", "excuse")
    assert row.reponses.count() == (0 if goes else 2)
    named.refresh_from_db()
    present.refresh_from_db()
    assert (bool(named.courriel), bool(present.courriel)) == (not goes, True)
    assert conservation.due(TODAY).reponses == 0 or not goes


@pytest.mark.parametrize(
    ("relu", "goes"), [(datetime.date(2026, 8, 22), True), (datetime.date(2026, 8, 23), False)]
)
def test_an_old_pv_that_nobody_reviews_goes_after_three_months(
    relu, goes, django_capture_on_commit_callbacks
):
    noon = timezone.make_aware(datetime.datetime.combine(relu, datetime.time(12)))
    row = factories.AncienPVFactory(modifie_le=noon, fichier_sha256=fichiers.deposit(b"ancien"))

    with django_capture_on_commit_callbacks(execute=True):
        conservation.apply(conservation.due(TODAY))

    assert AncienPV.objects.filter(pk=row.pk).exists() is not goes
    assert fichiers.exists(row.fichier_sha256) is not goes


def test_the_pv_that_was_brought_in_stays(django_capture_on_commit_callbacks):
    long_ago = timezone.now() - 400 * DAY
    row = factories.AncienPVFactory(importe=True, modifie_le=long_ago)

    with django_capture_on_commit_callbacks(execute=True):
        conservation.apply(conservation.due(timezone.localdate()))

    assert not AncienPV.objects.exists()
    assert Seance.objects.filter(pk=row.seance_id).exists()
