import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from participants.immuable import ImmuableRefus
from seances import fichiers
from seances.models import EditionPublique, EtatPV, RetraitVersion, VersionPV
from seances.models.proces_verbal import ETATS_FIGES
from tests import contraintes
from tests.contraintes import Refus, twins
from tests.factories import (
    JOUR,
    CompteFactory,
    EditionPubliqueFactory,
    PersonneNommeeFactory,
    ProcesVerbalFactory,
    RetraitVersionFactory,
    RevisionPVFactory,
    SeanceFactory,
    VersionPVFactory,
)

pytestmark = pytest.mark.django_db

SHA = "0123456789abcdef" * 4
WRONG = ["", SHA[:-1], SHA.upper(), SHA[:-1] + "g"]
CASES = [
    twins("procesverbal.seance", ProcesVerbalFactory, "Cette séance a déjà son procès-verbal.", "seance"),
    Refus(
        "pv_etat_connu",
        ProcesVerbalFactory,
        "Cet état n’existe pas.",
        refused=[{"etat": "publie"}, {"etat": ""}],
        accepted=[{}, {"en_relecture": True}, {"diffuse": True}, {"approuve": True}, {"rectifie": True}],
    ),
    Refus(
        "pv_mode_connu",
        ProcesVerbalFactory,
        "Ce mode d’approbation n’existe pas.",
        refused=[{"approuve": True, "mode_approbation": "oral"}],
        accepted=[{"approuve": True, "mode_approbation": "repris"}],
    ),
    Refus(
        "pv_approuve_dit_comment",
        ProcesVerbalFactory,
        "Un procès-verbal approuvé dit comment il l’a été ; lui seul le dit.",
        refused=[
            {"approuve": True, "mode_approbation": ""},
            {"rectifie": True, "mode_approbation": ""},
            {"mode_approbation": "repris"},
            {"en_relecture": True, "mode_approbation": "repris"},
            {"diffuse": True, "mode_approbation": "repris"},
        ],
        accepted=[{"diffuse": True}, {"approuve": True}, {"rectifie": True}],
    ),
    Refus(
        "pv_approuve_en_seance",
        ProcesVerbalFactory,
        "L’approbation en séance nomme la séance.",
        refused=[
            {"approuve": True, "mode_approbation": "seance"},
            lambda: {"approuve": True, "approuve_en": SeanceFactory()},
            lambda: {"approuve_en": SeanceFactory()},
        ],
        accepted=[
            lambda: {"approuve": True, "mode_approbation": "seance", "approuve_en": SeanceFactory()},
        ],
    ),
    Refus(
        "pv_approuve_par_ecrit",
        ProcesVerbalFactory,
        "L’approbation par écrit porte une date.",
        refused=[{"approuve": True, "mode_approbation": "ecrit"}],
        accepted=[{"approuve": True, "mode_approbation": "ecrit", "approuve_le": JOUR}],
    ),
    Refus(
        "pv_rectification_apres_approbation",
        ProcesVerbalFactory,
        "Seul un procès-verbal approuvé se rectifie.",
        refused=[{"rectification": "Un nom."}, {"diffuse": True, "rectification": "Un nom."}],
        accepted=[
            {"approuve": True, "rectification": "Un nom."},
            {"rectifie": True, "rectification": "Un nom."},
        ],
    ),
    twins(
        "revision_pv_numero_unique",
        RevisionPVFactory,
        "Cette révision existe déjà.",
        "proces_verbal",
        "numero",
        free=[({"numero": 1}, lambda first: {"numero": 1})],
    ),
    twins(
        "version_numero_unique",
        VersionPVFactory,
        "Cette version existe déjà.",
        "proces_verbal",
        "numero",
        free=[({"numero": 1}, lambda first: {"numero": 1})],
    ),
    Refus(
        "version_numero_positif",
        VersionPVFactory,
        "Les versions sont numérotées à partir de 1.",
        refused=[{"numero": 0}],
        accepted=[{"numero": 1}],
    ),
    Refus(
        "version_a_un_contenu",
        VersionPVFactory,
        "Une version a un contenu.",
        refused=[{"contenu": ""}],
        accepted=[{"contenu": "{}"}],
    ),
    Refus(
        "version_etat_fige",
        VersionPVFactory,
        "Seul un état diffusé, approuvé ou rectifié se fige.",
        refused=[{"etat": etat} for etat in ("", *EtatPV.values) if etat not in ETATS_FIGES],
        accepted=[{"etat": "diffuse"}, {"etat": "approuve"}, {"rectifie": True}],
    ),
    Refus(
        "version_rectifiee_motivee",
        VersionPVFactory,
        "Une rectification donne son motif.",
        refused=[{"rectifie": True, "motif": ""}],
        accepted=[{"rectifie": True, "motif": "A"}, {"motif": "A"}],
    ),
    Refus(
        "version_a_ses_empreintes",
        VersionPVFactory,
        "Une version garde l’empreinte de son contenu, de sa page et de son PDF.",
        refused=[
            {name: value} for name in ("contenu_sha256", "page_sha256", "pdf_sha256") for value in WRONG
        ],
        accepted=[{"contenu_sha256": SHA, "page_sha256": SHA, "pdf_sha256": SHA}],
    ),
    Refus(
        "version_sigles_et_empreinte",
        VersionPVFactory,
        "Une version garde l’empreinte des sigles qu’elle explique.",
        refused=[{"sigles": "[]"}, {"sigles_sha256": SHA}, {"sigles": "[]", "sigles_sha256": "abc"}],
        accepted=[{}, {"sigles": "[]", "sigles_sha256": SHA}],
    ),
    twins("retraitversion.version", RetraitVersionFactory, "Cette version est déjà retirée.", "version"),
    Refus(
        "retrait_motive",
        RetraitVersionFactory,
        "Un retrait donne son motif.",
        refused=[{"motif": ""}],
        accepted=[{"motif": "A"}],
    ),
    twins(
        "personne_nommee_cle_unique",
        PersonneNommeeFactory,
        "Cette clé désigne déjà quelqu’un.",
        "version",
        "cle",
        free=[({}, lambda first: {"version": first.version, "participant": first.participant})],
    ),
    twins(
        "edition_numero_unique",
        EditionPubliqueFactory,
        "Cette édition existe déjà.",
        "version",
        "numero",
        free=[({"numero": 1}, lambda first: {"numero": 1})],
    ),
    Refus(
        "edition_numero_positif",
        EditionPubliqueFactory,
        "Les éditions sont numérotées à partir de 1.",
        refused=[{"numero": 0}],
        accepted=[{"numero": 1}],
    ),
    Refus(
        "edition_contenu_ou_retrait",
        EditionPubliqueFactory,
        "Une édition a un contenu et ses empreintes ; un retrait n’en a pas.",
        refused=[
            {"contenu": "", "contenu_sha256": SHA},
            {"retiree": True},
            {"retrait": True, "retiree": False},
            {"retrait": True, "contenu": "{}"},
            *({name: value} for name in ("contenu_sha256", "page_sha256", "pdf_sha256") for value in WRONG),
            *({"retrait": True, name: SHA} for name in ("contenu_sha256", "page_sha256", "pdf_sha256")),
        ],
        accepted=[{}, {"retrait": True}],
    ),
]


