"""What two texts do not share, word by word. Pure."""

from ..pv import richtext
from ..pv.document import block_texts


def paragraphs(html):
    """The paragraphs of a rich text, each a list of words."""
    return [text.split() for bloc in richtext.parse(html) for text in block_texts(bloc) if text.strip()]


def compare(left, right):
    """Two rich texts side by side.

    Returns two lists of paragraphs, each a list of (words, own): `own` says that the other has not these words.
    """
    from ..pv.alignement import align  # loaded by the first who compares: pages do without

    lefts, rights = paragraphs(left), paragraphs(right)
    out_left, out_right = [], []
    for operation, i1, i2, j1, j2 in align([tuple(p) for p in lefts], [tuple(p) for p in rights]):
        if operation == "equal":
            out_left += [[(" ".join(p), False)] for p in lefts[i1:i2]]
            out_right += [[(" ".join(p), False)] for p in rights[j1:j2]]
            continue
        paired = min(i2 - i1, j2 - j1)
        for before, after in zip(lefts[i1 : i1 + paired], rights[j1 : j1 + paired], strict=True):
            one, other = _words(align(before, after), before, after)
            out_left.append(one)
            out_right.append(other)
        out_left += [[(" ".join(p), True)] for p in lefts[i1 + paired : i2]]
        out_right += [[(" ".join(p), True)] for p in rights[j1 + paired : j2]]
    return out_left, out_right


def _words(operations, before, after):
    left, right = [], []
    for operation, i1, i2, j1, j2 in operations:
        if i2 > i1:
            left.append((" ".join(before[i1:i2]), operation != "equal"))
        if j2 > j1:
            right.append((" ".join(after[j1:j2]), operation != "equal"))
    return left, right
