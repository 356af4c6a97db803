"""Handing in a note in two steps: what waits to be confirmed, how it reads, and what its sender is asked."""

from dataclasses import dataclass

from django.db.models import Q

from participants.models import Participant

from . import notes
from .models import Attribution, StatutPresence
from .pv import prenoms, richtext
from .pv.document import Personne, pictures
from .pv.locuteurs import Resolveur, assign

EXTRAIT = 80


@dataclass(frozen=True)
class Question:
    """A first name of a dialogue: who it may be, [(pk, name)], and who it was in the note before; None unless known."""

    libelle: str
    candidats: tuple[tuple[int, str], ...]
    reponse: int | None


@dataclass(frozen=True)
class Attente:
    """A note that waits to be confirmed: its row, its tree, what is asked."""

    note: object
    blocs: tuple
    questions: tuple[Question, ...]
    images: tuple  # without a description

    @property
    def avertissements(self):
        return self.note.rapport.get("avertissements", [])

    @property
    def ecarts(self):
        """What differs from the file: [{avant, fichier, note}]."""
        return [
            dict(zip(("avant", "fichier", "note"), ecart, strict=True))
            for ecart in self.note.rapport.get("ecarts", [])
        ]


def waiting(sous_groupe, *, pour=None):
    """The Attente of a sub-group, None when nothing waits. pour: only what this participant sent by his link."""
    note = notes.pending(sous_groupe)
    if note is None or (pour is not None and (note.pour_id != pour.pk or note.deposee_par_id is not None)):
        return None
    blocs = richtext.parse(note.contenu)
    images = tuple(dict.fromkeys(image for image in pictures(blocs) if not image.description))
    return Attente(note, blocs, questions(sous_groupe, blocs), images)


def questions(sous_groupe, blocs):
    """Who speaks where the note gives a first name alone."""
    here = Q(sous_groupes__sous_groupe=sous_groupe)
    present = Q(presences__seance=sous_groupe.seance_id, presences__statut=StatutPresence.PRESENT)
    presiding = Q(presidences__seance=sous_groupe.seance_id)
    people = list(Participant.objects.filter(here | present | presiding).distinct().order_by("cle_tri", "pk"))
    if not people:
        return ()
    members = set(sous_groupe.membres.values_list("participant_id", flat=True))
    resolveur = Resolveur([Personne(str(one.pk), one.prenom, one.nom) for one in people])
    found = prenoms.labels(assign(blocs, resolveur), [(one.pk, one.prenom) for one in people])
    if not found:
        return ()
    names = {one.pk: one.nom_complet for one in people}
    before = dict(
        Attribution.objects.filter(restitution__sous_groupe=sous_groupe)
        .order_by("restitution__numero")
        .values_list("libelle", "participant_id")
    )
    asked = []
    for label, keys in found.items():
        within = [key for key in keys if key in members] or keys
        answer = before.get(label) or (within[0] if len(within) == 1 else None)
        asked.append(Question(label, tuple((key, names[key]) for key in keys), answer))
    return tuple(asked)
