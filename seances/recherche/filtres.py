"""How a search is narrowed: the words typed and the criteria of its page, each among what the reader may know of."""

import django_filters
from django import forms

from chantiers.filters import ChantierFilter
from participants.models import Secteur
from participants.noms import fold

from .. import permissions
from ..filters import known_chantiers
from ..models import Seance
from ..releve_paroles import organisations_of
from .chercher import Criteres
from .genres import GENRES
from .question import LONGUEUR

JOUR = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RechercheFilter(django_filters.FilterSet):
    """`criteres` is what the search is asked, None when what was typed cannot be read."""

    q = django_filters.CharFilter(
        label="Mots cherchés",
        method="untouched",
        max_length=LONGUEUR,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    genre = django_filters.ChoiceFilter(
        label="Où chercher",
        choices=list(GENRES.items()),
        method="untouched",
        empty_label="Partout",
        error_messages={"invalid_choice": "Ce choix n’existe pas : prenez-en un dans la liste."},
    )
    chantier = ChantierFilter(queryset=known_chantiers)
    seance = django_filters.NumberFilter(
        label="Séance numéro",
        field_name="numero",
        min_value=1,
        max_value=32767,
        decimal_places=0,
        widget=forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"}),
    )
    du = django_filters.DateFilter(label="Du", field_name="date", lookup_expr="gte", widget=JOUR)
    au = django_filters.DateFilter(label="Au", field_name="date", lookup_expr="lte", widget=JOUR)
    locuteur = django_filters.CharFilter(
        label="Dit par", method="untouched", max_length=100, widget=forms.TextInput
    )
    secteur = django_filters.ModelChoiceFilter(
        label="Secteur", queryset=Secteur.objects.all(), method="untouched", empty_label="Tous les secteurs"
    )

    class Meta:
        model = Seance
        fields = []
        form = forms.Form

    def untouched(self, queryset, name, value):
        """What is no condition on séances."""
        return queryset

    @property
    def criteres(self):
        if not self.form.is_valid():
            return None
        asked = self.form.cleaned_data
        narrowed = any(asked[name] for name in ("chantier", "seance", "du", "au"))
        return Criteres(
            seances=self.qs if narrowed else None,
            locuteur=fold(asked["locuteur"]),
            secteur=asked["secteur"],
            organisations=organisations_of(asked["secteur"]) if asked["secteur"] else None,
            genre=asked["genre"],
        )


def filter_of(request):
    return RechercheFilter(request.GET, queryset=permissions.visible_seances(request.user), request=request)
