"""What is held about me: see it, take it along, correct it, have it erased, not be named in public."""

import functools

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from participants import journal
from participants.journal import Acte
from participants.models import Participant

from .. import donnees, workflow
from ..fiche import DemandeForm, FicheForm
from ..models import GenreDemande
from ..permissions import served_editions

PAR_LISTE = 100  # lines of the page; the file carries all


def own_participant(user):
    """The person tied to an account, None when nobody is."""
    return Participant.objects.filter(compte=user).select_related("organisation__secteur", "compte").first()


def for_whoever_is_known(view):
    """An act on one's own data: the account must be tied to somebody."""

    @functools.wraps(view)
    def wrapped(request, **kwargs):
        participant = own_participant(request.user)
        if participant is None:
            raise PermissionDenied
        try:
            answer = view(request, participant, **kwargs)
        except workflow.TransitionRefused as refusal:
            messages.error(request, str(refusal))
            answer = None
        return answer or redirect("seances:mes_donnees")

    return wrapped


@require_safe
def mes_donnees(request):
    return _page(request, own_participant(request.user))


def _page(request, participant, *, fiche=None, demande=None, status=200):
    context = {
        "held": donnees.held(request.user, participant),
        "participant": participant,
        "par_liste": PAR_LISTE,
    }
    if participant is not None:
        context |= {
            "fiche": fiche or FicheForm(participant=participant),
            "demande": demande or DemandeForm(label_suffix=""),
            "en_attente": {row.genre: row for row in participant.demandes.ouvertes()},
            "why_not_erase": workflow.why_not_erase(participant),
        }
    response = render(request, "seances/mes_donnees.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
def mes_donnees_json(request):
    """The same as a file; a participant who takes it along leaves a line in the log."""
    participant = own_participant(request.user)
    journal.record(Acte.EXPORTATION, participant or request.user, by=request.user)
    response = JsonResponse(
        donnees.held(request.user, participant),
        encoder=DjangoJSONEncoder,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_POST
@for_whoever_is_known
def mes_donnees_fiche(request, participant):
    """Correct one's function and organisation."""
    form = FicheForm(request.POST, participant=participant)
    if not form.is_valid():
        return _page(request, participant, fiche=form, status=422)
    changed = workflow.correct(participant, **form.cleaned_data, by=request.user)
    messages.success(
        request,
        "C’est corrigé. Les procès-verbaux gardent ce qu’ils imprimaient."
        if changed
        else "Il n’y avait rien à corriger.",
    )
    return None


@require_POST
@for_whoever_is_known
def mes_donnees_correction(request, participant):
    """Ask the co-presidents for a correction."""
    form = DemandeForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, participant, demande=form, status=422)
    workflow.ask(participant, GenreDemande.CORRECTION, texte=form.cleaned_data["texte"], by=request.user)
    messages.success(request, "Votre demande est transmise à la coprésidence et à l’administration.")
    return None


@require_POST
@for_whoever_is_known
def mes_donnees_effacement(request, participant):
    """Ask for the erasure of one's contact data."""
    workflow.ask(participant, GenreDemande.EFFACEMENT, by=request.user)
    messages.success(request, "Votre demande est transmise à l’administration du portail.")
    return None


@require_POST
@for_whoever_is_known
def mes_donnees_retrait(request, participant, numero):
    """Take a request back."""
    demande = get_object_or_404(participant.demandes, pk=numero)
    workflow.take_back(demande, by=request.user)
    messages.success(request, "Votre demande est retirée.")
    return None


@require_POST
@for_whoever_is_known
def mes_donnees_opposition(request, participant):
    """« Mon nom n’apparaît pas en public », and back."""
    if request.POST.get("nom") == "visible":
        workflow.lift_objection(participant, by=request.user)
        messages.success(
            request,
            "Votre nom pourra paraître dans les prochaines éditions publiques. Celles d’aujourd’hui restent "
            "comme elles sont, jusqu’à ce qu’une personne qui préside en refasse une.",
        )
        return None
    withdrawn = workflow.object_to_publication(participant, by=request.user)
    keys = [edition.version_id for edition in withdrawn]
    again = served_editions().filter(version__in=keys).count()
    messages.success(request, told(len(withdrawn), again))
    return None


def told(withdrawn, again):
    """What became of the editions that named somebody."""
    if not withdrawn:
        return "C’est noté : votre nom ne paraîtra dans aucune édition publique."
    if withdrawn == 1:
        rest = " et refaite sans votre nom." if again else " ; elle n’a pas encore pu être refaite."
        return f"L’édition publique qui vous nommait est retirée{rest}"
    rest = (
        " et refaites sans votre nom."
        if again == withdrawn
        else f" ; {again} sont déjà refaites sans votre nom."
    )
    return f"Les {withdrawn} éditions publiques qui vous nommaient sont retirées{rest}"
