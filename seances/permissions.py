"""Who may know of a séance and its people, read its PV and change it. Views, admin, commands and templates ask here.

Rights come from the data: who presides or belongs to a chantier today (`chantiers.permissions.roles`), and who was at
a séance or in a sub-group. An administrator may do everything. `visible_…` and `editable_…` return querysets: fetch
through them, so the rest is a 404. `can_…` answers for one row.
"""

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from chantiers.models import Chantier, Copresidence, Inscription, Visibilite
from chantiers.permissions import roles
from chantiers.permissions import visible_chantiers as known_chantiers
from participants.models import Compte, Organisation, Participant
from participants.permissions import is_administrator

from .models import (
    AncienPV,
    Annexe,
    Attribution,
    DecisionRemarque,
    Demande,
    EditionPublique,
    GenreDemande,
    Intervenant,
    LienPersonnel,
    Lieu,
    MembreSousGroupe,
    ModeleOrdreDuJour,
    NaturePoint,
    NatureTexte,
    OrigineRemarque,
    PointOrdreDuJour,
    Presence,
    PresidenceSeance,
    ProcesVerbal,
    Proposition,
    Remarque,
    Restitution,
    Seance,
    SourceProposition,
    SousGroupe,
    SoutienProposition,
    StatutPresence,
    StatutSeance,
    TextePoint,
    VersionPV,
)

# ── Chantiers and séances ───────────────────────────────────────────────────────────────────────────────


def attended(user):
    """Condition on séances: the user was there, presiding, as a participant or in somebody's stead."""
    if not user.is_active:  # the anonymous, and a closed account
        return Q(pk__in=[])
    present = Presence.objects.filter(participant__compte=user, statut=StatutPresence.PRESENT)
    presiding = PresidenceSeance.objects.filter(participant__compte=user)
    return Q(pk__in=present.values("seance")) | Q(pk__in=presiding.values("seance"))


def visible_chantiers(user):
    """Chantiers that the user may know of: those of `chantiers.permissions`, and those where he attended."""
    known = known_chantiers(user)
    if is_administrator(user) or not user.is_authenticated:
        return known
    seances = Seance.objects.annoncees().filter(attended(user))
    return Chantier.objects.filter(
        Q(pk__in=known.values("pk")) | Q(pk__in=seances.order_by().values("chantier"))
    )


def visible_seances(user):
    """Séances that the user may know about."""
    if is_administrator(user):
        return Seance.objects.all()
    public = Q(chantier__visibilite=Visibilite.PUBLIQUE)
    if not user.is_authenticated:
        return Seance.objects.annoncees().filter(public)
    parts = roles(user)
    announced = ~Q(statut=StatutSeance.PREPARATION)
    return Seance.objects.filter(
        Q(chantier__in=parts.edite) | announced & (public | Q(chantier__in=parts.participe) | attended(user))
    )


def named_seances(user):
    """Séances of which the user reads names, frozen versions and documents: of his chantiers, or attended."""
    if is_administrator(user):
        return Seance.objects.all()
    parts = roles(user)
    announced = ~Q(statut=StatutSeance.PREPARATION)
    return Seance.objects.filter(
        Q(chantier__in=parts.edite) | announced & (Q(chantier__in=parts.participe) | attended(user))
    )


def subscribed_seances(user):
    """Announced séances that a secret address gives to calendar programs: of his own chantiers, or attended.

    An administrator's too: the address shows no second factor, so it opens nothing by that right.
    """
    own = Q(chantier__in=roles(user).participe)
    return Seance.objects.annoncees().filter(own | attended(user))


def editable_seances(user):
    """Séances that the user prepares and writes up."""
    if is_administrator(user):
        return Seance.objects.all()
    return Seance.objects.filter(chantier__in=roles(user).edite)


def presided_seances(user):
    """Séances of the chantiers that the user presides: he sends out, approves and publishes their PVs."""
    if is_administrator(user):
        return Seance.objects.all()
    return Seance.objects.filter(chantier__in=roles(user).preside)


