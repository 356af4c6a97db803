"""How lists of séances and of propositions are narrowed."""

import django_filters
from django import forms

from chantiers.filters import ChantierFilter
from participants.models import Secteur

from . import permissions, propositions
from .models import EtatProposition, NiveauProposition, Proposition, Seance, TypeProposition


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


class PropositionFilter(django_filters.FilterSet):
    """Words of the title or article of the Code, chantier, type, state, level, secteur that supports.

    Each by what this reader has of a proposition: nothing that he may not read narrows his list.
    """

    texte = django_filters.CharFilter(label="Mots ou article du Code", method="filter_texte")
    chantier = ChantierFilter(queryset=known_chantiers, field_name="chantier")
    type = django_filters.ChoiceFilter(
        label="Type", choices=TypeProposition.choices, empty_label="Tous les types"
    )
    etat = django_filters.ChoiceFilter(
        label="État", choices=EtatProposition.choices, empty_label="Tous les états"
    )
    niveau = django_filters.ChoiceFilter(
        label="Niveau", choices=NiveauProposition.choices, empty_label="Tous les niveaux"
    )
    secteur = django_filters.ModelChoiceFilter(
        label="Soutenue par",
        queryset=Secteur.objects.all(),
        method="filter_secteur",
        empty_label="Tous les secteurs",
    )

    class Meta:
        model = Proposition
        fields = []
        form = forms.Form

    def __init__(self, data, *, queryset, request, chantier=None):
        """chantier: that of a page of its own, which asks for no other."""
        super().__init__(data, queryset=queryset, request=request)
        if chantier is not None:
            del self.filters["chantier"]

    def filter_texte(self, queryset, name, value):
        return propositions.holding(self.request.user, queryset, value)

    def filter_secteur(self, queryset, name, value):
        return propositions.supported_by(self.request.user, queryset, value)
