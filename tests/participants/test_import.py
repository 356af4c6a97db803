"""People come in from a spreadsheet: all or nothing, line by line, twice changes nothing."""

from io import StringIO
from pathlib import Path

import pytest
import tablib
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participants import importation, noms, tableur
from participants.models import Evenement, Organisation, Participant, Secteur
from participants.resources import ParticipantResource
from tests.factories import GraphieFactory, OrganisationFactory, ParticipantFactory, SecteurFactory

pytestmark = pytest.mark.django_db

FIXTURE = Path(__file__).parents[2] / "fixtures" / "participants.csv"
HEADER = "Prénom;Nom;Fonction;Organisation;Localité;Secteur;E-mail"
ANA = "Ana;Ost;Juriste;AMO Le Pont;Mons;Aide à la jeunesse;ana@example.org"


def importer(*lines, header=HEADER, **options):
    data = "\r\n".join([header, *lines]).encode("utf-8-sig")
    return importation.importer(data, ParticipantResource(), **options)


def people():
    return [
        (p.prenom, p.nom, p.fonction, p.organisation_affichee, p.courriel)
        for p in Participant.objects.select_related("organisation").order_by("pk")
    ]


def everything():
    models = (Secteur, Organisation, Participant)
    return [list(model.objects.order_by("pk").values()) for model in models]


# ── What is written ──


def test_row_makes_a_person_with_organisation_and_sector():
    rapport = importer(ANA)
    assert people() == [("Ana", "Ost", "Juriste", "AMO Le Pont, Mons", "ana@example.org")]
    assert Organisation.objects.get().secteur.nom == "Aide à la jeunesse"
    assert rapport.crees == [(2, "Ana Ost")]
    assert rapport.annexes == ["Organisation créée : AMO Le Pont, Mons", "Secteur créé : Aide à la jeunesse"]
    assert rapport.total == "1 créés, 0 modifiés, 0 inchangés, 0 refusés"


def test_same_file_twice_changes_nothing():
    data = FIXTURE.read_bytes()
    first = importation.importer(data, ParticipantResource())
    before = everything()
    second = importation.importer(data, ParticipantResource())
    assert everything() == before
    assert (len(first.crees), len(second.inchanges)) == (46, 46)
    assert (second.crees, second.modifies, second.refuses, second.annexes) == ([], [], [], [])


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_workbook_gives_what_the_csv_gives(kind):
    importation.importer(FIXTURE.read_bytes(), ParticipantResource())
    before = everything()
    rows = [line.split(";") for line in FIXTURE.read_text("utf-8-sig").splitlines()]
    data = tablib.Dataset(*rows[1:], headers=rows[0]).export(kind)
    rapport = importation.importer(data, ParticipantResource())
    assert len(rapport.inchanges) == 46 and everything() == before


def test_organisations_and_sectors_are_made_once_whatever_their_spelling():
    importer(ANA, "Bo;Noël;;AMO LE PONT;MONS;AIDE A LA JEUNESSE;", "Cy;Thiry;;AMO Le Pont;Ath;Santé;")
    assert list(Organisation.objects.values_list("nom", "localite", "secteur__nom")) == [
        ("AMO Le Pont", "Ath", "Santé"),
        ("AMO Le Pont", "Mons", "Aide à la jeunesse"),
    ]


def test_person_is_matched_by_address_whatever_the_case():
    ParticipantFactory(prenom="Anna", nom="Oste", courriel="ANA@example.org")
    rapport = importer(ANA)
    assert people() == [("Ana", "Ost", "Juriste", "AMO Le Pont, Mons", "ana@example.org")]
    assert [line for line, _ in rapport.modifies] == [2]


def test_person_is_matched_by_name_and_gets_the_address():
    known = ParticipantFactory(prenom="ANA", nom="ÖST")
    importer(ANA)
    assert people() == [("Ana", "Ost", "Juriste", "AMO Le Pont, Mons", "ana@example.org")]
    assert Participant.objects.get().pk == known.pk


def test_person_is_matched_by_graphie_and_keeps_the_name():
    known = ParticipantFactory(prenom="Ana", nom="Oste")
    GraphieFactory(participant=known, texte="Ana OST")
    rapport = importer(ANA)
    assert people() == [("Ana", "Oste", "Juriste", "AMO Le Pont, Mons", "ana@example.org")]
    assert len(rapport.modifies) == 1
    assert importer(ANA).total == "0 créés, 0 modifiés, 1 inchangés, 0 refusés"


