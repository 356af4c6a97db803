"""Each request has a name: on every line of the log, in the header of the answer, on the page of a breakdown."""

import logging
import re
import time
import uuid

from .journaux import DEMANDE, sans_secret
from .mesures import compteurs

logger = logging.getLogger(__name__)

BIEN_FORME = re.compile(
    r"[0-9a-fA-F-]{16,64}"
)  # a UUID, the $request_id of nginx: nothing that could say more


class Demande:
    """Middleware, above all others: names the request, tells how long it took, and counts it.

    The name that the web server in front gave is kept; what is not one is replaced. The line tells the path, never
    what follows « ? », neither who asked nor from where.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        name = given if BIEN_FORME.fullmatch(given) else uuid.uuid4().hex
        token, begun = DEMANDE.set(name), time.perf_counter()
        try:
            response = self.get_response(request)
            self.tell(request, response, time.perf_counter() - begun)
        finally:
            DEMANDE.reset(token)
        response.headers["X-Request-ID"] = name
        return response

    def tell(self, request, response, seconds):
        vue = request.resolver_match.view_name if request.resolver_match else ""
        compteurs().count(vue, response.status_code, seconds)
        if request.path.startswith("/sante/"):
            return  # asked every few seconds
        champs = {
            "methode": request.method,
            "chemin": sans_secret(request.path),
            "vue": vue,
            "statut": response.status_code,
            "duree_ms": round(seconds * 1000, 1),
        }
        logger.info("%(methode)s %(chemin)s %(statut)s %(duree_ms)s ms", champs, extra={"champs": champs})
