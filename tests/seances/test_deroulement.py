"""How a séance unfolds from its moments."""

import datetime

from seances.deroulement import FIN, PAUSE, POINT, RALLONGE, Fait, unroll

DEBUT = datetime.datetime(2024, 3, 12, 13, 30, tzinfo=datetime.UTC)


def at(minutes):
    return DEBUT + datetime.timedelta(minutes=minutes)


def faits(*told):
    return [
        Fait(genre, point, minutes, at(quand))
        for quand, genre, point, minutes in (one + (None,) * (4 - len(one)) for one in told)
    ]


def spent(state):
    return {point: int(tenue.duree.total_seconds() // 60) for point, tenue in state.tenues.items()}


def test_each_point_lasts_until_the_next_one_and_the_current_one_until_now():
    state = unroll(faits((0, POINT, "a"), (12, POINT, "b"), (40, POINT, "c")), at(45))
    assert (state.point, state.depuis, spent(state)) == ("c", at(40), {"a": 12, "b": 28, "c": 5})
    assert [(one.debut, one.fin) for one in state.tenues.values()] == [
        (at(0), at(12)),
        (at(12), at(40)),
        (at(40), None),
    ]


def test_nobody_has_the_time_of_a_pause():
    told = faits((0, POINT, "a"), (10, PAUSE), (12, PAUSE), (30, POINT, "a"))
    assert unroll(told[:3], at(20)).en_pause
    assert spent(unroll(told[:3], at(20))) == {"a": 10}
    state = unroll(told, at(35))
    assert (state.en_pause, spent(state)) == (False, {"a": 15})
    assert state.tenues["a"].debut == at(0)


def test_a_point_that_is_taken_up_again_goes_on():
    state = unroll(faits((0, POINT, "a"), (10, POINT, "b"), (15, POINT, "a"), (20, FIN)), at(60))
    assert (state.point, state.fini, spent(state)) == (None, True, {"a": 15, "b": 5})
    assert state.tenues["a"].fin == at(20)


def test_two_screens_that_say_the_same_say_it_once():
    state = unroll(
        faits((0, POINT, "a"), (1, POINT, "a"), (2, RALLONGE, "a", 5), (3, RALLONGE, "a", 5)), at(10)
    )
    assert (state.depuis, spent(state), state.rallonges) == (at(0), {"a": 10}, {"a": 10})


def test_before_anything_happens_nothing_is_held():
    state = unroll(faits((0, PAUSE)), at(10))
    assert (state.point, state.en_pause, state.fini, state.tenues) == (None, False, False, {})
