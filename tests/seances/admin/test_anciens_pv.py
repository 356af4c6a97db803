"""An old PV at the desk: handed in, reviewed, corrected, and only then written, as a command would write it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chantiers.models import Chantier, Copresidence
from participants.models import Evenement, Participant
from seances import fichiers
from seances.models import AncienPV, Attribution, Presence, Seance
from seances.pv import json as pv_json
from seances.pv.build import build
from tests import factories

from .desk import errors, filled, page

pytestmark = pytest.mark.django_db

AJOUTER = reverse("admin:seances_ancienpv_add")
TEXTE = """PV de la séance 5 du 9 juin 2023

Chantier 1 : Écoles

Une devise égarée

Présents :
- Claire Vermeiren (AMO Le Phare)
- Karim Benali (CPAS de Floreffe)
- Odile Hubermont (SAJ de Dinant)

Excusée :
- Inès Courtejoie (L’Ancre)

Ordre du jour
1. Budget (9h00 – 9h20)
2. Calendrier

1. Budget

Claire : Le budget est prêt.

Mme Lambert : Et celui de l’an prochain ?

Parenthèse sur les stages

Les stages commencent en mai.

2. Calendrier

Karim Benali demande une autre date.

Claire : En octobre.
"""
REPONSES = {"doute0-qui": "Claire Vermeiren", "doute1-qui": "personne"}


@pytest.fixture
def chantier():
    return factories.ChantierFactory(numero=1, titre="Écoles")


@pytest.fixture
def copresidente(client, chantier):
    someone = factories.ParticipantFactory(prenom="Aline", nom="Preside", avec_compte=True)
    factories.CopresidenceFactory(chantier=chantier, participant=someone)
    client.force_login(someone.compte)
    return someone.compte


def hand_in(client, chantier, texte=TEXTE, name="ancien.txt", data=None):
    received = SimpleUploadedFile(name, texte.encode() if data is None else data)
    return client.post(AJOUTER, {"chantier": chantier.pk if chantier else "", "fichier": received})


@pytest.fixture
def adresse(client, copresidente, chantier):
    return hand_in(client, chantier)["Location"]


def send(client, address, button="_importer", **changes):
    data = filled(client.get(address), "reprise") | {
        name: [value] for name, value in (REPONSES | changes).items()
    }
    return client.post(address, data | {button: ["1"]})


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# ── Handing in ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_read_is_shown_and_nothing_is_written(client, adresse):
    shown = page(client.get(adresse))

    texts = " ".join(shown.get_element_by_id("content-main").text_content().split())
    assert "100 % des mots sont comptés" in texts
    assert "« Claire » : est-ce bien Claire Vermeiren ?" in texts
    assert "« Mme Lambert » semble prendre la parole : qui est-ce ?" in texts
    names = shown.xpath("//input[contains(@name, 'presence') and contains(@name, '-nom')]/@value")
    assert names == ["Vermeiren", "Benali", "Hubermont", "Courtejoie"]
    assert shown.xpath("//fieldset[@id='presences']//q/text()")[0] == "Claire Vermeiren (AMO Le Phare)"
    assert shown.xpath("//fieldset[@id='reste']//p[@class='texte']/text()") == ["Une devise égarée"]
    assert not Seance.objects.exists()


def test_word_is_read_in_the_confined_process(client, copresidente, chantier):
    import pypandoc

    target = Path(str(fichiers.default_storage.location), "pv.docx")
    target.parent.mkdir(parents=True, exist_ok=True)
    html = "<p>PV du 4 mai 2023 – Chantier 1 – Séance 3</p><p>Présents : Claire Vermeiren (AMO)</p>"
    html += "<h2>1. Eau</h2><p>Rien.</p>"
    pypandoc.convert_text(html, "docx", format="html", outputfile=str(target))

    answer = hand_in(client, chantier, name="PV du 4 mai.docx", data=target.read_bytes())

    row = AncienPV.objects.get()
    assert answer["Location"] == reverse("admin:seances_ancienpv_change", args=[row.pk])
    assert (row.fichier_nom, row.chantier, row.depose_par) == ("PV du 4 mai.docx", chantier, copresidente)
    assert fichiers.read(row.fichier_sha256) == target.read_bytes()
    assert row.lecture["ordre_du_jour"][0]["titre"] == "Eau"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("notes.xlsx", b"PK", "un ancien PV se reprend d’un fichier .docx, .odt, .txt ou .pdf."),
        ("vide.txt", b"--- ...\n", "ce fichier ne contient aucun mot : vérifiez que vous avez choisi le bon."),
        ("long.txt", b"mot " * 100_001, "ce document est trop long pour un procès-verbal : "
         "vérifiez que vous avez choisi le bon."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_by_its_name(
    client, copresidente, chantier, name, data, expected
):
    answer = hand_in(client, chantier, name=name, data=data)

    assert answer.status_code == 422
    assert [one.replace("\xa0", " ").replace("\u202f", " ") for one in errors(answer)] == [
        f"« {name} » : {expected}"
    ]
    assert not AncienPV.objects.exists()


def test_a_co_president_brings_in_for_the_chantiers_that_he_presides_alone(client, copresidente):
    elsewhere = factories.ChantierFactory(numero=2)

    answer = hand_in(client, elsewhere)
    without = hand_in(client, None)

    assert (answer.status_code, without.status_code) == (422, 422)
    assert not AncienPV.objects.exists()


def test_the_administration_may_bring_in_a_chantier_that_the_document_names(client, administrator):
    client.force_login(administrator)
    address = hand_in(client, None, TEXTE.replace("Chantier 1", "Chantier 7"))["Location"]

    answer = send(client, address)

    assert answer.status_code == 302
    assert Seance.objects.get().chantier == Chantier.objects.get(numero=7, titre="Écoles")


# ── Confirming ──────────────────────────────────────────────────────────────────────────────────────────


def test_confirmed_it_is_what_the_command_writes(client, administrator, chantier, tmp_path):
    client.force_login(administrator)
    address = hand_in(client, chantier)["Location"]
    path = tmp_path / "ancien.txt"
    path.write_text(TEXTE.replace("Mme Lambert :", "Mme Lambert,"))  # the one question without a proposal

    answer = send(client, address)
    seance = Seance.objects.with_document().get()
    by_hand = pv_json.to_plain(build(seance))
    out = StringIO()
    call_command(
        "importer_pv", str(path), "--accepter", "--simuler", "--remplacer", stdout=out, stderr=StringIO()
    )

    assert answer["Location"] == reverse("admin:seances_seance_rediger", args=[seance.pk])
    assert [p["titre"] for p in by_hand["points"]] == ["Budget", "Calendrier"]
    assert seance.interventions.count() == 3
    assert seance.annexes.get().contenu == "<p>Une devise égarée</p>"
    assert "Créé" not in out.getvalue()  # the same rows: only the one comma differs
    row = AncienPV.objects.get()
    assert (row.seance, row.importe_le is not None) == (seance, True)


def test_doubts_stop_it_and_are_named(client, adresse):
    answer = send(client, adresse, **{"doute0-qui": ""})

    note = page(answer).xpath("//div[@class='errornote']")[0]
    assert answer.status_code == 422
    assert note.xpath(".//a/@href") == ["#id_doute0-qui"]
    assert "est-ce bien Claire Vermeiren ?, Qui est-ce ? : Répondez à cette question." in " ".join(
        note.xpath(".//li")[0].text_content().replace("\xa0", " ").split()
    )
    assert not Seance.objects.exists()


def test_one_answer_is_worth_for_all_that_the_same_words_open(client, adresse):
    send(client, adresse, **{"doute0-qui": "Odile Hubermont"})

    said_by = [
        (one.libelle, one.participant.nom) for one in Seance.objects.get().interventions.order_by("pk")
    ]
    assert said_by == [("Claire", "Hubermont"), ("Karim Benali", "Benali"), ("Claire", "Hubermont")]


def test_what_is_corrected_is_what_is_written(client, adresse):
    answer = send(
        client,
        adresse,
        **{
            "tete-numero": "6",
            "tete-date": "2023-06-10",
            "tete-debut_prevu": "09:00",
            "tete-fin_prevue": "12:00",
            "tete-lieu_nom": "Maison communale",
            "presence1-nom": "Ben Ali",
            "presence2-retirer": "on",
            "presence4-prenom": "Anne",
            "presence4-nom": "Lambert",
            "presence4-remplace_prenom": "Luc",
            "presence4-remplace_nom": "Somville",
            "doute1-qui": "Claire Vermeiren",
            "points-0-2-commence": "on",
            "point1-titre": "Calendrier des stages",
            "point1-intervenants": "Claire Vermeiren, la coordination",
            "points-1-0-qui": "",
            "reste0-ou": "2",
        },
    )

    assert answer.status_code == 302, errors(answer)
    seance = Seance.objects.get()
    assert (seance.numero, f"{seance.date:%d/%m/%Y}", f"{seance.heure_debut:%H:%M}", seance.lieu.nom) == (
        6, "10/06/2023", "09:00", "Maison communale",
    )  # fmt: skip
    assert [
        (one.nom_imprime, one.statut, one.remplace_imprime) for one in seance.presences.order_by("rang")
    ] == [
        ("Claire Vermeiren", "present", ""),
        ("Karim Ben Ali", "present", ""),
        ("Inès Courtejoie", "excuse", ""),
        ("Anne Lambert", "present", "Luc Somville"),
    ]
    assert [
        (
            point.position,
            point.titre,
            list(point.intervenants.order_by("rang").values_list("nom_imprime", flat=True)),
            point.texte.texte,
        )
        for point in seance.points.order_by("position")
    ] == [
        (1, "Budget", [], "<p>Claire : Le budget est prêt.</p><p>Mme Lambert : Et celui de l’an prochain ?</p>"),
        (2, "Parenthèse sur les stages", [], "<p>Les stages commencent en mai.</p>"),
        (3, "Calendrier des stages", ["Claire Vermeiren", "la coordination"],
         "<p>Karim Benali demande une autre date.</p><p>Claire : En octobre.</p><p>Une devise égarée</p>"),
    ]  # fmt: skip
    assert not seance.annexes.exists()


AUTRE = """PV de la séance 5 du 9 juin 2023

