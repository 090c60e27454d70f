"""Which tables does New York City's Local Law 144 ask for, and what do they hold?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.feature_sets import group_columns
from core.checks.parts.findings import Found, together
from core.checks.parts.group_records import rate_measurement
from core.checks.parts.group_result import group_result
from core.checks.parts.measured_gaps import GapKind, judge_gap, measure_gap, require_agreement
from core.checks.parts.rows import favorable_class, favorable_score
from core.checks.parts.scoring_rates import median
from core.checks.parts.tallies import Counted, Tally, tallies
from core.checks.parts.verdicts import not_measured, refused, without_value
from core.checks.parts.weighing import Parameters, Selection, select
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import (
    CheckResult,
    Conclusion,
    DataTable,
    Group,
    Verdict,
)
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.gaps import extremes, pair_bounds

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

SMALL = Fraction(2, 100)
"""Below this share of the data a category may be left out of the impact ratios (6 RCNY 5-301(d))."""
MOST_CLASSES = 20
SELECTION, SCORING = "selection", "scoring"
KINDS = {
    SELECTION: GapKind(measure="ll144_impact_ratio", rates=("selection_rate",), ratio=True),
    SCORING: GapKind(measure="ll144_scoring_impact_ratio", rates=("selection_rate",), ratio=True),
}


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Fill the tables of a bias audit: every category, their intersections, and who is in none of them.

    Parameters
    ----------
    data
        Decisions or scores of an automated employment decision tool, with sex and race or ethnicity.
    progress
        Told after each kind of table.

    Returns
    -------
    CheckResult
        Figures; the rule sets no limit, so there is no verdict unless the policy sets one.

    Raises
    ------
    IntegrityError
        Two implementations of the same figure disagree.

    References
    ----------
    New York City Administrative Code 20-870 and following; 6 RCNY 5-300 and 5-301.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    if not any(grouping.column in data.table.columns for grouping in data.groupings):
        return refused(CHECK, data, Reason(code=ReasonCode.NO_SENSITIVE_FEATURE))
    if not len(data.table):
        return refused(CHECK, data, Reason(code=ReasonCode.NO_ROWS))
    asked = [_selections(data), _scores(data)]
    answers = [item for item in asked if not isinstance(item, Reason)]
    if not answers:
        return refused(CHECK, data, next(item for item in asked if isinstance(item, Reason)))
    parts = []
    for at, answer in enumerate(answers):
        progress(at / len(answers), message("Filling the tables of a bias audit"))
        parts += [_tables(data, answer, label, flags) for label, flags in answer.answers]
    return _result(data, together(parts), answers[0].used)


@dataclass(frozen=True, slots=True)
class _Answer:
    """Who was selected, or scored above the median."""

    kind: str
    used: Selection
    answers: "tuple[tuple[str | None, Codes], ...]"
    """Class or None, and 1 for whoever was assigned it."""


def _selections(data: CheckInput) -> _Answer | Reason:
    """Return who was selected; of a classification into several groups, who was assigned each of them."""
    if data.predicted is None:
        return Reason(code=ReasonCode.NO_SCORES)
    predicted = encode_classes(data.predicted, "prediction")
    used = select(data, {"prediction": predicted.codes != MISSING})
    if isinstance(used, Reason):
        return used
    codes = predicted.codes[used.keep]
    if data.task is Task.MULTICLASS:
        if len(predicted.labels) > MOST_CLASSES:
            return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
        each = tuple((label, (codes == at).astype(np.int64)) for at, label in enumerate(predicted.labels))
        return _Answer(SELECTION, used, each)
    favorable = favorable_class(data)
    if favorable is None:
        return Reason(code=ReasonCode.NO_FAVORABLE_CLASS)
    if favorable not in _known_classes(data, predicted.labels):
        values: dict[str, str | int | float] = {"favorable": favorable, "column": "prediction"}
        return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values=values)
    place = predicted.labels.index(favorable) if favorable in predicted.labels else -2
    return _Answer(SELECTION, used, ((None, (codes == place).astype(np.int64)),))


def _known_classes(data: CheckInput, predicted: tuple[str, ...]) -> set[str]:
    """Return the classes that occur: a model may never say the favorable one, and yet it exists."""
    if data.target is None or data.target not in data.table.columns:
        return set(predicted)
    return {*predicted, *encode_classes(data.table[data.target], data.target).labels}


def _scores(data: CheckInput) -> _Answer | Reason:
    """Return who scored above the median of all who were scored, those of unknown categories included."""
    score = favorable_score(data) if data.task is Task.BINARY else None
    if score is None:
        return Reason(code=ReasonCode.NO_SCORES)
    used = select(data, {"score": np.isfinite(score)})
    if isinstance(used, Reason):
        return used
    kept = score[used.keep]
    above = kept > median(kept, used.counts if used.weights is None else used.weights)
    return _Answer(SCORING, used, ((None, above.astype(np.int64)),))


def _tables(data: CheckInput, answer: _Answer, label: str | None, flags: "Codes") -> Found:
    """Fill the tables of every feature, of every two and of all together."""
    counted = Counted(
        features=group_columns(data, answer.used.keep),
        truth=None,
        predicted=flags,
        weights=answer.used.weights,
        counts=answer.used.counts,
        seed=data.seed,
        label=label,
    )
    found, fine = tallies(counted)
    parts = [Found(notes=answer.used.notes)]
    for item in fine:
        values: dict[str, str | int | float] = {"feature": item.feature, "n": item.groups, "most": 500}
        reason = Reason(code=ReasonCode.TOO_MANY_GROUPS, values=values)
        parts.append(Found(conclusions=_without(data, item.feature, reason), notes=(reason,)))
    parts += [_table(data, answer.kind, tally) for tally in found]
    return together(parts)


def _table(data: CheckInput, kind: str, whole: Tally) -> Found:
    known = [at for at, parts in enumerate(whole.parts) if all(parts)]
    unknown = int(whole.rows.sum() - whole.rows[known].sum())
    values: dict[str, str | int | float] = {"n": unknown, "feature": whole.feature}
    notes = (Reason(code=ReasonCode.UNKNOWN_CATEGORY, values=values),) if unknown else ()
    if not known:
        reason = Reason(code=ReasonCode.ALL_MISSING, values={"column": whole.feature})
        return Found(conclusions=_without(data, whole.feature, reason), notes=notes)
    tally = _only(whole, known)
    lines = list(_lines(data, kind, tally, unknown))
    found = Found(groups=_groups(data, kind, tally), tables=(_data(lines),), notes=(*notes, *_small(tally)))
    if len(known) < 2:
        reason = Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": whole.feature})
        return together([found, Found(conclusions=_without(data, whole.feature, reason))])
    gap = measure_gap(KINDS[kind], tally, range(len(known)), level=data.policy.confidence, seed=data.seed)
    same = replace(gap, kind=replace(gap.kind, measure="impact_ratio"))
    require_agreement(tally, range(len(known)), [same])
    limits = [limit for limit in data.thresholds(CHECK.id) if limit.measure == KINDS[kind].measure]
    bare = Conclusion(
        measure=KINDS[kind].measure,
        subject=whole.feature,
        detail=gap.detail,
        value=gap.figure.value,
        interval=gap.figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD),
    )
    if gap.figure.value is None and gap.figure.reason is not None:
        bare = replace(bare, reason=gap.figure.reason)
    judged = tuple(judge_gap(limit, gap) for limit in limits)
    silent = () if data.thresholds(CHECK.id) else (bare,)
    return together([found, Found(measurements=(gap.figure,), conclusions=judged or silent)])


def _only(whole: Tally, known: list[int]) -> Tally:
    return replace(
        whole,
        labels=tuple(whole.labels[at] for at in known),
        parts=tuple(whole.parts[at] for at in known),
        rows=whole.rows[known],
        cells=whole.cells[known],
        squares=None if whole.squares is None else whole.squares[known],
        others={name: values[known] for name, values in whole.others.items()},
    )


def _share_of(tally: Tally, at: int) -> Fraction:
    return Fraction(int(tally.rows[at]), int(tally.rows.sum()))


def _ratio(tally: Tally, at: int, among: Sequence[int]) -> tuple[Fraction | None, int | None]:
    """Return a category's rate over the highest among some categories, exactly, and which that is."""
    shares = [tally.share("selection_rate", place) for place in among]
    pair = extremes("selection_rate", shares)
    best = among[pair.best] if pair is not None else (among[0] if len(among) == 1 else None)
    if best is None:
        return None, None
    own, high = tally.share("selection_rate", at).exact, tally.share("selection_rate", best).exact
    return (None if own is None or not high else own / high), best


