"""What somebody asks about the data held about him, and what becomes of it."""

from django.db import transaction
from django.utils import timezone

from chantiers import workflow as glossaire
from chantiers.models import Copresidence
from participants import journal
from participants.effacement import forget_contact, has_contact
from participants.journal import Acte

from .. import discussions, lettres_demandes, liens, propositions, visites
from ..models import Demande, DemandeContact, EtatDemande, GenreDemande, Message, ReponseDonnee
from .personnes import lock_person, object_to_publication
from .refus import TransitionRefused

MOTIF_EFFACE = "motif effacé"  # a row that says why somebody is in no sub-group must say something


@transaction.atomic
def ask(participant, genre, *, texte="", by):
    """Ask for a correction, whose text says what, or for the erasure of one's contact data."""
    participant = lock_person(participant)
    if genre == GenreDemande.CORRECTION and not texte.strip():
        raise TransitionRefused("Dites ce qui est à corriger.")
    if participant.demandes.ouvertes().filter(genre=genre).exists():
        raise TransitionRefused("Votre demande est déjà en attente. Retirez-la pour en faire une autre.")
    demande = Demande.objects.create(participant=participant, genre=genre, texte=texte.strip())
    journal.record(
        Acte.EFFACEMENT_DEMANDE if genre == GenreDemande.EFFACEMENT else Acte.AJOUT, demande, by=by
    )
    lettres_demandes.enqueue_demande(Message.DEMANDE, demande)
    return demande


@transaction.atomic
def remind_demandes(now=None):
    """Queue the reminders of requests whose time runs out. Returns how many letters; twice changes nothing."""
    letters = 0
    for demande in lettres_demandes.due(now):
        if told := lettres_demandes.enqueue_demande(Message.DEMANDE_RAPPEL, demande):
            journal.record(Acte.LETTRES, demande, by=None, genre=Message.DEMANDE_RAPPEL, personnes=told)
        letters += told
    return letters


@transaction.atomic
def take_back(demande, *, by):
    """Whoever asked changed his mind."""
    return _close(demande, EtatDemande.RETIREE, Acte.MODIFICATION, by=by)


@transaction.atomic
def settle(demande, *, by):
    """A correction is made, on the person's own page of the admin."""
    if demande.genre != GenreDemande.CORRECTION:
        raise TransitionRefused("Un effacement se fait, il ne se coche pas.")
    return _close(demande, EtatDemande.FAITE, Acte.FICHE_CORRIGEE, by=by)


@transaction.atomic
def refuse(demande, *, reponse, by):
    """Say no, and why."""
    if not reponse.strip():
        raise TransitionRefused("Dites pourquoi la demande est refusée.")
    refused = Acte.EFFACEMENT_REFUSE if demande.genre == GenreDemande.EFFACEMENT else Acte.MODIFICATION
    return _close(demande, EtatDemande.REFUSEE, refused, by=by, reponse=reponse.strip())


def _close(demande, etat, acte, *, by, reponse=""):
    demande = Demande.objects.select_for_update(of=("self",)).get(pk=demande.pk)
    if demande.etat != EtatDemande.OUVERTE:
        raise TransitionRefused("Cette demande n’est plus en attente.")
    demande.etat, demande.reponse = etat, reponse
    demande.traitee_le, demande.traitee_par = timezone.now(), by
    demande.save(update_fields=["etat", "reponse", "traitee_le", "traitee_par"])
    journal.record(acte, demande, by=by, etat=etat)
    return demande


def why_not_erase(participant):
    """Why the contact data of somebody may not be erased now; "" when they may."""
    if participant.compte_id and participant.compte.is_superuser:
        return "Cette personne administre le portail : retirez-lui d’abord ce rôle."
    if Copresidence.objects.en_cours(timezone.localdate()).filter(participant=participant).exists():
        return "Cette personne préside un chantier : mettez d’abord fin à sa coprésidence."
    return ""


@transaction.atomic
def erase(participant, *, by):
    """Erase how to reach somebody, what he does and where; he is named in no public edition any more.

    Approved PVs stay as archives, with what they printed; so do his spellings, without which no text could be kept
    from naming him. Twice changes nothing. Returns whether anything was erased.
    """
    participant = lock_person(participant)
    refusal = why_not_erase(participant)
    if refusal:
        raise TransitionRefused(refusal)
    object_to_publication(participant, by=by)
    participant.refresh_from_db()
    erased = [
        name
        for name, filled in (
            ("courriel", bool(participant.courriel)),
            ("compte", participant.compte_id is not None),
            ("fonction", bool(participant.fonction)),
            ("organisation", participant.organisation_id is not None),
        )
        if filled
    ]
    if participant.compte_id is not None:
        compte = participant.compte
        for rows in (compte.abonnements.all(), *visites.of(compte)):
            rows.delete()
    if has_contact(participant):
        forget_contact(participant)
    participant.fonction, participant.organisation = "", None
    participant.save(update_fields=["fonction", "organisation"])
    erased += _end_answers(participant, by) + _close_requests(participant, by)
    if glossaire.take_back_all(participant, by=by):
        erased.append("suggestions")
    if erased:
        journal.record(Acte.EFFACEMENT, participant, by=by, champs=erased)
    return bool(erased)


def _end_answers(participant, by):
    """His personal links open nothing any more, and why he did not come, or was in no sub-group, is forgotten."""
    ended = liens.revoke(participant.liens.all(), by=by)
    said = participant.presences.exclude(motif="", remplacant_annonce="").update(
        motif="", remplacant_annonce=""
    )
    words = {"motif": "", "remplacant_annonce": "", "remplacant_courriel": ""}
    ReponseDonnee.objects.filter(presence__participant=participant).update(**words)
    ReponseDonnee.objects.filter(remplacant=participant).update(remplacant_annonce="", remplacant_courriel="")
    participant.remplacements_annonces.update(remplacant_annonce="")
    aside = participant.mises_a_part.exclude(motif=MOTIF_EFFACE).update(motif=MOTIF_EFFACE)
    arranged = sum(
        rows.delete()[0]
        for rows in (
            participant.covoiturages.all(),
            DemandeContact.objects.filter(participant=participant),
            participant.repas.all(),
        )
    )
    spoken = discussions.forget(participant)
    supported = propositions.forget(participant)
    told = (
        ("liens", ended),
        ("commentaires", spoken),
        ("soutiens", supported),
        ("réponses", said),
        ("mises à part", aside),
        ("venir", arranged),
    )
    return [name for name, count in told if count]


def _close_requests(participant, by):
    """Requests that wait are closed, and what any of them said is forgotten."""
    now = timezone.now()
    waiting = participant.demandes.ouvertes()
    done = waiting.filter(genre=GenreDemande.EFFACEMENT).update(
        etat=EtatDemande.FAITE, traitee_le=now, traitee_par=by
    )
    waiting.update(etat=EtatDemande.RETIREE, traitee_le=now, traitee_par=by)
    said = participant.demandes.exclude(texte="").update(texte="")
    return ["demandes"] if done or said else []
