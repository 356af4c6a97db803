"""Who finds which rows in the admin, and what he may do with them.

The site has a table, model -> Droits; everything here asks it: lists, forms, choices, filters, inlines, deletions. A
model that is not in the table is for administrators, who may do everything and are asked nothing more.
"""

from django.contrib import admin
from django.http import Http404

from .droits import Droits
from .permissions import is_administrator

FERME = Droits()


def droits_of(site, model):
    return site.droits.get(model, FERME)


def rows(rule, model, user):
    """What a rule leaves to a user."""
    if is_administrator(user):
        return model._default_manager.all()
    return rule(user) if rule else model._default_manager.none()


def some(request, rule):
    """Whether whoever asks may do at all what a rule says. Asked once for each page: many tables share a rule."""
    if is_administrator(request.user):
        return True
    if rule is None:
        return False
    known = request.__dict__.setdefault("_some", {})
    if rule not in known:
        known[rule] = not rule(request.user).query.is_empty()
    return known[rule]


def reaches(request, rule, row):
    """Whether one row is among those of a rule. Asked once for each page."""
    if is_administrator(request.user):
        return True
    if rule is None:
        return False
    known = request.__dict__.setdefault("_reached", {})
    key = rule, row.pk
    if key not in known:
        known[key] = rule(request.user).filter(pk=row.pk).exists()
    return known[key]


def offered_by(site, key):
    """The rule of the rows that a foreign key may point to."""
    target = droits_of(site, key.related_model)
    return droits_of(site, key.model).choices.get(key.name) or target.offered or target.visible


def choices(site, key, user):
    """The rows that a user may choose for a foreign key."""
    return rows(offered_by(site, key), key.related_model, user)


def among(queryset, chosen):
    """The rows of a queryset that another one has too, without what it joins."""
    return queryset.filter(pk__in=chosen.order_by().values("pk"))


def without(fieldsets, names):
    """Fieldsets without some fields."""

    def kept(fields):
        for one in fields:
            if isinstance(one, list | tuple):
                one = tuple(kept(one))
            if one and one not in names:
                yield one

    left = ((title, options | {"fields": list(kept(options["fields"]))}) for title, options in fieldsets)
    return [(title, options) for title, options in left if options["fields"]]


def offered_rows(site, key, request):
    """What an autocomplete searches: the rows that a user may choose for a foreign key, as their admin loads them."""
    model_admin = site.get_model_admin(key.related_model)
    found = model_admin.model._default_manager.select_related(*(model_admin.list_select_related or ()))
    return among(found.order_by(*model_admin.get_ordering(request)), choices(site, key, request.user))


class SelonDroits:
    """What an admin and an inline share: the fields that one reads, changes and fills from other rows."""

    @property
    def droits(self):
        return droits_of(self.admin_site, self.model)

    def get_field_queryset(self, db, db_field, request):
        ordered = super().get_field_queryset(db, db_field, request)
        if is_administrator(request.user):
            return ordered
        if ordered is None:
            ordered = db_field.related_model._default_manager.using(db)
        return among(ordered, choices(self.admin_site, db_field, request.user))

    def _locked(self, request, row=None):
        return () if is_administrator(request.user) else self.droits.locked(request.user, row)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if is_administrator(request.user) or not self.droits.hidden:
            return fieldsets
        return without(fieldsets, self.droits.hidden)


class PageSelonDroits(SelonDroits):
    """For a ModelAdmin."""

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        if is_administrator(request.user):
            return queryset
        return among(queryset, rows(self.droits.visible, self.model, request.user))

    def _may(self, request, rule, row):
        return some(request, rule) if row is None else reaches(request, rule, row)

    def has_view_permission(self, request, obj=None):
        return self._may(request, self.droits.visible, obj)

    def has_change_permission(self, request, obj=None):
        return self._may(request, self.droits.editable, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may(request, self.droits.deletable, obj)

    def has_add_permission(self, request):
        return is_administrator(request.user) or self.droits.may_add(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request) or self.has_add_permission(request)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *self._locked(request, obj)]

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404  # the same for what is not there and for what must not be known

    def lookup_allowed(self, lookup, value, request=None):
        """The address of a list asks the database what the list offers as a filter, and nothing else."""
        if not super().lookup_allowed(lookup, value, request):
            return False
        filters = [one[0] if isinstance(one, list | tuple) else one for one in self.get_list_filter(request)]
        return is_administrator(request.user) or any(
            f"{lookup}__".startswith(f"{name}__") for name in [*filters, self.date_hierarchy]
        )

    def get_deleted_objects(self, objs, request):
        """Who may delete the whole may delete its parts; what must be kept is protected by the models."""
        listed, counts, _, protected = super().get_deleted_objects(objs, request)
        kept = any(not self.has_delete_permission(request, row) for row in objs)
        return listed, counts, {self.opts.verbose_name} if kept else set(), protected


class LignesSelonDroits(SelonDroits):
    """For an inline: its rows follow the page that they stand on."""

    @property
    def parent_key(self):
        return next(field for field in self.model._meta.fields if field.related_model is self.parent_model)

    def _parent_is_open(self, request, parent):
        """Whether rows of this user may belong to the row that the page shows."""
        return parent is None or reaches(request, offered_by(self.admin_site, self.parent_key), parent)

    def has_view_permission(self, request, obj=None):
        return some(request, self.droits.visible)

    def has_add_permission(self, request, obj):
        may_add = is_administrator(request.user) or self.droits.may_add(request.user)
        return may_add and self._parent_is_open(request, obj)

    def has_change_permission(self, request, obj=None):
        return some(request, self.droits.editable) and self._parent_is_open(request, obj)

    def has_delete_permission(self, request, obj=None):
        return some(request, self.droits.deletable) and self._parent_is_open(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *self._locked(request)]


class FiltreVisible(admin.RelatedFieldListFilter):
    """A filter by a related row offers those that the user may know."""

    def field_choices(self, field, request, model_admin):
        if is_administrator(request.user):
            return super().field_choices(field, request, model_admin)
        known = rows(
            droits_of(model_admin.admin_site, field.related_model).visible, field.related_model, request.user
        )
        return field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={"pk__in": known.order_by().values("pk")},
        )


admin.FieldListFilter.register(lambda field: field.remote_field, FiltreVisible, take_priority=True)
