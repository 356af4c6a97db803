from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seances.pv import richtext
from seances.pv.alignement import words_of
from seances.pv.differences import (
    ImageComparee,
    Inchanges,
    ListeComparee,
    TableauCompare,
    Texte,
    compare,
    compare_blocks,
    walk,
)
from seances.pv.document import (
    Annexe,
    Fichier,
    Membre,
    Point,
    Presence,
    ProchaineSeance,
    Remarque,
    Restitution,
    Run,
    SousGroupe,
    block_texts,
    number_paragraphs,
    plain_text,
)
from seances.pv.html_differences import IDENTIQUES, render_differences

from .arbres import document, par, read, words

A = "La porte de la cour est lourde mais jamais fermée."
B = "Le bureau des stagiaires donne sur le jardin."
C = "Les vélos restent dehors par tous les temps."


def pv(*texts, **fields):
    return document(Point(1, "Débat", blocs=tuple(map(par, texts))), **fields)


def rich(html, **fields):
    return document(Point(1, "Débat", blocs=richtext.parse(html)), **fields)


def shown(change):
    return [(piece.etat, plain_text(piece.runs)) for piece in change.morceaux]


def only(difference):
    """What changed in a comparison of which one section is expected."""
    (section,) = difference.sections
    return [change for change in section.changements if not isinstance(change, Inchanges)]


def test_same_document_has_no_difference():
    tree = pv(A, B, presences=(Presence("zoe", "Zoé"),))
    assert compare(tree, tree).sections == ()


def test_paragraph_rewritten_is_told_word_by_word_with_its_numbers():
    difference = compare(pv(A, B, C), pv("Avant tout.", A, B.replace("donne", "donne enfin"), C))
    (section,) = difference.sections
    assert (section.titre, section.ancre, section.etat) == ("1. Débat", "point-1", "modifie")
    added, same, changed, also_same = section.changements
    assert (added.etat, added.numero, added.ancien) == ("ajoute", 1, 0)
    assert (same, also_same) == (Inchanges(1), Inchanges(1))
    assert (changed.etat, changed.numero, changed.ancien) == ("modifie", 3, 2)
    assert shown(changed) == [
        ("egal", "Le bureau des stagiaires donne "),
        ("ajoute", "enfin "),
        ("egal", "sur le jardin."),
    ]
    assert (difference.mots("ajoute"), difference.mots("supprime")) == (3, 0)


def test_paragraph_with_nothing_in_common_is_removed_and_another_added():
    assert [change.etat for change in only(compare(pv(A, B), pv(A, C)))] == ["supprime", "ajoute"]


def test_paragraph_that_moved_is_neither_removed_nor_added():
    before = document(Point(1, "Un", blocs=(par(A), par(B))), Point(2, "Deux", blocs=(par(C),)))
    after = document(Point(1, "Un", blocs=(par(B),)), Point(2, "Deux", blocs=(par(C), par(A))))
    difference = compare(before, after)
    gone, come = [
        change
        for section in difference.sections
        for change in section.changements
        if isinstance(change, Texte)
    ]
    assert (gone.etat, gone.ancien, gone.autre) == ("parti", 1, 3)
    assert (come.etat, come.numero, come.autre, shown(come)) == ("venu", 3, 1, [("egal", A)])
    assert (difference.mots("ajoute"), difference.mots("supprime")) == (0, 0)


def test_short_paragraphs_do_not_move():
    difference = compare(pv("Oui.", A, B), pv(A, B, "Oui."))
    assert [change.etat for change in only(difference)] == ["supprime", "ajoute"]


def test_bold_and_headings_are_changes_too():
    (change,) = only(compare(rich(f"<p>{A}</p>"), rich(f"<p><strong>{A}</strong></p>")))
    assert (change.etat, [etat for etat, _ in shown(change)]) == ("modifie", ["forme"])
    (change,) = only(compare(rich(f"<p>{A}</p>"), rich(f"<h2>{A}</h2>")))
    assert (change.etat, change.genre) == ("modifie", "titre")
    assert only(compare(rich(f"<h2>{A}</h2>"), rich(f"<h3>{A}</h3>")))[0].etat == "modifie"


def test_list_is_compared_item_by_item():
    before = (
        "<ul><li>une porte lourde</li><li>un jardin</li><li>des vélos<ul><li>deux rouges</li></ul></li></ul>"
    )
    after = "<ul><li>une porte très lourde</li><li>des vélos<ul><li>trois rouges</li></ul></li><li>un banc</li></ul>"
    (change,) = only(compare(rich(before), rich(after)))
    assert isinstance(change, ListeComparee)
    assert [part.etat for part in change.elements] == ["modifie", "supprime", "modifie", "ajoute"]
    _, inner = change.elements[2].changements
    assert [part.etat for part in inner.elements] == ["modifie"]


