"""Sub-groups, notes and annexes at the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from seances import fichiers
from seances.models import (
    Annexe,
    MembreSousGroupe,
    Restitution,
)
from tests import factories
from tests.seances.conversion import fabrique

from .desk import change_url, errors, filled, holders, post_groupe

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("gives", "takes"), [(0, 2), (0, 1)])
def test_the_rapporteur_changes_in_one_save(client, groupe, gives, takes):
    response = post_groupe(
        client, groupe, **{f"membres-{gives}-est_rapporteur": None, f"membres-{takes}-est_rapporteur": "on"}
    )
    assert response.status_code == 302
    assert holders(groupe, "est_rapporteur") == [f"Membre {takes + 1}"]


def test_the_rapporteur_goes_back_up_in_one_save(client, groupe):
    groupe.membres.filter(rang=1).update(est_rapporteur=False)
    groupe.membres.filter(rang=3).update(est_rapporteur=True)
    post_groupe(client, groupe, **{"membres-2-est_rapporteur": None, "membres-0-est_rapporteur": "on"})
    assert holders(groupe, "est_rapporteur") == ["Membre 1"]


def test_two_rapporteurs_are_refused(client, groupe):
    response = post_groupe(client, groupe, **{"membres-1-est_rapporteur": "on"})
    assert "Un sous-groupe a un seul rapporteur : décochez l’un des deux." in errors(response)
    assert holders(groupe, "est_rapporteur") == ["Membre 1"]


def test_one_person_may_hold_both_roles(client, groupe):
    assert post_groupe(client, groupe, **{"membres-0-est_secretaire": "on"}).status_code == 302
    assert holders(groupe, "est_secretaire") == holders(groupe, "est_rapporteur") == ["Membre 1"]


def test_the_rapporteur_leaves_and_another_takes_the_role(client, groupe):
    response = post_groupe(client, groupe, **{"membres-0-DELETE": "on", "membres-2-est_rapporteur": "on"})
    assert response.status_code == 302
    assert list(groupe.membres.order_by("rang").values_list("nom_imprime", "est_rapporteur")) == [
        ("Membre 2", False),
        ("Membre 3", True),
    ]


def test_nobody_is_in_two_groups(client, groupe, seance):
    other = factories.MembreSousGroupeFactory(sous_groupe=factories.SousGroupeFactory(seance=seance))
    response = post_groupe(client, groupe, **{"membres-0-participant": str(other.participant.pk)})
    assert errors(response) == [
        "Cette personne est déjà dans le groupe 2 de cette séance : retirez-la d’abord de ce groupe."
    ]


def test_nobody_is_twice_in_a_group(client, groupe):
    person = groupe.membres.get(rang=2).participant
    response = post_groupe(client, groupe, **{"membres-0-participant": str(person.pk)})
    assert errors(response) == ["Cette personne figure déjà sur une autre ligne."]
    assert groupe.membres.count() == 3


def test_another_person_on_the_line_takes_his_own_printed_name(client, groupe):
    person = factories.ParticipantFactory()
    post_groupe(client, groupe, **{"membres-0-participant": str(person.pk)})
    assert groupe.membres.get(rang=1).nom_imprime == person.nom_complet


def test_a_group_is_added_with_its_members(client, seance):
    person = factories.ParticipantFactory()
    data = filled(client.get(reverse("admin:seances_sousgroupe_add")), "sousgroupe_form")
    data |= {
        "seance": [str(seance.pk)],
        "numero": ["1"],
        "membres-TOTAL_FORMS": ["1"],
        "membres-0-participant": [str(person.pk)],
        "membres-0-est_rapporteur": ["on"],
    }
    assert client.post(reverse("admin:seances_sousgroupe_add"), data).status_code == 302
    row = MembreSousGroupe.objects.get()
    assert (row.seance, row.participant, row.est_rapporteur) == (seance, person, True)


def test_a_typed_note_keeps_its_bytes(client, groupe, administrator):
    received = '<p onclick="x()">Nos <b>idées</b>.</p>'
    data = filled(client.get(reverse("admin:seances_restitution_add")), "restitution_form")
    data |= {"sous_groupe": [str(groupe.pk)], "titre": ["Note"], "contenu": [received]}
    assert client.post(reverse("admin:seances_restitution_add"), data).status_code == 302
    note = Restitution.objects.get()
    assert fichiers.read(note.fichier_sha256) == received.encode()
    assert note.contenu == "<p>Nos <strong>idées</strong>.</p>"
    assert (note.origine, note.numero, note.deposee_par) == ("saisie", 1, administrator)
    client.post(reverse("admin:seances_restitution_add"), data)
    assert list(Restitution.objects.order_by("numero").values_list("numero", flat=True)) == [1, 2]


def test_a_note_is_put_right_but_never_its_original(client):
    note = factories.RestitutionFactory()
    data = filled(client.get(change_url(note)), "restitution_form")
    client.post(change_url(note), data | {"contenu": ["<p>Corrigé.</p>"], "fichier_sha256": ["0" * 64]})
    before = note.fichier_sha256
    note.refresh_from_db()
    assert (note.contenu, note.fichier_sha256) == ("<p>Corrigé.</p>", before)
    assert (
        client.post(reverse("admin:seances_restitution_delete", args=[note.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_an_annex_keeps_its_document(client, seance):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = filled(client.get(reverse("admin:seances_annexe_add")), "annexe_form")
    data |= {"seance": [str(seance.pk)], "numero": ["1"], "titre": ["Plan"]}
    refused = client.post(
        reverse("admin:seances_annexe_add"), data | {"document": SimpleUploadedFile("plan.exe", b"MZ")}
    )
    [refusal] = errors(refused)
    assert refusal.replace("\u00a0", " ").startswith("« plan.exe » : ce type de document n’est pas admis.")
    client.post(
        reverse("admin:seances_annexe_add"), data | {"document": SimpleUploadedFile("plan.pdf", b"%PDF-")}
    )
    annexe = Annexe.objects.get()
    assert (annexe.fichier_nom, annexe.fichier_type) == ("plan.pdf", "application/pdf")
    assert fichiers.read(annexe.fichier_sha256) == b"%PDF-"


def test_a_note_received_as_a_file_keeps_its_bytes(client, groupe, administrator):
    address = reverse("admin:seances_restitution_add")
    data = filled(client.get(address), "restitution_form") | {"sous_groupe": [str(groupe.pk)]}
    client.post(address, data | {"fichier": SimpleUploadedFile("note.md", "# Idées\n\nUne.".encode())})
    note = Restitution.objects.get()
    assert fichiers.read(note.fichier_sha256) == "# Idées\n\nUne.".encode()
    assert (note.origine, note.fichier_nom, note.deposee_par) == ("fichier", "note.md", administrator)
    assert note.contenu == "<h2>Idées</h2><p>Une.</p>"


@pytest.mark.parametrize(
    ("name", "data", "typed", "told"),
    [
        ("note.docx", b"PK", "", "« note.docx » : ce fichier est abîmé"),
        ("note.pdf", fabrique.pdf(fabrique.lines("Une.")), "", "Un PDF se dépose sur la page du groupe"),
        ("note.txt", b"Une.", "<p>Deux.</p>", "Donnez le texte ou le fichier, pas les deux."),
    ],
)
def test_a_file_that_is_no_note_is_refused(client, groupe, name, data, typed, told):
    address = reverse("admin:seances_restitution_add")
    form = filled(client.get(address), "restitution_form")
    form |= {"sous_groupe": [str(groupe.pk)], "contenu": [typed]}
    response = client.post(address, form | {"fichier": SimpleUploadedFile(name, data)})
    assert any(error.startswith(told) for error in errors(response))
    assert not Restitution.objects.exists()
