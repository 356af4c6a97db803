"""Passages that may identify a young person or a family, and addresses or numbers at which somebody is reached. Pure.

No young person and no family may be recognised in a PV. A first name alone says nothing; beside an age, a class, a
school, a kinship or a measure it does. What is found is shown to somebody who decides; nothing is changed.
"""

import re

from participants.noms import fold

from ..phrases import INSECABLE
from ..publication import ADDRESS
from .constat import Constat, extract, links
from .lexique import LIEUX, OUVERTURES, PRENOMS

NOM = r"\b[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{1,40}(?:[-’'][A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]{1,40}){0,3}"
INITIALE = r"(?<![\w.])[A-ZÀ-ÖØ-Þ]\.(?:\s?-?[A-ZÀ-ÖØ-Þ]\.){0,3}"
QUI = rf"(?P<qui>{NOM}|{INITIALE})"
PARENT = (
    r"(?:(?:grand|beau|belle|demi)-?)?(?:mère|père|frère|s(?:œ|oe)ur|fils|fille)s?|maman|papa|parents?|mamie|papy?|"
    r"grands-parents|tante|oncle|cousine?s?|tut(?:eur|rice)|marraine|parrain|compagn(?:e|on)|avocate?|titulaire|"
    r"institutrice|instituteur|bébé|enfants?|jume(?:aux|lles)|fratrie|copine?|(?:petite?s?\s)?amie?|famille|foyer|juge|délégué[e]?|dossier|situation|suivi|placement"
)
JEUNE = (
    r"jeune(?:\s(?:fille|homme|femme|garçon|maman|mère|père|mineure?))?|enfant|adolescente?|ado|mineure?|élève|"
    r"étudiante?|fill(?:e|ette)|garçon|gamine?|pupille|bébé|lycéenne?|frère|s(?:œ|oe)ur"
)
NOMBRE = (
    r"\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit|"
    r"dix-neuf|vingt"
)
AGE = (
    rf"(?<!depuis\s)(?<!pendant\s)(?<!durant\s)(?<!il\sy\sa\s)(?<!\sdans\s)(?<!tous\sles\s)\b(?P<age>{NOMBRE})\s*ans\b"
    r"(?!\s*(?:d[’'](?:exp|anc|act|exist|ass|âge\slég|étud|avance|ici)|de\s(?:m[ée]tier|pratique|service|travail|"
    r"carri|recul|terrain|vie|procéd|formation|réclusion|prison)|plus\s(?:tôt|tard)|après|avant|que\b|durant))"
)
RANG = (
    r"(?:[1-7]\s?(?:re|ère|er|e|è|ème|ième|de|nde)|première|deuxième|seconde|troisième|quatrième|cinquième|sixième|"
    r"septième)"
)
CLASSE = (
    rf"\b(?:{RANG}\s+(?:année\s+)?(?:de\s+)?(?:primaire|secondaire|maternelle|professionnelle|technique|général|"
    r"commune|différenciée|qualification|TQ|TT|humanités|P\b)"
    rf"|(?:en|de)\s+{RANG}(?=\s*(?:[,.;)(]|à\s(?:l|la)\b|au\s|dans\s(?:l|une|son)|$))|[1-7]\s?(?:TQ|TT|TP)\b|rhéto\b|CEFA\b)"
)
ECOLE = (
    r"\b(?:[ÉEée]cole|[Aa]thénée|[Cc]ollège|[Ii]nstitut|[Ll]ycée|[Ii]nternat|CEFA|IPPJ|SRG|[Hh]ome|[Cc]rèche|[Ff]oyer)\s+"
    r"(?:(?:royale?|communale?|libre|provinciale?|fondamentale?|secondaire|primaire|de|du|des|la|le|l[’']|d[’'])\s*){0,4}"
    r"(?P<ecole>[A-ZÀ-ÖØ-Þ][\w-]+)"
    r"|\b(?:placée?|hébergée?|scolarisée?|inscrite?)\s(?:à|au|dans|en|chez)\b[^.;:!?]{0,25}?\b[A-ZÀ-ÖØ-Þ][\w-]+"
)
SITUATION = (
    r"\b(?:mineure?|MENA|placée?|placement|hébergée?|fugu\w+|décroch\w+|exclue?\b|renvoyée?|hospitalis\w+|suicid\w+|"
    r"maltrait\w+|battue?|viol(?:ée?s?|s)?\b|abus\w*|harcel\w+|juge|tribunal|parquet|cannabis|enceinte|sans-papiers|"
    r"orphelin\w*|toxicoman\w*|délinqu\w+|dépress\w+|autis\w+|handicap\w*|incarcér\w+|divorc\w+|garde\salternée|"
    r"née?s?\sen\s20\d\d|ne\s(?:va|vient)\splus\s(?:à\sl[’']école|en\sclasse)|sous\smandat|mis\sà\sla\sporte|sa\smère|son\spère|ses\sparents|"
    r"sa\smaman|son\spapa)\b"
)
# A name that stands for a street, a school, a service: « l’Institut Marie », « rue Léopold », « Saint-Jean ».
NAMED_AFTER = re.compile(
    r"(?:\b(?:rue|avenue|boulevard|bd|place|chaussée|quai|square|gare|parc|cité|rond-point|saint|sainte|st|ste|école|"
    r"roi|reine|docteur|abbé|don|institut|collège|athénée|lycée|internat|clinique|hôpital|fondation|asbl|amo|centre|service|maison|foyer|home|prix|"
    r"salle|bâtiment|résidence|quartier|projet|plan|réseau|groupe|cellule|la|les|du|au|code|loi|décret)\s+"
    r"(?:(?:de|du|des|la|le|d[’'])\s*)*|[-/]|\bMme\s|\bM\.\s|\bMonsieur\s|\bMadame\s|\bministre\s|«\s?)$",
    re.IGNORECASE,
)
DEMONYM = re.compile(r"(?:ois|oise|ais|aise|ien|ienne|éen|éenne)s?$")
SENTENCE = re.compile(r"(?<!\b[A-ZÀ-Þ])(?<!\bM)(?<!\bMme)(?<!\bMlle)[.!?…]{1,6}[\s»”\"]{1,3}|\n")

