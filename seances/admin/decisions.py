"""The desk where the remarks on a PV are settled and put into its text: one page, in the order of the text."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from .. import permissions, remarques
from ..models import DecisionRemarque, ProcesVerbal
from ..models.proces_verbal import ETATS_APPROUVES
from .adresses import documents


class DecisionForm(forms.Form):
    """What becomes of a remark on a PV."""

    decision = forms.ChoiceField(
        label="Décision",
        choices=DecisionRemarque.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce que vous décidez."},
    )
    retenue = forms.CharField(
        label="Formulation retenue",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pour une remarque acceptée autrement : ce qui s’écrit au lieu de ce qu’elle propose.",
    )
    reponse = forms.CharField(
        label="Réponse",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Son auteur la lit ; demandée pour un refus. Elle est imprimée avec la remarque.",
    )

    def __init__(self, data=None, *, remarque):
        initial = {
            "decision": remarque.decision,
            "retenue": remarque.retenue,
            "reponse": remarque.motif_decision,
        }
        super().__init__(data, prefix=f"remarque-{remarque.pk}", initial=initial, label_suffix="")
        self.remarque = remarque

    def settle(self, *, by):
        """Keep the decision. Returns the Remarque, None when it is refused: the form then says why."""
        try:
            return remarques.settle(self.remarque, by=by, **self.cleaned_data)
        except remarques.RemarqueRefusee as refusal:
            self.add_error(None, str(refusal))
            return None


def urls(model_admin):
    """Addresses of the desk, under a procès-verbal of the admin."""

    def door(view, asked):
        return model_admin.admin_site.admin_view(
            asked(lambda request, **kwargs: view(model_admin, request, **kwargs))
        )

    return [
        path(
            "<int:pk>/remarques/", door(remarques_view, require_safe), name="seances_procesverbal_remarques"
        ),
        path(
            "<int:pk>/remarques/<int:remarque>/decider/",
            door(decider_view, require_POST),
            name="seances_procesverbal_decider",
        ),
        path(
            "<int:pk>/remarques/<int:remarque>/appliquer/",
            door(appliquer_view, require_POST),
            name="seances_procesverbal_appliquer",
        ),
        path(
            "<int:pk>/remarques/<int:remarque>/oter/",
            door(oter_view, require_POST),
            name="seances_procesverbal_oter",
        ),
    ]


def fetch(request, pk):
    """The PV. Raises Http404 for whoever does not write it."""
    seances = permissions.editable_seances(request.user).order_by().values("pk")
    rows = ProcesVerbal.objects.filter(seance__in=seances).select_related("seance__chantier")
    return get_object_or_404(rows, pk=pk)


def fetch_remarque(request, pk, remarque):
    """A remark on the PV, to settle. Raises PermissionDenied for whoever does not preside."""
    pv = fetch(request, pk)
    if not permissions.can_preside_seance(request.user, pv.seance):
        raise PermissionDenied
    rows = pv.remarques.select_related("proces_verbal__seance", "seance__proces_verbal", "auteur")
    return get_object_or_404(rows, pk=remarque)


def remarques_view(model_admin, request, pk):
    return page(model_admin, request, fetch(request, pk))


def page(model_admin, request, pv, bound=None):
    """bound: the DecisionForm that was refused, with what was typed in it."""
    rows = remarques.desk(pv)
    can_settle = permissions.can_preside_seance(request.user, pv.seance)
    lignes = [describe(row, can_settle, bound) for row in rows]
    return render(
        request,
        "admin/seances/procesverbal/remarques.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Traiter les remarques",
            "subtitle": str(pv),
            "opts": model_admin.opts,
            "pv": pv,
            "seance": pv.seance,
            "documents": documents(pv.seance),
            "lignes": lignes,
            "ouvertes": sum(row.remarque.est_ouverte for row in rows),
            "a_appliquer": sum(ligne["applicable"] for ligne in lignes),
            "can_settle": can_settle,
            "clos": remarques.TRAITEES if pv.etat in ETATS_APPROUVES else "",
        },
        status=422 if bound else 200,
    )


def describe(row, can_settle, bound):
    """What the page shows of one remark."""
    # Loaded by the first who settles remarks: pages do without.
    from ..pv.alignement import compare_texts
    from ..pv.html_differences import pieces

    remarque, apercu = row.remarque, row.apercu
    refus = remarques.why_not_settle(remarque)
    form = bound if bound and bound.remarque.pk == remarque.pk else DecisionForm(remarque=remarque)
    accepted = remarque.decision in remarques.ACCEPTEES
    return {
        "remarque": remarque,
        "place": row.place,
        "form": form if can_settle and not refus else None,
        "ferme": refus,
        # Rendered by pv.html_differences, which escapes.
        "apercu": mark_safe(pieces(compare_texts(apercu.avant, apercu.apres))) if apercu else "",
        "espaces": bool(apercu) and "".join(apercu.avant.split()) == "".join(apercu.apres.split()),
        "refus": "" if remarque.appliquee_le else row.refus,
        "applicable": bool(apercu and accepted and can_settle),
        "directe": bool(apercu and remarque.est_ouverte and can_settle and not refus),
    }


def back(remarque):
    address = reverse("admin:seances_procesverbal_remarques", args=[remarque.proces_verbal_id])
    return HttpResponseRedirect(f"{address}#remarque-{remarque.pk}")


def told(request, remarque, act, success):
    """Do an act on a remark, and tell what became of it."""
    try:
        act(remarque, by=request.user)
    except remarques.RemarqueRefusee as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, success)
    return back(remarque)


def decider_view(model_admin, request, pk, remarque):
    """Settle a remark with its answer."""
    remarque = fetch_remarque(request, pk, remarque)
    form = DecisionForm(request.POST, remarque=remarque)
    if form.is_valid() and form.settle(by=request.user):
        messages.success(request, "La décision est enregistrée.")
        return back(remarque)
    return page(model_admin, request, remarque.proces_verbal, bound=form)


def appliquer_view(model_admin, request, pk, remarque):
    """Put a remark into the text in one click; an open one is accepted by the same act."""
    remarque = fetch_remarque(request, pk, remarque)
    act = remarques.accept_and_apply if remarque.est_ouverte else remarques.apply
    return told(request, remarque, act, "La remarque est apportée au texte.")


def oter_view(model_admin, request, pk, remarque):
    """Take out of the text a remark that was put there."""
    remarque = fetch_remarque(request, pk, remarque)
    return told(request, remarque, remarques.take_out, "Le texte est de nouveau ce qu’il était.")
