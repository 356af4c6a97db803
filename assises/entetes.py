"""What every answer tells the browser beside its page: what it may keep, what it may never do."""

from django.conf import settings
from django.utils.cache import patch_cache_control

# Nothing here asks for these, so no page may, whatever gets into it. Passkeys are not among them.
REFUSES = [
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
]
PERMISSIONS = ", ".join(f"{name}=()" for name in REFUSES)


class Entetes:
    """Middleware, above those that answer: their answers get these headers too.

    A page that says nothing else is its reader's alone and asked for again each time. It may stay in his browser:
    otherwise « Back » after a refused form would lose what was typed. Whatever stayed goes when the session ends.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True)
        session = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if session is not None and session["max-age"] == 0:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