def _lines(data: CheckInput, kind: str, tally: Tally, unknown: int) -> Iterator[list[str | float | None]]:
    level, every = data.policy.confidence, list(range(len(tally.labels)))
    large = [at for at in every if _share_of(tally, at) >= SMALL]
    for at, label in enumerate(tally.labels):
        share, rows = tally.share("selection_rate", at), int(tally.rows[at])
        rate = rate_measurement("selection_rate", share, rows=rows, level=level, subject=label)
        ratio, best = _ratio(tally, at, every)
        kept = _ratio(tally, at, large)[0] if at in large else None
        low, high = (None, None) if rate.interval is None else (rate.interval.low, rate.interval.high)
        ends: tuple[float | None, float | None] = (None, None)
        if best is not None and best != at and ratio is not None:
            other = tally.share("selection_rate", best)
            bounds = pair_bounds(share, other, ratio=True, level=float(Fraction(level)))
            ends = (bounds.low, bounds.high)
        head: list[str | float | None] = [
            kind,
            tally.feature,
            label,
            float(rows),
            float(_share_of(tally, at)),
        ]
        figures = [share.numerator, share.value, low, high, _float(ratio), *ends, _float(kept)]
        yield [*head, *figures, float(at not in large), float(unknown)]


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


_RATE = ("kind", "feature", "group", "n", "share", "selected", "rate", "low", "high")
_NAMES = (*_RATE, "ratio", "ratio_low", "ratio_high", "ratio_without_small", "small", "unknown")