AFTER_YOUNG = re.compile(
    rf"\b(?:[Ll]e|[Ll]a|[Ll][’']|[Uu]ne?|[Cc]e(?:t|tte)?|[Dd]u|[Aa]u|[Nn]otre|[Ss]on|[Ss]a|[Cc]ertaine?|[Dd][’'])\s?"
    rf"(?:petite?\s)?(?:{JEUNE})\s*[,(«]?\s*(?:prénommée?\s|nommée?\s|appelée?\s)?{QUI}"
)
LITTLE = re.compile(
    rf"\b(?:[Ll]e|[Ll]a|[Dd]u|[Aa]u)\spetite?\s(?!(?:Prince|Poucet|Chaperon)\b)(?P<qui>{NOM})"
)
OF_KIN = re.compile(
    rf"\b(?:{PARENT})\s+(?:de\s|d[’'])(?:(?:la|le)\s)?(?:petite?\s|jeune\s)?{QUI}", re.IGNORECASE
)
FAMILY = re.compile(
    rf"\b(?:[Ff]amilles?|(?:enfants|frères|sœurs|jumeaux|jumelles|époux)(?=\s[A-Z]))\s+"
    rf"(?P<qui>{NOM}|[A-ZÀ-Þ]{{2,}}(?:\s[A-ZÀ-Þ]{{2,}})*|{INITIALE})"
)
NAMED = re.compile(rf"\bprénomm(?:ée?|e|ait)\s+{QUI}|\bs[’']appel(?:le|ait)\s+(?P<qui2>{NOM})")
AGED = re.compile(
    rf"{QUI}\s*(?:{INITIALE}\s*|{NOM}\s*)?(?:,\s*|\(\s*|\s(?:qui\s)?(?:a(?:\seu)?|avait|aura|vient\sd[’']avoir|fête\sses)\s|\sde\s)"
    rf"(?:(?:est\s)?âgée?\sde\s|à\speine\s|déjà\s|presque\s|bientôt\s|environ\s)?{AGE}"
)
AGED_LATER = re.compile(rf"{QUI}[^.!?;:\n]{{0,12}}?\bâgée?\sde\s{AGE}")
PARTIAL = re.compile(rf"(?P<qui>{NOM})\s(?P<reste>[A-ZÀ-Þ]\.)(?!\s?[A-Z]\.)")
INITIAL_DOES = re.compile(
    rf"(?:^|(?<=[\s«(]))(?P<qui>{INITIALE})\s(?:a|est|avait|était|vit|habite|fréquente|refuse|dit|va|ne|se|fugue)\b|"
    rf"(?P<qui2>{INITIALE})\s?[,(]\s?(?:âgée?\sde\s)?(?:{NOMBRE})\sans\b"
)
YOUNG_ALONE = re.compile(rf"\b(?:[Uu]ne?|[Ll]e|[Ll]a|[Ll][’']|[Cc]e(?:t|tte)?)\s?(?:{JEUNE})\b", re.UNICODE)
PHONE = re.compile(r"(?<![\w/.])(?:\+32|0032|0)\s?\(?0?\)?[1-9](?:[\s./-]?\d){7,8}(?!\d)")
NATIONAL = re.compile(r"(?<!\d)\d{2}[.\s]?\d{2}[.\s]?\d{2}[-\s]\d{3}[.\s]\d{2}(?!\d)")
AGES, CLASSES, ECOLES, SITUATIONS = map(re.compile, (AGE, CLASSE, ECOLE, SITUATION))
CAPITALISED = re.compile(NOM)
YOUNG = 25  # years: older people are adults of whom one may speak


