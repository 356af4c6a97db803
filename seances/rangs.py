"""The order in which a séance lists its people."""

from .models import Presence


def is_alphabetical(rows):
    keys = [row.participant.cle_tri for row in rows]
    return keys == sorted(keys)


def rank(seance, fresh, *, sort=False):
    """Give the lines of a séance their places; fresh: keys of those that have just come.

    By family name where the others are, or when asked; else the new ones follow, by family name.
    """
    rows = list(Presence.objects.filter(seance=seance).select_related("participant").order_by("rang", "pk"))
    others = [row for row in rows if row.pk not in fresh]
    by_name = sorted(rows, key=lambda row: (row.participant.cle_tri, row.pk))
    if not (sort or is_alphabetical(others)):
        by_name = others + [row for row in by_name if row.pk in fresh]
    moved = [(row, rang) for rang, row in enumerate(by_name, 1) if row.rang != rang]
    for row, rang in moved:
        row.rang = rang
    Presence.objects.bulk_update([row for row, _ in moved], ["rang"])
