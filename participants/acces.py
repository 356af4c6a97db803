"""What is told of a closed door: to the anonymous the login page, to the others the portal's own pages."""

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.views.defaults import page_not_found

from .permissions import is_administrator


class ConnexionDemandee:
    """Middleware: for the anonymous, « not found » and « forbidden » both become the login page.

    So nobody learns from the answer what exists behind a closed door. Who is logged in gets the portal's 404, in
    development too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Http404 | PermissionDenied):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return page_not_found(request, exception) if isinstance(exception, Http404) else None


class SecondFacteurDemande:
    """Middleware: an administrator gets nothing but his account until this very session has shown its second factor.

    Whatever the way in: a code, single sign-on, a session older than his rights or than his second factor.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not awaits_second_factor(request) or request.path.startswith(reverse("compte")):
            return None
        return redirect_to_login(request.get_full_path(), where_to_show_it(request.user))


def awaits_second_factor(request):
    """Whether this session is an administrator's and has shown no second factor where one is required."""
    return (
        settings.SECOND_FACTEUR_OBLIGATOIRE
        and is_administrator(request.user)
        and not any(each["method"] == "mfa" for each in get_authentication_records(request, request.user))
    )


def where_to_show_it(user):
    """The page that asks for the second factor; one's account for whoever has none yet."""
    methods = get_adapter().get_reauthentication_methods(user)
    return methods[0]["url"] if methods else reverse("compte")
