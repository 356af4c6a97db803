"""What the portal answers to a request that it does not read, and when it breaks down."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.views import defaults

from .journaux import DEMANDE


def bad_request(request, exception):
    """400, or 413 for what is larger than the portal takes: nothing of it was written."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return HttpResponse(render_to_string("413.html"), status=413)
    return defaults.bad_request(request, exception)


def server_error(request):
    """500: under which name the log tells of it. Nothing else is asked of a portal that just broke down."""
    return HttpResponseServerError(render_to_string("500.html", {"demande": DEMANDE.get()}))
