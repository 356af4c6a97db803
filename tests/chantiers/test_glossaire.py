"""The glossary: who reads which words, how they are found, what becomes of a suggestion."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from chantiers import permissions, workflow
from chantiers.models import Definition, EtatSuggestion, Suggestion, Terme
from participants.models import Evenement
from seances import conservation
from seances import workflow as seances
from tests import factories

pytestmark = pytest.mark.django_db

ADRESSE, SUGGESTIONS = "/glossaire/", "/glossaire/suggestions/"


def terme(mot, texte="Ce que ce mot veut dire.", *, publie=True, secteur=None, **fields):
    found = Terme.objects.filter(mot=mot).first() or factories.TermeFactory(mot=mot, publie=publie, **fields)
    factories.DefinitionFactory(terme=found, texte=texte, secteur=secteur)
    return found


def words(response):
    return html.fromstring(response.content).xpath("//div[@class='terme']/h2/a/text()")


def role(name, chantier):
    """The account of somebody, by his part in a chantier."""
    if name == "administration":
        return factories.CompteFactory(administration=True)
    participant = factories.ParticipantFactory(avec_compte=True)
    if name == "coprésident":
        factories.CopresidenceFactory(chantier=chantier, participant=participant)
    elif name == "coprésident ailleurs":
        factories.CopresidenceFactory(participant=participant)
    elif name in {"participant", "rédacteur"}:
        factories.InscriptionFactory(
            chantier=chantier, participant=participant, redacteur=name == "rédacteur"
        )
    elif name == "ancien":
        factories.InscriptionFactory(chantier=chantier, participant=participant, finie=True)
    return participant.compte


def enter(client, compte):
    """As somebody whose session has shown what it must."""
    client.force_login(compte)
    return client


@pytest.fixture
def chantier():
    return factories.ChantierFactory()


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


def test_words_stand_in_alphabetical_order_whatever_their_accents(client):
    for mot in ("Équipe", "AMO", "eau", "École"):
        terme(mot)
    assert words(client.get(ADRESSE)) == ["AMO", "eau", "École", "Équipe"]


def test_visitors_read_what_is_published_and_has_a_meaning(client):
    terme("AMO")
    terme("SRG", publie=False)
    factories.TermeFactory(mot="ROI", publie=True)
    assert words(client.get(ADRESSE)) == ["AMO"]
    assert words(client.get(ADRESSE, {"texte": "SRG"})) == []


@pytest.mark.parametrize(
    ("name", "drafts"),
    [
        ("administration", True),
        ("coprésident", True),
        ("coprésident ailleurs", True),
        ("rédacteur", False),
        ("participant", False),
        ("ancien", False),
    ],
)
def test_drafts_are_read_by_whoever_keeps_the_glossary(chantier, name, drafts):
    terme("SRG", publie=False)
    compte = role(name, chantier)
    assert permissions.visible_termes(compte).exists() == drafts
    assert permissions.can_edit_glossary(compte) == drafts


def test_meanings_stand_side_by_side_with_their_sectors(client):
    word = terme("Prévention", "Éviter un dommage.")
    for secteur in ("Police", "Jeunesse"):
        terme("Prévention", f"Sens {secteur}.", secteur=factories.SecteurFactory(nom=secteur))
    page = html.fromstring(client.get(word.get_absolute_url()).content)
    (block,) = page.xpath("//div[@id='terme-prevention']")
    # Where NULL sorts differs from one database to the other.
    assert sorted(block.xpath(".//div[@class='sens']/div/h3/text()")) == [
        "Jeunesse",
        "Police",
        "Sens général",
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"texte": "education"}, ["AMO"]),
        ({"texte": "EDUCATION ouvert"}, ["AMO"]),
        ({"texte": "prév"}, ["Prévention"]),
        ({"texte": "ouvert dommage"}, []),
        ({"sigles": "on"}, ["AMO"]),
        ({"lettre": "P"}, ["Prévention"]),
        ({"mot": "amo"}, ["AMO"]),
        ({"chantier": 3}, ["Prévention"]),
        ({"chantier": "trois"}, ["AMO", "Prévention"]),
        ({"page": "9"}, ["AMO", "Prévention"]),
    ],
)
def test_glossary_is_filtered(client, asked, found):
    terme("AMO", "Éducation en milieu ouvert.", sigle=True)
    word = terme("Prévention", "Éviter un dommage.")
    word.chantiers.add(factories.ChantierFactory(numero=3))
    assert words(client.get(ADRESSE, asked)) == found


def test_glossary_is_filtered_by_sector(client):
    police = factories.SecteurFactory(nom="Police")
    terme("AMO")
    terme("Prévention", secteur=police)
    factories.SecteurFactory(nom="Sans mot")
    assert words(client.get(ADRESSE, {"secteur": police.pk})) == ["Prévention"]
    offered = html.fromstring(client.get(ADRESSE).content).xpath("//select[@name='secteur']/option/text()")
    assert offered == ["Tous les secteurs", "Police"]


def test_a_private_chantier_is_no_choice_for_visitors(client):
    factories.ChantierFactory(numero=3, titre="Ouvert")
    prive = factories.ChantierFactory(numero=4, titre="Calfeutré", prive=True)
    terme("AMO").chantiers.add(prive)
    assert "Calfeutré" not in client.get(ADRESSE).text
    assert words(client.get(ADRESSE, {"chantier": 4})) == [
        "AMO"
    ]  # no criterion at all, as for any other number
    enter(client, role("participant", prive))
    assert "Calfeutré" in client.get(ADRESSE).text


def test_pages_hold_sixty_words_and_cost_the_same_for_one_or_many(client):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(ADRESSE)
        return len(queries)

    terme("AMO", secteur=factories.SecteurFactory())
    one = cost()
    for number in range(64):
        terme(f"Mot {number:02}", secteur=factories.SecteurFactory())
    assert cost() == one
    assert (len(words(client.get(ADRESSE))), len(words(client.get(ADRESSE, {"page": 2})))) == (60, 5)


def test_kept_page_follows_the_glossary_at_once(client):
    terme("AMO")
    assert words(client.get(ADRESSE)) == ["AMO"]
    terme("SRG")
    assert words(client.get(ADRESSE)) == ["AMO", "SRG"]


# ── Suggesting ──────────────────────────────────────────────────────────────────────────────────────────


def given(chantier, **fields):
    return {"mot": "SRG", "secteur": "", "texte": "Service résidentiel général", "source": "", **fields} | {
        "chantier": chantier.pk
    }


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("coprésident", 302),
        ("rédacteur", 302),
        ("participant", 302),
        ("coprésident ailleurs", 422),  # of another chantier than the one named
        ("ancien", 403),
        ("étranger", 403),
        ("administration", 403),
    ],
)
def test_only_whoever_belongs_to_a_chantier_suggests_in_its_name(client, chantier, name, status):
    compte = role(name, chantier)
    assert permissions.can_suggest(compte) == (status != 403)
    if name == "administration":
        return
    answer = enter(client, compte).post(SUGGESTIONS, given(chantier))
    assert answer.status_code == status
    assert Suggestion.objects.count() == (1 if status == 302 else 0)


def test_visitors_suggest_nothing(client, chantier):
    assert not permissions.can_suggest(AnonymousUser())
    assert not permissions.own_suggestions(AnonymousUser()).exists()
    assert client.post(SUGGESTIONS, given(chantier)).status_code == 302
    assert not Suggestion.objects.exists()


def test_suggestion_is_kept_logged_and_told_on_ones_own_page(client, chantier):
    compte = role("participant", chantier)
    enter(client, compte).post(SUGGESTIONS, given(chantier, mot="  S R  G "))
    row = Suggestion.objects.get()
    assert (row.mot, row.etat, row.participant, row.chantier) == (
        "S R G",
        "ouverte",
        compte.participant,
        chantier,
    )
    assert Evenement.objects.filter(acte="suggestion pour le glossaire", par=compte).count() == 1
    page = client.get(SUGGESTIONS).text
    assert "S R G" in page and "en attente" in page


def test_a_suggestion_twice_or_known_already_is_refused_and_keeps_what_was_typed(client, chantier):
    enter(client, role("participant", chantier))
    terme("SRG", "Service résidentiel général")
    again = client.post(SUGGESTIONS, given(chantier))
    assert again.status_code == 422
    assert "Le glossaire dit déjà cela de ce mot." in again.text
    assert "Service résidentiel général</textarea>" in again.text
    client.post(SUGGESTIONS, given(chantier, texte="Autre chose"))
    twice = client.post(SUGGESTIONS, given(chantier, texte="Encore autre chose"))
    assert twice.status_code == 422
    assert "Ce mot est déjà proposé pour tous ; la suggestion est en attente." in twice.text
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize(("mot", "texte"), [("", "x"), ("–", "x"), ("SRG", "")])
def test_a_suggestion_says_a_word_and_what_it_means(client, chantier, mot, texte):
    enter(client, role("participant", chantier))
    assert client.post(SUGGESTIONS, given(chantier, mot=mot, texte=texte)).status_code == 422
    assert not Suggestion.objects.exists()


def test_one_takes_back_what_is_ones_own_while_it_waits(client, chantier):
    compte = role("participant", chantier)
    mine = factories.SuggestionFactory(participant=compte.participant, chantier=chantier)
    other = factories.SuggestionFactory(chantier=chantier)
    enter(client, compte)
    assert client.post(f"{SUGGESTIONS}{other.pk}/retirer/").status_code == 404
    assert client.post(f"{SUGGESTIONS}{mine.pk}/retirer/").status_code == 302
    client.post(f"{SUGGESTIONS}{mine.pk}/retirer/")
    assert [Suggestion.objects.get(pk=row.pk).etat for row in (mine, other)] == ["retiree", "ouverte"]


# ── Deciding ────────────────────────────────────────────────────────────────────────────────────────────


def decide(client, suggestion, acte="accepter", **fields):
    data = {"mot": suggestion.mot, "secteur": suggestion.secteur_id or "", "texte": suggestion.texte}
    return client.post(
        f"/gestion/chantiers/suggestion/{suggestion.pk}/decider/",
        data | {"source": "", "reponse": "", "acte": acte} | fields,
    )


@pytest.mark.parametrize(
    ("name", "status"),
    [("coprésident", 302), ("coprésident ailleurs", 404), ("rédacteur", 404), ("participant", 403)],
)
def test_those_who_preside_the_chantier_decide(client, chantier, name, status):
    suggestion = factories.SuggestionFactory(chantier=chantier)
    compte = role(name, chantier)
    assert permissions.visible_suggestions(compte).contains(suggestion) == (status == 302)
    answer = decide(enter(client, compte), suggestion)
    if answer.headers.get("Location", "").startswith("/gestion/login/"):
        answer = client.get(answer.url)  # the door of the desk
    assert answer.status_code == status
    suggestion.refresh_from_db()
    assert suggestion.est_ouverte == (status != 302)
    assert Terme.objects.exists() == (status == 302)


def test_the_administration_decides_everywhere(chantier):
    suggestion = factories.SuggestionFactory(chantier=chantier)
    assert permissions.visible_suggestions(role("administration", chantier)).contains(suggestion)


def test_accepting_makes_the_word_its_meaning_and_tells_the_author(client, chantier):
    author = role("participant", chantier)
    suggestion = factories.SuggestionFactory(
        participant=author.participant, chantier=chantier, mot="SRG", texte="Service résidentiel général"
    )
    president = role("coprésident", chantier)
    decide(enter(client, president), suggestion)
    suggestion.refresh_from_db()
    word = Terme.objects.get()
    assert (word.mot, word.sigle, word.publie, list(word.chantiers.all())) == ("SRG", True, True, [chantier])
    assert list(word.definitions.values_list("texte", "secteur")) == [("Service résidentiel général", None)]
    assert (suggestion.etat, suggestion.terme, suggestion.traitee_par) == ("acceptee", word, president)
    told = Evenement.objects.get(acte="suggestion pour le glossaire traitée")
    assert (told.par, told.details["etat"]) == (president, "acceptee")
    page = enter(client, author).get(SUGGESTIONS).text
    assert "acceptée" in page and word.get_absolute_url().replace("&", "&amp;") in page


def test_accepting_with_a_change_says_so_and_keeps_the_other_meanings(client, chantier):
    secteur = factories.SecteurFactory()
    word = terme("SRG", "Sens général.", publie=False)
    terme("SRG", "Ancien sens.", secteur=secteur)
    suggestion = factories.SuggestionFactory(chantier=chantier, mot="srg", secteur=secteur)
    decide(
        enter(client, role("coprésident", chantier)), suggestion, texte="Nouveau sens.", reponse="Raccourci."
    )
    suggestion.refresh_from_db()
    word.refresh_from_db()
    assert (suggestion.etat, suggestion.reponse, word.publie, word.mot) == (
        "modifiee",
        "Raccourci.",
        True,
        "SRG",
    )
    assert set(word.definitions.values_list("texte", flat=True)) == {"Sens général.", "Nouveau sens."}
    assert not word.chantiers.exists()  # a word of all stays one of all


def test_refusing_asks_for_a_reason_that_the_author_reads(client, chantier):
    author = role("participant", chantier)
    suggestion = factories.SuggestionFactory(participant=author.participant, chantier=chantier)
    enter(client, role("coprésident", chantier))
    without = decide(client, suggestion, "refuser")
    assert without.status_code == 422
    assert "Dites pourquoi la suggestion est refusée" in without.text
    assert decide(client, suggestion, "refuser", reponse="Déjà dit autrement.").status_code == 302
    suggestion.refresh_from_db()
    assert (suggestion.etat, suggestion.reponse) == ("refusee", "Déjà dit autrement.")
    assert not Terme.objects.exists()
    assert "Déjà dit autrement." in enter(client, author).get(SUGGESTIONS).text


@pytest.mark.parametrize("act", ["accept", "refuse", "take_back"])
def test_what_is_settled_is_settled(chantier, act):
    suggestion = factories.SuggestionFactory(chantier=chantier, refusee=True)
    given = {
        "accept": {name: getattr(suggestion, name) for name in workflow.CHAMPS},
        "refuse": {"reponse": "Non."},
        "take_back": {},
    }[act]
    with pytest.raises(workflow.SuggestionRefusee, match="n’est plus en attente"):
        getattr(workflow, act)(suggestion, **given, by=None)
    assert Suggestion.objects.get().etat == EtatSuggestion.REFUSEE
    assert not Terme.objects.exists()


def test_nothing_is_half_accepted(chantier):
    suggestion = factories.SuggestionFactory(chantier=chantier)
    with pytest.raises(workflow.SuggestionRefusee):
        workflow.accept(suggestion, mot="SRG", secteur=None, texte="", source="", by=None)
    assert (Terme.objects.count(), Definition.objects.count(), Suggestion.objects.get().etat) == (
        0,
        0,
        "ouverte",
    )


# ── At the desk ─────────────────────────────────────────────────────────────────────────────────────────


def form_of(word, *texts, **fields):
    data = {"mot": word.mot, "definitions-TOTAL_FORMS": len(texts), "definitions-INITIAL_FORMS": 0}
    for index, text in enumerate(texts):
        data[f"definitions-{index}-texte"] = text
    return data | fields


def test_a_word_is_not_published_without_a_meaning(client, chantier):
    word = factories.TermeFactory(mot="SRG")
    enter(client, role("coprésident", chantier))
    address = f"/gestion/chantiers/terme/{word.pk}/change/"
    refused = client.post(address, form_of(word, publie="on"))
    assert "Donnez au moins un sens avant de publier ce terme." in refused.text
    assert not Terme.objects.get().publie
    assert client.post(address, form_of(word, "Un sens.", publie="on")).status_code == 302
    assert Terme.objects.publies().get() == word


def test_a_co_president_leaves_to_others_the_words_of_their_private_chantiers(client, chantier):
    prive = factories.ChantierFactory(prive=True, titre="Calfeutré")
    word = factories.TermeFactory(mot="SRG")
    word.chantiers.add(prive)
    enter(client, role("coprésident", chantier))
    address = f"/gestion/chantiers/terme/{word.pk}/change/"
    assert "Calfeutré" not in client.get(address).text
    client.post(address, form_of(word, chantiers=[chantier.pk]))
    assert set(word.chantiers.all()) == {chantier, prive}


# ── Whoever suggested ───────────────────────────────────────────────────────────────────────────────────


def test_ones_own_data_tell_what_one_suggested(client, chantier):
    compte = role("participant", chantier)
    factories.SuggestionFactory(participant=compte.participant, chantier=chantier, refusee=True, mot="SRG")
    (held,) = enter(client, compte).get("/mes-donnees/mes-donnees.json").json()["suggestions"]
    assert (held["mot"], held["etat"], held["reponse"]) == ("SRG", "refusée", "Trop local.")
    assert "Trop local." in client.get("/mes-donnees/").text


def test_erasing_somebody_takes_back_what_he_suggested(chantier):
    waiting = factories.SuggestionFactory(chantier=chantier)
    seances.erase(waiting.participant, by=None)
    waiting.refresh_from_db()
    assert waiting.etat == EtatSuggestion.RETIREE


def test_a_settled_suggestion_goes_after_two_years_and_its_word_stays(chantier):
    today = datetime.date(2026, 11, 23)
    kept = [factories.SuggestionFactory(chantier=chantier)]
    for day, goes in ((22, True), (24, False)):
        row = factories.SuggestionFactory(chantier=chantier, acceptee=True)
        Suggestion.objects.filter(pk=row.pk).update(
            traitee_le=datetime.datetime(2024, 11, day, 12, tzinfo=datetime.UTC)
        )
        kept += [] if goes else [row]
    echus = conservation.due(today)
    assert echus.suggestions == 1
    conservation.apply(echus)
    assert set(Suggestion.objects.all()) == set(kept)
    assert Terme.objects.count() == 2
