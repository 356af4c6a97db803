"""Who is speaking: a paragraph that opens with the name of somebody known is that person's intervention.

Pure. It goes on to the next paragraph that opens with a name, or to the next heading; then nobody speaks.
"""

import re
from dataclasses import replace
from functools import lru_cache

from participants import noms

from .document import Intervention, Liste, Note, Paragraphe, Tableau, Titre, block_texts, plain_text

WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")  # an accent written apart, as a Mac does, stays in its word
BRACKET = re.compile(r"[\[(](?P<note>\s*(?:NDR|NDLR)\b)?|[\])]", re.IGNORECASE)
CLOSES = {")": "(", "]": "["}


_fold = lru_cache(maxsize=8192)(noms.fold)  # the same words open thousands of paragraphs


class Resolveur:
    """Finds the person whose name opens a text.

    personnes: iterable of Personne; their graphies count as names. Two people of one name: neither is found.
    """

    def __init__(self, personnes):
        self.names, self.longest, self._firsts = {}, 0, None
        for personne in personnes:
            for name in (
                personne.nom_complet,
                f"{personne.nom} {personne.prenom}",
                *personne.graphies,
            ):
                words = tuple(noms.fold(name).split())
                if words:
                    self.names.setdefault(words, set()).add(personne.cle)
                    self.longest = max(self.longest, len(words))

    @property
    def firsts(self):
        """Folded first words of the names."""
        if self._firsts is None:
            self._firsts = {words[0] for words in self.names}
        return self._firsts

    def with_labels(self, labels):
        """A resolver that also knows what was confirmed for one text. labels: printed label -> key."""
        if not labels:
            return self
        other = Resolveur(())
        other.names = dict(self.names)
        other.longest = self.longest
        for label, key in labels.items():
            words = tuple(noms.fold(label).split())
            if words:
                other.names[words] = {key}
                other.longest = max(other.longest, len(words))
        return other

    def resolve(self, text):
        """(key, label as printed) of the longest known name that opens the text; ("", "") when there is none."""
        first = WORD.search(text)
        if first is None or _fold(first.group()).partition(" ")[0] not in self.firsts:
            return "", ""  # most paragraphs open with no name
        folded, ends = [], []
        for match in WORD.finditer(text):
            parts = _fold(match.group()).split()
            if not parts:
                continue
            folded.extend(parts)
            ends.extend([None] * (len(parts) - 1) + [match.end()])
            if len(folded) >= self.longest:
                break
        for length in range(min(self.longest, len(folded)), 0, -1):
            keys = self.names.get(tuple(folded[:length]))
            if keys and len(keys) == 1 and ends[length - 1] is not None:
                return next(iter(keys)), _close_bracket(text, first.start(), ends[length - 1])
        return "", ""


def _close_bracket(text, start, end):
    """The label, with the bracket that closes one opened inside it."""
    label = text[start:end]
    if label.count("(") > label.count(")") and text[end : end + 1] == ")":
        label += ")"
    return label


def assign(blocs, resolveur):
    """The same blocks with their interventions recognised and their speakers set.

    Blocks are taken as stored (paragraphs); what an earlier pass had set is forgotten.
    """
    assigned, speaker = [], ""
    for bloc in blocs:
        match bloc:
            case Titre():
                speaker = ""
            case Note():
                pass
            case Paragraphe() | Intervention():
                key, label = resolveur.resolve(plain_text(bloc.runs))
                if key:
                    speaker = key
                    bloc = Intervention(bloc.runs, label, bloc.numero, key)
                else:
                    bloc = Paragraphe(bloc.runs, bloc.numero, speaker)
            case _:
                bloc = replace(bloc, locuteur=speaker)
        assigned.append(bloc)
    return tuple(assigned)


# « DUPONT Marie », « M. Dupont », « Marie Dupont » before a colon: somebody seems to speak.
TITRE = r"(?:M\.|MM\.|Mme|Mmes|Mlle|Monsieur|Madame|Dr|Me)\s+"
MOT = r"(?:[^\W\d_a-zà-ÿ][\w’'-]*|d[eu’']|van|von|der|la|le)"
OUVERTURE = re.compile(rf"\s*((?:{TITRE})?{MOT}(?:\s+{MOT}){{0,3}})\s*(?:\([^)]{{0,60}}\)\s*)?:(?!//)")


