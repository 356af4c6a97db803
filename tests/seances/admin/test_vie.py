"""The life of a PV at the desk: where it stands, what may be done now, why not the rest; and its publication."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from seances import redaction, remarques, workflow
from seances.models import EditionPublique, EtatPV, NaturePoint, ProcesVerbal, RetraitVersion
from seances.permissions import served_edition
from tests import factories

from .desk import change_url, page

pytestmark = pytest.mark.django_db


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


@pytest.fixture
def pv():
    seance = factories.SeanceFactory(convoquee=True, date=days(-10))
    texte = factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
    redaction.save_texte(
        texte,
        texte="<p>La maman de Kevin, 14 ans, écrit à lea@example.org.</p>",
        texte_apres="",
        opened_revision=0,
        by=None,
    )
    return seance.proces_verbal


@pytest.fixture
def later(pv):
    return factories.SeanceFactory(chantier=pv.seance.chantier, convoquee=True, date=days(9))


def enter(client, pv, role):
    participant = factories.ParticipantFactory(avec_compte=True)
    parts = {"chantier": pv.seance.chantier, "participant": participant}
    if role == "coprésidente":
        factories.CopresidenceFactory(**parts)
    elif role == "rédactrice":
        factories.InscriptionFactory(redacteur=True, **parts)
    client.force_login(participant.compte)
    return client


@pytest.fixture
def desk(client, pv):
    return enter(client, pv, "coprésidente")


def act(pv, slug):
    return reverse("admin:seances_procesverbal_acte", args=[pv.pk, slug])


def words(element):
    return " ".join(element.text_content().split())


def etat(pv):
    return ProcesVerbal.objects.get(pk=pv.pk).etat


def test_the_page_tells_where_a_pv_stands(desk, pv):
    workflow.submit(pv, by=None)
    root = page(desk.get(change_url(pv)))
    assert [words(li) for li in root.xpath("//ol[@class='etapes']/li")] == [
        "brouillon : passé",
        "en relecture",
        "diffusé : à venir",
        "approuvé : à venir",
        "rectifié : à venir",
    ]
    [here] = root.xpath("//li[@aria-current='step']")
    assert words(here) == "en relecture"


def test_the_page_offers_what_is_possible_and_says_why_not_the_rest(desk, pv):
    workflow.submit(pv, by=None)
    root = page(desk.get(change_url(pv)))
    acts = root.xpath("//ul[@class='actes-du-pv']/li")
    assert [words(li.xpath(".//button")[0]) for li in acts if li.xpath("./form")] == [
        "Reprendre en brouillon",
        "Diffuser aux participants…",
    ]
    assert [words(li) for li in acts if not li.xpath("./form")] == [
        "Proposer à la relecture Seul un brouillon peut être proposé à la relecture.",
        "Retirer la version diffusée Ce procès-verbal n’est pas diffusé.",
        "Approuver Seul un procès-verbal diffusé peut être approuvé.",
        "Ouvrir une rectification Seul un procès-verbal approuvé se rectifie.",
        "Figer la version rectifiée Ouvrez d’abord une rectification, et corrigez le texte.",
        "Renoncer à la rectification Aucune rectification n’est ouverte.",
        "Publier pour les visiteurs Seul un procès-verbal approuvé se publie.",
    ]


def test_a_redactrice_reads_who_does_what_she_may_not(client, pv):
    workflow.submit(pv, by=None)
    root = page(enter(client, pv, "rédactrice").get(change_url(pv)))
    assert "Diffuser aux participants Seules les personnes qui président le chantier le font." in [
        words(li) for li in root.xpath("//ul[@class='actes-du-pv']/li")
    ]


def test_a_pv_goes_through_its_life_at_the_desk(desk, pv, later):
    def post(slug, **data):
        response = desk.post(act(pv, slug), data, follow=True)
        assert response.redirect_chain == [(change_url(pv), 302)]
        return [str(message) for message in response.context["messages"]]

    post("relire")
    assert etat(pv) == EtatPV.EN_RELECTURE
    post("diffuser", remarques_jusqu_au=days(5))
    post("retirer", motif="Une page manque.")
    assert (etat(pv), RetraitVersion.objects.get().motif) == (EtatPV.EN_RELECTURE, "Une page manque.")
    post("diffuser", remarques_jusqu_au=days(5))
    assert post("approuver", en=later.pk) == [
        "Le procès-verbal est approuvé ; ses lecteurs sont prévenus par courriel."
    ]
    assert ProcesVerbal.objects.get(pk=pv.pk).approuve_en == later
    post("ouvrir", motif="Un nom est faux.")
    assert post("rectifier") == [
        "Rien n’a changé depuis la dernière version : corrigez le texte, ou renoncez."
    ]
    post("renoncer")
    assert (etat(pv), pv.versions.count()) == (EtatPV.APPROUVE, 3)


def test_sending_out_shows_the_checks_first_and_a_date(desk, pv, later):
    workflow.submit(pv, by=None)
    root = page(desk.get(change_url(pv)))
    [proposed] = root.xpath("//input[@name='remarques_jusqu_au']/@value")
    assert proposed == str(days(8))  # the eve of the next séance
    response = desk.get(act(pv, "diffuser"), {"remarques_jusqu_au": str(days(6))})
    root = page(response)
    assert root.xpath("//input[@name='remarques_jusqu_au']/@value") == [str(days(6))]
    found = {words(link): link.get("href") for link in root.xpath("//section[@class='constats']//a")}
    [identifying] = [message for message in found if "faire reconnaître un jeune" in message]
    desk_page = reverse("admin:seances_seance_rediger", args=[pv.seance_id])
    assert found[identifying] == f"{desk_page}#point-1"
    assert etat(pv) == EtatPV.EN_RELECTURE


def test_a_warning_never_stops_and_what_breaks_always_does(desk, pv):
    workflow.submit(pv, by=None)
    factories.SeanceFactory()
    point = pv.seance.points.get()
    point.heure_debut, point.heure_fin = datetime.time(10), datetime.time(11)
    point.save()
    desk.post(act(pv, "diffuser"), {"remarques_jusqu_au": days(5)})
    assert etat(pv) == EtatPV.DIFFUSE


def test_a_pv_without_agenda_is_not_frozen(desk):
    pv = factories.ProcesVerbalFactory(en_relecture=True, seance__convoquee=True)
    participant = factories.ParticipantFactory(avec_compte=True)
    factories.CopresidenceFactory(chantier=pv.seance.chantier, participant=participant)
    desk.force_login(participant.compte)
    root = page(desk.get(act(pv, "diffuser")))
    assert words(root.get_element_by_id("constats-bloquants")) == "À corriger d’abord (1)"
    assert root.xpath("//form[@class='acte-forme']") == []
    desk.post(act(pv, "diffuser"), {"remarques_jusqu_au": days(5)})
    assert (etat(pv), pv.versions.count()) == (EtatPV.EN_RELECTURE, 0)


def test_what_is_missing_is_asked_again(desk, pv):
    workflow.submit(pv, by=None)
    response = desk.post(act(pv, "diffuser"), {"remarques_jusqu_au": ""})
    assert response.status_code == 422
    assert "Dites jusqu’à quel jour" in response.text
    assert etat(pv) == EtatPV.EN_RELECTURE


def test_who_approves_is_told_where_the_remarks_are_printed(desk, pv, later):
    workflow.submit(pv, by=None)
    version = workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    remarques.propose(
        version, paragraphe=1, genre="suppression", auteur=factories.ParticipantFactory(), by=None
    )
    pv.remarques.update(decision="actee")

    def asked():
        root = page(desk.get(act(pv, "approuver")))
        [choices] = root.xpath("//select[@name='en']")
        told = [words(each) for each in root.xpath("//div[@class='helptext']")]
        return [words(each) for each in choices[1:]], told

    date = f"séance {later.numero}, {later.date:%d/%m/%Y}"
    assert asked() == ([date], [])
    factories.PointOrdreDuJourFactory(seance=later)
    workflow.submit(redaction.open_pv(later), by=None)
    own = workflow.send_out(later.proces_verbal, remarques_jusqu_au=days(5), by=None)
    choices, [told] = asked()
    assert choices == [f"{date} (son procès-verbal est déjà diffusé)"]
    assert "celui de la séance suivante les imprime" in told
    workflow.withdraw(own.proces_verbal, motif="À revoir.", by=None)
    assert asked() == ([date], [])


PRESIDENTS_ONLY = ["diffuser", "retirer", "approuver", "ouvrir", "rectifier", "renoncer"]


@pytest.mark.parametrize("slug", PRESIDENTS_ONLY)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_redactrice_who_forges_an_act_is_refused(client, pv, slug, method):
    workflow.submit(pv, by=None)
    before = etat(pv)
    response = getattr(enter(client, pv, "rédactrice"), method)(act(pv, slug), {"motif": "Moi.", "x": 1})
    assert (response.status_code, etat(pv)) == (403, before)


@pytest.mark.parametrize("slug", ["relire", "diffuser"])
def test_somebody_elses_pv_does_not_exist(client, pv, slug):
    enter(client, factories.ProcesVerbalFactory(), "coprésidente")
    assert client.post(act(pv, slug)).status_code == 404
    assert etat(pv) == EtatPV.BROUILLON


def test_no_other_act_exists(desk, pv):
    assert desk.post(act(pv, "effacer")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_versions(
    desk, pv, later, django_assert_num_queries, count
):
    workflow.submit(pv, by=None)
    for _ in range(count):
        workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
        workflow.withdraw(pv, motif="Encore.", by=None)
    desk.get(change_url(pv))
    with django_assert_num_queries(9):
        desk.get(change_url(pv))


# ── Checks ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_checks_stand_on_a_page_of_their_own(desk, pv):
    response = desk.get(reverse("admin:seances_seance_verifier", args=[pv.seance_id]))
    assert "faire reconnaître un jeune" in response.text
    assert "Kevin" in response.text


def test_checks_of_a_seance_without_pv_say_so(desk, pv):
    seance = factories.SeanceFactory(chantier=pv.seance.chantier)
    response = desk.get(reverse("admin:seances_seance_verifier", args=[seance.pk]))
    assert "Pas encore de procès-verbal" in response.text


@pytest.mark.parametrize("count", [1, 3])
def test_checks_cost_the_same_for_any_length(desk, pv, django_assert_num_queries, count):
    for number in range(count):
        point = factories.PointOrdreDuJourFactory(seance=pv.seance, nature=NaturePoint.DEBAT)
        factories.TextePointFactory(point=point, texte=f"<p>L’ABCD{number} dit.</p>")
    with django_assert_num_queries(21):
        desk.get(reverse("admin:seances_seance_verifier", args=[pv.seance_id]))


# ── Publication ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def approved(pv, later):
    seance = pv.seance
    seance.accord_nominatif = "oui"
    seance.save()
    declined = factories.ParticipantFactory(prenom="Prune", nom="Taiseuse", oppose=True)
    factories.PresenceFactory(seance=seance, participant=declined, present=True, nom_imprime="Prune Taiseuse")
    factories.PointOrdreDuJourFactory(seance=seance, titre="Conciliabule", huis_clos=True)
    factories.AnnexeFactory(seance=seance, titre="Plan réservé", reservee=True)
    redaction.open_pv(seance)
    workflow.submit(pv, by=None)
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    workflow.approve(pv, en=later, by=None)
    pv.refresh_from_db()
    return pv


def publish_url(pv):
    return reverse("admin:seances_procesverbal_publier", args=[pv.pk])


def test_the_review_tells_what_visitors_would_and_would_not_read(desk, approved):
    response = desk.get(publish_url(approved))
    revue = response.context["revue"]
    assert (revue.version.numero, revue.servie, revue.nominatif) == (2, None, True)
    assert revue.caches == [("Prune Taiseuse", "une personne")]
    assert (revue.points, revue.annexes, revue.adresses) == (["Conciliabule"], ["Plan réservé"], 1)
    assert [constat.code for constat in revue.constats] == ["personne_reconnaissable"]
    assert EditionPublique.objects.count() == 0


def test_the_preview_is_what_visitors_would_read(desk, approved):
    text = desk.get(reverse("admin:seances_procesverbal_apercu", args=[approved.pk])).text
    assert "une personne" in text
    assert [
        word for word in ("Taiseuse", "Conciliabule", "Plan réservé", "lea@example.org") if word in text
    ] == []


def test_publishing_makes_the_edition_and_withdrawing_takes_it_back(desk, approved):
    assert desk.post(publish_url(approved)).status_code == 302
    assert served_edition(approved.seance).numero == 1
    withdraw = reverse("admin:seances_procesverbal_retirer_edition", args=[approved.pk])
    desk.post(withdraw, {"motif": " "})
    assert served_edition(approved.seance).numero == 1
    desk.post(withdraw, {"motif": "Un nom est resté."})
    assert served_edition(approved.seance) is None
    desk.post(publish_url(approved))
    assert served_edition(approved.seance).numero == 3


def test_a_rectified_version_waits_for_its_own_publication(desk, approved):
    desk.post(publish_url(approved))
    workflow.open_rectification(approved, motif="Un nom est faux.", by=None)
    texte = approved.seance.points.get(position=1).texte
    redaction.save_texte(
        texte, texte="<p>Mieux.</p>", texte_apres="", opened_revision=texte.revision, by=None
    )
    workflow.rectify(approved, by=None)
    assert "Une version plus récente ne l’est pas." in desk.get(change_url(approved)).text
    desk.post(publish_url(approved))
    assert served_edition(approved.seance).version.numero == 3


@pytest.mark.parametrize("name", ["publier", "apercu", "retirer_edition"])
def test_a_redactrice_publishes_nothing(client, approved, name):
    address = reverse(f"admin:seances_procesverbal_{name}", args=[approved.pk])
    enter(client, approved, "rédactrice")
    assert (client.get(address).status_code, client.post(address).status_code) in {
        (403, 403),
        (405, 403),
        (403, 405),
    }
    assert EditionPublique.objects.count() == 0


def test_nothing_is_published_before_it_is_approved(desk, pv):
    assert "Seul un procès-verbal approuvé se publie." in desk.get(publish_url(pv)).text
    desk.post(publish_url(pv))
    assert EditionPublique.objects.count() == 0
