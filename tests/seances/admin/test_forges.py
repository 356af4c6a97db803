"""What a browser would never send: rows of another chantier by their number, fields that one only reads."""

import datetime

import pytest
from django.urls import reverse

from chantiers.models import Inscription, Question, Visibilite
from participants.models import Participant
from seances.models import (
    Annexe,
    Attribution,
    DecisionRemarque,
    ModeleOrdreDuJour,
    Presence,
    Remarque,
    Restitution,
    Seance,
)
from tests import factories

from .desk import change_url, errors, filled, page, post_seance, sheet_url
from .monde import address, world

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]

REFUSED_CHOICE = "Sélectionnez un choix valide. Ce choix ne fait pas partie de ceux disponibles."


@pytest.fixture
def monde():
    return world()


@pytest.fixture
def ici(monde):
    return monde.ici


@pytest.fixture
def ailleurs(monde):
    return monde.ailleurs


@pytest.fixture
def president(client, monde):
    client.force_login(monde.comptes["coprésident"])
    return client


@pytest.fixture
def redacteur(client, monde):
    client.force_login(monde.comptes["rédacteur"])
    return client


def values(row):
    return type(row)._base_manager.filter(pk=row.pk).values().get()


def post_form(client, row, **changes):
    """The form of a row as it came, with some values changed or slipped in."""
    data = filled(client.get(change_url(row)), f"{row._meta.model_name}_form")
    return client.post(change_url(row), data | {name: [str(value)] for name, value in changes.items()})


