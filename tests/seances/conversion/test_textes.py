"""Notes in Markdown, in plain text, pasted, and from a PDF."""

import pytest

from seances.conversion import colle, controle, markdown, pdf, texte
from seances.conversion.lecture import Refus
from seances.pv import richtext
from tests.seances.conversion import fabrique
from tests.seances.conversion.fabrique import lines


def outcome(lecture):
    html = richtext.clean(lecture.html)
    assert controle.check(lecture, html).ecarts == ()
    return html, lecture.avertissements


# ── Markdown ────────────────────────────────────────────────────────────────────────────────────────────


def test_markdown_keeps_structure_and_every_sign():
    """What a too clever reader would change: quotes, dashes, dollars, backslashes, metadata, titles, citations."""
    source = """---
Date : mardi
---

% Pas un titre

# Titre {#ancre}

Texte "entre guillemets" -- suite... à 5 $ et 6 $, \\cite, [@dupont], A. Dupont,
H~2~O : *italique*, **gras**, ~~barré~~, `code`, [ici](https://example.org/a_(b) "titre"), <https://example.org>.
- un
  - deux
- [ ] trois

3. trois
4. quatre[^n]

[^n]: La note
    et sa suite.

| A | B |
|---|--:|
| c | d |

> citation <u>soulignée</u><br>fin

[ref]: https://example.org/ref
[Un][ref] lien.
"""
    html, sentences = outcome(markdown.convert(source.encode()))
    assert html == (
        "<h3>Date : mardi</h3><p>% Pas un titre</p><h2>Titre {#ancre}</h2>"
        '<p>Texte "entre guillemets" -- suite... à 5 $ et 6 $, \\cite, [@dupont], A. Dupont, H~2~O : '
        "<em>italique</em>, "
        '<strong>gras</strong>, <s>barré</s>, code, <a href="https://example.org/a_(b)">ici</a>, '
        '<a href="https://example.org">https://example.org</a>.</p>'
        "<ul><li><p>un</p><ul><li><p>deux</p></li></ul></li><li><p>[ ] trois</p></li></ul>"
        '<ol start="3"><li><p>trois</p></li><li><p>quatre<sup>[1]</sup></p></li></ol>'
        "<table><thead><tr><th><p>A</p></th><th><p>B</p></th></tr></thead><tbody><tr><td><p>c</p></td>"
        "<td><p>d</p></td></tr></tbody></table><p>citation <u>soulignée</u><br>fin</p>"
        '<p><a href="https://example.org/ref">Un</a> lien.</p><p><sup>[1]</sup> La note et sa suite.</p>'
    )
    assert sentences == ()


def test_markdown_shows_no_file_and_runs_nothing():
    source = (
        "Avant <script>alert(1)</script><img src=x onerror=alert(1)> ![x](/etc/passwd) [y](javascript:alert(1)) "
        '<iframe src="file:///etc/passwd"></iframe> {{ include "/etc/passwd" }} fin'
    )
    html, sentences = outcome(markdown.convert(source.encode()))
    assert html == '<p>Avant y {{ include "/etc/passwd" }} fin</p>'
    assert [sentence[:35] for sentence in sentences] == [
        "Du code HTML (script ou style) n’es",
        "2 images ne sont pas reprises : un ",
    ]


def test_markdown_numbers_that_would_change_are_seen():
    lecture = markdown.convert(b"18. octobre\n25. novembre\n")
    verdict = controle.check(lecture, richtext.clean(lecture.html))
    assert verdict.ecarts == (controle.Ecart("18 octobre", "25", "19"),)


# ── Text ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_of_a_belgian_desk(encoding):
    assert outcome(texte.convert("Élève -- « été »…\r\n\r\n  Fin ".encode(encoding))) == (
        "<p>Élève -- « été »…</p><p>Fin</p>",
        (),
    )


def test_signs_that_nobody_sees_change_no_word():
    data = "par\u00adtenariat\u200b \u202eà l’envers\u202c\x0b\ufeffcafe\u0301\n".encode()
    html, _ = outcome(texte.convert(data))
    assert "cafe\u0301" in html


