"""A sub-group: who is in it, its question, its note as it stands, and handing one in."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from participants import journal

from .. import discussions, notes, notes_attendues, papiers, pdf, permissions, reperes, workflow
from ..models import Seance
from ..pv import richtext
from ..pv.build import build
from ..pv.html_blocs import Blocs, Niveaux
from ..pv.publication import hide_addresses
from .depots import NIVEAU_NOTE, Depot
from .fichiers import INCONNU, stored_file
from .proces_verbal import pdf_response


def fetch(request, chantier, seance, numero):
    """The sub-group asked for. Raises Http404 when this reader may not know who is in it."""
    visible = permissions.visible_sous_groupes(request.user).select_related(
        "seance__chantier", "seance__proces_verbal"
    )
    return get_object_or_404(visible, seance__chantier__numero=chantier, seance__numero=seance, numero=numero)


@require_safe
def sous_groupe_detail(request, chantier, seance, numero):
    return page(request, fetch(request, chantier, seance, numero))


def page(request, groupe, *, texte="", refus=""):
    """The page of a sub-group. texte: a comment that was typed and refused; refus: why."""
    seance, can_hand_in = groupe.seance, permissions.can_hand_in(request.user, groupe)
    depots = list(groupe.restitutions.select_related("pour", "deposee_par__participant").order_by("-numero"))
    note = next((depot for depot in depots if depot.confirmee_le), None) if can_hand_in else None
    return render(
        request,
        "seances/sous_groupe_detail.html",
        {
            "groupe": groupe,
            "seance": seance,
            "chantier": seance.chantier,
            "question": richtext.parse_inline(groupe.question),
            "membres": members(groupe, request.user),
            "depots": depots,
            "note": note,
            # Rendered from the tree, which escapes.
            "contenu": mark_safe(
                Blocs(seance.adresse_images).blocks(richtext.parse(note.contenu), Niveaux(NIVEAU_NOTE))
                if note
                else ""
            ),
            "can_hand_in": can_hand_in,
            "can_read_fiche": permissions.can_read_fiche(request.user, groupe),
            "attendue": None if any(depot.confirmee_le for depot in depots) else notes_attendues.of(groupe),
            "ailleurs": elsewhere(groupe, request.user),
            "propos": discussions.of([groupe], request.user)[groupe.pk],
            "muet": discussions.why_closed(groupe),
            "can_discuss": permissions.can_discuss_note(request.user, groupe),
            "texte": texte,
            "refus": refus,
            "demandes": list(groupe.demandes.select_related("par__participant")) if can_hand_in else [],
            "attend": can_hand_in and bool(depots) and not depots[0].confirmee_le,
            "destinataire_notes": hide_addresses(seance.destinataire_notes, seance.chantier.contact.lower()),
            "can_read_original": permissions.can_read_original(request.user, groupe),
            "pv_lisible": permissions.readable_versions(request.user, seance)
            .filter(retrait__isnull=True)
            .exists(),
            "ferme": notes.why_closed(groupe),
        }
        | acts(groupe, request.user),
        status=422 if refus else 200,
    )


class Citees(Blocs):
    """Blocks of other texts: their paragraphs keep no number of their own on this page."""

    def key(self, bloc):
        return ""


def elsewhere(groupe, user):
    """(sub-group, its note as HTML or "", what was said of it) of the same question at other séances."""
    others = reperes.same_question(groupe, user)
    past, said = discussions.past_notes(others), discussions.of(others, user)
    found = []
    for other in others:
        blocs = Citees(other.seance.adresse_images)
        note = past.get(other.pk)
        # Rendered from the tree, which escapes.
        contenu = mark_safe(blocs.blocks(note.blocs, Niveaux(NIVEAU_NOTE))) if note else ""
        found.append((other, contenu, said[other.pk]))
    return found


def acts(groupe, user):
    """What this user may do around the note: asking for it again, opening it, closing it; and why not."""
    may_reopen = permissions.can_reopen_note(user, groupe)
    return {
        "can_ask": permissions.can_ask_note(user, groupe) and not workflow.why_not_ask_again(groupe),
        "can_reopen": may_reopen and not workflow.why_not_reopen_note(groupe),
        "can_close": may_reopen,
    }


@require_safe
def fiches_pdf(request, chantier, seance):
    """The sheets of every sub-group, for whoever prepares the séance."""
    visible = permissions.named_seances(request.user).with_document()
    seance = get_object_or_404(visible, chantier__numero=chantier, numero=seance)
    if not permissions.can_edit_seance(request.user, seance):
        raise PermissionDenied
    document = build(seance, textes=False)
    if not document.sous_groupes:
        raise Http404
    return fiches(seance, document, document.sous_groupes, "sous-groupes")


@require_safe
def fiche_pdf(request, chantier, seance, numero):
    """The sheet of one sub-group."""
    groupe = fetch(request, chantier, seance, numero)
    if not permissions.can_read_fiche(request.user, groupe):
        raise PermissionDenied
    seance = Seance.objects.with_document().get(pk=groupe.seance_id)
    document = build(seance, textes=False)
    one = [each for each in document.sous_groupes if each.numero == numero]
    return fiches(seance, document, one, f"groupe{numero}")


def fiches(seance, document, groupes, name):
    adresses = {
        groupe.numero: f"{settings.SITE_URL}{seance.url('note_deposer', groupe.numero)}" for groupe in groupes
    }
    with pdf.turn():
        content = papiers.fiches(document, groupes, adresses=adresses, teinte=seance.chantier.teinte)
    return pdf_response(content, f"{name}-chantier{seance.chantier.numero}-seance{seance.numero}.pdf")


def members(groupe, user):
    """The members in printed order, each with `courriel`: empty where this reader may not have it."""
    membres = list(groupe.membres.select_related("participant"))
    addresses = dict(
        permissions.participants_with_address(user)
        .filter(pk__in=[membre.participant_id for membre in membres])
        .values_list("pk", "courriel")
    )
    for membre in membres:
        membre.courriel = addresses.get(membre.participant_id, "")
    return membres


@require_http_methods(["GET", "HEAD", "POST"])
def note_deposer(request, chantier, seance, numero):
    """Hand in the note: its secrétaire, or on his behalf who writes the PV."""
    groupe = fetch(request, chantier, seance, numero)
    if not permissions.can_hand_in(request.user, groupe):
        raise PermissionDenied
    page = Depot(request, groupe, by=request.user)
    if page.outcome == "confirmee":
        messages.success(request, "La note est déposée. La voici, telle que le procès-verbal la reprend.")
        return redirect(groupe.seance.url("sous_groupe_detail", numero))
    if page.outcome:
        return redirect(f"{request.path}#apercu")
    secretaire = groupe.membres.filter(est_secretaire=True).select_related("participant").first()
    return render(
        request,
        "seances/note_deposer.html",
        {
            "groupe": groupe,
            "seance": groupe.seance,
            "chantier": groupe.seance.chantier,
            "secretaire": secretaire,
            "en_son_nom": secretaire and secretaire.participant.compte_id == request.user.pk,
            "ferme": notes.why_closed(groupe),
            "depots": groupe.restitutions.confirmees().count(),
        }
        | page.context(groupe.seance.adresse_images),
        status=page.status,
    )


@require_safe
def note_original(request, chantier, seance, numero, depot):
    """The bytes of a note as they were received."""
    groupe = fetch(request, chantier, seance, numero)
    if not permissions.can_read_original(request.user, groupe):
        raise PermissionDenied
    note = groupe.restitutions.filter(numero=depot).first()
    if note is None:
        raise Http404
    if note.retire_le:
        return render(
            request,
            "seances/note_retiree.html",
            {"note": note, "groupe": groupe, "seance": groupe.seance, "chantier": groupe.seance.chantier},
            status=410,
        )
    if request.method == "GET":
        journal.record(journal.Acte.TELECHARGEMENT, note, by=request.user)
    return stored_file(request, note.fichier_sha256, INCONNU, note.fichier_nom)
