"""A PV comes in from a file: all or nothing, twice changes nothing, never over somebody's work."""

import datetime
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from chantiers.models import Chantier, Copresidence
from participants.models import Evenement, Graphie, Organisation, Participant
from seances import fichiers, ordre_du_jour, workflow
from seances.importation import FichierRefuse, ImportRefuse, importer
from seances.models import (
    Attribution,
    EditionPublique,
    Intervention,
    Lieu,
    Presence,
    ProcesVerbal,
    Remarque,
    Restitution,
    RevisionPV,
    RevisionTexte,
    Seance,
    TextePoint,
    VersionPV,
)
from seances.pv import json as pv_json
from seances.pv.build import build
from tests import factories
from tests.factories import OrganisationFactory, ParticipantFactory
from tests.seances.pv.documents import octets

pytestmark = pytest.mark.django_db
FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "pv").glob("*.json"))
COUNTED = [
    Chantier,
    Copresidence,
    Graphie,
    Lieu,
    Organisation,
    Participant,
    Attribution,
    Intervention,
    Presence,
    ProcesVerbal,
    Remarque,
    Restitution,
    RevisionTexte,
    Seance,
    TextePoint,
    VersionPV,
]


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def the_seance(numero=2):
    return Seance.objects.with_document().get(chantier__numero=3, numero=numero)


def export(tmp_path, *options):
    target = tmp_path / "export.json"
    call_command("exporter_pv", "3", "2", *options, format="json", sortie=target, stderr=StringIO())
    return target.read_bytes()


def names(presences):
    return [presence.nom for presence in presences]


# ── What comes in ───────────────────────────────────────────────────────────────────────────────────────


def test_import_writes_what_the_file_says():
    importer(octets())
    document = build(the_seance())
    assert (document.chantier.titre, document.chantier.contact) == ("Les seuils", "chantier3@example.org")
    assert document.intitule == "P.-V. du 11 mars 2025"
    assert names(document.with_statut("present")) == ["Zoé Lêmerre", "Ismaël Haddou", "Bea Van Looy"]
    assert names(document.with_statut("excuse")) == ["Tom Ruyters"]
    assert [presence.remplace_nom for presence in document.presences] == ["", "", "Odile Kersten", ""]
    assert [point.nature for point in document.points] == [
        "accueil",
        "approbation",
        "sous_groupes",
        "restitution",
        "annexes",
    ]
    assert [point.titre_pv for point in document.points] == ["ACCUEIL", "", "", "", ""]
    assert [
        (membre.nom, membre.secretaire, membre.rapporteur) for membre in document.sous_groupes[0].membres
    ] == [
        ("Zoé Lêmerre", True, False),
        ("Ismaël Haddou", False, True),
        ("Bea Van Looy", False, False),
    ]
    assert [(remarque.auteur, remarque.page) for remarque in document.remarques] == [("ismael-haddou", 4)]
    assert [(each.numero, f"{each.date}") for each in document.prochaines_seances] == [
        (3, "2025-05-06"),
        (4, "2025-05-06"),
    ]


def test_imported_tree_is_the_tree_of_the_file():
    importer(octets())
    assert build(the_seance(), adresses=True) == pv_json.loads(octets()).document


def test_organisation_of_the_day_is_kept_where_it_was_printed():
    importer(octets())
    document = build(the_seance())
    assert document.presences[1].organisation == "AMO Le Pont"
    assert document.sous_groupes[0].membres[1].organisation == "AMO Le Pont (Mons)"


def test_import_creates_no_organisation():
    importer(octets())
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(("nom", "localite"), [("CPAS de Visé", ""), ("cpas de vise", "Visé")])
def test_organisation_named_exactly_is_linked(nom, localite):
    known = OrganisationFactory(nom=nom, localite=localite)
    importer(octets())
    assert Presence.objects.get(participant__nom="Lêmerre").organisation == known


def test_name_and_locality_together_link_an_organisation():
    known = OrganisationFactory(nom="Centre PMS", localite="d’Ath")
    OrganisationFactory(nom="Centre PMS", localite="Ciney")
    importer(octets())
    assert Presence.objects.get(participant__nom="Van Looy").organisation == known


def test_misspelling_attributed_by_the_file_becomes_a_graphie():
    importer(octets())
    assert list(Graphie.objects.values_list("participant__nom", "texte").order_by("texte")) == [
        ("DUBOIS", "A.-L. DUBOIS"),
        ("Haddou", "Ismaël HADOU"),
    ]