def test_table_is_compared_row_by_row_and_cell_by_cell():
    row = "<tr><td>{}</td><td>{}</td></tr>".format
    before = f"<table>{row('la porte', 'lourde')}{row('le jardin', 'vide')}</table>"
    after = f"<table>{row('la porte', 'légère')}{row('un banc', 'neuf')}{row('le jardin', 'vide')}</table>"
    (change,) = only(compare(rich(before), rich(after)))
    assert isinstance(change, TableauCompare)
    assert [[part.etat for part in row] for row in change.lignes] == [
        ["egal", "modifie"],
        ["ajoute", "ajoute"],
        ["egal", "egal"],
    ]


def test_table_whose_rows_gained_a_cell_keeps_every_word():
    (change,) = only(
        compare(
            rich("<table><tr><td>la porte</td></tr></table>"),
            rich("<table><tr><td>la porte</td><td>lourde</td></tr></table>"),
        )
    )
    assert [[part.etat for part in row] for row in change.lignes] == [["supprime"], ["ajoute", "ajoute"]]


def test_paragraph_made_a_list_and_pictures():
    changes = only(compare(rich(f"<p>{A}</p>"), rich(f"<ul><li>{A}</li></ul>")))
    assert [(type(change), change.etat) for change in changes] == [
        (Texte, "supprime"),
        (ListeComparee, "ajoute"),
    ]
    image = f'<img src="sha256:{"a" * 64}" alt="{{}}">'.format
    (change,) = only(compare(rich(image("Un plan")), rich(image("Le plan"))))
    assert (type(change), change.etat) == (ImageComparee, "modifie")


def test_points_are_found_again_by_their_title():
    before = document(Point(1, "Accueil", blocs=(par(A),)), Point(2, "Débat", blocs=(par(B),)))
    after = document(
        Point(1, "Accueil", blocs=(par(A),)),
        Point(2, "Nouveau", blocs=(par(C),)),
        Point(3, "Débat", blocs=(par(B),)),
    )
    assert [(section.titre, section.etat) for section in compare(before, after).sections] == [
        ("Ordre du jour", "modifie"),
        ("2. Nouveau", "ajoute"),
    ]
    assert [(section.titre, section.etat) for section in compare(after, before).sections] == [
        ("Ordre du jour", "modifie"),
        ("2. Nouveau", "supprime"),
    ]


@pytest.mark.parametrize(
    ("changed", "section", "pieces"),
    [
        (
            {"presences": (Presence("zoe", "Zoé Lêmerre", "AMO", statut="excuse"),)},
            "Présences",
            [("egal", "Zoé Lêmerre, AMO, "), ("supprime", "présent"), ("ajoute", "excusé")],
        ),
        ({"presences": ()}, "Présences", [("supprime", "Zoé Lêmerre, AMO, présent")]),
        (
            {"prochaines_seances": (ProchaineSeance(3, date(2025, 5, 7)),)},
            "Prochaines séances",
            [("egal", "Séance\u00a03\u00a0: "), ("supprime", "mardi 6\u00a0"), ("ajoute", "mercredi 7\u00a0"),
             ("egal", "mai\u00a02025")],
        ),
        ({"remarques": ()}, "Remarques", [("supprime", "zoe, page\u00a03 : Il manque un mot. (Observation actée)")]),
        (
            {"remarques": (Remarque("zoe", "Il manque un mot utile.", 3),)},
            "Remarques",
            [("egal", "zoe, page\u00a03 : Il manque un mot "), ("ajoute", "utile"), ("egal", ". (Observation actée)")],
        ),
        ({"ouverture": "La réunion débute."}, "Séance", [("ajoute", "La réunion débute.")]),
    ],
)  # fmt: skip
def test_data_around_the_texts_are_compared_as_they_are_printed(changed, section, pieces):
    before = pv(
        A,
        presences=(Presence("zoe", "Zoé Lêmerre", "AMO"),),
        prochaines_seances=(ProchaineSeance(3, date(2025, 5, 6)),),
        remarques=(Remarque("zoe", "Il manque un mot.", 3),),
    )
    difference = compare(before, replace(before, **changed))
    assert [part.titre for part in difference.sections] == [section]
    assert shown(only(difference)[0]) == pieces


def test_hours_of_the_seance_and_of_its_points_are_compared():
    before = document(Point(1, "Débat", heure_debut=time(9), blocs=(par(A),)))
    after = replace(
        before,
        seance=replace(before.seance, fin_reelle=time(16)),
        points=(replace(before.points[0], heure_debut=time(10)),),
    )
    assert [section.titre for section in compare(before, after).sections] == ["Séance", "Ordre du jour"]


def test_notes_and_annexes_are_compared():
    group = SousGroupe(1, (Run("Qui ?"),), (Membre("zoe", "Zoé"),), Restitution("Groupe 1", (par(A),)))
    annexe = Annexe(1, "Charte", (par(B),), Fichier("charte.pdf", "a" * 64))
    point = Point(7, "Restitution", "restitution")
    before = document(point, sous_groupes=(group,), annexes=(annexe,))
    after = document(
        point,
        sous_groupes=(
            replace(
                group,
                question=(Run("Qui donc ?"),),
                membres=(Membre("zoe", "Zoé", rapporteur=True),),
                restitution=Restitution("Groupe 1", (par(A), par(C))),
            ),
        ),
        annexes=(replace(annexe, fichier=Fichier("charte.pdf", "b" * 64)), Annexe(2, "Plan")),
    )
    assert [(section.titre, section.ancre, section.etat) for section in compare(before, after).sections] == [
        ("Sous-groupe 1", "groupe-1", "modifie"),
        ("7.1 Groupe 1", "restitution-1", "modifie"),
        ("Annexe 1 – Charte", "annexe-1", "modifie"),
        ("Annexe 2 – Plan", "annexe-2", "ajoute"),
    ]


