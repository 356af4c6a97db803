"""Words, cut in one way whichever road they come by."""

import re
import unicodedata

# Not seen and not said: soft hyphens, joiners, marks of direction; and what no XML holds, a space to the PV.
CONTROLES = [*range(9), *range(14, 28), 127, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
MUETS = [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
INVISIBLES = dict.fromkeys(CONTROLES, " ") | dict.fromkeys(MUETS)
EXACTE = re.compile(r"\w+|[^\w\s]")
# Where marks are written with punctuation, the punctuation that a too clever converter would change.
MARQUEE = re.compile(r"[^\W_]+|[“”„«»‘…–—]")
LETTRES = re.compile(r"\w+")
CESURE = re.compile(r"(?<=\w)[-‐‑\x02\ufffe](?:\s*\n\s*)?(?=\w)")


def cut(text, regle="exacte"):
    """The words of a text. regle: « exacte » counts every sign; « marquee » is for Markdown; « pdf » joins hyphens."""
    text = unicodedata.normalize("NFC", text.translate(INVISIBLES))
    if regle == "pdf":
        return LETTRES.findall(CESURE.sub("", unicodedata.normalize("NFKC", text)))
    return (MARQUEE if regle == "marquee" else EXACTE).findall(text)