@contraintes.refusals(CASES)
def test_constraint_refuses_what_must_never_be_stored(case, row):
    contraintes.check_refused(case, row)


@contraintes.acceptances(CASES)
def test_constraint_lets_its_neighbour_pass(case, row):
    contraintes.check_accepted(case, row)


@contraintes.duplicates(CASES)
def test_unique_refuses_the_second(case):
    contraintes.check_duplicate_refused(case)


@contraintes.duplicates(CASES)
def test_unique_lets_what_differs_pass(case):
    contraintes.check_duplicate_accepted(case)


# ── What is frozen ──

frozen = pytest.mark.parametrize(
    ("factory", "field"),
    [
        (VersionPVFactory, "contenu"),
        (EditionPubliqueFactory, "contenu"),
        (RetraitVersionFactory, "motif"),
    ],
)
managers = pytest.mark.parametrize("manager", ["objects", "_base_manager", "_default_manager"])
CHANGED, DELETED = "Ce qui est figé ne se modifie pas.", "Ce qui est figé ne se supprime pas."


def stored(row):
    return type(row)._base_manager.filter(pk=row.pk).values().get()


@frozen
@pytest.mark.parametrize("how", [{}, {"update_fields": True}, {"force_update": True}])
def test_frozen_row_cannot_be_saved_again(factory, field, how):
    row = factory()
    before = stored(row)
    setattr(row, field, "autre chose")
    with pytest.raises(ImmuableRefus, match=CHANGED):
        row.save(**({"update_fields": [field]} if "update_fields" in how else how))
    assert stored(row) == before


