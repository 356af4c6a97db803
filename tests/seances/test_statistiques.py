"""The figures of a chantier: what is counted, for whom, how it is drawn, and that nobody is recognised in public."""

import io
import re
from collections import Counter
from xml.etree import ElementTree

import page as validation
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from participants.models import Evenement
from seances import fichiers, interventions, workflow
from seances.statistiques import chiffres, image, releve
from seances.statistiques.chiffres import Croisement, Ligne, Parole, Venue
from tests import factories

SVG = "{http://www.w3.org/2000/svg}"

# ── Counting ────────────────────────────────────────────────────────────────────────────────────────────


def came(seance, **secteurs):
    """So many people of each secteur at a séance."""
    return [
        Venue(seance, hash((secteur, number)), secteur.replace("_", " "))
        for secteur, count in secteurs.items()
        for number in range(count)
    ]


def test_attendance_is_counted_by_secteur_the_largest_first():
    venues = [*came(1, santé=2, jeunesse=4), *came(2, santé=3), Venue(2, 99)]
    found = chiffres.attendance([(1, "Séance 1"), (2, "Séance 2")], venues, public=False)
    assert found == Croisement(
        ("Séance 1", "Séance 2"), ("santé", "jeunesse", chiffres.INCONNU), ((2, 4, 0), (3, 0, 1))
    )
    assert found.totaux == (6, 4)


def test_somebody_told_twice_came_once():
    venues = [Venue(1, 7, "santé"), Venue(1, 7, "santé")]
    assert chiffres.attendance([(1, "S")], venues, public=False).totaux == (1,)


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({"a": 3, "b": 4}, {"a": 3, "b": 4}),
        ({"a": 5, "b": 1, "c": 2}, {"a": 5, "autres": 3}),
        ({"a": 5, "b": 1}, {"autres": 6}),
        ({"a": 5, "b": 3, "c": 1}, {"a": 5, "autres": 4}),
        ({"a": 1, "b": 1}, {}),
        ({}, {}),
    ],
)
def test_small_groups_are_put_together_in_public(sizes, told):
    names = chiffres.mingle(
        {name: {(name, n) for n in range(count)} for name, count in sizes.items()}, "autres"
    )
    found = Counter()
    for name, count in sizes.items():
        if names[name] is not None:
            found[names[name]] += count
    assert found == told


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 9)))
def test_in_public_every_group_has_three_people_or_more_and_none_is_lost_but_a_whole_too_small(sizes):
    venues = came(1, **sizes)
    found = chiffres.attendance([(1, "S")], venues, public=True)
    [row] = found.valeurs or [()]
    assert all(value >= chiffres.SEUIL for value in row)
    assert sum(row) == (sum(sizes.values()) if sum(sizes.values()) >= chiffres.SEUIL else 0)
    hidden = set(sizes) - set(found.colonnes)
    assert len(hidden) != 1 or sum(row) == 0  # a name that alone is missing would be told by what is left


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from("abc"), st.integers(1, 500)), max_size=30))
def test_words_are_shared_out_whole(said):
    paroles = [Parole(*each) for each in said]
    lines = chiffres.speech(paroles, public=False)
    assert sum(line.valeur for line in lines) == sum(each.mots for each in paroles)
    assert not lines or abs(sum(line.part for line in lines) - 1) < 1e-9
    for line in chiffres.speech(paroles, public=True):
        assert line.personnes >= chiffres.SEUIL


def test_places_of_one_or_two_people_each_tell_nothing_in_public():
    venues = [Venue(1, person, "", place) for person, place in enumerate(["Ath", "Mons", "Huy", "Dour"])]
    assert len(chiffres.localities(venues, public=False)) == 4
    assert chiffres.localities(venues, public=True) == ()
    at_home = [Venue(1, 10 + person, "", "Ath") for person in range(3)]
    told = [(line.nom, line.valeur) for line in chiffres.localities(venues + at_home, public=True)]
    assert told == [("Ath", 4), (chiffres.AUTRES_LIEUX, 3)]


