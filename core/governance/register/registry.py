"""Which fields are there, and which one carries a key?"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from core.errors import UserError
from core.governance.register.types import FieldKey, FieldList, FieldSpec, FormSection
from core.messages import message


@cache
def fields() -> tuple[FieldSpec, ...]:
    """Return every field in the order of the form."""
    package = import_module("core.governance.register.table")
    found: list[FieldSpec] = []
    for module in iter_modules(package.__path__):
        part = import_module(f"{package.__name__}.{module.name}").FIELDS
        found += cast("tuple[FieldSpec, ...]", part)
    order = list(FormSection)
    return tuple(sorted(found, key=lambda item: order.index(item.section)))


@cache
def by_key() -> Mapping[FieldKey, FieldSpec]:
    """Return every field by its key."""
    return {item.key: item for item in fields()}


def field_of(key: str) -> FieldSpec:
    """Return the field with a key; raises `UserError` if there is none."""
    found = by_key().get(FieldKey(key))
    if found is None:
        raise UserError(
            message(
                "The register has no field “{key}”. Nothing was changed. "
                "“pruefstein record fields” lists what there is.",
                key=key,
            )
        )
    return found


def fields_of(wanted: FieldList) -> tuple[FieldSpec, ...]:
    """Return the fields a list asks for, in the order of the form."""
    return tuple(item for item in fields() if item.demand(wanted) is not None)
