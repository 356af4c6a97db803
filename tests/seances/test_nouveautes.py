"""What is new: for each reader what he may read now and could not before, and nothing else."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.utils import timezone

from participants.models import Participant
from seances import remarques, visites, workflow
from seances.models import Annexe, EditionPublique, OrigineNote, Seance, Visite
from tests import factories

from .nouvelles import VISITEUR, account, in_days, news, published, words

pytestmark = pytest.mark.django_db
PAGE = "/nouveautes/"


@pytest.fixture
def public():
    return factories.ChantierFactory(numero=4, titre="Le goûter")


@pytest.fixture
def prive():
    return factories.ChantierFactory(numero=7, titre="Chantier caché", prive=True)


def to_come(chantier, **fields):
    seance = factories.SeanceFactory(chantier=chantier, date=in_days(20), **fields)
    factories.PointOrdreDuJourFactory(seance=seance)
    return seance


def frozen(seance, **version):
    pv = factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    return factories.VersionPVFactory(proces_verbal=pv, figee_le=timezone.now(), **version)


# ── Séances ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_seance_is_new_once_it_is_convened_then_changed_then_cancelled(public):
    editor = account("preside", public)
    seance = to_come(public)
    assert news(VISITEUR) == news(editor) == []
    workflow.convene(seance, by=editor)
    assert news(VISITEUR) == [("Séance convoquée", seance.get_absolute_url())]
    seance = Seance.objects.get(pk=seance.pk)
    seance.date = in_days(21)
    seance.save()
    assert words(VISITEUR) == ["Séance changée"]
    workflow.cancel(seance, by=editor)
    assert words(VISITEUR) == ["Séance annulée"]
    workflow.reopen_preparation(seance, by=editor)
    assert news(VISITEUR) == []
    workflow.convene(seance, by=editor)
    assert words(VISITEUR) == ["Séance convoquée"]


def test_what_no_calendar_keeps_makes_no_news(public):
    seance = to_come(public, convoquee=True)
    before = timezone.now()
    seance.informations = "Apportez de quoi écrire."
    seance.save()
    assert news(VISITEUR, depuis=before) == []


def test_an_old_seance_that_is_brought_in_is_no_news(public):
    factories.SeanceFactory(chantier=public, convoquee=True)
    assert news(VISITEUR) == []


# ── PVs ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_pv_is_new_for_each_when_he_may_read_it(public):
    member, editor = account("inscrit", public), account("preside", public)
    seance = factories.SeanceFactory(chantier=public, convoquee=True)
    factories.ProcesVerbalFactory(seance=seance)
    assert words(VISITEUR) == words(member) == words(editor) == []
    seance.proces_verbal.delete()
    version = frozen(seance)
    assert (words(VISITEUR), words(member)) == ([], ["Procès-verbal diffusé"])

    second = factories.VersionPVFactory(
        proces_verbal=version.proces_verbal, etat="approuve", figee_le=timezone.now()
    )
    assert (words(VISITEUR), words(member)) == ([], ["Procès-verbal approuvé"])
    factories.EditionPubliqueFactory(version=second, publiee_le=timezone.now())
    assert words(VISITEUR) == ["Procès-verbal approuvé et public"]
    assert words(member) == ["Procès-verbal approuvé"]
    assert news(VISITEUR)[0][1] == seance.url("proces_verbal_detail")


def test_a_version_withdrawn_is_told_to_its_readers_alone_until_the_next_one(public):
    member = account("inscrit", public)
    version = frozen(factories.SeanceFactory(chantier=public, convoquee=True))
    factories.RetraitVersionFactory(version=version, quand=timezone.now())
    assert (words(VISITEUR), words(member)) == ([], ["Procès-verbal retiré"])
    factories.VersionPVFactory(proces_verbal=version.proces_verbal, figee_le=timezone.now())
    assert words(member) == ["Procès-verbal diffusé"]


def test_a_withdrawn_edition_is_no_news_and_one_made_again_is_no_new_one(public):
    version = published(factories.SeanceFactory(chantier=public, convoquee=True))
    assert len(news(VISITEUR)) == 1
    factories.EditionPubliqueFactory(version=version, retrait=True)
    assert news(VISITEUR) == []
    before = timezone.now()
    factories.EditionPubliqueFactory(version=version, publiee_le=timezone.now())
    assert (len(news(VISITEUR)), news(VISITEUR, depuis=before)) == (1, [])


def test_nothing_of_a_private_chantier_is_told_to_others(prive):
    member, stranger = account("inscrit", prive), account()
    to_come(prive, convoquee=True)
    held = factories.SeanceFactory(chantier=prive, convoquee=True)
    published(held)
    factories.AnnexeFactory(seance=held)
    assert words(VISITEUR) == words(stranger) == []
    assert words(member) == ["Annexe ajoutée", "Procès-verbal approuvé", "Séance convoquée"]
    Participant.objects.get(compte=member).inscriptions.update(jusque=in_days(-1))
    assert words(member) == []


# ── Notes, annexes, remarks ─────────────────────────────────────────────────────────────────────────────


def test_a_note_is_new_for_those_who_write_the_pv_up_and_did_not_hand_it_in(public):
    member, editor, other = (
        account("inscrit", public),
        account("preside", public),
        account("inscrit", public, redacteur=True),
    )
    groupe = factories.SousGroupeFactory(seance__chantier=public, seance__convoquee=True)
    note = factories.RestitutionFactory(
        sous_groupe=groupe, deposee_par=editor, confirmee_le=timezone.now(), origine=OrigineNote.FICHIER
    )
    assert (words(VISITEUR), words(member), words(editor)) == ([], [], [])
    assert words(other) == ["Note du groupe 1 déposée"]
    note.confirmee_le = None
    note.save()
    assert words(other) == []


def test_an_annex_is_told_by_its_title_to_the_chantier_and_by_its_number_to_others(public):
    member = account("inscrit", public)
    seance = factories.SeanceFactory(chantier=public, convoquee=True)
    annexe = factories.AnnexeFactory(seance=seance, titre="Lettre de Prune Taiseuse", reservee=True)
    assert words(VISITEUR) == []
    published(seance)
    assert words(VISITEUR) == ["Procès-verbal approuvé et public"]
    annexe.publique = True
    annexe.save()
    assert words(VISITEUR) == ["Annexe 1 rendue publique", "Procès-verbal approuvé et public"]
    assert words(member) == ["Annexe ajoutée", "Procès-verbal approuvé"]
    assert Annexe.objects.get().ouverte_le is not None


def test_an_annex_that_came_with_the_public_pv_is_told_with_it(public):
    seance = factories.SeanceFactory(chantier=public, convoquee=True)
    factories.AnnexeFactory(seance=seance)
    published(seance)
    assert words(VISITEUR) == ["Procès-verbal approuvé et public"]


def test_one_own_remark_is_new_once_it_is_settled(public):
    editor, other = account("preside", public), account("inscrit", public)
    version = frozen(factories.SeanceFactory(chantier=public, convoquee=True))
    person = factories.ParticipantFactory(avec_compte=True)
    factories.InscriptionFactory(participant=person, chantier=public)
    remarque = factories.RemarqueFactory(lecture=True, version=version, auteur=person)
    before = timezone.now()
    assert news(person.compte, depuis=before) == []
    remarques.settle(remarque, "acceptee", by=editor)
    where = f"{version.proces_verbal.seance.url('remarque_list')}#remarque-{remarque.pk}"
    assert news(person.compte, depuis=before) == [("Votre remarque est acceptée", where)]
    assert news(other, depuis=before) == news(editor, depuis=before) == []
    remarques.settle(remarque, "ouverte", by=editor)
    assert news(person.compte, depuis=before) == []


def test_a_proposition_is_new_for_its_chantier_when_it_is_picked_and_at_each_step(public, prive):
    member, other = account("inscrit", public), account("inscrit", prive)
    version = published(factories.SeanceFactory(chantier=public, convoquee=True))
    source = factories.SourcePropositionFactory(version=version)
    before = timezone.now()
    steps = {"proposition": source.proposition, "etat": "a_l_etude"}
    factories.EtapePropositionFactory(quand=timezone.now(), **steps)
    where = source.proposition.get_absolute_url()
    assert news(member, depuis=before) == [("Proposition relevée", where)]
    steps |= {"etat_avant": "a_l_etude"}
    factories.EtapePropositionFactory(quand=timezone.now(), **steps)
    assert news(member, depuis=before) == [("Proposition reformulée", where)]
    factories.EtapePropositionFactory(quand=timezone.now(), **(steps | {"etat": "retenue"}))
    assert news(member, depuis=before) == [("Proposition retenue", where)]
    assert news(other, depuis=before) == news(VISITEUR, depuis=before) == []


# ── The page ────────────────────────────────────────────────────────────────────────────────────────────


def test_visitors_get_the_public_list(client, public, prive):
    to_come(public, convoquee=True)
    to_come(prive, convoquee=True)
    response = client.get(PAGE)
    assert [one.chantier for one in response.context["autres"]] == [public]
    assert "Le goûter" in response.text and "Chantier caché" not in response.text
    assert 'type="application/atom+xml"' in response.text
    assert "J’ai tout vu" not in response.text and not Visite.objects.exists()


def shown(client):
    context = client.get(PAGE).context
    return [one.quoi for one in context["neuves"]], [one.quoi for one in context["autres"]]


def time_passes(**delay):
    """Everything that happened was so much earlier."""
    delay = datetime.timedelta(**delay)
    Visite.objects.update(depuis=F("depuis") - delay, derniere_le=F("derniere_le") - delay)
    rows = Seance.objects.all()
    super(type(rows), rows).update(revisee_le=F("revisee_le") - delay, annoncee_le=F("annoncee_le") - delay)


def test_reloading_erases_nothing_and_a_visit_some_hours_later_does(client, public):
    to_come(public, convoquee=True)
    client.force_login(account("inscrit", public))
    for delay in ({}, {"minutes": 1}, {"hours": 5}):
        time_passes(**delay)
        assert shown(client) == (["Séance convoquée"], []), delay
    time_passes(hours=7)
    to_come(public, convoquee=True)
    assert shown(client) == (["Séance convoquée"], ["Séance convoquée"])
    time_passes(hours=7)
    assert shown(client) == ([], ["Séance convoquée"] * 2)


def test_one_act_marks_what_the_page_showed_as_seen_on_every_device(client, public):
    member = account("inscrit", public)
    to_come(public, convoquee=True)
    client.force_login(member)
    until = client.get(PAGE).context["jusque"]
    to_come(public, convoquee=True)  # after the page was shown
    assert client.post("/nouveautes/vues/", {"jusque": until}).status_code == 302
    assert shown(client) == (["Séance convoquée"], ["Séance convoquée"])
    client.logout()
    client.force_login(member)
    assert shown(client) == (["Séance convoquée"], ["Séance convoquée"])
    assert len(client.get("/").context["neuf"]) == 1


@pytest.mark.parametrize("jusque", ["", "demain", "2026-12-01T10:00:00", "9999-99-99T00:00:00+00:00"])
def test_a_moment_that_cannot_be_read_changes_nothing(client, public, jusque):
    member = account("inscrit", public)
    client.force_login(member)
    before = visites.look(member)
    response = client.post("/nouveautes/vues/", {"jusque": jusque}, follow=True)
    assert "rien n’a changé" in response.text
    assert visites.mark_of(member) == before


def test_the_mark_never_goes_back_nor_beyond_now(public):
    member = account("inscrit", public)
    mark = visites.look(member)
    visites.see(member, mark - datetime.timedelta(days=1))
    assert visites.mark_of(member) == mark
    now = timezone.now()
    visites.see(member, now + datetime.timedelta(days=1), now)
    assert visites.mark_of(member) == now


def test_home_shows_what_is_new_to_whoever_is_logged_in_until_he_has_seen_it(client, public):
    member = account("inscrit", public)
    to_come(public, convoquee=True)
    assert 'id="neuf"' not in client.get("/").text
    client.force_login(member)
    assert [one.quoi for one in client.get("/").context["neuf"]] == ["Séance convoquée"]
    assert not Visite.objects.exists()
    assert "Séance convoquée" in client.get("/").text  # as it was kept
    until = client.get(PAGE).context["jusque"]
    client.post("/nouveautes/vues/", {"jusque": until})
    client.get(PAGE)  # the message is read
    assert client.get("/").context["neuf"] == []


def everything(chantier, rows):
    """So many of each thing that may be new for one member who presides."""
    preside = factories.ParticipantFactory(avec_compte=True)
    factories.CopresidenceFactory(participant=preside, chantier=chantier)
    for _ in range(rows):
        to_come(chantier, convoquee=True)
        held = factories.SeanceFactory(chantier=chantier, convoquee=True)
        version = published(held)
        factories.AnnexeFactory(seance=held)
        factories.RemarqueFactory(
            lecture=True,
            version=version,
            auteur=preside,
            decision="acceptee",
            decidee_le=timezone.now(),
        )
        groupe = factories.SousGroupeFactory(seance=held)
        factories.RestitutionFactory(
            sous_groupe=groupe, confirmee_le=timezone.now(), origine=OrigineNote.FICHIER
        )
        factories.EtapePropositionFactory(proposition__chantier=chantier, quand=timezone.now())
        withdrawn = frozen(factories.SeanceFactory(chantier=chantier, convoquee=True))
        factories.RetraitVersionFactory(version=withdrawn, quand=timezone.now())
    return preside.compte


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, public, django_assert_num_queries, rows):
    compte = everything(public, rows)
    client.force_login(compte)
    client.get(PAGE)
    with django_assert_num_queries(17):
        response = client.get(PAGE)
    assert len(response.context["neuves"]) == 7 * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_public_page_costs_the_same_for_any_number(client, public, django_assert_num_queries, rows):
    everything(public, rows)
    with django_assert_num_queries(3):
        assert len(client.get(PAGE).context["autres"]) == 3 * rows


def test_the_longest_list_has_its_limit(public, monkeypatch):
    for _ in range(3):
        published(factories.SeanceFactory(chantier=public, convoquee=True))
    assert len(news(VISITEUR, combien=2)) == 2
    assert EditionPublique.objects.count() == 3


def test_the_anonymous_have_no_mark():
    assert words(AnonymousUser()) == []
