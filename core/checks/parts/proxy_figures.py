"""How well do other columns, each alone and all together, predict who belongs to a group?"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.shares import nothing
from core.reasons import Reason, ReasonCode
from core.results import Group, Interval, Measurement
from core.statistics.crossfit import (
    Column,
    association,
    folds,
    linear_scores,
    single_scores,
    tree_scores,
)
from core.statistics.discrimination import delong
from core.statistics.encoding import NOT_STATED, Encoded

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

MOST_GROUPS = 8
"""Groups of a sensitive feature that are predicted, the largest ones."""
FITS = ("proxy_linear_auc", "proxy_trees_auc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """What one column says about a group."""

    group: str
    column: str
    auc: Measurement
    cramers_v: float | None
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """What is found for one sensitive feature."""

    feature: str
    groups: tuple[Group, ...]
    together: Measurement
    """The strongest prediction of any of its groups."""
    score: Measurement
    singles: tuple[Single, ...]
    """The strongest group of each column."""
    unnamed: int
    """Groups that are too small to be predicted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Rows in which groups are predicted."""

    data: CheckInput
    columns: tuple[Column, ...]
    score: "Floats | None"
    """Shape (rows,), NaN where there is none."""
    minimum: int


def proxies(scope: Scope, groups: Encoded) -> Proxies:
    """Predict each group of one sensitive feature against all others.

    Parameters
    ----------
    scope
        Columns without the sensitive one itself.
    groups
        Group of each row; rows without a stated group are left out.

    Returns
    -------
    Proxies
        The two fits and every group share the error probability (Bonferroni), so that the strongest one can
        be judged.
    """
    stated = np.array([label != NOT_STATED for label in groups.labels], dtype=bool)[groups.codes]
    sizes = np.bincount(groups.codes, minlength=len(groups.labels))
    total = int(stated.sum())
    large = [at for at in range(len(sizes)) if _predictable(groups, sizes, at, total, scope.minimum)]
    named = _named(large, sizes, total)
    kept, tries = _kept(scope, stated), max(1, len(named)) * len(FITS)
    found = [_group(kept, groups.codes[stated], (at, groups), tries) for at in named]
    small = [at for at in range(len(sizes)) if groups.labels[at] != NOT_STATED and at not in large]
    least = min((min(int(sizes[at]), total - int(sizes[at])) for at in small), default=0)
    lacking = Reason(code=ReasonCode.TOO_FEW_TO_FIT, values={"n": least, "minimum": scope.minimum})
    return Proxies(
        feature=groups.name,
        groups=tuple(
            _record(groups, sizes, at, scope.minimum, found[named.index(at)].fits if at in named else ())
            for at in range(len(sizes))
            if groups.labels[at] != NOT_STATED
        ),
        together=_strongest("proxy_auc", groups.name, [fit for item in found for fit in item.fits], lacking),
        score=_strongest("score_proxy_auc", groups.name, [item.score for item in found], lacking),
        singles=_strongest_singles([single for item in found for single in item.singles]),
        unnamed=len(small),
    )


def _named(large: Sequence[int], sizes: "npt.NDArray[np.int64]", total: int) -> list[int]:
    """Choose the largest groups; of two that make up everybody one says it all."""
    named = sorted(sorted(large, key=lambda at: -int(sizes[at]))[:MOST_GROUPS])
    whole = len(named) == 2 and int(sizes[named].sum()) == total
    return named[:1] if whole else named


def _predictable(groups: Encoded, sizes: "npt.NDArray[np.int64]", at: int, total: int, minimum: int) -> bool:
    return groups.labels[at] != NOT_STATED and min(int(sizes[at]), total - int(sizes[at])) >= minimum


def _kept(scope: Scope, stated: "Flags") -> Scope:
    columns = tuple(
        Column(
            name=item.name,
            numbers=None if item.numbers is None else item.numbers[stated],
            codes=item.codes[stated],
        )
        for item in scope.columns
    )
    score = None if scope.score is None else scope.score[stated]
    return Scope(data=scope.data, columns=columns, score=score, minimum=scope.minimum)


@dataclass(frozen=True, slots=True)
class _Predicted:
    fits: tuple[Measurement, ...]
    score: Measurement
    singles: tuple[Single, ...]


def _group(
    scope: Scope, codes: "npt.NDArray[np.int64]", which: tuple[int, Encoded], tries: int
) -> _Predicted:
    at, groups = which
    truth, label, seed = codes == at, groups.labels[at], scope.data.seed
    fold = folds(truth, seed)
    level = 1 - (1 - float(Fraction(scope.data.policy.confidence))) / tries
    predicted = (linear_scores(scope.columns, truth, fold), tree_scores(scope.columns, truth, fold, seed))
    fits = tuple(
        _area(scope.data, (measure, label), (truth, scores), level)
        for measure, scores in zip(FITS, predicted, strict=True)
    )
    singles = tuple(_single(scope, column, (truth, fold), label, codes) for column in scope.columns)
    return _Predicted(fits, _of_score(scope, truth, label, tries // len(FITS)), singles)


def _of_score(scope: Scope, truth: "Flags", label: str, tries: int) -> Measurement:
    known = np.zeros(len(truth), dtype=bool) if scope.score is None else np.isfinite(scope.score)
    if scope.score is None or not known.any():
        reason = Reason(code=ReasonCode.NO_SCORES)
        return nothing("score_proxy_auc", reason, label)
    level = 1 - (1 - float(Fraction(scope.data.policy.confidence))) / tries
    return _area(
        scope.data, ("score_proxy_auc", label), (truth[known], scope.score[known]), level, either=True
    )


def _single(
    scope: Scope,
    column: Column,
    split: "tuple[Flags, npt.NDArray[np.int64]]",
    label: str,
    codes: "npt.NDArray[np.int64]",
) -> Single:
    truth, fold = split
    level = float(Fraction(scope.data.policy.confidence))
    name = ("feature_proxy_auc", f"{label}: {column.name}")
    v, bits = association(column.codes, codes)
    scores = single_scores(column, truth, fold)
    area = _area(scope.data, name, (truth, scores), level)
    return Single(group=label, column=column.name, auc=area, cramers_v=v, bits=bits)


def _area(
    data: CheckInput,
    name: tuple[str, str],
    rows: "tuple[Flags, Floats]",
    level: float,
    *,
    either: bool = False,
) -> Measurement:
    """Record an area under the ROC curve; a score that orders the other way round says as much."""
    truth, scores = rows
    found = delong(truth, scores, level=level)
    if found is None:
        return nothing(name[0], Reason(code=ReasonCode.EMPTY_DENOMINATOR), name[1], rows=len(truth))
    area, bounds = found
    if either and area < 0.5:
        area, bounds = 1 - area, None if bounds is None else (1 - bounds[1], 1 - bounds[0])
    interval = None
    if bounds is not None:
        interval = Interval(low=bounds[0], high=bounds[1], level=data.policy.confidence, method="delong")
    return Measurement(measure=name[0], subject=name[1], value=area, n=len(truth), interval=interval)


def _strongest(measure: str, feature: str, figures: Sequence[Measurement], lacking: Reason) -> Measurement:
    known = [item for item in figures if item.value is not None]
    if not known:
        reason = next((item.reason for item in figures if item.reason is not None), lacking)
        return nothing(measure, reason, feature)
    top = max(known, key=lambda item: item.value or 0.0)
    return Measurement(measure=measure, subject=feature, value=top.value, n=top.n, interval=top.interval)


def _strongest_singles(singles: Sequence[Single]) -> tuple[Single, ...]:
    """Keep for each column the group it predicts best, the strongest column first."""
    best: dict[str, Single] = {}
    for item in singles:
        kept = best.get(item.column)
        if kept is None or (item.auc.value or 0.0) > (kept.auc.value or 0.0):
            best[item.column] = item
    return tuple(sorted(best.values(), key=lambda item: (-(item.auc.value or 0.0), item.column)))


def _record(
    groups: Encoded,
    sizes: "npt.NDArray[np.int64]",
    at: int,
    minimum: int,
    measurements: tuple[Measurement, ...],
) -> Group:
    small = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": int(sizes[at]), "minimum": minimum})
    return Group(
        feature=groups.name,
        label=groups.labels[at],
        n=int(sizes[at]),
        excluded=small if sizes[at] < minimum else None,
        measurements=measurements,
    )
