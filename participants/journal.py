"""The audit log: the one way to write an Evenement, and the words of what is logged.

Written in the transaction of the act itself: both are kept, or neither. No name and no address is copied into it, so
that erasing somebody leaves the log whole; the admin finds the names again from the keys. No IP address either.
"""

import json
from enum import StrEnum

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from .models import Compte, Evenement, Participant

ANNEES = 3  # how long a line is kept


class Acte(StrEnum):
    """What somebody did, as the log keeps it and as people read it."""

    # Séances and procès-verbaux (each save of a text has its own RevisionTexte)
    SEANCE_EN_PREPARATION = "séance en préparation"
    SEANCE_CONVOQUEE = "séance convoquée"
    SEANCE_ANNULEE = "séance annulée"
    LETTRES = "lettres aux participants"
    PV_BROUILLON = "procès-verbal rendu au brouillon"
    PV_EN_RELECTURE = "procès-verbal en relecture"
    PV_FIGE = "procès-verbal figé"
    VERSION_RETIREE = "version retirée"
    RECTIFICATION_OUVERTE = "rectification ouverte"
    RECTIFICATION_ABANDONNEE = "rectification abandonnée"
    EDITION_PUBLIEE = "édition publique"
    EDITION_RETIREE = "édition publique retirée"
    EDITION_A_REFAIRE = "édition publique à refaire"
    FICHIER_ALTERE = "fichier altéré ou perdu"
    PRESENCES = "présences modifiées"
    COMPOSITION = "sous-groupes composés"
    NOTE_REDEMANDEE = "note redemandée"
    NOTE_ROUVERTE = "note rouverte"
    NOTE_REFERMEE = "note refermée"
    COMMENTAIRE = "commentaire sur une note"
    COMMENTAIRE_RETIRE = "commentaire retiré"
    REMARQUE = "remarque"
    REMARQUE_MODIFIEE = "remarque modifiée"
    REMARQUE_RETIREE = "remarque retirée"
    REMARQUE_TRAITEE = "remarque traitée"
    REMARQUE_APPLIQUEE = "remarque apportée au texte"
    REMARQUE_OTEE = "remarque retirée du texte"

    PROPOSITION = "proposition relevée"
    PROPOSITION_CITEE = "passage d’une proposition"
    PROPOSITION_DECIDEE = "état d’une proposition"
    PROPOSITION_REFORMULEE = "proposition reformulée"
    PROPOSITION_RETIREE = "proposition retirée"
    PROPOSITION_SOUTENUE = "soutien d’une proposition"

    SUGGESTION = "suggestion pour le glossaire"
    SUGGESTION_TRAITEE = "suggestion pour le glossaire traitée"

    # Who may what: co-presidency, registration, part in a sub-group, administration
    ROLE_DONNE = "rôle donné"
    ROLE_MODIFIE = "rôle modifié"
    ROLE_RETIRE = "rôle retiré"

    # Accounts
    COMPTE_OUVERT = "compte ouvert"
    COMPTE_MODIFIE = "compte modifié"
    COMPTE_FERME = "compte fermé"
    COMPTE_LIE = "compte lié à une personne"
    COMPTE_DELIE = "compte délié d’une personne"
    ADRESSE_CHANGEE = "adresse changée"
    SECOND_FACTEUR = "second facteur modifié"
    DECONNEXION_PARTOUT = "déconnexion partout"

    # Privacy
    OPPOSITION = "opposition à être nommé(e)"
    OPPOSITION_LEVEE = "opposition levée"
    FICHE_CORRIGEE = "fiche corrigée"
    FUSION = "fiches fusionnées"
    DISTINCTION = "fiches dites distinctes"
    DISTINCTION_LEVEE = "fiches proposées à nouveau"
    EFFACEMENT_DEMANDE = "effacement demandé"
    EFFACEMENT = "effacement"
    ORIGINAL_RETIRE = "original d’une note retiré"
    EFFACEMENT_REFUSE = "effacement refusé"
    CONSERVATION = "conservation appliquée"

    # Personal data that leave the portal, or come in
    EXPORTATION = "exportation"
    TELECHARGEMENT = "téléchargement"
    IMPORTATION = "importation"
    SAUVEGARDE = "sauvegarde du portail"
    RESTAURATION = "portail restauré"

    # Any other row changed at the secretariat's desk
    AJOUT = "ajout"
    MODIFICATION = "modification"
    SUPPRESSION = "suppression"


