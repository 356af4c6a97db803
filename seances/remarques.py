"""Remarks on a PV: made by its readers, settled by those who preside, applied to its text.

A remark quotes the words of the frozen version that its author reads. Applying one is the only way in which the text
changes while the PV is sent out. Raises RemarqueRefusee with a sentence for the person who asked.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte

from . import fichiers, interventions, redaction
from .models import (
    Annexe,
    DecisionRemarque,
    EtatPV,
    OrigineRemarque,
    ProcesVerbal,
    Remarque,
    RevisionPV,
    RevisionTexte,
    Seance,
    TextePoint,
    TypeRemarque,
)
from .models.proces_verbal import ETATS_APPROUVES
from .pdf.pages import first_paragraphs
from .pv import correction, json, phrases, richtext
from .pv.ancrage import Ancrage, Citation, Place, paragraph_text
from .pv.build import build
from .pv.document import texts
from .pv.publication import RETIREE, numbers, open_part

ACCEPTEES = (DecisionRemarque.ACCEPTEE, DecisionRemarque.MODIFIEE)
TRAITEES = "Le procès-verbal est approuvé : ses remarques sont traitées."
LONGUEUR = 5000  # characters of what one types


class RemarqueRefusee(Exception):
    """What was asked of a remark cannot be done; the message says why."""


def _refuse_if(reason):
    if reason:
        raise RemarqueRefusee(reason)


# ── What one reads ──────────────────────────────────────────────────────────────────────────────────────


def why_closed(pv):
    """Why no remark may be made now; nothing when one may, until the last day included."""
    if pv.etat in ETATS_APPROUVES:
        return "Le procès-verbal est approuvé : il ne reçoit plus de remarques."
    if pv.etat != EtatPV.DIFFUSE:
        return "Seul un procès-verbal diffusé reçoit des remarques."
    if pv.remarques_jusqu_au is None:
        return "Les remarques ne sont pas ouvertes sur ce procès-verbal."
    if pv.remarques_jusqu_au < timezone.localdate():
        return f"Les remarques sont closes depuis le {phrases.date_courte(pv.remarques_jusqu_au)}."
    return ""


def of_readers(pv):
    """Remarks made on a PV while reading it: those that the séance of its approval prints."""
    return pv.remarques.filter(origine=OrigineRemarque.LECTURE)


def newest_version(pv):
    """The frozen version that its readers have, None when all are withdrawn."""
    return pv.versions.filter(retrait__isnull=True).order_by("-numero").first()


def paragraphs(version):
    """{number: text} of the paragraphs of a version, in its order."""
    document = json.read_frozen(version.contenu)
    blocs = [bloc for _, blocs in texts(document) for bloc in blocs if bloc.numero]
    return {bloc.numero: paragraph_text(bloc) for bloc in sorted(blocs, key=lambda bloc: bloc.numero)}


def page_of(version, paragraphe):
    """The page of the version's PDF on which a paragraph begins, None when the PDF does not tell."""
    starts = [
        (first, page)
        for page, first in enumerate(pages_of(version), 1)
        if first is not None and first <= paragraphe
    ]
    return max(starts)[1] if starts else None


def paragraphs_of_page(version, page):
    """The numbers of the paragraphs that a page of the version's PDF shows, as far as its margin tells."""
    firsts = pages_of(version)
    if not 1 <= page <= len(firsts):
        return []
    known = [first for first in firsts[: page - 1] if first is not None]
    begins = firsts[page - 1] or (known[-1] if known else 0)
    ends = next((first for first in firsts[page:] if first is not None), float("inf"))
    # The page may open with the end of the paragraph before.
    return [number for number in paragraphs(version) if begins - 1 <= number < max(ends, begins + 1)]


def pages_of(version):
    """Of each page of the version's PDF the first paragraph number in its margin, None for none."""
    return first_paragraphs(fichiers.read(version.pdf_sha256))


