"""« Nouvelle séance » at the desk: from what its agenda starts; points moved on to the next; models kept."""

import datetime
from datetime import time

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seances import preparation
from seances.models import Intervenant, ModeleOrdreDuJour, PointOrdreDuJour, Seance, StatutSeance
from tests import factories

from .desk import change_url, errors, filled, page, post_seance

pytestmark = pytest.mark.django_db

DEMAIN = datetime.date(2024, 5, 14)


@pytest.fixture
def avant():
    """Séance 2 of a chantier: three points in a chain, the last one after a break; one presented by two people."""
    chantier = factories.ChantierFactory()
    factories.SeanceFactory(chantier=chantier, convoquee=True)
    avant = factories.SeanceFactory(chantier=chantier, convoquee=True, avec_horaire=True, avec_lieu=True)
    for titre, nature, debut, fin in (
        ("PV d’octobre", "approbation", time(13, 30), time(13, 40)),
        ("Quel secret ?", "debat", time(13, 40), time(14, 30)),
        ("La suite", "pratique", time(15), time(15, 20)),
    ):
        factories.PointOrdreDuJourFactory(
            seance=avant, titre=titre, nature=nature, heure_debut=debut, heure_fin=fin
        )
    debat = avant.points.get(position=2)
    factories.IntervenantFactory(point=debat, connu=True, rang=1)
    factories.IntervenantFactory(point=debat, nom_imprime="la coordination", rang=2)
    return avant


def add_url(chantier):
    return f"{reverse('admin:seances_seance_add')}?chantier={chantier.pk}"


