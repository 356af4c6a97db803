"""Which line of an agenda that the portal holds is which point of a file. Pure.

A line carries what no file says: that its point was moved on from another séance, when the big screen came to it, what
was confirmed of its text. All of it follows the point, not its number.
"""

from participants import noms


def pair(rows, points, *, generatrices):
    """{number of a point of the file: the row that is this point}; a point that is not there is new.

    rows: titre, nature, position. points: titre, nature, numero. generatrices: natures of which an agenda has one.
    A row is known by its title, where it stands or else elsewhere; by such a nature; at last by its place alone, where
    it is the title that changed.
    """
    rows = [(row, _keys(row, row.position, generatrices)) for row in rows]
    points = [(point, _keys(point, point.numero, generatrices)) for point in points]
    found = {}
    for rank in range(4):
        waiting = {}
        for row, keys in rows:
            waiting.setdefault(keys[rank], []).append(row)
        for point, keys in points:
            if point.numero not in found and keys[rank] is not None and waiting.get(keys[rank]):
                found[point.numero] = waiting[keys[rank]].pop(0)
        taken = {id(row) for row in found.values()}
        rows = [(row, keys) for row, keys in rows if id(row) not in taken]
    return found


def same_title(one, other):
    """Whether two lines say the same, accents, case and punctuation apart."""
    return noms.fold(one.titre) == noms.fold(other.titre)


def _keys(line, place, generatrices):
    """By what a line is known, the surest first; None where it does not apply."""
    title = noms.fold(line.titre) or None
    return ((place, title), title, line.nature if line.nature in generatrices else None, place)
