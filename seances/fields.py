"""Fields that hold what the portal stores in its own way: rich text, and files named by sha256."""

from django.core.validators import RegexValidator
from django.db import models

from .pv import richtext

SHA256 = r"\A[0-9a-f]{64}\Z"


class TexteRicheField(models.TextField):
    """Rich text as HTML. Every way into the database passes here, so nothing unsafe is ever stored."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return richtext.clean(value) if value else value

    def pre_save(self, model_instance, add):
        value = richtext.clean(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        from .editor import editor_form_field  # the widget needs the loaded apps

        kwargs.pop("widget", None)
        return super().formfield(form_class=editor_form_field, widget=None, **kwargs)


class EmpreinteField(models.CharField):
    """The sha256 of some bytes kept by `seances.fichiers`, in lower-case hexadecimal; empty when there are none."""

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 64
        kwargs.setdefault("blank", True)
        kwargs["validators"] = [RegexValidator(SHA256, "Une empreinte sha256 a 64 chiffres hexadécimaux.")]
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        kwargs.pop("validators", None)
        return name, path, args, kwargs
