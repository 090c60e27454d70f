"""Is the model better than a plain linear one that anybody can read?"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.credit_rows import both_classes, judged_rows, level_of, outcomes, unweighted
from core.checks.parts.findings import Found
from core.checks.parts.rows import is_probability
from core.checks.parts.rulings import between, concluded, measured, missing, with_parameters
from core.checks.parts.simple_model import FOLDS, Fitted, crosswise, design_of, fit, terms
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Selection, select
from core.inventory import Task
from core.messages import message
from core.options import SampleRole
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Measurement
from core.statistics.bootstrap import percentile_bounds, redrawn_counts
from core.statistics.discrimination import delong, roc_points
from core.statistics.paired import AreaPair, delong_pair

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

MOST_ROWS = 100_000
"""Rows on which the simple model is fitted and judged; of more a sample is drawn."""
LEAST = 2 * FOLDS
"""Rows that each class needs, so that every fit sees both."""
SHOWN = 20
"""Coefficients that are listed, the largest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows both models are judged on."""

    used: Selection
    table: "pd.DataFrame"
    truth: "Floats"
    """Shape (rows,): 1 for the favorable class, or the number."""
    score: "Floats"
    """The model's score, higher = favorable, or its number."""
    chance: "Floats | None"
    """The model's probability of the favorable class; None where scores are none."""
    counts: "Floats"
    notes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """What the simple model says of the rows."""

    said: "Floats"
    fitted: Fitted
    note: Reason


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Fit a simple model and compare the two on the same rows.

    Parameters
    ----------
    data
        Table with features, outcomes and scores; a reference sample with outcomes, if there is one, is
        fitted on.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to compare.

    References
    ----------
    Board of Governors of the Federal Reserve System 2011, SR 11-7, section V (benchmarking); Rudin 2019,
    Nature Machine Intelligence 1:206-215.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    rows = _numbers(data) if data.task is Task.REGRESSION else _classes(data)
    if isinstance(rows, Reason):
        return refused(CHECK, data, rows)
    design = design_of(rows.table, data.features)
    if not design:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_FEATURES))
    progress(0.1, message("Fitting a simple model"))
    rival = _rival(data, rows, progress)
    found = _found(data, rows, rival, len(data.features) - len(design))
    result = concluded(CHECK, data, found, used=rows.used)
    return with_parameters(result, folds=FOLDS, penalty=1.0, terms=len(terms(rival.fitted.design)))


def _found(data: CheckInput, rows: Rows, rival: Rival, left_out: int) -> Found:
    binary = data.task is Task.BINARY
    dropped = Reason(code=ReasonCode.FEATURES_LEFT_OUT, values={"n": left_out})
    return Found(
        measurements=_class_figures(data, rows, rival) if binary else _number_figures(data, rows, rival),
        tables=(*(_curves(rows, rival) if binary else ()), _coefficients(rival.fitted)),
        notes=(*rows.used.notes, *rows.notes, rival.note, *((dropped,) if left_out else ())),
    )


def _classes(data: CheckInput) -> Rows | Reason:
    judged = judged_rows(data)
    if isinstance(judged, Reason):
        return judged
    problem = both_classes(judged, data.target)
    if problem is not None:
        return problem
    if min(int(judged.bad.sum()), int((~judged.bad).sum())) < LEAST:
        return Reason(code=ReasonCode.TOO_FEW_IN_CLASS, values={"least": LEAST})
    at, notes = _sampled(data, judged.bad)
    return Rows(
        used=judged.used,
        table=data.table.iloc[judged.used.keep[at]],
        truth=(~judged.bad[at]).astype(float),
        score=judged.score[at],
        chance=None if judged.risk is None else 1 - judged.risk[at],
        counts=judged.counts[at],
        notes=notes,
    )


