"""Who may know of a séance, read its PV and change it. Views, admin, commands and templates ask here."""

from django.db.models import OuterRef, Subquery

from chantiers.models import Visibilite
from participants.permissions import is_administrator

from .models import Annexe, EditionPublique, NaturePoint, Seance, VersionPV


def visible_seances(user):
    """Séances that the user may know about; use it to fetch, so the rest is a 404."""
    if is_administrator(user):
        return Seance.objects.all()
    return Seance.objects.annoncees().filter(chantier__visibilite=Visibilite.PUBLIQUE)


def editable_seances(user):
    """Séances that the user prepares and writes up."""
    if is_administrator(user):
        return Seance.objects.all()
    return Seance.objects.none()


def can_edit_seance(user, seance):
    return is_administrator(user)


def can_see_names(user, seance):
    """Names and organisations of attendance and sub-groups, outside a public edition."""
    return is_administrator(user)


def can_read_working_text(user, seance):
    return is_administrator(user)


def can_read_versions(user, seance):
    """Frozen versions as the chantier reads them, not their public edition."""
    return is_administrator(user)


def readable_versions(user, seance):
    """Frozen versions that the user may open, newest first."""
    versions = VersionPV.objects.filter(proces_verbal__seance=seance).defer("contenu").order_by("-numero")
    return versions if can_read_versions(user, seance) else versions.none()


def served_editions():
    """Public editions as they are served: of each PV the newest row, unless it withdraws the one before."""
    newest = (
        EditionPublique.objects.filter(version__proces_verbal=OuterRef("version__proces_verbal"))
        .order_by("-version__numero", "-numero")
        .values("pk")[:1]
    )
    return EditionPublique.objects.filter(pk=Subquery(newest), retiree=False)


def served_edition(seance, *, with_text=False):
    """The public edition of a séance's PV as visitors read it, None when there is none.

    with_text: its tree is wanted too, not only its page and PDF.
    """
    heavy = ["version__contenu"] if with_text else ["contenu", "version__contenu"]
    newest = (
        EditionPublique.objects.filter(version__proces_verbal__seance=seance)
        .select_related("version")
        .defer(*heavy)
        .order_by("-version__numero", "-numero")
        .first()
    )
    return None if newest is None or newest.retiree else newest


def readable_annexes(user, seance):
    """Annexes that the user may open: for visitors the public ones, once the PV has a public edition."""
    annexes = Annexe.objects.filter(seance=seance)
    if can_read_versions(user, seance):
        return annexes
    if served_edition(seance) is None:
        return annexes.none()
    closed = seance.points.filter(nature=NaturePoint.ANNEXES, huis_clos=True).exists()
    return annexes.none() if closed else annexes.filter(publique=True)
