"""The life of a PV at the desk: where it stands, each act that is possible now as a form, why the others are not."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from participants.admin_champs import DateInput

from .. import remarques, workflow
from ..models import EtatPV
from ..pv.approbation import with_readers
from .adresses import documents
from .verifier import by_gravity

# ── What each act asks ──────────────────────────────────────────────────────────────────────────────────


class ActeForm(forms.Form):
    """What an act asks: nothing, unless a form of its own says what."""

    def __init__(self, pv, data=None, **kwargs):
        self.pv = pv
        super().__init__(data, label_suffix="", auto_id=f"{self.prefixe}_%s", **kwargs)

    prefixe = "acte"


class DiffuserForm(ActeForm):
    prefixe = "diffuser"
    remarques_jusqu_au = forms.DateField(
        label="Remarques jusqu’au",
        widget=DateInput,
        help_text="Ce jour compris.",
        error_messages={"required": "Dites jusqu’à quel jour les remarques sont ouvertes."},
    )

    def __init__(self, pv, data=None):
        super().__init__(pv, data, initial={"remarques_jusqu_au": workflow.remarks_until(pv)})


class MotifForm(ActeForm):
    prefixe = "motif"
    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi : les personnes qui l’ont lu verront ce motif."},
    )


DEJA_DIFFUSE = " (son procès-verbal est déjà diffusé)"
AU_SUIVANT = (
    "Le point « Approbation » de cette séance imprime les remarques. Si le procès-verbal de cette séance est déjà "
    "diffusé, il ne change plus : celui de la séance suivante les imprime à sa place."
)


class ApprouverForm(ActeForm):
    prefixe = "approuver"
    en = forms.ModelChoiceField(
        queryset=None, label="À la séance", required=False, empty_label="– par écrit, à la date ci-après –"
    )
    par_ecrit_le = forms.DateField(label="Ou par écrit, le", widget=DateInput, required=False)

    def __init__(self, pv, data=None):
        super().__init__(pv, data)
        seances = workflow.approving_seances(pv).select_related("chantier").annotate(diffuse=with_readers())
        self.fields["en"].queryset = seances
        self.fields["en"].label_from_instance = lambda seance: (
            f"séance {seance.numero}, {seance.date:%d/%m/%Y}{DEJA_DIFFUSE if seance.diffuse else ''}"
        )
        if any(seance.diffuse for seance in seances) and remarques.of_readers(pv).exists():
            self.fields["en"].help_text = AU_SUIVANT


@dataclass(frozen=True)
class Acte:
    """How the desk does an act. fige: it makes a version, so that its checks are shown before."""

    faire: callable
    fait: str
    formulaire: type = ActeForm
    fige: bool = False


ACTES = {
    "relire": Acte(workflow.submit, "Le procès-verbal est proposé à la relecture."),
    "reprendre": Acte(workflow.redraft, "Le procès-verbal est à nouveau un brouillon."),
    "diffuser": Acte(
        workflow.send_out,
        "Le procès-verbal est diffusé ; ses lecteurs sont prévenus par courriel.",
        DiffuserForm,
        fige=True,
    ),
    "retirer": Acte(
        workflow.withdraw, "La version est retirée ; ses lecteurs sont prévenus par courriel.", MotifForm
    ),
    "approuver": Acte(
        workflow.approve,
        "Le procès-verbal est approuvé ; ses lecteurs sont prévenus par courriel.",
        ApprouverForm,
        fige=True,
    ),
    "ouvrir": Acte(
        workflow.open_rectification, "La rectification est ouverte : corrigez le texte.", MotifForm
    ),
    "rectifier": Acte(
        workflow.rectify,
        "La version rectifiée est figée ; ses lecteurs sont prévenus par courriel.",
        fige=True,
    ),
    "renoncer": Acte(
        workflow.abandon_rectification, "La rectification est abandonnée ; le texte approuvé est revenu."
    ),
}


# ── What the page of a PV shows ─────────────────────────────────────────────────────────────────────────

ICI, PASSE, A_VENIR = "ici", "passe", "a-venir"


def life(pv):
    """The states in their order, as (word, where the PV stands to it)."""
    order = list(EtatPV)
    here = order.index(EtatPV(pv.etat))
    return [
        (etat.label, ICI if rank == here else PASSE if rank < here else A_VENIR)
        for rank, etat in enumerate(order)
    ]


def shown(pv, user):
    """Every act: its slug and label, why not now, else its form and the address that it is sent to."""
    return [
        {
            "slug": possible.slug,
            "libelle": possible.libelle,
            "refus": possible.refus,
            "fige": ACTES[possible.slug].fige,
            "form": None if possible.refus else ACTES[possible.slug].formulaire(pv),
            "adresse": reverse("admin:seances_procesverbal_acte", args=[pv.pk, possible.slug]),
        }
        for possible in workflow.possible_acts(pv, user)
    ]


# ── Doing one ───────────────────────────────────────────────────────────────────────────────────────────


def urls(model_admin):
    view = model_admin.admin_site.admin_view(
        lambda request, **kwargs: acte_view(model_admin, request, **kwargs)
    )
    return [path("<int:pk>/acte/<slug:slug>/", view, name="seances_procesverbal_acte")]


def acte_view(model_admin, request, pk, slug):
    """GET asks for confirmation, with the checks where a version would be made; POST does it."""
    pv = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if slug not in ACTES:
        raise Http404
    if not workflow.may(request.user, slug, pv):
        raise PermissionDenied
    acte = ACTES[slug]
    form = acte.formulaire(pv, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acte.faire(pv, **form.cleaned_data, by=request.user)
        except workflow.TransitionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, acte.fait)
        return HttpResponseRedirect(reverse("admin:seances_procesverbal_change", args=[pk]))
    if request.method == "GET":
        form.initial |= {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    [possible] = [one for one in workflow.possible_acts(pv, request.user) if one.slug == slug]
    return render(
        request,
        "admin/seances/procesverbal/acte.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": possible.libelle,
            "subtitle": str(pv),
            "opts": model_admin.opts,
            "pv": pv,
            "seance": pv.seance,
            "documents": documents(pv.seance),
            "possible": possible,
            "form": form,
            "fige": acte.fige,
            "constats": by_gravity(pv.seance) if acte.fige and not possible.refus else None,
        },
        status=422 if form.errors else 200,
    )
