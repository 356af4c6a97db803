"""The calendar: a month as a grid and as a list."""

import calendar
import datetime
import re

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from participants.garde import kept
from participants.indexation import indexable

from .. import abonnements, permissions, reperes
from ..filters import SeanceFilter
from ..pv.phrases import JOURS

PAR_JOUR = 4  # séances of a day in the grid; the list has the others
LISTE = 50  # séances of one page of the list
LOIN = 3  # months around today that one may leaf through though nothing is planned there
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


ORDRE = ("date", "heure_debut", "chantier__numero", "numero")


def read_month(text, today):
    """First day of « 2026-11 »; of this month for anything else."""
    match = MONTH.fullmatch(text)
    return datetime.date(int(match[1]), int(match[2]), 1) if match else today.replace(day=1)


def read_day(text, month):
    """The day of « 30 » in a month; None for anything else."""
    try:
        return month.replace(day=int(text))
    except ValueError:
        return None


def following(month):
    return (month + datetime.timedelta(days=31)).replace(day=1)


def preceding(month):
    return (month - datetime.timedelta(days=1)).replace(day=1)


def weeks(month, seances):
    """The weeks of a month: of each day (date, whether it is in the month, its first séances, how many more).

    seances: those of the month.
    """
    counts = dict(seances.order_by().values_list("date").annotate(Count("pk")))
    rank = Window(RowNumber(), partition_by="date", order_by=ORDRE)
    first = {}
    for seance in seances.annotate(rang_du_jour=rank).filter(rang_du_jour__lte=PAR_JOUR).order_by(*ORDRE):
        first.setdefault(seance.date, []).append(seance)
    return [
        [
            (day, day.month == month.month, first.get(day, []), counts.get(day, 0) - len(first.get(day, [])))
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month)
    ]


@indexable
@login_not_required
@require_safe
@kept
def calendrier(request):
    today = timezone.localdate()
    month = read_month(request.GET.get("mois", ""), today)
    filtre = SeanceFilter(
        request.GET, queryset=permissions.visible_seances(request.user).with_reperes(), request=request
    )
    visible = filtre.qs
    chantier = filtre.choisi
    feed = (
        reverse("seances:chantier_ics", args=[chantier.numero])
        if chantier
        else reverse("seances:calendrier_ics")
    )
    du_mois = visible.filter(date__gte=month, date__lt=following(month)).order_by(*ORDRE)
    jour = read_day(request.GET.get("jour", ""), month)
    page = Paginator(du_mois.filter(date=jour) if jour else du_mois, LISTE).get_page(request.GET.get("page"))
    before = visible.filter(date__lt=month).order_by("-date", "-pk").first()
    after = visible.filter(date__gte=following(month)).order_by("date", "pk").first()
    near = datetime.timedelta(days=31 * LOIN)
    return render(
        request,
        "seances/calendrier.html",
        {
            "filtre": filtre,
            "chantier": chantier,
            "suite": f"&chantier={chantier.numero}" if chantier else "",
            "fichier": feed,
            "adresses": abonnements.addresses(feed),
            "month": month,
            "today": today,
            "jour": jour,
            "page": page,
            "seances": reperes.with_pv(page.object_list, request.user),
            "jours": [(jour[:3], jour) for jour in JOURS],
            "weeks": weeks(month, du_mois),
            # Robots follow these links: they end where there is nothing more to read.
            "previous_month": preceding(month) if before or month > today - near else None,
            "next_month": following(month) if after or month < today + near else None,
            "seance_before": before,
            "seance_after": after,
        },
    )
