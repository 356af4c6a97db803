"""A PDF that waits for its turn."""

from django.shortcuts import render

from .. import pdf

SECONDES = 2  # until the page asks again by itself


class PdfEnAttente:
    """Middleware: while the machine makes another PDF, a page that asks again by itself, and no process that waits."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, pdf.Occupe):
            return None
        response = render(request, "seances/pdf_en_attente.html", status=503)
        response.headers["Retry-After"] = str(SECONDES)
        if request.method == "GET":
            response.headers["Refresh"] = str(SECONDES)
        return response