# ── Rows of another chantier, by their number ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("model", "field", "target", "others"),
    [
        (Annexe, "seance", "Seance", {"numero": 9, "titre": "Glissée"}),
        (Question, "chantier", "Chantier", {"rang": 9, "texte": "Glissée ?"}),
        (Restitution, "sous_groupe", "SousGroupe", {"contenu": "<p>Glissée.</p>"}),
        (Attribution, "texte_point", "TextePoint", {"libelle": "Glissé", "participant": "Participant"}),
        (
            Remarque,
            "seance",
            "Seance",
            {"rang": 0, "auteur": "Participant", "type": "observation", "decision": "ouverte"},
        ),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_nothing_is_added_to_another_chantier(president, ici, ailleurs, model, field, target, others):
    others = {name: ici[value].pk if value in ici else value for name, value in others.items()}
    before = set(model.objects.values_list("pk", flat=True))
    data = others | {field: ailleurs[target].pk, "texte": "Glissée."}
    for prefix in ("points", "presidences", "sous_groupes", "annexes"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    response = president.post(address(model, "add"), data)
    assert REFUSED_CHOICE in errors(response)
    president.post(address(model, "add"), data | {field: ici[target].pk})
    assert model.objects.exclude(pk__in=before).count() == 1  # the same with one's own is taken


def test_a_remark_aims_at_no_pv_of_another_chantier(president, ici, ailleurs):
    response = post_form(president, ici["Remarque"], proces_verbal=ailleurs["ProcesVerbal"].pk)
    assert errors(response) == [REFUSED_CHOICE]


def test_a_seance_is_not_moved_to_another_chantier(president, ici, ailleurs):
    response = post_seance(president, ici["Seance"], chantier=str(ailleurs["Chantier"].pk))
    assert REFUSED_CHOICE in errors(response)
    assert values(ici["Seance"])["chantier_id"] == ici["Chantier"].pk


@pytest.mark.parametrize("prefix", ["points", "presidences", "sous_groupes", "annexes"])
def test_a_line_of_another_seance_is_not_changed_through_ones_own(president, ici, ailleurs, prefix):
    foreign = getattr(ailleurs["Seance"], prefix).first()
    before = values(foreign)
    data = filled(president.get(change_url(ici["Seance"])), "seance_form")
    data |= {
        f"{prefix}-0-id": [str(foreign.pk)],
        f"{prefix}-0-seance": [str(ailleurs["Seance"].pk)],
        f"{prefix}-0-titre": ["Glissé"],
        f"{prefix}-0-nom_imprime": ["Glissé"],
        f"{prefix}-0-DELETE": ["on"],
    }
    president.post(change_url(ici["Seance"]), data)
    assert values(foreign) == before


def test_nobody_is_named_whom_one_does_not_know(president, ici, ailleurs):
    stranger = ailleurs["Participant"]
    seance = ici["Seance"]
    for name in ("presidences-0-participant", "points-0-presente_par"):
        response = post_seance(president, seance, **{name: str(stranger.pk)})
        assert response.status_code == 200, name
        assert stranger.nom not in response.content.decode()
    assert not seance.presidences.filter(participant=stranger).exists()
    assert not seance.points.filter(intervenants__participant=stranger).exists()


def test_the_sheet_of_attendance_takes_only_people_whom_one_knows(president, ici, ailleurs):
    stranger, known = ailleurs["Participant"], ici["Participant"]
    data = filled(president.get(sheet_url(ici["Seance"])))
    data |= {
        "ligne": [str(known.pk), str(stranger.pk)],
        f"p{stranger.pk}-statut": ["present"],
        f"p{known.pk}-statut": ["present"],
    }
    assert president.post(sheet_url(ici["Seance"]), data).status_code == 302
    assert list(ici["Seance"].presences.values_list("participant", "statut")) == [(known.pk, "present")]
    response = president.post(sheet_url(ici["Seance"]), data | {f"p{known.pk}-remplace": [str(stranger.pk)]})
    assert response.status_code == 422
    assert stranger.nom not in response.content.decode()
    assert not Presence.objects.filter(remplace=stranger).exists()


def test_who_presents_is_proposed_to_each_by_his_own_rights(client, monde):
    """The field is declared on the form: what one request leaves in it must not reach the next."""
    stranger = monde.ailleurs["Participant"]
    client.force_login(monde.comptes["admin"])
    client.get(change_url(monde.ailleurs["Seance"]))
    client.force_login(monde.comptes["coprésident"])
    data = filled(client.get(change_url(monde.ici["Seance"])), "seance_form")
    client.force_login(monde.comptes["admin"])
    client.get(change_url(monde.ici["Seance"]))
    client.force_login(monde.comptes["coprésident"])
    response = client.post(
        change_url(monde.ici["Seance"]), data | {"points-0-presente_par": [str(stranger.pk)]}
    )
    assert response.status_code == 200
    assert not monde.ici["Seance"].points.filter(intervenants__participant=stranger).exists()


def test_a_prefilled_form_names_no_row_of_another_chantier(president, ailleurs):
    for model, field, row in (
        (Annexe, "seance", ailleurs["Seance"]),
        (Inscription, "participant", ailleurs["Participant"]),
    ):
        shown = president.get(address(model, "add"), {field: row.pk}).content.decode()
        assert str(row) not in shown


def test_a_seance_is_not_made_in_another_chantier(president, ici, ailleurs):
    form = filled(president.get(address(Seance, "add"), {"chantier": ici["Chantier"].pk}), "preparation_form")
    form |= {"numero": ["9"], "date": ["2024-05-06"], "source": ["vide"]}
    foreign = {"chantier": [str(ailleurs["Chantier"].pk)]}
    assert president.get(address(Seance, "add"), foreign).status_code == 404
    assert president.post(address(Seance, "add"), form | foreign).status_code == 404
    assert president.get(address(Seance, "add"), {"chantier": "1x"}).status_code == 404
    before = Seance.objects.count()
    for slipped in ({"reports": [str(ailleurs["PointOrdreDuJour"].pk)]}, {"source": ["precedente-9"]}):
        assert president.post(address(Seance, "add"), form | slipped).status_code == 422
    modele = factories.ModeleOrdreDuJourFactory(chantier=ailleurs["Chantier"])
    assert (
        president.post(address(Seance, "add"), form | {"source": [f"modele-{modele.pk}"]}).status_code == 422
    )
    assert Seance.objects.count() == before
    assert president.post(address(Seance, "add"), form).status_code == 302
    assert Seance.objects.get(numero=9).chantier == ici["Chantier"]


def test_a_copresident_keeps_models_of_his_own_chantiers_alone(president, ici, ailleurs):
    commun = factories.ModeleOrdreDuJourFactory()
    add = address(ModeleOrdreDuJour, "add")
    lines = {"lignes-TOTAL_FORMS": 0, "lignes-INITIAL_FORMS": 0, "nom": "Court"}
    assert errors(president.post(add, lines)) == [
        "Choisissez votre chantier : l’administration tient les modèles communs à tous."
    ]
    assert REFUSED_CHOICE in errors(president.post(add, lines | {"chantier": ailleurs["Chantier"].pk}))
    assert president.post(add, lines | {"chantier": ici["Chantier"].pk}).status_code == 302
    assert ici["Chantier"].modeles.filter(nom="Court").count() == 1
    assert president.get(change_url(commun)).status_code == 200  # read, not changed
    assert president.post(change_url(commun), lines).status_code == 403


# ── Fields that one only reads ──────────────────────────────────────────────────────────────────────────


def test_a_copresident_gives_no_number_to_his_chantier(president, ici):
    response = post_form(president, ici["Chantier"], numero=99, titre="Repris", contact="c@example.org")
    assert response.status_code == 302
    chantier = values(ici["Chantier"])
    assert (chantier["numero"], chantier["titre"], chantier["contact"]) == (
        ici["Chantier"].numero,
        "Repris",
        "c@example.org",
    )


def test_a_redacteur_writes_the_subject_and_not_the_door(redacteur, ici):
    response = post_form(
        redacteur,
        ici["Chantier"],
        titre="Repris",
        objectif="Voir plus clair.",
        numero=99,
        visibilite=Visibilite.PUBLIQUE,
        contact="c@example.org",
        couleur=7,
    )
    assert response.status_code == 302
    before = ici["Chantier"]
    assert values(before) == values(before) | {
        "titre": "Repris",
        "objectif": "Voir plus clair.",
        "numero": before.numero,
        "visibilite": Visibilite.PRIVEE,
        "contact": "",
        "couleur": 0,
    }


def add_line(client, chantier, prefix, **fields):
    data = filled(client.get(change_url(chantier)), "chantier_form")
    number = int(data.get(f"{prefix}-TOTAL_FORMS", ["0"])[0])
    data[f"{prefix}-TOTAL_FORMS"] = [str(number + 1)]
    data.setdefault(f"{prefix}-INITIAL_FORMS", ["0"])
    data |= {f"{prefix}-{number}-{name}": [str(value)] for name, value in fields.items()}
    return client.post(change_url(chantier), data)


def test_nobody_but_the_administration_gives_a_role(president, redacteur, monde, ici):
    chantier, person = ici["Chantier"], ici["Participant"]
    before = chantier.copresidences.count(), chantier.inscriptions.count()
    for role in ("coprésident", "rédacteur"):
        president.force_login(monde.comptes[role])
        add_line(president, chantier, "copresidences", participant=person.pk, depuis="2024-01-01", rang=1)
        for inscription in chantier.inscriptions.filter(redacteur=False):
            president.post(change_url(inscription), {"redacteur": "on", "depuis": "2024-03-12"})
    assert (chantier.copresidences.count(), chantier.inscriptions.count()) == before
    assert chantier.inscriptions.filter(redacteur=True).count() == 1


def test_a_copresident_registers_somebody_who_does_not_write_for_that(president, ici):
    person = factories.PresenceFactory(seance=ici["Seance"]).participant
    add_line(
        president,
        ici["Chantier"],
        "inscriptions",
        participant=person.pk,
        depuis="2024-01-01",
        redacteur="on",
    )
    assert list(person.inscriptions.values_list("chantier", "redacteur")) == [(ici["Chantier"].pk, False)]


def test_a_redacteur_registers_nobody(redacteur, ici):
    person = factories.PresenceFactory(seance=ici["Seance"]).participant
    add_line(redacteur, ici["Chantier"], "inscriptions", participant=person.pk, depuis="2024-01-01")
    assert not person.inscriptions.exists()


def test_a_copresident_registers_nobody_in_a_chantier_that_he_only_writes_up(president, monde, ailleurs):
    person = monde.comptes["coprésident"].participant
    factories.InscriptionFactory(chantier=ailleurs["Chantier"], participant=person, redacteur=True)
    known = ailleurs["Participant"]
    known.inscriptions.all().delete()
    data = {"chantier": ailleurs["Chantier"].pk, "participant": known.pk, "depuis": "2024-01-01"}
    response = president.post(address(Inscription, "add"), data)
    assert errors(response) == [REFUSED_CHOICE]
    add_line(president, ailleurs["Chantier"], "inscriptions", participant=known.pk, depuis="2024-01-01")
    assert not known.inscriptions.exists()


def test_the_line_of_a_redacteur_is_closed_to_a_copresident(president, monde, ici):
    line = monde.comptes["rédacteur"].participant.inscriptions.get()
    before = values(line)
    data = filled(president.get(change_url(ici["Chantier"])), "chantier_form")
    prefix = next(
        name.removesuffix("-id") for name, sent in data.items() if sent == [str(line.pk)] and "insc" in name
    )
    data |= {
        f"{prefix}-participant": [str(ici["Participant"].pk)],
        f"{prefix}-depuis": ["2020-01-01"],
        f"{prefix}-jusque": ["2020-02-01"],
        f"{prefix}-DELETE": ["on"],
    }
    president.post(change_url(ici["Chantier"]), data)
    assert values(line) == before
    assert president.post(change_url(line), {"depuis": "2020-01-01"}).status_code == 403
    assert president.post(address(Inscription, "delete", line.pk), {"post": "yes"}).status_code == 403
    assert values(line) == before


@pytest.mark.parametrize(("role", "status"), [("coprésident", 302), ("rédacteur", 403)])
def test_a_copresident_keeps_the_people_of_his_chantier(client, monde, role, status):
    client.force_login(monde.comptes[role])
    person = monde.ici["Participant"]
    before = values(person)
    data = {
        "prenom": "Marthe",
        "nom": "Neuve",
        "courriel": "marthe@example.org",
        "compte": "",
        "opposition_le_0": "2024-01-01",
        "opposition_le": "2024-01-01T00:00",
        "graphies-TOTAL_FORMS": 0,
        "graphies-INITIAL_FORMS": 0,
    }
    response = client.post(change_url(person), data)
    assert response.status_code == status
    after = values(person)
    assert (after["compte_id"], after["opposition_le"]) == (before["compte_id"], None)
    if status == 302:
        assert (after["nom"], after["courriel"]) == ("Neuve", "marthe@example.org")
    else:
        assert after == before


def test_the_address_of_somebody_who_belongs_elsewhere_too_is_only_read(president, ici, ailleurs):
    person = ici["Participant"]
    factories.InscriptionFactory(chantier=ailleurs["Chantier"], participant=person)
    response = post_form(president, person, nom="Neuve", courriel="prise@example.org")
    assert response.status_code == 302
    assert (values(person)["nom"], values(person)["courriel"]) == ("Neuve", person.courriel)


def test_the_address_of_a_guest_of_another_chantier_is_only_read(president, ici, ailleurs):
    """Whoever opens the account of somebody who attended elsewhere would read what was said there."""
    person = ici["Participant"]
    factories.PresenceFactory(seance=ailleurs["Seance"], participant=person, present=True)
    assert post_form(president, person, courriel="prise@example.org").status_code == 302
    assert values(person)["courriel"] == person.courriel


# ── Remarks ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_redacteur_types_remarks_and_settles_none(redacteur, ici):
    remarque = ici["Remarque"]
    post_form(redacteur, remarque, texte="Mieux dit.", decision="acceptee", motif_decision="Oui.")
    assert values(remarque) == values(remarque) | {
        "texte": "Mieux dit.",
        "decision": DecisionRemarque.OUVERTE,
        "motif_decision": "",
    }
    data = {
        "seance": ici["Seance"].pk,
        "rang": 1,
        "auteur": ici["Participant"].pk,
        "type": "observation",
        "texte": "Une autre.",
        "decision": "acceptee",
    }
    assert redacteur.post(address(Remarque, "add"), data).status_code == 302
    assert Remarque.objects.get(texte="Une autre.").decision == DecisionRemarque.OUVERTE


def test_a_settled_remark_is_closed_to_a_redacteur(redacteur, ici):
    remarque = ici["Remarque"]
    Remarque.objects.filter(pk=remarque.pk).update(decision=DecisionRemarque.ACTEE)
    assert redacteur.get(change_url(remarque)).status_code == 200
    assert redacteur.post(change_url(remarque), {"texte": "Autre."}).status_code == 403
    assert redacteur.post(address(Remarque, "delete", remarque.pk), {"post": "yes"}).status_code == 403


def test_a_copresident_settles_the_remarks_of_his_chantier(president, ici):
    post_form(president, ici["Remarque"], decision="refusee", motif_decision="Dit ainsi.")
    assert values(ici["Remarque"])["decision"] == DecisionRemarque.REFUSEE
    seance = factories.SeanceFactory(chantier=ici["Remarque"].seance.chantier, convoquee=True)
    sent_out = factories.VersionPVFactory(
        proces_verbal=factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    )
    for version, decision in ((sent_out, "acceptee"), (ici["VersionPV"], "ouverte")):  # approved: too late
        reading = factories.RemarqueFactory(
            lecture=True, version=version, auteur=ici["Participant"], texte="À voir."
        )
        post_form(president, reading, decision="acceptee", texte="Changé.")
        assert values(reading) == values(reading) | {"decision": decision, "texte": "À voir."}


def test_who_presides_here_settles_nothing_where_he_only_writes(president, monde, ailleurs):
    person = monde.comptes["coprésident"].participant
    factories.InscriptionFactory(chantier=ailleurs["Chantier"], participant=person, redacteur=True)
    data = {
        "seance": ailleurs["Seance"].pk,
        "rang": 1,
        "auteur": ailleurs["Participant"].pk,
        "type": "observation",
        "texte": "Une autre.",
        "decision": "acceptee",
    }
    response = president.post(address(Remarque, "add"), data)
    assert errors(response) == ["Les coprésidents du chantier décident de cette remarque."]
    post_form(president, ailleurs["Remarque"], decision="acceptee")
    assert values(ailleurs["Remarque"])["decision"] == DecisionRemarque.OUVERTE


# ── Actions, deletions ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["Annexe", "Question", "SousGroupe", "Remarque", "Inscription", "Seance"])
def test_an_action_reaches_no_row_of_another_chantier(president, ailleurs, name):
    row = ailleurs[name]
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    president.post(address(type(row), "changelist"), data)
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("role", ["coprésident", "rédacteur"])
def test_an_action_removes_only_what_one_may_remove(client, monde, role):
    client.force_login(monde.comptes[role])
    announced = factories.SeanceFactory(chantier=monde.ici["Chantier"], convoquee=True)
    writer = monde.comptes["rédacteur"].participant.inscriptions.get()
    settled = factories.RemarqueFactory(seance=monde.ici["Seance"], decision=DecisionRemarque.ACTEE)
    rows = [announced, writer] + ([settled] if role == "rédacteur" else [])
    for row in rows:
        data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(address(type(row), "changelist"), data)
        client.post(address(type(row), "delete", row.pk), {"post": "yes"})
        assert type(row).objects.filter(pk=row.pk).exists(), row


def test_a_copresident_removes_a_seance_that_nobody_has_been_told_of(president, monde):
    seance = factories.SeanceFactory(chantier=monde.ici["Chantier"])
    president.post(address(Seance, "delete", seance.pk), {"post": "yes"})
    assert not Seance.objects.filter(pk=seance.pk).exists()


# ── Own pages of the desk ───────────────────────────────────────────────────────────────────────────────

OWN_VIEWS = [
    ("get", "seances_seance_presences", "Seance"),
    ("post", "seances_seance_presences", "Seance"),
    ("get", "seances_seance_rediger", "Seance"),
    ("post", "seances_seance_rediger", "Seance"),
    ("post", "seances_seance_statut", "Seance"),
    ("get", "seances_seance_convocation", "Seance"),
    ("get", "seances_seance_lettre", "Seance"),
    ("post", "seances_seance_lettre", "Seance"),
    ("post", "seances_seance_remettre", "Seance"),
    ("get", "seances_textepoint_change", "TextePoint"),
    ("post", "seances_textepoint_change", "TextePoint"),
    ("get", "seances_textepoint_revision", "TextePoint"),
    ("post", "seances_textepoint_revision", "TextePoint"),
    ("post", "seances_procesverbal_acte", "ProcesVerbal"),
    ("get", "seances_lienpersonnel_seance", "Seance"),
]
MORE = {
    "seances_seance_statut": ["preparer"],
    "seances_seance_lettre": ["convoquer"],
    "seances_textepoint_revision": [1],
    "seances_procesverbal_acte": ["relire"],
}
DATA = {
    "seances_textepoint_change": {"texte": "<p>Deux.</p>", "texte_apres": "", "revision_ouverte": 1},
    "seances_textepoint_revision": {"revision_ouverte": 1},
}


@pytest.mark.parametrize(("method", "name", "model"), OWN_VIEWS)
@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("coprésident", True),
        ("rédacteur", True),
        ("coprésident ailleurs", False),
        ("ancien", False),
        ("participant", False),
        ("secrétaire", False),
        ("admin", True),
    ],
)
def test_each_page_of_the_desk_is_for_those_who_prepare(client, monde, method, name, model, role, allowed):
    row = monde.ici[model]
    watched = [monde.ici[one] for one in ("Seance", "TextePoint", "ProcesVerbal")]
    before = [values(one) for one in watched]
    client.force_login(monde.comptes[role])
    url = reverse(f"admin:{name}", args=[row.pk, *MORE.get(name, [])])
    response = getattr(client, method)(url, DATA.get(name, {}), follow=True)
    assert response.status_code == (200 if allowed else 404 if role == "coprésident ailleurs" else 403)
    if not allowed:
        assert [values(one) for one in watched] == before
        assert row._meta.verbose_name not in page(response).text_content() or role != "coprésident ailleurs"


