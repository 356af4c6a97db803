"""Acts at the door: what each writes, what it rests on, what it refuses, and undoing it."""

import datetime
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from participants.models import Evenement, Participant
from seances import pointage
from seances.models import Pointage, Presence
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance():
    chantier = factories.ChantierFactory()
    return factories.SeanceFactory(chantier=chantier, convoquee=True, date=timezone.localdate())


@pytest.fixture
def by(seance):
    """The rédacteur, who is expected too."""
    person = factories.ParticipantFactory(prenom="Nora", nom="Écrit", avec_compte=True)
    factories.InscriptionFactory(chantier=seance.chantier, participant=person, redacteur=True)
    return person.compte


def registered(seance, prenom, nom):
    person = factories.ParticipantFactory(prenom=prenom, nom=nom, avec_organisation=True)
    factories.InscriptionFactory(chantier=seance.chantier, participant=person)
    return person


@pytest.fixture
def alix(seance, by):
    return registered(seance, "Alix", "Bon")


@pytest.fixture
def zoe(seance, by):
    return registered(seance, "Zoé", "Carré")


class Telephone:
    """A phone: it remembers of each person the last act that it saw."""

    def __init__(self, seance, by):
        self.seance, self.by, self.seen = seance, by, {}

    def point(self, person, libere=False, **change):
        acte = uuid4()
        base = self.seen.get(person.pk)
        self.seen[person.pk] = acte
        pointage.point(self.seance, person, change, acte=acte, base=base, by=self.by, libere=libere)
        return acte

    def undo(self, annule):
        return pointage.undo(self.seance, annule, acte=uuid4(), by=self.by)


@pytest.fixture
def phone(seance, by):
    return Telephone(seance, by)


def of(seance, person):
    return pointage.etat_of(Presence.objects.filter(seance=seance, participant=person).first())


def told(seance):
    """Each line in words."""
    return {str(row.personne): row.phrase for row in pointage.lignes(seance)}


def test_one_tap_notes_a_person_with_what_the_record_prints(seance, phone, alix, by):
    acte = phone.point(alix, statut="present")
    row = seance.presences.get()
    assert of(seance, alix) == pointage.VIERGE | {"statut": "present"}
    assert (row.nom_imprime, row.organisation_imprimee) == ("Alix Bon", alix.organisation_affichee)
    kept = Pointage.objects.get()
    assert (kept.acte, kept.par, kept.avant, kept.apres) == (acte, by, None, of(seance, alix))
    log = Evenement.objects.get(acte="présences modifiées")
    assert (log.personne_id, log.details) == (alix.pk, {"avant": None, "apres": of(seance, alix)})


def test_the_same_act_sent_twice_is_done_once(seance, by, alix, zoe):
    acte = uuid4()
    for person in (alix, alix):
        pointage.point(seance, person, {"statut": "present"}, acte=acte, base=None, by=by)
    pointage.point(seance, alix, {"statut": "excuse"}, acte=uuid4(), base=acte, by=by)
    pointage.point(seance, alix, {"statut": "present"}, acte=acte, base=None, by=by)  # its answer was lost
    assert (of(seance, alix)["statut"], Pointage.objects.count()) == ("excuse", 2)
    guest = uuid4()
    for _ in range(2):
        pointage.welcome(seance, prenom="Iris", nom="Neuve", acte=guest, by=by)
    assert Participant.objects.filter(nom="Neuve").count() == 1


def test_what_goes_with_presence_leaves_with_it(seance, phone, alix, zoe):
    phone.point(alix, statut="present", arrivee="14:05", a_distance=True, remplace=zoe.pk)
    assert told(seance)["Alix Bon"] == "présent, en remplacement de Zoé Carré, à distance, arrivée à 14h05"
    assert told(seance)["Zoé Carré"] == "remplacé par Alix Bon"
    phone.point(alix, statut="excuse")
    assert of(seance, alix) == pointage.VIERGE | {"statut": "excuse"}
    assert seance.presences.get(participant=alix).remplace_imprime == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"statut": "present", "arrivee": "15:00", "depart": "14:00"},
            "Le départ doit venir après l’arrivée.",
        ),
        ({"statut": "present", "remplace": "self"}, "Une personne ne peut pas se remplacer elle-même."),
        (
            {"statut": "present", "remplace": "chair"},
            "Paule Tête préside la séance : personne ne vient en son remplacement.",
        ),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(seance, phone, alix, change, message):
    chair = factories.ParticipantFactory(prenom="Paule", nom="Tête")
    factories.PresidenceSeanceFactory(seance=seance, participant=chair)
    targets = {"self": alix.pk, "chair": chair.pk}
    change = {name: targets.get(value, value) for name, value in change.items()}
    with pytest.raises(pointage.PointageRefuse) as refusal:
        phone.point(alix, **change)
    assert (str(refusal.value), Presence.objects.count(), Pointage.objects.count()) == (message, 0, 0)


