"""The hours of an agenda: a chain of durations that starts when the séance does. Knows no Django.

A line begins when the one before it ends, unless its start is fixed. A line without a duration takes no time and has
no hours; one that has a fixed start and no duration stays open, and what follows it waits for the next fixed start.
`static/gestion/horaire.js` shows the same while somebody types.
"""

from dataclasses import dataclass, replace
from datetime import time

JOUR = 24 * 60


@dataclass(frozen=True)
class Ligne:
    """The hours of one point.

    duree: in minutes; fixe: its start does not move; tapee: its start was just typed, hence fixed, unless it is where
    the chain puts it anyway.
    """

    debut: time | None = None
    fin: time | None = None
    duree: int | None = None
    fixe: bool = False
    tapee: bool = False


class PasseMinuit(ValueError):
    """A line would end on the next day; `rang` is its place, from 0."""

    def __init__(self, rang):
        self.rang = rang
        super().__init__("L’ordre du jour passe minuit : raccourcissez une durée.")


def minutes(hour):
    """Minutes since midnight; None for no hour."""
    return None if hour is None else hour.hour * 60 + hour.minute


def hour(count):
    """The hour so many minutes after midnight; None for None."""
    return None if count is None else time(*divmod(count, 60))


def between(begins, ends):
    """Minutes from one hour to another, None when one is not known."""
    return None if begins is None or ends is None else minutes(ends) - minutes(begins)


def shift(at, count):
    """An hour moved by so many minutes, kept within the day; None for no hour."""
    return None if at is None else hour(min(max(minutes(at) + count, 0), JOUR - 1))


def read(points, debut):
    """The lines of points as they are stored: what does not follow the line before is fixed there.

    points: in order, with heure_debut, heure_fin, duree (minutes) and heure_fixe. debut: of the séance.
    """
    lines, cursor = [], debut
    for point in points:
        begins, ends, duree = point.heure_debut, point.heure_fin, point.duree
        fixe = begins is not None and (point.heure_fixe or begins != cursor or duree is None)
        lines.append(Ligne(begins, ends, duree, fixe))
        if begins is not None or ends is not None or duree is not None:
            cursor = ends
    return lines


def chain(lines, debut):
    """The same lines, each where the one before it leaves it. debut: of the séance, None when it is not known.

    Raises PasseMinuit.
    """
    done, cursor = [], minutes(debut)
    for rang, line in enumerate(lines):
        typed = line.tapee and line.debut is not None and minutes(line.debut) != cursor
        fixe = line.debut is not None and (line.fixe or typed)
        if fixe or line.duree is not None:
            begins = minutes(line.debut) if fixe else cursor
            cursor = None if begins is None or line.duree is None else begins + line.duree
            if cursor is not None and cursor >= JOUR:
                raise PasseMinuit(rang)
            line = replace(line, debut=hour(begins), fin=hour(cursor), fixe=fixe, tapee=False)
        elif line.debut is None and line.fin is not None:  # « jusqu’à 15h00 », as some agendas say
            cursor = minutes(line.fin)
        else:
            line = Ligne()
        done.append(line)
    return done


def last_end(lines):
    """When the last timed line ends; None when none does."""
    return max((line.fin for line in lines if line.fin is not None), default=None)


def overrun(lines, fin):
    """Minutes by which an agenda goes beyond the end of its séance: 0 when it does not, or when one is not known."""
    return max(between(fin, last_end(lines)) or 0, 0)


def overlapping(lines):
    """Places, from 0, of the lines that begin before another one above them ends, each with the place of that one."""
    found, last = [], None
    for rang, line in enumerate(lines):
        if last is not None and line.debut is not None and line.debut < lines[last].fin:
            found.append((rang, last))
        if line.fin is not None and (last is None or line.fin > lines[last].fin):
            last = rang
    return found


def too_early(lines, debut):
    """Places, from 0, of the lines that begin before their séance does."""
    return [
        rang
        for rang, line in enumerate(lines)
        if debut is not None and line.debut is not None and line.debut < debut
    ]


def without_hours(lines):
    """Places, from 0, of the lines that have a duration and that nothing puts at an hour."""
    return [rang for rang, line in enumerate(lines) if line.duree is not None and line.debut is None]