@pytest.mark.parametrize("name", ["Chantier", "Seance", "Participant"])
def test_the_way_to_the_site_leads_to_ones_own_rows_only(president, ici, ailleurs, name):
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(type(ici[name])).pk
    assert president.get(f"/gestion/r/{kind}/{ici[name].pk}/").status_code == 302
    for forged in (ailleurs[name].pk, f" {ailleurs[name].pk}", "x", 999_999):
        assert president.get(f"/gestion/r/{kind}/{forged}/").status_code == 404, forged


# ── Lists and what they can be asked ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("Annexe", "seance__chantier__id__exact={Chantier}"),
        ("Presence", "seance__chantier__id__exact={Chantier}"),
        ("Seance", "chantier__id__exact={Chantier}"),
        ("Seance", "q={sujet}"),
        ("TextePoint", "point__seance__chantier__id__exact={Chantier}"),
        ("Inscription", "chantier__id__exact={Chantier}"),
        ("Participant", "q=Duchantier2"),
        ("Participant", "q=@example.org"),
        ("VersionPV", "figee_le__year=2024&proces_verbal__seance__chantier__id__exact={Chantier}"),
    ],
)
def test_a_list_asked_for_another_chantier_shows_nothing_of_it(president, ici, ailleurs, model, query):
    asked = query.format(Chantier=ailleurs["Chantier"].pk, sujet=ailleurs["Chantier"].titre)
    response = president.get(f"{address(type(ici[model]), 'changelist')}?{asked}")
    assert ailleurs[model].pk not in {row.pk for row in response.context["cl"].result_list}
    shown = page(response).get_element_by_id("content").text_content()
    assert ailleurs["Chantier"].titre not in shown.replace(asked, "")
    assert ailleurs["Participant"].nom not in shown
    assert ailleurs["Participant"].courriel not in response.content.decode()


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("Presence", "participant__courriel__startswith"),
        ("Presence", "participant__compte__email__startswith"),
        ("Graphie", "participant__courriel__contains"),
        ("Participant", "compte__email__startswith"),
        ("Participant", "inscriptions__chantier__titre__startswith"),
        ("Participant", "inscriptions"),
        ("Participant", "presences__isnull"),
        ("Participant", "compte"),
        ("Organisation", "participants__nom__startswith"),
        ("Organisation", "participants"),
        ("Lieu", "seances"),
        ("Terme", "definitions__texte__contains"),
        ("Seance", "chantier__contact__startswith"),
    ],
)
def test_the_address_of_a_list_asks_no_more_than_its_filters(president, ici, model, lookup):
    url = address(type(ici[model]), "changelist")
    assert president.get(url, {lookup: "1"}).status_code == 400


