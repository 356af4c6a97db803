"""How a page explains its acronyms: the first use of each is a link, and a list at its end says what they mean. Pure.

A link rather than an <abbr> alone: it is reached by keyboard and by touch, a description is read aloud with it, and
from the list another link leads back. Not a word of the text changes.
"""

from html import escape

from .sigles import Lexique, in_order, without_names

TITRE = "Sigles employés"


def linked(sigle, html):
    """An acronym, given as HTML, as the link to its explanation."""
    return (
        f'<a class="sigle" id="emploi-{sigle.ancre}" href="#{sigle.ancre}" aria-describedby="{sigle.ancre}-sens">'
        f'<abbr title="{escape(sigle.en_clair)}">{html}</abbr></a>'
    )


def table(sigles, back=frozenset()):
    """The list that explains some acronyms. back: anchors of those whose first use is a link on this page."""
    rows = "".join(
        f'<tr><th scope="row" id="{sigle.ancre}">{_way_back(sigle) if sigle.ancre in back else escape(sigle.mot)}</th>'
        f'<td id="{sigle.ancre}-sens">{"<br>".join(escape(sens.en_clair) for sens in sigle.sens)}</td></tr>'
        for sigle in sigles
    )
    return (
        '<table class="table-sigles"><thead><tr><th scope="col">Sigle</th><th scope="col">Ce qu’il veut dire</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )


def _way_back(sigle):
    return (
        f'<a href="#emploi-{sigle.ancre}">{escape(sigle.mot)}'
        '<span class="hors-vue">, revenir à la première mention</span></a>'
    )


class Explication:
    """The acronyms that a page explains as it is written: the first use of each, and the list of those met."""

    def __init__(self, sigles, names=()):
        self.lexique = Lexique(without_names(sigles, names))
        self.met = {}

    def text(self, text):
        """HTML of some plain text, the first use of each acronym linked to its explanation."""
        out, done = [], 0
        for start, end, sigle in self.lexique.find(text):
            if sigle.mot not in self.met:
                self.met[sigle.mot] = sigle
                out += [escape(text[done:start]), linked(sigle, escape(text[start:end]))]
                done = end
        return "".join([*out, escape(text[done:])])

    def table(self):
        """The list of those met so far; nothing for none."""
        return (
            table(in_order(self.met.values()), {sigle.ancre for sigle in self.met.values()})
            if self.met
            else ""
        )
