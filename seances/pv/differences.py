"""What changed from one version of a PV to another, block by block, then word by word. Pure.

`compare(before, after)` makes a tree of its own, for people to read; comparaison.py tells an operator the places in
the file. A paragraph found unchanged elsewhere is moved, not removed and added.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from participants import noms

from . import phrases
from .alignement import Morceau, align, compare_runs, compare_texts, words_of
from .document import Image, Liste, Note, Tableau, Titre, block_texts
from .richtext import render

Etat = Literal["egal", "ajoute", "supprime", "modifie", "parti", "venu"]
SIMILAR = 0.4  # share of words that makes one block the rewriting of another
PAIRS = 2_500  # blocks against blocks that are worth pairing by their words
MOVED = 4  # words of a paragraph whose place can be told to have changed
STATUTS = {"present": "présent", "excuse": "excusé", "absent": "absent"}


@dataclass(frozen=True, slots=True)
class Texte:
    """A stretch of text. `numero`: of its paragraph now, `ancien`: before; `autre`: whence or where it was moved."""

    etat: Etat
    morceaux: tuple[Morceau, ...]
    genre: Literal["paragraphe", "titre", "note", "ligne"] = "paragraphe"
    numero: int = 0
    ancien: int = 0
    autre: int = 0


@dataclass(frozen=True, slots=True)
class Partie:
    """An item of a list, or a cell."""

    etat: Etat
    changements: tuple
    entete: bool = False


@dataclass(frozen=True, slots=True)
class ListeComparee:
    etat: Etat
    elements: tuple[Partie, ...]
    numero: int = 0
    ancien: int = 0


@dataclass(frozen=True, slots=True)
class TableauCompare:
    etat: Etat
    lignes: tuple[tuple[Partie, ...], ...]
    numero: int = 0
    ancien: int = 0


@dataclass(frozen=True, slots=True)
class ImageComparee:
    etat: Etat
    image: Image
    numero: int = 0
    ancien: int = 0


@dataclass(frozen=True, slots=True)
class Inchanges:
    """Blocks that are the same, left out."""

    nombre: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the PV that changed. `ancre`: where the page of the later version shows it."""

    titre: str
    ancre: str
    changements: tuple
    etat: Literal["ajoute", "supprime", "modifie"] = "modifie"


@dataclass(frozen=True, slots=True)
class Difference:
    sections: tuple[Section, ...]

    def mots(self, etat):
        """How many words were « ajoute » or « supprime »."""
        return sum(
            piece.mots
            for section in self.sections
            for change in walk(section.changements)
            if isinstance(change, Texte) and change.etat not in {"parti", "venu"}
            for piece in change.morceaux
            if piece.etat == etat
        )


def walk(changes):
    """Every change of some changes, those inside lists and tables included."""
    for change in changes:
        yield change
        match change:
            case ListeComparee():
                for partie in change.elements:
                    yield from walk(partie.changements)
            case TableauCompare():
                for ligne in change.lignes:
                    for partie in ligne:
                        yield from walk(partie.changements)


def compare(before, after):
    """The Difference between two DocumentPV; no section when they say the same."""
    sections = [
        _section("Séance", "", _lines(_head(before), _head(after))),
        _section("Ordre du jour", "ordre-du-jour", _lines(*_agendas(before, after))),
        _section("Présences", "presences", _lines(_attendance(before), _attendance(after))),
        *_points(before, after),
        *_groups(before, after),
        _section("Remarques", "", _remark_lines(before, after, "remarques")),
        _section("Corrections apportées", "", _remark_lines(before, after, "corrections")),
        _section("Propositions", "", _lines(_proposals(before), _proposals(after))),
        _section("Prochaines séances", "", _lines(_next(before), _next(after))),
        *_annexes(before, after),
    ]
    return Difference(_with_moves(tuple(section for section in sections if section is not None)))


def _section(titre, ancre, changes, etat="modifie"):
    changes = collapse(changes)
    if all(isinstance(change, Inchanges) for change in changes) and etat == "modifie":
        return None
    return Section(titre, ancre, changes, etat)


