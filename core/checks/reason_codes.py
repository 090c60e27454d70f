"""What lowered the chance of those who were refused, and could they change it?"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.chances import (
    MOST_LIKELY,
    Explained,
    about,
    cell_text,
    explained_rows,
    is_favorable,
    no_decision,
    rules,
)
from core.checks.parts.class_figures import data_table
from core.checks.parts.explain_result import BLOCKS, bound, finished, redrawn_interval, share_figure
from core.checks.parts.findings import Found
from core.checks.parts.parted import parted_rows
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.options import Change
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Group, Measurement
from core.statistics.bootstrap import block_sums, redrawn_sums
from core.statistics.intervals import wilson
from core.statistics.ranks import top_overlap

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Order = npt.NDArray[np.int64]

TOP = 4
"""Reasons per person: more than four are not likely to help (12 CFR 1002.9, comment 9(b)(2)-1)."""
CASES = 8
"""Refused rows laid out one by one."""


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Name the factors that lowered the chance of each refused row, and count them.

    Parameters
    ----------
    data
        Table, predictions and attributions; rules say which features a person can change.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where nobody was refused or nothing was explained.

    References
    ----------
    12 CFR 1002.9(b)(2) and its official interpretation (statement of specific reasons).
    """
    found = _refused_rows(data)
    if isinstance(found, Reason):
        return refused(CHECK, data, found)
    progress(0.0, message("Naming reasons for refusals"))
    given = _reasons(found)
    figures = _figures(given, data)
    groups, by_group = _by_group(given, data)
    tables = (_frequency(given, data), _cases(given, data), *by_group)
    return finished(
        CHECK,
        data,
        Found(measurements=figures, groups=groups, tables=tables, notes=_notes(given, data)),
        rows=len(found.rows),
        parameters={"reasons": TOP, **about(found, data)},
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """The reasons of each refused row."""

    found: Explained
    order: "Order"
    """Shape (rows, TOP): features from the most harmful on; only `lowered` ones are reasons."""
    lowered: "npt.NDArray[np.bool_]"
    """Shape (rows, TOP): whether the feature at that place lowered the chance at all."""

    def named(self, *, first: bool = False) -> "Floats":
        """Return 1 where a feature is a reason (or the first one), shape (rows, features)."""
        flags = np.zeros(self.found.values.shape)
        places = 1 if first else self.order.shape[1]
        rows = np.arange(len(flags))
        for place in range(places):
            flags[rows, self.order[:, place]] = self.lowered[:, place]
        return flags


def _refused_rows(data: CheckInput) -> Explained | Reason:
    problem = no_decision(data)
    found = problem or explained_rows(data)
    if isinstance(found, Reason):
        return found
    if found.scale == MOST_LIKELY:
        return Reason(code=ReasonCode.NO_FAVORABLE_CLASS)
    assert data.predicted is not None  # noqa: S101 (narrows the type)
    keep = ~is_favorable(data, data.predicted[found.rows])
    if not keep.any():
        return Reason(code=ReasonCode.NONE_REJECTED)
    return Explained(
        rows=found.rows[keep],
        values=found.values[keep],
        outputs=found.outputs[keep],
        base=found.base,
        features=found.features,
        scale=found.scale,
    )


def _reasons(found: Explained) -> _Given:
    order = np.argsort(found.values, axis=1, kind="stable")[:, :TOP]
    lowered = np.take_along_axis(found.values, order, axis=1) < 0
    return _Given(found, order, lowered)


def _fixed(given: _Given, data: CheckInput) -> "npt.NDArray[np.bool_]":
    """Tell which features a person cannot change."""
    known = rules(data)
    return np.array(
        [name in known and known[name].change is Change.FIXED for name in given.found.features], dtype=bool
    )


def _figures(given: _Given, data: CheckInput) -> tuple[Measurement, ...]:
    level, rows = data.policy.confidence, len(given.found.rows)
    fixed, named, first = _fixed(given, data), given.named(), given.named(first=True)
    any_reason = named.any(axis=1)
    outside = named[:, fixed].any(axis=1)
    only = any_reason & ~named[:, ~fixed].any(axis=1)
    counts = {
        "refusals_without_reason": int((~any_reason).sum()),
        "fixed_first_reason_share": int(first[:, fixed].sum()),
        "fixed_reason_share": int(outside.sum()),
        "fixed_reasons_only_share": int(only.sum()),
    }
    shares = [share_figure(name, hits, rows, level=level) for name, hits in counts.items()]
    return (*shares, _stability(named, data), *_reason_shares(given, named, data))


def _stability(named: "Floats", data: CheckInput) -> Measurement:
    """Measure whether the most frequent reasons stay the same when other rows are drawn."""
    drawn = redrawn_sums(block_sums(named, seed=data.seed, blocks=BLOCKS), seed=data.seed)
    overlap = top_overlap(drawn, named.sum(axis=0), min(TOP, named.shape[1]))
    return Measurement(
        measure="reason_stability",
        value=float(overlap.mean()),
        n=len(named),
        interval=redrawn_interval(overlap, data, len(named)),
    )


def _reason_shares(given: _Given, named: "Floats", data: CheckInput) -> list[Measurement]:
    return [
        share_figure(
            "reason_share",
            int(named[:, at].sum()),
            len(named),
            level=data.policy.confidence,
            subject=given.found.features[at],
        )
        for at in _frequent(named)
    ]


def _frequent(named: "Floats") -> list[int]:
    counts = named.sum(axis=0)
    return [int(at) for at in np.argsort(-counts, kind="stable") if counts[at]]


def _advice(name: str, data: CheckInput) -> str:
    """Return how a feature may change; "sensitive" and "fixed" are never advice."""
    if name in {grouping.column for grouping in data.groupings}:
        return "sensitive"
    rule = rules(data).get(name)
    return Change.ANY.value if rule is None else rule.change.value


def _frequency(given: _Given, data: CheckInput) -> DataTable:
    named, first = given.named(), given.named(first=True)
    values, rows, level = given.found.values, len(named), float(Fraction(data.policy.confidence))
    order = _frequent(named)
    counts = [int(named[:, at].sum()) for at in order]
    bounds = [wilson(count, rows, level) for count in counts]
    return data_table(
        "reasons",
        feature=[given.found.features[at] for at in order],
        n=[float(count) for count in counts],
        share=[count / rows for count in counts],
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
        first=[float(first[:, at].sum()) / rows for at in order],
        mean_attribution=[float(values[named[:, at] > 0, at].mean()) for at in order],
        change=[_advice(given.found.features[at], data) for at in order],
    )


def _cases(given: _Given, data: CheckInput) -> DataTable:
    """Lay out refused rows spread from the nearest to the cut-off to the lowest output."""
    ranked = np.argsort(-given.found.outputs, kind="stable")
    picked = ranked[np.unique(np.linspace(0, len(ranked) - 1, CASES).round().astype(int))]
    lines = [
        (int(row), place, int(given.order[row, place]))
        for row in picked
        for place in range(given.order.shape[1])
        if given.lowered[row, place]
    ]
    names = [given.found.features[at] for _, _, at in lines]
    return data_table(
        "reason_cases",
        row=[float(given.found.rows[row]) for row, _, _ in lines],
        output=[float(given.found.outputs[row]) for row, _, _ in lines],
        place=[float(place + 1) for _, place, _ in lines],
        feature=names,
        value=[
            cell_text(data, name, int(given.found.rows[row]))
            for name, (row, _, _) in zip(names, lines, strict=True)
        ],
        attribution=[float(given.found.values[row, at]) for row, _, at in lines],
        change=[_advice(name, data) for name in names],
    )


def _by_group(given: _Given, data: CheckInput) -> tuple[tuple[Group, ...], tuple[DataTable, ...]]:
    """Lay out, group by group, how often each of the most frequent reasons is one."""
    named, level = given.named(), data.policy.confidence
    order, groups = _frequent(named)[:TOP], []
    lines: list[tuple[str, str, Measurement]] = []
    for parted in parted_rows(data, given.found.rows):
        for code, label in enumerate(parted.labels):
            inside = parted.codes == code
            shares = tuple(
                share_figure(
                    "reason_share",
                    int(named[inside, at].sum()),
                    int(inside.sum()),
                    level=level,
                    subject=given.found.features[at],
                )
                for at in order
            )
            groups.append(parted.record(code, shares))
            lines += [(parted.name, label, share) for share in shares]
    if not lines:
        return tuple(groups), ()
    figures = [figure for *_, figure in lines]
    table = data_table(
        "reason_groups",
        feature=[feature for feature, *_ in lines],
        group=[label for _, label, _ in lines],
        column=[figure.subject for figure in figures],
        n=[float(figure.n) for figure in figures],
        share=[figure.value for figure in figures],
        low=[bound(figure, low=True) for figure in figures],
        high=[bound(figure, low=False) for figure in figures],
    )
    return tuple(groups), (table,)


def _notes(given: _Given, data: CheckInput) -> tuple[Reason, ...]:
    rows, notes = len(given.found.rows), []
    refusals = 0 if data.predicted is None else int((~is_favorable(data, data.predicted)).sum())
    if rows < refusals:
        notes.append(Reason(code=ReasonCode.REFUSALS_SAMPLED, values={"n": rows, "total": refusals}))
    if not data.options.rules:
        notes.append(Reason(code=ReasonCode.NO_RULES))
    return tuple(notes)


CHECK = Check(
    id="reason_codes",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS),
    family=Family.EXPLANATION,
    needs=frozenset({Need.ATTRIBUTIONS}),
    uses=frozenset({Need.GROUPS}),
    run=run,
    measures=frozenset(
        {
            "refusals_without_reason",
            "fixed_first_reason_share",
            "fixed_reason_share",
            "fixed_reasons_only_share",
            "reason_stability",
        }
    ),
)
"""The check, found by listing this folder."""
