"""How the directory is searched."""

import django_filters
from django import forms

from .models import Participant, Secteur
from .noms import fold


class ParticipantFilter(django_filters.FilterSet):
    """Name, sector, organisation, locality; accents, case and the order of words make no difference."""

    nom = django_filters.CharFilter(label="Nom ou prénom", method="filter_nom")
    secteur = django_filters.ModelChoiceFilter(
        label="Secteur",
        queryset=Secteur.objects.all(),
        field_name="organisation__secteur",
        empty_label="Tous les secteurs",
    )
    organisation = django_filters.CharFilter(label="Organisation", method="filter_organisation")
    localite = django_filters.CharFilter(label="Localité", method="filter_localite")

    class Meta:
        model = Participant
        fields = []
        form = forms.Form

    def filter_nom(self, queryset, name, value):
        for word in fold(value).split():
            queryset = queryset.filter(cle_nom__contains=word)
        return queryset

    # The key of an organisation is « name | locality », both folded.
    def filter_organisation(self, queryset, name, value):
        for word in fold(value).split():
            queryset = queryset.filter(organisation__cle__regex=rf"{word}.* \|")
        return queryset

    def filter_localite(self, queryset, name, value):
        for word in fold(value).split():
            queryset = queryset.filter(organisation__cle__regex=rf"\| .*{word}")
        return queryset
