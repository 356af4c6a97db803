import re
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from seances.pv import richtext
from seances.pv.document import (
    SAUT,
    STYLES,
    Cellule,
    Element,
    Image,
    Intervention,
    Liste,
    Note,
    Paragraphe,
    Run,
    Tableau,
    Titre,
    block_texts,
    plain_text,
)

SHA = "0123456789abcdef" * 4

# ── One list: what is read, stored and written ──


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("", ""),
        (" \n ", ""),
        ("Bonjour", "<p>Bonjour</p>"),
        ("<p>a</p>\n\n<p>b</p>", "<p>a</p><p>b</p>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<p>a  \n b</p>", "<p>a b</p>"),
        ("<p>13h30&nbsp;: « a »</p>", "<p>13h30\u00a0: « a »</p>"),
        ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; c</p>"),
        ("<p></p><p> </p><h2></h2><ul><li></li></ul><table></table>", ""),
        ("<b>a</b><i>b</i><u>c</u><s>d</s><sup>e</sup><sub>f</sub>",
         "<p><strong>a</strong><em>b</em><u>c</u><s>d</s><sup>e</sup><sub>f</sub></p>"),
        ("<del>a</del><strike>b</strike>", "<p><s>ab</s></p>"),
        ("<em>a</em><em>b</em>", "<p><em>ab</em></p>"),
        ("<em><strong>a</strong></em>", "<p><strong><em>a</em></strong></p>"),
        ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<p>a<br>b<br/><br>c<br></p>", "<p>a<br>b<br><br>c</p>"),
        ("<p>a <br> b</p>", "<p>a<br>b</p>"),
        ("<h1>a</h1><h2>b</h2><h6>c</h6>", "<h2>a</h2><h2>b</h2><h5>c</h5>"),
        ("<h2>a<ul><li>b</li></ul></h2>", "<h2>a</h2><ul><li><p>b</p></li></ul>"),
        ("<h2><p>a</p></h2>", "<h2>a</h2>"),
        ("<ul><li>a<li>b</ul>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>",
         "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"),
        ("<ul>a<b>b</b>c<li>d</li></ul>",
         "<ul><li><p>a<strong>b</strong>c</p></li><li><p>d</p></li></ul>"),
        ('<ol type="a" start="3"><li>x</li></ol>', '<ol type="a" start="3"><li><p>x</p></li></ol>'),
        ('<ol type="disc" start="-3"><li>x</li></ol>', "<ol><li><p>x</p></li></ol>"),
        ("<table><tr><td>a</td></tr></table>", "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>"),
        ("<table><tr><th>a</th></tr><tr><td>b</td></tr></table>",
         "<table><thead><tr><th><p>a</p></th></tr></thead><tbody><tr><td><p>b</p></td></tr></tbody></table>"),
        ('<table><tr><td colspan="2" rowspan="999">a</td><td colspan="x"></td></tr></table>',
         '<table><tbody><tr><td colspan="2" rowspan="50"><p>a</p></td><td></td></tr></tbody></table>'),
        ("<table><caption>Lieux</caption><tr><td>a</td></tr></table>",
         "<p>Lieux</p><table><tbody><tr><td><p>a</p></td></tr></tbody></table>"),
        ("<blockquote>a<p>b</p>c</blockquote>", "<p>a</p><p>b</p><p>c</p>"),
        ("<dl><dt>a<dd>b</dl>c<hr>d<center>e</center>f", "<p>a</p><p>b</p><p>c</p><p>d</p><p>e</p><p>f</p>"),
        ("<b><div>a</div><div>b</div></b>", "<p>a</p><p>b</p>"),
        ('<a href=" https://x.be/?a=1&amp;b=2 ">x</a>',
         '<p><a href="https://x.be/?a=1&amp;b=2">x</a></p>'),
        ('<a href="mailto:a@example.org">a</a> <a href="tel:+3281">b</a>',
         '<p><a href="mailto:a@example.org">a</a> <a href="tel:+3281">b</a></p>'),
        ('<p><a href="https://x.be">a <b>b</b></a></p>',
         '<p><a href="https://x.be">a </a><a href="https://x.be"><strong>b</strong></a></p>'),
        (f'<p>a<img src="sha256:{SHA}" alt=\'"é"\'>b</p>',
         f'<p>a</p><img src="sha256:{SHA}" alt="&quot;é&quot;"><p>b</p>'),
        ('<p>a<span style="color:red">b</span><font>c</font></p>', "<p>abc</p>"),
    ],
)  # fmt: skip
def test_clean_keeps_what_the_tree_holds(html, kept):
    assert richtext.clean(html) == kept


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<script>x()</script>a", "<p>a</p>"),
        ("<style>p{}</style>a", "<p>a</p>"),
        ("<p>a<script>x()</p>", "<p>a</p>"),
        ("<svg><script>x()</script></svg>a", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="c" id="i">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', "<p>a</p>"),
        ('<a href="JaVaScRiPt:x()">a</a>', "<p>a</p>"),
        ('<a href="java&#10;script:x()">a</a>', "<p>a</p>"),
        ('<a href="data:text/html,x">a</a>', "<p>a</p>"),
        ('<a href="//x.be">a</a><a href="/x">b</a><a href="#x">c</a><a>d</a>', "<p>abcd</p>"),
        (f'<a href="sha256:{SHA}">a</a>', "<p>a</p>"),
        ('<img src="https://x.be/x.png" onerror="x()">a', "<p>a</p>"),
        (f'<img src="sha256:{SHA[1:]}">a<img src="sha256:{SHA.upper()}">', "<p>a</p>"),
        ("<iframe src=x></iframe><object></object><embed>a", "<p>a</p>"),
        ("<!-- <p>x</p> -->a<?php x ?>", "<p>a</p>"),
        ("&lt;script&gt;x()&lt;/script&gt;", "<p>&lt;script&gt;x()&lt;/script&gt;</p>"),
        ("<textarea><script>x()</script></textarea>", "<p>&lt;script&gt;x()&lt;/script&gt;</p>"),
        ("<xmp><script>x()</script></xmp>", "<p>&lt;script&gt;x()&lt;/script&gt;</p>"),
    ],
)
def test_clean_drops_what_could_be_executed(html, kept):
    assert richtext.clean(html) == kept


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x0c", "\x1f", "\x7f", "\ufffe", "\ud800"])
def test_clean_loses_no_text_beside_an_invisible_character(character):
    assert richtext.clean(f"<p>avant{character}après</p>") == "<p>avant après</p>"