def visible_anciens_pv(user):
    """Old PVs that the user hands in, reviews and brings in: for the chantiers that he presides.

    One whose chantier is yet to be read from the document is for the administration: it may make a chantier.
    """
    if is_administrator(user):
        return AncienPV.objects.all()
    return AncienPV.objects.filter(chantier__in=roles(user).preside)


def can_import_elsewhere(user):
    """Bring in the PV of whatever chantier the document names."""
    return is_administrator(user)


def can_edit_seance(user, seance):
    return is_administrator(user) or seance.chantier_id in roles(user).edite


def can_preside_seance(user, seance):
    """The acts of those who preside: send out, withdraw, approve, rectify, publish a PV, settle its remarks."""
    return is_administrator(user) or seance.chantier_id in roles(user).preside


def can_see_names(user, seance):
    """Names and organisations of attendance and sub-groups, outside a public edition."""
    if can_edit_seance(user, seance):
        return True
    if seance.statut == StatutSeance.PREPARATION or not user.is_authenticated:
        return False
    return (
        seance.chantier_id in roles(user).participe
        or Seance.objects.filter(attended(user), pk=seance.pk).exists()
    )


def visible_modeles(user):
    """Agendas to start from: those for every chantier, and those of the chantiers that the user prepares."""
    if is_administrator(user):
        return ModeleOrdreDuJour.objects.all()
    edite = roles(user).edite
    if not edite:
        return ModeleOrdreDuJour.objects.none()
    return ModeleOrdreDuJour.objects.filter(Q(chantier__isnull=True) | Q(chantier__in=edite))


def editable_modeles(user):
    """The administration keeps those for every chantier."""
    return (
        visible_modeles(user)
        if is_administrator(user)
        else visible_modeles(user).filter(chantier__isnull=False)
    )


# ── Answers before a séance ──────────────────────────────────────────────────────────────────────────────


def _presiding(seance):
    presiding = Copresidence.objects.en_cours(seance.date).filter(chantier=seance.chantier_id)
    named = PresidenceSeance.objects.filter(seance=seance)
    return Q(pk__in=presiding.order_by().values("participant")) | Q(
        pk__in=named.order_by().values("participant")
    )


def _listed(seance):
    registered = Inscription.objects.en_cours(seance.date).filter(chantier=seance.chantier_id)
    present = Presence.objects.filter(seance=seance)
    return Q(pk__in=registered.order_by().values("participant")) | Q(
        pk__in=present.order_by().values("participant")
    )


def presiding_participants(seance):
    """Participants who preside a séance: its chantier that day, or that séance alone."""
    return Participant.objects.filter(_presiding(seance))


def asked_participants(seance):
    """Participants who are asked whether they come: registered that day, or in its list; not those who preside."""
    return Participant.objects.filter(_listed(seance)).exclude(_presiding(seance))


def convened_participants(seance):
    """Participants who are told of a séance: those who are asked and those who preside, if their account is open."""
    return Participant.objects.filter(_listed(seance) | _presiding(seance)).exclude(compte__is_active=False)


def can_answer(user, seance):
    """Say whether one comes."""
    return (
        user.is_authenticated and user.is_active and asked_participants(seance).filter(compte=user).exists()
    )


# ── Coming to a séance ──────────────────────────────────────────────────────────────────────────────────


def people_of_seance(seance):
    """Participants who may come to a séance: who is asked, and who presides it."""
    presiding = Copresidence.objects.en_cours(seance.date).filter(chantier=seance.chantier_id)
    return Participant.objects.filter(
        Q(pk__in=asked_participants(seance).order_by().values("pk"))
        | Q(pk__in=presiding.order_by().values("participant"))
        | Q(pk__in=PresidenceSeance.objects.filter(seance=seance).order_by().values("participant"))
    )


