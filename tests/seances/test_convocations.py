"""Telling people of a séance: who, when, in which words, once; and what happens to letters that come too late."""

import datetime
import email
from email import policy

import icalendar
import pytest
from django.db import transaction
from django.utils import timezone

from seances import convocations, courrier, liens, papiers, reponses, workflow
from seances.convocations import Dossiers
from seances.models import Convocation, Envoi, LienPersonnel, Presence, ReponseDonnee, Seance
from seances.remplacements import Designe
from seances.workflow import TransitionRefused
from tests import factories

from .calendriers import validate
from .personnes import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance():
    """A séance in preparation, three weeks ahead, of a chantier with people of each kind."""
    seance = factories.SeanceFactory(
        avec_horaire=True,
        avec_lieu=True,
        date=day(21),
        chantier__titre="L’école & la rue",
        chantier__contact="un@example.org",
    )
    factories.PointOrdreDuJourFactory(seance=seance, titre="Le goûter <du> soir")
    parts = {"chantier": seance.chantier, "depuis": day(-90)}
    for name in ("alix", "basile"):
        factories.InscriptionFactory(participant=person(name), **parts)
    factories.InscriptionFactory(participant=person("celeste"), redacteur=True, **parts)
    factories.CopresidenceFactory(participant=person("preside"), **parts)
    factories.PresenceFactory(seance=seance, participant=person("invite"), invite=True)
    factories.InscriptionFactory(participant=person("sans", courriel=""), **parts)
    factories.InscriptionFactory(participant=person("parti"), jusque=day(-1), **parts)
    closed = factories.CompteFactory(is_active=False)
    factories.InscriptionFactory(participant=person("ferme", compte=closed), **parts)
    person("ailleurs")
    return seance


def person(name, **fields):
    fields = {"courriel": f"{name}@example.org", "prenom": name.capitalize(), "nom": "Ost"} | fields
    return factories.ParticipantFactory(**fields)


def who(name):
    from participants.models import Participant

    return Participant.objects.get(prenom=name.capitalize())


TOLD = ["alix", "basile", "celeste", "invite", "preside"]


def sent(mailoutbox):
    """The letters that the queue holds, delivered; by the name of who receives them."""
    mailoutbox.clear()
    courrier.deliver()
    return {letter.to[0].partition("@")[0]: letter for letter in mailoutbox}


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def link_in(letter):
    [line] = [line for line in letter.body.splitlines() if "/lien/" in line]
    return line.strip()


def appointment(letter):
    message = email.message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    validate(part.get_payload(decode=True))
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    [event] = calendar.walk("VEVENT")
    return part, calendar, event


def queued(message):
    """To whom such a letter is to leave: name in the address."""
    rows = Envoi.objects.filter(message=message).values_list("participant__courriel", flat=True)
    return sorted(address.partition("@")[0] for address in rows)


