"""Old PVs in twelve house styles are read, and no word of any document is lost."""

from collections import Counter
from html import unescape

import pypandoc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from seances.pv import json
from seances.reprise import blocs, etat, fichier, lecture, rubriques

from .mesure import familles
from .styles import STYLES

JUSTE = 0.9


def made(ending, source, tmp_path):
    if ending == "txt":
        return source.encode()
    target = tmp_path / f"pv.{ending}"
    pypandoc.convert_text(source, ending, format="html", outputfile=str(target))
    return target.read_bytes()


@pytest.mark.parametrize("style", STYLES)
def test_each_house_style_is_recognised(style, tmp_path):
    ending, source, expected = STYLES[style]

    found = lecture.read_file(f"pv.{ending}", made(ending, source, tmp_path))

    plain = found.to_plain()
    wrong = {
        name: faults
        for name, (right, total, faults) in familles(plain, expected).items()
        if right < JUSTE * total
    }
    assert wrong == {}
    assert found.perdus == ()
    assert accounted(found)
    json.loads(fichier.dumps(found, accepter=True))


def accounted(found):
    """Is every word of each passage in what fields took or in what is left over, and in the result itself."""
    left = Counter(word for row in found.reste for word in row["mots"])
    source = Counter(word for passage in found.passages for word in passage.mots)
    return sum(left.values()) + found.mots_repris == sum(source.values()) and not left - source


TEXTES = st.sampled_from(
    [
        "Présents :", "Ordre du jour :", "1. Accueil", "2. Divers", "Claire Vermeiren (AMO Le Phare)", "Karim Benali\tCPAS", "Groupe 1 : Comment ?",
        "Secrétaire : Karim Benali", "Claire Vermeiren : Bonjour.", "Prochaine séance : 3 mai 2024 à 9h", "Annexe", "La séance est levée à 12h",
        "Chantier 3 : Eau", "- un point", "x", "Lieu : Rue Haute 3, 5000 Namur", "Restitution", "Excusés : néant",
    ]
)  # fmt: skip


@example(
    ["Ordre du jour :", "Karim Benali\tCPAS"]
)  # taken as a line of the agenda, whose title is not all of it
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.one_of(TEXTES, st.text(max_size=40)), max_size=12))
def test_no_word_is_lost_whatever_the_document(lines):
    found = lecture.read(blocs.number(blocs.from_text("\n\n".join(lines))))

    taken = Counter(word for passage in found.passages for word in passage.mots)
    taken -= Counter(word for row in found.reste for word in row["mots"])
    said = Counter(blocs.MOT.findall(unescape(" ".join(lecture._texts(found.to_plain())))))
    labels = Counter(word for line in LIBELLES for word in blocs.MOT.findall(line))
    assert accounted(found)
    words = {word for word in taken if word.isalpha() and len(word) > 3 and not rubriques.name_of(word)}
    assert words <= set(said) | set(labels) | set(MOIS)


LIBELLES = [
    "Présents Ordre jour Groupe Secrétaire Prochaine séance Annexe Chantier Lieu Restitution Excusés néant"
]
MOIS = ["mai"]


def test_what_no_field_took_is_left_over():
    passages = blocs.number(blocs.from_text("Présents : Claire Vermeiren\n\nUn mot égaré"))
    state = etat.Etat(passages)
    state.prend(passages[0], "presences[0]", "Claire Vermeiren")

    assert [row["texte"] for row in etat.reste(state)] == ["Présents", "Un mot égaré"]
