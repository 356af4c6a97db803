"""Single sign-on with the administration's OpenID Connect server, named by the settings alone.

allauth leads the exchange (state, PKCE, code against token). What it may leave unchecked is checked here: the ID
token's signature, always, and that the address is said verified by that token or by the same person's userinfo.
"""

import jwt
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

# Signatures by a key that only the server has; never « none », never the secret that both share.
ALGORITHMES = {f"{family}{size}" for family in ("RS", "PS", "ES") for size in (256, 384, 512)} | {"EdDSA"}


class ServeurOIDC(OpenIDConnectOAuth2Adapter):
    """The administration's server, as allauth talks to it."""

    def get_provider(self):
        provider = super().get_provider()
        provider.oauth2_adapter_class = type(self)  # on the way there too
        return provider

    def get_callback_url(self, request, app):
        return settings.SITE_URL + reverse("compte_oidc_retour")

    def complete_login(self, request, app, token, **kwargs):
        try:
            identity = self.identity(app, token, kwargs["response"]["id_token"])
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error("unusable identity") from error
        return self.get_provider().sociallogin_from_response(request, identity)

    def identity(self, app, token, id_token):
        """Claims of a verified ID token: sub, email, email_verified (a bool)."""
        if jwt.get_unverified_header(id_token)["alg"] not in ALGORITHMES:
            raise OAuth2Error("signature without a key of the server")
        claims = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        said = claims
        if "email" not in claims:
            said = self._fetch_user_info(token.token)
            if said["sub"] != claims["sub"]:
                raise OAuth2Error("userinfo of somebody else")
        verified = said.get("email_verified") in (True, "true")  # never by default
        return {"sub": claims["sub"], "email": said["email"], "email_verified": verified}


def _exchange(request, view):
    """One step of the exchange; a server that fails is told on the login page."""
    serveur = ServeurOIDC(request, settings.OIDC_FOURNISSEUR)
    try:
        return view.adapter_view(serveur)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, KeyError, ValueError) as error:
        return render_authentication_error(request, serveur.get_provider(), exception=error)


@login_not_required
@never_cache
@require_POST
def connexion_oidc(request):
    """To the administration's server."""
    return _exchange(request, OAuth2LoginView)


@login_not_required
@never_cache
@require_safe
def retour_oidc(request):
    """Back from it."""
    return _exchange(request, OAuth2CallbackView)
