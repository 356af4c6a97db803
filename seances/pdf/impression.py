"""Every PDF of the portal, PDF/A-2a (with attachments PDF/A-3a) and PDF/UA-1 at once. The only importer of WeasyPrint.

The same tree gives the same bytes: nothing here reads a clock. No address is ever fetched: pictures come from
the store of files by their sha256, fonts from the system.
"""

import gc
import logging
import re
import zlib
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from html import escape
from io import BytesIO
from pathlib import Path
from threading import Lock

import pydyf
from django.contrib.staticfiles import finders
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .. import fichiers
from ..pv import phrases
from ..pv.feuille import render_feuille as render_sheet
from ..pv.html import render_imprime
from ..pv.html import render_ordre_du_jour as render_agenda
from ..pv.html_fiches import render_fiches as render_sheets
from ..pv.html_originaux import render_originaux
from . import developpements, marges

VARIANT = "pdf/a-2a"
ARCHIVE = "pdf/a-3a"  # the one that lets any file be attached
LEVEL = 6  # of compression
EDGES = (38 * 72 / 25.4, (210 - 32) * 72 / 25.4)  # of the text on an A4 page, as pv.css sets it, in points
TEINTES = 12
IMAGES = "assises-image:"  # scheme of the pictures' addresses inside a rendering, never fetched from anywhere
PICTURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
SHA256 = re.compile(r"[0-9a-f]{64}")
# An insécable that ends a run of text hangs beyond the line and breaks it too early: it goes into what follows.
HANGING = re.compile(r"(\u00a0)(<(?:strong|em|u|s|sup|sub|a|span)\b[^>]*>)")
TOKEN = re.compile(r"var\((--[a-z-]+), ([^()]+)\)")
TEINTE = re.compile(r"\.teinte-(\d+) \{ --teinte: (#[0-9a-f]+); \}")
# XML allows no other control characters, and no font draws them; what separates lines separates words.
FORBIDDEN = (
    dict.fromkeys([*range(9), *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF], "")
    | dict.fromkeys([11, 12, 0x85, 0x2028, 0x2029], " ")
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
)
NO_GLYPH = "□"  # in place of a character that no installed font has: both norms refuse an empty drawing
# The extension schema that PDF/A asks for before it accepts the mark of PDF/UA.
PDFUA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""

PROJET = """@page { @top-left { width: 70% } @top-right { content: "Projet"; width: 30%; text-align: right;
vertical-align: bottom; padding-bottom: 5mm; font: 600 11pt "Inter", "Lato", "DejaVu Sans", sans-serif;
letter-spacing: 0.08em; text-transform: uppercase; color: #a32020 } }"""

logger = logging.getLogger(__name__)
# What matters is logged here; its chatter about the CSS that only browsers know is not news.
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.CRITICAL)


def render_pv(document, *, mention="", projet=False, teinte=None, sigles=()):
    """The procès-verbal of a DocumentPV as PDF bytes.

    mention: at the foot of each page, « Version 1, approuvée le 18 novembre 2022 ». projet: « Projet » at the
    head of each page. teinte: number of the chantier's colour, 1 to 12, by its number unless given. sigles: the
    acronyms that it uses, explained at their first use and listed at the end.
    """
    article = render_imprime(document, images=IMAGES, sigles=sigles)
    title = f"{phrases.repere(document)} – {phrases.intitule(document)}"
    subject = f"Procès-verbal de la réunion du {phrases.date_longue(document.seance.date)}"
    return _render(document, article, title, subject, mention, projet, teinte, sigles=sigles)


def render_archive(document, originaux, joints, *, mention, teinte, sigles=()):
    """A procès-verbal with the notes that it carries attached, as PDF bytes.

    originaux: `html_originaux.Original`, for the last page. joints: (name, bytes, content type, moment, description)
    of each attachment; names are plain letters and differ. sigles: as `render_pv` takes them.
    """
    article = render_imprime(document, images=IMAGES, sigles=sigles)
    article = article.removesuffix("</article>") + render_originaux(originaux) + "</article>"
    title = f"{phrases.repere(document)} – {phrases.intitule(document)}"
    subject = f"Procès-verbal de la réunion du {phrases.date_longue(document.seance.date)}, copie d’archive"
    styles, joints = ("originaux.css",), sorted(joints)
    return _render(
        document, article, title, subject, mention, False, teinte, styles=styles, joints=joints, sigles=sigles
    )


