"""The chantiers as a spreadsheet, in and out: « Numéro;Thématique;Titre;Objectif;Contact;Visibilité;Questions »."""

from functools import cached_property

from django.core.exceptions import ValidationError
from import_export import widgets
from import_export.fields import Field

from participants import noms
from participants.feuille import OPTIONS, Chargeur, FeuilleResource, texte
from participants.repertoire import Registre

from .models import Chantier, Question, Thematique, Visibilite

SEPARATEUR = " | "


class NumeroWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        if not value.isdecimal() or not 1 <= int(value) <= 32_767:
            raise ValueError(f"« {value} » n’est pas un numéro de chantier.")
        return int(value)

    def render(self, value, obj=None, **kwargs):
        return str(value)


class ThematiqueWidget(widgets.Widget):
    """The theme of a row, made when it is not known."""

    def __init__(self, resource):
        super().__init__()
        self.resource = resource

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        key, known = noms.fold(value), self.resource.thematiques
        return known.find(key) or known.make(Thematique(titre=value), key)

    def render(self, value, obj=None, **kwargs):
        return value.titre if value else ""


class VisibiliteWidget(widgets.Widget):
    """« publique » or « privée », as a person writes it."""

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        for visibilite in Visibilite:
            if noms.fold(value) in {visibilite.value, noms.fold(visibilite.label)}:
                return visibilite.value
        raise ValueError(f"« {value} » : un chantier est « publique » ou « privée ».")

    def render(self, value, obj=None, **kwargs):
        return Visibilite(value).label


class QuestionsField(Field):
    """The questions of a chantier in one cell; they are written once the chantier has its row."""

    def get_value(self, instance):
        if hasattr(instance, "questions_lues"):
            return instance.questions_lues
        return [question.texte for question in instance.questions.all()] if instance.pk else []

    def save(self, instance, row, is_m2m=False, **kwargs):
        texts = [text.strip() for text in row.get(self.column_name, "").split(SEPARATEUR.strip())]
        if any(texts):
            instance.questions_lues = [text for text in texts if text]

    def export(self, instance, **kwargs):
        return SEPARATEUR.join(self.get_value(instance))


class ChantierLoader(Chargeur):
    """Which chantier a line means: by its number."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.connus = {each.numero: each for each in resource.get_queryset()}

    def follow(self, instance):
        self.connus[instance.numero] = instance

    def get_instance(self, row):
        numero = self.resource.fields["numero"].clean(row)
        return self.connus.get(numero)


class ChantierResource(FeuilleResource):
    """Chantiers, matched by number. An empty cell changes nothing."""

    numero = Field("numero", "Numéro", NumeroWidget())
    thematique = Field("thematique", "Thématique", saves_null_values=False)
    titre = texte("titre", "Titre")
    objectif = texte("objectif", "Objectif")
    contact = texte("contact", "Contact")
    visibilite = Field("visibilite", "Visibilité", VisibiliteWidget(), saves_null_values=False)
    questions = QuestionsField("questions", "Questions")

    colonnes_requises = ("Numéro", "Titre")

    class Meta:
        model = Chantier
        fields = ("numero", "thematique", "titre", "objectif", "contact", "visibilite", "questions")
        import_id_fields = ("numero",)
        instance_loader_class = ChantierLoader
        locals().update(OPTIONS)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields["thematique"].widget = ThematiqueWidget(self)

    @cached_property
    def thematiques(self):
        return Registre(self, Thematique.objects.all())

    def get_queryset(self):
        return Chantier.objects.select_related("thematique").prefetch_related("questions")

    def get_instance(self, instance_loader, row):
        try:
            return super().get_instance(instance_loader, row)
        except ValueError as error:
            raise ValidationError({"numero": str(error)}) from error

    def after_save_instance(self, instance, row, **kwargs):
        texts = getattr(instance, "questions_lues", None)
        if texts is None or self.simuler:
            return
        for rang, text in enumerate(texts, 1):
            Question.objects.update_or_create(chantier=instance, rang=rang, defaults={"texte": text})
        instance.questions.filter(rang__gt=len(texts)).delete()
