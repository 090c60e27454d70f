"""Which figures did the latest runs of a version give, each under a name that can be compared?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.ids import DatasetId, Digest, RunId
from core.results import CheckResult, CheckRun, Measurement, RunState

Key = tuple[Digest, str, str, str | None]
"""Digest of the data, check, measure, subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value with its interval and the run it comes from."""

    run: RunId
    dataset: DatasetId
    result_digest: Digest
    value: float
    low: float | None
    high: float | None
    n: int


def figures(runs: Iterable[CheckRun]) -> dict[Key, Figure]:
    """Return the figures of the latest run per data, check, measure and subject; runs come oldest first."""
    found: dict[Key, Figure] = {}
    for run in runs:
        for result in run.results:
            if result.state is not RunState.FINISHED:
                continue
            for subject, item in _measurements(result):
                if item.value is not None:
                    key = (run.dataset_digest, result.check, item.measure, subject)
                    found[key] = _figure(run, item, item.value)
    return found


def figure(run: CheckRun, check: str, measure: str, subject: str | None) -> Figure | None:
    """Return one figure of a run; None if it has none of that name, or no value."""
    return figures((run,)).get((run.dataset_digest, check, measure, subject))


def _measurements(result: CheckResult) -> Iterator[tuple[str | None, Measurement]]:
    for item in result.measurements:
        yield item.subject, item
    for group in result.groups:
        for item in group.measurements:
            yield f"{group.feature}: {group.label}", item
    for pair in result.comparisons:
        about = f"{pair.feature}: {pair.group} / {pair.reference}"
        yield about, pair.difference
        yield about, pair.ratio


def _figure(run: CheckRun, item: Measurement, value: float) -> Figure:
    interval = item.interval
    return Figure(
        run=run.id,
        dataset=run.dataset,
        result_digest=run.result_digest,
        value=value,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        n=item.n,
    )
