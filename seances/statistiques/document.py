"""The figures of a chantier as a page and a PDF show them, and that PDF among the annexes of a séance."""

from dataclasses import dataclass

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from participants import journal

from .. import fichiers, pdf, redaction
from ..models import Annexe, Seance
from ..pv import phrases
from . import chiffres, image, releve


class AnnexeRefusee(ValueError):
    """The figures are not joined; the message says why."""


@dataclass(frozen=True)
class Images:
    """The pictures of a Releve, "" where there is nothing to draw."""

    presences: SafeString | str = ""
    parole: SafeString | str = ""
    localites: SafeString | str = ""


def people(count):
    return f"{image.number(count)}\u00a0{'personnes' if count > 1 else 'personne'}"


def words(ligne):
    return f"{image.number(ligne.valeur)}\u00a0mots, {image.percent(ligne.part)}"


def draw(found):
    """The Images of a Releve. What is written in them is escaped there."""
    return Images(
        found.presences
        and mark_safe(
            image.stacked(
                found.presences,
                cle="presences",
                titre="Personnes présentes à chaque séance, par secteur",
                description="Une barre par séance, divisée par secteur. Le tableau donne les mêmes nombres.",
                unit=people,
            )
        ),
        found.parole
        and mark_safe(
            image.bars(
                found.parole,
                cle="parole",
                titre="Ce que chaque secteur a dit, en mots",
                description="Une barre par secteur, de la plus longue à la plus courte. Le tableau donne les mêmes "
                "nombres.",
                value=words,
                others=chiffres.AUTRES_SECTEURS,
            )
        ),
        found.localites
        and mark_safe(
            image.bars(
                found.localites,
                cle="localites",
                titre="D’où viennent les personnes, par localité de leur organisation",
                description="Une barre par localité, de la plus à la moins représentée. Le tableau donne les mêmes "
                "nombres.",
                value=lambda ligne: people(ligne.valeur),
                others=chiffres.AUTRES_LIEUX,
            )
        ),
    )


def of(chantier, user):
    """What the page and the PDF show of a chantier to a reader who may know of it."""
    found = releve.of(chantier, user)
    return {"chantier": chantier, "releve": found, "images": draw(found)}


def file_name(chantier):
    return f"chantier-{chantier.numero}-statistiques.pdf"


def render(figures):
    """The PDF of what `of` found. Returns its bytes."""
    chantier = figures["chantier"]
    article = render_to_string("seances/pdf/statistiques.html", figures)
    public = figures["releve"].public
    day = phrases.date_courte(timezone.localdate())
    mention = f"Chiffres {'des éditions publiques ' if public else ''}au {day}"
    return pdf.render_statistiques(str(chantier), article, mention=mention, teinte=chantier.teinte)


def join(seance, *, by):
    """Put the figures of today among the annexes of a séance, in place of those that were joined before.

    They are those of the chantier's people, so the public never reads this annex. Returns the Annexe.
    Raises AnnexeRefusee.
    """
    figures = of(seance.chantier, by)
    found = figures["images"]
    if not (found.presences or found.parole or found.localites):
        raise AnnexeRefusee("Il n’y a encore rien à compter dans ce chantier.")
    sha256, name = fichiers.deposit(render(figures)), file_name(seance.chantier)
    day = phrases.date_courte(timezone.localdate())
    values = {
        "titre": f"Statistiques du chantier {seance.chantier.numero}, au {day}",
        "fichier_sha256": sha256,
        "fichier_type": "application/pdf",
    }
    with transaction.atomic():
        locked = Seance.objects.select_for_update(of=("self",)).select_related("proces_verbal")
        if redaction.is_frozen(locked.get(pk=seance.pk)):
            raise AnnexeRefusee("Le procès-verbal est figé : ses annexes ne changent plus.")
        row = Annexe.objects.filter(seance=seance, fichier_nom=name).order_by("numero").first()
        if row is None:
            last = Annexe.objects.filter(seance=seance).order_by("-numero").first()
            row = Annexe(
                seance=seance, numero=last.numero + 1 if last else 1, fichier_nom=name, publique=False
            )
        act = journal.Acte.MODIFICATION if row.pk else journal.Acte.AJOUT
        for field, value in values.items():
            setattr(row, field, value)
        row.save()
        journal.record(act, row, by=by)
    return row
