"""Which features stand for a sensitive feature, even where the model does not read it?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.data_records import result_of, weights_ignored
from core.checks.parts.findings import Found, once
from core.checks.parts.movable import feature
from core.checks.parts.outcome import verdicts
from core.checks.parts.proxy_figures import Proxies, Scope, proxies
from core.checks.parts.verdicts import refused
from core.inventory import Grouping, Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Measurement
from core.statistics.crossfit import FOLDS, Column, column_of_codes, column_of_numbers
from core.statistics.encoding import encode_groups
from core.statistics.perturbation import stream

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Places = npt.NDArray[np.int64]

MOST_ROWS = 20_000
MINIMUM = 30
"""Rows inside and outside a group without which nothing is fitted, or what the policy asks of a group."""


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure how well the other features predict each sensitive one.

    Parameters
    ----------
    data
        Table with features and sensitive features; no model is asked.
    progress
        Told between the sensitive features.

    Returns
    -------
    CheckResult
        Not applicable with the reason without sensitive features or other columns.

    References
    ----------
    Feldman et al. 2015, KDD, 259-268 (predictability of the protected attribute); DeLong et al. 1988.
    """
    reason = _refusal(data)
    if reason is not None:
        return refused(CHECK, data, reason)
    rows = _rows(data)
    table = data.table.iloc[rows]
    columns, left = _columns(data, table)
    groupings = [item for item in data.groupings if item.column in data.table.columns]
    found = []
    for number, grouping in enumerate(groupings):
        progress(number / len(groupings), message("Predicting {feature}", feature=grouping.column))
        found.append(_proxies(data, table, rows, (grouping, columns)))
    return _result(data, found, rows, left)


def _refusal(data: CheckInput) -> Reason | None:
    if data.task not in CHECK.tasks:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    there = [item for item in data.groupings if item.column in data.table.columns]
    if not there:
        return Reason(code=ReasonCode.NO_SENSITIVE_FEATURE)
    if all(data.table[item.column].isna().all() for item in there):
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": there[0].column})
    if not _predictors(data):
        return Reason(code=ReasonCode.NO_FEATURES)
    return None


def _predictors(data: CheckInput) -> tuple[str, ...]:
    """Return what the model reads, or without a model every column that has no other part."""
    if data.features:
        return tuple(name for name in data.features if name in data.table.columns)
    sensitive = {item.column for item in data.groupings}
    taken = {data.target, data.weight, *data.targets, *data.predictions, *data.protected, *sensitive}
    return tuple(str(name) for name in data.table.columns if name not in taken)


def _rows(data: CheckInput) -> "Places":
    total = len(data.table)
    if total <= MOST_ROWS:
        return np.arange(total)
    return np.sort(stream(data.seed, "proxies").choice(total, MOST_ROWS, replace=False))


def _columns(data: CheckInput, table: "pd.DataFrame") -> tuple[tuple[Column, ...], int]:
    """Describe what may predict, and count what cannot: constants, days, free text."""
    found = []
    for name in _predictors(data):
        item = feature(table[name], name)
        if item.numbers.size and item.low < item.high:
            found.append(column_of_numbers(name, item.numbers))
        elif item.codes.size and len(np.unique(item.codes)) > 1:
            found.append(column_of_codes(name, item.codes))
    return tuple(found), len(_predictors(data)) - len(found)


def _proxies(
    data: CheckInput, table: "pd.DataFrame", rows: "Places", what: tuple[Grouping, tuple[Column, ...]]
) -> Proxies | None:
    grouping, columns = what
    others = tuple(item for item in columns if item.name != grouping.column)
    if not others or table[grouping.column].isna().all():
        return None
    score = None if data.score is None else np.asarray(data.score, dtype=float)[rows]
    minimum = max(MINIMUM, data.policy.minimum_group)
    scope = Scope(data=data, columns=others, score=score, minimum=minimum)
    return proxies(scope, encode_groups(table[grouping.column], grouping))


def _result(data: CheckInput, every: Sequence[Proxies | None], rows: "Places", left: int) -> CheckResult:
    found = [item for item in every if item is not None]
    figures = tuple(figure for item in found for figure in (item.together, item.score))
    absent = {item.measure: item.reason for item in figures if item.reason is not None}
    judged = verdicts(CHECK, data, figures, absent)
    whole = Found(
        conclusions=judged.conclusions,
        measurements=figures,
        groups=tuple(group for item in found for group in item.groups),
        tables=(_table(found), _strength(found)),
        notes=once([*_notes(data, found, rows, left), *judged.notes]),
    )
    return result_of(CHECK, data, whole, rows=len(rows), parameters={"folds": FOLDS, "rows_most": MOST_ROWS})


def _table(found: Sequence[Proxies]) -> DataTable:
    lines = [(item.feature, single) for item in found for single in item.singles]
    ends = [single.auc.interval for _, single in lines]
    return data_table(
        "proxy_features",
        sensitive=[name for name, _ in lines],
        feature=[single.column for _, single in lines],
        n=[single.auc.n for _, single in lines],
        auc=[single.auc.value for _, single in lines],
        low=[None if end is None else end.low for end in ends],
        high=[None if end is None else end.high for end in ends],
        cramers_v=[single.cramers_v for _, single in lines],
        bits=[single.bits for _, single in lines],
    )


def _strength(found: Sequence[Proxies]) -> DataTable:
    """Lay out the two fits and the score for each predicted group."""
    lines: list[tuple[str, str, Measurement]] = [
        (item.feature, group.label, figure)
        for item in found
        for group in item.groups
        for figure in group.measurements
    ]
    ends = [figure.interval for _, _, figure in lines]
    return data_table(
        "proxy_groups",
        feature=[name for name, _, _ in lines],
        group=[label for _, label, _ in lines],
        fit=[figure.measure for _, _, figure in lines],
        n=[figure.n for _, _, figure in lines],
        auc=[figure.value for _, _, figure in lines],
        low=[None if end is None else end.low for end in ends],
        high=[None if end is None else end.high for end in ends],
    )


def _notes(data: CheckInput, found: Sequence[Proxies], rows: "Places", left: int) -> list[Reason]:
    notes = []
    minimum = max(MINIMUM, data.policy.minimum_group)
    if len(rows) < len(data.table):
        values: dict[str, str | int | float] = {"n": len(rows), "total": len(data.table)}
        notes.append(Reason(code=ReasonCode.SAMPLED, values=values))
    if left:
        notes.append(Reason(code=ReasonCode.FEATURES_LEFT_OUT, values={"n": left}))
    notes += [
        Reason(
            code=ReasonCode.PROXY_UNNAMED,
            values={"n": item.unnamed, "feature": item.feature, "minimum": minimum},
        )
        for item in found
        if item.unnamed
    ]
    return [*notes, *weights_ignored(data)]


CHECK = Check(
    id="proxies",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION),
    family=Family.PRIVACY,
    run=run,
    needs=frozenset({Need.GROUPS}),
    uses=frozenset({Need.SCORES}),
    measures=frozenset({"proxy_auc", "score_proxy_auc"}),
)
"""The check, found by listing this folder."""
