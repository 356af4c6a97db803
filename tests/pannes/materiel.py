"""A séance with a draft, sub-groups and people with addresses, imported as the portal imports."""

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from participants.models import Compte, Participant
from seances.importation import importer
from seances.models import ProcesVerbal, SousGroupe
from seances.pv import json as pv_json
from tests.bench.material import ADMINISTRATION, ECART, moved
from tests.bench.pages import login
from tests.bench.seance_en_cours import JETON

PV = settings.BASE_DIR / "fixtures/pv/chantier2-seance3.json"


def main():
    """What `tests.bench.material` returns, of one length alone; and what one may do to it besides:

    "note": address where a sub-group's note is handed in, "actes": that of the acts on the approved PV, to which a
    verb is added, "administration": Cookie header.
    """
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    Compte.objects.create_superuser(ADMINISTRATION)
    lecture = pv_json.loads(PV.read_bytes())
    projet, fige = (
        moved(lecture.document, lecture.document.chantier.numero + ECART * each) for each in (1, 2)
    )
    importer(pv_json.dumps(projet, lecture.courriels).encode())
    importer(pv_json.dumps(fige, lecture.courriels).encode(), etat="approuve", accord="oui")
    for person in Participant.objects.filter(courriel=""):
        Participant.objects.filter(pk=person.pk).update(courriel=f"p{person.pk}@example.org")
    pv = ProcesVerbal.objects.get(seance__chantier__numero=fige.chantier.numero)
    group = SousGroupe.objects.filter(seance__chantier__numero=projet.chantier.numero).first()
    places = [[each.chantier.numero, each.seance.numero] for each in (projet, fige)]
    return {
        "tailles": {"1×": {"projet": places[0], "fige": places[1]}},
        "mois": f"{lecture.document.seance.date:%Y-%m}",
        "note": group.seance.url("note_deposer", group.numero),
        "actes": reverse("admin:seances_procesverbal_acte", args=[pv.pk, "verbe"]).removesuffix("verbe/"),
        "administration": f"{login()}; {settings.CSRF_COOKIE_NAME}={JETON}",
    }
