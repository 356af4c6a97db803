"""What a person finds of his own on the home page: his next séance, his last PV, and what is asked of him."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from chantiers.permissions import roles
from participants.models import Participant

from . import notes_attendues, permissions, reperes
from .models import (
    DemandeContact,
    DemandeNote,
    EtatContact,
    EtatPV,
    MembreSousGroupe,
    Presence,
    PresidenceSeance,
    ProcesVerbal,
    Reponse,
    Restitution,
    Seance,
    SousGroupe,
    StatutSeance,
)
from .models.proces_verbal import ETATS_FIGES

ATTENTES = 8


@dataclass(frozen=True)
class Attente:
    """One thing asked of somebody. avant: the last day for it, None when no day is set."""

    texte: str
    seance: Seance
    url: str
    avant: date | None = None

    @property
    def en_retard(self):
        return self.avant is not None and self.avant < timezone.localdate()


@dataclass(frozen=True)
class Mien:
    """The home page's own part. reponse: what he answered for `prochaine`, in words; empty when he presides it."""

    participant: Participant
    prochaine: Seance | None = None
    reponse: str = ""
    dernier: object | None = None
    attentes: list[Attente] = field(default_factory=list)


def mine(user):
    """The Mien of an account, None for whoever is linked to no Participant. At most twelve queries."""
    if not user.is_authenticated:
        return None
    participant = Participant.objects.filter(compte=user).first()
    if participant is None:
        return None
    today = timezone.localdate()
    coming = list(seances_to_come(user, today))
    answers = dict(
        Presence.objects.filter(seance__in=coming, participant=participant).values_list("seance", "reponse")
    )
    presided = set(
        PresidenceSeance.objects.filter(seance__in=coming, participant=participant).values_list(
            "seance", flat=True
        )
    )
    preside = roles(user).preside
    asked = [one for one in coming if one.pk not in presided and one.chantier_id not in preside]
    prochaine = coming[0] if coming else None
    attentes = [
        *answers_asked(asked, answers),
        *notes_asked(participant, today),
        *notes_awaited(user, today),
        *remarks_asked(user, today),
        *contacts_asked(participant, today),
    ]
    return Mien(
        participant=participant,
        prochaine=prochaine,
        reponse=Reponse(answers.get(prochaine.pk, Reponse.SANS_REPONSE)).label if prochaine in asked else "",
        dernier=next(iter(reperes.latest_versions(user, 1)), None),
        attentes=sorted(attentes, key=lambda one: (one.avant is None, one.avant or today))[:ATTENTES],
    )


def seances_to_come(user, today):
    """Convened séances of the chantiers where he belongs, the next first."""
    return (
        permissions.visible_seances(user)
        .filter(chantier__in=roles(user).participe, statut=StatutSeance.CONVOQUEE)
        .a_venir(today)
        .with_reperes()
    )


def answers_asked(seances, answers):
    """Will he come? answers: séance -> Reponse."""
    for seance in seances:
        if answers.get(seance.pk, Reponse.SANS_REPONSE) == Reponse.SANS_REPONSE:
            yield Attente(
                "Dites si vous venez", seance, f"{seance.get_absolute_url()}#ma-reponse", seance.date
            )


def notes_asked(participant, today):
    """The notes that he owes as secrétaire: while the PV is not sent out, or once it was opened again for his."""
    handed_in = Restitution.objects.confirmees().values("sous_groupe")
    reopened = DemandeNote.objects.rouvertes().order_by().values("sous_groupe")
    frozen = SousGroupe.objects.filter(seance__proces_verbal__etat__in=ETATS_FIGES).order_by().values("pk")
    owed = (
        MembreSousGroupe.objects.filter(participant=participant, est_secretaire=True, seance__date__lte=today)
        .filter(Q(sous_groupe__in=reopened) | ~Q(sous_groupe__in=frozen) & ~Q(sous_groupe__in=handed_in))
        .exclude(seance__statut=StatutSeance.PREPARATION)
        .annotate(rouverte=Exists(reopened.filter(sous_groupe=OuterRef("sous_groupe"))))
        .select_related("sous_groupe", "seance__chantier")
        .order_by("seance__date", "pk")
    )
    for membre in owed:
        seance = membre.seance
        yield Attente(
            f"{'Remplacez' if membre.rouverte else 'Déposez'} la note du groupe {membre.sous_groupe.numero}",
            seance,
            seance.url("note_deposer", membre.sous_groupe.numero),
            None if membre.rouverte else seance.delai_notes,
        )


def notes_awaited(user, today):
    """Notes that are late in the chantiers that he presides: one thing to do for each séance."""
    chantiers = roles(user).preside
    if not chantiers:
        return
    late = {}
    presided = Seance.objects.filter(chantier__in=chantiers).order_by().values("pk")
    for note in notes_attendues.owed(presided, today):
        if note.en_retard:
            late.setdefault(note.groupe.seance, []).append(str(note.groupe.numero))
    for seance, numeros in late.items():
        which = "la note du groupe" if len(numeros) == 1 else "les notes des groupes"
        yield Attente(
            f"Réclamez {which} {', '.join(numeros)}",
            seance,
            seance.url("sous_groupe_detail", int(numeros[0])),
            seance.delai_notes,
        )


def remarks_asked(user, today):
    """PVs sent out whose remarks are still open."""
    open_ = (
        ProcesVerbal.objects.filter(
            etat=EtatPV.DIFFUSE, remarques_jusqu_au__gte=today, seance__in=permissions.named_seances(user)
        )
        .select_related("seance__chantier")
        .order_by("remarques_jusqu_au", "pk")
    )
    for pv in open_:
        yield Attente(
            "Relisez le procès-verbal et dites vos remarques",
            pv.seance,
            f"{pv.seance.url('proces_verbal_detail')}#remarques",
            pv.remarques_jusqu_au,
        )


def contacts_asked(participant, today):
    """Who asks how to reach him, for a car that he shares."""
    waiting = DemandeContact.objects.filter(
        covoiturage__participant=participant,
        covoiturage__seance__date__gte=today,
        etat=EtatContact.DEMANDE,
    ).select_related("covoiturage__seance__chantier")
    for seance in sorted({each.covoiturage.seance for each in waiting}, key=lambda one: (one.date, one.pk)):
        yield Attente(
            "Quelqu’un demande à vous joindre pour un covoiturage",
            seance,
            seance.url("covoiturage"),
            seance.date,
        )
