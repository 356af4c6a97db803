"""What people of a chantier say of the note of a past sub-group: signed, put right by nobody, in no PV.

It opens with the frozen PV that carries the note, to those who read that version. Who wrote withdraws his own words;
whoever writes up the séance withdraws those of others, and says why. What is withdrawn is gone.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte
from participants.models import Participant

from . import permissions
from .models import Commentaire, SousGroupe
from .pv import json
from .pv.publication import hide_addresses
from .reperes import newest_versions

LONGUEUR, MAXIMUM = 2_000, 200
RELUES = 5  # past notes of a question that a page gives in full, the newest ones


class CommentaireRefuse(ValueError):
    """It is not kept; the message says why."""


@dataclass(frozen=True)
class Propos:
    """A Commentaire as one reader finds it. retirable: he may withdraw it; sien: it is his own."""

    commentaire: Commentaire
    texte: str
    retirable: bool
    sien: bool


def past_notes(groupes):
    """{key of a sub-group: its note as the newest frozen PV prints it, a document.Restitution}. One query."""
    shown = groupes[:RELUES]
    if not shown:
        return {}
    versions = newest_versions({groupe.seance_id for groupe in shown}).select_related("proces_verbal")
    trees = {version.proces_verbal.seance_id: json.read_frozen(version.contenu) for version in versions}
    found = {}
    for groupe in shown:
        for each in trees[groupe.seance_id].sous_groupes if groupe.seance_id in trees else ():
            if each.numero == groupe.numero and each.restitution is not None:
                found[groupe.pk] = each.restitution
    return found


def of(groupes, user):
    """{key of a sub-group: [Propos]}, the first said first, for whoever reads their notes. Two queries for any number.

    groupes: with their séance and its chantier.
    """
    rows = Commentaire.objects.filter(sous_groupe__in=[groupe.pk for groupe in groupes]).select_related(
        "auteur", "retire_par__participant"
    )
    by_key, found = {groupe.pk: groupe for groupe in groupes}, {groupe.pk: [] for groupe in groupes}
    edits = {groupe.pk: permissions.can_edit_seance(user, groupe.seance) for groupe in groupes}
    for row in rows:
        chantier = by_key[row.sous_groupe_id].seance.chantier
        sien = row.auteur.compte_id is not None and row.auteur.compte_id == user.pk
        found[row.sous_groupe_id].append(
            Propos(
                row,
                hide_addresses(row.texte, chantier.contact.lower()),
                row.retire_le is None and (sien or edits[row.sous_groupe_id]),
                sien,
            )
        )
    return found


def why_closed(groupe):
    """Why nothing is said of a note yet, a sentence; empty once a frozen PV carries it."""
    carried = groupe.restitutions.confirmees().exists() and newest_versions([groupe.seance_id]).exists()
    return "" if carried else "On en parle une fois la note parue dans un procès-verbal diffusé."


@transaction.atomic
def say(groupe, texte, *, by):
    """Keep what the owner of an account says. Returns the Commentaire. Raises CommentaireRefuse."""
    texte = texte.replace("\r\n", "\n").replace("\x00", "").strip()
    SousGroupe.objects.select_for_update(of=("self",)).get(pk=groupe.pk)
    refusal = why_closed(groupe)
    if not refusal and not texte:
        refusal = "Écrivez ce que vous voulez dire de cette note."
    if not refusal and len(texte) > LONGUEUR:
        refusal = f"{LONGUEUR} signes au plus : le vôtre en a {len(texte)}."
    if not refusal and groupe.commentaires.count() >= MAXIMUM:
        refusal = f"Cette note a déjà {MAXIMUM} commentaires : poursuivez à une séance."
    if refusal:
        raise CommentaireRefuse(refusal)
    auteur = Participant.objects.get(compte=by)
    last = groupe.commentaires.order_by("-ecrit_le", "-pk").first()
    if last is not None and (last.auteur_id, last.texte) == (auteur.pk, texte):
        return last  # the button was pressed twice
    made = Commentaire.objects.create(sous_groupe=groupe, auteur=auteur, texte=texte)
    journal.record(Acte.COMMENTAIRE, made, by=by)
    return made


@transaction.atomic
def withdraw(commentaire, *, by, motif=""):
    """Take words away for good: one's own, or for a reason somebody else's. Raises CommentaireRefuse."""
    row = Commentaire.objects.select_for_update(of=("self",)).get(pk=commentaire.pk)
    motif = " ".join(motif.split())[:200]
    if row.retire_le is not None:
        return row
    if row.auteur.compte_id != by.pk and not motif:
        raise CommentaireRefuse("Dites pourquoi ce commentaire est retiré : ce motif reste à sa place.")
    row.texte, row.retire_le, row.retire_par, row.motif_retrait = "", timezone.now(), by, motif
    row.save(update_fields=["texte", "retire_le", "retire_par", "motif_retrait"])
    journal.record(Acte.COMMENTAIRE_RETIRE, row, by=by)
    return row


def forget(participant):
    """Take away all the words of somebody who is erased. Returns how many."""
    return participant.commentaires.filter(retire_le__isnull=True).update(texte="", retire_le=timezone.now())
