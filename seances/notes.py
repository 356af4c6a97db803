"""A sub-group's note as its secrétaire sends it: the bytes are kept, the words are carried over.

`conversion` reads the file in a process of its own; what comes back is cleaned here, and compared with the file's words
as the PV will print it. A note is received first, and confirmed once its sender has seen how it reads: the PV carries
the newest confirmed one. Each upload is a row that stays.
"""

from dataclasses import astuple, dataclass, replace

from django.db import transaction
from django.utils import timezone

from . import fichiers, interventions
from .conversion import controle, processus
from .conversion.lecture import Lecture, Refus
from .models import Attribution, FideliteNote, OrigineNote, Restitution, Seance, SousGroupe
from .pieces import clean_name
from .pv import phrases, richtext
from .pv.document import pictures

DEPOTS_MAXIMUM = 50


class NoteRefusee(ValueError):
    """The file cannot be taken as a note; the message names it and says what to do."""


@dataclass(frozen=True)
class Conversion:
    """A note as the PV will carry it. contenu: its HTML, cleaned; verdict: of the comparison of its words."""

    lecture: Lecture
    contenu: str
    verdict: controle.Verdict


def convert(name, data, *, collee=False):
    """The Conversion of a file, or of the HTML that was pasted. Raises NoteRefusee."""
    try:
        lecture = processus.convert_pasted(data) if collee else processus.convert(name, data)
    except Refus as refusal:
        raise NoteRefusee(
            phrases.insecables(f"« {name} » : {str(refusal)[0].lower()}{str(refusal)[1:]}")
        ) from refusal
    contenu = richtext.clean(lecture.html)
    return Conversion(lecture, contenu, controle.check(lecture, contenu))


def why_closed(sous_groupe):
    """Why no note is taken of this sub-group any more, a sentence; empty while it is.

    sous_groupe: with its séance and PV. Of a frozen PV a note is taken while those who preside opened it again.
    """
    seance = sous_groupe.seance
    pv = getattr(seance, "proces_verbal", None)
    if pv and pv.est_fige and not sous_groupe.demandes.rouvertes().exists():
        return "Le procès-verbal est figé : la note ne peut plus être remplacée, sauf si la coprésidence la rouvre."
    return "La séance est annulée : aucune note n’est attendue." if seance.est_annulee else ""


def fresh(sous_groupe):
    """The sub-group with its séance and PV as they are now."""
    return SousGroupe.objects.select_related("seance__proces_verbal").get(pk=sous_groupe.pk)


def next_number(sous_groupe):
    """Number of the next note of a sub-group: each upload is a new row.

    The séance is locked until the transaction ends: of two uploads at once, the second takes the number after.
    """
    Seance.objects.select_for_update(of=("self",)).get(pk=sous_groupe.seance_id)
    last = sous_groupe.restitutions.order_by("-numero").first()
    return last.numero + 1 if last else 1


def receive(sous_groupe, *, name, data, by=None, pour=None, titre="", origine=OrigineNote.FICHIER):
    """Keep what somebody hands in, to be confirmed: a new row each time, the old ones stay.

    name, data: the file received, or what was pasted, under a name that tells its kind. by: Compte of whoever
    uploads; pour: Participant in whose name, the secrétaire unless said.
    Returns the Restitution. Raises NoteRefusee, also once the PV is frozen.
    """
    name = clean_name(name)
    found = convert(name, data, collee=origine == OrigineNote.SAISIE and name.endswith(".html"))
    for image in found.lecture.images.values():
        fichiers.deposit(image)
    with transaction.atomic():
        numero = next_number(sous_groupe)
        refusal = why_closed(fresh(sous_groupe))
        if not refusal and numero > DEPOTS_MAXIMUM:
            refusal = f"Ce sous-groupe a déjà {DEPOTS_MAXIMUM} dépôts : écrivez à la coprésidence."
        if refusal:
            raise NoteRefusee(refusal)
        secretaire = sous_groupe.membres.filter(est_secretaire=True).select_related("participant").first()
        note = Restitution(
            sous_groupe=sous_groupe,
            numero=numero,
            titre=titre or f"Groupe {sous_groupe.numero}",
            contenu=found.contenu,
            origine=origine,
            fichier_nom=name,
            fichier_sha256=fichiers.deposit(data),
            pour=pour or (secretaire.participant if secretaire else None),
            deposee_par=by,
        )
        judge(note, found.lecture, found.verdict)
        note.save()
    return note


