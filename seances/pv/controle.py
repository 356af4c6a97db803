"""What a PV must hold together, checked on the tree before anything is written. Pure.

Every finding names the place in the file (« points[3].heure_fin ») and says what is wrong, in French.
"""

from dataclasses import dataclass

from .document import Image, Liste, Tableau, Titre, texts
from .richtext import IMAGE_PREFIX, safe_link

LONGUEURS = {
    "nom": 250,
    "organisation": 300,
    "fonction": 250,
    "titre": 300,
    "titre_pv": 300,
    "intitule": 200,
    "ouverture": 400,
    "remplace_nom": 250,
    "prenom": 100,
    "adresse": 250,
    "code_postal": 10,
    "localite": 100,
    "redacteur": 250,
    "verificateur": 250,
    "destinataire_notes": 250,
}
NATURES_UNIQUES = ("approbation", "sous_groupes", "restitution", "pratique", "annexes")
PROFONDEUR = 8


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
        *_lengths(document),
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

    for index, personne in enumerate(document.personnes):
        if not personne.prenom.strip() or not personne.nom.strip():
            yield Erreur(f"personnes[{index}]", "une personne a un prénom et un nom")
    for index, president in enumerate(document.presidents):
        yield from unknown(f"presidents[{index}].personne", president.personne)
    for index, presence in enumerate(document.presences):
        yield from unknown(f"presences[{index}].personne", presence.personne)
        yield from unknown(f"presences[{index}].remplace", presence.remplace)
    for index, point in enumerate(document.points):
        for rank, intervenant in enumerate(point.intervenants):
            yield from unknown(f"points[{index}].intervenants[{rank}].personne", intervenant.personne)
    for index, groupe in enumerate(document.sous_groupes):
        for rank, membre in enumerate(groupe.membres):
            yield from unknown(f"sous_groupes[{index}].membres[{rank}].personne", membre.personne)
    for index, remarque in enumerate(document.remarques):
        yield from unknown(f"remarques[{index}].auteur", remarque.auteur)
        if not remarque.auteur:
            yield Erreur(f"remarques[{index}].auteur", "une remarque a un auteur")
        if not remarque.texte.strip():
            yield Erreur(f"remarques[{index}].texte", "une remarque a un texte")
    yield from unknown("redaction.redacteur_personne", document.redaction.redacteur_personne)
    yield from unknown("redaction.verificateur_personne", document.redaction.verificateur_personne)
    for path, blocs in texts(document):
        for rank, bloc in enumerate(blocs):
            yield from unknown(f"{path}[{rank}].locuteur", getattr(bloc, "locuteur", ""))


def _after(path, begins, ends, what):
    if begins is not None and ends is not None and ends <= begins:
        yield Erreur(path, f"{what} se termine à {ends:%Hh%M}, avant ou à son début ({begins:%Hh%M})")


def _times(document):
    seance = document.seance
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


def _blocks(path, blocs, depth):
    if depth > PROFONDEUR:
        yield Erreur(path, f"listes ou tableaux emboîtés sur plus de {PROFONDEUR} niveaux")
        return
    for index, bloc in enumerate(blocs):
        here = f"{path}[{index}]"
        match bloc:
            case Liste():
                for rank, element in enumerate(bloc.elements):
                    yield from _blocks(f"{here}.elements[{rank}].blocs", element.blocs, depth + 1)
            case Tableau():
                for row, ligne in enumerate(bloc.lignes):
                    for column, cellule in enumerate(ligne):
                        yield from _blocks(f"{here}.lignes[{row}][{column}].blocs", cellule.blocs, depth + 1)
            case Image():
                if len(bloc.sha256) != 64 or set(bloc.sha256) - set("0123456789abcdef"):
                    yield Erreur(f"{here}.sha256", f"une image se nomme par son sha256 ({IMAGE_PREFIX}…)")
            case _:
                if isinstance(bloc, Titre) and not 2 <= bloc.niveau <= 5:
                    yield Erreur(f"{here}.niveau", "le niveau d’un titre va de 2 à 5")
                yield from _runs(f"{here}.runs", bloc.runs)


def _runs(path, runs):
    for index, run in enumerate(runs):
        if run.lien and not safe_link(run.lien):
            yield Erreur(f"{path}[{index}].lien", f"le lien « {run.lien[:60]} » n’est pas admis")
        if any(ord(character) < 32 and character not in "\n\t" for character in run.texte):
            yield Erreur(f"{path}[{index}].texte", "caractère de commande invisible")


def _lengths(document):
    def too_long(path, node):
        for name, limit in LONGUEURS.items():
            value = getattr(node, name, "")
            if isinstance(value, str) and len(value) > limit:
                yield Erreur(f"{path}.{name}", f"{len(value)} caractères, {limit} au plus")

    yield from too_long("pv", document)
    yield from too_long("seance", document.seance)
    if document.seance.lieu:
        yield from too_long("seance.lieu", document.seance.lieu)
    yield from too_long("redaction", document.redaction)
    for name in ("personnes", "presidents", "presences", "points", "annexes"):
        for index, node in enumerate(getattr(document, name)):
            yield from too_long(f"{name}[{index}]", node)
    for index, groupe in enumerate(document.sous_groupes):
        for rank, membre in enumerate(groupe.membres):
            yield from too_long(f"sous_groupes[{index}].membres[{rank}]", membre)
