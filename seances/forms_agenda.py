"""The agenda as the secretariat types it: its lines together, their hours in a chain, those who present."""

from django import forms
from django.core.exceptions import ValidationError

from chantiers.forms import FormSetNumerote, LigneNumeroteeForm
from participants.admin_champs import DateInput, TimeInput, inner
from participants.models import Participant
from participants.permissions import is_administrator

from . import horaire, preparation, redaction
from .models import Intervenant, NaturePoint, PointOrdreDuJour, Seance, TextePoint
from .models.agenda import DUREE_MAX, NATURES_GENERATRICES
from .ordre_du_jour import HORAIRE, hours_of
from .pv import phrases


class PointForm(LigneNumeroteeForm):
    """A line of the agenda, with those who present it. Its hours follow from those of the others: see the formset."""

    rang = "position"
    duree_minutes = forms.IntegerField(label="Durée (min)", required=False, min_value=1, max_value=DUREE_MAX)
    presente_par = forms.ModelMultipleChoiceField(
        Participant.objects.all(), label="Présenté par", required=False
    )

    class Meta:
        model = PointOrdreDuJour
        fields = [
            "position",
            "titre",
            "nature",
            "heure_debut",
            "duree_minutes",
            "heure_fixe",
            "huis_clos",
            "titre_pv",
            "complements",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stocke = {name: getattr(self.instance, name) for name in HORAIRE}
        self.initial["duree_minutes"] = self.instance.duree
        if "presente_par" in self.fields and self.instance.pk:
            known = [row.participant for row in self.instance.intervenants.all() if row.participant_id]
            self.initial["presente_par"] = [person.pk for person in known]
            inner(self.fields["presente_par"].widget).remember(*known)

    def _get_validation_exclusions(self):
        # The formset compares the lines together.
        return super()._get_validation_exclusions() | {"nature", *HORAIRE}

    def ligne(self):
        """The hours that this line asks for, to be chained with the others."""
        typed = {name: self.cleaned_data.get(name) for name in HORAIRE}
        until = self.stocke["heure_fin"] if self.stocke["heure_debut"] is None else None
        return horaire.Ligne(
            debut=typed["heure_debut"],
            fin=until,
            duree=typed["duree_minutes"],
            fixe=bool(typed["heure_fixe"]),
            tapee="heure_debut" in self.changed_data,
        )

    def set_hours(self, ligne):
        """Give the row the hours of its place in the chain; None: those that are stored."""
        values = self.stocke if ligne is None else hours_of(ligne)
        for name, value in values.items():
            setattr(self.instance, name, value)

    def save_intervenants(self):
        """Write who presents: those who stay keep their printed name and place, new ones follow."""
        chosen = self.cleaned_data.get("presente_par")
        if chosen is None or "presente_par" not in self.changed_data:
            return
        rows = list(self.instance.intervenants.all())
        kept = {row.participant_id for row in rows}
        self.instance.intervenants.filter(participant__isnull=False).exclude(participant__in=chosen).delete()
        last = max((row.rang for row in rows), default=0)
        new = [person for person in chosen if person.pk not in kept]
        Intervenant.objects.bulk_create(
            Intervenant(point=self.instance, participant=person, nom_imprime=person.nom_complet, rang=rang)
            for rang, person in enumerate(new, last + 1)
        )


class PointsFormSet(FormSetNumerote):
    """Points, or those of a model: numbers follow each other, each generating nature stands once."""

    rang = "position"

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        seen = {}
        for form in self.kept_forms():
            nature = form.instance.nature
            if nature in NATURES_GENERATRICES and seen.setdefault(nature, form) is not form:
                form.add_error(
                    "nature", "Un autre point a déjà cette nature : il n’en faut qu’un par séance."
                )

    def make_way(self):
        super().make_way()
        changed = [form.instance.pk for form in self.initial_forms if "nature" in form.changed_data]
        self.rows().filter(pk__in=changed).update(nature=NaturePoint.DEBAT)


class AgendaFormSet(PointsFormSet):
    """The agenda of a séance: hours follow each other too, and what was written under a point is not lost."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.moves = False
        before = type(self.instance)._base_manager.filter(pk=self.instance.pk)
        self.debut_avant = before.values_list("heure_debut", flat=True).first() if self.is_bound else None
        stored = [form.instance for form in self.initial_forms]
        begins = self.debut_avant if self.is_bound else self.instance.heure_debut
        self.lignes = horaire.read(stored, begins)
        for form, ligne in zip(self.initial_forms, self.lignes, strict=True):
            form.initial["heure_fixe"] = ligne.fixe

    @property
    def bilan(self):
        """What the hours come to, when there is something to say."""
        return sentences(self.lignes, self.instance.heure_debut, self.instance.heure_fin)

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        self.chain_hours()
        self.refuse_written()

    def chain_hours(self):
        """Each line after the one before it, when somebody moved one; otherwise every hour stays as it is."""
        forms_kept = sorted(self.kept_forms(), key=lambda form: form.instance.position)
        if not all("duree_minutes" in form.fields for form in forms_kept):
            return
        timed = {"position", "heure_debut", "heure_fixe", "duree_minutes"}
        self.moves = bool(
            self.deleted_forms
            or self.instance.heure_debut != self.debut_avant
            or any(not form.instance.pk or timed.intersection(form.changed_data) for form in forms_kept)
        )
        lines = [None] * len(forms_kept)
        if self.moves:
            try:
                lines = horaire.chain([form.ligne() for form in forms_kept], self.instance.heure_debut)
            except horaire.PasseMinuit as refusal:
                forms_kept[refusal.rang].add_error("duree_minutes", str(refusal))
                return
            self.lignes = lines
        for form, ligne in zip(forms_kept, lines, strict=True):
            form.set_hours(ligne)

    def refuse_written(self):
        """A point that has a text stays; what an emptied one had said is kept with the point before it, or after."""
        leaving = {form.instance.pk for form in self.deleted_forms if form.instance.pk}
        if not leaving:
            return
        Seance.objects.select_for_update(of=("self",)).get(pk=self.instance.pk)  # whoever writes waits
        textes = list(
            TextePoint.objects.filter(point__seance=self.instance)
            .select_related("point")
            .order_by("point__position")
        )
        stay = [texte for texte in textes if texte.point_id not in leaving]
        self.bequests = []
        for texte in textes:
            if texte.point_id not in leaving:
                continue
            if texte.texte or texte.texte_apres:
                raise ValidationError(
                    f"Le point « {texte.point.titre} » a un texte au procès-verbal. "
                    "Reprenez ce texte ailleurs et videz-le avant de supprimer le point."
                )
            before = [other for other in stay if other.point.position < texte.point.position]
            heir = (before[-1:] or stay[:1] or [None])[0]
            if heir is None and texte.revisions.exists():
                raise ValidationError(
                    f"Le point « {texte.point.titre} » garde des textes enregistrés : laissez un autre point "
                    "à l’ordre du jour, qui les reprendra dans ses révisions."
                )
            self.bequests.append((texte, heir))

    def make_way(self):
        for texte, heir in getattr(self, "bequests", ()):
            if heir is not None:
                redaction.bequeath(texte, heir)
        super().make_way()

    def save(self, commit=True):
        saved = super().save(commit)
        if commit and self.moves:
            rows = [form.instance for form in self.kept_forms()]
            PointOrdreDuJour.objects.bulk_update(rows, HORAIRE)
        if commit and self.has_changed():
            for form in self.kept_forms():
                form.save_intervenants()
            redaction.ensure_textes(self.instance)
        return saved


class IntervenantForm(LigneNumeroteeForm):
    """Somebody who presents a point: known, or only named."""

    class Meta:
        model = Intervenant
        fields = ["rang", "participant", "nom_imprime"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "nom_imprime" in self.fields:
            self.fields["nom_imprime"].required = False
            self.fields["nom_imprime"].help_text = "Vide : celui de la fiche."

    def _get_validation_exclusions(self):
        return (super()._get_validation_exclusions() - {"nom_imprime"}) | {"participant"}

    def clean(self):
        cleaned = super().clean()
        person = cleaned.get("participant")
        if not cleaned.get("nom_imprime"):
            if person is None:
                raise ValidationError("Choisissez une personne ou écrivez le nom à imprimer.")
            cleaned["nom_imprime"] = person.nom_complet
        return cleaned


def sentences(lignes, debut, fin):
    """What is to be said of the hours of an agenda. debut, fin: of the séance."""
    said, waiting = [], horaire.without_hours(lignes)
    for rang in horaire.too_early(lignes, debut):
        begins = phrases.heure(lignes[rang].debut)
        said.append(f"Le point {rang + 1} commence à {begins}, avant la séance ({phrases.heure(debut)}).")
    for rang, before in horaire.overlapping(lignes):
        begins, ends = phrases.heure(lignes[rang].debut), phrases.heure(lignes[before].fin)
        said.append(f"Le point {rang + 1} commence à {begins}, avant la fin du point {before + 1} ({ends}).")
    over = horaire.overrun(lignes, fin)
    if over:
        said.append(f"L’ordre du jour dépasse la fin prévue de {phrases.duree(over)}.")
    if waiting and debut is None:
        said.append("Donnez l’heure de début de la séance : les points auront les leurs.")
    elif waiting:
        said.append(
            f"Le point {waiting[0] + 1} attend son heure : donnez une durée au point qui le précède, "
            "ou fixez son début."
        )
    return said


# ── Models of agendas ───────────────────────────────────────────────────────────────────────────────────


class ModeleForm(forms.ModelForm):
    """Whoever does not administer the portal keeps models of his own chantiers."""

    par = None  # the account that types

    def clean_chantier(self):
        chantier = self.cleaned_data["chantier"]
        if chantier is None and not is_administrator(self.par):
            raise ValidationError(
                "Choisissez votre chantier : l’administration tient les modèles communs à tous."
            )
        return chantier


class LigneModeleForm(LigneNumeroteeForm):
    """A line of a model."""

    rang = "position"

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"nature"}  # the formset compares the lines together


# ── A séance to prepare ─────────────────────────────────────────────────────────────────────────────────

HABITUELS, PRECEDENTE, VIDE, MODELE = "habituels", "precedente", "vide", "modele-"


class PreparationForm(forms.ModelForm):
    """When and where a séance is held, and where its agenda comes from."""

    source = forms.ChoiceField(label="L’ordre du jour part", widget=forms.RadioSelect)
    habituels = forms.MultipleChoiceField(
        label="Points habituels", required=False, widget=forms.CheckboxSelectMultiple
    )
    reports = forms.ModelMultipleChoiceField(
        PointOrdreDuJour.objects.none(),
        label="Points non terminés à reporter",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Seance
        fields = ["numero", "date", "heure_debut", "heure_fin", "lieu"]
        widgets = {"date": DateInput, "heure_debut": TimeInput, "heure_fin": TimeInput}

    def __init__(self, data=None, *, instance, avant, modeles):
        """instance: the séance, of its chantier, saved or not; avant: the one before or None; modeles: offered."""
        initial = {"source": PRECEDENTE if avant and avant.points.exists() else HABITUELS}
        if instance.pk is None:
            initial["numero"] = preparation.next_number(instance.chantier)
        if avant is not None:
            for name in ("heure_debut", "heure_fin", "lieu"):
                initial[name] = getattr(instance, name) or getattr(avant, name)
        super().__init__(data, instance=instance, initial=initial, label_suffix="")
        self.avant, self.modeles = avant, {f"{MODELE}{modele.pk}": modele for modele in modeles}
        ready = preparation.habituels(avant)
        self.fields["habituels"].choices = [
            (one.nature, f"{one.titre} ({phrases.duree(one.duree)})" if one.duree else one.titre)
            for one in ready
        ]
        self.initial["habituels"] = [one.nature for one in ready if one.d_office]
        self.fields["source"].choices = list(self.sources())
        if avant is None:
            del self.fields["reports"]
            return
        self.fields["reports"].queryset = preparation.unfinished(avant).prefetch_related("intervenants")
        self.initial["reports"] = preparation.not_reached(avant)

    def sources(self):
        if self.initial["source"] == PRECEDENTE:
            yield PRECEDENTE, f"de la séance {self.avant.numero} : tous ses points, avec leurs durées"
        yield HABITUELS, "des points habituels que je coche"
        for value, modele in self.modeles.items():
            yield value, f"du modèle « {modele} »"
        yield VIDE, "de rien : j’écris les points moi-même"

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"chantier"}  # a number is unique in its chantier

    def sketches(self):
        """The agenda that was asked for, as `preparation` makes them."""
        source, reports = self.cleaned_data["source"], list(self.cleaned_data.get("reports", ()))
        if source == PRECEDENTE:
            keys = {point.pk for point in reports}
            found = preparation.from_seance(self.avant, self.instance.heure_debut, keys)
        elif source == HABITUELS:
            found = preparation.from_habituels(self.avant, self.cleaned_data["habituels"])
        elif source == VIDE:
            found = []
        else:
            found = preparation.from_modele(self.modeles[source])
        return preparation.with_reports(found, reports)
