"""In a real browser: axe finds nothing, nothing overflows, the policy blocks nothing, light and dark."""

import datetime
import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import sync_playwright

from participants.models import Compte
from seances import liens, notes, redaction, remarques, reponses, workflow
from seances.models import ActeLien, Envoi, LienPersonnel, Seance
from tests import factories

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COULEURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
LONG = "Interinstitutionnalisation" * 3


def populate():
    """A séance with everything, published; one to come. Returns the addresses for a visitor, for an administrator."""
    chantier = factories.ChantierFactory(
        titre=f"Titre {LONG}", objectif="Manger ensemble.", contact="chantier@example.org", couleur=6
    )
    factories.CopresidenceFactory(chantier=chantier)
    factories.QuestionFactory(chantier=chantier)
    seance = factories.SeanceFactory(
        chantier=chantier, convoquee=True, avec_horaire=True, lieu=factories.LieuFactory(nom=f"Salle {LONG}")
    )
    factories.PresidenceSeanceFactory(seance=seance)
    for nature in ("debat", "sous_groupes", "approbation"):
        point = factories.PointOrdreDuJourFactory(
            seance=seance, avec_horaire=True, nature=nature, titre=f"Point {LONG}"
        )
        factories.IntervenantFactory(point=point)
        factories.TextePointFactory(point=point, texte="<p>Un paragraphe.</p><ul><li>Une liste.</li></ul>")
    for trait in ("present", "excuse", "absent", "remplacant"):
        factories.PresenceFactory(seance=seance, organisation_imprimee=f"Service {LONG}", **{trait: True})
    groupe = factories.SousGroupeFactory(seance=seance, question="<p>Que faire ?</p>")
    factories.MembreSousGroupeFactory(sous_groupe=groupe, rapporteur=True)
    factories.RemarqueFactory(seance=seance, page=3)
    factories.AnnexeFactory(seance=seance, avec_fichier=True)
    workflow.freeze_import(factories.ProcesVerbalFactory(seance=seance), "approuve")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    for trait in ("convoquee", "annulee"):
        factories.SeanceFactory(chantier=chantier, date=tomorrow, **{trait: True})
    factories.ParticipantFactory(
        fonction=LONG, organisation=factories.OrganisationFactory(avec_secteur=True), avec_courriel=True
    )
    here = seance.get_absolute_url()
    public = [
        "/",
        "/chantiers/",
        chantier.get_absolute_url(),
        f"{chantier.get_absolute_url()}statistiques/",
        here,
        f"{here}pv/",
        f"/calendrier/?mois={tomorrow:%Y-%m}",
        "/nouveautes/",
        "/aide/",
        "/aide/presider/",
        "/aide/exploitation/",
        "/vie-privee/",
        "/accessibilite/",
        "/compte/login/code/",
    ]
    personal = links(chantier, tomorrow)
    groupe = LienPersonnel.objects.get(acte=ActeLien.DEPOSER_NOTE).sous_groupe
    closed = [*to_come(tomorrow), "/calendrier/", "/calendrier/abonnements/", "/nouveautes/"]
    coming = groupe.seance
    doors = [
        coming.url("pointage"),
        f"{coming.url('pointage')}?personne={coming.chantier.inscriptions.get().participant_id}",
        coming.url("pointage_fin"),
        f"/gestion/seances/seance/{kept_at_the_door(chantier).pk}/pointages/",
        f"{chantier.get_absolute_url()}statistiques/",
        f"/calendrier/?mois={tomorrow:%Y-%m}",
    ]
    for nom in (LONG[:90], f"{LONG[:90]}s"):
        factories.ParticipantFactory(prenom="Anne", nom=nom)
    factories.FichesDistinctesFactory()
    doors += [f"/gestion/participants/participant/{page}/" for page in ("importer", "doublons")]
    closed += [
        *doors,
        "/",
        here,
        f"{here}ecran/",
        f"{here}pv/projet/",
        "/participants/",
        "/compte/2fa/",
        "/nulle-part/",
    ]
    closed += [groupe.seance.url(view, groupe.numero) for view in ("sous_groupe_detail", "note_deposer")]
    awaited = factories.SousGroupeFactory(seance=groupe.seance)
    notes.receive(
        awaited, name="note.md", data=f"18. Une note {LONG}\n25. Un écart".encode()
    )  # waits, with a report
    closed.append(groupe.seance.url("note_deposer", awaited.numero))
    closed += pages_of_a_life(chantier, tomorrow)
    closed += letters(chantier, tomorrow)
    return public + personal, closed


