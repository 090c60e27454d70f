"""How does a value become a row, and which of its fields can be searched?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Generic, cast

from core.audit import ObjectKind
from core.ids import Digest
from core.store.aggregates import Aggregate, T
from core.store.rows import DocumentRow


def no_files(_value: object) -> tuple[Digest, ...]:
    """Name no stored file."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapper(Generic[T]):
    """One aggregate: its table, its id and its projection columns."""

    kind: ObjectKind
    value: type[T]
    row: type[DocumentRow]
    prefix: str | None = None
    """Of numbered ids, for example "MOD"; None where the id is not a number."""
    key: Callable[[T], str]
    columns: Callable[[T], Mapping[str, str | None]]
    files: Callable[[T], tuple[Digest, ...]] = no_files
    """Digests of the content-addressed files the value needs."""


@cache
def mappers() -> tuple["Mapper[Aggregate]", ...]:
    """Return every mapper, found by listing the folder, in the order of the object kinds."""
    package = import_module("core.store.mappers")
    found = [
        cast("Mapper[Aggregate]", import_module(f"{package.__name__}.{module.name}").MAPPER)
        for module in iter_modules(package.__path__)
    ]
    return tuple(sorted(found, key=lambda mapper: list(ObjectKind).index(mapper.kind)))


def mapper_of(kind: type[T]) -> Mapper[T]:
    """Return the mapper of an aggregate's class; `TypeError` if the class is not stored."""
    for mapper in mappers():
        if mapper.value is kind:
            return cast("Mapper[T]", mapper)
    raise TypeError(f"{kind.__name__} is not stored")
