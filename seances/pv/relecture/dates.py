"""Dates and hours: the weekday against the date, the hours against the séance, the slots against each other. Pure."""

import re
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from participants.noms import fold

from .. import phrases
from ..phrases import INSECABLE, JOURS, MOIS
from .constat import Constat, Endroit, extract

PAUSES = 30  # minutes that no point counts
NEAR = timedelta(days=230)  # a date written without its year is of this year, or not farther away than this
MONTHS = {fold(name): rank for rank, name in enumerate(MOIS, 1)} | {
    short: rank
    for rank, shorts in {
        1: "janv jan",
        2: "fevr fev",
        4: "avr",
        7: "juil",
        9: "sept",
        10: "oct",
        11: "nov",
        12: "dec",
    }.items()
    for short in shorts.split()
}
DAYS = {name: rank for rank, name in enumerate(JOURS)}
MONTH = (
    r"janv(?:ier)?|f[ée]vr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[ûu]t|sept(?:embre)?|oct(?:obre)?|"
    r"nov(?:embre)?|d[ée]c(?:embre)?"
)
DATE = re.compile(
    rf"(?:\b(?P<jour>{'|'.join(JOURS)})(?:\s+le)?\s*,?\s+)?(?<![\d/.,-])(?P<quantieme>\d{{1,2}})"
    rf"(?:(?:er|e)?\s+(?P<mois>{MONTH})\b\.?(?:\s+(?P<an>(?:19|20)\d\d))?"
    r"|(?P<signe>[/.-])(?P<chiffre>\d{1,2})(?:(?P=signe)(?P<court>(?:19|20)?\d\d))?)(?![\d/]|[.,-]\d)",
    re.IGNORECASE,
)
HOUR = r"(?<![\d:])(?P<heure>[01]?\d|2[0-3])(?:\s?[hH]\s?(?P<minute>[0-5]\d)?|:(?P<minute2>[0-5]\d))(?!\d)"
HOURS = re.compile(HOUR)
# « La réunion est suspendue à 15h10 », « X quitte la séance à 16h20 »: the hours of the séance itself.
COURSE = re.compile(
    r"(?:\b(?:la|cette)\s+(?:r[ée]union|s[ée]ance)\b[^.;!?\n]{0,30}?\b(?:d[ée]but\w+|commenc\w+|ouvr\w+|ouverte|lev[ée]e|"
    r"termin\w+|cl[ôo]tur\w+|suspendue?|repr\w+|interrompue)"
    r"|\b(?:arriv\w+|rejoin\w+|quitt\w+|sort\w*|entr\w+)\b[^.;!?\n]{0,25}?\b(?:s[ée]ance|r[ée]union|salle))"
    rf"\b[^.;!?\n\d]{{0,25}}?\b(?:à|vers|dès)\s+{HOUR}",
    re.IGNORECASE,
)
RISES = re.compile(rf"\b(?:r[ée]union|s[ée]ance)\s+est\s+lev[ée]e\s+à\s+{HOUR}", re.IGNORECASE)
OPENS = re.compile(rf"\b(?:d[ée]bute|commence|s[’']ouvre|est\s+ouverte)\s+à\s+{HOUR}", re.IGNORECASE)
OTHER_DAY = re.compile(
    rf"\b(?:{'|'.join(JOURS)}|prochaine?s?|pr[ée]c[ée]dente?s?|derni[èe]re|page)\b|\bs[ée]ance\s+\d",
    re.IGNORECASE,
)
ANNOUNCED = re.compile(r"\bs[ée]ance\s+(?P<numero>\d{1,3})\b", re.IGNORECASE)


def check(document, passages):
    """The Constats of dates and hours."""
    seance = document.seance
    for passage in passages:
        yield from _dates(passage, seance)
        if passage.endroit.lieu not in {"restitution", "annexe"}:
            yield from _course(passage, seance)
    yield from _announced(document, passages)
    yield from _head(document)
    yield from _slots(document)
    yield from _arrivals(document)


# ── Dates ───────────────────────────────────────────────────────────────────────────────────────────────


def days_of(match, reference):
    """The days that a written date can mean, the nearest to `reference` first; None when there is no such day."""
    quantieme = int(match["quantieme"])
    month = MONTHS[fold(match["mois"])] if match["mois"] else int(match["chiffre"])
    written = match["an"] or match["court"]
    if written:
        years = [int(written) + (2000 if len(written) == 2 else 0)]
    else:
        years = [reference.year, reference.year + 1, reference.year - 1]
    days = [day for year in years if (day := _day(year, month, quantieme))]
    if written or not days:
        return days or None
    days.sort(key=lambda day: abs(day - reference))
    return [day for day in days if day.year == reference.year or abs(day - reference) <= NEAR] or days[:1]


