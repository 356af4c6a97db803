"""The door and what is behind it: log in by a code, one's account, one's address."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..acces import awaits_second_factor
from ..models import Participant
from . import codes, lettres, limites, ouverture
from .forms import AdresseForm, CodeForm, DeuxCodesForm

CONNEXION = "connexion"  # keys of the session
CHANGEMENT = "changement_adresse"
FORMULAIRE = ["GET", "HEAD", "POST"]
FAUX = "Ce code n’est pas le bon."
EPUISE = "Ce code ne vaut plus rien : trop d’essais, ou trop de temps. Demandez-en un nouveau."

# ── Logging in ──────────────────────────────────────────────────────────────────────────────────────────


@login_not_required
@never_cache
@require_http_methods(FORMULAIRE)
def connexion(request):
    """Ask for a code. What is done and answered is the same for every address, known or not."""
    suite = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return redirect(suite or settings.LOGIN_REDIRECT_URL)
    form = AdresseForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if _send_login_code(request, form.cleaned_data["email"], suite):
            return redirect("account_confirm_login_code")
        form.add_error(None, "Trop de demandes viennent de votre réseau. Attendez dix minutes.")
        status = 429
    context = {"form": form, "suite": suite, "fournisseur": settings.OIDC_NOM}
    return render(request, "account/request_login_code.html", context, status=status)


def _send_login_code(request, address, suite):
    """Keep a code in the session and send it, if it may be. Returns False when this network asks too much."""
    ip = limites.client_ip(request)
    limites.forget_old()
    if not limites.consume(limites.DEMANDES_IP, ip):
        return False
    here = limites.consume(limites.DEMANDES_ADRESSE_ICI, address, ip)
    anywhere = limites.consume(limites.DEMANDES_ADRESSE, address)
    known = ouverture.may_enter(address)
    code, kept = codes.make()
    letter = get_adapter().letter("account/email/login_code", address, {"code": code})
    lettres.post(letter if here and anywhere and known else None)
    request.session[CONNEXION] = {"adresse": address, "suite": suite or "", **kept}
    return True


@login_not_required
@never_cache
@require_http_methods(FORMULAIRE)
def connexion_code(request):
    """Type the code; whoever has the right one has proven the address, and enters."""
    kept = request.session.get(CONNEXION)
    if request.user.is_authenticated or kept is None:
        return redirect("account_request_login_code")
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        if not (codes.is_alive(kept) and codes.has_tries(kept, request)):
            return _ask_again(request, kept)
        if form.is_valid() and codes.matches(kept, form.cleaned_data["code"]):
            compte = ouverture.open_account(kept["adresse"])
            if compte is not None:
                del request.session[CONNEXION]
                return perform_login(request, compte, redirect_url=kept["suite"] or None)
        form.add_error("code", FAUX)
    context = {"form": form, "adresse": kept["adresse"], "suite": kept["suite"]}
    return render(request, "account/confirm_login_code.html", context)


def _ask_again(request, kept):
    del request.session[CONNEXION]
    messages.error(request, EPUISE)
    address = reverse("account_request_login_code")
    return redirect(f"{address}?{urlencode({'next': kept['suite']})}" if kept["suite"] else address)


# ── One's account ───────────────────────────────────────────────────────────────────────────────────────


@never_cache
@require_safe
def compte(request):
    """Everything that one decides of one's own account, on one page."""
    seconds = {}
    for each in Authenticator.objects.filter(user=request.user):
        seconds.setdefault(each.type, []).append(each.wrap())
    return render(
        request,
        "account/compte.html",
        {
            "participant": Participant.objects.filter(compte=request.user).first(),
            "application": seconds.get(Authenticator.Type.TOTP),
            "cles": seconds.get(Authenticator.Type.WEBAUTHN, []),
            "secours": next(iter(seconds.get(Authenticator.Type.RECOVERY_CODES, [])), None),
            "protege": bool(seconds.get(Authenticator.Type.TOTP) or seconds.get(Authenticator.Type.WEBAUTHN)),
            "exige": awaits_second_factor(request),
            "jours": settings.SESSION_COOKIE_AGE // (24 * 3600),
        },
    )


@require_POST
def compte_deconnecter_partout(request):
    """End every session of this account, this one too."""
    ouverture.close_everywhere(request.user, by=request.user)
    logout(request)
    messages.success(request, "Vous êtes déconnecté(e) de tous les appareils, celui-ci compris.")
    return redirect("account_request_login_code")


# ── One's address ───────────────────────────────────────────────────────────────────────────────────────


@never_cache
@require_http_methods(FORMULAIRE)
def compte_adresse(request):
    """Ask for another address: a code leaves to the new one and to the present one."""
    form = AdresseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        if address == ouverture.fold(request.user.email):
            form.add_error("email", "C’est déjà votre adresse.")
        elif not _send_both_codes(request, address):
            form.add_error(None, "Trop de demandes. Attendez une heure avant de recommencer.")
        else:
            return redirect("compte_adresse_codes")
    return render(request, "account/adresse.html", {"form": form})


def _send_both_codes(request, address):
    """Whoever is logged in writes to addresses of his choice: few, and the same ones as at the door."""
    mine = limites.consume(limites.DEMANDES_ADRESSE_ICI, request.user.pk, "changement")
    if not (mine and limites.consume(limites.DEMANDES_ADRESSE, address)):
        return False
    kept = {"adresse": address}
    for name, recipient in (("ancien", request.user.email), ("nouveau", address)):
        code, kept[name] = codes.make()
        get_adapter().send_mail(
            "account/email/adresse",
            recipient,
            {"code": code, "nouvelle": address, "ancienne": name == "ancien"},
        )
    request.session[CHANGEMENT] = kept
    return True


@never_cache
@require_http_methods(FORMULAIRE)
def compte_adresse_codes(request):
    """Type both codes; nothing changes before."""
    kept = request.session.get(CHANGEMENT)
    if kept is None:
        return redirect("compte_adresse")
    form = DeuxCodesForm(request.POST or None)
    if request.method == "POST":
        halves = (kept["ancien"], kept["nouveau"])
        if not all(codes.is_alive(half) and codes.has_tries(half, request) for half in halves):
            del request.session[CHANGEMENT]
            messages.error(request, EPUISE)
            return redirect("compte_adresse")
        if form.is_valid() and _both_match(form, kept):
            return _change_address(request, kept["adresse"])
    return render(request, "account/adresse_codes.html", {"form": form, "adresse": kept["adresse"]})


def _both_match(form, kept):
    for name in ("ancien", "nouveau"):
        if not codes.matches(kept[name], form.cleaned_data[f"code_{name}"]):
            form.add_error(f"code_{name}", ValidationError(FAUX))
    return form.is_valid()


def _change_address(request, address):
    before = request.user.email
    del request.session[CHANGEMENT]
    try:
        ouverture.change_address(request.user, address, by=request.user)
    except ouverture.CompteRefuse as refus:
        messages.error(request, str(refus))
        return redirect("compte_adresse")
    update_session_auth_hash(request, request.user)
    get_adapter().send_mail("account/email/adresse_changee", before, {})
    messages.success(
        request, "Votre adresse est changée. Les appareils restés connectés ailleurs ne le sont plus."
    )
    return redirect("compte")
