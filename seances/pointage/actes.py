"""The acts of whoever stands at the door. Each says what it starts from; nothing that somebody else noted meanwhile is
written over without being shown."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from participants import journal, noms
from participants.models import Participant

from .. import interventions, permissions
from ..forms import HeuresForm
from ..models import Pointage, Presence, Reponse, StatutPresence
from ..pv.phrases import heure
from ..pv.rapprochement import find_organisation
from ..rangs import rank
from ..remplacements import expected_for
from .lignes import attendus, dire, excuses_annoncees, lignes, presiding, restants
from .refus import Contredit, DejaConnue, Depasse, HeureDepassee, PointageRefuse, Remplacee
from .registre import VIERGE, coherent, contradiction, etat_of, lock, note, put, written

HEURES_NOTEES = {
    "debut_reel": "Le début de la séance est déjà noté",
    "fin_reelle": "La fin de la séance est déjà notée",
}
PRESENT, A_POINTER = StatutPresence.PRESENT.value, StatutPresence.A_POINTER.value


@transaction.atomic
def point(seance, participant, change, *, acte, base, by, quand=None, libere=False):
    """Note something of one person who is expected.

    change: values of his line, those of VIERGE that are to change. acte: UUID of this act, which done twice is done
    once. base: UUID of the act that made the line as whoever acts saw it, None for none. libere: he comes although
    somebody stands in for him, who stays in his own name. Returns the Pointages of the act. Raises PointageRefuse.
    """
    seance = lock(seance)
    done = _done(seance, acte)
    if done:
        return done
    rows = _rows(seance)
    if participant.pk not in rows and not attendus(seance).filter(pk=participant.pk).exists():
        raise PointageRefuse(_why_not_expected(seance, participant))
    current = etat_of(rows.get(participant.pk))
    change = _as_announced(seance, participant, current or VIERGE, change, rows)
    wanted = coherent((current or VIERGE) | change)
    _refuse_overtaken(seance, participant, current, wanted, change, base, rows)
    plan = {participant.pk: wanted}
    if wanted["statut"] == PRESENT:
        plan |= _make_room(seance, participant, rows, libere)
    if wanted["remplace"] and wanted["remplace"] != (current or VIERGE)["remplace"]:
        plan |= _replaced(seance, participant, wanted["remplace"], rows)
    return _write(seance, rows, plan, acte=acte, by=by, quand=quand)


@transaction.atomic
def add_known(seance, participant, *, acte, by, quand=None, change=None):
    """Add somebody who is known to the list, as a guest unless he is expected, and present unless told otherwise."""
    seance = lock(seance)
    done = _done(seance, acte)
    if done:
        return done
    if any(person.pk == participant.pk for person in presiding(seance)):
        raise PointageRefuse(_why_not_expected(seance, participant))
    rows = _rows(seance)
    invite = not attendus(seance).filter(pk=participant.pk).exists()
    current = etat_of(rows.get(participant.pk)) or VIERGE | {"invite": invite}
    plan = {participant.pk: coherent(current | {"statut": PRESENT} | (change or {}))}
    plan |= _make_room(seance, participant, rows, libere=False)
    if plan[participant.pk]["remplace"]:
        plan |= _replaced(seance, participant, plan[participant.pk]["remplace"], rows)
    return _write(seance, rows, plan, acte=acte, by=by, quand=quand)


@transaction.atomic
def welcome(seance, *, prenom, nom, organisation="", acte, by, quand=None, homonyme=False, change=None):
    """Add somebody whom nobody knows yet: a record is made, typed by whoever acts, and he is present as a guest.

    organisation: as it will be printed; it names an Organisation when it is exactly one. homonyme: he is not one of
    the people of this name. Returns the Pointages. Raises PointageRefuse, DejaConnue.
    """
    seance = lock(seance)
    done = _done(seance, acte)
    if done:
        return done
    person = Participant(
        prenom=prenom.strip(),
        nom=nom.strip(),
        organisation=find_organisation(organisation),
        saisi_par=by,
    )
    if not person.prenom or not person.nom:
        raise PointageRefuse("Donnez un prénom et un nom : la liste des présences imprime les deux.")
    try:
        person.full_clean()
    except ValidationError as error:
        raise PointageRefuse(" ".join(error.messages)) from error
    if not homonyme:
        _refuse_known(person, by)
    person.save()
    journal.added(person, by=by)
    etat = coherent(VIERGE | {"statut": PRESENT, "invite": True} | (change or {}))
    plan, rows = {person.pk: etat}, _rows(seance)
    if etat["remplace"]:
        plan |= _replaced(seance, person, etat["remplace"], rows)
    return _write(
        seance, rows, plan, acte=acte, by=by, quand=quand, fiche=person, organisation=organisation.strip()
    )


def _refuse_known(person, by):
    key = noms.name_key(person.nom_complet)
    known = list(
        permissions.offered_participants(by).filter(cle_nom=key).select_related("organisation").distinct()
    )
    if not known:
        return
    suites = [(f"C’est {told(each)}", {"geste": "connu", "personne": each.pk}) for each in known]
    suites.append((f"C’est quelqu’un d’autre : ajouter {person.nom_complet}", {"homonyme": "1"}))
    raise DejaConnue(
        f"{person.nom_complet} est un nom déjà connu du portail. Est-ce la même personne ?", suites
    )


def told(person):
    """A person among namesakes."""
    organisation = person.organisation_affichee
    return f"{person} – {organisation}" if organisation else str(person)


@transaction.atomic
def remove(seance, participant, *, acte, base, by, quand=None):
    """Take a guest off the list: he was noted by mistake. Whoever is expected stays."""
    seance = lock(seance)
    done = _done(seance, acte)
    if done:
        return done
    rows = _rows(seance)
    row = rows.get(participant.pk)
    if row is None or not row.invite:
        raise PointageRefuse(f"{participant} est attendu(e) : remettez sa ligne à pointer.")
    current = etat_of(row)
    _refuse_overtaken(seance, participant, current, VIERGE, current, base, rows)
    return _write(seance, rows, {participant.pk: None}, acte=acte, by=by, quand=quand)


@transaction.atomic
def undo(seance, annule, *, acte, by, quand=None):
    """Give every line that an act changed the values that it had. annule: UUID of that act. Raises PointageRefuse."""
    seance = lock(seance)
    done = _done(seance, acte)
    if done:
        return done
    acts = list(Pointage.objects.filter(seance=seance, acte=annule).select_related("participant"))
    if not acts or any(act.participant_id is None for act in acts):
        raise PointageRefuse("Ce pointage n’existe plus : il n’y a rien à annuler.")
    if Pointage.objects.filter(seance=seance, annule=annule).exists():
        raise PointageRefuse("Ce pointage est déjà annulé.")
    rows, plan = _rows(seance), {}
    for act in acts:
        row = rows.get(act.participant_id)
        current = etat_of(row)
        touched = [name for name in VIERGE if (act.avant or VIERGE)[name] != (act.apres or VIERGE)[name]]
        moved = (current is None) != (act.apres is None)
        if moved or (current and any(current[name] != act.apres[name] for name in touched)):
            raise Depasse(
                f"{act.participant} a été pointé(e) autrement depuis : "
                f"{dire(current, row and row.remplace)}. Corrigez sa ligne."
            )
        if act.avant is None:
            answered = row.reponse != Reponse.SANS_REPONSE
            plan[act.participant_id] = VIERGE if answered else None
        elif current is None:
            plan[act.participant_id] = act.avant
        else:
            plan[act.participant_id] = current | {name: act.avant[name] for name in touched}
    told_acts = _write(seance, rows, plan, acte=acte, by=by, quand=quand, annule=annule)
    for act in acts:
        if act.fiche_creee and plan[act.participant_id] is None:
            _discard(act.participant, by)
    return told_acts


def _discard(person, by):
    """Delete a record that was made by mistake, unless something else names the person by now."""
    try:
        with transaction.atomic():
            journal.removed(person, by=by)
            person.delete()
    except ProtectedError:
        pass


@transaction.atomic
def absent_others(seance, participants, *, acte, by, quand=None):
    """Close the list: of these people, those still to be pointed are absent, or excused if they had said so.

    participants: keys, those that whoever acts was shown. Returns the Pointages.
    """
    seance = lock(seance)
    done = _done(seance, acte)
    if done:
        return done
    plan = {
        row.personne.pk: row.etat
        | {"statut": (StatutPresence.EXCUSE if excuses_annoncees(row) else StatutPresence.ABSENT).value}
        for row in restants(lignes(seance))
        if row.personne.pk in set(participants)
    }
    if not plan:
        raise PointageRefuse("Il ne reste personne à pointer parmi ces personnes.")
    return _write(seance, _rows(seance), plan, acte=acte, by=by, quand=quand)


@transaction.atomic
def note_heure(seance, champ, valeur, *, base, by):
    """Note when the séance began (champ « debut_reel ») or ended (« fin_reelle »).

    valeur, base: datetime.time or None; base is what whoever acts saw noted. Returns the fresh Seance.
    """
    seance = lock(seance)
    current = getattr(seance, champ)
    if current == valeur:
        return seance
    if current is not None and current != base:
        label = f"Noter {heure(valeur)}" if valeur else "Effacer l’heure"
        raise HeureDepassee(
            f"{HEURES_NOTEES[champ]} à {heure(current)}.", [(label, {"base": written(current)})]
        )
    hours = {name: getattr(seance, name) for name in ("debut_reel", "fin_reelle")} | {champ: valeur}
    form = HeuresForm(hours, instance=seance)
    if not form.is_valid():
        raise PointageRefuse(" ".join(error for errors in form.errors.values() for error in errors))
    form.keep(by=by)
    return seance


# ── What an act rests on ────────────────────────────────────────────────────────────────────────────────


def _done(seance, acte):
    """The Pointages of an act that came in already."""
    return list(Pointage.objects.filter(seance=seance, acte=acte))


def _rows(seance):
    """participant -> Presence."""
    rows = Presence.objects.filter(seance=seance).select_related("participant__organisation", "remplace")
    return {row.participant_id: row for row in rows}


def _why_not_expected(seance, participant):
    if any(person.pk == participant.pk for person in presiding(seance)):
        return f"{participant} préside la séance : qui préside n’est dans aucune liste de présences."
    return f"{participant} n’est pas dans la liste : ajoutez cette personne comme invitée."


def _refuse_overtaken(seance, participant, current, wanted, change, base, rows):
    """Two people may note different things of one person; not the same thing differently."""
    acts = list(
        Pointage.objects.filter(seance=seance, participant=participant)
        .select_related("par__participant")
        .order_by("pk")
    )
    last = acts[-1] if acts else None
    if base == (last.acte if last else None):
        return
    current = current or VIERGE
    if base is None:
        then = acts[0].avant or VIERGE
    else:
        known = next((act for act in acts if act.acte == base), None)
        then = (known.apres or VIERGE) if known else {}
    clash = [name for name in change if current[name] not in (then.get(name, "?"), wanted[name])]
    if not clash:
        return
    row = rows.get(participant.pk)
    who = f"{last.par.signature} a noté" if last and last.par else "il est noté"
    hour = f" à {heure(timezone.localtime(last.quand).time())}" if last else ""
    target = Participant.objects.filter(pk=wanted["remplace"]).first() if wanted["remplace"] else None
    raise Depasse(
        f"{participant} : pendant ce temps{hour}, {who} « {dire(current, row and row.remplace)} » ; "
        f"vous, « {dire(wanted, target)} ».",
        [(f"Noter « {dire(wanted, target)} »", {"base": str(last.acte) if last else ""})],
    )


def _as_announced(seance, participant, current, change, rows):
    """Whoever becomes present and was announced in somebody's stead replaces him, unless that one is there."""
    arrives = change.get("statut") == PRESENT and current["statut"] != PRESENT and "remplace" not in change
    announced = expected_for(seance).get(participant.pk) if arrives else None
    if announced is None:
        return change
    taken = any(row.remplace_id == announced.pk for row in rows.values())
    there = announced.pk in rows and rows[announced.pk].statut == PRESENT
    return change if taken or there else change | {"remplace": announced.pk}