def collapse(changes):
    """The same changes, what did not change counted and left out."""
    kept = []
    for change in changes:
        if change.etat != "egal":
            kept.append(change)
        elif kept and isinstance(kept[-1], Inchanges):
            kept[-1] = Inchanges(kept[-1].nombre + 1)
        else:
            kept.append(Inchanges(1))
    return tuple(kept)


# ── Lines of data ───────────────────────────────────────────────────────────────────────────────────────


def _line(before, after):
    if before == after:
        return Texte("egal", compare_texts(after, after), "ligne")
    etat = "ajoute" if not before else "supprime" if not after else "modifie"
    return Texte(etat, compare_texts(before, after), "ligne")


def _lines(before, after):
    """Changes of lines that are found again by their key. before, after: key -> line."""
    gone = [_line(before[key], "") for key in before if before[key] and not after.get(key)]
    return [*(_line(before.get(key, ""), line) for key, line in after.items() if line), *gone]


def compare_lines(before, after):
    """Changes of lines that nothing but their words tells apart."""
    return [
        _line(before[i] if i is not None else "", after[j] if j is not None else "")
        for i, j in _paired(before, after, words_of, lambda line: "")
    ]


def _head(document):
    seance, redaction = document.seance, document.redaction
    lines = {
        "intitule": phrases.intitule(document),
        "chantier": phrases.chantier(document),
        "date": f"Date : {phrases.date_longue(seance.date)}",
        "heures": f"Heures prévues : {hours}"
        if (hours := phrases.plage(seance.heure_debut, seance.heure_fin))
        else "",
        "reel": f"Heures réelles : {hours}"
        if (hours := phrases.plage(seance.debut_reel, seance.fin_reelle))
        else "",
        "lieu": f"Lieu : {phrases.lieu(seance.lieu)}" if seance.lieu else "",
        "ouverture": phrases.ouverture(document),
    }
    for president in document.presidents:
        qualite = phrases.qualite(president)
        lines["preside", president.personne] = f"Préside : {president.nom}{f', {qualite}' if qualite else ''}"
    for rank, line in enumerate(seance.informations.splitlines()):
        lines["information", rank] = line.strip()
    for name, who in (("Rédaction", redaction.redacteur), ("Vérification", redaction.verificateur)):
        lines[name] = f"{name} : {who}" if who else ""
    return lines


def _agendas(before, after):
    """Their agendas, a point found again under the key of the later one."""
    keys = {id(old): new.numero for old, new in _same_points(before.points, after.points) if old and new}

    def line(point):
        names, hours = phrases.intervenants(point)
        details = " ".join(
            [", ".join(names), f"({hours})" if hours else "", "huis clos" if point.huis_clos else ""]
        )
        return " ".join(f"{point.numero}. {point.titre} {details}".split(" ")).strip()

    return (
        {keys.get(id(point), ("ancien", point.numero)): line(point) for point in before.points},
        {point.numero: line(point) for point in after.points},
    )


def _attendance(document):
    lines = {}
    for presence in document.presences:
        facts = filter(
            None, [phrases.qualite(presence), phrases.presence(presence), STATUTS[presence.statut]]
        )
        lines[presence.personne] = ", ".join([presence.nom, *facts])
    return lines


def _remark_lines(before, after, part):
    return compare_lines(*(_remarks(document, getattr(document, part)) for document in (before, after)))


def _remarks(document, remarques):
    names = {personne.cle: personne.nom_complet for personne in document.personnes}
    return [
        f"{names.get(remarque.auteur, remarque.auteur)}{phrases.reperes(remarque)} : "
        f"{phrases.demande(remarque)} ({phrases.decision(remarque)})"
        for remarque in remarques
    ]


def _proposals(document):
    return {
        each.numero: f"{each.numero}. {each.intitule} ({phrases.proposition(each)})"
        for each in document.propositions
    }


def _next(document):
    return {each.numero: phrases.prochaine_seance(each) for each in document.prochaines_seances}


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────────


