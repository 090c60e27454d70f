"""Which single rows are laid out, and of what is each of their outputs made?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Attributions, CheckInput
from core.checks.parts.chances import cell_text, chance
from core.checks.parts.class_figures import data_table
from core.checks.parts.rows import favorable_class
from core.inventory import Task
from core.results import DataTable
from core.statistics.encoding import MISSING, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One explained row and why it is shown."""

    kind: str
    """"chosen", "nearest" to the cut-off, "error" (the gravest), "highest" or "lowest" output, "first"."""
    at: int
    """Its place among the explained rows."""


def cases(found: Attributions, data: CheckInput) -> tuple[Case, ...]:
    """Return the rows that tell most, each once, all among the explained ones.

    Parameters
    ----------
    found
        Attributions.
    data
        Scores, cut-off and true values as far as they are there.

    Returns
    -------
    tuple of Case
        The first is the one shown as the example.
    """
    wanted = [
        ("chosen", _chosen(found)),
        ("nearest", _nearest(found, data)),
        ("error", _error(found, data)),
        ("highest", _largest(found.outputs)),
        ("lowest", _largest(-found.outputs)),
    ]
    seen: dict[int, str] = {}
    for kind, at in wanted:
        if at is not None:
            seen.setdefault(at, kind)
    if not seen or next(iter(seen.values())) in {"error", "highest", "lowest"}:
        seen = {0: "first"} | {at: kind for at, kind in seen.items() if at != 0}
    return tuple(Case(kind=kind, at=at) for at, kind in seen.items())


def case_table(found: Attributions, data: CheckInput, shown: tuple[Case, ...]) -> DataTable:
    """Lay out each case feature by feature, largest attribution first."""
    lines = [
        (case, int(at))
        for case in shown
        for at in np.argsort(-np.abs(np.nan_to_num(found.values[case.at])), kind="stable")
    ]
    return data_table(
        "cases",
        case=[case.kind for case, _ in lines],
        row=[float(found.rows[case.at]) for case, _ in lines],
        output=[_finite(found.outputs[case.at]) for case, _ in lines],
        feature=[found.features[at] for _, at in lines],
        value=[cell_text(data, found.features[at], int(found.rows[case.at])) for case, at in lines],
        attribution=[_finite(found.values[case.at, at]) for case, at in lines],
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _chosen(found: Attributions) -> int | None:
    if found.chosen is None:
        return None
    at = np.flatnonzero(found.rows == found.chosen)
    return int(at[0]) if len(at) else None


def _nearest(found: Attributions, data: CheckInput) -> int | None:
    """Return the explained row whose score lies nearest to the cut-off."""
    if data.score is None or data.cut_off is None or data.task is not Task.BINARY:
        return None
    return _largest(-np.abs(data.score[found.rows] - data.cut_off.number))


def _error(found: Attributions, data: CheckInput) -> int | None:
    """Return the explained row whose score is farthest from the truth."""
    import pandas as pd

    if data.score is None or data.target is None or data.target not in data.table.columns:
        return None
    column = data.table[data.target].iloc[found.rows]
    score = chance(data, data.score)[found.rows]
    if data.task is Task.REGRESSION:
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        return _largest(np.abs(numbers - score))
    wanted, encoded = favorable_class(data), encode_classes(column, data.target)
    if wanted not in encoded.labels:
        return None
    truth = (encoded.codes == encoded.labels.index(wanted)).astype(float)
    truth[encoded.codes == MISSING] = np.nan
    return _largest(np.abs(truth - score))


def _largest(values: "Floats") -> int | None:
    """Return where the largest finite value stands, the first of equal ones."""
    known = np.isfinite(values)
    return int(np.argmax(np.where(known, values, -np.inf))) if known.any() else None
