"""Every address with every role: the tables hold, nothing is missing from them, and nothing leaks."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, islice, product

import pypdfium2
import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import URLPattern, get_resolver, resolve

from . import tables
from .world import GROUPES, ROLES, SANS_SECOND_FACTEUR

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]

CONNEXION, GESTION = "/compte/login/code/", "/gestion/login/"
METHODES = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# Pages of Django and allauth: they answer other methods in their own ways, with nothing that GET and POST do not say.
BIBLIOTHEQUES = re.compile(r"gestion/|compte/2fa/|compte/log(?:in|out)/$")
NON = "–"
MOT = "(?:[2-5][0-9][0-9]|log|lit|–)"
CELLULES = re.compile(rf"((?:\s+{MOT}(?:/{MOT})*)+)$")


# ── Reading the tables ──────────────────────────────────────────────────────────────────────────────────


@dataclass
class Ligne:
    """A line of a table: an address, how it is asked, and what each role gets."""

    adresse: str
    attendu: dict[str, str]
    methode: str = "GET"
    vers: str = ""
    mots: str = field(default="", compare=False)

    def __str__(self):
        return f"{self.methode} {self.adresse}"


def by_role(cells):
    """What each role gets, from the cells of a line."""
    if len(cells) < len(GROUPES):
        anonymes, autres = cells if len(cells) == 2 else cells * 2
        cells = [anonymes] + [autres] * (len(GROUPES) - 1)
    expected = {}
    for (groupe, roles), cell in zip(GROUPES.items(), cells, strict=True):
        answers = cell.split("/") if "/" in cell else [cell] * len(roles)
        assert len(answers) == len(roles), (groupe, cell)
        expected |= dict(zip(roles, answers, strict=True))
    return expected


def split(line):
    """What a line is about, and its cells."""
    cells = CELLULES.search(line)
    return line[: cells.start()].strip(), cells[1].split()


def read(table):
    prefix = ""
    for line in filter(None, map(str.strip, table.splitlines())):
        if line.startswith("["):
            prefix = line[1 : line.index("]")]
        elif not line.startswith("anon."):
            line, _, vers = line.partition(" → ")
            name, cells = split(line)
            name = name.split(" (")[0]
            methode, name = name.split(" ", 1) if name.split(" ")[0] in METHODES else ("GET", name)
            yield Ligne(
                adresse=f"{prefix}{name}".removesuffix("."),
                attendu=by_role(cells),
                methode=methode,
                vers=vers and (vers if vers.startswith("/") else f"{prefix}{vers}"),
            )


def read_secrets():
    for line in tables.SECRETS.strip().splitlines()[1:]:
        name, cells = split(line)
        mots, adresse = name.rsplit(None, 1)
        yield Ligne(adresse=adresse, attendu=by_role(cells), mots=mots.strip())


LIGNES = [
    ligne for table in (tables.PAGES, tables.COMPTE, tables.SEANCES, tables.GESTION) for ligne in read(table)
]
MODELES = list(read(tables.MODELES))
SECRETS = list(read_secrets())


def each(lignes):
    return pytest.mark.parametrize("ligne", lignes, ids=str)


# ── Asking ──────────────────────────────────────────────────────────────────────────────────────────────


@cache
def pdf_text(content):
    pages = pypdfium2.PdfDocument(io.BytesIO(content))
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


@cache
def zip_text(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(f"{info.filename}\n{read_text(archive.read(info))}" for info in archive.infolist())


def read_text(content):
    if content.startswith(b"%PDF"):
        return pdf_text(content)
    return zip_text(content) if content.startswith(b"PK") else content.decode()


@dataclass
class Reponse:
    """What came back: the word of the tables, where it leads, and all that it lets read."""

    mot: str
    vers: str
    texte: str


def ask(world, role, methode, adresse):
    """Ask as somebody, and take back what the request may have written."""
    client, adresse = world.browser(role), adresse.format_map(world.keys)
    with transaction.atomic():
        response = client.generic(methode, adresse)
        transaction.set_rollback(methode != "GET")
    while response.status_code == 302 and response["Location"].startswith(GESTION):
        response = client.get(response["Location"])
    content = b"".join(response.streaming_content) if response.streaming else response.content
    vers = response.headers.get("Location", "")
    mot = str(response.status_code)
    if mot == "302" and vers.startswith(CONNEXION):
        mot = "log"
    texte = read_text(content)
    return Reponse(mot, vers, f"{response.headers}\n{texte}")


# ── The tables hold ─────────────────────────────────────────────────────────────────────────────────────

GARDANT = {str(secret) for secret in SECRETS}  # the lines where something is read by some alone


def askers(ligne):
    """Who asks for a line: everybody where something is secret; else whoever nobody knows, and one for each answer, in
    turn.
    """
    if str(ligne) in GARDANT:
        return ROLES
    return in_turn(ligne.attendu, LIGNES.index(ligne))


def in_turn(attendu, turn):
    """The first role, and for each answer that roles get one of those who get it, another at each turn."""
    alike = {}
    for role in ROLES:
        alike.setdefault(attendu[role], []).append(role)
    found = {ROLES[0], *(some[turn % len(some)] for some in alike.values())}
    return [role for role in ROLES if role in found]


@each(LIGNES)
def test_each_role_gets_what_the_table_says(world, ligne, request):
    """The most powerful first, then some of them again: a kept page opens no door."""
    wrong, leaked, missing = {}, set(), set()
    again = ["visiteur", "sans fiche", "participant"] if "200" in ligne.attendu.values() else []
    roles = ROLES
    if not request.config.getoption("--complet"):
        roles, again = askers(ligne), again[LIGNES.index(ligne) % 3 :][:1]
    for role in [*reversed(roles), *again]:
        reponse = ask(world, role, ligne.methode, ligne.adresse)
        if reponse.mot != ligne.attendu[role]:
            wrong[role] = (ligne.attendu[role], reponse.mot)
        if reponse.mot == "302" and ligne.vers:
            assert reponse.vers == ligne.vers
        for secret in SECRETS:
            found, may = secret.mots in reponse.texte, secret.attendu[role] == "lit"
            if found and not may and not is_own(world, role, ligne, secret):
                leaked.add((secret.mots, role))
            if may and not found and str(secret) == str(ligne):
                missing.add((secret.mots, role))
    assert leaked == set()
    assert wrong == {}
    assert missing == set()


def is_own(world, role, ligne, secret):
    """One's own address, told to oneself."""
    person = world.persons.get(role)
    own_page = ligne.adresse.startswith("/mes-donnees/")
    return own_page and person is not None and person.courriel.startswith(secret.mots)