def render_ordre_du_jour(document, *, mention="", projet=False, teinte=None, sigles=()):
    """The agenda alone, on one page as a rule, as PDF bytes. sigles: those that it uses, listed at the end."""
    article = render_agenda(document, sigles=sigles)
    title = f"{phrases.repere(document)} – Ordre du jour"
    subject = f"Ordre du jour de la réunion du {phrases.date_longue(document.seance.date)}"
    return _render(document, article, title, subject, mention, projet, teinte)


def render_feuille(document, attendus, *, code="", mention="", teinte=None):
    """The sheet that people sign at the door, as PDF bytes.

    attendus: `pv.feuille.Attendu` in printed order. code: the QR code of the check-in page, an `<svg>`.
    """
    article = render_sheet(document, attendus, code=code)
    title = f"{phrases.repere(document)} – Feuille de présence"
    subject = f"Feuille de présence de la réunion du {phrases.date_longue(document.seance.date)}"
    return _render(document, article, title, subject, mention, False, teinte, styles=("feuille.css",))


def render_fiches(document, groupes, *, adresses, teinte=None, sigles=()):
    """The sheets of some sub-groups of a document, one page each as a rule, as PDF bytes; see `html_fiches`."""
    article = render_sheets(document, groupes, adresses, sigles)
    one = f"Groupe {groupes[0].numero}" if len(groupes) == 1 else "Sous-groupes"
    title = f"{phrases.repere(document)} – {one}"
    subject = f"Sous-groupes de la réunion du {phrases.date_longue(document.seance.date)}"
    return _render(document, article, title, subject, "", False, teinte, styles=("fiches.css",))


def render_statistiques(chantier, article, *, mention, teinte):
    """The figures of a chantier, as PDF bytes.

    chantier: what it is called, « Chantier 5 – Partenariat ». article: `<article class="pv statistiques">`.
    """
    title = f"{chantier} – Statistiques"
    styles = ("statistiques.css",)
    article = article.replace('<svg class="st-image"', f'<svg class="st-image" color="{_colour(teinte)}"')
    return _make(article, title, "Statistiques du chantier", mention, teinte, styles, chantier, title)


def render_propositions(repere, article, *, mention, teinte):
    """The report on propositions, as PDF bytes.

    repere: what it is about, « Chantier 5 – Partenariat ». article: `<article class="pv propositions">`.
    """
    title = f"{repere} – Propositions"
    subject = "Problèmes, causes et actions possibles"
    return _make(article, title, subject, mention, teinte, ("propositions.css",), repere, title)


def _render(document, article, title, subject, mention, projet, teinte, styles=(), joints=None, sigles=()):
    number = teinte or (document.chantier.numero - 1) % TEINTES + 1
    head = (phrases.chantier(document), phrases.repere(document))
    return _make(
        article, title, subject, mention, number, styles, *head, projet=projet, joints=joints, sigles=sigles
    )


def _make(
    article, title, subject, mention, number, styles, author, repere, *, projet=False, joints=None, sigles=()
):
    """joints: what is attached, as `render_archive` has it; None for a PDF that is no archive copy. sigles: those
    that the article explains.
    """
    article = HANGING.sub(r"\2\1", phrases.keep_signs(article))
    page = (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        f'<meta name="author" content="{escape(author)}">'
        f'<meta name="description" content="{escape(subject)}">'
        '<meta name="generator" content="Portail des Assises"></head>'
        f'<body data-repere="{escape(repere)}" data-mention="{escape(mention)}">'
        f"{article}</body></html>"
    ).translate(FORBIDDEN)

    styles = [_stylesheet(number, name) for name in ("pv.css", *styles)] + ([_projet()] if projet else [])
    data, missing = _write(page, styles, joints, sigles)
    if missing:
        data, _ = _write(page.translate(dict.fromkeys(missing, NO_GLYPH)), styles, joints, sigles)
    return data


