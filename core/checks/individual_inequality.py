"""How unequally are the benefits of a model spread over people, and how much of it lies between groups?"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.feature_sets import FeatureSet, feature_sets, group_columns, left_out_note
from core.checks.parts.findings import Found, together
from core.checks.parts.group_records import bootstrap_interval
from core.checks.parts.group_result import group_result
from core.checks.parts.measured_gaps import disagree
from core.checks.parts.number_rows import number_rows
from core.checks.parts.questions import class_question
from core.checks.parts.tallies import MOST_GROUPS
from core.checks.parts.verdicts import conclude, not_measured, refused, without_value
from core.checks.parts.weighing import Parameters, Selection
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import (
    CheckResult,
    Conclusion,
    DataTable,
    Group,
    Measurement,
    Verdict,
)
from core.statistics import inequality
from core.statistics.bootstrap import percentile_bounds, redraw
from core.statistics.confusion import divide
from core.statistics.second_opinion import TOLERANCE

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

REDRAWS = 1000
MOST_CELLS = 4000
"""Distinct benefits times groups up to which all cells are redrawn; beyond, benefits are grouped."""
WHOLE = ("mean_benefit", "generalized_entropy_0", "theil", "generalized_entropy_2", "benefit_variation")
SPLIT = ("theil_between", "theil_within", "theil_between_share")
_ALPHAS = {"generalized_entropy_0": 0, "theil": 1, "generalized_entropy_2": 2}


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure the inequality of benefits over all people, within groups and between them.

    Parameters
    ----------
    data
        Table, predictions or predicted numbers, and groupings if there are any.
    progress
        Told after each feature.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to judge.

    Raises
    ------
    IntegrityError
        Two implementations of the same figure disagree.

    References
    ----------
    Speicher et al. 2018, KDD, 2239-2248; Shorrocks 1980, Econometrica 48:613-625.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    people = _people(data)
    if isinstance(people, Reason):
        return refused(CHECK, data, people)
    features, left_out = feature_sets(group_columns(data, people.used.keep), crossed=data.intersections)
    parts = [Found(notes=(*people.used.notes, *people.notes, *left_out_note(left_out))), _whole(data, people)]
    for at, feature in enumerate(features):
        name = feature.groups.name
        progress(at / len(features), message("Comparing the groups of {feature}", feature=name))
        parts.append(_feature(data, people, feature))
    return _result(data, together(parts), people)


@dataclass(frozen=True, slots=True)
class _People:
    """The benefit of each judged row."""

    used: Selection
    benefits: "Floats"
    """Shape (distinct benefits,), rising."""
    place: "Codes"
    """Shape (rows,): which of them each row has."""
    kind: str
    """What a benefit is."""
    notes: tuple[Reason, ...] = ()

    def counts(self, codes: "Codes", groups: int) -> "tuple[Floats, Floats]":
        """Return rows, and effective rows, by group and benefit; shape (groups, benefits) each."""
        used, size = self.used, len(self.benefits)
        key = codes * size + self.place
        number = np.ones(len(key)) if used.counts is None else used.counts
        rows = np.bincount(key, number, groups * size).reshape(groups, size).astype(float)
        if used.weights is None:
            return rows, rows
        weighted = np.bincount(key, used.weights, groups * size).reshape(groups, size)
        scaled = weighted * float(used.weights.sum() / (used.weights**2).sum())
        return rows, scaled.astype(float)


def _people(data: CheckInput) -> _People | Reason:
    """Return everybody's benefit: predicted minus true plus 1, the favorable answer, or the number itself."""
    if data.task is Task.REGRESSION:
        rows = number_rows(data)
        if isinstance(rows, Reason):
            return rows
        if (rows.output < 0).any():
            return Reason(code=ReasonCode.BENEFIT_NEGATIVE)
        return _of(rows.used, rows.output, "predicted number")
    question = class_question(data)
    if isinstance(question, Reason):
        return question
    if question.truth is None:
        lacking = (Reason(code=ReasonCode.NO_LABELS),)
        return _of(question.rows.used, question.predicted.astype(float), "favorable answer", lacking)
    benefit = (question.predicted - question.truth + 1).astype(float)
    return _of(question.rows.used, benefit, "predicted minus true plus 1")


def _of(used: Selection, benefit: "Floats", kind: str, notes: tuple[Reason, ...] = ()) -> _People:
    values, place = np.unique(benefit, return_inverse=True)
    return _People(used, values, place.astype(np.int64), kind, notes)


