"""The PV as Word, ODT, Markdown and text: the words of the page in their order, real structure, the same bytes."""

import io
import re
import subprocess
import zipfile
import zlib
from dataclasses import replace

import pypandoc
import pytest
from lxml import etree
from lxml import html as lxml_html

from seances.pv import docx, html, markdown, odt, txt
from seances.pv.bureautique import Contexte, dessin
from seances.pv.document import (
    SAUT,
    Cellule,
    Element,
    Image,
    Liste,
    Note,
    Paragraphe,
    Point,
    Run,
    Tableau,
    Titre,
    number_paragraphs,
)
from seances.pv.suite import suite
from tests.seances.pv.arbres import document, par
from tests.seances.pv.documents import read
from tests.seances.test_interventions_exportees import speech

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SHA = "a" * 64
BLOCS = {
    "p",
    "li",
    "td",
    "th",
    "caption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "br",
    "ul",
    "ol",
    "table",
    "div",
}


def png(width, height):
    """A picture of one colour."""

    def chunk(kind, data):
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x00\x00\x00\x00"
    rows = zlib.compress(b"".join(b"\x00" + b"\x7f" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def cell(text, **fields):
    return Cellule((par(text),), **fields)


def items(*texts, style="puce", debut=1, inner=()):
    return Liste(tuple(Element((par(text), *inner)) for text in texts), style, debut)


@pytest.fixture(scope="module")
def whole():
    """The small PV, with every kind of block and of characters in one of its texts."""
    tree = read().document
    styled = Paragraphe(
        (
            Run("Un mot "),
            Run("gras", ("gras",)),
            Run("collé, "),
            Run("« italique »", ("italique",)),
            Run("et 10"),
            Run("e", ("exposant",)),
            Run(" H"),
            Run("2", ("indice",)),
            Run("O ; "),
            Run("barré souligné", ("barre", "souligne")),
            SAUT,
            Run("le site", (), "https://example.org/a?b=1&c=(2)"),
            Run(" & <script> *étoile* _bas_ `code` [crochet] | # 3. {x} C:\\dossier &amp; \x02fin"),
        )
    )
    table = Tableau(
        (
            (cell("Qui", entete=True), cell("Quoi et quand", entete=True, colonnes=2)),
            (cell("Zoé", rangees=2), cell("lire | relire"), Cellule((items("un", "deux"),))),
            (cell("écrire", colonnes=2),),
        )
    )
    nested = items(
        "premier", inner=(items("petit a", "petit b", style="a", debut=2, inner=()),), style="1", debut=4
    )
    more = (
        Titre((Run("Titre du milieu"),), 3),
        styled,
        nested,
        items("unique", style="I"),
        table,
        Image(SHA, "Le plan de la salle"),
        Note((Run("[NDR : rien à ajouter.]"),)),
        par("1. Ceci n’est pas une liste."),
        par("- Ni ceci."),
        par("# Ni un titre."),
    )
    point = tree.points[0]
    points = (replace(point, blocs=point.blocs + more), *tree.points[1:])
    return number_paragraphs(replace(tree, points=points))


CONTEXTE = Contexte("Version 1", images={SHA: png(30, 20)})


def words(text):
    return re.findall(r"\w+", text)


def spread(element):
    """The words of HTML, those of two blocks apart."""
    for each in element.iter():
        if each.tag in BLOCS:
            each.text = f" {each.text or ''}"
            each.tail = f" {each.tail or ''}"
    return words(element.text_content())


def page_words(tree):
    article = lxml_html.fromstring(html.render_article(tree, mention="Version 1"))
    for each in article.xpath("//*[@class='ancre' or @class='hors-vue']"):
        each.drop_tree()
    for picture in article.iter("img"):
        picture.tail = f" {picture.get('alt')} {picture.tail or ''}"
    return spread(article)


def pandoc(data, kind):
    """Some bytes as HTML, read by pandoc."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", kind, "-t", "html", "--sandbox"],
        input=data,
        capture_output=True,
        check=True,
    )
    return lxml_html.fromstring(f"<div>{done.stdout.decode()}</div>")


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return etree.fromstring(archive.read(name))


def without_marks(found, expected):
    """The words without the numbers that lists print in text: « 4 », « b », « I »."""
    marks, kept, rest = ["4", "b", "c", "I"], [], list(expected)
    for word in found:
        if rest and word == rest[0]:
            kept.append(rest.pop(0))
        else:
            assert word in marks, (word, rest[:5])
    return kept


# ── The words ───────────────────────────────────────────────────────────────────────────────────────────


def test_word_says_what_the_page_says_in_the_same_order(whole):
    data = docx.render(whole, CONTEXTE)
    body = part(data, "word/document.xml")
    for contents in body.iter(f"{W}sdt"):
        contents.getparent().remove(contents)
    for each in body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):
        each.text = f" {each.get('descr')} "
    for each in body.iter(f"{W}p", f"{W}br", f"{W}tab"):
        each.tail = f" {each.tail or ''}"
    assert words("".join(body.itertext())) == page_words(whole)


def test_odt_says_what_the_page_says_in_the_same_order(whole):
    body = part(odt.render(whole, CONTEXTE), "content.xml")
    for contents in body.iter(f"{TEXT}table-of-content"):
        contents.getparent().remove(contents)
    for each in body.iter(f"{TEXT}p", f"{TEXT}h", f"{TEXT}line-break", f"{TEXT}tab"):
        each.tail = f" {each.tail or ''}"
    assert words("".join(body.itertext())) == page_words(whole)


def test_text_says_what_the_page_says_in_the_same_order_on_short_lines(whole):
    text = txt.render(whole, mention="Version 1")
    assert max(map(len, text.splitlines())) <= txt.LARGEUR
    said = re.sub(r"\[Image\s*:|\s<https?:[^>]+>", " ", text)
    expected = page_words(whole)
    assert without_marks(words(said), expected) == expected
    assert "  b. petit a\n   c. petit b" in text.replace("   b.", "  b.")


def test_markdown_is_read_back_as_the_page(whole):
    text = markdown.render(whole, mention="Version 1", images="https://portail.example.org/images")
    found = pandoc(text.encode(), "gfm")
    for picture in found.iter("img"):
        assert picture.get("src") == f"https://portail.example.org/images/{SHA}"
        picture.tail = f" {picture.get('alt')} {picture.tail or ''}"
    expected = page_words(whole)
    assert without_marks(spread(found), expected) == expected
    assert [each.text_content() for each in found.iter("script")] == []
    assert [link.get("href") for link in found.iter("a")] == [
        "https://example.org/a?b=1&c=(2)",
        "https://example.org/charte",
    ]
    assert [each.text_content().strip() for each in found.iter("h1")] == ["P.-V. du 11 mars 2025"]
    assert found.xpath("//ol/@start") == ["4"]
    assert not found.xpath("//h1[contains(., 'Ni un titre')] | //li[contains(., 'Ceci n’est pas')]")


# ── The structure ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("writer", "kind"), [(docx, "docx"), (odt, "odt")])
def test_structure_is_real(whole, writer, kind):
    """As pandoc reads it: headings, lists and where they start, heads of tables, spans, pictures with their words."""
    found = pandoc(writer.render(whole, CONTEXTE), kind)
    headings = [
        (each.tag, " ".join(each.text_content().split())) for each in found.iter("h1", "h2", "h3", "h4")
    ]
    page = lxml_html.fromstring(html.render_article(whole))
    for each in page.xpath("//*[@class='ancre']"):
        each.drop_tree()
    assert [one for one in headings if one[1] not in {"Sommaire", "P.-V. du 11 mars 2025"}] == [
        (f"h{int(each.tag[1]) - 1}", " ".join(each.text_content().split()))
        for each in page.iter("h2", "h3", "h4", "h5")
    ]
    assert len(found.xpath("//table")) == 4
    assert [each.text_content().strip() for each in found.xpath("//table[1]//thead//th")] == [
        "Nom",
        "Organisation",
    ]
    assert found.xpath("//td[contains(., 'Zoé') and @rowspan='2']")
    assert found.xpath("//td[contains(., 'écrire') and @colspan='2']")
    if writer is docx:
        assert {each.get("start") for each in found.iter("ol")} >= {"4", "2"}
    else:  # pandoc does not read where a list of an ODT starts
        items = part(odt.render(whole, CONTEXTE), "content.xml").iter(f"{TEXT}list-item")
        assert {each.get(f"{TEXT}start-value") for each in items} >= {"4", "2"}
    assert {each.get("type") for each in found.iter("ol")} >= {"1", "a", "I"}
    [picture] = found.iter("img")
    said = picture.get("alt") or picture.get("title")
    assert said.replace("-", " ").lower() == "le plan de la salle"
    for tag in ("strong", "em", "sup", "sub"):
        assert found.xpath(f"//{tag}"), tag
    assert found.xpath("//a[@href='https://example.org/a?b=1&c=(2)']")


def test_word_has_contents_anchors_heads_and_a_language(whole):
    data = docx.render(whole, CONTEXTE)
    body = part(data, "word/document.xml")
    contents = next(body.iter(f"{W}sdt"))
    assert "TOC" in "".join(contents.itertext())
    targets = {each.get(f"{W}anchor") for each in body.iter(f"{W}hyperlink")} - {None}
    names = [each.get(f"{W}name") for each in body.iter(f"{W}bookmarkStart")]
    assert targets <= set(names)
    assert len(names) == len(set(names))
    last = max(bloc.numero for point in whole.points for bloc in (*point.blocs, *point.blocs_apres))
    assert {f"p_{number}" for number in range(1, last + 1)} <= set(names)
    assert len(list(body.iter(f"{W}tblHeader"))) == 4
    styles = part(data, "word/styles.xml")
    assert next(styles.iter(f"{W}lang")).get(f"{W}val") == "fr-BE"
    defined = {each.get(f"{W}styleId") for each in styles.iter(f"{W}style")}
    assert {each.get(f"{W}val") for each in body.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")} <= defined
    core = etree.tostring(part(data, "docProps/core.xml"), encoding="unicode")
    assert "P.-V. du 11 mars 2025" in core and "fr-BE" in core
    footer = etree.tostring(part(data, "word/footer1.xml"), encoding="unicode")
    assert "NUMPAGES" in footer


def test_odt_has_contents_anchors_and_a_language(whole):
    data = odt.render(whole, CONTEXTE)
    body = part(data, "content.xml")
    names = [each.get(f"{TEXT}name") for each in body.iter(f"{TEXT}bookmark")]
    assert len(names) == len(set(names))
    assert {each.get(f"{TEXT}ref-name") for each in body.iter(f"{TEXT}bookmark-ref")} <= set(names)
    assert 'fo:country="BE"' in etree.tostring(part(data, "styles.xml"), encoding="unicode")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


@pytest.mark.parametrize(("writer", "name"), [(docx, "word/document.xml"), (odt, "content.xml")])
def test_a_name_on_a_line_of_its_own_stays_with_what_is_said(writer, name):
    blocs = (speech("zoe", "Zoé", "Zoé"), Paragraphe((Run("La suite."),), locuteur="zoe"))
    body = part(writer.render(document(Point(1, "Un", blocs=blocs))), name)
    styles = {
        "".join(each.itertext()): each.get(f"{TEXT}style-name")
        or each.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
        for each in body.iter(f"{W}p", f"{TEXT}p")
        if "".join(each.itertext()) in {"Zoé", "La suite."}
    }
    assert styles == {"Zoé": "Locuteur", "La suite.": "Suite"}


# ── Bytes ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("writer", [docx, odt])
def test_the_same_text_gives_the_same_bytes(whole, writer):
    assert writer.render(whole, CONTEXTE) == writer.render(replace(whole), CONTEXTE)


@pytest.mark.parametrize("writer", [docx, odt])
@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"GIF89a", b"\xff\xd8\xff\xe0\x00", b"<svg/>"])
def test_a_picture_that_cannot_be_shown_is_told(writer, data):
    tree = document(Point(1, "Plan", blocs=(Image(SHA, "Le plan"),)))
    name = "word/document.xml" if writer is docx else "content.xml"
    body = part(writer.render(tree, Contexte(images={SHA: data})), name)
    assert "[Image\u00a0: Le plan]" in "".join(body.itertext())


def test_pictures_keep_their_shape_and_fit_the_page():
    small, wide, tall = dessin(png(96, 48)), dessin(png(9600, 96)), dessin(png(96, 9600))
    assert (small.largeur, small.hauteur) == (2.54, 1.27)
    assert (wide.largeur, tall.hauteur) == (16.0, 22.0)


def test_an_empty_document_is_a_file_too():
    tree = document()
    for writer in (docx, odt):
        assert pandoc(writer.render(tree), writer.__name__.rpartition(".")[2]).text_content()
    assert txt.render(tree).startswith("==")
    assert markdown.render(tree).startswith("# Procès-verbal du mardi 11\u00a0mars\u00a02025")
    assert suite(tree)
