"""The chain of the hours of an agenda: what follows, what stays, what it comes to."""

from dataclasses import replace
from datetime import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seances import horaire
from seances.horaire import Ligne

H = time


def ends(lines):
    return [(line.debut, line.fin) for line in lines]


def stored(debut=None, fin=None, duree=None, fixe=False):
    """A point as `read` finds it in the database."""
    return SimpleNamespace(
        heure_debut=debut, heure_fin=fin, duree=horaire.between(debut, fin) or duree, heure_fixe=fixe
    )


def test_each_line_begins_where_the_one_before_ends():
    lines = horaire.chain([Ligne(duree=10), Ligne(duree=10), Ligne(duree=45)], H(13, 30))
    assert ends(lines) == [(H(13, 30), H(13, 40)), (H(13, 40), H(13, 50)), (H(13, 50), H(14, 35))]


def test_one_duration_changes_and_the_rest_follows_up_to_a_fixed_start():
    agenda = [
        stored(H(13, 30), H(13, 40)),
        stored(H(13, 40), H(14)),
        stored(H(14, 30), H(15)),  # after a break: it does not follow, so it is fixed
        stored(H(15), H(15, 20)),
    ]
    lines = horaire.read(agenda, H(13, 30))
    assert [line.fixe for line in lines] == [False, False, True, False]
    lines[0] = replace(lines[0], duree=25)
    assert ends(horaire.chain(lines, H(13, 30))) == [
        (H(13, 30), H(13, 55)),
        (H(13, 55), H(14, 15)),
        (H(14, 30), H(15)),
        (H(15), H(15, 20)),
    ]


def test_a_seance_that_moves_takes_its_agenda_along():
    lines = horaire.read([stored(H(13, 30), H(14)), stored(H(14), H(15))], H(13, 30))
    assert ends(horaire.chain(lines, H(9))) == [(H(9), H(9, 30)), (H(9, 30), H(10, 30))]


def test_a_start_that_was_typed_is_fixed_unless_the_chain_says_the_same():
    lines = [Ligne(duree=30), Ligne(H(14), duree=30, tapee=True), Ligne(H(14, 45), duree=5, tapee=True)]
    assert [line.fixe for line in horaire.chain(lines, H(13, 30))] == [False, False, True]


def test_lines_without_a_duration_take_no_time_and_one_left_open_stops_the_chain():
    lines = horaire.chain(
        [
            Ligne(duree=30),
            Ligne(),
            Ligne(duree=30),
            Ligne(H(15), fixe=True),
            Ligne(duree=5),
            Ligne(fin=H(17)),
        ],
        H(13, 30),
    )
    assert ends(lines) == [
        (H(13, 30), H(14)),
        (None, None),
        (H(14), H(14, 30)),
        (H(15), None),
        (None, None),
        (None, H(17)),
    ]
    assert lines[4].duree == 5
    assert horaire.without_hours(lines) == [4]


def test_overrun_is_counted_from_the_last_end():
    lines = horaire.chain([Ligne(duree=120), Ligne(duree=50), Ligne()], H(13, 30))
    assert horaire.overrun(lines, H(16)) == 20
    assert horaire.overrun(lines, H(16, 20)) == horaire.overrun(lines, H(17)) == 0
    assert horaire.overrun(lines, None) == horaire.overrun([Ligne()], H(16)) == 0


def test_lines_that_begin_before_another_one_ends_are_told_with_that_one():
    lines = [
        Ligne(H(13), H(14), 60),
        Ligne(H(14), H(14, 30), 30),
        Ligne(),
        Ligne(H(13, 50), H(14, 10), 20, fixe=True),  # before the second one ends, which ends last
        Ligne(H(14, 30), None, fixe=True),
        Ligne(H(14, 20), H(14, 25), 5, fixe=True),
    ]
    assert horaire.overlapping(lines) == [(3, 1), (5, 1)]
    assert horaire.overlapping(lines[:3]) == horaire.overlapping([]) == []
    assert horaire.too_early(lines, H(13, 55)) == [0, 3]
    assert horaire.too_early(lines, H(13)) == horaire.too_early(lines, None) == []


def test_an_agenda_ends_before_midnight():
    with pytest.raises(horaire.PasseMinuit) as refusal:
        horaire.chain([Ligne(duree=60), Ligne(duree=60)], H(22))
    assert refusal.value.rang == 1
    assert horaire.chain([Ligne(duree=119)], H(22))[0].fin == H(23, 59)


HOURS = st.builds(time, st.integers(8, 11), st.integers(0, 59))
POINTS = st.lists(
    st.one_of(
        st.just(stored()),
        st.builds(stored, HOURS),
        st.builds(lambda debut, duree: stored(debut, horaire.shift(debut, duree)), HOURS, st.integers(1, 90)),
        st.builds(lambda fin: stored(fin=fin), HOURS),
        st.builds(lambda debut: stored(debut, horaire.shift(debut, 15), fixe=True), HOURS),
    ),
    max_size=8,
)


@given(POINTS, st.none() | HOURS)
def test_an_agenda_that_nobody_touches_keeps_its_hours(points, debut):
    lines = horaire.chain(horaire.read(points, debut), debut)
    assert ends(lines) == [(point.heure_debut, point.heure_fin) for point in points]


LINES = st.lists(
    st.builds(
        Ligne, st.none() | HOURS, st.just(None), st.none() | st.integers(1, 60), st.booleans(), st.booleans()
    ),
    max_size=8,
)


@given(LINES, st.none() | HOURS)
def test_what_is_chained_stays_where_it_is(lines, debut):
    once = horaire.chain(lines, debut)
    assert horaire.chain(once, debut) == once
    assert [line.duree for line in once] == [line.duree for line in lines]
    for line in once:
        assert line.fin is None or horaire.between(line.debut, line.fin) == line.duree
