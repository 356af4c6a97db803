"""What is best first: a score computed here, so that both databases give the same order. Pure.

BM25 over the stems of an entry, its title beside; then how much of the question it holds, and how close together.
"""

import math
from collections import Counter

K, B, LONGUEUR = 1.2, 0.4, 40  # BM25: how fast repetition stops counting, what length costs, a usual length
TITRE = 0.3  # what a word of the title, or of the speaker's name, is worth beside one of the text
PROCHE = 0.6  # at most, for words of the question that stand side by side


def rarities(counts, total):
    """stem -> how much it tells, from the number of entries that hold it among `total`."""
    return {root: math.log(1 + (total - min(n, total) + 0.5) / (n + 0.5)) for root, n in counts.items()}


def score(roots, titre, rarity):
    """How well an entry answers. roots, titre: stems in order; rarity: of each stem of the question."""
    counts = Counter(root for root in roots if root in rarity)
    beside = set(titre) & rarity.keys()
    if not counts and not beside:
        return 0.0
    found, norm = 0.0, K * (1 - B + B * len(roots) / LONGUEUR)
    for root, weight in rarity.items():
        said = weight * counts[root] * (K + 1) / (counts[root] + norm) if counts[root] else 0.0
        found += said + (TITRE * weight if root in beside else 0.0)
    whole = sum(rarity.values())
    held = sum(weight for root, weight in rarity.items() if counts[root])
    held += sum(TITRE * weight for root, weight in rarity.items() if root in beside and not counts[root])
    return found * (0.4 + 0.6 * held / whole) * (1 + PROCHE * closeness(roots, rarity))


def closeness(roots, rarity):
    """From 0 to 1: how close to each other two different words of the question stand, averaged over its words."""
    if len(rarity) < 2:
        return 0.0
    last, best = None, {}
    for place, root in enumerate(roots):
        if root not in rarity:
            continue
        if last is not None and last[1] != root:
            gap = 1 / (place - last[0])
            for each in (root, last[1]):
                best[each] = max(best.get(each, 0.0), gap)
        last = place, root
    return sum(best.values()) / len(rarity)