def find_words(text, words, before=0):
    """(start, end) of some words in a paragraph's text, whatever its spaces; None when they are not there.

    before: how many characters, spaces aside, stand before them: it tells one occurrence from another.
    """
    inked = [index for index, character in enumerate(text) if not character.isspace()]
    ink, wanted = "".join(text[index] for index in inked), "".join(words.split())
    if not wanted:
        return None
    starts = [start for start in range(len(ink)) if ink.startswith(wanted, start)]
    if not starts:
        return None
    start = min(starts, key=lambda start: abs(start - before))
    return inked[start], inked[start + len(wanted) - 1] + 1


def citation_of(remarque):
    return Citation(
        remarque.citation, remarque.citation_avant, remarque.citation_apres, remarque.paragraphe or 0
    )


def places(version, remarques):
    """{pk: Place or None} of what remarks quote, in a version that may not be the one they were made on."""
    ancrage = Ancrage(json.read_frozen(version.contenu))
    return {
        remarque.pk: ancrage.find(citation_of(remarque)) if remarque.citation else None
        for remarque in remarques
    }


def counts(version, remarques):
    """How many remarks stand beside each paragraph of a version: {number: count}."""
    elsewhere = [
        remarque for remarque in remarques if remarque.version_id != version.pk and remarque.citation
    ]
    found = places(version, elsewhere) if elsewhere else {}
    here = [remarque.paragraphe for remarque in remarques if remarque.version_id == version.pk]
    return Counter(here + [place.paragraphe for place in found.values() if place])


# ── Making ──────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def propose(version, *, paragraphe, genre, auteur, by, debut=0, fin=None, texte="", proposition=""):
    """Make a remark on some words of a paragraph, all of it unless told. Returns the Remarque.

    debut, fin: offsets in the paragraph's text, as `paragraphs` gives it.
    """
    pv = _lock_pv(version.proces_verbal)
    _refuse_if(why_closed(pv))
    if newest_version(pv) != version:
        raise RemarqueRefusee(
            "Une autre version a pris la place de celle que vous lisiez : relisez-la d’abord."
        )
    text = paragraphs(version).get(paragraphe)
    if text is None:
        raise RemarqueRefusee(f"Cette version n’a pas de paragraphe {paragraphe}.")
    document = json.read_frozen(version.contenu)
    try:
        citation = Ancrage(document).quote(paragraphe, debut, len(text) if fin is None else fin)
    except ValueError as error:
        raise RemarqueRefusee(str(error)) from error
    remarque = Remarque(
        origine=OrigineRemarque.LECTURE,
        auteur=auteur,
        saisie_par=by,
        proces_verbal=pv,
        version=version,
        paragraphe=paragraphe,
        page=page_of(version, paragraphe),
        citation=citation.exact,
        citation_avant=citation.avant,
        citation_apres=citation.apres,
        reservee=paragraphe not in numbers(open_part(document)),
    )
    _say(remarque, genre, texte, proposition)
    remarque.save()
    journal.record(Acte.REMARQUE, remarque, by=by, version=version.numero, paragraphe=paragraphe)
    return remarque


def why_not_correct(remarque):
    """Why its author may no longer change or withdraw a remark."""
    if remarque.decision != DecisionRemarque.OUVERTE:
        return "Cette remarque est traitée : elle ne se modifie plus."
    return why_closed(remarque.proces_verbal)


@transaction.atomic
def correct(remarque, *, genre, by, texte="", proposition=""):
    """Say otherwise what one asked, on the same words. Returns the fresh Remarque."""
    remarque = _lock(remarque)
    _refuse_if(why_not_correct(remarque))
    _say(remarque, genre, texte, proposition)
    remarque.save(update_fields=["type", "texte", "proposition"])
    journal.record(Acte.REMARQUE_MODIFIEE, remarque, by=by)
    return remarque


@transaction.atomic
def withdraw(remarque, *, by):
    """Take back what one asked: the row goes, the log says that it was there."""
    remarque = _lock(remarque)
    _refuse_if(why_not_correct(remarque))
    journal.record(Acte.REMARQUE_RETIREE, remarque, by=by, paragraphe=remarque.paragraphe)
    remarque.delete()


