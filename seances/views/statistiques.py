"""The figures of a chantier: pictures, each with the table that says the same; and all of it as a PDF to join."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from participants.garde import kept

from .. import pdf, permissions
from ..pv import phrases
from ..statistiques import chiffres, image, releve
from .proces_verbal import pdf_response


@dataclass(frozen=True)
class Images:
    """The pictures of a Releve, "" where there is nothing to draw."""

    presences: SafeString | str = ""
    parole: SafeString | str = ""
    localites: SafeString | str = ""


def people(count):
    return f"{image.number(count)}\u00a0{'personnes' if count > 1 else 'personne'}"


def words(ligne):
    return f"{image.number(ligne.valeur)}\u00a0mots, {image.percent(ligne.part)}"


def draw(found):
    """The Images of a Releve. What is written in them is escaped there."""
    return Images(
        found.presences
        and mark_safe(
            image.stacked(
                found.presences,
                cle="presences",
                titre="Personnes présentes à chaque séance, par secteur",
                description="Une barre par séance, divisée par secteur. Le tableau donne les mêmes nombres.",
                unit=people,
            )
        ),
        found.parole
        and mark_safe(
            image.bars(
                found.parole,
                cle="parole",
                titre="Ce que chaque secteur a dit, en mots",
                description="Une barre par secteur, de la plus longue à la plus courte. Le tableau donne les mêmes "
                "nombres.",
                value=words,
                others=chiffres.AUTRES_SECTEURS,
            )
        ),
        found.localites
        and mark_safe(
            image.bars(
                found.localites,
                cle="localites",
                titre="D’où viennent les personnes, par localité de leur organisation",
                description="Une barre par localité, de la plus à la moins représentée. Le tableau donne les mêmes "
                "nombres.",
                value=lambda ligne: people(ligne.valeur),
                others=chiffres.AUTRES_LIEUX,
            )
        ),
    )


def figures(request, chantier):
    """What both views show. Raises Http404 for a chantier that this reader may not know of."""
    chantier = get_object_or_404(permissions.visible_chantiers(request.user), numero=chantier)
    found = releve.of(chantier, request.user)
    return {"chantier": chantier, "releve": found, "images": draw(found)}


@login_not_required
@require_safe
@kept(texte=True)  # words are counted from the index, which follows the texts
def statistiques(request, chantier):
    return render(request, "seances/statistiques.html", figures(request, chantier))


@login_not_required
@require_safe
def statistiques_pdf(request, chantier):
    context = figures(request, chantier)
    chantier = context["chantier"]
    article = render_to_string("seances/pdf/statistiques.html", context)
    day = phrases.date_courte(timezone.localdate())
    public = context["releve"].public
    mention = f"Chiffres {'des éditions publiques ' if public else ''}au {day}"
    content = pdf.render_statistiques(str(chantier), article, mention=mention, teinte=chantier.teinte)
    return pdf_response(content, f"chantier-{chantier.numero}-statistiques.pdf")