Chantier 1 : Écoles

Présents :
- Claire Vermeiren (AMO Le Phare)
- Karim Benali (CPAS de Floreffe)

La réunion débute à 9h05.

Ordre du jour
1. Approbation du PV
2. Prochaines réunions

1. Approbation du PV

Karim Benali, page 3 : il faut lire « quartier » et non « cartier ».

2. Prochaines réunions

Séance 6 : vendredi 15 septembre 2023, 9h00 – 12h00

Annexes

Annexe 1 : Grille des stages

Un tableau à venir.
"""


def test_what_was_read_of_remarks_next_seances_and_annexes_is_corrected(client, copresidente, chantier):
    adresse = hand_in(client, chantier, AUTRE)["Location"]
    lue = AncienPV.objects.get().lecture
    assert (len(lue["remarques_pv_precedent"]), len(lue["prochaines_seances"]), len(lue["annexes"])) == (
        1,
        1,
        1,
    )
    answer = send(
        client,
        adresse,
        **{
            "tete-ouverture": "Claire Vermeiren ouvre la réunion à 9h05.",
            "presence1-nom": "Ben Ali",
            "remarque0-page": "4",
            "remarque1-auteur": "Claire Vermeiren",
            "remarque1-texte": "Ajouter la date des stages.",
            "prochaine0-date": "2023-09-22",
            "prochaine1-numeros": "7 et 8",
            "prochaine1-date": "2023-10-20",
            "annexe0-titre": "Grille des stages de mai",
        },
    )
    assert answer.status_code == 302, errors(answer)
    seance = Seance.objects.get(numero=5)
    remarks = seance.remarques.order_by("pk").values_list("auteur__nom", "page", "texte")
    assert list(remarks) == [
        ("Ben Ali", 4, "il faut lire « quartier » et non « cartier »."),
        ("Vermeiren", None, "Ajouter la date des stages."),
    ]
    coming = Seance.objects.exclude(pk=seance.pk).order_by("numero").values_list("numero", "date")
    assert [(numero, f"{date:%d/%m/%Y}") for numero, date in coming] == [
        (6, "22/09/2023"), (7, "20/10/2023"), (8, "20/10/2023"),
    ]  # fmt: skip
    assert [annexe.titre for annexe in seance.annexes.all()] == ["Grille des stages de mai"]
    assert build(seance).ouverture == "Claire Vermeiren ouvre la réunion à 9h05."


def test_corrections_kept_before_a_field_existed_leave_what_was_read(client, copresidente, chantier):
    adresse = hand_in(client, chantier, AUTRE)["Location"]
    row = AncienPV.objects.get()
    row.corrections = {"presence1-prenom": "Karim", "presence1-nom": "Ben Ali"}
    row.save()
    page = client.get(adresse).content.decode()
    assert "il faut lire « quartier » et non « cartier »." in page
    assert 'value="2023-09-15"' in page


def test_a_line_that_is_no_point_joins_the_one_before(client, adresse):
    send(client, adresse, **{"point1-joindre": "on"})

    point = Seance.objects.get().points.get()
    assert point.titre == "Budget"
    assert "<h2>Calendrier</h2><p>Karim Benali demande" in point.texte.texte


def test_a_passage_may_be_set_aside_and_nothing_else_is(client, adresse):
    send(client, adresse, **{"reste0-ou": "ecarte"})

    assert not Seance.objects.get().annexes.exists()


def test_what_would_be_written_is_told_first(client, adresse):
    answer = send(client, adresse, "_verifier")

    told = " ".join(page(answer).xpath("//div[@role='status']")[0].text_content().split())
    assert answer.status_code == 200
    assert "Rien n’est encore écrit. L’import ferait ceci" in told
    assert "4 × participant" in told and "4 × présence" in told
    assert not Seance.objects.exists() and not Participant.objects.filter(nom="Benali").exists()


def test_what_is_wrong_is_told_with_its_field_and_kept_as_typed(client, adresse):
    answer = send(client, adresse, **{"tete-date": "hier", "points-1-0-qui": "Jean Personne"})

    told = [" ".join(li.text_content().split()) for li in page(answer).xpath("//div[@class='errornote']//li")]
    assert (answer.status_code, told) == (422, ["Séance, Date : Saisissez une date valide."])
    again = filled(client.get(adresse), "reprise")
    assert (again["tete-date"], again["points-1-0-qui"]) == (["hier"], ["Jean Personne"])
    assert not Seance.objects.exists()


# ── Kept meanwhile ──────────────────────────────────────────────────────────────────────────────────────


def test_corrections_survive_a_closed_tab(client, adresse):
    answer = send(client, adresse, "_garder", **{"presence0-nom": "Vermeire", "presence5-nom": "Tardif"})

    assert "Vos corrections sont gardées" in said(answer)[0]
    again = filled(client.get(adresse), "reprise")
    assert (again["presence0-nom"], again["presence5-nom"], again["doute0-qui"]) == (
        ["Vermeire"], ["Tardif"], ["Claire Vermeiren"],
    )  # fmt: skip
    assert "presence7-nom" in again  # always empty lines for more
    assert errors(client.get(adresse)) == []  # nobody asked to go on yet
    assert not Seance.objects.exists()


def test_the_script_keeps_and_is_told_the_revision(client, adresse):
    first = filled(client.get(adresse), "reprise") | {"_seul": ["1"], "tete-numero": ["9"]}

    kept, late = client.post(adresse, first), client.post(adresse, first)

    assert (kept.status_code, kept.json()) == (200, {"revision": 1})
    assert late.status_code == 409 and "Quelqu’un d’autre a gardé" in late.json()["message"]
    assert AncienPV.objects.get().corrections["tete-numero"] == "9"


def test_of_two_who_review_none_writes_over_the_other_unawares(client, adresse):
    old = filled(client.get(adresse), "reprise") | {name: [value] for name, value in REPONSES.items()}
    send(client, adresse, "_garder", **{"tete-numero": "8"})

    answer = client.post(adresse, old | {"tete-numero": ["7"], "_importer": ["1"]})

    assert answer.status_code == 409
    assert filled(answer, "reprise")["tete-numero"] == ["7"]
    assert AncienPV.objects.get().corrections["tete-numero"] == "8"
    assert not Seance.objects.exists()


def test_once_written_it_is_not_written_again(client, adresse):
    data = filled(client.get(adresse), "reprise") | {name: [value] for name, value in REPONSES.items()}
    client.post(adresse, data | {"_importer": ["1"]})
    before = Evenement.objects.filter(acte="importation").count()

    answer = client.post(adresse, data | {"_importer": ["1"]})

    assert "Ce document a été repris" in answer.content.decode()
    assert Evenement.objects.filter(acte="importation").count() == before == 1


# ── What is there already ───────────────────────────────────────────────────────────────────────────────


def test_an_edited_draft_is_replaced_only_when_somebody_says_so(client, adresse, chantier):
    send(client, adresse)
    texte = Seance.objects.get().points.get(position=1).texte
    type(texte).objects.filter(pk=texte.pk).update(texte="<p>Réécrit.</p>")
    again = hand_in(client, chantier)["Location"]

    refused = send(client, again)
    told = page(refused).xpath("//div[@class='errornote']")[0].text_content()
    assert refused.status_code == 422 and "a été modifié dans le portail depuis son dernier import" in told
    assert "--remplacer" not in told
    assert page(refused).xpath("//input[@name='_remplacer']")
    texte.refresh_from_db()
    assert texte.texte == "<p>Réécrit.</p>"

    data = filled(refused, "reprise") | {"_remplacer": ["on"], "_importer": ["1"]}
    assert client.post(again, data).status_code == 302
    texte.refresh_from_db()
    assert "Le budget est prêt" in texte.texte
    assert Seance.objects.get().proces_verbal.revisions.count() == 1


def test_a_frozen_pv_is_left_as_it_is(client, adresse, chantier):
    seance = factories.SeanceFactory(chantier=chantier, numero=5, convoquee=True)
    factories.ProcesVerbalFactory(seance=seance, approuve=True)

    answer = send(client, adresse)

    assert answer.status_code == 422
    assert (
        "il est figé et ne s’importe plus"
        in page(answer).xpath("//div[@class='errornote']")[0].text_content()
    )
    assert not Presence.objects.exists() and AncienPV.objects.get().importe_le is None


# ── What a co-president may not do this way ─────────────────────────────────────────────────────────────

AVEC_PRESIDENCE = TEXTE.replace("Présents :", "Coprésidente : Odette Fauteuil (SAJ de Dinant)\n\nPrésents :")


def test_presiding_an_old_seance_gives_no_role_at_the_desk_of_a_co_president(client, copresidente, chantier):
    address = hand_in(client, chantier, AVEC_PRESIDENCE)["Location"]

    answer = send(client, address)

    assert Seance.objects.get().presidences.get().nom_imprime == "Odette Fauteuil"
    assert [str(row.participant) for row in Copresidence.objects.all()] == ["Aline Preside"]
    assert any("Odette Fauteuil préside cette séance" in one for one in said(answer))


def test_it_does_at_the_administration_s(client, administrator, chantier):
    client.force_login(administrator)
    address = hand_in(client, chantier, AVEC_PRESIDENCE)["Location"]

    send(client, address)

    assert [str(row.participant) for row in Copresidence.objects.all()] == ["Odette Fauteuil"]


def test_people_whom_he_may_not_know_are_not_taken_for_those_of_the_document(
    client, adresse, chantier, copresidente
):
    stranger = factories.ParticipantFactory(prenom="Karim", nom="Benali", avec_courriel=True)
    own = factories.ParticipantFactory(prenom="Inès", nom="Courtejoie")
    factories.InscriptionFactory(chantier=chantier, participant=own)

    send(client, adresse)

    there = dict(Presence.objects.values_list("nom_imprime", "participant"))
    assert there["Karim Benali"] != stranger.pk and there["Inès Courtejoie"] == own.pk
    assert Participant.objects.get(pk=there["Karim Benali"]).saisi_par == copresidente


GROUPE = TEXTE + (
    "\n3. Ateliers\n\nGroupe 1 : Que faire ?\n\nSecrétaire : Claire Vermeiren (claire.v@example.org)\n"
    "\nMembres : Karim Benali\n"
)


def test_addresses_of_the_document_become_nobody_s_at_the_desk_of_a_co_president(
    client, copresidente, chantier
):
    address = hand_in(client, chantier, GROUPE)["Location"]
    row = AncienPV.objects.get()
    row.lecture["sous_groupes"][0]["membres"][0]["email"] = "claire.v@example.org"
    row.save()

    answer = send(client, address)

    assert answer.status_code == 302
    assert Seance.objects.get().sous_groupes.get().membres.count() == 2
    assert not Participant.objects.exclude(courriel="").filter(nom="Vermeiren").exists()


def test_members_of_a_group_are_corrected(client, copresidente, chantier):
    address = hand_in(client, chantier, GROUPE)["Location"]

    send(client, address, **{"membre1-0-role": "secretaire_rapporteur", "membre1-1-qui": "Odile Hubermont"})

    groupe = Seance.objects.get().sous_groupes.get()
    assert list(
        groupe.membres.order_by("rang").values_list("nom_imprime", "est_secretaire", "est_rapporteur")
    ) == [
        ("Claire Vermeiren", True, True),
        ("Odile Hubermont", False, False),
    ]


# ── Leaving ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_file_is_downloaded_and_goes_with_the_draft(client, adresse, django_capture_on_commit_callbacks):
    row = AncienPV.objects.get()
    original = reverse("admin:seances_ancienpv_fichier", args=[row.pk])

    assert b"".join(client.get(original).streaming_content) == TEXTE.encode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:seances_ancienpv_delete", args=[row.pk]), {"post": "yes"})

    assert not AncienPV.objects.exists()
    assert not fichiers.exists(row.fichier_sha256)


def test_bytes_that_something_else_names_stay(client, adresse, django_capture_on_commit_callbacks):
    row = AncienPV.objects.get()
    factories.AnnexeFactory(avec_fichier=True, fichier_sha256=row.fichier_sha256)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:seances_ancienpv_delete", args=[row.pk]), {"post": "yes"})

    assert not AncienPV.objects.exists()
    assert fichiers.exists(row.fichier_sha256)


def test_a_review_costs_the_same_for_one_person_or_many(client, copresidente, chantier):
    def queries(texte):
        address = hand_in(client, chantier, texte)["Location"]
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    more = TEXTE.replace("- Claire", "- Un Autre\n- Une Autre\n- Un Troisième\n- Claire")
    assert queries(TEXTE) == queries(more)


def test_the_draft_holds_what_the_log_may_keep(client, adresse):
    kept = Evenement.objects.get(modele="seances.ancienpv")

    assert "Vermeiren" not in json.dumps(kept.details, ensure_ascii=False)
    assert Attribution.objects.count() == 0
