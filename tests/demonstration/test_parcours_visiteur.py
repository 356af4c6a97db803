"""A visitor walks the whole demonstration, by every link and by guessing, and finds nothing that is not his to read.

The demonstration itself holds what could leak; each of these is first shown to be there, to an administrator.
"""

import io
import json
import re
import unicodedata
import zipfile
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from lxml import html as lxml_html

from chantiers.models import Chantier, Visibilite
from participants.models import Compte, Participant
from seances.models import (
    Lieu,
    MembreSousGroupe,
    PointOrdreDuJour,
    Presence,
    PresidenceSeance,
    Remarque,
    Restitution,
    Seance,
    TextePoint,
)
from seances.permissions import served_editions

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]

DEPARTS = ["/", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/nouveautes.atom", "/calendrier.ics", "/api/"]
LIENS = {"href", "src", "srcset", "action", "data", "poster", "content"}
COURRIEL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
EXPRESSION = re.compile(r"/fra@\d{4}-\d\d-\d\d\b")  # of Akoma Ntoso: a text in its language, at its date
NUMEROS = range(1, 5)
MOTS = 8  # so many words in a row are a quotation


@pytest.fixture(scope="module")
def parcours(demo, django_db_blocker):
    """All that the visitor was given: address -> Trouvaille."""
    with django_db_blocker.unblock():
        return walk(Client(raise_request_exception=False))


# ── Walking ─────────────────────────────────────────────────────────────────────────────────────────────


class Trouvaille:
    """What one address gave: all its text, the words a reader sees and those that he does not."""

    def __init__(self, response):
        content = b"".join(response.streaming_content) if response.streaming else response.content
        self.refused = (
            response.status_code == 401
        )  # the login, told to a script: the same whether or not it exists
        self.kind = response.headers["Content-Type"].partition(";")[0]
        self.root = lxml_html.fromstring(content.decode()) if self.kind == "text/html" and content else None
        self.robots = response.headers.get("X-Robots-Tag", "")
        if self.root is not None:
            self.robots += " ".join(self.root.xpath("//meta[@name='robots']/@content"))
        self.text = unescape(unquote(f"{response.headers}\n{read(content, self.kind)}"))
        self.folded = fold(self.text)

    def addresses_but(self, allowed):
        """E-mail addresses that are none of these, whatever stands against them."""
        text = self.text.lower()
        for each in allowed:
            text = text.replace(each, " ")
        return set(COURRIEL.findall(EXPRESSION.sub(" ", text)))

    def links(self):
        """Where this page leads: links, pictures, forms that ask with GET."""
        if self.root is None:
            return
        for element in self.root.iter():
            for name in LIENS & set(element.keys()):
                if element.tag == "form" and element.get("method", "get").lower() != "get":
                    continue
                if name == "content" and element.get("http-equiv", "").lower() != "refresh":
                    continue
                value = element.get(name)
                yield from ([each.split()[0] for each in value.split(",")] if name == "srcset" else [value])
        for form in self.root.forms:
            if form.method == "GET":
                fields = "&".join(f"{name}={value or ''}" for name, value in form.form_values())
                yield f"{form.action or ''}?{fields}"


def fold(text):
    """Words without accents, capitals and signs, one space between them."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def read(content, kind):
    """All the text of some bytes, whatever holds it."""
    if content.startswith(b"%PDF"):
        return read_pdf(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{read(archive.read(name), '')}" for name in archive.namelist())
    if kind == "text/html" and content:
        # As the page shows it, whatever stands between two letters; and as its source writes it.
        root = lxml_html.fromstring(content.decode())
        return "\n".join([root.text_content(), " ".join(root.itertext()), content.decode()])
    return re.sub(r"\r?\n[ \t]", "", content.decode(errors="replace"))  # long lines of a calendar are folded


def read_pdf(content):
    """Pages, and whatever else a PDF carries: metadata, bookmarks, links, alternative texts, attachments."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    found = [page.get_textpage().get_text_range() for page in document]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for each in pdf.objects:
            found += strings(each)
            if isinstance(each, pikepdf.Stream) and each.get("/Type") in ("/Metadata", "/EmbeddedFile"):
                found.append(read(each.read_bytes(), ""))
        found += [read(each.get_file().read_bytes(), "") for each in pdf.attachments.values()]
        found += strings(pdf.trailer)
    return "\n".join(found)


def strings(node):
    """Texts inside a PDF object; what it refers to is read by itself."""
    if isinstance(node, pikepdf.String):
        return [str(node)]
    if isinstance(node, pikepdf.Array):
        inside = list(node)
    elif isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
        inside = [value for _, value in node.items()]
    else:
        return []
    return [text for each in inside if not getattr(each, "is_indirect", False) for text in strings(each)]


def places():
    """Numbers of every séance, of a first one in each chantier, and of two that do not exist."""
    there = {*Seance.objects.values_list("chantier", "numero")}
    first = {(chantier, 1) for chantier in Chantier.objects.values_list("pk", flat=True)}
    return sorted(there | first | {(2, 9), (9, 1)})


def guesses(resolver, prefix=""):
    """Every address of the portal, with every number; the desk's doors are tried in `test_tables`."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from guesses(entry, route)
        elif not route.startswith("gestion/") and "^" not in route:
            addresses = [
                f"/{route}".replace("<int:chantier>", str(chantier)).replace("<int:seance>", str(seance))
                for chantier, seance in places()
            ]
            for name in re.findall(r"<\w+:(\w+)>", addresses[0]):
                addresses = [
                    re.sub(rf"<\w+:{name}>", str(value), address)
                    for address in addresses
                    for value in NUMEROS
                ]
            yield from addresses


def walk(client):
    """Follow every link from the home page, then ask for every address that exists."""
    found, seen = {}, set()
    waiting = [*DEPARTS, *guesses(get_resolver())]
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("/static/", "/compte/")):
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code in {301, 302}:
            waiting.append(urljoin(address, response["Location"]))
            continue
        assert response.status_code in {200, 401, 404, 405}, (address, response.status_code)
        found[address] = page = Trouvaille(response)
        for link in page.links():
            target = urlsplit(urljoin(f"http://testserver{address}", link))
            if target.netloc == "testserver":
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return {address: page for address, page in found.items() if page.text}


# ── What could leak ─────────────────────────────────────────────────────────────────────────────────────

PLANTED = [
    # What, an address where the administration sees it, and the words.
    ("an address typed in a text", "/gestion/seances/textepoint/{texte}/change/", "capucine.ronvaux@example"),
    (
        "an address in a note's metadata",
        "/chantiers/4/seances/1/sous-groupes/2/note/1/original",
        "adrien.dhondt@",
    ),
    ("a speaker who declined", "/chantiers/2/seances/2/pv/versions/1/", "Emre YILDIRIM : Le nom."),
    ("named by somebody else", "/chantiers/2/seances/2/pv/versions/1/", "remercie M. YILDIRIM de"),
    ("a member of a sub-group", "/chantiers/2/seances/2/sous-groupes/1/", "Emre Yildirim"),
    ("the author of a remark", "/chantiers/2/seances/2/pv/versions/1/", "compte trois personnes, et non"),
    ("an objection after publication", "/chantiers/2/seances/2/pv/versions/1/", "Hélène VANDERVELDEN répond"),
    (
        "a point à huis clos",
        "/chantiers/1/seances/1/pv/versions/1/",
        "un règlement affiché que plus personne",
    ),
    ("a group that did not agree", "/chantiers/1/seances/1/pv/versions/1/", "Rosalie Thonnard reconnaît"),
    ("a private chantier", "/chantiers/7/seances/1/pv/", "Tenir bon ensemble"),
    ("a PV being written", "/chantiers/7/seances/2/pv/projet/", "chantier7@example.org"),
    ("a PV sent out, not approved", "/chantiers/2/seances/3/pv/", "Emre Yildirim rejoint cette idée"),
    ("a séance in preparation", "/chantiers/4/seances/2/", "Chantier 4"),
]


@pytest.mark.parametrize(("what", "address", "words"), PLANTED)
def test_the_demonstration_holds_what_could_leak(demo, client, settings, what, address, words):
    settings.SECOND_FACTEUR_OBLIGATOIRE = False
    client.force_login(Compte.objects.get(email="administration@example.org"))
    texte = TextePoint.objects.filter(point__seance__chantier__numero=2, texte__contains="capucine.ronvaux@")
    response = client.get(address.format(texte=texte.get().pk))
    assert fold(words) in Trouvaille(response).folded


def test_the_walk_went_everywhere(parcours):
    pages = [address for address, page in parcours.items() if page.root is not None]
    pdfs = [address for address, page in parcours.items() if page.kind == "application/pdf"]
    assert {"/", "/chantiers/", "/calendrier/", "/chantiers/2/seances/2/pv/", "/aide/"} <= set(pages)
    assert {"/chantiers/2/seances/2/pv.pdf", "/chantiers/2/seances/2/ordre-du-jour.pdf"} <= set(pdfs)
    assert "/chantiers/2/seances/2/pv.json" in parcours
    assert len(pages) >= 30 and len(pdfs) >= 10


# ── What must not ───────────────────────────────────────────────────────────────────────────────────────


def leaks(parcours, words, *, under=""):
    """Addresses that let read one of these words."""
    return {
        (address, word)
        for address, page in parcours.items()
        if address.startswith(under)
        for word in words
        if f" {word} " in f" {page.folded} "
    }


def spellings(participant):
    """Every way in which the demonstration prints somebody."""
    printed = {
        participant.nom,
        f"{participant.prenom} {participant.nom}",
        f"{participant.nom} {participant.prenom}",
    }
    printed |= set(participant.graphies.values_list("texte", flat=True))
    for model in (Presence, PresidenceSeance, MembreSousGroupe):
        printed |= set(model.objects.filter(participant=participant).values_list("nom_imprime", flat=True))
    printed |= set(participant.presentations.values_list("nom_imprime", flat=True))
    printed |= set(participant.interventions.values_list("libelle", flat=True))
    return {fold(each) for each in printed if each}


def test_no_address_but_the_contacts(parcours):
    contacts = set(Chantier.objects.publics().values_list("contact", flat=True))
    assert contacts == {f"chantier{numero}@example.org" for numero in (1, 2, 4)}
    found = {
        (address, courriel) for address, page in parcours.items() for courriel in page.addresses_but(contacts)
    }
    assert found == set()


def test_nobody_who_declined_is_named(parcours):
    declined = list(Participant.objects.opposes())
    assert {each.nom for each in declined} == {"Yildirim", "Vandervelden"}
    assert {fold("Emre YILDIRIM"), fold("Yildirim")} <= spellings(Participant.objects.get(nom="Yildirim"))
    assert leaks(parcours, {word for each in declined for word in spellings(each)}) == set()


def test_nobody_but_those_who_preside_is_named_without_agreement(parcours):
    seance = Seance.objects.get(accord_nominatif="non")
    presiding = seance.presidences.values("participant")
    others = Participant.objects.filter(presences__seance=seance).exclude(pk__in=presiding)
    assert others.count() >= 15
    words = {word for each in others for word in spellings(each)}
    assert leaks(parcours, words, under=seance.get_absolute_url()) == set()


def quotations(*texts):
    """Every so many words in a row of some texts."""
    found = set()
    for text in texts:
        words = fold(unescape(re.sub(r"<[^>]+>", " ", text))).split()
        found |= {" ".join(words[start : start + MOTS]) for start in range(len(words) - MOTS + 1)}
    return found


def leaves(node):
    """Every text of a JSON tree, in order."""
    if isinstance(node, str):
        return [node]
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [text for each in inside for text in leaves(each)]


def test_nothing_is_quoted_that_is_not_published(parcours):
    """Texts of PVs that visitors may not read, of points à huis clos, of notes and remarks not yet published."""
    editions = served_editions().filter(
        version__proces_verbal__seance__chantier__visibilite=Visibilite.PUBLIQUE
    )
    published = editions.values("version__proces_verbal__seance")
    closed = PointOrdreDuJour.objects.filter(huis_clos=True)
    private = [
        text
        for rows in (
            TextePoint.objects.exclude(point__seance__in=published).values_list("texte", "texte_apres"),
            TextePoint.objects.filter(point__in=closed).values_list("texte", "texte_apres"),
            Restitution.objects.exclude(sous_groupe__seance__in=published).values_list("contenu", "titre"),
            Remarque.objects.exclude(seance__in=published).values_list("texte"),
            closed.values_list("titre"),
            Chantier.objects.filter(visibilite=Visibilite.PRIVEE).values_list("titre", "objectif"),
        )
        for row in rows
        for text in row
    ]
    public = [
        text
        for rows in (
            Chantier.objects.publics().values_list("titre", "objectif"),
            Seance.objects.annoncees()
            .filter(chantier__visibilite=Visibilite.PUBLIQUE)
            .values_list("informations", "destinataire_notes", "lieu__nom", "lieu__adresse", "lieu__acces"),
            Seance.objects.annoncees()
            .filter(chantier__visibilite=Visibilite.PUBLIQUE, points__huis_clos=False)
            .values_list("points__titre"),
        )
        for row in rows
        for text in row
    ]
    public += [
        " ".join(chantier.questions.values_list("texte", flat=True))
        for chantier in Chantier.objects.publics()
    ]
    public += [
        " ".join(leaves(json.loads(contenu))) for contenu in editions.values_list("contenu", flat=True)
    ]
    secret = quotations(*filter(None, private)) - quotations(*filter(None, public))
    # A date and a place of the agenda, that a text says again.
    places = {fold(nom) for nom in Lieu.objects.values_list("nom", flat=True)}
    secret = {each for each in secret if not any(place in each for place in places)}
    assert len(secret) > 5000
    quoted = {
        (address, quotation)
        for address, page in parcours.items()
        for quotation in quotations(page.folded) & secret
    }
    assert quoted == set()


def test_the_private_chantier_is_nowhere(parcours):
    titles = {
        fold(titre) for titre in Chantier.objects.filter(visibilite="privee").values_list("titre", flat=True)
    }
    assert titles == {"tenir bon ensemble"}
    assert leaks(parcours, titles) == set()
    private = {address for address in parcours if address.startswith("/chantiers/7/")}
    assert {address for address in private if not parcours[address].refused} == set()
    refusals = {
        re.sub(r"'(?:Expires|X-Request-ID)': '[^']*'", "", page.text)
        for address, page in parcours.items()
        if page.refused and address.endswith("/pointage/actes/")
    }
    assert len(refusals) == 1  # word for word that of a public chantier


def test_pages_that_name_people_are_not_indexed(parcours):
    people = {fold(f"{prenom} {nom}") for prenom, nom in Participant.objects.values_list("prenom", "nom")}
    named = {address for address, _ in leaks(parcours, people)}
    assert "/chantiers/2/seances/2/pv/" in named
    assert {address for address in named if "noindex" not in parcours[address].robots} == set()