def test_first_name_alone_becomes_an_attribution_of_that_note():
    importer(octets())
    assert set(Attribution.objects.values_list("libelle", "participant__nom", "restitution__titre")) == {
        ("Ismaël", "Haddou", "Groupe 1"),
        ("Bea", "Van Looy", "Groupe 1"),
    }


def test_interventions_are_indexed_with_what_follows_them():
    importer(octets())
    spoken = Intervention.objects.values_list("participant__nom", "texte")
    assert ("Lêmerre", "Zoé LEMERRE : « Je viens pour écouter. »\nElle ajoute une question.") in spoken
    assert ("Haddou", "Ismaël\nLa porte est lourde.\nTrès lourde.") in spoken
    assert Intervention.objects.count() == 5


def test_the_note_keeps_the_bytes_received():
    importer(octets())
    note = Restitution.objects.get()
    assert "La porte est lourde." in fichiers.read(note.fichier_sha256).decode()
    assert note.pour.nom == "Lêmerre"


def test_addresses_stay_on_the_people_and_out_of_the_tree():
    importer(octets())
    assert Participant.objects.get(nom="Haddou").courriel == "ismael@example.org"
    assert "ismael@example.org" not in pv_json.dumps(build(the_seance()))


def agenda_only(data):
    for key in ("presences", "points", "sous_groupes", "remarques_pv_precedent", "redaction"):
        data[key] = None if key == "redaction" else []
    data["seance"].update(intitule=None, ouverture=None)


def test_agenda_alone_makes_no_proces_verbal():
    importer(octets(agenda_only))
    assert the_seance().points.count() == 5
    assert not ProcesVerbal.objects.exists()


# ── Twice, and back ─────────────────────────────────────────────────────────────────────────────────────


def test_a_newer_agenda_keeps_with_each_point_what_no_file_says():
    def agenda(*titles):
        def change(data):
            agenda_only(data)
            data["ordre_du_jour"] = [
                {"numero": place, "titre": title, "intervenants": []} for place, title in enumerate(titles, 1)
            ]

        return importer(octets(change)).rapport

    agenda("Accueil", "Les clés", "Le heurtoir", "La sonnette")
    seance = the_seance()
    earlier = factories.SeanceFactory(chantier=seance.chantier, numero=1)
    cles, heurtoir, sonnette = seance.points.filter(position__gte=2)
    later = [ordre_du_jour.carry_over(point, by=None) for point in (heurtoir, sonnette)]
    cles.reporte_de = factories.PointOrdreDuJourFactory(seance=earlier)
    cles.save()

    told = agenda("Accueil", "Le seuil", "La sonnerie", "LES CLES", "Divers")

    assert [
        (point.pk, point.position, point.titre, point.trace)
        for point in seance.points.filter(position__gte=3)
    ] == [
        (heurtoir.pk, 3, "La sonnerie", "reporté à la séance 3"),
        (cles.pk, 4, "LES CLES", "reporté de la séance 1, point 1"),
        (seance.points.get(position=5).pk, 5, "Divers", ""),
    ]
    assert told.a_verifier == [
        "le point 3 était «\u00a0Le heurtoir\u00a0», reporté à la séance 3\u00a0: "
        "il le reste sous le titre «\u00a0La sonnerie\u00a0»",
        "le point «\u00a0La sonnette\u00a0», reporté à la séance 3, n’est plus dans le fichier",
    ]
    later[1].refresh_from_db()
    assert later[1].trace == ""  # what it came from is gone


def test_import_twice_changes_nothing():
    importer(octets())
    before, tree = counts(), build(the_seance())
    result = importer(octets())
    assert result.rien
    assert counts() == before
    assert build(the_seance()) == tree


def test_export_import_export_is_identical(tmp_path):
    importer(octets())
    first = export(tmp_path)
    before = counts()
    assert importer(first).rien
    assert export(tmp_path) == first
    assert counts() == before


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_demonstration_pv_comes_back_whole(path, tmp_path):
    lecture = pv_json.loads(path.read_bytes())
    importer(path.read_bytes())
    document = build(
        Seance.objects.with_document().get(
            chantier__numero=lecture.document.chantier.numero, numero=lecture.document.seance.numero
        ),
        adresses=True,
    )
    assert pv_json.dumps(document) == pv_json.dumps(lecture.document)
    exported = pv_json.dumps(document, lecture.courriels).encode()
    assert importer(exported).rien


def test_export_writes_addresses_unless_told_otherwise(tmp_path):
    importer(octets())
    assert json.loads(export(tmp_path))["courriels"] == {
        "ismael-haddou": "ismael@example.org",
        "zoe-lemerre": "zoe@example.org",
    }
    assert "courriels" not in json.loads(export(tmp_path, "--sans-courriels"))


