"""Telling people of a séance: where its letters are, then each act with the letter and its recipients seen before."""

from dataclasses import dataclass
from urllib.parse import urlencode

from csp.decorators import csp_replace, csp_update
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participants.admin import GestionAdmin, LectureSeule, signe

from .. import convocations, courrier, permissions, suivi, workflow
from ..models import (
    RAPPELS,
    Convocation,
    GenreConvocation,
    Message,
    Presence,
    Reponse,
    ReponseDonnee,
    Seance,
    StatutSeance,
)
from .adresses import documents

LONGUEUR = 2000  # of what somebody adds to a letter
EXEMPLE = "https://…/lien/…/"  # in place of a personal link: none is made for a preview


# ── What each act asks, and does ────────────────────────────────────────────────────────────────────────


class LettreForm(forms.Form):
    """What the letters say beside what the portal writes."""

    message = forms.CharField(
        label="Ajouter à la lettre",
        required=False,
        max_length=LONGUEUR,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Facultatif. Tout le monde lit la même chose : n’y nommez aucun jeune, aucune famille.",
    )

    def __init__(self, seance, data=None):
        super().__init__(data, label_suffix="")
        self.seance = seance


class AnnulationForm(LettreForm):
    def __init__(self, seance, data=None):
        super().__init__(seance, data)
        self.fields["message"].label = "Pourquoi, et ce qui suivra"


class ChangementForm(LettreForm):
    redemander = forms.BooleanField(
        label="Redemander à tout le monde de répondre",
        required=False,
        help_text="Les réponses « vient » et « s’excuse » données jusqu’ici ne comptent plus ; elles restent lisibles.",
    )

    def __init__(self, seance, data=None):
        super().__init__(seance, data)
        last = convocations.announcement(seance)
        self.initial["redemander"] = last is not None and last.date != seance.date
        self.fields[
            "message"
        ].help_text = (
            "Facultatif si la date, les heures ou le lieu changent ; sinon, dites ici ce qui change."
        )


class ConfirmationForm(LettreForm):
    """Nothing to add: the letter is the one that the others received."""

    message = None


def convene(seance, *, by, message):
    if seance.statut == StatutSeance.CONVOQUEE:
        workflow.announce(seance, by=by, message=message)
    else:
        workflow.convene(seance, by=by, message=message)


def why_not_convene(seance):
    if seance.statut == StatutSeance.CONVOQUEE:
        return workflow.why_not_announce(seance)
    return workflow.why_not_convene(seance)


def told_people(seance):
    """Those who would be told, and those whom no letter reaches."""
    return convocations.recipients(seance)


def told_of_cancellation(seance):
    if not (convocations.is_told(seance) and seance.moment() == "a_venir"):
        return []
    now = {one.participant.pk: one for one in convocations.recipients(seance)}
    return [
        now.get(person.pk)
        or convocations.Destinataire(
            person, "a reçu une lettre", convocations.address_of(person), demande=False
        )
        for person in convocations.reached(seance)
    ]


@dataclass(frozen=True)
class Acte:
    """message: the letter that it sends. people: whom it concerns, as Destinataires."""

    libelle: str
    bouton: str
    message: Message
    pourquoi_pas: callable
    people: callable
    faire: callable
    fait: str
    formulaire: type = LettreForm


ACTES = {
    "convoquer": Acte(
        "Convoquer",
        "Convoquer",
        Message.CONVOCATION,
        why_not_convene,
        told_people,
        convene,
        "La séance est convoquée.",
    ),
    "prevenir": Acte(
        "Prévenir d’un changement",
        "Prévenir",
        Message.MODIFICATION,
        workflow.why_not_tell,
        told_people,
        workflow.tell_changes,
        "Le changement est annoncé.",
        ChangementForm,
    ),
    "completer": Acte(
        "Convoquer les personnes ajoutées depuis",
        "Convoquer",
        Message.CONVOCATION,
        workflow.why_not_complete,
        convocations.late,
        lambda seance, *, by: workflow.complete(seance, by=by),
        "Ces personnes sont convoquées.",
        ConfirmationForm,
    ),
    "relancer": Acte(
        "Demander une réponse à qui n’en a pas donné",
        "Demander une réponse",
        Message.RELANCE,
        lambda seance: workflow.why_not_remind(seance, GenreConvocation.RELANCE),
        lambda seance: convocations.reminded(seance, GenreConvocation.RELANCE),
        lambda seance, **said: workflow.remind(seance, GenreConvocation.RELANCE, **said),
        "La demande de réponse est partie.",
    ),
    "rappeler": Acte(
        "Rappeler la séance",
        "Rappeler",
        Message.RAPPEL,
        lambda seance: workflow.why_not_remind(seance, GenreConvocation.RAPPEL),
        lambda seance: convocations.reminded(seance, GenreConvocation.RAPPEL),
        lambda seance, **said: workflow.remind(seance, GenreConvocation.RAPPEL, **said),
        "Le rappel est parti.",
    ),
    "annuler": Acte(
        "Annuler la séance",
        "Annuler et prévenir",
        Message.ANNULATION,
        workflow.why_not_cancel,
        told_of_cancellation,
        workflow.cancel,
        "La séance est annulée.",
        AnnulationForm,
    ),
}