def person_of_seance(user, seance):
    """The Participant as whom the user comes to a séance, None when he is none of its people."""
    if not (user.is_authenticated and user.is_active):
        return None
    return people_of_seance(seance).filter(compte=user).first()


# ── Procès-verbaux ──────────────────────────────────────────────────────────────────────────────────────


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


# ── Propositions ────────────────────────────────────────────────────────────────────────────────────────


def public_sources(user):
    """Passages that stand in the public edition now served of a séance that the user may know of."""
    return SourceProposition.objects.filter(
        edition__in=served_editions().order_by().values("pk"),
        version__proces_verbal__seance__in=visible_seances(user).order_by().values("pk"),
    )


def readable_sources(user):
    """Passages that the user reads as the frozen version has them: of the séances whose versions he opens."""
    named = named_seances(user).order_by().values("pk")
    return SourceProposition.objects.filter(version__proces_verbal__seance__in=named)


def visible_propositions(user):
    """Propositions of one's chantiers; else those of which one reads a passage, in a version or in an edition."""
    if is_administrator(user):
        return Proposition.objects.all()
    found = Q(pk__in=public_sources(user).order_by().values("proposition"))
    if user.is_authenticated:
        found |= Q(chantier__in=roles(user).participe)
        found |= Q(pk__in=readable_sources(user).order_by().values("proposition"))
    return Proposition.objects.filter(found)


def readable_soutiens(user):
    """Supports noted by hand: for the chantier's people; for others those of a secteur, in nobody's name."""
    if is_administrator(user):
        return SoutienProposition.objects.all()
    return SoutienProposition.objects.filter(
        Q(participant=None) | Q(proposition__chantier__in=roles(user).participe)
    )


def can_pick(user, chantier):
    """Pick propositions from its PVs, word them, link them, note who supports them."""
    return is_administrator(user) or chantier.pk in roles(user).edite


def can_decide(user, chantier):
    """Say what becomes of a proposition: retained, set aside, passed on."""
    return is_administrator(user) or chantier.pk in roles(user).preside


# ── Sub-groups and their notes ──────────────────────────────────────────────────────────────────────────


def visible_sous_groupes(user):
    """Sub-groups whose members the user may know."""
    return SousGroupe.objects.filter(seance__in=named_seances(user))


def is_member(user, sous_groupe, **role):
    """The user is in the sub-group; role: est_secretaire=True, est_rapporteur=True."""
    return user.is_authenticated and sous_groupe.membres.filter(participant__compte=user, **role).exists()


def can_read_fiche(user, sous_groupe):
    """The sheet of a sub-group, to work with: its members, and who prepares the séance."""
    return can_edit_seance(user, sous_groupe.seance) or is_member(user, sous_groupe)


def can_hand_in(user, sous_groupe):
    """Upload the note of a sub-group: its secrétaire, or on his behalf who writes the PV."""
    return can_edit_seance(user, sous_groupe.seance) or (
        can_see_names(user, sous_groupe.seance) and is_member(user, sous_groupe, est_secretaire=True)
    )


def can_ask_note(user, sous_groupe):
    """Ask its secrétaire for the note of a sub-group by hand."""
    return can_edit_seance(user, sous_groupe.seance)


def can_reopen_note(user, sous_groupe):
    """Open the note of a PV that was sent out again, and close it."""
    return can_preside_seance(user, sous_groupe.seance)


def can_discuss_note(user, sous_groupe):
    """Say something of a note that one reads in a frozen version, in one's own name."""
    return can_remark(user, sous_groupe.seance)


def can_withdraw_commentaire(user, commentaire):
    """One's own words; those of others, whoever writes up the séance."""
    sien = commentaire.auteur.compte_id is not None and commentaire.auteur.compte_id == user.pk
    return sien or can_edit_seance(user, commentaire.sous_groupe.seance)


def secretaires(sous_groupe):
    """Participants who hand in the note of a sub-group in their own name: one at most."""
    return Participant.objects.filter(
        sous_groupes__sous_groupe=sous_groupe, sous_groupes__est_secretaire=True
    )


