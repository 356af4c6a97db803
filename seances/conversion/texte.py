"""Plain text: a paragraph for each line that says something."""

import codecs
from html import escape

from . import mots
from .lecture import Lecture, Refus


def decode(data):
    """The text of some bytes: UTF-8, UTF-16 with its mark, else what a Belgian Windows writes; None for no text."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    controls = sum(one < " " and one not in "\t\n\r\f\v" for one in text)
    return None if "\x00" in text or "\ufffd" in text or controls > len(text) // 100 else text


def read(data):
    """The text of some bytes. Raises Refus for what is no text, or says nothing."""
    text = decode(data)
    if text is None:
        raise Refus("Ce n’est pas du texte : ouvrez-le dans son programme, copiez la note et collez-la ici.")
    if not text.strip():
        raise Refus("Ce fichier est vide : vérifiez que vous avez choisi le bon.")
    return text


def convert(data):
    text = read(data)
    lines = [line for line in text.splitlines() if line.strip()]
    html = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
    return Lecture("txt", html, tuple(mots.cut(text)))
