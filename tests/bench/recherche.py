"""Searching: how well it answers on the demonstration's PVs, and what it costs among many paragraphs.

The paragraphs are drawn: as long as those of our fixtures, their words by Zipf's law over the fixtures' own words and
others made of their syllables, so that some are in every tenth paragraph and most in very few. Process and database
server stand on one core.
"""

import gc
import os
import random
import re
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, transaction

from chantiers.models import Chantier
from participants.models import Compte
from participants.noms import fold
from seances import redaction
from seances.importation import importer
from seances.models import EntreeIndex, NatureTexte, Seance, TexteIndexe, TextePoint
from seances.pv import document as tree
from seances.pv import json as pv_json
from seances.recherche import index, mots, question
from seances.recherche.chercher import chercher
from tests import factories

from . import pertinence
from .material import ADMINISTRATION

FICHIERS = settings.BASE_DIR / "fixtures"
QUESTIONS = {"mises au point": "reglage.tsv", "gardées à part": "reserve.tsv"}
VOCABULAIRE = 40_000
ZIPF, DEBUT = 1.05, 2.7  # Zipf-Mandelbrot
PAR_TEXTE = 200  # paragraphs
CHANTIERS, PUBLICS = 40, 8
PREMIER = 500  # number of the first chantier that is drawn
DEMANDES = {False: 400, True: 100}
TOURS = {False: 9, True: 3}
GRAINE = 8
COLONNES = (
    "texte_id, genre, paragraphe, point, titre, contenu, locuteur, cle_locuteur, organisation, huis_clos, "
    "racines"
)


def main(paragraphes, rapide):
    draw = random.Random(GRAINE)
    one_core()
    documents = demonstration()
    answers = {name: relevance(path) for name, path in QUESTIONS.items()}
    before = weight()
    start = time.perf_counter()
    vocabulary = Vocabulaire(documents, draw)
    readers = fill(vocabulary, paragraphes, draw)
    filled = time.perf_counter() - start
    asked = questions(vocabulary, DEMANDES[rapide], draw)
    gc.collect()
    gc.freeze()  # as the portal does once it is loaded
    return {
        "pertinence": answers,
        "paragraphes": paragraphes,
        "remplissage": filled,
        "poids": {name: size - before.get(name, 0) for name, size in weight().items()},
        "recherches": {name: searches(user, asked) for name, user in readers.items()},
        "enregistrement": saves(TOURS[rapide]),
    }


def one_core():
    core = {min(os.sched_getaffinity(0))}
    os.sched_setaffinity(0, core)
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with suppress(PermissionError, ProcessLookupError):  # a server elsewhere
            os.sched_setaffinity(connection.connection.info.backend_pid, core)


# ── How well it answers ─────────────────────────────────────────────────────────────────────────────────


def demonstration():
    """Import the demonstration's people and PVs in place of what is searched. Returns the documents."""
    TexteIndexe.objects.all().delete()
    call_command("importer_participants", str(FICHIERS / "participants.csv"), verbosity=0)
    documents = []
    for path in sorted((FICHIERS / "pv").glob("*.json")):
        importer(path.read_bytes())
        documents.append(pv_json.loads(path.read_bytes()).document)
    return documents


def relevance(name):
    """[[question, nDCG@10, recall@50]]"""
    user = Compte.objects.get(email=ADMINISTRATION)

    def search(typed):
        return [
            (each.ligne.chantier, each.ligne.seance, each.contenu) if each.ligne else (0, 0, each.contenu)
            for each in chercher(user, question.read(typed)).trouves
        ]

    return pertinence.measure(Path(pertinence.__file__).parent / name, search)


# ── Many paragraphs ─────────────────────────────────────────────────────────────────────────────────────


class Vocabulaire:
    """Words by their rank, drawn by Zipf's law; lengths of paragraphs as in the documents."""

    def __init__(self, documents, draw):
        texts = [
            " ".join(tree.block_texts(bloc))
            for document in documents
            for _, blocs in tree.texts(document)
            for bloc in blocs
        ]
        counts = Counter(word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower()))
        known = [word for word, _ in counts.most_common()]
        syllables = sorted(
            {part for word in known for part in re.findall(r"[^aeiouy]{1,2}[aeiouy]{1,2}", fold(word))}
        )
        made = set(known)
        while len(made) < VOCABULAIRE:
            made.add("".join(draw.choices(syllables, k=draw.randint(2, 4))))
        self.words = known + sorted(made - set(known))
        self.roots = [mots.of_word(word)[1] for word in self.words]
        self.weights = list(accumulate(1 / (rank + DEBUT) ** ZIPF for rank in range(1, len(self.words) + 1)))
        self.lengths = [len(text.split()) for text in texts if text.strip()]

    def ranks(self, count, draw):
        return draw.choices(range(len(self.words)), cum_weights=self.weights, k=count)