# ── Any two texts ──

paragraphs = st.lists(
    st.lists(
        st.sampled_from(["porte", "cour", "vélo", "jardin", "et", "de", "la", "oui"]), min_size=1, max_size=8
    ).map(" ".join),
    max_size=8,
).map(lambda texts: tuple(map(par, texts)))


def side(changes, without):
    return [
        word
        for change in walk(changes)
        if isinstance(change, Texte)
        for piece in change.morceaux
        if piece.etat != without
        for word in words_of(plain_text(piece.runs))
    ]


def all_words(blocs):
    return [word for bloc in blocs for text in block_texts(bloc) for word in words_of(text)]


@settings(max_examples=200, deadline=None)
@given(paragraphs, paragraphs)
def test_no_word_of_either_version_is_missing_from_their_comparison(before, after):
    changes = compare_blocks(before, after)
    assert side(changes, "supprime") == all_words(after)
    assert side(changes, "ajoute") == all_words(before)


@settings(max_examples=100, deadline=None)
@given(paragraphs, paragraphs)
def test_only_what_differs_is_a_difference(before, after):
    one, other = (document(Point(1, "Débat", blocs=blocs)) for blocs in (before, after))
    assert (compare(one, other).sections == ()) == (one == other)
    render_differences(compare(one, other))


# ── On the page ──


def test_page_says_in_words_what_was_added_and_removed():
    html = render_differences(
        compare(pv(A, B), pv(A.replace("lourde", "légère & neuve"), B)), adresse="/pv/2/"
    )
    page = read(html)
    assert words(page.xpath("//ins")[0]) == "[ajouté : légère & neuve]"
    assert words(page.xpath("//del")[0]) == "[supprimé : lourde]"
    assert (
        words(page.xpath("//p[@class='differences-bilan']")[0])
        == "3 mots ajoutés, 1 mot supprimé, dans 1 partie."
    )
    assert page.xpath("//h2/a/@href") == ["/pv/2/#point-1"]
    assert page.xpath("//a[@class='numero']/@href") == ["/pv/2/#p-1"]
    assert words(page.xpath("//p[@class='inchanges']")[0]) == "1 passage inchangé"
    assert "style=" not in html


def test_page_leaves_no_sign_alone_on_a_line():
    html = render_differences(compare(pv("Dire « oui » : bien."), pv("Dire « oui » : mal.")))
    assert "Dire «\u00a0oui\u00a0»\u00a0: <del>" in html


def test_page_of_the_same_versions_says_so():
    assert words(read(render_differences(compare(pv(A), pv(A))))) == IDENTIQUES


def test_page_says_where_a_paragraph_went():
    before = document(Point(1, "Un", blocs=(par(A), par(B))), Point(2, "Deux", blocs=(par(C),)))
    after = document(Point(1, "Un", blocs=(par(B),)), Point(2, "Deux", blocs=(par(C), par(A))))
    page = read(render_differences(compare(before, after)))
    assert (
        words(page.xpath("//p[contains(@class, 'parti')]")[0])
        == "Paragraphe 1 déplacé : voir le paragraphe 3."
    )
    assert "Déplacé (c’était le paragraphe 1)" in words(page.xpath("//p[contains(@class, 'venu')]")[0])


def test_everything_typed_is_escaped():
    evil = "<script>alert(1)</script> & « \" ' »"
    before = pv(A, intitule="Un titre")
    after = number_paragraphs(
        document(
            Point(
                1, evil, blocs=(par(evil), *richtext.parse(f'<img src="sha256:{"a" * 64}" alt="&lt;b&gt;">'))
            ),
            intitule=evil,
            presences=(Presence("zoe", evil),),
        )
    )
    html = render_differences(compare(before, after), adresse='/"><script>/')
    assert "<script" not in html
    assert "<b>" not in html


def test_lists_and_tables_are_rendered_as_such():
    before = rich(
        "<ul><li>une porte lourde</li></ul><table><tr><th>la porte</th><td>lourde</td></tr></table>"
    )
    after = rich(
        "<ul><li>une porte légère</li><li>un banc</li></ul><table><tr><th>la porte</th><td>ouverte</td></tr></table>"
    )
    page = read(render_differences(compare(before, after)))
    assert [node.get("class") for node in page.xpath("//li")] == ["modifie", "ajoute"]
    assert [(node.tag, node.get("class")) for node in page.xpath("//tr/*")] == [
        ("th", "egal"),
        ("td", "modifie"),
    ]
