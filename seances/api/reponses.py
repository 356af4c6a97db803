"""What each address of the API answers, as dicts. Permissions are asked by the view that fetches."""

from participants import noms

from ..annonce import readable_document
from ..models import EditionPublique
from ..pv import json
from ..releve_paroles import TITRES, Table
from ..sorties import FORMATS, moment_of

# Names of the columns of an export, as JSON has them: « titre du point » is titre_du_point.
CLES = tuple(noms.fold(titre).replace(" ", "_") for titre in TITRES)


def chantier(row, here):
    """row: with theme, `nombre_seances` and `prochaine`. here: builds an address of the portal."""
    return {
        "numero": row.numero,
        "titre": row.titre,
        "thematique": row.thematique.titre if row.thematique else None,
        "objectif": row.objectif,
        "public": row.est_public,
        "contact": row.contact,
        "nombre_seances": row.nombre_seances or 0,
        "prochaine_seance": row.prochaine.isoformat() if row.prochaine else None,
        "liens": {
            "self": here("api_chantier", row.numero),
            "seances": here("api_seances", row.numero),
            "page": here("chantier_detail", row.numero),
            "archive": here("chantier_archive", row.numero),
            "interventions_csv": here("chantier_interventions_csv", row.numero),
        },
    }


def seance(row, here):
    """row: with its chantier, place and `pv_etat`."""
    numbers = (row.chantier.numero, row.numero)
    links = {
        "self": here("api_seance", *numbers),
        "chantier": here("api_chantier", row.chantier.numero),
        "page": here("seance_detail", *numbers),
    }
    return {
        "chantier": row.chantier.numero,
        "numero": row.numero,
        "date": row.date.isoformat(),
        "heure_debut": _hour(row.heure_debut),
        "heure_fin": _hour(row.heure_fin),
        "moment": row.moment(),
        "lieu": row.lieu.nom if row.lieu else None,
        "proces_verbal": row.pv_etat or None,
        "liens": links,
    }


def seance_whole(row, user, here):
    """The séance as its page shows it to this reader: agenda, who presides and, where he may know, who was there."""
    document, told = readable_document(row, user)
    points = [
        {
            "numero": point.numero,
            "titre": point.titre,
            "nature": point.nature,
            "heure_debut": _hour(point.heure_debut),
            "heure_fin": _hour(point.heure_fin),
            "huis_clos": point.huis_clos,
            "intervenants": [each.nom for each in point.intervenants],
        }
        for point in document.points
    ]
    presences = [
        {
            "nom": each.nom,
            "organisation": each.organisation,
            "fonction": each.fonction,
            "statut": each.statut,
            "en_remplacement_de": each.remplace_nom or None,
        }
        for each in document.presences
    ]
    presidence = [
        {"nom": each.nom, "organisation": each.organisation, "fonction": each.fonction}
        for each in document.presidents
    ]
    return seance(row, here) | {
        "ordre_du_jour": points,
        "presidence": presidence,
        "presences": presences if told else None,
    }


def proces_verbal(lu, here):
    """A frozen text: what it is, where its files are, and its tree (`pv-assises/2`)."""
    figee, numbers = lu.figee, (lu.seance.chantier.numero, lu.seance.numero)
    public = isinstance(figee, EditionPublique)
    links = {
        "self": here("api_proces_verbal", *numbers),
        "seance": here("api_seance", *numbers),
        "interventions": here("api_interventions", *numbers),
        "page": here("proces_verbal_detail", *numbers),
    }
    return {
        "chantier": numbers[0],
        "seance": numbers[1],
        "texte_lu": lu.nom,
        "public": public,
        "etat": (figee.version if public else figee).etat,
        "fige_le": moment_of(figee).isoformat(),
        "sha256": {"json": figee.contenu_sha256, "pdf": figee.pdf_sha256},
        "liens": links | {ending: here(f"proces_verbal_{ending}", *numbers) for ending in ("pdf", *FORMATS)},
        "document": json.to_plain(lu.document),
    }


def interventions(lu, *, pseudonymes):
    """Those of a text, as the columns of its export."""
    rows = Table(pseudonymes=pseudonymes).rows_of(lu)
    return [dict(zip(CLES, map(_plain, row), strict=True)) for row in rows]


def _plain(cell):
    return cell.isoformat() if hasattr(cell, "isoformat") else cell


def _hour(time):
    return time.isoformat("minutes") if time else None
