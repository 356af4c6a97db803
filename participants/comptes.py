"""Accounts: how allauth opens the door of the portal."""

from allauth.account.adapter import DefaultAccountAdapter


class AdaptateurCompte(DefaultAccountAdapter):
    """Nobody signs up alone: accounts are opened for the people of the chantiers."""

    def is_open_for_signup(self, request):
        return False
