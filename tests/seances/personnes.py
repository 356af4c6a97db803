"""The people of one sub-group and around it, each with an account: what they may is typed in the tests."""

from datetime import timedelta

from django.utils import timezone

from tests import factories


def day(offset):
    return timezone.localdate() + timedelta(days=offset)


def account(**participant):
    return factories.ParticipantFactory(avec_compte=True, avec_courriel=True, **participant).compte


def member(groupe, *, registered=True, **role):
    compte = account()
    factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=compte.participant, **role)
    if registered:
        factories.InscriptionFactory(
            chantier=groupe.seance.chantier, participant=compte.participant, depuis=day(-90)
        )
    return compte


def inscrit(groupe, **fields):
    compte = account()
    factories.InscriptionFactory(
        chantier=groupe.seance.chantier,
        participant=compte.participant,
        **{"depuis": day(-90)} | fields,
    )
    return compte


def preside(groupe, **fields):
    compte = account()
    factories.CopresidenceFactory(
        chantier=groupe.seance.chantier, participant=compte.participant, **{"depuis": day(-90)} | fields
    )
    return compte


def present(groupe, **trait):
    compte = account()
    factories.PresenceFactory(seance=groupe.seance, participant=compte.participant, **trait)
    return compte


def elsewhere(groupe):
    """Another sub-group of another chantier."""
    return factories.SousGroupeFactory(seance__convoquee=True)


ROLES = {
    "visiteur": lambda groupe: None,
    "compte sans fiche": lambda groupe: factories.CompteFactory(),
    "secrétaire ailleurs": lambda groupe: member(elsewhere(groupe), secretaire=True),
    "préside ailleurs": lambda groupe: preside(elsewhere(groupe)),
    "rédacteur ailleurs": lambda groupe: inscrit(elsewhere(groupe), redacteur=True),
    "ancien inscrit": lambda groupe: inscrit(groupe, jusque=day(-1)),
    "a présidé": lambda groupe: preside(groupe, jusque=day(-1)),
    "excusé": lambda groupe: present(groupe, excuse=True),
    "remplaçant": lambda groupe: present(groupe, remplacant=True),
    "inscrit": inscrit,
    "membre": member,
    "rapporteur": lambda groupe: member(groupe, rapporteur=True),
    "secrétaire": lambda groupe: member(groupe, secretaire=True),
    "secrétaire qui n’est plus du chantier": lambda groupe: member(groupe, registered=False, secretaire=True),
    "secrétaire de l’autre groupe": lambda groupe: member(
        factories.SousGroupeFactory(seance=groupe.seance), secretaire=True
    ),
    "rédacteur": lambda groupe: inscrit(groupe, redacteur=True),
    "préside": preside,
    "administration": lambda groupe: factories.CompteFactory(administration=True),
}


def log_in(client, role, groupe):
    """Log the one of this role in; the visitor stays outside. Returns the Compte."""
    compte = ROLES[role](groupe)
    if compte is not None:
        client.force_login(compte)
    return compte
