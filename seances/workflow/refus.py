"""The one way to say that an act is not possible now."""


class TransitionRefused(Exception):
    """The act is not possible now; the message says why and what to do."""
