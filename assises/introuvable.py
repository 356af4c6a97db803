"""The page that is not there."""

from django.http import Http404


def introuvable(request, **kwargs):
    """404 for whoever is logged in; LoginRequiredMiddleware sends the others to the login page first.

    So an anonymous visitor gets the same answer whether or not the thing exists.
    """
    raise Http404
