"""The pictures of the README and of the help, taken from the demonstration: `make captures` writes static/aide/."""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from io import BytesIO

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.bench.ouvriers import wait_for
from tests.bench.workshop import ROOT, free_port

from .vues import images

SORTIE = ROOT / "static/aide"
COULEURS = 96  # of a picture: text and flat colours need no more
FLAGS = ["--headless", "--lang=fr", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
SESSIONS = """
from django.conf import settings
from django.test import Client
from participants.models import Compte
for compte in Compte.objects.all():
    client = Client()
    client.force_login(compte)
    print("SESSION", compte.email, client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m tests.captures", description=__doc__.partition("\n")[0])
    parser.add_argument("noms", nargs="*", metavar="fichier", help="celles-là seulement (toutes)")
    vues = images()
    wanted = parser.parse_args(argv).noms or list(vues)
    if unknown := set(wanted) - set(vues):
        parser.error(f"images inconnues : {', '.join(sorted(unknown))}")
    with served() as (address, sessions), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=FLAGS, env=os.environ | {"LANGUAGE": "fr"}
        )
        for name in wanted:
            path = SORTIE / name
            save(take(browser, address, sessions, vues[name]), path)
            print(f"{path.relative_to(ROOT)} : {path.stat().st_size // 1000} ko", flush=True)
        browser.close()


@contextmanager
def served():
    """(address of the demonstration, {account: session}), gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="assises-captures-") as folder:
        port = free_port()
        environment = os.environ | {
            "DEBUG": "1",
            "DATABASE_URL": f"sqlite:///{folder}/base.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "SITE_URL": f"http://127.0.0.1:{port}",
        }

        def manage(*arguments):
            command = [sys.executable, "manage.py", *arguments]
            done = subprocess.run(
                command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
            )
            return done.stdout

        manage("demo", "--sans-serveur")
        told = manage("shell", "--no-imports", "-c", SESSIONS)
        sessions = dict(line.split()[1:] for line in told.splitlines() if line.startswith("SESSION "))
        quiet = subprocess.DEVNULL
        command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}", sessions
        finally:
            server.terminate()
            server.wait()


def take(browser, address, sessions, vue):
    """The picture of a Vue."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": vue.largeur, "height": vue.hauteur},
        color_scheme="dark" if vue.sombre else "light",
        locale="fr-BE",
        timezone_id="Europe/Brussels",
    )
    if vue.compte:
        context.add_cookies([{"name": "sessionid", "value": sessions[vue.compte], "url": address}])
    try:
        if vue.adresse.endswith(".pdf"):
            return pages_of(context.request.get(vue.adresse).body())
        page = context.new_page()
        answer = page.goto(vue.adresse)
        if not answer.ok:
            raise SystemExit(f"{vue.adresse} : {answer.status}")
        page.wait_for_load_state("networkidle")
        if vue.geste:
            vue.geste(page)
        if vue.cadre:
            return Image.open(BytesIO(page.locator(vue.cadre).first.screenshot()))
        return Image.open(BytesIO(page.screenshot()))
    finally:
        context.close()


def pages_of(data, *, height=560):
    """The first pages of a PDF side by side."""
    document = pypdfium2.PdfDocument(data)
    pages = [document[number] for number in range(min(3, len(document)))]
    images = [page.render(scale=height / page.get_height()).to_pil() for page in pages]
    margin = 12
    width = sum(image.width + margin for image in images) + margin
    sheet = Image.new("RGB", (width, height + 2 * margin), "#dcdcdc")
    left = margin
    for image in images:
        sheet.paste(image, (left, margin))
        left += image.width + margin
    return sheet


def save(image, path):
    few = image.convert("RGB").quantize(COULEURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    if path.suffix == ".webp":
        few.convert("RGB").save(path, lossless=True, quality=100, method=6)
    else:
        few.save(path, optimize=True)


if __name__ == "__main__":
    main()
