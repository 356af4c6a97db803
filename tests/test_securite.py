"""What a browser is told and given: no page carries a script or a style, no form is sent from elsewhere."""

import re
import time
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from lxml import html as lxml_html

from assises.entetes import Entetes
from participants.comptes import lettres
from participants.models import Secteur
from seances import liens
from seances.models import ActeLien, Seance, SousGroupe, StatutSeance
from tests import factories
from tests.test_accessibilite import populate
from tests.test_models_house import FACTORIES

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]

# Said on every answer, of pages and files alike.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
PER_ROUTE = 3  # pages of one address are alike
# The secret of its address is the only key of a personal link: no cookie to forge, no token, and it is told to nobody.
LIENS = ["lien/<str:jeton>/lettre/", "lien/<str:jeton>/repas/", "lien/<str:jeton>/"]


@pytest.fixture(autouse=True)
def second_factor_shown(settings):
    """The pages of an administrator who has shown his second factor."""
    settings.SECOND_FACTEUR_OBLIGATOIRE = False


@pytest.fixture
def administrator():
    return factories.CompteFactory(administration=True)


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


def routes(resolver=None, prefix=""):
    """(route, view) of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from routes(entry, route)


def route_of(address):
    return resolve(urlsplit(address).path).route.removeprefix("^")


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────


def desk():
    """Each kind of page of the admin: of each model, of a séance, and what is not there."""
    for model in admin.site._registry:
        row, there = FACTORIES[model](), f"/gestion/{model._meta.app_label}/{model._meta.model_name}/"
        yield from (there, f"{there}add/", f"{there}add/?_popup=1", f"{there}{row.pk}/")
        yield from (f"{there}{row.pk}/{page}/" for page in ("change", "delete", "history"))
        yield f"/gestion/{model._meta.app_label}/"
    for route, _ in routes():  # acts and pages of our own, on whatever row
        if route.startswith("gestion/") and re.fullmatch(r"[\w/.<>:-]*<[\w/.<>:-]*", route):
            yield "/" + re.sub(r"<\w+:\w+>", "1", route)
    yield "/gestion/nulle-part/"
    yield "/gestion/seances/procesverbal/1/acte/relire/"
    yield "/gestion/seances/procesverbal/1/publier/retirer/"
    yield "/gestion/seances/seance/1/statut/preparer/"
    yield "/gestion/seances/seance/1/convocation/annuler/"
    yield "/gestion/seances/seance/1/convocation/annuler/apercu/"


def passkey():
    """What a browser sends of a key that it has just made, and allauth keeps."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    kept = AttestedCredentialData.create(bytes(16), b"cle", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(bytes(32), flags, 0, kept)
    client = CollectedClientData.create("webauthn.create", b"defi", "https://testserver")
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    return {"id": websafe_encode(b"cle"), "rawId": websafe_encode(b"cle"), "response": response}


def account(compte, client):
    """One's second factor, just after one has shown it: then its pages open."""
    credential = passkey() | {"type": "public-key"}
    key = Authenticator.objects.create(
        user=compte, type="webauthn", data={"name": "Clé", "credential": credential}
    )
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()
    return [f"/compte/2fa/webauthn/keys/{key.pk}/{page}/" for page in ("edit", "remove")]


def links(root, address):
    for href in root.xpath("//a/@href"):
        target = urlsplit(urljoin(address, href))
        if not (target.scheme or target.netloc):
            yield f"{target.path}?{target.query}" if target.query else target.path


def crawl(client, starts):
    """{address: response} of the starts and of all they lead to, a few of each route."""
    waiting, seen, counts = list(starts), {}, {}
    while waiting:
        address = waiting.pop()
        route = route_of(address)
        counts[route] = counts.get(route, 0) + 1
        if address in seen or (counts[route] > PER_ROUTE and address not in starts):
            continue
        response = seen[address] = client.get(address)
        if response.status_code in (301, 302):
            waiting.append(urljoin(address, response["Location"]))
        elif not is_page(response):
            response.getvalue()  # a file is read to its end, so that it is closed
        else:
            waiting.extend(links(lxml_html.fromstring(response.content.decode()), address))
    return seen


def is_page(response):
    """Whether there is a page to read."""
    return response.get("Content-Type", "").startswith("text/html") and bool(response.content)


def inline(root):
    """What the policy refuses, and what would need it to be weaker."""
    for element in root.iter("style"):
        yield f"style : {element.text}"
    for element in root.iter("script"):
        if element.get("src") is None and element.get("type") != "application/json":
            yield f"script : {element.text}"
    for element in root.iter(lxml_html.etree.Element):
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on") or value.lower().startswith("javascript:"):
                yield f"{name} : {value}"