@pytest.mark.parametrize("reference", ["&#0;", "&#1;", "&#12;", "&#x1f;", "&#xfffe;"])
def test_clean_loses_no_text_beside_the_reference_of_an_invisible_character(reference):
    assert re.fullmatch("<p>avant.?après</p>", richtext.clean(f"<p>avant{reference}après</p>"))


@pytest.mark.parametrize("tags", ["<ul><li>", "<div>", "<b>", "<table><tr><td>", "<blockquote><p>"])
@pytest.mark.parametrize("times", [20, 90, 300, 3000])
def test_clean_loses_no_word_of_a_text_nested_beyond_reason(tags, times):
    html = "avant " + tags * times + "dedans"
    kept = richtext.clean(html)
    assert words(richtext.parse(html)) == ["avant", "dedans"]
    assert richtext.clean(kept) == kept


def test_lists_and_tables_nest_as_deep_as_a_file_may():
    deep = richtext.parse("<ul><li>" * 12 + "x")
    levels = 0
    while isinstance(deep[0], Liste):
        (deep,) = (element.blocs for element in deep[0].elements)
        levels += 1
    assert (levels, deep) == (richtext.PROFONDEUR, (Paragraphe((Run("x"),)),))


def test_parse_reads_a_long_text_at_once():
    html = "".join(f"<p>Paragraphe <strong>{number}</strong> &amp; suite</p>" for number in range(20_000))
    assert len(richtext.parse(html)) == 20_000


# ── The tree ──


