"""The audit log: the one way to write an Evenement, and the words of what is logged.

Written in the transaction of the act itself: both are kept, or neither. No name and no address is copied into it, so
that erasing somebody leaves the log whole; the admin finds the names again from the keys. No IP address either.
"""

import json
from enum import StrEnum

from django.core.serializers.json import DjangoJSONEncoder

from .models import Evenement


class Acte(StrEnum):
    """What somebody did, as the log keeps it and as people read it."""

    # Séances and procès-verbaux (each save of a text has its own RevisionTexte)
    SEANCE_EN_PREPARATION = "séance en préparation"
    SEANCE_CONVOQUEE = "séance convoquée"
    SEANCE_ANNULEE = "séance annulée"
    PV_BROUILLON = "procès-verbal rendu au brouillon"
    PV_EN_RELECTURE = "procès-verbal en relecture"
    PV_FIGE = "procès-verbal figé"
    VERSION_RETIREE = "version retirée"
    EDITION_PUBLIEE = "édition publique"
    EDITION_RETIREE = "édition publique retirée"
    PRESENCES = "présences modifiées"

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
    EFFACEMENT_DEMANDE = "effacement demandé"
    EFFACEMENT = "effacement"
    EFFACEMENT_REFUSE = "effacement refusé"
    CONSERVATION = "conservation appliquée"

    # Personal data that leave the portal, or come in
    EXPORTATION = "exportation"
    TELECHARGEMENT = "téléchargement"
    IMPORTATION = "importation"

    # Any other row changed at the secretariat's desk
    AJOUT = "ajout"
    MODIFICATION = "modification"
    SUPPRESSION = "suppression"


def record(acte, objet, *, by, **details):
    """Keep that somebody did something.

    acte: an Acte. objet: the row it was done to, or a few words where there is no row. by: the Compte, None for a
    command or a personal link. details: keys, numbers, states, dates; never a name nor an address.
    Returns the Evenement.
    """
    return Evenement.objects.create(
        acte=Acte(acte),
        objet=designation(objet),
        par=by,
        details=json.loads(json.dumps(details, cls=DjangoJSONEncoder)),
    )


def designation(objet):
    """What the log calls a row: by its kind and its key, unless its model is known to name nobody."""
    if isinstance(objet, str):
        return objet
    if getattr(objet, "ne_nomme_personne", False):
        return str(objet)[:250]
    return f"{objet._meta.verbose_name} n° {objet.pk}"