def prepare(client, address, **changes):
    data = filled(client.get(address), "preparation_form")
    data |= {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
    return client.post(address, data, follow=True)


def lines(seance):
    rows = seance.points.order_by("position")
    return [
        (row.titre, row.nature, row.heure_debut and f"{row.heure_debut:%H:%M}-{row.heure_fin:%H:%M}")
        for row in rows
    ]


def said(response):
    return [str(message) for message in response.context["messages"]]


# ── A new séance ────────────────────────────────────────────────────────────────────────────────────────


def test_a_seance_is_made_from_the_one_before_with_its_hours_moved(client, avant):
    president = factories.CopresidenceFactory(chantier=avant.chantier).participant
    factories.CopresidenceFactory(chantier=avant.chantier, finie=True)
    factories.InscriptionFactory(chantier=avant.chantier)
    response = prepare(
        client, add_url(avant.chantier), date="2024-05-14", heure_debut="09:00", heure_fin="10:40"
    )
    assert response.status_code == 200, errors(response)
    seance = Seance.objects.get(numero=3)
    assert response.redirect_chain == [(f"{change_url(seance)}#points-group", 302)]
    assert (seance.chantier, seance.date, seance.lieu, seance.statut) == (
        avant.chantier,
        DEMAIN,
        avant.lieu,
        StatutSeance.PREPARATION,
    )
    assert lines(seance) == [
        ("Approbation du procès-verbal du 12\xa0mars\xa02024", "approbation", "09:00-09:10"),
        ("Quel secret ?", "debat", "09:10-10:00"),
        ("La suite", "pratique", "10:30-10:50"),  # after the same break
    ]
    debat = seance.points.get(position=2)
    copied = [(row.participant_id, row.nom_imprime) for row in debat.intervenants.order_by("rang")]
    assert copied == list(
        Intervenant.objects.filter(point__seance=avant)
        .order_by("rang")
        .values_list("participant", "nom_imprime")
    )
    assert debat.texte.texte == ""
    assert [row.participant for row in seance.presidences.all()] == [president]
    assert not seance.points.filter(reporte_de__isnull=False).exists()
    assert said(response) == [
        "La séance 3 est prête à relire : 3 points. Personne n’en est encore averti.",
    ]
    assert page(client.get(change_url(seance))).xpath("//*[@data-bilan]/text()") == [
        "L’ordre du jour dépasse la fin prévue de 10\xa0minutes."
    ]


def test_unfinished_points_come_along_with_their_trace(client, avant):
    debat = avant.points.get(position=2)
    prepare(client, add_url(avant.chantier), date="2024-05-14", source="vide", reports=[str(debat.pk)])
    new = Seance.objects.get(numero=3).points.get()
    assert (new.reporte_de, new.titre, new.duree) == (debat, "Quel secret ?", 50)
    assert new.intervenants.count() == 2
    assert new.trace == "reporté de la séance 2, point 2"
    debat.refresh_from_db()
    assert debat.trace == "reporté à la séance 3"


def test_a_copied_agenda_has_an_unfinished_point_once(client, avant):
    debat = avant.points.get(position=2)
    prepare(client, add_url(avant.chantier), date="2024-05-14", reports=[str(debat.pk)])
    seance = Seance.objects.get(numero=3)
    assert [row.reporte_de for row in seance.points.order_by("position")] == [None, debat, None]


def test_ready_made_points_are_those_that_are_ticked(client, avant):
    natures = ["accueil", "approbation", "pratique"]
    debat = avant.points.get(position=2)
    prepare(
        client,
        add_url(avant.chantier),
        date="2024-05-14",
        source="habituels",
        habituels=natures,
        reports=[str(debat.pk)],
    )
    assert [(titre, hours) for titre, _, hours in lines(Seance.objects.get(numero=3))] == [
        ("Accueil et tour de table", "13:30-13:45"),
        ("Approbation du procès-verbal du 12\xa0mars\xa02024", "13:45-13:55"),
        ("Quel secret ?", "13:55-14:45"),
        ("Prochaines séances et organisation pratique", "14:45-14:55"),
    ]


def test_the_first_seance_of_a_chantier_approves_nothing(client):
    chantier = factories.ChantierFactory()
    response = client.get(add_url(chantier))
    assert "approbation" not in filled(response, "preparation_form")["habituels"]
    prepare(client, add_url(chantier), date="2024-05-14")
    [seance] = Seance.objects.all()
    assert seance.numero == 1
    natures = ["accueil", "rappel", "debat", "sous_groupes", "restitution", "pratique"]
    assert [nature for _, nature, _ in lines(seance)] == natures
    assert {hours for _, _, hours in lines(seance)} == {None}  # until the séance has a start
    assert [row.duree for row in seance.points.order_by("position")] == [15, 10, 45, 15, 45, 10]


def test_a_seance_is_made_from_a_model_of_the_chantier_or_of_all(client, avant):
    commun = factories.LigneModeleFactory(titre="Commun", duree_minutes=30).modele
    propre = factories.LigneModeleFactory(modele__chantier=avant.chantier).modele
    factories.ModeleOrdreDuJourFactory(du_chantier=True)
    form = page(client.get(add_url(avant.chantier)))
    offered = form.xpath("//input[@name='source']/@value")
    assert set(offered) == {"precedente", "habituels", f"modele-{propre.pk}", f"modele-{commun.pk}", "vide"}
    prepare(client, add_url(avant.chantier), date="2024-05-14", source=f"modele-{commun.pk}")
    assert lines(Seance.objects.get(numero=3)) == [("Commun", "debat", "13:30-14:00")]


def test_a_seance_that_a_pv_announced_gets_its_agenda(client, avant):
    announced = factories.SeanceFactory(
        chantier=avant.chantier, convoquee=True, date=datetime.date(2099, 1, 8)
    )
    address = reverse("admin:seances_seance_preparer", args=[announced.pk])
    assert address in client.get(add_url(avant.chantier)).content.decode()
    assert address in client.get(change_url(announced)).content.decode()
    prepare(client, address)
    announced.refresh_from_db()
    assert (announced.statut, announced.points.count()) == (StatutSeance.CONVOQUEE, 3)
    assert Seance.objects.count() == 3
    response = client.get(address, follow=True)
    assert said(response) == ["Cette séance a déjà son ordre du jour : modifiez-le ici."]


def test_what_is_wrong_is_said_and_nothing_is_written(client, avant):
    response = prepare(client, add_url(avant.chantier), numero="2", date="", heure_fin="12:00")
    assert response.status_code == 422
    assert sorted(errors(response)) == [
        "Ce champ est obligatoire.",
        "Ce chantier a déjà une séance de ce numéro.",
        "La séance doit se terminer après son début.",
    ]
    response = prepare(client, add_url(avant.chantier), numero="2", date="2024-05-14")
    assert errors(response) == ["Ce chantier a déjà une séance de ce numéro."]
    assert Seance.objects.count() == 2


def test_a_seance_that_runs_into_another_one_says_so(client, avant):
    other = factories.SeanceFactory(
        convoquee=True, date=DEMAIN, lieu=avant.lieu, heure_debut=time(16), heure_fin=time(18)
    )
    factories.SeanceFactory(convoquee=True, date=DEMAIN, lieu=avant.lieu, heure_debut=time(16, 30))
    factories.SeanceFactory(annulee=True, date=DEMAIN, lieu=avant.lieu)
    factories.SeanceFactory(convoquee=True, date=DEMAIN)
    response = prepare(client, add_url(avant.chantier), date="2024-05-14", source="vide")
    assert said(response)[1:] == [
        f"{other} se tient le même jour au même endroit ({avant.lieu}), 16h00\xa0–\xa018h00."
    ]


def test_a_seance_that_is_moved_into_another_one_says_so_when_it_is_moved(client, avant):
    other = factories.SeanceFactory(convoquee=True, date=DEMAIN, lieu=avant.lieu, avec_horaire=True)
    sentence = f"{other} se tient le même jour au même endroit ({avant.lieu}), 13h30\xa0–\xa016h30."

    def told(response):
        return [str(message) for message in get_messages(response.wsgi_request)]

    assert sentence in told(post_seance(client, avant, date=f"{DEMAIN}"))
    assert sentence not in told(post_seance(client, avant, informations="Sonnez."))
    assert sentence not in told(post_seance(client, avant, heure_debut="17:00", heure_fin="18:00"))


def test_people_expected_at_two_seances_at_once_are_counted_for_who_may_know(client, avant):
    chantiers = [factories.ChantierFactory(prive=prive) for prive in (False, True)]
    people = [factories.InscriptionFactory(chantier=avant.chantier).participant for _ in range(2)]
    others = [
        factories.SeanceFactory(chantier=chantier, convoquee=True, avec_horaire=True, date=DEMAIN)
        for chantier in chantiers
    ]
    for chantier in chantiers:
        factories.InscriptionFactory(chantier=chantier, participant=people[0])
    presides = factories.ParticipantFactory(avec_compte=True)
    factories.CopresidenceFactory(chantier=avant.chantier, participant=presides)
    client.force_login(presides.compte)
    sentence = f"{others[0]} se tient le même jour, 13h30\u00a0–\u00a016h30\u00a0: "
    response = prepare(client, add_url(avant.chantier), date=f"{DEMAIN}", source="vide")
    assert said(response)[1:] == [f"{sentence}1 personne est attendue aux deux."]
    factories.InscriptionFactory(chantier=chantiers[0], participant=people[1])
    moved = post_seance(client, Seance.objects.get(chantier=avant.chantier, numero=3), heure_debut="13:00")
    assert f"{sentence}2 personnes sont attendues aux deux." in [
        str(message) for message in get_messages(moved.wsgi_request)
    ]


def test_whoever_prepares_several_chantiers_chooses_one(client, avant):
    other = factories.ChantierFactory()
    choices = page(client.get(reverse("admin:seances_seance_add"))).xpath(
        "//ul[@class='choix-chantier']//a/@href"
    )
    assert choices == [f"?chantier={avant.chantier.pk}", f"?chantier={other.pk}"]


def test_the_form_costs_the_same_for_any_agenda(client, avant):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(add_url(avant.chantier))
        return len(queries)

    factories.LigneModeleFactory(modele__chantier=avant.chantier)
    cost()
    before = cost()
    for _ in range(3):
        factories.IntervenantFactory(point=factories.PointOrdreDuJourFactory(seance=avant), connu=True)
        factories.LigneModeleFactory(modele__chantier=avant.chantier)
        factories.SeanceFactory(chantier=avant.chantier, annulee=True)
    assert cost() == before


# ── Points moved on ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def apres(avant):
    """Séance 3: a point, and the one that closes its agenda."""
    apres = factories.SeanceFactory(chantier=avant.chantier, avec_horaire=True)
    for titre, nature, debut, fin in (
        ("Accueil", "accueil", time(13, 30), time(13, 40)),
        ("Au revoir", "pratique", time(13, 40), time(13, 50)),
    ):
        factories.PointOrdreDuJourFactory(
            seance=apres, titre=titre, nature=nature, heure_debut=debut, heure_fin=fin
        )
    return apres


def move(client, point, acte="reporter"):
    address = reverse("admin:seances_seance_reports", args=[point.seance_id])
    return client.post(address, {"point": point.pk, "acte": acte}, follow=True)


def test_a_point_is_moved_on_and_taken_back(client, avant, apres):
    before = lines(apres)
    debat = avant.points.get(position=2)
    assert said(move(client, debat)) == ["Le point «\u00a0Quel secret ?\u00a0» est reporté à la séance 3."]
    assert lines(apres) == [
        ("Accueil", "accueil", "13:30-13:40"),
        ("Quel secret ?", "debat", "13:40-14:30"),
        ("Au revoir", "pratique", "14:30-14:40"),
    ]
    new = apres.points.get(position=2)
    assert (new.reporte_de, new.intervenants.count()) == (debat, 2)
    for seance, told in ((avant, "reporté à la séance 3"), (apres, "reporté de la séance 2, point 2")):
        cells = page(client.get(change_url(seance))).xpath(
            "//div[contains(@class,'champ-suite')]/span[2]/text()"
        )
        assert cells[1] == told
    assert said(move(client, debat)) == ["Le point «\u00a0Quel secret ?\u00a0» est déjà reporté."]
    assert said(move(client, debat, "reprendre")) == [
        "Le point «\u00a0Quel secret ?\u00a0» n’est plus reporté."
    ]
    assert lines(apres) == before
    assert said(move(client, debat, "reprendre")) == [
        "Le point «\u00a0Quel secret ?\u00a0» n’est pas reporté."
    ]


def test_a_nature_that_stands_once_is_moved_on_as_a_debate(client, avant, apres):
    move(client, avant.points.get(nature="pratique"))
    assert [nature for _, nature, _ in lines(apres)] == ["accueil", "debat", "pratique"]


def test_a_point_that_was_written_about_is_not_taken_back(client, avant, apres):
    debat = avant.points.get(position=2)
    move(client, debat)
    texte = PointOrdreDuJour.objects.get(reporte_de=debat).texte
    factories.RevisionTexteFactory(texte_point=texte)
    assert said(move(client, debat, "reprendre")) == [
        "Le point «\u00a0Quel secret ?\u00a0» a déjà un texte à la séance 3 : il y reste. "
        "Pour l’en retirer, passez par l’ordre du jour de cette séance."
    ]
    assert apres.points.count() == 3


def test_no_point_goes_to_a_seance_that_is_not_there_called_off_or_frozen(client, avant, apres):
    debat = avant.points.get(position=2)
    Seance.objects.filter(pk=apres.pk).update(statut=StatutSeance.ANNULEE)
    assert said(move(client, debat)) == [
        "Ce chantier n’a pas encore de séance suivante : créez-la, puis reportez ce point."
    ]
    Seance.objects.filter(pk=apres.pk).update(statut=StatutSeance.CONVOQUEE)
    factories.ProcesVerbalFactory(seance=apres, diffuse=True)
    assert said(move(client, debat)) == [
        "Le procès-verbal de la séance 3 est figé : son ordre du jour ne change plus."
    ]
    assert apres.points.count() == 2


def test_points_are_moved_on_by_who_prepares_the_chantier(client, avant, apres):
    client.force_login(factories.CopresidenceFactory(participant__avec_compte=True).participant.compte)
    address = reverse("admin:seances_seance_reports", args=[avant.pk])
    debat = avant.points.get(position=2)
    assert client.get(address).status_code == 404
    assert client.post(address, {"point": debat.pk}).status_code == 404
    own = factories.CopresidenceFactory(chantier=avant.chantier, participant__avec_compte=True)
    client.force_login(own.participant.compte)
    assert client.get(address).status_code == 200
    for stray in (str(apres.points.first().pk), "1x", ""):
        assert client.post(address, {"point": stray}).status_code == 404
    assert apres.points.count() == 2
    client.post(address, {"point": debat.pk})
    assert apres.points.count() == 3


# ── Models ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_agenda_of_a_seance_is_kept_as_a_model(client, avant):
    address = reverse("admin:seances_seance_modele", args=[avant.pk])
    assert client.get(address).status_code == 405
    for _ in range(2):
        response = client.post(address, follow=True)
    assert response.status_code == 200
    modeles = ModeleOrdreDuJour.objects.order_by("pk")
    assert [str(one) for one in modeles] == ["D’après la séance 2", "D’après la séance 2 (2)"]
    assert list(modeles[0].lignes.values_list("position", "titre", "nature", "duree_minutes")) == [
        (1, "Approbation du procès-verbal de la séance précédente", "approbation", 10),
        (2, "Quel secret ?", "debat", 50),
        (3, "La suite", "pratique", 20),
    ]
    empty = factories.SeanceFactory()
    client.post(reverse("admin:seances_seance_modele", args=[empty.pk]))
    assert ModeleOrdreDuJour.objects.count() == 2


def test_the_lines_of_a_model_change_places_and_natures(client):
    modele = factories.LigneModeleFactory(titre="Un", nature="annexes").modele
    factories.LigneModeleFactory(modele=modele, titre="Deux")
    data = filled(client.get(change_url(modele)), "modeleordredujour_form")
    swapped = {"lignes-0-position": ["2"], "lignes-0-nature": ["debat"], "lignes-1-nature": ["annexes"]}
    assert client.post(change_url(modele), data | swapped).status_code == 302
    assert list(modele.lignes.values_list("position", "titre", "nature")) == [
        (1, "Deux", "annexes"),
        (2, "Un", "debat"),
    ]
    data = filled(client.get(change_url(modele)), "modeleordredujour_form")
    response = client.post(change_url(modele), data | {"lignes-1-nature": ["annexes"]})
    assert "Un autre point a déjà cette nature : il n’en faut qu’un par séance." in errors(response)


def test_presiding_stays_with_whoever_was_put_there_by_hand(avant):
    factories.CopresidenceFactory(chantier=avant.chantier)
    present = factories.CopresidenceFactory(chantier=avant.chantier).participant
    factories.PresenceFactory(seance=avant, participant=present)
    preparation.put_in_office(avant)
    assert [row.participant == present for row in avant.presidences.all()] == [False]
    preparation.put_in_office(avant)
    assert avant.presidences.count() == 1
