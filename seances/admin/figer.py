"""What a frozen PV prints is not changed by hand: its rows, their inlines and their lists are read-only."""

from .. import redaction


class FigeAvecLePV:
    """For the admin or inline of rows that belong to a séance: closed when its PV is frozen.

    `seance_of(obj)` finds the séance of what the page shows: the row itself, or the parent of an inline.
    """

    @staticmethod
    def seance_of(obj):
        return obj.seance

    def is_frozen(self, obj):
        return obj is not None and redaction.is_frozen(self.seance_of(obj))

    def has_add_permission(self, request, *parent):  # an inline has one
        return super().has_add_permission(request, *parent) and not any(map(self.is_frozen, parent))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self.is_frozen(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self.is_frozen(obj)


class FigeAvecLaSeance(FigeAvecLePV):
    """For the inlines of a séance's own page."""

    @staticmethod
    def seance_of(obj):
        return obj
