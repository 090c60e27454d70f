"""What exactly was replaced, added or settled since a decision, each with its name, before and now?

`core.decisions.lapsed` says which kinds of things were replaced, and that alone decides whether an approval
lapses. Here the things themselves are named, so that somebody can look at each of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.decisions import Binding, Lapse
from core.ids import DatasetId, Digest, RunId


class Happened(StrEnum):
    """What became of something since the decision."""

    REPLACED = "replaced"
    """The approval lapses by it."""
    ADDED = "added"
    """Was added; the approval stays as it is."""
    SETTLED = "settled"
    """A finding that stood then and no longer stands; the approval stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceThen:
    """One thing that is otherwise than at the time of the decision."""

    lapse: Lapse | None
    """What kind of thing was bound; None for a finding, which never lapses an approval."""
    happened: Happened
    name: str = ""
    """Id of the data set, run, assessment, determination or finding it is about."""
    before: str = ""
    """Digest, id or value then; empty: there was none."""
    now: str = ""
    """Digest, id or value now; empty: there is none any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What digests and ids stand for."""

    datasets: Mapping[Digest, DatasetId]
    """Data sets by their digest."""
    dataset_of: Callable[[RunId], DatasetId | None]
    """On which data set a run was made."""


def since(then: Binding, now: Binding, shelf: Shelf) -> tuple[SinceThen, ...]:
    """Return what differs between two bindings: first what was replaced, then what was added or settled."""
    found = [
        *_files(then, now),
        *_values(then, now),
        *_data(then, now, shelf),
        *_runs(then, now, shelf),
        *_findings(then, now),
    ]
    return tuple(sorted(found, key=lambda item: list(Happened).index(item.happened)))


def _files(then: Binding, now: Binding) -> Iterator[SinceThen]:
    if then.artifacts == now.artifacts:
        return
    gone = [item for item in then.artifacts if item not in now.artifacts]
    new = [item for item in now.artifacts if item not in then.artifacts]
    if not gone and not new:  # the same files in another order
        gone, new = list(then.artifacts), list(now.artifacts)
    for at in range(max(len(gone), len(new))):
        yield SinceThen(
            lapse=Lapse.ARTIFACT, happened=Happened.REPLACED, before=_at(gone, at), now=_at(new, at)
        )


def _at(items: list[Digest], position: int) -> str:
    return items[position] if position < len(items) else ""


def _values(then: Binding, now: Binding) -> Iterator[SinceThen]:
    pairs: Iterable[tuple[Lapse, str, str]] = (
        (Lapse.CUT_OFF, _cut_off(then), _cut_off(now)),
        (Lapse.ASSESSMENT, then.assessment or "", now.assessment or ""),
        (Lapse.POLICY, then.policy, now.policy),
        (Lapse.TIER, then.tier_override or "", now.tier_override or ""),
    )
    for lapse, before, after in pairs:
        if before != after:
            yield SinceThen(lapse=lapse, happened=Happened.REPLACED, before=before, now=after)


def _cut_off(binding: Binding) -> str:
    found = binding.cut_off
    return "" if found is None else f"{found.value} ({found.score_means.value})"


def _data(then: Binding, now: Binding, shelf: Shelf) -> Iterator[SinceThen]:
    gone = [item for item in then.data if item not in now.data]
    new = [item for item in now.data if item not in then.data]
    for digest in gone:
        yield SinceThen(
            lapse=Lapse.DATA,
            happened=Happened.REPLACED,
            name=shelf.datasets.get(digest, ""),
            before=digest,
        )
    for digest in new:
        yield SinceThen(
            lapse=Lapse.DATA, happened=Happened.ADDED, name=shelf.datasets.get(digest, ""), now=digest
        )


def _runs(then: Binding, now: Binding, shelf: Shelf) -> Iterator[SinceThen]:
    """Yield bound results that no longer count, each with the run on the same data that took its place."""
    current = {
        shelf.dataset_of(run): (run, result) for run, result in zip(now.runs, now.results, strict=True)
    }
    bound = {shelf.dataset_of(run) for run in then.runs}
    for run, result in zip(then.runs, then.results, strict=True):
        if result in now.results:
            continue
        dataset = shelf.dataset_of(run)
        newer, newer_result = current.get(dataset, ("", ""))
        yield SinceThen(
            lapse=Lapse.RUNS,
            happened=Happened.REPLACED,
            name=dataset or "",
            before=f"{run} {result[:16]}",
            now=f"{newer} {newer_result[:16]}".strip(),
        )
    for dataset, (run, result) in current.items():
        if dataset not in bound:
            yield SinceThen(
                lapse=Lapse.RUNS, happened=Happened.ADDED, name=dataset or "", now=f"{run} {result[:16]}"
            )


def _findings(then: Binding, now: Binding) -> Iterator[SinceThen]:
    for finding in now.findings:
        if finding not in then.findings:
            yield SinceThen(lapse=None, happened=Happened.ADDED, name=finding)
    for finding in then.findings:
        if finding not in now.findings:
            yield SinceThen(lapse=None, happened=Happened.SETTLED, name=finding)
