"""The state of the data: whatever is committed moves it, whatever is not leaves it."""

from threading import Thread

import pytest
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from participants import fraicheur
from participants.fraicheur import empreinte
from participants.models import Changement, Evenement, Organisation, Participant
from seances import redaction
from tests import factories

committing = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time"
)
TABLE = Organisation._meta.db_table


@pytest.fixture
def ligne():
    return factories.OrganisationFactory()


def execute(sql, *params, many=False):
    with connection.cursor() as cursor:
        (cursor.executemany if many else cursor.execute)(sql, *params)


def elsewhere(act):
    """What `act` returns on another connection."""
    answers = []

    def run():
        try:
            answers.append(act())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0]


# ── What moves it ───────────────────────────────────────────────────────────────────────────────────────

WRITES = {
    "create": lambda row: Organisation.objects.create(nom="Neuve"),
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "bulk_create": lambda row: Organisation.objects.bulk_create(
        [Organisation(nom="A"), Organisation(nom="B")]
    ),
    "bulk_update": lambda row: Organisation.objects.bulk_update([row], ["localite"]),
    "get_or_create": lambda row: Organisation.objects.get_or_create(nom="Neuve"),
    "update": lambda row: Organisation.objects.update(localite="Mons"),
    "queryset delete": lambda row: Organisation.objects.all().delete(),
    "insert": lambda row: execute(f"INSERT INTO {TABLE} (nom, localite, cle) VALUES ('a', '', 'a')"),
    "returning": lambda row: execute(
        f"INSERT INTO {TABLE} (nom, localite, cle) VALUES ('a', '', 'a') RETURNING id"
    ),
    "many": lambda row: execute(
        f"INSERT INTO {TABLE} (nom, localite, cle) VALUES (%s, '', %s)", [("a", "a"), ("b", "b")], many=True
    ),
    "plain update": lambda row: execute(f"  update {TABLE.upper()}\n set localite = 'Ath'"),
    "plain delete": lambda row: execute(f'/* tidy */ DELETE FROM "{TABLE}"'),
    "with": lambda row: execute(f"WITH x AS (SELECT 1) UPDATE {TABLE} SET localite = 'Ath'"),
}


@committing
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("together", [False, True], ids=["alone", "in a transaction"])
def test_every_kind_of_write_moves_it_once_committed(ligne, write, together):
    before = empreinte(), empreinte(texte=True)
    assert (empreinte(), empreinte(texte=True)) == before
    if together:
        with transaction.atomic():
            write(ligne)
    else:
        write(ligne)
    assert elsewhere(lambda: (empreinte(), empreinte(texte=True))) == (before[0] + 1, before[1] + 1)


@committing
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_what_is_rolled_back_leaves_it(ligne, write):
    before = empreinte()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(ligne)
        1 / 0  # noqa: B018
    assert empreinte() == before


@committing
def test_a_read_leaves_it(ligne):
    before = empreinte()
    list(Organisation.objects.all())
    with transaction.atomic():
        Organisation.objects.select_for_update().get()
    assert empreinte() == before


@committing
def test_a_refused_write_leaves_it(ligne):
    before = empreinte()
    with pytest.raises(IntegrityError):
        execute(f"INSERT INTO {TABLE} (nom, localite, cle) VALUES ('a', '', %s)", [ligne.cle])
    # On SQLite the row that stands beside a lone statement is kept: one read too many, nothing stale.
    assert empreinte() <= before + 1


@committing
def test_a_transaction_counts_once(ligne):
    before = empreinte()
    with transaction.atomic():
        for _ in range(5):
            factories.OrganisationFactory()
            with transaction.atomic():
                ligne.save()
    assert empreinte() == before + 1


@committing
def test_a_savepoint_rolled_back_takes_its_count_with_it(ligne):
    before = empreinte()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            ligne.save()
            1 / 0  # noqa: B018
        point = transaction.savepoint()
        ligne.save()
        transaction.savepoint_rollback(point)
    assert empreinte() == before
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            ligne.save()
            1 / 0  # noqa: B018
        point = transaction.savepoint()
        ligne.save()
        transaction.savepoint_rollback(point)
        ligne.save()
    assert empreinte() == before + 1


