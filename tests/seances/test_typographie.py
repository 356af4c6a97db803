import datetime

import pytest

from seances.pv.document import Run
from seances.templatetags import typographie

INSECABLE = "\u00a0"


@pytest.mark.parametrize(
    ("time", "expected"), [(None, ""), (datetime.time(9, 5), "9h05"), (datetime.time(13, 30), "13h30")]
)
def test_heure(time, expected):
    assert typographie.heure(time) == expected


def test_plage_without_hours_is_empty():
    assert typographie.plage(None, None) == ""


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        ((2022, 10, 18), "mardi 18 octobre 2022", "oct."),
        ((2026, 5, 1), "vendredi 1er mai 2026", "mai"),
    ],
)
def test_dates(day, long, short):
    day = datetime.date(*day)
    assert typographie.date_longue(day).replace(INSECABLE, " ") == long
    assert typographie.date_courte(day).replace(INSECABLE, " ") == long.partition(" ")[2]
    assert typographie.mois_annee(day).replace(INSECABLE, " ") == " ".join(long.split()[2:])
    assert typographie.mois_court(day) == short


def test_first_of_the_month():
    assert [typographie.quantieme(datetime.date(2026, 5, day)) for day in (1, 2)] == ["1er", "2"]


@pytest.mark.parametrize(("count", "expected"), [(0, "0 séance"), (1, "1 séance"), (2, "2 séances")])
def test_nombre_zero_is_singular(count, expected):
    assert typographie.nombre(count, "séance,séances").replace(INSECABLE, " ") == expected


def test_every_moment_of_a_seance_has_its_word():
    words = [typographie.mot_moment(moment) for moment in typographie.MOMENTS]
    assert words == ["en préparation", "convoquée", "en cours", "tenue", "annulée"]


def test_texte_brut():
    assert typographie.texte_brut((Run("Que "), Run("faire ?", ("gras",)))) == "Que faire ?"
