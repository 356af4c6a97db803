"""The portal as WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assises.settings")

application = get_wsgi_application()

# A server that forks its workers after this (gunicorn --preload) shares what is loaded now: every view, and no page of
# memory that the garbage collector would write to.
reverse("accueil")  # loads the addresses, and so the views
get_template("assises/accueil.html")  # the tags that templates use, the frame of every page
gettext("Yes")  # the French of Django and of allauth
gc.collect()
gc.freeze()
