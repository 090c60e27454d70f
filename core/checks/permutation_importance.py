"""How much worse does the model become when one feature no longer says anything?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import QUESTIONS, ROUNDS, Answers, Check, CheckInput, Family, Need
from core.checks.parts.chances import chance
from core.checks.parts.class_figures import data_table
from core.checks.parts.explain_result import bound, finished, mean_figure, mean_figures
from core.checks.parts.findings import Found
from core.checks.parts.posing import drawn_rows, exchanged, part_of, scores_of
from core.checks.parts.rows import favorable_class, is_probability
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Measurement
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.ranks import top_overlap

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]

ROWS, REPEATS = 1000, 5
TOP = 5
_STREAM = 31
_SMALLEST = 1e-15
"""Probabilities are kept this far from 0 and 1."""


def ask(data: CheckInput, answers: tuple[Answers, ...]) -> "pd.DataFrame | None":
    """Ask about the drawn rows with one feature at a time dealt out anew among them."""
    drawn = _drawn(data)
    return None if isinstance(drawn, Reason) else part_of(data, _positions(data, drawn), answers)


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure the increase of the loss for each feature.

    Parameters
    ----------
    data
        Table with the target, scores, and the answers of the model.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason without model, labels or scores.

    References
    ----------
    Breiman 2001, Machine Learning 45:5-32; Fisher, Rudin and Dominici 2019, JMLR 20(177).
    """
    drawn = _drawn(data)
    if isinstance(drawn, Reason):
        return refused(CHECK, data, drawn)
    answers = data.answers.get(CHECK.id, ())
    if not answers:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_ARTIFACT))
    repeats = _repeats(data, drawn)
    score = scores_of(answers, len(drawn.rows) * len(data.features) * repeats)
    if score is None:
        return refused(CHECK, data, Reason(code=ReasonCode.QUESTIONS_REFUSED))
    progress(0.0, message("Comparing losses"))
    losses = drawn.loss(data, chance(data, score).reshape(len(data.features), repeats, -1))
    return _result(data, drawn, losses - drawn.own(data))


@dataclass(frozen=True, slots=True)
class _Drawn:
    rows: "Rows"
    truth: "Floats"
    """Shape (rows,): 1 where the favorable class is true, or the true number."""
    score: "Floats"

    def own(self, data: CheckInput) -> "Floats":
        """Return the loss of each row as it is."""
        return self.loss(data, self.score)

    def loss(self, data: CheckInput, score: "Floats") -> "Floats":
        """Return the loss of answers whose last axis are the rows."""
        if data.task is Task.REGRESSION:
            squares: Floats = (score - self.truth) ** 2
            return squares
        said = np.clip(score, _SMALLEST, 1 - _SMALLEST)
        logs: Floats = -np.where(self.truth > 0, np.log(said), np.log1p(-said))
        return logs


def _drawn(data: CheckInput) -> _Drawn | Reason:
    """Draw rows with a label and a score, or say why there are none."""
    if data.task not in CHECK.tasks:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if data.target is None or data.target not in data.table.columns:
        return Reason(code=ReasonCode.NO_LABELS)
    if data.score is None:
        return Reason(code=ReasonCode.NO_SCORES)
    if not data.features or not set(data.features) <= set(data.table.columns):
        return Reason(code=ReasonCode.NO_ARTIFACT)
    truth = _truth(data)
    if isinstance(truth, Reason):
        return truth
    score = chance(data, data.score)
    if data.task is not Task.REGRESSION and not is_probability(score):
        return Reason(code=ReasonCode.NOT_A_PROBABILITY)
    usable = np.flatnonzero(np.isfinite(truth) & np.isfinite(score))
    if not usable.size:
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": data.target})
    most = min(ROWS, QUESTIONS * ROUNDS // len(data.features))
    rows = drawn_rows(data, usable, max(most, 1), _STREAM)
    if len(rows) < 2:
        return Reason(code=ReasonCode.TOO_FEW_ROWS)
    return _Drawn(rows, truth[rows], score[rows])


def _truth(data: CheckInput) -> "Floats | Reason":
    """Return the true values as numbers, NaN where missing."""
    import pandas as pd

    column = data.target or ""
    if data.task is Task.REGRESSION:
        numbers = pd.to_numeric(data.table[column], errors="coerce")
        values: Floats = numbers.to_numpy(dtype=float, na_value=np.nan)
        return values
    wanted = favorable_class(data)
    if wanted is None:
        return Reason(code=ReasonCode.NO_FAVORABLE_CLASS)
    encoded = encode_classes(data.table[column], column)
    if wanted not in encoded.labels:
        return _unknown(column, wanted, any_known=bool(encoded.labels))
    if len(encoded.labels) < 2:
        return Reason(code=ReasonCode.ONE_CLASS_ONLY, values={"column": column})
    flags: Floats = (encoded.codes == encoded.labels.index(wanted)).astype(float)
    flags[encoded.codes == MISSING] = np.nan
    return flags


def _unknown(column: str, wanted: str, *, any_known: bool) -> Reason:
    if not any_known:
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": column})
    return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values={"favorable": wanted, "column": column})


