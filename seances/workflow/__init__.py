"""What may come next: the only writer of the states of séances and of procès-verbaux.

Each function locks, checks, writes and keeps an audit line in one transaction.
Raises TransitionRefused with a sentence for the person who asked.
"""

from .convocations import (
    announce,
    complete,
    day_of,
    remind,
    remind_due,
    tell_changes,
    why_not_announce,
    why_not_complete,
    why_not_remind,
    why_not_tell,
)
from .demandes import ask, erase, refuse, remind_demandes, settle, take_back, why_not_erase
from .figer import lock, mention_of
from .notes import (
    ask_again,
    ask_notes,
    close_note,
    reopen_note,
    why_not_ask_again,
    why_not_reopen_note,
)
from .nouveautes import tell_news
from .personnes import correct, lift_objection, object_to_publication
from .possibles import SEUL_PRESIDENT, may, possible_acts
from .proces_verbaux import (
    abandon_rectification,
    approve,
    approving_seances,
    freeze_import,
    open_rectification,
    rectify,
    redraft,
    remarks_until,
    send_out,
    submit,
    withdraw,
)
from .publication import (
    ETATS_PUBLICS,
    follow_agreement,
    newest_public,
    publish,
    redacted,
    renew_edition,
    why_not_publish,
    withdraw_edition,
)
from .refus import TransitionRefused
from .revue import review
from .seances import (
    cancel,
    convene,
    follow_place,
    reopen_preparation,
    why_not_cancel,
    why_not_convene,
)

__all__ = [
    "ETATS_PUBLICS",
    "SEUL_PRESIDENT",
    "TransitionRefused",
    "abandon_rectification",
    "announce",
    "approve",
    "approving_seances",
    "ask",
    "ask_again",
    "ask_notes",
    "cancel",
    "close_note",
    "complete",
    "convene",
    "correct",
    "day_of",
    "erase",
    "follow_agreement",
    "follow_place",
    "freeze_import",
    "lift_objection",
    "lock",
    "may",
    "mention_of",
    "newest_public",
    "object_to_publication",
    "open_rectification",
    "possible_acts",
    "publish",
    "rectify",
    "redacted",
    "redraft",
    "refuse",
    "remarks_until",
    "remind",
    "remind_demandes",
    "remind_due",
    "renew_edition",
    "reopen_note",
    "reopen_preparation",
    "review",
    "send_out",
    "settle",
    "submit",
    "take_back",
    "tell_changes",
    "tell_news",
    "why_not_announce",
    "why_not_ask_again",
    "why_not_cancel",
    "why_not_complete",
    "why_not_convene",
    "why_not_erase",
    "why_not_publish",
    "why_not_remind",
    "why_not_reopen_note",
    "why_not_tell",
    "withdraw",
    "withdraw_edition",
]