def _data(lines: Sequence[list[str | float | None]]) -> DataTable:
    return data_table("ll144", **{name: [line[at] for line in lines] for at, name in enumerate(_NAMES)})


def _groups(data: CheckInput, kind: str, tally: Tally) -> tuple[Group, ...]:
    if kind == SCORING and data.predicted is not None:
        return ()
    name = "selection_rate" if kind == SELECTION else "scoring_rate"
    found = []
    for at, label in enumerate(tally.labels):
        share, rows = tally.share("selection_rate", at), int(tally.rows[at])
        rate = rate_measurement(
            "selection_rate", share, rows=rows, level=data.policy.confidence, subject=label
        )
        found.append(
            Group(feature=tally.feature, label=label, n=rows, measurements=(replace(rate, measure=name),))
        )
    return tuple(found)


def _small(tally: Tally) -> tuple[Reason, ...]:
    """Point out the categories that an independent auditor may leave out of the ratios."""
    return tuple(
        Reason(
            code=ReasonCode.SMALL_CATEGORY,
            values={"category": label, "feature": tally.feature, "share": float(_share_of(tally, at))},
        )
        for at, label in enumerate(tally.labels)
        if _share_of(tally, at) < SMALL
    )


def _without(data: CheckInput, feature: str, reason: Reason) -> tuple[Conclusion, ...]:
    known = {kind.measure for kind in KINDS.values()}
    bare = Conclusion(
        measure="ll144_impact_ratio",
        subject=feature,
        value=None,
        verdict=Verdict.NOT_APPLICABLE,
        reason=reason,
    )
    limits = [limit for limit in data.thresholds(CHECK.id) if limit.measure in known]
    return tuple(without_value(limit, feature, reason) for limit in limits) or (bare,)


def _result(data: CheckInput, found: Found, used: Selection) -> CheckResult:
    known = {kind.measure for kind in KINDS.values()}
    measured = {item.measure for item in found.measurements}
    limits = data.thresholds(CHECK.id)
    missing = tuple(not_measured(limit) for limit in limits if limit.measure not in known)
    absent = Reason(code=ReasonCode.NO_SCORES)
    missing += tuple(
        without_value(limit, None, absent)
        for limit in limits
        if limit.measure in known - measured and measured
    )
    parameters: Parameters = {
        "confidence": data.policy.confidence,
        "seed": data.seed,
        "small_category": "0.02",
        "reference": "highest_rate",
        "rule": "6 RCNY 5-301",
    }
    conclusions = (*found.conclusions, *missing)
    return group_result(
        CHECK, data, replace(found, conclusions=conclusions), used=used, parameters=parameters
    )


CHECK = Check(
    id="ll144",
    version=1,
    tasks=(Task.BINARY, Task.MULTICLASS),
    family=Family.FAIRNESS,
    run=run,
    needs=frozenset({Need.GROUPS}),
    uses=frozenset({Need.SCORES}),
    measures=frozenset(kind.measure for kind in KINDS.values()),
)
"""The check, found by listing this folder."""