def _repeats(data: CheckInput, drawn: _Drawn) -> int:
    return max(1, min(REPEATS, QUESTIONS * ROUNDS // (len(data.features) * len(drawn.rows))))


def _positions(data: CheckInput, drawn: _Drawn) -> "Rows":
    """Return all questions: feature by feature, repeat by repeat, row by row."""
    parts = []
    for at, feature in enumerate(data.features):
        for repeat in range(_repeats(data, drawn)):
            rng = np.random.default_rng([data.seed, _STREAM, at, repeat])
            parts.append(exchanged(data, drawn.rows, feature, rng.permutation(drawn.rows)))
    return np.concatenate(parts)


def _result(data: CheckInput, drawn: _Drawn, increase: "Floats") -> CheckResult:
    """Record means over rows; `increase` has the shape (features, repeats, rows)."""
    by_row = increase.mean(axis=1)
    order = np.argsort(-by_row.mean(axis=1), kind="stable")
    names = [data.features[at] for at in order]
    figures = mean_figures("permutation_loss", by_row[order].T, data, names)
    own = mean_figure("model_loss", drawn.own(data), data)
    found = Found(
        measurements=(*figures, own, _overlap(data, increase)),
        tables=(_table(figures, [increase[at].mean(axis=1) for at in order]),),
        notes=_sampled(data, drawn),
    )
    loss = "squared error" if data.task is Task.REGRESSION else "log loss"
    return finished(
        CHECK,
        data,
        found,
        rows=len(drawn.rows),
        parameters={"loss": loss, "repeats": int(increase.shape[1])},
    )


def _overlap(data: CheckInput, increase: "Floats") -> Measurement:
    """Measure in which share of the repeats' most important features all repeats agree."""
    repeats = increase.mean(axis=2).T
    overlap = top_overlap(repeats, increase.mean(axis=(1, 2)), min(TOP, len(data.features)))
    return Measurement(measure="top_overlap", value=float(overlap.mean()), n=increase.shape[2])


def _sampled(data: CheckInput, drawn: _Drawn) -> tuple[Reason, ...]:
    if len(drawn.rows) == len(data.table):
        return ()
    values: dict[str, str | int | float] = {"n": len(drawn.rows), "total": len(data.table)}
    return (Reason(code=ReasonCode.SAMPLED, values=values),)


def _table(figures: Sequence[Measurement], repeats: Sequence["Floats"]) -> DataTable:
    return data_table(
        "permutation",
        feature=[figure.subject for figure in figures],
        increase=[figure.value for figure in figures],
        low=[bound(figure, low=True) for figure in figures],
        high=[bound(figure, low=False) for figure in figures],
        least=[float(values.min()) for values in repeats],
        most=[float(values.max()) for values in repeats],
    )


CHECK = Check(
    id="permutation_importance",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    family=Family.EXPLANATION,
    needs=frozenset({Need.ANSWERS, Need.LABELS, Need.SCORES}),
    run=run,
    ask=ask,
    measures=frozenset({"permutation_loss", "top_overlap"}),
)
"""The check, found by listing this folder."""