def _same_points(before, after):
    """(old point or None, new point or None): by title, then by number; removed ones where they stood."""
    titles = {noms.fold(point.titre): point for point in reversed(before)}
    taken, pairs = set(), {}
    for point in after:
        old = titles.get(noms.fold(point.titre))
        if old is not None and old.numero not in taken:
            taken.add(old.numero)
            pairs[point.numero] = old
    numbers = {point.numero: point for point in before}
    for point in after:
        old = numbers.get(point.numero)
        if point.numero not in pairs and old is not None and old.numero not in taken:
            taken.add(old.numero)
            pairs[point.numero] = old
    rows = [(pairs.get(point.numero), point) for point in after]
    for point in before:
        if point.numero not in taken:
            at = next(
                (rank for rank, (_, new) in enumerate(rows) if new and new.numero >= point.numero), len(rows)
            )
            rows.insert(at, (point, None))
    return rows


def _points(before, after):
    for old, new in _same_points(before.points, after.points):
        point = new or old
        changes = []
        if old and new and old.titre_imprime != new.titre_imprime:
            changes.append(_line(old.titre_imprime, new.titre_imprime))
        for name in ("blocs", "blocs_apres"):
            changes += compare_blocks(getattr(old, name, ()), getattr(new, name, ()))
        etat = "modifie" if old and new else "ajoute" if new else "supprime"
        ancre = f"point-{new.numero}" if new else ""
        yield _section(f"{point.numero}. {point.titre_imprime}", ancre, changes, etat)


def _by_number(before, after):
    """(old or None, new or None) of rows that have a number, in its order."""
    olds, news = ({row.numero: row for row in rows} for rows in (before, after))
    return [(olds.get(numero), news.get(numero)) for numero in sorted({*olds, *news})]


def _groups(before, after):
    for old, new in _by_number(before.sous_groupes, after.sous_groupes):
        numero = (new or old).numero
        etat = "modifie" if old and new else "ajoute" if new else "supprime"
        question = compare_runs(old.question if old else (), new.question if new else ())
        changes = [Texte(_etat(question), question)] if question else []
        changes += _lines(_members(old), _members(new))
        yield _section(f"Sous-groupe {numero}", f"groupe-{numero}" if new else "", changes, etat)
        notes = [group.restitution if group else None for group in (old, new)]
        if any(notes):
            blocs = [note.blocs if note else () for note in notes]
            titles = [_line(*(note.titre if note else "" for note in notes))]
            document = after if notes[1] else before
            yield _section(
                f"{document.restitution_number(new if notes[1] else old)} {(notes[1] or notes[0]).titre}",
                f"restitution-{numero}" if notes[1] else "",
                [*titles, *compare_blocks(*blocs)],
                "modifie" if all(notes) else "ajoute" if notes[1] else "supprime",
            )


def _members(group):
    return {
        membre.personne: ", ".join(
            filter(None, [f"{membre.nom} {phrases.role(membre)}".strip(), phrases.qualite(membre)])
        )
        for membre in (group.membres if group else ())
    }


def _annexes(before, after):
    for old, new in _by_number(before.annexes, after.annexes):
        annexe = new or old
        names = [
            f"Document joint : {each.fichier.nom}" if each and each.fichier else "" for each in (old, new)
        ]
        files = [each.fichier.sha256 if each and each.fichier else "" for each in (old, new)]
        changes = [_line(old.titre if old else "", new.titre if new else "")]
        if any(names):
            line = _line(*names)
            changes.append(
                replace(line, etat="modifie") if line.etat == "egal" and files[0] != files[1] else line
            )
        changes += compare_blocks(old.blocs if old else (), new.blocs if new else ())
        etat = "modifie" if old and new else "ajoute" if new else "supprime"
        yield _section(
            f"Annexe {annexe.numero} – {annexe.titre}",
            f"annexe-{annexe.numero}" if new else "",
            changes,
            etat,
        )


# ── Blocks ──────────────────────────────────────────────────────────────────────────────────────────────


