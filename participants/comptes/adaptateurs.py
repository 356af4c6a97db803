"""How allauth opens the door of the portal: its hooks, turned to our own rules."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import perform_login
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from django.contrib import messages
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ImproperlyConfigured
from django.shortcuts import redirect, render

from ..journal import Acte, record
from . import lettres, ouverture

logger = logging.getLogger(__name__)


class AdaptateurCompte(DefaultAccountAdapter):
    """Nobody signs up alone, and letters leave after the answer."""

    def is_open_for_signup(self, request):
        return False

    def letter(self, template_prefix, email, context):
        request = current.request
        return self.render_mail(
            template_prefix,
            email,
            {"request": request, "email": email, "current_site": get_current_site(request), **context},
        )

    def send_mail(self, template_prefix, email, context):
        lettres.post(self.letter(template_prefix, email, context))

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """allauth tells of each change to a second factor, and of nothing else: the log hears of it too."""
        record(Acte.SECOND_FACTEUR, user, by=user, quoi=template_prefix.rpartition("/")[2])
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def get_client_ip(self, request):
        """Whoever comes past the proxies is known by the address he comes from; a socket has none."""
        try:
            return get_client_ip(request) or ""
        except ImproperlyConfigured:
            return request.META.get("REMOTE_ADDR", "")


class AdaptateurOIDC(DefaultSocialAccountAdapter):
    """Single sign-on: the server says whose verified address it is, then the rules of the code apply.

    Nothing is kept of the server's identity: no row links it to an account.
    """

    def list_apps(self, request, provider=None, client_id=None):
        """The server of the settings, and none from the database."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Enter or be refused: allauth goes no further, neither to a sign-up nor to a link between accounts."""
        proven = [each.email for each in sociallogin.email_addresses if each.verified]
        compte = ouverture.open_account(proven[0]) if proven else None
        if compte is None:
            answer = render(
                request, "socialaccount/refus.html", {"fournisseur": sociallogin.provider}, status=403
            )
        else:
            answer = perform_login(request, compte, redirect_url=sociallogin.get_redirect_url(request))
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        logger.warning("Single sign-on failed: %s %s", error, type(exception).__name__)
        messages.error(
            request,
            f"La connexion avec {provider.name} n’a pas abouti. Réessayez, ou demandez un code par courriel.",
        )
        raise ImmediateHttpResponse(redirect("account_request_login_code"))
