"""Dates, hours, counts and states as French prints them. Pure functions of what they are given."""

from django import template

from ..pv import phrases
from ..pv.document import plain_text
from ..pv.phrases import INSECABLE, MOIS

register = template.Library()

MOIS_COURTS = (
    "janv.",
    "févr.",
    "mars",
    "avril",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)

MOMENTS = {
    "preparation": "en préparation",
    "a_venir": "convoquée",
    "en_cours": "en cours",
    "tenue": "tenue",
    "annulee": "annulée",
}


@register.filter
def mot_moment(moment):
    """What Seance.moment() says, in words."""
    return MOMENTS[moment]


@register.filter
def heure(value):
    """« 13h30 »; empty for no time."""
    return phrases.heure(value) if value is not None else ""


@register.filter
def plage(begins, ends=None):
    """« 13h30 – 16h00 », « 13h30 », « jusqu’à 16h00 », or nothing."""
    return phrases.plage(begins, ends)


@register.filter
def quantieme(day):
    """« 18 », « 1er »."""
    return "1er" if day.day == 1 else str(day.day)


@register.filter
def date_courte(day):
    """« 18 octobre 2022 »."""
    return phrases.date_courte(day)


@register.filter
def date_longue(day):
    """« mardi 18 octobre 2022 »."""
    return phrases.date_longue(day)


REPONSES = {
    "sans_reponse": "sans réponse,sans réponse",
    "vient": "vient,viennent",
    "excuse": "s’excuse,s’excusent",
    "remplace": "se fait remplacer,se font remplacer",
}


LETTRES = {
    "a_envoyer": "en attente,en attente",
    "envoye": "partie,parties",
    "echoue": "échouée,échouées",
    "sans_objet": "sans objet,sans objet",
}


@register.filter
def mot_lettre(etat, count=1):
    """Where so many letters are: « parties »."""
    return accord(count, LETTRES[etat])


@register.filter
def mot_reponse(answer, count):
    """What so many people answered: « viennent »."""
    return accord(count, REPONSES[answer])


@register.filter
def adresse_lieu(place):
    """« La Marlagne, Chemin des Marronniers à 5100 Namur-Wépion »."""
    return phrases.lieu(place)


@register.filter
def precisions(presence):
    """« en remplacement de X, à distance », what is said of somebody beside his name."""
    return phrases.presence(presence)


@register.filter
def mois_court(day):
    """« oct. »."""
    return MOIS_COURTS[day.month - 1]


@register.filter
def mois_annee(day):
    """« octobre 2022 »."""
    return f"{MOIS[day.month - 1]}{INSECABLE}{day.year}"


@register.filter
def accord(count, words):
    """The word that goes with a count, `words` being « singular,plural ». Zero is singular in French."""
    singular, plural = words.split(",")
    return plural if count > 1 else singular


@register.filter
def nombre(count, words):
    """« 2 séances »."""
    return f"{count}{INSECABLE}{accord(count, words)}"


@register.filter
def texte_brut(runs):
    """The characters of some runs of the tree."""
    return plain_text(runs)
