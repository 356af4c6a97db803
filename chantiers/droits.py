"""Who finds, changes and removes in the admin what belongs to the chantiers."""

from participants.droits import Droits
from participants.permissions import is_administrator

from . import permissions
from .models import Chantier, Copresidence, Definition, Inscription, Question, Suggestion, Terme, Thematique
from .permissions import roles


def edits(user):
    """Whoever prepares or writes up a chantier."""
    return is_administrator(user) or bool(roles(user).edite)


def presides(user):
    return is_administrator(user) or bool(roles(user).preside)


def edited(model, path):
    """The rule of the rows whose chantier, found along a path of lookups, the user prepares and writes up."""

    def rule(user):
        if is_administrator(user):
            return model.objects.all()
        return model.objects.filter(**{f"{path}__in": roles(user).edite})

    return rule


def every(model, when=edits):
    """The rule of what is one for all chantiers."""

    def rule(user):
        return model.objects.all() if when(user) else model.objects.none()

    return rule


def inscriptions(user):
    return permissions.editable_inscriptions(user) if presides(user) else Inscription.objects.none()


def suggestions(user):
    return permissions.visible_suggestions(user) if presides(user) else Suggestion.objects.none()


def locked_fields(user, chantier):
    locked = set() if is_administrator(user) else {"numero"}
    if chantier is None or not permissions.can_preside(user, chantier):
        locked |= {"visibilite", "contact", "couleur"}
    return locked


def locked_fields_of_inscription(user, inscription):
    return () if permissions.can_give_roles(user) else ("redacteur",)


CHANTIERS = edited(Chantier, "pk")
QUESTIONS = edited(Question, "chantier")
TERMES = every(Terme, permissions.can_edit_glossary)
DEFINITIONS = every(Definition, permissions.can_edit_glossary)

DROITS = {
    Chantier: Droits(CHANTIERS, editable=CHANTIERS, locked=locked_fields),
    Copresidence: Droits(edited(Copresidence, "chantier")),
    Inscription: Droits(
        edited(Inscription, "chantier"),
        editable=inscriptions,
        deletable=inscriptions,
        may_add=presides,
        choices={"chantier": permissions.presided_chantiers},
        locked=locked_fields_of_inscription,
    ),
    Question: Droits(QUESTIONS, editable=QUESTIONS, deletable=QUESTIONS, may_add=edits),
    Thematique: Droits(every(Thematique)),
    Terme: Droits(
        every(Terme),
        editable=TERMES,
        deletable=TERMES,
        may_add=permissions.can_edit_glossary,
        choices={"chantiers": permissions.visible_chantiers},
    ),
    Suggestion: Droits(suggestions),
    Definition: Droits(
        every(Definition),
        editable=DEFINITIONS,
        deletable=DEFINITIONS,
        may_add=permissions.can_edit_glossary,
    ),
}
