"""The admin's own site: who enters, and through which door."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from . import permissions
from .acces import awaits_second_factor


class GestionSite(AdminSite):
    site_title = "Portail des Assises"
    site_header = "Portail des Assises"
    index_title = "Gestion"
    enable_nav_sidebar = False  # the index is the map; lists and forms get the whole width
    site_url = "/"
    droits = {}  # model -> Droits; the site that knows the chantiers brings them

    def register(self, model_or_iterable, admin_class=None, **options):
        """The portal's own tables only: allauth's hold the secrets of second factors, Django's groups give nothing."""
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        ours = [model for model in models if not model.__module__.startswith(("allauth.", "django."))]
        super().register(ours, admin_class, **options)

    def has_permission(self, request):
        return self.may_enter(request.user) and not awaits_second_factor(request)

    @staticmethod
    def may_enter(user):
        """Who finds work here; the site that knows the chantiers opens to more people."""
        return permissions.is_administrator(user)

    def get_urls(self):
        """Nobody has a password: the pages that change it do not exist."""
        return [
            each
            for each in super().get_urls()
            if not (getattr(each, "name", None) or "").startswith("password_change")
        ]

    def each_context(self, request):
        """What every page starts from. Django's would ask every table's rights for a sidebar that is not shown."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": request.META["SCRIPT_NAME"] or self.site_url,
            "has_permission": self.has_permission(request),
            "is_popup": False,
            "is_nav_sidebar_enabled": self.enable_nav_sidebar,
            "log_entries": self.get_log_entries(request),
        }

    def login(self, request, extra_context=None):
        """There is no password page: the code by e-mail, then back here."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")), settings.LOGIN_URL)
        if self.may_enter(request.user):
            return redirect("compte")
        raise PermissionDenied

    def logout(self, request, extra_context=None):
        return redirect("account_logout")