def test_two_addresses_are_two_people_of_one_name():
    ParticipantFactory(prenom="Ana", nom="Ost", courriel="autre@example.org")
    importer(ANA, ANA.replace("ana@", "ana2@"))
    assert [row[-1] for row in people()] == ["autre@example.org", "ana@example.org", "ana2@example.org"]
    assert importer(ANA, ANA.replace("ana@", "ana2@")).total == "0 créés, 0 modifiés, 2 inchangés, 0 refusés"


def test_row_without_address_finds_the_person_and_keeps_the_address():
    importer(ANA)
    rapport = importer("ANA;OST;Avocate;;;;")
    assert people() == [("ANA", "OST", "Avocate", "AMO Le Pont, Mons", "ana@example.org")]
    assert rapport.modifies == [
        (2, "ANA OST (Prénom : « Ana » → « ANA » ; Nom : « Ost » → « OST » ; "
            "Fonction : « Juriste » → « Avocate »)")
    ]  # fmt: skip


def test_empty_cell_and_missing_column_change_nothing():
    importer(ANA)
    before = everything()
    assert importer("Ana;Ost;;;;;").total == "0 créés, 0 modifiés, 1 inchangés, 0 refusés"
    assert importer("Ost;Ana", header="Nom;Prénom").total == "0 créés, 0 modifiés, 1 inchangés, 0 refusés"
    assert everything() == before


def test_homonyms_without_address_are_told_apart_by_organisation():
    there = OrganisationFactory(nom="AMO Le Pont", localite="Mons")
    ParticipantFactory(prenom="Ana", nom="Ost")
    wanted = ParticipantFactory(prenom="Ana", nom="Ost", organisation=there)
    importer("Ana;Ost;Juriste;AMO Le Pont;Mons;;")
    assert list(Participant.objects.filter(fonction="Juriste")) == [wanted]


def test_sector_of_a_known_organisation_is_changed_and_told():
    OrganisationFactory(nom="AMO Le Pont", localite="Mons", secteur=SecteurFactory(nom="Santé"))
    rapport = importer(ANA)
    assert Organisation.objects.get().secteur.nom == "Aide à la jeunesse"
    assert rapport.annexes == [
        "Secteur créé : Aide à la jeunesse",
        "Secteur modifié : AMO Le Pont, Mons (« Santé » → « Aide à la jeunesse »)",
    ]


# ── What is refused ──


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (";Ost;;;;;", "Prénom : Ce champ ne peut pas être vide."),
        ("Ana;;;;;;", "Nom : Ce champ ne peut pas être vide."),
        ("Bo;Noël;;;;;pas une adresse", "E-mail : Saisissez une adresse de courriel valide."),
        (f"Bo;{'x' * 101};;;;;", "Nom : Assurez-vous que cette valeur comporte au plus 100 caractères "
                                 "(actuellement 101)."),
        (f"Bo;Noël;;{'x' * 251};;;", "Organisation : Assurez-vous que cette valeur comporte au plus 250 caractères "
                                     "(actuellement 251)."),
        (f"Bo;Noël;;Le Phare;;{'x' * 101};", "Organisation : secteur : Assurez-vous que cette valeur comporte au "
                                            "plus 100 caractères (actuellement 101)."),
        (";Noël;;;Mons;;", "Organisation : une localité ou un secteur sans organisation. ; "
                           "Prénom : Ce champ ne peut pas être vide."),
        ("Bo;Noël;;;Mons;;", "Organisation : une localité ou un secteur sans organisation."),
        ("Bo;Noël;;;;Santé;", "Organisation : une localité ou un secteur sans organisation."),
        ("Bo;Noël;;AMO Le Pont;Mons;Santé;",
         "Organisation : la ligne 2 donne un autre secteur à « AMO Le Pont, Mons »."),
        ("Bo;Noël;;;;;ana@example.org",
         "L’adresse ana@example.org est celle de Ana Ost : une adresse, une personne."),
        ("Ana;Ost;;;;;", "« Ana Ost » figure déjà à la ligne 2 ; pour deux personnes, donnez à chacune son "
                         "adresse électronique."),
    ],
)  # fmt: skip
def test_row_is_refused_with_its_line_and_nothing_is_written(line, reason):
    rapport = importer(ANA, line, "Cy;Thiry;;;;;")
    assert rapport.refuses == [(3, reason)]
    assert everything() == [[], [], []]


