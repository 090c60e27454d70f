"""What is each stored value called on screens and paper?

Every module of this folder holds `LABELS` for the values of its topic; they are found by listing.
"""

from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from core.messages import N_

Labels = Mapping[type[StrEnum], Mapping[str, str]]


def _gathered() -> Labels:
    found: dict[type[StrEnum], Mapping[str, str]] = {}
    for module in iter_modules(__path__):
        found |= cast("Labels", import_module(f"{__name__}.{module.name}").LABELS)
    return found


LABELS: Labels = _gathered()


def label(value: StrEnum) -> str:
    """Return the English label, its id in the catalogue; unlabeled values stand for themselves."""
    return LABELS.get(type(value), {}).get(value.value, value.value)


LIKELIHOOD_STEPS: tuple[str, ...] = (
    N_("1 Rare"),
    N_("2 Unlikely"),
    N_("3 Possible"),
    N_("4 Likely"),
    N_("5 Very likely"),
)
"""The steps of the likelihood axis of scale "5x5-1", to be translated where they are shown."""
IMPACT_STEPS: tuple[str, ...] = (
    N_("1 Very low"),
    N_("2 Low"),
    N_("3 Moderate"),
    N_("4 Large"),
    N_("5 Very large"),
)
"""The steps of the impact axis; the number keeps "2 Low" (Niedrig) apart from the band "Low" (Gering)."""
