"""Addresses of the door, each written here: of allauth only what is named is open.

What few ask for is loaded by the first who does: single sign-on and passkeys bring ten megabytes of libraries, which
pages do without.
"""

from allauth.account import views as allauth_account
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

from ..a_la_demande import on_demand
from . import views


def second_factor(route, dotted, name):
    """A page of the second factor, which is one part of one's account."""
    return path(f"2fa/{route}", on_demand(dotted), name=name)


to_login = login_not_required(
    RedirectView.as_view(pattern_name="account_request_login_code", query_string=True)
)

urlpatterns = [
    path("", views.compte, name="compte"),
    path("adresse/", views.compte_adresse, name="compte_adresse"),
    path("adresse/codes/", views.compte_adresse_codes, name="compte_adresse_codes"),
    path("deconnecter-partout/", views.compte_deconnecter_partout, name="compte_deconnecter_partout"),
    path(
        "oidc/",
        login_not_required(on_demand("participants.comptes.oidc.connexion_oidc")),
        name="compte_oidc",
    ),
    path(
        "oidc/retour/",
        login_not_required(on_demand("participants.comptes.oidc.retour_oidc")),
        name="compte_oidc_retour",
    ),
    # The names by which allauth and Django know the door.
    path("login/", to_login, name="account_login"),
    path("login/code/", views.connexion, name="account_request_login_code"),
    path("login/code/confirm/", views.connexion_code, name="account_confirm_login_code"),
    path("logout/", allauth_account.logout, name="account_logout"),
    path("2fa/", RedirectView.as_view(pattern_name="compte"), name="mfa_index"),
    path(
        "2fa/authenticate/",
        login_not_required(on_demand("allauth.mfa.base.views.authenticate")),  # half of the way in
        name="mfa_authenticate",
    ),
    second_factor("reauthenticate/", "allauth.mfa.base.views.reauthenticate", "mfa_reauthenticate"),
    second_factor(
        "totp/activate/", "participants.comptes.second_facteur.LierApplication", "mfa_activate_totp"
    ),
    second_factor("totp/deactivate/", "allauth.mfa.totp.views.deactivate_totp", "mfa_deactivate_totp"),
    second_factor(
        "recovery-codes/", "allauth.mfa.recovery_codes.views.view_recovery_codes", "mfa_view_recovery_codes"
    ),
    second_factor(
        "recovery-codes/generate/",
        "allauth.mfa.recovery_codes.views.generate_recovery_codes",
        "mfa_generate_recovery_codes",
    ),
    second_factor(
        "recovery-codes/download/",
        "allauth.mfa.recovery_codes.views.download_recovery_codes",
        "mfa_download_recovery_codes",
    ),
    second_factor("webauthn/", "allauth.mfa.webauthn.views.list_webauthn", "mfa_list_webauthn"),
    second_factor("webauthn/add/", "participants.comptes.second_facteur.AjouterCle", "mfa_add_webauthn"),
    second_factor(
        "webauthn/reauthenticate/",
        "allauth.mfa.webauthn.views.reauthenticate_webauthn",
        "mfa_reauthenticate_webauthn",
    ),
    second_factor(
        "webauthn/keys/<int:pk>/remove/", "allauth.mfa.webauthn.views.remove_webauthn", "mfa_remove_webauthn"
    ),
    second_factor(
        "webauthn/keys/<int:pk>/edit/", "allauth.mfa.webauthn.views.edit_webauthn", "mfa_edit_webauthn"
    ),
]
