"""What becomes of a suggestion for the glossary: the only writer of its state.

Each function locks, checks, writes and keeps an audit line in one transaction.
Raises SuggestionRefusee with a sentence for the person who asked.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from participants import journal, noms
from participants.journal import Acte

from . import sigles
from .models import Definition, EtatSuggestion, Suggestion, Terme

CHAMPS = ("mot", "secteur", "texte", "source")


class SuggestionRefusee(Exception):
    """The act cannot be done as things stand; the message says why, in French."""


@transaction.atomic
def suggest(participant, *, chantier, mot, secteur, texte, source, by):
    """Propose a word of a chantier, or one of its meanings. Returns the Suggestion."""
    suggestion = Suggestion(
        participant=participant, chantier=chantier, mot=mot, secteur=secteur, texte=texte, source=source
    )
    known = Definition.objects.filter(terme__cle=noms.fold(mot), secteur=secteur, cle=noms.fold(texte))
    if known.exists():
        raise SuggestionRefusee("Le glossaire dit déjà cela de ce mot.")
    _check(suggestion)
    suggestion.save()
    journal.record(Acte.SUGGESTION, suggestion, by=by, chantier=chantier.pk)
    return suggestion


@transaction.atomic
def accept(suggestion, *, mot, secteur, texte, source, by, reponse=""):
    """Put a suggestion into the glossary, as it was made or changed, and publish its word.

    A meaning that the word already has in that sector is replaced. Returns the fresh Suggestion.
    """
    suggestion = _open(suggestion)
    given = {"mot": mot, "secteur": secteur, "texte": texte, "source": source}
    as_made = all(getattr(suggestion, name) == value for name, value in given.items())
    terme = _keep_terme(mot, suggestion.chantier, by=by)
    _keep_meaning(terme, secteur, texte, source, by=by)
    etat = EtatSuggestion.ACCEPTEE if as_made else EtatSuggestion.MODIFIEE
    return _close(suggestion, etat, by=by, reponse=reponse, terme=terme)


@transaction.atomic
def refuse(suggestion, *, reponse, by):
    """Say no, and why: whoever proposed reads it on his page."""
    if not reponse.strip():
        raise SuggestionRefusee("Dites pourquoi la suggestion est refusée : son auteur le lit sur sa page.")
    return _close(_open(suggestion), EtatSuggestion.REFUSEE, by=by, reponse=reponse.strip())


@transaction.atomic
def take_back(suggestion, *, by):
    """Whoever proposed changed his mind."""
    return _close(_open(suggestion), EtatSuggestion.RETIREE, by=by)


@transaction.atomic
def take_back_all(participant, *, by):
    """What somebody suggested and still waits goes with his contact data. Returns how many."""
    waiting = list(participant.suggestions.ouvertes())
    for suggestion in waiting:
        take_back(suggestion, by=by)
    return len(waiting)


@transaction.atomic
def draft(mot, *, by):
    """An acronym that nobody explains enters the glossary, unpublished, to be completed. Returns the Terme."""
    terme = Terme.objects.filter(cle=noms.fold(mot)).first()
    if terme is None:
        terme = Terme(mot=mot, sigle=True)
        _check(terme)
        terme.save()
        journal.added(terme, by=by)
    return terme


def _open(suggestion):
    """The fresh suggestion, locked. Raises SuggestionRefusee when it waits no more."""
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("chantier", "secteur")
    suggestion = rows.get(pk=suggestion.pk)
    if not suggestion.est_ouverte:
        raise SuggestionRefusee("Cette suggestion n’est plus en attente.")
    return suggestion


def _close(suggestion, etat, *, by, reponse="", terme=None):
    suggestion.etat, suggestion.reponse, suggestion.terme = etat, reponse, terme
    suggestion.traitee_le, suggestion.traitee_par = timezone.now(), by
    suggestion.save(update_fields=["etat", "reponse", "terme", "traitee_le", "traitee_par"])
    journal.record(Acte.SUGGESTION_TRAITEE, suggestion, by=by, etat=etat, terme=terme and terme.pk)
    return suggestion


def _keep_terme(mot, chantier, *, by):
    """The published Terme of a word, made when the glossary does not have it; the chantier is among its own.

    A word of all stays one of all.
    """
    terme = Terme.objects.select_for_update().filter(cle=noms.fold(mot)).first()
    if terme is None:
        terme = Terme(mot=mot, publie=True, sigle=sigles.looks_like(mot))
        _check(terme)
        terme.save()
        terme.chantiers.add(chantier)
        journal.added(terme, by=by)
        return terme
    if not terme.publie:
        terme.publie = True
        terme.save(update_fields=["publie"])
        journal.changed(terme, by=by, champs=["publie"])
    if terme.chantiers.exists():
        terme.chantiers.add(chantier)
    return terme


def _keep_meaning(terme, secteur, texte, source, *, by):
    definition = terme.definitions.filter(secteur=secteur).first()
    known = definition is not None
    definition = definition or Definition(terme=terme, secteur=secteur)
    definition.texte, definition.source = texte, source
    _check(definition)
    definition.save()
    if known:
        journal.changed(definition, by=by, champs=["texte", "source"])
    else:
        journal.added(definition, by=by)


def _check(row):
    try:
        row.full_clean()
    except ValidationError as error:
        raise SuggestionRefusee(" ".join(error.messages)) from error