def test_who_presides_is_in_no_list(seance, phone, by):
    chair = factories.CopresidenceFactory(chantier=seance.chantier).participant
    for act in (
        lambda: phone.point(chair, statut="present"),
        lambda: pointage.add_known(seance, chair, acte=uuid4(), by=by),
    ):
        with pytest.raises(pointage.PointageRefuse) as refusal:
            act()
        assert str(refusal.value) == (
            f"{chair} préside la séance : qui préside n’est dans aucune liste de présences."
        )
    # Once somebody else is named for that day, who presides the chantier is expected like the others.
    factories.PresidenceSeanceFactory(seance=seance)
    phone.seen.clear()
    phone.point(chair, statut="present")
    assert of(seance, chair)["invite"] is False


def test_two_doors_on_one_day_do_not_meet(seance, phone, alix, by):
    other = factories.SeanceFactory(chantier=factories.ChantierFactory(), date=seance.date, convoquee=True)
    factories.InscriptionFactory(chantier=other.chantier, participant=alix)
    phone.point(alix, statut="present")
    Telephone(other, by).point(alix, statut="excuse")
    assert (of(seance, alix)["statut"], of(other, alix)["statut"]) == ("present", "excuse")
    with pytest.raises(pointage.PointageRefuse) as refusal:
        pointage.undo(other, Pointage.objects.get(seance=seance).acte, acte=uuid4(), by=by)
    assert str(refusal.value) == "Ce pointage n’existe plus : il n’y a rien à annuler."


# ── Replaced, and yet there ─────────────────────────────────────────────────────────────────────────────


def test_a_replaced_person_who_comes_leaves_the_other_there_in_his_own_name(seance, phone, alix, zoe):
    guest = factories.ParticipantFactory(prenom="Yves", nom="Ost")
    phone.point(zoe, statut="excuse")
    change = {"remplace": zoe.pk}
    pointage.add_known(seance, guest, acte=uuid4(), by=phone.by, change=change)
    assert told(seance)["Zoé Carré"] == "remplacé par Yves Ost"  # no longer among those excused
    phone.seen[zoe.pk] = Pointage.objects.filter(participant=zoe).last().acte
    with pytest.raises(pointage.Remplacee) as refusal:
        phone.point(zoe, statut="present")
    assert str(refusal.value) == (
        "Yves Ost est en remplacement de Zoé Carré, qui vient pourtant : on n’est pas présent et remplacé à la "
        "fois. Yves Ost peut rester, en son propre nom."
    )
    assert refusal.value.suites == [("Zoé Carré est là ; Yves Ost reste en son propre nom", {"libere": "1"})]
    phone.seen[zoe.pk] = Pointage.objects.filter(participant=zoe).last().acte
    acte = phone.point(zoe, statut="present", libere=True)
    lines = told(seance)
    assert (lines["Zoé Carré"], lines["Yves Ost"]) == ("présent", "présent, invitation")
    phone.undo(acte)
    lines = told(seance)
    assert (lines["Zoé Carré"], lines["Yves Ost"]) == (
        "remplacé par Yves Ost",
        "présent, en remplacement de Zoé Carré, invitation",
    )