def compare_blocks(before, after):
    """The changes that lead from some blocks to others, unchanged ones included, in order."""
    changes = []
    for i, j in _paired(before, after, _key, _kind):
        old = before[i] if i is not None else None
        new = after[j] if j is not None else None
        if old and new and not _comparable(old, new):
            changes += [_compare_block(old, None), _compare_block(None, new)]
        else:
            changes.append(_compare_block(old, new))
    return changes


def _paired(before, after, key, kind):
    """(i, j) of what corresponds, one of them None for what has no counterpart, in order."""
    ours, theirs = ([tuple(key(each)) for each in side] for side in (before, after))
    pairs = []
    for name, i1, i2, j1, j2 in align(ours, theirs):
        if name == "equal":
            pairs += zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            pairs += _rewritten(
                [(Counter(ours[i]), kind(before[i])) for i in range(i1, i2)],
                [(Counter(theirs[j]), kind(after[j])) for j in range(j1, j2)],
                i1,
                j1,
            )
    return pairs


def _rewritten(ours, theirs, i1, j1):
    """Which of some blocks became which: those that share the most words, in order."""
    rows, columns = len(ours), len(theirs)
    if rows * columns > PAIRS:
        near = [(i, i) for i in range(min(rows, columns)) if _similarity(ours[i], theirs[i]) >= SIMILAR]
    else:
        near = _best_pairs([[_similarity(one, other) for other in theirs] for one in ours], rows, columns)
    i = j = 0
    for row, column in [*near, (rows, columns)]:
        yield from ((i1 + rank, None) for rank in range(i, row))
        yield from ((None, j1 + rank) for rank in range(j, column))
        if row < rows or column < columns:
            yield i1 + row, j1 + column
        i, j = row + 1, column + 1


def _similarity(one, other):
    """Share of words in common, 0.0 for blocks that are not of one kind."""
    (words, kind), (others, other_kind) = one, other
    total = words.total() + others.total()
    if kind != other_kind or not total:
        return 1.0 if kind == other_kind and kind == "image" else 0.0
    return 2 * (words & others).total() / total


def _best_pairs(similar, rows, columns):
    """(row, column) in order, the sum of their likeness the greatest."""
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            likeness = similar[row][column]
            paired = likeness + best[row + 1][column + 1] if likeness >= SIMILAR else 0.0
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    pairs, row, column = [], 0, 0
    while row < rows and column < columns:
        likeness = similar[row][column]
        if likeness >= SIMILAR and best[row][column] == likeness + best[row + 1][column + 1]:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return pairs


def _key(bloc):
    if isinstance(bloc, Image):
        return ("\x00image", bloc.sha256)
    return [word for text in block_texts(bloc) for word in words_of(text)]


def _kind(bloc):
    match bloc:
        case Liste():
            return "liste"
        case Tableau():
            return "tableau"
        case Image():
            return "image"
        case Titre():
            return "titre"
    return "texte"


def _comparable(old, new):
    """Whether a block can be told as the rewriting of another: a paragraph made a heading can, made a list cannot."""
    return _kind(old) == _kind(new) or {_kind(old), _kind(new)} == {"texte", "titre"}


def _genre(bloc):
    match bloc:
        case Titre():
            return "titre"
        case Note():
            return "note"
    return "paragraphe"


def _etat(pieces):
    return "egal" if all(piece.etat == "egal" for piece in pieces) else "modifie"


