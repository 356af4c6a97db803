"""What the anonymous are told: the login page, whether or not the thing they ask for exists."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404


class ConnexionDemandee:
    """Middleware: for the anonymous, « not found » and « forbidden » both become the login page.

    So nobody learns from the answer what exists behind a closed door.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Http404 | PermissionDenied) and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return None
