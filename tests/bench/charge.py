"""A séance in progress on the production stack: ten rédacteurs who type, thirty phones at the door, readers, PDFs.

gunicorn's two workers are asked over HTTP by this process, which keeps what each answer confirmed and asks for it again
at the end. Pages are timed alone first, then under the load: their ratio is what the load costs a reader. Alone, each
is read after somebody has written something, as under the load: no page that was kept is given again for nothing.
"""

import http.client
import json
import random
import threading
import time
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from .ouvriers import OUVRIERS, memory, started
from .workshop import free_port

JETON = "a" * 32  # as in seance_en_cours, which only a process with Django can load
REDACTEURS, TELEPHONES, LECTEURS = 10, 30, 20
MINUTES = {False: 10, True: 1}  # whole and --rapide
SEUL = 30  # seconds that pages are read alone
# Seconds between two acts of one of them, in the mean.
FRAPPE, POINTAGE, REGARD, LECTURE, PDF_FIGE, PDF_PROJET = 4, 20, 10, 4, 3, 20
MESURE = 5  # seconds between two measures of the memory
CHAUFFE = 60  # seconds after which memory should grow no more
ALINEA = 15  # saves after which a new paragraph is begun


def measure(workshop, material, rapide):
    """Returns {"minutes", "seul": {kind: [s]}, "charge": {kind: [s]}, "erreurs": [str], "perdus": [str],
    "enregistrements", "pointages", "reports": PDFs asked for again, "memoire": [[second, bytes], …]}.
    """
    found = workshop.call("seance_en_cours", material=material, redacteurs=REDACTEURS, telephones=TELEPHONES)
    port = free_port()
    with started(workshop, port) as server:
        for address, cookie in found["pages"] + found["pdf"]:
            ask(port, "GET", address, cookie)
        alone = Releve(port)
        end = time.monotonic() + SEUL
        while time.monotonic() < end:
            for address, cookie in found["pages"]:
                alone.write(random.choice(found["redacteurs"]))
                alone.point(random.choice(found["telephones"]))
                alone.page(address, cookie)
        load = Releve(port)
        load.run(found, server, 60 * MINUTES[rapide])
        lost = load.lost(found)
    return {
        "minutes": MINUTES[rapide],
        "ouvriers": OUVRIERS,
        "seul": {"page": alone.times["page"]},
        "charge": load.times,
        "erreurs": alone.errors + load.errors,
        "perdus": lost,
        "enregistrements": load.saves,
        "pointages": load.acts,
        "reports": load.put_off,
        "memoire": load.memory,
    }


def ask(port, method, address, cookie, body=None):
    """(status, body) of one request on a connection of its own. body: of JSON, or (content type, bytes) of a form."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": "localhost", "Cookie": cookie, "X-CSRFToken": JETON, "Referer": "http://localhost/"}
    if isinstance(body, tuple):
        headers["Content-Type"], body = body
    elif body is not None:
        headers["Content-Type"], body = "application/json", json.dumps(body)
    try:
        connection.request(method, address, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


class Releve:
    """What everybody did and how long each answer took; several threads write it."""

    def __init__(self, port):
        self.port = port
        self.times, self.errors, self.memory = defaultdict(list), [], []
        self.saves = self.acts = self.put_off = 0
        self.over = threading.Event()

    def run(self, found, server, seconds):
        acts = (
            [(self.write, each, FRAPPE) for each in found["redacteurs"]]
            + [(self.point, each, POINTAGE) for each in found["telephones"]]
            + [(self.look, each, REGARD) for each in found["telephones"]]
            + [(self.read, found["pages"], LECTURE)] * LECTEURS
            + [(self.fetch_pdf, found["pdf"][0], PDF_FIGE), (self.fetch_pdf, found["pdf"][1], PDF_PROJET)]
        )
        begun = time.monotonic()
        with ThreadPoolExecutor(len(acts)) as people:
            running = [people.submit(self.again, *act) for act in acts]
            while time.monotonic() < begun + seconds and not self.over.wait(MESURE):
                self.memory.append([time.monotonic() - begun, memory(server.pid)])
            self.over.set()
            for each in running:
                each.result()

    def again(self, act, what, pause):
        """Do the same again and again, at intervals as people do; an answer that fails is told once and for all."""
        chance = random.Random()
        while not self.over.wait(chance.expovariate(1 / pause)):
            try:
                act(what)
            except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
                self.errors.append(f"{act.__name__}: {error!r}")

    def timed(self, kind, method, address, cookie, body=None, *, accepted=(200,)):
        start = time.perf_counter()
        status, answer = ask(self.port, method, address, cookie, body)
        if status in accepted:
            self.times[kind].append(time.perf_counter() - start)
        else:
            self.errors.append(f"{method} {address}: {status}")
        return status, answer

    # ── People ──

    def page(self, address, cookie):
        self.timed("page", "GET", address, cookie)

    def read(self, pages):
        self.page(*random.choice(pages))

    def write(self, writer):
        """One autosave of a text that grows by some words, at its end."""
        text, words = writer["texte"], f"encore quelques mots, {writer['revision']}"
        goes_on = text.endswith("</p>") and writer["revision"] % ALINEA
        typed = f"{text.removesuffix('</p>')}, {words}</p>" if goes_on else f"{text}<p>Puis {words}</p>"
        body = {
            "compte": writer["compte"],
            "revision": writer["revision"],
            "texte": typed,
            "texte_apres": writer["texte_apres"],
            "automatique": True,
        }
        status, answer = self.timed("enregistrement", "POST", writer["enregistrer"], writer["cookie"], body)
        if status == 200:
            self.saves += 1
            writer |= {"texte": typed, "revision": json.loads(answer)["revision"]}

    def point(self, phone):
        """One act at the door, on the state that the phone has seen."""
        geste, acte = random.choice(["present", "excuse", "absent"]), str(uuid.uuid4())
        body = {name: phone[name] for name in ("compte", "personne", "base")} | {"geste": geste, "acte": acte}
        status, _ = self.timed("pointage", "POST", phone["actes"], phone["cookie"], body)
        if status == 200:
            self.acts += 1
            phone |= {"base": acte, "statut": geste}

    def look(self, phone):
        self.timed("regard", "GET", phone["actes"], phone["cookie"])

    def fetch_pdf(self, pdf):
        address, cookie = pdf
        kind = "PDF du projet" if "projet" in address else "PDF figé"
        status, _ = self.timed(kind, "GET", address, cookie, accepted=(200, 503))
        self.put_off += status == 503

    # ── Afterwards ──

    def lost(self, found):
        """What the portal confirmed and does not have."""
        missing = []
        for writer in found["redacteurs"]:
            _, answer = ask(self.port, "GET", writer["lire"], writer["cookie"])
            if json.loads(answer)["texte"] != writer["texte"]:
                missing.append(f"texte {writer['lire']}")
        phones = found["telephones"]
        _, answer = ask(self.port, "GET", phones[0]["actes"], phones[0]["cookie"])
        states = {str(each["cle"]): each["etat"] for each in json.loads(answer)["personnes"]}
        for phone in phones:
            if "statut" in phone and states[phone["personne"]]["statut"] != phone["statut"]:
                missing.append(f"pointage {phone['personne']}")
        return missing


def growth(samples):
    """How much the memory grew after the first minute: its last measures over those around that minute."""
    late = [size for second, size in samples if second >= CHAUFFE] or [size for _, size in samples]
    tenth = max(1, len(late) // 10)
    return median(late[-tenth:]) / median(late[:tenth]) - 1
