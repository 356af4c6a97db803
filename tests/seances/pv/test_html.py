"""The PV as a page: what is printed, once, in order, escaped, with headings and anchors that hold together."""

import re
from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from pathlib import Path

import pytest

from seances.pv import json
from seances.pv.document import (
    Annexe,
    Chantier,
    Fichier,
    Image,
    Intervenant,
    Lieu,
    Membre,
    Paragraphe,
    Personne,
    Point,
    Presence,
    President,
    ProchaineSeance,
    Redaction,
    Remarque,
    Restitution,
    Run,
    Seance,
    SousGroupe,
    Titre,
    block_texts,
    map_texts,
)
from seances.pv.html import render_article, render_imprime, render_ordre_du_jour, render_sommaire
from tests.seances.pv.arbres import document, levels, par, read, texts, words

FICHIERS = sorted((Path(__file__).parents[3] / "fixtures" / "pv").glob("*.json"))


@pytest.fixture(scope="module")
def long_pv():
    [path] = [path for path in FICHIERS if path.name == "chantier2-seance3.json"]
    return json.loads(path.read_bytes()).document


@pytest.fixture(scope="module")
def long_page(long_pv):
    return read(render_article(long_pv, adresse="/chantiers/2/seances/3/pv/"))


# ── The whole ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", FICHIERS, ids=lambda path: path.stem)
def test_headings_never_skip_a_level(path):
    found = levels(read(render_article(json.loads(path.read_bytes()).document)))
    assert found[0] == 1 and found.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(found))


@pytest.mark.parametrize("path", FICHIERS, ids=lambda path: path.stem)
def test_no_word_of_the_texts_is_missing(path):
    pv = json.loads(path.read_bytes()).document
    printed = words(read(re.sub(r'<a class="ancre".*?</a>', "", render_article(pv))))
    said = []
    map_texts(pv, lambda blocs: said.extend(text for bloc in blocs for text in block_texts(bloc)) or blocs)
    assert [text for text in said if " ".join(text.split()) not in printed] == []


@pytest.mark.parametrize("path", FICHIERS, ids=lambda path: path.stem)
def test_page_and_paper_say_the_same(path):
    pv = json.loads(path.read_bytes()).document
    page = re.sub(r'<a class="ancre".*?</a>', "", render_article(pv)).replace(
        '<span class="hors-vue">personne</span>', ""
    )
    paper = re.sub(r'<span class="marque">.*?</span>', "", render_imprime(pv))
    assert words(read(paper)) == words(read(page))


def test_each_block_has_one_anchor_that_leads_to_itself(long_pv, long_page):
    numbers = []
    map_texts(long_pv, lambda blocs: numbers.extend(bloc.numero for bloc in blocs) or blocs)
    assert [element.get("id") for element in long_page.xpath("//*[starts-with(@id, 'p-')]")] == [
        f"p-{number}" for number in numbers
    ]
    for anchor in long_page.find_class("ancre"):
        number = anchor.text
        assert anchor.get("href") == f"/chantiers/2/seances/3/pv/#p-{number}"
        assert anchor.get("aria-label") == f"Lien vers le paragraphe {number}"
        assert anchor.xpath("ancestor::*[@id]")[-1].get("id") == f"p-{number}"
    assert len(long_page.find_class("ancre")) == len(numbers)


