"""A note in OpenDocument: every word in its order, the structure kept, the rest told."""

import pytest

from seances.conversion import controle, odt
from seances.pv import richtext
from tests.seances.conversion import fabrique
from tests.seances.conversion.fabrique import png


def read(body, **more):
    """(HTML as stored, sentences of the report) of a document, once its words are seen to be those of the file."""
    lecture = odt.convert(fabrique.odt(body, **more))
    html = richtext.clean(lecture.html)
    assert controle.check(lecture, html).ecarts == ()
    return html, lecture.avertissements


def html_of(body, **more):
    html, sentences = read(body, **more)
    assert sentences == ()
    return html


SPANNED = " table:number-columns-spanned='2'"
REPEATED = " table:number-columns-repeated='2'"


def span(text, style):
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def picture(address):
    return f"<draw:image xlink:href='{address}'/>"


def frame(inner, words=""):
    return f"<draw:frame>{inner}{words}</draw:frame>"


def test_structure_is_kept():
    """One document for all: pandoc starts once."""
    body = (
        '<text:p text:style-name="Title">Titre</text:p><text:h text:outline-level="2">Sous-titre</text:h>'
        f"<text:p>a {span('gras', 'Gras')} {span('italique', 'Italique')} {span('souligné', 'Souligne')} "
        f"{span('barré', 'Barre')} x{span('2', 'Exposant')} b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e"
        "</text:p>"
        '<text:p text:style-name="ParagrapheGras">tout en gras</text:p>'
        "<text:p>page <text:page-number>4</text:page-number> du <text:date>12/3</text:date>, "
        '<text:a xlink:href="https://example.org/">ici</text:a> <text:a xlink:href="#bas">là</text:a>'
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>La note</text:p></text:note-body></text:note>.</text:p>"
        '<text:list text:style-name="Lettres"><text:list-item><text:p>un</text:p><text:list><text:list-item>'
        "<text:p>sous</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>deux</text:p>"
        "<text:p>suite</text:p></text:list-item></text:list><text:section><text:p>section</text:p></text:section>"
        "<text:table-of-content><text:table-of-content-source/><text:index-body><text:p>Table 1</text:p>"
        "</text:index-body></text:table-of-content>"
    )
    assert html_of(body) == (
        "<h2>Titre</h2><h3>Sous-titre</h3>"
        "<p>a <strong>gras</strong> <em>italique</em> <u>souligné</u> <s>barré</s> x<sup>2</sup> b c d<br>e</p>"
        "<p><strong><u>tout en gras</u></strong></p>"
        '<p>page 4 du 12/3, <a href="https://example.org/">ici</a> là<sup>[1]</sup>.</p>'
        '<ol type="a" start="3"><li><p>un</p><ul><li><p>sous</p></li></ul></li><li><p>deux</p><p>suite</p></li></ol>'
        "<p>section</p><p>Table 1</p><p><sup>[1]</sup> La note</p>"
    )


def test_tables_keep_headers_and_merged_cells():
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>".format
    body = (
        '<table:table><table:table-column table:number-columns-repeated="2"/><table:table-header-rows><table:table-row>'
        f"{cell('', 'A')}{cell('', 'B')}</table:table-row></table:table-header-rows><table:table-row>"
        f"{cell(SPANNED, 'large')}<table:covered-table-cell/></table:table-row>"
        f"<table:table-row>{cell(REPEATED, 'deux fois')}</table:table-row></table:table>"
    )
    assert html_of(body) == (
        "<table><thead><tr><th><p>A</p></th><th><p>B</p></th></tr></thead><tbody><tr>"
        '<td colspan="2"><p>large</p></td></tr><tr><td><p>deux fois</p></td><td><p>deux fois</p></td></tr></tbody>'
        "</table>"
    )


def test_what_is_not_in_the_text_is_left_out_and_told():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>supprimé</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>La <text:change text:change-id='c'/>note<office:annotation><dc:creator>X</dc:creator>"
        f"<text:p>commentaire</text:p></office:annotation>{span(' cachée', 'Cache')}</text:p>"
        f"<text:p>a{frame('<draw:text-box><text:p>boîte un</text:p></draw:text-box>')}"
        f"{frame('<draw:text-box><text:p>boîte deux</text:p></draw:text-box>')} b</text:p>"
        f"<text:p>c{frame('<draw:object/>' + picture('Pictures/a.png'))} d</text:p>"
        "<text:p>e<text:ruby><text:ruby-base>f</text:ruby-base><text:ruby-text>g</text:ruby-text></text:ruby></text:p>"
    )
    html, sentences = read(
        body,
        styles="<style:master-page><style:header><text:p>Service X</text:p></style:header></style:master-page>",
        before='<office:scripts><script:event-listener script:language="ooo:script"/></office:scripts>',
        **{"Basic/Standard/Module1.xml": "<x/>"},
    )
    assert html == "<p>La note</p><p>a b</p><p>boîte un</p><p>boîte deux</p><p>c d</p><p>ef</p>"
    assert sentences == (
        "Un commentaire en marge n’est pas repris.",
        "Le document porte une modification suivie : le texte accepté est repris.",
        "Du texte masqué n’est pas repris.",
        "2 zones de texte sont reprises à la suite des paragraphes auxquels elles étaient attachées.",
        "Un objet incorporé (équation, tableur, graphique…) n’est pas repris.",
        "Des annotations placées au-dessus des mots ne sont pas reprises.",
        "Les macros du document ne sont pas reprises.",
        "L’en-tête de page n’est pas repris : « Service X ».",
    )


def test_pictures_are_kept_when_they_are_in_the_file():
    inside = frame(picture("Pictures/a.png"), "<svg:desc>Un arbre</svg:desc>")
    lecture = odt.convert(fabrique.odt(f"<text:p>a{inside}b</text:p>", **{"Pictures/a.png": png()}))
    (sha256,) = lecture.images
    assert richtext.clean(lecture.html) == f'<p>a</p><img src="sha256:{sha256}" alt="Un arbre"><p>b</p>'
    assert lecture.avertissements == ()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "../../etc/passwd", "/etc/passwd"]
)
def test_a_picture_outside_the_file_is_told(address):
    html, sentences = read(f"<text:p>a{frame(picture(address))} b</text:p>")
    assert html == "<p>a b</p>"
    assert sentences == (
        "Une image qui se trouve hors du document n’est pas reprise : insérez-la dans le document.",
    )


def test_what_pandoc_would_lose_is_carried_over():
    """Each was found by files drawn by lot: a tab in a link, a heading in a cell, a table in a cell or in a list."""
    row = "<table:table-row><table:table-cell>{}</table:table-cell></table:table-row>"
    table = f"<table:table>{row}</table:table>".format
    link = '<text:a xlink:href="https://example.org/">{}</text:a>'.format
    html, sentences = read(
        f"<text:p>{link('un<text:tab/>deux' + link('trois'))}</text:p>"
        + table('<text:h text:outline-level="2">titre</text:h>' + table("<text:p>dedans</text:p>"))
        + f"<text:list><text:list-item>{table('<text:p>en liste</text:p>')}</text:list-item></text:list>"
    )
    assert html == (
        '<p><a href="https://example.org/">un deuxtrois</a></p>'
        "<table><tbody><tr><td><p>titre</p><p>dedans</p></td></tr></tbody></table><ol><li><p>en liste</p></li></ol>"
    )
    assert sentences == (
        "2 tableaux placés dans une liste ou un autre tableau sont repris sans leurs colonnes.",
    )
