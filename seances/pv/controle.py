"""What a PV must hold together, checked on the tree before anything is written. Pure.

Every finding names the place in the file (« points[3].heure_fin ») and says what is wrong, in French.
"""

import re
from dataclasses import dataclass, fields, is_dataclass

from participants import noms

from .document import (
    Annexe,
    Chantier,
    DocumentPV,
    Fichier,
    Image,
    Intervenant,
    Intervention,
    Lieu,
    Liste,
    Membre,
    Personne,
    Point,
    Presence,
    President,
    Proposition,
    Redaction,
    Restitution,
    Seance,
    Tableau,
    Titre,
    plain_text,
    texts,
)
from .richtext import IMAGE_PREFIX, MAX_SPAN, PROFONDEUR, is_image, safe_link

# How many characters the database keeps of each field.
IMPRIME = {"nom": 250, "organisation": 300, "fonction": 250}
LONGUEURS = {
    Annexe: {"titre": 300},
    Chantier: {"titre": 200, "contact": 254},
    DocumentPV: {"intitule": 200, "ouverture": 400},
    Fichier: {"nom": 250, "type": 100},
    Intervenant: {"nom": 250},
    Intervention: {"libelle": 250},
    Lieu: {"nom": 200, "adresse": 250, "code_postal": 10, "localite": 100},
    Membre: IMPRIME,
    Personne: {"cle": 250, "prenom": 100, "nom": 100},
    Point: {"titre": 300, "titre_pv": 300},
    Presence: {**IMPRIME, "remplace_nom": 250},
    President: IMPRIME,
    Proposition: {"intitule": 250, "articles": 100, "transmise_a": 200},
    Redaction: {"redacteur": 250, "fonction": 250, "verificateur": 250},
    Restitution: {"titre": 200},
    Seance: {"destinataire_notes": 250},
}
GRAPHIE = 250
NOMBRE = 32_767  # the largest that the database keeps of a number
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NATURES_UNIQUES = ("approbation", "sous_groupes", "restitution", "pratique", "annexes")

NUMEROS = {
    "page": "les pages sont numérotées à partir de 1",
    "paragraphe": "les paragraphes sont numérotés à partir de 1",
}


@dataclass(frozen=True, slots=True)
class Erreur:
    """One finding: where in the file, and why it is refused."""

    chemin: str
    raison: str

    def __str__(self):
        return f"{self.chemin} : {self.raison}"


class FichierRefuse(ValueError):
    """The file cannot be taken; `erreurs` says all that is wrong with it."""

    def __init__(self, *erreurs):
        self.erreurs = erreurs
        super().__init__("\n".join(map(str, erreurs)))


def check(document):
    """Every Erreur of a document, in the order of the file; empty when it can be taken."""
    return [
        *_people(document),
        *_times(document),
        *_presences(document),
        *_points(document),
        *_sous_groupes(document),
        *_annexes(document),
        *_limits("", document),
    ]


def _duplicates(values, path, reason):
    seen = {}
    for index, value in enumerate(values):
        if value in seen:
            yield Erreur(path.format(index), reason.format(value, seen[value]))
        else:
            seen[value] = index


