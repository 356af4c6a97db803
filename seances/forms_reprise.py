"""The fields of the review of an old PV, one form for each kind of line; `relecture_reprise` puts them together."""

import re

from django import forms

from chantiers.models import Chantier
from participants import noms
from participants.admin_champs import DateInput, TimeInput

from .reprise.corrections import ANNEXE, ECARTE

CHOISIR = "– à choisir –"
PERSONNE = "personne"  # nobody speaks: a plain paragraph
ROLES = [
    ("membre", "membre"),
    ("secretaire", "secrétaire"),
    ("rapporteur", "rapporteur"),
    ("secretaire_rapporteur", "secrétaire et rapporteur"),
]
STATUTS = [("present", "présent"), ("excuse", "excusé"), ("absent", "absent")]
TEXTE = forms.Textarea(attrs={"rows": 2})
NOMS = {"list": "personnes-du-pv", "autocomplete": "off"}


class Champs(forms.Form):
    """A form whose labels end as they are written."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class Quand(Champs):
    """When and where a séance is held."""

    def ends_after(self, first, last):
        begins, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begins and ends and ends <= begins:
            self.add_error(last, "La séance finit après son début.")

    def named_place(self):
        told = any(self.cleaned_data.get(f"lieu_{key}") for key in ("adresse", "code_postal", "localite"))
        if told and not self.cleaned_data.get("lieu_nom"):
            self.add_error("lieu_nom", "Donnez un nom à ce lieu, ou videz aussi son adresse.")


class DepotForm(Champs):
    """The file of an old PV, and whose PV it is."""

    chantier = forms.ModelChoiceField(queryset=Chantier.objects.none(), label="Chantier")
    fichier = forms.FileField(
        label="Fichier du procès-verbal",
        allow_empty_file=True,  # refused by its name, further on
        help_text="Word (.docx), OpenDocument (.odt), texte (.txt) ou PDF, jusqu’à 10 Mo. Rien n’est écrit dans le "
        "portail avant que vous ne l’ayez relu et confirmé.",
        error_messages={"required": "Choisissez le fichier du procès-verbal."},
    )

    def __init__(self, *args, chantiers, peut_creer, **kwargs):
        """peut_creer: the document may name another chantier, even one that the portal does not know yet."""
        super().__init__(*args, **kwargs)
        field = self.fields["chantier"]
        field.queryset = chantiers.order_by("numero")
        field.label_from_instance = lambda chantier: f"Chantier {chantier.numero} – {chantier.titre}"
        field.required = not peut_creer
        field.empty_label = "celui que le document indique" if peut_creer else CHOISIR


class TeteForm(Quand):
    chantier_numero = forms.IntegerField(label="Numéro du chantier", min_value=1, max_value=9999)
    chantier_titre = forms.CharField(label="Titre du chantier", max_length=200)
    numero = forms.IntegerField(label="Numéro de la séance", min_value=1, max_value=9999)
    date = forms.DateField(label="Date", widget=DateInput)
    debut_prevu = forms.TimeField(label="Début prévu", widget=TimeInput, required=False)
    fin_prevue = forms.TimeField(label="Fin prévue", widget=TimeInput, required=False)
    debut = forms.TimeField(label="Début réel", widget=TimeInput, required=False)
    fin = forms.TimeField(label="Fin réelle", widget=TimeInput, required=False)
    lieu_nom = forms.CharField(label="Lieu", max_length=200, required=False)
    lieu_adresse = forms.CharField(label="Rue et numéro", max_length=200, required=False)
    lieu_code_postal = forms.CharField(label="Code postal", max_length=10, required=False)
    lieu_localite = forms.CharField(label="Localité", max_length=100, required=False)
    redacteur = forms.CharField(label="Rédigé par", max_length=200, required=False)
    fonction = forms.CharField(label="Sa fonction", max_length=200, required=False)
    verificateur = forms.CharField(label="Vérifié par", max_length=200, required=False)
    ouverture = forms.CharField(label="Phrase d’ouverture", max_length=400, required=False, widget=TEXTE)

    SOURCES = {
        "chantier_numero": "chantier",
        "numero": "seance.numero",
        "date": "seance.date",
        "intitule": "seance.intitule",
        "debut_prevu": "seance.debut_prevu",
        "lieu_nom": "seance.lieu",
        "debut": "seance.ouverture",
    }

    def __init__(self, *args, chantier=None, **kwargs):
        super().__init__(*args, **kwargs)
        if chantier is not None:  # said when the file was handed in
            del self.fields["chantier_numero"], self.fields["chantier_titre"]

    def clean(self):
        cleaned = super().clean()
        self.ends_after("debut_prevu", "fin_prevue")
        self.ends_after("debut", "fin")
        self.named_place()
        return cleaned


class PersonneForm(Champs):
    prenom = forms.CharField(label="Prénom", max_length=100, required=False)
    nom = forms.CharField(label="Nom", max_length=100, required=False)
    organisation = forms.CharField(label="Organisation", max_length=250, required=False)
    fonction = forms.CharField(label="Fonction", max_length=200, required=False)
    retirer = forms.BooleanField(label="Retirer", required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("retirer") or not any(
            cleaned.get(name) for name in ("prenom", "nom", "organisation", "fonction")
        ):
            cleaned["retirer"] = True
            return cleaned
        for name, missing in (
            ("prenom", "Donnez le prénom, ou retirez la ligne."),
            ("nom", "Donnez le nom, ou retirez la ligne."),
        ):
            if not noms.fold(cleaned.get(name) or "") and name not in self.errors:
                self.add_error(name, missing)
        return cleaned


class PresenceForm(PersonneForm):
    statut = forms.ChoiceField(label="Statut", choices=STATUTS, initial="present", required=False)
    remplace_prenom = forms.CharField(label="Remplace (prénom)", max_length=100, required=False)
    remplace_nom = forms.CharField(label="Remplace (nom)", max_length=100, required=False)

    field_order = ["prenom", "nom", "statut", "organisation", "fonction", "remplace_prenom", "remplace_nom"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("retirer"):
            return cleaned
        cleaned["statut"] = cleaned.get("statut") or "present"
        replaced = [bool(cleaned.get(name)) for name in ("remplace_prenom", "remplace_nom")]
        if any(replaced) and not all(replaced):
            self.add_error("remplace_nom", "Donnez le prénom et le nom de la personne remplacée.")
        if any(replaced) and cleaned.get("statut") != "present":
            self.add_error("statut", "Seule une personne présente en remplace une autre.")
        return cleaned


class LigneForm(Champs):
    titre = forms.CharField(label="Titre", max_length=300, required=False)
    intervenants = forms.CharField(
        label="Présenté par", max_length=500, required=False, help_text="Séparez les noms par une virgule."
    )
    debut = forms.TimeField(label="Début", widget=TimeInput, required=False)
    fin = forms.TimeField(label="Fin", widget=TimeInput, required=False)
    joindre = forms.BooleanField(label="N’est pas un point : joindre au précédent", required=False)

    def clean_intervenants(self):
        return [name.strip() for name in self.cleaned_data["intervenants"].split(",") if name.strip()]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("debut") and cleaned.get("fin") and cleaned["fin"] <= cleaned["debut"]:
            self.add_error("fin", "Le point finit après son début.")
        if not cleaned.get("titre") and (
            cleaned.get("debut") or cleaned.get("fin") or cleaned.get("intervenants")
        ):
            self.add_error("titre", "Donnez un titre à ce point.")
        return cleaned


class MembreForm(Champs):
    qui = forms.CharField(
        label="Membre",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=NOMS),
    )
    role = forms.ChoiceField(label="Rôle", choices=ROLES)


class RemarqueForm(Champs):
    """A remark on the PV before."""

    auteur = forms.CharField(
        label="Qui l’a faite", max_length=200, required=False, widget=forms.TextInput(attrs=NOMS)
    )
    page = forms.IntegerField(label="Page", min_value=1, max_value=9999, required=False)
    texte = forms.CharField(label="Remarque", max_length=20_000, required=False, widget=TEXTE)
    retirer = forms.BooleanField(label="Retirer", required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("retirer") or not any(cleaned.get(name) for name in ("auteur", "page", "texte")):
            cleaned["retirer"] = True
            return cleaned
        for name, missing in (
            ("auteur", "Dites qui a fait cette remarque, ou retirez la ligne."),
            ("texte", "Donnez le texte de cette remarque, ou retirez la ligne."),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, missing)
        return cleaned


class ProchaineForm(Quand):
    """A séance to come that the PV announces."""

    numeros = forms.CharField(
        label="Numéros",
        max_length=50,
        required=False,
        help_text="Séparez-les par une virgule s’il y en a plusieurs.",
    )
    date = forms.DateField(label="Date", widget=DateInput, required=False)
    debut = forms.TimeField(label="Début", widget=TimeInput, required=False)
    fin = forms.TimeField(label="Fin", widget=TimeInput, required=False)
    lieu_nom = forms.CharField(label="Lieu", max_length=200, required=False)
    lieu_adresse = forms.CharField(label="Rue et numéro", max_length=200, required=False)
    lieu_code_postal = forms.CharField(label="Code postal", max_length=10, required=False)
    lieu_localite = forms.CharField(label="Localité", max_length=100, required=False)
    retirer = forms.BooleanField(label="Retirer", required=False)

    def clean_numeros(self):
        text = self.cleaned_data["numeros"]
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        if re.sub(r"\d+|,|;|et|\s", "", text) or not all(0 < number < 10_000 for number in numbers):
            raise forms.ValidationError("Donnez des numéros de séances, séparés par une virgule : 4, 5.")
        return numbers

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("retirer") or not any(cleaned.get(name) for name in self.fields):
            cleaned["retirer"] = bool(cleaned.get("retirer")) or not self.errors
            return cleaned
        self.ends_after("debut", "fin")
        self.named_place()
        for name, missing in (
            ("numeros", "Donnez le numéro de cette séance, ou retirez la ligne."),
            ("date", "Donnez la date de cette séance, ou retirez la ligne."),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, missing)
        return cleaned


class AnnexeForm(Champs):
    titre = forms.CharField(
        label="Titre de l’annexe",
        max_length=300,
        error_messages={"required": "Donnez un titre à cette annexe."},
    )


class ParoleForm(Champs):
    """Who speaks in a block, and whether a point begins there."""

    qui = forms.CharField(
        label="Qui parle", max_length=200, required=False, widget=forms.TextInput(attrs=NOMS)
    )
    commence = forms.BooleanField(label="Un point commence ici", required=False)

    def __init__(self, *args, parle, peut_commencer, **kwargs):
        super().__init__(*args, **kwargs)
        if not parle:
            del self.fields["qui"]
        if not peut_commencer:
            del self.fields["commence"]


class DouteForm(Champs):
    """A question about who speaks, to be answered."""

    qui = forms.ChoiceField(label="Qui est-ce ?", error_messages={"required": "Répondez à cette question."})

    def __init__(self, *args, doute, noms, **kwargs):
        """noms: of those whom the lists hold as they are corrected now."""
        super().__init__(*args, **kwargs)
        proposed = doute["propose"]
        names = [name for name in dict.fromkeys([*noms, *doute["choix"]]) if name != proposed]
        if proposed:
            names.insert(0, proposed)
        labels = [(name, f"{name} (proposition)" if name == proposed else name) for name in names]
        self.fields["qui"].choices = [
            ("", CHOISIR), *labels, (PERSONNE, "personne ne parle : un simple paragraphe"),
        ]  # fmt: skip


class ResteForm(Champs):
    ou = forms.ChoiceField(label="Où va ce passage ?", initial=ANNEXE)

    def __init__(self, *args, points, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ou"].choices = [
            (ANNEXE, "dans une annexe, à replacer plus tard"),
            *(
                (str(point["numero"]), f"à la fin du point {point['numero']}. {point['titre']}")
                for point in points
            ),
            (ECARTE, "nulle part : je l’écarte"),
        ]