def check(document, passages, *, contact="", prenoms=frozenset(), lieux=frozenset()):
    """The Constats about what may identify somebody."""
    names = Names(document, prenoms, lieux)
    for passage in passages:
        for start, end in identifying(passage.texte, names):
            words = " ".join(passage.texte[start:end].split())
            yield Constat(
                "personne_reconnaissable",
                f"«{INSECABLE}{words}{INSECABLE}» peut faire reconnaître un jeune ou une famille{INSECABLE}: "
                f"remplacez le nom par «{INSECABLE}un jeune{INSECABLE}» ou «{INSECABLE}une famille{INSECABLE}», ou "
                "retirez le détail.",
                passage.endroit,
                extract(passage.texte, start, end),
            )
    yield from _reached(passages, contact.lower())


def _reached(passages, contact):
    told = set()
    for passage in passages:
        addresses = []
        if "@" in passage.texte:
            addresses = [match.group() for match in ADDRESS.finditer(passage.texte)]
        if passage.bloc is not None:
            for link in links(passage.bloc):
                scheme, _, rest = link.partition(":")
                if scheme.lower() == "mailto":
                    addresses.append(rest.partition("?")[0])
        for address in addresses:
            if address.lower() != contact and (passage.endroit, address.lower()) not in told:
                told.add((passage.endroit, address.lower()))
                yield Constat(
                    "adresse_electronique",
                    f"L’adresse {address} figure dans le texte{INSECABLE}: retirez-la, ou donnez celle du chantier.",
                    passage.endroit,
                    address,
                )
        for pattern, what in ((NATIONAL, "numéro national"), (PHONE, "numéro de téléphone")):
            for match in pattern.finditer(passage.texte):
                if (passage.endroit, match.start()) not in told:
                    told.add((passage.endroit, match.start()))
                    yield Constat(
                        "numero_personnel",
                        f"Le texte donne un {what}{INSECABLE}: retirez-le s’il est celui d’une personne.",
                        passage.endroit,
                        extract(passage.texte, *match.span()),
                    )


# ── Who may be recognised ───────────────────────────────────────────────────────────────────────────────


