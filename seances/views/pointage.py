"""At the door: the sheet that people sign, the page where they are pointed, and what its script asks."""

from itertools import groupby
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participants import fraicheur, noms

from .. import pdf, permissions, pointage
from ..annonce import readable_document
from ..pv.feuille import Attendu
from ..pv.phrases import date_courte, heure
from .proces_verbal import pdf_response
from .script import Illisible, other_account, received, refuse

DERNIERS = 6  # acts shown at the foot of the page
VUES = {
    "": ("attendus", "attendu,attendus"),
    "present": ("present", "présent,présents"),
    "excuse": ("excuse", "excusé,excusés"),
    "absent": ("absent", "absent,absents"),
    "a_pointer": ("a_pointer", "à pointer,à pointer"),
}


def fetch(request, chantier, seance):
    """The séance whose door it is. Raises Http404, and PermissionDenied for whoever does not prepare it."""
    visible = permissions.visible_seances(request.user).with_document()
    seance = get_object_or_404(visible, chantier__numero=chantier, numero=seance)
    if not permissions.can_edit_seance(request.user, seance):
        raise PermissionDenied
    return seance


# ── On paper ────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def feuille_pdf(request, chantier, seance):
    """The sheet that people sign at the door; its code opens the page below."""
    seance = fetch(request, chantier, seance)
    document, _ = readable_document(seance, request.user)
    rows = [
        Attendu(
            row.personne.nom,
            row.personne.prenom,
            row.organisation,
            row.reponse,
            str(row.presence.remplace if row.presence and row.presence.remplace else row.annoncee_pour or ""),
        )
        for row in pointage.lignes(seance)
    ]
    import segno  # by the sheet alone

    code = segno.make(f"{settings.SITE_URL}{seance.url('pointage')}", error="m").svg_inline(
        title="Code qui ouvre la page « À la porte »", border=2, omitsize=True, svgclass=None, lineclass=None
    )
    now = timezone.localtime()
    mention = f"État des réponses le {date_courte(now.date())} à {heure(now.time())}"
    with pdf.turn():
        content = pdf.render_feuille(
            document, rows, code=code, mention=mention, teinte=seance.chantier.teinte
        )
    return pdf_response(content, f"feuille-de-presence-chantier{chantier}-seance{seance.numero}.pdf")


# ── The page ────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pointer(request, chantier, seance):
    """Who is there, one line each. Each button is a form; with its script the page needs no reload and waits for the
    network. The namesakes and conflicts that an act meets are asked about on the same page."""
    seance = fetch(request, chantier, seance)
    refus, status = None, 200
    if request.method == "POST":
        try:
            acts = pointage.do(seance, request.POST, by=request.user)
        except pointage.DemandeIllisible as error:
            refus, status = pointage.PointageRefuse(str(error)), 400
        except pointage.PointageRefuse as error:
            refus, status = error, 409
        else:
            return HttpResponseRedirect(after(request, seance, acts))
    rows = pointage.lignes(seance)
    return render(request, "seances/pointage.html", page(request, seance, rows, refus), status=status)


def after(request, seance, acts):
    """Where one goes on after an act: to the line that it changed."""
    told = {row.participant_id: row for row in acts}
    if not told:
        messages.success(request, "C’est noté.")
        return seance.url("pointage")
    lines = [row for row in pointage.lignes(seance) if row.personne.pk in told]
    for line in lines[:3]:
        messages.success(request, f"{line.nom} : {line.phrase}.")
    anchor = f"#p{lines[0].personne.pk}" if lines else ""
    return f"{seance.url('pointage')}{anchor}"


def page(request, seance, rows, refus):
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "voir", "personne")}
    now = timezone.localtime()
    kept = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    return {
        "seance": seance,
        "chantier": seance.chantier,
        "ferme": pointage.why_closed(seance),
        "en_avance": seance.date > now.date(),
        "comptes": counters(rows, asked["voir"]),
        "remplaces": pointage.comptes(rows)[pointage.REMPLACE],
        "invites": pointage.comptes(rows)["invites"],
        "lettres": letters(rows, asked),
        "personnes": rows,
        "choisie": next((row for row in rows if str(row.personne.pk) == asked["personne"]), None),
        "q": asked["q"],
        "heure": now.strftime("%H:%M"),
        "acte": uuid4(),
        "saisie": kept if refus and kept.get("geste") == "inviter" else {},
        "refus": refus,
        "suites": [(label, kept | patch) for label, patch in refus.suites] if refus else [],
        "derniers": pointage.historique(seance, DERNIERS),
        "reglages": {
            "compte": request.user.pk,
            "seance": seance.pk,
            "adresse": seance.url("pointage_actes"),
            "connexion": reverse(settings.LOGIN_URL),
        }
        | state(seance, rows),
    }


def counters(rows, shown):
    counts = pointage.comptes(rows)
    return [(view, name, counts[name], words, view == shown) for view, (name, words) in VUES.items()]


