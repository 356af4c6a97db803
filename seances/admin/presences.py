"""Attendance at the desk: everybody on one page, one line each, one save."""

import uuid

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from participants import journal
from participants.admin import GestionAdmin, LectureSeule, RecherchePliee, signe
from participants.admin_champs import Autocomplete
from participants.admin_droits import choices
from participants.journal import Acte

from .. import interventions, permissions, pointage, rangs, redaction
from ..forms import AjoutForm, PresenceForm
from ..models import Pointage, Presence, PresidenceSeance, Seance, StatutPresence
from .adresses import documents

PREFIXE = "p{}"
MODELE = "__pk__"  # stands for a participant in the line that the script copies


def rows_of(seance):
    """The attendance as it is, in printed order."""
    return list(
        Presence.objects.filter(seance=seance)
        .select_related("participant__organisation", "remplace")
        .order_by("rang", "pk")
    )


class Feuille:
    """The attendance sheet of a séance, as one form: a PresenceForm for each person."""

    def __init__(self, seance, admin_site, user, data=None):
        self.seance, self.site, self.data = seance, admin_site, data
        self.offered = choices(admin_site, Presence._meta.get_field("participant"), user)
        self.existing = {row.participant_id: row for row in rows_of(seance)}
        self.before = {row.pk: journal.facts(row) for row in self.existing.values()}
        self.etats = {person: pointage.etat_of(row) for person, row in self.existing.items()}
        self.alphabetical = rangs.is_alphabetical(self.existing.values())
        self.people = {row.participant_id: row.participant for row in self.existing.values()}
        if data is None:
            self.people |= {person.pk: person for person in pointage.expected(seance)}
        else:
            asked = [int(pk) for pk in data.getlist("ligne") if pk.isdecimal()]
            found = self.offered.select_related("organisation").in_bulk(set(asked) - set(self.people))
            self.people |= found
            self.people = {pk: self.people[pk] for pk in dict.fromkeys(asked) if pk in self.people}
        order = list(self.people.values())
        if data is None and self.alphabetical:
            order.sort(key=lambda person: (person.cle_tri, person.pk))
        self.forms = [self.form_for(person) for person in order]
        self.errors = []

    def form_for(self, person):
        row = self.existing.get(person.pk)
        if row is None:
            row = Presence(seance=self.seance, participant=person)
            row.fill_from_participant()
        return self.form(row, PREFIXE.format(person.pk))

    def form(self, row, prefix):
        form = PresenceForm(self.data, instance=row, prefix=prefix)
        field = form.fields["remplace"]
        field.queryset = self.offered
        field.widget = Autocomplete(
            Presence._meta.get_field("remplace"),
            self.site,
            choices=field.choices,
            attrs={"data-width": "100%"},
        )
        if row.remplace_id:
            field.widget.remember(row.remplace)
        form.personne = getattr(row, "participant", None) if row.participant_id else None
        return form

    def model_form(self):
        """The line that the script copies for a person who is added."""
        data, self.data = self.data, None
        form = self.form(Presence(seance=self.seance), PREFIXE.format(MODELE))
        self.data = data
        return form

    def changed(self):
        """Lines to write: what was touched, and nobody who is merely listed."""
        return [form for form in self.forms if form.has_changed()]

    def is_valid(self):
        changed = self.changed()
        valid = all([form.is_valid() for form in changed])  # every line says its errors
        return valid and self._compare(changed)

    def _compare(self, changed):
        """Nobody is replaced twice, whoever wrote what."""
        by_person = {form.instance.participant_id: form for form in changed}
        replaced = {}
        for pk, row in self.existing.items():
            if pk not in by_person and row.remplace_id:
                replaced[row.remplace_id] = row
        for form in changed:
            target = form.instance.remplace_id
            if not target or form.cleaned_data["retirer"]:
                continue
            if target in replaced:
                form.add_error(
                    "remplace",
                    f"{form.instance.remplace} est déjà remplacé(e) par {replaced[target].participant}.",
                )
            replaced[target] = form.instance
        self._refuse_replaced_who_come(by_person, replaced)
        return all(form.is_valid() for form in changed)

    def _refuse_replaced_who_come(self, by_person, replaced):
        """Nobody is present and replaced at once."""
        there = {pk for pk, row in self.existing.items() if row.statut == StatutPresence.PRESENT}
        for pk, form in by_person.items():
            stays = not form.cleaned_data["retirer"] and form.instance.statut == StatutPresence.PRESENT
            there = there | {pk} if stays else there - {pk}
        for target in there & set(replaced):
            stand_in = replaced[target]
            form = by_person.get(target) or by_person.get(stand_in.participant_id)
            if form is not None:  # what stood so before is not this save's to refuse
                form.add_error(
                    "remplace" if form.instance.participant_id != target else "statut",
                    f"{self.people[target]} est là et remplacé(e) par {stand_in} : gardez l’un des deux. "
                    f"{stand_in} peut rester en son propre nom.",
                )

    @transaction.atomic
    def save(self, *, by, sort=False):
        """Write every line or none, and one line in the audit log for all of them."""
        changed = self.changed()
        log = []
        leaving = [form.instance.pk for form in changed if form.instance.pk]
        # Those replaced by somebody else, or by nobody any more, are freed first.
        Presence.objects.filter(pk__in=leaving).update(remplace=None)
        for form in changed:
            if form.cleaned_data["retirer"]:
                if form.instance.pk:
                    log.append({"presence": form.instance.pk, "retiree": self.before[form.instance.pk]})
                    form.instance.delete()
                continue
            if not form.instance.nom_imprime:
                form.instance.nom_imprime = form.instance.participant.nom_complet
            form.instance.save()
            log.append(self._told(form))
        fresh = {form.instance.pk for form in changed if form.instance.pk} - set(self.before)
        if fresh or sort:
            rangs.rank(self.seance, fresh, sort=sort)
        interventions.rebuild(self.seance)
        if log:
            journal.record(Acte.PRESENCES, self.seance, by=by, lignes=log)
        self._note(changed, by)

    def _note(self, changed, by):
        """Each line that says something else leaves its Pointage, as at the door."""
        now = {row.participant_id: pointage.etat_of(row) for row in rows_of(self.seance)}
        changes = {
            form.instance.participant_id: (
                self.etats.get(form.instance.participant_id),
                now.get(form.instance.participant_id),
            )
            for form in changed
        }
        changes = {person: pair for person, pair in changes.items() if pair[0] != pair[1]}
        pointage.note(self.seance, changes, acte=uuid.uuid4(), by=by)

    def _told(self, form):
        """What the audit log keeps of a line: keys and states."""
        row = form.instance
        if row.pk not in self.before:
            return {"presence": row.pk, "ajoutee": journal.facts(row)}
        changes = journal.difference(row, self.before[row.pk], form.changed_data)
        return {"presence": row.pk, "participant": row.participant_id, **changes}


