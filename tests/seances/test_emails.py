"""Who is told of what, in the transaction of the change, and in which words."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from seances import courrier, emails, redaction, workflow
from seances.models import Envoi, Message
from seances.pv.phrases import date_courte, date_longue
from tests import factories

pytestmark = pytest.mark.django_db


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


@pytest.fixture
def pv():
    """A PV under relecture; its chantier has a reader of each kind, and people who are not readers."""
    seance = factories.SeanceFactory(
        convoquee=True, date=days(-10), chantier__titre="L’école & la rue", chantier__contact="un@example.org"
    )
    texte = factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
    redaction.save_texte(texte, texte="<p>Bonjour.</p>", texte_apres="", opened_revision=0, by=None)

    def person(name, **fields):
        return factories.ParticipantFactory(courriel=f"{name}@example.org", **fields)

    parts = {"chantier": seance.chantier}
    factories.InscriptionFactory(participant=person("inscrit"), **parts)
    factories.CopresidenceFactory(participant=person("preside"), **parts)
    factories.PresenceFactory(seance=seance, participant=person("present"), present=True)
    factories.PresidenceSeanceFactory(seance=seance, participant=person("presidait"))
    compte = factories.CompteFactory(email="compte@example.org")
    factories.InscriptionFactory(
        participant=factories.ParticipantFactory(courriel="", compte=compte), **parts
    )

    factories.InscriptionFactory(participant=person("parti"), jusque=days(-1), **parts)
    factories.PresenceFactory(seance=seance, participant=person("excuse"), excuse=True)
    factories.InscriptionFactory(participant=factories.ParticipantFactory(courriel=""), **parts)
    factories.InscriptionFactory(
        participant=person("ferme", compte=factories.CompteFactory(is_active=False)), **parts
    )
    person("ailleurs")
    return workflow.submit(seance.proces_verbal, by=None)


READERS = [f"{name}@example.org" for name in ("compte", "inscrit", "present", "presidait", "preside")]


def plain(text):
    return " ".join(text.split())


def sent(mailoutbox):
    """The letters that the queue holds, sent; by recipient."""
    mailoutbox.clear()
    courrier.deliver()
    assert all(len(letter.recipients()) == 1 for letter in mailoutbox)
    return {letter.to[0]: letter for letter in mailoutbox}


def test_whoever_may_read_a_pv_is_told_that_it_is_sent_out(pv, mailoutbox, settings):
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    assert mailoutbox == []
    letters = sent(mailoutbox)
    assert sorted(letters) == READERS
    letter = letters["inscrit@example.org"]
    assert letter.subject == (
        f"Procès-verbal à lire : chantier {pv.seance.chantier.numero}, séance du {plain(date_courte(days(-10)))}"
    )
    assert f"\n{settings.SITE_URL}{pv.seance.url('version_detail', 1)}\n" in letter.body
    assert f"remarques jusqu’au {plain(date_longue(days(5)))} compris" in plain(letter.body)
    assert "L’école & la rue" in letter.body
    assert letter.reply_to == ["un@example.org"]
    assert letter.attachments == []


def test_no_letter_tells_the_address_of_another(pv, mailoutbox):
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    for address, letter in sent(mailoutbox).items():
        raw = letter.message().as_string()
        assert [other for other in READERS if other != address and other in raw] == []


def test_a_withdrawal_tells_its_reason(pv, mailoutbox):
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    sent(mailoutbox)
    workflow.withdraw(pv, motif="Il manque l’annexe d’Aline & Cie.", by=None)
    letters = sent(mailoutbox)
    assert sorted(letters) == READERS
    assert "Motif : Il manque l’annexe d’Aline & Cie." in plain(letters["present@example.org"].body)


def test_a_version_withdrawn_before_its_letter_left_is_not_announced(pv, mailoutbox):
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    workflow.withdraw(pv, motif="Trop tôt.", by=None)
    letters = sent(mailoutbox)
    assert {letter.subject.split(" :")[0] for letter in letters.values()} == {"Procès-verbal retiré"}


def test_an_approval_tells_where_it_was(pv, mailoutbox):
    later = factories.SeanceFactory(chantier=pv.seance.chantier, convoquee=True, date=days(3))
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    sent(mailoutbox)
    workflow.approve(pv, en=later, by=None)
    body = sent(mailoutbox)["inscrit@example.org"].body
    assert f"est approuvé à la séance {later.numero}, du {plain(date_longue(days(3)))}." in plain(body)
    assert pv.seance.url("version_detail", 2) in body


def test_a_rectification_tells_its_reason(pv, mailoutbox):
    later = factories.SeanceFactory(chantier=pv.seance.chantier, convoquee=True, date=days(3))
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    workflow.approve(pv, en=later, by=None)
    sent(mailoutbox)
    workflow.open_rectification(pv, motif="Un nom était faux.", by=None)
    texte = pv.seance.points.get().texte
    redaction.save_texte(
        texte, texte="<p>Bonsoir.</p>", texte_apres="", opened_revision=texte.revision, by=None
    )
    workflow.rectify(pv, by=None)
    letters = sent(mailoutbox)
    assert sorted(letters) == READERS
    assert "Motif : Un nom était faux." in plain(letters["preside@example.org"].body)


def test_letters_are_queued_with_the_change_or_not_at_all(pv):
    with pytest.raises(RuntimeError), transaction.atomic():
        workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
        assert Envoi.objects.count() == 5
        raise RuntimeError
    pv.refresh_from_db()
    assert (pv.etat, Envoi.objects.count()) == ("en_relecture", 0)


def test_an_import_tells_nobody(pv):
    workflow.freeze_import(pv, "approuve")
    assert not Envoi.objects.exists()


@pytest.mark.parametrize("message", emails.MODELES)
def test_every_message_has_its_words(message, mailoutbox):
    version = factories.VersionPVFactory(rectifie=True)
    pv = version.proces_verbal
    pv.remarques_jusqu_au = days(1)
    pv.save()
    participant = factories.ParticipantFactory(courriel="un@example.org")
    factories.InscriptionFactory(chantier=pv.seance.chantier, participant=participant)
    factories.EnvoiFactory(message=message, cle=version.pk, participant=participant)
    if message == Message.PV_RETIRE:
        factories.RetraitVersionFactory(version=version)
    [letter] = sent(mailoutbox).values()
    assert pv.seance.url("version_detail", version.numero) in letter.body
    assert "{" not in letter.subject + letter.body and "&" not in letter.body