def kept_at_the_door(chantier):
    """A séance at which somebody was noted, of a chantier with people who came; the administrator reads a calendar."""
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True)
    row = factories.PresenceFactory(seance=seance, present=True, participant__nom=LONG[:90])
    factories.PointageFactory(seance=seance, participant=row.participant)
    factories.AbonnementFactory(
        compte=Compte.objects.filter(is_superuser=True).first(), appareil=f"Agenda {LONG}"[:60], lu=True
    )
    return seance


def pages_of_a_life(chantier, day):
    """Where a PV is written, remarked upon, settled, compared and published; remarks open, then one approved."""
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True)
    point = factories.PointOrdreDuJourFactory(seance=seance, titre=f"Point {LONG}")
    factories.TextePointFactory(point=point, texte=f"<p>Un paragraphe {LONG}.</p><p>Un autre.</p>")
    pv = redaction.open_pv(seance)
    workflow.submit(pv, by=None)
    first = workflow.send_out(pv, remarques_jusqu_au=day, by=None)
    people = factories.ParticipantFactory.create_batch(2)
    said = {"paragraphe": 1, "genre": "correction", "by": None}
    _, applied = (
        remarques.propose(first, proposition=f"Dire {LONG} {person.pk}.", auteur=person, **said)
        for person in people
    )
    remarques.accept_and_apply(applied, by=None)
    here, desk = seance.url("proces_verbal_detail"), f"/gestion/seances/procesverbal/{pv.pk}/"
    reading = [
        f"{here}remarques/",
        f"{here}remarques/nouvelle/",
        f"{here}remarques/nouvelle/?p=1",
        f"{here}remarques/nouvelle/?page=1",
        f"{here}versions/1/",
    ]
    approved = factories.SeanceFactory(chantier=chantier, convoquee=True)
    texte = factories.TextePointFactory(
        point=factories.PointOrdreDuJourFactory(seance=approved), texte="<p>Léa, 14 ans.</p>"
    )
    other = factories.ProcesVerbalFactory(seance=approved)
    workflow.freeze_import(other, "approuve")
    workflow.open_rectification(other, motif=f"Un mot {LONG}.", by=None)
    redaction.save_texte(texte, texte=f"<p>{LONG}.</p>", texte_apres="", opened_revision=0, by=None)
    workflow.rectify(other, by=None)
    there, its_desk = approved.url("proces_verbal_detail"), f"/gestion/seances/procesverbal/{other.pk}/"
    return [
        *reading,
        f"{there}versions/",
        f"{there}versions/1..2/",
        f"{desk}change/",
        f"{desk}remarques/",
        f"{desk}acte/approuver/",
        f"{its_desk}publier/",
        f"{its_desk}publier/apercu/",
        f"/gestion/seances/seance/{seance.pk}/rediger/",
        f"/gestion/seances/seance/{factories.TextePointFactory().point.seance_id}/rediger/",
    ]


def letters(chantier, day):
    """A séance of which people are told: before, then followed, with a long answer and a letter that failed."""
    before, told = (factories.SeanceFactory(chantier=chantier, avec_horaire=True, date=day) for _ in range(2))
    for seance in (before, told):
        factories.PointOrdreDuJourFactory(seance=seance, titre=f"Point {LONG}")
    person = factories.ParticipantFactory(avec_courriel=True, nom=LONG[:90])
    factories.InscriptionFactory(chantier=chantier, participant=person)
    told = workflow.convene(told, by=None)
    reponses.answer(told, person, reponse="excuse", motif=LONG)
    reponses.answer(told, person, reponse="vient")
    Envoi.objects.filter(participant=person).update(etat="echoue", raison=f"Refusée {LONG}.")
    Seance.objects.filter(pk=told.pk).update(heure_debut=None)
    here, there = (f"/gestion/seances/seance/{seance.pk}/convocation/" for seance in (before, told))
    return [here, f"{here}convoquer/", there, f"{there}prevenir/", f"{there}annuler/", f"{there}convoquer/"]


