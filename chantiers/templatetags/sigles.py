"""The acronyms of a page, as its `Explication` explains them while it is written."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def explique(text, explication):
    """A plain text, the first use of each acronym on the page linked to the list at its end."""
    return mark_safe(explication.text(str(text)))  # escaped there


@register.inclusion_tag("chantiers/_sigles.html")
def sigles_employes(explication):
    """The list of the acronyms met so far: the last thing on the page."""
    return {"table": mark_safe(explication.table())}  # escaped there
