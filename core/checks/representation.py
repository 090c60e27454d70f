"""Are the people the model is meant for all in the data, and enough of them?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.data_records import fact, interval, judged_by, number, result_of, share_of
from core.checks.parts.findings import Found
from core.checks.parts.shares_of_groups import Shares, shares
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import all_rows
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Group, Measurement
from core.statistics.composition import goodness_of_fit, rows_for_group, sampled_ratio, share_ratio
from core.statistics.significance import chi_square, holm

MEASURES = frozenset({"underrepresentation", "smallest_group", "missing_groups"})
_LACKING = {"smallest_group": ReasonCode.NO_SENSITIVE_FEATURE}


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare the shares of groups with those of the population, and find groups too small to be judged.

    Parameters
    ----------
    data
        Table with sensitive features; shares of the population in the options, or a reference sample.
    progress
        Told once.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there are no rows or no sensitive features.

    References
    ----------
    Pearson 1900, Philosophical Magazine 50:157-175; Wilson 1927, JASA 22:209-212; Zou and Donner 2008,
    Statistics in Medicine 27:1693-1702.
    """
    progress(0.0, message("Counting groups"))
    if not len(data.table):
        return refused(CHECK, data, Reason(code=ReasonCode.NO_ROWS))
    found = shares(data)
    if not found:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_SENSITIVE_FEATURE))
    if not any(item.total for item in found):
        values: dict[str, str | int | float] = {"column": found[0].feature}
        return refused(CHECK, data, Reason(code=ReasonCode.ALL_MISSING, values=values))
    figures = tuple(figure for item in found for figure in _figures(data, item, found))
    verdicts = judged_by(CHECK, data, figures, _lacking)
    whole = Found(
        groups=tuple(_groups(data, found)),
        conclusions=verdicts.conclusions,
        measurements=figures,
        tables=(_table(data, found), _tests(found)),
        notes=(*_notes(data, found), *verdicts.notes),
    )
    return result_of(CHECK, data, whole, rows=all_rows(data), parameters={"minimum_rows": _minimum(data)})


def _lacking(measure: str) -> Reason:
    return Reason(code=_LACKING.get(measure, ReasonCode.NO_POPULATION))


def _minimum(data: CheckInput) -> int:
    return data.policy.minimum_group


def _figures(data: CheckInput, item: Shares, found: Sequence[Shares]) -> Iterator[Measurement]:
    """Yield the least represented group and how many are missing, and once per feature the smallest group."""
    level, there = data.policy.confidence, item.rows[item.rows > 0]
    if item.population is not None and item.total:
        lowest = min(_ratios(data, item), key=lambda figure: figure.value or 0.0, default=None)
        if lowest is not None:
            subject = _subject(data, item, lowest.subject or "")
            yield replace(lowest, measure="underrepresentation", subject=subject)
        lost = int(((item.population > 0) & (item.rows == 0)).sum())
        yield fact("missing_groups", lost, n=round(item.total), level=level, subject=item.feature)
    first = next(other for other in found if other.feature == item.feature)
    if there.size and item is first:
        smallest = float(there.min())
        yield fact("smallest_group", smallest, n=round(item.total), level=level, subject=item.feature)


def _subject(data: CheckInput, item: Shares, label: str) -> str:
    """Name a feature and its group; small groups of columns kept for bias tests only are not named."""
    rows = dict(zip(item.labels, item.rows, strict=True))
    parts = set(item.feature.split(" x "))
    hidden = parts & set(data.protected) and rows.get(label, 0.0) < _minimum(data)
    return item.feature if hidden else f"{item.feature}: {label}"


def _ratios(data: CheckInput, item: Shares) -> Iterator[Measurement]:
    """Yield each group's share over its share in the population, with the label as subject."""
    level = data.policy.confidence
    for at, label in enumerate(item.labels):
        share = 0.0 if item.population is None else float(item.population[at])
        if share <= 0 or not item.total:
            continue
        hits = float(item.rows[at])
        if item.reference is None:
            bounds = share_ratio(hits, item.total, share, number(level))
            held = interval(bounds, level, "wilson")
        else:
            there = (float(item.reference[at]), float(item.reference.sum()))
            low, high = sampled_ratio(hits, item.total, *there, number(level))
            held = interval((low, high), level, "mover") if np.isfinite(high) else None
        yield Measurement(
            measure="representation_ratio",
            subject=label,
            value=hits / item.total / share,
            n=round(item.total),
            interval=held,
        )


def _groups(data: CheckInput, found: Sequence[Shares]) -> Iterator[Group]:
    """Yield every group once, with its share and what it is in each population."""
    done: dict[tuple[str, str], Group] = {}
    for item in found:
        ratios = {figure.subject: figure for figure in _ratios(data, item)}
        for at, label in enumerate(item.labels):
            key = (item.feature, label)
            more = (ratios[label],) if label in ratios else ()
            if key in done:
                done[key] = replace(done[key], measurements=(*done[key].measurements, *more))
                continue
            rows = float(item.rows[at])
            share = share_of("group_share", rows, item.total, level=data.policy.confidence, subject=label)
            done[key] = _group(data, key, round(rows), (share, *more))
    yield from done.values()