def _whole(data: CheckInput, people: _People) -> Found:
    rows, worth = people.counts(np.zeros(len(people.place), dtype=np.int64), 1)
    figures = _figures(data, people.benefits, (rows[0], worth[0]), None)
    _require(people.benefits, worth[0], figures)
    by_name = {item.measure: item for item in figures}
    limits = [limit for limit in data.thresholds(CHECK.id) if limit.measure not in SPLIT]
    judged = tuple(
        conclude(limit, by_name[limit.measure]) if limit.measure in by_name else not_measured(limit)
        for limit in limits
    )
    theil = by_name["theil"]
    bare = Conclusion(
        measure="theil",
        value=theil.value,
        interval=theil.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=theil.reason or Reason(code=ReasonCode.NO_THRESHOLD),
    )
    return Found(measurements=figures, conclusions=judged if data.thresholds(CHECK.id) else (bare,))


def _figures(
    data: CheckInput, benefits: "Floats", counts: "tuple[Floats, Floats]", subject: str | None
) -> tuple[Measurement, ...]:
    """Measure the inequality of one set of people, with redrawn intervals."""
    rows, worth = counts
    n, level = round(float(rows.sum())), float(Fraction(data.policy.confidence))
    values, cells = _coarse(benefits, worth)
    drawn = redraw(cells, seed=data.seed, resamples=REDRAWS)
    found = []
    for name in WHOLE:
        value = float(_figure(name, benefits, worth))
        known = bool(np.isfinite(value))
        bounds = percentile_bounds(_figure(name, values, drawn), level) if known and n > 1 else None
        found.append(
            Measurement(
                measure=name,
                subject=subject,
                value=value if known else None,
                n=n,
                interval=bootstrap_interval(bounds, data.policy.confidence),
                reason=None if known else _why(name, benefits, worth),
            )
        )
    return tuple(found)


def _figure(name: str, benefits: "Floats", counts: "Floats") -> "Floats":
    if name == "mean_benefit":
        return divide((counts * benefits).sum(axis=-1), counts.sum(axis=-1))
    if name == "benefit_variation":
        return inequality.variation(benefits, counts)
    return inequality.generalized_entropy(benefits, counts, _ALPHAS[name])


def _why(name: str, benefits: "Floats", counts: "Floats") -> Reason:
    zero = name == "generalized_entropy_0" and bool((counts[..., benefits == 0] > 0).any())
    mean = float((counts * benefits).sum())
    return Reason(code=ReasonCode.BENEFIT_ZERO if zero and mean > 0 else ReasonCode.EMPTY_DENOMINATOR)


