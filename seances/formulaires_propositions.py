"""What is typed of a proposition: well formed, or told in French why not."""

from django import forms

from participants.models import Participant, Secteur

from . import permissions
from .models import EtatProposition, Proposition, Seance, TypeProposition

ETATS_DITS = {
    EtatProposition.A_L_ETUDE: "À l’étude",
    EtatProposition.RETENUE: "Retenue",
    EtatProposition.ECARTEE: "Écartée",
    EtatProposition.TRANSMISE: "Transmise",
}


class FicheForm(forms.ModelForm):
    """The wording of a proposition, and what it answers."""

    class Meta:
        model = Proposition
        fields = ["type", "intitule", "niveau", "articles", "repond_a", "precisions"]
        widgets = {"type": forms.RadioSelect, "precisions": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "type": {"required": "Dites si c’est un problème, une cause ou une action possible."},
            "intitule": {"required": "Donnez un intitulé à la proposition."},
        }

    def __init__(self, *args, chantier, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.instance.chantier = chantier
        field = self.fields["repond_a"]
        field.queryset = (
            Proposition.objects.filter(chantier=chantier)
            .exclude(type=TypeProposition.ACTION)
            .exclude(pk=self.instance.pk)
        )
        field.empty_label = "À rien de ce qui est déjà relevé"
        field.label_from_instance = lambda row: (
            f"{row.numero}. {row.get_type_display()} : {row.intitule[:90]}"
        )
        self.fields["type"].choices = [(kind, label.capitalize()) for kind, label in TypeProposition.choices]
        self.fields["niveau"].choices = [("", "Pas encore dit"), *self.fields["niveau"].choices[1:]]

    @property
    def fiche(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class RepriseForm(forms.Form):
    """Which proposition of the chantier comes back in a passage."""

    proposition = forms.ModelChoiceField(
        queryset=Proposition.objects.none(),
        label="Proposition",
        empty_label="Choisissez",
        error_messages={
            "required": "Choisissez la proposition qui revient.",
            "invalid_choice": "Cette proposition n’est pas de ce chantier.",
        },
    )

    def __init__(self, *args, chantier, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["proposition"].queryset = Proposition.objects.filter(chantier=chantier)
        self.fields["proposition"].label_from_instance = lambda row: (
            f"{row.numero}. {row.get_type_display()} : {row.intitule[:90]}"
        )


class EtatForm(forms.Form):
    """What becomes of a proposition, where that was decided, and why."""

    etat = forms.ChoiceField(
        label="Ce qu’elle devient",
        choices=list(ETATS_DITS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce que la proposition devient."},
    )
    transmise_a = forms.CharField(
        label="Transmise à",
        max_length=200,
        required=False,
        help_text="Pour une proposition transmise : à quelle instance, à quel service.",
    )
    seance = forms.ModelChoiceField(
        queryset=Seance.objects.none(),
        label="Décidé à la séance",
        required=False,
        empty_label="Entre deux séances",
        error_messages={"invalid_choice": "Choisissez une séance de ce chantier qui a eu lieu."},
    )
    motif = forms.CharField(
        label="Motif",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nécessaire pour écarter. Les personnes du chantier le lisent, pas les visiteurs.",
    )

    def __init__(self, *args, seances, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["seance"].queryset = seances
        self.fields["seance"].label_from_instance = lambda row: f"Séance {row.numero}, {row.date:%d/%m/%Y}"


class SoutienForm(forms.Form):
    """Who supports a proposition: a secteur, or somebody of the chantier."""

    secteur = forms.ModelChoiceField(
        queryset=Secteur.objects.none(), label="Un secteur", required=False, empty_label="–"
    )
    participant = forms.ModelChoiceField(
        queryset=Participant.objects.none(),
        label="ou une personne du chantier",
        required=False,
        empty_label="–",
        help_text="Son secteur est compté ; son nom n’est lu que par les personnes du chantier.",
        error_messages={"invalid_choice": "Cette personne n’est pas du chantier."},
    )
    seance = forms.ModelChoiceField(
        queryset=Seance.objects.none(),
        label="À la séance",
        required=False,
        empty_label="Entre deux séances",
    )

    def __init__(self, *args, chantier, seances, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["secteur"].queryset = Secteur.objects.all()
        people = permissions.people_of_chantiers([chantier.pk]).select_related("organisation")
        self.fields["participant"].queryset = people
        self.fields["participant"].label_from_instance = lambda row: f"{row.nom} {row.prenom}"
        self.fields["seance"].queryset = seances
        self.fields["seance"].label_from_instance = lambda row: f"Séance {row.numero}, {row.date:%d/%m/%Y}"

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("secteur")) == bool(cleaned.get("participant")) and not self.errors:
            raise forms.ValidationError("Choisissez un secteur, ou une personne.")
        return cleaned
