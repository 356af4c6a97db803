"""The writing desk: one page for the text of each point, with the revision it was opened at."""

from itertools import groupby

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from participants.admin import GestionAdmin, LectureSeule, signe

from .. import redaction
from ..forms import RetablirForm, TexteForm
from ..models import Plume, RevisionPV, RevisionTexte, SortRevision, TextePoint
from ..models.agenda import NATURES_GENERATRICES, NaturePoint
from ..pv import richtext
from .adresses import documents, text_address
from .comparaison import compare, paragraphs


def word_count(texte):
    return sum(len(words) for html in (texte.texte, texte.texte_apres) for words in paragraphs(html))


def author(texte):
    """Who saved the text last, and when: « par a@b.c le 18 octobre 2022 à 14h05 »."""
    revision = texte.revisions.select_related("par__participant").order_by("-numero").first()
    if revision is None:
        return ""
    quand = localtime(revision.quand)
    par = revision.par.signature if revision.par else "l’import"
    return f"par {par} le {date_format(quand, 'j F Y')} à {quand:%Hh%M}"


@admin.register(TextePoint)
class TexteAdmin(GestionAdmin):
    list_display = ["titre", "seance", "position", "revision", "mots"]
    list_select_related = ["point__seance__chantier"]
    list_filter = ["point__seance__chantier", "point__nature"]
    search_fields = ["point__titre", "texte", "texte_apres"]
    ordering = ["point__seance__chantier__numero", "point__seance__numero", "point__position"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("point__seance__chantier", "point__seance__proces_verbal")
        )

    @staticmethod
    def autocomplete_text(texte):
        return f"{texte.point.seance} – {texte.point}"

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="point", ordering="point__titre")
    def titre(self, texte):
        return texte.point.titre

    @admin.display(description="séance")
    def seance(self, texte):
        return texte.point.seance

    @admin.display(description="numéro", ordering="point__position")
    def position(self, texte):
        return texte.point.position

    @admin.display(description="mots")
    def mots(self, texte):
        return word_count(texte)

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(lambda request, **kwargs: function(self, request, **kwargs))

        return [
            path(
                "<int:pk>/revisions/<int:numero>/",
                view(revision_view),
                name="seances_textepoint_revision",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return texte_view(self, request, object_id)


def fetch(model_admin, request, pk):
    texte = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if not model_admin.has_change_permission(request, texte):
        raise PermissionDenied
    return texte


def texte_view(model_admin, request, pk):
    """Write the text of a point. A newer text is never written over unknowingly."""
    texte = fetch(model_admin, request, pk)
    seance = texte.point.seance
    frozen = redaction.is_frozen(seance)
    conflict = None
    asked = [request.GET.get(name, "") for name in ("de", "a")]
    if all(number.isdecimal() and len(number) < 8 for number in asked):
        before, after = sorted(map(int, asked))
        return HttpResponseRedirect(f"{revision_address(texte, after)}?avec={before}")
    if request.method == "POST":
        form = TexteForm(request.POST)
        if form.is_valid():
            try:
                saved = redaction.save_texte(
                    texte,
                    texte=form.cleaned_data["texte"],
                    texte_apres=form.cleaned_data["texte_apres"],
                    opened_revision=form.cleaned_data["revision_ouverte"],
                    by=request.user,
                    settles=form.cleaned_data["regle"],
                )
            except redaction.TexteModifie as refusal:
                conflict = refusal
                texte = refusal.courant
                form = reopened(form, refusal)
            except redaction.TexteFige as refusal:
                messages.error(request, str(refusal))
                return HttpResponseRedirect(text_address(texte))
            else:
                return after_saving(model_admin, request, texte, saved)
    else:
        form = TexteForm(
            initial={
                "texte": texte.texte,
                "texte_apres": texte.texte_apres,
                "revision_ouverte": texte.revision,
            }
        )
    written_after = texte.texte_apres or form["texte_apres"].value()
    generates = [*NATURES_GENERATRICES, NaturePoint.RAPPEL]
    if texte.point.nature not in generates and not written_after:
        form.fields["texte_apres"].widget = form.fields["texte_apres"].hidden_widget()
    previous, following = neighbours(texte)
    revisions = list(
        texte.revisions.select_related("par__participant").defer("texte", "texte_apres").order_by("-numero")
    )
    return render(
        request,
        "admin/seances/textepoint/change_form.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": f"{texte.point.position}. {texte.point.titre}",
            "opts": model_admin.opts,
            "texte": texte,
            "seance": seance,
            "documents": documents(seance),
            "form": form,
            "frozen": frozen,
            "lu": read_only(texte) if frozen else "",
            "conflict": conflict,
            "dernier": author(texte),
            "comparaisons": comparisons(texte, form) if conflict else [],
            "previous": previous,
            "following": following,
            "revisions": folded(revisions),
            "numeros": [revision.numero for revision in revisions],
            "media": form.media,
        },
        status=409 if conflict else 200,
    )


def revision_address(texte, numero):
    return reverse("admin:seances_textepoint_revision", args=[texte.pk, numero])


def folded(revisions):
    """Runs of revisions, newest first: what somebody saved stands alone, what saved itself is folded together."""

    def alike(revision):
        return revision.automatique and revision.sort == SortRevision.APPLIQUEE, revision.par_id

    found = []
    for (automatique, _), run in groupby(revisions, key=alike):
        rows = list(run)
        found += [{"pliees": rows}] if automatique and len(rows) > 1 else [{"seule": row} for row in rows]
    return found


def read_only(texte):
    """The text as HTML to be read: what the sanitiser lets through, whatever the row holds."""
    return mark_safe("".join(map(richtext.clean, (texte.texte, texte.texte_apres))))


def reopened(form, refusal):
    """The same typed text, now opened at the revision that its writer is shown."""
    data = form.data.copy()
    data["revision_ouverte"], data["regle"] = refusal.courant.revision, refusal.gardee.numero
    fresh = TexteForm(data)
    fresh.is_valid()
    return fresh


def comparisons(texte, form):
    """For each of the two fields that differ: its label, the saved text and the typed one."""
    return [
        (form.fields[name].label, *compare(saved, form.cleaned_data[name]))
        for name, saved in (("texte", texte.texte), ("texte_apres", texte.texte_apres))
        if saved != form.cleaned_data[name]
    ]


def neighbours(texte):
    around = TextePoint.objects.filter(point__seance=texte.point.seance_id).select_related("point")
    position = texte.point.position
    return (
        around.filter(point__position__lt=position).order_by("-point__position").first(),
        around.filter(point__position__gt=position).order_by("point__position").first(),
    )


def after_saving(model_admin, request, opened, saved):
    if saved.revision == opened.revision:
        messages.info(request, "Rien n’avait changé : le texte reste tel quel.")
    else:
        messages.success(
            request, f"Le point {saved.point.position} est enregistré (révision {saved.revision})."
        )
    if "_suivant" in request.POST:
        following = neighbours(opened)[1]
        if following:
            return HttpResponseRedirect(text_address(following))
    if "_continue" in request.POST or "_suivant" in request.POST:
        return HttpResponseRedirect(text_address(saved))
    desk = reverse("admin:seances_seance_rediger", args=[opened.point.seance_id])
    return HttpResponseRedirect(f"{desk}#point-{saved.point.position}")


def revision_view(model_admin, request, pk, numero):
    """An earlier text beside the present one; a POST takes it back."""
    texte = fetch(model_admin, request, pk)
    states = texte.revisions.select_related("par__participant")
    revision = get_object_or_404(states, numero=numero)
    other = request.GET.get("avec", "")
    other = get_object_or_404(states, numero=other) if other.isdecimal() and len(other) < 8 else None
    left = other or texte
    form = RetablirForm(request.POST or None, initial={"revision_ouverte": texte.revision})
    if request.method == "POST" and form.is_valid():
        try:
            redaction.save_texte(
                texte,
                texte=revision.texte,
                texte_apres=revision.texte_apres,
                opened_revision=form.cleaned_data["revision_ouverte"],
                by=request.user,
                motif=f"Rétablit la révision {numero}",
            )
        except redaction.TexteModifie:
            messages.error(
                request, "Le texte a encore changé entre-temps : comparez à nouveau avant de rétablir."
            )
            return HttpResponseRedirect(request.path)
        except redaction.TexteFige as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"La révision {numero} est rétablie.")
        return HttpResponseRedirect(text_address(texte))
    return render(
        request,
        "admin/seances/textepoint/revision.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": f"Révision {numero}",
            "subtitle": f"{texte.point.position}. {texte.point.titre}",
            "opts": model_admin.opts,
            "texte": texte,
            "seance": texte.point.seance,
            "revision": revision,
            "autre": other,
            "a_gauche": f"Révision {other.numero}" if other else "aujourd’hui",
            "form": form,
            "frozen": redaction.is_frozen(texte.point.seance),
            "comparaisons": [
                (label, *compare(now, then))
                for label, now, then in (
                    ("Texte", left.texte, revision.texte),
                    ("Texte après les compléments", left.texte_apres, revision.texte_apres),
                )
                if now or then
            ],
        },
    )


