"""Who may know of a chantier and change it. Views, admin and templates ask here."""

from participants.permissions import is_administrator

from .models import Chantier


def visible_chantiers(user):
    """Chantiers that the user may know of; use it to fetch, so the rest is a 404."""
    if is_administrator(user):
        return Chantier.objects.all()
    return Chantier.objects.publics()


def can_edit_chantier(user, chantier):
    return is_administrator(user)
