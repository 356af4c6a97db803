"""What becomes of a proposition: picked from a frozen PV, worded, decided. Every change is one more step.

The wording and the state that a proposition has are those of its last EtapeProposition: both are written here, at once.
"""

from datetime import datetime, time

from django.db import transaction
from django.db.models import F, Max, Q, Subquery
from django.utils import timezone

from chantiers.models import Chantier
from participants import journal
from participants.journal import Acte

from .. import propositions
from ..models import (
    EtapeProposition,
    EtatProposition,
    Proposition,
    Seance,
    SourceProposition,
    SoutienProposition,
    StatutSeance,
    TypeProposition,
    VersionPV,
)
from .refus import TransitionRefused

MOTS = ("type", "intitule", "niveau", "articles")  # what a step keeps of the wording
FICHE = (*MOTS, "precisions", "repond_a")
REPOND = {
    TypeProposition.CAUSE: {TypeProposition.PROBLEME},
    TypeProposition.ACTION: {TypeProposition.CAUSE, TypeProposition.PROBLEME},
}


@transaction.atomic
def pick(version, *, paragraphe, debut, fin, by, le=None, **fiche):
    """Make a proposition out of some words of a frozen version. Returns the Proposition.

    debut, fin: offsets in the paragraph's text, as `remarques.paragraphs` gives it. fiche: the fields of FICHE.
    le: the day on which that is noted, today unless told.
    """
    seance = version.proces_verbal.seance
    Chantier.objects.select_for_update().get(pk=seance.chantier_id)  # numbers follow one another
    last = Proposition.objects.filter(chantier=seance.chantier_id).aggregate(last=Max("numero"))["last"]
    proposition = Proposition(chantier_id=seance.chantier_id, numero=(last or 0) + 1)
    _word(proposition, fiche)
    proposition.save()
    _step(proposition, "", seance=seance, by=by, le=le)
    _quote(proposition, version, paragraphe, debut, fin, by, le)
    journal.record(Acte.PROPOSITION, proposition, by=by, version=version.pk, paragraphe=paragraphe)
    return proposition


@transaction.atomic
def cite(proposition, version, *, paragraphe, debut, fin, by, le=None):
    """Note that a proposition came back: one more passage. Returns the SourceProposition."""
    proposition = _lock(proposition)
    if version.proces_verbal.seance.chantier_id != proposition.chantier_id:
        raise TransitionRefused("Une proposition cite les procès-verbaux de son chantier.")
    if proposition.sources.filter(version=version, paragraphe=paragraphe).exists():
        raise TransitionRefused("Cette proposition cite déjà ce paragraphe.")
    source = _quote(proposition, version, paragraphe, debut, fin, by, le)
    journal.record(
        Acte.PROPOSITION_CITEE, proposition, by=by, version=version.pk, paragraphe=paragraphe, citee=True
    )
    return source


@transaction.atomic
def drop_source(source, *, by):
    """Take back a passage that was quoted by mistake; the last one stays, or the proposition goes with it."""
    proposition = _lock(source.proposition)
    if proposition.sources.count() == 1:
        raise TransitionRefused("C’est le seul passage cité : retirez plutôt la proposition.")
    journal.record(
        Acte.PROPOSITION_CITEE,
        proposition,
        by=by,
        version=source.version_id,
        paragraphe=source.paragraphe,
        citee=False,
    )
    source.delete()


@transaction.atomic
def reword(proposition, *, by, **fiche):
    """Say a proposition otherwise. Returns the fresh Proposition; the same words leave no step."""
    proposition = _lock(proposition)
    before = {name: getattr(proposition, name) for name in FICHE}
    _word(proposition, fiche)
    if before == {name: getattr(proposition, name) for name in FICHE}:
        return proposition
    proposition.save()
    if any(before[name] != getattr(proposition, name) for name in MOTS):
        _step(proposition, proposition.etat, by=by)
    journal.record(Acte.PROPOSITION_REFORMULEE, proposition, by=by)
    return proposition


@transaction.atomic
def decide(proposition, etat, *, by, seance=None, motif="", transmise_a="", le=None):
    """Write what becomes of a proposition. seance: where it was decided, None in between. Returns it, fresh.

    le: the day on which that is noted, today unless told.
    """
    proposition = _lock(proposition)
    motif, transmise_a = motif.strip(), " ".join(transmise_a.split())
    if etat not in EtatProposition.values:
        raise TransitionRefused("Cet état n’existe pas.")
    if etat == EtatProposition.TRANSMISE and not transmise_a:
        raise TransitionRefused("Dites à qui la proposition est transmise.")
    if etat != EtatProposition.TRANSMISE:
        transmise_a = ""
    if (etat, transmise_a) == (proposition.etat, proposition.transmise_a):
        raise TransitionRefused(f"Cette proposition est déjà {proposition.get_etat_display()}.")
    if etat == EtatProposition.ECARTEE and not motif:
        raise TransitionRefused(
            "Dites pourquoi la proposition est écartée : les personnes du chantier le lisent."
        )
    if seance is not None and not decided_at(proposition).filter(pk=seance.pk).exists():
        raise TransitionRefused("Choisissez une séance de ce chantier qui a eu lieu.")
    before = proposition.etat
    proposition.etat, proposition.transmise_a = etat, transmise_a
    proposition.save(update_fields=["etat", "transmise_a"])
    step = _step(proposition, before, seance=seance, motif=motif, by=by, le=le)
    journal.record(Acte.PROPOSITION_DECIDEE, proposition, by=by, etat=etat, avant=before, etape=step.pk)
    return proposition


