"""While one file is being read, however slowly, the portal answers everybody else."""

import threading
import time
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from seances import liens
from seances.conversion import limites, processus
from tests import factories
from tests.seances.personnes import day

LENTEUR = 2.5  # seconds, of the file's


@pytest.mark.django_db(transaction=True)
def test_others_are_answered_while_a_file_is_read(live_server, monkeypatch, tmp_path):
    slow = tmp_path / "enfant.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(processus, "ENFANT", slow)
    monkeypatch.setattr(limites, "SECONDES", LENTEUR)
    groupe = factories.SousGroupeFactory(seance=factories.SeanceFactory(convoquee=True, date=day(-3)))
    secretaire = factories.MembreSousGroupeFactory(sous_groupe=groupe, secretaire=True).participant
    link = urlsplit(liens.make("deposer_note", secretaire, groupe)).path
    answers = {}

    def hand_in():
        head = b'--x\r\nContent-Disposition: form-data; name="fichier"; filename="note.docx"'
        body = head + b"\r\n\r\nPK\x03\x04bombe\r\n--x--\r\n"
        request = Request(live_server + link, body, {"Content-Type": "multipart/form-data; boundary=x"})
        try:
            urlopen(request, timeout=30)
        except HTTPError as answer:
            answers["note"] = answer.code, answer.read().decode()

    sender = threading.Thread(target=hand_in)
    begun = time.monotonic()
    sender.start()
    served = 0
    while sender.is_alive() and time.monotonic() - begun < LENTEUR - 0.5:
        with urlopen(f"{live_server}/chantiers/", timeout=LENTEUR) as answer:
            served += answer.status == 200
    assert sender.is_alive()
    assert served >= 2
    sender.join()
    assert answers["note"][0] == 422
    assert "ne se lit pas en un temps raisonnable" in answers["note"][1]
    assert not groupe.restitutions.exists()
