"""The handbook: one page for each role, whose pictures exist, are light and say what they show."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from PIL import Image

from assises.aide import ROLES, SUJETS
from tests.captures.vues import images

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
README = (settings.BASE_DIR / "README.md").read_text()
IMAGE = re.compile(
    r'\{% include "aide/_image.html" with image="(aide/[\w-]+)\.webp" sombre="(aide/[\w-]+)\.webp" '
    r'largeur=(\d+) hauteur=(\d+) alt="([^"]+)" %\}'
)
LOURD = 100_000  # bytes
# Who comes to the door (README, « It is for »), and the page of each.
PORTES = {
    "visitor": "aide_visiteur",
    "participant": "aide_participer",
    "secrétaire": "aide_note",
    "rédacteur": "aide_rediger",
    "co-president": "aide_presider",
    "researcher": "aide_etudier",
    "administrator": "aide_administrer",
}


def shown(template):
    """(light, dark, width, height, alt) of the pictures of a help page."""
    text = (TEMPLATES / template).read_text()
    found = IMAGE.findall(text)
    assert len(found) == text.count("_image.html"), template
    return found


def test_each_role_has_its_page():
    assert sorted(PORTES.values()) == sorted(ROLES)


def test_the_index_leads_to_every_page():
    index = render_to_string("aide/aide.html")
    assert [name for name in ROLES | SUJETS if f'<dt><a href="{reverse(name)}"' not in index] == ["aide"]


@pytest.mark.parametrize("name", ROLES)
def test_the_page_of_a_role_has_its_pictures(name):
    pictures = shown(ROLES[name][1])
    assert pictures != []
    for light, dark, width, height, alt in pictures:
        assert dark == f"{light}-sombre"
        for file in (light, dark):
            path = STATIC / f"{file}.webp"
            assert path.stat().st_size < LOURD, path
            with Image.open(path) as image:
                assert image.size == (int(width), int(height)), path
        assert len(alt.split()) > 5 and alt.endswith(".")


def test_every_picture_is_made_by_the_script_and_shown_somewhere():
    kept = {path.name for path in (STATIC / "aide").iterdir()}
    assert kept == set(images())
    assert [path.name for path in (STATIC / "aide").iterdir() if path.stat().st_size >= LOURD] == []
    helped = {
        f"{file.removeprefix('aide/')}.webp"
        for _, template in ROLES.values()
        for light, dark, *_ in shown(template)
        for file in (light, dark)
    }
    assert kept == helped | set(re.findall(r"\(static/aide/([\w-]+\.png)\)", README))


def test_no_sentence_is_said_twice_in_the_help():
    """One home for each explanation; the others lead there."""
    said = {}
    for _, template in (SUJETS | ROLES).values():
        text = re.sub(r"<[^>]+>|\{[%#].*?[%#]\}", "", (TEMPLATES / template).read_text())
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if len(sentence.split()) > 7:
                said.setdefault(" ".join(sentence.split()), set()).add(template)
    assert {sentence: pages for sentence, pages in said.items() if len(pages) > 1} == {}


@pytest.mark.parametrize("name", ROLES | SUJETS)
def test_links_inside_the_help_lead_to_a_part_that_exists(name):
    text = (TEMPLATES / (ROLES | SUJETS)[name][1]).read_text()
    for other, part in re.findall(r"\{% url '(\w+)' %\}#([\w-]+)", text):
        if other in ROLES | SUJETS:
            assert f'id="{part}"' in (TEMPLATES / (ROLES | SUJETS)[other][1]).read_text(), (other, part)