def _say(remarque, genre, texte, proposition):
    """Give a remark its words, as they can be used: a suppression proposes none, a wording is a new one."""
    texte, proposition = texte.strip(), proposition.strip()
    if genre not in TypeRemarque.values:
        raise RemarqueRefusee(
            "Dites s’il s’agit d’une correction, d’un ajout, d’une suppression ou d’une précision."
        )
    if max(len(texte), len(proposition)) > LONGUEUR:
        raise RemarqueRefusee(f"{LONGUEUR} caractères au plus : faites plusieurs remarques.")
    if genre in {TypeRemarque.SUPPRESSION, TypeRemarque.OBSERVATION} or (
        " ".join(proposition.split()) == " ".join(remarque.citation.split())
    ):
        proposition = ""
    if not (texte or proposition or genre == TypeRemarque.SUPPRESSION):
        raise RemarqueRefusee("Proposez une autre formulation, ou dites votre remarque.")
    remarque.type, remarque.texte, remarque.proposition = genre, texte, proposition


# ── Settling ────────────────────────────────────────────────────────────────────────────────────────────


def why_not_settle(remarque):
    """Why a decision may not be taken or changed now."""
    pv, seance = remarque.proces_verbal, remarque.seance
    if pv is not None and pv.etat in ETATS_APPROUVES:
        return TRAITEES
    if seance is not None and redaction.is_frozen(seance):
        return "Cette remarque est imprimée dans un procès-verbal figé."
    return ""


@transaction.atomic
def settle(remarque, decision, *, by, reponse="", retenue=""):
    """Decide of a remark, or decide otherwise until the PV is approved. Returns the fresh Remarque.

    reponse: told to its author, asked for a refusal. retenue: the wording of a remark accepted otherwise.
    """
    remarque = _lock(remarque)
    _refuse_if(why_not_settle(remarque))
    reponse, retenue = reponse.strip(), retenue.strip()
    if decision not in DecisionRemarque.values:
        raise RemarqueRefusee("Dites ce que vous décidez.")
    if decision != DecisionRemarque.MODIFIEE:
        retenue = ""
    if decision == DecisionRemarque.REFUSEE and not reponse:
        raise RemarqueRefusee("Dites pourquoi vous refusez : son auteur le lira.")
    if decision == DecisionRemarque.MODIFIEE and not (reponse or retenue):
        raise RemarqueRefusee("Donnez la formulation que vous retenez, ou dites ce que vous acceptez.")
    if remarque.appliquee_le and (decision, retenue) != (remarque.decision, remarque.retenue):
        raise RemarqueRefusee("Cette remarque est apportée au texte : retirez-la d’abord du texte.")
    before = remarque.decision
    remarque.decision, remarque.motif_decision, remarque.retenue = decision, reponse, retenue
    remarque.decidee_le = None if decision == DecisionRemarque.OUVERTE else timezone.now()
    remarque.save(update_fields=["decision", "motif_decision", "retenue", "decidee_le"])
    journal.record(Acte.REMARQUE_TRAITEE, remarque, by=by, avant=before, apres=decision)
    return remarque


# ── Applying ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Traitee:
    """A remark at the desk. refus: why its words cannot be put into the text; apercu: what would become of it."""

    remarque: Remarque
    place: Place | None
    apercu: "Apercu | None" = None
    refus: str = ""


def desk(pv):
    """Every remark on a PV: open ones first, in the order of the working text. A constant number of queries."""
    document = working_document(pv)
    ancrage = Ancrage(document)
    rows = []
    for remarque in pv.remarques.select_related(
        "auteur", "seance__chantier", "seance__proces_verbal", "version"
    ):
        remarque.proces_verbal = pv
        place = ancrage.find(citation_of(remarque)) if remarque.citation else None
        try:
            rows.append(Traitee(remarque, place, preview(remarque, document, ancrage)))
        except RemarqueRefusee as refusal:
            rows.append(Traitee(remarque, place, refus=str(refusal)))
    return sorted(rows, key=_at_the_desk)


def _at_the_desk(row):
    last = float("inf")
    paragraphe = row.place.paragraphe if row.place else row.remarque.paragraphe
    return not row.remarque.est_ouverte, paragraphe or last, row.remarque.page or last, row.remarque.pk


@dataclass(frozen=True)
class Apercu:
    """What applying a remark changes: the paragraph before, and after (empty: it goes)."""

    paragraphe: int
    avant: str
    apres: str


