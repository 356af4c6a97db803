"""What is told of a closed door: to the anonymous the login page, to the others the portal's own pages."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.defaults import page_not_found


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
