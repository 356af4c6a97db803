"""Forgetting how to reach somebody: his address and his account. What he did stays told by keys alone."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from .models import Participant

ADRESSE_EFFACEE = "compte-{}@efface.invalid"  # nobody receives what is sent to « .invalid » (RFC 2606)


def has_contact(participant):
    return bool(participant.courriel or participant.compte_id)


def forget_contact(participant):
    """Remove the address of a person and close his account. The caller locks, checks and writes the audit line.

    The row of the account stays, empty: what it deposited, froze or published still says that somebody did.
    """
    compte = participant.compte
    Participant.objects.filter(pk=participant.pk).update(courriel="", compte=None)
    participant.courriel, participant.compte = "", None
    if compte is not None:
        for model in (EmailAddress, Authenticator, SocialAccount):
            model.objects.filter(user=compte).delete()
        compte.email, compte.is_active = ADRESSE_EFFACEE.format(compte.pk), False
        compte.save(update_fields=["email", "is_active"])
        compte.end_sessions()
