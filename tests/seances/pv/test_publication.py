"""The public edition: whoever declined is nowhere in it, and nothing else changes."""

import re
from dataclasses import replace

import pytest

from seances.pv import json
from seances.pv.document import Run, plain_text
from seances.pv.publication import find_spans, hide_in_runs, redact, spellings_of
from tests.seances.pv.documents import octets

ISMAEL = {"ismael-haddou": "une personne"}


def document(change=None):
    return json.loads(octets(change)).document


def redacted(objections, change=None):
    return json.dumps(redact(document(change), objections))


def texte(text):
    return lambda data: data["points"][0]["contenu"].append({"type": "paragraphe", "texte": text})


def test_without_objection_only_addresses_leave():
    assert redact(document(), {}) == document()


def test_whoever_declined_is_named_nowhere():
    text = redacted(ISMAEL)
    assert not re.search("isma[eë]l|hadd?ou", text, re.IGNORECASE)
    assert "ismael" not in text.lower()


def test_organisation_and_function_leave_with_the_name():
    people = redact(document(), ISMAEL).presences
    assert (people[1].nom, people[1].organisation, people[1].fonction) == ("une personne", "", "")
    assert people[0].organisation == "CPAS de Visé"


def test_others_keep_their_names():
    text = redacted(ISMAEL)
    for name in ("Zoé Lêmerre", "Bea Van Looy", "Anne-Lise DUBOIS", "Tom Ruyters", "Odile Kersten"):
        assert name in text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("On remercie Ismaël Haddou.", "On remercie une personne."),
        ("On remercie HADDOU Ismael.", "On remercie une personne."),
        ("On remercie M. Haddou pour la salle.", "On remercie une personne pour la salle."),
        ("La lettre de HADDOU est lue.", "La lettre d’une personne est lue."),
        ("Fin. Ismaël HADOU conclut.", "Fin. Une personne conclut."),
    ],
)
def test_every_spelling_is_replaced_in_texts(typed, printed):
    points = redact(document(texte(typed)), ISMAEL).points
    assert plain_text(points[0].blocs[-1].runs) == printed


def test_a_family_name_that_is_a_word_stays_a_word():
    def petit(data):
        data["presences"][3].update(prenom="Luc", nom="Petit")
        texte("Un petit pas. Petit à petit, Mme Petit et Luc Petit avancent.")(data)

    points = redact(document(petit), {"luc-petit": "une personne"}).points
    assert plain_text(points[0].blocs[-1].runs) == (
        "Un petit pas. Petit à petit, une personne et une personne avancent."
    )


def test_a_name_is_replaced_across_runs():
    runs = (Run("Merci à Isma"), Run("ël", ("gras",)), Run(" Haddou, merci"))
    spellings = spellings_of(document(), ISMAEL)
    assert find_spans(plain_text(runs), spellings) == [(8, 21, "une personne")]
    assert plain_text(hide_in_runs(runs, spellings)) == "Merci à une personne, merci"


def test_speaker_of_a_dialogue_is_replaced_and_keeps_his_place():
    public = redact(document(), ISMAEL)
    blocs = public.sous_groupes[0].restitution.blocs
    assert plain_text(blocs[1].runs) == "Une personne"
    assert blocs[1].locuteur == blocs[2].locuteur == "personne-1"
    assert [bloc.numero for bloc in blocs] == [
        bloc.numero for bloc in document().sous_groupes[0].restitution.blocs
    ]


def test_replaced_person_who_declined_is_not_named():
    presence = redact(document(), {"odile-kersten": "une personne"}).presences[2]
    assert (presence.nom, presence.remplace_nom) == ("Bea Van Looy", "une personne")


def test_point_a_huis_clos_leaves_and_numbers_stay():
    whole = document()
    closed = replace(whole, points=(replace(whole.points[0], huis_clos=True), *whole.points[1:]))
    public = redact(closed, {})
    assert [point.numero for point in public.points] == [2, 3, 4, 5]
    assert public.points[0].blocs == whole.points[1].blocs
    assert "deux phrases" not in json.dumps(public)


@pytest.mark.parametrize(
    ("nature", "gone"),
    [
        ("restitution", "La porte est lourde."),
        ("approbation", "il manque une négation"),
        ("annexes", "la charte"),
    ],
)
def test_what_a_closed_point_carries_leaves_with_it(nature, gone):
    whole = document()
    points = tuple(replace(point, huis_clos=point.nature == nature) for point in whole.points)
    assert gone in json.dumps(whole)
    assert gone not in json.dumps(redact(replace(whole, points=points), {}))


def test_reserved_annexe_leaves():
    whole = document()
    reserved = replace(whole, annexes=(replace(whole.annexes[0], publique=False),))
    assert redact(reserved, {}).annexes == ()


def test_every_address_but_the_contact_leaves():
    public = redacted({}, texte("Écrire à jean@example.org ou à Chantier3@example.org."))
    assert "jean@example.org" not in public
    assert "Chantier3@example.org" in public


def test_addresses_leave_titles_too():
    def titled(data):
        data["ordre_du_jour"][0]["titre"] = "Accueil par jean@example.org"
        data["annexes"][0]["titre"] = "Charte de jean@example.org"

    assert "jean@example.org" not in redacted({}, titled)


def test_edition_is_read_back_as_it_was_frozen():
    public = redact(document(), ISMAEL)
    assert json.read_frozen(json.dumps(public)) == public