def test_homonyms_that_nothing_tells_apart_are_refused():
    ParticipantFactory(prenom="Ana", nom="Ost")
    ParticipantFactory(prenom="Ana", nom="Ost")
    assert importer("Ana;Ost;Juriste;;;;").refuses == [
        (2, "Plusieurs personnes s’appellent « Ana Ost » : ajoutez une adresse électronique.")
    ]


def test_every_refused_row_is_told():
    rapport = importer(";Ost;;;;;", ANA, "Ana;;;;;;")
    assert [line for line, _ in rapport.refuses] == [2, 4]
    assert rapport.total == "1 créés, 0 modifiés, 0 inchangés, 2 refusés"
    assert not Participant.objects.exists()


def test_simulation_tells_and_writes_nothing():
    rapport = importer(ANA, simuler=True)
    assert rapport.crees == [(2, "Ana Ost")]
    assert everything() == [[], [], []]


def test_columns_go_by_their_usual_names_in_any_order():
    importer(
        "ana@example.org;Mons;AMO Le Pont;Ost;Juriste;Ana",
        header="Courriel;COMMUNE;Institution;nom de famille;Qualite;Prénoms",
    )
    assert people() == [("Ana", "Ost", "Juriste", "AMO Le Pont, Mons", "ana@example.org")]


USUELS = {
    0: "prénom PRENOM Prénoms Prénom(s)",
    1: "nom NOM Noms Patronyme nom_de_famille",
    2: "Fonction Fonctions Qualité Titre Rôle Poste Profession Mandat",
    3: "Organisation Organisme Institution Service Association ASBL Structure Employeur Établissement",
    4: "Localité Commune Ville Lieu",
    5: "Secteur Secteurs Domaine secteur_d’activité",
    6: "E-mail EMAIL e-mails Mail Courriel adresse_e-mail Adresse_mail adresse_électronique Adresse_de_courriel",
}


@pytest.mark.parametrize(
    ("column", "title"),
    [(column, title.replace("_", " ")) for column, titles in USUELS.items() for title in titles.split()],
)
def test_each_usual_title_is_known(column, title):
    titles = HEADER.split(";")
    titles[column] = title
    importer(";".join(reversed(ANA.split(";"))), header=";".join(reversed(titles)), simuler=False)
    assert people() == [("Ana", "Ost", "Juriste", "AMO Le Pont, Mons", "ana@example.org")]
    assert Secteur.objects.get().nom == "Aide à la jeunesse"


def test_same_column_under_two_names_is_refused():
    with pytest.raises(tableur.FeuilleRefusee, match="« E-mail » figure deux fois"):
        importer("Ana;Ost;a@example.org;b@example.org", header="Prénom;Nom;Mail;Courriel")


def test_all_but_the_refused_rows():
    rapport = importer(
        "Bo;;;Maison refusée;;Secteur refusé;", "Cy;;;AMO Le Pont;Mons;Culture;", ANA, sauf_refusees=True
    )
    assert [line for line, _ in rapport.refuses] == [2, 3]
    assert people() == [("Ana", "Ost", "Juriste", "AMO Le Pont, Mons", "ana@example.org")]
    # A refused row leaves neither its organisation nor its sector, and does not speak against a later one.
    assert [o.nom for o in Organisation.objects.all()] == ["AMO Le Pont"]
    assert [s.nom for s in Secteur.objects.all()] == ["Aide à la jeunesse"]
    assert rapport.annexes == ["Organisation créée : AMO Le Pont, Mons", "Secteur créé : Aide à la jeunesse"]
    assert Evenement.objects.get().acte == "importation"


def test_all_but_the_refused_rows_is_only_told_when_simulated():
    rapport = importer("Bo;;;;;;", ANA, sauf_refusees=True, simuler=True)
    assert rapport.total == "1 créés, 0 modifiés, 0 inchangés, 1 refusés"
    assert everything() == [[], [], []]
    assert not Evenement.objects.exists()


# ── In the same file, one line after the other ──