def why_not_apply(remarque):
    """Why a remark cannot be applied as it is, wherever its words are now."""
    pv = remarque.proces_verbal
    if pv is None:
        return "Cette remarque ne vise aucun procès-verbal du portail."
    if remarque.appliquee_le:
        return "Cette remarque est déjà apportée au texte."
    if pv.etat in ETATS_APPROUVES:
        return "Le procès-verbal est approuvé : il se rectifie."
    if pv.etat == EtatPV.BROUILLON:
        return "Ce procès-verbal est un brouillon : écrivez-le directement dans son texte."
    if not remarque.citation:
        return "Elle ne cite aucun passage : elle figure dans la liste."
    if _genre(remarque) is None:
        return "Elle ne propose aucune formulation : elle figure dans la liste."
    if RETIREE in remarque.citation:
        return "Le passage cité contient une adresse retirée : la correction figure dans la liste."
    return ""


def _genre(remarque):
    """How its wording is put into the text; None when there is nothing to put."""
    if remarque.decision == DecisionRemarque.MODIFIEE and not remarque.retenue:
        return None
    if remarque.type == TypeRemarque.SUPPRESSION and not remarque.retenue:
        return TypeRemarque.SUPPRESSION
    if not remarque.formulation:
        return None
    return TypeRemarque.AJOUT if remarque.type == TypeRemarque.AJOUT else TypeRemarque.CORRECTION


def working_document(pv):
    """The tree of the working text with every address that somebody typed: what is written back loses none."""
    return build(Seance.objects.with_document().get(pk=pv.seance_id), adresses=True)


def preview(remarque, document=None, ancrage=None):
    """The Apercu of a remark, whatever was decided of it.

    document, ancrage: the working one and its Ancrage, when they are at hand.
    """
    _refuse_if(why_not_apply(remarque))
    document = document or working_document(remarque.proces_verbal)
    corrected = _corrected(remarque, document, ancrage)
    [before] = [
        bloc
        for _, blocs in correction.places(document)
        for bloc in blocs
        if bloc.numero == corrected.paragraphe
    ]
    after = next((bloc for bloc in corrected.blocs if bloc.numero == corrected.paragraphe), None)
    return Apercu(
        corrected.paragraphe, paragraph_text(before), paragraph_text(after) if after is not None else ""
    )


def _corrected(remarque, document, ancrage=None):
    try:
        return correction.correct(
            document, citation_of(remarque), _genre(remarque), remarque.formulation, ancrage
        )
    except correction.Introuvable as lost:
        raise RemarqueRefusee(str(lost)) from lost


def motif(remarque):
    """What the revision that a remark leaves says of it."""
    return f"Remarque n° {remarque.pk}"


@transaction.atomic
def apply(remarque, *, by):
    """Put an accepted remark into the working text, where its words are now. Returns the fresh Remarque."""
    remarque = _lock(remarque)
    if remarque.decision not in ACCEPTEES:
        raise RemarqueRefusee("Seule une remarque acceptée s’applique au texte.")
    _refuse_if(why_not_apply(remarque))
    pv = remarque.proces_verbal
    document = working_document(pv)
    corrected = _corrected(remarque, document)
    html = richtext.render(corrected.blocs)
    if corrected.endroit.sorte == "annexe":
        annexe = Annexe.objects.get(seance=pv.seance_id, numero=corrected.endroit.numero)
        _write_annexe(annexe, html, motif(remarque), pv, by)
    else:
        courant = TextePoint.objects.get(point__seance=pv.seance_id, point__position=corrected.endroit.numero)
        both = {"texte": courant.texte, "texte_apres": courant.texte_apres, corrected.endroit.sorte: html}
        redaction.write(courant, **both, base=courant.revision, par=by, motif=motif(remarque))
    return _stamp(remarque, timezone.now(), Acte.REMARQUE_APPLIQUEE, by)


@transaction.atomic
def accept_and_apply(remarque, *, by):
    """Accept a remark as it is worded and put it into the text: both, or neither."""
    return apply(settle(remarque, DecisionRemarque.ACCEPTEE, by=by), by=by)


