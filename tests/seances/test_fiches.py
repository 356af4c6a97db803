"""The sheets of sub-groups: who gets them, and what is printed on them."""

from itertools import groupby

import pypdfium2
import pytest

from seances import pdf
from seances.pv.build import build
from tests import factories
from tests.seances.personnes import ROLES, day, log_in
from tests.seances.test_pdf import faults, pages, squeeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def groupe():
    seance = factories.SeanceFactory(
        convoquee=True,
        date=day(-1),
        delai_notes=day(4),
        destinataire_notes="privee@example.org",
        chantier__contact="chantier@example.org",
    )
    groupe = factories.SousGroupeFactory(seance=seance, question="<p>Que <b>faire</b> ?</p>")
    factories.MembreSousGroupeFactory(
        sous_groupe=groupe,
        nom_imprime="Ada <MEMBRE>",
        organisation_imprimee="Relais, Mons",
        participant__courriel="ada@example.org",
    )
    factories.SousGroupeFactory(seance=seance, question="<p>Comment ?</p>")
    return groupe


# What each role gets of the sheet of his group, and of all of them.
GETS = {
    "visiteur": (302, 302),
    "compte sans fiche": (404, 404),
    "secrétaire ailleurs": (404, 404),
    "préside ailleurs": (404, 404),
    "rédacteur ailleurs": (404, 404),
    "ancien inscrit": (404, 404),
    "a présidé": (404, 404),
    "excusé": (404, 404),
    "remplaçant": (403, 403),
    "inscrit": (403, 403),
    "membre": (200, 403),
    "rapporteur": (200, 403),
    "secrétaire": (200, 403),
    "secrétaire qui n’est plus du chantier": (404, 404),
    "secrétaire de l’autre groupe": (403, 403),
    "rédacteur": (200, 200),
    "préside": (200, 200),
    "administration": (200, 200),
}


@pytest.mark.parametrize("role", ROLES)
def test_who_gets_the_sheets(client, groupe, role, monkeypatch):
    monkeypatch.setattr(pdf, "render_fiches", lambda *args, **kwargs: b"%PDF-")
    log_in(client, role, groupe)
    seance = groupe.seance
    found = [client.get(seance.url("fiche_pdf", 1)), client.get(seance.url("fiches_pdf"))]
    assert tuple(response.status_code for response in found) == GETS[role]


def test_a_sheet_is_one_page_with_what_the_group_needs_and_no_personal_address(client, groupe, settings):
    groupe.membres.update(est_rapporteur=True)
    log_in(client, "rédacteur", groupe)
    response = client.get(groupe.seance.url("fiches_pdf"))
    assert response["Content-Disposition"] == 'inline; filename="sous-groupes-chantier1-seance1.pdf"'
    first, second = (squeeze(text) for text in pages(response.content))
    assert "Ada <MEMBRE> (rapporteur)" in first and "Relais, Mons" in first
    assert "Question Que faire ?" in first and "Comment ?" in second
    assert f"{settings.SITE_URL}{groupe.seance.url('note_deposer', 1)}" in first
    assert "Contact : chantier@example.org" in first
    assert "privee@" not in first and "ada@" not in first
    assert faults(response.content) == []
    [alone] = pages(client.get(groupe.seance.url("fiche_pdf", 2)).content)
    assert "Groupe 2" in alone and "Que faire" not in alone


@pytest.mark.parametrize("members", [0, 12])
def test_a_sheet_stays_one_page_for_any_usual_group(members):
    groupe = factories.SousGroupeFactory(question=f"<p>{'Une longue question, ' * 12}</p>")
    for _ in range(members):
        factories.MembreSousGroupeFactory(
            sous_groupe=groupe,
            organisation_imprimee="Centre de santé mentale",
            fonction_imprimee="éducatrice",
        )
    document = build(groupe.seance, textes=False)
    adresses = {groupe.numero: "https://example.org/"}
    data = pdf.render_fiches(document, document.sous_groupes, adresses=adresses)
    assert len(pages(data)) == 1
    assert 2 <= ruled(data) <= 22


def ruled(data):
    """How many lines there are to write on: grey, across the page, on white."""
    image = pypdfium2.PdfDocument(data)[0].render(scale=2).to_pil().convert("L")
    column = [image.getpixel((image.width * 3 // 4, y)) for y in range(image.height)]
    runs = [list(run) for grey, run in groupby(column, lambda value: 140 < value < 235) if grey]
    assert max(map(len, runs)) < 10  # lines, not a surface
    return len(runs)


def test_a_seance_without_groups_has_no_sheets(client):
    seance = factories.SeanceFactory()
    client.force_login(factories.CompteFactory(administration=True))
    assert client.get(seance.url("fiches_pdf")).status_code == 404
