"""How the glossary is searched."""

import django_filters
from django import forms
from django.db.models import Q
from django.db.models.functions import Substr
from django_filters.fields import ModelChoiceField

from participants import noms
from participants.models import Secteur

from . import permissions
from .models import Chantier, Terme


def known_chantiers(request):
    return (
        permissions.visible_chantiers(request.user).order_by("numero") if request else Chantier.objects.none()
    )


class ChantierField(ModelChoiceField):
    """A list to choose from, or a number where the list would be longer than anybody reads."""

    LISTE = 60

    def __init__(self, queryset, **kwargs):
        self.few = list(queryset[: self.LISTE + 1])
        if len(self.few) > self.LISTE:
            self.few, kwargs["label"] = [], "Numéro du chantier"
            kwargs["widget"] = forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"})
        super().__init__(queryset, **kwargs)

    def iterator(self, field):
        """What stands in the list: read once, for the choice between the two needs it too."""
        return [("", self.empty_label), *((row.numero, str(row)) for row in self.few)]


class ChantierFilter(django_filters.ModelChoiceFilter):
    """One chantier among those that the reader may know of, by its number."""

    field_class = ChantierField

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {"invalid_choice": "Ce chantier n’existe pas."})
        super().__init__(label="Chantier", to_field_name="numero", empty_label="Tous les chantiers", **kwargs)


class TermeFilter(django_filters.FilterSet):
    """Words of the term or of its definitions, chantier, sector, acronyms alone, first letter; accents make no
    difference.

    `mot` is the term of an address that leads to one; `lettre` is chosen beside the form.
    """

    texte = django_filters.CharFilter(label="Mot, sigle ou définition", method="filter_texte")
    chantier = ChantierFilter(queryset=known_chantiers, field_name="chantiers")
    secteur = django_filters.ModelChoiceFilter(
        label="Secteur",
        queryset=Secteur.objects.filter(definitions__isnull=False).distinct(),
        method="filter_secteur",
        empty_label="Tous les secteurs",
    )
    sigles = django_filters.BooleanFilter(
        label="Sigles seulement", method="filter_sigles", widget=forms.CheckboxInput
    )
    lettre = django_filters.CharFilter(method="filter_lettre", widget=forms.HiddenInput)
    mot = django_filters.CharFilter(method="filter_mot", widget=forms.HiddenInput)

    class Meta:
        model = Terme
        fields = []
        form = forms.Form

    def filter_texte(self, queryset, name, value):
        # One condition on the definitions for each word: all of them need not be in one meaning.
        for word in noms.fold(value).split():
            found = Terme.objects.filter(Q(cle__contains=word) | Q(definitions__cle__contains=word))
            queryset = queryset.filter(pk__in=found.order_by().values("pk"))
        return queryset

    def filter_secteur(self, queryset, name, value):
        found = Terme.objects.filter(definitions__secteur=value)
        return queryset.filter(pk__in=found.order_by().values("pk"))

    def filter_sigles(self, queryset, name, value):
        return queryset.filter(sigle=True) if value else queryset

    def filter_lettre(self, queryset, name, value):
        folded = noms.fold(value)[:1]
        return queryset.filter(cle__startswith=folded) if folded else queryset

    def filter_mot(self, queryset, name, value):
        return queryset.filter(cle=noms.fold(value))


def letters(queryset):
    """First letters of some terms, in order. One query."""
    initials = queryset.order_by().annotate(initiale=Substr("cle", 1, 1)).values_list("initiale", flat=True)
    return sorted(set(initials.distinct()))
