"""How many rows change their grade when another version rates them?"""

from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.credit_rows import level_of, sample_input
from core.checks.parts.findings import Found
from core.checks.parts.grading import bin_codes
from core.checks.parts.populations import row_scores
from core.checks.parts.rulings import between, measured, missing, share_of
from core.options import SampleRole
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Measurement
from core.statistics.bootstrap import cell_intervals
from core.statistics.migration import Moves, mean_notches, moves, width_better, width_worse

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MEASURES = (
    "migration_stable",
    "migration_worse",
    "migration_better",
    "migration_notches",
    "bandwidth_worse",
    "bandwidth_better",
)


def migration(data: CheckInput, edges: "Floats") -> Found:
    """Count the rows by their bin under the other version and under this one.

    Parameters
    ----------
    data
        The check's input, with the other version's scores of the same rows.
    edges
        Inner edges of the score bins, the same for both versions.

    Returns
    -------
    Found
        Figures without value, with the reason, where there is no other version.
    """
    matrix = _matrix(data, edges)
    if matrix is None:
        reason = Reason(code=ReasonCode.NO_OTHER_VERSION)
        return Found(measurements=tuple(missing(name, 0, reason) for name in MEASURES))
    found = moves(matrix)
    if found is None:
        return Found()
    return Found(measurements=_figures(data, found, matrix), tables=(_table(matrix),))


def _matrix(data: CheckInput, edges: "Floats") -> "Floats | None":
    """Count rows by the bin of the other version and of this one; None where scores cannot be paired."""
    sample = data.samples.get(SampleRole.OTHER_VERSION)
    if sample is None or sample.score is None:
        return None
    first, second = row_scores(sample_input(data, sample)), row_scores(data)
    if first is None or second is None or len(first[0]) != len(second[0]):
        return None
    known = np.isfinite(first[0]) & np.isfinite(second[0]) & (second[1] > 0)
    if not known.any():
        return None
    size = len(edges) + 1
    key = bin_codes(first[0][known], edges) * size + bin_codes(second[0][known], edges)
    return np.bincount(key, second[1][known], minlength=size * size).reshape(size, size).astype(float)


def _figures(data: CheckInput, found: Moves, matrix: "Floats") -> tuple[Measurement, ...]:
    empty = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
    values = {
        "migration_notches": found.notches,
        "bandwidth_worse": found.bandwidth_worse,
        "bandwidth_better": found.bandwidth_better,
    }
    redrawn = {
        "migration_notches": mean_notches,
        "bandwidth_worse": width_worse,
        "bandwidth_better": width_better,
    }
    bounds = {}
    if found.rows >= data.policy.minimum_group:
        bounds = cell_intervals(matrix, redrawn, seed=data.seed, level=level_of(data))
    return (
        share_of(data, "migration_stable", found.stayed, found.rows),
        share_of(data, "migration_worse", found.worse, found.rows),
        share_of(data, "migration_better", found.better, found.rows),
        *(
            missing(name, found.rows, empty)
            if value is None
            else measured(name, value, found.rows, interval=between(data, bounds.get(name), "bootstrap"))
            for name, value in values.items()
        ),
    )


def _table(matrix: "Floats") -> DataTable:
    places = [(a, b) for a in range(len(matrix)) for b in range(len(matrix))]
    rows = matrix.sum(axis=1)
    return data_table(
        "migration",
        before=[str(a + 1) for a, _ in places],
        after=[str(b + 1) for _, b in places],
        n=[float(matrix[place]) for place in places],
        share=[float(matrix[a, b] / rows[a]) if rows[a] else None for a, b in places],
    )
