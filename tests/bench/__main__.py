"""make bench: measure the pages and the PDF of a long procès-verbal, once and ten times as long; the mail too.

Prints a table and writes every sample to var/bench/*.json. A missed target fails only with --strict.
"""

import argparse
import sys
from pathlib import Path

from . import charge, ouvriers, pdfs, report
from .workshop import ROOT, Workshop, free_port, say

PV = ROOT / "fixtures/pv/chantier2-seance3.json"
SORTIE = ROOT / "var/bench"


def arguments(argv):
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--pv", type=Path, default=PV, help="procès-verbal à mesurer, en JSON (celui de la démo)"
    )
    parser.add_argument("--docx", type=Path, help="le même en .docx, pour LibreOffice (sinon pandoc l’écrit)")
    parser.add_argument("--rapide", action="store_true", help="moins de répétitions")
    parser.add_argument(
        "--seulement",
        choices=[
            "pages",
            "ecritoire",
            "connexion",
            "courrier",
            "pdf",
            "composition",
            "notes",
            "charge",
            "echelle",
            "recherche",
        ],
        help="une seule des parties",
    )
    parser.add_argument(
        "--paragraphes", type=int, default=50_000, help="combien sont tirés pour la recherche (50000)"
    )
    parser.add_argument("--strict", action="store_true", help="échouer quand une cible est manquée")
    parser.add_argument("--sortie", type=Path, default=SORTIE, help="dossier du JSON (var/bench)")
    options = parser.parse_args(argv)
    for path in filter(None, (options.pv, options.docx)):
        if not path.is_file():
            parser.error(f"{path} : ce fichier n’existe pas.")
    if options.seulement in (None, "pdf") and not pdfs.soffice():
        parser.error("LibreOffice (commande « soffice ») manque : installez-le, ou --seulement pages.")
    return options


def main(argv=None):
    options = arguments(argv)
    machine = report.machine()
    with Workshop() as workshop:
        say(f"Matériel : {options.pv.name}, et dix fois sa longueur, dans {workshop.database}…")
        material = workshop.call(
            "material",
            pv=str(options.pv.resolve()),
            docx=str(options.docx.resolve()) if options.docx else "",
            folder=str(workshop.folder),
            pages=options.seulement in (None, "pages", "ecritoire", "charge", "echelle"),
        )
        rows = report.material(material)
        if options.seulement in (None, "pages"):
            say("Pages…")
            found = workshop.call("pages", material=material, rapide=options.rapide)
            rows += report.pages(found)
            say("Deux ouvriers…")
            rows += report.ouvriers(ouvriers.measure(workshop, found["demandes"]))
        if options.seulement in (None, "ecritoire"):
            say("Écritoire…")
            rows += report.ecritoire(workshop.call("ecritoire", material=material, rapide=options.rapide))
        if options.seulement in (None, "connexion"):
            say("Connexion…")
            rows += report.connexion(workshop.call("connexion", port=free_port(), rapide=options.rapide))
        if options.seulement in (None, "composition"):
            say("Composition…")
            rows += report.composition(workshop.call("composition", rapide=options.rapide))
        if options.seulement in (None, "notes"):
            say("Notes…")
            rows += report.notes(workshop.call("notes", rapide=options.rapide))
        if options.seulement in (None, "recherche"):
            say(f"Recherche, {options.paragraphes} paragraphes…")
            found = workshop.call("recherche", paragraphes=options.paragraphes, rapide=options.rapide)
            rows += report.recherche(found)
        if options.seulement in (None, "courrier"):
            say("Courrier…")
            rows += report.courrier(workshop.call("courrier", port=free_port(), rapide=options.rapide))
        if options.seulement in (None, "charge"):
            say("Séance en cours…")
            rows += report.charge(charge.measure(workshop, material, rapide=options.rapide))
        if options.seulement in (None, "pdf"):
            say("PDF…")
            rows += report.pdfs(pdfs.measure(workshop, material, rapide=options.rapide))
        if options.seulement in (None, "echelle"):
            say("Grand portail…")
            rows += report.echelle(workshop.call("echelle", material=material, rapide=options.rapide))
        machine |= material["versions"] | {"charge_apres": report.load()}
    print(report.table(rows, machine))
    path = report.save(options.sortie, rows, machine, vars(options))
    say(f"Échantillons : {path}")
    missed = [row for row in rows if row["verdict"] == report.MANQUEE]
    return 1 if options.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
