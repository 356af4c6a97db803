"""What propositions quote, who supports them, and what each reader has of them.

A passage is checked against its frozen version, and found again in the public edition that is served: visitors read the
words of that edition, and nothing of what it hides. `follow` keeps these words beside the passage, in the transaction
of each publication and withdrawal.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, Value, When

from chantiers.permissions import belongs, roles
from participants.models import Participant
from participants.noms import fold
from participants.permissions import is_administrator

from . import anonymat, permissions
from .models import (
    EtapeProposition,
    Presence,
    PresidenceSeance,
    Proposition,
    Seance,
    SourceProposition,
    TypeProposition,
)
from .permissions import served_edition
from .pv import json
from .pv.alignement import align
from .pv.ancrage import Ancrage, Citation, paragraph_text
from .pv.document import texts
from .pv.masque import SANS_NOM
from .pv.publication import hide_addresses, numbers, open_part

TITRES = {
    TypeProposition.PROBLEME: "Problèmes",
    TypeProposition.CAUSE: "Causes",
    TypeProposition.ACTION: "Actions possibles",
}
JETON = re.compile(r"\w+|\W")
PUBLIC = ("edition_id", "paragraphe_public", "citation_publique", "locuteur_public", "secteur_public")
RIEN = (None, None, "", "", False)


# ── Passages ────────────────────────────────────────────────────────────────────────────────────────────


def blocks(document):
    """{number: block} of the paragraphs of a document."""
    return {bloc.numero: bloc for _, blocs in texts(document) for bloc in blocs if bloc.numero}


def passage(version, paragraphe, debut, fin):
    """What a source keeps of some words of a frozen version: the quotation, who said it, his secteur that day.

    Raises ValueError with a sentence when the version has no such words.
    """
    document = json.read_frozen(version.contenu)
    bloc = blocks(document).get(paragraphe)
    if bloc is None:
        raise ValueError(f"Cette version n’a pas de paragraphe {paragraphe}.")
    citation = Ancrage(document).quote(paragraphe, debut, fin)
    key = getattr(bloc, "locuteur", "")
    speaker = version.personnes.filter(cle=key).values_list("participant", flat=True).first() if key else None
    return {
        "citation": citation.exact,
        "citation_avant": citation.avant,
        "citation_apres": citation.apres,
        "locuteur_id": speaker,
        "locuteur_imprime": printed_name(document, key),
        "secteur_id": secteur_of(speaker, version.proces_verbal.seance_id),
    }


def printed_name(document, key):
    """The name that a document prints of somebody, "" for nobody."""
    if not key:
        return ""
    rows = (*document.presidents, *document.presences)
    return next((row.nom for row in rows if row.personne == key), "") or document.personne(key).nom_complet


def secteur_of(participant, seance):
    """The secteur of somebody that day, else now: its key, None when it is unknown. Both: keys."""
    if participant is None:
        return None
    for model in (Presence, PresidenceSeance):
        rows = model.objects.filter(seance=seance, participant=participant, organisation__isnull=False)
        for secteur in rows.values_list("organisation__secteur", flat=True)[:1]:
            return secteur
    rows = Participant.objects.filter(pk=participant)
    return rows.values_list("organisation__secteur", flat=True).first()


def follow(seance):
    """Find again, in the public edition now served of a séance, every passage picked from its PV. Returns how many."""
    rows = list(SourceProposition.objects.filter(version__proces_verbal__seance=seance))
    if not rows:
        return 0
    edition = served_edition(seance, with_text=True)
    shown = Publie(edition) if edition else None
    for row in rows:
        told = shown.of(row) if shown else RIEN
        if told != tuple(getattr(row, name) for name in PUBLIC):
            SourceProposition.objects.filter(pk=row.pk).update(**dict(zip(PUBLIC, told, strict=True)))
    return len(rows)


def forget(participant):
    """Take away that somebody who is erased supports anything. Returns how many."""
    return participant.soutiens.all().delete()[0]


class Publie:
    """A public edition beside the version that it was made from: what became of each passage."""

    def __init__(self, edition):
        whole = json.read_frozen(edition.version.contenu)
        self.edition, self.document = edition, json.read_frozen(edition.contenu)
        self.ancrage, self.entiers = Ancrage(whole), blocks(whole)
        self.publics, self.ouverts = blocks(self.document), numbers(open_part(whole))

    def of(self, source):
        """The fields PUBLIC of a source. In doubt about the place, nothing is shown."""
        place = self.ancrage.find(
            Citation(source.citation, source.citation_avant, source.citation_apres, source.paragraphe)
        )
        if place is None or not place.sure or place.dernier != place.paragraphe:
            return RIEN
        bloc = self.publics.get(place.paragraphe)
        if bloc is None or place.paragraphe not in self.ouverts:
            return RIEN
        before, after = paragraph_text(self.entiers[place.paragraphe]), paragraph_text(bloc)
        start, end = carried(before, after, place.debut, place.fin)
        words = after[start:end].strip()
        if not words:
            return RIEN
        name, named = self.speaker(getattr(bloc, "locuteur", ""))
        return self.edition.pk, place.paragraphe, words, name, named

    def speaker(self, key):
        """(printed name, whether it tells the secteur) of who speaks, as the edition has him."""
        if not key:
            return "", False
        personne = self.document.personne(key)
        if personne.prenom:
            return printed_name(self.document, key), True
        return personne.nom, personne.nom != SANS_NOM


def carried(before, after, start, end):
    """Where the words from `start` to `end` of a text stand once some of it was replaced; wholly what replaces them."""
    old, new = JETON.findall(before), JETON.findall(after)
    starts, news = _positions(old), _positions(new)
    low, high = None, 0
    for name, i1, i2, j1, j2 in align(old, new):
        if starts[i2] <= start or starts[i1] >= end:
            continue
        if name == "equal":
            first = news[j1] + max(start - starts[i1], 0)
            last = news[j2] - max(starts[i2] - end, 0)
        else:
            first, last = news[j1], news[j2]
        low = first if low is None else low
        high = last
    return low or 0, high


def _positions(pieces):
    found, position = [0], 0
    for piece in pieces:
        position += len(piece)
        found.append(position)
    return found


# ── What a reader has of them ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Passage:
    """A passage as one reader has it. pk: of its source."""

    pk: int
    seance: Seance
    paragraphe: int
    citation: str
    locuteur: str
    secteur: str
    adresse: str


@dataclass(frozen=True)
class Etape:
    """A step as one reader has it. seance: None when it was in between, or when he may not know of it."""

    nature: str
    etat: str
    etat_dit: str
    transmise_a: str
    le: date
    seance: Seance | None
    motif: str
    intitule: str

    @property
    def dit(self):
        """« relevée », « reformulée », « retenue »…"""
        return {"relevee": "relevée", "mots": "reformulée"}.get(self.nature, self.etat_dit)


@dataclass(frozen=True)
class Vue:
    """A proposition as one reader has it. interieur: he is of the chantier, and reads what was typed as it was.

    repond_a: (number, title) of what it answers, None for nothing that he may know of. secteurs: who supports it.
    """

    proposition: Proposition
    interieur: bool
    intitule: str
    articles: str
    transmise_a: str
    passages: tuple[Passage, ...]
    secteurs: tuple[str, ...]
    soutiens: tuple
    etapes: tuple[Etape, ...]
    repond_a: Proposition | None

    @property
    def numero_dit(self):
        return str(self.proposition.numero)

    @property
    def parcours(self):
        """Its steps but rewordings, when something became of it since it was picked."""
        steps = [each for each in self.etapes if each.nature != "mots"]
        return steps if len(steps) > 1 else []


def read(user, rows):
    """The Vue of each of some propositions for a reader who may know of them, in eight queries at most.

    rows: Propositions, fetched with their chantier.
    """
    rows = list(rows)
    if not rows:
        return []
    keys = [row.pk for row in rows]
    sources = _sources(user, keys)
    named = set(
        permissions.named_seances(user)
        .filter(pk__in={_seance(each).pk for each in sources})
        .order_by()
        .values_list("pk", flat=True)
    )
    inside = {row.pk: belongs(user, row.chantier) for row in rows}
    said = _words(inside, sources)
    soutiens, etapes = {}, {}
    found = permissions.readable_soutiens(user).filter(proposition__in=keys)
    for each in found.select_related("secteur", "participant", "seance__chantier"):
        soutiens.setdefault(each.proposition_id, []).append(each)
    steps = list(EtapeProposition.objects.filter(proposition__in=keys).select_related("seance__chantier"))
    known = {each.seance_id for each in steps if each.seance_id}
    if known:
        visible = permissions.visible_seances(user).filter(pk__in=known)
        known = set(visible.order_by().values_list("pk", flat=True))
    for each in steps:
        if inside[each.proposition_id] or each.nature != "mots":
            etapes.setdefault(each.proposition_id, []).append(
                _etape(each, known, inside[each.proposition_id], said)
            )
    answered = {row.repond_a_id for row in rows if row.repond_a_id}
    if answered:
        visible = permissions.visible_propositions(user).filter(pk__in=answered)
        answered = {row.pk: row for row in visible.select_related("chantier")}
        for row in answered.values():
            if not inside.get(row.pk, belongs(user, row.chantier)):
                row.intitule = said(row.intitule)
    return [_vue(row, inside[row.pk], said, named, sources, soutiens, etapes, answered or {}) for row in rows]


def _seance(source):
    return source.version.proces_verbal.seance


def _sources(user, keys):
    """The passages that a reader has of some propositions, in the order of séances."""
    readable = (
        permissions.readable_sources(user) if user.is_authenticated else SourceProposition.objects.none()
    )
    rows = SourceProposition.objects.filter(proposition__in=keys)
    rows = rows.filter(pk__in=readable.order_by().values("pk")) | rows.filter(
        pk__in=permissions.public_sources(user).order_by().values("pk")
    )
    rows = rows.select_related("version__proces_verbal__seance__chantier", "secteur", "edition__version")
    rows = rows.defer("version__contenu", "edition__contenu", "edition__version__contenu")
    return list(
        rows.order_by(
            "version__proces_verbal__seance__date",
            "version__proces_verbal__seance__numero",
            "paragraphe",
            "pk",
        )
    )


def _words(inside, sources):
    """What becomes of what somebody typed for those who are not of the chantier. Three queries at most."""
    if all(inside.values()):
        return str
    others = any(not _seance(each).nomme for each in sources if not inside[each.proposition_id])
    masque = anonymat.mask_of_declined(others=others)
    return lambda text: masque.text(hide_addresses(text))


def _etape(row, known, inside, said):
    own = str if inside else said
    return Etape(
        row.nature,
        row.etat,
        row.get_etat_display(),
        own(row.transmise_a),
        row.le,
        row.seance if row.seance_id in known else None,
        row.motif if inside else "",
        row.intitule if inside else "",
    )


def _vue(row, inside, said, named, sources, soutiens, etapes, answered):
    own = str if inside else said
    passages, secteurs = [], set()
    for each in (each for each in sources if each.proposition_id == row.pk):
        seance = _seance(each)
        whole = seance.pk in named
        secteur = each.secteur.nom if each.secteur and (whole or each.secteur_public) else ""
        secteurs |= {secteur} - {""}
        paragraphe = each.paragraphe if whole else each.paragraphe_public
        version = each.version.numero if whole else each.edition.version.numero
        passages.append(
            Passage(
                each.pk,
                seance,
                paragraphe,
                each.citation if whole else each.citation_publique,
                each.locuteur_imprime if whole else each.locuteur_public,
                secteur,
                f"{seance.url('version_detail', version)}#p-{paragraphe}",
            )
        )
    noted = tuple(soutiens.get(row.pk, ()))
    secteurs |= {each.secteur.nom for each in noted if each.secteur}
    return Vue(
        row,
        inside,
        own(row.intitule),
        own(row.articles),
        own(row.transmise_a),
        tuple(passages),
        tuple(sorted(secteurs)),
        noted,
        tuple(etapes.get(row.pk, ())),
        answered.get(row.repond_a_id),
    )


def by_type(vues):
    """[(title, [Vue])] in the order problems, causes, actions, whatever has none left out."""
    return [
        (title, found)
        for kind, title in TITRES.items()
        if (found := [vue for vue in vues if vue.proposition.type == kind])
    ]


# ── Narrowing and ordering ──────────────────────────────────────────────────────────────────────────────


def ordered(rows):
    """Propositions by chantier, then problems, causes and actions, then as they were picked."""
    ranks = [When(type=kind, then=Value(rank)) for rank, kind in enumerate(TITRES)]
    rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
    return rows.select_related("chantier").order_by("chantier__numero", rank, "numero")


def holding(user, rows, text):
    """Those of some propositions whose title or articles hold every word of a text, as this reader has them."""
    words = fold(text).split()
    for word in words:
        rows = rows.filter(cle__contains=word)
    if not words or is_administrator(user):
        return rows
    outside = list(rows.exclude(chantier__in=roles(user).participe).select_related("chantier"))
    seen = [
        vue.proposition.pk
        for vue in read(user, outside)
        if all(word in fold(f"{vue.intitule} {vue.articles}") for word in words)
    ]
    return rows.filter(Q(chantier__in=roles(user).participe) | Q(pk__in=seen))


def supported_by(user, rows, secteur):
    """Those of some propositions that a secteur supports, as far as this reader may know."""
    said = permissions.public_sources(user).filter(secteur=secteur, secteur_public=True)
    found = Q(pk__in=said.order_by().values("proposition"))
    if user.is_authenticated:
        heard = permissions.readable_sources(user).filter(secteur=secteur)
        found |= Q(pk__in=heard.order_by().values("proposition"))
    noted = permissions.readable_soutiens(user).filter(secteur=secteur)
    return rows.filter(found | Q(pk__in=noted.order_by().values("proposition")))


def by_chantier(vues):
    """[(chantier, [(title, [Vue])])] of Vues that are in their order."""
    found = {}
    for vue in vues:
        found.setdefault(vue.proposition.chantier, []).append(vue)
    return [(chantier, by_type(several)) for chantier, several in found.items()]
