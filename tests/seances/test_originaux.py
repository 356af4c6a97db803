"""An original that goes on a legal demand: its bytes alone, for good, by the administration alone."""

import pytest
from django.urls import reverse

from participants.models import Evenement
from seances import fichiers, notes, originaux
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def note():
    return notes.deposit(factories.SousGroupeFactory(), name="note.txt", data=b"Une note nominative.")


@pytest.fixture
def by():
    return factories.CompteFactory(administration=True)


def address(note):
    return reverse("admin:seances_restitution_retirer", args=[note.pk])


def test_the_bytes_go_and_the_words_stay(note, by, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        originaux.withdraw(note, motif=" Demande légale. ", by=by)
    note.refresh_from_db()
    assert not fichiers.exists(note.fichier_sha256)
    assert (note.motif_retrait, note.retire_par) == ("Demande légale.", by)
    assert note.contenu == "<p>Une note nominative.</p>"
    assert len(note.fichier_sha256) == 64
    assert Evenement.objects.filter(par=by, acte="original d’une note retiré").count() == 1


def test_the_same_file_handed_in_twice_goes_twice(note, by, django_capture_on_commit_callbacks):
    twin = notes.deposit(factories.SousGroupeFactory(), name="copie.txt", data=b"Une note nominative.")
    with django_capture_on_commit_callbacks(execute=True):
        assert originaux.withdraw(note, motif="Oui.", by=by) == [note, twin]
    twin.refresh_from_db()
    assert twin.motif_retrait == "Oui."


@pytest.mark.parametrize("motif", ["", "  "])
def test_a_reason_is_asked(note, by, motif):
    with pytest.raises(originaux.RetraitRefuse, match="pourquoi"):
        originaux.withdraw(note, motif=motif, by=by)
    note.refresh_from_db()
    assert note.retire_le is None
    assert fichiers.exists(note.fichier_sha256)


def test_once_is_enough(note, by):
    originaux.withdraw(note, motif="Oui.", by=by)
    with pytest.raises(originaux.RetraitRefuse, match="déjà"):
        originaux.withdraw(note, motif="Encore.", by=by)


def test_bytes_that_something_else_prints_stay(note, by):
    factories.AnnexeFactory(
        fichier_sha256=note.fichier_sha256, fichier_nom="note.txt", fichier_type="text/plain"
    )
    with pytest.raises(originaux.RetraitRefuse, match="annexe"):
        originaux.withdraw(note, motif="Oui.", by=by)
    note.refresh_from_db()
    assert note.retire_le is None


def test_the_administration_withdraws_it_at_the_desk_even_when_the_pv_is_frozen(client, note, by):
    factories.ProcesVerbalFactory(seance=note.sous_groupe.seance, approuve=True)
    client.force_login(by)
    page = client.get(reverse("admin:seances_restitution_change", args=[note.pk])).text
    assert f'action="{address(note)}"' in page
    assert client.get(address(note)).status_code == 405
    assert client.post(address(note), {"motif": "Demande légale."}).status_code == 302
    note.refresh_from_db()
    assert note.motif_retrait == "Demande légale."


def test_a_copresident_does_not(client, note):
    copresident = factories.ParticipantFactory(avec_compte=True)
    factories.CopresidenceFactory(chantier=note.sous_groupe.seance.chantier, participant=copresident)
    client.force_login(copresident.compte)
    assert (
        "Retirer l’original"
        not in client.get(reverse("admin:seances_restitution_change", args=[note.pk])).text
    )
    assert client.post(address(note), {"motif": "Non."}).status_code == 403
    note.refresh_from_db()
    assert note.retire_le is None
