"""Markdown, by pandoc: no extension that would change a word, hide a line or read a file."""

import re

from . import markdown_mots, marques, pandoc, texte, titres
from .lecture import Lecture, Rapport

# « smart » changes quotes and dashes; the others take text for metadata, formulas, citations or attributes.
WITHOUT = (
    *(
        "smart",
        "auto_identifiers",
        "citations",
        "yaml_metadata_block",
        "pandoc_title_block",
        "mmd_title_block",
    ),
    *("tex_math_dollars", "raw_tex", "latex_macros", "raw_attribute", "header_attributes", "link_attributes"),
    *("fenced_code_attributes", "inline_code_attributes", "bracketed_spans", "fenced_divs", "native_divs"),
    *("native_spans", "implicit_figures", "fancy_lists", "example_lists", "table_captions", "task_lists"),
    *(
        "inline_notes",
        "definition_lists",
        "markdown_in_html_blocks",
        "abbreviations",
        "line_blocks",
        "subscript",
    ),
    *("superscript", "simple_tables", "multiline_tables"),
)
WITH = ("lists_without_preceding_blankline", "escaped_line_breaks", "autolink_bare_uris")
KIND = "markdown" + "".join(f"-{one}" for one in WITHOUT) + "".join(f"+{one}" for one in WITH)
IMAGE = re.compile(r"<img\b[^>]*>")
NOTES = re.compile(r'<section id="footnotes".*?</section>\s*$', re.DOTALL)
NOTE = re.compile(r'<li id="fn[0-9]+">(.*?)</li>\s*(?=<li id="fn|</ol>\s*</section>)', re.DOTALL)
BACK = re.compile(r'<a href="#fnref[0-9]+" class="footnote-back"[^>]*>.*?</a>', re.DOTALL)
CALL = re.compile(r'<a href="#fn([0-9]+)" class="footnote-ref"[^>]*><sup>[0-9]+</sup></a>')
OPENS = re.compile(r"(<p>)?")


def convert(data):
    """The Lecture of a Markdown text. Raises Refus."""
    text = marques.without(texte.read(data))
    rapport = Rapport()
    if markdown_mots.ACTIF.search(text):
        rapport.add("Du code HTML (script ou style) n’est pas repris.")
    html = pandoc.to_html(text.encode(), KIND)
    rapport.add(
        "Une image n’est pas reprise : un texte Markdown n’en contient que l’adresse. Déposez un .docx ou un .odt.",
        "{} images ne sont pas reprises : un texte Markdown n’en contient que l’adresse. Déposez un .docx ou un .odt.",
        len(IMAGE.findall(html)),
    )
    html = titres.relevel(_notes_below(IMAGE.sub("", html)))
    return Lecture("md", html, tuple(markdown_mots.read(text)), "marquee", rapport.sentences())


def _notes_below(html):
    """The HTML with its notes as paragraphs at its end, each after the mark that calls it."""
    html = CALL.sub(lambda match: f"<sup>{marques.words(match[1])}</sup>", html)
    section = NOTES.search(html)
    if section is None:
        return html
    notes = [
        OPENS.sub(f"<p><sup>{marques.words(number)}</sup> ", BACK.sub("", note), count=1)
        for number, note in enumerate(NOTE.findall(section[0]), 1)
    ]
    return html[: section.start()] + "".join(notes)
