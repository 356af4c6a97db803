"""Who may see people and manage them. Views, admin and templates ask here."""

from .models import Participant


def is_administrator(user):
    """An administrator runs the portal; co-presidents have rights in their chantier instead."""
    return user.is_authenticated and user.is_active and user.is_superuser


def can_enter_gestion(user):
    return is_administrator(user)


def can_read_directory(user):
    return is_administrator(user)


def visible_participants(user):
    """Participants whom the user may know of; use it to fetch, so the rest is a 404."""
    if is_administrator(user):
        return Participant.objects.all()
    return Participant.objects.none()


def can_see_addresses(user):
    """Personal e-mail addresses."""
    return is_administrator(user)
