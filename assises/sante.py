"""Is the portal alive, and is it ready? Two public addresses for whoever watches over it."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def sante(request):
    """The process answers; nothing else is asked of it."""
    return JsonResponse({"statut": "en marche"})


@login_not_required
@never_cache
@require_safe
def sante_pret(request):
    """The database answers and has every migration; otherwise 503, naming what is missing."""
    try:
        executor = MigrationExecutor(connection)
        to_apply = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"statut": "pas prêt", "manque": "base de données"}, status=503)
    if to_apply:
        return JsonResponse({"statut": "pas prêt", "manque": "migrations"}, status=503)
    return JsonResponse({"statut": "prêt"})