def to_come(day):
    """A séance to come to, with a car, who asks for a seat, and a meal, for the administrator who belongs there."""
    admin = factories.ParticipantFactory(compte=factories.CompteFactory(administration=True))
    chantier = factories.InscriptionFactory(participant=admin).chantier
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True, date=day, repas_prevu=True)
    car = factories.CovoiturageFactory(seance=seance, participant=admin, message=LONG)
    factories.DemandeContactFactory(covoiturage=car)
    factories.CovoiturageFactory(seance=seance, depart=LONG, cherche=True)
    factories.RepasFactory(seance=seance, souhait=LONG)
    return [seance.url(view) for view in ("seance_detail", "covoiturage", "repas")]


def links(chantier, day):
    """Personal links that show their forms, and one that shows nothing any more."""
    person = factories.ParticipantFactory()
    factories.InscriptionFactory(chantier=chantier, participant=person)
    coming = factories.SeanceFactory(chantier=chantier, convoquee=True, date=day)
    groupe = factories.SousGroupeFactory(seance=coming, question="<p>Que faire ?</p>")
    factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=person, secretaire=True)
    notes.deposit(groupe, name="note.txt", data=f"Une note {LONG}.".encode())
    made = [
        liens.make(ActeLien.REPONDRE, person, coming),
        liens.make(ActeLien.DEPOSER_NOTE, person, groupe),
    ]
    return [*(urlsplit(address).path for address in made), "/lien/inconnu/"]


# (width, scheme, what axe looks at): the first ones each time, the others before a release.
ETATS = [(1280, "light", RULES), (320, "dark", COULEURS)]
ENSUITE = [
    (320, "light", RULES),
    (768, "light", RULES),
    (1920, "light", RULES),
    (1920, "dark", COULEURS),
]
GRANDE = [(1280, "light", RULES)]
DOUBLE = "--blink-settings=defaultFontSize=32"  # whoever asks his browser for a text twice as large


def visit(addresses, etats, prepare, *, flags=()):
    """What is wrong on some pages, each in some states: [(address, state, problem, where)].

    prepare: is given the browser's context before its first page.
    """
    problems = []
    # Nothing asks the database inside: the browser has a loop of its own.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        context = browser.new_context()
        prepare(context)
        page = context.new_page()
        for address in addresses:
            problems += examine(page, address, etats)
        browser.close()
    return problems


def examine(page, address, etats):
    page.set_viewport_size({"width": etats[0][0], "height": 900})
    page.emulate_media(color_scheme=etats[0][1])
    page.goto(address)
    for width, scheme, looked_at in etats:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            yield address, (width, scheme), "trop large", f"{wide} px"
        # preload would have axe write style sheets into the page, which the policy refuses.
        options = {"runOnly": looked_at, "preload": False}
        for found in Axe().run(page, options=options).response["violations"]:
            yield address, (width, scheme), found["id"], found["nodes"][0]["html"]


@pytest.mark.skipif(CHROMIUM is None, reason="chromium n’est pas installé")
@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_pages_in_a_browser(live_server, client, role, request):
    public, closed = populate()
    cookies, addresses, console = [], public, []
    if role == "administrator":
        client.force_login(Compte.objects.get(is_superuser=True))
        session = client.cookies["sessionid"].value
        cookies, addresses = [{"name": "sessionid", "value": session, "url": live_server.url}], closed
    addresses = [live_server.url + address for address in addresses]

    def prepare(context):
        context.add_cookies(cookies)
        context.on("console", lambda message: console.append(message.text))

    complet = request.config.getoption("--complet")
    problems = visit(addresses, [*ETATS, *(ENSUITE if complet else ())], prepare)
    if complet:
        problems += visit(addresses, GRANDE, prepare, flags=[DOUBLE])
    assert problems == [], "\n".join(map(str, problems))
    assert [message for message in console if "404 (Not Found)" not in message] == []
