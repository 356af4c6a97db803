"""What people send to come to a séance: a shared car, a meal, an address for their calendar."""

from django import forms

from . import abonnements, venir
from .models import Covoiturage, GenreCovoiturage
from .models.venir import PLACES


class AbonnementForm(forms.Form):
    """A new address for one's own calendar."""

    appareil = forms.CharField(
        label="Où l’utiliserez-vous ?",
        max_length=60,
        required=False,
        help_text="Facultatif : « mon téléphone », « Outlook du bureau ». Pour la reconnaître dans la liste.",
    )

    def subscribe(self, compte):
        """Make the address. Returns it, None when it is refused: the form then says why."""
        try:
            return abonnements.subscribe(compte, **self.cleaned_data)
        except abonnements.AbonnementRefuse as refusal:
            self.add_error(None, str(refusal))
            return None


class CovoiturageForm(forms.ModelForm):
    """Places in a car, offered or looked for."""

    class Meta:
        model = Covoiturage
        fields = ["genre", "depart", "heure", "places", "message", "adresse_visible"]
        widgets = {
            "genre": forms.RadioSelect,
            "heure": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "places": forms.NumberInput(attrs={"min": 1, "max": PLACES}),
        }
        labels = {
            "genre": "Que faites-vous ?",
            "depart": "D’où partez-vous ?",
            "message": "Un mot, si besoin",
        }
        help_texts = {
            "depart": "Votre localité, pas votre adresse.",
            "message": "« Je peux passer par la gare de Namur. » Les personnes de la séance le lisent.",
            "adresse_visible": "Sinon, qui veut vous joindre vous le demande, et vous acceptez ou non.",
        }
        error_messages = {
            "genre": {"required": "Dites si vous proposez des places ou si vous en cherchez."},
            "depart": {"required": "Dites d’où vous partez."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["genre"].choices = GenreCovoiturage.choices

    def announce(self, seance, participant, *, by):
        """Keep what is said. Returns the Covoiturage, None when it is refused: the form then says why."""
        try:
            return venir.announce(seance, participant, by=by, **self.cleaned_data)
        except venir.VenirRefuse as refusal:
            self.add_error(None, str(refusal))
            return None


class RepasForm(forms.Form):
    """Whether somebody eats there."""

    mange = forms.TypedChoiceField(
        label="Mangez-vous sur place ?",
        choices=[("oui", "Oui"), ("non", "Non")],
        coerce=lambda value: value == "oui",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si vous mangez sur place."},
    )
    souhait = forms.CharField(
        label="Pour la cuisine",
        max_length=100,
        required=False,
        help_text="Facultatif, en quelques mots, sans dire pourquoi : « sans viande ». Seules les personnes qui "
        "préparent la séance le lisent ; c’est effacé après la séance.",
    )

    def __init__(self, *args, repas=None, **kwargs):
        """repas: what was said before, None for nothing."""
        if repas is not None:
            kwargs["initial"] = {"mange": "oui" if repas.mange else "non", "souhait": repas.souhait}
        super().__init__(*args, label_suffix="", **kwargs)

    def eat(self, seance, participant, *, by=None):
        """Keep the answer. Returns the Repas, None when it is refused: the form then says why."""
        try:
            return venir.eat(seance, participant, by=by, **self.cleaned_data)
        except venir.VenirRefuse as refusal:
            self.add_error(None, str(refusal))
            return None
