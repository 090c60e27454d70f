"""Do the data, the scores and the true values still look like those the model was made for?"""

from collections.abc import Iterator, Sequence

from core.checks.base import Check, CheckInput, Family, Need, Sample
from core.checks.parts.columns import reference
from core.checks.parts.compared_columns import drifts, left_out
from core.checks.parts.data_records import interval, judged_by, number, result_of, weights_ignored
from core.checks.parts.deteriorated import losses
from core.checks.parts.drift_tables import bin_table, feature_table, window_table
from core.checks.parts.drifted import MOST, Bin, Drifted, Role
from core.checks.parts.findings import Found
from core.checks.parts.verdicts import refused
from core.ids import Exact
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Interval, Measurement
from core.statistics import drift, drifting
from core.statistics.intervals import newcombe

_PSI = {
    Role.FEATURE: "psi",
    Role.SCORE: "psi_score",
    Role.PREDICTION: "psi_prediction",
    Role.LABEL: "psi_label",
    Role.GROUP: "psi_group",
}
MEASURES = frozenset(
    {
        *_PSI.values(),
        "ks_distance",
        "jensen_shannon",
        "wasserstein",
        "missing_change",
        "missing_change_size",
        "accuracy_loss",
        "auc_loss",
        "error_growth",
    }
)


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare every feature, the score, the predictions and the true values with the reference.

    Parameters
    ----------
    data
        The table, with a reference sample.
    progress
        Told after every feature.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there are no rows, no reference or no common column.

    References
    ----------
    Siddiqi 2006, Credit Risk Scorecards, chapter 9; Yurdakul and Naranjo 2020, Journal of Risk Model
    Validation 14(4):89-100; Gama et al. 2014, ACM Computing Surveys 46(4):44 (concept drift).
    """
    other = reference(data)
    if not len(data.table) or other is None:
        code = ReasonCode.NO_REFERENCE if len(data.table) else ReasonCode.NO_ROWS
        return refused(CHECK, data, Reason(code=code))
    found = tuple(drifts(data, other, progress))
    if not found:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_COMMON_COLUMNS))
    progress(0.9, message("Comparing the performance"))
    return _result(data, other, found, (*_figures(data, found), *losses(data, other)))


def _result(
    data: CheckInput, other: Sample, found: tuple[Drifted, ...], figures: tuple[Measurement, ...]
) -> CheckResult:
    verdicts, level = judged_by(CHECK, data, figures, _lacking), number(data.policy.confidence)
    whole = Found(
        conclusions=verdicts.conclusions,
        measurements=figures,
        tables=(
            feature_table(found, level),
            bin_table(found, data.protected),
            *window_table(data, other, level),
        ),
        notes=(*_notes(data, found, left_out(data, other)), *verdicts.notes),
    )
    rows = 0 if other.table is None else len(other.table)
    return result_of(CHECK, data, whole, parameters=_parameters(rows))


def _parameters(rows: int) -> dict[str, str | int | float | bool]:
    return {
        "floor": drift.FLOOR,
        "bins": drifting.PARTS,
        "resamples": drifting.REDRAWS,
        "reference_rows": rows,
    }


def _lacking(measure: str) -> Reason:
    if measure == "psi":
        return Reason(code=ReasonCode.NO_COMMON_COLUMNS)
    return Reason(code=ReasonCode.NOT_IN_BOTH)


def _figures(data: CheckInput, found: Sequence[Drifted]) -> Iterator[Measurement]:
    for item in found:
        yield _psi(item, data.policy.confidence)
    for item in found:
        yield from _distances(data, item)
        yield from _missing(data, item)


def _psi(item: Drifted, level: Exact) -> Measurement:
    measure = _PSI[item.role]
    subject = None if item.role in {Role.SCORE, Role.PREDICTION} else item.name
    value = drift.psi(item.reference, item.counts)
    bounds = drift.psi_bounds(item.reference, item.counts, number(level))
    return Measurement(
        measure=measure,
        subject=subject,
        value=value,
        n=item.rows[1],
        interval=interval(bounds, level, "noncentral_chi_square"),
        reason=None if value is not None else Reason(code=ReasonCode.NO_ROWS),
    )


def _distances(data: CheckInput, item: Drifted) -> Iterator[Measurement]:
    level, known = data.policy.confidence, item.known[1]
    divergence = drift.jensen_shannon(item.reference, item.counts)
    if divergence is not None:
        bounds = drifting.divergence_bounds(item.reference, item.counts, seed=data.seed, level=number(level))
        held = interval(bounds, level, "bootstrap")
        yield _figure("jensen_shannon", item.name, divergence, item.rows[1], held)
    if item.distance is not None:
        low, high = drifting.ks_bounds(item.distance, *item.known, number(level))
        held = interval((low, min(1.0, high + item.bound)), level, "band")
        yield _figure("ks_distance", item.name, item.distance, known, held)
    if item.moved is not None:
        held = interval(item.moved_bounds, level, "bootstrap")
        yield _figure("wasserstein", item.name, item.moved, known, held)


def _figure(measure: str, name: str, value: float, n: int, held: Interval | None) -> Measurement:
    return Measurement(measure=measure, subject=name, value=value, n=n, interval=held)


def _missing(data: CheckInput, item: Drifted) -> Iterator[Measurement]:
    """Yield the change of the share of missing values, with its sign and without."""
    if item.role is Role.GROUP or not min(item.rows):
        return
    level, (before, now), (size, rows) = data.policy.confidence, item.lost, item.rows
    low, high = newcombe(now, rows, before, size, number(level))
    change = now / rows - before / size
    yield _figure("missing_change", item.name, change, rows, interval((low, high), level, "newcombe"))
    ends = (0.0 if low <= 0 <= high else min(abs(low), abs(high)), max(abs(low), abs(high)))
    yield _figure("missing_change_size", item.name, abs(change), rows, interval(ends, level, "newcombe"))


def _notes(data: CheckInput, found: Sequence[Drifted], names: Sequence[str]) -> Iterator[Reason]:
    if names:
        yield Reason(code=ReasonCode.NAMES_LEFT_OUT, values={"columns": ", ".join(names[:20])})
    if any(Bin.REST in item.bins and item.reference[item.bins.index(Bin.REST)] for item in found):
        yield Reason(code=ReasonCode.CATEGORIES_JOINED, values={"most": MOST})
    rough = [item for item in found if item.bound > 0]
    if rough:
        bound = f"{max(item.bound for item in rough):.1e}"
        values: dict[str, str | int | float] = {"n": len(rough), "total": len(found), "bound": bound}
        yield Reason(code=ReasonCode.SCREENED, values=values)
    if any(item.distance is not None for item in found):
        yield Reason(code=ReasonCode.TIES_KEEP_P_LARGE)
    yield from weights_ignored(data)


CHECK = Check(
    id="drift",
    version=2,
    tasks=tuple(Task),
    family=Family.DATA,
    run=run,
    needs=frozenset({Need.REFERENCE}),
    uses=frozenset({Need.LABELS, Need.SCORES, Need.TIME, Need.GROUPS}),
    measures=MEASURES,
)
"""The check, found by listing this folder."""
