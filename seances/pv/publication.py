"""The public edition of a document: `redact(tree, objections)`. Pure.

Whoever declined to be named loses name, every printed spelling, function and organisation; points à huis clos,
annexes that are not public and every address but the chantier's contact are left out. Paragraph numbers stay.
"""

import re
from dataclasses import fields, is_dataclass, replace

from participants import noms

from . import document as tree
from .locuteurs import WORD

ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
ELISIONS = {"de": "d’", "que": "qu’", "lorsque": "lorsqu’", "puisque": "puisqu’"}
CIVILITES = {"m", "mm", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"}
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
RETIREE = "[adresse retirée]"


def redact(document, objections):
    """The document as visitors may read it.

    objections: key of a person who declined -> what is printed instead, « une personne (Santé mentale) ».
    """
    document = _without_closed_points(document)
    document = _without_keys(_without_people(document, objections), objections)
    contact = document.chantier.contact.lower()
    document = tree.map_all_runs(document, lambda runs: _without_addresses(runs, contact))
    seance = document.seance
    return replace(
        document,
        seance=replace(seance, informations=_strip_addresses(seance.informations, contact)),
        ouverture=_strip_addresses(document.ouverture, contact),
        points=tuple(
            replace(
                point,
                titre=_strip_addresses(point.titre, contact),
                titre_pv=_strip_addresses(point.titre_pv, contact),
            )
            for point in document.points
        ),
        annexes=tuple(
            replace(annexe, titre=_strip_addresses(annexe.titre, contact)) for annexe in document.annexes
        ),
        remarques=tuple(
            replace(remarque, texte=_strip_addresses(remarque.texte, contact))
            for remarque in document.remarques
        ),
    )


# ── Points and annexes ──────────────────────────────────────────────────────────────────────────────────


def _without_closed_points(document):
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
    return document


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


def _without_people(document, objections):
    if not objections:
        return document
    spellings = spellings_of(document, objections)

    def words(text):
        return hide(text, spellings)

    def row(each):
        if each.personne not in objections:
            return each
        return replace(each, nom=objections[each.personne], organisation="", fonction="")

    def presence(each):
        each = row(each)
        if each.remplace in objections:
            each = replace(each, remplace_nom=objections[each.remplace])
        return each

    def runs(stretch):
        return hide_in_runs(stretch, spellings)

    def speaker(bloc):
        bloc = tree.map_runs(bloc, runs)
        if isinstance(bloc, tree.Intervention):
            bloc = replace(bloc, libelle=words(bloc.libelle))
        return bloc

    document = tree.map_texts(document, lambda blocs: tuple(speaker(bloc) for bloc in blocs))
    redaction = document.redaction
    return replace(
        document,
        personnes=tuple(
            replace(personne, prenom="", nom=objections[personne.cle], graphies=())
            if personne.cle in objections
            else personne
            for personne in document.personnes
        ),
        ouverture=words(document.ouverture),
        intitule=words(document.intitule),
        seance=replace(
            document.seance,
            informations=words(document.seance.informations),
            destinataire_notes=words(document.seance.destinataire_notes),
        ),
        presidents=tuple(map(row, document.presidents)),
        presences=tuple(map(presence, document.presences)),
        points=tuple(
            replace(
                point,
                titre=words(point.titre),
                titre_pv=words(point.titre_pv),
                intervenants=tuple(
                    replace(each, nom=objections[each.personne]) if each.personne in objections else each
                    for each in point.intervenants
                ),
            )
            for point in document.points
        ),
        sous_groupes=tuple(
            replace(groupe, question=runs(groupe.question), membres=tuple(map(row, groupe.membres)))
            for groupe in document.sous_groupes
        ),
        remarques=tuple(replace(each, texte=words(each.texte)) for each in document.remarques),
        annexes=tuple(
            replace(
                annexe,
                titre=words(annexe.titre),
                fichier=annexe.fichier and replace(annexe.fichier, nom=words(annexe.fichier.nom)),
            )
            for annexe in document.annexes
        ),
        redaction=replace(
            redaction,
            redacteur=objections.get(redaction.redacteur_personne) or words(redaction.redacteur),
            fonction="" if redaction.redacteur_personne in objections else redaction.fonction,
            verificateur=objections.get(redaction.verificateur_personne) or words(redaction.verificateur),
        ),
    )


def _without_keys(document, objections):
    """A key is made of the name: those who declined get « personne-1 », « personne-2 »… instead."""
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

    return rename(document) if renamed else document


class Spellings:
    """How the people who declined may be printed: folded words -> (key, replacement)."""

    def __init__(self):
        self.names = {}
        self.families = {}
        self.longest = 0

    def add(self, text, replacement):
        words = tuple(noms.fold(text).split())
        if words:
            self.names[words] = replacement
            self.longest = max(self.longest, len(words))


def spellings_of(document, objections):
    """Every printed spelling of those who declined, in lists and at the head of what they said."""
    spellings = Spellings()
    for personne in document.personnes:
        if personne.cle in objections:
            replacement = objections[personne.cle]
            for name in (
                personne.nom_complet,
                f"{personne.nom} {personne.prenom}",
                *personne.graphies,
            ):
                spellings.add(name, replacement)
            family = tuple(noms.fold(personne.nom).split())
            spellings.families[family] = replacement
            spellings.longest = max(spellings.longest, len(family))
    for row in (
        *document.presidents,
        *document.presences,
        *(membre for groupe in document.sous_groupes for membre in groupe.membres),
    ):
        if row.personne in objections:
            spellings.add(row.nom, objections[row.personne])
    for presence in document.presences:
        if presence.remplace in objections:
            spellings.add(presence.remplace_nom, objections[presence.remplace])
    for point in document.points:
        for intervenant in point.intervenants:
            if intervenant.personne in objections:
                spellings.add(intervenant.nom, objections[intervenant.personne])
    for _, blocs in tree.texts(document):
        for bloc in blocs:
            if isinstance(bloc, tree.Intervention) and bloc.locuteur in objections:
                spellings.add(bloc.libelle, objections[bloc.locuteur])
    return spellings


def find_spans(text, spellings):
    """(start, end, replacement) of each spelling found, left to right, the longest at each place.

    A family name alone counts when it is in capitals or follows « M. », « Mme » …: « petit » stays a word.
    """
    words = []
    for match in WORD.finditer(text):
        for part in noms.fold(match.group()).split():
            words.append((part, match.start(), match.end()))
    spans, index = [], 0
    while index < len(words):
        for length in range(min(spellings.longest, len(words) - index), 0, -1):
            found = tuple(word for word, _, _ in words[index : index + length])
            start, end = words[index][1], words[index + length - 1][2]
            replacement = spellings.names.get(found)
            if replacement is None and found in spellings.families:
                printed = text[start:end]
                addressed = index > 0 and words[index - 1][0] in CIVILITES
                if (printed.isupper() and len(printed) > 1) or addressed:
                    replacement = spellings.families[found]
                    start = words[index - 1][1] if addressed else start
            if replacement is not None:
                if text[end : end + 1] == ")" and text[start:end].count("(") > text[start:end].count(")"):
                    end += 1
                spans.append(_elided(text, start, end, replacement))
                index += length
                break
        else:
            index += 1
    return spans


def _elided(text, start, end, replacement):
    """The span with the word before it when that word must elide: « de » + « une personne »."""
    before = re.search(r"\b(\w+)\s\Z", text[:start])
    if before and before.group(1).lower() in ELISIONS and replacement[:1] in "aeiouy":
        word = before.group(1)
        elided = ELISIONS[word.lower()]
        elided = elided.capitalize() if word[0].isupper() else elided
        return before.start(), end, elided + replacement
    return start, end, replacement


def _placed(text, start, replacement):
    """The replacement with a capital where a sentence begins."""
    before = text[:start].rstrip(' \u00a0«"“(')
    begins = not before or before[-1] in ".!?\n"
    return replacement[:1].upper() + replacement[1:] if begins else replacement


def hide(text, spellings):
    """The text with every spelling replaced."""
    for start, end, replacement in reversed(find_spans(text, spellings)):
        text = text[:start] + _placed(text, start, replacement) + text[end:]
    return text


def hide_in_runs(runs, spellings):
    """The runs with every spelling replaced, also where it spreads over several runs."""
    text = tree.plain_text(runs)
    spans = find_spans(text, spellings)
    if not spans:
        return runs
    pieces = [[*_bounds(runs, index), run] for index, run in enumerate(runs)]
    changed = []
    for begin, end, run in pieces:
        content, position = "", begin
        for start, stop, replacement in spans:
            if stop <= begin or start >= end:
                continue
            content += text[position : max(start, begin)] if start > position else ""
            if start >= begin:
                content += _placed(text, start, replacement)
            position = max(position, min(stop, end))
        content += text[position:end]
        if content:
            changed.append(replace(run, texte=content))
    return tuple(changed)


def _bounds(runs, index):
    begin = sum(len(run.texte) for run in runs[:index])
    return begin, begin + len(runs[index].texte)


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────────────


def _strip_addresses(text, contact):
    return ADDRESS.sub(lambda match: match.group() if match.group().lower() == contact else RETIREE, text)


def _without_addresses(runs, contact):
    if not any("@" in run.texte or run.lien.startswith("mailto:") for run in runs):
        return runs
    return tuple(
        replace(
            run,
            texte=_strip_addresses(run.texte, contact),
            lien=run.lien
            if not run.lien.lower().startswith("mailto:") or run.lien[7:].partition("?")[0].lower() == contact
            else "",
        )
        for run in runs
    )