def address(seance, slug=""):
    if slug:
        return reverse("admin:seances_seance_lettre", args=[seance.pk, slug])
    return reverse("admin:seances_seance_convocation", args=[seance.pk])


def possible(seance):
    """Each act: label, address, why not now."""
    return [
        {"libelle": acte.libelle, "adresse": address(seance, slug), "refus": acte.pourquoi_pas(seance)}
        for slug, acte in ACTES.items()
    ]


def impossible(actes):
    """The acts that cannot be done now, those of one reason together: (labels, why)."""
    refused = [acte for acte in actes if acte["refus"]]
    whys = dict.fromkeys(acte["refus"] for acte in refused)
    return [([acte["libelle"] for acte in refused if acte["refus"] == why], why) for why in whys]


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────


def urls(model_admin):
    """Addresses under a séance of the admin."""

    def door(view, asked, outside=lambda view: view):
        return outside(
            model_admin.admin_site.admin_view(
                asked(lambda request, **kwargs: view(model_admin, request, **kwargs))
            )
        )

    both = require_http_methods(["GET", "HEAD", "POST"])
    here, name = "<int:pk>/convocation/", "seances_seance_"
    return [
        path(here, door(suivi_view, require_safe), name=f"{name}convocation"),
        path(f"{here}remettre/", door(remettre_view, require_POST), name=f"{name}remettre"),
        path(f"{here}<slug:slug>/", door(acte_view, both, shows_letter), name=f"{name}lettre"),
        path(f"{here}<slug:slug>/apercu/", door(apercu_view, require_safe, is_letter), name=f"{name}apercu"),
    ]


def shows_letter(view):
    return csp_update({"frame-src": ["'self'"]})(view)