def _people(document):
    keys = [personne.cle for personne in document.personnes]
    yield from _duplicates(keys, "personnes[{}].cle", "la clé « {} » désigne déjà la personne personnes[{}]")
    known = {"", *keys}

    def unknown(path, key):
        if key not in known:
            yield Erreur(path, f"la personne « {key} » ne figure pas dans « personnes »")

    def required(path, key, reason):
        yield from unknown(path, key) if key else [Erreur(path, reason)]

    for index, personne in enumerate(document.personnes):
        if not personne.cle:
            yield Erreur(f"personnes[{index}].cle", "une personne a une clé")
        if not noms.fold(personne.prenom) or not noms.fold(personne.nom):
            yield Erreur(f"personnes[{index}]", "une personne a un prénom et un nom")
        for rank, graphie in enumerate(personne.graphies):
            if not noms.fold(graphie):
                yield Erreur(f"personnes[{index}].graphies[{rank}]", "une graphie ne peut pas être vide")
            elif len(graphie) > GRAPHIE:
                yield Erreur(
                    f"personnes[{index}].graphies[{rank}]", f"{len(graphie)} caractères, {GRAPHIE} au plus"
                )
    for index, president in enumerate(document.presidents):
        yield from required(
            f"presidents[{index}].personne", president.personne, "cette ligne ne désigne personne"
        )
    for index, presence in enumerate(document.presences):
        yield from required(
            f"presences[{index}].personne", presence.personne, "cette ligne ne désigne personne"
        )
        yield from unknown(f"presences[{index}].remplace", presence.remplace)
    for index, point in enumerate(document.points):
        for rank, intervenant in enumerate(point.intervenants):
            yield from unknown(f"points[{index}].intervenants[{rank}].personne", intervenant.personne)
            if not intervenant.nom.strip():
                yield Erreur(f"points[{index}].intervenants[{rank}].nom", "un intervenant a un nom")
    for index, groupe in enumerate(document.sous_groupes):
        for rank, membre in enumerate(groupe.membres):
            yield from required(
                f"sous_groupes[{index}].membres[{rank}].personne",
                membre.personne,
                "cette ligne ne désigne personne",
            )
    for path, remarques in (("remarques", document.remarques), ("corrections", document.corrections)):
        for index, remarque in enumerate(remarques):
            yield from required(f"{path}[{index}].auteur", remarque.auteur, "une remarque a un auteur")
            yield from _remarque(f"{path}[{index}]", remarque)
    yield from _propositions(document)
    yield from unknown("redaction.redacteur_personne", document.redaction.redacteur_personne)
    yield from unknown("redaction.verificateur_personne", document.redaction.verificateur_personne)
    for path, blocs in texts(document):
        for rank, bloc in enumerate(blocs):
            yield from unknown(f"{path}[{rank}].locuteur", getattr(bloc, "locuteur", ""))
        yield from _labels(path, blocs)


def _propositions(document):
    rows = document.propositions
    if rows and document.recalling_point() is None:
        yield Erreur(
            "propositions", "un point « rappel » avec ses compléments les rappelle : il n’y en a pas"
        )
    yield from _duplicates(
        [each.numero for each in rows],
        "propositions[{}].numero",
        "la proposition {} figure déjà à propositions[{}]",
    )
    known = {each.numero for each in rows}
    for index, each in enumerate(rows):
        here = f"propositions[{index}]"
        if each.numero < 1:
            yield Erreur(f"{here}.numero", "le numéro d’une proposition commence à 1")
        if not each.intitule.strip():
            yield Erreur(f"{here}.intitule", "une proposition a un intitulé")
        if (each.etat == "transmise") != bool(each.transmise_a.strip()):
            yield Erreur(f"{here}.transmise_a", "une proposition transmise dit à qui, et elle seule")
        if each.repond_a is not None and (each.repond_a not in known or each.repond_a == each.numero):
            yield Erreur(
                f"{here}.repond_a", f"la proposition {each.repond_a} n’est pas une autre de la liste"
            )
        for rank, source in enumerate(each.sources):
            for name in ("seance", "paragraphe"):
                if getattr(source, name) < 1:
                    yield Erreur(f"{here}.sources[{rank}].{name}", "un numéro commence à 1")


def _remarque(here, remarque):
    if not (remarque.texte.strip() or remarque.proposition.strip() or remarque.genre == "suppression"):
        yield Erreur(f"{here}.texte", "une remarque a un texte")
    for name in ("page", "paragraphe"):
        number = getattr(remarque, name)
        if number is not None and number < 1:
            yield Erreur(f"{here}.{name}", NUMEROS[name])
    if remarque.appliquee and remarque.decision not in {"acceptee", "modifiee"}:
        yield Erreur(f"{here}.appliquee", "seule une remarque acceptée est apportée au texte")


def _labels(path, blocs):
    """What opens an intervention is found again in its text, and means one person in one text."""
    meaning = {}
    for rank, bloc in enumerate(blocs):
        if not isinstance(bloc, Intervention):
            continue
        here = f"{path}[{rank}]"
        label = noms.fold(bloc.libelle)
        if not bloc.locuteur:
            yield Erreur(f"{here}.locuteur", "une intervention a un locuteur")
        if not label or f"{noms.fold(plain_text(bloc.runs))} ".find(f"{label} ") != 0:
            yield Erreur(f"{here}.libelle", f"le paragraphe ne s’ouvre pas par « {bloc.libelle} »")
        elif meaning.setdefault(label, bloc.locuteur) != bloc.locuteur:
            yield Erreur(
                f"{here}.locuteur",
                f"« {bloc.libelle} » désigne déjà « {meaning[label]} » plus haut dans ce texte",
            )


def _after(path, begins, ends, what):
    if begins is not None and ends is not None and ends <= begins:
        yield Erreur(path, f"{what} se termine à {ends:%Hh%M}, avant ou à son début ({begins:%Hh%M})")


