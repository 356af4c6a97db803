"""Who runs the portal. What a person may see and do in the chantiers is asked upstairs, where they are known."""


def is_administrator(user):
    """An administrator runs the portal; co-presidents have rights in their chantier instead."""
    return user.is_authenticated and user.is_active and user.is_superuser


def can_read_journal(user):
    """The audit log names everybody: for the administration alone, whatever the chantier."""
    return is_administrator(user)


def can_import(user):
    """Bring people, organisations and chantiers in from a spreadsheet."""
    return is_administrator(user)
