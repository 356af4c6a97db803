#!/usr/bin/env python3
"""Is any locked version known to be vulnerable? Asks the public database of advisories (OSV) about all at once.

Exit status: 1 when one is; 0 when none is, and also when the database cannot be reached, which is said plainly: what
could not be asked is not vouched for. With --exiger, 2 in that case.
"""

import argparse
import json
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
FICHIERS = ("requirements.txt", "requirements-production.txt", "requirements-dev.txt")
SERVICE = "https://api.osv.dev/v1/querybatch"
VERROU = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.M)
PAR_DEMANDE = 500  # the service takes a thousand
DELAI = 30  # seconds
ADMISES = {}  # « id of an advisory »: why it does not concern the portal, and until when that is believed


def locked(folder):
    """{(name, version)} of every package that the lock files name."""
    found = set()
    for name in FICHIERS:
        found |= {
            (re.sub(r"[-_.]+", "-", package).lower(), version)
            for package, version in VERROU.findall((folder / name).read_text())
        }
    return found


def ask(service, packages):
    """{(name, version): ids of its advisories}. Raises OSError when nobody answers, ValueError for no such answer."""
    found, waiting = {}, [(package, None) for package in sorted(packages)]
    while waiting:
        asked, waiting = waiting[:PAR_DEMANDE], waiting[PAR_DEMANDE:]
        queries = [
            {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
            | ({"page_token": page} if page else {})
            for (name, version), page in asked
        ]
        request = urllib.request.Request(
            service, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=DELAI) as answer:
            results = json.load(answer).get("results", [])
        if len(results) != len(asked):
            raise ValueError("the service answered to other questions")
        for (package, _), result in zip(asked, results, strict=True):
            ids = [each["id"] for each in result.get("vulns") or []]
            if ids:
                found.setdefault(package, []).extend(ids)
            if page := result.get("next_page_token"):
                waiting.append((package, page))
    return found


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--exiger", action="store_true", help="échouer aussi quand rien ne répond")
    parser.add_argument("--service", default=SERVICE, metavar="ADRESSE")
    parser.add_argument("--dossier", type=Path, default=RACINE, metavar="DOSSIER")
    options = parser.parse_args(argv)
    packages = locked(options.dossier)
    try:
        found = ask(options.service, packages)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(
            f"Audit des dépendances : PAS FAIT, la base des avis n’a pas répondu ({type(error).__name__}). "
            f"Rien n’est dit des {len(packages)} paquets."
        )
        return 2 if options.exiger else 0
    known = {package: [each for each in ids if each not in ADMISES] for package, ids in found.items()}
    wrong = {package: ids for package, ids in sorted(known.items()) if ids}
    for (name, version), ids in wrong.items():
        print(f"{name} {version} : {', '.join(sorted(set(ids)))}")
    print(f"Audit des dépendances : {len(packages)} paquets, {len(wrong)} à remplacer.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