def can_read_original(user, sous_groupe):
    """The files that were handed in, with what they carry: who wrote them, and who writes the PV."""
    return can_hand_in(user, sous_groupe)


def can_read_archive_copy(user, seance):
    """The archive copy of a frozen PV, with the files of its notes as they were received."""
    return can_preside_seance(user, seance)


def visible_originals(user):
    """Notes whose files as handed in the user may open, as `can_read_original` says of each."""
    if is_administrator(user):
        return Restitution.objects.all()
    if not user.is_authenticated:
        return Restitution.objects.none()
    editable = editable_seances(user).order_by().values("pk")
    named = named_seances(user).order_by().values("pk")
    own = MembreSousGroupe.objects.filter(
        participant__compte=user, est_secretaire=True, sous_groupe__seance__in=named
    )
    return Restitution.objects.filter(
        Q(sous_groupe__seance__in=editable) | Q(sous_groupe__in=own.order_by().values("sous_groupe"))
    )


def can_read_image(user, seance, sha256):
    """A picture: for whoever may read a text of the séance in which it stands."""
    shown = Q(contenu__contains=sha256)
    if can_edit_seance(user, seance):
        mine = Restitution.objects.filter(shown, sous_groupe__seance=seance)
        texts = TextePoint.objects.filter(
            Q(texte__contains=sha256) | Q(texte_apres__contains=sha256), point__seance=seance
        )
        if mine.exists() or texts.exists():
            return True
    if can_see_names(user, seance):
        written = {
            "sous_groupe__membres__participant__compte": user,
            "sous_groupe__membres__est_secretaire": True,
        }
        own = Restitution.objects.filter(shown, sous_groupe__seance=seance, **written)
        return readable_versions(user, seance).filter(shown).exists() or own.exists()
    edition = served_edition(seance)
    return edition is not None and EditionPublique.objects.filter(shown, pk=edition.pk).exists()


# ── Personal links ──────────────────────────────────────────────────────────────────────────────────────


def editable_liens(user):
    """Personal links that the user makes, lists and revokes: those of the séances that he prepares."""
    seances = editable_seances(user).order_by().values("pk")
    return LienPersonnel.objects.filter(Q(seance__in=seances) | Q(sous_groupe__seance__in=seances))


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


def can_enter_gestion(user):
    """The admin: administrators, and whoever prepares or writes up a chantier."""
    return is_administrator(user) or bool(roles(user).edite)


def can_read_directory(user):
    """The directory opens to whoever has people of his own to find there."""
    return (
        is_administrator(user)
        or bool(roles(user).participe)
        or (user.is_authenticated and Seance.objects.annoncees().filter(attended(user)).exists())
    )


def people_of(chantiers, seances):
    """Participants who have or had a part in the chantiers, or are named in the séances. Both: keys or subqueries."""
    parts = (
        Inscription.objects.filter(chantier__in=chantiers),
        Copresidence.objects.filter(chantier__in=chantiers),
        Presence.objects.filter(seance__in=seances),
        PresidenceSeance.objects.filter(seance__in=seances),
        MembreSousGroupe.objects.filter(seance__in=seances),
    )
    found = Q()
    for rows in parts:
        found |= Q(pk__in=rows.order_by().values("participant"))
    replaced = Presence.objects.filter(seance__in=seances, remplace__isnull=False)
    return Participant.objects.filter(found | Q(pk__in=replaced.order_by().values("remplace")))


def people_of_chantiers(chantiers):
    """Participants who have or had a part in the chantiers or in one of their séances. chantiers: keys or subquery."""
    return people_of(chantiers, Seance.objects.filter(chantier__in=chantiers).order_by().values("pk"))


