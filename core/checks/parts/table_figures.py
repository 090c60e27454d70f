"""What do the answers to a question say about the whole table, and scores about each group?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.group_records import group_auc, rate_measurement
from core.checks.parts.pairs import FOUR_FIFTHS
from core.checks.parts.questions import Question
from core.checks.parts.rows import favorable_score
from core.checks.parts.scores import taken
from core.checks.parts.tallies import MOST_GROUPS, Counted, Tally
from core.inventory import Task
from core.reasons import Reason, ReasonCode
from core.results import Comparison, Group, Measurement
from core.statistics import power
from core.statistics.areas import areas_by_group
from core.statistics.confusion import LABEL_FREE, RATES
from core.statistics.inequality import theil


def rows_for_equality(tally: Tally, compared: Sequence[Comparison]) -> tuple[Measurement, ...]:
    """Return the rows per group that would show four fifths to differ from equality."""
    first = next((item for item in compared if item.measure == "selection_rate"), None)
    if first is None:
        return ()
    at = tally.labels.index(first.reference)
    rate = tally.share("selection_rate", at).value or 0.0
    needed = power.needed_n_equality(rate, float(FOUR_FIFTHS))
    zero = Reason(code=ReasonCode.REFERENCE_RATE_ZERO)
    return (
        Measurement(
            measure="needed_n_equality",
            subject=tally.feature,
            value=None if needed is None else float(needed),
            n=int(tally.rows.sum()),
            reason=zero if needed is None else None,
        ),
    )


def overall_rates(data: CheckInput, tally: Tally, label: str | None) -> tuple[Measurement, ...]:
    """Return the rates of the whole table, and how unequally benefits are spread."""
    whole = replace(
        tally,
        labels=("",),
        parts=(("",),),
        rows=tally.rows.sum(axis=0, keepdims=True),
        cells=tally.cells.sum(axis=0, keepdims=True),
        squares=None if tally.squares is None else tally.squares.sum(axis=0, keepdims=True),
    )
    level, rows = data.policy.confidence, int(whole.rows[0])
    found = [
        rate_measurement(rate, whole.share(rate, 0), rows=rows, level=level, subject=label)
        for rate in RATES
        if tally.labeled or rate in LABEL_FREE
    ]
    if tally.labeled:
        # Benefits of the cells (tn, fp, fn, tp): predicted minus true plus 1.
        index = theil(np.array([1.0, 2.0, 0.0, 1.0]), whole.cells[0].ravel())
        empty = None if index is not None else Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        found.append(Measurement(measure="theil", subject=label, value=index, n=rows, reason=empty))
    return tuple(found)


def group_aucs(data: CheckInput, question: Question, counted: Counted) -> dict[tuple[str, str], Measurement]:
    """Return the AUC within each group of each feature, where scores with a stated direction exist."""
    score = favorable_score(data)
    if score is None or counted.truth is None or data.task is not Task.BINARY:
        return {}
    used = question.rows.used
    kept = score[used.keep]
    known = np.isfinite(kept)
    weights, counts = taken(used, known)
    found = {}
    for feature in counted.features:
        if len(feature.labels) > MOST_GROUPS or not known.any():
            continue
        codes = feature.codes[known]
        number = np.ones(len(codes)) if counts is None else counts
        rows = np.bincount(codes, number, len(feature.labels))
        areas = areas_by_group(
            counted.truth[known] == 1,
            kept[known],
            codes,
            groups=len(feature.labels),
            shares=(weights, counts),
        )
        hits = np.bincount(codes[counted.truth[known] == 1], minlength=len(feature.labels))
        for at, label in enumerate(feature.labels):
            if rows[at]:
                lacking = ReasonCode.NO_POSITIVES if not hits[at] else ReasonCode.NO_NEGATIVES
                found[feature.name, label] = group_auc(
                    areas[at], label, round(float(rows[at])), (data.policy.confidence, lacking)
                )
    return found


def with_auc(group: Group, aucs: dict[tuple[str, str], Measurement]) -> Group:
    """Add the AUC of a group to its figures."""
    auc = aucs.get((group.feature, group.label))
    return group if auc is None else replace(group, measurements=(*group.measurements, auc))
