"""Preparing a séance at the desk: a new one or one already announced, its agenda from what there is; moving points on.

« Nouvelle séance » is the « add » page of the séances; the plain form of all fields stays for the small windows that
other forms open.
"""

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from chantiers.models import Chantier
from chantiers.permissions import editable_chantiers

from .. import ordre_du_jour, permissions, preparation, redaction
from ..forms_agenda import PreparationForm
from ..models import PointOrdreDuJour, Seance
from ..statistiques import document as statistiques
from .adresses import documents


def urls(model_admin):
    """Addresses under a séance of the admin."""

    def door(view, asked):
        return model_admin.admin_site.admin_view(
            asked(lambda request, **kwargs: view(model_admin, request, **kwargs))
        )

    both = require_http_methods(["GET", "HEAD", "POST"])
    name = "seances_seance_"
    return [
        path("<int:pk>/preparer/", door(preparer_view, both), name=f"{name}preparer"),
        path("<int:pk>/reports/", door(reports_view, both), name=f"{name}reports"),
        path("<int:pk>/modele/", door(modele_view, require_POST), name=f"{name}modele"),
        path("<int:pk>/statistiques/", door(statistiques_view, require_POST), name=f"{name}statistiques"),
    ]


class Preparation:
    """For the admin of séances: adding one opens « Nouvelle séance »."""

    def add_view(self, request, form_url="", extra_context=None):
        if IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST:
            return super().add_view(request, form_url, extra_context)
        return self.admin_site.admin_view(nouvelle_view)(request, self)


def nouvelle_view(request, model_admin):
    """A new séance of a chantier; who prepares several chooses first."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    chantiers = editable_chantiers(request.user).order_by("numero")
    asked = request.POST.get("chantier") or request.GET.get("chantier")
    if asked:
        chantier = get_object_or_404(chantiers, pk=asked if asked.isdecimal() else None)
    else:
        found = list(chantiers[:2])
        chantier = found[0] if len(found) == 1 else None
    if chantier is None:
        context = page(model_admin, request, title="Nouvelle séance", chantiers=chantiers)
        return render(request, "admin/seances/seance/nouvelle.html", context)
    return answer(model_admin, request, Seance(chantier=chantier))


def preparer_view(model_admin, request, pk):
    """The agenda of a séance that was announced without one."""
    seance = fetch(model_admin, request, pk)
    if seance.points.exists():
        messages.info(request, "Cette séance a déjà son ordre du jour : modifiez-le ici.")
        return HttpResponseRedirect(f"{reverse('admin:seances_seance_change', args=[pk])}#points-group")
    if redaction.is_frozen(seance):
        raise PermissionDenied
    return answer(model_admin, request, seance)


def fetch(model_admin, request, pk):
    seances = permissions.editable_seances(request.user).select_related("chantier", "lieu", "proces_verbal")
    return get_object_or_404(seances, pk=pk)


def page(model_admin, request, **context):
    return {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, **context}


def answer(model_admin, request, seance):
    """Show the form, or do what it says. The chantier is locked first: two new séances take two numbers."""
    with transaction.atomic():
        if request.method == "POST":
            Chantier.objects.select_for_update().get(pk=seance.chantier_id)
        form = form_of(model_admin, request, seance)
        if request.method == "POST" and form.is_valid():
            return done(request, preparation.prepare(form.instance, form.sketches(), by=request.user))
    context = page(
        model_admin,
        request,
        title=f"Préparer la séance {seance.numero}" if seance.pk else "Nouvelle séance",
        subtitle=str(seance.chantier),
        form=form,
        media=form.media,
        seance=seance if seance.pk else None,
        chantier=seance.chantier,
        avant=form.avant,
        en_attente=()
        if seance.pk
        else preparation.without_agenda(seance.chantier).select_related("chantier"),
    )
    return render(request, "admin/seances/seance/nouvelle.html", context, status=422 if form.errors else 200)


def form_of(model_admin, request, seance):
    modeles = permissions.visible_modeles(request.user).order_by("chantier__numero", "nom")
    form = PreparationForm(
        request.POST if request.method == "POST" else None,
        instance=seance,
        avant=preparation.previous(seance.chantier, seance.numero),
        modeles=[one for one in modeles if one.chantier_id in (None, seance.chantier_id)],
    )
    lieu = model_admin.formfield_for_dbfield(Seance._meta.get_field("lieu"), request)
    lieu.label = "Lieu"
    form.fields["lieu"] = lieu
    return form


def done(request, seance):
    count = seance.points.count()
    points = f"{count} point{'s' if count > 1 else ''}" if count else "aucun point encore"
    messages.success(
        request, f"La séance {seance.numero} est prête à relire : {points}. Personne n’en est encore averti."
    )
    for sentence in preparation.around(seance, permissions.visible_seances(request.user)):
        messages.warning(request, sentence)
    return HttpResponseRedirect(f"{reverse('admin:seances_seance_change', args=[seance.pk])}#points-group")


# ── Points that were not finished ───────────────────────────────────────────────────────────────────────


def reports_view(model_admin, request, pk):
    """Which points go on to the next séance; POST {point, acte: reporter | reprendre}."""
    seance = fetch(model_admin, request, pk)
    if request.method == "POST":
        asked = request.POST.get("point", "")
        points = PointOrdreDuJour.objects.filter(seance=seance).select_related("seance__chantier")
        point = get_object_or_404(points, pk=asked if asked.isdecimal() else None)
        try:
            if request.POST.get("acte") == "reprendre":
                ordre_du_jour.take_back(point, by=request.user)
                messages.success(request, f"Le point « {point.titre} » n’est plus reporté.")
            else:
                new = ordre_du_jour.carry_over(point, by=request.user)
                messages.success(
                    request, f"Le point « {point.titre} » est reporté à la séance {new.seance.numero}."
                )
        except ordre_du_jour.ReportRefuse as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(request.path)
    context = page(
        model_admin,
        request,
        title="Reporter des points",
        subtitle=str(seance),
        seance=seance,
        documents=documents(seance),
        suivante=ordre_du_jour.following(seance),
        points=seance.points.select_related("reporte_de__seance", "reporte_vers__seance").order_by(
            "position"
        ),
        non_atteints=preparation.not_reached(seance),
    )
    return render(request, "admin/seances/seance/reports.html", context)


def modele_view(model_admin, request, pk):
    """Keep the agenda of a séance as a model of its chantier."""
    seance = fetch(model_admin, request, pk)
    if not seance.points.exists():
        messages.error(request, "L’ordre du jour est vide : il n’y a rien à garder comme modèle.")
        return HttpResponseRedirect(reverse("admin:seances_seance_change", args=[pk]))
    modele = preparation.keep_as_modele(seance, by=request.user)
    messages.success(request, f"Le modèle « {modele.nom} » est gardé : donnez-lui le nom que vous voulez.")
    return HttpResponseRedirect(reverse("admin:seances_modeleordredujour_change", args=[modele.pk]))


def statistiques_view(model_admin, request, pk):
    """Put the figures of the chantier among the annexes of a séance."""
    seance = fetch(model_admin, request, pk)
    try:
        annexe = statistiques.join(seance, by=request.user)
    except statistiques.AnnexeRefusee as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:seances_seance_change", args=[pk]))
    messages.success(
        request, f"Les statistiques sont jointes\u00a0: annexe {annexe.numero}, lue par le chantier seul."
    )
    return HttpResponseRedirect(f"{reverse('admin:seances_seance_change', args=[pk])}#annexes-group")
