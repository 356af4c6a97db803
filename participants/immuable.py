"""Rows that are written once: held in code, since triggers that forbid DELETE break tests on SQLite."""

from django.db import models


class ImmuableRefus(Exception):
    """Somebody tried to change or delete what is frozen."""


class ImmuableQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise ImmuableRefus("Ce qui est figé ne se modifie pas.")

    def delete(self):
        raise ImmuableRefus("Ce qui est figé ne se supprime pas.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise ImmuableRefus("Ce qui est figé ne se modifie pas.")

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise ImmuableRefus("Ce qui est figé ne se modifie pas.")
        return super().bulk_create(objs, *args, **kwargs)


class Immuable(models.Model):
    """A row that is written once. `verifier_versions` finds what was changed from outside in frozen PVs."""

    objects = ImmuableQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # what Django itself goes through refuses too

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ImmuableRefus("Ce qui est figé ne se modifie pas.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ImmuableRefus("Ce qui est figé ne se supprime pas.")
