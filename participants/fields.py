"""Stored folded keys: SQLite cannot fold accents, so the key is written with the row."""

from django.core.exceptions import ValidationError
from django.db import models


class CleField(models.CharField):
    """A key computed from other fields of the row at each save and bulk_create (not by update).

    compute: function of the instance that returns the key.
    """

    def __init__(self, *args, compute=None, **kwargs):
        self.compute = compute
        kwargs.setdefault("max_length", 400)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance, add):
        if self.compute is not None:
            setattr(model_instance, self.attname, self.compute(model_instance)[: self.max_length])
        return super().pre_save(model_instance, add)


class AvecCle(models.Model):
    """A row with keys: they are saved with the fields that they follow, even when only those are named."""

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None:
            keys = [field.name for field in self._meta.fields if isinstance(field, CleField)]
            update_fields = {*update_fields, *keys}
        super().save(*args, update_fields=update_fields, **kwargs)


def refuse_duplicate_key(instance, *among):
    """Raise ValidationError when another row has the key that this one would get.

    For `clean()`: the key is not a form field, so the form cannot see the conflict by itself. among: names of
    the fields together with which the key is unique, none when it is unique alone.
    """
    field = instance._meta.get_field("cle")
    instance.cle = field.compute(instance)[: field.max_length]
    if not among:
        message = field.error_messages["unique"]
    else:
        (message,) = (
            constraint.violation_error_message
            for constraint in instance._meta.constraints
            if getattr(constraint, "fields", None) == (*among, "cle")
        )
    same = {name: getattr(instance, f"{name}_id") for name in among}
    others = type(instance)._base_manager.filter(cle=instance.cle, **same).exclude(pk=instance.pk)
    if None not in same.values() and others.exists():
        raise ValidationError(message, code="unique")
