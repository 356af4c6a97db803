"""Stored folded keys: SQLite cannot fold accents, so the key is written with the row."""

from django.core.exceptions import ValidationError
from django.db import models


class CleField(models.CharField):
    """A key computed from other fields of the row at each save and bulk_create.

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


def refuse_duplicate_key(instance):
    """Raise ValidationError when another row has the key that this one would get.

    For `clean()`: the key is not a form field, so the form cannot see the conflict by itself.
    """
    field = instance._meta.get_field("cle")
    instance.cle = field.compute(instance)[: field.max_length]
    if type(instance)._base_manager.filter(cle=instance.cle).exclude(pk=instance.pk).exists():
        raise ValidationError(field.error_messages["unique"], code="unique")
