"""What the lists of the portal show of chantiers, séances and PVs, each in a constant number of queries."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from chantiers.permissions import belongs
from participants import noms

from . import anonymat, permissions
from .models import EtatPV, ProcesVerbal, Restitution, SousGroupe, StatutSeance, VersionPV
from .models.proces_verbal import ETATS_FIGES
from .pv import richtext
from .pv.document import plain_text

PUBLIC = "public"
MOTS_PV = dict(EtatPV.choices) | {PUBLIC: "public"}
# The working text until it is frozen, then the newest frozen version or public edition: page and PDF.
VUES_PV = dict.fromkeys(EtatPV.values, ("projet_detail", "projet_pdf")) | dict.fromkeys(
    [PUBLIC, *ETATS_FIGES], ("proces_verbal_detail", "proces_verbal_pdf")
)


def chantiers_with_reperes(user, today=None):
    """Chantiers that the user may know of, each with its theme, `nombre_seances` and `prochaine` (a date)."""
    seances = permissions.visible_seances(user).filter(chantier=OuterRef("pk"))
    counts = seances.order_by().values("chantier").annotate(count=Count("pk")).values("count")
    to_come = seances.a_venir(today).exclude(statut=StatutSeance.ANNULEE)
    return (
        permissions.visible_chantiers(user)
        .select_related("thematique")
        .annotate(nombre_seances=Subquery(counts), prochaine=Subquery(to_come.values("date")[:1]))
        .order_by("numero")
    )


def without_declined(chantiers, user, questions=()):
    """The same chantiers; to whoever does not belong, their objectives and questions name nobody who declined."""
    shown = [row for row in chantiers if row.objectif and not belongs(user, row)]
    asked = [row for row in questions if not belongs(user, row.chantier)]
    if shown or asked:
        masque = anonymat.mask_of_declined()
        for row in shown:
            row.objectif = masque.text(row.objectif)
        for row in asked:
            row.texte = masque.text(row.texte)
    return chantiers


def with_pv(seances, user):
    """The séances as a list, each with what the user may read of its PV.

    seances: fetched with their chantier. `pv_etat`, `pv_mot`, `pv_url` and `pv_pdf_url` are empty where there is
    nothing to read: the public edition, for the chantier's people its newest frozen version, for those who write it
    the working text. One query for the anonymous, three for others.
    """
    seances = list(seances)
    keys = [seance.pk for seance in seances]
    etats = dict.fromkeys(
        permissions.served_editions()
        .filter(version__proces_verbal__seance__in=keys)
        .values_list("version__proces_verbal__seance", flat=True),
        PUBLIC,
    )
    if user.is_authenticated:
        etats |= newest_versions(permissions.named_seances(user).filter(pk__in=keys)).values_list(
            "proces_verbal__seance", "etat"
        )
        etats |= ProcesVerbal.objects.filter(
            seance__in=permissions.editable_seances(user).filter(pk__in=keys)
        ).values_list("seance", "etat")
    for seance in seances:
        seance.pv_etat = etats.get(seance.pk, "")
        seance.pv_mot = MOTS_PV.get(seance.pv_etat, "")
        page, pdf = VUES_PV.get(seance.pv_etat, ("", ""))
        seance.pv_url = seance.url(page) if page else ""
        seance.pv_pdf_url = seance.url(pdf) if pdf else ""
    return seances


def latest_editions(user, count):
    """Public editions of the séances that the user may know of, newest first."""
    return (
        permissions.served_editions()
        .filter(version__proces_verbal__seance__in=permissions.visible_seances(user))
        .select_related("version__proces_verbal__seance__chantier")
        .defer("contenu", "version__contenu")
        .order_by("-publiee_le", "-pk")[:count]
    )


def newest_versions(seances):
    """The newest frozen version of the PV of each séance that is not withdrawn."""
    later = VersionPV.objects.filter(
        proces_verbal=OuterRef("proces_verbal"), numero__gt=OuterRef("numero"), retrait__isnull=True
    )
    return VersionPV.objects.filter(~Exists(later), proces_verbal__seance__in=seances, retrait__isnull=True)


def latest_versions(user, count):
    """The newest frozen version of each PV that the user may read as the chantier does, newest first."""
    return (
        newest_versions(permissions.named_seances(user))
        .select_related("proces_verbal__seance__chantier")
        .defer("contenu")
        .order_by("-figee_le", "-pk")[:count]
    )


def same_question(groupe, user):
    """Sub-groups of other séances of the chantier that had the same question, and whose note the user reads in a frozen
    PV; the newest first. Accents, case and typography of the question are ignored."""
    question = _folded(groupe.question)
    if not question:
        return []
    others = (
        permissions.named_seances(user)
        .filter(chantier=groupe.seance.chantier_id)
        .exclude(pk=groupe.seance_id)
    )
    frozen = newest_versions(others).order_by().values("proces_verbal__seance")
    noted = Restitution.objects.confirmees().filter(sous_groupe=OuterRef("pk"))
    rows = (
        SousGroupe.objects.filter(Exists(noted), seance__in=frozen)
        .exclude(question="")
        .select_related("seance__chantier")
        .order_by("-seance__date", "numero")
    )
    return [row for row in rows if _folded(row.question) == question]


def _folded(question):
    return noms.fold(plain_text(richtext.parse_inline(question))).rstrip(" ?.")


def working_texts(user, count):
    """PVs being written that the user may work on, those of the newest séances first."""
    return (
        ProcesVerbal.objects.filter(seance__in=permissions.editable_seances(user))
        .exclude(etat__in=ETATS_FIGES)
        .select_related("seance__chantier")
        .order_by("-seance__date", "-pk")[:count]
    )


def reports(seance, user):
    """Of the points that were moved on: (séance before or None, séance after or None), as far as this user may know.

    By number and title: the text that a reader sees may be older than the agenda.
    """
    known = permissions.visible_seances(user).filter(chantier=seance.chantier_id).order_by().values("pk")
    rows = seance.points.filter(Q(reporte_de__seance__in=known) | Q(reporte_vers__seance__in=known))
    rows = rows.select_related("reporte_de__seance__chantier", "reporte_vers__seance__chantier")
    visible = set(known.values_list("pk", flat=True)) if rows else set()

    def shown(point):
        return point.seance if point is not None and point.seance_id in visible else None

    return {
        (row.position, row.titre): (shown(row.reporte_de), shown(getattr(row, "reporte_vers", None)))
        for row in rows
    }


def copresidents(chantier, user, today=None):
    """Who presides the chantier now, as (name, organisation); in public, whoever declined is not named."""
    periods = (
        chantier.copresidences.en_cours(today or timezone.localdate())
        .select_related("participant__organisation")
        .order_by("rang", "pk")
    )
    hidden = not belongs(user, chantier)
    return [
        ("une personne", "")
        if hidden and period.participant.opposition_le
        else (period.participant.nom_complet, period.participant.organisation_affichee)
        for period in periods
    ]
