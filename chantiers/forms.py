"""Rows numbered 1, 2, 3… under one parent: questions of a chantier, points of a séance, groups, annexes."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.forms import BaseInlineFormSet

from participants.admin_champs import LigneForm

OUT_OF_THE_WAY = 10_000  # no list is that long, and a small integer holds it


class LigneNumeroteeForm(LigneForm):
    """A row whose number the formset settles: it can be left empty, or typed twice."""

    rang = "rang"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.rang in self.fields:
            self.fields[self.rang].required = False

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {self.rang}


class FormSetNumerote(BaseInlineFormSet):
    """Numbers are unique under their parent, whatever was typed: the row one moves pushes the others.

    All rows are moved out of the way and back in one transaction, because not every database can wait for
    the end of the transaction to check that numbers are unique.
    """

    rang = "rang"
    close_gaps = True  # numbers follow each other; otherwise a number is also a name, and stays

    def kept_forms(self):
        gone = set(map(id, self.deleted_forms))
        return [
            form
            for form in self.forms
            if id(form) not in gone and (form.instance.pk or form.has_changed()) and not form.errors
        ]

    def clean(self):
        super().clean()
        if not any(self.errors):
            self._settle()

    def _settle(self):
        """Give each row that stays its number."""

        def place(indexed):
            index, form = indexed
            typed, before = form.cleaned_data.get(self.rang), form.initial.get(self.rang)
            if typed is None:
                return (OUT_OF_THE_WAY, 0, index)
            moved = 0 if typed == before else 1 if before is not None and typed > before else -1
            return (typed, moved, index)

        forms = [form for _, form in sorted(enumerate(self.kept_forms()), key=place)]
        typed = [form.cleaned_data.get(self.rang) for form in forms]
        last = max((number for number in typed if number), default=0)
        for index, number in enumerate(typed):
            if number is None:
                last += 1
                typed[index] = last
        if (
            len(set(typed)) < len(typed)
            or min(typed, default=1) < 1
            or (self.close_gaps and self.deleted_forms)
        ):
            typed = range(1, len(forms) + 1)
        for form, number in zip(forms, typed, strict=True):
            setattr(form.instance, self.rang, number)

    def rows(self):
        return self.model._base_manager.filter(**{self.fk.name: self.instance})

    def make_way(self):
        """Free what is unique in the rows that are about to give it up."""
        self.rows().update(**{self.rang: F(self.rang) + OUT_OF_THE_WAY})

    @transaction.atomic
    def save(self, commit=True):
        if not commit or not self.has_changed():
            return super().save(commit)
        type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        kept = [form.instance for form in self.kept_forms()]
        self.make_way()
        saved = super().save(commit)
        for instance in kept:
            self.rows().filter(pk=instance.pk).update(**{self.rang: getattr(instance, self.rang)})
        self._place_strangers()
        return saved

    def _place_strangers(self):
        """Rows that somebody else added meanwhile follow the others."""
        strangers = list(self.rows().filter(**{f"{self.rang}__gte": OUT_OF_THE_WAY}).order_by(self.rang))
        if strangers:
            settled = self.rows().exclude(pk__in=[row.pk for row in strangers])
            last = settled.aggregate(last=Max(self.rang))["last"] or 0
            for number, row in enumerate(strangers, last + 1):
                self.rows().filter(pk=row.pk).update(**{self.rang: number})


class FormSetInscriptions(BaseInlineFormSet):
    """Who is registered; the line of a rédacteur is closed to whoever gives no roles."""

    may_give_roles = False

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance.pk and form.instance.redacteur and not self.may_give_roles:
            for name, field in form.fields.items():
                if name not in {self._pk_field.name, self.fk.name}:
                    field.disabled = True


class FormSetSens(BaseInlineFormSet):
    """The meanings of a word: one at least once it is published."""

    def clean(self):
        super().clean()
        gone = set(map(id, self.deleted_forms))
        kept = [
            form for form in self.forms if id(form) not in gone and (form.instance.pk or form.has_changed())
        ]
        if self.instance.publie and not kept:
            raise ValidationError("Donnez au moins un sens avant de publier ce terme.")