def test_filters_offer_ones_own_chantiers(president, monde, ici, ailleurs):
    url = address(Annexe, "changelist")
    assert "Chantier" not in page(president.get(url)).xpath("string(//*[@id='changelist-filter'])")
    person = monde.comptes["coprésident"].participant
    third = factories.InscriptionFactory(participant=person, redacteur=True).chantier
    shown = page(president.get(url)).xpath("//*[@id='changelist-filter']//a/text()")
    assert [label.strip() for label in shown if "Chantier" in label] == [str(ici["Chantier"]), str(third)]


# ── People whom one types ───────────────────────────────────────────────────────────────────────────────


def offered(client, term, source="presence", field="participant"):
    asked = {"app_label": "seances", "model_name": source, "field_name": field, "term": term}
    return [one["text"] for one in client.get(reverse("admin:autocomplete"), asked).json()["results"]]


def test_whom_a_redacteur_types_is_his_until_the_person_has_an_account(redacteur, monde):
    data = {"prenom": "Zoé", "nom": "Invitée", "courriel": "zoe@example.org"}
    data |= {"graphies-TOTAL_FORMS": 0, "graphies-INITIAL_FORMS": 0}
    redacteur.post(address(Participant, "add"), data)
    guest = Participant.objects.get(nom="Invitée")
    assert (guest.saisi_par, guest.courriel) == (monde.comptes["rédacteur"], "zoe@example.org")
    assert offered(redacteur, "invitee") == ["Zoé Invitée"]
    assert post_form(redacteur, guest, fonction="Invitée d’honneur").status_code == 302
    redacteur.force_login(monde.comptes["coprésident"])
    assert offered(redacteur, "invitee") == []
    redacteur.force_login(monde.comptes["rédacteur"])
    Participant.objects.filter(pk=guest.pk).update(compte=factories.CompteFactory())
    assert offered(redacteur, "invitee") == []
    assert redacteur.get(change_url(guest)).status_code == 404


