"""The people of the portal as a spreadsheet, in and out: « Prénom;Nom;Fonction;Organisation;… »."""

from functools import cached_property

from django.core.exceptions import ValidationError
from import_export.fields import Field

from . import proximite
from .feuille import OPTIONS, FeuilleResource, texte
from .models import Organisation, Participant, Secteur
from .repertoire import OrganisationWidget, ParticipantLoader, Registre

# What an import never writes is not looked at; the constraint on names says what their fields say.
HORS_FEUILLE = {"organisation", "compte", "saisi_par"}


class ParticipantResource(FeuilleResource):
    """People, matched by e-mail address, else by name. An empty cell changes nothing."""

    prenom = texte("prenom", "Prénom")
    nom = texte("nom", "Nom")
    fonction = texte("fonction", "Fonction")
    organisation = Field("organisation", "Organisation", saves_null_values=False)
    localite = texte("organisation__localite", "Localité", readonly=True)
    secteur = texte("organisation__secteur__nom", "Secteur", readonly=True)
    courriel = texte("courriel", "E-mail")

    en_lot = True
    colonnes_requises = ("Prénom", "Nom")
    colonnes_usuelles = {
        "Prénom": ("Prénoms", "Prénom(s)"),
        "Nom": ("Nom de famille", "Noms", "Nom(s)", "Patronyme"),
        "Fonction": ("Fonctions", "Qualité", "Titre", "Rôle", "Poste", "Profession", "Mandat"),
        "Organisation": (
            *("Organisations", "Organisme", "Institution", "Service", "Association", "ASBL", "Structure"),
            *("Employeur", "Établissement", "Administration", "Nom de l’organisation"),
        ),
        "Localité": ("Commune", "Ville", "Lieu", "Localisation"),
        "Secteur": ("Secteurs", "Secteur d’activité", "Domaine"),
        "E-mail": (
            *(
                "Email",
                "E-mails",
                "Mail",
                "Courriel",
                "Courrier électronique",
                "Adresse e-mail",
                "Adresse email",
            ),
            *("Adresse mail", "Adresse électronique", "Adresse de courriel", "Adresse courriel"),
        ),
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
        self.nouveaux = []

    @cached_property
    def organisations(self):
        return Registre(self, Organisation.objects.all())

    @cached_property
    def secteurs(self):
        return Registre(self, Secteur.objects.all())

    def get_queryset(self):
        return Participant.objects.select_related("organisation__secteur")

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Each field by itself: what the database would be asked for each row is known already."""
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude=HORS_FEUILLE | errors.keys())
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def after_import_row(self, row, row_result, **kwargs):
        if self.avant is None:
            self.nouveaux.append(row_result.instance)
        super().after_import_row(row, row_result, **kwargs)

    def refuse_twice(self, instance, line):
        raise ValidationError(
            f"« {instance} » figure déjà à la ligne {line} ; pour deux personnes, donnez à chacune "
            "son adresse électronique."
        )

    def ressemblances(self):
        """New people who may be known already, or named twice in the file."""
        if not self.nouveaux:
            return []
        graphies = self.chargeur.graphies
        near = proximite.Voisinage(
            fiche_of(person, f"fiche n° {person.pk}", graphies.get(person.pk, ()))
            for person in self.chargeur.connus
        )
        told = []
        for person in self.nouveaux:
            fiche = fiche_of(person, f"ligne {person.ligne_lue}")
            for other, reasons in near.of(fiche)[:1]:
                why = ", ".join(sorted(reasons))
                told.append(
                    (
                        person.ligne_lue,
                        f"{person} ressemble à {other.prenom} {other.nom} ({other.cle}) : {why}",
                    )
                )
            near.add(fiche)
        return told


def fiche_of(person, key, graphies=()):
    """What is compared of a Participant with others."""
    place = person.organisation.cle if person.organisation else None
    return proximite.Fiche(key, person.prenom, person.nom, person.courriel, place, tuple(graphies))