def fill(vocabulary, paragraphes, draw):
    """The drawn texts: one chantier in five public, by editions; the rest by versions. Returns the readers."""
    textes = seances(-(-paragraphes // PAR_TEXTE))
    with bulk():
        write(rows(vocabulary, textes, paragraphes, draw))
    participant = factories.ParticipantFactory(avec_compte=True)
    for chantier in Chantier.objects.filter(numero__gte=PREMIER + PUBLICS)[:PUBLICS]:
        factories.InscriptionFactory(participant=participant, chantier=chantier, depuis=date(2020, 1, 1))
    return {
        "administration": Compte.objects.get(email=ADMINISTRATION),
        "participant": participant.compte,
        "visiteur": AnonymousUser(),
    }


def seances(count):
    chantiers = [
        factories.ChantierFactory(numero=PREMIER + rank, prive=rank >= PUBLICS) for rank in range(CHANTIERS)
    ]
    made = Seance.objects.bulk_create(
        (
            Seance(
                chantier=chantiers[rank % CHANTIERS],
                numero=rank // CHANTIERS + 1,
                statut="convoquee",
                date=date(2000, 1, 1) + timedelta(days=rank),
            )
            for rank in range(count)
        ),
        batch_size=500,
    )
    return TexteIndexe.objects.bulk_create(
        (
            TexteIndexe(
                seance=seance,
                nature=NatureTexte.EDITION
                if seance.chantier.numero < PREMIER + PUBLICS
                else NatureTexte.VERSION,
                version=1,
                entrees_nombre=PAR_TEXTE,
                noms=["Chloé De Smet", "Emre Yildirim"],
            )
            for seance in made
        ),
        batch_size=500,
    )


def rows(vocabulary, textes, paragraphes, draw):
    for number in range(paragraphes):
        ranks = vocabulary.ranks(draw.choice(vocabulary.lengths), draw)
        contenu = " ".join([vocabulary.words[rank] for rank in ranks])
        racines = " ".join([root for rank in ranks if (root := vocabulary.roots[rank])])
        texte = textes[number // PAR_TEXTE].pk
        yield texte, "intervention", number % PAR_TEXTE + 1, 1, "", contenu, "", "", "", False, racines


@contextmanager
def bulk():
    """PostgreSQL builds its index at the end: so does whoever brings so much in."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'entree_index_vecteur'")
            [definition] = cursor.fetchone()
            cursor.execute("DROP INDEX entree_index_vecteur")
        yield
        if postgresql:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(definition)
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")


def write(lines):
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY seances_entreeindex ({COLONNES}) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        else:
            places = ", ".join(["%s"] * len(COLONNES.split(",")))
            cursor.executemany(f"INSERT INTO seances_entreeindex ({COLONNES}) VALUES ({places})", lines)


def weight():
    """Bytes of the table, of its texts alone and of the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_total_relation_size('seances_entreeindex'), pg_relation_size('entree_index_vecteur')"
            )
            return dict(zip(("tout", "index"), cursor.fetchone(), strict=True))
        cursor.execute("SELECT SUM(LENGTH(block)) FROM seances_entreeindex_racines_data")
        [found] = cursor.fetchone()
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return {"tout": cursor.fetchone()[0], "index": found or 0}


# ── What it costs ───────────────────────────────────────────────────────────────────────────────────────


def questions(vocabulary, count, draw):
    """Words of one paragraph each: one to four, one in five with a phrase, one in twenty a name mistyped."""
    found = []
    while len(found) < count:
        ranks = [rank for rank in vocabulary.ranks(30, draw) if vocabulary.roots[rank]]
        words = [vocabulary.words[rank] for rank in ranks]
        kind = draw.choices(["mots", "phrase", "nom"], weights=[75, 20, 5])[0]
        if kind == "nom":
            found.append(draw.choice(["Desmed", "Yldirim", "Chloe Desmet"]))
        elif kind == "phrase" and len(words) > 2:
            found.append(f"« {' '.join(words[:2])} » {words[2]}")
        elif words:
            found.append(" ".join(draw.sample(words, min(len(words), draw.randint(1, 4)))))
    return found


def searches(user, asked):
    """Seconds of each search, wall clock and CPU of both processes; the account is read anew each time."""
    seconds, cpu, answered = [], [], 0
    for typed in asked:
        fresh = Compte.objects.get(pk=user.pk) if user.pk else user
        start, spent = time.perf_counter(), used()
        results = chercher(fresh, question.read(typed))
        for each in results.trouves[:20]:
            each.pieces, each.adresse  # noqa: B018 (what a page shows)
        cpu.append(used() - spent)
        seconds.append(time.perf_counter() - start)
        answered += bool(results.trouves)
    return {"s": seconds, "cpu": cpu, "repondues": answered}


def used():
    """Seconds of CPU of this process and of its database server."""
    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    try:
        stat = (
            Path(f"/proc/{connection.connection.info.backend_pid}/stat")
            .read_text()
            .rpartition(")")[2]
            .split()
        )
    except OSError:
        return own
    return own + (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def saves(rounds):
    """Seconds of saving one text of the longest PV: with its index, and without."""
    texte = TextePoint.objects.get(
        pk=max(
            TextePoint.objects.filter(point__seance__chantier__numero=2, point__seance__numero=3),
            key=lambda each: len(each.texte),
        ).pk
    )
    follow, found = index.follow_working, {"avec": [], "sans": [], "entrees": 0}
    found["entrees"] = EntreeIndex.objects.filter(
        texte__seance=texte.point.seance, texte__nature="projet"
    ).count()
    for rank in range(rounds):
        for name, hook in (("avec", follow), ("sans", lambda *_: None)):
            texte.refresh_from_db()
            index.follow_working = hook
            start = time.perf_counter()
            redaction.save_texte(
                texte,
                texte=texte.texte + f"<p>Une phrase de plus, la {name} {rank}.</p>",
                texte_apres=texte.texte_apres,
                opened_revision=texte.revision,
                by=None,
            )
            found[name].append(time.perf_counter() - start)
    index.follow_working = follow
    return found
