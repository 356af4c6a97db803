"""Reading chantiers and séances."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chantiers import glossaire
from chantiers.permissions import belongs, can_edit_chantier
from participants.garde import kept
from participants.indexation import indexable

from .. import abonnements, listes, permissions, remplacements, reperes, reponses, venir
from ..annonce import practical, readable_document
from ..formulaires import ReponseForm

CHANTIERS = 24
SEANCES = 20
STATUTS = [
    ("present", "Présents", "présent,présents"),
    ("excuse", "Excusés", "excusé,excusés"),
    ("absent", "Absents", "absent,absents"),
]


@indexable
@login_not_required
@require_safe
@kept
def chantier_list(request):
    chantiers = Paginator(reperes.chantiers_with_reperes(request.user), CHANTIERS)
    page = chantiers.get_page(request.GET.get("page"))
    reperes.without_declined(page.object_list, request.user)
    return render(request, "chantiers/chantier_list.html", {"page": page})


@login_not_required
@require_safe
@kept
def chantier_detail(request, chantier):
    chantier = get_object_or_404(
        permissions.visible_chantiers(request.user).select_related("thematique"), numero=chantier
    )
    seances = permissions.visible_seances(request.user).filter(chantier=chantier).with_reperes()
    page = Paginator(seances.passees(), SEANCES).get_page(request.GET.get("page"))
    a_venir = list(seances.a_venir()[:SEANCES])
    lines = reperes.with_pv([*a_venir, *page.object_list], request.user)
    questions = list(chantier.questions.all())
    reperes.without_declined([chantier], request.user, questions)
    feed = reverse("seances:chantier_ics", args=[chantier.numero])
    return render(
        request,
        "chantiers/chantier_detail.html",
        {
            "chantier": chantier,
            "questions": questions,
            "fichier": feed,
            "adresses": abonnements.addresses(feed),
            "copresidents": reperes.copresidents(chantier, request.user),
            "a_venir": lines[: len(a_venir)],
            "page": page,
            "passees": lines[len(a_venir) :],
            "sigles": glossaire.explication(),
            "can_edit": can_edit_chantier(request.user, chantier),
            "tableurs": listes.addresses("chantier_presences", chantier.numero)
            if lines and belongs(request.user, chantier)
            else None,
        },
    )


@login_not_required
@require_safe
@kept
def seance_detail(request, chantier, seance):
    visible = permissions.visible_seances(request.user)
    seance = get_object_or_404(visible.with_document(), chantier__numero=chantier, numero=seance)
    [seance] = reperes.with_pv([seance], request.user)
    document, names = readable_document(seance, request.user)
    siblings = visible.filter(chantier=seance.chantier_id).select_related("chantier")
    asked, presence = reponses.own(request.user, seance)
    moved = reperes.reports(seance, request.user)
    return render(
        request,
        "seances/seance_detail.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            "pratique": practical(seance, document, request.user),
            "document": document,
            "points": [(point, moved.get((point.numero, point.titre))) for point in document.points],
            "names": names,
            "listes": [(title, document.with_statut(statut), words) for statut, title, words in STATUTS],
            "remplacements": sum(bool(presence.remplace_nom) for presence in document.presences),
            "remarques": [(each, document.personne(each.auteur).nom_complet) for each in document.remarques],
            "previous": siblings.filter(numero__lt=seance.numero).order_by("-numero").first(),
            "next": siblings.filter(numero__gt=seance.numero).order_by("numero").first(),
            "can_edit": permissions.can_edit_seance(request.user, seance),
            "can_see_names": permissions.can_see_names(request.user, seance),
            "tableurs": listes.addresses("seance_presences", seance.chantier.numero, seance.numero),
            "reponse_demandee": asked,
            "presence": presence,
            "venue": venir.own(request.user, seance),
            "form": ReponseForm(
                presence=presence,
                candidates=remplacements.candidates(seance, request.user.participant) if asked else None,
            ),
            "sigles": glossaire.explication(personne.nom_complet for personne in document.personnes),
            "remplacant_decline": remplacements.declined(presence),
        },
    )
