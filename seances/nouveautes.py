"""What is new for somebody: what he may read now and could not before, newest first.

Nothing is kept of what happened: each source reads the rows that he may read now (`permissions`), by the moment since
which they are there. So whoever loses a right finds nothing of it any more, and what was withdrawn is no news.
A new kind of thing is one more function in SOURCES.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from chantiers.models import Chantier
from chantiers.permissions import roles
from participants.permissions import is_administrator

from . import permissions, reperes
from .models import (
    Annexe,
    DecisionRemarque,
    EditionPublique,
    EtapeProposition,
    EtatPV,
    OrigineNote,
    Remarque,
    Restitution,
    RetraitVersion,
    Seance,
    VersionPV,
)
from .pv import phrases

LIMITE = 60


@dataclass(frozen=True)
class Nouveaute:
    """One thing. cle: the same for ever, whatever becomes of it. publiee: since when it is there at all."""

    quand: datetime
    quoi: str
    adresse: str
    cle: str
    chantier: Chantier
    seance: Seance | None = None
    detail: str = ""
    publiee: datetime | None = None

    @property
    def ou(self):
        return str(self.seance) if self.seance is not None else f"Chantier {self.chantier.numero}"

    @property
    def jour(self):
        return timezone.localdate(self.quand)


@dataclass(frozen=True)
class Regard:
    """Who looks (an account, or the anonymous), after and up to which moments, at which chantier; None: whatever."""

    lecteur: object
    depuis: datetime | None = None
    jusque: datetime | None = None
    chantier: Chantier | None = None
    combien: int = LIMITE

    def among(self, rows, quand, seance=""):
        """Those of some rows that he looks at. quand: name of their moment. seance: path to their Séance, or ""."""
        kept = {f"{quand}__isnull": False}
        if self.depuis is not None:
            kept[f"{quand}__gt"] = self.depuis
        if self.jusque is not None:
            kept[f"{quand}__lte"] = self.jusque
        if self.chantier is not None:
            kept[f"{seance}chantier"] = self.chantier
        return rows.filter(**kept).order_by(f"-{quand}", "-pk")[: self.combien]


def what_is_new(regard):
    """The Nouveautes of a Regard, newest first. Nine queries at most, and those of the roles."""
    found = [each for source in SOURCES for each in source(regard)]
    return sorted(found, key=lambda one: (one.quand, one.cle), reverse=True)[: regard.combien]


def _named(regard):
    return permissions.named_seances(regard.lecteur).order_by().values("pk")


def seances(regard):
    """Convened, changed, cancelled: those that were to come at that moment. An old one that is brought in is none."""
    rows = permissions.visible_seances(regard.lecteur).annoncees().select_related("chantier")
    for row in regard.among(rows.filter(date__gte=TruncDate("revisee_le")), "revisee_le"):
        changed = row.annoncee_le is not None and row.revisee_le > row.annoncee_le
        when = phrases.date_longue(row.date)
        hours = phrases.plage(row.heure_debut, row.heure_fin)
        yield Nouveaute(
            quand=row.revisee_le,
            quoi="Séance annulée" if row.est_annulee else "Séance changée" if changed else "Séance convoquée",
            detail=f"{when}, {hours}" if hours else when,
            adresse=row.get_absolute_url(),
            cle=f"seance-{row.pk}",
            chantier=row.chantier,
            seance=row,
            publiee=row.annoncee_le or row.revisee_le,
        )


def versions(regard):
    """PVs sent out, approved, rectified: the newest frozen version of each, for those who read it."""
    rows = (
        reperes.newest_versions(_named(regard))
        .select_related("proces_verbal__seance__chantier")
        .defer("contenu", "sigles")
    )
    for row in regard.among(rows, "figee_le", "proces_verbal__seance__"):
        pv = row.proces_verbal
        until = pv.remarques_jusqu_au if row.etat == EtatPV.DIFFUSE else None
        yield Nouveaute(
            quand=row.figee_le,
            quoi=f"Procès-verbal {row.get_etat_display()}",
            detail=f"remarques jusqu’au {phrases.date_courte(until)}" if until else "",
            adresse=pv.seance.url("proces_verbal_detail"),
            cle=f"version-{row.pk}",
            chantier=pv.seance.chantier,
            seance=pv.seance,
        )


def retraits(regard):
    """Versions that were withdrawn and that none followed."""
    later = VersionPV.objects.filter(
        proces_verbal=OuterRef("version__proces_verbal"), numero__gt=OuterRef("version__numero")
    )
    rows = (
        RetraitVersion.objects.filter(~Exists(later), version__proces_verbal__seance__in=_named(regard))
        .select_related("version__proces_verbal__seance__chantier")
        .defer("version__contenu", "version__sigles")
    )
    for row in regard.among(rows, "quand", "version__proces_verbal__seance__"):
        seance = row.version.proces_verbal.seance
        yield Nouveaute(
            quand=row.quand,
            quoi="Procès-verbal retiré",
            detail="la page dit pourquoi",
            adresse=seance.url("version_detail", row.version.numero),
            cle=f"retrait-{row.pk}",
            chantier=seance.chantier,
            seance=seance,
        )


def _first_edition(condition):
    """When what fulfils a condition was first published: made again for an objection, it is no news."""
    editions = EditionPublique.objects.filter(**condition).order_by("publiee_le", "pk")
    return Subquery(editions.values("publiee_le")[:1])


def editions(regard):
    """PVs published, approved or rectified, for those who read the public edition alone."""
    visible = permissions.visible_seances(regard.lecteur).order_by().values("pk")
    rows = (
        permissions.served_editions()
        .filter(version__proces_verbal__seance__in=visible)
        .exclude(version__proces_verbal__seance__in=_named(regard))
        .annotate(parue_le=_first_edition({"version": OuterRef("version")}))
        .select_related("version__proces_verbal__seance__chantier")
        .defer("contenu", "version__contenu", "version__sigles")
    )
    for row in regard.among(rows, "parue_le", "version__proces_verbal__seance__"):
        pv = row.version.proces_verbal
        yield Nouveaute(
            quand=row.parue_le,
            quoi=f"Procès-verbal {row.version.get_etat_display()} et public",
            adresse=pv.seance.url("proces_verbal_detail"),
            cle=f"pv-{pv.pk}",
            chantier=pv.seance.chantier,
            seance=pv.seance,
        )


def notes(regard):
    """Notes that others handed in, for those who write the PV up: everybody else reads them in a frozen version."""
    if not regard.lecteur.is_authenticated:
        return
    editable = permissions.editable_seances(regard.lecteur).order_by().values("pk")
    rows = (
        Restitution.objects.courantes()
        .filter(sous_groupe__seance__in=editable)
        .exclude(origine=OrigineNote.IMPORT)
        .exclude(deposee_par=regard.lecteur.pk)
        .select_related("sous_groupe__seance__chantier")
        .defer("contenu", "rapport")
    )
    for row in regard.among(rows, "confirmee_le", "sous_groupe__seance__"):
        groupe = row.sous_groupe
        yield Nouveaute(
            quand=row.confirmee_le,
            quoi=f"Note du groupe {groupe.numero} déposée",
            adresse=groupe.seance.url("sous_groupe_detail", groupe.numero),
            cle=f"note-{row.pk}",
            chantier=groupe.seance.chantier,
            seance=groupe.seance,
        )


def annexes(regard):
    """Annexes added, for the chantier's people, by their titles."""
    rows = (
        Annexe.objects.filter(seance__in=_named(regard)).select_related("seance__chantier").defer("contenu")
    )
    for row in regard.among(rows, "ajoutee_le", "seance__"):
        yield _annexe(row, row.ajoutee_le, "Annexe ajoutée", row.titre)