def _make_room(seance, participant, rows, libere):
    """The line of who stands in for somebody that comes after all: he stays, in his own name."""
    stand_in = next((row for row in rows.values() if row.remplace_id == participant.pk), None)
    if stand_in is None:
        return {}
    if not libere:
        raise Remplacee(
            f"{stand_in} est en remplacement de {participant}, qui vient pourtant : on n’est pas présent et "
            f"remplacé à la fois. {stand_in} peut rester, en son propre nom.",
            [(f"{participant} est là ; {stand_in} reste en son propre nom", {"libere": "1"})],
        )
    own = _is_registered(seance, stand_in.participant_id)
    etat = etat_of(stand_in)
    return {stand_in.participant_id: etat | {"remplace": None, "invite": etat["invite"] or not own}}


def _is_registered(seance, participant):
    return seance.chantier.inscriptions.en_cours(seance.date).filter(participant=participant).exists()


def _replaced(seance, participant, target, rows):
    """The line of somebody whom another replaces: he is neither present, nor excused, nor absent."""
    person = Participant.objects.get(pk=target)
    if any(each.pk == target for each in presiding(seance)):
        raise Contredit(f"{person} préside la séance : personne ne vient en son remplacement.")
    if person.pk == participant.pk:
        raise Contredit("Une personne ne peut pas se remplacer elle-même.")
    row = rows.get(target)
    if row is None:
        return {}
    if row.statut == PRESENT:
        raise Contredit(
            f"{person} est là : personne ne vient en son remplacement. "
            f"Si c’est une erreur, remettez d’abord sa ligne à pointer."
        )
    return {target: coherent(etat_of(row) | {"statut": A_POINTER})} if row.statut != A_POINTER else {}


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────