# ── Pasted ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_word_pastes_keeps_its_lists_and_loses_its_marks():
    item = (
        "<p class=MsoListParagraph style='mso-list:l0 level{} lfo1'><![if !supportLists]><span>·<span>&nbsp;"
        "</span></span>"
        "<![endif]>{}</p>\n"
    ).format
    data = (
        "<html><head><title>x</title><style>p{color:red}</style></head><body><!--StartFragment--><h1>Titre</h1>"
        "<p class=MsoNormal><b>Gras</b><o:p></o:p> et <span style='x'>fin</span></p>"
        f"{item(1, 'un')}{item(1, 'deux')}{item(2, 'trois')}{item(1, 'quatre')}<p>Après<img src='file:///C:/a.png'></p>"
        "<script>alert(1)</script><!--EndFragment--></body></html>"
    )
    html, sentences = outcome(colle.convert(data.encode()))
    assert html == (
        "<h2>Titre</h2><p><strong>Gras</strong> et fin</p><ul><li><p>un</p></li><li><p>deux</p><ul><li><p>trois</p>"
        "</li></ul></li><li><p>quatre</p></li></ul><p>Après</p>"
    )
    assert sentences == ("Une image collée n’est pas reprise : envoyez le document lui-même.",)


@pytest.mark.parametrize("form", ["<![{}]>", "<!--[{}]-->"])
def test_what_word_pastes_keeps_its_numbers(form):
    def item(depth, mark, text):
        return (
            f"<p class=MsoListParagraph style='mso-list:l0 level{depth} lfo1'>{form.format('if !supportLists')}"
            f"<span>{mark}<span>&nbsp; </span></span>{form.format('endif')}{text}</p>\n"
        )

    items = [(1, "3.", "un"), (2, "a)", "deux"), (2, "o", "trois"), (1, "4.", "quatre"), (1, "·", "cinq")]
    html, _ = outcome(colle.convert("".join(item(*one) for one in items).encode()))
    assert html == (
        '<ol start="3"><li><p>un</p><ol type="a"><li><p>deux</p></li></ol><ul><li><p>trois</p></li></ul></li>'
        "<li><p>quatre</p></li></ol><ul><li><p>cinq</p></li></ul>"
    )


@pytest.mark.parametrize("pasted", ["Une <![endi note", "Une <![if x]> note", "Une <!-- note"])
def test_a_paste_cut_anywhere_is_read(pasted):
    assert outcome(colle.convert(pasted.encode()))[0].startswith("<p>Une")


@pytest.mark.parametrize("reader", [texte, markdown, colle])
def test_what_is_no_text_is_refused_by_each_reader(reader):
    with pytest.raises(Refus, match="pas du texte"):
        reader.convert(b"\x00\x01")


# ── PDF ─────────────────────────────────────────────────────────────────────────────────────────────────

LONG = "Le travail de rue n'est plus possible depuis la construction du nouveau complexe"


def test_a_pdf_gives_its_words_and_its_paragraphs():
    data = fabrique.pdf(
        [
            *lines("Compte rendu", top=800),
            *lines(
                LONG,
                LONG.replace("nouveau complexe", "com-"),
                "merce du rendez-",
                "vous, un rendez-vous.",
                top=760,
            ),
            *lines("Un second paragraphe, plus bas.", "- une puce", "- une autre", top=660),
        ],
        [],
    )
    lecture = pdf.convert(data)
    html, sentences = outcome(lecture)
    assert html.count("<p>") == 5
    assert html.startswith("<p>Compte rendu</p><p>Le travail de rue")
    assert (
        "du commerce du rendez-vous, un rendez-vous.</p><p>Un second paragraphe, plus bas.</p><p>- une puce</p>"
        "<p>- une autre</p>" in html
    )
    assert sentences == (
        "Un PDF ne donne que ses mots et ses paragraphes : titres, listes, tableaux et images ne sont pas repris.",
        "La page 2 ne contient aucun texte : rien n’en est repris.",
        "Coupés en fin de ligne et recollés, à vérifier : commerce.",
    )


LIGNES = [
    (60, 700, "Introduction du groupe."),
    (90, 680, "Premier point, assez long"),
    (90, 660, "Second point"),
]


def test_marks_of_a_list_that_a_pdf_writes_apart_go_before_their_lines():
    data = fabrique.pdf([*LIGNES, (60, 640, "Fin."), (75, 680, "1. "), (75, 660, "2. ")])
    lecture = pdf.convert(data)
    assert lecture.html == (
        "<p>Introduction du groupe.</p><p>1. Premier point, assez long</p><p>2. Second point</p><p>Fin.</p>"
    )
    assert controle.check(lecture, lecture.html).conforme


def test_marks_that_cannot_be_placed_stay_where_the_file_has_them():
    data = fabrique.pdf([*LIGNES, (75, 680, "1. "), (75, 500, "2. ")])
    lecture = pdf.convert(data)
    assert lecture.html.endswith("<p>1.</p><p>2.</p>")
    assert controle.check(lecture, lecture.html).conforme


def test_a_pdf_of_pictures_is_refused_with_advice():
    with pytest.raises(Refus, match="reconnaissance de caractères"):
        pdf.convert(fabrique.pdf([], []))