class Names:
    """Which words can be the name of somebody whom the document does not know."""

    def __init__(self, document, prenoms=frozenset(), lieux=frozenset()):
        self.firsts = PRENOMS | {fold(name) for name in prenoms}
        self.people = set()
        for personne in document.personnes:
            for name in (personne.nom_complet, *personne.graphies):
                self.people |= set(fold(name).split())
        rows = (
            *document.presidents,
            *document.presences,
            *(membre for groupe in document.sous_groupes for membre in groupe.membres),
        )
        places = [
            place
            for place in (document.seance.lieu, *(each.lieu for each in document.prochaines_seances))
            if place
        ]
        said = [row.organisation for row in rows] + [
            f"{place.nom} {place.adresse} {place.localite}" for place in places
        ]
        words = {word for text in (*said, document.chantier.titre, *lieux) for word in fold(text).split()}
        self.elsewhere = LIEUX | OUVERTURES | (words - PRENOMS)

    def listed(self, name):
        """Whether it is a first name, and of nobody whom the document knows."""
        first = fold(name).split()[0]
        return first in self.firsts and first not in self.people

    def is_known(self, text):
        """Whether a text opens with the first and the family name of somebody whom the document knows."""
        words = [fold(word) for word in CAPITALISED.findall(text[:60])[:2]]
        return len(words) == 2 and all(set(word.split()) <= self.people for word in words)

    def possible(self, name, text, start):
        """Whether it can be a name where it stands: no place, no street, no people of a town, no opening word."""
        folded = fold(name)
        first = (folded.split() or [""])[0]
        if (
            folded in self.elsewhere
            or first in self.elsewhere
            or NAMED_AFTER.search(text[max(0, start - 40) : start])
        ):
            return False
        return first in self.firsts or not DEMONYM.search(name)


def identifying(text, names):
    """(start, end) of the passages of a text that may identify a young person or a family, one per sentence."""
    start = 0
    for end in [*(match.end() for match in SENTENCE.finditer(text)), len(text)]:
        sentence = text[start:end]
        if any(map(str.isupper, sentence)) and (found := _in_sentence(sentence, names)):
            yield start + found[0], start + found[1]
        start = end


def _in_sentence(text, names):
    for pattern, needs_list in (
        (AFTER_YOUNG, False),
        (LITTLE, True),
        (OF_KIN, False),
        (FAMILY, False),
        (AGED, False),
        (AGED_LATER, False),
        (NAMED, True),
    ):
        for match in pattern.finditer(text):
            if _counts(match, text, names, needs_list):
                return match.span()
    for match in PARTIAL.finditer(text):
        if names.listed(match["qui"]) and names.possible(match["qui"], text, match.start()):
            return match.span()
    return _beside(text, names) or _by_initial(text) or _by_details(text)


def _counts(match, text, names, needs_list):
    groups = match.groupdict()
    who = groups.get("qui") or groups.get("qui2")
    if who is None or who[:1].islower():
        return False
    start = match.start("qui" if groups.get("qui") else "qui2")
    age = groups.get("age")
    if age and age.isdigit() and int(age) > YOUNG:
        return False
    if who.endswith("."):  # initials
        return (
            who != "M."
            or "M. " not in text[start : start + 3]
            or not re.match(r"\s*[A-ZÀ-Þ]", text[start + 2 :])
        )
    if names.is_known(text[start:]):
        return False
    if needs_list and not (names.listed(who) or match.group().startswith("prénomm")):
        return False
    return names.possible(who, text, start)


def _beside(text, names):
    """A first name in a sentence that also tells an age, a class, a school or what somebody lives through."""
    found = [
        match
        for match in CAPITALISED.finditer(text)
        if names.listed(match.group()) and names.possible(match.group(), text, match.start())
    ]
    if not found:
        return None
    for pattern in (AGES, CLASSES, ECOLES, SITUATIONS):
        for detail in pattern.finditer(text):
            if pattern is AGES and detail["age"].isdigit() and int(detail["age"]) > YOUNG:
                continue
            name = min(found, key=lambda match: abs(match.start() - detail.start()))
            if not (detail.start() <= name.start() < detail.end()):
                return min(name.start(), detail.start()), max(name.end(), detail.end())
    return None


def _by_initial(text):
    """« L. a fugué », « T., 14 ans »."""
    match = INITIAL_DOES.search(text)
    if (
        match
        and (match["qui2"] or match["qui"] != "M.")
        and (
            match["qui2"]
            or SITUATIONS.search(text)
            or AGES.search(text)
            or re.search(rf"\b(?:{JEUNE})\b", text)
        )
    ):
        return match.span()
    return None


def _by_details(text):
    """« Une élève de 15 ans de l’Athénée de Huy »: no name, but too much else."""
    young = YOUNG_ALONE.search(text)
    if young is None:
        return None
    school = ECOLES.search(text, young.start())
    if school is None:
        return None
    detail = next(
        (
            match
            for match in (AGES.search(text, young.start()), CLASSES.search(text, young.start()))
            if match and match.start() - young.start() < 80
        ),
        None,
    )
    if detail is None:
        return None
    return young.start(), max(detail.end(), school.end())
