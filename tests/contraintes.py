"""How the constraints of the models are tried, on both sides.

A test module lists its CASES; the house test compares their names with the constraints of the models.
"""

from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction


@dataclass(frozen=True)
class Refus:
    """A CheckConstraint: rows that it refuses, and their nearest neighbours that it lets pass.

    Each row is the arguments of the factory, or a function that returns them.
    """

    name: str
    factory: type
    message: str
    refused: list
    accepted: list


@dataclass(frozen=True)
class Doublon:
    """Uniqueness: a first row, the one that it excludes, and the nearest pairs that may stand together.

    name: of the constraint, or « model.field » of a unique field. first: arguments of the factory. clash:
    function of the first row that returns the arguments of the second; free: pairs of a first and a clash.
    """

    name: str
    factory: type
    message: str
    first: dict
    clash: callable
    free: list


def twins(name, factory, message, *same, free=(), **given):
    """A Doublon of two rows that are the same in the fields `same`; one field that differs sets them free."""

    def keep(names):
        return lambda first: given | {each: getattr(first, each) for each in names}

    differing = [(given, keep([each for each in same if each != other])) for other in same]
    return Doublon(name, factory, message, given, keep(same), [*differing, *free])


def refusals(cases):
    """Parametrise (case, row) over the rows that some cases refuse."""
    return _rows(cases, "refused")


def acceptances(cases):
    """Parametrise (case, row) over the rows that some cases let pass."""
    return _rows(cases, "accepted")


def _rows(cases, side):
    return pytest.mark.parametrize(
        ("case", "row"),
        [
            pytest.param(case, row, id=f"{case.name}-{index}")
            for case in cases
            if isinstance(case, Refus)
            for index, row in enumerate(getattr(case, side), 1)
        ],
    )


def duplicates(cases):
    """Parametrise `case` over the Doublons."""
    found = [case for case in cases if isinstance(case, Doublon)]
    return pytest.mark.parametrize("case", found, ids=[case.name for case in found])


def unsaved(factory, **kwargs):
    """The row that the factory would save, not saved; the rows that it points to are."""
    bare = type(
        f"Unsaved{factory.__name__}",
        (factory,),
        {"_create": classmethod(lambda cls, model, *args, **values: model(*args, **values))},
    )
    return bare(**kwargs)


def messages(row):
    """What the cleaning, the uniqueness and the constraints of a row say, each asked whatever the others said."""
    found = set()
    for ask in (row.clean, row.validate_unique, row.validate_constraints):
        try:
            ask()
        except ValidationError as error:
            found |= set(error.messages)
    return found


def check_refused(case, row):
    """The message is exactly that of the constraint, and the database refuses by itself."""
    broken = unsaved(case.factory, **(row() if callable(row) else row))
    assert messages(broken) == {case.message}
    with pytest.raises(IntegrityError, match=case.name), transaction.atomic():
        type(broken)._base_manager.bulk_create([broken])  # save() may do more: this is the database alone
    assert not type(broken)._base_manager.exists()


def check_accepted(case, row):
    neighbour = unsaved(case.factory, **(row() if callable(row) else row))
    assert messages(neighbour) == set()
    neighbour.save()
    assert type(neighbour)._base_manager.filter(pk=neighbour.pk).count() == 1


def check_duplicate_refused(case):
    first = case.factory(**case.first)
    again = unsaved(case.factory, **case.clash(first))
    assert messages(again) == {case.message}
    # SQLite does not name what is not unique; PostgreSQL names the index of a constraint, not of a field.
    name = case.name if connection.vendor == "postgresql" and "." not in case.name else None
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        again.save()
    assert type(first)._base_manager.filter(pk=first.pk).count() == 1


def check_duplicate_accepted(case):
    for given, clash in case.free:
        with transaction.atomic():
            first = case.factory(**given)
            second = unsaved(case.factory, **clash(first))
            assert messages(second) == set()
            second.save()
            transaction.set_rollback(True)
