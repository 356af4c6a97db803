"""The public edition: whoever declined is nowhere in it, and nothing else changes."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest

from seances.pv import document as tree
from seances.pv import json
from seances.pv.document import plain_text
from seances.pv.publication import CHAMPS_CLES, CHAMPS_TECHNIQUES, Ailleurs, redact
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


# ── Every place where a name may stand ──────────────────────────────────────────────────────────────────

NOM = "Ismaël Haddou"


def run(text, **fields):
    return (tree.Run(text, **fields),)


def everywhere():
    """A document that names somebody wherever a text may stand, and in no list."""
    par = tree.Paragraphe
    place = tree.Lieu(f"Chez {NOM}", f"cour {NOM}", "7000", "Mons")
    table = tree.Tableau(((tree.Cellule((par(run(f"Vu par {NOM}")),)),),))
    items = tree.Liste((tree.Element((par(run(f"Avec {NOM}")), tree.Liste((tree.Element((table,)),)))),))
    blocs = (
        tree.Titre(run(f"Exposé de {NOM}"), 2),
        par((tree.Run("Isma", ("gras",)), tree.Run("ël Haddou parle"))),
        par(run("la page", lien="https://example.org/ismael-haddou")),
        par(run("écrire", lien="mailto:ismael.haddou@example.org")),
        tree.Note(run(f"[NDR : {NOM} lit]")),
        items,
        table,
        tree.Image("a" * 64, f"Portrait de {NOM}"),
        tree.Intervention(run("Léa Roy : merci à Ismaël HADOU"), "Léa Roy", locuteur="lea-roy"),
    )
    return tree.number_paragraphs(
        tree.DocumentPV(
            tree.Chantier(3, f"Le sujet d’{NOM}", "chantier3@example.org"),
            tree.Seance(
                2,
                date(2025, 3, 11),
                lieu=place,
                informations=f"{NOM} apporte le pain",
                destinataire_notes=f"{NOM}, ismael@example.org",
            ),
            personnes=(tree.Personne("lea-roy", "Léa", "Roy"),),
            intitule=f"PV de {NOM}",
            ouverture=f"{NOM} ouvre",
            presidents=(tree.President("lea-roy", "Léa Roy", f"Bureau {NOM}", f"adjointe d’{NOM}"),),
            presences=(tree.Presence("lea-roy", "Léa Roy", f"Bureau {NOM}", f"adjointe d’{NOM}"),),
            points=(
                tree.Point(1, f"Mot d’{NOM}", "debat", f"MOT D’{NOM}", (tree.Intervenant(NOM),), blocs=blocs),
                tree.Point(2, "Restitution", "restitution", blocs_apres=blocs),
                tree.Point(3, "Annexes", "annexes"),
            ),
            sous_groupes=(
                tree.SousGroupe(
                    1,
                    run(f"Que dit {NOM} ?"),
                    (tree.Membre("lea-roy", "Léa Roy", f"Bureau {NOM}", f"adjointe d’{NOM}"),),
                    tree.Restitution(f"Note d’{NOM}", blocs),
                ),
            ),
            remarques=(tree.Remarque("lea-roy", f"{NOM} a dit non"),),
            prochaines_seances=(tree.ProchaineSeance(3, date(2025, 5, 6), lieu=place),),
            annexes=(tree.Annexe(1, f"Lettre d’{NOM}", blocs, tree.Fichier("lettre_haddou.pdf", "b" * 64)),),
            redaction=tree.Redaction(NOM, f"adjoint d’{NOM}", f"{NOM}, directeur"),
        )
    )


def test_somebody_of_no_list_is_hidden_wherever_a_text_names_him():
    document = everywhere()
    assert len(re.findall("haddou|hadou", json.dumps(document), re.IGNORECASE)) > 40
    public = redact(document, {}, ailleurs=[Ailleurs("Ismaël", "Haddou", ("Ismaël HADOU",))])
    assert not re.search("isma|hadd?ou", json.dumps(public), re.IGNORECASE)
    assert json.dumps(public).count("Léa Roy") == json.dumps(document).count("Léa Roy")
    assert public.annexes[0].fichier.nom == "annexe-1.pdf"
    assert json.read_frozen(json.dumps(public)) == public


def test_no_field_of_text_escapes():
    """The fields that redaction leaves alone are keys, words of a list, a file's sha256 and the public address."""
    names = {
        each.name
        for node in vars(tree).values()
        if isinstance(node, type) and is_dataclass(node)
        for each in fields(node)
    }
    left = {
        "avant",
        "contact",
        "decision",
        "etat",
        "fidelite",
        "format",
        "genre",
        "nature",
        "niveau",
        "sha256",
        "statut",
        "style",
        "type",
    }
    assert (names >= CHAMPS_TECHNIQUES, CHAMPS_TECHNIQUES - CHAMPS_CLES) == (True, left)