def test_no_id_is_used_twice_and_contents_lead_somewhere(long_pv, long_page):
    ids = [element.get("id") for element in long_page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    targets = [link.get("href") for link in read(render_sommaire(long_pv)).iter("a")]
    assert len(targets) == 2 + 10 + 4 + 2
    assert {target.removeprefix("#") for target in targets} <= set(ids)


def test_what_is_typed_is_escaped_everywhere():
    bad = '<script>"&'
    who = {"organisation": bad, "fonction": bad}
    pv = document(
        Point(1, bad, "approbation", bad, (Intervenant(bad),), blocs=(par(bad), Titre((Run(bad),), 2))),
        Point(2, bad, "sous_groupes"),
        Point(3, bad, "restitution"),
        Point(4, bad, "pratique"),
        Point(5, bad, "annexes"),
        chantier=Chantier(3, bad, bad),
        seance=Seance(2, date(2025, 3, 11), lieu=Lieu(bad, bad, bad, bad), informations=bad),
        intitule=bad,
        ouverture=bad,
        personnes=(Personne("p1", bad, bad),),
        presidents=(President("p1", bad, **who),),
        presences=(Presence("p1", bad, remplace_nom=bad, **who),),
        sous_groupes=(
            SousGroupe(1, (Run(bad),), (Membre("p1", bad, **who),), Restitution(bad, (Image(bad, bad),))),
        ),
        remarques=(Remarque("p1", bad),),
        prochaines_seances=(ProchaineSeance(3, date(2025, 5, 1), lieu=Lieu(bad)),),
        annexes=(Annexe(1, bad, fichier=Fichier(bad, "")),),
        redaction=Redaction(bad, bad, bad),
    )
    for text in (
        render_article(pv, adresse=bad, mention=bad, images=bad, teinte=""),
        render_sommaire(pv),
        render_imprime(pv),
        render_ordre_du_jour(pv),
    ):
        assert "<script" not in text
        assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", text)
        assert 'alt=""' not in text and "style=" not in text and " on" not in re.sub(r">[^<]*<", "><", text)


def test_a_link_of_the_tree_is_the_only_link(long_pv):
    text = Paragraphe(
        (Run("voir "), Run("ici", ("gras",), "https://example.org/?a=1&b=2"), Run(" ou www.example.org"))
    )
    page = read(render_article(document(Point(1, "Divers", blocs=(text,)))))
    links = [
        link.get("href") for link in page.find_class("pv-point")[0].iter("a") if link.get("class") != "ancre"
    ]
    assert links == ["https://example.org/?a=1&b=2"]


# ── The head, the agenda, the people ────────────────────────────────────────────────────────────────────


def test_head_names_the_seance(long_page):
    assert texts(long_page, "//header/*") == [
        "P.V. du mardi 13 octobre 2026",
        "13h30 – 16h45",
        "La Rotonde des Ateliers, Avenue des Aiguilleurs 27 à 6900 Marche-en-Famenne",
        "Chantier 2 : « Pousser la porte »",
        "Séance 3",
        "Coprésidence : Élise CARLIER-DUBUISSON (Agence de prévention des Trois Vallées) et "
        "Hakim BENYAHIA (Service d’accompagnement Tisse-Lien)",
    ]


def test_head_without_a_title_is_dated_in_french():
    pv = document(seance=Seance(2, date(2025, 3, 1)), presidents=(President("p1", "Ada N"),))
    assert texts(read(render_article(pv, mention="Projet")), "//header/*") == [
        "Procès-verbal du samedi 1er mars 2025",
        "Chantier 3 : « Seuils »",
        "Séance 2",
        "Présidence : Ada N",
        "Projet",
    ]


def test_agenda_gives_presenters_and_hours_that_copy_well(long_page):
    agenda = texts(long_page, "//section[@class='pv-agenda']//li")
    assert len(agenda) == 10
    assert agenda[4] == (
        "5. Débat : que promet-on à un jeune au premier contact ? "
        "– Hakim BENYAHIA, Élise CARLIER-DUBUISSON (14h15 – 14h50)"
    )
    assert texts(long_page, "//h2[@id='point-5']/../*")[:2] == [
        "5. DÉBAT : QUE PROMET-ON À UN JEUNE AU PREMIER CONTACT ?",
        "– Hakim BENYAHIA, Élise CARLIER-DUBUISSON (14h15 – 14h50)",
    ]


def test_attendance_counts_and_keeps_the_printed_order(long_page):
    assert texts(long_page, "//caption") == ["Présents (19)", "Excusés (9)", "Absents (1)"]
    rows = texts(long_page, "//table[contains(@class, 'pv-presents')]/tbody/tr/td[1]")
    assert rows[:3] == [
        "Mamoudou Sylla-Renson",
        "Yasmina El Khattabi",
        "Théo Marchandise en remplacement de Bérengère Lacroix-Simonet",
    ]
    assert len(rows) == 19


def test_nobody_is_a_stroke_that_is_heard():
    page = read(render_article(document(presences=(Presence("p1", "Zoé L", statut="excuse"),))))
    assert texts(page, "//p[@class='pv-personne']") == ["Présents : /personne", "Absents : /personne"]
    assert page.xpath("//p[@class='pv-personne']/span[@aria-hidden='true']/text()") == ["/", "/"]


def test_somebody_still_to_be_checked_in_is_not_printed():
    page = render_article(document(presences=(Presence("p1", "Zoé L", statut="a_pointer"),)))
    assert "Zoé" not in page and "Présents" not in page


# ── What the nature of a point adds ─────────────────────────────────────────────────────────────────────


def settled(**fields):
    return {
        "personnes": (Personne("p1", "Zoé", "Lêmerre"),),
        "remarques": (
            Remarque("p1", "lire « seuil ».", 12, "correction", "acceptee"),
            Remarque("p1", "Merci."),
        ),
        **fields,
    }


def test_no_sign_is_left_alone_at_the_end_or_the_beginning_of_a_line():
    typed = "Dire « oui » : bien ; « non » ? Non !"
    page = render_article(document(Point(1, "Débat", blocs=(Paragraphe((Run(typed),)),))))
    assert "Dire «\u00a0oui\u00a0»\u00a0: bien\u00a0; «\u00a0non\u00a0»\u00a0? Non\u00a0!" in page


def test_approbation_prints_the_remarks_with_page_and_decision():
    page = read(render_article(document(Point(1, "Approbation", "approbation"), **settled())))
    assert texts(page, "//ul[@class='pv-remarques']/li") == [
        "Zoé Lêmerre, page 12 : lire « seuil ». Correction acceptée.",
        "Zoé Lêmerre : Merci. Observation actée.",
    ]


def test_who_is_not_named_opens_a_remark_with_a_capital():
    nobody = {"personnes": (Personne("p1", "", "une personne"),)}
    page = read(render_article(document(Point(1, "Approbation", "approbation"), **settled(**nobody))))
    assert texts(page, "//ul[@class='pv-remarques']//span[@class='locuteur']") == ["Une personne"] * 2


GROUPE = SousGroupe(
    1,
    (Run("Que "), Run("faire", ("gras",)), Run(" ?")),
    (
        Membre("p1", "Zoé", "AMO", secretaire=True, rapporteur=True),
        Membre("p2", "Tom", "MADO", "stagiaire", rapporteur=True),
        Membre("p3", "Bea", secretaire=True),
    ),
    Restitution("Groupe 1", (Titre((Run("Freins"),), 4), par("Le temps."), Titre((Run("Détail"),), 5))),
)
PARTS = {
    "remarques": "pv-remarques",
    "groupes": "pv-groupe",
    "notes": "pv-restitution",
    "prochaines": "pv-prochaines",
    "annexes": "pv-annexe",
}
FIELDS = settled(
    sous_groupes=(GROUPE,),
    annexes=(Annexe(1, "Texte", (par("Article."),)),),
    prochaines_seances=(ProchaineSeance(3, date(2025, 5, 1)),),
)
NATURES = ("approbation", "sous_groupes", "restitution", "pratique", "annexes")


def test_everything_is_printed_once_under_its_point():
    points = [Point(number, nature, nature) for number, nature in enumerate(NATURES, 1)]
    page = read(render_article(document(*points, **FIELDS)))
    found = {part: page.find_class(name) for part, name in PARTS.items()}
    assert {
        part: [e.xpath("ancestor::section[@class='pv-point']/h2/@id") for e in elements]
        for part, elements in found.items()
    } == {
        "remarques": [["point-1"]],
        "groupes": [["point-2"]],
        "notes": [["point-3"]],
        "prochaines": [["point-4"]],
        "annexes": [["point-5"]],
    }


def test_what_the_text_already_says_is_not_printed_twice():
    points = [Point(number, nature, nature, complements=False) for number, nature in enumerate(NATURES, 1)]
    page = read(render_article(document(*points, **FIELDS)))
    assert {part: len(page.find_class(name)) for part, name in PARTS.items()} == dict.fromkeys(PARTS, 0)


def test_without_their_points_composition_notes_and_annexes_come_at_the_end():
    page = read(render_article(document(Point(1, "Débat", blocs=(par("Un."),)), **FIELDS)))
    assert texts(page, "//h2") == ["Ordre du jour", "1. Débat", "Sous-groupes", "Annexes"]
    assert [
        page.get_element_by_id(key).tag for key in ("restitutions", "restitution-1", "annexes", "annexe-1")
    ]
    assert [e.get("id") for e in page.xpath("//*[starts-with(@id, 'p-')]")] == [
        "p-1",
        "p-2",
        "p-3",
        "p-4",
        "p-5",
    ]
    contents = [link.get("href") for link in read(render_sommaire(document(**FIELDS))).iter("a")]
    assert contents == ["#restitutions", "#restitution-1", "#annexes", "#annexe-1"]


def test_composition_stands_before_the_notes_when_it_has_no_point():
    page = read(render_article(document(Point(7, "Restitution", "restitution"), **FIELDS)))
    section = page.get_element_by_id("point-7").getparent()
    assert texts(section, ".//h2 | .//h3 | .//h4 | .//h5") == [
        "7. Restitution",
        "Composition des sous-groupes",
        "Groupe 1",
        "7.1. Groupe 1",
        "Freins1",
        "Détail3",
    ]


def test_group_shows_question_members_and_roles():
    page = read(render_article(document(Point(1, "Groupes", "sous_groupes"), **FIELDS)))
    [group] = page.find_class("pv-groupe")
    assert words(group.find_class("pv-question")[0]) == "Groupe 1 – Que faire ?"
    assert [texts(row, "td") for row in group.xpath(".//tbody/tr")] == [
        ["Zoé (secrétariat et rapporteur)", "AMO"],
        ["Tom (rapporteur)", "stagiaire, MADO"],
        ["Bea (secrétariat)", ""],
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [("Les notes suivent.", 1), ("Elles sont rapportées Sans  modification.", 0)],
)
def test_notes_are_said_to_be_intact_unless_the_text_does(text, said):
    page = read(render_article(document(Point(1, "R", "restitution", blocs=(par(text),)), **FIELDS)))
    assert (
        texts(page, "//p[@class='pv-intactes']")
        == ["Les notes reçues sont rapportées sans modification."] * said
    )


def with_notes(*fidelites, said=""):
    """What is printed of each note, of those of a point whose text is `said`."""
    groupes = tuple(
        SousGroupe(rank, restitution=Restitution(f"Groupe {rank}", (par("x"),), fidelite))
        for rank, fidelite in enumerate(fidelites, 1)
    )
    point = Point(7, "R", "restitution", blocs=(par(said),) if said else ())
    for render in (render_article, render_imprime):
        yield texts(read(render(document(point, sous_groupes=groupes))), "//p[@class='pv-intactes']")


@pytest.mark.parametrize(
    ("fidelites", "said", "printed"),
    [
        (("", ""), "", ["Les notes reçues sont rapportées sans modification."]),
        (("conforme", ""), "", ["Note rapportée sans modification."] * 2),
        (("conforme", "ecart"), "", ["Note rapportée sans modification."]),
        (("ecart",), "", []),
        (("pdf",), "", ["Texte repris d’un PDF, sans sa mise en forme."]),
        (("noms", ""), "Sans modification.", ["Note rapportée, noms remplacés à la demande des personnes."]),
        (("adresses",), "", ["Note rapportée sans modification, adresses électroniques retirées."]),
    ],
)
def test_each_note_says_how_it_was_carried_over(fidelites, said, printed):
    assert list(with_notes(*fidelites, said=said)) == [printed, printed]


def test_pratique_gives_seances_information_and_contact():
    pv = document(
        Point(1, "Pratique", "pratique"),
        chantier=Chantier(3, "Seuils", "ici@example.org"),
        seance=Seance(2, date(2025, 3, 11), informations="Un train.\n\nUn repas."),
        **FIELDS,
    )
    assert texts(read(render_article(pv)), "//h2[@id='point-1']/../p") == [
        "Un train.",
        "Un repas.",
        "Adresse de contact : ici@example.org",
    ]


def test_closing_follows_the_last_point_that_is_not_annexes():
    pv = document(
        Point(1, "Débat"),
        Point(2, "Annexes", "annexes"),
        seance=Seance(2, date(2025, 3, 11), fin_reelle=time(16, 5)),
        redaction=Redaction("Zoé L", "rédactrice", "la direction"),
    )
    page = read(render_article(pv))
    [closing] = page.find_class("pv-cloture")
    assert [closing.getprevious()[0].get("id"), closing.getnext()[0].get("id")] == ["point-1", "point-2"]
    assert texts(closing, "p") == [
        "L’ordre du jour étant épuisé, la réunion est levée à 16h05.",
        "Procès-verbal rédigé par Zoé L – rédactrice, puis vérifié par la direction.",
    ]
    assert read(render_article(replace(pv, formule_cloture=False))).find_class("pv-cloture") == []


def test_agenda_alone_is_a_table_of_hours(long_pv):
    page = read(render_ordre_du_jour(long_pv))
    assert texts(page, "//h1") == ["Ordre du jour"]
    rows = [texts(row, "td") for row in page.xpath("//table[@class='pv-horaire']/tbody/tr")]
    assert rows[0] == ["13h30 – 13h40", "1.", "Accueil et tour de table Hakim BENYAHIA"]
    assert len(rows) == 10
    assert page.xpath("//section[@class='pv-pratique']/p[last()]/a/@href") == ["mailto:chantier2@example.org"]
    told = replace(
        long_pv, seance=replace(long_pv.seance, informations="Sonnez.", delai_notes=date(2026, 11, 3))
    )
    assert texts(read(render_ordre_du_jour(told)), "//section[@class='pv-pratique']/p")[:2] == [
        "Sonnez.",
        "Notes des sous-groupes attendues pour le mardi 3 novembre 2026.",
    ]