def annexes_publiques(regard):
    """Annexes that were made public after the PV, for the others; by their number: a title may name somebody.

    Those that came with it are told with it.
    """
    with_pv = _first_edition({"version__proces_verbal__seance": OuterRef("seance")})
    rows = (
        permissions.visible_annexes(regard.lecteur)
        .filter(seance__in=permissions.visible_seances(regard.lecteur).order_by().values("pk"))
        .exclude(seance__in=_named(regard))
        .annotate(publique_le=Coalesce("ouverte_le", "ajoutee_le"))
        .filter(publique_le__gt=with_pv)
        .select_related("seance__chantier")
        .defer("contenu")
    )
    for row in regard.among(rows, "publique_le", "seance__"):
        yield _annexe(row, row.publique_le, f"Annexe {row.numero} rendue publique", "")


def _annexe(row, quand, quoi, detail):
    seance = row.seance
    return Nouveaute(
        quand=quand,
        quoi=quoi,
        detail=detail,
        adresse=seance.url("annexe_fichier", row.numero) if row.fichier_sha256 else seance.get_absolute_url(),
        cle=f"annexe-{row.pk}",
        chantier=seance.chantier,
        seance=seance,
    )


def remarques(regard):
    """His own remarks that were settled."""
    if not regard.lecteur.is_authenticated:
        return
    rows = (
        Remarque.objects.filter(auteur__compte=regard.lecteur.pk, proces_verbal__seance__in=_named(regard))
        .exclude(decision=DecisionRemarque.OUVERTE)
        .select_related("proces_verbal__seance__chantier")
    )
    for row in regard.among(rows, "decidee_le", "proces_verbal__seance__"):
        seance = row.proces_verbal.seance
        yield Nouveaute(
            quand=row.decidee_le,
            quoi=f"Votre remarque est {row.get_decision_display()}",
            detail="avec une réponse" if row.motif_decision else "",
            adresse=f"{seance.url('remarque_list')}#remarque-{row.pk}",
            cle=f"remarque-{row.pk}",
            chantier=seance.chantier,
            seance=seance,
        )


def propositions(regard):
    """The last step of each proposition of his chantiers; visitors learn of them with the PV that they come from."""
    user = regard.lecteur
    if not user.is_authenticated:
        return
    later = EtapeProposition.objects.filter(proposition=OuterRef("proposition"), quand__gt=OuterRef("quand"))
    visible = permissions.visible_propositions(user).order_by()
    if not is_administrator(user):
        visible = visible.filter(chantier__in=roles(user).participe)
    rows = EtapeProposition.objects.filter(~Exists(later), proposition__in=visible.values("pk"))
    rows = rows.select_related("proposition__chantier", "seance")
    for row in regard.among(rows, "quand", "proposition__"):
        proposition = row.proposition
        if not row.etat_avant:
            quoi = "Proposition relevée"
        else:
            quoi = (
                f"Proposition {row.get_etat_display()}"
                if row.etat != row.etat_avant
                else "Proposition reformulée"
            )
        yield Nouveaute(
            quand=row.quand,
            quoi=quoi,
            detail=str(proposition),
            adresse=proposition.get_absolute_url(),
            cle=f"proposition-{proposition.pk}",
            chantier=proposition.chantier,
        )


SOURCES = (seances, versions, retraits, editions, notes, annexes, annexes_publiques, remarques, propositions)
