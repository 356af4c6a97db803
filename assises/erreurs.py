"""What the portal answers to a request that it does not read, and when it breaks down."""

import errno
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from .journaux import DEMANDE

PLEIN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DISK_FULL = "53100"  # as PostgreSQL says it
RETOUR = 5  # seconds after which it is worth asking again


def bad_request(request, exception):
    """400, or 413 for what is larger than the portal takes: nothing of it was written."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return HttpResponse(render_to_string("413.html"), status=413)
    return defaults.bad_request(request, exception)


def server_error(request):
    """What broke, in a page that asks nothing of the portal, under the name by which the log tells of it.

    503 when the database does not answer: it is a matter of seconds. 507 when there is no room left to write. 500.
    """
    error = sys.exc_info()[1]
    if no_room(error):
        template, status = "507.html", 507
    elif isinstance(error, InterfaceError | OperationalError):
        template, status = "503.html", 503
    else:
        template, status = "500.html", 500
    response = HttpResponse(render_to_string(template, {"demande": DEMANDE.get()}), status=status)
    if status == 503:
        response.headers["Retry-After"] = str(RETOUR)
    return response


def no_room(error):
    """Whether something could not be written because a disk is full: a file, or the database's own."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in PLEIN:
            return True
        if getattr(error, "sqlstate", None) == DISK_FULL or "disk is full" in str(error):
            return True
        error = error.__cause__
    return False