# Making, changing and deleting a row, by the `nature_journal` of its model.
ACTES = {
    "role": (Acte.ROLE_DONNE, Acte.ROLE_MODIFIE, Acte.ROLE_RETIRE),
    "compte": (Acte.COMPTE_OUVERT, Acte.COMPTE_MODIFIE, Acte.COMPTE_FERME),
    "": (Acte.AJOUT, Acte.MODIFICATION, Acte.SUPPRESSION),
}
PLAIN = (
    models.ForeignKey,
    models.BooleanField,
    models.IntegerField,
    models.DateField,
    models.TimeField,
    models.DurationField,
)


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────


def record(acte, objet, *, by, **details):
    """Keep that somebody did something.

    acte: an Acte. objet: the row it was done to, or a few words where there is no row. by: the Compte, None for a
    command or a personal link. details: keys, numbers, states, dates; never a name nor an address.
    Returns the Evenement.
    """
    evenement = Evenement(acte=Acte(acte), objet=designation(objet), par=by, details=_plain(details))
    if not isinstance(objet, str):
        evenement.modele, evenement.cle = objet._meta.label_lower, objet.pk
        evenement.personne_id = _person(objet)
    evenement.save()
    return evenement


def record_once_a_day(acte, objet):
    """Keep what the portal found by itself, and finds again each time somebody asks. objet: a few words."""
    today = Evenement.objects.filter(acte=Acte(acte), objet=objet, quand__date=timezone.localdate())
    if not today.exists():
        record(acte, objet, by=None)


def added(row, *, by):
    """Keep that a row was made, with what may be kept of it."""
    return record(ACTES[nature(row)][0], row, by=by, **facts(row))


def changed(row, *, by, **details):
    """Keep that a row was changed; details as `difference` gives them."""
    return record(ACTES[nature(row)][1], row, by=by, **details)


def removed(row, *, by):
    """Keep that a row is deleted, with what may be kept of it."""
    return record(ACTES[nature(row)][2], row, by=by, **facts(row))


def forget(today=None):
    """Delete what was kept long enough. Returns how many lines."""
    today = today or timezone.localdate()
    limit = today.replace(year=today.year - ANNEES, day=min(today.day, 28))
    return models.QuerySet(Evenement).filter(quand__date__lt=limit).delete()[0]


# ── What may be kept ────────────────────────────────────────────────────────────────────────────────────


def designation(objet):
    """What the log calls a row: by its kind and its key, unless its model is known to name nobody."""
    if isinstance(objet, str):
        return objet
    if getattr(objet, "ne_nomme_personne", False):
        return str(objet)[:250]
    return f"{objet._meta.verbose_name} n° {objet.pk}"


def facts(row):
    """What the log may keep of a row: keys, numbers, dates, states, yes and no; never what somebody typed."""
    return {
        field.name: value
        for field in row._meta.concrete_fields
        if _is_plain(field) and (value := getattr(row, field.attname)) not in (None, "")
    }


def difference(row, before, names):
    """What became of a row: « champs » that changed, and « avant » and « apres » of those that may be kept.

    before: values by name. names: of the fields that changed.
    """
    kept = {field.name: field.attname for field in row._meta.concrete_fields if _is_plain(field)}
    told = [name for name in names if name in kept]
    return {
        "champs": list(names),
        "avant": {name: before.get(name) for name in told},
        "apres": {name: getattr(row, kept[name]) for name in told},
    }


def _is_plain(field):
    return not field.primary_key and (bool(field.choices) or isinstance(field, PLAIN))


def _plain(details):
    return json.loads(json.dumps(details, cls=DjangoJSONEncoder))


def _person(row):
    """Key of the Participant that a row is about."""
    if isinstance(row, Participant):
        return row.pk
    if isinstance(row, Compte):
        return Participant.objects.filter(compte=row).values_list("pk", flat=True).first()
    return getattr(row, "participant_id", None)


def nature(model):
    """« role », « compte » or nothing: how the log calls what happens to the rows of a model."""
    return getattr(model, "nature_journal", "")
