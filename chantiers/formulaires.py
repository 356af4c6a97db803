"""What participants fill in on the pages of the glossary, and what is decided of it at the desk."""

from django import forms

from participants import noms
from participants.models import Secteur

from .models import Suggestion


class SensForm(forms.Form):
    """A word, or one of its meanings."""

    mot = forms.CharField(
        label="Mot ou sigle",
        max_length=Suggestion._meta.get_field("mot").max_length,
        help_text="Un sigle s’écrit comme dans les textes : « CPAS ».",
    )
    secteur = forms.ModelChoiceField(
        label="Secteur",
        queryset=Secteur.objects.all(),
        required=False,
        empty_label="Tous les secteurs",
        help_text="À choisir quand ce mot n’a ce sens que dans un secteur.",
    )
    texte = forms.CharField(
        label="Ce que cela veut dire",
        max_length=Suggestion._meta.get_field("texte").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Pour un sigle : les mots qu’il abrège.",
    )
    source = forms.CharField(
        label="Source",
        required=False,
        max_length=Suggestion._meta.get_field("source").max_length,
        help_text="Un décret, un site, un document ; facultatif.",
    )

    def clean_mot(self):
        mot = " ".join(self.cleaned_data["mot"].split())
        if not noms.fold(mot):
            raise forms.ValidationError(
                "Écrivez un mot ou un sigle : il faut au moins une lettre ou un chiffre."
            )
        return mot


class SuggestionForm(SensForm):
    """A suggestion, in the name of a chantier where one belongs."""

    chantier = forms.ModelChoiceField(
        label="Chantier", queryset=None, empty_label=None, help_text="Sa coprésidence décidera."
    )
    field_order = ["mot", "secteur", "texte", "source", "chantier"]

    def __init__(self, data=None, *, chantiers, initial=None):
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["chantier"].queryset = chantiers


class DecisionForm(SensForm):
    """A suggestion as it will be in the glossary, and what its author is told."""

    reponse = forms.CharField(
        label="Réponse",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Son auteur la lit sur sa page ; demandée pour un refus.",
    )
