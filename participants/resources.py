"""The people of the portal as a spreadsheet, in and out: « Prénom;Nom;Fonction;Organisation;… »."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from import_export import resources, widgets
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader

from . import noms
from .models import Organisation, Participant, Secteur
from .tableur import neutralise


class TexteWidget(widgets.Widget):
    """Text; an empty cell changes nothing."""

    def clean(self, value, row=None, **kwargs):
        return value or None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


def texte(attribute, column, **kwargs):
    return Field(attribute, column, TexteWidget(), saves_null_values=False, **kwargs)


class FeuilleResource(resources.ModelResource):
    """A model as a spreadsheet: the same file twice changes nothing, one row is one line of the file."""

    colonnes_requises = ()
    colonnes_usuelles = {}  # name of a column -> other titles that people give it

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.sauf_refusees = False  # a refused row is left out, the others are written
        self.lignes = []  # line of each row in the file
        self.annexes = []  # sentences about what was made beside the rows
        self.vues = {}  # pk -> line
        self.before = {}  # pk -> cells before the import

    def ligne(self, row_number):
        return self.lignes[row_number - 1] if self.lignes else row_number + 1

    def import_row(self, row, instance_loader, **kwargs):
        self.courante = self.ligne(kwargs["row_number"])
        if not self.sauf_refusees:  # the whole file is rolled back
            return super().import_row(row, instance_loader, **kwargs)
        told = len(self.annexes)
        with transaction.atomic():
            result = super().import_row(row, instance_loader, **kwargs)
            if result.validation_error is not None:
                transaction.set_rollback(True)
                del self.annexes[told:]
                self.forget_row()
        return result

    def forget_row(self):
        """The current row is refused: what was kept in memory of it goes too."""

    def after_init_instance(self, instance, new, row, **kwargs):
        if new:
            return
        if instance.pk in self.vues:
            self.refuse_twice(instance, self.vues[instance.pk])
        self.before[instance.pk] = {
            each.column_name: each.export(instance) for each in self.get_export_fields()
        }

    def refuse_twice(self, instance, line):
        raise ValidationError(f"« {instance} » figure déjà à la ligne {line}.")

    def after_import_row(self, row, row_result, **kwargs):
        if row_result.object_id is not None:
            self.vues[row_result.object_id] = self.ligne(kwargs["row_number"])
        if kwargs.get("progress"):
            kwargs["progress"](kwargs["row_number"], len(self.lignes))

    def export_field(self, field, instance, **kwargs):
        return neutralise(super().export_field(field, instance, **kwargs))


OPTIONS = {
    "skip_unchanged": True,
    "report_skipped": True,
    "skip_html_diff": True,
    "store_instance": True,
    "clean_model_instances": True,
}


class ParticipantLoader(BaseInstanceLoader):
    """Who a row means: by e-mail address, else by name. Two different addresses are two people."""

    def get_instance(self, row):
        address, name = row.get("E-mail", ""), f"{row['Prénom']} {row['Nom']}"
        if address:
            known = Participant.objects.filter(courriel__iexact=address).order_by("pk").first()
            if known is not None:
                return self.same(known, row)
        key = noms.name_key(name)
        found = Participant.objects.filter(Q(cle_nom=key) | Q(graphies__cle=key)).distinct()
        if address:
            found = found.filter(courriel="")
        found = list(found.select_related("organisation"))
        if len(found) > 1:
            there = Organisation.key_for(row.get("Organisation", ""), row.get("Localité", ""))
            found = [each for each in found if each.organisation and each.organisation.cle == there]
            if len(found) != 1:
                raise ValidationError(
                    f"Plusieurs personnes s’appellent « {name} » : ajoutez une adresse électronique."
                )
        return self.under_its_name(found[0], row) if found else None

    def under_its_name(self, known, row):
        """The person; a spelling that is only a Graphie of his changes no name."""
        key = noms.name_key(f"{row['Prénom']} {row['Nom']}")
        if known.cle_nom != key and known.graphies.filter(cle=key).exists():
            row["Prénom"] = row["Nom"] = ""
        return known

    def same(self, known, row):
        """The person of this address, unless the row names somebody else."""
        name = f"{row['Prénom']} {row['Nom']}"
        if (
            noms.fold(known.prenom) == noms.fold(row["Prénom"])
            or noms.resemblance(known.nom_complet, name) >= noms.RESEMBLES
            or known.graphies.filter(cle=noms.name_key(name)).exists()
        ):
            return self.under_its_name(known, row)
        raise ValidationError(
            f"L’adresse {known.courriel} est celle de {known.nom_complet} : une adresse, une personne."
        )


class OrganisationWidget(widgets.Widget):
    """The organisation of a row, made when it is not known, with its sector."""

    def __init__(self, resource):
        super().__init__()
        self.resource = resource
        self.secteurs = {}  # pk of an organisation -> (folded sector, line)

    def clean(self, value, row=None, **kwargs):
        localite, secteur = row.get("Localité", ""), row.get("Secteur", "")
        if not value:
            if localite or secteur:
                raise ValueError("une localité ou un secteur sans organisation.")
            return None
        organisation = Organisation.objects.named(value, localite).select_related("secteur").first()
        if organisation is None:
            organisation = self.save(Organisation(nom=value, localite=localite))
            self.resource.annexes.append(f"Organisation créée : {organisation}")
        if secteur:
            self.place(organisation, secteur)
        return organisation

    def render(self, value, obj=None, **kwargs):
        return value.nom if value else ""

    def place(self, organisation, nom):
        """The organisation belongs to this sector; two lines that disagree are refused."""
        known, line = self.secteurs.setdefault(organisation.pk, (noms.fold(nom), self.resource.courante))
        if known != noms.fold(nom):
            raise ValueError(f"la ligne {line} donne un autre secteur à « {organisation} ».")
        secteur = Secteur.objects.filter(cle=noms.fold(nom)).first()
        if secteur is None:
            secteur = self.save(Secteur(nom=nom))
            self.resource.annexes.append(f"Secteur créé : {secteur}")
        if organisation.secteur != secteur:
            if organisation.secteur is not None:
                self.resource.annexes.append(
                    f"Secteur modifié : {organisation} (« {organisation.secteur} » → « {secteur} »)"
                )
            organisation.secteur = secteur
            self.save(organisation)

    def save(self, row):
        try:
            row.full_clean()
        except ValidationError as error:
            prefix = "" if isinstance(row, Organisation) else f"{row._meta.verbose_name} : "
            raise ValueError(prefix + " ".join(error.messages)) from error
        row.save()
        return row


class ParticipantResource(FeuilleResource):
    """People, matched by e-mail address, else by name. An empty cell changes nothing."""

    prenom = texte("prenom", "Prénom")
    nom = texte("nom", "Nom")
    fonction = texte("fonction", "Fonction")
    organisation = Field("organisation", "Organisation", saves_null_values=False)
    localite = texte("organisation__localite", "Localité", readonly=True)
    secteur = texte("organisation__secteur__nom", "Secteur", readonly=True)
    courriel = texte("courriel", "E-mail")

    colonnes_requises = ("Prénom", "Nom")
    colonnes_usuelles = {
        "Prénom": ("Prénoms",),
        "Nom": ("Nom de famille", "Noms"),
        "Fonction": ("Fonctions", "Qualité", "Titre", "Rôle"),
        "Organisation": ("Organisme", "Institution", "Service", "Association", "Structure", "Employeur"),
        "Localité": ("Commune", "Ville", "Lieu"),
        "Secteur": ("Secteur d’activité",),
        "E-mail": ("Email", "Mail", "Courriel", "Adresse e-mail", "Adresse mail", "Adresse électronique"),
    }

    class Meta:
        model = Participant
        fields = ("prenom", "nom", "fonction", "organisation", "localite", "secteur", "courriel")
        import_id_fields = ("prenom", "nom")
        instance_loader_class = ParticipantLoader
        locals().update(OPTIONS)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields["organisation"].widget = OrganisationWidget(self)

    def forget_row(self):
        secteurs = self.fields["organisation"].widget.secteurs
        for pk in [pk for pk, (_, line) in secteurs.items() if line == self.courante]:
            del secteurs[pk]

    def get_queryset(self):
        return Participant.objects.select_related("organisation__secteur")

    def refuse_twice(self, instance, line):
        raise ValidationError(
            f"« {instance} » figure déjà à la ligne {line} ; pour deux personnes, donnez à chacune "
            "son adresse électronique."
        )
