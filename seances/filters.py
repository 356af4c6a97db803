"""How lists of séances are narrowed."""

import django_filters
from django import forms

from chantiers.filters import ChantierFilter

from . import permissions
from .models import Seance


def known_chantiers(request):
    return permissions.visible_chantiers(request.user).order_by("numero")


class SeanceFilter(django_filters.FilterSet):
    """One chantier, among those that the reader may know of; `choisi` is it, None for all."""

    chantier = ChantierFilter(queryset=known_chantiers)

    class Meta:
        model = Seance
        fields = []
        form = forms.Form

    @property
    def choisi(self):
        return self.form.cleaned_data.get("chantier") if self.form.is_valid() else None
