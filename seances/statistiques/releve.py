"""What the figures of a chantier are counted from, and for whom.

The chantier's people count what they may read: its séances, and the words of PVs that are frozen. Everybody else
counts what the public editions that are served tell: those séances alone, without what was said à huis clos, and no
group of fewer than three people (`chiffres`).
"""

from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from chantiers.permissions import belongs

from .. import permissions
from ..models import Intervention, Presence, PresidenceSeance, StatutPresence, StatutSeance
from ..models.proces_verbal import ETATS_FIGES
from ..pv import phrases
from . import chiffres


@dataclass(frozen=True)
class Releve:
    """The figures of a chantier for one reader. public: for whom is none of its people."""

    public: bool
    seances: int
    presences: chiffres.Croisement
    parole: tuple[chiffres.Ligne, ...]
    localites: tuple[chiffres.Ligne, ...]


def of(chantier, user):
    """The Releve of a chantier for a reader who may know of it: six queries at most, however long it lasts."""
    public = not belongs(user, chantier)
    seances = list(_seances(chantier, user, public))
    keys = [seance.pk for seance in seances]
    venues = _venues(keys)
    return Releve(
        public,
        len(seances),
        chiffres.attendance(
            [
                (each.pk, f"Séance {each.numero}, {phrases.date_courte(each.date)}".replace(" ", "\u00a0"))
                for each in seances
            ],
            venues,
            public=public,
        ),
        chiffres.speech(_paroles(keys, venues, public), public=public),
        chiffres.localities(venues, public=public),
    )


def _seances(chantier, user, public):
    held = permissions.visible_seances(user).filter(
        chantier=chantier, statut=StatutSeance.CONVOQUEE, date__lte=timezone.localdate()
    )
    if public:
        editions = permissions.served_editions().order_by().values("version__proces_verbal__seance")
        held = held.filter(pk__in=editions)
    return held.order_by("date", "numero")


def _venues(keys):
    """Who presided or was present, oldest séance first."""
    found = []
    for model, condition in ((PresidenceSeance, {}), (Presence, {"statut": StatutPresence.PRESENT})):
        rows = model.objects.filter(seance__in=keys, **condition).order_by("seance__date", "pk")
        found += rows.values_list(
            "seance__date",
            "seance",
            "participant",
            "organisation",
            "organisation__secteur__nom",
            "organisation__localite",
            "participant__organisation__secteur__nom",
            "participant__organisation__localite",
        )
    return [
        chiffres.Venue(
            seance,
            person,
            (secteur if of_the_day else secteur_now) or "",
            (place if of_the_day else place_now) or "",
        )
        for _, seance, person, of_the_day, secteur, place, secteur_now, place_now in sorted(
            found, key=lambda row: row[:3]
        )
    ]


def _paroles(keys, venues, public):
    """Words said in PVs that are frozen; while one is being rectified, its text is nobody's to count."""
    rows = Intervention.objects.filter(
        seance__in=keys,
        seance__proces_verbal__etat__in=ETATS_FIGES,
        seance__proces_verbal__rectification="",
    )
    if public:
        rows = rows.filter(point__huis_clos=False)
    there = {(venue.seance, venue.personne): venue.secteur for venue in venues}
    return [
        chiffres.Parole(person, there.get((seance, person)) or secteur_now or "", words)
        for seance, person, secteur_now, words in rows.order_by()
        .values_list("seance", "participant", "participant__organisation__secteur__nom")
        .annotate(words=Sum("mots"))
    ]
