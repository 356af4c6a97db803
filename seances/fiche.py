"""What somebody corrects himself of his own page: his function and his organisation of today."""

from django import forms

from participants import noms
from participants.models import Organisation, Participant


class FicheForm(forms.Form):
    """An organisation is found by its name as lists show it; one that the portal does not know is asked for."""

    fonction = forms.CharField(
        label="Fonction", required=False, max_length=Participant._meta.get_field("fonction").max_length
    )
    organisation = forms.CharField(
        label="Organisation",
        required=False,
        max_length=350,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "organization"}),
        help_text="Choisissez-la dans la liste en tapant les premières lettres.",
    )

    def __init__(self, *args, participant, **kwargs):
        self.organisations = list(Organisation.objects.order_by("cle"))
        initial = {"fonction": participant.fonction, "organisation": participant.organisation_affichee}
        super().__init__(*args, initial=initial, label_suffix="", **kwargs)

    def clean_organisation(self):
        typed = noms.fold(self.cleaned_data["organisation"])
        if not typed:
            return None
        found = [each for each in self.organisations if noms.fold(str(each)) == typed]
        found = found or [each for each in self.organisations if noms.fold(each.nom) == typed]
        if len(found) != 1:
            raise forms.ValidationError(
                "Cette organisation n’est pas dans la liste : demandez-la sous « Demander une correction »."
            )
        return found[0]


class DemandeForm(forms.Form):
    """What is to be corrected, in one's own words."""

    texte = forms.CharField(
        label="Ce qui est à corriger",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : « Mon nom s’écrit avec un tréma. »",
    )