def add_form(site):
    """The field that finds a person to add."""
    form = AjoutForm()
    field = form.fields["personne"]
    field.widget = Autocomplete(Presence._meta.get_field("participant"), site, choices=field.choices)
    return form


def mark_present(data):
    """Everybody who is still to be pointed is present; not those in whose stead somebody else came."""
    people = data.getlist("ligne")
    replaced = {data.get(f"{PREFIXE.format(person)}-remplace") for person in people}
    for person in people:
        key = f"{PREFIXE.format(person)}-statut"
        if data.get(key) == StatutPresence.A_POINTER and person not in replaced:
            data[key] = StatutPresence.PRESENT.value


@transaction.atomic
def presences_view(model_admin, request, pk):
    """The attendance of one séance, filled in at one go."""
    seance = get_object_or_404(
        permissions.editable_seances(request.user).select_related("chantier", "proces_verbal"), pk=pk
    )
    frozen = redaction.is_frozen(seance)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        if frozen:
            raise PermissionDenied
        Seance.objects.select_for_update(of=("self",)).get(pk=pk)  # whoever points at the door waits
        if "_tous" in data:
            mark_present(data)
    feuille = Feuille(seance, model_admin.admin_site, request.user, data)
    if data is not None:
        if feuille.is_valid():
            try:
                feuille.save(sort="_trier" in data, by=request.user)
            except IntegrityError:
                messages.error(
                    request,
                    "Quelqu’un d’autre vient de modifier ces présences : rien n’a été enregistré. "
                    "Vérifiez les lignes et enregistrez à nouveau.",
                )
            else:
                messages.success(request, "Les présences sont enregistrées.")
                there = ["admin:seances_seance_change", [seance.pk]]
                if "_continue" in data or "_tous" in data or "_trier" in data:
                    there[0] = "admin:seances_seance_presences"
                return HttpResponseRedirect(reverse(there[0], args=there[1]))
        else:
            wrong = [form for form in feuille.changed() if form.errors]
            feuille.errors = wrong
    return render(
        request,
        "admin/seances/seance/presences.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Présences",
            "subtitle": str(seance),
            "seance": seance,
            "documents": documents(seance),
            "opts": model_admin.opts,
            "frozen": frozen,
            "feuille": feuille,
            "presidents": pointage.presiding(seance),
            "statuts": StatutPresence.choices,
            "ajout": add_form(model_admin.admin_site),
        },
        status=422 if feuille.errors else 200,
    )


@admin.register(Presence)
class PresenceAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    """To look somebody up; attendance itself is filled in from the séance."""

    list_display = ["participant", "seance", "statut", "remplace", "reponse", "invite", "a_distance"]
    list_select_related = ["participant", "seance__chantier", "remplace"]
    list_filter = ["statut", "seance__chantier", "invite", "a_distance"]
    search_fields = ["participant__cle_tri", "remplace__cle_tri"]
    ordering = ["-seance__date", "seance", "rang", "pk"]


@admin.register(PresidenceSeance)
class PresidenceAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    list_display = ["participant", "seance", "fonction_imprimee"]
    list_select_related = ["participant", "seance__chantier"]
    list_filter = ["seance__chantier"]
    search_fields = ["participant__cle_tri"]
    ordering = ["-seance__date", "seance", "rang", "pk"]


@admin.register(Pointage)
class PointageAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    """What was pointed, by whom and when; the page of a séance tells it in words."""

    list_display = ["__str__", "seance", "participant", signe("par", "par"), "quand"]
    list_select_related = ["participant", "seance__chantier", "par__participant"]
    list_filter = ["seance__chantier"]
    search_fields = ["participant__cle_tri"]
    ordering = ["-pk"]