def test_a_person_counts_once_where_he_came_from_last():
    venues = [Venue(1, 1, "", "Ath"), Venue(2, 1, "", "Mons"), Venue(2, 2, "", "Mons"), Venue(2, 3)]
    assert chiffres.localities(venues, public=False) == (
        Ligne("Mons", 2, 2 / 3, 2),
        Ligne(chiffres.SANS_LIEU, 1, 1 / 3, 1),
    )


def test_a_picture_has_no_more_groups_than_can_be_told_apart():
    names = tuple("abcdefghij")
    wide = Croisement(("S",), names, (tuple(range(10, 0, -1)),))
    narrow = chiffres.at_most(4, wide, "autres")
    assert narrow == Croisement(("S",), ("a", "b", "c", "autres"), ((10, 9, 8, 28),))
    assert chiffres.at_most(10, wide, "autres") is wide


def test_a_picture_shows_so_many_bars_and_the_rest_as_one():
    lines = tuple(Ligne(str(number), 10 - number, (10 - number) / 45, 1) for number in range(9))
    shown = chiffres.first(4, lines, "autres")
    assert [(line.nom, line.valeur, line.personnes) for line in shown] == [
        ("0", 10, 1),
        ("1", 9, 1),
        ("2", 8, 1),
        ("autres", 27, 6),
    ]
    assert chiffres.first(9, lines, "autres") is lines


# ── Drawing ─────────────────────────────────────────────────────────────────────────────────────────────

LINES = (Ligne("Santé <mentale> & co", 1200, 0.75, 4), Ligne("Jeunesse", 400, 0.25, 3))


def drawn(lines=LINES):
    return image.bars(
        lines,
        cle="essai",
        titre="Un titre",
        description="Une description.",
        value=lambda line: image.number(line.valeur),
        others="autres",
    )


def test_a_picture_says_what_it_is_and_each_number():
    root = ElementTree.fromstring(drawn())
    assert root.attrib["role"] == "img"
    labels = [root.find(f"*[@id='{name}']").text for name in root.attrib["aria-labelledby"].split()]
    assert labels == ["Un titre", "Une description."]
    assert [each.text for each in root.findall(f"{SVG}text")] == [
        "Santé <mentale> & co",
        "1\u00a0200",
        "Jeunesse",
        "400",
    ]
    wide, narrow = (float(bar.attrib["width"]) for bar in root.findall(f"{SVG}rect"))
    assert abs(wide / narrow - 3) < 0.01
    assert "style=" not in drawn() and drawn() == drawn()


def test_each_group_of_a_divided_bar_has_its_pattern_its_number_and_its_key():
    croisement = Croisement(("Séance 1",), ("santé", "jeunesse"), ((4, 2),))
    svg = image.stacked(croisement, cle="p", titre="T", description="D", unit=str)
    root = ElementTree.fromstring(svg)
    patterns = [each.attrib["id"] for each in root.iter(f"{SVG}pattern")]
    assert patterns == ["p-1"]
    bars = root.findall(f"{SVG}rect")
    assert [bar.attrib["fill"] for bar in bars] == ["currentColor", "url(#p-1)"] * 2
    assert [bar[0].text for bar in bars[:2]] == ["santé\u00a0: 4", "jeunesse\u00a0: 2"]
    assert [each.text for each in root.findall(f"{SVG}text")] == ["Séance 1", "6", "santé", "jeunesse"]


def test_every_pattern_differs():
    assert len(set(image.MOTIFS)) == len(image.MOTIFS)


@pytest.mark.parametrize(
    ("part", "words"),
    [(0, "0\u00a0%"), (0.004, "moins de 1\u00a0%"), (0.335, "34\u00a0%"), (1, "100\u00a0%")],
)
def test_a_share_is_said_in_words(part, words):
    assert image.percent(part) == words


# ── Counting from the data ──────────────────────────────────────────────────────────────────────────────


