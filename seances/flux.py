"""What is new in public as an Atom feed (RFC 4287), for all chantiers or for one. It is the same for every reader."""

import datetime
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from .nouveautes import Regard, what_is_new

ENTREES = 40
HORS_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot say
AVANT_TOUT = datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)  # of a feed without entry


class Flux(Atom1Feed):
    """The feed is as new as its newest entry."""

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=AVANT_TOUT)


def public_feed(*, title, page, address, chantier=None):
    """(bytes, when its newest entry changed). page, address: paths of the page and of the feed itself."""
    flux = Flux(
        title=clean(title),
        link=f"{settings.SITE_URL}{page}",
        feed_url=f"{settings.SITE_URL}{address}",
        feed_guid=guid(address),
        description="",
        subtitle="Ce que tout le monde peut lire : séances, procès-verbaux, documents.",
        language="fr",
        author_name="Portail des Assises",
    )
    for each in what_is_new(Regard(AnonymousUser(), chantier=chantier, combien=ENTREES)):
        text = f"{each.quoi}, {each.detail}" if each.detail else each.quoi
        flux.add_item(
            title=clean(f"{each.ou} : {each.quoi.lower()}"),
            link=f"{settings.SITE_URL}{each.adresse}",
            description=escape(clean(f"{text}. {each.chantier.titre}.")),
            unique_id=guid(each.cle),
            unique_id_is_permalink=False,
            pubdate=each.publiee or each.quand,
            updateddate=each.quand,
        )
    return flux.writeString("utf-8").encode(), flux.latest_post_date()


def guid(name):
    """The name of an entry or a feed, for ever (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name.strip('/')}"


def clean(text):
    return HORS_XML.sub("", text)
