"""What holds for every model: a factory, French names, a readable text, a total order, tried constraints."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models import CheckConstraint
from factory.django import DjangoModelFactory

from . import factories

ROOMS = ("participants", "chantiers", "seances")
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
FACTORIES = {
    factory._meta.model: factory
    for factory in vars(factories).values()
    if isinstance(factory, type) and issubclass(factory, DjangoModelFactory) and factory._meta.model
}


def each_model():
    return pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def test_every_model_has_a_factory():
    assert {model.__name__ for model in MODELS} == {model.__name__ for model in FACTORIES}


@pytest.mark.django_db
@each_model()
def test_factory_builds_a_valid_row_each_time(model):
    for _ in range(2):
        row = FACTORIES[model]()
        row.full_clean()
        assert model._base_manager.filter(pk=row.pk).exists()


@pytest.mark.django_db
@each_model()
def test_factory_traits_build_valid_rows(model):
    for trait in FACTORIES[model]._meta.parameters:
        row = FACTORIES[model](**{trait: True})
        row.full_clean()


@each_model()
def test_model_has_a_french_name_in_lower_case(model):
    name = model._meta.original_attrs.get("verbose_name", "")
    assert name and name == name.lower()


@each_model()
def test_model_name_of_several_words_has_its_own_plural(model):
    name = model._meta.verbose_name
    if " " in name or name.endswith(("al", "eu", "au", "s", "x")):
        assert model._meta.original_attrs.get("verbose_name_plural")


@each_model()
def test_each_editable_field_has_a_name(model):
    unnamed = [field.name for field in model._meta.fields if field.editable and field._verbose_name is None]
    assert set(unnamed) <= {"id", "password", "last_login"}


@pytest.mark.django_db
@each_model()
def test_row_reads_as_a_text_of_its_own(model):
    row = FACTORIES[model]()
    assert str(row) and "object (" not in str(row)


HERE = Path(__file__).parent
TRIED = [
    case
    for path in sorted([*HERE.glob("*/test_models.py"), *HERE.glob("*/models/test_*.py")])
    for case in getattr(
        import_module(".".join(["tests", *path.relative_to(HERE).with_suffix("").parts])), "CASES", []
    )
]


def test_every_constraint_and_unique_field_is_tried_once():
    constraints = [constraint.name for model in MODELS for constraint in model._meta.constraints]
    unique = [
        f"{model._meta.model_name}.{field.name}"
        for model in MODELS
        for field in model._meta.fields
        if field.unique and not field.primary_key
    ]
    assert sorted(case.name for case in TRIED) == sorted([*constraints, *unique])


def test_every_constraint_has_a_message_of_its_own():
    for model in MODELS:
        said = [constraint.violation_error_message for constraint in model._meta.constraints]
        default = [each for each in said if each == CheckConstraint.default_violation_error_message]
        assert (len(set(said)), default) == (len(said), []), model


@each_model()
def test_model_order_ends_on_something_unique(model):
    ordering = model._meta.ordering
    assert ordering, "no ordering"
    assert is_unique(model, [plain(each) for each in ordering])


def plain(each):
    """Name of a field of an ordering, whatever its direction."""
    if isinstance(each, str):
        return each.lstrip("-")
    return each.expression.name  # F("quand").desc()


def is_unique(model, names):
    """Whether no two rows can be equal under an ordering by these fields."""
    if "pk" in names:
        return True
    if any(model._meta.get_field(name).unique for name in names if "__" not in name):
        return True
    keys = [
        set(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
    ]
    return any(key <= set(names) for key in keys) or follows_one_to_one(model, names)


def follows_one_to_one(model, names):
    """TextePoint is ordered by its point, of which it is the only text: unique when the point's order is."""
    for field in model._meta.fields:
        if field.one_to_one:
            prefix = f"{field.name}__"
            inner = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
            if inner and is_unique(field.related_model, inner):
                return True
    return False
