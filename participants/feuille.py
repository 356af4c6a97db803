"""What every table of rows that comes in as a spreadsheet does: one row is one line, twice changes nothing.

A row is judged before anything is written, against what is kept in memory of the database and of the rows before it:
ten thousand rows cost a few queries, and a simulation writes nothing at all.
"""

from functools import cached_property

from django.core.exceptions import ValidationError
from import_export import resources, widgets
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader

from .fields import CleField
from .tableur import neutralise

LOT = 500  # rows that are written together

OPTIONS = {
    "skip_unchanged": True,
    "report_skipped": True,
    "skip_diff": True,
    "store_instance": True,
    "clean_model_instances": True,
}


class TexteWidget(widgets.Widget):
    """Text; an empty cell changes nothing."""

    def clean(self, value, row=None, **kwargs):
        return value or None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


def texte(attribute, column, **kwargs):
    return Field(attribute, column, TexteWidget(), saves_null_values=False, **kwargs)


class Chargeur(BaseInstanceLoader):
    """Finds the row of the database that a line means, in memory."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        resource.chargeur = self

    def follow(self, instance):
        """An accepted line made or changed this row: the lines after it find it as it is now."""


class FeuilleResource(resources.ModelResource):
    """A model as a spreadsheet.

    choix: key of an unknown name -> key of the known one that it means, as somebody answered a Proposition.
    """

    colonnes_requises = ()
    colonnes_usuelles = {}  # name of a column -> other titles that people give it
    en_lot = False  # rows are written many at a time: nothing follows from writing one

    def __init__(self, *, choix=None, **kwargs):
        super().__init__(**kwargs)
        self.choix = choix or {}
        self.simuler = False
        self.lignes = []  # line of each row in the file
        self.annexes = []  # sentences about what was made beside the rows
        self.propositions = []  # names that are not known and resemble others
        self.a_creer, self.a_changer = [], []
        self.a_ecrire, self.a_defaire = (
            [],
            [],
        )  # by the current line: what it makes beside its row; how to forget it
        self.avant = None  # cells of the current row before the line, None for a new one

    def ligne(self, row_number):
        return self.lignes[row_number - 1] if self.lignes else row_number + 1

    def cellules(self, instance):
        return {each.column_name: each.export(instance) for each in self.get_export_fields()}

    # ── One line ──

    def import_row(self, row, instance_loader, **kwargs):
        """A refused line leaves nothing, not even the organisation that it names."""
        self.courante = self.ligne(kwargs["row_number"])
        self.a_ecrire, self.a_defaire, self.avant = [], [], None
        told = len(self.annexes), len(self.propositions)
        result = super().import_row(row, instance_loader, **kwargs)
        if result.validation_error is not None:
            for undo in reversed(self.a_defaire):
                undo()
            del self.annexes[told[0] :], self.propositions[told[1] :]
        return result

    def after_init_instance(self, instance, new, row, **kwargs):
        if new:
            return
        if line := getattr(instance, "ligne_lue", None):
            self.refuse_twice(instance, line)
        self.avant = self.cellules(instance)
        values, related = dict(vars(instance)), dict(instance._state.fields_cache)

        def restore():
            vars(instance).clear()
            vars(instance).update(values)
            instance._state.fields_cache = related

        self.a_defaire.append(restore)

    def refuse_twice(self, instance, line):
        raise ValidationError(f"« {instance} » figure déjà à la ligne {line}.")

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors or self.avant is None:
            return False
        return self.avant == self.cellules(instance)

    def before_save_instance(self, instance, row, **kwargs):
        self.write_beside()

    def write_beside(self):
        if not self.simuler:
            for each in self.a_ecrire:
                each.save()
        self.a_ecrire = []

    def do_instance_save(self, instance, is_create):
        if self.simuler:
            return
        if not self.en_lot:
            super().do_instance_save(instance, is_create)
            return
        (self.a_creer if is_create else self.a_changer).append(instance)
        if len(self.a_creer) + len(self.a_changer) >= LOT:
            self.write_lot()

    def write_lot(self):
        """Write what waits: new rows, and of those that changed the fields of the sheet and their keys alone."""
        if not (self.a_creer or self.a_changer):
            return
        rows = self._meta.model._default_manager
        rows.bulk_create(self.a_creer)
        changed = {instance.pk: instance for instance in self.a_changer}
        there = rows.select_for_update().filter(pk__in=changed).order_by("pk").values_list("pk", flat=True)
        rows.bulk_create(  # a row that somebody deleted meanwhile does not come back
            [changed[pk] for pk in there],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=self.champs_ecrits,
        )
        self.a_creer, self.a_changer = [], []

    @cached_property
    def champs_ecrits(self):
        fields = {field.name: field for field in self._meta.model._meta.concrete_fields}
        written = [each.attribute for each in self.get_import_fields() if not each.readonly]
        return [*written, *(name for name, field in fields.items() if isinstance(field, CleField))]

    def after_import_row(self, row, row_result, **kwargs):
        self.write_beside()
        instance = row_result.instance
        row_result.texte = self.describe(instance)
        instance.ligne_lue = self.courante
        self.chargeur.follow(instance)
        if kwargs.get("progress"):
            kwargs["progress"](kwargs["row_number"], len(self.lignes))

    def describe(self, instance):
        """The row in words; of one that changed, what became what."""
        now = self.cellules(instance) if self.avant is not None else None
        changes = [
            f"{column} : « {before} » → « {now[column]} »"
            for column, before in (self.avant or {}).items()
            if before != now[column]
        ]
        return f"{instance} ({' ; '.join(changes)})" if changes else str(instance)

    def after_import(self, dataset, result, **kwargs):
        """Write what waits; the library's own would set PostgreSQL's sequences, which no key of a file disturbs."""
        self.write_lot()

    def ressemblances(self):
        """(line, sentence) of new rows that may be there already under another spelling."""
        return []

    # ── Out ──

    def export_field(self, field, instance, **kwargs):
        return neutralise(super().export_field(field, instance, **kwargs))
