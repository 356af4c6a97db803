"""A portal where people worked, in a database of its own, and others to put it back in."""

import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from seances import fichiers, notes, workflow
from seances.importation import importer
from seances.models import ProcesVerbal, Seance, SousGroupe
from tests import factories
from tests.seances.pv.documents import octets

from .bases import Atelier, Pepiniere, served


@pytest.fixture(scope="package")
def atelier(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        atelier = Atelier(tmp_path_factory.mktemp("bases"))
        yield atelier
        atelier.close()


@pytest.fixture(scope="package")
def vide(atelier):
    """A portal just installed: its tables, nobody."""
    return atelier.copy()


@pytest.fixture(scope="package")
def modele(atelier, vide, tmp_path_factory, django_db_blocker):
    """(database, folder of files) of a portal where people worked: an approved PV, notes, documents, rows that went."""
    name, media = atelier.copy(vide), tmp_path_factory.mktemp("modele")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, DEBUG=True), served(name):
        importer(octets())
        seance = Seance.objects.get(numero=2)
        notes.deposit(
            SousGroupe.objects.get(seance=seance), name="note.txt", data=b"La porte est lourde.", by=None
        )
        factories.AnnexeFactory(
            seance=seance,
            numero=8,
            publique=True,
            fichier_nom="plan.pdf",
            fichier_type="application/pdf",
            fichier_sha256=fichiers.deposit(b"%PDF " + b"un plan " * 40_000),
        )
        workflow.freeze_import(ProcesVerbal.objects.get(), "approuve")
        factories.CompteFactory(administration=True)
        factories.CompteFactory().delete()  # its number is nobody else's, ever
        factories.TermeFactory()
    return name, media


@pytest.fixture
def portail(db, atelier, modele, settings, tmp_path):
    """That portal, served. Returns the name of its database; its files are in MEDIA_ROOT."""
    shutil.copytree(modele[1], tmp_path / "media")
    settings.MEDIA_ROOT = tmp_path / "media"
    name = atelier.copy(modele[0])
    with served(name):
        yield name


@pytest.fixture
def installe(db, vide, settings, tmp_path):
    """Serve a portal just installed, which a test leaves as it is."""

    def serve():
        settings.MEDIA_ROOT = tmp_path / "ailleurs"
        return served(vide)

    return serve


@pytest.fixture
def ailleurs(db, atelier, vide, settings, tmp_path):
    """Serve a portal just installed, on other files: `with ailleurs(): …`."""

    def serve(name=None):
        settings.MEDIA_ROOT = tmp_path / "ailleurs"
        return served(name or atelier.copy(vide))

    return serve


@pytest.fixture(scope="package")
def pepiniere():
    nursery = Pepiniere()
    yield nursery
    nursery.close()


@pytest.fixture(scope="package")
def archive(modele, tmp_path_factory, django_db_blocker):
    """A backup of that portal."""
    name, media = modele
    folder = tmp_path_factory.mktemp("sauvegardes")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), served(name):
        call_command("sauvegarder", folder, stdout=StringIO())
    return next(folder.glob("*.zip"))
