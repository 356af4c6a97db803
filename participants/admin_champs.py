"""How fields look in the admin: autocompletes that ask the database nothing twice, the browser's own dates."""

from django import forms
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models


class _Known:
    """Django's autocomplete, that asks the database nothing for the rows that are already at hand."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {}

    @property
    def media(self):
        return super().media + forms.Media(js=[forms.Script("gestion/autocomplete.js", type="module")])

    def remember(self, *rows):
        """Give the rows whose labels need no query."""
        self.known = {**self.known, **{str(row.pk): row for row in rows}}

    def optgroups(self, name, value, attrs=None):
        chosen = [str(one) for one in value if one not in (None, "")]
        if not all(one in self.known for one in chosen):
            return super().optgroups(name, value, attrs)
        options = []
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))
        for one in chosen:
            label = self.choices.field.label_from_instance(self.known[one])
            options.append(self.create_option(name, one, label, True, len(options)))
        return [(None, options, 0)]


class Autocomplete(_Known, AutocompleteSelect):
    """One row of a long list, found by typing."""


class AutocompleteMultiple(_Known, AutocompleteSelectMultiple):
    """Several rows of a long list, found by typing."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        # Each choice has its own cross; one more for all of them is no item of the list that it stands in.
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


def inner(widget):
    """The widget itself, without the « add another » that Django wraps around it."""
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def remember_choices(form):
    """Spare the labels of a form's autocompletes one query each, where the rows are already loaded."""
    for name, field in form.fields.items():
        widget = inner(field.widget)
        if isinstance(widget, Autocomplete) and name in form.instance._meta._forward_fields_map:
            relation = form.instance._meta.get_field(name)
            if relation.is_cached(form.instance) and getattr(form.instance, name) is not None:
                widget.remember(getattr(form.instance, name))


class LigneForm(forms.ModelForm):
    """A row of an inline whose autocompletes cost no query."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        remember_choices(self)


class DateInput(forms.DateInput):
    """The browser's own date field: keyboard, phone, no script."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Champs:
    """How fields look in the portal's admins and inlines."""

    formfield_overrides = {
        models.DateField: {"widget": DateInput},
        models.TimeField: {"widget": TimeInput},
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": DateTimeInput},
    }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Autocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # One may add what is missing; the rest is done on the row's own page.
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field