def chantiers_of(participant):
    """Chantiers of whose people somebody is: `people_of_chantiers` the other way round. participant: key."""
    his = {"participant": participant}
    parts = (
        Presence.objects.filter(Q(**his) | Q(remplace=participant)),
        PresidenceSeance.objects.filter(**his),
        MembreSousGroupe.objects.filter(**his),
    )
    found = Q(pk__in=Inscription.objects.filter(**his).order_by().values("chantier")) | Q(
        pk__in=Copresidence.objects.filter(**his).order_by().values("chantier")
    )
    for rows in parts:
        found |= Q(pk__in=rows.order_by().values("seance__chantier"))
    return Chantier.objects.filter(found)


def typed_by(user):
    """Condition on participants: the user typed the record, and the person has no account yet."""
    return Q(saisi_par=user.pk, compte__isnull=True) if user.is_authenticated else Q(pk__in=[])


def _either(people, condition):
    return Participant.objects.filter(Q(pk__in=people.order_by().values("pk")) | condition)


def visible_participants(user):
    """Participants whom the user may know of: the people of his chantiers and of the séances he attended."""
    if is_administrator(user):
        return Participant.objects.all()
    if not user.is_authenticated:
        return Participant.objects.none()
    people = people_of(roles(user).participe, named_seances(user).order_by().values("pk"))
    return _either(people, typed_by(user))


def kept_participants(user):
    """Participants whose record, address included, the user reads for his work: the people of the chantiers that he
    prepares and writes up."""
    if is_administrator(user):
        return Participant.objects.all()
    return _either(people_of_chantiers(roles(user).edite), typed_by(user))


def editable_participants(user):
    """Participants whose data the user changes: a co-president, the people of his chantiers; anybody, whom he typed."""
    if is_administrator(user):
        return Participant.objects.all()
    return _either(people_of_chantiers(roles(user).preside), typed_by(user))


def visible_demandes(user):
    """What people ask of their data: who presides, the corrections that people of his chantiers ask for."""
    if is_administrator(user):
        return Demande.objects.all()
    if not roles(user).preside:
        return Demande.objects.none()
    asking = people_of_chantiers(roles(user).preside).order_by().values("pk")
    return Demande.objects.filter(genre=GenreDemande.CORRECTION, participant__in=asking)


def can_read_pseudonyms(user):
    """Know who is behind the pseudonyms of exports made for research."""
    return is_administrator(user)


def can_withdraw_original(user):
    """Take an original away on a legal demand."""
    return is_administrator(user)


def can_settle_demande(user, demande):
    """A correction: whoever keeps that person's data. An erasure: the administration alone."""
    if demande.genre == GenreDemande.EFFACEMENT:
        return is_administrator(user)
    return visible_demandes(user).filter(pk=demande.pk).exists()


def deciders(demande):
    """Who is told of a request, to settle it: (Participants, Comptes of administrators who are no Participant).

    Those of `can_settle_demande`, found from the request; never who made it.
    """
    administrators = Compte.objects.filter(is_active=True, is_superuser=True)
    people = Q(compte__in=administrators.order_by().values("pk"))
    if demande.genre == GenreDemande.CORRECTION:
        presiding = Copresidence.objects.en_cours(timezone.localdate())
        own = presiding.filter(chantier__in=chantiers_of(demande.participant_id).order_by().values("pk"))
        people |= Q(pk__in=own.order_by().values("participant"))
    told = Participant.objects.filter(people).exclude(pk=demande.participant_id)
    return told.exclude(compte__is_active=False), administrators.filter(participant__isnull=True)


def participants_with_address(user):
    """Participants whose personal address the user may read: those whose record he keeps, his own sub-groups."""
    if is_administrator(user):
        return Participant.objects.all()
    if not user.is_authenticated:
        return Participant.objects.none()
    groups = MembreSousGroupe.objects.filter(participant__compte=user, seance__in=named_seances(user))
    fellows = MembreSousGroupe.objects.filter(sous_groupe__in=groups.order_by().values("sous_groupe"))
    return _either(
        kept_participants(user), Q(pk__in=fellows.order_by().values("participant")) | Q(compte=user)
    )


