"""The printed PV: rendered for real, then read back as its readers, human or not, will read it."""

import difflib
import io
import logging
import re
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2
import pytest
from PIL import Image as Picture

from chantiers.sigles import Sens, Sigle
from seances import fichiers, pdf
from seances.pdf import impression
from seances.pv import json
from seances.pv.document import (
    SAUT,
    Cellule,
    Chantier,
    DocumentPV,
    Element,
    Image,
    Intervention,
    Liste,
    Note,
    Paragraphe,
    Personne,
    Point,
    Presence,
    Remarque,
    Run,
    Seance,
    Tableau,
    Titre,
    block_texts,
    number_paragraphs,
    plain_text,
)
from seances.pv.html_sigles import employed

LONG_PV = Path(__file__).parents[2] / "fixtures" / "pv" / "chantier2-seance3.json"
GENRES = ["correction", "ajout", "precision", "suppression", "observation"]
DECISIONS = ["acceptee", "modifiee", "refusee", "actee"]
MENTION = "Version 1, approuvée le 21 janvier 2027"


@pytest.fixture
def pdfs_made_once():
    """Here each is made."""


def par(text):
    return Paragraphe((Run(text),))


def document(*blocs, **fields):
    smallest = DocumentPV(
        Chantier(3, "Seuils"), Seance(2, date(2025, 3, 11)), points=(Point(1, "Débat", blocs=blocs),)
    )
    return number_paragraphs(replace(smallest, **fields))


def faults(data):
    """What the rules of PDF/A-2a and of PDF/UA-1 find wrong."""
    reports = [validation.validate_pdf_bytes(data, profile=profile) for profile in ("2a", "ua1")]
    return [(fault.rule_id, fault.message) for report in reports for fault in report.failures]