def test_whoever_was_announced_replaces_at_one_tap_unless_the_other_came(seance, phone, alix, zoe):
    guest = factories.ParticipantFactory(prenom="Yves", nom="Ost")
    factories.PresenceFactory(seance=seance, participant=zoe, reponse="remplace", designe=guest)
    factories.PresenceFactory(seance=seance, participant=guest, reponse="vient")
    acte = phone.point(guest, statut="present")
    assert told(seance)["Yves Ost"] == "présent, en remplacement de Zoé Carré"
    assert told(seance)["Zoé Carré"] == "remplacé par Yves Ost"
    phone.undo(acte)
    phone.point(zoe, statut="present")
    phone.seen[guest.pk] = Pointage.objects.filter(participant=guest).last().acte
    phone.point(guest, statut="present")
    assert (told(seance)["Zoé Carré"], told(seance)["Yves Ost"]) == ("présent", "présent")


def test_nobody_stands_in_for_somebody_who_is_there(seance, phone, alix, zoe):
    phone.point(zoe, statut="present")
    with pytest.raises(pointage.Contredit) as refusal:
        phone.point(alix, statut="present", remplace=zoe.pk)
    assert str(refusal.value) == (
        "Zoé Carré est là : personne ne vient en son remplacement. "
        "Si c’est une erreur, remettez d’abord sa ligne à pointer."
    )
    assert of(seance, alix) is None


def test_nobody_is_replaced_by_two(seance, phone, alix, zoe):
    third = registered(seance, "Hugo", "Dé")
    phone.point(alix, statut="present", remplace=third.pk)
    with pytest.raises(pointage.PointageRefuse) as refusal:
        phone.point(zoe, statut="present", remplace=third.pk)
    assert str(refusal.value) == "Cette personne est déjà remplacée par quelqu’un d’autre."


# ── Two phones ──────────────────────────────────────────────────────────────────────────────────────────


def test_two_phones_agree_or_are_shown_both(seance, phone, alix, by):
    other = Telephone(
        seance, factories.ParticipantFactory(prenom="Luc", nom="Second", avec_compte=True).compte
    )
    phone.point(alix, statut="present")
    other.point(alix, statut="present")  # the same: nothing to say
    other.point(alix, a_distance=True)
    phone.point(alix, arrivee="14:05")  # something else of the same line: both hold
    assert told(seance)["Alix Bon"] == "présent, à distance, arrivée à 14h05"
    with pytest.raises(pointage.Depasse) as refusal:
        other.point(alix, arrivee="14:10")
    hour = timezone.localtime(Pointage.objects.last().quand)
    assert str(refusal.value) == (
        f"Alix Bon : pendant ce temps à {hour.hour}h{hour.minute:02}, Nora Écrit a noté « présent, à distance, "
        "arrivée à 14h05 » ; vous, « présent, à distance, arrivée à 14h10 »."
    )
    [(label, patch)] = refusal.value.suites
    assert label == "Noter « présent, à distance, arrivée à 14h10 »"
    other.seen[alix.pk] = UUID(patch["base"])
    other.point(alix, arrivee="14:10")
    assert of(seance, alix)["arrivee"] == "14:10"


def test_acts_that_waited_in_one_phone_rest_on_each_other(seance, phone, alix):
    """None of them has seen an answer: each names the one before."""
    for change in ({"statut": "present"}, {"arrivee": "14:05"}, {"statut": "excuse"}, {"statut": "present"}):
        phone.point(alix, **change)
    assert of(seance, alix) == pointage.VIERGE | {"statut": "present"}


def test_what_follows_a_refused_act_is_refused_too(seance, phone, alix, by):
    other = Telephone(seance, by)
    phone.point(alix, statut="present")
    for change in ({"statut": "absent"}, {"statut": "excuse"}):
        with pytest.raises(pointage.Depasse):
            other.point(alix, **change)
    assert of(seance, alix)["statut"] == "present"


def test_the_hour_of_a_phone_is_believed_within_reason(seance, by, alix):
    now = timezone.now()
    for quand, kept in (
        (now - datetime.timedelta(minutes=9), now - datetime.timedelta(minutes=9)),
        (now + datetime.timedelta(hours=3), None),
        (now - datetime.timedelta(days=300), None),
    ):
        acte = uuid4()
        pointage.add_known(seance, alix, acte=acte, by=by, quand=quand)
        found = Pointage.objects.get(acte=acte).quand
        assert found == kept if kept else abs(found - now) < datetime.timedelta(minutes=1)


