"""The public edition of a document: `redact(tree, objections)`. Pure.

Whoever is not to be named loses name, every printed spelling, function and organisation; points à huis clos,
annexes that are not public and every address but the chantier's contact are left out. Paragraph numbers stay.
Every text of the tree passes here, whatever its field, save the few that CHAMPS_TECHNIQUES names.
"""

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import PurePath
from urllib.parse import unquote

from participants import noms

from . import document as tree
from .locuteurs import WORD
from .masque import SANS_INVISIBLES, SANS_NOM, Masque, apart, placed, replace_spans

ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# « jean (at) example.org »: written so that machines do not read it, and a person does.
ADDRESS_DITE = re.compile(
    r"[\w.+'-]+\s?[\[({]\s?(?:at|arobase|chez|@)\s?[\])}]\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
ADRESSE_WEB = re.compile(r"[/@_]|\w\.\w")  # around a word: it is part of an address
# Fields of the tree that hold the key of a person.
CHAMPS_CLES = {
    "cle",
    "personne",
    "remplace",
    "locuteur",
    "auteur",
    "redacteur_personne",
    "verificateur_personne",
}
# Fields that hold no text of anybody's: keys, names of things, and the address that is public.
CHAMPS_TECHNIQUES = CHAMPS_CLES | {
    "avant",
    "contact",
    "decision",
    "etat",
    "fidelite",
    "format",
    "genre",
    "nature",
    "niveau",
    "sha256",
    "statut",
    "style",
    "type",
}
LIGNES = (tree.President, tree.Presence, tree.Membre, tree.Intervenant)  # rows that print somebody's name
TEXTE_JSON = re.compile(r'"texte": "((?:[^"\\]|\\.)*)"')
RETIREE = "[adresse retirée]"


@dataclass(frozen=True)
class Ailleurs:
    """Somebody not to be named who is in none of the document's lists: a text may name him all the same.

    oppose: he declined himself; else his family name alone is left where no title tells it from a word.
    """

    prenom: str
    nom: str
    graphies: tuple[str, ...] = ()
    remplacement: str = SANS_NOM
    oppose: bool = True


def redact(document, objections, *, ailleurs=(), anonyme=False):
    """The document as visitors may read it.

    objections: key of a person not to be named -> what is printed instead, « une personne (Santé mentale) ».
    ailleurs: see Ailleurs. anonyme: names that the portal ties to nobody are hidden too.
    """
    document = open_part(document)
    contact = document.chantier.contact.lower()
    masque = mask_of(document, objections, ailleurs)
    whole = document
    document = Filtre(masque, objections, contact, anonyme=anonyme).of(document)
    document = say_masked(whole, document, contact)
    return _without_keys(document, objections)


def say_masked(whole, masked, contact=""):
    """The masked document, its notes saying what was taken out of their words: names, or addresses alone."""

    def said(before, after):
        note, old = after.restitution, before.restitution
        if note is None or note.blocs == old.blocs:
            return after
        words, without = _texts(note.blocs), [hide_addresses(text, contact) for text in _texts(old.blocs)]
        if words == _texts(old.blocs):  # an address behind a link
            return after
        if words != without:
            return replace(after, restitution=replace(note, fidelite="noms"))
        kept = note.fidelite if note.fidelite in {"noms", "pdf", "ecart"} else "adresses"
        return replace(after, restitution=replace(note, fidelite=kept))

    groupes = tuple(map(said, whole.sous_groupes, masked.sous_groupes))
    return masked if groupes == masked.sous_groupes else replace(masked, sous_groupes=groupes)


def _texts(blocs):
    return [text for bloc in blocs for text in tree.block_texts(bloc)]


def names(document, personne):
    """Whether a text or a list of an edition names somebody. personne: Ailleurs."""
    masque = mask_of(document, {}, [personne])
    return Filtre(masque, {}, "", anonyme=False).of(document) != Filtre(Masque(), {}, "", anonyme=False).of(
        document
    )


def may_name(contenu, personne):
    """Whether the JSON of a tree holds the letters of somebody's names, at a tenth of the price of `names`."""
    texts = "".join(TEXTE_JSON.findall(contenu))  # a name may spread over several runs
    letters = _letters(contenu) + _letters(texts)
    spellings = [personne.nom, *re.split(r"[\s-]", personne.nom), *personne.graphies]
    return any(_letters(spelling) in letters for spelling in spellings)


def _letters(text):
    return "".join(noms.fold(text.replace("\\n", "").translate(SANS_INVISIBLES)).split())


def open_part(document):
    """The document without points à huis clos and annexes that are not public, nor what remarks quote of them."""
    whole = document
    closed = {point.nature for point in document.points if point.huis_clos}
    document = replace(
        document,
        points=tuple(point for point in document.points if not point.huis_clos),
        annexes=tuple(annexe for annexe in document.annexes if annexe.publique and "annexes" not in closed),
    )
    if "approbation" in closed:
        document = replace(document, remarques=())
    if "sous_groupes" in closed and "restitution" in closed:
        document = replace(document, sous_groupes=())
    elif "restitution" in closed:
        document = replace(
            document,
            sous_groupes=tuple(replace(groupe, restitution=None) for groupe in document.sous_groupes),
        )
    elif "sous_groupes" in closed:
        document = replace(
            document,
            sous_groupes=tuple(replace(groupe, membres=()) for groupe in document.sous_groupes),
        )
    recalling = whole.recalling_point()
    document = replace(
        document,
        propositions=open_propositions(whole) if recalling is not None and not recalling.huis_clos else (),
    )
    hidden = numbers(whole) - numbers(document)
    return replace(
        document,
        remarques=tuple(remarque for remarque in document.remarques if not remarque.reservee),
        corrections=tuple(
            remarque
            for remarque in document.corrections
            if not remarque.reservee and remarque.paragraphe not in hidden
        ),
    )


def open_propositions(document):
    """The propositions that may be recalled in public, with the passages that may be told."""
    return tree.answering(
        [
            replace(each, sources=tuple(source for source in each.sources if not source.reservee))
            for each in document.propositions
            if not each.reservee
        ]
    )


def numbers(document):
    """The numbers of a document's paragraphs."""
    return {bloc.numero for _, blocs in tree.texts(document) for bloc in blocs}


# ── Who is hidden, and how he may be printed ────────────────────────────────────────────────────────────


def mask_of(document, objections, ailleurs=()):
    """The Masque of a document: every spelling of those not to be named, in lists and at the head of what they said."""
    masque = Masque()
    rows = list(_printed_names(document))
    for personne in document.personnes:
        if personne.cle not in objections:
            for name in (personne.nom_complet, f"{personne.nom} {personne.prenom}", *personne.graphies):
                masque.keep(name)
    for key, name in rows:
        if key and key not in objections:
            masque.keep(name)
    if not (objections or ailleurs):
        return masque
    named = set(masque.gardes)
    for each in ailleurs:
        if tuple(noms_of(each)) not in named:  # a namesake in the document is the one it names
            masque.hide(each.prenom, each.nom, each.graphies, mots=each.remplacement, entier=each.oppose)
    for personne in document.personnes:
        if personne.cle in objections:
            masque.hide(personne.prenom, personne.nom, personne.graphies, mots=objections[personne.cle])
    for key, name in rows:
        if key in objections:
            masque.hide_spelling(name, objections[key])
    for key, label in _labels(document, objections):
        masque.hide_spelling(label, objections[key])
    masque.ordinaires = _plain_words(document, masque, objections)
    return masque


def noms_of(personne):
    """A person's names, folded."""
    return noms.fold(f"{personne.prenom} {personne.nom}").split()


def _printed_names(document):
    """(key, name as printed) of every row of a list."""
    rows = [
        *document.presidents,
        *document.presences,
        *_members(document),
        *(intervenant for point in document.points for intervenant in point.intervenants),
    ]
    for row in rows:
        yield row.personne, row.nom
    for presence in document.presences:
        yield presence.remplace, presence.remplace_nom
    redaction = document.redaction
    yield redaction.redacteur_personne, redaction.redacteur
    yield redaction.verificateur_personne, redaction.verificateur


def _members(document):
    return [membre for groupe in document.sous_groupes for membre in groupe.membres]


def _labels(document, objections):
    """(key, label) with which those not to be named open what they said, where it can only mean them.

    A first name that somebody else of the document bears is hidden where it opens, and nowhere else.
    """
    firsts = {}
    for personne in document.personnes:
        firsts.setdefault(noms.fold(personne.prenom).partition(" ")[0], set()).add(personne.cle)
    for _, blocs in tree.texts(document):
        for bloc in blocs:
            hidden = isinstance(bloc, tree.Intervention) and bloc.locuteur in objections
            if hidden and firsts.get(noms.fold(bloc.libelle), set()) <= {bloc.locuteur}:
                yield bloc.locuteur, bloc.libelle


def _plain_words(document, masque, objections):
    """Which family names are plain words here: in small letters in a sentence, or of a place or an organisation."""
    families = {word for famille in masque.familles for word in famille}
    masque.ordinaires = families  # for now, so that only whole names are taken out
    words = set()
    for _, blocs in tree.texts(document):
        for text in (text for bloc in blocs for text in tree.block_texts(bloc)):
            if not families.isdisjoint(_small_words(text)):
                words.update(_small_words(masque.text(hide_addresses(text))))
    places = [document.seance.lieu, *(seance.lieu for seance in document.prochaines_seances)]
    named = [text for lieu in places if lieu for text in (lieu.nom, lieu.adresse, lieu.localite)]
    named += [
        row.organisation
        for row in (*document.presidents, *document.presences, *_members(document))
        if row.personne not in objections
    ]
    return families & (words | set(noms.fold(" ".join(named)).split()))


def _small_words(text):
    """Folded words in small letters, those of an address on the web left aside."""
    return {
        noms.fold(match.group())
        for match in WORD.finditer(text)
        if match.group().islower()
        and not ADRESSE_WEB.search(text[max(match.start() - 1, 0) : match.end() + 2])
    }


# ── Every text of the tree ──────────────────────────────────────────────────────────────────────────────


class Filtre:
    """What becomes of each node of the tree."""

    def __init__(self, masque, objections, contact, *, anonyme):
        self.masque, self.objections = masque, objections
        self.contact, self.anonyme = contact, anonyme

    def of(self, node):
        """The node as visitors may read it."""
        match node:
            case str():
                return self.text(node)
            case tuple() if node and isinstance(node[0], tree.Run):
                return self.runs(node)
            case tuple():
                return tuple(map(self.of, node))
            case tree.Personne():
                return self.personne(node)
            case tree.Intervention():
                return self.intervention(node)
        if not is_dataclass(node):
            return node
        kept = CHAMPS_TECHNIQUES
        if isinstance(node, LIGNES):
            node, kept = self.ligne(node), kept | {"nom", "remplace_nom"}
        elif isinstance(node, tree.Redaction):
            node, kept = self.redaction(node), kept | {"redacteur", "verificateur"}
        elif isinstance(node, tree.Annexe) and node.fichier:
            node = replace(node, fichier=self.fichier(node))
        changes = {
            each.name: new
            for each in fields(node)
            if each.name not in kept
            and (new := self.of(old := getattr(node, each.name))) is not old
            and new != old
        }
        return replace(node, **changes) if changes else node

    # ── Texts ──

    def text(self, text):
        return self.masque.text(hide_addresses(text, self.contact))

    def runs(self, runs, also=()):
        return self.masque.runs(self.without_addresses(runs), also)

    def without_addresses(self, runs):
        text = tree.plain_text(runs)
        spans = address_spans(text, self.contact)
        if not spans and not any(run.lien for run in runs):
            return runs
        return replace_spans(runs, spans, link=lambda run: self.link(run.lien))

    def link(self, lien):
        """The address of a link, without anybody's e-mail address."""
        if lien.lower().startswith("mailto:"):
            target = unquote(lien[7:].partition("?")[0]).lower()
            return lien if target == self.contact and "@" not in unquote(lien.partition("?")[2]) else ""
        return "" if address_spans(unquote(lien), self.contact) else lien

    # ── People ──

    def personne(self, personne):
        if personne.cle not in self.objections:
            return personne
        return tree.Personne(personne.cle, "", self.objections[personne.cle])

    def name(self, key, name):
        """A printed name, beside the key of who bears it."""
        if key:
            return self.objections.get(key, name)
        return SANS_NOM if self.anonyme and name else self.text(name)

    def ligne(self, row):
        """A row with its name; organisation and function go with it."""
        changes = {"nom": self.name(row.personne, row.nom)}
        if row.personne in self.objections and not isinstance(row, tree.Intervenant):
            changes |= {"organisation": "", "fonction": ""}
        if isinstance(row, tree.Presence) and row.remplace:
            changes["remplace_nom"] = self.name(row.remplace, row.remplace_nom)
        return replace(row, **changes)

    def redaction(self, redaction):
        redacteur = self.name(redaction.redacteur_personne, redaction.redacteur)
        hidden = redaction.redacteur_personne in self.objections or (
            self.anonyme and not redaction.redacteur_personne
        )
        return replace(
            redaction,
            redacteur=redacteur,
            fonction="" if hidden else redaction.fonction,
            verificateur=self.name(redaction.verificateur_personne, redaction.verificateur),
        )

    def intervention(self, bloc):
        """The label of whoever is not to be named is replaced where it opens, whatever else it may mean."""
        runs = self.without_addresses(bloc.runs)
        mots = self.objections.get(bloc.locuteur)
        text = tree.plain_text(runs)
        start = text.find(bloc.libelle)
        opens = start >= 0 and not any(character.isalnum() for character in text[:start])
        if not (mots and bloc.libelle and opens):
            return replace(bloc, runs=self.masque.runs(runs), libelle=self.text(bloc.libelle))
        label = start, start + len(bloc.libelle), mots
        return replace(bloc, runs=self.masque.runs(runs, [label]), libelle=placed(text, start, mots))

    def fichier(self, annexe):
        """A joined document; a name of file that names somebody gives way to the annexe's number."""
        fichier = annexe.fichier
        if self.masque.names_in(fichier.nom) or address_spans(fichier.nom, self.contact):
            return replace(fichier, nom=f"annexe-{annexe.numero}{PurePath(fichier.nom).suffix}")
        return fichier


def _without_keys(document, objections):
    """A key is made of the name: those not to be named get « personne-1 », « personne-2 »… instead."""
    renamed = {key: f"personne-{rank}" for rank, key in enumerate(sorted(objections), 1)}

    def rename(node):
        """The same node with every key renamed, in the fields that hold keys."""
        if isinstance(node, tuple):
            return tuple(map(rename, node))
        if not is_dataclass(node):
            return node
        changes = {}
        for each in fields(node):
            value = getattr(node, each.name)
            is_key = each.name in CHAMPS_CLES and isinstance(value, str)
            new = renamed.get(value, value) if is_key else rename(value)
            if new is not value:
                changes[each.name] = new
        return replace(node, **changes) if changes else node

    if not renamed:
        return document
    document = rename(document)
    return replace(document, personnes=tuple(sorted(document.personnes, key=lambda personne: personne.cle)))


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────────────


def address_spans(text, contact=""):
    """(start, end, replacement) of each e-mail address, save the contact."""
    found = list(ADDRESS.finditer(text)) if "@" in text else []
    if "(" in text or "[" in text or "{" in text:
        found += ADDRESS_DITE.finditer(text)
    spans = [(*match.span(), RETIREE) for match in found if match.group().lower() != contact]
    return apart(sorted(spans))


def hide_addresses(text, contact=""):
    """The text without e-mail addresses, save the contact. contact: in small letters."""
    for start, end, replacement in reversed(address_spans(text, contact)):
        text = text[:start] + replacement + text[end:]
    return text
