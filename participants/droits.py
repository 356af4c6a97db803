"""What the admin asks about the rows of a model. The answers are given upstairs, where the chantiers are known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def nobody(user, row=None):
    """The rule of what is for administrators alone."""
    return False


@dataclass(frozen=True)
class Droits:
    """What those who are no administrators may do in the admin with the rows of one model.

    A rule of rows takes the user and returns a queryset of the model; `.none()` says that he does no such thing at
    all. None: the act is for administrators alone.

    visible: the rows that he finds; editable, deletable: among them those that he changes, removes
    may_add: user -> bool
    offered: the rows among which he chooses in forms, where they are not those that he finds
    choices: foreign key of the model -> rule of the rows that it may point to, where `offered` is too much
    locked: (user, row or None) -> names of the fields that he only reads
    hidden: names of the fields that he does not see
    """

    visible: Callable | None = None
    editable: Callable | None = None
    deletable: Callable | None = None
    may_add: Callable = nobody
    offered: Callable | None = None
    choices: Mapping[str, Callable] = field(default_factory=dict)
    locked: Callable = lambda user, row: ()
    hidden: frozenset[str] = frozenset()