def _coarse(benefits: "Floats", worth: "Floats") -> "tuple[Floats, Floats]":
    """Join neighboring benefits where there are too many to redraw each; worth has shape (..., benefits)."""
    most = max(2, MOST_CELLS // max(1, int(np.prod(worth.shape[:-1]))))
    if len(benefits) <= most:
        return benefits, worth
    total = worth.reshape(-1, len(benefits)).sum(axis=0)
    place = np.minimum((np.cumsum(total) - total / 2) / total.sum() * most, most - 1).astype(np.int64)
    _, place = np.unique(place, return_inverse=True)
    size = int(place.max()) + 1
    held = np.bincount(place, total, size).astype(float)
    member = (place[:, None] == np.arange(size)).astype(float)
    return divide(np.bincount(place, total * benefits, size).astype(float), held), worth @ member


def _require(benefits: "Floats", counts: "Floats", figures: Sequence[Measurement]) -> None:
    """Compare with the second calculation; a difference over 1e-9 of the size is a defect."""
    for item in figures:
        if item.measure not in _ALPHAS or item.value is None:
            continue
        other = inequality.entropy_again(benefits.tolist(), counts.tolist(), _ALPHAS[item.measure])
        if other is None or abs(other - item.value) > TOLERANCE * max(1.0, abs(other)):
            raise disagree(item.measure, item.subject or "")


def _feature(data: CheckInput, people: _People, feature: FeatureSet) -> Found:
    groups = feature.groups
    lacking = _lacking(groups.name, groups.labels)
    if lacking is not None:
        limits = [limit for limit in data.thresholds(CHECK.id) if limit.measure in SPLIT]
        noted = (lacking,) if lacking.code is ReasonCode.TOO_MANY_GROUPS else ()
        judged = tuple(without_value(limit, groups.name, lacking) for limit in limits)
        return Found(conclusions=judged, notes=noted)
    rows, worth = people.counts(groups.codes, len(groups.labels))
    records = tuple(
        Group(
            feature=groups.name,
            label=label,
            n=round(float(rows[at].sum())),
            measurements=_figures(data, people.benefits, (rows[at], worth[at]), label),
        )
        for at, label in enumerate(groups.labels)
    )
    split = _split(data, people.benefits, (rows, worth), groups.name)
    by_name = {item.measure: item for item in split}
    limits = [limit for limit in data.thresholds(CHECK.id) if limit.measure in SPLIT]
    return Found(
        groups=records,
        measurements=split,
        conclusions=tuple(conclude(limit, by_name[limit.measure], subject=groups.name) for limit in limits),
        tables=(_table(people.benefits, worth, groups.name, groups.labels),),
    )


def _lacking(feature: str, labels: tuple[str, ...]) -> Reason | None:
    if len(labels) > MOST_GROUPS:
        values: dict[str, str | int | float] = {"feature": feature, "n": len(labels), "most": MOST_GROUPS}
        return Reason(code=ReasonCode.TOO_MANY_GROUPS, values=values)
    if len(labels) < 2:
        return Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": feature})
    return None


def _split(
    data: CheckInput, benefits: "Floats", counts: "tuple[Floats, Floats]", feature: str
) -> tuple[Measurement, ...]:
    """Take the Theil index apart into what lies between and within the groups."""
    rows, worth = counts
    values, cells = _coarse(benefits, worth)
    drawn = redraw(cells, seed=data.seed, resamples=REDRAWS)
    level = float(Fraction(data.policy.confidence))
    found = []
    for name, value, spread in zip(SPLIT, _parts(benefits, worth), _parts(values, drawn), strict=True):
        number = float(value)
        known = bool(np.isfinite(number))
        bounds = percentile_bounds(spread, level) if known else None
        found.append(
            Measurement(
                measure=name,
                subject=feature,
                value=number if known else None,
                n=round(float(rows.sum())),
                interval=bootstrap_interval(bounds, data.policy.confidence),
                reason=None if known else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
            )
        )
    whole = inequality.entropy_again(benefits.tolist(), worth.sum(axis=0).tolist(), 1)
    between, within = (item.value for item in found[:2])
    known = whole is not None and between is not None and within is not None
    if known and abs((between or 0.0) + (within or 0.0) - (whole or 0.0)) > TOLERANCE * max(
        1.0, whole or 0.0
    ):
        raise disagree("theil_between", feature)
    return tuple(found)


def _parts(benefits: "Floats", counts: "Floats") -> "tuple[Floats, Floats, Floats]":
    between = inequality.between_groups(benefits, counts, 1)
    within = inequality.within_groups(benefits, counts, 1).sum(axis=-1)
    # What is left of equal benefits is rounding, of which no share can be taken.
    whole = np.where(between + within > 1e-14, between + within, 0.0)
    return between, within, divide(between, whole)


def _table(benefits: "Floats", worth: "Floats", feature: str, labels: tuple[str, ...]) -> DataTable:
    people = worth.sum(axis=-1)
    means = divide((worth * benefits).sum(axis=-1), people)
    parts = {alpha: inequality.within_groups(benefits, worth, alpha) for alpha in (0, 1, 2)}
    between = {alpha: float(inequality.between_groups(benefits, worth, alpha)) for alpha in (0, 1, 2)}
    lines = [
        [feature, label, float(people[at] / people.sum()), float(means[at]), *(parts[a][at] for a in parts)]
        for at, label in enumerate(labels)
    ]
    lines.append([feature, BETWEEN, None, None, *(between[alpha] for alpha in between)])
    names = ("feature", "group", "share", "mean", "part_0", "part_1", "part_2")
    columns = {name: [_known(line[at]) for line in lines] for at, name in enumerate(names)}
    return data_table("inequality", **columns)


BETWEEN = "*"
"""Stands for the part between groups in the table."""


def _known(value: object) -> float | str | None:
    if value is None or isinstance(value, str):
        return value
    number = float(str(value))
    return number if np.isfinite(number) else None


def _result(data: CheckInput, found: Found, people: _People) -> CheckResult:
    used = people.used
    parameters: Parameters = {
        "confidence": data.policy.confidence,
        "benefit": people.kind,
        "resamples": REDRAWS,
        "seed": data.seed,
        "intersections": data.intersections,
    }
    return group_result(CHECK, data, found, used=used, parameters=parameters)


CHECK = Check(
    id="individual_inequality",
    version=1,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    family=Family.FAIRNESS,
    run=run,
    uses=frozenset({Need.GROUPS, Need.LABELS}),
    measures=frozenset({*WHOLE, *SPLIT}),
)
"""The check, found by listing this folder."""