def _group(data: CheckInput, key: tuple[str, str], rows: int, measurements: tuple[Measurement, ...]) -> Group:
    minimum = _minimum(data)
    small = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": rows, "minimum": minimum})
    return Group(
        feature=key[0],
        label=key[1],
        n=rows,
        excluded=small if rows < minimum else None,
        measurements=measurements,
    )


def _table(data: CheckInput, found: Sequence[Shares]) -> DataTable:
    lines = [(item, at) for item in found for at in range(len(item.labels))]
    ratios = {
        (item.feature, item.source, figure.subject): figure
        for item in found
        for figure in _ratios(data, item)
    }
    known = [ratios.get((item.feature, item.source, item.labels[at])) for item, at in lines]
    ends = [None if figure is None else figure.interval for figure in known]
    return data_table(
        "groups",
        feature=[item.feature for item, _ in lines],
        group=[item.labels[at] for item, at in lines],
        source=[item.source for item, _ in lines],
        n=[float(item.rows[at]) for item, at in lines],
        share=[float(item.rows[at]) / item.total if item.total else None for item, at in lines],
        population=[None if item.population is None else float(item.population[at]) for item, at in lines],
        ratio=[None if figure is None else figure.value for figure in known],
        low=[None if end is None else end.low for end in ends],
        high=[None if end is None else end.high for end in ends],
        rows_needed=[_needed(data, item, at) for item, at in lines],
    )


def _needed(data: CheckInput, item: Shares, at: int) -> float | None:
    share = 0.0 if item.population is None else float(item.population[at])
    rows = rows_for_group(share, _minimum(data)) if share > 0 else None
    return None if rows is None else float(rows)


def _tests(found: Sequence[Shares]) -> DataTable:
    """Return the test of each feature against its population, with Holm's correction over all of them."""
    there = [item for item in found if item.population is not None]
    tests = [_test(item) for item in there]
    p = [None if test is None else test[2] for test in tests]
    return data_table(
        "tests",
        feature=[item.feature for item in there],
        source=[item.source for item in there],
        statistic=[None if test is None else test[0] for test in tests],
        freedom=[None if test is None else float(test[1]) for test in tests],
        p=p,
        p_holm=list(holm(p)),
    )


def _test(item: Shares) -> tuple[float, int, float] | None:
    if item.reference is None:
        return None if item.population is None else goodness_of_fit(item.rows, item.population)
    used = (item.rows + item.reference) > 0
    return chi_square(np.stack([item.rows[used], item.reference[used]]))


def _notes(data: CheckInput, found: Sequence[Shares]) -> Iterator[Reason]:
    for item in found:
        yield from item.notes
        if item.population is None:
            continue
        yield from _lost(data, item)
        yield from _rows_needed(data, item)
    if all(item.population is None for item in found):
        yield Reason(code=ReasonCode.NO_POPULATION)


def _lost(data: CheckInput, item: Shares) -> Iterator[Reason]:
    """Yield which groups of the population have no row here; few persons of protected columns unnamed."""
    assert item.population is not None  # noqa: S101 (the caller looked)
    lost = np.flatnonzero((item.population > 0) & (item.rows == 0))
    hidden = bool(set(item.feature.split(" x ")) & set(data.protected)) and item.reference is not None
    names = [
        item.labels[at]
        for at in lost
        if not hidden or (item.reference is not None and item.reference[at] >= _minimum(data))
    ]
    more = [f"+{len(lost) - len(names[:20])}"] if len(lost) > len(names[:20]) else []
    if len(lost):
        values: dict[str, str | int | float] = {
            "groups": ", ".join([*names[:20], *more]),
            "feature": item.feature,
        }
        yield Reason(code=ReasonCode.GROUPS_MISSING, values=values)


def _rows_needed(data: CheckInput, item: Shares) -> Iterator[Reason]:
    """Yield how many rows the rarest group of the population would need, where it has too few."""
    population = item.population
    assert population is not None  # noqa: S101 (the caller looked)
    if set(item.feature.split(" x ")) & set(data.protected):
        return
    small = [at for at in range(len(item.labels)) if population[at] > 0 and item.rows[at] < _minimum(data)]
    if small:
        at = min(small, key=lambda place: float(population[place]))
        rows = _needed(data, item, at)
        if rows is not None:
            values: dict[str, str | int | float] = {
                "feature": item.feature,
                "group": item.labels[at],
                "rows": round(rows),
                "minimum": _minimum(data),
            }
            yield Reason(code=ReasonCode.ROWS_FOR_GROUP, values=values)


CHECK = Check(
    id="representation",
    version=2,
    tasks=tuple(Task),
    family=Family.DATA,
    run=run,
    needs=frozenset({Need.GROUPS}),
    uses=frozenset({Need.REFERENCE}),
    measures=MEASURES,
)
"""The check, found by listing this folder."""
