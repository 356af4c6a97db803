"""What is done at the secretariat's desk goes to the audit log, in place of Django's own admin log."""

import json

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from . import journal, permissions


class Journalise:
    """A ModelAdmin whose additions, changes and deletions are written in the audit log.

    Django's own log copies names and addresses, and disappears with the account of who acted: it stays empty. A row
    of an inline that gives a role has a line of its own; the other rows stand on the line of the page's own row.
    """

    def construct_change_message(self, request, form, formsets, add=False):
        """What a save changed: (details of the row itself, rows of the inlines that give roles)."""
        details = {} if add else journal.difference(form.instance, form.initial, form.changed_data)
        roles, lines = [], {}
        for formset in formsets or ():
            gives_roles = journal.nature(formset.model) == "role"
            kinds = lines.setdefault(formset.model._meta.model_name, {})
            for kind, row, told in _lines(formset):
                if gives_roles:
                    roles.append((kind, row, told))
                else:
                    kinds.setdefault(kind.__name__, []).append(row.pk)
        lines = {name: kinds for name, kinds in lines.items() if kinds}
        return details | ({"lignes": lines} if lines else {}), roles

    def log_addition(self, request, obj, message):
        journal.added(obj, by=request.user)
        self._log_roles(request, message)

    def log_change(self, request, obj, message):
        details, _ = message
        if details.get("champs") or "lignes" in details:
            journal.changed(obj, by=request.user, **details)
        self._log_roles(request, message)

    def _log_roles(self, request, message):
        for tell, row, told in message[1]:
            tell(row, by=request.user, **told)

    def log_deletions(self, request, queryset):
        for row in queryset:
            journal.removed(row, by=request.user)

    @transaction.atomic
    def response_action(self, request, queryset):
        """An action and its lines in the log: both, or neither."""
        return super().response_action(request, queryset)

    def history_view(self, request, object_id, extra_context=None):
        """The lines of the log about this row."""
        if not permissions.can_read_journal(request.user):
            raise PermissionDenied
        about = {"modele__exact": self.opts.label_lower, "cle__exact": object_id}
        return redirect(f"{reverse('admin:participants_evenement_changelist')}?{urlencode(about)}")


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


def describe(evenement):
    """The details of a line as people read them: a list of (name, text)."""
    fields = {}
    if evenement.modele:
        fields = {field.name: field for field in apps.get_model(evenement.modele)._meta.concrete_fields}
    details = dict(evenement.details)
    names = details.pop("champs", [])
    before, after = details.pop("avant", {}), details.pop("apres", {})
    if not names:  # « avant » alone is a word of the workflow
        details |= {"avant": before} if before else {}
    told = []
    for name in names:
        field, change = fields.get(name), "modifié"
        if name in after:
            change = f"{_said(field, before.get(name))} → {_said(field, after[name])}"
        told.append((_label(field, name), change))
    return told + [
        (_label(fields.get(name), name), _said(fields.get(name), value)) for name, value in details.items()
    ]


def _label(field, name):
    return str(field.verbose_name) if field is not None else name.replace("_", " ")


def _said(field, value):
    if value is None:
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if field is not None and field.is_relation:
        return f"n° {value}"
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# ── Reading a saved form ────────────────────────────────────────────────────────────────────────────────


def _lines(formset):
    """(function of the journal, row, its details) of each row that a saved formset wrote."""
    for row in formset.new_objects:
        yield journal.added, row, {}
    forms = {id(form.instance): form for form in formset.initial_forms}
    for row, names in formset.changed_objects:
        yield journal.changed, row, journal.difference(row, forms[id(row)].initial, names)
    for row in formset.deleted_objects:
        # Django forgets the key of what it deleted; the form still has it.
        row.pk = forms[id(row)].fields[formset._pk_field.name].initial
        yield journal.removed, row, {}