def _compare_block(old, new):
    """The change from one block to another, either of them None for what is removed or added."""
    bloc = new or old
    numbers = {"numero": new.numero if new else 0, "ancien": old.numero if old else 0}
    etat = "ajoute" if old is None else "supprime" if new is None else ""
    match bloc:
        case Image():
            same = old == replace(new, numero=old.numero, locuteur=old.locuteur) if old and new else False
            return ImageComparee(etat or ("egal" if same else "modifie"), bloc, **numbers)
        case Liste():
            elements = _parts(old.elements if old else (), new.elements if new else ())
            return ListeComparee(etat or _whole(elements, old, new), tuple(elements), **numbers)
        case Tableau():
            rows = _rows(old.lignes if old else (), new.lignes if new else ())
            cells = [cell for row in rows for cell in row]
            return TableauCompare(etat or _whole(cells, old, new), tuple(rows), **numbers)
    pieces = compare_runs(old.runs if old else (), new.runs if new else ())
    if not etat:
        etat = _etat(pieces)
        levels = [getattr(each, "niveau", 0) for each in (old, new)]
        if etat == "egal" and (_genre(old) != _genre(new) or levels[0] != levels[1]):
            etat = "modifie"
    return Texte(etat, pieces, _genre(bloc), **numbers)


def _whole(parts, old, new):
    if any(part.etat != "egal" for part in parts):
        return "modifie"
    return "egal" if render((old,)) == render((new,)) else "modifie"


def _parts(before, after):
    """The items of two lists."""

    def key(element):
        return [word for bloc in element.blocs for text in block_texts(bloc) for word in words_of(text)]

    parts = []
    for i, j in _paired(before, after, key, lambda element: ""):
        blocs = before[i].blocs if i is not None else (), after[j].blocs if j is not None else ()
        parts.append(_part(i, j, compare_blocks(*blocs)))
    return parts


def _part(i, j, changes, entete=False):
    if i is None or j is None:
        etat = "ajoute" if i is None else "supprime"
    else:
        etat = "egal" if all(change.etat == "egal" for change in changes) else "modifie"
    return Partie(etat, tuple(changes), entete)


def _rows(before, after):
    """The rows of two tables; one that gained or lost cells is removed and added."""

    def key(row):
        return [
            word
            for cell in row
            for bloc in cell.blocs
            for text in block_texts(bloc)
            for word in words_of(text)
        ]

    rows = []
    for i, j in _paired(before, after, key, len):
        old, new = before[i] if i is not None else (), after[j] if j is not None else ()
        if i is not None and j is not None and len(old) != len(new):
            rows += [_row(old, (), i, None), _row((), new, None, j)]
        else:
            rows.append(_row(old, new, i, j))
    return rows


def _row(old, new, i, j):
    cells = []
    for rank in range(max(len(old), len(new))):
        one, other = old[rank] if old else None, new[rank] if new else None
        changes = compare_blocks(one.blocs if one else (), other.blocs if other else ())
        cells.append(_part(i, j, changes, (other or one).entete))
    return tuple(cells)


# ── Moves ───────────────────────────────────────────────────────────────────────────────────────────────


def _with_moves(sections):
    """The same sections, paragraphs that went from one place to another marked as such."""

    def waiting(etat):
        places = {}
        for section in sections:
            for change in section.changements:
                if isinstance(change, Texte) and change.etat == etat and (key := _moved_key(change)):
                    places.setdefault(key, []).append(change.numero or change.ancien)
        return places

    gone, come = waiting("supprime"), waiting("ajoute")
    both = {key: min(len(gone[key]), len(come[key])) for key in gone if key in come}
    if not both:
        return sections
    counts = Counter()

    def moved(change):
        if not isinstance(change, Texte) or change.etat not in {"supprime", "ajoute"}:
            return change
        key, rank = _moved_key(change), counts[change.etat, _moved_key(change)]
        counts[change.etat, key] += 1
        if rank >= both.get(key, 0):
            return change
        if change.etat == "supprime":
            return replace(change, etat="parti", autre=come[key][rank])
        pieces = tuple(Morceau("egal", piece.runs) for piece in change.morceaux)
        return replace(change, etat="venu", morceaux=pieces, autre=gone[key][rank])

    return tuple(replace(section, changements=tuple(map(moved, section.changements))) for section in sections)


def _moved_key(change):
    """The words of a paragraph that is long enough to be known again, nothing for a line of data."""
    words = words_of("".join(run.texte for piece in change.morceaux for run in piece.runs))
    return (
        tuple(words)
        if change.genre != "ligne" and len(words) >= MOVED and (change.numero or change.ancien)
        else ()
    )
