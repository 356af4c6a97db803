"""Names found however they are printed, and nothing else found."""

import pytest

from seances.pv.document import Run, plain_text
from seances.pv.masque import Masque


def masque(*people, gardes=(), ordinaires=()):
    made = Masque()
    for name in gardes:
        made.keep(name)
    for prenom, nom, *graphies in people:
        made.hide(prenom, nom, graphies)
    made.ordinaires = set(ordinaires)
    return made


XAVIER = masque(("Xavier", "Haddou", "Xavié HADOU"))
ANNE_LISE = masque(("Anne-Lise", "Dupont-Lejeune"))
DHONDT = masque(("Zoé", "D’Hondt"))
SMET = masque(("Chloé", "De Smet"))


@pytest.mark.parametrize(
    ("who", "typed", "printed"),
    [
        (XAVIER, "Merci à Xavier Haddou.", "Merci à une personne."),
        (XAVIER, "Merci à HADDOU, Xavier.", "Merci à une personne."),
        (XAVIER, "Merci à xavier haddou.", "Merci à une personne."),
        (XAVIER, "Merci à Xavié Hadou.", "Merci à une personne."),
        (XAVIER, "L’avis d’Xavier Haddou compte.", "L’avis d’une personne compte."),
        (XAVIER, "L’avis d'Xavier Haddou compte.", "L’avis d'une personne compte."),
        (XAVIER, "L’avis de Xavier Haddou compte.", "L’avis d’une personne compte."),
        (XAVIER, "De Xavier Haddou, rien.", "D’une personne, rien."),
        (XAVIER, "Il faut que Mme Haddou vienne.", "Il faut qu’une personne vienne."),
        (XAVIER, "Monsieur Haddou et M. Xavier HADDOU.", "Une personne et une personne."),
        (XAVIER, "Mme\u00a0Haddou sort.", "Une personne sort."),
        (XAVIER, "L’avis du Dr Haddou.", "L’avis d’une personne."),
        (XAVIER, "On écrit au docteur Haddou.", "On écrit à une personne."),
        (XAVIER, "Ensuite le docteur Haddou parle.", "Ensuite une personne parle."),
        (XAVIER, "X. Haddou et Xav. HADDOU.", "Une personne et une personne."),
        (XAVIER, "Selon Haddou X., oui.", "Selon une personne., oui."),
        (XAVIER, "La lettre de Haddou est lue.", "La lettre d’une personne est lue."),
        (XAVIER, "(Haddou) Oui. Haddou conclut.", "(Une personne) Oui. Une personne conclut."),
        (XAVIER, "XAVIER HADDOU OUVRE LA SÉANCE", "Une personne OUVRE LA SÉANCE"),
        (XAVIER, "– Xavier Haddou : oui", "– Une personne : oui"),
        (XAVIER, "Xavier\nHaddou vient.", "Une personne vient."),
        (XAVIER, "Ce que Xavier Had-\ndou a dit.", "Ce qu’une personne a dit."),
        (XAVIER, "Ce que dit Xa\u00advier Had\u00addou.", "Ce que dit une personne."),
        (XAVIER, "Xavier\u200b Haddou", "Une personne"),
        (XAVIER, "Xavie\u0301 Hadou", "Une personne"),
        (XAVIER, "Voir XavierHaddou et xavier_haddou.", "Voir une personne et une personne."),
        (XAVIER, "Madame Xavier Haddou-Leroy sort.", "Une personne sort."),
        (ANNE_LISE, "Anne Lise Dupont Lejeune et Annelise Dupont-Lejeune", "Une personne et une personne"),
        (
            ANNE_LISE,
            "Anne Dupont, A.-L. Dupont-Lejeune, Mme Lejeune",
            "Une personne, une personne, une personne",
        ),
        (DHONDT, "Zoé Dhondt, Zoé D'Hondt, Mme D’HONDT", "Une personne, une personne, une personne"),
        (SMET, "Chloé de Smet et Mme de Smet.", "Une personne et une personne."),
        (SMET, "Le mot de De Smet.", "Le mot d’une personne."),
    ],
)
def test_name_is_hidden_however_it_is_printed(who, typed, printed):
    assert who.text(typed) == printed


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (XAVIER, "La rue des Haddouville et les Xaviers."),
        (XAVIER, "Saint-Xavier et Haddou-les-Bains."),
        (XAVIER, "Xavier Lambert et Farid Haddouche."),
        (masque(("Luc", "Petit"), ordinaires={"petit"}), "Un petit pas. Petit à petit. Un Petit tour."),
        (masque(("Luc", "Petit")), "Le CPAS de Petit-Rechain, à petit prix."),
        (masque(("Rose", "Pierre", "Rose"), ordinaires={"pierre"}), "une rose, une pierre. Pierre blanche."),
        (masque(("Luc", "Petit"), ordinaires={"petit"}), "LE PETIT DÉJEUNER"),
    ],
)
def test_what_is_no_name_of_his_stays(who, text):
    assert who.text(text) == text


def test_another_of_the_same_family_name_stays_named():
    both = masque(("Xavier", "Haddou"), gardes=["Anne Haddou", "Haddou Anne"])
    assert both.text("Anne Haddou répond à Xavier Haddou ; HADDOU Anne insiste.") == (
        "Anne Haddou répond à une personne ; HADDOU Anne insiste."
    )


def test_two_hidden_people_joined_by_a_hyphen_are_both_hidden():
    both = masque(("Xavier", "Haddou"), ("Zoé", "Lêmerre"))
    assert both.text("Le duo Haddou-Lêmerre") == "Le duo une personne-une personne"


def test_a_name_is_replaced_across_runs():
    runs = (Run("Merci à Xa"), Run("vier", ("gras",)), Run(" Haddou, merci"))
    assert XAVIER.runs(runs) == (Run("Merci à une personne"), Run(", merci"))


@pytest.mark.parametrize(
    "lien",
    [
        "https://example.org/equipe/xavier-haddou.html",
        "https://example.org/xavierhaddou",
        "https://example.org/haddou",
        "https://example.org/?q=Xavier%20Haddou",
    ],
)
def test_a_link_that_names_somebody_goes_and_its_words_stay(lien):
    assert XAVIER.runs((Run("voir", lien=lien),)) == (Run("voir"),)


def test_a_link_set_on_a_name_goes_with_it():
    runs = XAVIER.runs((Run("Xavier Haddou", lien="https://example.org/p/12"), Run(" vient")))
    assert runs == (Run("Une personne"), Run(" vient"))


def test_other_links_stay():
    runs = (Run("le décret", lien="https://example.org/decret"),)
    assert XAVIER.runs(runs) == runs


def test_without_anybody_to_hide_nothing_is_read():
    assert not Masque()
    assert plain_text(Masque().runs((Run("Xavier Haddou"),))) == "Xavier Haddou"
