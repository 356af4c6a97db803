"""What the frame of every page asks before it shows a door."""

from django import template
from django.contrib.auth.models import AnonymousUser

from .. import permissions

register = template.Library()


def reader(context):
    """Who reads; an error page may be rendered without knowing."""
    return context.get("user") or AnonymousUser()


@register.simple_tag(takes_context=True)
def can_read_directory(context):
    return permissions.can_read_directory(reader(context))


@register.simple_tag(takes_context=True)
def can_enter_gestion(context):
    return permissions.can_enter_gestion(reader(context))
