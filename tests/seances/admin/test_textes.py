"""Texts, frozen PVs and remarks at the desk."""

import datetime

import pytest
from django.urls import reverse

from participants.models import Participant
from seances.models import (
    Annexe,
    MembreSousGroupe,
    PointOrdreDuJour,
    Presence,
    ProcesVerbal,
    Restitution,
    SousGroupe,
    TextePoint,
)
from tests import factories

from .desk import change_url, errors, filled, page, sheet_url

pytestmark = pytest.mark.django_db


def test_a_text_is_written_with_its_author(client, administrator):
    texte = factories.TextePointFactory()
    data = filled(client.get(change_url(texte)), "textepoint_form")
    response = client.post(change_url(texte), data | {"texte": ["<p>Bonjour.</p>"]})
    assert (
        response["Location"]
        == reverse("admin:seances_seance_rediger", args=[texte.point.seance.pk]) + "#point-1"
    )
    revision = texte.revisions.get()
    assert (revision.numero, revision.texte, revision.par) == (1, "<p>Bonjour.</p>", administrator)


def test_saving_over_a_newer_text_shows_both_and_writes_nothing(client):
    texte = factories.TextePointFactory()
    opened = filled(client.get(change_url(texte)), "textepoint_form")
    client.post(change_url(texte), opened | {"texte": ["<p>Le premier texte.</p>"]})

    response = client.post(change_url(texte), opened | {"texte": ["<p>Le second texte.</p>"]})

    assert response.status_code == 409
    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Le premier texte.</p>", 1)
    shown = page(response)
    assert [node.text_content() for node in shown.xpath("//section[@class='comparaison']//del")] == [
        "premier"
    ]
    assert [node.text_content() for node in shown.xpath("//section[@class='comparaison']//ins")] == ["second"]
    again = filled(response, "textepoint_form")
    assert (again["texte"], again["revision_ouverte"], again["regle"]) == (
        ["<p>Le second texte.</p>"],
        ["1"],
        ["2"],
    )

    assert client.post(change_url(texte), again).status_code == 302
    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Le second texte.</p>", 3)
    assert list(texte.revisions.order_by("numero").values_list("numero", "sort")) == [
        (1, "appliquee"),
        (2, "reglee"),
        (3, "appliquee"),
    ]


def test_an_earlier_revision_is_seen_and_taken_back(client):
    texte = factories.TextePointFactory()
    for html in ("<p>Un.</p>", "<p>Deux.</p>"):
        client.post(
            change_url(texte), filled(client.get(change_url(texte)), "textepoint_form") | {"texte": [html]}
        )
    address = reverse("admin:seances_textepoint_revision", args=[texte.pk, 1])
    shown = client.get(address)
    assert "Un." in shown.content.decode()
    assert client.post(address, {"revision_ouverte": "1"})["Location"] == address
    texte.refresh_from_db()
    assert texte.texte == "<p>Deux.</p>"
    client.post(address, {"revision_ouverte": "2"})
    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Un.</p>", 3)
    assert texte.revisions.get(numero=3).motif == "Rétablit la révision 1"


def test_starting_to_write_makes_the_pv_and_its_texts(client, seance, points):
    address = reverse("admin:seances_seance_rediger", args=[seance.pk])
    client.get(address)
    assert not ProcesVerbal.objects.exists()
    client.post(address)
    assert ProcesVerbal.objects.get().seance == seance
    assert TextePoint.objects.filter(point__seance=seance).count() == 3


def test_nothing_that_a_frozen_pv_prints_has_a_field(client, seance, groupe, frozen):
    shown = page(client.get(change_url(seance)))
    assert not shown.xpath(
        "//section[@data-lignes]//*[self::input[not(@type='hidden')] or self::select or self::textarea]"
    )
    shown = page(client.get(sheet_url(seance)))
    assert not shown.xpath("//form[@id='feuille']//input[@type='submit']")
    for row in (groupe, Restitution.objects.get(), Annexe.objects.get(), ProcesVerbal.objects.get()):
        assert not page(client.get(change_url(row))).xpath("//input[@name='_save']")
    assert not page(client.get(change_url(frozen))).xpath("//textarea")


def test_nothing_that_a_frozen_pv_prints_is_written(client, seance, groupe, frozen):
    note, annexe, pv = Restitution.objects.get(), Annexe.objects.get(), ProcesVerbal.objects.get()

    def state():
        models = (
            PointOrdreDuJour,
            Presence,
            MembreSousGroupe,
            SousGroupe,
            Annexe,
            Restitution,
            ProcesVerbal,
            TextePoint,
        )
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = state()
    client.post(
        change_url(seance),
        filled(client.get(change_url(seance)), "seance_form")
        | {"points-0-titre": ["X"], "points-0-position": ["3"]},
    )
    assert client.post(sheet_url(seance), {"ligne": []}).status_code == 403
    for row, values in (
        (groupe, {"numero": "9"}),
        (note, {"contenu": "<p>X</p>"}),
        (annexe, {"contenu": "<p>X</p>"}),
        (pv, {"intitule": "X"}),
    ):
        assert client.post(change_url(row), values).status_code == 403
    client.post(change_url(frozen), {"texte": "<p>X</p>", "texte_apres": "", "revision_ouverte": "0"})
    assert state() == before


