"""What is measured: a PV and the same ten times as long, imported as the portal imports, and their .docx.

Each length stands twice, as a brouillon and as an approved and published version, in a chantier of its own so
that no séance announces another. The other PVs of the demonstration fill the lists.
"""

import importlib.metadata
import subprocess
import time
import zipfile
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pypandoc
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from lxml import etree

from participants.models import Compte
from seances.importation import importer
from seances.pv import document as tree
from seances.pv import html
from seances.pv import json as pv_json

ADMINISTRATION = "administration@example.org"
FOIS = 10
ECART = 100  # between the numbers of the chantiers that hold the same PV
PACKAGES = ("Django", "weasyprint", "pydyf", "psycopg", "pypandoc-binary", "whitenoise")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def main(pv, docx, folder, pages):
    """Fill the database and write the .docx files. pages: False for what the PDFs need alone, nothing frozen.

    Returns {"tailles": {"1×": {"projet": [chantier, séance], "fige": […], "docx": path, "mots": n,
    "import_s": …}, "10×": …}, "versions": {…}}.
    """
    call_command("migrate", verbosity=0)
    if pages:
        call_command("collectstatic", interactive=False, verbosity=0)
    Compte.objects.create_superuser(ADMINISTRATION)
    lecture = pv_json.loads(Path(pv).read_bytes())
    here = (lecture.document.chantier.numero, lecture.document.seance.numero)
    tailles = {}
    for rank, (label, times) in enumerate({"1×": 1, f"{FOIS}×": FOIS}.items()):
        document = repeated(lecture.document, times)
        projet, fige = (moved(document, here[0] + ECART * (2 * rank + each)) for each in (0, 1))
        start = time.perf_counter()
        importer(pv_json.dumps(projet, lecture.courriels).encode())
        seconds = time.perf_counter() - start
        if pages:
            importer(pv_json.dumps(fige, lecture.courriels).encode(), etat="approuve", accord="oui")
        path = Path(folder) / f"pv{times}.docx"
        if not docx:
            write_docx(document, path)
        elif times == 1:
            path.write_bytes(Path(docx).read_bytes())
        else:
            repeat_docx(Path(docx), path, times)
        tailles[label] = {
            "projet": [projet.chantier.numero, projet.seance.numero],
            "fige": [fige.chantier.numero, fige.seance.numero],
            "docx": str(path),
            "mots": count_words(document),
            "import_s": seconds,
        }
    if pages:
        fill_lists(here)
    return {"tailles": tailles, "mois": f"{lecture.document.seance.date:%Y-%m}", "versions": versions()}


# ── The tree ────────────────────────────────────────────────────────────────────────────────────────────


def repeated(document, times):
    """The same document with the blocks of each text (points, notes, annexes) `times` times over."""
    return tree.number_paragraphs(tree.map_texts(document, lambda blocs: blocs * times))


def moved(document, chantier):
    """The same document in the chantier of this number."""
    return replace(document, chantier=replace(document.chantier, numero=chantier))


def count_words(document):
    return sum(
        len(text.split())
        for _, blocs in tree.texts(document)
        for bloc in blocs
        for text in tree.block_texts(bloc)
    )


def fill_lists(here):
    """The other PVs of the demonstration, as brouillons."""
    for path in sorted((settings.BASE_DIR / "fixtures/pv").glob("*.json")):
        document = pv_json.loads(path.read_bytes()).document
        if (document.chantier.numero, document.seance.numero) != here:
            importer(path.read_bytes())


# ── What a secretary would have ─────────────────────────────────────────────────────────────────────────


def write_docx(document, path):
    """The PV as a .docx, by pandoc from the article that the PDF prints."""
    pypandoc.convert_text(
        html.render_imprime(document),
        to="docx",
        format="html",
        outputfile=str(path),
        sandbox=True,
        extra_args=["+RTS", "-M2G", "-RTS"],
    )


def repeat_docx(source, path, times):
    """The .docx with all that its body holds `times` times over, page set-up aside."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(data)
                body = root.find(f"{W}body")
                content = [child for child in body if child.tag != f"{W}sectPr"]
                at = body.index(content[-1]) + 1
                copies = [deepcopy(child) for _ in range(times - 1) for child in content]
                body[at:at] = copies
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(name, data)


# ── Facts ───────────────────────────────────────────────────────────────────────────────────────────────


def versions():
    """What the figures depend on: name -> version."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    found["pandoc"] = pypandoc.get_pandoc_version()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
        else:
            cursor.execute("SELECT sqlite_version()")
        found[connection.display_name] = cursor.fetchone()[0]
    found["portail"] = revision()
    return found


def revision():
    """What git calls this state of the portal, « ? » outside a repository."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True).stdout
    except FileNotFoundError:
        told = ""
    return told.strip() or "?"