def test_a_line_finds_the_person_as_the_lines_before_it_left_him():
    ParticipantFactory(prenom="Ana", nom="Oste", courriel="ana@example.org")
    importer(ANA, "Ana;Oste;Avocate;;;;")  # the first line renames her; the second names somebody else
    assert [row[:3] for row in people()] == [("Ana", "Ost", "Juriste"), ("Ana", "Oste", "Avocate")]


def test_a_refused_line_leaves_the_person_as_he_was_for_the_lines_after_it():
    kept = ParticipantFactory(prenom="Ana", nom="Ost", fonction="Juriste")
    rapport = importer("Ana;Ost;Avocate;;;;pas une adresse", "Ana;Ost;;AMO Le Pont;;;", sauf_refusees=True)
    assert [line for line, _ in rapport.refuses] == [2]
    assert [text for _, text in rapport.modifies] == ["Ana Ost (Organisation : «  » → « AMO Le Pont »)"]
    kept.refresh_from_db()
    assert (kept.fonction, str(kept.organisation)) == ("Juriste", "AMO Le Pont")


def test_a_sector_that_a_refused_line_changes_stays_as_it_was():
    there = OrganisationFactory(nom="AMO Le Pont", localite="Mons", secteur=SecteurFactory(nom="Santé"))
    importer("Bo;Noël;;AMO Le Pont;Mons;Culture;x", ANA, sauf_refusees=True)
    there.refresh_from_db()
    assert there.secteur.nom == "Aide à la jeunesse"
    assert [s.nom for s in Secteur.objects.all()] == ["Aide à la jeunesse", "Santé"]


def test_two_lines_of_one_new_organisation_make_it_once():
    importer(ANA, "Bo;Noël;;AMO LE PONT;Mons;Aide à la jeunesse;")
    assert Organisation.objects.get().participants.count() == 2


def test_what_the_sheet_does_not_hold_is_not_written_over():
    """Somebody objects while a list comes in: the row that the list changes keeps it."""
    person = ParticipantFactory(prenom="Ana", nom="Ost")
    resource = ParticipantResource()

    def objects(done, total):
        Participant.objects.filter(pk=person.pk).update(opposition_le=timezone.now())

    importation.importer(f"{HEADER}\nÀna;OST;Juriste;;;;".encode(), resource, progress=objects)
    person.refresh_from_db()
    assert (person.prenom, person.nom, person.fonction, person.cle_tri) == (
        "Àna",
        "OST",
        "Juriste",
        "ost  ana",
    )
    assert person.opposition_le is not None


def test_somebody_deleted_while_a_list_comes_in_does_not_come_back():
    person = ParticipantFactory(prenom="Ana", nom="Ost")
    importation.importer(
        f"{HEADER}\nAna;Ost;Juriste;;;;\nBo;Noël;;;;;".encode(),
        ParticipantResource(),
        progress=lambda done, total: Participant.objects.filter(pk=person.pk).delete(),
    )
    assert [row[1] for row in people()] == ["Noël"]


def test_stored_keys_follow_what_is_written_by_batches():
    importer(ANA)
    person = Participant.objects.get()
    assert (person.cle_nom, person.cle_tri) == ("ana ost", "ost  ana")


# ── What resembles something known ──


def test_new_organisation_that_resembles_a_known_one_is_proposed():
    OrganisationFactory(nom="A.M.O. Le Pont", localite="Mons")
    OrganisationFactory(nom="AMO Le Pont", localite="Ath")  # elsewhere: another one
    rapport = importer(ANA, simuler=True)
    assert [(p.genre, p.nom, p.candidats) for p in rapport.propositions] == [
        ("organisation", "AMO Le Pont, Mons", (("a m o le pont | mons", "A.M.O. Le Pont, Mons"),))
    ]
    assert (
        rapport.annexes[0] == "Organisation créée : AMO Le Pont, Mons (ressemble à « A.M.O. Le Pont, Mons »)"
    )


