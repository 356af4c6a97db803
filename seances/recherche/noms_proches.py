"""Names that resemble a word that nothing holds: « Desmed » is De Smet. Pure.

Compared with the names that this reader may read anyway, word by word and glued together.
"""

from participants import noms

from . import mots

COURT, LONG = 4, 7  # letters: a shorter word is not corrected, a longer one may differ twice
COLLES = 4  # words of a name that may have been written as one


def vocabulary(names):
    """{glued words: (its words, folded and stemmed, and as printed)} of some printed names."""
    found = {}
    for name in names:
        parts = [(mots.fold(word), word) for word in name.replace("-", " ").replace("’", " ").split()]
        for start in range(len(parts)):
            for stop in range(start + 1, min(start + COLLES, len(parts)) + 1):
                key = noms.fold("".join(folded for folded, _ in parts[start:stop])).replace(" ", "")
                roots = tuple(each for _, word in parts[start:stop] if (each := mots.of_word(word))[1])
                if roots:
                    found.setdefault(key, (roots, " ".join(word for _, word in parts[start:stop])))
    return found


def nearest(word, known):
    """The (words, as printed) of the name that a folded word resembles most, None when none does."""
    if len(word) < COURT or word.isdigit():
        return None
    allowed = 1 if len(word) < LONG else 2
    best = None
    for key in known:
        if abs(len(key) - len(word)) > allowed or len(key) < COURT:
            continue
        away = distance(word, key, allowed)
        if away <= allowed and (best is None or (away, key[0] != word[0], key) < best):
            best = (away, key[0] != word[0], key)
    return known[best[2]] if best else None


def distance(one, other, most):
    """Letters to change, add, leave out or swap with the next between two words; `most` + 1 for more than that."""
    before, row = None, list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, each in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != each))
            if last is not None and j > 1 and letter == other[j - 2] and one[i - 2] == each:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
