"""Can it be seen from a model's losses whether a row was in its training data?"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.findings import Found
from core.checks.parts.rows import favorable_class, favorable_score, is_probability
from core.checks.parts.shares import nothing, share_of
from core.inventory import DatasetKind, Task
from core.options import SampleRole
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Interval, Measurement
from core.statistics.discrimination import delong, roc_points
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.means import mean_of, welch

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

NAMES = ("membership_auc", "membership_tpr", "membership_gap")
FALSE_ALARMS = 0.01
LEAST = 100
"""Other rows without which a share of false alarms of 1 % cannot be set."""
_FLOOR = 1e-12
"""Probability below which a loss is not counted higher."""


@dataclass(frozen=True, slots=True)
class Losses:
    """Losses of training rows and of others."""

    members: "Floats"
    others: "Floats"


def membership(data: CheckInput) -> Found:
    """Measure how well a threshold on the loss recognizes training rows.

    Parameters
    ----------
    data
        The check's input, with a reference sample of training rows, their scores and labels.

    Returns
    -------
    Found
        Figures without value, with the reason, where losses cannot be taken.

    References
    ----------
    Yeom et al. 2018, IEEE CSF, 268-282 (loss threshold); Carlini et al. 2022, IEEE S&P, 1897-1914 (true
    positives at few false alarms).
    """
    losses = _losses(data)
    if isinstance(losses, Reason):
        return Found(measurements=tuple(nothing(name, losses) for name in NAMES))
    figures = (_area(data, losses), _recognized(data, losses), _gap(data, losses))
    return Found(measurements=figures, tables=(_roc(losses), _quantiles(losses)))


def _losses(data: CheckInput) -> Losses | Reason:
    sample = data.samples.get(SampleRole.REFERENCE)
    if sample is None:
        return Reason(code=ReasonCode.NO_REFERENCE)
    if sample.kind not in {None, DatasetKind.TRAINING}:
        return Reason(code=ReasonCode.NOT_TRAINING, values={"kind": str(sample.kind)})
    there = data.target is not None and sample.table is not None and data.target in sample.table.columns
    if not there or sample.score is None or data.score is None or sample.table is None:
        return Reason(code=ReasonCode.NO_LOSS)
    if data.target not in data.table.columns or data.task is Task.MULTILABEL:
        return Reason(code=ReasonCode.NO_LOSS)
    members = _loss(data, sample.table[data.target], sample.score)
    others = _loss(data, data.table[data.target], data.score)
    if members is None or others is None or not len(members) or not len(others):
        return Reason(code=ReasonCode.NO_LOSS)
    return Losses(members, others)


def _loss(data: CheckInput, truth: "pd.Series", score: "npt.NDArray[np.float64]") -> "Floats | None":
    """Return the loss of each row that has a true value and a score; None without probabilities."""
    import pandas as pd

    given = np.asarray(score, dtype=float)
    if len(given) != len(truth):
        return None
    if data.task is Task.REGRESSION:
        true = pd.to_numeric(truth, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        squares: Floats = (true - given) ** 2
        return squares[np.isfinite(squares)]
    chance = _chance(data, given)
    favorable = favorable_class(data)
    if chance is None or favorable is None:
        return None
    column = encode_classes(truth)
    if favorable not in column.labels:
        return None
    right = np.where(column.codes == column.labels.index(favorable), chance, 1 - chance)
    known = (column.codes != MISSING) & np.isfinite(chance)
    losses: Floats = -np.log(np.maximum(right[known], _FLOOR))
    return losses


def _chance(data: CheckInput, score: "Floats") -> "Floats | None":
    """Return the probability of the favorable class."""
    if not is_probability(score):
        return None
    return score if data.task is Task.MULTICLASS else favorable_score(replace(data, score=score))


def _area(data: CheckInput, losses: Losses) -> Measurement:
    found = delong(*_sides(losses), level=float(Fraction(data.policy.confidence)))
    assert found is not None  # noqa: S101 (both sides have rows)
    area, bounds = found
    interval = None
    if bounds is not None and min(len(losses.members), len(losses.others)) >= data.policy.minimum_group:
        level = data.policy.confidence
        interval = Interval(low=bounds[0], high=bounds[1], level=level, method="delong")
    rows = len(losses.members) + len(losses.others)
    return Measurement(measure=NAMES[0], value=area, n=rows, interval=interval)


def _sides(losses: Losses) -> "tuple[npt.NDArray[np.bool_], Floats]":
    truth = np.concatenate([np.ones(len(losses.members), bool), np.zeros(len(losses.others), bool)])
    return truth, -np.concatenate([losses.members, losses.others])


def _recognized(data: CheckInput, losses: Losses) -> Measurement:
    """Record the share of training rows below the loss that 1 % of the others reach."""
    rows = len(losses.others)
    if rows < LEAST:
        values: dict[str, str | int | float] = {"n": rows, "minimum": LEAST}
        return nothing(NAMES[1], Reason(code=ReasonCode.TOO_FEW_TO_FIT, values=values), rows=rows)
    allowed = int(FALSE_ALARMS * rows)
    # Strictly below the first loss beyond the allowed ones: never more false alarms than 1 %.
    limit = float(np.sort(losses.others)[allowed])
    return share_of(data, NAMES[1], losses.members < limit)


def _gap(data: CheckInput, losses: Losses) -> Measurement:
    others, members = mean_of(losses.others), mean_of(losses.members)
    level = data.policy.confidence
    bounds = welch(others, members, float(Fraction(level)))
    interval = None
    if bounds is not None:
        interval = Interval(low=bounds[0], high=bounds[1], level=level, method="welch")
    rows = len(losses.members) + len(losses.others)
    value = float(losses.others.mean() - losses.members.mean())
    return Measurement(measure=NAMES[2], value=value, n=rows, interval=interval)


def _roc(losses: Losses) -> DataTable:
    fpr, tpr = roc_points(*_sides(losses))
    return data_table("membership_roc", fpr=fpr.tolist(), tpr=tpr.tolist())


def _quantiles(losses: Losses) -> DataTable:
    places = np.arange(1, 20) / 20
    return data_table(
        "membership_losses",
        place=places.tolist(),
        members=np.quantile(losses.members, places).tolist(),
        others=np.quantile(losses.others, places).tolist(),
        members_n=[len(losses.members)] * len(places),
        others_n=[len(losses.others)] * len(places),
    )
