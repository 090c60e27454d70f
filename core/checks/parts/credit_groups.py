"""Which groups of the sensitive features are large enough to be looked at one by one?"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.reasons import Reason, ReasonCode
from core.statistics.encoding import encode_groups

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

MOST = 50
"""More groups of one feature make no table that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """One group of one sensitive feature."""

    feature: str
    label: str
    """The empty string stands for "not stated"."""
    mask: "Flags"
    """Shape (rows,)."""


def crowds(
    data: CheckInput, keep: "Places", counts: "Floats"
) -> tuple[tuple[Crowd, ...], tuple[Reason, ...]]:
    """Return the groups with enough rows; small ones are counted in a note, not named.

    Parameters
    ----------
    data
        The check's input.
    keep, counts
        Positions of the rows that are looked at, and how many rows each stands for.

    Returns
    -------
    tuple
        Groups of every feature with at least two large enough ones, and notes on what was left out.
    """
    found: list[Crowd] = []
    notes: list[Reason] = []
    least = max(data.policy.minimum_group, float(Fraction(data.policy.minimum_share)) * float(counts.sum()))
    for grouping in data.groupings:
        if grouping.column not in data.table.columns:
            continue
        column = encode_groups(data.table[grouping.column].iloc[keep], grouping)
        rows = np.bincount(column.codes, counts, minlength=len(column.labels))
        large = np.flatnonzero(rows >= least)
        if len(large) > MOST:
            values: dict[str, str | int | float] = {"feature": column.name, "n": len(large), "most": MOST}
            notes.append(Reason(code=ReasonCode.TOO_MANY_GROUPS, values=values))
            continue
        small = int((rows > 0).sum()) - len(large)
        if small:
            left: dict[str, str | int | float] = {"n": small, "feature": column.name}
            notes.append(Reason(code=ReasonCode.GROUPS_EXCLUDED, values=left))
        if len(large) < 2:
            continue
        found += [
            Crowd(feature=column.name, label=column.labels[int(at)], mask=column.codes == at) for at in large
        ]
    return tuple(found), tuple(notes)
