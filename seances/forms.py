"""What the secretariat types: well formed, and told in French when it is not."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from chantiers.forms import FormSetNumerote, LigneNumeroteeForm
from participants import journal
from participants.admin_champs import TimeInput, remember_choices
from participants.models import Participant

from . import fichiers, notes, pieces, redaction, remarques
from .editor import editor_form_field
from .models import (
    Annexe,
    Attribution,
    DecisionRemarque,
    MembreSousGroupe,
    OrigineNote,
    Presence,
    Restitution,
    Seance,
    StatutPresence,
)
from .permissions import can_preside_seance
from .pv.rapprochement import find_organisation

# ── Frozen ──────────────────────────────────────────────────────────────────────────────────────────────


def refuse_frozen(seance):
    """Raise ValidationError when nothing may be added to what the PV of this séance prints."""
    if seance is not None and redaction.is_frozen(seance):
        raise ValidationError("Le procès-verbal de cette séance est figé : on n’y ajoute plus rien.")


class SeanceOuverteForm(forms.ModelForm):
    """A row that one adds to a séance of one's choice."""

    def clean_seance(self):
        seance = self.cleaned_data["seance"]
        refuse_frozen(seance)
        return seance


class RemarqueForm(SeanceOuverteForm):
    """A remark; whoever types it for those who preside leaves it to them to settle it."""

    par = None  # the account that types

    def clean(self):
        cleaned = super().clean()
        settled = "decision" in self.fields and cleaned.get("decision") != DecisionRemarque.OUVERTE
        seance = cleaned.get("seance")
        if settled and seance is not None and not can_preside_seance(self.par, seance):
            self.add_error("decision", "Les coprésidents du chantier décident de cette remarque.")
        late = (
            self.instance.pk and "decision" in self.changed_data and remarques.why_not_settle(self.instance)
        )
        if late:
            self.add_error("decision", late)
        elif "decision" in self.changed_data:
            self.instance.decidee_le = timezone.now() if settled else None
        return cleaned


# ── What a PV prints of a person ────────────────────────────────────────────────────────────────────────


def link_organisation(form):
    """A printed organisation that was typed names an Organisation when it is exactly one."""
    if "organisation_imprimee" in form.changed_data and form.instance.organisation_imprimee:
        form.instance.organisation = find_organisation(form.instance.organisation_imprimee)


class ImprimeForm(LigneNumeroteeForm):
    """A person as printed that day: what is left empty starts from his record."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors or not getattr(self.instance, "participant", None):
            return
        if "participant" in self.changed_data:
            # Another person on this line: what was printed of the one before goes, unless typed anew.
            for field in ("nom_imprime", "organisation_imprimee", "fonction_imprimee"):
                if field not in self.changed_data:
                    setattr(self.instance, field, "")
        if "participant" in self.changed_data or not self.instance.nom_imprime:
            self.instance.fill_from_participant()
        link_organisation(self)


class FormSetImprime(FormSetNumerote):
    """People under one parent, each once; those who leave are removed first."""

    close_gaps = False

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        leaving = {form.instance.pk for form in self.deleted_forms}
        held = {
            form.instance.pk: form.initial.get("participant")
            for form in self.initial_forms
            if form.instance.pk not in leaving
        }
        seen = set()
        for form in self.kept_forms():
            person = form.instance.participant_id
            others = {holder for pk, holder in held.items() if pk != form.instance.pk}
            if person is None:
                continue
            if person in seen or ("participant" in form.changed_data and person in others):
                form.add_error("participant", "Cette personne figure déjà sur une autre ligne.")
            else:
                seen.add(person)

    def make_way(self):
        for form in self.deleted_forms:
            if form.instance.pk:
                form.instance.delete()
        super().make_way()


# ── Sub-groups ──────────────────────────────────────────────────────────────────────────────────────────

ROLES = {"est_secretaire": "secrétaire", "est_rapporteur": "rapporteur"}


class MembreForm(ImprimeForm):
    class Meta:
        model = MembreSousGroupe
        fields = [
            "rang",
            "participant",
            "est_secretaire",
            "est_rapporteur",
            "nom_imprime",
            "organisation_imprimee",
        ]

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | set(ROLES)  # the formset compares the lines together


class MembreFormSet(FormSetImprime):
    """The members of a sub-group: one secrétaire and one rapporteur at most, nobody in two groups."""

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        forms_kept = self.kept_forms()
        for role, label in ROLES.items():
            holders = [form for form in forms_kept if getattr(form.instance, role)]
            for form in holders[1:]:
                form.add_error(role, f"Un sous-groupe a un seul {label} : décochez l’un des deux.")
        elsewhere = {
            row.participant_id: row.sous_groupe
            for row in MembreSousGroupe.objects.filter(
                seance=self.instance.seance_id,
                participant__in=[f.instance.participant_id for f in forms_kept],
            )
            .exclude(sous_groupe=self.instance.pk)
            .select_related("sous_groupe")
        }
        for form in forms_kept:
            groupe = elsewhere.get(form.instance.participant_id)
            if groupe:
                form.add_error(
                    "participant",
                    f"Cette personne est déjà dans le groupe {groupe.numero} de cette séance : "
                    "retirez-la d’abord de ce groupe.",
                )

    def make_way(self):
        super().make_way()
        for role in ROLES:
            leaving = [form.instance.pk for form in self.initial_forms if role in form.changed_data]
            self.rows().filter(pk__in=leaving).update(**{role: False})


class NumeroForm(LigneNumeroteeForm):
    """A sub-group or an annex on the séance's page."""

    rang = "numero"