def moved(seance, **changes):
    """The séance changed at the desk, as a save does."""
    fresh = Seance.objects.get(pk=seance.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save()
    return fresh


def answers(seance, name, reponse, **said):
    return reponses.answer(seance, who(name), reponse=reponse, **said)


# ── The convocation ─────────────────────────────────────────────────────────────────────────────────────


def test_whoever_is_asked_and_whoever_presides_is_convened(seance, mailoutbox):
    workflow.convene(seance, by=None, message="Venez avec & vos notes.")
    assert mailoutbox == []
    letters = sent(mailoutbox)
    assert sorted(letters) == TOLD
    letter = letters["alix"]
    text, html = letter.body, letter.alternatives[0][0]
    assert plain(letter.subject) == plain(
        f"Convocation : chantier {seance.chantier.numero}, séance du {convocations.phrases.date_courte(day(21))}"
    )
    for said in ("Bonjour Alix Ost", "Venez avec & vos notes.", "1. Le goûter <du> soir", "13h30", "Salle 1"):
        assert said in text
    assert "Venez avec &amp; vos notes." in html
    assert "Le goûter &lt;du&gt; soir" in html
    assert "L’école &amp; la rue" in html
    assert letter.reply_to == ["un@example.org"]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "{" not in text


def test_a_meal_is_told_to_all_and_asked_of_those_who_answer(seance, mailoutbox):
    Seance.objects.filter(pk=seance.pk).update(repas_prevu=True)
    workflow.convene(seance, by=None)
    asked = "dites si vous en êtes sur la page où vous répondez"
    letters = sent(mailoutbox)
    assert f"Repas : sur place ; {asked}" in plain(letters["alix"].body)
    assert f"Sur place ; {asked}" in plain(letters["alix"].alternatives[0][0])
    assert "Repas : sur place" in plain(letters["preside"].body)
    assert asked not in letters["preside"].body + letters["preside"].alternatives[0][0]


def test_no_letter_loads_anything_nor_tells_the_address_of_another(seance, mailoutbox):
    workflow.convene(seance, by=None)
    for name, letter in sent(mailoutbox).items():
        raw = letter.message().as_string() + letter.body + letter.alternatives[0][0]
        assert [other for other in TOLD if other != name and f"{other}@example.org" in raw] == []
        assert "<img" not in raw and "url(" not in raw and "<script" not in raw


def test_each_letter_carries_the_link_of_its_person_and_who_presides_none(client, seance, mailoutbox):
    workflow.convene(seance, by=None)
    letters = sent(mailoutbox)
    assert "/lien/" not in letters["preside"].body + letters["preside"].alternatives[0][0]
    found = {name: link_in(letters[name]) for name in TOLD if name != "preside"}
    assert len(set(found.values())) == 4
    for name, link in found.items():
        assert f'href="{link}?reponse=vient"' in letters[name].alternatives[0][0]
        page = client.get(link.partition("8000")[2] + "?reponse=excuse")
        assert f"{who(name)}" in page.text
        assert 'value="excuse" required id="id_reponse_1" checked' in page.text.replace("aria-invalid", "")
    assert not Presence.objects.exclude(reponse="sans_reponse").exists()
    kept = str(list(LienPersonnel.objects.values()))
    assert [link for link in found.values() if link.split("/")[-2] in kept] == []


def test_the_agenda_and_the_appointment_are_joined_once_made(seance, mailoutbox, monkeypatch):
    made = []
    render = papiers.pdf.render_ordre_du_jour
    monkeypatch.setattr(
        papiers.pdf,
        "render_ordre_du_jour",
        lambda *args, **kwargs: made.append(1) or render(*args, **kwargs),
    )
    workflow.convene(seance, by=None)
    letters = sent(mailoutbox)
    assert made == [1]
    message = email.message_from_bytes(letters["alix"].message().as_bytes(), policy=policy.default)
    joined = {part.get_filename(): part for part in message.iter_attachments()}
    numero = f"chantier{seance.chantier.numero}-seance{seance.numero}"
    assert list(joined) == [f"ordre-du-jour-{numero}.pdf", f"{numero}.ics"]
    assert joined[f"ordre-du-jour-{numero}.pdf"].get_payload(decode=True).startswith(b"%PDF")
    part, calendar, event = appointment(letters["alix"])
    assert part.get_param("method") == calendar["METHOD"] == "PUBLISH"
    assert event["STATUS"] == "CONFIRMED"
    assert "ATTENDEE" not in event and "/lien/" not in event["DESCRIPTION"]
    assert seance.url("reponse") in event["DESCRIPTION"]
    assert calendar.to_ical() == icalendar.Calendar.from_ical(calendar.to_ical()).to_ical()


def test_letters_are_queued_with_the_convocation_or_not_at_all(seance):
    with pytest.raises(RuntimeError), transaction.atomic():
        workflow.convene(seance, by=None)
        assert Envoi.objects.count() == len(TOLD)
        raise RuntimeError
    seance.refresh_from_db()
    assert (seance.statut, Convocation.objects.count(), Envoi.objects.count()) == ("preparation", 0, 0)


def test_a_seance_of_the_past_is_convened_without_a_letter(seance):
    seance = workflow.convene(moved(seance, date=day(-3)), by=None)
    assert (seance.statut, Convocation.objects.count()) == ("convoquee", 0)


def test_nobody_is_convened_twice_and_the_past_not_at_all(seance):
    workflow.convene(seance, by=None)
    with pytest.raises(TransitionRefused, match="déjà convoqués"):
        workflow.announce(seance, by=None)
    Convocation.objects.all().delete()
    with pytest.raises(TransitionRefused, match="plus à venir"):
        workflow.announce(moved(seance, date=day(-1)), by=None)
    assert workflow.announce(moved(seance, date=day(9)), by=None).numero == 1


def test_who_came_into_the_list_since_is_convened_and_nobody_else(seance, mailoutbox):
    workflow.convene(seance, by=None)
    sent(mailoutbox)
    with pytest.raises(TransitionRefused, match="Toutes les personnes"):
        workflow.complete(seance, by=None)
    factories.InscriptionFactory(chantier=seance.chantier, participant=person("zoe"), depuis=day(0))
    assert workflow.complete(seance, by=None) == 1
    letters = sent(mailoutbox)
    assert list(letters) == ["zoe"]
    assert "Voici la convocation" in letters["zoe"].body


# ── One link for all letters ────────────────────────────────────────────────────────────────────────────


def test_a_letter_that_leaves_again_carries_the_same_link(seance, mailoutbox):
    workflow.convene(seance, by=None)
    first = link_in(sent(mailoutbox)["alix"])
    Envoi.objects.filter(participant=who("alix")).update(
        etat="a_envoyer", envoye_le=None, prochain_essai=timezone.now()
    )
    assert link_in(sent(mailoutbox)["alix"]) == first
    moved(seance, date=day(40))
    workflow.tell_changes(seance, by=None)
    assert link_in(sent(mailoutbox)["alix"]) == first
    [row] = LienPersonnel.objects.filter(participant=who("alix"))
    assert timezone.localdate(row.expire_le) == day(40 + liens.JOURS)


def test_a_revoked_link_is_followed_by_another(client, seance, mailoutbox):
    workflow.convene(seance, by=None)
    first = link_in(sent(mailoutbox)["alix"])
    liens.revoke(LienPersonnel.objects.filter(participant=who("alix")), by=None)
    workflow.tell_changes(seance, by=None, message="La salle change.")
    second = link_in(sent(mailoutbox)["alix"])
    assert second != first
    path = [link.partition("8000")[2] for link in (first, second)]
    assert [client.get(one).status_code for one in path] == [404, 200]


def test_another_key_makes_other_links(seance, settings):
    seance = workflow.convene(seance, by=None)
    made = {liens.for_letter(who("alix"), seance), liens.for_letter(who("basile"), seance)}
    settings.SECRET_KEY = "y" * 50
    made |= {liens.for_letter(who("alix"), seance)}
    assert len(made) == 3


# ── What changed ────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_is_told_once_and_only_when_it_is_decided(seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    _, _, before = appointment(sent(mailoutbox)["alix"])
    changed = moved(seance, date=day(28), heure_debut=datetime.time(9))
    assert sent(mailoutbox) == {}
    last = convocations.announcement(seance)
    assert [one.quoi for one in convocations.differences(last, changed)] == ["Date", "Heures"]
    workflow.tell_changes(seance, by=None)
    with pytest.raises(TransitionRefused, match="écrivez ce qui change"):
        workflow.tell_changes(seance, by=None)
    letters = sent(mailoutbox)
    assert sorted(letters) == TOLD
    text = plain(letters["basile"].body)
    old, new = (plain(convocations.phrases.date_longue(day(count))) for count in (21, 28))
    assert f"– Date : {new} (au lieu de : {old})" in text
    assert "Lieu :" not in text
    _, calendar, after = appointment(letters["alix"])
    assert (after["UID"], calendar["METHOD"]) == (before["UID"], "PUBLISH")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_letter_that_a_newer_one_overtakes_does_not_leave(seance, mailoutbox):
    workflow.convene(seance, by=None)
    moved(seance, lieu=factories.LieuFactory(nom="Salle des fêtes"))
    workflow.tell_changes(seance, by=None)
    letters = sent(mailoutbox)
    assert {plain(letter.subject).partition(" :")[0] for letter in letters.values()} == {"Changement"}
    assert "Salle des fêtes" in letters["alix"].body
    kept = set(Envoi.objects.filter(message="convocation").values_list("etat", "raison"))
    assert kept == {("sans_objet", "Une lettre plus récente la remplace.")}


def test_answers_for_another_day_are_asked_again_and_kept(seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    answers(seance, "alix", "vient")
    answers(seance, "basile", "excuse", motif="Formation.")
    moved(seance, date=day(28))
    workflow.tell_changes(seance, by=None, redemander=True)
    assert set(seance.presences.values_list("reponse", "motif")) == {("sans_reponse", "")}
    assert sorted(ReponseDonnee.objects.values_list("reponse", "motif")) == [
        ("excuse", "Formation."),
        ("vient", ""),
    ]
    assert "l’ancienne date ne comptent plus" in sent(mailoutbox)["alix"].body


def test_a_change_that_asks_nothing_again_reminds_each_of_his_answer(seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    answers(seance, "alix", "vient")
    workflow.tell_changes(seance, by=None, message="Le parking est fermé.")
    letters = sent(mailoutbox)
    assert "Vous aviez répondu que vous venez" in letters["alix"].body
    assert "Le parking est fermé." in letters["alix"].body


# ── Called off ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_cancellation_is_told_to_whoever_was_told_and_cancels_the_appointment(client, seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    first = sent(mailoutbox)
    who("basile").inscriptions.update(jusque=day(-1))
    workflow.cancel(seance, by=None, message="Trop de neige.")
    letters = sent(mailoutbox)
    assert sorted(letters) == TOLD
    assert "est annulée" in letters["basile"].body
    assert "Trop de neige." in letters["basile"].body
    assert "/lien/" not in letters["alix"].body
    _, calendar, event = appointment(letters["alix"])
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == appointment(first["alix"])[2]["UID"]
    assert event["SEQUENCE"] > appointment(first["alix"])[2]["SEQUENCE"]
    page = client.get(link_in(first["alix"]).partition("8000")[2])
    assert (page.status_code, "La séance est annulée" in page.text) == (410, True)


def test_letters_that_wait_are_overtaken_by_the_cancellation(seance, mailoutbox):
    workflow.convene(seance, by=None)
    workflow.cancel(seance, by=None)
    assert {plain(letter.subject)[:14] for letter in sent(mailoutbox).values()} == {"Séance annulée"}


def test_what_nobody_was_told_of_is_cancelled_in_silence(seance):
    workflow.cancel(seance, by=None)
    assert not Convocation.objects.exists()


def test_a_cancelled_seance_is_convened_again(seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    workflow.cancel(seance, by=None)
    workflow.convene(moved(seance, date=day(30)), by=None)
    letters = sent(mailoutbox)
    assert {plain(letter.subject).partition(" :")[0] for letter in letters.values()} == {"Convocation"}
    assert list(Convocation.objects.order_by("numero").values_list("numero", "genre")) == [
        (1, "convocation"),
        (2, "annulation"),
        (3, "convocation"),
    ]


def test_what_was_told_is_not_taken_back_in_silence(seance):
    seance = workflow.convene(seance, by=None)
    with pytest.raises(TransitionRefused, match="Des personnes ont reçu la convocation"):
        workflow.reopen_preparation(seance, by=None)


# ── Reminders ───────────────────────────────────────────────────────────────────────────────────────────


def at(offset, hour=10):
    moment = datetime.datetime.combine(day(offset), datetime.time(hour))
    return timezone.make_aware(moment)


def told_long_ago(seance):
    seance = workflow.convene(seance, by=None)
    Convocation.objects.update(le=at(-5))
    return seance


@pytest.fixture
def in_seven_days(seance, mailoutbox):
    seance = told_long_ago(moved(seance, date=day(7)))
    sent(mailoutbox)
    return seance


def test_those_who_have_not_answered_are_asked_again_once(in_seven_days, mailoutbox):
    answers(in_seven_days, "alix", "vient")
    answers(in_seven_days, "basile", "excuse")
    assert workflow.remind_due(at(0, 8)) == []
    assert [one.genre for one in workflow.remind_due(at(0))] == ["relance"]
    assert workflow.remind_due(at(0)) == []
    assert queued("relance") == ["celeste", "invite"]
    letters = sent(mailoutbox)
    assert sorted(letters) == ["celeste", "invite"]
    assert "pas encore votre réponse" in letters["celeste"].body


def test_those_who_are_expected_are_reminded_once_before_the_seance(seance, mailoutbox):
    seance = told_long_ago(moved(seance, date=day(2), relance_jours=0))
    sent(mailoutbox)
    answers(seance, "alix", "vient")
    answers(seance, "basile", "excuse")
    assert [one.genre for one in workflow.remind_due(at(0))] == ["rappel"]
    assert queued("rappel") == ["alix", "celeste", "invite", "preside"]
    letters = sent(mailoutbox)
    assert sorted(letters) == ["alix", "celeste", "invite", "preside"]
    assert "Vous avez répondu que vous venez." in letters["alix"].body
    assert workflow.remind_due(at(0, 20)) == []


@pytest.mark.parametrize(
    ("chantier", "own", "due"),
    [(7, None, True), (7, 0, False), (0, None, False), (0, 7, True), (6, None, False), (3, 8, True)],
)
def test_the_day_of_a_reminder_is_that_of_the_seance_else_of_its_chantier(in_seven_days, chantier, own, due):
    in_seven_days.chantier.relance_jours = chantier
    in_seven_days.chantier.save()
    moved(in_seven_days, relance_jours=own)
    assert bool(workflow.remind_due(at(0))) is due


@pytest.mark.parametrize(
    "over",
    [
        lambda seance: workflow.cancel(seance, by=None),
        lambda seance: workflow.tell_changes(seance, by=None, message="Le bus est dévié."),
        lambda seance: moved(seance, date=day(20)),
        lambda seance: Convocation.objects.all().delete(),
    ],
)
def test_no_reminder_follows_a_letter_nor_tells_of_what_is_not(in_seven_days, over):
    over(in_seven_days)
    assert workflow.remind_due(at(0)) == []


def test_a_seance_put_off_is_reminded_of_again(in_seven_days):
    assert len(workflow.remind_due(at(0))) == 1
    moved(in_seven_days, date=day(6))
    Convocation.objects.update(le=at(-5))
    assert [one.date for one in workflow.remind_due(at(0))] == [day(6)]


def test_whoever_answers_before_the_reminder_leaves_is_left_alone(in_seven_days, mailoutbox):
    workflow.remind(in_seven_days, "relance", by=None)
    answers(in_seven_days, "alix", "excuse")
    assert sorted(sent(mailoutbox)) == ["basile", "celeste", "invite"]
    with pytest.raises(TransitionRefused, match="déjà partie aujourd’hui"):
        workflow.remind(in_seven_days, "relance", by=None)


# ── In somebody's stead ─────────────────────────────────────────────────────────────────────────────────


def test_whoever_is_named_gets_the_documents_and_a_link_of_his_own(client, seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    mine = link_in(sent(mailoutbox)["alix"])
    sentence = {
        "reponse": "remplace",
        "prenom": "Zoé",
        "nom": "Noël",
        "organisation": "AMO du Pont",
        "courriel": "Zoe@example.org",
    }
    assert client.post(mine.partition("8000")[2], sentence).status_code == 302
    row = seance.presences.get(participant=who("alix"))
    assert (row.reponse, row.remplacant_annonce, row.designe.nom_complet) == (
        "remplace",
        "Zoé Noël, AMO du Pont",
        "Zoé Noël",
    )
    letters = sent(mailoutbox)
    assert list(letters) == ["zoe"]
    assert "Alix Ost ne peut pas venir" in letters["zoe"].body
    assert "Alix Ost nous a donné votre nom et votre adresse" in letters["zoe"].body
    assert len(letters["zoe"].attachments) == 2
    hers = link_in(letters["zoe"])
    assert hers != mine
    client.post(hers.partition("8000")[2], {"reponse": "vient"})
    assert seance.presences.get(participant__nom="Noël").reponse == "vient"
    assert seance.presences.get(participant__nom="Noël").organisation_imprimee == "AMO du Pont"


def name(seance, replaced, **person):
    return answers(seance, replaced, "remplace", remplacant=Designe(**person))


def test_a_name_that_somebody_types_is_text_in_every_letter(seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    name(seance, "alix", prenom="<b>Zoé</b>", nom="& Cie", courriel="zoe@example.org")
    type(who("alix")).objects.filter(pk=who("alix").pk).update(nom="<i>Ost</i>")
    letter = sent(mailoutbox)["zoe"]
    html = letter.alternatives[0][0]
    assert "<b>" not in html and "<i>" not in html
    assert "Alix &lt;i&gt;Ost&lt;/i&gt; ne peut pas venir" in html
    assert "Alix <i>Ost</i> ne peut pas venir" in letter.body


def test_a_replacement_that_is_withdrawn_is_told_and_leaves_the_list(client, seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    name(seance, "alix", prenom="Zoé", nom="Noël", courriel="zoe@example.org")
    hers = link_in(sent(mailoutbox)["zoe"])
    answers(seance, "alix", "vient")
    letters = sent(mailoutbox)
    assert list(letters) == ["zoe"]
    assert "Ce n’est plus nécessaire" in letters["zoe"].body
    assert "/lien/" not in letters["zoe"].body
    assert not seance.presences.filter(participant__nom="Noël").exists()
    assert client.get(hers.partition("8000")[2]).status_code == 404
    name(seance, "alix", prenom="Zoé", nom="Noël", courriel="zoe@example.org")
    again = sent(mailoutbox)
    assert link_in(again["zoe"]) == hers
    assert client.get(hers.partition("8000")[2]).status_code == 200


def test_a_replacement_withdrawn_before_the_letter_left_is_never_written_to(seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    sent(mailoutbox)
    name(seance, "alix", prenom="Zoé", nom="Noël", courriel="zoe@example.org")
    answers(seance, "alix", "excuse")
    assert sent(mailoutbox) == {}


def test_a_replacement_may_be_replaced_in_turn_and_the_chain_leads_to_its_head(seance, mailoutbox):
    from seances import remplacements

    seance = workflow.convene(seance, by=None)
    name(seance, "alix", prenom="Zoé", nom="Noël", courriel="zoe@example.org")
    name(seance, "zoé", prenom="Yann", nom="Moor", courriel="yann@example.org")
    expected = remplacements.expected_for(seance)
    assert {who("zoé").pk: who("alix"), who("yann").pk: who("alix")} == expected
    sent(mailoutbox)
    answers(seance, "alix", "vient")
    letters = sent(mailoutbox)
    assert sorted(letters) == ["yann", "zoe"]
    assert "à la place de quelqu’un d’autre" in letters["yann"].body
    assert not seance.presences.filter(participant__prenom__in=["Zoé", "Yann"]).exists()


def test_somebody_of_the_chantier_who_stands_in_keeps_his_own_place(seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    sent(mailoutbox)
    name(seance, "alix", participant=who("basile"))
    assert list(sent(mailoutbox)) == ["basile"]
    answers(seance, "basile", "vient")
    answers(seance, "alix", "vient")
    assert seance.presences.get(participant=who("basile")).reponse == "vient"


@pytest.mark.parametrize(
    ("before", "said", "reason"),
    [
        (None, {"prenom": "Alix", "nom": "Ost"}, "Vous ne pouvez pas vous remplacer"),
        (None, {"prenom": "Preside", "nom": "Ost"}, "préside cette séance"),
        (("basile", "excuse"), {"prenom": "basile", "nom": "OST"}, "ne peut pas venir à votre place"),
        (("basile", "celeste"), {"prenom": "Celeste", "nom": "Ost"}, "ne peut pas venir à votre place"),
        (("basile", "alix"), {"prenom": "Basile", "nom": "Ost"}, "ne peut pas venir à votre place"),
    ],
)
def test_who_cannot_come_is_refused_without_telling_why(seance, before, said, reason):
    from seances.remplacements import RemplacementRefuse

    seance = workflow.convene(seance, by=None)
    if before:
        replaced, other = before
        if other == "excuse":
            answers(seance, replaced, "excuse")
        else:
            name(seance, replaced, participant=who(other))
    kept = list(Presence.objects.order_by("pk").values())
    with pytest.raises(RemplacementRefuse, match=reason):
        name(seance, "alix", **said)
    assert list(Presence.objects.order_by("pk").values()) == kept


def test_no_address_that_somebody_types_goes_to_a_record_that_exists(seance):
    """Else one could take an account: the address of a record opens it."""
    seance = workflow.convene(seance, by=None)
    known = who("sans")
    name(seance, "alix", prenom="Sans", nom="Ost", courriel="moi@example.org")
    known.refresh_from_db()
    assert known.courriel == ""
    name(seance, "alix", prenom="Zoé", nom="Noël", courriel="ailleurs@example.org")
    assert who("zoé").courriel == ""
    assert ReponseDonnee.objects.first().remplacant_courriel == "ailleurs@example.org"
    assert not Envoi.objects.filter(message="remplacement").exists()


def test_nobody_has_letters_sent_without_end(seance):
    from seances.remplacements import PERSONNES, RemplacementRefuse

    seance = workflow.convene(seance, by=None)
    for number in range(PERSONNES):
        name(seance, "alix", prenom=f"P{number}", nom="Un", courriel=f"p{number}@example.org")
    with pytest.raises(RemplacementRefuse, match="plusieurs personnes"):
        name(seance, "alix", prenom="Encore", nom="Un", courriel="encore@example.org")
    name(seance, "alix", prenom="P0", nom="Un", courriel="p0@example.org")


def test_two_answers_from_one_link_the_last_counts_and_both_are_shown(client, seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    path = link_in(sent(mailoutbox)["alix"]).partition("8000")[2]
    client.post(path, {"reponse": "excuse", "motif": "Congé."})
    client.post(path, {"reponse": "vient"})
    assert seance.presences.get(participant=who("alix")).reponse == "vient"
    text = plain(client.get(path).text)
    assert "Vos réponses : 2. La dernière compte." in text
    assert text.index("vous venez</li>") < text.index('vous vous excusez <span class="doux">(Congé.)')


def test_an_answer_after_the_seance_is_refused_with_a_sentence(client, seance, mailoutbox):
    seance = workflow.convene(seance, by=None)
    path = link_in(sent(mailoutbox)["alix"]).partition("8000")[2]
    moved(seance, date=day(-1))
    shown = client.post(path, {"reponse": "vient"})
    assert (shown.status_code, "les réponses sont closes" in shown.text) == (410, True)
    assert not ReponseDonnee.objects.exists()


# ── What it costs ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 3])
def test_each_letter_costs_the_same(seance, mailoutbox, django_assert_num_queries, count):
    workflow.convene(seance, by=None)
    Envoi.objects.exclude(
        pk__in=Envoi.objects.filter(participant__prenom__in=["Alix", "Basile", "Celeste"][:count])
    ).delete()
    dossiers = Dossiers()
    dossiers.of(Convocation.objects.select_related("seance__chantier", "seance__lieu").get().seance)
    rows = list(Envoi.objects.select_related("participant__compte"))
    with django_assert_num_queries(7 * count):
        for row in rows:
            convocations.compose(row, dossiers)
