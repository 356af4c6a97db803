"""Freezing: a version or an edition gets its text, its page and its PDF, that nothing changes afterwards."""

from django.utils import timezone

from chantiers import glossaire, sigles
from participants import journal
from participants.journal import Acte

from .. import fichiers, pdf
from ..models import EditionPublique, PersonneNommee, ProcesVerbal, Seance, VersionPV
from ..models.proces_verbal import ETATS_FIGES
from ..pv import html, json
from ..pv.build import build_with_people
from ..pv.html_sigles import employed
from ..recherche import index
from .refus import TransitionRefused


def lock(proces_verbal):
    """The fresh PV, its séance locked: whoever saves one of its texts waits for the séance too."""
    Seance.objects.select_for_update(of=("self",)).get(pk=proces_verbal.seance_id)
    return ProcesVerbal.objects.get(pk=proces_verbal.pk)


def mention_of(frozen):
    """What a frozen page and PDF say of themselves. frozen: VersionPV or EditionPublique, saved or not yet."""
    if isinstance(frozen, EditionPublique):
        date = timezone.localdate(frozen.publiee_le)
        return f"Édition publique de la version {frozen.version.numero}, publiée le {date:%d/%m/%Y}"
    date = timezone.localdate(frozen.figee_le)
    return f"Version {frozen.numero} du procès-verbal {frozen.get_etat_display()}, figée le {date:%d/%m/%Y}"


def freeze(pv, *, by, motif=""):
    """Make the next version of a PV out of its working text; its files are written before its row."""
    if pv.etat not in ETATS_FIGES:
        raise TransitionRefused("Seul un état diffusé, approuvé ou rectifié se fige.")
    seance = Seance.objects.with_document().get(pk=pv.seance_id)
    document, people = build_with_people(seance)
    last = pv.versions.order_by("-numero").first()
    version = VersionPV(
        proces_verbal=pv,
        numero=last.numero + 1 if last else 1,
        etat=pv.etat,
        figee_par=by,
        figee_le=timezone.now(),
        motif=motif,
    )
    explained = employed(document, glossaire.published())
    version.sigles = sigles.dumps(explained)
    version.sigles_sha256 = fichiers.digest(version.sigles.encode()) if explained else ""
    fill(version, document, seance, version.numero, explained)
    PersonneNommee.objects.bulk_create(
        PersonneNommee(version=version, cle=key, participant_id=pk) for key, pk in people.items()
    )
    index.follow_frozen(seance)
    index.follow_working(seance, document)
    journal.record(Acte.PV_FIGE, pv, by=by, version=version.numero, etat=pv.etat)
    return version


def fill(frozen, document, seance, numero, explained):
    """Give a version or edition its content and files, and save it: files first, then the row.

    explained: the acronyms (Sigle) that its page and its PDF explain.
    """
    address = seance.url("version_detail", numero)
    page = html.render_sommaire(document, sigles=explained) + html.render_article(
        document, adresse=address, images=seance.adresse_images, sigles=explained
    )
    frozen.contenu = json.dumps(document)
    frozen.contenu_sha256 = fichiers.digest(frozen.contenu.encode())
    frozen.page_sha256 = fichiers.deposit(page.encode())
    teinte = seance.chantier.teinte
    frozen.pdf_sha256 = fichiers.deposit(
        pdf.render_pv(document, mention=mention_of(frozen), teinte=teinte, sigles=explained)
    )
    frozen.save()
