"""Answering a script: JSON and never a redirect, so that it always knows what became of what somebody did.

200 done, 401 the session is over, 403 another account or no right, 404 gone, 409 something else was there before,
423 frozen; the body always has a `message` for whoever acts.
"""

import json

from django.http import JsonResponse

ENTIER = 2**31  # beyond, no number of ours


class Illisible(ValueError):
    """What the script sent cannot be read."""


def refuse(status, message, **details):
    return JsonResponse({"message": message, **details}, status=status)


def received(request, **types):
    """The named values of a JSON body. Raises Illisible."""
    try:
        body = json.loads(request.body)
    except ValueError:
        raise Illisible("La demande n’est pas lisible : rechargez la page.") from None
    for name, kinds in types.items():
        if not isinstance(body, dict) or not _is_one(body.get(name), kinds):
            raise Illisible(f"La demande n’est pas complète ({name}) : rechargez la page.")
    return body


def _is_one(value, kinds):
    return (
        isinstance(value, kinds)
        and not isinstance(value, bool)
        and not (isinstance(value, int) and abs(value) >= ENTIER)
    )


def other_account(request, body, message):
    """The refusal for what was done by somebody else than who is now logged in; None when it is the same person."""
    if body["compte"] == request.user.pk:
        return None
    return refuse(403, message, autre_compte=True)
