"""How much worse are the predictions here than on the rows the model learned from?"""

from dataclasses import replace

from core.checks.base import Check, CheckInput, Family, Need, Sample
from core.checks.parts.findings import Found
from core.checks.parts.judged import Judged, judged
from core.checks.parts.losses import LOSS_MEASURES, Pair, finished, pair_table, ruled, unpaired
from core.checks.parts.verdicts import refused
from core.inventory import DatasetKind, Task
from core.messages import message
from core.options import SampleRole
from core.policy import Relation
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Measurement


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure this sample and the reference alike, and judge the gaps by the policy.

    Parameters
    ----------
    data
        Table, predictions, and a reference sample with its own predictions and labels.
    progress
        Told between the samples.

    Returns
    -------
    CheckResult
        Not applicable with the reason where one of the samples cannot be measured.

    References
    ----------
    Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, section 7.4 (optimism).
    """
    sample = data.samples.get(SampleRole.REFERENCE)
    if sample is None or sample.table is None:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_REFERENCE))
    progress(0.0, message("Measuring predictions"))
    here = labeled(data)
    if isinstance(here, Reason):
        return refused(CHECK, data, here)
    progress(0.4, message("Measuring the reference sample"))
    there = labeled(of_reference(data, sample))
    if isinstance(there, Reason):
        return refused(CHECK, data, Reason(code=ReasonCode.REFERENCE_UNLABELED))
    pairs = unpaired(here.estimates(), there.estimates())
    return _result(data, sample, (here, there), pairs)


def labeled(data: CheckInput) -> Judged | Reason:
    """Return the rows of a sample whose predictions can be compared with the truth, or why there are none."""
    found = judged(data)
    if isinstance(found, Reason):
        return found
    return found if found.labeled else Reason(code=ReasonCode.NO_LABELS)


def of_reference(data: CheckInput, sample: Sample) -> CheckInput:
    """Return the reference sample as input of its own."""
    table = data.table.iloc[:0] if sample.table is None else sample.table
    return replace(data, table=table, score=sample.score, predicted=sample.predicted, samples={}, filter=None)


def _result(
    data: CheckInput, sample: Sample, both: tuple[Judged, Judged], pairs: tuple[Pair, ...]
) -> CheckResult:
    level, (here, there) = data.policy.confidence, both
    gaps = tuple(pair.loss.measurement(level) for pair in pairs)
    figures = tuple(item.measurement(level) for item in here.estimates())
    if not gaps:
        return refused(CHECK, data, Reason(code=ReasonCode.REFERENCE_UNLABELED))
    kind = sample.kind.value if sample.kind is not None else "unknown"
    found = Found(
        conclusions=ruled(CHECK, data, gaps),
        measurements=(*gaps, *figures),
        tables=(pair_table(pairs, level),),
        notes=(*here.used.notes, *_notes(sample, gaps, data)),
    )
    return finished(
        CHECK,
        data,
        here.used,
        found,
        {
            "reference_digest": sample.digest,
            "reference_kind": kind,
            "reference_rows": there.used.rows,
            "reference_rows_total": there.used.total,
        },
    )


def _notes(sample: Sample, gaps: tuple[Measurement, ...], data: CheckInput) -> tuple[Reason, ...]:
    notes = []
    if sample.kind is not DatasetKind.TRAINING:
        notes.append(Reason(code=ReasonCode.REFERENCE_KIND))
    limited = {item.measure for item in data.thresholds(CHECK.id) if item.relation is Relation.AT_MOST}
    for item in gaps:
        interval = item.interval
        better = interval is not None and interval.high is not None and interval.high < _equal(item.measure)
        if better and (item.measure in limited or not limited):
            values: dict[str, str | int | float] = {"measure": item.measure}
            notes.append(Reason(code=ReasonCode.BETTER_HERE, values=values))
    return tuple(notes)


def _equal(measure: str) -> float:
    """Return the value that stands for no difference."""
    return 1.0 if measure.endswith("_ratio") else 0.0


CHECK = Check(
    id="overfit",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION),
    family=Family.PERFORMANCE,
    run=run,
    needs=frozenset({Need.REFERENCE, Need.LABELS}),
    uses=frozenset({Need.SCORES}),
    measures=LOSS_MEASURES,
)
"""The check, found by listing this folder."""