def letters(rows, asked):
    """Lines by the first letter of the family name: those of one statut, or that match what is searched."""
    words = noms.fold(asked["q"]).split()
    found = [
        row
        for row in rows
        if asked["voir"] in {"", row.statut} and all(word in key_of(row) for word in words)
    ]
    return [(letter, list(group)) for letter, group in groupby(found, key=first_letter)]


def first_letter(row):
    return row.personne.cle_tri[:1].upper()


def key_of(row):
    """What a search is looked for in."""
    return f"{row.personne.cle_tri} {noms.fold(row.organisation)}"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pointer_fin(request, chantier, seance):
    """Everybody who is still to be pointed becomes absent, or excused; shown by name first."""
    seance = fetch(request, chantier, seance)
    ferme = pointage.why_closed(seance)
    if request.method == "POST":
        people = [int(pk) for pk in request.POST.getlist("personne") if pk.isdecimal() and len(pk) < 12]
        try:
            pointage.absent_others(seance, people, acte=uuid4(), by=request.user)
        except pointage.PointageRefuse as error:
            ferme = str(error)
        else:
            messages.success(request, "Le pointage est complet.")
            return HttpResponseRedirect(seance.url("pointage"))
    rows = pointage.restants(pointage.lignes(seance))
    return render(
        request,
        "seances/pointage_fin.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            "ferme": ferme,
            "absents": [row for row in rows if not pointage.excuses_annoncees(row)],
            "excuses": [row for row in rows if pointage.excuses_annoncees(row)],
        },
        status=409 if request.method == "POST" else 200,
    )


# ── What its script asks ────────────────────────────────────────────────────────────────────────────────


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pointer_actes(request, chantier, seance):
    """GET: the attendance as it is (?depuis=: nothing if nothing moved; ?qui=: people to add). POST: one act.

    An act is {compte, geste, acte, base, personne…}, see `pointage.demandes`.
    """
    if not request.user.is_authenticated:
        return refuse(401, "Votre session a expiré. Reconnectez-vous : vos pointages vous attendent.")
    try:
        seance = fetch(request, chantier, seance)
    except PermissionDenied:
        return refuse(403, "Votre compte ne pointe pas à cette séance.")
    if request.method == "POST":
        return one_act(request, seance)
    if "qui" in request.GET:
        found = pointage.suggest(seance, request.GET["qui"], by=request.user)
        return JsonResponse({"personnes": [{"cle": each.pk, "nom": pointage.told(each)} for each in found]})
    now = fraicheur.empreinte()
    token = {"compte": request.user.pk, "jeton": get_token(request), "empreinte": now}
    if request.GET.get("depuis") == str(now):
        return JsonResponse(token)
    return JsonResponse(token | state(seance, pointage.lignes(seance)))


def one_act(request, seance):
    try:
        body = received(request, compte=int)
        other = other_account(
            request,
            body,
            "Une autre personne est connectée dans ce navigateur : ce pointage n’est pas fait sous son nom.",
        )
        if other:
            return other
        acts = pointage.do(seance, body, by=request.user)
    except (Illisible, pointage.DemandeIllisible) as error:
        return refuse(400, str(error))
    except pointage.Ferme as error:
        return refuse(423, str(error))
    except pointage.PointageRefuse as error:
        rows = pointage.lignes(seance)
        return refuse(409, str(error), code=error.code, suites=error.suites, **state(seance, rows))
    seance.refresh_from_db(fields=["debut_reel", "fin_reelle"])
    touched = {row.participant_id for row in acts if row.participant_id}
    rows = [row for row in pointage.lignes(seance) if row.personne.pk in touched]
    gone = touched - {row.personne.pk for row in rows}
    return JsonResponse(state(seance, rows) | {"retirees": sorted(gone)})


def state(seance, rows):
    """The attendance for the script: every line, the hours, the last acts."""
    return {
        "ferme": pointage.why_closed(seance),
        "debut_reel": seance.debut_reel.strftime("%H:%M") if seance.debut_reel else "",
        "fin_reelle": seance.fin_reelle.strftime("%H:%M") if seance.fin_reelle else "",
        "personnes": [
            {
                "cle": row.personne.pk,
                "nom": row.personne.nom,
                "prenom": row.personne.prenom,
                "complet": row.nom,
                "organisation": row.organisation,
                "tri": row.personne.cle_tri,
                "recherche": key_of(row),
                "reponse": row.reponse,
                "etat": row.etat,
                "remplace": str(row.presence.remplace) if row.presence and row.presence.remplace else "",
                "pour": {"cle": row.annoncee_pour.pk, "nom": str(row.annoncee_pour)}
                if row.annoncee_pour
                else None,
                "base": row.base,
            }
            for row in rows
        ],
        "derniers": [
            {
                "acte": str(trace.pointage.acte),
                "qui": trace.qui,
                "apres": trace.apres,
                "par": trace.par,
                "quand": heure(timezone.localtime(trace.pointage.quand).time()),
                "annulable": trace.annulable,
            }
            for trace in pointage.historique(seance, DERNIERS)
        ],
    }