def test_a_namesake_who_is_named_stays():
    document = everywhere()
    namesake = replace(document, personnes=(tree.Personne("lea-roy", "Ismaël", "Haddou"),))
    assert "Exposé de Ismaël Haddou" in json.dumps(
        redact(namesake, {}, ailleurs=[Ailleurs("Ismaël", "Haddou")])
    )


def first_names(data):
    """Two people of one first name, each confirmed as who « Zoé » is in one text."""
    data["presences"][3].update(prenom="Zoé", nom="Ruyters", statut="present")
    said = {"type": "intervention", "texte": "Zoé : oui, et Zoé le sait."}
    data["points"][0]["contenu"].append(said | {"locuteur": "Zoé Lêmerre"})
    data["points"][1]["contenu"].append(said | {"locuteur": "Zoé Ruyters"})


def test_a_shared_first_name_is_hidden_where_it_is_attributed_and_nowhere_else():
    public = redact(document(first_names), {"zoe-lemerre": "une personne"})
    own, other = public.points[0].blocs[-1], public.points[1].blocs[-1]
    assert (plain_text(own.runs), own.libelle) == ("Une personne : oui, et Zoé le sait.", "Une personne")
    assert (plain_text(other.runs), other.libelle) == ("Zoé : oui, et Zoé le sait.", "Zoé")


def test_a_first_name_that_means_one_person_is_hidden_wherever_it_stands():
    def said(data):
        data["points"][0]["contenu"].append(
            {"type": "intervention", "texte": "Zoé : oui, et Zoé le sait.", "locuteur": "Zoé Lêmerre"}
        )

    public = redact(document(said), {"zoe-lemerre": "une personne"})
    assert plain_text(public.points[0].blocs[-1].runs) == "Une personne : oui, et une personne le sait."


def test_anonymous_edition_hides_names_that_the_portal_ties_to_nobody():
    public = redact(everywhere(), {}, anonyme=True)
    assert public.points[0].intervenants == (tree.Intervenant("une personne"),)
    assert public.redaction == tree.Redaction("une personne", "", "une personne")


def test_keys_of_those_hidden_tell_no_place_in_the_alphabet():
    people = redact(document(), {"zoe-lemerre": "une personne"}).personnes
    assert [personne.cle for personne in people] == sorted(personne.cle for personne in people)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Écrire à jean (at) example.org.", "Écrire à [adresse retirée]."),
        ("Écrire à jean[arobase]example.org.", "Écrire à [adresse retirée]."),
        ("Écrire à CHANTIER3@example.org.", "Écrire à CHANTIER3@example.org."),
    ],
)
def test_address_leaves_however_it_is_typed(typed, printed):
    points = redact(document(texte(typed)), {}).points
    assert plain_text(points[0].blocs[-1].runs) == printed


@pytest.mark.parametrize(
    ("lien", "kept"),
    [
        ("mailto:chantier3@example.org", True),
        ("mailto:Chantier3@example.org?subject=PV", True),
        ("mailto:chantier3@example.org?cc=jean@example.org", False),
        ("mailto:jean%40example.org", False),
        ("https://example.org/?a=jean@example.org", False),
        ("https://example.org/", True),
    ],
)
def test_links_lose_addresses_but_the_contact(lien, kept):
    whole = document()
    runs = (tree.Run("ici", lien=lien),)
    points = (replace(whole.points[0], blocs=(tree.Paragraphe(runs),)), *whole.points[1:])
    [bloc] = redact(replace(whole, points=points), {}).points[0].blocs
    assert bloc.runs == (runs if kept else (tree.Run("ici"),))


def test_an_address_spread_over_runs_leaves():
    whole = document()
    runs = (tree.Run("jean@"), tree.Run("example.org", ("gras",)))
    points = (replace(whole.points[0], blocs=(tree.Paragraphe(runs),)), *whole.points[1:])
    [bloc] = redact(replace(whole, points=points), {}).points[0].blocs
    assert plain_text(bloc.runs) == "[adresse retirée]"


@pytest.mark.parametrize(
    ("text", "fidelite", "said"),
    [
        ("Ismaël Haddou propose.", "conforme", "noms"),
        ("Ismaël Haddou propose.", "", "noms"),
        ("Ismaël Haddou propose.", "pdf", "noms"),
        ("Écrire à zoe@example.org.", "conforme", "adresses"),
        ("Écrire à zoe@example.org.", "pdf", "pdf"),
        ("Écrire à zoe@example.org, ou à Ismaël Haddou.", "conforme", "noms"),
        ("Rien de tel.", "conforme", "conforme"),
        ("Rien de tel.", "", ""),
    ],
)
def test_a_note_says_what_was_taken_out_of_its_words(text, fidelite, said):
    note = tree.Restitution("Groupe 1", (tree.Paragraphe((tree.Run(text),)),), fidelite)
    pv = replace(document(), sous_groupes=(tree.SousGroupe(1, restitution=note),))
    assert redact(pv, ISMAEL).sous_groupes[0].restitution.fidelite == said