def _day(year, month, quantieme):
    try:
        return date(year, month, quantieme)
    except ValueError:
        return None


def _is_date(match):
    """Whether figures are meant as a date: « 3/4 » or « 2.1 » are not, « mardi 3/4 » and « 03/04/2023 » are."""
    return (
        match["mois"]
        or match["jour"]
        or (match["court"] and (len(match["court"]) == 4 or match["signe"] != "-"))
    )


def _dates(passage, seance):
    for match in DATE.finditer(passage.texte):
        if not _is_date(match):
            continue
        days, words = days_of(match, seance.date), " ".join(match.group().split())
        shown = extract(passage.texte, *match.span())
        if days is None:
            if match["mois"] or match["jour"] or len(match["court"]) == 4:
                yield Constat(
                    "date_impossible",
                    f"«{INSECABLE}{words}{INSECABLE}» n’existe pas au calendrier{INSECABLE}: corrigez la date.",
                    passage.endroit,
                    shown,
                )
        elif match["jour"] and all(day.weekday() != DAYS[match["jour"].lower()] for day in days):
            yield Constat(
                "jour_et_date",
                f"«{INSECABLE}{words}{INSECABLE}»{INSECABLE}: le {phrases.date_courte(days[0])} est un "
                f"{JOURS[days[0].weekday()]}. Corrigez le jour ou la date.",
                passage.endroit,
                shown,
            )


def _announced(document, passages):
    """« Séance 3 : vendredi 18 novembre » in the text against the next séances of the agenda."""
    expected = {prochaine.numero: prochaine.date for prochaine in document.prochaines_seances}
    if not expected:
        return
    told = set()
    for passage in passages:
        for announced in ANNOUNCED.finditer(passage.texte):
            numero = int(announced["numero"])
            if numero not in expected or numero in told:
                continue
            match = DATE.search(passage.texte, announced.end(), announced.end() + 60)
            days = days_of(match, document.seance.date) if match and _is_date(match) else None
            if days and expected[numero] not in days:
                told.add(numero)
                yield Constat(
                    "date_annoncee",
                    f"Le texte annonce la séance {numero} pour le {phrases.date_courte(days[0])}, "
                    f"le portail pour le {phrases.date_courte(expected[numero])}{INSECABLE}: accordez-les.",
                    passage.endroit,
                    extract(passage.texte, announced.start(), match.end()),
                )


def _head(document):
    seance = document.seance
    written = [days for match in DATE.finditer(document.intitule) if (days := days_of(match, seance.date))]
    if written and all(seance.date not in days for days in written):
        yield Constat(
            "date_intitule",
            f"L’intitulé donne une autre date que celle de la séance, le {phrases.date_longue(seance.date)}"
            f"{INSECABLE}: corrigez l’un ou l’autre.",
            Endroit("seance"),
            document.intitule,
        )
    for prochaine in document.prochaines_seances:
        if prochaine.date <= seance.date:
            yield Constat(
                "prochaine_passee",
                f"La séance {prochaine.numero} est annoncée pour le {phrases.date_courte(prochaine.date)}, qui ne "
                f"suit pas cette séance{INSECABLE}: corrigez sa date.",
                Endroit("prochaines_seances"),
            )
    if seance.delai_notes and seance.delai_notes < seance.date:
        yield Constat(
            "delai_passe",
            f"Les notes sont attendues pour le {phrases.date_courte(seance.delai_notes)}, avant la séance"
            f"{INSECABLE}: corrigez ce délai.",
            Endroit("seance"),
        )


# ── Hours ───────────────────────────────────────────────────────────────────────────────────────────────


def _hour(match):
    return time(int(match["heure"]), int(match["minute"] or match["minute2"] or 0))


def _bounds(seance):
    """The first and last hour of the séance, planned or real; None where nothing says it."""
    begins = [hour for hour in (seance.heure_debut, seance.debut_reel) if hour is not None]
    ends = [hour for hour in (seance.heure_fin, seance.fin_reelle) if hour is not None]
    return min(begins, default=None), max(ends, default=None)


def _is_outside(hour, bounds):
    low, high = bounds
    return (low is not None and hour < low) or (high is not None and hour > high)


