"""How lists of séances are narrowed."""

import django_filters
from django import forms

from . import permissions
from .models import Seance


def known_chantiers(request):
    return permissions.visible_chantiers(request.user).order_by("numero")


class SeanceFilter(django_filters.FilterSet):
    """One chantier, among those that the reader may know of; `choisi` is it, None for all."""

    chantier = django_filters.ModelChoiceFilter(
        label="Chantier",
        queryset=known_chantiers,
        to_field_name="numero",
        empty_label="Tous les chantiers",
        error_messages={"invalid_choice": "Ce chantier n’existe pas."},
    )

    class Meta:
        model = Seance
        fields = []
        form = forms.Form

    @property
    def choisi(self):
        return self.form.cleaned_data.get("chantier") if self.form.is_valid() else None