def test_simulation_tells_and_writes_nothing():
    before = counts()
    result = importer(octets(), simuler=True)
    assert result.rapport.count("participant") == 7
    assert counts() == before


# ── Who is who ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("prenom, nom", [("ISMAEL", "haddou"), ("Haddou", "Ismaël"), ("Ismaël", "HADDOU")])
def test_other_spelling_of_a_known_person_is_that_person(prenom, nom):
    known = ParticipantFactory(prenom=prenom, nom=nom)
    importer(octets())
    assert Presence.objects.filter(participant=known).exists()
    assert Participant.objects.count() == 7


def test_two_addresses_are_two_people():
    ParticipantFactory(prenom="Ismaël", nom="Haddou", courriel="autre@example.org")
    importer(octets())
    assert Participant.objects.filter(nom="Haddou").count() == 2


def test_two_rows_of_one_list_are_two_people():
    def homonym(data):
        data["presences"].append(
            {"prenom": "Tom", "nom": "Ruyters", "organisation": "CPAS de Spa", "statut": "absent"}
        )

    importer(octets(homonym))
    assert Participant.objects.filter(nom="Ruyters").count() == 2
    before = counts()
    assert importer(octets(homonym)).rien
    assert counts() == before


def test_same_name_with_another_organisation_is_one_person_to_verify():
    known = ParticipantFactory(
        prenom="Tom", nom="Ruyters", organisation=OrganisationFactory(nom="CPAS de Spa")
    )
    result = importer(octets())
    assert Presence.objects.get(participant__nom="Ruyters").participant == known
    assert result.rapport.a_verifier == [
        "Tom Ruyters : le fichier imprime « MADO de Liège », sa fiche « CPAS de Spa »"
    ]


def test_the_person_replaced_has_no_presence():
    importer(octets())
    assert not Presence.objects.filter(participant__nom="Kersten").exists()
    assert Presence.objects.get(remplace__nom="Kersten").participant.nom == "Van Looy"


# ── Never over somebody's work ──────────────────────────────────────────────────────────────────────────


def edit_point():
    text = TextePoint.objects.get(point__position=1)
    TextePoint.objects.filter(pk=text.pk).update(texte="<p>Réécrit à la main.</p>")


def change_title(data):
    data["points"][0]["titre"] = "BIENVENUE"


def test_unchanged_brouillon_takes_a_newer_file():
    importer(octets())
    importer(octets(change_title))
    assert build(the_seance()).points[0].titre_pv == "BIENVENUE"


def test_edited_brouillon_is_refused_with_what_would_change():
    importer(octets())
    edit_point()
    with pytest.raises(ImportRefuse) as refusal:
        importer(octets(change_title))
    assert "points[0].titre_pv : « ACCUEIL » → « BIENVENUE »" in refusal.value.changements
    assert TextePoint.objects.get(point__position=1).texte == "<p>Réécrit à la main.</p>"
    assert build(the_seance()).points[0].titre_pv == "ACCUEIL"


def test_remplacer_keeps_the_old_text_as_a_revision():
    importer(octets())
    edit_point()
    importer(octets(), remplacer=True)
    assert "Réécrit à la main." in RevisionPV.objects.get().contenu
    assert "Chacun se présente" in TextePoint.objects.get(point__position=1).texte


def test_pv_in_relecture_is_refused():
    importer(octets())
    workflow.submit(ProcesVerbal.objects.get(), by=None)
    with pytest.raises(ImportRefuse, match="Procès-verbal du chantier 3, séance 2 est en relecture"):
        importer(octets(change_title))
    assert build(the_seance()).points[0].titre_pv == "ACCUEIL"


@pytest.mark.parametrize("remplacer", [False, True])
def test_frozen_pv_is_refused(remplacer):
    importer(octets(), etat="diffuse")
    before = counts()
    with pytest.raises(ImportRefuse) as refusal:
        importer(octets(change_title), remplacer=remplacer)
    assert "figé" in str(refusal.value)
    assert counts() == before
    assert build(the_seance()).points[0].titre_pv == "ACCUEIL"


def test_frozen_pv_with_the_same_tree_makes_no_second_version():
    importer(octets(), etat="approuve")
    result = importer(octets(), etat="approuve")
    assert result.rien
    assert VersionPV.objects.count() == EditionPublique.objects.count() == 1


