"""Into which groups of the sensitive features do some rows fall, and which groups are large enough?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.reference import Compared, chosen_reference
from core.checks.parts.tallies import MOST_GROUPS, minimum_rows
from core.reasons import Reason, ReasonCode
from core.results import Group, Measurement
from core.statistics.encoding import encode_groups

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """One sensitive feature over some rows."""

    name: str
    labels: tuple[str, ...]
    codes: "npt.NDArray[np.int64]"
    """Shape (rows,)."""
    minimum: int
    """Rows a group needs to be compared."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return the rows of each group."""
        return tuple(int(n) for n in np.bincount(self.codes, minlength=len(self.labels)))

    @property
    def eligible(self) -> tuple[int, ...]:
        """Return the positions of the groups that are large enough."""
        return tuple(at for at, n in enumerate(self.sizes) if n >= self.minimum)

    def record(self, at: int, measurements: Sequence[Measurement]) -> Group:
        """Record one group; too small ones stay visible with the reason."""
        n = self.sizes[at]
        small = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": n, "minimum": self.minimum})
        return Group(
            feature=self.name,
            label=self.labels[at],
            n=n,
            excluded=small if n < self.minimum else None,
            measurements=tuple(measurements),
        )


def parted_rows(data: CheckInput, rows: "npt.NDArray[np.int64]") -> tuple[Parted, ...]:
    """Return the sensitive features over some rows of the table; those with too many groups are left out."""
    minimum = minimum_rows(data.policy.minimum_group, data.policy.minimum_share, len(rows))
    found = []
    for grouping in data.groupings:
        if grouping.column not in data.table.columns:
            continue
        groups = encode_groups(data.table[grouping.column].iloc[rows], grouping)
        if len(groups.labels) <= MOST_GROUPS:
            found.append(
                Parted(name=grouping.column, labels=groups.labels, codes=groups.codes, minimum=minimum)
            )
    return tuple(found)


def reference_of(data: CheckInput, parted: Parted) -> tuple[int, str] | Reason:
    """Return the group the others are compared with, the stated one or the largest, and the rule."""
    groups = Compared(
        feature=parted.name,
        columns=(parted.name,),
        labels=parted.labels,
        parts=tuple((label,) for label in parted.labels),
        rows=parted.sizes,
        minimum=parted.minimum,
    )
    chosen = chosen_reference(data.references, groups)
    if isinstance(chosen, Reason):
        return chosen
    if chosen is not None:
        return chosen, "chosen"
    if len(parted.eligible) < 2:
        return Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": parted.name})
    return max(parted.eligible, key=lambda at: (parted.sizes[at], -at)), "largest"
