"""The demonstration: an invented working group in every state, loaded by the importers that users have."""

from io import StringIO

import pytest
from django.core.management import call_command

from chantiers.models import Chantier, Inscription
from participants.models import Compte, Organisation, Participant, Secteur
from seances import reponses
from seances.models import (
    EditionPublique,
    Envoi,
    ModeleOrdreDuJour,
    ProcesVerbal,
    Restitution,
    Seance,
    VersionPV,
)
from seances.permissions import served_editions
from seances.pv import json
from seances.pv.build import build

pytestmark = pytest.mark.django_db


def test_demo_holds_a_whole_working_group(demo):
    assert Chantier.objects.count() == 4
    assert Chantier.objects.publics().count() == 3
    assert Seance.objects.count() >= 11
    assert set(Seance.objects.values_list("statut", flat=True)) == {"preparation", "convoquee", "annulee"}
    assert set(ProcesVerbal.objects.values_list("etat", flat=True)) == {
        "brouillon",
        "en_relecture",
        "diffuse",
        "approuve",
    }
    assert (Organisation.objects.count(), Secteur.objects.count()) == (25, 8)
    assert Participant.objects.exclude(organisation=None).count() >= 45
    assert (
        Inscription.objects.filter(redacteur=True).get().participant.compte.email
        == "nadege.mukendi@example.org"
    )


def test_demo_people_of_the_list_are_those_of_the_pvs(demo):
    """Nobody is there twice: the only ones without an organisation are those whom a PV alone names."""
    doubles = [
        name
        for name in Participant.objects.values_list("cle_nom", flat=True)
        if Participant.objects.filter(cle_nom=name).count() > 1
    ]
    assert doubles == []
    assert Participant.objects.count() <= 49


def test_demo_long_pv_is_as_long_as_a_real_one(demo):
    seance = Seance.objects.with_document().get(chantier__numero=2, numero=3)
    document = build(seance)
    assert [len(document.with_statut(statut)) for statut in ("present", "excuse", "absent")] == [19, 9, 1]
    assert sum(bool(presence.remplace) for presence in document.presences) == 2
    assert len(document.points) == 10
    assert [len(groupe.membres) for groupe in document.sous_groupes] == [5, 5, 5, 5]
    assert all(
        sum(membre.secretaire for membre in groupe.membres) == 1
        and sum(membre.rapporteur for membre in groupe.membres) == 1
        for groupe in document.sous_groupes
    )
    assert [bool(remarque.page) for remarque in document.remarques] == [True] * 7


def test_demo_notes_came_as_files(demo):
    notes = Restitution.objects.filter(sous_groupe__seance__chantier__numero=4)
    assert sorted(notes.values_list("origine", "fichier_nom")) == [
        ("fichier", "chantier4-seance1-groupe1.txt"),
        ("fichier", "chantier4-seance1-groupe2.md"),
    ]


def test_demo_public_edition_does_not_name_whoever_declined(demo):
    assert Participant.objects.opposes().count() == 2
    for declined in Participant.objects.opposes():
        assert [version for version in VersionPV.objects.all() if declined.nom in version.contenu]
        assert not any(declined.nom in edition.contenu for edition in served_editions())
    assert served_editions().count() == 5


def test_demo_has_an_objection_made_after_publication(demo):
    late = Participant.objects.get(nom="Vandervelden", prenom="Hélène")
    named = [edition for edition in EditionPublique.objects.all() if late.nom in edition.contenu]
    assert [edition.numero for edition in named] == [1, 1]
    assert [edition.version.editions.count() for edition in named] == [3, 3]


def test_demo_has_a_group_that_did_not_agree_to_be_named(demo):
    edition = served_editions().get(version__proces_verbal__seance__accord_nominatif="non")
    document = json.read_frozen(edition.contenu)
    assert {presence.nom.partition(" (")[0] for presence in document.presences} == {"une personne"}
    assert "EL KHATTABI" in [president.nom.partition(" ")[2] for president in document.presidents]


def test_demo_has_a_recording_past_its_date_and_one_kept(demo):
    recorded = Seance.objects.filter(enregistree=True).values_list("chantier__numero", "numero")
    assert sorted(recorded) == [(2, 1), (2, 3)]


def test_demo_has_a_seance_that_people_answer_and_come_to(demo):
    seance = Seance.objects.get(chantier__numero=2, numero=4)
    if reponses.why_closed(seance):
        pytest.skip("la séance à venir de la démonstration a eu lieu")
    assert set(seance.presences.values_list("reponse", flat=True)) == {"vient", "excuse"}
    assert set(seance.covoiturages.values_list("genre", flat=True)) == {"offre", "demande"}
    assert set(seance.repas.values_list("mange", flat=True)) == {True, False}
    assert not Envoi.objects.exists()  # nobody is written to
    assert ModeleOrdreDuJour.objects.get().lignes.count() == 10


def test_demo_twice_changes_nothing(demo):
    counts = [model.objects.count() for model in (Participant, Seance, VersionPV, Compte)]
    out = StringIO()
    call_command("demo", "--sans-serveur", stdout=out)
    assert "déjà là" in out.getvalue()
    assert [model.objects.count() for model in (Participant, Seance, VersionPV, Compte)] == counts
