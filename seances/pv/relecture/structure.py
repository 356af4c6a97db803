"""What the document lacks: empty points, missing notes, unfinished passages, pictures without description. Pure."""

import re

from participants import noms

from .. import controle
from ..document import Liste, Note, Paragraphe, Tableau, Titre, block_texts, pictures, plain_text
from ..locuteurs import note_spans
from ..phrases import INSECABLE
from .constat import Constat, Endroit, blocks, extract, prints_remarks

# What a rédacteur leaves for later.
UNFINISHED = re.compile(
    r"\bX{3,}\b|\?{3,}|\[\s*(?:…|\.{2,}|\?+)\s*\]|_{4,}|\blorem ipsum\b|"
    r"\b(?:à|A)\s+(?:compléter|vérifier|confirmer|préciser|préciser par)\s*(?:[)\]!?:]|$)|"
    r"[\[(]\s*(?:à|A)\s+(?:compléter|vérifier|confirmer|préciser)|\bTODO\b|\bÀ\s+(?:COMPLÉTER|VÉRIFIER)\b",
    re.MULTILINE,
)
TWICE = re.compile(r"\b([a-zà-ÿ]{2,})\s+\1\b")
RIGHTLY_TWICE = {"nous", "vous", "bla", "très", "non", "oui", "si"}
CLOSED = re.compile(r"\bhuis[\s-]clos\b", re.IGNORECASE)
UNCLOSED_NOTE = re.compile(r"(?:^|\s)(?:NDR|NDLR)\s*:")
LONG = 15  # words of a paragraph that cannot be there twice by chance
PATH = re.compile(
    r"(?P<liste>points|sous_groupes|annexes|presences|presidents|remarques|corrections|prochaines_seances)(?:\[(?P<rang>\d+)\])?"
)
PLACES = {
    "presences": "presences",
    "presidents": "seance",
    "remarques": "remarques",
    "corrections": "remarques",
    "prochaines_seances": "prochaines_seances",
    "redaction": "redaction",
}


def check(document):
    """The Constats about what is there and what is not."""
    yield from _broken(document)
    yield from _points(document)
    yield from _groups(document)
    yield from _remarks(document)
    yield from _texts(document)
    if document.redaction.redacteur == "" and document.formule_cloture:
        yield Constat(
            "sans_redacteur",
            f"Le procès-verbal ne dit pas qui l’a rédigé{INSECABLE}: indiquez le rédacteur ou la rédactrice.",
            Endroit("redaction"),
        )
    if document.formule_cloture and document.seance.fin_reelle is None:
        yield Constat(
            "sans_heure_de_fin",
            f"L’heure à laquelle la séance a été levée manque{INSECABLE}: indiquez-la.",
            Endroit("seance"),
        )


# ── What would break the document ───────────────────────────────────────────────────────────────────────


def _broken(document):
    if not document.points:
        yield Constat(
            "sans_point",
            f"L’ordre du jour est vide{INSECABLE}: ajoutez au moins un point avant d’envoyer le procès-verbal.",
            Endroit("ordre_du_jour"),
            gravite="bloquant",
        )
    for error in controle.check(document):
        raison = error.raison[:1].upper() + error.raison[1:]
        yield Constat(
            "document_invalide",
            f"{raison}{INSECABLE}: le procès-verbal ne pourrait pas être relu ensuite. Corrigez-le avant l’envoi.",
            _place(document, error.chemin),
            gravite="bloquant",
        )


def _place(document, path):
    """The Endroit of a path of the file, « points[3].heure_fin »."""
    match = PATH.match(path)
    rank = int(match["rang"]) if match and match["rang"] else None
    if match and rank is not None:
        rows = getattr(document, match["liste"])
        if match["liste"] == "points" and rank < len(rows):
            return Endroit("point", rows[rank].numero)
        if match["liste"] == "sous_groupes" and rank < len(rows):
            return Endroit("restitution" if "restitution" in path else "sous_groupe", rows[rank].numero)
        if match["liste"] == "annexes" and rank < len(rows):
            return Endroit("annexe", rows[rank].numero)
    return Endroit(PLACES.get(path.partition(".")[0].partition("[")[0], "seance"))