def forms(root, address):
    """Forms that would be sent elsewhere, or refused for want of their token."""
    for form in root.iter("form"):
        if urlsplit(urljoin(address, form.get("action", ""))).netloc:
            yield f"ailleurs : {form.get('action')}"
        if form.get("method", "get").lower() == "post" and not form.xpath(
            ".//input[@name='csrfmiddlewaretoken']"
        ):
            yield f"sans jeton : {form.get('action')}"


def told(address, response):
    """What the headers of an answer should say and do not."""
    secret = {"Referrer-Policy": "no-referrer"} if route_of(address) in LIENS else {}
    for name, value in (HEADERS | secret).items():
        if response.headers.get(name) != value:
            yield f"{name} : {response.headers.get(name)}"
    policy = {each.strip() for each in response.headers["Content-Security-Policy"].split(";")}
    if "/convocation/" in address:
        policy.discard(
            "frame-src 'self'"
        )  # the letter, as a page of its own without rights, inside the desk's
    yield from policy ^ POLICY
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        yield "Permissions-Policy"
    if "private" not in response.headers.get("Cache-Control", ""):
        yield f"Cache-Control : {response.headers.get('Cache-Control')}"


def problems(address, response):
    yield from told(address, response)
    if is_page(response):
        root = lxml_html.fromstring(response.content.decode())
        yield from inline(root)
        yield from () if route_of(address) in LIENS else forms(root, address)


def everywhere():
    """An address of each route, with what `populate` made where it has such a thing."""
    known = {"chantier": 1, "seance": 1, "numero": 1, "depot": 1}
    for route, _ in routes():
        of_a_row = route.startswith("gestion/") and "<" in route  # see `desk`
        if re.fullmatch(r"[\w/.<>:-]*", route) and not of_a_row:
            yield "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(known.get(found[1], "1")), route)


def personal_link():
    """A link to answer for the séance of tomorrow."""
    seance = Seance.objects.a_venir().filter(statut=StatutSeance.CONVOQUEE).first()
    person = factories.InscriptionFactory(chantier=seance.chantier, depuis=seance.date).participant
    return urlsplit(liens.make(ActeLien.REPONDRE, person, seance)).path


@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_no_page_carries_a_script_or_a_style_and_each_says_its_headers(client, administrator, role):
    public, closed = populate()
    factories.RestitutionFactory(sous_groupe=SousGroupe.objects.order_by("pk").first())
    starts = [*public, *closed, *everywhere(), personal_link()]
    if role == "administrator":
        starts += [*desk(), *account(administrator, client)]
    visited = crawl(Client() if role == "visitor" else client, starts)
    assert {response.status_code for response in visited.values()} <= {200, 301, 302, 401, 403, 404, 405, 410}
    found = {address: list(problems(address, response)) for address, response in visited.items()}
    assert {address: each for address, each in found.items() if each} == {}
    if role == "administrator":
        pages = {route_of(address) for address in visited}
        assert {route for route, _ in routes()} - pages == set()


def test_no_page_that_answers_a_form_carries_a_script_or_a_style(client, administrator):
    found = {}
    for model in admin.site._registry:
        there = f"/gestion/{model._meta.app_label}/{model._meta.model_name}/"
        chosen = {"action": "delete_selected", "_selected_action": [FACTORIES[model]().pk]}
        for address, data in [(f"{there}add/", {}), (there, chosen)]:
            response = client.post(address, data)
            found[address] = list(problems(address, response))
    assert {address: each for address, each in found.items() if each} == {}


def test_the_policy_is_tried_on_pages_that_break_it():
    broken = """<p style="color:red" onclick="x()"><a href="javascript:x()">x</a></p><style>p {}</style>
        <script>x()</script><script type="module">x()</script><script src="/x.js"></script>
        <script type="application/json">{}</script>
        <form method="post" action="https://ailleurs.example.org/"></form>"""
    root = lxml_html.fromstring(broken)
    assert len(list(inline(root))) == 6
    assert len(list(forms(root, "/"))) == 2


# ── Forms ───────────────────────────────────────────────────────────────────────────────────────────────


def test_no_address_is_spared_the_token_of_forms():
    """But personal links, which are their own token, and the API, which only reads."""
    spared = [route for route, view in routes() if getattr(view, "csrf_exempt", False)]
    assert [route for route in spared if not route.startswith("api/")] == LIENS
    assert CsrfViewMiddleware.__module__ + ".CsrfViewMiddleware" in settings.MIDDLEWARE


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_form_without_its_token_changes_nothing_and_says_so(administrator, method):
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    secteur = factories.SecteurFactory()
    response = getattr(client, method)(f"/gestion/participants/secteur/{secteur.pk}/delete/", {"post": "yes"})
    assert response.status_code == 403
    assert "<h1>Ce formulaire a expiré</h1>" in response.content.decode()
    assert type(secteur).objects.filter(pk=secteur.pk).exists()


