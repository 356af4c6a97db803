"""importer_glossaire: words, acronyms and their meanings from a spreadsheet."""

from chantiers.resources_glossaire import GlossaireResource
from participants.importation import ImportCommand


class Command(ImportCommand):
    help = (
        "Importe des termes du glossaire depuis un tableur (CSV d’Excel, .xlsx ou .ods) dont la première ligne porte "
        "les titres Mot, Sigle, Publié, Chantiers, Secteur, Définition, Source ; une ligne par sens. Un sens est "
        "reconnu à son mot et à son secteur ; les numéros de chantiers sont séparés par « | » ; « non » sous Publié "
        "ne retire pas un terme déjà publié ; une cellule vide ne change rien. Tout ou rien ; deux fois le même "
        "fichier ne change rien."
    )
    resource_class = GlossaireResource
