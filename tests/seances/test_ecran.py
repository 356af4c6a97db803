"""The running mode: who opens it, what it keeps and what it lets go; what the desk and the pages then show."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from seances import passages
from seances.models import Passage, StatutSeance
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance():
    return factories.SeanceFactory(convoquee=True, date=timezone.localdate(), avec_horaire=True)


@pytest.fixture
def points(seance):
    return [factories.PointOrdreDuJourFactory(seance=seance, avec_horaire=n == 0) for n in range(3)]


@pytest.fixture
def editor(client, seance):
    president = factories.CopresidenceFactory(chantier=seance.chantier, participant__avec_compte=True)
    client.force_login(president.participant.compte)
    return client


def moment(minutes=0):
    return (timezone.now() - datetime.timedelta(minutes=minutes)).isoformat()


def noted(point=None, genre="point", minutes=0, **values):
    key = point and point.pk
    said = {"acte": "noter", "cle": str(uuid.uuid4()), "genre": genre, "point": key, "quand": moment(minutes)}
    return said | values


def send(client, seance, *gestes):
    return client.post(seance.url("ecran_etat"), {"gestes": list(gestes)}, content_type="application/json")


def kept(seance):
    return list(seance.passages.retenus().order_by("quand", "pk").values_list("genre", "point", "minutes"))


def test_the_page_is_a_plain_agenda_with_the_point_that_has_the_floor(editor, seance, points):
    send(editor, seance, noted(points[1]))
    text = editor.get(seance.url("ecran")).content.decode()
    assert [text.count(point.titre) for point in points] == [2, 2, 2]  # in the list, and for the script
    assert f'data-point="{points[1].pk}" aria-current="step"' in text
    assert text.count("aria-current") == 1
    assert "Répétition" not in text


def test_a_seance_without_an_agenda_has_its_screen(editor, seance):
    assert editor.get(seance.url("ecran")).status_code == 200


@pytest.mark.parametrize("page", ["ecran", "ecran_etat"])
def test_it_costs_the_same_for_any_agenda(editor, seance, points, page, django_assert_max_num_queries):
    factories.IntervenantFactory(point=points[0])
    editor.get(seance.url(page))
    with django_assert_max_num_queries(50) as one:
        editor.get(seance.url(page))
    for _ in range(3):
        point = factories.PointOrdreDuJourFactory(seance=seance)
        factories.IntervenantFactory(point=point)
        factories.PassageFactory(seance=seance, point=point)
    with django_assert_max_num_queries(len(one)) as three:
        editor.get(seance.url(page))
    assert len(three) == len(one)


def test_what_happens_is_kept_once_however_often_it_is_sent(editor, seance, points):
    first, longer = noted(points[0], minutes=9), noted(points[0], "rallonge", 5) | {"minutes": 5}
    gestes = [first, longer, noted(genre="pause")]
    for _ in range(2):
        response = send(editor, seance, *gestes)
    assert response.status_code == 200
    assert kept(seance) == [
        ("point", points[0].pk, None),
        ("rallonge", points[0].pk, 5),
        ("pause", None, None),
    ]
    assert [one["cle"] for one in response.json()["passages"]] == [geste["cle"] for geste in gestes]


def test_what_is_taken_back_does_not_return_with_a_late_copy(editor, seance, points):
    first, second = noted(points[0], minutes=5), noted(points[1])
    send(editor, seance, first, second, {"acte": "annuler", "cle": second["cle"]})
    assert kept(seance) == [("point", points[0].pk, None)]
    send(editor, seance, second)
    assert kept(seance) == [("point", points[0].pk, None)]
    assert Passage.objects.count() == 2


def test_what_is_of_another_day_or_seance_is_let_go(editor, seance, points):
    other = factories.PassageFactory()
    stranger = factories.PointOrdreDuJourFactory()
    gestes = [
        noted(points[0], minutes=60 * 30),
        noted(stranger),
        noted(points[0]) | {"cle": str(other.cle)},
        {"acte": "annuler", "cle": str(other.cle)},
    ]
    assert send(editor, seance, *gestes).status_code == 200
    assert kept(seance) == []
    other.refresh_from_db()
    assert not other.annule


def test_a_fast_clock_writes_nothing_in_the_future(editor, seance, points):
    send(editor, seance, noted(points[0], minutes=-1))
    assert seance.passages.get().quand <= timezone.now()


@pytest.mark.parametrize(
    "broken",
    [
        {"cle": "7"},
        {"cle": 7},
        {"genre": "bond"},
        {"quand": "hier"},
        {"quand": None},
        {"quand": "2024-03-12T14:00:00"},
        {"point": None},
        {"point": "1"},
        {"point": True},
        {"minutes": 5},
        {"genre": "rallonge", "minutes": 0},
        {"genre": "rallonge", "minutes": True},
        {"genre": "fin"},
        {"acte": "effacer"},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_whole(editor, seance, points, broken):
    response = send(editor, seance, noted(points[0]), noted(points[1]) | broken)
    assert response.status_code == 400
    assert response.json()["message"].endswith("rechargez la page.")
    assert kept(seance) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"gestes": 7}', b'{"gestes": [7]}', b"\xff"])
def test_a_body_that_is_none_is_refused(editor, seance, body):
    response = editor.post(seance.url("ecran_etat"), body, content_type="application/json")
    assert response.status_code == 400


def test_only_who_prepares_the_seance_opens_it(client, seance, points):
    participant = factories.InscriptionFactory(chantier=seance.chantier, participant__avec_compte=True)
    redacteur = factories.InscriptionFactory(
        chantier=seance.chantier, participant__avec_compte=True, redacteur=True
    )
    assert client.get(seance.url("ecran_etat")).status_code == 401
    assert client.get(seance.url("ecran")).status_code == 302
    client.force_login(participant.participant.compte)
    assert send(client, seance, noted(points[0])).status_code == 403
    seance.statut = StatutSeance.PREPARATION
    seance.save()
    assert send(client, seance, noted(points[0])).status_code == 404
    assert kept(seance) == []
    client.force_login(redacteur.participant.compte)
    assert send(client, seance, noted(points[0])).status_code == 200
    assert len(kept(seance)) == 1


def test_on_another_day_one_rehearses(editor, seance, points):
    seance.date += datetime.timedelta(days=9)
    seance.save()
    assert "Répétition" in editor.get(seance.url("ecran")).content.decode()
    assert send(editor, seance, noted(points[0])).json()["aujourdhui"] is False
    assert kept(seance) == []


def test_a_point_without_a_duration_lasts_until_the_next_one(seance, points):
    hour = datetime.time
    for point, debut in zip(points, (hour(13, 30), hour(14), hour(15)), strict=True):
        type(point).objects.filter(pk=point.pk).update(heure_debut=debut, heure_fin=None)
    assert [point.minutes for point in passages.agenda(seance)] == [30, 60, 90]


def test_the_desk_shows_planned_against_real_times(editor, seance, points):
    def said(at):
        return timezone.make_aware(datetime.datetime.combine(seance.date, at))

    for point in points:
        factories.TextePointFactory(point=point)
    factories.PassageFactory(seance=seance, point=points[0], quand=said(datetime.time(13, 42)))
    factories.PassageFactory(seance=seance, point=points[1], quand=said(datetime.time(14, 5)))
    factories.PassageFactory(seance=seance, genre="fin", point=None, quand=said(datetime.time(16, 10)))
    text = editor.get(reverse("admin:seances_seance_rediger", args=[seance.pk])).content.decode()
    assert "Prévu : 13h30\xa0–\xa014h00 · Tenu : 13h42\xa0–\xa014h05 · " in text
    assert "À l’écran de séance : 13h42\xa0–\xa016h10" in text


def test_both_seances_tell_of_a_point_that_was_moved_on_to_those_who_may_know(client):
    point = factories.PointOrdreDuJourFactory(reporte=True)
    before, after = point.reporte_de.seance, point.seance
    for seance in (before, after):
        seance.statut = StatutSeance.CONVOQUEE
        seance.save()

    def told(seance):
        text = " ".join(client.get(seance.get_absolute_url()).content.decode().split())
        return [word for word in ("Reporté de la <a", "Reporté à la <a") if word in text]

    secret = factories.SeanceFactory(chantier=before.chantier)
    factories.PointOrdreDuJourFactory(seance=secret, reporte_de=point)
    assert (told(before), told(after)) == (["Reporté à la <a"], ["Reporté de la <a"])
    after.statut = StatutSeance.PREPARATION
    after.save()
    assert told(before) == []
    client.force_login(
        factories.CopresidenceFactory(
            chantier=before.chantier, participant__avec_compte=True
        ).participant.compte
    )
    assert told(before) == ["Reporté à la <a"]
    assert told(after) == ["Reporté de la <a", "Reporté à la <a"]
