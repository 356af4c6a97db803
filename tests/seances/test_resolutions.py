"""What a text decides, votes and gives to do is found again where it stands, and derived anew at each save."""

import datetime

import pytest

from seances import interventions
from seances.importation import importer
from seances.models import Resolution, Seance
from seances.pv.resolutions import Voix, genre_of, marked, voix
from tests.seances.pv.documents import octets


@pytest.mark.parametrize(
    ("texte", "genre"),
    [
        ("Décision : le budget est adopté.", "decision"),
        ("Décision n° 3 – la journée aura lieu en octobre.", "decision"),
        ("→ Décision : on continue.", "decision"),
        ("Beslissing / Décision", ""),
        ("Il est décidé de reporter le point.", "decision"),
        ("Le groupe décide d’écrire à la ministre.", "decision"),
        ("Vote : 9 pour, 1 contre, 2 abstentions.", "vote"),
        ("La motion est adoptée par 9 voix pour et 1 contre.", "vote"),
        ("Tâche : Karim envoie le tableau.", "tache"),
        ("À faire : réserver la salle.", "tache"),
        ("La décision du juge tarde.", ""),
        ("Décision de justice et accompagnement", ""),
        ("Les actions possibles sont nombreuses.", ""),
        ("Claire Vermeiren : je suis pour.", ""),
        ("Le groupe a décidé hier.", ""),
    ],
)
def test_a_line_says_what_it_is_by_how_it_opens(texte, genre):
    assert genre_of(texte)[0] == genre


@pytest.mark.parametrize(
    ("texte", "expected"),
    [
        ("9 pour, 1 contre, 2 abstentions", Voix(9, 1, 2)),
        ("pour : 12 ; contre : 0 ; abstention : 1", Voix(12, 0, 1)),
        ("adoptée à l’unanimité", Voix(unanime=True)),
        ("le budget est adopté pour 3 ans", Voix()),
    ],
)
def test_the_count_of_a_vote_is_read(texte, expected):
    assert voix(texte) == expected


def test_under_its_heading_each_item_is_one_and_the_next_heading_ends_it():
    lignes = [
        ("titre", "Décisions"), ("liste", "Louer la salle."), ("liste", "Inviter l’école."),
        ("titre", "Suite"), ("liste", "Rien de cela."),
        ("paragraphe", "Qui fait quoi :"), ("tableau", "Qui – Quoi – Quand"),
        ("tableau", "Karim – le tableau – 30 juin"),
    ]  # fmt: skip

    assert list(marked(lignes)) == [
        (1, "decision", "Louer la salle."),
        (2, "decision", "Inviter l’école."),
        (7, "tache", "Karim – le tableau – 30 juin"),
    ]


TEXTE = (
    "<p>Décision : le budget est adopté à l’unanimité.</p><p>Vote : 9 pour, 1 contre, 2 abstentions.</p>"
    "<p>Tâche : Ismaël Haddou envoie le tableau pour le 30 juin.</p><h2>Actions</h2><ul><li>Réserver la salle</li></ul>"
)


@pytest.fixture
def seance(db):
    importer(octets())
    return Seance.objects.get(proces_verbal__isnull=False)


def rows(seance):
    return [
        (row.genre, row.texte, row.pour, row.contre, row.abstentions, row.unanime, str(row.participant or ""),
         row.echeance)
        for row in Resolution.objects.filter(seance=seance)
    ]  # fmt: skip


@pytest.mark.django_db
def test_they_follow_from_the_text_and_twice_changes_nothing(seance):
    point = seance.points.order_by("position").first()
    texte = point.texte
    type(texte).objects.filter(pk=texte.pk).update(texte=TEXTE)
    fresh = Seance.objects.with_document().get(pk=seance.pk)

    interventions.rebuild(fresh)
    before = list(Resolution.objects.values_list("pk", flat=True))
    interventions.rebuild(Seance.objects.with_document().get(pk=seance.pk))

    year = seance.date.year if seance.date < datetime.date(seance.date.year, 6, 30) else seance.date.year + 1
    assert rows(seance) == [
        ("decision", "le budget est adopté à l’unanimité.", None, None, None, True, "", None),
        ("vote", "9 pour, 1 contre, 2 abstentions.", 9, 1, 2, False, "", None),
        ("tache", "Ismaël Haddou envoie le tableau pour le 30 juin.", None, None, None, False, "Ismaël Haddou",
         datetime.date(year, 6, 30)),
        ("tache", "Réserver la salle", None, None, None, False, "", None),
    ]  # fmt: skip
    assert list(Resolution.objects.values_list("pk", flat=True)) == before

    type(texte).objects.filter(pk=texte.pk).update(texte="<p>Rien.</p>")
    interventions.rebuild(Seance.objects.with_document().get(pk=seance.pk))
    assert rows(seance) == []
