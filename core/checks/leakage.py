"""Does the model see what it must not know: the target in other words, its own training rows, later days?"""

from collections.abc import Iterator, Sequence

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.columns import feature_names, reference
from core.checks.parts.data_records import fact, judged_by, result_of, weights_ignored
from core.checks.parts.findings import Found
from core.checks.parts.foretold import Targets, Told, copies, grouped, targets_of, told
from core.checks.parts.overlap import DIGITS, later, overlap, shared_ids
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Measurement
from core.statistics.foretelling import FOLDS, GROUPS, by_quantiles

MEASURES = frozenset(
    {
        "feature_auc",
        "feature_r2",
        "target_copies",
        "order_auc",
        "order_r2",
        "id_auc",
        "id_r2",
        "train_overlap_share",
        "train_overlap_excess",
        "near_overlap_share",
        "shared_id_share",
        "later_reference_share",
        "overlapping_time_share",
    }
)
_SORTED = 0.999
"""From this area on the rows count as sorted by the target."""
_LACKING = {
    "feature_auc": ReasonCode.NO_FEATURES,
    "feature_r2": ReasonCode.NO_FEATURES,
    "target_copies": ReasonCode.NO_LABELS,
    "id_auc": ReasonCode.NO_ROW_IDS,
    "id_r2": ReasonCode.NO_ROW_IDS,
}
_OF_REFERENCE = {
    "train_overlap_share": ReasonCode.NO_COMMON_COLUMNS,
    "train_overlap_excess": ReasonCode.NO_COMMON_COLUMNS,
    "near_overlap_share": ReasonCode.NO_COMMON_COLUMNS,
    "shared_id_share": ReasonCode.NO_ROW_IDS,
    "later_reference_share": ReasonCode.DAYS_NOT_IN_BOTH,
    "overlapping_time_share": ReasonCode.DAYS_NOT_IN_BOTH,
}


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Look for columns that give the target away, for rows seen in training and for a wrong order of time.

    Parameters
    ----------
    data
        The table; a reference sample for rows seen in training and later days.
    progress
        Told after every feature.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there are neither labels nor a reference.

    References
    ----------
    Kaufman, Rosset, Perlich, Stitelman 2012, ACM TKDD 6(4):15 (leakage); Newcombe 2006, Statistics in
    Medicine 25:559-573.
    """
    targets, other = targets_of(data), reference(data)
    if isinstance(targets, Reason) and (other is None or not len(data.table)):
        return refused(CHECK, data, targets)
    found = [] if isinstance(targets, Reason) else list(_features(data, targets, progress))
    figures: list[Measurement] = [item.figure for item in found]
    if not isinstance(targets, Reason):
        figures += _beside(data, targets)
    if other is not None:
        progress(0.7, message("Looking for rows of the reference"))
        figures += (*overlap(data, other), *shared_ids(data, other), *later(data, other))
    if not figures:
        none = targets if isinstance(targets, Reason) else Reason(code=ReasonCode.NO_FEATURES)
        return refused(CHECK, data, none)
    return _result(data, targets, found, figures)


def _result(
    data: CheckInput, targets: Targets | Reason, found: Sequence[Told], figures: Sequence[Measurement]
) -> CheckResult:
    verdicts = judged_by(CHECK, data, figures, lambda measure: _lacking(measure, data, targets))
    whole = Found(
        conclusions=verdicts.conclusions,
        measurements=tuple(figures),
        tables=_tables(found),
        notes=(*_notes(data, figures, targets), *verdicts.notes),
    )
    return result_of(CHECK, data, whole, parameters={"folds": FOLDS, "groups": GROUPS, "digits": DIGITS})


def _tables(found: Sequence[Told]) -> tuple[DataTable, ...]:
    """Return the features, those that tell most first."""
    order = sorted(found, key=lambda item: (-(item.figure.value or 0.0), item.figure.subject or ""))
    ends = [item.figure.interval for item in order]
    return (
        data_table(
            "features",
            feature=[item.figure.subject for item in order],
            value=[item.figure.value for item in order],
            low=[None if item is None else item.low for item in ends],
            high=[None if item is None else item.high for item in ends],
            best_told=[item.label for item in order],
            by=["order" if item.by_order else "values" for item in order],
        ),
    )


def _notes(data: CheckInput, figures: Sequence[Measurement], targets: Targets | Reason) -> Iterator[Reason]:
    if isinstance(targets, Reason):
        yield targets
    else:
        same = _copies(data, targets)
        if same:
            yield Reason(code=ReasonCode.TARGET_COPIED, values={"columns": ", ".join(same[:20])})
    if any(item.measure == "order_auc" and (item.value or 0.0) > _SORTED for item in figures):
        yield Reason(code=ReasonCode.SORTED_FILE)
    if reference(data) is None:
        yield Reason(code=ReasonCode.NO_REFERENCE)
    yield from weights_ignored(data)


def _features(data: CheckInput, targets: Targets, progress: Progress) -> Iterator[Told]:
    names = feature_names(data)
    for at, name in enumerate(names):
        progress(0.6 * at / len(names), message("Looking at {column}", column=name))
        yield told("feature", name, grouped(data.table[name], targets.keep), targets)


def _beside(data: CheckInput, targets: Targets) -> Iterator[Measurement]:
    """Yield what the order of rows and row ids tell, and how many features are the target."""
    rows, level = len(targets.keep), data.policy.confidence
    yield told("order", None, by_quantiles(np.arange(rows, dtype=float)), targets).figure
    for name in data.row_ids:
        if name in data.table.columns:
            column = grouped(data.table[name], targets.keep, ordered=True)
            yield told("id", name, column, targets).figure
    yield fact("target_copies", len(_copies(data, targets)), n=rows, level=level)


def _copies(data: CheckInput, targets: Targets) -> list[str]:
    return [name for name in feature_names(data) if copies(data.table[name], targets)]


def _lacking(measure: str, data: CheckInput, targets: Targets | Reason) -> Reason:
    if measure in _OF_REFERENCE:
        none = reference(data) is None
        return Reason(code=ReasonCode.NO_REFERENCE if none else _OF_REFERENCE[measure])
    if isinstance(targets, Reason):
        return targets
    if measure.endswith("_auc") != (targets.measure == "auc"):
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    return Reason(code=_LACKING.get(measure, ReasonCode.NO_LABELS))


CHECK = Check(
    id="leakage",
    version=2,
    tasks=tuple(Task),
    family=Family.DATA,
    run=run,
    uses=frozenset({Need.REFERENCE, Need.LABELS, Need.TIME}),
    measures=MEASURES,
)
"""The check, found by listing this folder."""
