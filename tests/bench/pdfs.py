"""PDFs: a warm worker and a cold process of the portal against LibreOffice, in turns.

LibreOffice converts a .docx of the same PV in a cold process, with a profile of its own that its first conversion
has made. A round is one of each; a ratio is the median over the rounds.
"""

import shutil
import sys
from statistics import median

import pypdfium2

from .workshop import ask, say

ROUNDS = {"1×": (9, 4), "10×": (4, 2)}  # whole, --rapide


def soffice():
    """The command of LibreOffice, None when it is not installed."""
    return shutil.which("soffice")


def measure(workshop, material, rapide):
    """Measure each length.

    Returns a list of {taille, chaud_s, froid_s, libreoffice_s, and the same of CPU, chaud_cpu_s …, construire_s,
    article_s: lists of seconds, one a round; chaud_pic, froid_pic, libreoffice_pic: bytes; pages,
    libreoffice_pages, requetes, octets}.
    """
    return [
        one_length(workshop, taille, place, material["tailles"]["1×"]["projet"], ROUNDS[taille][rapide])
        for taille, place in material["tailles"].items()
    ]


def one_length(workshop, taille, place, warm_up, rounds):
    folder = workshop.folder
    warm, cold, office = folder / "warm.pdf", folder / "cold.pdf", folder / "office"
    convert = (
        soffice(),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--convert-to", "pdf", "--outdir", office, place["docx"]),
    )
    export = (sys.executable, "manage.py", "exporter_pv", *place["projet"])
    export += ("--edition", "projet", "--format", "pdf", "--sortie", cold)
    workshop.run(*convert)
    worker = workshop.start("worker", chauffe=warm_up)
    answers, colds, offices = [], [], []
    for number in range(rounds):
        say(f"  {taille}, tour {number + 1} sur {rounds}")
        turns = [
            lambda: answers.append(ask(worker, seance=place["projet"], sortie=str(warm))),
            lambda: colds.append(workshop.run(*export)),
            lambda: offices.append(workshop.run(*convert)),
        ]
        for turn in turns[number % 3 :] + turns[: number % 3]:
            turn()
    peak = workshop.end(worker)["pic"]
    warms = [answer["construire_s"] + answer["pdf_s"] for answer in answers]
    [made] = office.glob(f"{place['docx'].rpartition('/')[2].removesuffix('.docx')}.pdf")
    return {
        "taille": taille,
        "mots": place["mots"],
        "chaud_s": warms,
        "froid_s": [run.seconds for run in colds],
        "libreoffice_s": [run.seconds for run in offices],
        "construire_s": [answer["construire_s"] for answer in answers],
        "article_s": [answer["article_s"] for answer in answers],
        "chaud_cpu_s": [answer["cpu_s"] for answer in answers],
        "froid_cpu_s": [run.cpu for run in colds],
        "libreoffice_cpu_s": [run.cpu for run in offices],
        "chaud_pic": peak,
        "froid_pic": median(run.peak for run in colds),
        "libreoffice_pic": median(run.peak for run in offices),
        "requetes": answers[0]["requetes"],
        "octets": answers[0]["octets"],
        "pages": count_pages(warm),
        "libreoffice_pages": count_pages(made),
    }


def count_pages(path):
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()