def test_known_announced_seance_is_not_moved():
    importer(octets())
    Seance.objects.filter(numero=3).update(date="2025-06-01")
    result = importer(octets(change_title))
    assert f"{the_seance(3).date}" == "2025-06-01"
    assert result.rapport.a_verifier == [
        "séance 3 : annoncée pour le 06/05/2025, prévue dans le portail le 01/06/2025"
    ]


def test_answers_given_before_survive_the_import():
    importer(octets())
    Presence.objects.filter(participant__nom="Ruyters").update(reponse="excuse")
    importer(octets(change_title))
    assert Presence.objects.get(participant__nom="Ruyters").reponse == "excuse"


# ── What is refused ─────────────────────────────────────────────────────────────────────────────────────


def test_refused_file_writes_nothing():
    before = counts()
    with pytest.raises(FichierRefuse):
        importer(octets(lambda data: data["sous_groupes"][0]["membres"][2].update(nom="Inconnu")))
    assert counts() == before


def test_picture_whose_bytes_are_not_there_is_refused():
    importer(octets())
    plain = json.loads(pv_json.dumps(build(the_seance(), adresses=True)))
    plain["points"][0]["blocs"].append({"type": "image", "sha256": "a" * 64})
    before = counts()
    with pytest.raises(FichierRefuse) as refusal:
        importer(json.dumps(plain).encode())
    assert str(refusal.value) == "points[0].blocs : l’image aaaaaaaaaaaa… n’est pas dans le portail"
    assert counts() == before


def test_command_names_the_file_the_path_and_the_reason(tmp_path):
    path = tmp_path / "pv.json"
    path.write_bytes(octets(lambda data: data["seance"].update(fin_prevue="12:00")))
    with pytest.raises(CommandError) as refusal:
        call_command("importer_pv", str(path))
    assert str(refusal.value) == (
        f"{path} est refusé, rien n’a été écrit :\n"
        "  seance.fin_prevue : la séance se termine à 12h00, avant ou à son début (13h30)"
    )


def test_command_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="le fichier ne peut pas être lu"):
        call_command("importer_pv", str(tmp_path / "absent.json"))


def test_command_refuses_20_megabytes_without_reading_them(tmp_path):
    path = tmp_path / "gros.json"
    path.write_bytes(b" " * 20_000_000)
    with pytest.raises(CommandError, match="il pèse 20,0 Mo et la limite est de 10 Mo"):
        call_command("importer_pv", str(path))


def test_command_reports_what_it_created(tmp_path):
    path, out = tmp_path / "pv.json", StringIO()
    path.write_bytes(octets())
    call_command("importer_pv", str(path), stdout=out)
    assert "7 × participant" in out.getvalue()
    assert "Importé : Chantier 3, séance 2" in out.getvalue()
    out = StringIO()
    call_command("importer_pv", str(path), stdout=out)
    assert "Rien à changer" in out.getvalue()


# ── The audit log ───────────────────────────────────────────────────────────────────────────────────────


def log():
    return list(Evenement.objects.order_by("pk").values_list("acte", "objet"))


def test_an_import_stands_in_the_log_with_the_roles_that_it_gave():
    importer(octets())
    presiding = [f"coprésidence n° {pk}" for pk in Copresidence.objects.values_list("pk", flat=True)]
    assert len(presiding) >= 1
    assert sorted(log()) == sorted(
        [("importation", str(the_seance())), *(("rôle donné", each) for each in presiding)]
    )
    assert Evenement.objects.get(acte="importation").details["crees"]["participant"] == 7
    importer(octets())
    importer(octets(lambda data: data["seance"].update(fin_prevue="17:00")), simuler=True)
    assert Evenement.objects.count() == 1 + len(presiding)


def test_an_earlier_seance_makes_a_copresidence_begin_earlier():
    importer(octets())
    Copresidence.objects.update(depuis=the_seance().date + datetime.timedelta(days=1))
    importer(octets(lambda data: data["seance"].update(fin_prevue="17:00")))
    changed = Evenement.objects.filter(acte="rôle modifié")
    assert changed.count() == Copresidence.objects.count()
    assert {line.details["apres"]["depuis"] for line in changed} == {the_seance().date.isoformat()}


def test_an_export_of_addresses_stands_in_the_log(tmp_path):
    importer(octets())
    models.QuerySet(Evenement).delete()
    export(tmp_path, "--sans-courriels")
    assert log() == []
    assert b"@" in export(tmp_path)
    line = Evenement.objects.get()
    assert (line.acte, line.objet, line.par) == ("exportation", str(the_seance()), None)
    told = Participant.objects.filter(pk__in=line.details["personnes"])
    assert told.count() == len(line.details["personnes"]) > 0
    assert not told.filter(courriel="").exists()
