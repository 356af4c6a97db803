"""What is indexed of a document: one Entree for each of its paragraphs. Pure."""

from dataclasses import dataclass

from participants.noms import fold

from ..pv.document import block_texts, plain_text

JOINT = " · "  # between the items of a list, the cells of a table


@dataclass(frozen=True)
class Entree:
    """One paragraph of a text, or one point of an agenda (`paragraphe` 0).

    titre: what it stands under. locuteur: who speaks, as printed that day; organisation: his, folded.
    """

    genre: str
    paragraphe: int
    point: int
    titre: str
    contenu: str
    locuteur: str = ""
    organisation: str = ""
    huis_clos: bool = False


def of_document(document):
    """The Entrees of a DocumentPV, in printed order; paragraphs without words have none."""
    found, who = [], {row.personne: row for row in (*document.presences, *document.presidents)}
    restitution, annexes = (document.point_of_nature(nature) for nature in ("restitution", "annexes"))

    def take(blocs, point, titre, genre=""):
        label = ""
        for bloc in blocs:
            speaker = getattr(bloc, "locuteur", "")
            label = getattr(bloc, "libelle", label)
            row = who.get(speaker)
            contenu = JOINT.join(text for text in map(str.strip, block_texts(bloc)) if text)
            if contenu:
                found.append(
                    Entree(
                        genre or ("intervention" if speaker else "paragraphe"),
                        bloc.numero,
                        point,
                        titre,
                        contenu.replace("\n", " "),
                        (row.nom if row else label) if speaker else "",
                        fold(row.organisation) if row else "",
                    )
                )

    for point in document.points:
        take(point.blocs, point.numero, point.titre_imprime)
        take(point.blocs_apres, point.numero, point.titre_imprime)
    for groupe in document.sous_groupes:
        if groupe.restitution:
            titre = plain_text(groupe.question) or groupe.restitution.titre
            take(groupe.restitution.blocs, restitution.numero if restitution else 0, titre, "restitution")
    for annexe in document.annexes:
        take(annexe.blocs, annexes.numero if annexes else 0, annexe.titre)
    return sorted(found, key=lambda entree: entree.paragraphe)


def of_agenda(points):
    """The Entrees of an agenda. points: of the tree."""
    return [
        Entree(
            "point",
            0,
            point.numero,
            "",
            JOINT.join(filter(None, [point.titre, *(each.nom for each in point.intervenants)])),
            huis_clos=point.huis_clos,
        )
        for point in points
    ]