def too_heavy(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    return {"nom": "x" * 1001}


def too_many_fields(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    return {f"champ{number}": "1" for number in range(21)}


def too_many_files(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    return {f"fichier{number}": SimpleUploadedFile("note.txt", b"x") for number in range(3)}


def too_heavy_a_file(settings):
    settings.ENVOI_MAXIMUM = 1000
    return {"fichier": SimpleUploadedFile("note.txt", b"x" * 1001)}


@pytest.mark.parametrize("fill", [too_heavy, too_many_fields, too_many_files, too_heavy_a_file])
def test_what_is_too_large_is_refused_in_french_and_nothing_is_written(client, settings, fill):
    response = client.post("/gestion/participants/secteur/add/", {"nom": "Enseignement"} | fill(settings))
    assert response.status_code == 413
    assert "<h1>Cet envoi est trop lourd</h1>" in response.content.decode()
    assert not Secteur.objects.exists()


def test_the_limits_leave_room_for_a_large_seance():
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= settings.ENVOI_MAXIMUM <= 30 * 1024 * 1024
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == 5000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES == 10


# ── Where a request comes from, where it leads ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", ["ailleurs.example.org", "testserver.example.org", "testserver:80@ailleurs"])
def test_another_host_is_refused(client, host):
    response = client.get("/", headers={"host": host})
    assert response.status_code == 400
    assert "<h1>Le portail n’a pas compris" in response.content.decode()


ELSEWHERE = [
    "https://ailleurs.example.org/",
    "//ailleurs.example.org/",
    "/\\ailleurs.example.org",
    "javascript:x()",
]


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("address", ["/compte/login/code/", "/compte/login/", "/gestion/login/"])
def test_entering_leads_nowhere_else(mailoutbox, administrator, address, target):
    client = Client()
    response = client.get(address, {"next": target}, follow=True)
    at, _ = response.redirect_chain[-1] if response.redirect_chain else (f"{address}?next={target}", 0)
    form = lxml_html.fromstring(response.content.decode()).xpath("//form[.//input[@name='email']]")[0]
    data = dict(form.form_values()) | {"email": administrator.email}
    client.post(urljoin(at, form.get("action", at)), data)
    lettres.finish()
    code = re.search(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b|\b\d{6}\b", mailoutbox[-1].body)[0]
    page = client.get("/compte/login/code/confirm/")
    form = lxml_html.fromstring(page.content.decode()).xpath("//form[.//input[@name='code']]")[0]
    response = client.post("/compte/login/code/confirm/", dict(form.form_values()) | {"code": code})
    assert (response.status_code, urlsplit(response["Location"]).netloc) == (302, "")
    assert not response["Location"].startswith(("//", "/\\", "javascript"))


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("address", ["/compte/login/code/", "/compte/login/", "/compte/logout/"])
def test_whoever_is_in_is_led_nowhere_else(client, address, target):
    for response in (
        client.get(address, {"next": target}, follow=True),
        client.post(address, {"next": target}, follow=True),
    ):
        assert [at for at, _ in response.redirect_chain if "ailleurs" in urlsplit(at).netloc] == []
        assert all(not at.startswith(("//", "/\\", "javascript")) for at, _ in response.redirect_chain)


# ── What stays in a browser ─────────────────────────────────────────────────────────────────────────────


def test_a_page_is_its_readers_alone_and_asked_for_again():
    assert Client().get("/aide/").headers["Cache-Control"] == "private, no-cache"


def test_what_says_how_long_it_is_kept_is_left_alone(rf):
    own = Entetes(lambda request: HttpResponse(headers={"Cache-Control": "max-age=60"}))
    assert own(rf.get("/")).headers["Cache-Control"] == "max-age=60"


def test_whatever_stayed_goes_when_the_session_ends(client):
    assert "Clear-Site-Data" not in client.get("/aide/").headers
    assert client.post("/compte/logout/").headers["Clear-Site-Data"] == '"cache"'


def test_an_encrypted_portal_stays_so(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    client = Client()
    assert client.get("/aide/")["Location"] == "https://testserver/aide/"
    said = client.get("/aide/", secure=True).headers["Strict-Transport-Security"]
    assert said == "max-age=31536000; includeSubDomains"
