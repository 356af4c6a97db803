"""Finding in a text the names of people who are not to be named, however they are printed. Pure.

A Masque knows who is hidden and under what words, who stays named, and which words of a document are plain words.
What cannot be told apart is hidden: « Mme Petit » when one of two Petit declined.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote

from participants import noms

from . import document as tree

# Characters that show nothing and may stand inside a word: soft hyphen, joiners, an accent written apart.
INVISIBLES = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
MOT = re.compile(rf"(?:[^\W_][\u0300-\u036f{INVISIBLES}]*)+")
COUPURE = re.compile(r"-[ \t]*\n\s*")  # a word divided at the end of a line
SANS_INVISIBLES = str.maketrans("", "", INVISIBLES)
CIVILITES = {"m", "mm", "mr", "mme", "mmes", "mlle", "monsieur", "messieurs", "madame", "mademoiselle"}
TITRES = {"dr", "dre", "docteur", "docteure", "me", "maitre", "pr", "prof", "professeur", "professeure"}
# What becomes of a word before « une personne »; the article only before a title, « le docteur Haddou ».
ELISIONS = {"de": "d’", "du": "d’", "que": "qu’", "lorsque": "lorsqu’", "puisque": "puisqu’", "au": "à "}
ARTICLES = {"le", "la"}
SANS_NOM = "une personne"


@dataclass(frozen=True)
class Mot:
    """A word of a text: folded, and where it stands."""

    plie: str
    debut: int
    fin: int


@dataclass(frozen=True)
class Nom:
    """A spelling that is hidden. majuscule: only when it begins with a capital, as a name does."""

    remplacement: str
    majuscule: bool = False


@dataclass(frozen=True)
class Famille:
    """A family name alone. entier: also without a title or an initial before it, when it reads as a name."""

    prenoms: tuple[str, ...]
    remplacement: str
    entier: bool = True


class Masque:
    """The names to hide, and those to keep, as folded words. Those to keep are said first.

    ordinaires: folded words that are plain words here (« petit », « namur »): alone they name nobody.
    """

    def __init__(self):
        self.ordinaires = set()
        self.noms, self.gardes, self.familles = {}, set(), {}
        self.connus, self.longest = set(), 0

    def hide(self, prenom, nom, graphies=(), *, mots=SANS_NOM, entier=True):
        """Hide somebody. mots: printed instead. entier: see Famille."""
        first, last = _words(prenom), _words(nom)
        for one in {first, _compact(prenom)}:
            for other in {last, _compact(nom)}:
                self._hide(one + other, mots)
                self._hide(other + one, mots)
        for joined in ("".join(first + last), "".join(last + first)):
            self._hide((joined,), mots)  # « zoelemerre » of an address or a file
        for part in {first[:1], first} - {()}:
            for half in {(half,) for half in last} if "-" in nom else {last}:
                if part + half not in self.gardes:
                    self._hide(part + half, mots)  # « Anne Dubois » for Anne-Lise Dubois
        for graphie in graphies:
            self.hide_spelling(graphie, mots)
        if last:
            self.familles[last] = Famille(first, mots, entier)
            for half in last if "-" in nom else ():
                self.familles.setdefault((half,), Famille(first, mots, entier=False))
        self._know(first + last)

    def hide_spelling(self, text, mots):
        """Hide one printed spelling; a single word counts as a name where it has its capital."""
        words = _words(text)
        self._hide(words, mots, majuscule=len(words) == 1)
        self._know(words)

    def _hide(self, words, mots, *, majuscule=False):
        if words:
            self.gardes.discard(words)
            self.noms[words] = Nom(mots, majuscule)
            self.longest = max(self.longest, len(words))

    def keep(self, text):
        """Somebody of this spelling stays named: « Bea Van Looy » when « Bea » alone is hidden."""
        words = _words(text)
        if words:
            self.gardes.add(words)
            self._know(words)

    def _know(self, words):
        self.connus.update(words)
        self.longest = max(self.longest, len(words))

    def __bool__(self):
        return bool(self.noms)

    # ── Finding ──

    def spans(self, text):
        """(start, end, replacement) of each name found, left to right; the longest at each place."""
        if not self.noms:
            return []
        found = self._spans(text, _split(text))
        if COUPURE.search(text):
            rejoined = self._spans(text, _split(text, joined=True))
            found = apart(sorted(found + rejoined, key=lambda span: (span[0], -span[1])))
        return found

    def _spans(self, text, words):
        spans, index, free = [], 0, 0
        while index < len(words):
            length, span = self._longest(text, words, index, free)
            if span:
                spans.append(span)
                free = next((rank for rank, word in enumerate(words) if word.debut >= span[1]), len(words))
            index = max(index + max(length, 1), free)
        return spans

    def _longest(self, text, words, index, free):
        """(how many words, the span or None): what the longest name that begins at a word becomes."""
        for length in range(min(self.longest, len(words) - index), 0, -1):
            plies = tuple(word.plie for word in words[index : index + length])
            if plies in self.gardes:
                return length, None
            begins, ends = self._extent(text, words, index, length, plies, free)
            if begins is None:
                continue
            mots = (self.noms.get(plies) or self.familles.get(plies)).remplacement
            return length, self._fitted(text, words, begins, ends, mots)
        return 0, None

    def _extent(self, text, words, index, length, plies, free):
        """Ranks of the first and last word to replace; (None, None) when this is no name."""
        last = index + length - 1
        printed = text[words[index].debut : words[last].fin]
        nom = self.noms.get(plies)
        if nom and (not nom.majuscule or printed[0].isupper()) and not self._glued(text, words, index, -1):
            if self._glued(text, words, last, +1) and text[words[last + 1].debut].isupper():
                last += 1  # « Zoé Lêmerre-Dupont »
            return self._from_title(words, index, free), last
        famille = self.familles.get(plies)
        if famille is None:
            return None, None
        if any(
            self._glued(text, words, rank, side) and words[rank + side].plie not in self.connus
            for rank, side in ((index, -1), (last, +1))
        ):
            return None, None  # « Petit-Rechain »
        begins = self._from_initials(text, words, index, famille.prenoms, free)
        addressed = self._from_title(words, begins, free)
        if addressed < index:
            return addressed, last
        if famille.entier and self._reads_as_name(text, printed, plies):
            after = words[last + 1] if last + 1 < len(words) else None
            if (
                after
                and after.plie == "".join(famille.prenoms)[:1]
                and text[after.fin : after.fin + 1] == "."
            ):
                last += 1  # « HADDOU I. »
            return index, last
        return None, None

    def _reads_as_name(self, text, printed, plies):
        """Whether a family name alone is one: in capitals, or with its capital and no plain word here."""
        if printed.isupper() and len(printed) > 1 and not text.isupper():
            return True
        plain = all(word in self.ordinaires for word in plies)
        return not plain and printed.split()[-1][:1].isupper()

    def _from_title(self, words, index, free):
        """Rank of the first of the titles that stand before a name: « Madame la » stays, « Mme » goes."""
        while index > free and words[index - 1].plie in CIVILITES | TITRES:
            index -= 1
        return index

    def _from_initials(self, text, words, index, prenoms, free):
        """Rank of the first name's initial before a family name: « I. Haddou », « A.-L. Dubois », « Ism. Haddou »."""
        for count in (len(prenoms), 1):
            start = index - count
            if (
                count
                and start >= free
                and all(
                    prenom.startswith(word.plie)
                    and (len(word.plie) == 1 or text[word.fin : word.fin + 1] == ".")
                    and text[word.debut].isupper()
                    for word, prenom in zip(words[start:index], prenoms, strict=False)
                )
            ):
                return start
        return index

    def _glued(self, text, words, rank, side):
        """Whether a hyphen joins a word to the next one (side +1) or to the one before (-1)."""
        other = rank + side
        if not 0 <= other < len(words):
            return False
        first, second = sorted((words[rank], words[other]), key=lambda word: word.debut)
        return text[first.fin : second.debut] in {"-", "\u2010", "\u2011"}

    def _fitted(self, text, words, begins, ends, mots):
        """The span of some words, with the bracket that closes one opened inside and the word that must elide."""
        start, end = words[begins].debut, words[ends].fin
        if text[end : end + 1] == ")" and text[start:end].count("(") > text[start:end].count(")"):
            end += 1
        before = words[begins - 1] if begins else None
        if before is None or not text[before.fin : start].isspace() or mots[:1] not in "aeiouy":
            return start, end, mots
        word = text[before.debut : before.fin].lower()
        capital = text[before.debut].isupper()
        if word in ELISIONS:
            elided = ELISIONS[word] + mots
            return before.debut, end, elided[:1].upper() + elided[1:] if capital else elided
        if word in ARTICLES and words[begins].plie in TITRES:
            return before.debut, end, mots
        return start, end, mots

    # ── Replacing ──

    def text(self, text):
        """The text with every name replaced."""
        for start, end, mots in reversed(self.spans(text)):
            text = text[:start] + placed(text, start, mots) + text[end:]
        return text

    def runs(self, runs, also=()):
        """The runs with every name replaced, also where it spreads over several; a link that names somebody goes.

        also: spans known otherwise, (start, end, replacement).
        """
        text = tree.plain_text(runs)
        spans = apart(sorted([*also, *self.spans(text)], key=lambda span: (span[0], -span[1])))
        return replace_spans(runs, spans, link=lambda run: "" if self.names_in(run.lien) else run.lien)

    def names_in(self, text):
        """Whether an address or the name of a file names somebody, whatever its capitals."""
        words = [word.plie for word in _split(unquote(text))]
        return any(
            (plies := tuple(words[start : start + length])) in self.noms or plies in self.familles
            for start in range(len(words))
            for length in range(1, min(self.longest, len(words) - start) + 1)
        )


