"""A portal as large as it may become, written in bulk: chantiers, séances, people, PVs read by visitors, paragraphs.

Each chantier has as many séances and people as in use, so that a page shows as much; there are only more of all.
"""

import datetime
from itertools import islice

from django.db import connection
from django.utils import timezone

from chantiers.models import Chantier, Copresidence, Inscription
from participants.models import Changement, Organisation, Participant
from seances import fichiers, pdf
from seances.models import (
    EditionPublique,
    EtatPV,
    Intervention,
    PointOrdreDuJour,
    Presence,
    PresidenceSeance,
    ProcesVerbal,
    Seance,
    StatutPresence,
    StatutSeance,
    TextePoint,
    VersionPV,
)
from seances.models.proces_verbal import ModeApprobation
from seances.pv import document as tree
from seances.pv import html
from seances.pv import json as pv_json

PREMIER = 10_000  # number of the first chantier: none of the others is as large
LOT = 2_000  # rows written at once
PRENOMS = ("Alix", "Basile", "Chloé", "Diane", "Élie", "Fanny", "Gaspard", "Héloïse", "Ismaël", "Judith")
NOMS = ("Aubry", "Bastin", "Collard", "De Smet", "Evrard", "Fierens", "Gobert", "Hubin", "Jadoul", "Lambin")
PHRASE = (
    "Les services du quartier se connaissent peu, et chacun attend que l’autre fasse le premier pas vers lui."
)
POINTS, PARAGRAPHES, PRESENTS = 10, 10, 12  # of a séance; paragraphs of a point


def fill(chantiers, seances, personnes):
    """So many chantiers, séances and people in all, and a hundred paragraphs a séance."""
    people = write_people(personnes)
    rooms = write(Chantier, (one_chantier(number) for number in range(chantiers)))
    write(Copresidence, (row for rank, room in enumerate(rooms) for row in presiding(room, people, rank)))
    each = len(people) // len(rooms)
    write(
        Inscription,
        (
            Inscription(chantier=room, participant=person, depuis=datetime.date(2020, 1, 1))
            for rank, room in enumerate(rooms)
            for person in people[rank * each : (rank + 1) * each]
        ),
    )
    held = write(
        Seance, (one_seance(rooms[number % len(rooms)], number // len(rooms)) for number in range(seances))
    )
    attendance(held, rooms, people)
    texts(held, rooms, people)
    frozen(held)
    Changement.objects.create()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def write(model, rows):
    """Rows in lots; returns them all, with their keys."""
    rows, written = iter(rows), []
    while lot := list(islice(rows, LOT)):
        written += model.objects.bulk_create(lot)
    return written


def write_people(count):
    services = write(Organisation, (Organisation(nom=f"Service {number}") for number in range(count // 20)))
    return write(
        Participant,
        (
            Participant(
                prenom=PRENOMS[number % 10],
                nom=f"{NOMS[number // 10 % 10]} {number}",
                courriel=f"personne{number}@example.org",
                organisation=services[number % len(services)],
            )
            for number in range(count)
        ),
    )


def one_chantier(number):
    return Chantier(numero=PREMIER + number, titre=f"Sujet {number}", contact=f"sujet{number}@example.org")


def presiding(room, people, rank):
    for place in (0, 1):
        person = people[(2 * rank + place) % len(people)]
        yield Copresidence(
            chantier=room, participant=person, depuis=datetime.date(2020, 1, 1), rang=place + 1
        )


def one_seance(room, rank):
    """Séances of the last years, a month apart; the last one is still to come."""
    today = timezone.localdate()
    return Seance(
        chantier=room,
        numero=rank + 1,
        date=today + datetime.timedelta(days=30 * (rank - 8) + 7),
        heure_debut=datetime.time(13, 30),
        heure_fin=datetime.time(16, 30),
        statut=StatutSeance.CONVOQUEE,
        accord_nominatif="oui",
    )


def there(seance, rooms, people):
    """Who is at a séance: the first ones of its chantier."""
    each = len(people) // len(rooms)
    start = (seance.chantier.numero - PREMIER) * each
    return people[start : start + min(each, PRESENTS)]


def attendance(held, rooms, people):
    write(
        Presence,
        (
            Presence(
                seance=seance,
                participant=person,
                statut=StatutPresence.PRESENT,
                nom_imprime=person.nom_complet,
                rang=rank,
            )
            for seance in held
            for rank, person in enumerate(there(seance, rooms, people), 1)
        ),
    )
    write(
        PresidenceSeance,
        (
            PresidenceSeance(
                seance=seance,
                participant=people[-1 - seance.chantier.numero % 100],
                nom_imprime=people[-1 - seance.chantier.numero % 100].nom_complet,
                rang=1,
            )
            for seance in held
        ),
    )


def texts(held, rooms, people):
    """Points, their texts and who speaks in them; in lots of séances: memory does not grow with the portal."""
    for start in range(0, len(held), 500):
        lot = held[start : start + 500]
        points = write(
            PointOrdreDuJour,
            (
                PointOrdreDuJour(seance=seance, position=position, titre=f"Point {position}")
                for seance in lot
                for position in range(1, POINTS + 1)
            ),
        )
        speakers = {seance.pk: there(seance, rooms, people)[:PARAGRAPHES] for seance in lot}
        write(
            TextePoint, (TextePoint(point=point, texte=said(speakers[point.seance_id])) for point in points)
        )
        write(
            Intervention,
            (
                Intervention(
                    seance=point.seance,
                    point=point,
                    participant=person,
                    paragraphe=(point.position - 1) * PARAGRAPHES + rank,
                    libelle=person.nom_complet,
                    texte=PHRASE,
                    mots=len(PHRASE.split()),
                )
                for point in points
                for rank, person in enumerate(speakers[point.seance_id], 1)
            ),
        )


def said(people):
    return "".join(f"<p>{person.nom_complet} : {PHRASE}</p>" for person in people)


def frozen(held):
    """All but the last séance of each chantier have a PV that visitors read; one page and one PDF serve them all."""
    bare = tree.DocumentPV(
        tree.Chantier(PREMIER, "Sujet"),
        tree.Seance(1, timezone.localdate()),
        points=(tree.Point(1, "Point 1", blocs=(tree.Paragraphe(runs=(tree.Run(PHRASE),)),)),),
    )
    content = pv_json.dumps(tree.number_paragraphs(bare))
    page = fichiers.deposit(html.render_article(bare).encode())
    printed = fichiers.deposit(pdf.render_pv(bare))
    last = {}
    for seance in held:
        last[seance.chantier_id] = max(last.get(seance.chantier_id, 0), seance.numero)
    now = timezone.now()
    pvs = write(
        ProcesVerbal,
        (
            ProcesVerbal(seance=seance, etat=EtatPV.APPROUVE, mode_approbation=ModeApprobation.REPRIS)
            for seance in held
            if seance.numero < last[seance.chantier_id]
        ),
    )
    kept = {
        "contenu": content,
        "contenu_sha256": fichiers.digest(content.encode()),
        "page_sha256": page,
        "pdf_sha256": printed,
    }
    versions = write(
        VersionPV,
        (VersionPV(proces_verbal=pv, numero=1, etat=EtatPV.APPROUVE, figee_le=now, **kept) for pv in pvs),
    )
    write(
        EditionPublique,
        (EditionPublique(version=version, numero=1, publiee_le=now, **kept) for version in versions),
    )