def _times(document):
    seance = document.seance
    if not document.chantier.titre.strip():
        yield Erreur("chantier.titre", "un chantier a un titre")
    if document.chantier.contact and not ADDRESS.fullmatch(document.chantier.contact):
        yield Erreur("chantier.contact", "ce n’est pas une adresse électronique")
    yield from _lieu("seance.lieu", seance.lieu)
    if document.chantier.numero < 1:
        yield Erreur("chantier.numero", "le numéro d’un chantier commence à 1")
    if seance.numero < 1:
        yield Erreur("seance.numero", "le numéro d’une séance commence à 1")
    yield from _after("seance.heure_fin", seance.heure_debut, seance.heure_fin, "la séance")
    yield from _after("seance.fin_reelle", seance.debut_reel, seance.fin_reelle, "la séance réelle")
    yield from _duplicates(
        [prochaine.numero for prochaine in document.prochaines_seances],
        "prochaines_seances[{}].numero",
        "la séance {} est déjà annoncée par prochaines_seances[{}]",
    )
    for index, prochaine in enumerate(document.prochaines_seances):
        path = f"prochaines_seances[{index}]"
        if prochaine.numero < 1:
            yield Erreur(f"{path}.numero", "le numéro d’une séance commence à 1")
        if prochaine.numero == seance.numero:
            yield Erreur(f"{path}.numero", "une séance ne s’annonce pas elle-même")
        yield from _after(f"{path}.heure_fin", prochaine.heure_debut, prochaine.heure_fin, "la séance")
        yield from _lieu(f"{path}.lieu", prochaine.lieu)


def _lieu(path, lieu):
    if lieu is not None and not lieu.nom.strip():
        yield Erreur(f"{path}.nom", "un lieu a un nom")


def _presences(document):
    yield from _duplicates(
        [president.personne for president in document.presidents],
        "presidents[{}].personne",
        "« {} » préside déjà (presidents[{}])",
    )
    yield from _duplicates(
        [presence.personne for presence in document.presences],
        "presences[{}].personne",
        "« {} » figure déjà dans la liste (presences[{}])",
    )
    presiding = {president.personne for president in document.presidents}
    replaced = {}
    for index, presence in enumerate(document.presences):
        path = f"presences[{index}]"
        if presence.personne in presiding:
            yield Erreur(path, f"« {presence.nom} » préside la séance : qui préside n’est dans aucune liste")
        if presence.remplace:
            if presence.remplace == presence.personne:
                yield Erreur(f"{path}.remplace", f"« {presence.nom} » ne peut pas se remplacer soi-même")
            if presence.statut != "present":
                yield Erreur(f"{path}.remplace", "seule une personne présente peut en remplacer une autre")
            if presence.remplace in replaced:
                yield Erreur(
                    f"{path}.remplace",
                    f"cette personne est déjà remplacée (presences[{replaced[presence.remplace]}])",
                )
            replaced.setdefault(presence.remplace, index)
        yield from _after(f"{path}.depart", presence.arrivee, presence.depart, "la présence")


def _points(document):
    yield from _duplicates(
        [point.numero for point in document.points],
        "points[{}].numero",
        "le numéro {} est déjà celui du point points[{}]",
    )
    for nature in NATURES_UNIQUES:
        indexes = [index for index, point in enumerate(document.points) if point.nature == nature]
        for index in indexes[1:]:
            yield Erreur(
                f"points[{index}].nature",
                f"une séance n’a qu’un point de nature « {nature} » (déjà points[{indexes[0]}])",
            )
    for index, point in enumerate(document.points):
        path = f"points[{index}]"
        if point.numero < 1:
            yield Erreur(f"{path}.numero", "les points sont numérotés à partir de 1")
        if not point.titre.strip():
            yield Erreur(f"{path}.titre", "un point a un titre")
        yield from _after(f"{path}.heure_fin", point.heure_debut, point.heure_fin, f"le point {point.numero}")
        known = [intervenant.personne for intervenant in point.intervenants if intervenant.personne]
        if len(known) != len(set(known)):
            yield Erreur(f"{path}.intervenants", "une personne ne présente un point qu’une fois")
    for path, blocs in texts(document):
        yield from _blocks(path, blocs, 0)


