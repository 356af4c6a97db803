"""What holds for every page: closed unless listed, no template without use, the portal's own look."""

import re
from pathlib import Path

import allauth
import django
import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver
from django.views import csrf, defaults

from assises.erreurs import server_error
from tests import factories

ROOT = settings.BASE_DIR
TEMPLATES = ROOT / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
PAGES = [path for path in FILES if path.suffix == ".html"]
LIBRARIES = [
    Path(allauth.__file__).parent / "templates",
    Path(django.__file__).parent / "contrib/admin/templates",
]
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html", "507.html"]

# Whoever is not logged in may ask for these, and for nothing else.
OPEN = {
    "accessibilite",
    "account_confirm_login_code",
    "account_login",
    "account_request_login_code",
    "accueil",
    "aide",
    "aide_administrer",
    "aide_connexion",
    "aide_exploitation",
    "aide_etudier",
    "aide_note",
    "aide_participer",
    "aide_presider",
    "aide_recherche",
    "aide_rediger",
    "aide_visiteur",
    "chantiers:glossaire",
    "compte_oidc",
    "compte_oidc_retour",
    "mesures",  # to whoever shows the token; otherwise as closed as any
    "mfa_authenticate",
    "sante",
    "sante_pret",
    "seances:abonnement_ics",
    "seances:annexe_fichier",
    "seances:image",
    "seances:calendrier",
    "seances:calendrier_ics",
    "seances:api",
    "seances:api_chantier",
    "seances:api_chantiers",
    "seances:api_inconnu",
    "seances:api_interventions",
    "seances:api_openapi",
    "seances:api_proces_verbal",
    "seances:api_seance",
    "seances:api_seances",
    "seances:chantier_archive",
    "seances:chantier_proposition_list",
    *(
        f"seances:{name}_{ending}"
        for name in ("propositions", "chantier_propositions")
        for ending in ("csv", "ods", "pdf", "xlsx")
    ),
    "seances:proposition_detail",
    "seances:proposition_list",
    "seances:chantier_detail",
    "seances:chantier_ics",
    "seances:chantier_interventions_csv",
    "seances:chantier_interventions_xlsx",
    "seances:chantier_list",
    "seances:interventions_csv",
    "seances:interventions_xlsx",
    "seances:chantier_nouveautes_atom",
    "seances:lien",
    "seances:lien_lettre",
    "seances:nouveautes",
    "seances:nouveautes_atom",
    "seances:lien_repas",
    "seances:ordre_du_jour_pdf",
    "seances:proces_verbal_detail",
    "seances:proces_verbal_akn",
    "seances:proces_verbal_docx",
    "seances:proces_verbal_json",
    "seances:proces_verbal_md",
    "seances:proces_verbal_odt",
    "seances:proces_verbal_txt",
    "seances:proces_verbal_pdf",
    "seances:seance_detail",
    "seances:seance_ics",
    "seances:seance_interventions_csv",
    "seances:seance_interventions_xlsx",
    "seances:statistiques",
    "seances:statistiques_pdf",
    "seances:version_detail",
    "seances:version_pdf",
    "recherche",
    "recherche_suggestions",
    "robots",
    "vie_privee",
}
# Closed too, but with a 401 in JSON: their script must know what became of a text, and keeps it meanwhile.
CLOSED_IN_JSON = {
    "admin:seances_seance_rediger_attribuer",
    "admin:seances_seance_rediger_departager",
    "admin:seances_seance_rediger_enregistrer",
    "admin:seances_seance_rediger_etat",
    "admin:seances_seance_rediger_heures",
    "admin:seances_seance_rediger_texte",
    "seances:pointage_actes",
    "seances:ecran_etat",
}