def unknown_label(text):
    """The words that seem to name a speaker at the head of a text, up to the colon; "" when none do.

    >>> unknown_label("Mme Inconnue : je suis d’accord.")
    'Mme Inconnue'
    >>> unknown_label("Une question est posée : laquelle ?")
    ''
    """
    match = OUVERTURE.match(text)
    if match is None:
        return ""
    label = match.group(1)
    titled = re.match(TITRE, label)
    return label if titled or len(label.split()) > 1 else ""


def margin(blocs):
    """Who opens each top-level block of the tree, for its margin: [(key, label)], ("", label) for an unknown name."""
    found = []
    for bloc in blocs:
        if isinstance(bloc, Intervention):
            found.append((bloc.locuteur, bloc.libelle))
        elif isinstance(bloc, Paragraphe):
            found.append(("", unknown_label(plain_text(bloc.runs))))
        else:
            found.append(("", ""))
    return found


def guess_label(text, name):
    """The words that open the text and plausibly misspell `name`; "" when nothing does.

    >>> guess_label("Florence DURAN en page 9", "Florence Durand")
    'Florence DURAN'
    """
    words = list(WORD.finditer(text))
    expected = len(noms.fold(name).split())
    best, best_label = 0.0, ""
    for length in (expected, expected + 1, expected - 1):
        if 2 <= length <= len(words):
            label = text[words[0].start() : words[length - 1].end()]
            ratio = noms.resemblance(label, name)
            if ratio > best:
                best, best_label = ratio, label
    return best_label if best >= noms.RESEMBLES else ""


def opening_label(text, name):
    """What names the speaker at the head of a text that no name opens: up to the colon, else the first words."""
    head, colon, _ = text.partition(":")
    if colon and len(head.split()) <= 8:
        return head.strip()
    words = list(WORD.finditer(text))
    count = min(len(words), max(1, len(noms.fold(name).split())))
    return text[words[0].start() : words[count - 1].end()] if words else ""


def speaking(document):
    """The people whose names are looked for at the head of a paragraph: those who preside or are present."""
    keys = {president.personne for president in document.presidents}
    keys |= {presence.personne for presence in document.with_statut("present")}
    return tuple(personne for personne in document.personnes if personne.cle in keys)


# ── Notes of the rédacteur ──────────────────────────────────────────────────────────────────────────────


def note_spans(text):
    """Where the notes of the rédacteur stand in a text: « [NDR : …] », « (ndlr : …) ».

    Returns ((start, end) of each, (start of each that nothing closes)); one inside another belongs to it.
    """
    opened, closed, left_open = [], [], []
    for bracket in BRACKET.finditer(text):
        sign = bracket.group()[0]
        if sign in "[(":
            opened.append((bracket.start(), sign, bracket["note"] is not None))
            continue
        if all(kind != CLOSES[sign] for _, kind, _ in opened[-2:]):
            continue  # « a) », « :) »
        start, kind, is_note = opened.pop()
        if kind != CLOSES[sign]:  # « [NDR : voir (a] »
            if is_note:
                left_open.append(start)
            start, _, is_note = opened.pop()
        if is_note:
            while closed and closed[-1][0] > start:
                closed.pop()
            closed.append((start, bracket.end()))
    left_open += [start for start, _, is_note in opened if is_note]
    return tuple(closed), tuple(sorted(left_open))


def said(bloc):
    """Every stretch of a block that its speaker said: its texts without the notes of the rédacteur."""
    match bloc:
        case Note():
            return
        case Liste():
            for element in bloc.elements:
                for inner in element.blocs:
                    yield from said(inner)
        case Tableau():
            for ligne in bloc.lignes:
                for cellule in ligne:
                    for inner in cellule.blocs:
                        yield from said(inner)
        case _:
            yield from map(_without_notes, block_texts(bloc))


def _without_notes(text):
    spans, _ = note_spans(text) if "nd" in text.lower() else ((), ())
    for start, end in reversed(spans):
        before, after = text[:start].rstrip(), text[end:].lstrip()
        text = f"{before} {after}" if before and after[:1].isalnum() else before + after
    return text
