"""A sub-group's note as its secrétaire sends it: the bytes are kept, the words are carried over.

`conversion` reads the file in a process of its own; what comes back is cleaned here, and compared with the file's words
as the PV will print it.
"""

from dataclasses import dataclass

from django.db import transaction

from . import fichiers, interventions
from .conversion import controle, processus
from .conversion.lecture import Lecture, Refus
from .models import OrigineNote, Restitution, Seance
from .pieces import clean_name
from .pv import richtext

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
        raise NoteRefusee(f"« {name} » : {str(refusal)[0].lower()}{str(refusal)[1:]}") from refusal
    contenu = richtext.clean(lecture.html)
    return Conversion(lecture, contenu, controle.check(lecture, contenu))


def why_closed(seance):
    """Why no note is taken for this séance any more, a sentence; empty while notes are taken."""
    pv = getattr(seance, "proces_verbal", None)
    if pv and pv.est_fige:
        return "Le procès-verbal est figé : la note ne peut plus être remplacée."
    return "La séance est annulée : aucune note n’est attendue." if seance.est_annulee else ""


def next_number(sous_groupe):
    """Number of the next note of a sub-group: each upload is a new row.

    The séance is locked until the transaction ends: of two uploads at once, the second takes the number after.
    """
    Seance.objects.select_for_update(of=("self",)).get(pk=sous_groupe.seance_id)
    last = sous_groupe.restitutions.order_by("-numero").first()
    return last.numero + 1 if last else 1


def deposit(sous_groupe, *, name, data, by=None, pour=None, titre="", origine=OrigineNote.FICHIER):
    """Keep a note's file and carry its words into the PV: a new row each time, the old one stays.

    name, data: the file received, or what was pasted, under a name that tells its kind. by: Compte of whoever
    uploads; pour: Participant in whose name, the secrétaire unless said.
    Returns the Restitution. Raises NoteRefusee, also once the PV is frozen.
    """
    name = clean_name(name)
    found = convert(name, data)
    for image in found.lecture.images.values():
        fichiers.deposit(image)
    with transaction.atomic():
        numero = next_number(sous_groupe)
        seance = Seance.objects.with_document().get(pk=sous_groupe.seance_id)
        refusal = why_closed(seance)
        if not refusal and numero > DEPOTS_MAXIMUM:
            refusal = f"Ce sous-groupe a déjà {DEPOTS_MAXIMUM} dépôts : écrivez à la coprésidence."
        if refusal:
            raise NoteRefusee(refusal)
        secretaire = sous_groupe.membres.filter(est_secretaire=True).select_related("participant").first()
        note = Restitution.objects.create(
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
        interventions.rebuild(seance)
    return note
