"""Addresses of the door, each written here: of allauth only what is named is open."""

from allauth.account import views as allauth_account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from . import oidc, second_facteur, views

to_login = login_not_required(
    RedirectView.as_view(pattern_name="account_request_login_code", query_string=True)
)

urlpatterns = [
    path("", views.compte, name="compte"),
    path("adresse/", views.compte_adresse, name="compte_adresse"),
    path("adresse/codes/", views.compte_adresse_codes, name="compte_adresse_codes"),
    path("deconnecter-partout/", views.compte_deconnecter_partout, name="compte_deconnecter_partout"),
    path("oidc/", oidc.connexion_oidc, name="compte_oidc"),
    path("oidc/retour/", oidc.retour_oidc, name="compte_oidc_retour"),
    # The names by which allauth and Django know the door.
    path("login/", to_login, name="account_login"),
    path("login/code/", views.connexion, name="account_request_login_code"),
    path("login/code/confirm/", views.connexion_code, name="account_confirm_login_code"),
    path("logout/", allauth_account.logout, name="account_logout"),
    # The second factor is one part of one's account.
    path("2fa/", RedirectView.as_view(pattern_name="compte"), name="mfa_index"),
    path("2fa/totp/activate/", second_facteur.LierApplication.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", second_facteur.AjouterCle.as_view(), name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
