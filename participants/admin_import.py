"""For the admin of rows that come in from a spreadsheet: the way to the page, which is loaded by the first who asks."""

from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from . import permissions
from .a_la_demande import on_demand


class Importable:
    """A ModelAdmin whose rows come in from a spreadsheet."""

    import_resource = ""  # dotted name of the class that reads its lines
    import_aide = ""  # how a row is recognised, for whoever prepares the file

    def has_import_permission(self, request):
        return permissions.can_import(request.user)

    @property
    def import_name(self):
        return f"{self.opts.app_label}_{self.opts.model_name}_importer"

    def get_urls(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(
            on_demand("participants.import_au_bureau.import_view", self)
        )
        return [
            path("importer/", self.admin_site.admin_view(view), name=self.import_name),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        tools = {}
        if self.has_import_permission(request):
            tools["importer"] = reverse(f"admin:{self.import_name}")
        return super().changelist_view(request, tools | (extra_context or {}))
