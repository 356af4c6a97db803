"""Saving a text of the PV: nothing typed is lost, nothing frozen changes."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from seances import redaction
from seances.models import EtatPV, Intervention, ProcesVerbal, RevisionTexte, TextePoint
from tests.factories import (
    CompteFactory,
    ParticipantFactory,
    PointOrdreDuJourFactory,
    PresenceFactory,
    ProcesVerbalFactory,
    SeanceFactory,
    TextePointFactory,
)


def save(texte, html, *, opened, by=None, apres="", motif=""):
    return redaction.save_texte(
        texte, texte=html, texte_apres=apres, opened_revision=opened, by=by, motif=motif
    )


def revisions(texte):
    return list(
        texte.revisions.order_by("numero").values_list("numero", "texte", "texte_apres", "par", "motif")
    )


def sorts(texte):
    return list(texte.revisions.order_by("numero").values_list("numero", "sort", "base"))


@pytest.mark.django_db
def test_a_save_writes_the_text_and_keeps_it_as_a_revision():
    texte, compte = TextePointFactory(), CompteFactory()

    saved = save(texte, "<p>Bonjour.</p>", apres="<p>Merci.</p>", opened=0, by=compte, motif="relu")

    texte.refresh_from_db()
    assert (saved.revision, texte.revision) == (1, 1)
    assert (texte.texte, texte.texte_apres) == ("<p>Bonjour.</p>", "<p>Merci.</p>")
    assert revisions(texte) == [(1, "<p>Bonjour.</p>", "<p>Merci.</p>", compte.pk, "relu")]


@pytest.mark.django_db
def test_the_first_save_makes_the_pv():
    texte = TextePointFactory()
    save(texte, "<p>Bonjour.</p>", opened=0)
    assert ProcesVerbal.objects.get().seance == texte.point.seance
    save(texte, "<p>Bonsoir.</p>", opened=1)
    assert ProcesVerbal.objects.count() == 1


@pytest.mark.django_db
def test_a_save_over_a_newer_text_is_kept_beside_it():
    texte, compte = TextePointFactory(), CompteFactory()
    save(texte, "<p>Le premier.</p>", opened=0)

    with pytest.raises(redaction.TexteModifie) as refusal:
        save(texte, "<p>Le second.</p>", opened=0, by=compte)

    assert refusal.value.courant.texte == "<p>Le premier.</p>"
    assert refusal.value.courant.revision == 1
    assert refusal.value.gardee.texte == "<p>Le second.</p>"
    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Le premier.</p>", 1)
    assert sorts(texte) == [(1, "appliquee", 0), (2, "en_attente", 0)]
    assert redaction.waiting(texte, compte) == refusal.value.gardee
    assert redaction.waiting(texte, CompteFactory()) is None


@pytest.mark.django_db
def test_the_same_text_saved_by_two_people_is_no_conflict():
    texte = TextePointFactory()
    save(texte, "<p>Pareil.</p>", opened=0)
    assert save(texte, "<p>Pareil.</p>", opened=0, by=CompteFactory()).revision == 1
    assert sorts(texte) == [(1, "appliquee", 0)]


@pytest.mark.django_db
def test_who_goes_on_typing_in_a_conflict_has_one_text_that_waits():
    texte, compte = TextePointFactory(), CompteFactory()
    save(texte, "<p>Le premier.</p>", opened=0)
    for typed in ("<p>Le</p>", "<p>Le second.</p>", "<p>Le second.</p>"):
        with pytest.raises(redaction.TexteModifie):
            save(texte, typed, opened=0, by=compte)
    assert sorts(texte) == [(1, "appliquee", 0), (2, "reglee", 0), (3, "en_attente", 0)]


@pytest.mark.django_db
def test_after_a_choice_the_numbers_go_on_and_nothing_waits():
    texte, compte = TextePointFactory(), CompteFactory()
    save(texte, "<p>Le premier.</p>", opened=0)
    with pytest.raises(redaction.TexteModifie) as refusal:
        save(texte, "<p>Le second.</p>", opened=0, by=compte)

    saved = redaction.save_texte(
        texte,
        texte="<p>Les deux.</p>",
        texte_apres="",
        opened_revision=1,
        by=compte,
        settles=refusal.value.gardee.numero,
    )

    assert saved.revision == 3
    assert sorts(texte) == [(1, "appliquee", 0), (2, "reglee", 0), (3, "appliquee", 1)]
    assert redaction.waiting(texte, compte) is None


@pytest.mark.django_db
def test_one_settles_only_what_is_ones_own():
    texte, compte = TextePointFactory(), CompteFactory()
    save(texte, "<p>Le premier.</p>", opened=0)
    with pytest.raises(redaction.TexteModifie) as refusal:
        save(texte, "<p>Le second.</p>", opened=0, by=compte)
    redaction.settle(texte, refusal.value.gardee.numero, by=CompteFactory())
    assert redaction.waiting(texte, compte) is not None
    redaction.settle(texte, refusal.value.gardee.numero, by=compte)
    assert redaction.waiting(texte, compte) is None


@pytest.mark.django_db
def test_who_has_the_pen_is_told_to_the_others_for_a_while():
    texte = TextePointFactory()
    camille = ParticipantFactory(prenom="Camille", nom="Dupré", avec_compte=True).compte
    now = timezone.now()
    redaction.take_pen(texte, by=camille, now=now)
    redaction.take_pen(texte, by=camille, now=now)
    seance, other = texte.point.seance, CompteFactory()
    assert redaction.pens(seance, but=other, now=now) == {texte.pk: [camille]}
    assert redaction.pens(seance, but=camille, now=now) == {}
    assert redaction.pens(seance, but=other, now=now + 2 * redaction.PLUME) == {}
    assert [redaction.pen_name(one) for one in (camille, other)] == ["Camille Dupré", "L’administration"]


@pytest.mark.django_db
def test_an_identical_text_makes_no_revision():
    texte = TextePointFactory()
    save(texte, "<p>Bonjour.</p>", opened=0)
    assert save(texte, "<div><p>Bonjour.</p></div>", opened=1).revision == 1
    assert [numero for numero, *_ in revisions(texte)] == [1]


@pytest.mark.django_db
def test_a_text_that_no_revision_keeps_is_kept_before_it_is_replaced():
    texte = TextePointFactory(texte="<p>Venu d’ailleurs.</p>")
    save(texte, "<p>Nouveau.</p>", opened=0)
    assert [row[:2] for row in revisions(texte)] == [(0, "<p>Venu d’ailleurs.</p>"), (1, "<p>Nouveau.</p>")]


@pytest.mark.django_db
@pytest.mark.parametrize("etat", ["diffuse", "approuve", "rectifie"])
def test_the_text_of_a_frozen_pv_does_not_change(etat):
    texte = TextePointFactory(texte="<p>Figé.</p>")
    ProcesVerbalFactory(seance=texte.point.seance, **{etat: True})

    with pytest.raises(redaction.TexteFige):
        save(texte, "<p>Changé.</p>", opened=0)

    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Figé.</p>", 0)
    assert [(row.texte, row.sort) for row in RevisionTexte.objects.all()] == [
        ("<p>Changé.</p>", "en_attente")
    ]


@pytest.mark.django_db
def test_the_text_of_a_pv_under_relecture_still_changes():
    texte = TextePointFactory()
    ProcesVerbalFactory(seance=texte.point.seance, en_relecture=True)
    assert save(texte, "<p>Relu.</p>", opened=0).revision == 1
    assert ProcesVerbal.objects.get().etat == EtatPV.EN_RELECTURE


@pytest.mark.django_db
def test_what_is_saved_is_sanitised():
    texte = TextePointFactory()
    saved = save(texte, '<p onclick="x()">Oui<script>alert(1)</script></p>', opened=0)
    assert saved.texte == "<p>Oui</p>"
    assert revisions(texte)[0][1] == "<p>Oui</p>"


@pytest.mark.django_db
def test_a_save_derives_the_index_of_interventions():
    texte = TextePointFactory()
    presence = PresenceFactory(seance=texte.point.seance, present=True, nom_imprime="Alix Lambert")
    save(texte, "<p>Alix Lambert : bonjour à tous.</p>", opened=0)
    assert [row.participant for row in Intervention.objects.all()] == [presence.participant]
    save(texte, "<p>Personne.</p>", opened=1)
    assert not Intervention.objects.exists()


@pytest.mark.django_db
def test_the_notes_of_the_redacteur_are_in_the_text_and_in_nobody_s_words():
    texte = TextePointFactory()
    PresenceFactory(seance=texte.point.seance, present=True, nom_imprime="Alix Lambert")
    html = "<p>Alix Lambert : oui [NDR : rires].</p><p>[NDR : pause]</p><p>Et (ndlr : aussi) non.</p>"
    assert save(texte, html, opened=0).texte == html
    assert list(Intervention.objects.values_list("texte", "mots")) == [("Alix Lambert : oui.\nEt non.", 6)]


@pytest.mark.django_db
def test_ensure_textes_gives_each_point_one_text():
    seance = SeanceFactory()
    written = TextePointFactory(point=PointOrdreDuJourFactory(seance=seance), texte="<p>Déjà.</p>")
    PointOrdreDuJourFactory(seance=seance)
    assert redaction.ensure_textes(seance) == 1
    assert redaction.ensure_textes(seance) == 0
    assert TextePoint.objects.filter(point__seance=seance).count() == 2
    written.refresh_from_db()
    assert written.texte == "<p>Déjà.</p>"


@pytest.fixture
def share_database(monkeypatch, tmp_path):
    """Let other threads see what the test wrote: SQLite's own test database is copied to a file for them."""

    def share():
        if connection.vendor == "sqlite":
            path = str(tmp_path / "partagee.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [path])
            monkeypatch.setitem(connections.settings["default"], "NAME", path)

    return share


def in_a_thread(work, outcome):
    def run():
        try:
            outcome.append(work())
        except redaction.TexteModifie as refusal:
            outcome.append(refusal)
        finally:
            connection.close()

    return threading.Thread(target=run)


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_written_and_the_other_is_told(share_database):
    texte = TextePointFactory()
    share_database()
    together = threading.Barrier(2)
    outcome, after = [], []

    def write(html):
        together.wait()
        return save(texte, html, opened=0)

    writers = [in_a_thread(lambda html=html: write(html), outcome) for html in ("<p>Un.</p>", "<p>Deux.</p>")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    reader = in_a_thread(lambda: (TextePoint.objects.get(pk=texte.pk), revisions(texte)), after)
    reader.start()
    reader.join()

    [(stored, kept)] = after
    [saved] = [one for one in outcome if isinstance(one, TextePoint)]
    [refused] = [one for one in outcome if isinstance(one, redaction.TexteModifie)]
    assert (stored.revision, stored.texte) == (1, saved.texte)
    assert refused.courant.texte == saved.texte
    assert [(numero, html) for numero, html, *_ in kept] == [(1, saved.texte), (2, refused.gardee.texte)]
