"""The writing desk: the whole PV on one page, as it will be printed, each point in its own editor.

The page saves by itself. Its answers are JSON and never a redirect, so that a script always knows what became of a
text: 200 saved, 401 the session is over, 403 another account or no right, 409 a newer text is there (both are kept),
423 the PV is frozen (the typed text is kept).
"""

import re
from collections import Counter
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import passages, permissions, redaction
from ..forms import HeuresForm, TexteForm
from ..models import Seance, StatutPresence, TextePoint
from ..models.agenda import NATURES_GENERATRICES, NaturePoint
from ..pv import html, phrases, richtext
from ..pv.build import build, build_with_people
from ..pv.locuteurs import margin, speaking
from ..views import script
from ..views.script import Illisible, received, refuse
from .adresses import documents
from .comparaison import compare

HEURE = "%Hh%M"
# An image is named by its sha256, which no browser can fetch: until the editor starts, its description stands for it.
IMAGE = re.compile(r'<img [^>]*?(?:alt="([^"]*)")?[^>]*>')
IMAGE_LUE = r'<p class="image-gardee">[Image : \1]</p>'


def urls(model_admin):
    """Addresses of the desk, under a séance of the admin."""

    def page(view):
        def asked(request, **kwargs):
            return view(model_admin, request, **kwargs)

        return model_admin.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(asked))

    return [
        path("<int:pk>/rediger/", page(rediger_view), name="seances_seance_rediger"),
        path("<int:pk>/rediger/etat/", etat_view, name="seances_seance_rediger_etat"),
        path("<int:pk>/rediger/heures/", heures_view, name="seances_seance_rediger_heures"),
        path(
            "<int:pk>/rediger/<int:texte>/attribuer/",
            attribuer_view,
            name="seances_seance_rediger_attribuer",
        ),
        path(
            "<int:pk>/rediger/<int:texte>/enregistrer/",
            enregistrer_view,
            name="seances_seance_rediger_enregistrer",
        ),
        path(
            "<int:pk>/rediger/<int:texte>/departager/",
            departager_view,
            name="seances_seance_rediger_departager",
        ),
        path("<int:pk>/rediger/<int:texte>/", texte_view, name="seances_seance_rediger_texte"),
    ]


# ── The page ────────────────────────────────────────────────────────────────────────────────────────────


def rediger_view(model_admin, request, pk):
    """The desk; a POST starts the PV: each point of the agenda gets its text."""
    seances = permissions.editable_seances(request.user).with_document()
    seance = get_object_or_404(seances, pk=pk)
    pv, frozen = getattr(seance, "proces_verbal", None), redaction.is_frozen(seance)
    if request.method == "POST":
        if not frozen:
            redaction.open_pv(seance)
        return HttpResponseRedirect(request.path)
    if pv is not None and not frozen:
        redaction.ensure_textes(seance)
    document = build(seance)
    textes = TextePoint.objects.filter(point__seance=seance).select_related("point")
    rows = {row.point.position: row for row in textes}
    waiting = {row.texte_point_id: row.numero for row in redaction.waiting_in(seance, request.user)}
    form, unrolled = TexteForm(), passages.unrolled(seance)
    tenus = passages.held(unrolled)
    return render(
        request,
        "admin/seances/seance/rediger.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Rédiger le procès-verbal",
            "subtitle": str(seance),
            "opts": model_admin.opts,
            "seance": seance,
            "document": document,
            "documents": documents(seance),
            "pv": pv,
            "frozen": frozen,
            "tete": head(document),
            "heures": HeuresForm(instance=seance),
            "ecran": passages.whole(unrolled),
            "points": [
                block(seance, document, point, rows[point.numero], waiting, tenus)
                for point in document.points
                if point.numero in rows
            ],
            "sans_texte": [point for point in document.points if point.numero not in rows],
            "cloture_apres": getattr(document.last_working_point(), "numero", None),
            "reglages": {
                "compte": request.user.pk,
                "seance": seance.pk,
                "fige": frozen,
                "connexion": reverse(settings.LOGIN_URL),
                "etat": reverse("admin:seances_seance_rediger_etat", args=[seance.pk]),
                "noms": [
                    {"cle": personne.cle, "nom": personne.nom_complet, "autres": list(personne.graphies)}
                    for personne in speaking(document)
                ],
                "extensions": form.fields["texte"].widget.get_config()["extensions"],
            },
            "media": form.media,
        },
    )


def head(document):
    """What the PV prints before its points and after them, for whoever writes it."""
    counts = Counter(presence.statut for presence in document.presences)
    return {
        "intitule": phrases.intitule(document),
        "lieu": phrases.lieu(document.seance.lieu) if document.seance.lieu else "",
        "presidence": phrases.presidence(document),
        "presidents": phrases.enumere([president.nom for president in document.presidents])
        if document.presidents
        else "",
        "comptes": [
            f"{counts[value]} {label}{'s' if counts[value] > 1 else ''}"
            for value, label in StatutPresence.choices
            if counts[value]
        ],
        **sentences(document),
    }