class NumeroFormSet(FormSetNumerote):
    """Sub-groups or annexes: people call them by their number, so it stays when another goes."""

    rang = "numero"
    close_gaps = False


# ── Attendance ──────────────────────────────────────────────────────────────────────────────────────────


class PresenceForm(forms.ModelForm):
    """One line of the attendance of a séance.

    Only what its writer changed since the page was opened is written: two people may point at once. Uniqueness
    is compared between the lines: a replaced person may pass from one to another.
    """

    retirer = forms.BooleanField(label="Retirer de la liste", required=False)

    class Meta:
        model = Presence
        fields = [
            "statut",
            "remplace",
            "remplace_imprime",
            "nom_imprime",
            "organisation_imprimee",
            "fonction_imprimee",
            "invite",
            "a_distance",
            "arrivee",
            "depart",
        ]
        widgets = {"statut": forms.RadioSelect, "arrivee": TimeInput, "depart": TimeInput}

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["statut"].choices = sorted(
            StatutPresence.choices, key=lambda choice: choice[0] == StatutPresence.A_POINTER
        )
        for field in self.fields.values():
            field.show_hidden_initial = True
        remember_choices(self)

    def clean(self):
        cleaned = super().clean()
        for name in set(cleaned) - set(self.changed_data) - {"retirer"}:
            cleaned[name] = getattr(self.instance, name)  # as it is now, whoever wrote it
        replaced = cleaned.get("remplace")
        if "remplace" in self.changed_data and "remplace_imprime" not in self.changed_data:
            cleaned["remplace_imprime"] = ""
        cleaned["remplace_imprime"] = (
            (cleaned.get("remplace_imprime") or replaced.nom_complet) if replaced else ""
        )
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            link_organisation(self)

    @property
    def statut_ouvert(self):
        """The statut that the page was opened with, beside the radio buttons that the template writes."""
        return self["statut"].as_hidden(only_initial=True)

    @property
    def is_detailed(self):
        """Whether the line has more to show than a name and a statut."""
        row = self.instance
        return bool(
            self.errors or row.remplace_id or row.invite or row.a_distance or row.arrivee or row.depart
        )


class AttributionForm(forms.ModelForm):
    """Who stands behind a printed label, in one text: that of a point, or a note."""

    class Meta:
        model = Attribution
        fields = ["texte_point", "restitution", "libelle", "participant"]

    def clean(self):
        cleaned = super().clean()
        texte, note = cleaned.get("texte_point"), cleaned.get("restitution")
        if texte is not None:
            self.instance.seance = texte.point.seance
        elif note is not None:
            self.instance.seance = note.sous_groupe.seance
        return cleaned


class AjoutForm(forms.Form):
    """Somebody to add to the attendance: the page makes a line for each."""

    personne = forms.ModelChoiceField(Participant.objects.all(), label="Ajouter une personne", required=False)


# ── Texts ───────────────────────────────────────────────────────────────────────────────────────────────