def held(chantier, secteurs, *, published=True, **fields):
    """A séance with people of some secteurs, each with ten words in its PV."""
    seance = factories.SeanceFactory(
        chantier=chantier, convoquee=True, **{"nominative": True, "date": timezone.localdate(), **fields}
    )
    point = factories.PointOrdreDuJourFactory(seance=seance)
    text = ""
    for secteur, count in secteurs.items():
        organisation = factories.OrganisationFactory(secteur=secteur, localite=f"Ville de {secteur.nom}")
        for _ in range(count):
            presence = factories.PresenceFactory.build(
                seance=seance,
                participant=factories.ParticipantFactory(organisation=organisation),
                present=True,
            )
            presence.fill_from_participant()
            presence.save()
            text += f"<p>{presence.nom_imprime} : {'mot ' * 10}</p>"
    factories.TextePointFactory(point=point, texte=text)
    interventions.rebuild(seance)
    pv = factories.ProcesVerbalFactory(seance=seance)
    workflow.freeze_import(pv, "approuve" if published else "diffuse")
    return seance


@pytest.fixture
def secteurs(db):
    return [factories.SecteurFactory(nom=name) for name in ("Jeunesse", "Santé", "Justice")]


@pytest.fixture
def member(db):
    return factories.InscriptionFactory(participant__avec_compte=True)


def test_the_chantiers_people_count_all_that_they_read(client, member, secteurs):
    one, two, three = secteurs
    held(member.chantier, {one: 4, two: 3, three: 1})
    held(member.chantier, {one: 3, three: 2}, published=False)
    factories.SeanceFactory(chantier=member.chantier, date=timezone.localdate())  # in preparation

    found = releve.of(member.chantier, member.participant.compte)

    assert (found.public, found.seances) == (False, 2)
    assert found.presences.colonnes == ("Jeunesse", "Justice", "Santé")
    assert found.presences.valeurs == ((4, 1, 3), (3, 2, 0))
    assert {line.nom: line.personnes for line in found.parole} == {"Jeunesse": 7, "Justice": 3, "Santé": 3}
    assert {line.nom: line.valeur for line in found.localites} == {
        "Ville de Jeunesse": 7,
        "Ville de Justice": 3,
        "Ville de Santé": 3,
    }


def test_visitors_count_what_public_editions_tell_and_no_small_group(client, member, secteurs):
    one, two, three = secteurs
    seance = held(member.chantier, {one: 4, two: 3, three: 1})
    held(member.chantier, {one: 3, three: 2}, published=False)
    closed = factories.PointOrdreDuJourFactory(seance=seance, huis_clos=True)
    speaker = seance.presences.filter(organisation__secteur=one).first().participant
    factories.InterventionFactory(seance=seance, point=closed, participant=speaker, mots=5000, paragraphe=999)

    response = client.get(member.chantier.get_absolute_url() + "statistiques/")
    found = response.context["releve"]

    assert (found.public, found.seances) == (True, 1)
    assert (found.presences.colonnes, found.presences.valeurs) == (("Jeunesse", "autres secteurs"), ((4, 4),))
    assert {line.nom: line.personnes for line in found.parole} == {"Jeunesse": 4, "autres secteurs": 4}
    assert sum(line.valeur for line in found.parole) < 200
    assert "Justice" not in response.text and "Santé" not in response.text


def test_a_rectification_in_hand_is_not_counted(client, member, secteurs):
    seance = held(member.chantier, {secteurs[0]: 4})
    assert releve.of(member.chantier, member.participant.compte).parole
    workflow.open_rectification(seance.proces_verbal, motif="Un nom.", by=None)
    assert releve.of(member.chantier, member.participant.compte).parole == ()


def test_what_was_that_day_counts_whatever_became_of_it(member, secteurs):
    seance = held(member.chantier, {secteurs[0]: 3})
    for presence in seance.presences.all():
        presence.participant.organisation = factories.OrganisationFactory(secteur=secteurs[1])
        presence.participant.save()
    found = releve.of(member.chantier, member.participant.compte)
    assert found.presences.colonnes == ("Jeunesse",)
    assert [line.nom for line in found.parole] == ["Jeunesse"]


