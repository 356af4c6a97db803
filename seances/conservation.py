"""How long the portal keeps what it need not keep for ever, and what has passed its date.

An address serves to convene somebody and to send him his PV. Two years after his last part in a chantier, he has read
and corrected the last PV that concerns him: nothing is sent to him any more. PVs, attendance and what was said are the
archives of the Assises and stay. The portal holds no recording: it knows who does, and asks him to destroy it.
"""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from chantiers.models import Copresidence, Inscription, Suggestion
from participants import journal
from participants.effacement import forget_contact
from participants.journal import Acte
from participants.models import Participant

from .anciens_pv import discard
from .models import (
    Abonnement,
    AbonnementLettre,
    AncienPV,
    Covoiturage,
    Demande,
    Envoi,
    EtatDemande,
    EtatEnvoi,
    MembreSousGroupe,
    Pointage,
    Presence,
    PresidenceSeance,
    Repas,
    ReponseDonnee,
    Seance,
    Visite,
)

MOIS_ADRESSES = 24  # after somebody's last part
MOIS_DEMANDES = 24  # the words of a request, after it was settled
MOIS_SUGGESTIONS = 24  # who proposed a word, after it was settled; the glossary keeps the word
MOIS_LETTRES = 12  # that a letter left or failed: who asks why he got none asks within the year
MOIS_REPONSES = 12  # after the séance: why somebody did not come, and whom he named
MOIS_POINTAGES = 12 * journal.ANNEES  # the same history, told for one séance
JOURS_VENIR = 1  # how one came and what one ate, after the séance
MOIS_ABONNEMENTS = 12  # without any program that reads it
MOIS_VISITES = 12  # since somebody looked at what is new: next time the last month is
MOIS_ANCIENS_PV = 3  # since somebody reviewed it, or brought it in: the PV itself stays


@dataclass
class Echus:
    """What has passed its date on a day."""

    jour: datetime.date
    adresses: list[Participant] = field(default_factory=list)
    enregistrements: list[Seance] = field(default_factory=list)
    demandes: list[Demande] = field(default_factory=list)
    lettres: int = 0
    reponses: int = 0
    pointages: int = 0
    abonnements: list[Abonnement] = field(default_factory=list)
    visites: int = 0
    lettres_demandees: int = 0
    venues: list[Covoiturage | Repas] = field(default_factory=list)
    suggestions: int = 0
    anciens_pv: list[AncienPV] = field(default_factory=list)

    @property
    def a_demander(self):
        """Recordings whose destruction has not been asked yet."""
        return [seance for seance in self.enregistrements if seance.destruction_demandee_le is None]


def due(today=None):
    """What has passed its date."""
    today = today or timezone.localdate()
    return Echus(
        today,
        list(addresses_due(today)),
        list(recordings_due(today)),
        list(
            Demande.objects.exclude(etat=EtatDemande.OUVERTE)
            .exclude(texte="")
            .filter(traitee_le__date__lt=before(today, MOIS_DEMANDES))
        ),
        letters_due(today).count(),
        answers_due(today).count(),
        pointages_due(today).count(),
        list(subscriptions_due(today)),
        visits_due(today).count(),
        closed_letters().count(),
        arrangements_due(today),
        suggestions_due(today).count(),
        list(drafts_due(today)),
    )


