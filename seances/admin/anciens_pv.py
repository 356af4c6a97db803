"""An old PV at the desk: handed in, reviewed against the document, brought in once somebody confirms it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from chantiers.permissions import presided_chantiers
from participants.admin import GestionAdmin, signe

from .. import anciens_pv, permissions
from ..anciens_pv import AncienRefuse, Depasse
from ..conversion import limites
from ..forms_reprise import DepotForm
from ..importation import FichierRefuse, ImportRefuse, importer_ancien
from ..models import AncienPV
from ..relecture_reprise import Relecture
from ..views.fichiers import INCONNU, stored_file

MONTRES = 20
ACTES = {"_garder", "_verifier", "_importer", "_remplacer", "_seul"}
HORS_FORMULAIRE = ACTES | {"csrfmiddlewaretoken", "revision"}
DEPASSE = (
    "Quelqu’un d’autre a gardé des corrections depuis que cette page est ouverte : les vôtres ne le sont pas."
)
DEPASSE_PAGE = (
    f"{DEPASSE} Elles sont encore ci-dessous. Ouvrez cette page dans un autre onglet pour voir les siennes ; si vous "
    "gardez les vôtres ici, elles les remplacent."
)
DEPASSE_SCRIPT = f"{DEPASSE} Ouvrez cette page dans un autre onglet, et comparez avant de continuer."


@admin.register(AncienPV)
class AncienPVAdmin(GestionAdmin):
    list_display = [
        "fichier_nom",
        "chantier",
        "seance",
        signe("depose_par", "déposé par"),
        "modifie_le",
        "importe_le",
    ]
    list_select_related = ["chantier", "seance__chantier", "depose_par__participant"]
    list_filter = ["chantier", ("importe_le", admin.EmptyFieldListFilter)]
    ordering = ["-depose_le", "-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("chantier", "seance__chantier")

    def get_urls(self):
        original = self.admin_site.admin_view(require_safe(self.original_view))
        return [path("<int:pk>/fichier/", original, name="seances_ancienpv_fichier"), *super().get_urls()]

    def delete_model(self, request, obj):
        anciens_pv.discard(obj)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            anciens_pv.discard(row)

    def original_view(self, request, pk):
        """The file as it was handed in, to compare."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        return stored_file(request, row.fichier_sha256, INCONNU, row.fichier_nom)

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = request.method == "POST"
        form = DepotForm(
            request.POST if posted else None,
            request.FILES if posted else None,
            chantiers=presided_chantiers(request.user),
            peut_creer=permissions.can_import_elsewhere(request.user),
            initial={"chantier": request.GET.get("chantier")},
        )
        if posted and form.is_valid():
            received = form.cleaned_data["fichier"]
            try:
                row = anciens_pv.receive(
                    form.cleaned_data["chantier"],
                    name=received.name,
                    data=received.read(limites.TAILLE + 1),
                    by=request.user,
                )
            except AncienRefuse as refusal:
                form.add_error("fichier", str(refusal))
            else:
                return HttpResponseRedirect(reverse("admin:seances_ancienpv_change", args=[row.pk]))
        context = self.page(request, title="Reprendre un ancien procès-verbal", form=form)
        status = 422 if form.errors else 200
        return render(request, "admin/seances/ancienpv/deposer.html", context, status=status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if row.importe_le:
            context = self.page(request, title=str(row), ancien=row)
            return render(request, "admin/seances/ancienpv/repris.html", context)
        if request.method == "POST":
            return self.post(request, row)
        return self.show(request, row, Relecture(row))

    def page(self, request, **context):
        return {**self.admin_site.each_context(request), "opts": self.opts, **context}

    def show(self, request, row, relecture, *, status=200, **context):
        context = self.page(
            request,
            title="Relire avant d’importer",
            subtitle=str(row),
            ancien=row,
            relecture=relecture,
            **context,
        )
        return render(request, "admin/seances/ancienpv/relire.html", context, status=status)

    def post(self, request, row):
        """Keep what was typed first, whatever it is; then do what the button says."""
        typed = {name: value for name, value in request.POST.items() if name not in HORS_FORMULAIRE}
        script = "_seul" in request.POST
        asked = request.POST.get("revision", "")
        if not asked.isdecimal():
            messages.error(request, "La page n’est pas arrivée entière, rien n’a changé : recommencez d’ici.")
            return self.show(request, row, Relecture(row))
        try:
            kept = anciens_pv.keep(row, typed, revision=int(asked))
        except Depasse:
            if script:
                return JsonResponse({"message": DEPASSE_SCRIPT}, status=409)
            messages.error(request, DEPASSE_PAGE)
            return self.show(request, row, Relecture(row, typed), status=409)
        if script:
            return JsonResponse({"revision": kept.revision})
        if "_garder" in request.POST:
            messages.success(
                request, "Vos corrections sont gardées : vous pouvez fermer cette page et y revenir."
            )
            return HttpResponseRedirect(request.path)
        relecture = Relecture(kept, typed)
        if not relecture.is_valid():
            return self.show(request, kept, relecture, status=422, erreurs=relecture.errors)
        return self.bring_in(request, kept, relecture)

    def bring_in(self, request, row, relecture):
        """Write it, or only tell what would be written."""
        trial = "_importer" not in request.POST
        try:
            result = importer_ancien(
                row,
                relecture.plain(),
                remplacer="_remplacer" in request.POST,
                simuler=trial,
                by=request.user,
            )
        except Depasse:
            messages.error(request, DEPASSE_PAGE)
            return self.show(request, row, relecture, status=409)
        except FichierRefuse as refusal:
            found = [
                {"ou": erreur.chemin, "champ": "", "id": "", "message": erreur.raison}
                for erreur in refusal.erreurs
            ]
            return self.show(request, row, relecture, status=422, erreurs=found[:MONTRES])
        except ImportRefuse as refusal:
            return self.show(
                request, row, relecture, status=422, refus=refusal, changements=refusal.changements[:MONTRES]
            )
        if trial:
            return self.show(request, row, relecture, essai=result, crees=counted(result.rapport))
        for warning in (*result.avertissements, *result.rapport.a_verifier):
            messages.warning(request, f"À vérifier : {warning}")
        messages.success(
            request, f"{result.seance} est dans le portail, en brouillon : relisez son texte ici."
        )
        return HttpResponseRedirect(reverse("admin:seances_seance_rediger", args=[result.seance.pk]))


def counted(rapport):
    """How many rows of each kind would be made: [(kind, count)]."""
    counts = {}
    for kind, _ in rapport.crees:
        counts[kind] = counts.get(kind, 0) + 1
    return list(counts.items())