def test_a_frozen_pv_takes_no_note(client, groupe, frozen):
    data = filled(client.get(reverse("admin:seances_restitution_add")), "restitution_form")
    response = client.post(
        reverse("admin:seances_restitution_add"),
        data | {"sous_groupe": [str(groupe.pk)], "contenu": ["<p>X</p>"]},
    )
    assert errors(response) == ["Le procès-verbal de cette séance est figé : on n’y ajoute plus rien."]
    assert Restitution.objects.count() == 1


@pytest.mark.parametrize("name", ["sousgroupe", "annexe", "remarque"])
def test_nothing_is_added_to_a_frozen_pv(client, seance, frozen, name):
    address = reverse(f"admin:seances_{name}_add")
    data = filled(client.get(address), f"{name}_form") | {"seance": [str(seance.pk)]}
    assert "Le procès-verbal de cette séance est figé : on n’y ajoute plus rien." in errors(
        client.post(address, data)
    )


def test_a_printed_organisation_that_is_typed_is_linked_when_it_is_known(client, seance, registered):
    known = factories.OrganisationFactory(nom="AMO Exemple", localite="Huy")
    row = factories.PresenceFactory(seance=seance, participant=registered[0], present=True)
    for typed, linked in (("amo exemple, HUY", known), ("Ailleurs", None)):
        data = filled(client.get(sheet_url(seance)), "feuille")
        client.post(sheet_url(seance), data | {f"p{registered[0].pk}-organisation_imprimee": [typed]})
        row.refresh_from_db()
        assert (row.organisation_imprimee, row.organisation) == (typed, linked)


def test_an_attribution_belongs_to_the_seance_of_its_text(client, seance, points):
    texte, person = factories.TextePointFactory(point=points[0]), factories.ParticipantFactory()
    address = reverse("admin:seances_attribution_add")
    data = filled(client.get(address), "attribution_form") | {
        "libelle": ["Béa"],
        "participant": [str(person.pk)],
    }
    assert errors(client.post(address, data)) == ["Une attribution vaut pour un seul texte."]
    data |= {"texte_point": [str(texte.pk)]}
    assert client.post(address, data).status_code == 302
    assert [row.participant for row in seance.attributions.all()] == [person]
    again = client.post(address, data | {"libelle": ["BEA"]})
    assert errors(again) == ["Ce libellé est déjà attribué dans ce texte."]


def test_a_remark_typed_here_was_said_at_a_seance(client, seance, administrator):
    person = factories.ParticipantFactory()
    data = filled(client.get(reverse("admin:seances_remarque_add")), "remarque_form")
    data |= {"seance": [str(seance.pk)], "auteur": [str(person.pk)], "texte": ["Page 9, il manque un nom."]}
    assert client.post(reverse("admin:seances_remarque_add"), data).status_code == 302
    remarque = seance.remarques.get()
    assert (remarque.origine, remarque.auteur, remarque.saisie_par) == ("seance", person, administrator)


def test_a_remark_said_at_a_seance_starts_from_its_desk(client, seance):
    """Its séance, the PV that is looked at there and its place come by themselves."""
    factories.PresidenceSeanceFactory(seance=seance)
    day = datetime.timedelta(days=1)
    earlier = [
        factories.ProcesVerbalFactory(
            seance__chantier=seance.chantier, seance__date=seance.date - count * day, **state
        )
        for count, state in ((1, {}), (2, {"diffuse": True}), (3, {"diffuse": True}))
    ]
    factories.ProcesVerbalFactory(
        seance__chantier=seance.chantier, seance__date=seance.date + day, diffuse=True
    )
    factories.RemarqueFactory(seance=seance, rang=4)
    address = f"{reverse('admin:seances_remarque_add')}?seance={seance.pk}"
    response = client.get(address)
    data = filled(response, "remarque_form")
    assert (data["seance"], data["rang"]) == ([str(seance.pk)], ["5"])
    assert data["proces_verbal"] == [str(earlier[1].pk)]
    assert "Saisie par" not in response.text
    assert filled(client.get(f"{address}&rang=9"), "remarque_form")["rang"] == ["9"]
    for nobody in ("x", "0"):
        url = f"{reverse('admin:seances_remarque_add')}?seance={nobody}"
        assert filled(client.get(url), "remarque_form")["rang"] == ["0"]


def test_autocomplete_finds_without_accents_and_tells_namesakes_apart(client):
    organisation = factories.OrganisationFactory(nom="AMO Exemple")
    Participant.objects.create(prenom="Béatrice", nom="Béranger", organisation=organisation)
    Participant.objects.create(prenom="Paul", nom="Durand")
    response = client.get(
        "/gestion/autocomplete/",
        {
            "term": "beranger bea",
            "app_label": "seances",
            "model_name": "presence",
            "field_name": "participant",
        },
    )
    assert [row["text"] for row in response.json()["results"]] == ["Béatrice Béranger – AMO Exemple"]
