"""Séances for calendar programs: files that one downloads or subscribes to."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from participants.garde import kept

from .. import permissions

NOM = "Assises de la prévention"
ORDRE = ("date", "heure_debut", "chantier__numero", "numero")


def calendar_file(content, name):
    return HttpResponse(
        content,
        headers={
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": f'inline; filename="{name}.ics"',
        },
    )


@login_not_required
@require_safe
@kept
def calendrier_ics(request):
    from .. import ics  # loads icalendar, which pages do without

    seances = permissions.visible_seances(request.user).with_reperes().order_by(*ORDRE)
    content = ics.feed(seances, request.user, name=NOM, path=reverse("seances:calendrier"))
    return calendar_file(content, "calendrier")


@login_not_required
@require_safe
@kept
def chantier_ics(request, chantier):
    from .. import ics  # loads icalendar, which pages do without

    chantier = get_object_or_404(permissions.visible_chantiers(request.user), numero=chantier)
    seances = permissions.visible_seances(request.user).filter(chantier=chantier).with_reperes()
    content = ics.feed(
        seances.order_by(*ORDRE), request.user, name=str(chantier), path=chantier.get_absolute_url()
    )
    return calendar_file(content, f"chantier-{chantier.numero}")


@login_not_required
@require_safe
@kept
def seance_ics(request, chantier, seance):
    from .. import ics  # loads icalendar, which pages do without

    seance = get_object_or_404(
        permissions.visible_seances(request.user).annoncees().with_reperes(),
        chantier__numero=chantier,
        numero=seance,
    )
    name = f"chantier-{seance.chantier.numero}-seance-{seance.numero}"
    return calendar_file(ics.download(seance, request.user), name)
