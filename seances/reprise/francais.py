"""Dates and hours as people write them, in French and in the Dutch of bilingual headings."""

import re
from dataclasses import dataclass
from datetime import date

from participants import noms

MOIS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan januari",
            "fevrier fevr fev februari",
            "mars maart",
            "avril avr april",
            "mai mei",
            "juin juni",
            "juillet juil juli",
            "aout augustus",
            "septembre sept september",
            "octobre oct oktober",
            "novembre nov november",
            "decembre dec december",
        ),
        1,
    )
    for name in names.split()
}
LETTRES = r"[A-Za-zÀ-ÿ]"
DATE = re.compile(
    rf"\b(?P<a>\d{{4}})-(?P<m>\d{{2}})-(?P<j>\d{{2}})\b"
    rf"|\b(?P<j2>\d{{1,2}})\s*[/.]\s*(?P<m2>\d{{1,2}})\s*[/.]\s*(?P<a2>\d{{4}}|\d{{2}})\b"
    rf"|\b(?P<j3>\d{{1,2}})(?:er)?\s+(?P<m3>{LETTRES}{{3,10}})\.?(?:\s+(?P<a3>\d{{4}}))?",
)
JOUR = re.compile(
    r"(?:le\s+)?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|maandag|dinsdag|woensdag|donderdag|vrijdag)"
    r"(?:\s*/\s*\w+)?[\s,]*$",
    re.IGNORECASE,
)
UNE_HEURE = r"(\d{1,2})(?:\s*(?:heures?|[hH]|u(?:ur)?(?=\b|\d))|:(?=\d{2}))\s*(\d{2})?(?:\s*(?:h|u(?:ur)?|min(?:utes)?)\b)?"
HEURE = re.compile(rf"(?<![\d/.]){UNE_HEURE}(?!\d)")
PLAGE = re.compile(
    rf"(?:\b(?:de|van)\s+)?(?<![\d/.])(?:(\d{{1,2}})(?=\s*(?:à|-|–)\s*\d{{1,2}}\s*h)|{UNE_HEURE})"
    rf"\s*(?:–|—|-|/|à|a|>|→|jusqu['’]à|tot)\s*{UNE_HEURE}(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Trouve:
    """A value with the stretch of text that says it."""

    valeur: object
    debut: int
    fin: int


def dates(text, after=None):
    """Trouve of each date. after: a date; one written without its year is the next such day after it."""
    found = []
    for match in DATE.finditer(text):
        day = int(match["j"] or match["j2"] or match["j3"])
        month = match["m"] or match["m2"]
        month = int(month) if month else MOIS.get(noms.fold(match["m3"]))
        year = match["a"] or match["a2"] or match["a3"]
        if not month or (year is None and after is None):
            continue
        year = int(year) if year else after.year
        year += 2000 if year < 100 else 0
        try:
            value = date(year, month, day)
            if not (match["a"] or match["a2"] or match["a3"]) and value < after:
                value = date(year + 1, month, day)
        except ValueError:
            continue
        weekday = JOUR.search(text[: match.start()])
        found.append(Trouve(value, weekday.start() if weekday else match.start(), match.end()))
    return found


def hour(hours, minutes):
    """« HH:MM », None for what is no hour."""
    hours, minutes = int(hours), int(minutes or 0)
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else None


def hours(text):
    """Trouve of (begin, end) of the first range of hours, else of the first hour alone; None when there is none."""
    for match in PLAGE.finditer(text):
        short, h1, m1, h2, m2 = match.groups()
        begin, end = hour(short or h1, m1), hour(h2, m2)
        if begin and end:
            return Trouve((begin, end), match.start(), match.end())
    for match in HEURE.finditer(text):
        begin = hour(*match.groups())
        if begin:
            return Trouve((begin, None), match.start(), match.end())
    return None
