"""importer_chantiers: chantiers, their themes and their questions from a spreadsheet."""

from chantiers.resources import ChantierResource
from participants.importation import ImportCommand


class Command(ImportCommand):
    help = (
        "Importe des chantiers depuis un tableur (CSV d’Excel, .xlsx ou .ods) dont la première ligne porte les "
        "titres Numéro, Thématique, Titre, Objectif, Contact, Visibilité, Questions. Un chantier est reconnu à "
        "son numéro ; les questions sont séparées par « | » ; une cellule vide ne change rien. Tout ou rien ; "
        "deux fois le même fichier ne change rien."
    )
    resource_class = ChantierResource
