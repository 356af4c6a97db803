"""A note in Word: every word in its order, the structure kept, the rest told."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image

from seances.conversion import controle, docx
from seances.pv import richtext
from tests.seances.conversion import fabrique
from tests.seances.conversion.fabrique import NAMESPACES, drawing, notes, p, png, r, relation, text_box


def read(body, **more):
    """(HTML as stored, sentences of the report) of a document, once its words are seen to be those of the file."""
    lecture = docx.convert(fabrique.docx(body, **more))
    html = richtext.clean(lecture.html)
    assert controle.check(lecture, html).ecarts == ()
    return html, lecture.avertissements


def html_of(body, **more):
    html, sentences = read(body, **more)
    assert sentences == ()
    return html


def test_headings_keep_their_order_whatever_their_style_is_called():
    body = p("A", style="Titre") + p("B", style="Titre1") + p("C", style="Titre3") + p("D", style="MonTitre")
    assert html_of(body) == "<h2>A</h2><h2>B</h2><h3>C</h3><h2>D</h2>"


def test_looks_come_from_the_run_or_its_style():
    body = p(
        r("gras", "<w:b/>"),
        r(" italique", "<w:i/>"),
        r(" souligné", '<w:u w:val="single"/>'),
        r(" barré", "<w:strike/>"),
        r(" style", '<w:rStyle w:val="lev"/>'),
        r(" pas", '<w:rStyle w:val="lev"/><w:b w:val="0"/>'),
        r("2", '<w:vertAlign w:val="superscript"/>'),
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t><w:noBreakHyphen/><w:t>e</w:t></w:r>",
    )
    assert html_of(body) == (
        "<p><strong>gras</strong><em> italique</em><u> souligné</u><s> barré</s><strong> style</strong> pas"
        "<sup>2</sup>a b<br>c<br>d\u2011e</p>"
    )


def test_lists_nest_and_keep_their_numbers():
    body = (
        p("un", liste=(1, 0))
        + p("sous", liste=(1, 1))
        + p("puce", liste=(2, 0))
        + p("Entre deux.")
        + p("deux", liste=(1, 0))
        + p("trois", liste=(1, 0))
    )
    assert html_of(body) == (
        '<ol><li><p>un</p><ol type="a"><li><p>sous</p></li></ol></li></ol><ul><li><p>puce</p></li></ul>'
        '<p>Entre deux.</p><ol start="2"><li><p>deux</p></li><li><p>trois</p></li></ol>'
    )


def test_tables_keep_headers_and_merged_cells():
    body = (
        "<w:tbl><w:tblPr/><w:tblGrid/>"
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc>{p('A')}</w:tc><w:tc>{p('B')}</w:tc></w:tr>"
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("large")}{p("x", liste=(2, 0))}</w:tc></w:tr>'
        f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{p("haut")}</w:tc><w:tc>{p("1")}</w:tc></w:tr>'
        f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{p()}</w:tc><w:tc>{p('2')}</w:tc></w:tr></w:tbl>"
    )
    assert html_of(body) == (
        "<table><thead><tr><th><p>A</p></th><th><p>B</p></th></tr></thead><tbody>"
        '<tr><td colspan="2"><p>large</p><ul><li><p>x</p></li></ul></td></tr>'
        '<tr><td rowspan="2"><p>haut</p></td><td><p>1</p></td></tr><tr><td><p>2</p></td></tr></tbody></table>'
    )


def test_links_lead_to_the_web_and_nowhere_else():
    body = p(
        f'<w:hyperlink r:id="l1">{r("ici")}</w:hyperlink>',
        f'<w:hyperlink r:id="l2">{r(" là")}</w:hyperlink>',
        f'<w:hyperlink w:anchor="titre">{r(" plus bas")}</w:hyperlink>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://example.org/b"</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r(" champ")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )
    relations = relation("l1", "hyperlink", "https://example.org/a?x=1&amp;y=2", True) + relation(
        "l2", "hyperlink", "file:///etc/passwd", True
    )
    assert html_of(body, relations=relations) == (
        '<p><a href="https://example.org/a?x=1&amp;y=2">ici</a> là plus bas'
        '<a href="https://example.org/b"> champ</a></p>'
    )


def test_notes_stand_under_the_text_in_the_order_of_their_calls():
    body = p(
        "Un",
        '<w:r><w:endnoteReference w:id="1"/></w:r>',
        " deux",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        ".",
    )
    html = html_of(
        body,
        **{
            "word/footnotes.xml": notes("footnote", "jamais appelée", "de bas de page"),
            "word/endnotes.xml": notes("endnote", "de fin"),
        },
    )
    assert html == (
        "<p>Un<sup>[1]</sup> deux<sup>[2]</sup>.</p><p><sup>[1]</sup> de fin</p>"
        "<p><sup>[2]</sup> de bas de page</p>"
    )


def test_pictures_are_written_anew_and_keep_their_description():
    data = fabrique.docx(
        p("Avant", drawing("i1", "Un arbre"), "après"),
        relations=relation("i1", "image", "media/image1.png"),
        **{"word/media/image1.png": png()},
    )
    lecture = docx.convert(data)
    ((sha256, kept),) = lecture.images.items()
    assert sha256 == hashlib.sha256(kept).hexdigest()
    assert (
        richtext.clean(lecture.html) == f'<p>Avant</p><img src="sha256:{sha256}" alt="Un arbre"><p>après</p>'
    )
    assert b"secret" not in kept
    assert Image.open(BytesIO(kept)).size == (8, 6)
    assert lecture.avertissements == ()


@pytest.mark.parametrize(
    ("target", "outside", "content", "sentence"),
    [
        ("http://127.0.0.1:9/x.png", True, b"", "Une image qui se trouve hors du document n’est pas reprise"),
        ("file:///etc/passwd", True, b"", "Une image qui se trouve hors du document n’est pas reprise"),
        ("file:///etc/passwd", False, b"", "Une image n’est pas reprise"),
        ("../../../../etc/passwd", False, b"", "Une image n’est pas reprise"),
        ("media/image1.png", False, b"\x89PNG faux", "Une image n’est pas reprise"),
        ("media/image1.png", False, b"<svg onload='x'/>", "Une image n’est pas reprise"),
        ("media/image1.png", False, png(declared=(60000, 60000)), "Une image n’est pas reprise"),
    ],
)
def test_a_picture_that_cannot_be_kept_is_told(target, outside, content, sentence):
    html, sentences = read(
        p("Avant", drawing("i1"), " après"),
        relations=relation("i1", "image", target, outside),
        **{"word/media/image1.png": content},
    )
    assert html == "<p>Avant après</p>"
    assert len(sentences) == 1
    assert sentences[0].startswith(sentence)


def test_accepted_changes_are_read_and_told():
    body = (
        p(
            "Il",
            f"<w:ins>{r(' a')}</w:ins>",
            "<w:del><w:r><w:delText> avait</w:delText></w:r></w:del>",
            r(" dit."),
        )
        + p(f"<w:moveFrom>{r('Parti.')}</w:moveFrom>")
        + p(f"<w:moveTo>{r('Arrivé.')}</w:moveTo>")
        + f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r('Joint')}</w:p>"
        + p(" au suivant.")
    )
    html, sentences = read(body)
    assert html == "<p>Il a dit.</p><p>Arrivé.</p><p>Joint au suivant.</p>"
    assert sentences == ("Le document porte 5 modifications suivies : le texte accepté est repris.",)


def test_what_word_hides_is_left_out_and_told():
    body = p("Visible", r(" caché", "<w:vanish/>")) + p("Tout caché", style="Cache")
    assert read(body) == ("<p>Visible</p>", ("Du texte masqué dans Word n’est pas repris.",))


def test_text_boxes_follow_their_paragraph():
    body = p("Avant", text_box(p("Boîte un"), p("suite")), " après") + p("Fin")
    html, sentences = read(body)
    assert html == "<p>Avant après</p><p>Boîte un</p><p>suite</p><p>Fin</p>"
    assert sentences == (
        "Une zone de texte est reprise à la suite du paragraphe auquel elle était attachée.",
    )


def test_two_text_boxes_of_one_paragraph_keep_their_order():
    html, _ = read(p("Texte", text_box(p("un"), p(text_box(p("dedans")))), text_box(p("deux"))))
    assert html == "<p>Texte</p><p>un</p><p>dedans</p><p>deux</p>"


def test_wrappers_lose_no_word():
    body = p(
        f"<w:smartTag><w:smartTagPr/>{r('un')}</w:smartTag>",
        f"<w:fldSimple w:instr='PAGE'>{r(' deux')}</w:fldSimple>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{r(' trois')}</w:sdtContent></w:sdt>",
        f"<w:bdo>{r(' quatre')}</w:bdo>",
        f"<w:customXml>{r(' cinq')}</w:customXml>",
        '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>',
    )
    assert html_of(body).startswith("<p>un deux trois quatre cinq")
    whole = f"<w:sdt><w:sdtContent>{p('bloc')}</w:sdtContent></w:sdt>"
    assert html_of(whole) == "<p>bloc</p>"


def test_equations_objects_and_charts_are_told():
    body = (
        p("Soit ", "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>")
        + p('<w:r><w:object><v:shape><v:imagedata r:id="i"/></v:shape><o:OLEObject/></w:object></w:r>', "x")
        + p(
            "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData/></a:graphic></wp:inline></w:drawing></w:r>",
            "y",
        )
    )
    html, sentences = read(body)
    assert html == "<p>Soit a=b</p><p>x</p><p>y</p>"
    assert sentences == (
        "Une équation est reprise en texte simple.",
        "Un objet incorporé (tableur, dessin…) n’est pas repris.",
        "Un dessin ou un graphique n’est pas repris : ajoutez-le comme image.",
    )


def test_what_stands_beside_the_text_is_told():
    html, sentences = read(
        p("La note", "<w:r><w:commentReference w:id='1'/></w:r>"),
        relations=relation("h", "header", "header1.xml") + relation("f", "footer", "footer1.xml"),
        **{
            "word/comments.xml": f"<w:comments {NAMESPACES}><w:comment w:id='1'>{p('Vrai ?')}</w:comment></w:comments>",
            "word/header1.xml": f"<w:hdr {NAMESPACES}>{p('Service X')}</w:hdr>",
            "word/footer1.xml": f"<w:ftr {NAMESPACES}>{p('3')}</w:ftr>",
        },
    )
    assert html == "<p>La note</p>"
    assert sentences == (
        "Un commentaire en marge n’est pas repris.",
        "L’en-tête de page n’est pas repris : « Service X ».",
    )


def test_a_text_box_that_was_deleted_or_moved_away_is_not_read():
    html, _ = read(
        p("a", f"<w:moveFrom>{text_box(p('parti'))}</w:moveFrom>", f"<w:del>{text_box(p('ôté'))}</w:del>")
    )
    assert html == "<p>a</p>"


def test_a_note_called_twice_has_one_number():
    call = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    html = html_of(p("a", call, " b", call), **{"word/footnotes.xml": notes("footnote", "note")})
    assert html == "<p>a<sup>[1]</sup> b<sup>[1]</sup></p><p><sup>[1]</sup> note</p>"


def test_the_strict_names_of_word_are_read_too():
    parts = fabrique.docx_parts(p("Strict", r(" gras", "<w:b/>")))
    for name in ("word/document.xml", "word/styles.xml"):
        parts[name] = parts[name].replace(fabrique.W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert richtext.clean(docx.convert(fabrique.archive(parts)).html) == "<p>Strict<strong> gras</strong></p>"


def test_the_check_sees_what_the_converter_loses(monkeypatch):
    """The second road is another one: a word that mammoth drops is found missing."""
    monkeypatch.setattr(docx.Normal, "unwrap", lambda self, node: node.getparent().remove(node))
    lecture = docx.convert(fabrique.docx(p("un ", f"<w:smartTag>{r('deux')}</w:smartTag>", " trois")))
    verdict = controle.check(lecture, richtext.clean(lecture.html))
    assert verdict.ecarts == (controle.Ecart("un", "deux", ""),)