def test_parse_gives_blocks_and_runs():
    html = (
        "<h3>T</h3><p>a <strong><em>b</em></strong><br>c</p><p>[NDR : d]</p>"
        f'<ol start="2"><li>e</li></ol><img src="sha256:{SHA}" alt="f">'
        '<table><tr><th colspan="2">g</th></tr><tr><td>h</td><td></td></tr></table>'
        '<p><a href="https://x.be">i</a></p>'
    )
    assert richtext.parse(html) == (
        Titre((Run("T"),), 3),
        Paragraphe((Run("a "), Run("b", ("gras", "italique")), SAUT, Run("c"))),
        Note((Run("[NDR : d]"),)),
        Liste((Element((Paragraphe((Run("e"),)),)),), "1", 2),
        Image(SHA, "f"),
        Tableau(
            (
                (Cellule((Paragraphe((Run("g"),)),), True, 2),),
                (Cellule((Paragraphe((Run("h"),)),)), Cellule(())),
            )
        ),
        Paragraphe((Run("i", (), "https://x.be"),)),
    )


@pytest.mark.parametrize("text", ["[NDR : a]", "(NDR a)", "[ndlr – a]", " [ NDR: a]"])
def test_note_of_the_redacteur_is_recognised(text):
    (bloc,) = richtext.parse(f"<p>{text}</p>")
    assert isinstance(bloc, Note)


@pytest.mark.parametrize("text", ["NDR : a", "a [NDR : b]", "[NDRA]", "[note a]"])
def test_other_brackets_are_no_note(text):
    (bloc,) = richtext.parse(f"<p>{text}</p>")
    assert isinstance(bloc, Paragraphe)


def test_parse_inline_joins_paragraphs_by_line_breaks():
    assert richtext.parse_inline("<p>a</p><ul><li><b>b</b></li></ul>c") == (
        Run("a"),
        SAUT,
        Run("b", ("gras",)),
        SAUT,
        Run("c"),
    )


def test_from_text_makes_a_paragraph_of_each_line():
    assert richtext.from_text("a < b\n\n  \nc & d\n") == "<p>a &lt; b</p><p>c &amp; d</p>"


def test_render_writes_an_intervention_as_the_paragraph_it_was():
    runs = (Run("Ana Ost : bonjour"),)
    assert richtext.render((Intervention(runs, "Ana Ost", 3, "ana-ost"),)) == "<p>Ana Ost : bonjour</p>"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://x.be", True),
        ("HTTP://x.be", True),
        ("mailto:a@example.org", True),
        ("tel:+32", True),
        ("https:", False),
        ("x.be", False),
        ("/x", False),
        ("", False),
        ("javascript:x", False),
        (" javascript:x", False),
        ("data:x", False),
        ("ftp://x", False),
    ],
)
def test_links_lead_only_to_web_mail_or_telephone(address, safe):
    assert richtext.safe_link(address) == safe


# ── What a file may hold ──


@pytest.mark.parametrize(
    "html",
    [
        "",
        "sans balise",
        "a < b",
        "<p>a &amp; b&nbsp;!</p>",
        "<p><strong>a</strong> <em>b</em> <u>c</u> <s>d</s> <sup>e</sup><sub>f</sub><br></p>",
        "<h2>a</h2><h5>b</h5>",
        '<ul><li>a<ol type="a" start="2"><li>b</li></ol></li></ul>',
        '<table><thead><tr><th colspan="2">a</th></tr></thead><tbody><tr><td rowspan="2">b</td></tr></tbody></table>',
        '<a href="https://x.be">a</a>',
        f'<img src="sha256:{SHA}" alt="a b">',
    ],
)
def test_check_lets_pass_what_is_kept_whole(html):
    richtext.check(html)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>a<script>x()</script></p>", "la balise <script> n’est pas admise"),
        ("<SCRIPT>x()", "la balise <script> n’est pas admise"),
        ("<svg/onload=x()>", "la balise <svg> n’est pas admise"),
        ("<div>a</div>", "la balise <div> n’est pas admise"),
        ("<b>a</b>", "la balise <b> n’est pas admise"),
        ("<h1>a</h1>", "la balise <h1> n’est pas admise"),
        ("<p>" * 300 + "<iframe>", "la balise <iframe> n’est pas admise"),
        ("\x0c<iframe>", "la balise <iframe> n’est pas admise"),
        ('<p onclick="x()">a</p>', "l’attribut « onclick » de <p> n’est pas admis"),
        ('<p class="x">a</p>', "l’attribut « class » de <p> n’est pas admis"),
        ('<a href="javascript:x()">a</a>', "le lien « javascript:x() » n’est pas admis"),
        ("<a href>a</a>", "le lien «  » n’est pas admis"),
        (f'<a href="data:{"x" * 99}">a</a>', f"le lien « data:{'x' * 55} » n’est pas admis"),
        ('<img src="https://x.be/x.png">', "une image se nomme par le sha256 d’un fichier joint"),
        ("<img>", "une image se nomme par le sha256 d’un fichier joint"),
        ("a<!-- b -->", "un commentaire HTML n’est pas admis"),
        ("<!doctype html>a", "un commentaire HTML n’est pas admis"),
        ("<?php x ?>a", "un commentaire HTML n’est pas admis"),
        ("<p>1<a</p>", "la balise <a<> n’est pas admise"),
        ("<p>deux<3 ou <p", "le HTML est mal formé : une partie du texte se perdrait"),
    ],
)
def test_check_refuses_what_would_be_dropped(html, reason):
    with pytest.raises(richtext.RichTextError) as error:
        richtext.check(html)
    assert str(error.value) == reason


