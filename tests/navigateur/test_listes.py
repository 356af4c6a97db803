"""A list comes in and leaves in a real browser, by keyboard alone."""

import pytest
from django.urls import reverse

from participants.models import Compte, Participant
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LISTE = "Nom;Prénom;Secteur;Organisation\r\nOst;Ana;Sante mentales;Le Pont\r\n;Bo;;\r\n"


def test_a_list_is_seen_corrected_confirmed_then_taken_away(open_browser, live_server, tmp_path):
    secteur = factories.SecteurFactory(nom="Santé mentale")
    page = open_browser(Compte.objects.create_superuser("admin@example.org")).new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    path = tmp_path / "liste.csv"
    path.write_bytes(LISTE.encode("cp1252"))

    page.goto(reverse("admin:participants_participant_changelist"))
    page.get_by_role("link", name="Importer").press("Enter")
    page.get_by_label("Fichier").set_input_files(path)
    page.get_by_role("button", name="Voir ce que cela donnerait").press("Enter")
    page.get_by_text("rien n’est encore écrit").wait_for()
    assert page.get_by_role("button", name="Confirmer l’importation").count() == 0  # a line is refused
    page.get_by_label("Secteur « Sante mentales »").select_option(secteur.cle)
    page.get_by_role("button", name="Revoir l’aperçu avec ces choix").press("Enter")
    page.get_by_text("Vos choix sont repris ci-dessous").wait_for()
    assert not Participant.objects.exists()
    page.get_by_role("button", name="Importer sauf la ligne refusée").press("Enter")
    page.get_by_text("Importation faite : 1 ligne créée, 1 laissée.").wait_for()
    assert Participant.objects.get().organisation.secteur == secteur

    page.goto("/participants/")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV des personnes").press("Enter")
    assert "Ana;Ost;;Le Pont;;Santé mentale" in download.value.path().read_text("utf-8-sig")
    assert said == []
