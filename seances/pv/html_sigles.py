"""The acronyms of a document: which ones it uses, where each is used first, the list that ends it. Pure.

The list and the links are made beside the text: they are no part of the tree, and not a word of it changes.
"""

from chantiers.explication import TITRE, table
from chantiers.sigles import Lexique, in_order, loads, without_names

from .document import between, block_texts, plain_text, texts

HORS_TEXTE = "liste ajoutée par le portail, hors du procès-verbal"


def employed(document, sigles):
    """Those of some acronyms (Sigle) that a document uses in its texts and titles, in alphabetical order.

    One that is also a word of the name of somebody whom it names is left out.
    """
    names = [name for personne in document.personnes for name in (personne.nom_complet, *personne.graphies)]
    lexique = Lexique(without_names(sigles, names))
    found = {sigle.mot: sigle for text in _texts(document) for *_, sigle in lexique.find(text)}
    return in_order(found.values())


def frozen(text, document):
    """The acronyms that a version explained when it was frozen, those that a document made from it uses.

    text: `VersionPV.sigles`.
    """
    return employed(document, loads(text)) if text else ()


def _texts(document):
    """Every stretch of text in which an acronym may be used; names, organisations and functions aside."""
    yield from (document.intitule, document.ouverture, document.chantier.titre)
    yield from document.seance.informations.splitlines()
    for point in document.points:
        yield point.titre
        yield point.titre_imprime
    for groupe in document.sous_groupes:
        yield plain_text(groupe.question)
        if groupe.restitution:
            yield groupe.restitution.titre
    for annexe in document.annexes:
        yield annexe.titre
    for _, blocs in texts(document):
        for bloc in blocs:
            yield from block_texts(bloc)
    for remarque in (*document.remarques, *document.corrections):
        yield from (remarque.citation, remarque.proposition, remarque.texte, remarque.reponse)
    for proposition in document.propositions:
        yield from (proposition.intitule, proposition.transmise_a)


class Marques:
    """The first use of each acronym, found as the texts of a document are rendered one after the other."""

    def __init__(self, sigles):
        self.waiting = {sigle.mot for sigle in sigles}
        self.lexique = Lexique(sigles)
        self.marked = set()  # anchors of those whose first use was found

    def cut(self, runs):
        """(runs, None) and ((run,), Sigle) in turn: a stretch of text, cut around the first uses that it holds.

        What stands in a link, or half in bold, is left as it is: its next use is marked.
        """
        done = 0
        for start, end, sigle in self.lexique.find(plain_text(runs)):
            part = between(runs, start, end)
            if sigle.mot not in self.waiting or len(part) != 1 or part[0].lien:
                continue
            self.waiting.remove(sigle.mot)
            self.marked.add(sigle.ancre)
            if before := between(runs, done, start):
                yield before, None
            yield part, sigle
            done = end
        if rest := between(runs, done, len(plain_text(runs))) if done else runs:
            yield rest, None


def section(sigles, back=frozenset(), told=HORS_TEXTE):
    """The list that ends a document; nothing when it uses none of them. told: what the title says of the list."""
    if not sigles:
        return ""
    said = f' <span class="pv-hors-texte">({told})</span>' if told else ""
    return f'<section class="pv-sigles"><h2 id="sigles">{TITRE}{said}</h2>{table(sigles, back)}</section>'
