"""Who would be accepted instead of whom if this version replaced the other, and what became of them?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.accepted import Became, became, gap, read_classes
from core.checks.parts.class_figures import data_table
from core.checks.parts.credit_groups import crowds
from core.checks.parts.credit_rows import level_of, sample_input, unweighted
from core.checks.parts.findings import Found
from core.checks.parts.rows import favorable_score
from core.checks.parts.rulings import between, concluded, measured, missing, share_of
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Selection, select
from core.inventory import ScoreMeans, Task
from core.messages import message
from core.options import SampleRole
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Measurement
from core.statistics.swaps import matched, paired_shares

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

_SETS = ("both_accepted", "swapped_in", "swapped_out", "both_rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Whom this version and the other accept."""

    used: Selection
    here: "Flags"
    """Shape (kept rows,): accepted by this version."""
    there: "Flags"
    """Accepted by the other version."""
    outcome: Became

    @property
    def counts(self) -> "Floats":
        """Return how many rows each kept line stands for."""
        return np.ones(len(self.here)) if self.used.counts is None else self.used.counts

    def mask(self, name: str) -> "Flags":
        """Return the rows of one of the four sets."""
        match name:
            case "both_accepted":
                return self.here & self.there
            case "swapped_in":
                return self.here & ~self.there
            case "swapped_out":
                return ~self.here & self.there
        return ~self.here & ~self.there

    def number(self, mask: "Flags") -> float:
        """Return the number of rows of a mask."""
        return float(self.counts[mask].sum())


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare whom two versions accept.

    Parameters
    ----------
    data
        Table with predictions of this version and of the other; outcomes where they are known.
    progress
        Told at the start.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to compare.

    References
    ----------
    Siddiqi 2006, Credit Risk Scorecards, chapter 8 (swap sets).
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    progress(0.0, message("Comparing whom the versions accept"))
    found = swapped(data)
    if isinstance(found, Reason):
        return refused(CHECK, data, found)
    equal = _matched(data, found)
    people, left_out = _people(data, found)
    parts = Found(
        measurements=(*_figures(data, found), *_matched_figures(data, equal)),
        tables=(_set_table("swap", data, found), *_matched_tables(data, equal), *people),
        notes=(*found.used.notes, *left_out, *_notes(found, equal)),
    )
    return concluded(CHECK, data, parts, used=found.used)


def swapped(data: CheckInput) -> Swap | Reason:
    """Pair what the two versions say of the same rows."""
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    sample = data.samples.get(SampleRole.OTHER_VERSION)
    if sample is None:
        return Reason(code=ReasonCode.NO_OTHER_VERSION)
    if data.predicted is None or len(data.predicted) != len(data.table):
        return Reason(code=ReasonCode.NO_SCORES)
    other = sample.predicted if sample.predicted is not None else _decided(data, sample.score)
    if other is None or len(other) != len(data.table):
        return Reason(code=ReasonCode.NO_OTHER_VERSION)
    here, there = read_classes(data, data.predicted, "prediction"), read_classes(data, other, "other_version")
    if isinstance(here, Reason):
        return here
    if isinstance(there, Reason):
        return there
    used = select(data, {"prediction": here.known, "other_version": there.known})
    if isinstance(used, Reason):
        return used
    used = unweighted(data, used)
    keep = used.keep
    return Swap(used=used, here=here.accepted[keep], there=there.accepted[keep], outcome=became(data, keep))


def _decided(data: CheckInput, score: "Floats | None") -> "npt.NDArray[np.object_] | None":
    """Apply this version's cut-off to the other version's scores."""
    if score is None or data.cut_off is None or data.favorable is None:
        return None
    given = np.asarray(score, dtype=float)
    reached = given >= data.cut_off.number
    good = reached if data.cut_off.score_means is ScoreMeans.FAVORABLE else ~reached
    classes = np.where(good, data.favorable, "≠ " + data.favorable).astype(object)
    classes[~np.isfinite(given)] = None
    return classes


def _matched(data: CheckInput, found: Swap) -> Swap | None:
    """Move the other version's cut-off until it accepts as many as this one; None without its scores."""
    sample = data.samples[SampleRole.OTHER_VERSION]
    if sample.score is None:
        return None
    score = favorable_score(sample_input(data, sample))
    if score is None or len(score) != len(data.table):
        return None
    kept = score[found.used.keep]
    if not np.isfinite(kept).all():
        return None
    there = matched(kept, found.counts, found.number(found.here))
    return Swap(used=found.used, here=found.here, there=there, outcome=found.outcome)