# ── Whatever is typed ──

letters = st.text(string.ascii_lowercase + "éœ’&<>\"'«»–\u00a0😀", min_size=1, max_size=6).filter(
    lambda text: text.strip("\u00a0")
)
sources = st.one_of(
    st.text(max_size=8),
    letters,
    st.sampled_from([" ", "\n", "&amp;", "&lt;", "&nbsp;", "&#12;", "&eacute", "<", "</", "<!--", "]]>", "\x0c"]),
    st.builds(
        "<{}{}{}>".format,
        st.sampled_from(["", "/"]),
        st.sampled_from(
            [
                *sorted(richtext.TAGS),
                *["span", "script", "style", "svg", "math", "template", "noscript", "iframe", "select", "body"],
            ]
        ),
        st.sampled_from(
            [
                "",
                "",
                "/",
                " onclick=x()",
                ' href="https://x.be/?a<b&c"',
                " href=javascript:x()",
                f' src="sha256:{SHA}" alt="é < &quot;"',
                " start=3 type=a",
                " colspan=3 rowspan='2'",
                ' class="a',
            ]
        ),
    ),
)  # fmt: skip
html_like = st.lists(sources, max_size=25).map("".join)


@settings(max_examples=100, deadline=None)
@given(html_like)
@example("<table><tr><td><table><caption>a")
@example("<h2><table><tr><td><h3>a</h3>b")
@example("<a href=https://x.be><a href=https://y.be>a</a>b")
@example("<li><ul>a<table>b<td>c<ol>d")
def test_clean_twice_is_clean_once(html):
    once = richtext.clean(html)
    assert richtext.clean(once) == once


@settings(max_examples=100, deadline=None)
@given(html_like)
def test_clean_leaves_nothing_that_the_tree_cannot_hold(html):
    kept = richtext.clean(html)
    if not kept:
        return
    for node in lxml_html.fragment_fromstring(kept, create_parent="div").iterdescendants():
        assert node.tag in richtext.STRICT_TAGS
        assert set(node.attrib) <= richtext.ATTRIBUTES.get(node.tag, set())
        assert node.tag != "a" or richtext.safe_link(node.get("href"))
        assert node.tag != "img" or richtext.is_image(node.get("src"))


@settings(max_examples=100, deadline=None)
@given(html_like)
def test_what_clean_keeps_passes_check(html):
    richtext.check(richtext.clean(html))


def words(blocs):
    return [word for bloc in blocs for text in block_texts(bloc) for word in text.split()]


def strewn(tags):
    """HTML of words a0, a1, a2… among tags opened and closed at random, and these words."""
    opened = st.builds("<{}{}>".format, st.sampled_from(["", "/"]), st.sampled_from(sorted(tags)))
    return st.lists(st.one_of(st.just("word"), opened), max_size=30).map(number)


