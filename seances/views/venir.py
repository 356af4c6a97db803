"""Coming to a séance: shared cars and the meal, for its people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from .. import liens, permissions, venir
from ..formulaires_venir import CovoiturageForm, RepasForm
from ..models import ActeLien, DemandeContact
from .liens import act, closed, page, secret


def fetch(request, chantier, seance):
    """The séance, and as whom this reader comes to it. Refuses who is none of its people."""
    visible = permissions.visible_seances(request.user).annoncees().select_related("chantier", "lieu")
    seance = get_object_or_404(visible, chantier__numero=chantier, numero=seance)
    person = permissions.person_of_seance(request.user, seance)
    if person is None:
        raise PermissionDenied
    return seance, person


# ── Cars ────────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def covoiturage(request, chantier, seance):
    """What the people of the séance offer and look for; one's own, to make and to change."""
    seance, person = fetch(request, chantier, seance)
    mine = seance.covoiturages.filter(participant=person).first()
    form = CovoiturageForm(request.POST if request.method == "POST" else None, instance=mine)
    if form.is_valid() and form.announce(seance, person, by=request.user):
        messages.success(request, "Votre annonce est enregistrée. Elle s’efface après la séance.")
        return redirect(request.path)
    offres, demandes = venir.announcements(seance, person)
    return render(
        request,
        "seances/covoiturage.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            "offres": offres,
            "demandes": demandes,
            "mienne": mine,
            "recues": venir.requests_for(mine),
            "mon_adresse": venir.address_of(person),
            "form": form,
            "ferme": venir.why_closed(seance),
        },
        status=422 if form.errors else 200,
    )


def done(request, seance, do, said):
    """Do an act of the page and come back to it, told what became of it."""
    try:
        do()
    except venir.VenirRefuse as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(seance.url("covoiturage"))


@require_POST
def covoiturage_retirer(request, chantier, seance):
    """Take one's own offer or request back."""
    seance, person = fetch(request, chantier, seance)
    mine = get_object_or_404(seance.covoiturages, participant=person)
    return done(request, seance, lambda: venir.withdraw(mine, by=request.user), "Votre annonce est retirée.")


@require_POST
def contact_demander(request, chantier, seance, numero):
    """Ask whoever made an announcement how to reach him."""
    seance, person = fetch(request, chantier, seance)
    row = get_object_or_404(seance.covoiturages.select_related("seance"), pk=numero)
    return done(
        request,
        seance,
        lambda: venir.ask_contact(row, person, by=request.user),
        "Votre demande est transmise : la personne la trouve sur son accueil. Si elle accepte, chacun lit "
        "l’adresse de l’autre.",
    )


@require_POST
def contact_repondre(request, chantier, seance, numero):
    """Give one's address to who asked for it, or not."""
    seance, person = fetch(request, chantier, seance)
    mine = DemandeContact.objects.filter(covoiturage__seance=seance, covoiturage__participant=person)
    demande = get_object_or_404(mine, pk=numero)
    give = request.POST.get("reponse") == "oui"
    said = "Vos adresses sont échangées." if give else "Votre adresse n’est pas donnée."
    return done(request, seance, lambda: venir.answer_contact(demande, give=give, by=request.user), said)


# ── Meals ───────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def repas(request, chantier, seance):
    """Say whether one eats there; for whoever prepares the séance, who does."""
    visible = permissions.visible_seances(request.user).annoncees().select_related("chantier")
    seance = get_object_or_404(visible, chantier__numero=chantier, numero=seance)
    person = permissions.person_of_seance(request.user, seance)
    edits = permissions.can_edit_seance(request.user, seance)
    if person is None and (not edits or request.method == "POST"):
        raise PermissionDenied
    if not seance.repas_prevu:
        raise Http404
    said = venir.meal_of(seance, person) if person else None
    form = RepasForm(request.POST if request.method == "POST" else None, repas=said)
    if form.is_valid() and form.eat(seance, person, by=request.user):
        messages.success(request, "C’est noté. Vous pouvez changer d’avis jusqu’au début de la séance.")
        return redirect(request.path)
    return render(
        request,
        "seances/repas.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            "person": person,
            "dit": said,
            "form": form,
            "table": venir.table(seance) if edits else None,
            "ferme": venir.why_closed(seance),
        },
        status=422 if form.errors else 200,
    )


@login_not_required
@csrf_exempt
@secret
@require_POST
def lien_repas(request, jeton):
    """The meal, said by whoever answers by a personal link."""
    found = liens.find(jeton)
    if found is None or found.acte != ActeLien.REPONDRE:
        return closed(request, "inconnu", status=404)
    refusal = liens.why_closed(found)
    if refusal or liens.is_expired(found):
        return closed(request, "ferme" if refusal else "expire", status=410, lien=found, refusal=refusal)
    form = RepasForm(request.POST)
    if form.is_valid() and act(found, lambda: form.eat(found.seance, found.participant)):
        return redirect("seances:lien", jeton=jeton)
    return page(request, "seances/lien_repas.html", found, form, retour=reverse("seances:lien", args=[jeton]))