def can_confirm_addresses(user):
    """Say whose a shared address is: whoever presides, for the people whose data he keeps."""
    return is_administrator(user) or bool(roles(user).preside)


def confirmable_participants(user):
    """Participants of whom the user may say that a shared address is theirs; never of a record that he typed himself.

    Otherwise one could type somebody with another's address, and take for him the account of the other.
    """
    people = editable_participants(user)
    return people if is_administrator(user) else people.filter(~Q(saisi_par=user) | Q(saisi_par=None))


def can_edit_address(user, participant):
    """The address opens the person's account: it is changed by those who know all of the person's parts."""
    if is_administrator(user):
        return True
    if not editable_participants(user).filter(pk=participant.pk).exists():
        return False
    parts = roles(user)
    own = parts.edite if participant.saisi_par_id == user.pk else parts.preside
    elsewhere = people_of_chantiers(Chantier.objects.exclude(pk__in=own).values("pk"))
    return not elsewhere.filter(pk=participant.pk).exists()


def offered_participants(user):
    """Participants whom the user may name in what he prepares: whom he knows, and whom his séances name already."""
    if is_administrator(user):
        return Participant.objects.all()
    edite = roles(user).edite
    named = (
        Intervenant.objects.filter(point__seance__chantier__in=edite).values("participant"),
        ProcesVerbal.objects.filter(seance__chantier__in=edite).values("redacteur"),
        ProcesVerbal.objects.filter(seance__chantier__in=edite).values("verificateur"),
        Restitution.objects.filter(sous_groupe__seance__chantier__in=edite).values("pour"),
        Attribution.objects.filter(seance__chantier__in=edite).values("participant"),
        visible_remarques(user).values("auteur"),
    )
    found = Q()
    for people in named:
        found |= Q(pk__in=people.order_by())
    return _either(visible_participants(user), found)


def _of_others(chantiers):
    """Participants who have a part outside some chantiers, or none anywhere that is known."""
    elsewhere = people_of_chantiers(Chantier.objects.exclude(pk__in=chantiers).values("pk"))
    return Participant.objects.filter(
        Q(pk__in=elsewhere.order_by().values("pk"))
        | ~Q(pk__in=people_of_chantiers(chantiers).order_by().values("pk"))
    )


def editable_organisations(user):
    """Organisations of the people of the chantiers that the user edits, and of nobody else's."""
    if is_administrator(user):
        return Organisation.objects.all()
    edite = roles(user).edite
    people = Participant.objects.filter(organisation__isnull=False).order_by()
    own = people.filter(pk__in=people_of_chantiers(edite).order_by().values("pk")) | people.filter(
        typed_by(user)
    )
    others = people.filter(pk__in=_of_others(edite).order_by().values("pk")).exclude(typed_by(user))
    printed = (
        rows.objects.exclude(seance__chantier__in=edite).filter(organisation__isnull=False).order_by()
        for rows in (Presence, PresidenceSeance, MembreSousGroupe)
    )
    editable = Organisation.objects.filter(pk__in=own.values("organisation"))
    for rows in (others, *printed):
        editable = editable.exclude(pk__in=rows.values("organisation"))
    return editable


def editable_lieux(user):
    """Places where the séances of the user's chantiers are held, and no others."""
    if is_administrator(user):
        return Lieu.objects.all()
    seances = Seance.objects.filter(lieu__isnull=False).order_by()
    own, others = (
        rows.values("lieu")
        for rows in (
            seances.filter(chantier__in=roles(user).edite),
            seances.exclude(chantier__in=roles(user).edite),
        )
    )
    return Lieu.objects.filter(pk__in=own).exclude(pk__in=others)


def deletable_seances(user):
    """Séances that the user may remove: those he presides, until they are announced; then they are cancelled."""
    if is_administrator(user):
        return Seance.objects.all()
    return presided_seances(user).filter(statut=StatutSeance.PREPARATION)


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