# ── Guests ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_guest_gets_a_record_typed_by_who_stands_at_the_door(seance, by):
    amo = factories.OrganisationFactory(nom="AMO Exemple", localite="Huy")
    pointage.welcome(
        seance, prenom=" Iris", nom="Neuve ", organisation="amo exemple huy", acte=uuid4(), by=by
    )
    person = Participant.objects.get(nom="Neuve")
    row = seance.presences.get()
    assert (person.prenom, person.organisation, person.saisi_par, person.compte) == ("Iris", amo, by, None)
    assert (row.invite, row.statut, row.organisation_imprimee, row.organisation) == (
        True,
        "present",
        "amo exemple huy",
        amo,
    )


def test_a_name_that_is_known_is_asked_about(seance, by, alix):
    with pytest.raises(pointage.DejaConnue) as refusal:
        pointage.welcome(seance, prenom="ALIX", nom="Bon", acte=uuid4(), by=by)
    assert refusal.value.suites == [
        (f"C’est Alix Bon – {alix.organisation}", {"geste": "connu", "personne": alix.pk}),
        ("C’est quelqu’un d’autre : ajouter ALIX Bon", {"homonyme": "1"}),
    ]
    pointage.welcome(seance, prenom="ALIX", nom="Bon", acte=uuid4(), by=by, homonyme=True)
    assert Participant.objects.filter(cle_nom=alix.cle_nom).count() == 2


def test_a_guest_noted_by_mistake_leaves_no_record(seance, by):
    acte, undone = uuid4(), uuid4()
    pointage.welcome(seance, prenom="Iriss", nom="Neuve", acte=acte, by=by)
    for _ in range(2):  # sent twice
        pointage.undo(seance, acte, acte=undone, by=by)
    assert not Participant.objects.filter(nom="Neuve").exists()
    assert not seance.presences.exists()
    assert [trace.qui for trace in pointage.historique(seance)] == [
        "une personne dont la fiche a été retirée"
    ] * 2


def test_the_record_of_a_known_guest_stays(seance, by):
    known = factories.ParticipantFactory()
    acte = uuid4()
    pointage.add_known(seance, known, acte=acte, by=by)
    base = acte
    pointage.remove(seance, known, acte=uuid4(), base=base, by=by)
    assert not seance.presences.exists()
    assert Participant.objects.filter(pk=known.pk).exists()


# ── Undoing ─────────────────────────────────────────────────────────────────────────────────────────────


def test_undoing_gives_back_what_was_noted(seance, phone, alix):
    factories.PresenceFactory(seance=seance, participant=alix, reponse="excuse", motif="Formation.")
    first = phone.point(alix, statut="present", arrivee="14:05")
    phone.undo(first)
    row = seance.presences.get()
    assert (pointage.etat_of(row), row.motif) == (pointage.VIERGE, "Formation.")


def test_only_what_still_stands_is_undone(seance, phone, alix):
    first = phone.point(alix, statut="present")
    second = phone.point(alix, statut="excuse")
    with pytest.raises(pointage.Depasse) as refusal:
        phone.undo(first)
    assert str(refusal.value) == "Alix Bon a été pointé(e) autrement depuis : excusé. Corrigez sa ligne."
    phone.undo(second)
    with pytest.raises(pointage.PointageRefuse) as refusal:
        phone.undo(second)
    assert str(refusal.value) == "Ce pointage est déjà annulé."
    assert of(seance, alix)["statut"] == "present"


def test_closing_the_list_excuses_those_who_had_said_so_and_is_undone_at_once(seance, phone, alix, zoe, by):
    factories.PresenceFactory(seance=seance, participant=zoe, reponse="excuse")
    third = registered(seance, "Hugo", "Dé")
    late = registered(seance, "Ève", "Tard")
    phone.point(alix, statut="present")
    acte = uuid4()
    pointage.absent_others(seance, [alix.pk, zoe.pk, third.pk], acte=acte, by=by)
    statuts = {person: (of(seance, person) or {}).get("statut") for person in (alix, zoe, third, late)}
    assert statuts == {alix: "present", zoe: "excuse", third: "absent", late: None}
    phone.undo(acte)
    assert of(seance, third) is None
    assert of(seance, zoe)["statut"] == "a_pointer"


