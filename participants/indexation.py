"""What search engines may keep: closed by default, opened view by view.

Pages, PDFs and files that name people are read on the portal, not found by typing a name elsewhere. They are not
hidden by robots.txt: an engine must read the page to learn that it may not keep it.
"""

NOINDEX = "noindex, noarchive"


def indexable(view):
    """Decorator, above all others: this page names nobody, engines may keep it."""
    view.indexable = True
    return view


class Indexation:
    """Middleware: says « noindex » in the headers of every answer whose view is not `indexable`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.indexable = False
        response = self.get_response(request)
        if not request.indexable:
            response.headers["X-Robots-Tag"] = NOINDEX
        return response

    def process_view(self, request, view, args, kwargs):
        request.indexable = getattr(view, "indexable", False)