def _write(page, styles, joints, sigles):
    """PDF of some HTML, and the code points that no font could draw."""
    missing = set()

    def finish(rendering, file):
        missing.update(*(font.missing for font in rendering.fonts.values()))
        marges.draw(rendering, file, EDGES)
        developpements.tell(file, sigles)
        _finish(file)

    with _rendering, _collector_off():
        data = HTML(string=page, base_url=IMAGES, url_fetcher=_Depot()).write_pdf(
            stylesheets=styles,
            font_config=_fonts(),
            pdf_variant=VARIANT if joints is None else ARCHIVE,
            attachments=[_attachment(*joint) for joint in joints or ()],
            finisher=finish,
            uncompressed_pdf=True,
        )
    return data, missing


# ── Made once per process ───────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _fonts():
    return FontConfiguration()


@lru_cache(maxsize=2 * TEINTES)
def _stylesheet(teinte, name):
    """A stylesheet for paper, pv.css or what adds to it: each token replaced by its fallback, the chantier's colour
    taken from portail.css."""
    colour = _colour(teinte)

    def value(match):
        return colour if match[1] == "--teinte" and colour else match[2]

    return CSS(string=TOKEN.sub(value, _static(name)), font_config=_fonts(), url_fetcher=_Depot())


@lru_cache(maxsize=TEINTES)
def _colour(teinte):
    """A chantier's colour on paper, as portail.css gives it in light; None for none of them."""
    light = {}
    for number, colour in TEINTE.findall(_static("portail.css")):
        light.setdefault(number, colour)  # the dark ones come after
    return light.get(str(teinte))


@lru_cache(maxsize=1)
def _projet():
    return CSS(string=PROJET, font_config=_fonts(), url_fetcher=_Depot())


def _static(name):
    return Path(finders.find(name)).read_text(encoding="utf-8")


# ── Around one rendering ────────────────────────────────────────────────────────────────────────────────


_rendering = Lock()  # Pango's fonts, shared by all renderings, are for one thread at a time


@contextmanager
def _collector_off():
    """No garbage collection while the many boxes of a document live."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Depot(URLFetcher):
    """Gives the stored pictures of a PV; every other address is refused."""

    def fetch(self, url, headers=None):
        sha256 = url.removeprefix(f"{IMAGES}/")
        if not SHA256.fullmatch(sha256):
            raise ValueError(f"refused address: {url[:80]}")
        try:
            data = fichiers.read(sha256)
        except fichiers.FichierAbsent:
            logger.error("picture %s is not in the store: its description is printed instead", sha256)
            raise
        for magic, kind in PICTURES.items():
            if data.startswith(magic):
                return URLFetcherResponse(url, body=data, headers={"Content-Type": kind})
        raise ValueError(f"not a picture: {sha256}")


def _attachment(name, data, kind, moment, description):
    """A file that was received, of which the PV's text was made."""
    attachment = Attachment(
        file_obj=BytesIO(),
        name=name,
        description=description,
        created=moment,
        modified=moment,
        relationship="Source",
    )
    # Its kind is known: the library would guess it from what this machine knows of endings.
    attachment.source = nullcontext((BytesIO(data), "", "", kind))
    return attachment


def _finish(pdf):
    """Mark the file as PDF/UA too, and compress each stream once; the XMP stays plain, as both norms wish."""
    if "AF" in pdf.catalog:  # the library names each attachment twice
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for item in pdf.objects:
        if not isinstance(item, pydyf.Stream):
            continue
        if item.extra.get("Type") == "/Metadata":
            item.stream = [b"".join(item.stream).replace(b"</rdf:RDF>", PDFUA + b"</rdf:RDF>")]
            continue
        if "Interpolate" in item.extra:
            item.extra["Interpolate"] = "false"
        if "Filter" not in item.extra:
            data = b"\n".join(map(_bytes, item.stream))
            compressed = zlib.compress(data, LEVEL)
            if compressed.endswith(b"\r") and "Width" not in item.extra and "N" not in item.extra:
                # Some readers take it for the end of a line. Text and fonts do not mind one more newline.
                compressed = zlib.compress(data + b"\n", LEVEL)
                if "Length1" in item.extra:
                    item.extra["Length1"] += 1
            item.stream, item.extra["Filter"] = [compressed], "/FlateDecode"


def _bytes(piece):
    return (
        piece if isinstance(piece, bytes) else piece.data if hasattr(piece, "data") else str(piece).encode()
    )
