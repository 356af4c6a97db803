"""Whether the account gets the weekly letter: its own page stands in a room below, and asks here."""

from django import template

from ..lettre_nouveautes import is_asked

register = template.Library()
register.filter("recoit_la_lettre", is_asked)