def test_the_known_organisation_that_one_chose_is_taken():
    known = OrganisationFactory(nom="A.M.O. Le Pont", localite="Mons")
    secteur = SecteurFactory(nom="Aide à la jeunesse et à l’enfance")
    choix = {
        "organisation amo le pont | mons": known.cle,
        "secteur aide a la jeunesse": secteur.cle,
    }
    data = f"{HEADER}\n{ANA}".encode()
    for _ in range(2):
        rapport = importation.importer(data, ParticipantResource(choix=choix))
    assert (Organisation.objects.get(), Secteur.objects.get()) == (known, secteur)
    assert Participant.objects.get().organisation == known
    assert (len(rapport.inchanges), rapport.propositions) == (1, [])


def test_new_person_who_resembles_a_known_one_or_another_line_is_told():
    known = ParticipantFactory(prenom="Christelle", nom="Vanderlinden")
    resource = ParticipantResource()
    data = f"{HEADER}\nChristel;Vanderlinden;;;;;\nBo;Noël;;;;;\nNoela;Bomans;;;;;\nNoela;Boman;;;;;".encode()
    importation.importer(data, resource, simuler=True)
    assert resource.ressemblances() == [
        (2, "Christel Vanderlinden ressemble à Christelle Vanderlinden "
            f"(fiche n° {known.pk}) : prénom abrégé ou voisin"),
        (5, "Noela Boman ressemble à Noela Bomans (ligne 4) : une lettre de différence"),
    ]  # fmt: skip


def test_nothing_is_written_when_the_preview_no_longer_holds():
    agreed = importer(ANA, simuler=True).empreinte
    ParticipantFactory(prenom="Ana", nom="Ost")
    rapport = importer(ANA, attendu=agreed)
    assert rapport.perime
    assert people() == [("Ana", "Ost", "", "", "")]
    assert not Evenement.objects.exists()
    again = importer(ANA, attendu=importer(ANA, simuler=True).empreinte)
    assert (again.perime, len(again.modifies)) == (False, 1)


# ── The command ──


def run(path, **options):
    out = StringIO()
    call_command("importer_participants", str(path), stdout=out, **options)
    return out.getvalue()


def test_command_reports_line_by_line(tmp_path):
    path = tmp_path / "gens.csv"
    path.write_bytes(f"{HEADER}\r\n{ANA}\r\nBo;Noël;;;;;\r\n".encode("cp1252"))
    assert run(path) == (
        "Organisation créée : AMO Le Pont, Mons\n"
        "Secteur créé : Aide à la jeunesse\n"
        "ligne 2 : créé, Ana Ost\n"
        "ligne 3 : créé, Bo Noël\n"
        "2 créés, 0 modifiés, 0 inchangés, 0 refusés.\n"
    )
    assert run(path) == "0 créés, 0 modifiés, 2 inchangés, 0 refusés.\n"


def test_command_simulates(tmp_path):
    path = tmp_path / "gens.csv"
    path.write_text(f"{HEADER}\n{ANA}")
    assert run(path, simuler=True).endswith(
        "1 créés, 0 modifiés, 0 inchangés, 0 refusés.\nSimulation : rien n’a été écrit.\n"
    )
    assert everything() == [[], [], []]


def test_command_fails_on_a_refused_row_and_names_it(tmp_path):
    path = tmp_path / "gens.csv"
    path.write_text(f"{HEADER}\n{ANA}\nBo;;;;;;\n")
    with pytest.raises(CommandError) as error:
        run(path)
    assert str(error.value) == (
        f"{path} est refusé, rien n’a été écrit (1 créés, 0 modifiés, 0 inchangés, 1 refusés) :\n"
        "  ligne 3 : Nom : Ce champ ne peut pas être vide."
    )
    assert error.value.returncode == 1
    assert everything() == [[], [], []]


def test_command_writes_all_but_the_refused_rows(tmp_path):
    path = tmp_path / "gens.csv"
    path.write_text(f"{HEADER}\nBo;;;;;;\n{ANA}\n")
    assert run(path, sauf_refusees=True).endswith(
        "ligne 3 : créé, Ana Ost\n"
        "ligne 2 : refusée, Nom : Ce champ ne peut pas être vide.\n"
        "1 créés, 0 modifiés, 0 inchangés, 1 refusés.\n"
    )
    assert Participant.objects.count() == 1