def is_letter(view):
    """A letter carries its own style, as mail programs want it; it is shown inside the page that sends it."""
    framed = xframe_options_sameorigin(view)
    return csp_replace({"style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]})(framed)


def fetch(request, pk):
    rows = permissions.editable_seances(request.user)
    return get_object_or_404(rows.select_related("chantier", "lieu", "proces_verbal"), pk=pk)


def fetch_acte(model_admin, request, pk, slug):
    seance = fetch(request, pk)
    if slug not in ACTES:
        raise Http404
    if not model_admin.has_change_permission(request, seance):
        raise PermissionDenied
    return seance, ACTES[slug]


def context(model_admin, request, seance, **more):
    return {
        **model_admin.admin_site.each_context(request),
        "subtitle": str(seance),
        "opts": model_admin.opts,
        "seance": seance,
        "documents": documents(seance),
    } | more


def suivi_view(model_admin, request, pk):
    """Where the letters of a séance are, what was answered, and what may be done now."""
    seance = fetch(request, pk)
    actes = possible(seance)
    return render(
        request,
        "admin/seances/seance/convocation.html",
        context(
            model_admin,
            request,
            seance,
            title="Convocation",
            suivi=suivi.of(seance),
            actes=[acte for acte in actes if not acte["refus"]],
            impossibles=impossible(actes),
            changements=convocations.untold(seance),
            adresse_prevenir=address(seance, "prevenir"),
            a_venir=seance.moment() == "a_venir",
            rappels=[
                (GenreConvocation(genre).label, workflow.day_of(seance, genre)) for genre in reversed(RAPPELS)
            ],
        ),
    )


def acte_view(model_admin, request, pk, slug):
    """GET shows the letter and its recipients; POST sends, or shows the letter again with what was added."""
    seance, acte = fetch_acte(model_admin, request, pk, slug)
    refusal = acte.pourquoi_pas(seance)
    form = acte.formulaire(seance, request.POST if request.method == "POST" else None)
    again = "_apercu" in request.POST
    if request.method == "POST" and form.is_valid() and not again:
        try:
            acte.faire(seance, by=request.user, **form.cleaned_data)
        except workflow.TransitionRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, acte.fait)
        return HttpResponseRedirect(address(seance))
    people = [] if refusal else acte.people(seance)
    joint = form.cleaned_data.get("message", "") if form.is_bound and form.is_valid() else ""
    letters = [one for one in people if one.adresse]
    return render(
        request,
        "admin/seances/seance/convoquer.html",
        context(
            model_admin,
            request,
            seance,
            title=acte.libelle,
            acte=acte,
            refus=refusal,
            form=form,
            destinataires=people,
            lettres=len(letters) if tells(seance, acte) else 0,
            part=tells(seance, acte),
            sans_adresse=[one for one in people if not one.adresse],
            laisses=convocations.left_out(seance) if acte.people is told_people else [],
            changements=convocations.untold(seance),
            lettre=preview(seance, acte, people, joint) if people and tells(seance, acte) else None,
            apercu=f"{address(seance, slug)}apercu/?{urlencode({'message': joint})}",
            a_des_points=seance.points.exists(),
            retour=address(seance),
        ),
        status=422 if form.errors and not again else 200,
    )


def tells(seance, acte):
    """Whether an act sends letters: nobody is written to about a séance of the past."""
    now = seance.moment()
    if acte.message == Message.ANNULATION:
        return now == "a_venir"
    return now == "a_venir" or (
        now in {"preparation", "annulee"} and as_convened(seance).moment() == "a_venir"
    )


def as_convened(seance):
    """The séance as it would be, not saved: its letter is read before it is convened."""
    would = Seance.objects.select_related("chantier", "lieu").get(pk=seance.pk)
    would.statut = StatutSeance.CONVOQUEE
    return would


def preview(seance, acte, people, joint):
    """The Lettre as the first of those who are asked would read it."""
    asked = next((one for one in people if one.demande), None)
    person = (asked or people[0]).participant
    would = as_convened(seance)
    if acte.message == Message.ANNULATION:
        would.statut = StatutSeance.ANNULEE
    coming = Presence(reponse=Reponse.SANS_REPONSE)
    return convocations.write(
        acte.message,
        would,
        convocations.Dossier.read(would),
        person,
        lien=EXEMPLE if asked is not None and acte.message != Message.ANNULATION else "",
        joint=joint,
        presence=coming,
        changements=convocations.untold(seance) if acte.message == Message.MODIFICATION else (),
    )


def apercu_view(model_admin, request, pk, slug):
    """The letter in HTML, as mail programs show it."""
    seance, acte = fetch_acte(model_admin, request, pk, slug)
    people = [] if acte.pourquoi_pas(seance) or not tells(seance, acte) else acte.people(seance)
    if not people:
        raise Http404
    return HttpResponse(preview(seance, acte, people, request.GET.get("message", "")[:LONGUEUR]).html)


def remettre_view(model_admin, request, pk):
    """Try again every letter of the séance that failed."""
    seance = fetch(request, pk)
    if not model_admin.has_change_permission(request, seance):
        raise PermissionDenied
    count = courrier.put_back(convocations.letters_of(seance), by=request.user)
    messages.success(request, f"Remis dans la file : {count}." if count else "Aucune lettre n’avait échoué.")
    return HttpResponseRedirect(address(seance))


# ── What was told and answered, as rows ─────────────────────────────────────────────────────────────────


@admin.register(Convocation)
class ConvocationAdmin(LectureSeule, GestionAdmin):
    list_display = ["seance", "numero", "genre", "le", "date", "automatique"]
    list_select_related = ["seance__chantier"]
    list_filter = ["genre", "seance__chantier"]
    date_hierarchy = "le"
    ordering = ["-le", "-pk"]
    fields = readonly_fields = [
        "seance",
        "numero",
        "genre",
        "le",
        signe("par", "par"),
        "automatique",
        "message",
        "date",
        "heure_debut",
        "heure_fin",
        "lieu",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("seance__chantier", "par__participant")


@admin.register(ReponseDonnee)
class ReponseDonneeAdmin(LectureSeule, GestionAdmin):
    list_display = ["presence", "reponse", "remplacant_annonce", "donnee_le"]
    list_select_related = ["presence__participant"]
    list_filter = ["reponse", "presence__seance__chantier"]
    date_hierarchy = "donnee_le"
    ordering = ["-donnee_le", "-pk"]
    fields = readonly_fields = [
        "presence",
        "reponse",
        "motif",
        "remplacant_annonce",
        "remplacant_courriel",
        "remplacant",
        signe("par", "par"),
        "donnee_le",
    ]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("presence__participant", "remplacant", "par__participant")
        )