@frozen
def test_frozen_row_cannot_be_written_over_under_its_key(factory, field):
    row = factory()
    before = stored(row)
    impostor = type(row)(**{**before, field: "autre chose"})
    with pytest.raises(IntegrityError), transaction.atomic():
        impostor.save()
    assert stored(row) == before


@frozen
def test_frozen_row_cannot_be_deleted(factory, field):
    row = factory()
    with pytest.raises(ImmuableRefus, match=DELETED):
        row.delete()
    assert stored(row)


@frozen
@managers
@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda rows, row, field: rows.update(**{field: "autre chose"}), CHANGED),
        (lambda rows, row, field: rows.all().delete(), DELETED),
        (lambda rows, row, field: rows.filter(pk=row.pk).delete(), DELETED),
        (lambda rows, row, field: rows.bulk_update([row], [field]), CHANGED),
        (lambda rows, row, field: rows.update_or_create({field: "autre chose"}, pk=row.pk), CHANGED),
        (
            lambda rows, row, field: rows.bulk_create(
                [row], update_conflicts=True, update_fields=[field], unique_fields=["pk"]
            ),
            CHANGED,
        ),
    ],
    ids=["update", "delete all", "delete one", "bulk_update", "update_or_create", "bulk_create over"],
)
def test_frozen_rows_refuse_every_manager(factory, field, manager, act, message):
    row = factory()
    before = stored(row)
    setattr(row, field, "autre chose")
    with pytest.raises(ImmuableRefus, match=message):
        act(getattr(type(row), manager), row, field)
    assert stored(row) == before


def test_frozen_rows_refuse_through_what_they_hang_on():
    edition = EditionPubliqueFactory()
    version = edition.version
    for related in (version.proces_verbal.versions, version.editions):
        with pytest.raises(ImmuableRefus, match=CHANGED):
            related.update(contenu="autre chose")
        with pytest.raises(ImmuableRefus, match=DELETED):
            related.all().delete()
    assert (VersionPV.objects.count(), EditionPublique.objects.count()) == (1, 1)


def test_nothing_that_a_version_stands_on_can_be_deleted():
    figee_par = CompteFactory()
    version = VersionPVFactory(figee_par=figee_par)
    RetraitVersionFactory(version=version, par=figee_par)
    EditionPubliqueFactory(version=version, publiee_par=figee_par)
    pv = version.proces_verbal
    for row in (pv, pv.seance, pv.seance.chantier, figee_par):
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()
    assert [model.objects.count() for model in (VersionPV, RetraitVersion, EditionPublique)] == [1, 1, 1]


def test_versions_and_editions_are_appended_newest_first():
    version = VersionPVFactory()
    rectified = VersionPVFactory(proces_verbal=version.proces_verbal)
    assert list(version.proces_verbal.versions.all()) == [rectified, version]
    edition = EditionPubliqueFactory(version=version)
    withdrawal = EditionPubliqueFactory(version=version, retrait=True)
    assert list(version.editions.all()) == [withdrawal, edition]


def test_version_can_be_made_in_bulk():
    row = contraintes.unsaved(VersionPVFactory)
    VersionPV.objects.bulk_create([row])
    assert VersionPV.objects.count() == 1


def test_version_of_the_factory_has_the_sha256_of_what_it_serves():
    version = VersionPVFactory()
    assert version.contenu_sha256 == fichiers.digest(version.contenu.encode())
    assert fichiers.digest(fichiers.read(version.page_sha256)) == version.page_sha256
    assert fichiers.digest(fichiers.read(version.pdf_sha256)) == version.pdf_sha256


@pytest.mark.parametrize(
    ("trait", "expected"),
    [({}, False), ({"en_relecture": True}, False), ({"diffuse": True}, True), ({"rectifie": True}, True)],
)
def test_pv_is_frozen_from_its_diffusion_on(trait, expected):
    assert ProcesVerbalFactory(**trait).est_fige == expected


def test_pv_and_what_it_freezes_read_as_sentences():
    edition = EditionPubliqueFactory()
    assert str(edition.version.proces_verbal) == "Procès-verbal du chantier 1, séance 1"
    assert str(edition) == "Édition 1 de la version 1"
    assert str(RetraitVersionFactory(version=edition.version)) == "Retrait de la version 1"