def patterns(resolver, namespace=""):
    """(name, view) of every address."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}", entry.callback
        else:
            yield from patterns(entry, f"{entry.namespace}:" if entry.namespace else namespace)


def relative(path):
    return str(path.relative_to(TEMPLATES))


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=relative)


# ── Doors ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_page_is_closed_unless_listed():
    # allauth's own pages say for themselves who is let in: nobody could log in otherwise.
    opened = {
        name
        for name, view in patterns(get_resolver())
        if not getattr(view, "login_required", True) and not view.__module__.startswith("allauth.")
    }
    assert opened == OPEN | CLOSED_IN_JSON


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/participants/",
        "/gestion/",
        "/compte/2fa/",
        "/chantiers/1/",
        "/chantiers/1/seances/1/",
        "/chantiers/1/seances/1/pv/",
        "/chantiers/1/seances/1/pv/projet/",
        "/chantiers/1/seances/1/pv/projet.pdf",
    ],
)
def test_the_anonymous_get_the_login_page_whether_or_not_the_thing_exists(client, address):
    def answer():
        response = client.get(address)
        return response.status_code, response["Location"]

    nothing = answer()
    factories.ProcesVerbalFactory(seance__chantier__prive=True, seance__convoquee=True)
    assert nothing == answer()
    assert nothing[0] == 302


# ── Templates ───────────────────────────────────────────────────────────────────────────────────────────


LETTRE = re.compile(
    r"_(?:subject|sujet|message|ouverture)\.(?:txt|html)$"
)  # the door's letters are named by what both have in common


def test_no_template_is_unused():
    sources = [
        path.read_text()
        for room in ("assises", "chantiers", "participants", "seances")
        for path in (ROOT / room).rglob("*.py")
    ] + [path.read_text() for path in FILES]
    text = "\n".join(sources)
    unused = [
        relative(path)
        for path in FILES
        if f'"{relative(path)}"' not in text
        and f'"{LETTRE.sub("", relative(path))}"' not in text
        and relative(path) not in ERRORS
        and not any((library / relative(path)).exists() for library in LIBRARIES)
    ]
    assert unused == []


@each(PAGES)
def test_template_is_well_formed(path):
    get_template(relative(path))


# A letter carries its style, since mail programs load no file; it is no page of the portal.
@each([path for path in PAGES if "email" not in path.parts])
def test_no_inline_style_or_script(path):
    text = path.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", text) == []
    # Only files and data: what runs is never written in a page.
    scripts = re.findall(r"<script([^>]*)>", text)
    assert [tag for tag in scripts if " src=" not in tag and 'type="application/json"' not in tag] == []


@each(PAGES)
def test_nothing_is_loaded_from_elsewhere(path):
    loads = re.findall(r"<(?:script|img|link|iframe|source|video|audio)\b[^>]*", path.read_text())
    assert [tag for tag in loads if "//" in tag] == []


SYNTAX = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<(?:pre|code).*?</(?:pre|code)>|<[^>]*>", re.S)


@each([path for path in FILES if not relative(path).startswith("admin/")])
def test_french_typography(path):
    """No apostrophe of a typewriter, no sign that a line may begin with."""
    text = SYNTAX.sub("\N{OBJECT REPLACEMENT CHARACTER}", path.read_text())
    assert re.findall(r".{0,20}(?: [:;?!»]|« |\w'\w).{0,20}", text) == []


# ── Errors ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def request_of_nobody():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("status", "answer", "title"),
    [
        (400, lambda request: defaults.bad_request(request, None), "Le portail n’a pas compris"),
        (403, lambda request: defaults.permission_denied(request, None), "Vous n’avez pas accès"),
        (403, csrf.csrf_failure, "Ce formulaire a expiré"),
        (404, lambda request: defaults.page_not_found(request, Exception()), "Cette page n’existe pas"),
        (500, server_error, "Le portail est en panne"),
    ],
)
def test_errors_have_the_look_of_the_portal_and_ask_nothing_of_the_database(
    request_of_nobody, status, answer, title
):
    response = answer(request_of_nobody)
    text = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}" in text
    assert '<html lang="fr">' in text
    assert "portail.css" in text


@pytest.mark.django_db
def test_whoever_is_logged_in_gets_the_404_of_the_portal(client):
    client.force_login(factories.CompteFactory())
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "<h1>Cette page n’existe pas</h1>" in response.text


# ── Colours ─────────────────────────────────────────────────────────────────────────────────────────────

CSS = (ROOT / "static/portail.css").read_text()
TEINTE = re.compile(r"\.teinte-(\d+) \{ --teinte: (#[0-9a-f]{6});? \}")
TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
ROOTS = re.findall(r":root \{(.*?)\}", CSS, re.S)
MODES = {
    "light": (dict(TOKEN.findall(ROOTS[0])), TEINTE.findall(CSS)[:12]),
    "dark": (dict(TOKEN.findall(ROOTS[1])), TEINTE.findall(CSS)[12:]),
}


def luminance(colour):
    def linear(channel):
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_colours_can_be_read_on_every_ground(mode):
    tokens, teintes = MODES[mode]
    inks = {name: tokens[name] for name in ("encre", "encre-douce", "lien", "alerte", "teinte")}
    inks |= dict(teintes)
    assert sorted(int(number) for number, _ in teintes) == list(range(1, 13))
    pale = {
        (name, ground): round(contrast(ink, tokens[ground]), 2)
        for name, ink in inks.items()
        for ground in ("papier", "fond-doux")
        if contrast(ink, tokens[ground]) < 4.5
    }
    assert pale == {}
    assert contrast(tokens["filet-fort"], tokens["papier"]) >= 3


def test_the_pdf_takes_the_colours_of_the_light_page():
    """seances.pdf.impression reads the twelve colours in portail.css by the form of the light ones."""
    from seances.pdf.impression import TEINTE as FORM

    assert FORM.findall(CSS) == MODES["light"][1]
