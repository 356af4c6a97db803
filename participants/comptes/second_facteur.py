"""Linking a second factor: whoever has just shown it in this session is not asked for it again at once."""

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView


class JusteMontre:
    """allauth's page, then the proof that it gave."""

    def form_valid(self, form):
        response = super().form_valid(form)
        newest = Authenticator.objects.filter(user=self.request.user, type=self.type).latest("pk")
        post_authentication(self.request, newest, reauthenticated=True)
        return response


class LierApplication(JusteMontre, ActivateTOTPView):
    type = Authenticator.Type.TOTP


class AjouterCle(JusteMontre, AddWebAuthnView):
    type = Authenticator.Type.WEBAUTHN
