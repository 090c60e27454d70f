"""Which model formats are there?

Every module of this folder that is named like a format and holds a `FORMAT`.
"""

from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pkgutil import iter_modules

import core.artifacts
from core.artifacts.base import ModelFormat, Recognized
from core.inventory import ArtifactFormat

_DISTRIBUTIONS = {"xgboost": ("xgboost", "xgboost-cpu")}
"""Distributions under which a library is offered, where that is not its name."""


@cache
def all_formats() -> tuple[ModelFormat, ...]:
    """Return every format in the order in which they are tried."""
    names = {info.name for info in iter_modules(core.artifacts.__path__)} & set(ArtifactFormat)
    modules = (import_module(f"core.artifacts.{name}") for name in sorted(names))
    found = [getattr(module, "FORMAT", None) for module in modules]
    return tuple(sorted((item for item in found if isinstance(item, ModelFormat)), key=lambda it: it.order))


def get(kind: ArtifactFormat) -> ModelFormat:
    """Return the format with an id."""
    return next(item for item in all_formats() if item.id is kind)


def recognized(data: bytes, name: str) -> tuple[ModelFormat, Recognized] | None:
    """Return the first format that knows the bytes, None if none does."""
    for item in all_formats():
        found = item.recognize(data, name)
        if found is not None:
            return item, found
    return None


def installed(library: str) -> str | None:
    """Return a library's installed version, None if it is not installed."""
    for distribution in _DISTRIBUTIONS.get(library, (library,)):
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return None
