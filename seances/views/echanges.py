"""What is done around a note, on the page of its sub-group: asking for it again, opening it, talking about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from .. import discussions, permissions, workflow
from .sous_groupes import fetch, page


def back(groupe, anchor):
    return redirect(f"{groupe.seance.url('sous_groupe_detail', groupe.numero)}#{anchor}")


def done(request, groupe, do, said):
    """Do one act on a note and go back to the page, which says what became of it."""
    try:
        do()
    except workflow.TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return back(groupe, "note")


@require_POST
def note_demander(request, chantier, seance, numero):
    groupe = fetch(request, chantier, seance, numero)
    if not permissions.can_ask_note(request.user, groupe):
        raise PermissionDenied
    motif = request.POST.get("motif", "")[: discussions.LONGUEUR]
    return done(
        request,
        groupe,
        lambda: workflow.ask_again(groupe, motif=motif, by=request.user),
        "La note est redemandée : la lettre à la ou au secrétaire part.",
    )


@require_POST
def note_rouvrir(request, chantier, seance, numero):
    groupe = fetch(request, chantier, seance, numero)
    if not permissions.can_reopen_note(request.user, groupe):
        raise PermissionDenied
    motif = request.POST.get("motif", "")[: discussions.LONGUEUR]
    return done(
        request,
        groupe,
        lambda: workflow.reopen_note(groupe, motif=motif, by=request.user),
        "La note est rouverte. La version diffusée ne change pas ; la suivante reprendra la nouvelle note.",
    )


@require_POST
def note_refermer(request, chantier, seance, numero):
    groupe = fetch(request, chantier, seance, numero)
    if not permissions.can_reopen_note(request.user, groupe):
        raise PermissionDenied
    return done(
        request, groupe, lambda: workflow.close_note(groupe, by=request.user), "La note est refermée."
    )


@require_POST
def commentaire_ecrire(request, chantier, seance, numero):
    groupe = fetch(request, chantier, seance, numero)
    if not permissions.can_discuss_note(request.user, groupe):
        raise PermissionDenied
    texte = request.POST.get("texte", "")
    try:
        made = discussions.say(groupe, texte, by=request.user)
    except discussions.CommentaireRefuse as refusal:
        return page(request, groupe, texte=texte, refus=str(refusal))
    return back(groupe, f"commentaire-{made.pk}")


@require_POST
def commentaire_retirer(request, chantier, seance, numero, cle):
    groupe = fetch(request, chantier, seance, numero)
    commentaire = get_object_or_404(
        groupe.commentaires.select_related("auteur", "sous_groupe__seance"), pk=cle
    )
    if not permissions.can_withdraw_commentaire(request.user, commentaire):
        raise PermissionDenied
    try:
        discussions.withdraw(commentaire, by=request.user, motif=request.POST.get("motif", ""))
    except discussions.CommentaireRefuse as refusal:
        messages.error(request, str(refusal))
    return back(groupe, f"commentaire-{commentaire.pk}")