def test_command_shows_twenty_refusals_and_counts_the_others(tmp_path):
    path = tmp_path / "gens.csv"
    path.write_text("\n".join([HEADER, *(f"A{n};;;;;;" for n in range(25))]))
    with pytest.raises(CommandError) as error:
        run(path)
    assert len(str(error.value).splitlines()) == 22
    assert str(error.value).endswith("  … et 5 autres lignes")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "le fichier ne peut pas être lu (No such file or directory)."),
     (b"", "est refusé, rien n’a été écrit : il est vide.")],
)  # fmt: skip
def test_command_fails_on_a_file_that_cannot_be_read(tmp_path, content, reason):
    path = tmp_path / "gens.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        run(path)
    assert str(error.value).endswith(reason)


def test_command_counts_the_lines_when_it_lasts(tmp_path, monkeypatch):
    clock = iter(range(0, 1000, 1))
    monkeypatch.setattr(importation.time, "monotonic", lambda: next(clock))
    path, err = tmp_path / "gens.csv", StringIO()
    path.write_text("\n".join([HEADER, *(f"Ana{n};Ost;;;;;" for n in range(4))]))
    call_command("importer_participants", str(path), stdout=StringIO(), stderr=err)
    assert err.getvalue() == "3/4 lignes\r4/4 lignes\n"


def test_command_explains_itself_in_french(capsys):
    with pytest.raises(SystemExit):
        call_command("importer_participants", "--help")
    shown = " ".join(capsys.readouterr().out.split())
    assert "Importe des personnes depuis un tableur" in shown
    assert "dire ce qui serait fait, ne rien écrire" in shown


# ── Out again ──


def test_export_can_be_imported_and_changes_nothing():
    importation.importer(FIXTURE.read_bytes(), ParticipantResource())
    before = everything()
    data = tableur.to_csv(ParticipantResource().export())
    assert data.decode("utf-8-sig").splitlines()[0] == HEADER
    assert len(importation.importer(data, ParticipantResource()).inchanges) == 46
    assert everything() == before


def test_export_sorts_by_family_name():
    for nom in ("Étienne", "Zola", "Adam"):
        ParticipantFactory(prenom="Ana", nom=nom)
    keys = [noms.fold(row["Nom"]) for row in ParticipantResource().export().dict]
    assert keys == ["adam", "etienne", "zola"]


def test_export_neutralises_formulas_and_they_come_back():
    ParticipantFactory(prenom="=1+1", nom="@nom", fonction="-x")
    data = tableur.to_csv(ParticipantResource().export())
    assert data.decode("utf-8-sig").splitlines()[1] == "'=1+1;'@nom;'-x;;;;"
    assert importation.importer(data, ParticipantResource()).total.startswith(
        "0 créés, 0 modifiés, 1 inchangés"
    )


@pytest.mark.parametrize("count", [1, 300])
def test_import_costs_the_same_for_any_number_of_new_people(
    django_assert_num_queries, django_assert_max_num_queries, count
):
    lines = [f"Ana{n};Ost;;AMO Le Pont;Mons;Santé;ana{n}@example.org" for n in range(count)]
    with django_assert_num_queries(4):  # people, organisations, sectors, spellings
        importer(*lines, simuler=True)
    # As many again, BEGIN and COMMIT, a sector, an organisation, one batch of people, sequences, the log, the change.
    with CaptureQueriesContext(connection) as written:
        importer(*lines)
    assert len(written) <= 16
    with django_assert_max_num_queries(12):
        importer(*lines)
    changed = [line.replace("Ost;;", "Ost;Juriste;") for line in lines]
    with CaptureQueriesContext(connection) as written:
        importer(*changed)
    assert len(written) <= 16
    assert Participant.objects.filter(fonction="Juriste").count() == count


# ── The audit log ──


def test_an_import_is_one_line_of_the_log_with_keys_alone():
    kept = ParticipantFactory(prenom="Bo", nom="Noël")
    importer(ANA, "Bo;Noël;Juriste;;;;")
    importer(ANA)  # nothing to change, nothing to say
    line = Evenement.objects.get()
    assert (line.acte, line.objet, line.par) == ("importation", "participants", None)
    assert line.details == {"crees": [Participant.objects.get(nom="Ost").pk], "modifies": [kept.pk]}


@pytest.mark.parametrize(("lines", "simuler"), [([ANA], True), ([ANA, "Bo;;;;;;"], False)])
def test_what_was_not_written_is_not_in_the_log(lines, simuler):
    importer(*lines, simuler=simuler)
    assert not Evenement.objects.exists()
