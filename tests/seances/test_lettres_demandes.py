"""Those who decide on what somebody asks of his data are told at once, and once more before the month is over."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from participants.models import Compte, Evenement, Participant
from seances import courrier, donnees, lettres_demandes, permissions, workflow
from seances.models import Demande, Envoi, GenreDemande
from tests import factories

pytestmark = pytest.mark.django_db

ASKED = datetime.datetime(2026, 3, 10, 12, tzinfo=datetime.UTC)  # to answer until the 10th of April


def at(month, day, hour=10):
    return timezone.make_aware(datetime.datetime(2026, month, day, hour))


@pytest.fixture
def zoe():
    """Somebody of one chantier, replaced at a séance of another; people who decide, and people who do not."""
    zoe = factories.ParticipantFactory(prenom="Zoé", nom="Marchal", courriel="zoe@example.org")
    own = factories.InscriptionFactory(participant=zoe).chantier
    replaced = factories.PresenceFactory(
        present=True, remplace=zoe, remplace_imprime="Zoé Marchal"
    ).seance.chantier

    def person(name, **fields):
        return factories.ParticipantFactory(prenom=name, courriel=f"{name}@example.org", **fields)

    factories.CopresidenceFactory(chantier=own, participant=person("preside"))
    factories.CopresidenceFactory(chantier=replaced, participant=person("ailleurs"))
    factories.CompteFactory(email="admin@example.org", is_superuser=True)
    factories.CompteFactory(email="admin.ferme@example.org", is_superuser=True, is_active=False)
    runs = factories.CompteFactory(email="compte.connu@example.org", is_superuser=True)
    person("connu", compte=runs)

    gone = timezone.localdate() - datetime.timedelta(days=1)
    factories.CopresidenceFactory(chantier=own, participant=person("avant"), jusque=gone)
    factories.CopresidenceFactory(participant=person("sans-lien"))
    factories.InscriptionFactory(chantier=own, participant=person("redige"), redacteur=True)
    return zoe


def ask(zoe, genre=GenreDemande.CORRECTION):
    return workflow.ask(zoe, genre, texte="Un tréma, s’il vous plaît.", by=None)


def sent(mailoutbox):
    """The letters that the queue holds, sent; by recipient."""
    mailoutbox.clear()
    courrier.deliver()
    return {letter.to[0]: letter for letter in mailoutbox}


@pytest.mark.parametrize(
    ("genre", "told"),
    [
        (GenreDemande.CORRECTION, ["admin", "ailleurs", "connu", "preside"]),
        (GenreDemande.EFFACEMENT, ["admin", "connu"]),
    ],
)
def test_those_who_decide_are_told_and_nobody_else(zoe, mailoutbox, genre, told):
    demande = ask(zoe, genre)
    assert sorted(sent(mailoutbox)) == [f"{name}@example.org" for name in told]
    for person in Participant.objects.filter(compte=None).exclude(pk=zoe.pk):
        person.compte = factories.CompteFactory()
        person.save()
    people, comptes = permissions.deciders(demande)
    for compte in Compte.objects.all():
        person = Participant.objects.filter(compte=compte).first()
        found = people.filter(pk=person.pk) if person else comptes.filter(pk=compte.pk)
        assert found.exists() == permissions.can_settle_demande(compte, demande), compte.email


def test_the_letter_says_who_asks_what_until_when_and_not_in_which_words(zoe, mailoutbox, settings):
    demande = ask(zoe)
    letter = sent(mailoutbox)["admin@example.org"]
    assert letter.subject == "Correction demandée par Zoé Marchal"
    assert f"{settings.SITE_URL}/gestion/seances/demande/{demande.pk}/change/" in letter.body
    assert "Zoé Marchal demande une correction des données" in letter.body
    assert "compris." in letter.body and "tréma" not in letter.body
    raw = letter.message().as_string()
    assert [other for other in ("zoe@", "preside@", "connu@") if other in raw] == []


def test_it_is_queued_with_the_request_or_not_at_all(zoe):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(zoe)
        assert Envoi.objects.count() == 4
        raise RuntimeError
    assert (Demande.objects.count(), Envoi.objects.count()) == (0, 0)


def test_who_asks_for_himself_is_not_told(zoe):
    me = Participant.objects.get(prenom="preside")
    assert me not in permissions.deciders(ask(me))[0]


def test_a_reminder_leaves_once_a_week_before_the_month_is_over(zoe, mailoutbox):
    demande = ask(zoe)
    Demande.objects.update(deposee_le=ASKED)
    sent(mailoutbox)
    moments = []
    for month, day, hour in [(4, 2, 12), (4, 3, 8), (4, 3, 9), (4, 3, 10), (4, 20, 12)]:
        moments.append(workflow.remind_demandes(at(month, day, hour)))
    assert moments == [0, 0, 4, 0, 0]
    assert Evenement.objects.filter(acte="lettres aux participants").count() == 1
    letter = sent(mailoutbox)["admin@example.org"]
    assert letter.subject == "Rappel : Correction demandée par Zoé Marchal"
    assert "10 avril 2026" in letter.body.replace("\u00a0", " ")
    assert lettres_demandes.limit_of(demande) > lettres_demandes.limit_of(Demande.objects.get())


@pytest.mark.parametrize(
    ("asked", "limit"),
    [((2026, 1, 31), (2026, 2, 28)), ((2026, 12, 15), (2027, 1, 15)), ((2026, 5, 31), (2026, 6, 30))],
)
def test_a_month_ends_on_its_own_last_day(asked, limit):
    demande = Demande(deposee_le=timezone.make_aware(datetime.datetime(*asked, 12)))
    assert lettres_demandes.limit_of(demande) == datetime.date(*limit)


def answered(demande):
    workflow.settle(demande, by=None)


def taken_back(demande):
    workflow.take_back(demande, by=None)


@pytest.mark.parametrize("because", [answered, taken_back])
def test_what_is_answered_is_neither_told_nor_recalled(zoe, mailoutbox, because):
    demande = ask(zoe)
    because(demande)
    assert sent(mailoutbox) == {}
    assert set(Envoi.objects.values_list("etat", "raison")) == {
        ("sans_objet", "La demande n’est plus en attente.")
    }
    Demande.objects.update(deposee_le=ASKED)
    assert workflow.remind_demandes(at(4, 5)) == 0


def test_who_decides_no_more_is_not_told(zoe, mailoutbox):
    ask(zoe)
    Participant.objects.get(prenom="preside").copresidences.all().delete()
    Compte.objects.filter(email="admin@example.org").update(is_superuser=False)
    assert sorted(sent(mailoutbox)) == ["ailleurs@example.org", "connu@example.org"]


def test_an_account_without_fiche_finds_its_letters_in_its_data(zoe):
    ask(zoe)
    compte = Compte.objects.get(email="admin@example.org")
    [line] = donnees.held(compte, None)["lettres"]
    assert line["message"] == "demande d’une personne sur ses données"


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_for_reminders_costs_two_queries(zoe, django_assert_num_queries, rows):
    for _ in range(rows):
        factories.DemandeFactory(
            participant=zoe if _ == 0 else factories.ParticipantFactory(), deposee_le=ASKED
        )
    workflow.remind_demandes(at(4, 5))
    with django_assert_num_queries(4):  # with the transaction's two
        workflow.remind_demandes(at(4, 5))
