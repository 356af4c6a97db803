"""Who said what, as tables for research: of one PV, of a chantier, of all that the reader may read."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from participants import classeur, journal
from participants.journal import Acte

from .. import permissions, pseudonymes, releve_paroles
from ..lus import Lu, lu_of, lus
from ..pv.build import build_with_people
from .proces_verbal import fetch, fetch_working, newest

FORMATS = {"csv": (classeur.CSV, releve_paroles.csv), "xlsx": (classeur.XLSX, releve_paroles.xlsx)}


@login_not_required
@require_safe
def interventions(request, ending):
    return table(request, permissions.visible_seances(request.user), "interventions", ending)


@login_not_required
@require_safe
def chantier_interventions(request, chantier, ending):
    row = get_object_or_404(permissions.visible_chantiers(request.user), numero=chantier)
    seances = permissions.visible_seances(request.user).filter(chantier=row)
    return table(request, seances, f"interventions-chantier{chantier}", ending)


def table(request, seances, name, ending):
    hidden = wants_pseudonyms(request)
    rows = releve_paroles.Table(pseudonymes=hidden).rows(lus(request.user, seances, people=hidden))
    return sent(rows, name, ending, hidden)


@login_not_required
@require_safe
def seance_interventions(request, chantier, seance, ending):
    """Those of the text that this reader has under « pv/ »; of the working text where he writes it."""
    hidden = wants_pseudonyms(request)
    found = fetch(request, chantier, seance)
    figee = newest(request, found)
    if figee is None:
        found = fetch_working(request, chantier, seance)
        document, people = build_with_people(found)
        lu = Lu(found, document, None, people)
    else:
        lu = lu_of(found, figee, people=hidden)
    rows = releve_paroles.Table(pseudonymes=hidden).rows([lu])
    return sent(rows, f"interventions-chantier{chantier}-seance{seance}", ending, hidden)


def wants_pseudonyms(request):
    """« ?pseudonymes=oui ». Raises BadRequest for another word: nobody gets names who meant to ask for none."""
    asked = request.GET.get("pseudonymes", "non")
    if asked not in {"oui", "non"}:
        raise BadRequest("« pseudonymes » vaut « oui » ou « non ».")
    return asked == "oui"


def sent(rows, name, ending, hidden=False):
    """The table, row by row."""
    kind, pieces = FORMATS[ending]
    response = StreamingHttpResponse(pieces(rows), content_type=kind)
    name = f"{name}{'-pseudonymes' if hidden else ''}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_safe
def pseudonymes_cle(request):
    """Who is behind each pseudonym: for the administration alone, and it is kept that it asked."""
    if not permissions.can_read_pseudonyms(request.user):
        raise PermissionDenied
    if request.method == "GET":
        journal.record(Acte.EXPORTATION, "clé des pseudonymes", by=request.user, format="csv")
    rows = pseudonymes.keys()
    response = StreamingHttpResponse(
        classeur.csv_pieces(("pseudonyme", "fiche", "prénom", "nom"), rows), content_type=classeur.CSV
    )
    response["Content-Disposition"] = 'attachment; filename="cle-des-pseudonymes.csv"'
    patch_cache_control(response, private=True, no_store=True)
    return response