def replace_spans(runs, spans, link=lambda run: run.lien):
    """The runs with spans (start, end, replacement) of their text replaced; what is replaced is no link."""
    text = tree.plain_text(runs)
    changed, begin = [], 0
    for run in runs:
        end = begin + len(run.texte)
        content, position, lien = "", begin, link(run)
        for start, stop, mots in spans:
            if stop <= begin or start >= end:
                continue
            lien = ""
            content += text[position : max(start, begin)] if start > position else ""
            if start >= begin:
                content += placed(text, start, mots)
            position = max(position, min(stop, end))
        content += text[position:end]
        if content:
            changed.append(
                run if (content, lien) == (run.texte, run.lien) else replace(run, texte=content, lien=lien)
            )
        begin = end
    return tuple(changed)


def placed(text, start, mots):
    """The replacement with a capital where a sentence begins."""
    before = text[:start].rstrip(' \u00a0«"“(–—-•*')
    begins = not before or before[-1] in ".!?\n"
    return mots[:1].upper() + mots[1:] if begins else mots


def apart(spans):
    """Sorted spans without those that overlap an earlier one."""
    kept = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _split(text, *, joined=False):
    """The words of a text. joined: a word divided at the end of a line is one."""
    words = []
    for match in MOT.finditer(text):
        plies = noms.fold(match.group().translate(SANS_INVISIBLES)).split()
        if joined and words and plies and COUPURE.fullmatch(text[words[-1].fin : match.start()]):
            last = words.pop()
            words.append(Mot(last.plie + plies[0], last.debut, match.end()))
            continue
        words += [Mot(plie, match.start(), match.end()) for plie in plies]
    return words


def _words(text):
    return tuple(noms.fold(text.translate(SANS_INVISIBLES)).split())


def _compact(text):
    """Words as one who forgets apostrophes and hyphens types them: « D’Hondt », « Dhondt »."""
    return tuple("".join(noms.fold(part).split()) for part in text.split() if noms.fold(part))
