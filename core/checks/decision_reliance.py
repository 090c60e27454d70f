"""How strongly does the final decision draw on the score?

An indication for the question whether a score decides by itself (Court of Justice, C-634/21, SCHUFA Holding);
never an answer to it.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.chances import chance, is_favorable, no_decision
from core.checks.parts.class_figures import data_table
from core.checks.parts.explain_result import bound, finished, share_figure
from core.checks.parts.findings import Found
from core.checks.parts.parted import parted_rows
from core.checks.parts.rows import favorable_class
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Selection, select
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Group, Interval, Measurement
from core.statistics.discrimination import delong
from core.statistics.encoding import MISSING, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

BANDS = 10
"""Bands of equal numbers of rows."""


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare final decisions with what the score alone would decide.

    Parameters
    ----------
    data
        Table, predictions and, where there are any, scores; `options.decision` names the final decision.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is no prediction or no decision.

    References
    ----------
    Court of Justice of the European Union, 7 December 2023, C-634/21; GDPR Art. 22(1).
    """
    rows = _rows(data)
    if isinstance(rows, Reason):
        return refused(CHECK, data, rows)
    progress(0.0, message("Comparing decisions with the score"))
    groups, by_group = _by_group(rows, data)
    return finished(
        CHECK,
        data,
        Found(
            measurements=_figures(rows, data),
            groups=groups,
            tables=(*_bands(rows, data), *by_group),
            notes=rows.used.notes,
        ),
        rows=len(rows.used.keep),
        parameters={
            "decision": data.options.decision or "",
            "bands": BANDS,
        },
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    used: Selection
    decided: "Flags"
    """Whether the final decision was favorable."""
    proposed: "Flags"
    """Whether the score alone would have decided so."""
    chance: "Floats | None"
    """Shape (rows,): higher = favorable; NaN where a score is missing."""


def _rows(data: CheckInput) -> _Rows | Reason:
    problem = no_decision(data)
    if problem is not None or data.predicted is None:
        return problem or Reason(code=ReasonCode.NO_SCORES)
    column = data.options.decision
    if column is None:
        return Reason(code=ReasonCode.NO_DECISION)
    if column not in data.table.columns:
        return Reason(code=ReasonCode.COLUMN_ABSENT, values={"column": column})
    decision = encode_classes(data.table[column], column)
    predicted = encode_classes(data.predicted, "prediction")
    used = select(
        replace(data, weight=None),
        {column: decision.codes != MISSING, "prediction": predicted.codes != MISSING},
    )
    if isinstance(used, Reason):
        return used
    wanted = favorable_class(data) or ""
    if wanted not in decision.labels:
        return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values={"favorable": wanted, "column": column})
    texts = np.array([*decision.labels, ""], dtype=object)[decision.codes[used.keep]]
    score = None if data.score is None else chance(data, data.score)[used.keep]
    return _Rows(
        used,
        is_favorable(data, texts),
        is_favorable(data, data.predicted[used.keep]),
        score if score is not None and np.isfinite(score).any() else None,
    )


def _figures(rows: _Rows, data: CheckInput) -> tuple[Measurement, ...]:
    level, n = data.policy.confidence, len(rows.decided)
    proposed, decided = rows.proposed, rows.decided
    up, down = decided & ~proposed, proposed & ~decided
    return (
        share_figure("decision_agreement", int((proposed == decided).sum()), n, level=level),
        share_figure("decision_departures", int((proposed != decided).sum()), n, level=level),
        share_figure("departures_granted", int(up.sum()), int((~proposed).sum()), level=level),
        share_figure("departures_refused", int(down.sum()), int(proposed.sum()), level=level),
        _area(rows, data),
    )


def _area(rows: _Rows, data: CheckInput) -> Measurement:
    """Measure how well the score alone tells favorable decisions from the others."""
    if rows.chance is None:
        return Measurement(measure="decision_auc", value=None, n=0, reason=Reason(code=ReasonCode.NO_SCORES))
    known = np.isfinite(rows.chance)
    level = float(Fraction(data.policy.confidence))
    found = delong(rows.decided[known], rows.chance[known], level=level)
    if found is None:
        code = ReasonCode.NO_POSITIVES if not rows.decided[known].any() else ReasonCode.NO_NEGATIVES
        return Measurement(measure="decision_auc", value=None, n=int(known.sum()), reason=Reason(code=code))
    interval = None
    if found[1] is not None:
        low, high = found[1]
        interval = Interval(low=low, high=high, level=data.policy.confidence, method="delong")
    return Measurement(measure="decision_auc", value=found[0], n=int(known.sum()), interval=interval)


def _bands(rows: _Rows, data: CheckInput) -> tuple[DataTable, ...]:
    """Lay out favorable decisions and departures by bands of the score; equal scores share a band."""
    if rows.chance is None:
        return ()
    known = np.flatnonzero(np.isfinite(rows.chance))
    score = rows.chance[known]
    edges = np.unique(np.quantile(score, np.linspace(0, 1, BANDS + 1)[1:-1], method="inverted_cdf"))
    band = np.searchsorted(edges, score, side="left")
    level = data.policy.confidence
    parts = [known[band == at] for at in range(len(edges) + 1) if (band == at).any()]
    favorable = [
        share_figure("decision_favorable", int(rows.decided[part].sum()), len(part), level=level)
        for part in parts
    ]
    departed = [float((rows.decided[part] != rows.proposed[part]).mean()) for part in parts]
    table = data_table(
        "decision_bands",
        low_score=[float(rows.chance[part].min()) for part in parts],
        high_score=[float(rows.chance[part].max()) for part in parts],
        n=[float(len(part)) for part in parts],
        proposed=[float(rows.proposed[part].mean()) for part in parts],
        favorable=[figure.value for figure in favorable],
        low=[bound(figure, low=True) for figure in favorable],
        high=[bound(figure, low=False) for figure in favorable],
        departures=departed,
    )
    return (table,)


def _by_group(rows: _Rows, data: CheckInput) -> tuple[tuple[Group, ...], tuple[DataTable, ...]]:
    groups: list[Group] = []
    for parted in parted_rows(data, rows.used.keep):
        for code, label in enumerate(parted.labels):
            inside = parted.codes == code
            departed = int((rows.decided[inside] != rows.proposed[inside]).sum())
            figure = share_figure(
                "decision_departures",
                departed,
                int(inside.sum()),
                level=data.policy.confidence,
                subject=label,
            )
            groups.append(parted.record(code, (figure,)))
    if not groups:
        return (), ()
    figures = [group.measurements[0] for group in groups]
    table = data_table(
        "departure_groups",
        feature=[group.feature for group in groups],
        group=[group.label for group in groups],
        n=[float(group.n) for group in groups],
        share=[figure.value for figure in figures],
        low=[bound(figure, low=True) for figure in figures],
        high=[bound(figure, low=False) for figure in figures],
    )
    return tuple(groups), (table,)


CHECK = Check(
    id="decision_reliance",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS),
    family=Family.EXPLANATION,
    needs=frozenset({Need.DECISION}),
    uses=frozenset({Need.SCORES, Need.GROUPS}),
    run=run,
    measures=frozenset(
        {
            "decision_agreement",
            "decision_departures",
            "departures_granted",
            "departures_refused",
            "decision_auc",
        }
    ),
)
"""The check, found by listing this folder."""
