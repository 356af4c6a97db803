"""robots.txt: engines read everything, and each answer says whether they may keep it (participants.indexation)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

# The doors lead nowhere for an engine. Nothing nominative stands here: it could not read there that it may not be kept.
FERMES = ["/compte/", "/gestion/", "/lien/"]


@login_not_required
@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in FERMES)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