def _figures(data: CheckInput, found: Swap) -> tuple[Measurement, ...]:
    total = float(found.counts.sum())
    shares = [share_of(data, name, found.number(found.mask(name)), total) for name in _SETS]
    rates = [
        _bad_rate(data, name, found.outcome.counts(found.mask(name), found.counts)) for name in _SETS[:3]
    ]
    return (
        _gap(data, "swap_bad_rate_difference", found),
        *shares,
        *rates,
        _change(data, found, np.ones_like(found.here)),
    )


def _bad_rate(data: CheckInput, name: str, counts: tuple[float, float]) -> Measurement:
    return share_of(data, "swap_bad_rate", *counts, subject=name)


def _gap(data: CheckInput, measure: str, found: Swap) -> Measurement:
    swap_in = found.outcome.counts(found.mask("swapped_in"), found.counts)
    swap_out = found.outcome.counts(found.mask("swapped_out"), found.counts)
    return gap(data, measure, swap_in, swap_out)


def _change(data: CheckInput, found: Swap, mask: "Flags", subject: str | None = None) -> Measurement:
    """Record by how much the acceptance rate changes, in all or in a group."""
    n = found.number(mask)
    only_here = found.number(mask & found.mask("swapped_in"))
    only_there = found.number(mask & found.mask("swapped_out"))
    value, low, high = paired_shares(only_here, only_there, n, level_of(data))
    interval = between(data, (low, high), "mcnemar")
    return measured("acceptance_change", value, n, subject=subject, interval=interval)


def _matched_figures(data: CheckInput, equal: Swap | None) -> tuple[Measurement, ...]:
    if equal is None:
        return (missing("matched_bad_rate_difference", 0, Reason(code=ReasonCode.NO_SCORES)),)
    return (_gap(data, "matched_bad_rate_difference", equal),)


def _matched_tables(data: CheckInput, equal: Swap | None) -> tuple[DataTable, ...]:
    return () if equal is None else (_set_table("matched_swap", data, equal),)


def _set_table(id_: str, data: CheckInput, found: Swap) -> DataTable:
    counts = [found.outcome.counts(found.mask(name), found.counts) for name in _SETS]
    rates = [_bad_rate(data, name, pair) for name, pair in zip(_SETS, counts, strict=True)]
    total = float(found.counts.sum())
    rows = [found.number(found.mask(name)) for name in _SETS]
    return data_table(
        id_,
        set=list(_SETS),
        n=rows,
        share=[n / total for n in rows],
        known=[known for _, known in counts],
        bad=[bad for bad, _ in counts],
        bad_rate=[rate.value for rate in rates],
        low=[None if rate.interval is None else rate.interval.low for rate in rates],
        high=[None if rate.interval is None else rate.interval.high for rate in rates],
    )


def _people(data: CheckInput, found: Swap) -> tuple[tuple[DataTable, ...], tuple[Reason, ...]]:
    """Lay out for every large enough group who is swapped in and out."""
    people, notes = crowds(data, found.used.keep, found.counts)
    if not people:
        return (), notes
    lines = []
    for one in people:
        sets = [found.number(one.mask & found.mask(name)) for name in _SETS]
        change = _change(data, found, one.mask)
        ends = (None, None) if change.interval is None else (change.interval.low, change.interval.high)
        lines.append((one.feature, one.label, sum(sets), *sets, change.value, *ends))
    heads = ("feature", "group", "n", *_SETS, "change", "low", "high")
    columns = {name: [line[at] for line in lines] for at, name in enumerate(heads)}
    return (data_table("groups", **columns),), notes


def _notes(found: Swap, equal: Swap | None) -> tuple[Reason, ...]:
    total, known = float(found.counts.sum()), found.number(found.outcome.known)
    notes = []
    if 0 < known < total:
        some: dict[str, str | int | float] = {"n": round(known), "total": round(total)}
        notes.append(Reason(code=ReasonCode.OUTCOME_SELECTED, values=some))
    if equal is not None:
        rates: dict[str, str | int | float] = {
            "share": round(100 * equal.number(equal.here) / total),
            "other": round(100 * equal.number(equal.there) / total),
        }
        notes.append(Reason(code=ReasonCode.CUT_OFF_MATCHED, values=rates))
    return tuple(notes)


CHECK = Check(
    id="swap_set",
    version=1,
    tasks=(Task.BINARY,),
    family=Family.CREDIT,
    run=run,
    needs=frozenset({Need.OTHER_VERSION}),
    uses=frozenset({Need.LABELS, Need.GROUPS}),
    measures=frozenset(
        {
            *_SETS,
            "swap_bad_rate",
            "swap_bad_rate_difference",
            "matched_bad_rate_difference",
            "acceptance_change",
        }
    ),
)
"""The check, found by listing this folder."""
