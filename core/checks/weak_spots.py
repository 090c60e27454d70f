"""In which parts of the data is the model clearly worse than in the rest?"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.data_records import Judged, judged, number, result_of, weights_ignored
from core.checks.parts.findings import Found
from core.checks.parts.sliced import BINS, LARGEST, Sliced, sliced_columns
from core.checks.parts.verdicts import refused
from core.checks.parts.weak_slices import Spots, Terms, grid, pair_spots, single_spots
from core.checks.parts.wrongness import Wrongness, wrongnesses
from core.inventory import Task
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Measurement

PAIRED = 20
"""Columns that are crossed with each other: those whose slices lie farthest apart."""
_SUFFIXES = ("accuracy_gap", "recall_gap", "loss_ratio", "error_ratio", "label_gap")
MEASURES = frozenset(f"{kind}_{suffix}" for kind in ("slice", "pair") for suffix in _SUFFIXES)


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare slices of one and of two columns with the rest of the rows.

    Parameters
    ----------
    data
        Table with true values, predictions or scores.
    progress
        Told between the kinds of error.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to compare.

    References
    ----------
    Chung et al. 2019, IEEE ICDE, 1550-1553 (slices); Holm 1979, Scandinavian Journal of Statistics 6:65-70.
    """
    ways = wrongnesses(data)
    if isinstance(ways, Reason):
        return refused(CHECK, data, ways)
    columns = tuple(sliced_columns(data))
    if not columns:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_FEATURES))
    found: list[tuple[Wrongness, Spots]] = []
    terms = Terms(minimum=_minimum(data), level=number(data.policy.confidence))
    for at, way in enumerate(ways):
        progress(at / len(ways), message("Comparing slices"))
        found.append((way, single_spots(way, columns, terms)))
        found.append((way, pair_spots(way, _farthest(columns, found[-1][1]), terms)))
    return _result(data, columns, found, terms)


def _minimum(data: CheckInput) -> int:
    share = ceil(Fraction(data.policy.minimum_share) * len(data.table))
    return max(data.policy.minimum_group, share, 2)


def _farthest(columns: Sequence[Sliced], single: Spots) -> tuple[Sliced, ...]:
    """Return the columns to be crossed: all, or those of the worst slices first."""
    if len(columns) <= PAIRED:
        return tuple(columns)
    worst = [item.columns[0] for item in single.slices]
    rank = {name: at for at, name in reversed(list(enumerate(worst)))}
    order = sorted(columns, key=lambda column: rank.get(column.name, len(worst)))
    chosen = {column.name for column in order[:PAIRED]}
    return tuple(column for column in columns if column.name in chosen)


def _result(
    data: CheckInput, columns: tuple[Sliced, ...], found: Sequence[tuple[Wrongness, Spots]], terms: Terms
) -> CheckResult:
    limits = data.thresholds(CHECK.id)
    parts = [_judged(limit, found, terms, data) for limit in limits]
    level = data.policy.confidence
    figures = [figure for _, spots in found for figure in spots.figures(_limit_of(spots, limits), level)]
    whole = Found(
        conclusions=tuple(item for part in parts for item in part.conclusions),
        measurements=tuple(figures) or (_none(terms),),
        tables=(_table([spots for _, spots in found]), *_grids(columns, found, terms)),
        notes=(*_notes([spots for _, spots in found], terms), *weights_ignored(data)),
    )
    parameters: dict[str, str | int | float | bool] = {
        "minimum_rows": terms.minimum,
        "bins": BINS,
        "categories": LARGEST,
        "columns": len(columns),
        "crossed": min(len(columns), PAIRED),
    }
    return result_of(CHECK, data, whole, rows=found[0][1].rows, parameters=parameters)


def _none(terms: Terms) -> Measurement:
    reason = Reason(code=ReasonCode.NO_SLICES, values={"minimum": terms.minimum})
    return Measurement(measure="slice_accuracy_gap", value=None, n=0, reason=reason)


def _limit_of(spots: Spots, limits: Sequence[Threshold]) -> Threshold | None:
    return next((limit for limit in limits if limit.measure == spots.measure), None)


def _judged(
    limit: Threshold, found: Sequence[tuple[Wrongness, Spots]], terms: Terms, data: CheckInput
) -> Judged:
    there = [spots for _, spots in found if spots.measure == limit.measure]
    figures = [item for spots in there for item in spots.figures(limit, data.policy.confidence)]
    code = ReasonCode.NO_SLICES if there else ReasonCode.TASK_NOT_SUPPORTED
    values: dict[str, str | int | float] = {"minimum": terms.minimum} if there else {}
    return judged((limit,), figures, known=MEASURES, lacking=Reason(code=code, values=values))


def _notes(found: Sequence[Spots], terms: Terms) -> Iterator[Reason]:
    first = found[:2]
    yield Reason(code=ReasonCode.SLICES_JUDGED, values={"n": sum(item.judged for item in first)})
    small = sum(item.small for item in first)
    if small:
        values: dict[str, str | int | float] = {"n": small, "minimum": terms.minimum}
        yield Reason(code=ReasonCode.SLICES_TOO_SMALL, values=values)


def _table(found: Sequence[Spots]) -> DataTable:
    lines = [(spots.measure, item) for spots in found for item in spots.slices]
    return data_table(
        "slices",
        measure=[measure for measure, _ in lines],
        column=[item.columns[0] for _, item in lines],
        label=[item.labels[0] for _, item in lines],
        second_column=[item.columns[1] if len(item.columns) > 1 else None for _, item in lines],
        second_label=[item.labels[1] if len(item.labels) > 1 else None for _, item in lines],
        n=[float(item.n) for _, item in lines],
        error=[item.error for _, item in lines],
        rest=[item.rest for _, item in lines],
        value=[item.value for _, item in lines],
        low=[item.low for _, item in lines],
        high=[item.high for _, item in lines],
        p=[item.p for _, item in lines],
        p_holm=[item.p_holm for _, item in lines],
    )


def _grids(
    columns: tuple[Sliced, ...], found: Sequence[tuple[Wrongness, Spots]], terms: Terms
) -> Iterator[DataTable]:
    """Yield the cells of the pair of columns with the worst slice of the first kind of error."""
    named = {column.name: column for column in columns}
    way, spots = found[1]
    if spots.slices:
        one, other = (named[name] for name in spots.slices[0].columns)
        lines = list(grid(way, (one, other), terms.minimum))
        cells: tuple[list[float | str | None], ...] = tuple([line[at] for line in lines] for at in range(4))
        yield data_table(
            "grid",
            column=[one.name] * len(lines),
            second_column=[other.name] * len(lines),
            label=cells[0],
            second_label=cells[1],
            n=cells[2],
            error=cells[3],
        )


CHECK = Check(
    id="weak_spots",
    version=1,
    tasks=tuple(Task),
    family=Family.PERFORMANCE,
    run=run,
    needs=frozenset({Need.LABELS}),
    uses=frozenset({Need.SCORES, Need.GROUPS}),
    measures=MEASURES,
)
"""The check, found by listing this folder."""
