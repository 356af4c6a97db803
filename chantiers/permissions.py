"""Who has a part in a chantier, and who may know of it and change it. Views, admin and templates ask here."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from participants.permissions import is_administrator

from .models import Chantier, Copresidence, Inscription, Suggestion, Terme, Visibilite


@dataclass(frozen=True)
class Roles:
    """The chantiers (their primary keys) in which somebody has a part today."""

    preside: frozenset[int] = frozenset()
    redige: frozenset[int] = frozenset()
    inscrit: frozenset[int] = frozenset()

    @property
    def edite(self):
        """Where he prepares the séances and writes them up."""
        return self.preside | self.redige

    @property
    def participe(self):
        """Where he belongs, in whatever part."""
        return self.preside | self.redige | self.inscrit


AUCUN = Roles()


def roles(user):
    """The Roles of an account today, from the data: whoever leaves office loses them that day.

    Read once for each user object, that is once for each request. Two queries, none for the anonymous.
    """
    if not (user.is_authenticated and user.is_active):
        return AUCUN
    if not hasattr(user, "_roles"):
        today = timezone.localdate()
        presided = Copresidence.objects.en_cours(today).filter(participant__compte=user)
        registered = list(
            Inscription.objects.en_cours(today)
            .filter(participant__compte=user)
            .values_list("chantier", "redacteur")
        )
        user._roles = Roles(
            preside=frozenset(presided.values_list("chantier", flat=True)),
            redige=frozenset(chantier for chantier, redacteur in registered if redacteur),
            inscrit=frozenset(chantier for chantier, _ in registered),
        )
    return user._roles


def visible_chantiers(user):
    """Chantiers that the user may know of; use it to fetch, so the rest is a 404."""
    if is_administrator(user):
        return Chantier.objects.all()
    public = Q(visibilite=Visibilite.PUBLIQUE)
    return Chantier.objects.filter(public | Q(pk__in=roles(user).participe))


def editable_chantiers(user):
    """Chantiers that the user prepares and writes up."""
    if is_administrator(user):
        return Chantier.objects.all()
    return Chantier.objects.filter(pk__in=roles(user).edite)


def presided_chantiers(user):
    """Chantiers that the user presides: there he also settles what the rédacteur only prepares."""
    if is_administrator(user):
        return Chantier.objects.all()
    return Chantier.objects.filter(pk__in=roles(user).preside)


def belongs(user, chantier):
    """The chantier's own people, whatever their part."""
    return is_administrator(user) or chantier.pk in roles(user).participe


def can_edit_chantier(user, chantier):
    """Its subject, its questions, its séances."""
    return is_administrator(user) or chantier.pk in roles(user).edite


def can_preside(user, chantier):
    """What only those who preside decide: contact address, visibility, who is registered."""
    return is_administrator(user) or chantier.pk in roles(user).preside


def editable_inscriptions(user):
    """Registrations that the user keeps: those of the chantiers that he presides, rédacteurs aside."""
    if is_administrator(user):
        return Inscription.objects.all()
    return Inscription.objects.filter(chantier__in=roles(user).preside, redacteur=False)


def can_give_roles(user):
    """Who presides a chantier and who writes its PVs: given by the administration."""
    return is_administrator(user)


def can_edit_glossary(user):
    return is_administrator(user) or bool(roles(user).preside)


# ── Glossary ────────────────────────────────────────────────────────────────────────────────────────────


def visible_termes(user):
    """Words that the user reads: those published; who keeps the glossary finds the drafts too."""
    return Terme.objects.all() if can_edit_glossary(user) else Terme.objects.publies()


def suggestible_chantiers(user):
    """Chantiers in whose name the user may suggest a word: those where he belongs today."""
    return Chantier.objects.filter(pk__in=roles(user).participe)


def can_suggest(user):
    """Whoever belongs to a chantier, whatever his part."""
    return bool(roles(user).participe)


def own_suggestions(user):
    """What the user suggested."""
    if not user.is_authenticated:
        return Suggestion.objects.none()
    return Suggestion.objects.filter(participant__compte=user)


def visible_suggestions(user):
    """Suggestions that the user finds at the desk, and settles: of the chantiers that he presides."""
    if is_administrator(user):
        return Suggestion.objects.all()
    return Suggestion.objects.filter(chantier__in=roles(user).preside)