def sentences(document):
    """The generated sentences that the real hours enter."""
    return {
        "ouverture": phrases.ouverture(document),
        "cloture": phrases.cloture(document) if document.formule_cloture else [],
    }


def block(seance, document, point, row, waiting, tenus):
    """What the page shows of one point."""
    complement = html.render_complement(document, point)
    generates = row.point.nature in NATURES_GENERATRICES or bool(
        complement
    )  # a « rappel », where there is something
    deux = bool(row.texte_apres) or generates
    numbers = [seance.pk, row.pk]
    return {
        "point": point,
        "row": row,
        "tenu": tenus.get(row.point_id),
        "champs": [
            (name, mark_safe(clean), mark_safe(IMAGE.sub(IMAGE_LUE, clean)))
            for name in (("texte", "texte_apres") if deux else ("texte",))
            for clean in [richtext.clean(getattr(row, name))]
        ],
        "complement": mark_safe(complement),
        "marges": margins(document, point),
        "en_attente": waiting.get(row.pk),
        "enregistrer": reverse("admin:seances_seance_rediger_enregistrer", args=numbers),
        "departager": reverse("admin:seances_seance_rediger_departager", args=numbers),
        "relire": reverse("admin:seances_seance_rediger_texte", args=numbers),
        "attribuer": reverse("admin:seances_seance_rediger_attribuer", args=numbers),
        "revisions": reverse("admin:seances_textepoint_change", args=[row.pk]),
        "remarque": f"{reverse('admin:seances_remarque_add')}?seance={seance.pk}"
        if row.point.nature == NaturePoint.APPROBATION
        else "",
    }


def margins(document, point):
    """Who opens each paragraph: {"texte": [{"nom"} | {"inconnu"} | None], "texte_apres": …}."""
    names = {personne.cle: personne.nom_complet for personne in document.personnes}

    def one(key, label):
        if key:
            return {"nom": names.get(key, label)}
        return {"inconnu": label} if label else None

    return {
        "texte": [one(*who) for who in margin(point.blocs)],
        "texte_apres": [one(*who) for who in margin(point.blocs_apres)],
    }


# ── What its script asks ────────────────────────────────────────────────────────────────────────────────


def answers_json(view):
    """A view of the desk: it answers in JSON, also to whoever is no longer logged in."""

    @login_not_required
    @never_cache
    @wraps(view)
    def wrapped(request, pk, **kwargs):
        if not request.user.is_authenticated:
            return refuse(401, "Votre session a expiré. Reconnectez-vous : votre texte vous attend.")
        if not permissions.can_enter_gestion(request.user):
            return refuse(403, "Votre compte ne peut plus écrire ce procès-verbal.")
        try:
            seance = permissions.editable_seances(request.user).select_related("proces_verbal").get(pk=pk)
        except Seance.DoesNotExist:
            return refuse(404, "Cette séance n’existe plus, ou n’est plus la vôtre.")
        try:
            return view(request, seance, **kwargs)
        except Illisible as error:
            return refuse(400, str(error))
        except RequestDataTooBig:
            return refuse(413, "Ce texte est trop long pour être enregistré d’un coup.")
        except (Http404, redaction.TexteDisparu):
            return refuse(404, "Ce point n’existe plus dans l’ordre du jour : gardez votre texte ailleurs.")

    return wrapped


def other_account(request, body):
    """The refusal for a text typed by somebody else than who is now logged in; None when it is the same person."""
    return script.other_account(
        request,
        body,
        "Une autre personne est connectée dans ce navigateur : ce texte n’est pas enregistré sous son nom.",
    )


def fetch(seance, texte):
    return get_object_or_404(TextePoint.objects.select_related("point"), pk=texte, point__seance=seance)


@require_POST
@answers_json
def enregistrer_view(request, seance, texte):
    """Save a text: {compte, revision, texte, texte_apres, automatique?, regle?: number of a waiting revision}."""
    body = received(request, compte=int, revision=int, texte=str, texte_apres=str)
    if body.get("regle") is not None:
        received(request, regle=int)
    refusal = other_account(request, body)
    if refusal:
        return refusal
    row = fetch(seance, texte)
    redaction.take_pen(row, by=request.user)
    try:
        saved = redaction.save_texte(
            row,
            texte=body["texte"],
            texte_apres=body["texte_apres"],
            opened_revision=body["revision"],
            by=request.user,
            automatique=bool(body.get("automatique")),
            settles=body.get("regle"),
        )
    except redaction.TexteModifie as conflict:
        return refuse(409, str(conflict), **describe_conflict(conflict))
    except redaction.TexteFige as frozen:
        return refuse(423, str(frozen), gardee=frozen.gardee.numero)
    return JsonResponse(state_of(seance, saved))