def _outside(what, hour, bounds, endroit, shown=""):
    return Constat(
        "heure_hors_seance",
        f"{what}{INSECABLE}: {phrases.heure(hour)} est en dehors de la séance ({phrases.plage(*bounds)}). "
        "Corrigez cette heure ou celles de la séance.",
        endroit,
        shown,
    )


def _course(passage, seance):
    bounds = _bounds(seance)
    for match in COURSE.finditer(passage.texte):
        sentence = passage.texte[passage.texte.rfind(".", 0, match.start()) + 1 : match.end()]
        if not OTHER_DAY.search(sentence) and _is_outside(hour := _hour(match), bounds):
            words = " ".join(match.group().split())
            yield _outside(
                f"«{INSECABLE}{words}{INSECABLE}»",
                hour,
                bounds,
                passage.endroit,
                extract(passage.texte, *match.span()),
            )
    for pattern, real, what in (
        (OPENS, seance.debut_reel, "début"),
        (RISES, seance.fin_reelle, "fin"),
    ):
        match = (
            pattern.search(passage.texte) if passage.endroit.lieu == "seance" or pattern is RISES else None
        )
        if match and real is not None and _hour(match) != real:
            yield Constat(
                f"heure_de_{fold(what)}",
                f"Le texte donne {phrases.heure(_hour(match))} comme heure de {what}, la séance "
                f"{phrases.heure(real)}{INSECABLE}: accordez-les.",
                passage.endroit,
                extract(passage.texte, *match.span()),
            )


def minutes(begins, ends):
    """Minutes from one hour of the day to another."""
    return int((datetime.combine(date.min, ends) - datetime.combine(date.min, begins)).total_seconds() // 60)


def duree(count):
    """« 2h30 », « 45 minutes »."""
    return f"{count // 60}h{count % 60:02}" if count >= 60 else f"{count}{INSECABLE}minutes"


def _slots(document):
    seance = document.seance
    bounds = seance.heure_debut, seance.heure_fin
    timed = [point for point in document.points if point.heure_debut or point.heure_fin]
    for point in timed:
        for hour in filter(None, (point.heure_debut, point.heure_fin)):
            if _is_outside(hour, bounds):
                yield _outside(f"Point {point.numero}", hour, bounds, Endroit("point", point.numero))
                break
    whole = [point for point in timed if point.heure_debut and point.heure_fin]
    last = None
    for point in sorted(whole, key=lambda point: (point.heure_debut, point.numero)):
        if last is not None and point.heure_debut < last.heure_fin:
            yield Constat(
                "horaires_superposes",
                f"Le point {point.numero} ({phrases.plage(point.heure_debut, point.heure_fin)}) commence avant la "
                f"fin du point {last.numero} ({phrases.plage(last.heure_debut, last.heure_fin)}){INSECABLE}: "
                "corrigez les heures.",
                Endroit("point", point.numero),
            )
        if last is None or point.heure_fin > last.heure_fin:
            last = point
    in_order = [point for point in document.points if point.heure_debut]
    for before, point in pairwise(in_order):
        if point.heure_debut < before.heure_debut:
            yield Constat(
                "horaires_desordonnes",
                f"Le point {point.numero} est prévu à {phrases.heure(point.heure_debut)}, avant le point "
                f"{before.numero} qui le précède{INSECABLE}: corrigez l’ordre ou les heures.",
                Endroit("point", point.numero),
            )
    if whole and None not in bounds:
        yield from _sum(document, whole, minutes(*bounds))


def _sum(document, whole, planned):
    total = sum(minutes(point.heure_debut, point.heure_fin) for point in whole)
    expected = [point for point in document.points if point.nature != "annexes"]
    if total > planned:
        what = f"dépassent de {duree(total - planned)} la durée prévue"
    # while sub-groups work no point is open
    elif total + PAUSES <= planned and len(whole) == len(expected) and not document.sous_groupes:
        what = f"laissent {duree(planned - total)} sans point"
    else:
        return
    yield Constat(
        "duree_totale",
        f"Les points totalisent {duree(total)} pour une séance de {duree(planned)}{INSECABLE}: ils {what}. "
        "Vérifiez les heures de l’ordre du jour.",
        Endroit("ordre_du_jour"),
    )


def _arrivals(document):
    bounds = _bounds(document.seance)
    for presence in document.presences:
        for hour, what in ((presence.arrivee, "arrivée"), (presence.depart, "départ")):
            if hour is not None and _is_outside(hour, bounds):
                yield _outside(f"{presence.nom}, {what}", hour, bounds, Endroit("presences"))