def test_each_secret_is_looked_for_where_it_is_shown():
    """So what the tables look for could have leaked: it is there, for whoever may read it."""
    assert {str(secret) for secret in SECRETS} - set(map(str, LIGNES)) == set()


@each(MODELES)
def test_no_page_of_a_model_opens_to_whoever_has_no_work_at_the_desk(world, ligne):
    opened = {}
    refused = cycle(role for role in ROLES if ligne.attendu[role] != NON)
    for model in admin.site._registry:
        adresse = f"/gestion/{model._meta.app_label}/{model._meta.model_name}/{ligne.adresse}"
        for role in islice(refused, 2):  # each role has its turn
            reponse = ask(world, role, ligne.methode, adresse)
            if reponse.mot != ligne.attendu[role]:
                opened[adresse, role] = reponse.mot
    assert opened == {}


def by_route():
    """Route of each address of the tables -> its lines."""
    routes = {}
    for ligne in LIGNES:
        adresse = re.sub(r"\{.*?\}", "1", ligne.adresse).partition("?")[0]
        routes.setdefault(resolve(adresse).route, []).append(ligne)
    return routes


def test_an_administration_without_second_factor_gets_nothing_but_its_account(world):
    opened = {
        str(ligne)
        for ligne in LIGNES
        if not ask(world, SANS_SECOND_FACTEUR, ligne.methode, ligne.adresse).vers.startswith("/compte/?next=")
    }
    assert opened == {str(ligne) for ligne in read(tables.COMPTE)}


@pytest.mark.parametrize("route", [route for route in by_route() if not BIBLIOTHEQUES.match(route)])
def test_no_other_method_is_answered(world, route):
    """HEAD like GET; what no line asks is refused, whether or not the thing exists."""
    lignes = by_route()[route]
    asked = {ligne.methode for ligne in lignes}
    opened = any(ligne.attendu["visiteur"] != "log" for ligne in lignes)
    wrong = {}
    askers = [(lignes[0], roles[0]) for roles in GROUPES.values()]
    askers += [(lignes[-1], "visiteur"), (lignes[-1], "participant")]
    for (ligne, role), methode in product(askers, set(METHODES) - asked):
        expected = ["405"]
        if methode == "HEAD" and "GET" in asked:
            expected = [
                one.attendu[role] for one in lignes if (one.adresse, one.methode) == (ligne.adresse, "GET")
            ]
        elif role == "visiteur" and not opened:
            expected = ["405", "log"]
        reponse = ask(world, role, methode, ligne.adresse)
        if reponse.mot not in expected:
            wrong[methode, role, ligne.adresse] = (expected, reponse.mot)
    assert wrong == {}


# ── The tables are whole ────────────────────────────────────────────────────────────────────────────────


def routes(resolver, prefix=""):
    """Every route of the portal."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^" if prefix else "")  # as resolve() joins them
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def model_routes():
    """Routes of the pages that Django makes for each model."""
    for model in admin.site._registry:
        for ligne in MODELES:
            yield resolve(f"/gestion/{model._meta.app_label}/{model._meta.model_name}/{ligne.adresse}").route


def test_every_address_has_a_line():
    assert set(routes(get_resolver())) - set(by_route()) - set(model_routes()) == set()
