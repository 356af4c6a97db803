"""What is found, in which order, and that it follows what is saved."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chantiers.models import Terme
from seances import ordre_du_jour, redaction, workflow
from seances.importation import importer
from seances.models import EntreeIndex, ProcesVerbal, Seance, TexteIndexe
from seances.recherche import index, moteur, mots, question
from seances.recherche.chercher import Criteres, chercher
from tests import factories
from tests.seances.pv.documents import octets

pytestmark = pytest.mark.django_db


def textes(*paragraphes, **seance):
    """A séance whose working text has these paragraphs; its editor is an administrator."""
    seance = factories.SeanceFactory(convoquee=True, **seance)
    point = factories.PointOrdreDuJourFactory(seance=seance, titre="Échange")
    texte = factories.TextePointFactory(point=point)
    write(texte, *paragraphes)
    return texte


def write(texte, *paragraphes):
    redaction.open_pv(texte.point.seance)
    texte.refresh_from_db()
    redaction.save_texte(
        texte,
        texte="".join(f"<p>{each}</p>" for each in paragraphes),
        texte_apres="",
        opened_revision=texte.revision,
        by=None,
    )


@pytest.fixture
def admin():
    return factories.CompteFactory(administration=True)


def found(user, typed, **criteres):
    return [each.contenu for each in chercher(user, question.read(typed), Criteres(**criteres)).trouves]


# ── In which order ──────────────────────────────────────────────────────────────────────────────────────

A, B, C, D = (
    "Le réseau des écoles, son réseau.",
    "Une école de plus parmi beaucoup d’autres choses qui se disent longuement ce jour-là sans y revenir.",
    "Le réseau de bus ne dessert plus la commune.",
    "La police passe le jeudi.",
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("réseau école", [A, C, B]),
        ("RESEAUX d’ecoles", [A, C, B]),
        ("« réseau des écoles »", [A]),
        ("« réseau de l’école »", []),
        ("réseau -bus", [A]),
        ("réseau -« les bus »", [C, A]),
        ("policières", []),
        ("jeudis", [D]),
        ("le la les", []),
        ("", []),
    ],
)
def test_what_answers_best_comes_first(admin, typed, expected):
    textes(A, B, C, D)
    assert sorted(found(admin, typed)) == sorted(expected)
    if typed.startswith(("réseau école", "RESEAUX")):
        assert found(admin, typed)[0] == expected[0]


def test_a_hit_opens_at_its_paragraph_in_the_text_that_one_reads(admin):
    texte = textes(A, D)
    [trouve] = chercher(admin, question.read("jeudi")).trouves
    assert trouve.adresse == f"{texte.point.seance.url('projet_detail')}#p-2"
    assert [piece for piece, marked in trouve.pieces if marked] == ["jeudi"]


def test_names_are_found_though_mistyped(admin):
    factories.ParticipantFactory(prenom="Chloé", nom="De Smet")
    factories.ParticipantFactory(prenom="Emre", nom="Yildirim")
    for typed, name, word in (
        ("Desmet", "Chloé De Smet", "De Smet"),
        ("Yldirim", "Emre Yildirim", "Yildirim"),
        ("de smet chloe", "Chloé De Smet", None),
    ):
        results = chercher(admin, question.read(typed))
        assert [each.contenu for each in results.trouves] == [name]
        assert [right for _, right in results.corrections] == ([word] if word else [])


def test_words_of_the_glossary_and_organisations_are_found(admin):
    factories.ParticipantFactory(
        organisation=factories.OrganisationFactory(nom="AMO La Passerelle", localite="Huy")
    )
    terme = factories.TermeFactory(mot="AMO")
    factories.DefinitionFactory(terme=terme, texte="Action en milieu ouvert")
    anyone = AnonymousUser()
    assert found(anyone, "l’AMO", genre="terme") == []
    Terme.objects.update(publie=True)
    assert found(anyone, "l’AMO", genre="terme") == found(anyone, "milieux", genre="terme") != []
    assert found(admin, "l’AMO", genre="terme") == ["AMO – Action en milieu ouvert"]
    assert found(admin, "amo passerelle", genre="organisation") == ["AMO La Passerelle, Huy"]


def test_a_search_is_narrowed(admin):
    first = textes("Un réseau.", "Un autre réseau.").point.seance
    second = textes("Le réseau encore.").point.seance
    assert len(found(admin, "réseau")) == 3
    assert found(admin, "réseau", seances=Seance.objects.filter(pk=second.pk)) == ["Le réseau encore."]
    assert found(admin, "réseau", genre="intervention") == []
    EntreeIndex.objects.filter(texte__seance=first, paragraphe=2).update(
        locuteur="Chloé De Smet", cle_locuteur="chloe de smet", organisation="la passerelle"
    )
    assert found(admin, "réseau", locuteur="smet chloe") == ["Un autre réseau."]
    assert found(admin, "réseau", organisations=["la passerelle"]) == ["Un autre réseau."]
    assert found(admin, "réseau", organisations=[]) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_any_number(admin, django_assert_num_queries, count):
    for rank in range(count):
        textes("Un réseau d’écoles.", "Le réseau.")
        service = factories.OrganisationFactory(nom=f"Réseau {rank}")
        factories.ParticipantFactory(nom="Réseau", organisation=service)
    # How far it reaches, entries; propositions: any; people and organisations: any, and whom one knows; the glossary.
    with django_assert_num_queries(9):
        assert chercher(admin, question.read("réseau écoles")).trouves


def test_frequent_words_are_asked_more_strictly(admin, monkeypatch):
    """More entries hold a word than are compared: those that hold every word are among them all the same."""
    from seances.recherche import chercher as engine

    textes("Le réseau des écoles.", *["Le réseau."] * 6, *["Une école."] * 6)
    monkeypatch.setattr(engine, "LIMITE", 3)
    monkeypatch.setattr(engine, "ASSEZ", 2)
    results = chercher(admin, question.read("réseau école"))
    assert results.trouves[0].contenu == "Le réseau des écoles." and results.plus


@pytest.fixture
def crowded(monkeypatch):
    """Twelve entries are very many."""
    from seances.recherche import chercher as engine

    for name, value in {"LIMITE": 3, "ASSEZ": 2, "FENETRE": 3, "RESTE": 1, "SUR": 2, "GRAND": 5}.items():
        monkeypatch.setattr(engine, name, value)


@pytest.mark.parametrize(
    ("typed", "first", "plus"),
    [
        ("réseau zèbre", "Le zèbre du réseau.", True),  # a rare word, in the oldest text
        ("réseau école", "Le réseau des écoles.", True),  # frequent words, seldom together
        ("réseau école zèbre", "Le zèbre du réseau.", True),
        ("zèbre girafe", "Le zèbre du réseau.", False),  # nothing that is frequent
        ("zèbre", "Le zèbre du réseau.", False),
        ("« réseau des écoles » école", "Le réseau des écoles.", False),
        ("réseau zèbre -école", "Le zèbre du réseau.", True),
    ],
)
def test_among_very_many_entries_rare_words_are_found_in_whatever_text(admin, crowded, typed, first, plus):
    textes("Le zèbre du réseau.")
    textes("Le réseau des écoles.")
    for _ in range(6):
        textes("Le réseau.", "Une école.")
    results = chercher(admin, question.read(typed))
    assert (results.trouves[0].contenu, results.plus) == (first, plus)


def test_rare_words_are_asked_for_before_those_that_very_many_entries_hold(admin, crowded, monkeypatch):
    """Words that a sample tells frequent are never asked for alone; those that it does not hold come first."""
    from seances.recherche import chercher as engine

    monkeypatch.setattr(engine, "FENETRE", 12)
    for rank in range(24):
        textes("Le réseau.", "Une école.", *["Le zèbre du réseau."] * (rank == 11))
    asked, take = [], engine._Recherche.take

    def note(self, expression):
        asked.append(expression)
        take(self, expression)

    monkeypatch.setattr(engine._Recherche, "take", note)
    results = chercher(admin, question.read("réseau école zèbre"))
    assert results.trouves[0].contenu == "Le zèbre du réseau." and results.plus
    assert asked[0] == moteur.un(mots.stem("zebre"))
    results = chercher(admin, question.read("réseau école"))
    assert {each.contenu for each in results.trouves} == {"Le réseau.", "Une école."}


def test_a_rare_word_mistyped_is_told_by_what_is_read_alone(admin, crowded):
    """Neither a sample nor a count is made of texts that the reader may not read."""
    public = factories.ChantierFactory(prive=False)
    textes(*["Le réseau, une école."] * 9, chantier=factories.ChantierFactory(prive=True))
    for _ in range(4):
        seance = textes("Rien.", chantier=public).point.seance
        factories.PointOrdreDuJourFactory(seance=seance, titre="Le réseau de bus")
        index.follow(Seance.objects.with_document().get(pk=seance.pk))
    results = chercher(AnonymousUser(), question.read("réseau école"))
    assert {each.contenu for each in results.trouves} == {"Le réseau de bus"}
    assert not results.complets


# ── The index follows ───────────────────────────────────────────────────────────────────────────────────


def indexed(seance=None):
    rows = EntreeIndex.objects.filter(texte__seance=seance) if seance else EntreeIndex.objects.all()
    return sorted(rows.values_list("texte__nature", "paragraphe", "contenu"))


def test_a_saved_text_is_found_at_once_and_what_did_not_change_is_not_written_again(admin):
    texte = textes(A, B, C)
    kept = dict(EntreeIndex.objects.filter(genre="paragraphe").values_list("contenu", "pk"))
    write(texte, A, "Tout neuf.", B, C)
    assert found(admin, "neuf") == ["Tout neuf."]
    now = dict(EntreeIndex.objects.filter(genre="paragraphe").values_list("contenu", "pk"))
    assert {each: now[each] for each in kept} == kept
    numbers = dict(EntreeIndex.objects.filter(genre="paragraphe").values_list("contenu", "paragraphe"))
    assert numbers == {A: 1, "Tout neuf.": 2, B: 3, C: 4}
    write(texte, C)
    assert found(admin, "neuf école") == []


def test_the_index_made_anew_is_the_same(capsys):
    """An imported PV, frozen and published, then an edition withdrawn: nothing was late."""
    importer(octets(), etat="approuve", accord="oui")
    textes(A, B)
    workflow.withdraw_edition(
        ProcesVerbal.objects.get(versions__isnull=False).versions.get().editions.get(),
        by=None,
        motif="Essai.",
    )
    before = indexed()
    call_command("reindexer")
    assert capsys.readouterr().out.endswith("index en retard : 0.\n")
    assert indexed() == before and "version" in {nature for nature, *_ in before}


def test_reindexing_puts_right_what_was_late(capsys):
    textes(A)
    EntreeIndex.objects.filter(genre="paragraphe").delete()
    for late in (1, 0):
        call_command("reindexer")
        assert capsys.readouterr().out.endswith(f"index en retard : {late}.\n")
    assert [contenu for *_, contenu in indexed()] == ["Échange", A]


def test_an_agenda_is_followed_where_its_points_move(admin):
    one = factories.SeanceFactory(convoquee=True)
    later = factories.SeanceFactory(chantier=one.chantier, numero=one.numero + 1, convoquee=True)
    point = factories.PointOrdreDuJourFactory(seance=one, titre="Abribus")
    ordre_du_jour.carry_over(point, by=None)
    assert indexed(later) == [("agenda", 0, "Abribus")]
    ordre_du_jour.take_back(point, by=None)
    assert indexed(later) == []


def test_the_working_text_is_in_the_index_where_it_says_something_else():
    importer(octets(), etat="approuve", accord="oui")
    seance = ProcesVerbal.objects.get(versions__isnull=False).seance
    assert set(TexteIndexe.objects.filter(seance=seance).values_list("nature", flat=True)) == {
        "agenda",
        "version",
        "edition",
    }
    pv = workflow.open_rectification(seance.proces_verbal, motif="Une date.", by=None)
    write(pv.seance.points.first().texte, "Rectifié.")
    assert TexteIndexe.objects.filter(seance=seance, nature="projet").exists()
    workflow.abandon_rectification(pv, by=None)
    assert not TexteIndexe.objects.filter(seance=seance, nature="projet").exists()


def test_what_goes_with_its_seance_leaves_the_index(admin):
    texte = textes(A)
    TexteIndexe.objects.all().delete()
    assert found(admin, "réseau") == []
    index.follow(Seance.objects.with_document().get(pk=texte.point.seance_id))
    assert found(admin, "réseau") == [A]


# ── Whatever is asked ───────────────────────────────────────────────────────────────────────────────────


SIGNES = ["réseau", "-", "«", "»", '"', "NEAR(", "*", "':*", "&", "|", "!", "\\", "école", "de"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.lists(st.sampled_from(SIGNES), max_size=12).map(" ".join))
@example("réseau' | 'école")
@example('réseau" OR "école')
@example("\x00\ud7ff")
def test_no_question_breaks_it(admin, typed):
    if not EntreeIndex.objects.exists():
        textes(A, B, C, D)
    results = chercher(admin, question.read(typed))
    assert {each.contenu for each in results.trouves} <= {A, B, C, D}
    for each in results.trouves:
        assert "".join(piece for piece, _ in each.pieces)
