"""The words of a Markdown text: what is left of its lines without the marks. The second road, which knows no pandoc."""

import re
from html import unescape

from . import marques, mots

ACTIF = re.compile(
    r"<(script|style|iframe|object|embed|noscript|template|math|svg)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.I | re.S
)
COMMENT = re.compile(r"<!--.*?-->", re.S)
NOTE = re.compile(
    r"^ {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*(?:\n(?:[ \t]*\n)?(?: {4}|\t).*)*(?:\n(?!\s*$|\[\^|#|[-*+] |>|\d+\. ).+)*)",
    re.M,
)
REFERENCE = re.compile(r"^ {0,3}\[(?!\^)[^\]]+\]:[ \t]*\S+.*(?:\n[ \t]+[\"'(].*)?$", re.M)
CALL = re.compile(r"\[\^([^\]\s]+)\]")
FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,}).*$", re.M)
PICTURE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?")
TARGET = re.compile(
    r"\]\(\s*(?:<[^>]*>|[^\s()]*(?:\([^()]*\)[^\s()]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*\)"
)
CROSS = re.compile(r"\]\[[^\]]*\]")
ADDRESS = re.compile(r"<((?:https?|mailto|tel|ftp):[^>\s]+|[^<>\s@]+@[^<>\s]+)>")
LINE = re.compile(r"</?(?:br|p|div|li|ul|ol|table|tr|td|th|h[1-6]|hr)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# What is left of each mark, in this order.
KEPT = (
    (FENCE, ""),
    (PICTURE, " "),
    (TARGET, "]"),
    (CROSS, "]"),
    (ADDRESS, r"\1"),
    (LINE, " "),
    (TAG, ""),
)


def read(text):
    """The words of a Markdown text, its notes at the end in the order of their calls."""
    text = COMMENT.sub(" ", ACTIF.sub(" ", text))
    notes = {}

    def keep(match):
        notes.setdefault(match[1], match[2])
        return ""

    text = REFERENCE.sub("", NOTE.sub(keep, text))
    order = []

    def number(match):
        if match[1] not in notes:
            return match[0]
        order.append(match[1])  # a note called twice is printed twice
        return f" {marques.words(len(order))} "

    text = CALL.sub(number, text)
    for rank, key in enumerate(order, 1):
        text += f"\n\n{marques.words(rank)} {notes[key]}"
    for pattern, kept in KEPT:
        text = pattern.sub(kept, text)
    return mots.cut(unescape(ESCAPED.sub(r"\1", text)), "marquee")
