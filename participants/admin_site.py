"""The admin's own site: who enters, and through which door."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from . import permissions


class GestionSite(AdminSite):
    site_title = "Portail des Assises"
    site_header = "Portail des Assises"
    index_title = "Gestion"
    enable_nav_sidebar = False  # the index is the map; lists and forms get the whole width
    site_url = "/"

    def has_permission(self, request):
        return self.may_enter(request.user) and self.second_factor_is_ready(request.user)

    @staticmethod
    def may_enter(user):
        """Who finds work here; the site that knows the chantiers opens to more people."""
        return permissions.is_administrator(user)

    @staticmethod
    def second_factor_is_ready(user):
        from allauth.mfa.utils import is_mfa_enabled  # its models need the loaded apps

        required = settings.SECOND_FACTEUR_OBLIGATOIRE and permissions.is_administrator(user)
        return not required or is_mfa_enabled(user)

    def login(self, request, extra_context=None):
        """There is no password page: the code by e-mail, then back here."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")), settings.LOGIN_URL)
        if self.may_enter(request.user):
            return redirect("mfa_index")
        raise PermissionDenied

    def logout(self, request, extra_context=None):
        return redirect("account_logout")