@committing
def test_what_is_written_after_it_was_asked_differs(ligne):
    with transaction.atomic():
        ligne.save()
        asked = empreinte()
        ligne.save()
        assert empreinte() == asked + 1


@committing
def test_without_autocommit_each_commit_counts(ligne):
    before = empreinte()
    transaction.set_autocommit(False)
    try:
        for _ in range(2):
            ligne.save()
            transaction.commit()
            with transaction.atomic():
                ligne.save()
            transaction.commit()
    finally:
        transaction.set_autocommit(True)
    assert empreinte() == before + 4


# ── What does not count ─────────────────────────────────────────────────────────────────────────────────


@committing
def test_what_no_kept_page_shows_leaves_it():
    compte = factories.CompteFactory()
    before = empreinte(texte=True)
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now())
    Evenement.objects.create(acte="essai", objet="essai")
    factories.TentativeFactory()
    update_last_login(None, compte)
    assert compte.last_login is not None
    assert empreinte(texte=True) == before
    compte.is_active = False
    compte.save(update_fields=["last_login", "is_active"])
    assert empreinte(texte=True) == before + 1


@committing
def test_saving_a_text_leaves_the_lists():
    texte = factories.TextePointFactory()
    factories.ProcesVerbalFactory(seance=texte.point.seance)
    lists, texts = empreinte(), empreinte(texte=True)
    redaction.save_texte(texte, texte="<p>Neuf.</p>", texte_apres="", opened_revision=0, by=None)
    assert (empreinte(), empreinte(texte=True)) == (lists, texts + 1)


@committing
def test_a_text_and_more_moves_the_lists_too():
    texte = factories.TextePointFactory()
    lists, texts = empreinte(), empreinte(texte=True)
    with transaction.atomic():
        texte.save()
        texte.point.save()
        texte.save()
    assert (empreinte(), empreinte(texte=True)) == (lists + 1, texts + 2)


# ── Several at once ─────────────────────────────────────────────────────────────────────────────────────


@committing
@on_postgresql
def test_transactions_that_end_in_another_order_are_all_counted(ligne):
    first = empreinte()
    with transaction.atomic():
        ligne.save()  # the lower key, committed last
        elsewhere(factories.OrganisationFactory)
        second = elsewhere(empreinte)
        elsewhere(fraicheur.fold)
        assert elsewhere(empreinte) == second
    assert (second, empreinte()) == (first + 1, first + 2)


@committing
@on_postgresql
def test_two_writers_and_two_who_fold_wait_for_nobody(ligne):
    before = empreinte()
    for _ in range(4):
        ligne.save()
    with transaction.atomic():
        ligne.save()
        fraicheur.fold()
        elsewhere(factories.OrganisationFactory)
        elsewhere(fraicheur.fold)
    assert elsewhere(empreinte) == before + 6


@committing
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_on_sqlite_a_lone_statement_and_its_row_are_committed_together():
    def seen():
        return Organisation.objects.count(), empreinte()

    before = empreinte()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (nom, localite, cle) VALUES ('a', '', 'a') RETURNING id")
        assert seen() == (1, before + 1)  # both written
        assert elsewhere(seen) == (0, before)  # neither committed
        cursor.fetchone()
    assert elsewhere(seen) == (1, before + 1)


# ── Folding ─────────────────────────────────────────────────────────────────────────────────────────────


@committing
def test_folding_leaves_the_sum():
    texte = factories.TextePointFactory()
    for _ in range(3):
        texte.save()
        texte.point.save()
    before = empreinte(), empreinte(texte=True)
    fraicheur.fold()
    assert (empreinte(), empreinte(texte=True)) == before
    assert Changement.objects.count() == 2
    fraicheur.fold()
    assert Changement.objects.count() == 2


@committing
def test_rows_are_folded_now_and_then():
    participant = factories.ParticipantFactory()
    before = empreinte()
    for _ in range(3 * fraicheur.PLIAGE):
        with transaction.atomic():
            Participant.objects.filter(pk=participant.pk).update(fonction="autre")
    assert Changement.objects.count() <= fraicheur.PLIAGE
    assert empreinte() == before + 3 * fraicheur.PLIAGE
