"""What a reader finds. Permissions are part of the query: counts, kinds, suggestions and extracts are made of what it
gives, never of more.

The database gives entries that hold words of the question (`moteur`), some hundreds at most; Python decides which are
best (`classement`), so that every database gives the same answer.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.db.models import F
from django.urls import reverse

from .. import anonymat, permissions
from ..models import GenreEntree, NatureTexte
from ..pv.publication import hide_addresses
from . import classement, extrait, moteur, mots, noms_proches
from .genres import DE_SEANCE, GENRES, UN_SEUL, VIVANTS
from .portee import reach
from .question import Question

LIMITE = 300  # entries that are compared for one way of asking; beyond, the last indexed count
ASSEZ = 100  # entries under which the question is asked less strictly
FENETRE = 2000  # entries that are asked first, and entries of a sample
RESTE = 4  # times what would be asked next: when no more is left, all of it is asked at once
GRAND = 10_000  # entries that may be read: beyond, rare words are asked for first
SUR = 4  # entries of a sample that hold a word: it is not counted any further
FREQUENT = (
    500  # entries that hold a word that fewer of a sample hold: beyond, it is only known to be frequent
)
SEUIL = 0.08  # of the best score: what is worth less is not shown
VIVANT = 1.3  # what a person's name is worth beside the paragraph that prints it


@dataclass(frozen=True)
class Trouve:
    """One answer, its words marked in `pieces`.

    ligne: row of the index; None for a Vivant, which opens at `page` and says in `suite` which it is.
    """

    genre: str
    score: float
    contenu: str
    racines: frozenset
    complet: bool
    ligne: object = None
    page: str = ""
    suite: str = ""

    @property
    def genre_mot(self):
        return UN_SEUL[self.genre]

    @property
    def adresse(self):
        return address(self.ligne) if self.ligne else self.page

    @property
    def pieces(self):
        return extrait.pieces(self.contenu, self.racines)


@dataclass(frozen=True)
class Resultats:
    """trouves: best first. plus: there are more than are compared.

    corrections: [(word as typed, name sought in its place)].
    """

    question: Question
    trouves: list[Trouve] = field(default_factory=list)
    plus: bool = False
    corrections: tuple[tuple[str, str], ...] = ()

    @property
    def complets(self):
        """How many hold every word."""
        return sum(each.complet for each in self.trouves)

    @property
    def genres(self):
        """[(genre, title, count)] of what was found."""
        counts = Counter(trouve.genre for trouve in self.trouves)
        return [(genre, title, counts[genre]) for genre, title in GENRES.items() if counts[genre]]


@dataclass(frozen=True)
class Criteres:
    """What narrows a search. seances: queryset among those visible, None for all; locuteur: folded words."""

    seances: object = None
    locuteur: str = ""
    secteur: object = None
    organisations: object = None
    genre: str = ""

    @property
    def de_seance(self):
        """Whether only what was said in séances can answer."""
        return self.seances is not None or bool(self.locuteur)


SANS_CRITERE = Criteres()


def chercher(user, question, criteres=SANS_CRITERE):
    """The Resultats of a question for a reader, among what he may read."""
    if not question:
        return Resultats(question)
    portee = reach(user)
    found = _Recherche(user, question, criteres, portee).run()
    if len(found.tenues) == len(question.termes):
        return found.resultats()
    corrected, corrections = correct(user, question, found)
    if not corrections:
        return found.resultats()
    return replace(_Recherche(user, corrected, criteres, portee).run().resultats(), corrections=corrections)


def correct(user, question, found):
    """The question with names in place of the words that nothing holds, and [(typed, name)]."""
    missing = [
        (root, word)
        for root, word in zip(question.termes, question.formes, strict=True)
        if root not in found.tenues
    ]
    known = noms_proches.vocabulary(readable_names(user, found.portee)) if missing else {}
    termes, corrections = dict(zip(question.termes, question.formes, strict=True)), []
    for root, word in missing:
        near = noms_proches.nearest(word, known)
        if near:
            del termes[root]
            termes |= {root: folded for folded, root in near[0]}
            corrections.append((word, near[1]))
    if not corrections:
        return question, ()
    return (
        replace(question, termes=tuple(termes), formes=tuple(termes.values()), phrases=()),
        tuple(corrections),
    )


def readable_names(user, portee):
    """Every name that this reader may read: of the texts he finds in, and of the people he may know of."""
    printed = portee.names()
    if permissions.can_read_directory(user):
        people = permissions.visible_participants(user).order_by().values_list("prenom", "nom")
        printed |= {f"{prenom} {nom}" for prenom, nom in people}
    return sorted(printed)


CHAMPS = ("pk", "genre", "racines", "titre", "contenu", "locuteur", "paragraphe", "point")
COLONNES = {
    "nature": F("texte__nature"),
    "version": F("texte__version"),
    "seance_pk": F("texte__seance"),
    "date": F("texte__seance__date"),
    "seance": F("texte__seance__numero"),
    "chantier": F("texte__seance__chantier__numero"),
}
# The newest text first. Computed, so that no database reads all that is there in this order to find a few rows in it.
NOUVEAUX = (-F("texte_id"), -F("pk"))


class _Recherche:
    """One question on its way through the database, then through `classement`."""

    def __init__(self, user, question, criteres, portee):
        self.user, self.question, self.criteres = user, question, criteres
        self.portee = self.asked = portee
        if criteres.seances is not None:
            seances = {*criteres.seances.order_by().values_list("pk", flat=True)}
            self.asked = self.portee.of_seances(seances)
        self.rows, self.plus = {}, False

    def narrowed(self, portee):
        """The entries of some texts that are asked for, whatever the words."""
        criteres, entrees = self.criteres, portee.entrees()
        for word in criteres.locuteur.split():
            entrees = entrees.filter(cle_locuteur__contains=word)
        if criteres.organisations is not None:
            entrees = entrees.filter(organisation__in=criteres.organisations)
        if criteres.genre:
            entrees = entrees.filter(genre=criteres.genre)
        for phrase in self.question.phrases:
            if roots := _roots(phrase):
                entrees = moteur.holding(entrees, moteur.suite(*roots))
        for phrase in self.question.sauf:
            if all(root for _, root in phrase):
                entrees = moteur.without(entrees, moteur.suite(*_roots(phrase)))
        return entrees

    @property
    def narrows(self):
        """Whether something else than words of the question is asked of the entries."""
        return self.criteres != SANS_CRITERE or bool(self.question.phrases or self.question.sauf)

    def run(self):
        termes, counts = self.question.termes, None
        if self.criteres.genre not in VIVANTS:
            if len(termes) > 1 and not self.narrows and self.portee.nombre > GRAND:
                counts = self.rarest_first()
            if counts is None:
                self.take(moteur.un(*termes))
                if self.plus:
                    counts = self.counts()
                    if len(termes) > 1:
                        self.ask_strictly(counts)
        self.veil()
        if counts is None:
            counts = Counter(
                root for row in self.rows.values() for root in {*row.racines.split()} & {*termes}
            )
        self.vivants = list(self.living())
        counts = {root: counts[root] + sum(root in held for _, held in self.vivants) for root in termes}
        self.tenues = {root for root, count in counts.items() if count}
        self.rarity = classement.rarities(counts, self.portee.nombre + len(self.vivants))
        return self

    def ask_strictly(self, counts):
        """More entries than are compared: first those that hold every word, then all but one, then the rarest."""
        termes, newest = self.question.termes, self.rows
        self.rows = {}
        self.take(moteur.tous(*termes))
        if self.question.phrases:  # each entry holds its words, and that is asked already
            self.rows = newest | self.rows
            return
        if len(self.rows) < ASSEZ and len(termes) > 2:
            self.take(_but_one(termes))
        if len(self.rows) < ASSEZ and (rare := [root for root in termes if 0 < counts[root] < FREQUENT]):
            self.take(moteur.un(*rare))
        if len(self.rows) < ASSEZ:
            self.rows = newest | self.rows

    def rarest_first(self):
        """Among very many entries: those of the rare words, then of the others together, where that is enough.

        Returns how many hold each word, None when these are too few for anything to be left out.
        """
        termes, sampled = self.question.termes, self.sampled()
        rare = [root for root in termes if root not in sampled]
        if sum(sampled.values()) <= 2 * LIMITE:
            return None
        counts = dict.fromkeys(rare, 0) | sampled
        if rare:
            self.take(moteur.un(*rare))
            if self.plus:
                counts |= {root: self.number(root) for root in rare}
            else:  # all of them, hence all that hold a rare word and others
                counts |= Counter(
                    root for row in self.rows.values() for root in {*row.racines.split()} & {*rare}
                )
        together = [*sampled]
        if self.plus or (len(rare) < 2 and len(together) > 1):
            self.take(moteur.tous(*(termes if self.plus else together)))
        if len(self.rows) < ASSEZ and not rare and len(termes) > 2:
            self.take(_but_one(termes))
        if len(self.rows) < ASSEZ:
            self.take(moteur.un(*termes))
        self.plus = True
        return counts

    def take(self, expression):
        """Add the newest entries that answer an expression, LIMITE at most.

        Of words that many entries hold a database would read them all to give the last: the newest texts are asked
        first, then as many of the others as these let expect, then the rest.
        """
        found, read, left, size = [], 0, self.asked, FENETRE
        while left.textes and len(found) <= LIMITE:
            part = left if left.nombre <= size * RESTE else left.newest(size)
            rows = moteur.holding(self.narrowed(part), expression).annotate(**COLONNES)
            rows = rows.order_by(*NOUVEAUX).values_list(*CHAMPS, *COLONNES, named=True)
            found += rows[: LIMITE + 1 - len(found)]
            read += part.nombre
            left = left.without(part)
            # Where nothing was found words are rare, and the rest is asked at once.
            size = int(1.25 * read * (LIMITE + 1 - len(found)) / len(found)) if found else left.nombre
        self.plus = self.plus or len(found) > LIMITE
        self.rows |= {row.pk: row for row in found[:LIMITE]}

    def counts(self):
        """How many entries that this reader may read hold each word, as far as it matters."""
        sampled = self.sampled()
        return {
            root: sampled[root] if root in sampled else self.number(root) for root in self.question.termes
        }

    def sampled(self):
        """How many hold each of the words that are frequent enough for a sample to tell."""
        sample, everything = self.portee.sample(FENETRE), self.portee.nombre
        seen = moteur.counts(sample.entrees(), self.question.termes)
        enough = SUR if sample.nombre < everything else 0
        return {
            root: count * everything // max(sample.nombre, 1)
            for root, count in seen.items()
            if count >= enough
        }

    def number(self, root):
        readable = self.portee.entrees().order_by()
        return moteur.holding(readable, root).values("pk")[:FREQUENT].count()

    def veil(self):
        """Whoever may not read the names of a séance finds nobody who declined in its agenda."""
        rows = {row.seance_pk for row in self.rows.values() if row.nature == NatureTexte.AGENDA}
        rows -= self.portee.nommees
        if not rows:
            return
        masque = anonymat.mask_of_declined()
        for pk, row in self.rows.items():
            if row.nature == NatureTexte.AGENDA and row.seance_pk in rows:
                said = masque.text(hide_addresses(row.contenu))
                if said != row.contenu:
                    self.rows[pk] = row._replace(contenu=said, racines=mots.analyse(said))

    def living(self):
        """(Vivant, its stems) of each kind that was not excluded."""
        criteres, question = self.criteres, self.question
        for genre, (_, kind) in VIVANTS.items():
            if criteres.genre not in ("", genre) or (criteres.de_seance and genre not in DE_SEANCE):
                continue
            for each in kind(self.user, question, criteres):
                if question.is_answered_by(each.contenu):
                    yield each, mots.analyse(each.contenu).split()

    def resultats(self):
        """The Resultats, best first; what is worth the same, in the order of séances."""
        racines, termes = frozenset(self.question.termes), set(self.question.termes)
        found = []
        for row in self.rows.values():
            roots = row.racines.split()
            score = classement.score(roots, _titre(f"{row.titre} {row.locuteur}"), self.rarity)
            if score and (not self.question.exacte or self.question.is_answered_by(row.contenu)):
                place = (row.chantier, row.seance, row.paragraphe, row.point, row.genre)
                found.append((-score, place, row, termes <= {*roots}))
        found.sort(key=lambda each: each[:2])
        trouves = [
            Trouve(row.genre, -score, row.contenu, racines, whole, row) for score, _, row, whole in found
        ]
        for each, roots in self.vivants:
            score = VIVANT * classement.score(roots, (), self.rarity)
            trouves.append(
                Trouve(
                    each.genre,
                    score,
                    each.contenu,
                    racines,
                    termes <= {*roots},
                    page=each.adresse,
                    suite=each.suite,
                )
            )
        trouves.sort(key=lambda each: -each.score)
        worth = trouves[0].score * SEUIL if trouves else 0
        return Resultats(
            self.question, [each for each in trouves if each.score and each.score >= worth], self.plus
        )


def _but_one(termes):
    """Each word but one, whichever."""
    return moteur.un(*(moteur.tous(*(each for each in termes if each != one)) for one in termes))


@lru_cache(maxsize=1024)
def _titre(titre):
    return tuple(mots.analyse(titre).split())


def _roots(phrase):
    return [root for _, root in phrase if root]


VUES = {
    NatureTexte.AGENDA: "seance_detail",
    NatureTexte.PROJET: "projet_detail",
    NatureTexte.VERSION: "version_detail",
    NatureTexte.EDITION: "version_detail",
}


def address(row):
    """Where an entry opens, at its paragraph."""
    numbers = [row.chantier, row.seance]
    if row.genre == GenreEntree.POINT:
        return f"{reverse('seances:seance_detail', args=numbers)}#ordre-du-jour"
    if row.version is not None:
        numbers.append(row.version)
    return f"{reverse(f'seances:{VUES[row.nature]}', args=numbers)}#p-{row.paragraphe}"