# ── Points and sub-groups ───────────────────────────────────────────────────────────────────────────────


def prints_complement(document, point):
    """Whether the nature of a point prints something between its texts."""
    if not point.complements:
        return False
    match point.nature:
        case "approbation":
            return bool(document.remarques)
        case "sous_groupes":
            return bool(document.sous_groupes)
        case "restitution":
            return any(groupe.restitution for groupe in document.sous_groupes) or (
                bool(document.sous_groupes) and document.point_of_nature("sous_groupes") is None
            )
        case "pratique":
            return bool(
                document.prochaines_seances
                or document.chantier.contact
                or document.seance.informations.strip()
            )
        case "annexes":
            return bool(document.annexes)
    return False


def _has_words(blocs):
    return any(text.strip() for bloc in blocs for text in block_texts(bloc)) or any(pictures(blocs))


def _points(document):
    for point in document.points:
        endroit = Endroit("point", point.numero)
        blocs = point.blocs + point.blocs_apres
        awaits_notes = point.nature == "restitution" and document.sous_groupes  # told by each sub-group
        if not _has_words(blocs) and not prints_complement(document, point) and not awaits_notes:
            yield Constat(
                "point_vide",
                f"Le point {point.numero} est vide{INSECABLE}: écrivez ce qui s’y est dit, ou qu’il a été reporté.",
                endroit,
            )
        if not point.huis_clos:
            for bloc in blocs:
                text = "\n".join(block_texts(bloc))
                if match := CLOSED.search(text):
                    yield Constat(
                        "huis_clos_non_marque",
                        f"Ce passage parle de huis clos mais le point {point.numero} n’est pas marqué «{INSECABLE}huis "
                        f"clos{INSECABLE}»{INSECABLE}: il paraîtrait dans l’édition publique.",
                        Endroit("point", point.numero, bloc.numero),
                        extract(text, *match.span()),
                    )
                    break


def _groups(document):
    for groupe in document.sous_groupes:
        endroit, numero = Endroit("sous_groupe", groupe.numero), groupe.numero
        if groupe.restitution is None:
            yield Constat(
                "restitution_manquante",
                f"La note du sous-groupe {numero} manque{INSECABLE}: demandez-la à son secrétaire, ou dites au point "
                "de restitution qu’elle n’est pas parvenue.",
                endroit,
            )
        elif not _has_words(groupe.restitution.blocs):
            yield Constat(
                "restitution_vide",
                f"La note du sous-groupe {numero} est vide{INSECABLE}: déposez-la de nouveau.",
                Endroit("restitution", numero),
            )
        if not groupe.membres:
            yield Constat(
                "sous_groupe_vide",
                f"Le sous-groupe {numero} n’a aucun membre{INSECABLE}: complétez la composition.",
                endroit,
            )
            continue
        for role, nom in (("secretaire", "secrétaire"), ("rapporteur", "rapporteur")):
            if not any(getattr(membre, role) for membre in groupe.membres):
                yield Constat(
                    f"sans_{role}",
                    f"Le sous-groupe {numero} n’a pas de {nom}{INSECABLE}: indiquez qui l’était.",
                    endroit,
                )
        if not plain_text(groupe.question).strip():
            yield Constat(
                "sans_question",
                f"La question du sous-groupe {numero} manque{INSECABLE}: indiquez-la.",
                endroit,
            )