def decided_at(proposition):
    """The séances at which something may have been decided of it: those of its chantier up to today."""
    return Seance.objects.filter(
        chantier=proposition.chantier_id, date__lte=timezone.localdate(), statut=StatutSeance.CONVOQUEE
    )


@transaction.atomic
def support(proposition, *, by, secteur=None, participant=None, seance=None):
    """Note that a secteur, or somebody, supports a proposition. Returns the SoutienProposition."""
    proposition = _lock(proposition)
    if participant is not None:
        place = participant.organisation
        secteur = place.secteur if place else None
        known = Q(participant=participant)
    elif secteur is not None:
        known = Q(participant=None, secteur=secteur)
    else:
        raise TransitionRefused("Choisissez une personne ou un secteur.")
    if proposition.soutiens.filter(known).exists():
        raise TransitionRefused("Ce soutien est déjà noté.")
    made = SoutienProposition.objects.create(
        proposition=proposition, secteur=secteur, participant=participant, seance=seance, note_par=by
    )
    journal.record(Acte.PROPOSITION_SOUTENUE, made, by=by, proposition=proposition.pk, soutient=True)
    return made


@transaction.atomic
def drop_support(soutien, *, by):
    """Take back a support that was noted by mistake, or that is withdrawn."""
    journal.record(
        Acte.PROPOSITION_SOUTENUE, soutien, by=by, proposition=soutien.proposition_id, soutient=False
    )
    soutien.delete()


def why_not_remove(proposition):
    """Why a proposition picked by mistake is not taken away any more, a sentence; empty when it may be."""
    if proposition.etapes.exclude(etat_avant="").exclude(etat=F("etat_avant")).exists():
        return "Quelque chose en a été décidé : écartez-la plutôt."
    picked = proposition.etapes.order_by("pk").values("quand")[:1]
    frozen = VersionPV.objects.filter(
        proces_verbal__seance__chantier=proposition.chantier_id, figee_le__gte=Subquery(picked)
    )
    if frozen.exists():
        return "Un procès-verbal figé depuis peut l’annoncer : écartez-la plutôt."
    return ""


@transaction.atomic
def remove(proposition, *, by):
    """Take away a proposition that was picked by mistake: nothing of it stays but the line of the log."""
    proposition = _lock(proposition)
    if refusal := why_not_remove(proposition):
        raise TransitionRefused(refusal)
    journal.record(Acte.PROPOSITION_RETIREE, proposition, by=by, numero=proposition.numero)
    proposition.delete()


def _lock(proposition):
    return (
        Proposition.objects.select_for_update(of=("self",)).select_related("chantier").get(pk=proposition.pk)
    )


def _word(proposition, fiche):
    """Give a proposition the fields of FICHE that are told."""
    for name, value in fiche.items():
        setattr(proposition, name, " ".join(value.split()) if name in {"intitule", "articles"} else value)
    if not proposition.intitule:
        raise TransitionRefused("Donnez un intitulé à la proposition.")
    answers = proposition.reponses.values_list("type", flat=True) if proposition.pk else ()
    if any(proposition.type not in REPOND.get(each, ()) for each in answers):
        raise TransitionRefused(
            "Une autre proposition répond à celle-ci : changez d’abord ce lien, puis le type."
        )
    other = proposition.repond_a
    if other is None:
        return
    if other.chantier_id != proposition.chantier_id or other.type not in REPOND.get(proposition.type, ()):
        raise TransitionRefused(
            "Une cause explique un problème de son chantier ; une action répond à une cause ou à un problème."
        )


def _step(proposition, before, *, by, seance=None, motif="", le=None):
    return EtapeProposition.objects.create(
        proposition=proposition,
        etat_avant=before,
        etat=proposition.etat,
        transmise_a=proposition.transmise_a,
        **{name: getattr(proposition, name) for name in MOTS},
        seance=seance,
        motif=motif,
        le=le or timezone.localdate(),
        par=by,
    )


def _quote(proposition, version, paragraphe, debut, fin, by, le):
    """One more passage, checked against the frozen text; what the public edition makes of it follows."""
    try:
        told = propositions.passage(version, paragraphe, debut, fin)
    except ValueError as error:
        raise TransitionRefused(str(error)) from error
    picked = timezone.make_aware(datetime.combine(le, time(12))) if le else timezone.now()
    source = SourceProposition.objects.create(
        proposition=proposition,
        version=version,
        paragraphe=paragraphe,
        relevee_par=by,
        relevee_le=picked,
        **told,
    )
    propositions.follow(version.proces_verbal.seance)
    return source
