"""Which sensitive features and which combinations of them are compared?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING

from core.checks.base import CheckInput
from core.reasons import Reason, ReasonCode
from core.statistics.encoding import Encoded, cross, encode_groups

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST_COMBINATIONS = 255
"""Features and combinations that are compared: all of up to eight features."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSet:
    """One feature or combination, as groups of the kept rows."""

    columns: tuple[str, ...]
    groups: Encoded
    parts: tuple[tuple[str, ...], ...]
    """Of each group its label in each column."""


def wanted_axes(features: int, *, deep: bool) -> tuple[list[tuple[int, ...]], int]:
    """Return which features are crossed, and how many combinations are left out.

    Parameters
    ----------
    features
        How many there are.
    deep
        Whether combinations of any number are wanted; without it those of two, and that of all.

    Returns
    -------
    tuple
        Positions of the features, single ones first; beyond `MOST_COMBINATIONS` those of few features stay,
        and that of all.
    """
    sizes = range(1, features + 1) if deep else sorted({1, 2, features} - {0})
    every = [
        axes for size in sizes for axes in islice(combinations(range(features), size), MOST_COMBINATIONS)
    ]
    whole = 2**features - 1 if deep else len(every)
    if len(every) <= MOST_COMBINATIONS and whole <= MOST_COMBINATIONS:
        return every, 0
    kept = [*every[: max(MOST_COMBINATIONS - 1, features)], tuple(range(features))]
    return kept, max(whole, len(every)) - len(kept)


def left_out_note(left_out: int) -> tuple[Reason, ...]:
    """Say how many combinations were not formed."""
    values: dict[str, str | int | float] = {"n": left_out, "most": MOST_COMBINATIONS}
    return (Reason(code=ReasonCode.TOO_MANY_COMBINATIONS, values=values),) if left_out else ()


def group_columns(data: CheckInput, keep: "npt.NDArray[np.int64]") -> tuple[Encoded, ...]:
    """Return the sensitive features as groups of the kept rows."""
    return tuple(
        encode_groups(data.table[grouping.column].iloc[keep], grouping)
        for grouping in data.groupings
        if grouping.column in data.table.columns
    )


def feature_sets(columns: Sequence[Encoded], *, crossed: bool) -> tuple[tuple[FeatureSet, ...], int]:
    """Return the features, with their combinations where these are wanted, and how many were left out."""
    axes, left_out = (
        wanted_axes(len(columns), deep=True) if crossed else ([(at,) for at in range(len(columns))], 0)
    )
    found = []
    for chosen in (tuple(columns[at] for at in some) for some in axes):
        groups, parts = cross(chosen)
        found.append(FeatureSet(columns=tuple(item.name for item in chosen), groups=groups, parts=parts))
    return tuple(found), left_out
