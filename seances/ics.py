"""Séances as calendars keep them (RFC 5545): one file for one séance, for a chantier, for all.

A séance keeps its identifier for life, and its revision (`Seance.sequence`) tells calendars that it was moved or
cancelled. The same séances give the same bytes to the same reader: nothing in them is of the moment of asking.

No file names anybody, but the place and how to get there as whoever reads may read them. A séance in preparation is
in none. Séances are given with their chantier and place (`with_reperes()`).
"""

import datetime
import uuid
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText

from . import anonymat, permissions, reperes
from .models import PointOrdreDuJour, StatutSeance
from .pv.phrases import lieu as place_of
from .pv.publication import hide_addresses

TYPE = "text/calendar; charset=utf-8"
PRODID = "-//Portail des Assises//FR"
ZONE = "Europe/Brussels"
RELECTURE = datetime.timedelta(hours=4)  # how often calendar programs are asked to look again

# The rule of the European Union since 1996, without an end: the library's own lists instants until some year.
FUSEAU = Timezone.from_ical(
    f"""BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:DAYLIGHT
DTSTART:19970330T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
)


def feed(seances, user, *, name, path):
    """The file to which a calendar program subscribes: those of the séances that are announced, as bytes.

    seances: queryset or list, all visible to the user, who may be anonymous. name: of the calendar. path: address of
    its page. The queries are as many for one as for a hundred.
    """
    seances = _told(seances)
    url = f"{settings.SITE_URL}{path}"
    calendar = _calendar(
        name=name,
        uid=uuid.uuid5(uuid.NAMESPACE_URL, url),
        url=url,
        description="Séances du Portail des Assises. Les dates, heures et lieux suivent ceux du portail.",
    )
    calendar.add("REFRESH-INTERVAL", RELECTURE, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(RELECTURE))  # for programs that do not know the former
    return _written(calendar, _events(seances, user))


def download(seance, user):
    """The file of one séance as its page offers it, as bytes. Raises ValueError for one in preparation."""
    return _written(_calendar(), _events(_announced(seance), user))


def invitation(seance, *, method="PUBLISH", answer_url=""):
    """The file that goes with a letter to one of the chantier's people, as bytes.

    method: PUBLISH (announced, or moved), CANCEL for a séance that is cancelled; "" for a file without one. Nobody
    answers to a calendar: answer_url is the page where its reader answers, told in the text. Raises ValueError for a
    séance in preparation.
    """
    [seance] = _announced(seance)
    event = _event(
        seance,
        points=seance.points.exists(),
        acces=_acces(seance),
        where=_where(seance),
        answer_url=answer_url,
    )
    if method:
        event.add("ORGANIZER", _organizer(seance.chantier))
    return _written(_calendar(method=method or None), [event])


def _told(seances):
    return [seance for seance in seances if seance.statut != StatutSeance.PREPARATION]


def _announced(seance):
    if seance.statut == StatutSeance.PREPARATION:
        raise ValueError("A séance in preparation is in no calendar.")
    return [seance]


def _calendar(*, uid=None, **properties):
    calendar = Calendar.new(prodid=PRODID, calscale="GREGORIAN", uid=uid, **properties)
    if uid is None:  # the library draws one: the bytes would change at each asking
        del calendar["UID"]
    calendar.add_component(FUSEAU)
    return calendar


def _written(calendar, events):
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def _events(seances, user):
    """Each séance as this reader may know it."""
    seances = reperes.with_pv(seances, user)
    keys = [seance.pk for seance in seances]
    planned = set(
        PointOrdreDuJour.objects.filter(seance__in=keys)
        .order_by()
        .values_list("seance", flat=True)
        .distinct()
    )
    named = permissions.named_seances(user) if user.is_authenticated else None
    own = set(named.filter(pk__in=keys).values_list("pk", flat=True)) if named is not None else set()
    masque = None
    for seance in seances:
        where, acces = _where(seance), _acces(seance)
        if where and seance.pk not in own:
            masque = anonymat.mask_of_declined() if masque is None else masque
            where, acces = masque.text(where), masque.text(acces)
        yield _event(seance, points=seance.pk in planned, acces=acces, where=where)


def _event(seance, *, points, where, acces, answer_url=""):
    annulee = seance.est_annulee
    title = f"Chantier {seance.chantier.numero} – {seance.chantier.titre}, séance {seance.numero}"
    return Event.new(
        uid=seance.uid,
        sequence=seance.sequence,
        stamp=seance.revisee_le,
        last_modified=seance.revisee_le,
        summary=f"Annulée : {title}" if annulee else title,
        status="CANCELLED" if annulee else "CONFIRMED",
        transparency="TRANSPARENT" if annulee else "OPAQUE",
        categories=[f"Chantier {seance.chantier.numero}"],
        location=where or None,
        url=f"{settings.SITE_URL}{seance.get_absolute_url()}",
        description=_description(seance, points, acces, answer_url),
        **_times(seance),
    )


def _times(seance):
    """As planned: what happened that day does not move the appointment. Without hours, the whole day."""
    if seance.heure_debut is None:
        return {"start": seance.date, "end": seance.date + datetime.timedelta(days=1)}
    zone = ZoneInfo(ZONE)
    begins, ends = (
        hour and datetime.datetime.combine(seance.date, hour, zone)
        for hour in (seance.heure_debut, seance.heure_fin)
    )
    return {"start": begins, "end": ends}


def _description(seance, points, acces, answer_url):
    def link(words, path):
        return f"{words} : {settings.SITE_URL}{path}"

    lines = ["Cette séance est annulée."] if seance.est_annulee else []
    lines += [f"Répondre à la convocation : {answer_url}"] if answer_url else []
    lines += [link("La séance", seance.get_absolute_url())]
    lines += [link("Ordre du jour (PDF)", seance.url("ordre_du_jour_pdf"))] if points else []
    if getattr(seance, "pv_url", ""):
        lines += [link(f"Procès-verbal ({seance.pv_mot})", seance.pv_url)]
    lines += [f"Accès : {acces}"] if acces else []
    return "\n".join(lines)


def _where(seance):
    return place_of(seance.lieu) if seance.lieu else ""


def _acces(seance):
    return hide_addresses(seance.lieu.acces, seance.chantier.contact.lower()) if seance.lieu else ""


def _organizer(chantier):
    """The chantier at its contact address, the portal's own where it has none."""
    organizer = vCalAddress(f"mailto:{chantier.contact or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText(f"Chantier {chantier.numero} – {chantier.titre}")
    return organizer
