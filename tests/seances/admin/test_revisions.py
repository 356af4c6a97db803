"""Every saved state of a text: listed, autosaves folded, any two compared, any one restored."""

import pytest
from django.urls import reverse

from seances import redaction
from tests import factories

from .desk import change_url, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def texte(seance, points):
    return factories.TextePointFactory(point=points[0])


def save(texte, words, by, **how):
    texte.refresh_from_db()
    opened = how.pop("opened", texte.revision)
    return redaction.save_texte(
        texte, texte=f"<p>{words}</p>", texte_apres="", opened_revision=opened, by=by, **how
    )


def words(element):
    return " ".join(element.text_content().split())


def test_autosaves_are_folded_and_what_somebody_saved_stands_alone(client, administrator, texte):
    save(texte, "Un.", administrator)
    for number in range(3):
        save(texte, f"Frappe {number}.", administrator, automatique=True)
    save(texte, "Deux.", administrator)
    root = page(client.get(change_url(texte)))
    shown = root.xpath("//ol[@class='revisions']/li")
    assert [li.get("value") for li in shown] == ["5", None, "1"]
    [run] = shown[1].xpath("./details")
    assert words(run[0]).startswith("3 enregistrements automatiques – l’administration")
    assert [li.get("value") for li in run.xpath(".//li")] == ["4", "3", "2"]


def test_what_waits_for_a_choice_says_so_and_is_never_folded(client, administrator, texte):
    save(texte, "Un.", administrator)
    save(texte, "Deux.", administrator, automatique=True)
    with pytest.raises(redaction.TexteModifie):
        save(texte, "Trop tard.", administrator, automatique=True, opened=0)
    root = page(client.get(change_url(texte)))
    assert [words(each) for each in root.xpath("//ol[@class='revisions']/li[@value='3']//strong")] == [
        "à départager"
    ]
    redaction.settle(texte, 3, by=administrator)
    assert "départagée" in client.get(change_url(texte)).text


def test_any_two_states_are_compared_word_by_word(client, administrator, texte):
    for text in ("Le lundi.", "Le mardi.", "Le jeudi."):
        save(texte, text, administrator)
    response = client.get(change_url(texte), {"de": "2", "a": "1"})
    address = reverse("admin:seances_textepoint_revision", args=[texte.pk, 2])
    assert response["Location"] == f"{address}?avec=1"
    root = page(client.get(response["Location"]))
    assert [(each.tag, words(each)) for each in root.iter("del", "ins")] == [
        ("del", "lundi."),
        ("ins", "mardi."),
    ]
    assert [words(title) for title in root.xpath("//h3")] == ["Texte – Révision 1", "Texte – Révision 2"]


@pytest.mark.parametrize("avec", ["99", "1" * 30, "x"])
def test_a_state_that_is_not_there_is_compared_with_nothing(client, administrator, texte, avec):
    save(texte, "Le lundi.", administrator)
    address = reverse("admin:seances_textepoint_revision", args=[texte.pk, 1])
    assert client.get(address, {"avec": avec}).status_code == (404 if avec == "99" else 200)


def test_an_autosave_is_restored_like_any_other(client, administrator, texte):
    save(texte, "Frappe.", administrator, automatique=True)
    save(texte, "Autre.", administrator)
    address = reverse("admin:seances_textepoint_revision", args=[texte.pk, 1])
    client.post(address, {"revision_ouverte": 2})
    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Frappe.</p>", 3)


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_page_costs_the_same_for_any_number_of_states(
    client, administrator, texte, django_assert_num_queries, count
):
    for number in range(count):
        save(texte, f"{number}.", administrator, automatique=bool(number % 2))
    with django_assert_num_queries(7):
        client.get(change_url(texte))