def state_of(seance, row):
    """What became of a text and who speaks in it."""
    document = getattr(row, "document", None) or build(Seance.objects.with_document().get(pk=seance.pk))
    [point] = [point for point in document.points if point.numero == row.point.position]
    return {"revision": row.revision, "marges": margins(document, point), **last_save(row)}


def text_of(row):
    return {"texte": row.texte, "texte_apres": row.texte_apres}


def last_save(row):
    """Who saved a text last, and when."""
    last = row.revisions.filter(numero=row.revision).select_related("par__participant").first()
    return {
        "par": redaction.pen_name(last.par) if last and last.par else "",
        "quand": localtime(last.quand).strftime(HEURE) if last else "",
    }


def describe_conflict(conflict):
    """Both texts, what differs, and a merge to start from."""
    from ..pv.fusion import merge  # loaded by the first who meets a conflict

    courant, gardee = conflict.courant, conflict.gardee
    base = courant.revisions.filter(numero=gardee.base).first()
    merged, doubles = {}, 0
    for name in ("texte", "texte_apres"):
        fusion = merge(getattr(base, name, ""), getattr(gardee, name), getattr(courant, name))
        merged[name] = fusion.texte
        doubles += fusion.doubles
    return {
        "revision": courant.revision,
        "gardee": gardee.numero,
        **last_save(courant),
        "courant": text_of(courant),
        "mien": text_of(gardee),
        "fusion": merged,
        "doubles": doubles,
        "differences": [
            compare(getattr(courant, name), getattr(gardee, name)) for name in ("texte", "texte_apres")
        ],
    }


@require_POST
@answers_json
def departager_view(request, seance, texte):
    """Keep the text as it is and set one's own waiting revision apart: {compte, regle}."""
    body = received(request, compte=int, regle=int)
    refusal = other_account(request, body)
    if refusal:
        return refusal
    row = redaction.settle(fetch(seance, texte), body["regle"], by=request.user)
    return JsonResponse(state_of(seance, row) | text_of(row))


@require_POST
@answers_json
def attribuer_view(request, seance, texte):
    """Say who is meant by a printed label in a text: {compte, libelle, personne: its key in the tree}."""
    body = received(request, compte=int, libelle=str, personne=str)
    refusal = other_account(request, body)
    if refusal:
        return refusal
    document, people = build_with_people(Seance.objects.with_document().get(pk=seance.pk), textes=False)
    known = {personne.cle for personne in speaking(document)}
    if body["personne"] not in known or not 0 < len(body["libelle"].strip()) <= 250:
        return refuse(400, "Choisissez une personne qui préside ou qui est présente.")
    try:
        row = redaction.name_speaker(
            fetch(seance, texte), body["libelle"].strip(), people[body["personne"]], by=request.user
        )
    except redaction.PVFige as frozen:
        return refuse(423, str(frozen))
    return JsonResponse(state_of(seance, row))


@require_POST
@answers_json
def heures_view(request, seance):
    """Keep when the séance really began and ended: {compte, debut_reel, fin_reelle}, « 14:00 » or nothing."""
    body = received(request, compte=int, debut_reel=str, fin_reelle=str)
    refusal = other_account(request, body)
    if refusal:
        return refusal
    with transaction.atomic():
        locked = Seance.objects.with_document().select_for_update(of=("self",)).get(pk=seance.pk)
        form = HeuresForm(body, instance=locked)
        if not form.is_valid():
            return refuse(400, " ".join(error for errors in form.errors.values() for error in errors))
        form.keep(by=request.user)
    return JsonResponse(sentences(build(locked, textes=False)))


@require_GET
@answers_json
def texte_view(request, seance, texte):
    """A text as it is now; with the conflict that waits for this writer, if there is one."""
    row = fetch(seance, texte)
    waiting = redaction.waiting(row, request.user)
    conflict = describe_conflict(redaction.TexteModifie(row, waiting)) if waiting else None
    return JsonResponse(state_of(seance, row) | text_of(row) | {"conflit": conflict})


@answers_json
def etat_view(request, seance):
    """Who writes what, and at which revision each text is. POST {compte, texte?}: this person has this text in hand.

    GET gives the token that a page needs once somebody has logged in again.
    """
    if request.method == "POST":
        body = received(request, compte=int)
        refusal = other_account(request, body)
        if refusal:
            return refusal
        if body.get("texte") is not None:
            redaction.take_pen(fetch(seance, body["texte"]), by=request.user)
    elif request.method != "GET":
        return JsonResponse({}, status=405)
    pens = redaction.pens(seance, but=request.user)
    textes = TextePoint.objects.filter(point__seance=seance).order_by("point__position")
    return JsonResponse(
        {
            "compte": request.user.pk,
            "jeton": get_token(request),
            "fige": redaction.is_frozen(seance),
            "textes": [
                {
                    "texte": pk,
                    "revision": revision,
                    "plumes": [redaction.pen_name(compte) for compte in pens.get(pk, [])],
                }
                for pk, revision in textes.values_list("pk", "revision")
            ],
        }
    )