def before(day, months):
    """The same day so many months earlier; the 28th for those that some months lack."""
    months = day.year * 12 + day.month - 1 - months
    return datetime.date(months // 12, months % 12 + 1, min(day.day, 28))


def addresses_due(today):
    """People whose last part ended long ago. Whoever never had one is left alone: nothing says since when."""
    limit = before(today, MOIS_ADRESSES)
    reachable = Participant.objects.exclude(courriel="", compte=None)
    recent = Q(jusque=None) | Q(jusque__gte=limit)
    parts = [
        model.objects.filter(recent).order_by().values("participant") for model in (Inscription, Copresidence)
    ]
    rows = (Presence, PresidenceSeance, MembreSousGroupe)
    parts += [
        model.objects.filter(seance__date__gte=limit).order_by().values("participant") for model in rows
    ]
    for part in parts:
        reachable = reachable.exclude(pk__in=part)
    return (
        reachable.exclude(compte__is_superuser=True)
        .annotate(
            inscrit=Max("inscriptions__jusque"),
            preside=Max("copresidences__jusque"),
            venu=Max("presences__seance__date"),
            presidait=Max("presidences__seance__date"),
        )
        .filter(
            Q(inscrit__isnull=False)
            | Q(preside__isnull=False)
            | Q(venu__isnull=False)
            | Q(presidait__isnull=False)
        )
        .select_related("compte")
        .order_by("pk")
    )


def suggestions_due(today):
    """Suggestions for the glossary that were settled long ago."""
    return Suggestion.objects.filter(traitee_le__date__lt=before(today, MOIS_SUGGESTIONS))


def letters_due(today):
    """Letters that wait no more, of a year ago."""
    return Envoi.objects.exclude(etat=EtatEnvoi.A_ENVOYER).filter(
        cree_le__date__lt=before(today, MOIS_LETTRES)
    )


def answers_due(today):
    """Lines of the attendance whose words are still there a year after; who came or not stays."""
    given = ReponseDonnee.objects.order_by().values("presence")
    return Presence.objects.filter(seance__date__lt=before(today, MOIS_REPONSES)).filter(
        ~Q(motif="") | ~Q(remplacant_annonce="") | Q(designe__isnull=False) | Q(pk__in=given)
    )


def pointages_due(today):
    """Who noted whom at the door, as old as a line of the log that goes; attendance itself stays."""
    return Pointage.objects.filter(quand__date__lt=before(today, MOIS_POINTAGES))


def recordings_due(today):
    """Séances whose recording should be destroyed and is not known to be."""
    return (
        Seance.objects.filter(enregistree=True, conservation_enregistrement__lt=today, detruit_le=None)
        .select_related("chantier")
        .order_by("conservation_enregistrement", "pk")
    )


def subscriptions_due(today):
    """Addresses that no calendar program has read for long, and those of closed accounts."""
    limit = before(today, MOIS_ABONNEMENTS)
    unread = Q(lu_le__lt=limit) | Q(lu_le=None, cree_le__date__lt=limit)
    return Abonnement.objects.filter(unread | Q(compte__is_active=False)).order_by("pk")


def visits_due(today):
    """Up to when somebody had seen what is new, who has not looked for long, or whose account is closed."""
    old = Q(derniere_le__date__lt=before(today, MOIS_VISITES))
    return Visite.objects.filter(old | Q(compte__is_active=False))


def closed_letters():
    """Weekly letters of closed accounts."""
    return AbonnementLettre.objects.filter(compte__is_active=False)


def arrangements_due(today):
    """Shared cars and meals of séances that are over, or were to be held before."""
    limit = today - datetime.timedelta(days=JOURS_VENIR)
    return [
        row
        for model in (Covoiturage, Repas)
        for row in model.objects.filter(seance__date__lte=limit).order_by("pk")
    ]


def drafts_due(today):
    """Old PVs handed in that nobody reviews any more, with the names that they hold; brought in or not."""
    old = AncienPV.objects.filter(modifie_le__date__lt=before(today, MOIS_ANCIENS_PV))
    return old.defer("lecture", "corrections").order_by("pk")


def apply(echus, *, by=None, step=lambda: None):
    """Apply what is due: each row on its own, so that what is done stays done. Twice changes nothing.

    step: called after each row. Returns how many old lines of the audit log were deleted.
    """
    for participant in echus.adresses:
        _forget_address(participant, echus.jour, by=by)
        step()
    for seance in echus.a_demander:
        _ask_destruction(seance, echus.jour, by=by)
        step()
    for demande in echus.demandes:
        Demande.objects.filter(pk=demande.pk).update(texte="")
        step()
    suggestions_due(echus.jour).delete()
    letters_due(echus.jour).delete()
    visits_due(echus.jour).delete()
    closed_letters().delete()
    _forget_answers(echus.jour, by=by)
    pointages_due(echus.jour).delete()
    for row in echus.venues:
        row.delete()
        step()
    for ancien in drafts_due(echus.jour):
        discard(ancien)
        step()
    for abonnement in echus.abonnements:
        subscriptions_due(echus.jour).filter(pk=abonnement.pk).delete()
        step()
    return journal.forget(echus.jour)


@transaction.atomic
def _forget_address(participant, today, *, by):
    """Under the lock, whether it is still due: a co-president may register somebody again meanwhile."""
    locked = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if not addresses_due(today).filter(pk=locked.pk).exists():
        return
    erased = ["courriel"] * bool(locked.courriel) + ["compte"] * (locked.compte_id is not None)
    forget_contact(locked)
    journal.record(Acte.CONSERVATION, locked, by=by, champs=erased)


@transaction.atomic
def _forget_answers(today, *, by):
    """The answers to old convocations, and how to reach people whom nothing but an answer ever named."""
    due = answers_due(today)
    answers = ReponseDonnee.objects.filter(presence__in=due.order_by().values("pk"))
    named = list(
        Participant.objects.filter(
            pk__in=answers.filter(remplacant__isnull=False).order_by().values("remplacant"),
            saisi_par=None,
            compte=None,
            inscriptions=None,
            copresidences=None,
            presences=None,
            presidences=None,
            sous_groupes=None,
        ).exclude(courriel="")
    )
    keys = list(due.values_list("pk", flat=True))
    answers.delete()
    Presence.objects.filter(pk__in=keys).update(motif="", remplacant_annonce="", designe=None)
    for participant in named:
        if not participant.annonces_comme_remplacant.exists():
            forget_contact(participant)
            journal.record(Acte.CONSERVATION, participant, by=by, champs=["courriel"])


@transaction.atomic
def _ask_destruction(seance, today, *, by):
    asked = Seance.objects.filter(pk=seance.pk, destruction_demandee_le=None).update(
        destruction_demandee_le=today
    )
    if asked:
        echeance = seance.conservation_enregistrement
        journal.record(Acte.CONSERVATION, seance, by=by, champs=["enregistrement"], echeance=echeance)
