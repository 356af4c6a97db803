"""Why an act on the attendance is not done: a sentence for whoever acts, and what he may do instead."""


class PointageRefuse(ValueError):
    """Nothing was written; the message says why.

    suites: what may be done instead, as (label, values that the same act takes). code: its kind, for scripts.
    """

    code = "refus"

    def __init__(self, message, suites=()):
        super().__init__(message)
        self.suites = list(suites)


class Ferme(PointageRefuse):
    """No attendance is taken: the PV is frozen, or the séance is cancelled."""

    code = "ferme"


class Depasse(PointageRefuse):
    """Somebody noted something else since the page of whoever acts was made."""

    code = "depasse"


class HeureDepassee(PointageRefuse):
    """Somebody noted another hour meanwhile."""

    code = "heure"


class Remplacee(PointageRefuse):
    """Somebody is noted in this person's stead."""

    code = "remplacee"


class Contredit(PointageRefuse):
    """One would be present and replaced at once."""

    code = "contredit"


class DejaConnue(PointageRefuse):
    """People of this name are known."""

    code = "connue"
