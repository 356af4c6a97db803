"""Figures in tables, said as in their pictures."""

from django import template

from ..statistiques import image

register = template.Library()
register.filter("milliers", image.number)
register.filter("pourcent", image.percent)


@register.filter
def par_colonne(croisement):
    """Of each column (name, its numbers each with the name of its row): a table that is longer than wide."""
    return [
        (name, zip(croisement.rangees, column, strict=True))
        for name, column in zip(croisement.colonnes, zip(*croisement.valeurs, strict=True), strict=True)
    ]


@register.filter
def totaux(croisement):
    """The total of each row, with its name."""
    return zip(croisement.rangees, croisement.totaux, strict=True)


@register.filter
def court(name):
    """« Séance 2 » of « Séance 2, 18 octobre 2022 »."""
    return name.partition(",")[0]