def number(tokens):
    found = [f"a{rank}" for rank in range(tokens.count("word"))]
    rest = iter(found)
    return "".join(f" {next(rest)} " if token == "word" else token for token in tokens), found


TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
TEXT_ONLY = {"textarea", "title"}  # tags inside these are text


@settings(max_examples=100, deadline=None)
@given(strewn(richtext.TAGS - TABLES - TEXT_ONLY - {"img"}))
def test_clean_loses_no_word_and_keeps_their_order(strewn):
    html, found = strewn
    assert words(richtext.parse(html)) == found


@settings(max_examples=100, deadline=None)
@given(strewn(TABLES | {"p", "ul", "li", "h2", "b"}))
def test_clean_loses_no_word_around_tables(strewn):
    html, found = strewn
    # What stands in a table outside its cells goes before it, as in a browser.
    assert sorted(words(richtext.parse(html))) == sorted(found)


# ── Every tree comes back ──


@st.composite
def runs(draw):
    """Runs as they are kept: no space at an end, none doubled, neighbours that differ."""
    kept = []
    for _ in range(draw(st.integers(1, 5))):
        if kept and kept[-1] is not SAUT and draw(st.booleans()) and draw(st.booleans()):
            kept.append(SAUT)
            continue
        text = " ".join(draw(st.lists(letters, min_size=1, max_size=3)))
        if kept and kept[-1] is not SAUT and draw(st.booleans()):
            text = f" {text}"
        styles = tuple(style for style in STYLES if draw(st.integers(0, 4)) == 0)
        link = draw(st.sampled_from(["", "", "https://x.be/?a=1&b=<c>", "mailto:a@example.org"]))
        run = Run(text, styles, link)
        if kept and kept[-1] is not SAUT and (kept[-1].styles, kept[-1].lien) == (styles, link):
            continue
        kept.append(run)
    while kept and kept[-1] is SAUT:
        kept.pop()
    return tuple(kept)


paragraphs = runs().map(Paragraphe).filter(lambda bloc: not richtext.NDR.match(plain_text(bloc.runs)))
notes = runs().map(lambda found: Note((Run("[NDR : "), *found)) if found[0].styles else Paragraphe(found))
images = st.builds(Image, st.just(SHA), letters.map(str.strip))
headings = st.builds(Titre, runs(), st.integers(2, 5))
leaves = st.one_of(paragraphs, headings, images)


def nested(inner):
    blocs = st.lists(inner, min_size=1, max_size=3).map(tuple)
    cells = st.builds(
        Cellule, st.one_of(st.just(()), blocs), st.booleans(), st.integers(1, 3), st.integers(1, 3)
    )
    return st.one_of(
        st.builds(
            Liste,
            st.lists(blocs.map(Element), min_size=1, max_size=3).map(tuple),
            st.sampled_from(["1", "a", "A", "i", "I"]),
            st.integers(0, 9),
        ),
        st.lists(blocs.map(Element), min_size=1, max_size=3).map(tuple).map(Liste),
        st.lists(st.lists(cells, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3)
        .map(tuple)
        .map(Tableau),
    )  # fmt: skip


trees = st.lists(
    st.one_of(leaves, notes, st.recursive(leaves, nested, max_leaves=8)), min_size=0, max_size=5
).map(tuple)


@settings(max_examples=100, deadline=None)
@given(trees)
def test_every_tree_comes_back_from_its_html(blocs):
    assert richtext.parse(richtext.render(blocs)) == blocs


@settings(max_examples=100, deadline=None)
@given(trees)
def test_the_html_of_every_tree_passes_check(blocs):
    richtext.check(richtext.render(blocs))


def test_what_was_read_is_kept_until_other_texts_take_its_place(monkeypatch):
    lus = richtext.Lus()
    monkeypatch.setattr(richtext, "CARACTERES", 40)
    one, two = "<p>un texte de vingt</p>", "<p>un autre</p>"
    first = lus.get(one)
    assert lus.get(one) is first
    assert lus.get(two) == richtext.parse(two) and lus.get(one) is first
    lus.get("<p>un troisième</p>")
    assert lus.taille == sum(map(len, lus.blocs)) <= 40
    assert lus.get(one) == first and lus.get(one) is not lus.get(two)