@admin.register(RevisionTexte)
class RevisionTexteAdmin(LectureSeule, GestionAdmin):
    list_display = ["lien", "numero", "quand", signe("par", "par"), "motif"]
    list_display_links = None
    list_select_related = ["texte_point__point__seance__chantier", "par__participant"]
    list_filter = ["texte_point__point__seance__chantier"]
    search_fields = ["texte_point__point__titre"]
    date_hierarchy = "quand"
    ordering = ["-quand", "-pk"]
    fields = ["numero", "quand", signe("par", "par"), "motif", "texte", "texte_apres"]

    @admin.display(description="texte")
    def lien(self, revision):
        point = revision.texte_point.point
        return format_html(
            '<a href="{}">{}, {}</a>',
            reverse("admin:seances_textepoint_revision", args=[revision.texte_point_id, revision.numero]),
            point.seance,
            point,
        )


@admin.register(RevisionPV)
class RevisionPVAdmin(LectureSeule, GestionAdmin):
    list_display = ["proces_verbal", "numero", "quand", signe("par", "par"), "motif"]
    list_select_related = ["proces_verbal__seance__chantier", "par__participant"]
    ordering = ["-quand", "-pk"]
    fields = ["proces_verbal", "numero", "quand", signe("par", "par"), "motif", "contenu"]


@admin.register(Plume)
class PlumeAdmin(LectureSeule, GestionAdmin):
    list_display = ["compte", "texte_point", "vue_le"]
    list_select_related = ["compte", "texte_point__point__seance__chantier"]
    ordering = ["-vue_le", "pk"]
