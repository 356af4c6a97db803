"""The glossary as a spreadsheet, a line a meaning: « Mot;Sigle;Publié;Chantiers;Secteur;Définition;Source »."""

from functools import cached_property

from django.core.exceptions import ValidationError
from import_export import widgets
from import_export.fields import Field

from participants import noms
from participants.feuille import OPTIONS, Chargeur, FeuilleResource, texte
from participants.models import Secteur
from participants.repertoire import Registre

from . import sigles
from .models import Chantier, Definition, Terme
from .models.glossaire import SANS_LETTRE
from .resources import SEPARATEUR

OUI_NON = {"oui": True, "non": False}


def oui_non(row, column):
    """True, False, or None for an empty cell. Raises ValueError."""
    value = noms.fold(row.get(column, ""))
    if value and value not in OUI_NON:
        raise ValueError(f"« {row[column]} » : écrivez « oui » ou « non » sous « {column} ».")
    return OUI_NON.get(value)


class OuiNonWidget(widgets.Widget):
    def render(self, value, obj=None, **kwargs):
        return "oui" if value else "non"


class TermeWidget(widgets.Widget):
    """The word of a line, made when the glossary does not have it.

    « oui » publishes a word, « non » only keeps a new one unpublished: what was published since stays so.
    """

    def __init__(self, resource):
        super().__init__()
        self.resource = resource

    def clean(self, value, row=None, **kwargs):
        key = noms.fold(value)
        if not key:
            raise ValueError(SANS_LETTRE)
        sigle, publie = oui_non(row, "Sigle"), oui_non(row, "Publié")
        terme = self.resource.termes.get(key)
        if terme is None:
            return self.make(value, key, sigle, publie)
        wanted = terme.sigle if sigle is None else sigle, terme.publie or bool(publie)
        if wanted != (terme.sigle, terme.publie):
            before = terme.sigle, terme.publie
            self.resource.a_defaire.append(lambda: self.put(terme, before))
            self.put(terme, wanted)
            self.resource.a_ecrire.append(terme)
        return terme

    @staticmethod
    def put(terme, values):
        terme.sigle, terme.publie = values

    def make(self, mot, key, sigle, publie):
        resource = self.resource
        terme = Terme(
            mot=mot,
            cle=key,
            sigle=sigles.looks_like(mot) if sigle is None else sigle,
            publie=bool(publie),
        )
        try:
            terme.clean_fields()
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
        resource.termes[key] = terme
        resource.a_ecrire.append(terme)
        resource.a_defaire.append(lambda: resource.termes.pop(key))
        return terme

    def render(self, value, obj=None, **kwargs):
        return value.mot if value else ""


class SecteurWidget(widgets.Widget):
    """The sector of a meaning, made when it is not known."""

    def __init__(self, resource):
        super().__init__()
        self.resource = resource

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        key, known = noms.fold(value), self.resource.secteurs
        return known.find(key) or known.make(Secteur(nom=value), key)

    def render(self, value, obj=None, **kwargs):
        return value.nom if value else ""


class ChantiersField(Field):
    """The numbers of the chantiers that employ a word; an empty cell changes nothing."""

    def __init__(self, resource=None):
        super().__init__("terme", "Chantiers")
        self.resource = resource

    def save(self, instance, row, is_m2m=False, **kwargs):
        numbers = [each.strip() for each in row.get(self.column_name, "").split(SEPARATEUR.strip())]
        known = self.resource.numeros
        for number in filter(None, numbers):
            if number not in known:
                raise ValueError(f"« {number} » n’est le numéro d’aucun chantier.")
        instance.chantiers_lus = [known[number] for number in numbers if number]

    def export(self, instance, **kwargs):
        kept = self.resource.employes.get(instance.terme.cle, frozenset())
        read = {chantier.numero for chantier in getattr(instance, "chantiers_lus", ())}
        return SEPARATEUR.join(map(str, sorted(kept | read)))


class DefinitionLoader(Chargeur):
    """Which meaning a line tells: by the word and the sector."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.connus = {}
        for definition in resource.get_queryset():
            definition.terme = resource.termes[definition.terme.cle]
            self.follow(definition)

    def follow(self, definition):
        secteur = definition.secteur.cle if definition.secteur else ""
        self.connus[definition.terme.cle, secteur] = definition

    def get_instance(self, row):
        return self.connus.get((noms.fold(row["Mot"]), noms.fold(row.get("Secteur", ""))))


class GlossaireResource(FeuilleResource):
    """Meanings, matched by word and sector. An empty cell changes nothing."""

    terme = Field("terme", "Mot")
    sigle = Field("terme__sigle", "Sigle", OuiNonWidget(), readonly=True)
    publie = Field("terme__publie", "Publié", OuiNonWidget(), readonly=True)
    chantiers = ChantiersField()
    secteur = Field("secteur", "Secteur")
    source = texte("source", "Source")
    texte = texte("texte", "Définition")

    colonnes_requises = ("Mot", "Définition")
    colonnes_usuelles = {
        "Mot": ("Sigle ou mot", "Mot ou sigle", "Terme", "Acronyme"),
        "Définition": ("Sens", "Développement", "Signification"),
    }

    class Meta:
        model = Definition
        fields = ("terme", "sigle", "publie", "chantiers", "secteur", "texte", "source")
        import_id_fields = ("terme",)  # and the sector, which a file need not have
        instance_loader_class = DefinitionLoader
        locals().update(OPTIONS)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields["terme"].widget = TermeWidget(self)
        self.fields["secteur"].widget = SecteurWidget(self)
        self.fields["chantiers"].resource = self

    @cached_property
    def termes(self):
        return {terme.cle: terme for terme in Terme.objects.all()}

    @cached_property
    def secteurs(self):
        return Registre(self, Secteur.objects.all())

    @cached_property
    def numeros(self):
        return {str(chantier.numero): chantier for chantier in Chantier.objects.all()}

    @cached_property
    def employes(self):
        """Numbers of the chantiers of each word, by its key."""
        found = {}
        rows = Terme.chantiers.through.objects.values_list("terme__cle", "chantier__numero")
        for cle, numero in rows:
            found.setdefault(cle, set()).add(numero)
        return found

    def get_queryset(self):
        return Definition.objects.select_related("terme", "secteur")

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Each field by itself: that a meaning is told once, the loader knows."""
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude={"terme", "secteur", *errors})
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def after_save_instance(self, instance, row, **kwargs):
        read = getattr(instance, "chantiers_lus", ())
        if read and not self.simuler:
            instance.terme.chantiers.add(*read)
        kept = self.employes.setdefault(instance.terme.cle, set())
        kept.update(chantier.numero for chantier in read)