def judge(note, lecture, verdict):
    """Keep on a note, unsaved, what was found of its words and what could not be carried over."""
    note.contenu = richtext.clean(note.contenu)
    if lecture.genre == "pdf":
        note.fidelite = FideliteNote.PDF
    else:
        note.fidelite = FideliteNote.CONFORME if verdict.conforme else FideliteNote.ECART
    note.controle_sha256 = fichiers.digest(note.contenu.encode())
    note.rapport = {
        "genre": lecture.genre,
        "avertissements": [phrases.insecables(sentence) for sentence in lecture.avertissements],
        "mots": verdict.mots,
        "nombre": verdict.nombre,
        "ecarts": [astuple(ecart) for ecart in verdict.ecarts],
    }


def pending(sous_groupe):
    """The newest note of a sub-group when it waits to be confirmed, None otherwise."""
    newest = (
        sous_groupe.restitutions.select_related("deposee_par__participant", "pour")
        .order_by("-numero")
        .first()
    )
    return newest if newest is not None and newest.confirmee_le is None else None


@transaction.atomic
def confirm(note, *, titre="", descriptions=(), locuteurs=()):
    """Let the PV carry a note that was received: whoever sent it saw how it reads.

    descriptions: sha256 of a picture -> what it shows. locuteurs: printed label -> pk of the Participant who speaks.
    Returns the fresh Restitution. Raises NoteRefusee for one that a newer upload replaced, and once the PV is frozen.
    """
    seance_id = note.sous_groupe.seance_id
    Seance.objects.select_for_update(of=("self",)).get(pk=seance_id)
    seance = Seance.objects.with_document().get(pk=seance_id)
    refusal = why_closed(fresh(note.sous_groupe))
    newest = pending(note.sous_groupe)
    if not refusal and (newest is None or newest.pk != note.pk):
        refusal = "Une autre note a été déposée ou confirmée depuis : voyez celle-ci avant de confirmer."
    if refusal:
        raise NoteRefusee(refusal)
    checked = newest.controle_sha256 == fichiers.digest(newest.contenu.encode())
    newest.contenu = described(newest.contenu, dict(descriptions))
    if checked:  # what a picture shows is no word of the note
        newest.controle_sha256 = fichiers.digest(newest.contenu.encode())
    newest.titre = titre or newest.titre
    newest.confirmee_le = timezone.now()
    newest.save(update_fields=["contenu", "controle_sha256", "titre", "confirmee_le"])
    newest.sous_groupe.demandes.rouvertes().update(fermee_le=newest.confirmee_le)
    for label, participant in dict(locuteurs).items():
        Attribution.objects.create(
            seance_id=seance_id, restitution=newest, libelle=label, participant_id=participant
        )
    interventions.rebuild(seance)
    return newest


def described(contenu, descriptions):
    """The HTML of a note, its pictures described anew. descriptions: sha256 -> words, "" for what they had."""
    for image in set(pictures(richtext.parse(contenu))):
        words = " ".join(descriptions.get(image.sha256, "").split())
        if words:
            contenu = contenu.replace(
                richtext.render((image,)), richtext.render((replace(image, description=words),))
            )
    return richtext.clean(contenu)


def deposit(sous_groupe, **received):
    """Receive a note and confirm it at once, for whoever has seen it elsewhere. As `receive`, and as `confirm`."""
    with transaction.atomic():
        return confirm(receive(sous_groupe, **received))


def words(contenu):
    """The words of a note's text, in order."""
    return controle.printed_words(contenu)


def judge_again(note):
    """Compare a note whose text was changed by hand with its file, unsaved; without the file nothing can be said."""
    try:
        if note.retire_le or note.origine == OrigineNote.IMPORT:
            raise NoteRefusee("L’original n’est pas lisible.")
        found = convert(
            note.fichier_nom, fichiers.read(note.fichier_sha256), collee=note.fichier_nom.endswith(".html")
        )
    except (NoteRefusee, fichiers.FichierAbsent):
        note.fidelite = FideliteNote.ECART if note.fidelite else ""
        note.controle_sha256 = fichiers.digest(note.contenu.encode()) if note.fidelite else ""
        return
    judge(note, found.lecture, controle.check(found.lecture, note.contenu))
    if found.lecture.genre == "pdf" and words(note.contenu) != words(found.contenu):
        note.fidelite = FideliteNote.ECART