def _sous_groupes(document):
    yield from _duplicates(
        [groupe.numero for groupe in document.sous_groupes],
        "sous_groupes[{}].numero",
        "le numéro {} est déjà celui de sous_groupes[{}]",
    )
    where = {}
    for index, groupe in enumerate(document.sous_groupes):
        path = f"sous_groupes[{index}]"
        if groupe.numero < 1:
            yield Erreur(f"{path}.numero", "les sous-groupes sont numérotés à partir de 1")
        for rank, membre in enumerate(groupe.membres):
            if membre.personne in where:
                yield Erreur(
                    f"{path}.membres[{rank}].personne",
                    f"« {membre.nom} » est déjà dans le sous-groupe {where[membre.personne]}",
                )
            where.setdefault(membre.personne, groupe.numero)
        for role in ("secretaire", "rapporteur"):
            if sum(getattr(membre, role) for membre in groupe.membres) > 1:
                yield Erreur(
                    f"{path}.membres", f"un sous-groupe n’a qu’un {role.replace('secretaire', 'secrétaire')}"
                )
        if groupe.restitution and document.point_of_nature("restitution") is None:
            yield Erreur(
                f"{path}.restitution", "aucun point de l’ordre du jour n’est de nature « restitution »"
            )


def _annexes(document):
    yield from _duplicates(
        [annexe.numero for annexe in document.annexes],
        "annexes[{}].numero",
        "le numéro {} est déjà celui de annexes[{}]",
    )
    for index, annexe in enumerate(document.annexes):
        if annexe.numero < 1:
            yield Erreur(f"annexes[{index}].numero", "les annexes sont numérotées à partir de 1")
        if not annexe.titre.strip():
            yield Erreur(f"annexes[{index}].titre", "une annexe a un titre")
        if annexe.fichier is not None:
            if not annexe.fichier.nom.strip():
                yield Erreur(f"annexes[{index}].fichier.nom", "un document joint a un nom")
            if not is_image(IMAGE_PREFIX + annexe.fichier.sha256):
                yield Erreur(f"annexes[{index}].fichier.sha256", "un sha256 a 64 chiffres hexadécimaux")


def _blocks(path, blocs, depth):
    if depth > PROFONDEUR:
        yield Erreur(path, f"listes ou tableaux emboîtés sur plus de {PROFONDEUR} niveaux")
        return
    for index, bloc in enumerate(blocs):
        here = f"{path}[{index}]"
        match bloc:
            case Liste():
                if not 0 <= bloc.debut <= 9999:
                    yield Erreur(f"{here}.debut", "la numérotation d’une liste commence entre 0 et 9999")
                for rank, element in enumerate(bloc.elements):
                    yield from _blocks(f"{here}.elements[{rank}].blocs", element.blocs, depth + 1)
            case Tableau():
                for row, ligne in enumerate(bloc.lignes):
                    for column, cellule in enumerate(ligne):
                        for name in ("colonnes", "rangees"):
                            if not 1 <= getattr(cellule, name) <= MAX_SPAN:
                                yield Erreur(
                                    f"{here}.lignes[{row}][{column}].{name}",
                                    f"une cellule s’étend sur 1 à {MAX_SPAN} {name.replace('ee', 'ée')}",
                                )
                        yield from _blocks(f"{here}.lignes[{row}][{column}].blocs", cellule.blocs, depth + 1)
            case Image():
                if not is_image(IMAGE_PREFIX + bloc.sha256):
                    yield Erreur(f"{here}.sha256", "un sha256 a 64 chiffres hexadécimaux")
            case _:
                if isinstance(bloc, Titre) and not 2 <= bloc.niveau <= 5:
                    yield Erreur(f"{here}.niveau", "le niveau d’un titre va de 2 à 5")
                yield from _runs(f"{here}.runs", bloc.runs)


def _runs(path, runs):
    for index, run in enumerate(runs):
        if run.lien and not safe_link(run.lien):
            yield Erreur(f"{path}[{index}].lien", f"le lien « {run.lien[:60]} » n’est pas admis")


def _limits(path, node):
    """What the database could not keep whole: texts too long, numbers too large."""
    if isinstance(node, tuple):
        for index, item in enumerate(node):
            yield from _limits(f"{path}[{index}]", item)
    elif is_dataclass(node):
        limits = LONGUEURS.get(type(node), {})
        for each in fields(node):
            value = getattr(node, each.name)
            here = f"{path}.{each.name}" if path else each.name
            if isinstance(value, str) and len(value) > limits.get(each.name, len(value)):
                yield Erreur(here, f"{len(value)} caractères, {limits[each.name]} au plus")
            elif isinstance(value, int) and value > NOMBRE:
                yield Erreur(here, f"le nombre {value} est trop grand")
            elif isinstance(value, tuple) or is_dataclass(value):
                yield from _limits(here, value)
