"""Problems, causes and possible actions: lists, reports, one of them; picking them and saying what they become."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participants import classeur
from participants.garde import kept

from .. import listes, pdf, permissions, propositions, rapport_propositions, remarques
from ..filters import PropositionFilter
from ..formulaires_propositions import EtatForm, FicheForm, RepriseForm, SoutienForm
from ..models import Proposition, VersionPV
from ..workflow import TransitionRefused
from ..workflow import propositions as suivi
from .proces_verbal import pdf_response
from .remarques import number

PROPOSITIONS = 40


def chantier_of(request, chantier):
    """The chantier of this number, None for all. Raises Http404 when this reader may not know of it."""
    if chantier is None:
        return None
    return get_object_or_404(permissions.visible_chantiers(request.user), numero=chantier)


def narrowed(request, chantier):
    """(the filter, the Propositions that it leaves, in their order) for the address that is asked."""
    visible = permissions.visible_propositions(request.user)
    if chantier is not None:
        visible = visible.filter(chantier=chantier)
    found = PropositionFilter(request.GET, queryset=visible, request=request, chantier=chantier)
    return found, propositions.ordered(found.qs if found.form.is_valid() else visible.none())


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


@login_not_required
@require_safe
@kept
def proposition_list(request, chantier=None):
    chantier = chantier_of(request, chantier)
    found, rows = narrowed(request, chantier)
    page = Paginator(rows, PROPOSITIONS).get_page(request.GET.get("page"))
    numbers = [chantier.numero] if chantier else []
    name = "chantier_propositions" if chantier else "propositions"
    query = request.GET.copy()
    query.pop("page", None)
    vues = propositions.read(request.user, page.object_list)
    return render(
        request,
        "seances/proposition_list.html",
        {
            "chantier": chantier,
            "filter": found,
            "searching": any(found.form.data.get(each) for each in found.filters),
            "page": page,
            "parties": propositions.by_chantier(vues),
            "pdf_url": listes.address(f"{name}_pdf", *numbers, query=query.urlencode()),
            "tableurs": listes.addresses(name, *numbers, query=query.urlencode()),
            "can_pick": chantier is not None and permissions.can_pick(request.user, chantier),
        },
    )


@login_not_required
@require_safe
def propositions_pdf(request, chantier=None):
    """The report of what the list shows, all its pages."""
    chantier = chantier_of(request, chantier)
    found, rows = narrowed(request, chantier)
    vues = propositions.read(request.user, rows)
    with pdf.turn():
        content = rapport_propositions.render(vues, chantier, narrowed=bool(found.form.data))
    return pdf_response(content, rapport_propositions.file_name(chantier, "pdf"))


@login_not_required
@require_safe
def propositions_tableur(request, ending, chantier=None):
    """The same as a table, a line for each passage."""
    chantier = chantier_of(request, chantier)
    _, rows = narrowed(request, chantier)
    lines = rapport_propositions.rows(propositions.read(request.user, rows))
    pieces = classeur.pieces(ending, rapport_propositions.COLONNES, lines, feuille="Propositions")
    response = StreamingHttpResponse(pieces, content_type=classeur.FORMATS[ending])
    name = rapport_propositions.file_name(chantier, ending)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


def fetch(request, chantier, numero):
    """(the chantier, the Proposition) that are asked for. Raises Http404 when this reader may not know of it."""
    chantier = chantier_of(request, chantier)
    visible = permissions.visible_propositions(request.user).select_related("chantier")
    return chantier, get_object_or_404(visible, chantier=chantier, numero=numero)


def fetch_to(request, chantier, numero, may):
    """The same for an act. may: what permissions say of it. Raises PermissionDenied."""
    chantier, proposition = fetch(request, chantier, numero)
    if not may(request.user, chantier):
        raise PermissionDenied
    return chantier, proposition


@login_not_required
@require_safe
@kept
def proposition_detail(request, chantier, numero):
    chantier, proposition = fetch(request, chantier, numero)
    return page_of(request, chantier, proposition)


def page_of(request, chantier, proposition, soutien=None):
    """The page of a proposition. soutien: the form of a support that was refused."""
    [vue] = propositions.read(request.user, [proposition])
    can_pick = permissions.can_pick(request.user, chantier)
    if can_pick and soutien is None:
        soutien = SoutienForm(chantier=chantier, seances=suivi.decided_at(proposition))
    visible = permissions.visible_propositions(request.user).filter(repond_a=proposition)
    return render(
        request,
        "seances/proposition_detail.html",
        {
            "chantier": chantier,
            "proposition": proposition,
            "vue": vue,
            "reponses": propositions.read(request.user, propositions.ordered(visible)),
            "can_pick": can_pick,
            "can_decide": permissions.can_decide(request.user, chantier),
            "retirer_refus": suivi.why_not_remove(proposition) if can_pick else "",
            "soutien": soutien,
        },
        status=422 if soutien is not None and soutien.errors else 200,
    )


# ── Picking ─────────────────────────────────────────────────────────────────────────────────────────────


def fetch_version(request, chantier, seance, numero):
    """The frozen version of which somebody picks. Raises Http404, PermissionDenied."""
    seance = get_object_or_404(
        permissions.visible_seances(request.user).select_related("chantier"),
        chantier__numero=chantier,
        numero=seance,
    )
    versions = permissions.readable_versions(request.user, seance).values("pk")
    version = get_object_or_404(
        VersionPV.objects.select_related("proces_verbal__seance__chantier"), pk__in=versions, numero=numero
    )
    if not permissions.can_pick(request.user, seance.chantier):
        raise PermissionDenied
    return version


@require_http_methods(["GET", "HEAD", "POST"])
def proposition_relever(request, chantier, seance, numero):
    """Pick a new proposition from a paragraph, or say that one of the chantier comes back there.

    p: number of the paragraph. mots, avant: as `remarques.find_words` takes them; the whole paragraph without them.
    """
    version = fetch_version(request, chantier, seance, numero)
    seance = version.proces_verbal.seance
    asked = request.POST if request.method == "POST" else request.GET
    paragraphe, texts = number(asked.get("p")), remarques.paragraphs(version)
    page = {"seance": seance, "chantier": seance.chantier, "version": version, "p": asked.get("p", "")}
    if paragraphe not in texts:
        return render(
            request,
            "seances/proposition_choisir.html",
            page,
            status=422 if request.method == "POST" else 200,
        )
    text = texts[paragraphe]
    words = remarques.find_words(text, asked.get("mots", ""), number(asked.get("avant")) or 0)
    debut, fin = words or (0, len(text))
    reprise = request.method == "POST" and "reprise" in request.POST
    data = request.POST if request.method == "POST" else None
    nouvelle = FicheForm(None if reprise else data, chantier=seance.chantier)
    revient = RepriseForm(data if reprise else None, chantier=seance.chantier)
    form = revient if reprise else nouvelle
    place = {"paragraphe": paragraphe, "debut": debut, "fin": fin, "by": request.user}
    if form.is_valid():
        if reprise:
            proposition = form.cleaned_data["proposition"]
            made = attempt(form, suivi.cite, proposition, version, **place)
        else:
            made = proposition = attempt(form, suivi.pick, version, **place, **form.fiche)
        if made:
            messages.success(request, f"La proposition {proposition.numero} cite ce passage.")
            return redirect("seances:proposition_detail", chantier, proposition.numero)
    known = Proposition.objects.filter(
        chantier=seance.chantier, sources__version=version, sources__paragraphe=paragraphe
    )
    return render(
        request,
        "seances/proposition_relever.html",
        page
        | {
            "paragraphe": paragraphe,
            "avant": text[:debut],
            "citation": text[debut:fin],
            "apres": text[fin:],
            "form": nouvelle,
            "revient": revient,
            "deja": known.distinct(),
            "mots": asked.get("mots", ""),
            "avant_mots": asked.get("avant", ""),
        },
        status=422 if form.errors else 200,
    )


def attempt(form, act, *args, **kwargs):
    """What an act returns; None when it is refused, and the form says why."""
    try:
        return act(*args, **kwargs)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def proposition_modifier(request, chantier, numero):
    """Say a proposition otherwise."""
    chantier, proposition = fetch_to(request, chantier, numero, permissions.can_pick)
    data = request.POST if request.method == "POST" else None
    form = FicheForm(data, chantier=chantier, instance=proposition)
    if form.is_valid() and attempt(form, suivi.reword, proposition, by=request.user, **form.fiche):
        messages.success(request, "La proposition est changée.")
        return redirect("seances:proposition_detail", chantier.numero, numero)
    return render(
        request,
        "seances/proposition_form.html",
        {"chantier": chantier, "numero": numero, "form": form, "titre": "Reformuler la proposition"},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def proposition_etat(request, chantier, numero):
    """Say what becomes of a proposition."""
    chantier, proposition = fetch_to(request, chantier, numero, permissions.can_decide)
    initial = {"etat": proposition.etat, "transmise_a": proposition.transmise_a}
    data = request.POST if request.method == "POST" else None
    form = EtatForm(data, seances=suivi.decided_at(proposition), initial=initial)
    if form.is_valid() and attempt(form, suivi.decide, proposition, by=request.user, **form.cleaned_data):
        messages.success(request, "L’état de la proposition est noté.")
        return redirect("seances:proposition_detail", chantier.numero, numero)
    return render(
        request,
        "seances/proposition_form.html",
        {
            "chantier": chantier,
            "numero": numero,
            "form": form,
            "titre": "Ce que la proposition devient",
            "intitule": proposition.intitule,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def proposition_soutenir(request, chantier, numero):
    """Note a support by hand."""
    chantier, proposition = fetch_to(request, chantier, numero, permissions.can_pick)
    form = SoutienForm(request.POST, chantier=chantier, seances=suivi.decided_at(proposition))
    if form.is_valid() and attempt(form, suivi.support, proposition, by=request.user, **form.cleaned_data):
        messages.success(request, "Le soutien est noté.")
        return redirect("seances:proposition_detail", chantier.numero, numero)
    return page_of(request, chantier, proposition, soutien=form)


@require_POST
def soutien_retirer(request, chantier, numero, cle):
    chantier, proposition = fetch_to(request, chantier, numero, permissions.can_pick)
    suivi.drop_support(get_object_or_404(proposition.soutiens, pk=cle), by=request.user)
    messages.success(request, "Le soutien est retiré.")
    return redirect("seances:proposition_detail", chantier.numero, numero)


@require_POST
def source_retirer(request, chantier, numero, cle):
    """Take back a passage quoted by mistake."""
    chantier, proposition = fetch_to(request, chantier, numero, permissions.can_pick)
    source = get_object_or_404(proposition.sources, pk=cle)
    try:
        suivi.drop_source(source, by=request.user)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Le passage n’est plus cité.")
    return redirect("seances:proposition_detail", chantier.numero, numero)


@require_POST
def proposition_retirer(request, chantier, numero):
    """Take away a proposition picked by mistake."""
    chantier, proposition = fetch_to(request, chantier, numero, permissions.can_pick)
    try:
        suivi.remove(proposition, by=request.user)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("seances:proposition_detail", chantier.numero, numero)
    messages.success(request, "La proposition est retirée.")
    return redirect("seances:chantier_proposition_list", chantier.numero)
