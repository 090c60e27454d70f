"""Which features move the output of each group, and of what is the gap between groups made?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.chances import Explained, about, explained_rows
from core.checks.parts.class_figures import data_table
from core.checks.parts.explain_result import BLOCKS, finished, redrawn_interval
from core.checks.parts.findings import Found, together
from core.checks.parts.parted import Parted, parted_rows, reference_of
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Group, Measurement
from core.statistics.bootstrap import block_sums, percentile_bounds, redrawn_sums

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare attributions between groups and take the gap of mean outputs apart, exactly.

    Parameters
    ----------
    data
        Table, attributions and sensitive features.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where nothing was explained or no group can be compared.

    Notes
    -----
    Attributions add up to output minus base in every row, so the difference of two groups' mean outputs is
    the sum over features of the difference of their mean attributions.

    References
    ----------
    Lundberg and Lee 2017, NeurIPS 30:4765-4774 (local accuracy).
    """
    found = explained_rows(data)
    if isinstance(found, Reason):
        return refused(CHECK, data, found)
    progress(0.0, message("Comparing attributions of groups"))
    whole = _all_compared(data, found)
    if isinstance(whole, Reason):
        return refused(CHECK, data, whole)
    return finished(CHECK, data, whole, rows=len(found.rows), parameters=about(found, data))


def _all_compared(data: CheckInput, found: Explained) -> Found | Reason:
    """Return what was found for all sensitive features, or why none can be compared."""
    parts = [_compared(data, found, parted) for parted in parted_rows(data, found.rows)]
    reasons = [part for part in parts if isinstance(part, Reason)]
    usable = [part for part in parts if not isinstance(part, Reason)]
    if not usable:
        return reasons[0] if reasons else Reason(code=ReasonCode.NO_SENSITIVE_FEATURE)
    whole = together([*usable, Found(notes=(*reasons, *_sampled(data, found)))])
    return replace(whole, tables=_stacked(whole.tables))


def _sampled(data: CheckInput, found: Explained) -> tuple[Reason, ...]:
    if len(found.rows) == len(data.table):
        return ()
    values: dict[str, str | int | float] = {"n": len(found.rows), "total": len(data.table)}
    return (Reason(code=ReasonCode.SAMPLED, values=values),)


@dataclass(frozen=True, slots=True)
class _Side:
    """Means of one group, and the same of its redrawn rows."""

    label: str
    n: int
    means: "Floats"
    """Shape (2 * features + 1,): mean attribution and mean size of each feature, then the mean output."""
    drawn: "Floats"
    """Shape (redraws, 2 * features + 1)."""


def _compared(data: CheckInput, found: Explained, parted: Parted) -> Found | Reason:
    chosen = reference_of(data, parted)
    if isinstance(chosen, Reason):
        return chosen
    columns = np.column_stack([found.values, np.abs(found.values), found.outputs])
    sides = {at: _side(data, columns, parted, at) for at in parted.eligible}
    reference, rule = sides[chosen[0]], chosen[1]
    others = [side for at, side in sides.items() if at != chosen[0]]
    if not others:
        return Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": parted.name})
    gaps = [_gap(data, parted.name, side, reference) for side in others]
    return Found(
        groups=tuple(_group(data, parted, at, sides.get(at)) for at in range(len(parted.labels))),
        measurements=tuple(gaps),
        tables=(
            _profile(data, found, parted.name, list(sides.values())),
            _decomposition(data, found, (parted.name, rule), reference, others),
        ),
    )


def _side(data: CheckInput, columns: "Floats", parted: Parted, at: int) -> _Side:
    part = columns[parted.codes == at]
    sums = block_sums(np.column_stack([np.ones(len(part)), part]), seed=data.seed + at, blocks=BLOCKS)
    drawn = redrawn_sums(sums, seed=data.seed + at)
    return _Side(parted.labels[at], len(part), part.mean(axis=0), drawn[:, 1:] / drawn[:, :1])


def _bounds(values: "Floats", data: CheckInput) -> tuple[float | None, float | None]:
    found = percentile_bounds(values, float(Fraction(data.policy.confidence)))
    return (None, None) if found is None else found


def _gap(data: CheckInput, feature: str, side: _Side, reference: _Side) -> Measurement:
    drawn = reference.drawn[:, -1] - side.drawn[:, -1]
    return Measurement(
        measure="mean_output_gap",
        subject=f"{feature}: {side.label or '–'} / {reference.label or '–'}",
        value=float(reference.means[-1] - side.means[-1]),
        n=side.n + reference.n,
        interval=redrawn_interval(drawn, data, min(side.n, reference.n)),
    )


def _group(data: CheckInput, parted: Parted, at: int, side: _Side | None) -> Group:
    if side is None:
        return parted.record(at, ())
    mean = Measurement(
        measure="mean_output",
        subject=side.label,
        value=float(side.means[-1]),
        n=side.n,
        interval=redrawn_interval(side.drawn[:, -1], data, side.n),
    )
    return parted.record(at, (mean,))


def _profile(data: CheckInput, found: Explained, feature: str, sides: Sequence[_Side]) -> DataTable:
    """Lay out mean and mean size of each feature's attributions in each group."""
    count = len(found.features)
    lines = [(side, at) for side in sides for at in range(count)]
    means = [_bounds(side.drawn[:, at], data) for side, at in lines]
    bounds = [_bounds(side.drawn[:, count + at], data) for side, at in lines]
    return data_table(
        "group_attributions",
        feature=[feature for _ in lines],
        group=[side.label for side, _ in lines],
        n=[float(side.n) for side, _ in lines],
        column=[found.features[at] for _, at in lines],
        mean=[float(side.means[at]) for side, at in lines],
        mean_low=[low for low, _ in means],
        mean_high=[high for _, high in means],
        mean_abs=[float(side.means[count + at]) for side, at in lines],
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
    )


def _decomposition(
    data: CheckInput, found: Explained, named: tuple[str, str], reference: _Side, others: Sequence[_Side]
) -> DataTable:
    """Lay out the part of each feature in the gap of mean outputs, largest part first."""
    count, lines = len(found.features), []
    for side in others:
        parts = reference.means[:count] - side.means[:count]
        lines += [(side, int(at), float(parts[at])) for at in np.argsort(-np.abs(parts), kind="stable")]
    bounds = [_bounds(reference.drawn[:, at] - side.drawn[:, at], data) for side, at, _ in lines]
    return data_table(
        "gap_parts",
        feature=[named[0] for _ in lines],
        group=[side.label for side, *_ in lines],
        reference=[reference.label for _ in lines],
        rule=[named[1] for _ in lines],
        gap=[float(reference.means[-1] - side.means[-1]) for side, *_ in lines],
        column=[found.features[at] for _, at, _ in lines],
        part=[part for *_, part in lines],
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
    )


def _stacked(tables: Sequence[DataTable]) -> tuple[DataTable, ...]:
    """Put the tables of several features that have the same name under one another."""
    names = dict.fromkeys(table.id for table in tables)
    stacked = []
    for name in names:
        same = [table for table in tables if table.id == name]
        heads = [column.name for column in same[0].columns]
        values = {head: [cell for table in same for cell in table.column(head)] for head in heads}
        stacked.append(data_table(name, **values))
    return tuple(stacked)


CHECK = Check(
    id="group_explanation",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    family=Family.EXPLANATION,
    needs=frozenset({Need.ATTRIBUTIONS, Need.GROUPS}),
    run=run,
    measures=frozenset({"mean_output_gap"}),
)
"""The check, found by listing this folder."""
