"""Procès-verbaux: which text each reader has, who remarks upon it and who settles that."""

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from chantiers.models import Copresidence, Inscription
from chantiers.permissions import roles
from participants.models import Participant
from participants.permissions import is_administrator

from ..models import (
    Annexe,
    DecisionRemarque,
    EditionPublique,
    NaturePoint,
    NatureTexte,
    OrigineRemarque,
    PointOrdreDuJour,
    Presence,
    PresidenceSeance,
    Remarque,
    StatutPresence,
    VersionPV,
)
from .seances import can_edit_seance, can_preside_seance, can_see_names, named_seances


def can_read_working_text(user, seance):
    return can_edit_seance(user, seance)


def can_submit(user, seance):
    """Hand a brouillon over for relecture."""
    return can_edit_seance(user, seance)


def can_read_versions(user, seance):
    """Frozen versions as the chantier reads them, not their public edition."""
    return can_see_names(user, seance)


def readable_versions(user, seance):
    """Frozen versions that the user may open, newest first."""
    versions = VersionPV.objects.filter(proces_verbal__seance=seance).defer("contenu").order_by("-numero")
    return versions if can_read_versions(user, seance) else versions.none()


def version_readers(seance):
    """Participants who may read the frozen versions of a séance, other than for administering the portal."""
    today = timezone.localdate()
    registered = Inscription.objects.en_cours(today).filter(chantier=seance.chantier_id)
    presiding = Copresidence.objects.en_cours(today).filter(chantier=seance.chantier_id)
    attended = Presence.objects.filter(seance=seance, statut=StatutPresence.PRESENT)
    presided = PresidenceSeance.objects.filter(seance=seance)
    found = Q()
    for rows in (registered, presiding, attended, presided):
        found |= Q(pk__in=rows.order_by().values("participant"))
    return Participant.objects.filter(found).exclude(compte__is_active=False)


def can_remark(user, seance):
    """Make a remark on a PV that one reads: a person of the chantier, or who attended, in his own name."""
    return (
        user.is_authenticated
        and can_read_versions(user, seance)
        and Participant.objects.filter(compte=user).exists()
    )


def readable_remarques(user, seance):
    """Remarks on the PV of a séance that the user reads: everybody's, for those who read its versions."""
    remarques = Remarque.objects.filter(proces_verbal__seance=seance)
    return remarques if can_read_versions(user, seance) else remarques.none()


def own_remarques(user, seance):
    """Remarks that the user made while reading the PV of a séance: he alone changes and withdraws them."""
    return readable_remarques(user, seance).filter(
        origine=OrigineRemarque.LECTURE, auteur__compte=user, auteur__compte__isnull=False
    )


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


def visible_annexes(user):
    """Annexes that the user may open: for visitors the public ones, once the PV has a public edition."""
    if is_administrator(user):
        return Annexe.objects.all()
    named = named_seances(user).order_by().values("pk") if user.is_authenticated else []
    published = served_editions().order_by().values("version__proces_verbal__seance")
    closed = PointOrdreDuJour.objects.filter(nature=NaturePoint.ANNEXES, huis_clos=True).order_by()
    public = Q(publique=True, seance__in=published) & ~Q(seance__in=closed.values("seance"))
    return Annexe.objects.filter(Q(seance__in=named) | public)


def readable_annexes(user, seance):
    """Annexes of a séance that the user may know of, which he may open."""
    return visible_annexes(user).filter(seance=seance)


def searched_natures(held, *, edits, names):
    """In which texts of a séance that he may know of somebody finds: one PV, and the agenda.

    held: natures that the index holds of it. edits, names: whether he writes it, reads its names. For those who write
    it, the working text where it says something else than the newest version; for the chantier's people that version;
    for visitors the public edition, with the points that it shows in place of the agenda.
    """
    if not names:
        return {NatureTexte.EDITION} if NatureTexte.EDITION in held else {NatureTexte.AGENDA}
    working = edits and NatureTexte.PROJET in held
    return {NatureTexte.PROJET if working else NatureTexte.VERSION, NatureTexte.AGENDA}


def can_read_archive_copy(user, seance):
    """The archive copy of a frozen PV, with the files of its notes as they were received."""
    return can_preside_seance(user, seance)


def visible_remarques(user):
    """Remarks said at a séance that the user writes up, or made on its PV."""
    if is_administrator(user):
        return Remarque.objects.all()
    edite = roles(user).edite
    return Remarque.objects.filter(
        Q(seance__chantier__in=edite) | Q(proces_verbal__seance__chantier__in=edite)
    )


def editable_remarques(user):
    """Whoever presides changes and settles them; a rédacteur puts right what he typed, until it is settled."""
    if is_administrator(user):
        return Remarque.objects.all()
    preside, edite = roles(user).preside, roles(user).edite
    said = Q(origine=OrigineRemarque.SEANCE)
    return Remarque.objects.filter(
        said & Q(seance__chantier__in=preside)
        | ~said & Q(proces_verbal__seance__chantier__in=preside)
        | said & Q(seance__chantier__in=edite, decision=DecisionRemarque.OUVERTE)
    )


def can_settle(user, remarque):
    """Decide of a remark: who presides the chantier where it was said, or whose PV it was made on."""
    seance = remarque.seance
    if seance is None and remarque.proces_verbal is not None:
        seance = remarque.proces_verbal.seance
    return seance is not None and can_preside_seance(user, seance)