def _numbers(data: CheckInput) -> Rows | Reason:
    import pandas as pd

    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if data.target is None or data.target not in data.table.columns:
        return Reason(code=ReasonCode.NO_LABELS)
    if data.score is None or len(data.score) != len(data.table):
        return Reason(code=ReasonCode.NO_SCORES)
    truth = pd.to_numeric(data.table[data.target], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    score = np.asarray(data.score, dtype=float)
    used = select(data, {data.target: np.isfinite(truth), "score": np.isfinite(score)})
    if isinstance(used, Reason):
        return used
    used = unweighted(data, used)
    if len(used.keep) < LEAST:
        return Reason(code=ReasonCode.TOO_FEW_IN_CLASS, values={"least": LEAST})
    at, notes = _sampled(data, np.zeros(len(used.keep), dtype=bool))
    keep = used.keep[at]
    counts = np.ones(len(at)) if used.counts is None else used.counts[at]
    return Rows(
        used=used,
        table=data.table.iloc[keep],
        truth=truth[keep],
        score=score[keep],
        chance=None,
        counts=counts,
        notes=notes,
    )


def _sampled(data: CheckInput, bad: "Flags") -> "tuple[npt.NDArray[np.int64], tuple[Reason, ...]]":
    """Draw rows by the seed where there are too many, the same share of each class."""
    if len(bad) <= MOST_ROWS:
        return np.arange(len(bad)), ()
    rng = np.random.default_rng(data.seed)
    parts = [np.flatnonzero(bad), np.flatnonzero(~bad)]
    drawn = [rng.choice(part, round(MOST_ROWS * len(part) / len(bad)), replace=False) for part in parts]
    at = np.sort(np.concatenate(drawn))
    return at, (Reason(code=ReasonCode.SAMPLED, values={"n": len(at), "total": len(bad)}),)


def _rival(data: CheckInput, rows: Rows, progress: Progress) -> Rival:
    """Fit on the reference sample where it has outcomes, else crosswise on the rows themselves."""
    learned = _learned(data)
    if learned is not None:
        table, truth = learned
        fitted = fit(table, truth, np.ones(len(truth)), data)
        note = Reason(code=ReasonCode.FITTED_ON_REFERENCE, values={"n": len(truth)})
        return Rival(said=fitted.predict(rows.table), fitted=fitted, note=note)
    said = np.empty(len(rows.truth))
    for at, (inside, values) in enumerate(crosswise(rows.table, rows.truth, rows.counts, data)):
        progress(0.1 + 0.8 * at / FOLDS, message("Fitting a simple model"))
        said[inside] = values
    fitted = fit(rows.table, rows.truth, rows.counts, data)
    note = Reason(code=ReasonCode.FITTED_CROSSWISE, values={"n": len(rows.truth), "folds": FOLDS})
    return Rival(said=said, fitted=fitted, note=note)


def _learned(data: CheckInput) -> "tuple[pd.DataFrame, Floats] | None":
    """Return labeled rows of the reference sample that can be learned from; None without."""
    sample = data.samples.get(SampleRole.REFERENCE)
    if sample is None or sample.table is None or data.target not in sample.table.columns:
        return None
    if not set(data.features) <= set(sample.table.columns):
        return None
    truth = _truth(replace(data, table=sample.table))
    if truth is None:
        return None
    at = np.flatnonzero(np.isfinite(truth))
    rows = sample.table.iloc[at]
    if len(at) < LEAST or not design_of(rows, data.features):
        return None
    if data.task is Task.BINARY and min((truth[at] == 1).sum(), (truth[at] == 0).sum()) < LEAST:
        return None
    if len(at) > MOST_ROWS:
        at = np.sort(np.random.default_rng(data.seed).choice(at, MOST_ROWS, replace=False))
    return sample.table.iloc[at], truth[at]


def _truth(data: CheckInput) -> "Floats | None":
    """Return 1 for the favorable class, 0 for others, or the number; NaN where it is missing."""
    import pandas as pd

    if data.task is Task.REGRESSION:
        numbers = pd.to_numeric(data.table[data.target], errors="coerce")
        truth: Floats = numbers.to_numpy(dtype=float, na_value=np.nan)
        return np.where(np.isfinite(truth), truth, np.nan)
    found = outcomes(data)
    if isinstance(found, Reason):
        return None
    return np.where(found[1], ~found[0], np.nan)


def _class_figures(data: CheckInput, rows: Rows, rival: Rival) -> tuple[Measurement, ...]:
    good, level, n = rows.truth > 0, level_of(data), float(rows.counts.sum())
    pair = delong_pair(good, rows.score, rival.said, counts=rows.counts)
    names = ("auc_advantage", "auc", "auc_challenger", "gini", "gini_challenger", "complexity_benefit")
    if pair is None:
        empty = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        return tuple(missing(name, n, empty) for name in names)
    ends = [delong(good, score, counts=rows.counts, level=level) for score in (rows.score, rival.said)]
    bounds = [None if end is None else end[1] for end in ends]
    doubled = [None if pair_ is None else (2 * pair_[0] - 1, 2 * pair_[1] - 1) for pair_ in bounds]
    gap = between(data, pair.bounds(level), "delong")
    return (
        measured("auc_advantage", pair.difference, n, interval=gap),
        measured("auc", pair.first, n, interval=between(data, bounds[0], "delong")),
        measured("auc_challenger", pair.second, n, interval=between(data, bounds[1], "delong")),
        measured("gini", 2 * pair.first - 1, n, interval=between(data, doubled[0], "delong")),
        measured("gini_challenger", 2 * pair.second - 1, n, interval=between(data, doubled[1], "delong")),
        *_brier(data, rows, rival),
        _area_benefit(data, pair, n),
    )


def _brier(data: CheckInput, rows: Rows, rival: Rival) -> tuple[Measurement, ...]:
    """Compare squared errors of probabilities; nothing where scores are none."""
    n = float(rows.counts.sum())
    if rows.chance is None or not is_probability(rows.chance):
        reason = Reason(code=ReasonCode.NOT_A_PROBABILITY)
        return tuple(missing(name, n, reason) for name in ("brier_advantage", "brier", "brier_challenger"))
    columns = np.column_stack([(rows.chance - rows.truth) ** 2, (rival.said - rows.truth) ** 2])
    drawn = redrawn_counts(columns, rows.counts, seed=data.seed) / n
    model, simple = (rows.counts @ columns / n).tolist()
    level = level_of(data)
    figures = {
        "brier_advantage": (simple - model, drawn[:, 1] - drawn[:, 0]),
        "brier": (model, drawn[:, 0]),
        "brier_challenger": (simple, drawn[:, 1]),
    }
    return tuple(
        measured(name, value, n, interval=between(data, percentile_bounds(spread, level), "bootstrap"))
        for name, (value, spread) in figures.items()
    )


def _number_figures(data: CheckInput, rows: Rows, rival: Rival) -> tuple[Measurement, ...]:
    n, level = float(rows.counts.sum()), level_of(data)
    columns = np.column_stack([(rows.score - rows.truth) ** 2, (rival.said - rows.truth) ** 2])
    model, simple = (rows.counts @ columns / n).tolist()
    if simple <= 0:
        reason = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        return (missing("rmse_to_challenger", n, reason),)
    drawn = np.sqrt(np.maximum(redrawn_counts(columns, rows.counts, seed=data.seed), 0.0) / n)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(drawn[:, 1] > 0, drawn[:, 0] / drawn[:, 1], np.nan)
    figures = {
        "rmse_to_challenger": ((model / simple) ** 0.5, ratio),
        "rmse": (model**0.5, drawn[:, 0]),
        "rmse_challenger": (simple**0.5, drawn[:, 1]),
    }
    return (
        *(
            measured(name, value, n, interval=between(data, percentile_bounds(spread, level), "bootstrap"))
            for name, (value, spread) in figures.items()
        ),
        _error_benefit(data, (model, simple), ratio, n),
    )


def _area_benefit(data: CheckInput, pair: AreaPair, n: float) -> Measurement:
    """Record which share of the area above the simple model's curve the model fills."""
    room = 1 - pair.second
    if room <= 0:
        return missing("complexity_benefit", n, Reason(code=ReasonCode.EMPTY_DENOMINATOR))
    bounds = pair.bounds(level_of(data))
    ends = None if bounds is None else (bounds[0] / room, bounds[1] / room)
    interval = between(data, ends, "delong")
    return measured("complexity_benefit", pair.difference / room, n, interval=interval)


def _error_benefit(data: CheckInput, errors: tuple[float, float], ratio: "Floats", n: float) -> Measurement:
    """Record which share of the simple model's squared error the model removes; below 0 it adds some."""
    bounds = percentile_bounds(1 - ratio**2, level_of(data))
    interval = between(data, bounds, "bootstrap")
    return measured("complexity_benefit", 1 - errors[0] / errors[1], n, interval=interval)


def _curves(rows: Rows, rival: Rival) -> tuple[DataTable, ...]:
    good = rows.truth > 0
    tables = []
    for name, score in (("roc_model", rows.score), ("roc_challenger", rival.said)):
        fpr, tpr = roc_points(good, score, weights=rows.counts)
        tables.append(data_table(name, fpr=fpr.tolist(), tpr=tpr.tolist()))
    return tuple(tables)


def _coefficients(fitted: Fitted) -> DataTable:
    names = terms(fitted.design)
    order = sorted(
        range(len(names)), key=lambda at: (-round(abs(float(fitted.coefficients[at])), 9), names[at])
    )
    return data_table(
        "coefficients",
        term=[names[at] for at in order[:SHOWN]],
        coefficient=[float(fitted.coefficients[at]) for at in order[:SHOWN]],
    )


CHECK = Check(
    id="challenger",
    version=2,
    tasks=(Task.BINARY, Task.REGRESSION),
    family=Family.CREDIT,
    run=run,
    needs=frozenset({Need.LABELS, Need.SCORES}),
    uses=frozenset({Need.REFERENCE}),
    measures=frozenset(
        {
            "auc_advantage",
            "auc",
            "auc_challenger",
            "gini",
            "gini_challenger",
            "brier_advantage",
            "brier",
            "brier_challenger",
            "rmse_to_challenger",
            "rmse",
            "rmse_challenger",
            "complexity_benefit",
        }
    ),
)
"""The check, found by listing this folder."""
