"""How words are cut so that accents, case, elision, plural and conjugation make no difference. Pure.

A word is folded, then stemmed: « l’AMO », « d’AMO » and « amo » are one word, « préventives » and « préventif » too.
Accents go before the stemmer sees the word, since many type without; the few endings that it knows by their accent
alone are told it here. Texts and questions pass through the same two functions, on both databases.
"""

import re
import unicodedata
from functools import cache, lru_cache

from participants.noms import LIGATURES

LONGUEUR = 60  # characters of a stem
# « S.A.J. » is « SAJ »; an apostrophe or a hyphen parts words.
MOT = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W_])|[^\W_]+")
ASCII = re.compile(r"[a-z0-9]+\Z")
# Third persons of the plural, which the stemmer leaves as they are. Nouns and adjectives of the same ending stay.
PLURIEL = re.compile(r"(?<=[lnrstvhu])ent\Z")
EN_ENT = (
    "absent present parent torrent concurrent different permanent continent eminent imminent pertinent souvent "
    "content competent impotent mecontent talent violent excellent equivalent polyvalent ambivalent insolent "
    "opulent turbulent virulent couvent serpent consequent frequent subsequent eloquent delinquent"
)
NOMS_EN_ENT = frozenset(EN_ENT.split())

# Plurals in x that the stemmer leaves as they are; and nouns that it takes for verbs.
EN_X = "lieux milieux jeux enjeux voeux feux aveux cheveux neveux delais essais"
SINGULIERS = {word: word[:-1] for word in EN_X.split()} | {"travaux": "travail", "yeux": "oeil"}
ENTIERS = frozenset(["relais", "palais", "marais", "delai", "essai"])

# Words that say nothing of what is sought: they are in no index, and count for nothing in a question.
MOTS_VIDES = """
    au aux avec ce ces cet cette ceci cela ca dans de des du elle elles en et eux il ils je la le les leur leurs lui
    ma mais me meme memes mes moi mon ne ni nos notre nous on ou par pas pour qu que quel quelle quelles quels qui quoi
    dont donc car or sa se ses si son sur ta te tes toi ton tu un une vos votre vous y ai as avait avaient avons avez
    ayant est es etant etaient etais etait etes etre fut furent sera seront serait seraient soit soient sommes sont
    suis ont aura auront aurait auraient eu fait faire fais faut font comment pourquoi combien quand lorsque lorsqu
    jusque jusqu puisque puisqu quoique quoiqu parce afin ainsi alors apres avant aussi bien chez comme contre
    depuis encore entre hors ici moins parmi peu peut peuvent pendant plus pu puis sans sous
    tous tout toute toutes tres trop vers voici voila va vont celui celle celles ceux chaque deja
"""
VIDES = frozenset(MOTS_VIDES.split())


def fold(word):
    """One word without accents, case or ligatures; letters that are not Latin are spelled by their number."""
    word = unicodedata.normalize("NFKD", word.translate(LIGATURES)).casefold()
    word = "".join(c for c in word if not unicodedata.combining(c) and c != ".")
    return word if ASCII.match(word) else "".join(c if ASCII.match(c) else f"u{ord(c):x}" for c in word)


@cache
def _stemmer():
    import Stemmer  # for those who search or write, not for every process

    return Stemmer.Stemmer("french", 0)


@lru_cache(maxsize=4096)
def stem(word):
    """The stem of a folded word.

    >>> stem("preventives") == stem("preventif") and stem("orientees") == stem("orienter")
    True
    """
    if not word.isalpha() or len(word) < 3:
        return word[:LONGUEUR]
    word = SINGULIERS.get(word, word)
    if word in ENTIERS:
        return word
    singular = word[:-1] if word.endswith("s") and len(word) > 3 else word
    if singular.endswith("ee") and len(singular) > 4:  # « orientée » : the accent told the stemmer so
        word = singular[:-1]
    elif len(singular) > 5 and singular not in NOMS_EN_ENT and word == singular:
        word = PLURIEL.sub("e", word)
    found = _stemmer().stemWord(word)
    if len(found) > 7 and found.endswith("ag"):  # décrochage, décrocher
        found = found[:-2]
    elif found.endswith(("ateur", "atric")):  # médiateur, médiatrice, médiation
        found = found.removesuffix("eur").removesuffix("ric")
    elif len(found) > 8 and found.endswith("eur"):  # travailleur, travailleuse
        found = found[:-3]
    return found[:LONGUEUR]


def beginning(word, root):
    """What every form of a folded word begins with: as much of its stem as it holds."""
    for length in range(len(root), 1, -1):
        if word.startswith(root[:length]):
            return root[:length]
    return word


@lru_cache(maxsize=8192)
def of_word(word):
    """(folded, stem) of a word as it is written; the stem is "" for a word that says nothing of a text."""
    folded = fold(word)
    alone = len(folded) == 1 and not folded.isdigit()
    return folded, "" if alone or folded in VIDES else stem(folded)


def words(text):
    """(start, end, folded, stem) of each word of a text."""
    for found in MOT.finditer(text):
        yield found.start(), found.end(), *of_word(found.group())


def analyse(text):
    """The stems of a text in its order, joined by spaces: what the databases index."""
    text = unicodedata.normalize("NFC", text)
    return " ".join([root for _, _, _, root in words(text) if root])
