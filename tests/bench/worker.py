"""A worker that makes PDFs: warmed up once, then one answer to each line of its input."""

import gc
import json
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from seances import pdf
from seances.models import Seance
from seances.pv import html
from seances.pv.build import build


def main(chauffe):
    """Serve the séances named on the standard input, {"seance": [chantier, numero], "sortie": path}.

    chauffe: [chantier, numero] of what is rendered before. Returns the peak memory of all, in bytes.
    """
    for _ in range(2):
        pdf.render_pv(build(fetch(*chauffe)), mention="Projet", projet=True)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(answer(**json.loads(line))), flush=True)
    return {"pic": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def fetch(chantier, numero):
    return Seance.objects.with_document().get(chantier__numero=chantier, numero=numero)


def answer(seance, sortie):
    """Make one PDF. Seconds of each step: building the tree from rows, its article, its PDF (article included).

    cpu_s: CPU of building and PDF together.
    """
    start, cpu = perf_counter(), process_time()
    document = build(fetch(*seance))
    built = perf_counter()
    data = pdf.render_pv(document, mention="Projet", projet=True)
    rendered, cpu = perf_counter(), process_time() - cpu
    Path(sortie).write_bytes(data)
    before = perf_counter()
    html.render_article(document)
    article = perf_counter() - before
    with CaptureQueriesContext(connection) as queries:
        build(fetch(*seance))
    return {
        "construire_s": built - start,
        "article_s": article,
        "pdf_s": rendered - built,
        "cpu_s": cpu,
        "requetes": len(queries),
        "octets": len(data),
    }