def _write(seance, rows, plan, *, acte, by, quand, annule=None, fiche=None, organisation=""):
    """Write the lines of a plan (participant -> line, None to take it off), and keep what was done."""
    before = {pk: etat_of(rows.get(pk)) for pk in plan}
    there = {pk for pk, row in rows.items() if row.statut == PRESENT}
    # Those who are no longer replaced by one are freed first: another may replace them in the same act.
    leaving = [
        rows[pk].pk
        for pk, etat in plan.items()
        if pk in rows and rows[pk].remplace_id and (etat is None or etat["remplace"] != rows[pk].remplace_id)
    ]
    if leaving:
        Presence.objects.filter(pk__in=leaving).update(remplace=None, remplace_imprime="")
    people = Participant.objects.select_related("organisation").in_bulk(set(plan) - set(rows))
    fresh = set()
    for pk, etat in plan.items():
        row = rows.get(pk)
        if etat is None:
            if row is not None:
                row.delete()
                del rows[pk]
            continue
        if row is None:
            row = rows[pk] = Presence(seance=seance, participant=people[pk])
            if organisation:
                row.organisation_imprimee, row.organisation = organisation, people[pk].organisation
            row.fill_from_participant()
        put(row, etat)
        if row.pk is None:
            _save(row)
            fresh.add(row.pk)
        elif etat != before[pk]:
            _save(row, update_fields=[*VIERGE, "remplace_imprime"])
    clash = contradiction(seance)
    if clash is not None:
        raise Contredit(
            f"{clash.remplace} serait à la fois là et remplacé(e) par {clash} : corrigez d’abord l’une des deux lignes."
        )
    if fresh:
        rank(seance, fresh)
    if there != {pk for pk, row in rows.items() if row.statut == PRESENT}:
        interventions.rebuild(seance)
    changes = {pk: (before[pk], etat_of(rows.get(pk))) for pk in plan}
    changes = {pk: pair for pk, pair in changes.items() if pair != (None, None)}
    acts = note(
        seance, changes, acte=acte, by=by, quand=quand, annule=annule, fiche=fiche.pk if fiche else None
    )
    _tell(seance, acts, by)
    return acts


def _save(row, **options):
    """Save a line; the database refuses what cannot be, and the line says it in French."""
    try:
        with transaction.atomic():
            row.save(**options)
    except IntegrityError as broken:
        try:
            row.full_clean()
        except ValidationError as error:
            raise PointageRefuse(" ".join(error.messages)) from broken
        raise


def _tell(seance, acts, by):
    """One line of the audit log for an act, if it changed anything."""
    moved = [row for row in acts if row.avant != row.apres]
    if len(moved) == 1:
        [row] = moved
        journal.record(journal.Acte.PRESENCES, row, by=by, avant=row.avant, apres=row.apres)
    elif moved:
        lines = [{"participant": row.participant_id, "avant": row.avant, "apres": row.apres} for row in moved]
        journal.record(journal.Acte.PRESENCES, seance, by=by, lignes=lines)