class TexteForm(forms.Form):
    """The text of a point, with the revision that the writer had in front of him."""

    texte = editor_form_field(label="Texte", required=False)
    texte_apres = editor_form_field(label="Texte après les compléments", required=False)
    revision_ouverte = forms.IntegerField(widget=forms.HiddenInput)
    regle = forms.IntegerField(
        widget=forms.HiddenInput, required=False
    )  # one's revision that waits for a choice


class HeuresForm(forms.ModelForm):
    """When a séance really began and ended, as its PV says."""

    class Meta:
        model = Seance
        fields = ["debut_reel", "fin_reelle"]
        widgets = {"debut_reel": TimeInput, "fin_reelle": TimeInput}
        labels = {"debut_reel": "Début réel", "fin_reelle": "Fin réelle"}

    def clean(self):
        refuse_frozen(self.instance)
        return super().clean()

    def keep(self, *, by):
        """Save what changed, and keep that it was changed."""
        if self.changed_data:
            self.save()
            journal.changed(
                self.instance, by=by, **journal.difference(self.instance, self.initial, self.changed_data)
            )


class RetablirForm(forms.Form):
    revision_ouverte = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(forms.ModelForm):
    """A note typed in the portal or received as a file: its bytes are kept as they came."""

    fichier = forms.FileField(
        label="ou un fichier",
        required=False,
        help_text="Word, OpenDocument, PDF, Markdown ou texte, tel que vous l’avez reçu.",
    )

    class Meta:
        model = Restitution
        fields = ["sous_groupe", "pour", "titre", "contenu"]

    def clean_sous_groupe(self):
        groupe = self.cleaned_data["sous_groupe"]
        refuse_frozen(groupe.seance)
        return groupe

    def clean(self):
        cleaned = super().clean()
        received = cleaned.get("fichier")
        if received and cleaned.get("contenu"):
            self.add_error("fichier", "Donnez le texte ou le fichier, pas les deux.")
        elif received:
            self.bytes = received.read()
            try:
                self.found = notes.convert(received.name, self.bytes)
                cleaned["contenu"] = self.found.contenu
                if self.found.lecture.genre == "pdf":
                    self.add_error(
                        "fichier", "Un PDF se dépose sur la page du groupe, où l’on voit comment il se lit."
                    )
            except notes.NoteRefusee as refusal:
                self.add_error("fichier", str(refusal))
        elif not cleaned.get("contenu"):
            self.add_error("contenu", "Écrivez ou collez le texte de la note, ou joignez son fichier.")
        return cleaned

    def deposit(self, by):
        """Keep the bytes received, and give the row what follows from them."""
        note, groupe = self.instance, self.cleaned_data["sous_groupe"]
        received = self.cleaned_data.get("fichier")
        note.numero = notes.next_number(groupe)
        if received:
            note.origine, data = OrigineNote.FICHIER, self.bytes
            note.fichier_nom = pieces.clean_name(received.name)
            for image in self.found.lecture.images.values():
                fichiers.deposit(image)
            notes.judge(note, self.found.lecture, self.found.verdict)
        else:
            note.origine, note.fichier_nom = OrigineNote.SAISIE, f"note-groupe-{groupe.numero}.html"
            data = self.data[self.add_prefix("contenu")].encode()
        note.fichier_sha256 = fichiers.deposit(data)
        note.deposee_par = by
        note.confirmee_le = timezone.now()
        if not received:
            notes.judge_again(note)


class AnnexeForm(SeanceOuverteForm):
    """An annex, with its document if it has one."""

    document = forms.FileField(
        label="document",
        required=False,
        help_text="PDF, texte, tableur, présentation ou image, jusqu’à 20 Mo. Remplace le document déjà joint.",
    )

    class Meta:
        model = Annexe
        fields = ["seance", "numero", "titre", "contenu", "publique"]

    def clean_document(self):
        document = self.cleaned_data["document"]
        if document:
            self.bytes = document.read(pieces.TAILLE_MAX + 1)
            try:
                self.instance.fichier_type = pieces.kind_of(document.name, self.bytes)
            except pieces.PieceRefusee as refusal:
                raise ValidationError(str(refusal)) from refusal
        return document

    def save(self, commit=True):
        document = self.cleaned_data.get("document")
        if document:
            self.instance.fichier_sha256 = fichiers.deposit(self.bytes)
            self.instance.fichier_nom = pieces.clean_name(document.name)
        return super().save(commit)