def _remarks(document):
    if not prints_remarks(document):
        return
    known = {personne.cle for personne in document.personnes}
    for rank, remarque in enumerate(document.remarques, 1):
        if remarque.auteur not in known:
            yield Constat(
                "remarque_sans_auteur",
                f"La remarque n°{INSECABLE}{rank} n’a pas d’auteur connu{INSECABLE}: indiquez qui l’a faite.",
                Endroit("remarques"),
                (remarque.texte or remarque.proposition)[:140],
            )
        if remarque.decision == "ouverte":
            yield Constat(
                "remarque_ouverte",
                f"La remarque n°{INSECABLE}{rank} n’est pas tranchée{INSECABLE}: décidez ce qu’elle devient.",
                Endroit("remarques"),
                (remarque.texte or remarque.proposition)[:140],
            )


# ── Texts ───────────────────────────────────────────────────────────────────────────────────────────────


def _texts(document):
    seen = {}
    for endroit, bloc in blocks(document):
        whole = "\n".join(block_texts(bloc))
        yield from _notes(endroit, bloc, whole)
        yield from _accessibility(endroit, bloc)
        if endroit.lieu == "restitution":
            continue  # a note is given word for word
        if match := UNFINISHED.search(whole):
            yield Constat(
                "a_completer",
                f"Ce passage semble inachevé{INSECABLE}: complétez-le ou retirez la marque.",
                endroit,
                extract(whole, *match.span()),
            )
        for match in TWICE.finditer(whole):
            if match[1] not in RIGHTLY_TWICE:
                yield Constat(
                    "mot_double",
                    f"Le mot «{INSECABLE}{match[1]}{INSECABLE}» est écrit deux fois{INSECABLE}: retirez-en un.",
                    endroit,
                    extract(whole, *match.span()),
                )
                break
        if isinstance(bloc, Paragraphe | Liste) and len(whole.split()) >= LONG:
            key = noms.fold(whole)
            if key in seen:
                yield Constat(
                    "paragraphe_double",
                    f"Ce paragraphe est le même que le paragraphe {seen[key]}{INSECABLE}: retirez-en un.",
                    endroit,
                    extract(whole, 0, min(len(whole), 60)),
                )
            seen.setdefault(key, bloc.numero)


def _notes(endroit, bloc, whole):
    closed, left_open = note_spans(whole)
    bare = None if closed or left_open else UNCLOSED_NOTE.search(whole)
    if left_open or bare:
        start = left_open[0] if left_open else bare.start()
        yield Constat(
            "note_non_fermee",
            f"Une note du rédacteur n’est pas entre crochets{INSECABLE}: écrivez «{INSECABLE}[NDR{INSECABLE}: …]"
            f"{INSECABLE}», sinon ses mots passent pour dits par l’orateur ou perdent leur fin.",
            endroit,
            extract(whole, start, min(len(whole), start + 60)),
        )
    elif isinstance(bloc, Note) and closed and any(map(str.isalnum, whole[closed[-1][1] :])):
        yield Constat(
            "note_suivie_de_texte",
            f"Une note du rédacteur ouvre ce paragraphe et du texte la suit{INSECABLE}: passez à la ligne après le "
            "crochet, sinon cette suite n’est attribuée à personne.",
            endroit,
            extract(whole, closed[-1][1], len(whole)),
        )


def _accessibility(endroit, bloc):
    for image in pictures((bloc,)):
        if not image.description.strip():
            yield Constat(
                "image_sans_description",
                f"Une image n’a pas de description{INSECABLE}: dites en une phrase ce qu’elle montre, pour qui ne la "
                "voit pas.",
                endroit,
            )
    match bloc:
        case Tableau() if len(bloc.lignes) > 1 and not any(
            cellule.entete for ligne in bloc.lignes for cellule in ligne
        ):
            yield Constat(
                "tableau_sans_entete",
                f"Ce tableau n’a pas d’en-têtes{INSECABLE}: marquez sa première ligne ou sa première colonne.",
                endroit,
            )
        case Titre() if not plain_text(bloc.runs).strip():
            yield Constat("titre_vide", f"Un intertitre est vide{INSECABLE}: retirez-le.", endroit)
