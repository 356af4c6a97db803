"""How a séance unfolds, from what happened at which moment. Knows no Django.

`static/ecran.js` does the same in the browser, also for what has not reached the portal yet.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

POINT, PAUSE, RALLONGE, FIN = "point", "pause", "rallonge", "fin"


@dataclass(frozen=True)
class Fait:
    """Something that happened. point: key of the point that it is about, or None; minutes: that were added."""

    genre: str
    point: object
    minutes: int | None
    quand: datetime


@dataclass(frozen=True)
class Tenue:
    """A point as it was really held: when it began, when it last ended (None: now), how long it had the floor."""

    debut: datetime
    fin: datetime | None
    duree: timedelta


@dataclass
class Deroulement:
    """point: key of the one that has the floor, or had it before the pause; None before the start and after the end.

    depuis: since when, or since when the pause lasts. tenues: by point. rallonges: minutes added, by point.
    """

    point: object = None
    depuis: datetime | None = None
    en_pause: bool = False
    fini: bool = False
    tenues: dict = field(default_factory=dict)
    rallonges: dict = field(default_factory=dict)


def unroll(faits, maintenant):
    """What came of what happened. faits: in order.

    A point taken up again goes on; time of a pause is nobody's; a second passage to the same point says nothing new.
    """
    state = Deroulement()
    for fait in faits:
        if fait.genre == RALLONGE:
            state.rallonges[fait.point] = state.rallonges.get(fait.point, 0) + fait.minutes
        elif fait.genre == PAUSE and state.point is not None and not state.en_pause:
            _leave(state, fait.quand)
            state.en_pause, state.depuis = True, fait.quand
        elif fait.genre == FIN:
            _leave(state, fait.quand)
            state.point, state.depuis, state.en_pause, state.fini = None, fait.quand, False, True
        elif fait.genre == POINT and (fait.point != state.point or state.en_pause):
            _leave(state, fait.quand)
            state.point, state.depuis, state.en_pause, state.fini = fait.point, fait.quand, False, False
            before = state.tenues.get(fait.point)
            begun, spent = (before.debut, before.duree) if before else (fait.quand, timedelta())
            state.tenues[fait.point] = Tenue(begun, None, spent)
    if state.point is not None and not state.en_pause:
        held = state.tenues[state.point]
        spent = max(maintenant - state.depuis, timedelta())
        state.tenues[state.point] = Tenue(held.debut, None, held.duree + spent)
    return state


def _leave(state, moment):
    """The point that had the floor gives it up."""
    if state.point is not None and not state.en_pause:
        held = state.tenues[state.point]
        spent = max(moment - state.depuis, timedelta())
        state.tenues[state.point] = Tenue(held.debut, moment, held.duree + spent)
