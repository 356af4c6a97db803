"""Remarks on a procès-verbal that was sent out: everybody's, and one's own to make, change and withdraw."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import permissions, remarques
from ..formulaires import RemarqueLueForm

NOMBRE = re.compile(r"\d{1,6}")


def fetch(request, chantier, seance):
    """The séance whose PV is read. Raises Http404 for whoever does not read its versions."""
    seance = get_object_or_404(
        permissions.visible_seances(request.user).select_related("chantier", "proces_verbal"),
        chantier__numero=chantier,
        numero=seance,
    )
    if not permissions.can_read_versions(request.user, seance) or not hasattr(seance, "proces_verbal"):
        raise Http404
    return seance


def fetch_version(request, chantier, seance):
    """The séance and the version of its PV that is read now. Raises Http404 when there is none."""
    seance = fetch(request, chantier, seance)
    version = remarques.newest_version(seance.proces_verbal)
    if version is None:
        raise Http404
    return seance, version


def number(text):
    """A number of an address or a form, None for anything else."""
    return int(text) if NOMBRE.fullmatch(text or "") else None


@require_safe
def remarque_list(request, chantier, seance):
    """Every remark on the PV in the order of its text, with what was decided."""
    seance, version = fetch_version(request, chantier, seance)
    rows = permissions.readable_remarques(request.user, seance).select_related(
        "auteur", "seance__chantier", "proces_verbal"
    )
    own = set(permissions.own_remarques(request.user, seance).values_list("pk", flat=True))
    found = remarques.places(version, rows)
    lignes = [(row, found[row.pk], row.pk in own and not remarques.why_not_correct(row)) for row in rows]
    lignes.sort(key=lambda ligne: (place_of(ligne[0], ligne[1]), ligne[0].pk))
    return render(
        request,
        "seances/remarque_list.html",
        context(request, seance, version) | {"lignes": lignes},
    )


def place_of(remarque, place):
    """Where a remark comes in the order of the text: its paragraph, else its page, else the end."""
    last = float("inf")
    return place.paragraphe if place else remarque.paragraphe or last, remarque.page or last


def beside(request, seance, version, paragraphe, own=None):
    """(remark, place) of what was asked before about a paragraph. own: the remark that is being changed."""
    rows = permissions.readable_remarques(request.user, seance).select_related("auteur", "seance__chantier")
    rows = rows.exclude(pk=own.pk if own else None).order_by("pk")
    found = remarques.places(version, rows)
    return [(row, found[row.pk]) for row in rows if place_of(row, found[row.pk])[0] == paragraphe]


def context(request, seance, version):
    """What every page about remarks shows."""
    return {
        "seance": seance,
        "chantier": seance.chantier,
        "pv": seance.proces_verbal,
        "version": version,
        "ferme": remarques.why_closed(seance.proces_verbal),
        "can_remark": permissions.can_remark(request.user, seance),
        "can_settle": permissions.can_preside_seance(request.user, seance),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def remarque_nouvelle(request, chantier, seance):
    """A remark on a paragraph: all of it, or the words that were selected there.

    p: number of the paragraph. mots, avant: words selected, and how many characters, spaces aside, stand before them.
    page: of the PDF, when the paragraph is not known; then its paragraphs are offered.
    """
    seance, version = fetch_version(request, chantier, seance)
    if not permissions.can_remark(request.user, seance):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    paragraphe, texts = number(asked.get("p")), remarques.paragraphs(version)
    page = {**context(request, seance, version), "p": asked.get("p", ""), "page": asked.get("page", "")}
    if paragraphe not in texts or page["ferme"]:
        offered = [] if page["ferme"] else offer(version, texts, number(page["page"]))
        return render(
            request,
            "seances/remarque_choisir.html",
            page | {"paragraphes": offered},
            status=422 if request.method == "POST" else 200,
        )
    text = texts[paragraphe]
    debut, fin = remarques.find_words(text, asked.get("mots", ""), number(asked.get("avant")) or 0) or (
        0,
        len(text),
    )
    citation = text[debut:fin]
    form = RemarqueLueForm(request.POST if request.method == "POST" else None, citation=citation)
    if form.is_valid():
        made = form.keep(
            remarques.propose,
            version=version if number(asked.get("version")) == version.numero else older(version, asked),
            paragraphe=paragraphe,
            debut=debut,
            fin=fin,
            auteur=request.user.participant,
            by=request.user,
        )
        if made:
            messages.success(
                request,
                "Votre remarque est enregistrée. Vous pouvez la changer tant qu’elle n’est pas traitée.",
            )
            return redirect(f"{seance.url('remarque_list')}#remarque-{made.pk}")
    return render(
        request,
        "seances/remarque_form.html",
        page
        | {
            "form": form,
            "paragraphe": paragraphe,
            "avant": text[:debut],
            "citation": citation,
            "apres": text[fin:],
            "voisines": beside(request, seance, version, paragraphe),
            "mots": asked.get("mots", ""),
            "avant_mots": asked.get("avant", ""),
        },
        status=422 if form.errors else 200,
    )


def older(version, asked):
    """The version that the form was opened on, if it is not the newest any more."""
    numero = number(asked.get("version"))
    return version.proces_verbal.versions.filter(numero=numero).first() or version


def offer(version, texts, page):
    """(number, text) of the paragraphs of a page of the PDF."""
    return [(numero, texts[numero]) for numero in remarques.paragraphs_of_page(version, page)] if page else []


@require_http_methods(["GET", "HEAD", "POST"])
def remarque_modifier(request, chantier, seance, numero):
    """Say otherwise what one asked."""
    seance, version = fetch_version(request, chantier, seance)
    remarque = get_object_or_404(
        permissions.own_remarques(request.user, seance).select_related("proces_verbal"), pk=numero
    )
    form = RemarqueLueForm(request.POST if request.method == "POST" else None, remarque=remarque)
    if form.is_valid() and form.keep(remarques.correct, remarque=remarque, by=request.user):
        messages.success(request, "Votre remarque est changée.")
        return redirect(f"{seance.url('remarque_list')}#remarque-{remarque.pk}")
    return render(
        request,
        "seances/remarque_form.html",
        context(request, seance, version)
        | {
            "form": form,
            "remarque": remarque,
            "paragraphe": remarque.paragraphe,
            "citation": remarque.citation,
            "voisines": beside(request, seance, version, remarque.paragraphe, own=remarque),
            "ferme": remarques.why_not_correct(remarque),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def remarque_retirer(request, chantier, seance, numero):
    seance = fetch(request, chantier, seance)
    remarque = get_object_or_404(
        permissions.own_remarques(request.user, seance).select_related("proces_verbal"), pk=numero
    )
    try:
        remarques.withdraw(remarque, by=request.user)
    except remarques.RemarqueRefusee as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Votre remarque est retirée.")
    return redirect(seance.url("remarque_list"))
