"""Reading a procès-verbal: the frozen version or public edition, the working text, and their files."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from participants.garde import kept

from .. import fichiers, papiers, pdf, permissions, remarques, sorties, workflow
from ..annonce import readable_document
from ..models import EditionPublique, EtatPV
from ..pv import html, json
from ..pv.build import build
from ..pv.html_marques import with_links
from .fichiers import PDF, stored_file

JSON = "application/json; charset=utf-8"


def fetch(request, chantier, seance, *, whole=False):
    """The séance asked for. Raises Http404 when this reader may not know of it.

    whole: with all that its document is built from.
    """
    visible = permissions.visible_seances(request.user)
    visible = visible.with_document() if whole else visible.select_related("chantier")
    return get_object_or_404(visible, chantier__numero=chantier, numero=seance)


def newest(request, seance):
    """The VersionPV or EditionPublique that this reader reads, None when there is none."""
    if permissions.can_read_versions(request.user, seance):
        versions = permissions.readable_versions(request.user, seance)
        return versions.filter(retrait__isnull=True).select_related("proces_verbal").first()
    return permissions.served_edition(seance)


def file_name(seance, ending):
    return f"pv-chantier{seance.chantier.numero}-seance{seance.numero}{ending}"


# ── Frozen ──────────────────────────────────────────────────────────────────────────────────────────────


@login_not_required
@require_safe
@kept
def proces_verbal_detail(request, chantier, seance):
    seance = fetch(request, chantier, seance)
    frozen = newest(request, seance)
    if frozen is not None:
        return frozen_page(
            request, seance, frozen, seance.url("proces_verbal_pdf"), remarks_on(request, seance, frozen)
        )
    if permissions.can_read_working_text(request.user, seance):
        if hasattr(seance, "proces_verbal"):
            return redirect("seances:projet_detail", chantier, seance.numero)
        return render(
            request, "seances/proces_verbal_absent.html", {"seance": seance, "chantier": seance.chantier}
        )
    raise Http404


@login_not_required
@require_safe
@kept
def version_detail(request, chantier, seance, numero):
    seance = fetch(request, chantier, seance)
    frozen = numbered(request, seance, numero)
    recente = newer(request, seance, frozen)
    current = recente is None and getattr(frozen, "retrait", None) is None
    return frozen_page(
        request,
        seance,
        frozen,
        seance.url("version_pdf", numero),
        remarks_on(request, seance, frozen) if current else None,
        recente,
    )


def newer(request, seance, frozen):
    """The VersionPV that this reader should read in place of an older one; None where there is none."""
    if isinstance(frozen, EditionPublique):
        return None
    versions = permissions.readable_versions(request.user, seance)
    return versions.filter(retrait__isnull=True, numero__gt=frozen.numero).first()


def numbered(request, seance, numero):
    """The version of this number; for a visitor the public edition made of it. Raises Http404."""
    if permissions.can_read_versions(request.user, seance):
        versions = permissions.readable_versions(request.user, seance)
        versions = versions.select_related("retrait", "proces_verbal")
        return get_object_or_404(versions, numero=numero)
    edition = permissions.served_edition(seance)
    if edition is None or edition.version.numero != numero:
        raise Http404
    return edition


def remarks_on(request, seance, frozen):
    """What the page tells this reader of the remarks on the version that he reads; nothing of an edition."""
    if isinstance(frozen, EditionPublique):
        return {}
    pv = frozen.proces_verbal
    rows = list(permissions.readable_remarques(request.user, seance))
    ferme = remarques.why_closed(pv)
    comptes = remarques.counts(frozen, rows) if pv.etat == EtatPV.DIFFUSE else {}
    return {
        "pv": pv,
        "remarques": rows,
        "comptes": comptes,
        "ouvertes": not ferme and permissions.can_remark(request.user, seance),
    }


def picking_address(request, seance, frozen):
    """Where this reader picks propositions from a frozen version, "" where he does not."""
    if isinstance(frozen, EditionPublique) or getattr(frozen, "retrait", None) is not None:
        return ""
    may = permissions.can_pick(request.user, seance.chantier)
    return seance.url("proposition_relever", frozen.numero) if may else ""


def frozen_page(request, seance, frozen, pdf_url, remarks=None, recente=None):
    """The page of frozen bytes: made at freezing, only its frame and what stands beside are made here."""
    is_edition = isinstance(frozen, EditionPublique)
    article = fichiers.read(frozen.page_sha256).decode()
    relever = picking_address(request, seance, frozen)
    if remarks or relever:
        article = with_links(
            article,
            remarks["comptes"] if remarks else {},
            liste=seance.url("remarque_list"),
            nouvelle=seance.url("remarque_nouvelle") if remarks and remarks["ouvertes"] else "",
            relever=relever,
        )
    return render(
        request,
        "seances/proces_verbal_detail.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            # Rendered by pv.html, which escapes.
            "article": mark_safe(article),
            "mention": workflow.mention_of(frozen),
            "edition": is_edition,
            "retrait": None if is_edition else getattr(frozen, "retrait", None),
            # Other files are of the newest text alone.
            "telecharger": recente is None and (is_edition or getattr(frozen, "retrait", None) is None),
            "pdf_url": pdf_url,
            "json_url": seance.url("proces_verbal_json"),
            "pdf_sha256": frozen.pdf_sha256,
            "recente": recente,
            "relever": relever,
            "versions_url": "" if is_edition else seance.url("version_list"),
            "can_edit": permissions.can_edit_seance(request.user, seance),
            **(remarks or {}),
        },
    )


@login_not_required
@require_safe
def proces_verbal_pdf(request, chantier, seance):
    seance = fetch(request, chantier, seance)
    frozen = newest(request, seance)
    if frozen is not None:
        return stored_file(request, frozen.pdf_sha256, PDF, file_name(seance, ".pdf"))
    if permissions.can_read_working_text(request.user, seance) and hasattr(seance, "proces_verbal"):
        return redirect("seances:projet_pdf", chantier, seance.numero)
    raise Http404


@login_not_required
@require_safe
def proces_verbal_json(request, chantier, seance):
    """The frozen tree, `pv-assises/2`; it holds no personal address."""
    seance = fetch(request, chantier, seance)
    frozen = newest(request, seance)
    if frozen is None:
        content = json.dumps(build(fetch_working(request, chantier, seance.numero))).encode()
    else:
        content = fichiers.verified(frozen.contenu.encode(), frozen.contenu_sha256)
    response = HttpResponse(content, content_type=JSON)
    response["Content-Disposition"] = f'inline; filename="{file_name(seance, ".json")}"'
    patch_cache_control(response, private=True)
    return response


@login_not_required
@require_safe
def proces_verbal_fichier(request, chantier, seance, ending):
    """The text that this reader has under « pv/ », as a file to work with: `sorties.FORMATS`."""
    found = fetch(request, chantier, seance)
    frozen = newest(request, found)
    if frozen is None:
        found = fetch_working(request, chantier, seance)
        content = sorties.render(
            ending, build(found), mention="Projet", images=picture_address(request, found)
        )
        name = file_name(found, f"-projet.{sorties.extension(ending)}")
        return sorties_response(content, ending, name)
    etag = sorties.etag_of(frozen, ending)
    unchanged = get_conditional_response(request, etag)
    if unchanged is not None:
        return unchanged
    content = sorties.render(
        ending,
        json.read_frozen(fichiers.verified(frozen.contenu.encode(), frozen.contenu_sha256).decode()),
        mention=workflow.mention_of(frozen),
        moment=sorties.moment_of(frozen),
        images=picture_address(request, found),
    )
    response = sorties_response(content, ending, file_name(found, f".{sorties.extension(ending)}"))
    response["ETag"] = etag
    return response


def picture_address(request, seance):
    return request.build_absolute_uri(seance.adresse_images)


def sorties_response(content, ending, name):
    response = HttpResponse(content, content_type=sorties.FORMATS[ending][1])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


@login_not_required
@require_safe
def version_pdf(request, chantier, seance, numero):
    seance = fetch(request, chantier, seance)
    frozen = numbered(request, seance, numero)
    return stored_file(request, frozen.pdf_sha256, PDF, file_name(seance, f"-version{numero}.pdf"))


# ── Working text ────────────────────────────────────────────────────────────────────────────────────────


def fetch_working(request, chantier, seance):
    """The séance whose working text is asked for. Raises Http404 for whoever may not read it."""
    seance = fetch(request, chantier, seance, whole=True)
    if not permissions.can_read_working_text(request.user, seance) or not hasattr(seance, "proces_verbal"):
        raise Http404
    return seance


@require_safe
@kept(texte=True)
def projet_detail(request, chantier, seance):
    seance = fetch_working(request, chantier, seance)
    document = build(seance)
    sigles = papiers.employed(document)
    return render(
        request,
        "seances/proces_verbal_detail.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            "sommaire": mark_safe(html.render_sommaire(document, sigles=sigles)),
            "article": mark_safe(
                html.render_article(
                    document, adresse=request.path, images=seance.adresse_images, sigles=sigles
                )
            ),
            "mention": f"Projet – {seance.proces_verbal.get_etat_display()}",
            "projet": True,
            "telecharger": not seance.proces_verbal.est_fige,
            "pdf_url": seance.url("projet_pdf"),
            "json_url": seance.url("proces_verbal_json"),
            "can_edit": permissions.can_edit_seance(request.user, seance),
        },
    )


@require_safe
def projet_pdf(request, chantier, seance):
    seance = fetch_working(request, chantier, seance)
    with pdf.turn():
        content = papiers.projet(build(seance), seance.chantier.teinte)
    return pdf_response(content, file_name(seance, "-projet.pdf"))


@login_not_required
@require_safe
def ordre_du_jour_pdf(request, chantier, seance):
    """The agenda as PDF: what this reader sees of it, made once for each content."""
    seance = fetch(request, chantier, seance)
    document, _ = readable_document(seance, request.user)
    content = papiers.agenda(document, seance.chantier.teinte, turn=pdf.turn)
    return pdf_response(content, f"ordre-du-jour-chantier{chantier}-seance{seance.numero}.pdf")


def pdf_response(content, name):
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    patch_cache_control(response, private=True)
    return response