def test_who_types_a_namesake_of_somebody_unseen_makes_another_person(redacteur, ailleurs):
    stranger = ailleurs["Participant"]
    data = {"prenom": stranger.prenom, "nom": stranger.nom}
    data |= {"graphies-TOTAL_FORMS": 0, "graphies-INITIAL_FORMS": 0}
    assert redacteur.post(address(Participant, "add"), data).status_code == 302
    assert Participant.objects.filter(nom=stranger.nom).count() == 2


def test_an_address_finds_nobody_whose_address_one_may_not_read(president, monde, ailleurs):
    """Belonging to another chantier, one is offered its people by name, not by address."""
    me = monde.comptes["coprésident"].participant
    factories.InscriptionFactory(chantier=ailleurs["Chantier"], participant=me)
    fellow = ailleurs["Participant"]
    assert offered(president, fellow.nom) == [f"{fellow} – {fellow.organisation}"]
    assert offered(president, fellow.courriel) == []
    assert president.get(change_url(fellow)).status_code == 404


# ── What tells who acted ────────────────────────────────────────────────────────────────────────────────


def test_no_page_tells_the_address_of_the_account_that_acted(president, monde, ici):
    me, admin = monde.comptes["rédacteur"], monde.comptes["admin"]
    texte = ici["TextePoint"]
    for number, by in ((2, me), (3, admin)):
        factories.RevisionTexteFactory(texte_point=texte, numero=number, par=by)
    version = factories.VersionPVFactory(
        proces_verbal=factories.ProcesVerbalFactory(seance__chantier=ici["Chantier"], diffuse=True),
        figee_par=admin,
    )
    note = factories.RestitutionFactory(
        sous_groupe=ici["SousGroupe"], deposee_par=admin, deposee_le=datetime.datetime.now(datetime.UTC)
    )
    Remarque.objects.filter(pk=ici["Remarque"].pk).update(saisie_par=me)
    pages = [
        address(type(texte.revisions.first()), "changelist"),
        change_url(texte),
        change_url(texte.revisions.first()),
        address(type(version), "changelist"),
        change_url(version),
        change_url(note),
        change_url(ici["Remarque"]),
    ]
    told = {url: president.get(url).content.decode() for url in pages}
    assert [url for url, html in told.items() if admin.email in html or me.email in html] == []
    assert me.participant.nom_complet in told[change_url(texte)]
    assert "l’administration" in told[change_url(texte)]
