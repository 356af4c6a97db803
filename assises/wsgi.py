"""The portal as WSGI application."""

import gc
import os
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assises.settings")

application = get_wsgi_application()


def warm_up():
    """Make now what the first requests make and every process keeps. No database is asked."""
    from participants import fraicheur
    from seances.models import Seance

    reverse("accueil")  # loads the addresses, and so the views
    get_template("assises/accueil.html")  # the tags that templates use, the frame of every page
    gettext("Yes")  # the French of Django and of allauth
    fraicheur.tables()
    str(Seance.objects.with_document().query)  # what the compiler of queries learns of each model
    environ = {"PATH_INFO": reverse("sante"), "HTTP_HOST": urlsplit(settings.SITE_URL).netloc}
    setup_testing_defaults(environ)
    application(environ, lambda status, headers: None).close()


# A server that forks its workers after this (gunicorn --preload) shares what is loaded now: every view, and no page of
# memory that the garbage collector would write to.
warm_up()
gc.collect()
gc.freeze()
