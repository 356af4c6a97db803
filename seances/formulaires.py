"""What participants send, from their own pages or by a personal link: well formed, or told in French why not."""

from operator import attrgetter

from django import forms

from participants.models import Participant

from . import notes, remarques, remplacements, reponses
from .conversion import limites
from .models import OrigineNote, Reponse, TypeRemarque


class ReponseForm(forms.Form):
    """Whether somebody comes to a séance, and else who comes in his stead."""

    reponse = forms.ChoiceField(
        label="Viendrez-vous ?",
        choices=list(reponses.CHOIX.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si vous venez."},
    )
    remplacant = forms.ModelChoiceField(
        queryset=Participant.objects.none(),
        label="Qui vient à votre place ?",
        required=False,
        empty_label="quelqu’un d’autre, que je nomme ci-dessous",
        error_messages={"invalid_choice": "Choisissez quelqu’un de la liste, ou nommez la personne."},
    )
    prenom = forms.CharField(label="Son prénom", max_length=100, required=False)
    nom = forms.CharField(label="Son nom", max_length=100, required=False)
    organisation = forms.CharField(label="Son organisation", max_length=120, required=False)
    courriel = forms.EmailField(
        label="Son adresse électronique",
        required=False,
        help_text=(
            "Demandez-lui d’abord son accord : le portail lui écrit aussitôt, de votre part, avec la convocation. "
            "Sans adresse, c’est à vous de la prévenir."
        ),
    )
    motif = forms.CharField(
        label="Motif de votre absence",
        max_length=300,
        required=False,
        help_text="Facultatif. Seules les personnes qui préparent la séance le lisent.",
    )

    def __init__(self, *args, presence=None, candidates=None, choisi="", **kwargs):
        """presence: what was answered before, None for nothing. candidates: Participants to choose from. choisi: the
        answer that a letter's button proposes."""
        if presence is not None and presence.repondu_le:
            kwargs["initial"] = {
                "reponse": presence.reponse,
                "remplacant": presence.designe_id,
                "motif": presence.motif,
            }
        if choisi in reponses.CHOIX:
            kwargs["initial"] = kwargs.get("initial", {}) | {"reponse": choisi}
        super().__init__(*args, label_suffix="", **kwargs)
        field = self.fields["remplacant"]
        field.queryset = candidates if candidates is not None else Participant.objects.none()
        field.label_from_instance = attrgetter("nom_complet")
        self.choix_offert = not field.queryset.query.is_empty()
        named = self.initial.get("remplacant")
        if named:  # whom he named stays offered, whatever became of that person's part
            field.queryset = field.queryset | Participant.objects.filter(pk=named)

    def clean(self):
        cleaned = super().clean()
        if (
            cleaned.get("reponse") != Reponse.REMPLACE
            or "remplacant" in self.errors
            or cleaned.get("remplacant")
        ):
            return cleaned
        for name, missing in (
            ("prenom", "Dites qui vient à votre place, ou choisissez « Je m’excuse »."),
            ("nom", "Donnez aussi son nom."),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, missing)
                break
        return cleaned

    def designe(self):
        data = self.cleaned_data
        return remplacements.Designe(
            data["remplacant"], *(data[name] for name in ("prenom", "nom", "organisation", "courriel"))
        )

    def answer(self, seance, participant, *, by=None):
        """Keep the answer. Returns the Presence, None when it is refused: the form then says why."""
        data = self.cleaned_data
        replaced = data["reponse"] == Reponse.REMPLACE
        try:
            return reponses.answer(
                seance,
                participant,
                reponse=data["reponse"],
                motif=data["motif"],
                remplacant=self.designe() if replaced else None,
                by=by,
            )
        except reponses.ReponseRefusee as refusal:
            self.add_error(None, str(refusal))
        except remplacements.RemplacementRefuse as refusal:
            self.add_error("remplacant" if data["remplacant"] else "nom", str(refusal))
        return None


class DepotForm(forms.Form):
    """A sub-group's note: its file, or its text pasted. What was typed comes back with the errors."""

    titre = forms.CharField(
        label="Titre de la note",
        max_length=200,
        required=False,
        help_text="Facultatif : sans titre, elle porte le numéro du groupe.",
    )
    fichier = forms.FileField(
        label="Fichier de la note",
        required=False,
        allow_empty_file=True,  # refused by its name, further on
        help_text="Word (.docx), OpenDocument (.odt), PDF, Markdown (.md) ou texte (.txt), jusqu’à 10 Mo. Il est "
        "gardé tel quel.",
    )
    colle = forms.CharField(
        required=False, strip=False, widget=forms.HiddenInput
    )  # the HTML of a paste, by depot.js
    texte = forms.CharField(
        label="ou son texte, collé ici",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Chaque ligne devient un paragraphe, mot pour mot.",
    )

    field_order = ["titre", "fichier", "texte", "colle"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean(self):
        cleaned = super().clean()
        received, texte = cleaned.get("fichier"), cleaned.get("texte", "")
        if "fichier" in self.errors:
            return cleaned
        if received and texte.strip():
            self.add_error(
                "fichier",
                f"Donnez le texte ou le fichier, pas les deux : videz le texte et rechoisissez « {received} ».",
            )
        elif not received and not texte.strip():
            self.add_error("fichier", "Choisissez le fichier de la note, ou collez son texte.")
        return cleaned

    def receive(self, sous_groupe, *, by=None, pour=None):
        """Keep the note, to be confirmed. Returns the Restitution, None when it is refused: the form then says why."""
        received = self.cleaned_data["fichier"]
        if received:
            field, origine, name = "fichier", OrigineNote.FICHIER, received.name
            data = received.read(limites.TAILLE + 1)
        else:
            field, origine = "texte", OrigineNote.SAISIE
            kind, typed = ("html", "colle") if self.cleaned_data["colle"] else ("txt", "texte")
            name = f"note-groupe-{sous_groupe.numero}.{kind}"
            data = self.cleaned_data[typed].encode(errors="replace")
        try:
            return notes.receive(
                sous_groupe,
                name=name,
                data=data,
                by=by,
                pour=pour,
                titre=self.cleaned_data["titre"],
                origine=origine,
            )
        except notes.NoteRefusee as refusal:
            self.add_error(field, str(refusal))
            return None


class ConfirmationForm(forms.Form):
    """What its sender says of a note that he has seen as the PV will carry it."""

    depot = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, attente, **kwargs):
        """attente: of seances.depots, what waits and what is asked of it."""
        super().__init__(*args, label_suffix="", initial={"depot": attente.note.numero}, **kwargs)
        self.attente = attente
        for rank, question in enumerate(attente.questions):
            self.fields[f"locuteur-{rank}"] = forms.TypedChoiceField(
                label=f"« {question.libelle} »",
                choices=[("", "Personne, ou je ne sais pas"), *question.candidats],
                coerce=int,
                empty_value=None,
                required=False,
                initial=question.reponse,
            )
        for rank, _ in enumerate(attente.images):
            self.fields[f"image-{rank}"] = forms.CharField(
                label=f"Que montre l’image {rank + 1} ?"
                if len(attente.images) > 1
                else "Que montre l’image ?",
                max_length=500,
                required=False,
                help_text="En une phrase, pour qui ne la voit pas.",
            )

    @property
    def locuteurs(self):
        return [self[name] for name in self.fields if name.startswith("locuteur-")]

    @property
    def descriptions(self):
        return [self[name] for name in self.fields if name.startswith("image-")]

    def clean_depot(self):
        if self.cleaned_data["depot"] != self.attente.note.numero:
            raise forms.ValidationError(
                "Une autre note a été déposée depuis : c’est elle que vous voyez. Relisez-la, puis confirmez."
            )
        return self.cleaned_data["depot"]

    def confirm(self):
        """Let the PV carry the note. Returns the Restitution, None when it is refused: the form then says why."""
        said = self.cleaned_data
        try:
            return notes.confirm(
                self.attente.note,
                descriptions={
                    image.sha256: said[f"image-{rank}"] for rank, image in enumerate(self.attente.images)
                },
                locuteurs={
                    question.libelle: said[f"locuteur-{rank}"]
                    for rank, question in enumerate(self.attente.questions)
                    if said[f"locuteur-{rank}"]
                },
            )
        except notes.NoteRefusee as refusal:
            self.add_error(None, str(refusal))
            return None


class RemarqueLueForm(forms.Form):
    """What somebody asks to be changed in the words that he quotes."""

    GENRES = (
        (TypeRemarque.CORRECTION, "Corriger : ces mots deviennent ceux que je propose"),
        (TypeRemarque.AJOUT, "Ajouter : ce que je propose vient après ces mots"),
        (TypeRemarque.PRECISION, "Préciser : ces mots deviennent ceux que je propose"),
        (TypeRemarque.SUPPRESSION, "Supprimer ces mots"),
        (TypeRemarque.OBSERVATION, "Dire quelque chose, sans changer le texte"),
    )

    genre = forms.ChoiceField(
        label="Que demandez-vous ?",
        choices=GENRES,
        initial=TypeRemarque.CORRECTION,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce que vous demandez."},
    )
    proposition = forms.CharField(
        label="Nouvelle formulation",
        required=False,
        max_length=remarques.LONGUEUR,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce qui s’écrira au lieu des mots cités, ou après eux pour un ajout. Inutile pour une suppression.",
    )
    texte = forms.CharField(
        label="Votre remarque",
        required=False,
        max_length=remarques.LONGUEUR,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Facultatif : pourquoi vous le demandez. Les personnes du chantier la lisent.",
    )

    def __init__(self, *args, remarque=None, citation="", **kwargs):
        """remarque: the one that is changed. citation: the words quoted, from which a new wording starts."""
        kwargs["initial"] = (
            {"genre": remarque.type, "proposition": remarque.proposition, "texte": remarque.texte}
            if remarque
            else {"proposition": citation}
        )
        super().__init__(*args, label_suffix="", **kwargs)

    def keep(self, act, **values):
        """Do `act`, of remarques, with what was typed. Returns the Remarque, None when refused: the form says why."""
        try:
            return act(**values, **self.cleaned_data)
        except remarques.RemarqueRefusee as refusal:
            self.add_error(None, str(refusal))
            return None
