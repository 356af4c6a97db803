"""What one conversion may cost, and what one note may hold."""

MO = 1024 * 1024

# The process: told to the kernel by `enfant`, save the first, which `processus` keeps.
SECONDES = 10  # on the wall
SECONDES_CPU = 9
MEMOIRE = 400 * MO  # of addresses, for Python and for the pandoc that it starts, each
TAS_PANDOC = "300M"
SORTIE = 48 * MO  # bytes that it may write
DESCRIPTEURS = 64
SIMULTANEES = 1  # conversions on one machine; whoever comes then waits a little, then is told
ATTENTE = 2.0  # seconds

# The file.
TAILLE = 10 * MO
TROP_LOURD = f"Ce fichier pèse plus de {TAILLE // MO} Mo : allégez ses images, ou envoyez le texte seul."
ENTREES = 2_000  # files of an archive
DEPLIE = 120 * MO  # all of an archive, by the sizes that it declares
PARTIE = 24 * MO  # one file of an archive
XML = 12 * MO  # one that is parsed
PAGES = 300  # of a PDF
MOTS = 100_000
HTML = 3 * MO
CELLULES = 20_000
COLONNES = 60

# Its pictures.
IMAGES = 40
IMAGE = 8 * MO
IMAGES_ENSEMBLE = 24 * MO
PIXELS = 30_000_000
COTE = 2_000  # pixels of the longer side as kept