# ── Closed ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("closes", "message"),
    [
        (
            lambda seance: factories.ProcesVerbalFactory(seance=seance, diffuse=True),
            "Le procès-verbal est figé : les présences ne se modifient plus.",
        ),
        (
            lambda seance: type(seance).objects.update(statut="annulee"),
            "La séance est annulée : personne n’y est pointé.",
        ),
    ],
)
def test_a_closed_list_takes_nothing(seance, phone, alix, by, closes, message):
    acte = phone.point(alix, statut="present")
    closes(seance)
    acts = [
        lambda: phone.point(alix, statut="excuse"),
        lambda: pointage.add_known(seance, alix, acte=uuid4(), by=by),
        lambda: pointage.welcome(seance, prenom="A", nom="B", acte=uuid4(), by=by),
        lambda: pointage.remove(seance, alix, acte=uuid4(), base=acte, by=by),
        lambda: pointage.undo(seance, acte, acte=uuid4(), by=by),
        lambda: pointage.absent_others(seance, [alix.pk], acte=uuid4(), by=by),
        lambda: pointage.note_heure(seance, "debut_reel", datetime.time(14), base=None, by=by),
    ]
    for act in acts:
        with pytest.raises(pointage.Ferme) as refusal:
            act()
        assert str(refusal.value) == message
    assert Pointage.objects.count() == 1


def test_the_hours_are_noted_and_two_phones_do_not_move_them_unseen(seance, by):
    began = pointage.note_heure(seance, "debut_reel", datetime.time(14, 2), base=None, by=by)
    assert began.debut_reel == datetime.time(14, 2)
    with pytest.raises(pointage.HeureDepassee) as refusal:
        pointage.note_heure(seance, "debut_reel", datetime.time(14, 5), base=None, by=by)
    assert str(refusal.value) == "Le début de la séance est déjà noté à 14h02."
    assert refusal.value.suites == [("Noter 14h05", {"base": "14:02"})]
    with pytest.raises(pointage.PointageRefuse) as refusal:
        pointage.note_heure(seance, "fin_reelle", datetime.time(13), base=None, by=by)
    assert str(refusal.value) == "La fin réelle doit venir après le début réel."
    seance.refresh_from_db()
    assert (seance.debut_reel, seance.fin_reelle) == (datetime.time(14, 2), None)


def test_the_counters_share_everybody_out(seance, phone, alix, zoe, by):
    third = registered(seance, "Hugo", "Dé")
    phone.point(alix, statut="present", remplace=zoe.pk)
    phone.point(third, statut="excuse")
    pointage.welcome(seance, prenom="Iris", nom="Neuve", acte=uuid4(), by=by)
    counts = pointage.comptes(pointage.lignes(seance))
    assert counts == {
        "attendus": 4,
        "present": 2,
        "excuse": 1,
        "absent": 0,
        "a_pointer": 1,
        "remplace": 1,
        "invites": 1,
    }


def test_the_sheet_of_the_desk_leaves_the_same_traces(client, seance, phone, alix, zoe):
    from .admin.desk import errors, filled, sheet_url

    client.force_login(phone.by)
    data = filled(client.get(sheet_url(seance)), "feuille")
    client.post(
        sheet_url(seance),
        data | {f"p{alix.pk}-statut": ["present"], f"p{alix.pk}-remplace": [str(zoe.pk)]},
    )
    [trace] = pointage.historique(seance)
    assert (trace.qui, trace.avant, trace.apres, trace.par) == (
        "Alix Bon",
        "hors de la liste",
        "présent, en remplacement de Zoé Carré",
        "Nora Écrit",
    )
    data = filled(client.get(sheet_url(seance)), "feuille")
    client.post(sheet_url(seance), data | {"_tous": ["1"]})
    lines = told(seance)
    assert (lines["Zoé Carré"], lines["Nora Écrit"]) == ("remplacé par Alix Bon", "présent")
    response = client.post(sheet_url(seance), data | {f"p{zoe.pk}-statut": ["present"]})
    assert errors(response) == [
        "Zoé Carré est là et remplacé(e) par Alix Bon : gardez l’un des deux. "
        "Alix Bon peut rester en son propre nom."
    ]
