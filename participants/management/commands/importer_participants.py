"""importer_participants: people, organisations and sectors from a spreadsheet."""

from participants.importation import ImportCommand
from participants.resources import ParticipantResource


class Command(ImportCommand):
    help = (
        "Importe des personnes depuis un tableur (CSV d’Excel, .xlsx ou .ods) dont la première ligne porte les "
        "titres Prénom, Nom, Fonction, Organisation, Localité, Secteur, E-mail, ou ceux que l’usage leur donne "
        "(Institution, Commune, Courriel…), dans n’importe quel ordre. Une personne est reconnue à son adresse, "
        "sinon à son nom ; une cellule vide ne change rien. Tout ou rien, sauf avec --sauf-refusees ; deux fois "
        "le même fichier ne change rien."
    )
    resource_class = ParticipantResource