def _write_annexe(annexe, html, said, pv, by):
    """An annexe has no revisions of its own: the whole text is kept as it was."""
    last = pv.revisions.order_by("-numero").first()
    RevisionPV.objects.create(
        proces_verbal=pv,
        numero=last.numero + 1 if last else 1,
        contenu=json.dumps(working_document(pv)),
        par=by,
        motif=said,
    )
    Annexe.objects.filter(pk=annexe.pk).update(contenu=html)


def why_not_take_out(remarque):
    """Why a remark that was applied cannot be taken out of the text again."""
    if not remarque.appliquee_le:
        return "Cette remarque n’est pas apportée au texte."
    if remarque.proces_verbal.etat in ETATS_APPROUVES:
        return "Le procès-verbal est approuvé : il se rectifie."
    if _before(remarque) is None:
        return "Le texte a encore changé depuis : retirez d’abord ce qui l’a été après."
    return ""


def _before(remarque):
    """What applying it replaced, (the row written, its fields before); None when the row changed again since."""
    of_point = (
        RevisionTexte.objects.filter(
            motif=motif(remarque), texte_point__point__seance=remarque.proces_verbal.seance_id
        )
        .select_related("texte_point")
        .order_by("-quand", "-numero")
        .first()
    )
    whole = remarque.proces_verbal.revisions.filter(motif=motif(remarque)).order_by("-numero").first()
    if whole is not None and (of_point is None or whole.quand > of_point.quand):
        return _annexe_before(remarque, json.read_frozen(whole.contenu))
    if of_point is None or of_point.texte_point.revision != of_point.numero:
        return None
    before = of_point.texte_point.revisions.get(numero=of_point.base)
    return of_point.texte_point, {"texte": before.texte, "texte_apres": before.texte_apres}


def _annexe_before(remarque, document):
    """The same for an annexe. document: the whole tree as it was kept before."""
    corrected = _corrected(remarque, document)
    annexe = Annexe.objects.filter(
        seance=remarque.proces_verbal.seance_id, numero=corrected.endroit.numero
    ).first()
    if annexe is None or annexe.contenu != richtext.render(corrected.blocs):
        return None
    [before] = [each for each in document.annexes if each.numero == annexe.numero]
    return annexe, {"contenu": richtext.render(before.blocs)}


@transaction.atomic
def take_out(remarque, *, by):
    """Undo `apply`: the text is again what it was; both states stay in its revisions. Returns the fresh Remarque."""
    remarque = _lock(remarque)
    _refuse_if(why_not_take_out(remarque))
    row, before = _before(remarque)
    retired = f"{motif(remarque)} retirée du texte"
    if isinstance(row, Annexe):
        _write_annexe(row, before["contenu"], retired, remarque.proces_verbal, by)
    else:
        redaction.write(row, **before, base=row.revision, par=by, motif=retired)
    return _stamp(remarque, None, Acte.REMARQUE_OTEE, by)


def _stamp(remarque, moment, acte, by):
    remarque.appliquee_le = moment
    remarque.save(update_fields=["appliquee_le"])
    journal.record(acte, remarque, by=by)
    interventions.rebuild(remarque.proces_verbal.seance)
    return remarque


# ── Locks ───────────────────────────────────────────────────────────────────────────────────────────────


def _lock_pv(pv):
    """The fresh PV, its séance locked: whoever writes one of its texts waits for the séance too."""
    seance = Seance.objects.select_for_update(of=("self",)).get(pk=pv.seance_id)
    pv = ProcesVerbal.objects.get(pk=pv.pk)
    pv.seance = seance
    return pv


def _lock(remarque):
    """The fresh remark, the séance of the PV meant locked, or the one where it was said. Raises RemarqueRefusee."""
    pv = remarque.proces_verbal
    Seance.objects.select_for_update(of=("self",)).get(pk=pv.seance_id if pv else remarque.seance_id)
    fresh = (
        Remarque.objects.select_related("proces_verbal__seance", "seance__proces_verbal", "version", "auteur")
        .filter(pk=remarque.pk)
        .first()
    )
    if fresh is None:
        raise RemarqueRefusee("Cette remarque a été retirée par son auteur.")
    return fresh
