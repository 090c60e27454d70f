"""Is this version better or worse than another one on the same rows?"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need, Sample
from core.checks.overfit import labeled
from core.checks.parts.findings import Found
from core.checks.parts.judged import Classed, Judged, Summed
from core.checks.parts.losses import LOSS_MEASURES, Pair, finished, pair_table, ruled
from core.checks.parts.paired import class_pairs, number_pairs
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.options import SampleRole
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """What two sources say of the same rows, both cut to the rows that each of them speaks of."""

    here: CheckInput
    other: CheckInput
    one_sided: int
    """Rows of which only one of them speaks."""


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare two versions row by row, and judge by the policy whether this one is inferior.

    Parameters
    ----------
    data
        Table with the target, predictions of this version, and a sample with those of another one.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to compare.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837-845; McNemar 1947, Psychometrika 12:153-157;
    Bonett and Price 2012, Journal of Educational and Behavioral Statistics 37:479-488.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    sample = data.samples.get(SampleRole.OTHER_VERSION)
    if sample is None:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_OTHER_VERSION))
    progress(0.0, message("Measuring predictions"))
    both = aligned(data, sample)
    if isinstance(both, Reason):
        return refused(CHECK, data, both)
    here, other = labeled(both.here), labeled(both.other)
    if isinstance(here, Reason) or isinstance(other, Reason):
        reason = here if isinstance(here, Reason) else other
        return refused(CHECK, data, reason if isinstance(reason, Reason) else _nothing())
    progress(0.4, message("Comparing the two"))
    pairs = _pairs(here, other)
    if not pairs:
        return refused(CHECK, data, _nothing())
    return _result(data, sample, both, (pairs, here))


def _pairs(here: Judged, other: Judged) -> tuple[Pair, ...]:
    if isinstance(here, Classed) and isinstance(other, Classed):
        return class_pairs(here, other)
    if isinstance(here, Summed) and isinstance(other, Summed):
        return number_pairs(here, other)
    return ()


def aligned(data: CheckInput, sample: Sample) -> Aligned | Reason:
    """Cut both sides to the rows of which both speak.

    Parameters
    ----------
    data
        The check's input.
    sample
        What the other says of the same rows, in order.

    Returns
    -------
    Aligned or Reason
        A reason where the other has another number of rows, or one of them says nothing.
    """
    rows = len(data.table)
    other = replace(data, score=sample.score, predicted=sample.predicted, samples={})
    given = [said for said in (sample.score, sample.predicted) if said is not None]
    if not rows:
        return Reason(code=ReasonCode.NO_ROWS)
    if not given or (data.score is None and data.predicted is None):
        return Reason(code=ReasonCode.NO_SCORES)
    if any(len(said) != rows for said in given):
        return Reason(code=ReasonCode.SAMPLE_NOT_ALIGNED, values={"other": len(given[0]), "rows": rows})
    scored = data.score is not None and sample.score is not None
    first, second = spoken(data, scored=scored), spoken(other, scored=scored)
    both = np.flatnonzero(first & second)
    return Aligned(
        here=_cut(data, both, scored=scored),
        other=_cut(other, both, scored=scored),
        one_sided=int((first ^ second).sum()),
    )


def spoken(data: CheckInput, *, scored: bool) -> "Flags":
    """Tell for each row whether there is a prediction, and a score where both sides have scores."""
    import pandas as pd

    found = np.ones(len(data.table), dtype=bool)
    if data.predicted is not None:
        found &= pd.notna(data.predicted) & (np.asarray(data.predicted, dtype=object) != "")
    if scored and data.score is not None:
        found &= np.isfinite(np.asarray(data.score, dtype=float))
    return found


def _cut(data: CheckInput, rows: "npt.NDArray[np.int64]", *, scored: bool) -> CheckInput:
    return replace(
        data,
        table=data.table.iloc[rows],
        score=None if data.score is None or not scored else np.asarray(data.score, dtype=float)[rows],
        predicted=None if data.predicted is None else data.predicted[rows],
    )


def _nothing() -> Reason:
    return Reason(code=ReasonCode.NO_SCORES)


def _result(
    data: CheckInput, sample: Sample, both: Aligned, found: tuple[tuple[Pair, ...], Judged]
) -> CheckResult:
    pairs, here = found
    level = data.policy.confidence
    losses = tuple(pair.loss.measurement(level) for pair in pairs)
    figures = tuple(pair.here.measurement(level) for pair in pairs)
    notes = list(here.used.notes)
    if both.one_sided:
        notes.append(Reason(code=ReasonCode.OTHER_WITHOUT, values={"n": both.one_sided}))
    if _same(both):
        notes.append(Reason(code=ReasonCode.SAME_SCORES))
    return finished(
        CHECK,
        data,
        here.used,
        Found(
            conclusions=ruled(CHECK, data, losses),
            measurements=(*losses, *figures),
            tables=(pair_table(pairs, level),),
            notes=tuple(notes),
        ),
        {"other_digest": sample.digest},
    )


def _same(both: Aligned) -> bool:
    first, second = both.here.score, both.other.score
    return first is not None and second is not None and bool((first == second).all())


CHECK = Check(
    id="version_comparison",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    family=Family.PERFORMANCE,
    run=run,
    needs=frozenset({Need.OTHER_VERSION, Need.LABELS}),
    uses=frozenset({Need.SCORES}),
    measures=LOSS_MEASURES,
)
"""The check, found by listing this folder."""