def test_the_page_gives_each_picture_its_table(client, member, secteurs):
    held(member.chantier, {secteurs[0]: 4, secteurs[1]: 3})
    client.force_login(member.participant.compte)
    text = client.get(member.chantier.get_absolute_url() + "statistiques/").text
    assert [text.count(f"<{tag}") for tag in ("svg", "figure", "table")] == [3, 3, 3]
    assert "style=" not in text and "ne les diffusez pas" in text
    for name in set(re.findall(r'id="([^"]+)"', text)):
        assert text.count(f'id="{name}"') == 1, name


def test_a_chantier_without_figures_says_so(client, member):
    text = client.get(member.chantier.get_absolute_url() + "statistiques/").text
    assert "Il n’y a encore rien à compter" in text and "<svg" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, django_assert_num_queries, member, secteurs, rows):
    for _ in range(rows):
        held(member.chantier, dict.fromkeys(secteurs, rows))
    address = member.chantier.get_absolute_url() + "statistiques/"
    with django_assert_num_queries(6):
        client.get(address)
    client.force_login(member.participant.compte)
    with django_assert_num_queries(10):
        client.get(address)


def test_the_pdf_holds_the_same_and_is_archivable(client, member, secteurs):
    held(member.chantier, {secteurs[0]: 4, secteurs[1]: 3})
    client.force_login(member.participant.compte)

    response = client.get(member.chantier.get_absolute_url() + "statistiques.pdf")

    assert response["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(io.BytesIO(response.content))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    for words in ("Statistiques", "Jeunesse", "Santé", "Ville de Santé", "7"):
        assert words in text
    for profile in ("2a", "ua1"):
        assert validation.validate_pdf_bytes(response.content, profile=profile).failures == []


def test_the_pdf_joins_the_annexes_of_a_seance_until_its_pv_is_frozen(client, member, secteurs):
    held(member.chantier, {secteurs[0]: 4, secteurs[1]: 3})
    seance = factories.SeanceFactory(chantier=member.chantier, convoquee=True)
    factories.AnnexeFactory(seance=seance, numero=1)
    presides = factories.CopresidenceFactory(chantier=member.chantier, participant__avec_compte=True)
    client.force_login(presides.participant.compte)
    address = reverse("admin:seances_seance_statistiques", args=[seance.pk])
    for _ in range(2):
        assert client.post(address).status_code == 302
    annexe = seance.annexes.get(numero=2)
    assert annexe.titre.startswith(f"Statistiques du chantier {member.chantier.numero}, au ")
    assert (annexe.publique, annexe.fichier_nom) == (
        False,
        f"chantier-{member.chantier.numero}-statistiques.pdf",
    )
    assert fichiers.read(annexe.fichier_sha256).startswith(b"%PDF")
    assert seance.annexes.count() == 2
    assert [
        line.acte
        for line in Evenement.objects.filter(modele__endswith="annexe", cle=annexe.pk).order_by("pk")
    ] == ["ajout", "modification"]
    assert address in client.get(reverse("admin:seances_seance_change", args=[seance.pk])).text

    workflow.freeze_import(factories.ProcesVerbalFactory(seance=seance), "diffuse")
    refused = client.post(address, follow=True)
    assert "Le procès-verbal est figé\u00a0: ses annexes ne changent plus." in refused.text
    assert address not in refused.text


def test_nothing_is_joined_where_nothing_is_counted(client, member):
    seance = factories.SeanceFactory(chantier=member.chantier, convoquee=True)
    presides = factories.CopresidenceFactory(chantier=member.chantier, participant__avec_compte=True)
    client.force_login(presides.participant.compte)
    response = client.post(reverse("admin:seances_seance_statistiques", args=[seance.pk]), follow=True)
    assert "Il n’y a encore rien à compter dans ce chantier." in response.text
    assert not seance.annexes.exists()