def pages(data):
    """The text of each page, in the order in which it is drawn."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def squeeze(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def long_pv():
    return json.loads(LONG_PV.read_bytes()).document


@pytest.fixture(scope="module")
def printed(long_pv):
    return pdf.render_pv(long_pv, mention=MENTION)


@pytest.fixture(scope="module")
def opened(printed):
    with pikepdf.open(io.BytesIO(printed)) as file:
        yield file


# ── The long PV ─────────────────────────────────────────────────────────────────────────────────────────


def texts_of(blocs):
    return [text for bloc in blocs for text in block_texts(bloc)]


def added(pv, point):
    """What the nature of a point adds to its text."""
    if point.nature == "sous_groupes":
        for groupe in pv.sous_groupes:
            yield plain_text(groupe.question)
            for membre in groupe.membres:
                yield from (membre.nom, membre.organisation)
    if point.nature == "restitution":
        for groupe in pv.sous_groupes:
            yield from (groupe.restitution.titre, *texts_of(groupe.restitution.blocs))
    if point.nature == "annexes":
        for annexe in pv.annexes:
            yield from (annexe.titre, *texts_of(annexe.blocs))


def expected_words(pv):
    """The words of the agenda, the people and the texts, in printed order."""
    said = [pv.intitule, pv.chantier.titre, *(president.nom for president in pv.presidents)]
    said += [point.titre for point in pv.points]
    for who in pv.presences:
        said += [who.nom, who.remplace_nom, who.organisation]
    said.append(pv.ouverture)
    for point in pv.points:
        said += [point.titre_imprime, *texts_of(point.blocs), *added(pv, point), *texts_of(point.blocs_apres)]
    return " ".join(said).split()


def test_every_word_is_printed_in_order(long_pv, printed):
    expected, found = expected_words(long_pv), " ".join(pages(printed)).split()
    matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
    missing = [last - first for tag, first, last, *_ in matcher.get_opcodes() if tag in {"replace", "delete"}]
    assert len(expected) > 7000
    assert sum(missing) <= 0.005 * len(expected)
    assert max(missing, default=0) < 8


def test_it_is_archivable_and_accessible(printed):
    assert faults(printed) == []


def test_it_says_what_it_is(opened):
    assert opened.Root.Lang == "fr"
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    title, author, subject = (squeeze(str(opened.docinfo[key])) for key in ("/Title", "/Author", "/Subject"))
    assert title == "Chantier 2 – Séance 3 – 13 octobre 2026 – P.V. du mardi 13 octobre 2026"
    assert author == "Chantier 2 : « Pousser la porte »"
    assert subject == "Procès-verbal de la réunion du mardi 13 octobre 2026"
    with opened.open_metadata() as xmp:
        assert [xmp[key] for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")] == ["2", "A", "1"]


def test_the_same_tree_gives_the_same_bytes(long_pv, printed):
    assert pdf.render_pv(long_pv, mention=MENTION) == printed
    with pikepdf.open(io.BytesIO(printed)) as file:
        assert "/CreationDate" not in file.docinfo and "/ModDate" not in file.docinfo


def structures(file, key, value):
    return [item for item in file.objects if isinstance(item, pikepdf.Dictionary) and item.get(key) == value]


def test_every_font_is_embedded(opened):
    fonts = structures(opened, "/Type", "/FontDescriptor")
    assert {str(font.FontName).partition("+")[2] for font in fonts} >= {
        "Vollkorn",
        "Inter",
        "Inter-Semi-Bold",
    }
    assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)


def test_bookmarks_follow_the_headings(long_pv, opened):
    with opened.open_outline() as outline:
        [title] = outline.root
        chapters = [squeeze(item.title) for item in title.children]
        notes = [squeeze(item.title) for item in title.children[2 + 6].children]
    assert title.title == "P.V. du mardi 13 octobre 2026"
    assert chapters == [
        "Ordre du jour",
        "Présences",
        *(squeeze(f"{point.numero}. {point.titre_imprime}") for point in long_pv.points),
    ]
    assert notes == ["7.1. Groupe 1", "7.2. Groupe 2 :", "7.3. Groupe 3", "7.4. Groupe 4"]


def test_each_page_carries_its_head_and_foot(printed):
    texts = [squeeze(text) for text in pages(printed)]
    count = len(texts)
    assert all(f"page {number} sur {count}" in text for number, text in enumerate(texts, 1))
    assert all(MENTION in text for text in texts)
    headed = ["Chantier 2 – Séance 3 – 13 octobre 2026" in text for text in texts]
    assert headed == [False] + [True] * (count - 1)


def test_a_draft_says_so_on_every_page(long_pv, printed):
    def marked(data):
        return [bool(re.search(r"PROJET\s*$", text, re.MULTILINE)) for text in pages(data)]

    draft = pdf.render_pv(long_pv, projet=True)
    assert marked(draft) == [True] * len(marked(draft))
    assert marked(printed) == [False] * len(marked(printed))
    assert faults(draft) == []


def test_agenda_gives_the_page_of_each_point(long_pv, printed, opened):
    names = opened.Root.Names.Dests.Names
    numbers = {page.objgen: number for number, page in enumerate(opened.pages, 1)}
    begins = {str(names[i]): numbers[names[i + 1][0].objgen] for i in range(0, len(names), 2)}
    first = squeeze(pages(printed)[0])
    for point in long_pv.points:
        after = first.partition(squeeze(point.titre))[2]
        following = f"{point.numero + 1}. " if point.numero < 10 else "Présences"
        assert after.partition(following)[0].split()[-1] == str(begins[f"point-{point.numero}"])


def test_what_can_be_clicked_leads_inside_or_where_the_tree_says(long_pv, opened):
    links = {run.lien for bloc in long_pv.annexes[1].blocs for run in bloc.runs if run.lien}
    inside, outside = set(), set()
    for page in opened.pages:
        for link in page.get("/Annots", []):
            assert link.Contents
            if "/A" in link:
                outside.add(str(link.A.URI))
            else:
                inside.add(str(link.Dest))
    assert inside == {f"point-{number}" for number in range(1, 11)}
    assert links and outside >= links


def test_paragraph_numbers_are_drawn_and_not_read(printed, opened):
    drawn = [page.Contents.read_bytes().count(b"/chiffre") for page in opened.pages]
    assert sum(drawn) > 300 and drawn[0] == drawn[1] == 0
    assert not any(re.search(r"^\d{2,3}\s*$", text, re.MULTILINE) for text in pages(printed)[3:])


def test_people_are_counted_and_roles_are_named(printed):
    text = squeeze(" ".join(pages(printed)))
    found = [text.count(label) for label in ("Présents (19)", "Excusés (9)", "Absents (1)")]
    assert found == [1, 1, 1]
    assert [text.count(f"({role})") for role in ("secrétariat", "rapporteur")] == [4, 4]
    assert "Théo Marchandise en remplacement de Bérengère Lacroix" in text


# ── Tables, pictures, odd trees ─────────────────────────────────────────────────────────────────────────


def test_nobody_is_split_between_two_pages():
    people = tuple(
        Presence(
            f"p{number}", f"Nom{number:03}", f"Début{number:03} " + "organisation " * 12 + f"fin{number:03}"
        )
        for number in range(120)
    )
    data = pdf.render_pv(document(presences=people))
    texts = pages(data)
    where = {
        word: number
        for number, text in enumerate(texts)
        for word in re.findall(r"(?:Nom|Début|fin)\d{3}", text)
    }
    assert len(where) == 360
    assert all(where[f"Nom{n:03}"] == where[f"Début{n:03}"] == where[f"fin{n:03}"] for n in range(120))
    assert all("Nom" in text.split() and "Organisation" in text.split() for text in texts if "Début" in text)
    assert faults(data) == []


def picture():
    data = io.BytesIO()
    Picture.new("RGBA", (40, 30), (200, 10, 10, 120)).save(data, "PNG")
    return data.getvalue()


def test_stored_picture_is_printed_with_its_description():
    data = pdf.render_pv(document(Image(fichiers.deposit(picture()), "Le plan de la salle")))
    assert faults(data) == []
    with pikepdf.open(io.BytesIO(data)) as file:
        assert [str(figure.Alt) for figure in structures(file, "/S", "/Figure")] == ["Le plan de la salle"]
        assert len(file.pages[0].get_images()) == 1


def test_lost_picture_leaves_its_description_and_a_trace(caplog):
    with caplog.at_level(logging.ERROR, "seances.pdf.impression"):
        data = pdf.render_pv(document(Image("0" * 64, "Le plan perdu")))
    assert "Le plan perdu" in pages(data)[0]
    assert "0" * 64 in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "assises-image:/../../etc/passwd",
        "assises-image:/" + "g" * 64,
    ],
)
def test_no_address_is_fetched(address):
    with pytest.raises(ValueError, match="refused address"):
        impression._Depot().fetch(address)


def test_what_is_stored_but_is_no_picture_is_not_printed():
    svg = fichiers.deposit(
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    )
    data = pdf.render_pv(document(Image(svg, "Un dessin")))
    assert "Un dessin" in pages(data)[0]


def nested(depth):
    bloc = par("fond")
    for level in range(depth):
        bloc = Liste((Element((par(f"niveau {level}"), bloc)),), "1" if level % 2 else "puce")
    return bloc


def cell(text, entete=False):
    return Cellule((par(text),), entete)


LINK = "https://example.org/é?a=1&b=2"
ITEM = Element((par("x"), par("y"), Liste((Element((par("z"),)),), "i", 3)))
ODD = {
    "nothing": [],
    "words": [par("C" * 3000), par("https://example.org/" + "d" * 500)],
    "wide tables": [
        Tableau(((cell("f" * 300), cell("g")),)),
        Tableau((tuple(map(cell, ["deux mots"] * 30)),)),
    ],
    "empty tables": [Tableau(()), Tableau(((),)), Tableau(((Cellule(()),),))],
    "uneven tables": [Tableau(((cell("a", True),), (cell("b", True), cell("c"))))],
    "nesting": [nested(12)],
    "signs": [par("☺ → 🎉 👩🏽‍🚒 你好 مرحبا \u200b fin"), par("a\x00b\x0bc\x1bd\x85e\u2028f\ufffe")],
    "headings": [*(Titre((Run(str(level)),), level) for level in (5, 2, 5, 3, 4, 5, 5)), Titre((), 2)],
    "empty texts": [Paragraphe(()), Intervention((), ""), Note(()), Paragraphe((SAUT, SAUT))],
    "empty lists": [Liste(()), Liste((Element(()),))],
    "links": [Paragraphe((Run("ici", ("gras", "exposant"), LINK), Run("et la suite " * 30, (), LINK)))],
    "lists": [Liste((ITEM,) * 40, "A", 5)],
}


@pytest.mark.parametrize("name", ODD)
def test_odd_texts_are_printed_by_the_rules(name):
    assert faults(pdf.render_pv(document(*ODD[name]))) == []


def test_no_point_and_nobody_make_a_page():
    data = pdf.render_pv(document(points=()))
    assert len(pages(data)) == 1 and "Procès-verbal du" in pages(data)[0]
    assert faults(data) == []


def test_a_sign_that_no_font_has_shows_as_a_square():
    text = pages(pdf.render_pv(document(par("Bravo 🎉 à tous"))))[0]
    assert "Bravo □ à tous" in squeeze(text)


def test_an_insecable_before_italics_breaks_no_line_too_early():
    before = (
        "Les facilitateurs enseignement – aide à la jeunesse, conseil de prévention + les chargés de prévention "
        "et leurs équipes, agents de liaison des SAJ = «\u00a0"
    )
    after = "\u00a0» pour les professionnels " * 3
    for filler in range(8, 24, 2):
        quoted = Run("traducteur de la complexité", ("italique",))
        text = Paragraphe((Run(f"{'a' * filler} {before}"), quoted, Run(after)))
        [page] = pages(pdf.render_pv(document(text)))
        lines = page[page.index("aaa") : page.index("L’ordre")].strip().split("\r\n")
        assert min(len(line) for line in lines[:-1]) > 50


def test_what_must_not_begin_a_line_does_not():
    for filler in range(20):
        text = "a" * filler + " « mot » ; « mot » : « mot » ! « mot » ?" * 8
        lines = pages(pdf.render_pv(document(par(text))))[0].split("\r\n")
        assert not [line for line in lines if line[:1] in set("»;:!?") or line.rstrip()[-1:] == "«"]


def test_remarks_and_corrections_are_archivable_and_accessible():
    """Each kind and decision, long enough for two pages; listed where they belong, with a bookmark."""
    asked = [
        Remarque(
            "lea-noel",
            texte=f"Dit {number} fois.",
            page=number,
            genre=genre,
            decision=decision,
            paragraphe=number,
            citation=f"le passage n° {number}",
            proposition="" if genre in {"suppression", "observation"} else f"autre passage {number}",
            reponse="Ce n’est pas ce qui a été dit." if decision == "refusee" else "",
            appliquee=decision == "acceptee",
        )
        for number, (genre, decision) in enumerate(product(GENRES, DECISIONS), 1)
    ]
    data = pdf.render_pv(
        document(
            par("Le procès-verbal est relu."),
            personnes=(Personne("lea-noel", "Léa", "Noël"),),
            points=(Point(1, "Approbation", "approbation", blocs=(par("Le procès-verbal est relu."),)),),
            remarques=tuple(asked),
            corrections=tuple(each for each in asked if each.decision in {"acceptee", "modifiee", "actee"}),
        ),
        mention=MENTION,
    )
    assert faults(data) == []
    text = squeeze(" ".join(pages(data)))
    before, _, after = text.rpartition("Corrections apportées")
    assert [before.count("Léa Noël,"), after.count("Léa Noël,")] == [20, 15]
    assert ("Ce n’est pas ce qui" in before, "Ce n’est pas ce qui" in after) == (True, False)
    with pikepdf.open(io.BytesIO(data)) as file, file.open_outline() as outline:
        [root] = outline.root
        assert str(root.children[-1].title) == "Corrections apportées"


def test_a_line_of_a_remark_is_filled_before_it_breaks():
    """Wherever the decision falls: one width in a hundred used to leave the name alone on its line."""
    asked = [
        Remarque("lea-noel", page=3, genre="correction", citation="8 chantiers", proposition=words)
        for sign in "il.,"
        for words in (f"huit chantiers {sign * length}" for length in range(1, 40))
    ]
    data = pdf.render_pv(document(personnes=(Personne("lea-noel", "Léa", "Noël"),), corrections=tuple(asked)))
    lines = [line.strip() for page in pages(data) for line in page.split("\r\n")]
    assert [line for line in lines if line == "Léa Noël,"] == []


# ── Acronyms ────────────────────────────────────────────────────────────────────────────────────────────


SIGLES = (
    Sigle("AMO", (Sens("Service d’action en milieu ouvert"),)),
    Sigle("CPAS", (Sens("Centre public d’action sociale"), Sens("Autre sens", "Jeunesse"))),
)


@pytest.fixture(scope="module")
def explained(long_pv):
    return pdf.render_pv(long_pv, mention=MENTION, sigles=employed(long_pv, SIGLES))


def test_explained_acronyms_change_no_word_and_end_in_a_list(printed, explained):
    def words(data):
        text = " ".join(pages(data))
        return re.sub(r"page \d+ sur \d+", "", text).split()

    before, after = words(printed), words(explained)
    end = after.index("Sigles")
    foot = before[len(before) - 60 :]
    assert before[: end - 10] == after[: end - 10]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    assert {tag for tag, *_ in matcher.get_opcodes()} <= {"equal", "insert"}, foot
    told = squeeze(" ".join(after[end:]))
    assert "Sigles employés (liste ajoutée par le portail, hors du procès-verbal)" in told
    assert (
        "AMO Service d’action en milieu ouvert CPAS Centre public d’action sociale Jeunesse : Autre sens"
        in (told.replace("\N{NO-BREAK SPACE}", " "))
    )


def test_explained_pdf_is_archivable_and_accessible(explained):
    assert faults(explained) == []


def test_first_use_tells_its_meaning_to_whoever_hears_the_file(explained):
    with pikepdf.open(io.BytesIO(explained)) as file:
        told = [
            str(annotation.Contents)
            for page in file.pages
            for annotation in page.get("/Annots", [])
            if str(annotation.get("/Dest", "")).startswith("sigle-")
        ]
        expanded = [str(tag.E) for tag in structures(file, "/S", "/Link") if "/E" in tag]
    assert sorted(told) == [
        "AMO : Service d’action en milieu ouvert",
        "CPAS : Centre public d’action sociale\N{NO-BREAK SPACE}; Jeunesse\N{NO-BREAK SPACE}: Autre sens",
    ]
    assert sorted(expanded) == sorted(each.partition(" : ")[2] for each in told)


def test_the_same_tree_and_acronyms_give_the_same_bytes(long_pv, explained):
    assert pdf.render_pv(long_pv, mention=MENTION, sigles=employed(long_pv, SIGLES)) == explained


# ── The agenda alone ────────────────────────────────────────────────────────────────────────────────────


def test_agenda_alone_fits_a_page(long_pv):
    data = pdf.render_ordre_du_jour(long_pv, mention="Envoyé le 29 septembre 2026")
    [text] = map(squeeze, pages(data))
    assert (
        "14h15 – 14h50 5. Débat : que promet-on à un jeune au premier contact ? Hakim BENYAHIA, Élise" in text
    )
    assert "Envoyé le 29 septembre 2026" in text and "page 1 sur 1" in text
    assert faults(data) == []
    with pikepdf.open(io.BytesIO(data)) as file:
        assert str(file.docinfo.Title).endswith("– Ordre du jour")


def test_chantier_gives_its_colour_to_paper(long_pv):
    def ink(data):
        with pikepdf.open(io.BytesIO(data)) as file:
            return file.pages[0].Contents.read_bytes()

    orange, blue = b"0.639216 0.247059 0.105882 rg", b"0.121569 0.372549 0.658824 rg"
    assert orange in ink(pdf.render_ordre_du_jour(long_pv))
    chosen = ink(pdf.render_ordre_du_jour(long_pv, teinte=1))
    assert blue in chosen and orange not in chosen
