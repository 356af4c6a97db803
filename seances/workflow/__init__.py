"""What may come next: the only writer of the states of séances and of procès-verbaux.

Each function locks, checks, writes and keeps an audit line in one transaction.
Raises TransitionRefused with a sentence for the person who asked.
"""

from .figer import lock, mention_of
from .proces_verbaux import freeze_import, submit
from .publication import objections, publish, withdraw_edition
from .refus import TransitionRefused
from .seances import cancel, convene, reopen_preparation

__all__ = [
    "TransitionRefused",
    "cancel",
    "convene",
    "freeze_import",
    "lock",
    "mention_of",
    "objections",
    "publish",
    "reopen_preparation",
    "submit",
    "withdraw_edition",
]
