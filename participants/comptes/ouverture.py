"""Whose an address is: the only writer of accounts and of their links to people.

An account opens for an address that somebody has just proven, and is linked to the one Participant of this address.
An address that several people share is linked to nobody until somebody who knows says whose it is. A link, once made,
does not follow what is typed on the Participant: it stays with the proven address.
Each act is atomic and leaves an audit line. Raises CompteRefuse with a sentence for the person who asked.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from ..journal import Acte, record
from ..models import Compte, Participant


class CompteRefuse(Exception):
    """The act is not possible; the message says why and what to do."""


def fold(address):
    """An address as accounts keep it and as letters are sent to it, however it was typed."""
    return address.strip().lower()


def _comptes(address):
    return Compte.objects.alias(adresse=Lower("email")).filter(adresse=fold(address))


def _people(address):
    return Participant.objects.alias(adresse=Lower("courriel")).filter(adresse=fold(address))


# ── Entering ────────────────────────────────────────────────────────────────────────────────────────────


def may_enter(address):
    """Whether a code may be sent: an open account, or a person who has none. Two queries, whatever the answer."""
    active = list(_comptes(address).values_list("is_active", flat=True))
    without = _people(address).filter(compte=None).exists()
    return active[0] if active else without


@transaction.atomic
def open_account(address):
    """The account of an address that has just been proven, made and linked if need be; None if it opens nothing."""
    people = list(_people(address).select_for_update())
    compte = _comptes(address).select_for_update().first()
    if compte is None:
        if all(person.compte_id for person in people):
            return None
        compte = Compte.objects.create_user(fold(address))
        record(Acte.COMPTE_OUVERT, compte, by=compte)
    if not compte.is_active:
        return None
    alone = len(people) == 1 and people[0].compte_id is None
    if alone and not Participant.objects.filter(compte=compte).exists():
        _link(compte, people[0], by=compte)
    return compte


def _link(compte, participant, *, by):
    participant.compte = compte
    participant.save(update_fields=["compte"])
    record(Acte.COMPTE_LIE, participant, by=by, compte=compte.pk)


# ── Addresses that several people share ─────────────────────────────────────────────────────────────────


def unclaimed(people):
    """Accounts that somebody entered and that are linked to nobody, with those of `people` whose address it is.

    Returns a list of (Compte, list of Participant) without empty ones, in two queries.
    """
    candidates = people.filter(compte=None).exclude(courriel="").alias(adresse=Lower("courriel"))
    comptes = list(
        Compte.objects.filter(participant=None, is_active=True, last_login__isnull=False)
        .alias(adresse=Lower("email"))
        .filter(Exists(candidates.filter(adresse=OuterRef("adresse")).order_by()))
    )
    by_address = {}
    if comptes:
        wanted = [fold(compte.email) for compte in comptes]
        for person in candidates.filter(adresse__in=wanted).select_related("organisation"):
            by_address.setdefault(fold(person.courriel), []).append(person)
    return [(compte, by_address[fold(compte.email)]) for compte in comptes]


@transaction.atomic
def confirm_owner(compte, participant, *, by):
    """Say whose a shared address is. Whether `by` may is asked of the permissions before."""
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if participant.compte_id or Participant.objects.filter(compte=compte).exists():
        raise CompteRefuse("Ce compte ou cette personne est déjà lié : rechargez la page.")
    if fold(participant.courriel) != fold(compte.email):
        raise CompteRefuse("L’adresse de cette personne n’est plus celle du compte : rechargez la page.")
    _link(compte, participant, by=by)


# ── Changing an address ─────────────────────────────────────────────────────────────────────────────────


def refuse_taken(compte, address):
    """Raise CompteRefuse when the address is already that of another account or person."""
    if _comptes(address).exclude(pk=compte.pk).exists():
        raise CompteRefuse("Un autre compte a déjà cette adresse : demandez à l’administration du portail.")
    if _people(address).filter(Q(compte=None) | ~Q(compte=compte.pk)).exists():
        raise CompteRefuse(
            "Cette adresse est aussi celle d’une autre personne : il en faut une à vous seul, "
            "ou demandez à l’administration du portail."
        )


@transaction.atomic
def change_address(compte, address, *, by):
    """Give an account another address: proven by its owner at both, or set by an administrator.

    Every session of the account ends, and its person's address follows.
    """
    address = fold(address)
    refuse_taken(compte, address)
    person = Participant.objects.select_for_update().filter(compte=compte.pk).first()
    Compte.objects.filter(pk=compte.pk).update(email=address)
    compte.email = address
    compte.end_sessions()
    if person is not None:
        person.courriel = address
        person.save(update_fields=["courriel"])
    record(Acte.ADRESSE_CHANGEE, compte, by=by, participant=person.pk if person else None)


@transaction.atomic
def relink(participant, compte, *, by):
    """Link a person to another account, or to none: an administrator's act."""
    before = participant.compte_id
    participant.compte = compte
    participant.save(update_fields=["compte"])
    if compte is None:
        record(Acte.COMPTE_DELIE, participant, by=by, compte=before)
    else:
        record(Acte.COMPTE_LIE, participant, by=by, avant=before, compte=compte.pk)


@transaction.atomic
def close_everywhere(compte, *, by):
    """End every session of an account, on every device."""
    compte.end_sessions()
    record(Acte.DECONNEXION_PARTOUT, compte, by=by)


# ── Second factor ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def drop_second_factor(compte, *, by):
    """Take away what somebody has lost: his next code by e-mail is enough again. His sessions end."""
    Authenticator.objects.filter(user=compte).delete()
    compte.end_sessions()
    record(Acte.SECOND_FACTEUR, compte, by=by, quoi="retiré par l’administration")
