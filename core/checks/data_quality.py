"""Is the table fit to be judged: complete, of the right types, without repeated rows or odd values?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.columns import Kind
from core.checks.parts.data_records import fact, judged_by, result_of, share_of, weights_ignored
from core.checks.parts.findings import Found
from core.checks.parts.profile import FENCE, RARE, Profile, profile
from core.checks.parts.schema import Change, Schema, compared
from core.checks.parts.verdicts import refused
from core.ids import Exact
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Measurement
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.hashing import repeats, row_hashes

if TYPE_CHECKING:
    import numpy.typing as npt

MEASURES = frozenset(
    {
        "missing_share",
        "infinite_values",
        "infinite_share",
        "duplicate_share",
        "duplicate_id_share",
        "constant_columns",
        "smallest_class_share",
        "rare_category_share",
        "outlier_share",
        "mixed_codings",
        "suspected_codes",
        "future_share",
        "missing_columns",
        "new_columns",
        "changed_types",
        "new_category_share",
        "out_of_range_share",
    }
)
_LACKING = {
    "duplicate_id_share": ReasonCode.NO_ROW_IDS,
    "smallest_class_share": ReasonCode.NO_LABELS,
    "rare_category_share": ReasonCode.NO_CATEGORIES,
    "outlier_share": ReasonCode.NO_NUMBERS,
    "infinite_share": ReasonCode.NO_NUMBERS,
    "future_share": ReasonCode.NO_CLOCK,
    "new_category_share": ReasonCode.NO_CATEGORIES,
    "out_of_range_share": ReasonCode.NO_NUMBERS,
}
_OF_REFERENCE = frozenset(
    {"missing_columns", "new_columns", "changed_types", "new_category_share", "out_of_range_share"}
)


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Look at every column and at the rows as wholes, and judge what the policy limits.

    Parameters
    ----------
    data
        The table; a reference sample for types, categories and ranges.
    progress
        Told after every column.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there are no rows or no columns.

    References
    ----------
    Tukey 1977, Exploratory Data Analysis; Wilson 1927, JASA 22:209-212.
    """
    if not len(data.table) or not len(data.table.columns):
        code = ReasonCode.NO_FEATURES if len(data.table) else ReasonCode.NO_ROWS
        return refused(CHECK, data, Reason(code=code))
    profiles = tuple(_profiles(data, progress))
    progress(0.7, message("Comparing with the reference"))
    schema = compared(data, profiles)
    progress(0.8, message("Looking for repeated rows"))
    figures = (*_of_table(data, profiles), *_of_columns(data, profiles), *_of_schema(data, profiles, schema))
    verdicts = judged_by(CHECK, data, figures, lambda measure: _lacking(measure, schema))
    found = Found(
        conclusions=verdicts.conclusions,
        measurements=figures,
        tables=(_table(data, profiles, schema),),
        notes=(*_notes(profiles, schema), *verdicts.notes, *weights_ignored(data)),
    )
    return result_of(CHECK, data, found, parameters={"fence": FENCE, "rare_below": RARE})


def _profiles(data: CheckInput, progress: Progress) -> Iterator[Profile]:
    names = list(data.table.columns)
    for at, name in enumerate(names):
        progress(0.7 * at / len(names), message("Looking at {column}", column=str(name)))
        yield profile(data.table[name], str(name), data.as_of)


def _lacking(measure: str, schema: Schema | None) -> Reason:
    if measure in _OF_REFERENCE and schema is None:
        return Reason(code=ReasonCode.NO_REFERENCE)
    return Reason(code=_LACKING.get(measure, ReasonCode.EMPTY_DENOMINATOR))


def _of_table(data: CheckInput, profiles: Sequence[Profile]) -> Iterator[Measurement]:
    rows, level = len(data.table), data.policy.confidence
    plain = [str(name) for name in data.table.columns if name not in data.row_ids]
    if plain:
        again = repeats(row_hashes(data.table, plain))
        yield share_of("duplicate_share", again, rows, level=level)
    for name in data.row_ids:
        if name in data.table.columns:
            again = repeats(row_hashes(data.table, [name]))
            yield share_of("duplicate_id_share", again, rows, level=level, subject=name)
    for measure, columns in _named(profiles).items():
        yield fact(measure, len(columns), n=rows, level=level)
    yield from _classes(data)


def _named(profiles: Sequence[Profile]) -> dict[str, list[str]]:
    """Return the columns with something to be counted, by measure."""
    return {
        "constant_columns": [item.name for item in profiles if item.distinct == 1],
        "infinite_values": [item.name for item in profiles if item.infinite],
        "mixed_codings": [item.name for item in profiles if item.mixed],
        "suspected_codes": [item.name for item in profiles if item.suspected is not None],
    }


def _classes(data: CheckInput) -> Iterator[Measurement]:
    """Yield the share of the smallest class, or for several labels that of the rarest label."""
    targets = data.targets if data.task is Task.MULTILABEL else (data.target,)
    if data.task is Task.REGRESSION:
        return
    found = []
    for name in targets:
        if name is None or name not in data.table.columns:
            continue
        classes = encode_classes(data.table[name], name)
        counts = np.bincount(classes.codes[classes.codes != MISSING], minlength=len(classes.labels))
        if counts.sum():
            label, least = _rarest(data, name, classes.labels, counts)
            found.append((least / counts.sum(), label, least, int(counts.sum())))
    if found:
        _, label, hits, rows = min(found)
        yield share_of("smallest_class_share", hits, rows, level=data.policy.confidence, subject=label)


def _rarest(
    data: CheckInput, name: str, labels: tuple[str, ...], counts: "npt.NDArray[np.int64]"
) -> tuple[str, int]:
    """Return the class (of several labels the label) with the fewest rows; one that is absent has none."""
    several = data.task is Task.MULTILABEL
    if np.count_nonzero(counts) < 2:
        absent = data.favorable if data.favorable is not None and data.favorable not in labels else ""
        return name if several else absent, 0
    at = int(np.where(counts > 0, counts, counts.max()).argmin())
    return name if several else labels[at], int(counts[at])


def _of_columns(data: CheckInput, profiles: Sequence[Profile]) -> Iterator[Measurement]:
    level = data.policy.confidence
    for item in profiles:
        yield share_of("missing_share", item.missing, item.rows, level=level, subject=item.name)
        if item.kind is Kind.NUMBER and item.known:
            yield share_of("infinite_share", item.infinite, item.known, level=level, subject=item.name)
            yield _outliers(item, level)
        if item.rare is not None:
            yield share_of("rare_category_share", item.rare[1], item.known, level=level, subject=item.name)
        if item.dates is not None:
            yield share_of("future_share", *item.dates, level=level, subject=item.name)


def _outliers(item: Profile, level: Exact) -> Measurement:
    if item.spread is None or item.spread.fences is None:
        reason = Reason(code=ReasonCode.NO_SPREAD)
        return Measurement(
            measure="outlier_share", subject=item.name, value=None, n=item.known, reason=reason
        )
    rows = item.known - item.infinite
    return share_of("outlier_share", item.spread.outliers, rows, level=level, subject=item.name)


def _of_schema(data: CheckInput, profiles: Sequence[Profile], schema: Schema | None) -> Iterator[Measurement]:
    if schema is None:
        return
    level, rows = data.policy.confidence, len(data.table)
    yield fact("missing_columns", len(schema.lost), n=rows, level=level)
    yield fact("new_columns", len(schema.new), n=rows, level=level)
    yield fact("changed_types", len(_changed(profiles, schema)), n=rows, level=level)
    for item in schema.changes:
        if item.new_categories is not None:
            hits, known, _ = item.new_categories
            yield share_of("new_category_share", hits, known, level=level, subject=item.name)
        if item.outside is not None:
            yield share_of("out_of_range_share", *item.outside, level=level, subject=item.name)


def _changed(profiles: Sequence[Profile], schema: Schema) -> list[str]:
    kinds = {item.name: item.kind for item in profiles}
    return [item.name for item in schema.changes if item.other_type(kinds[item.name])]


def _notes(profiles: Sequence[Profile], schema: Schema | None) -> Iterator[Reason]:
    named = _named(profiles)
    lists = [
        (ReasonCode.COLUMNS_CONSTANT, named["constant_columns"]),
        (ReasonCode.CODINGS_MIXED, named["mixed_codings"]),
        (ReasonCode.CODES_SUSPECTED, named["suspected_codes"]),
    ]
    if schema is not None:
        lists += [
            (ReasonCode.COLUMNS_LOST, list(schema.lost)),
            (ReasonCode.COLUMNS_NEW, list(schema.new)),
            (ReasonCode.TYPES_CHANGED, _changed(profiles, schema)),
        ]
    for code, columns in lists:
        if columns:
            yield Reason(code=code, values={"columns": listed(columns)})


def listed(columns: Sequence[str], most: int = 20) -> str:
    """Return names in one line, at most so many."""
    return ", ".join(columns[:most]) + (" …" if len(columns) > most else "")


def _table(data: CheckInput, profiles: Sequence[Profile], schema: Schema | None) -> DataTable:
    changes = {} if schema is None else {item.name: item for item in schema.changes}
    found = [changes.get(item.name) for item in profiles]
    shown = [None if item.name in data.protected else item.suspected for item in profiles]
    spreads = [item.spread for item in profiles]
    ends = [None if item.name in data.protected else item.spread for item in profiles]
    return data_table(
        "columns",
        column=[item.name for item in profiles],
        kind=[item.kind.value for item in profiles],
        missing=[float(item.missing) for item in profiles],
        distinct=[float(item.distinct) for item in profiles],
        infinite=[float(item.infinite) for item in profiles],
        low=[None if item is None else item.low for item in ends],
        high=[None if item is None else item.high for item in ends],
        outliers=[None if item is None or item.fences is None else float(item.outliers) for item in spreads],
        rare_categories=[None if item.rare is None else float(item.rare[0]) for item in profiles],
        written_twice=[float(item.twice) for item in profiles],
        suspected=shown,
        future=[None if item.dates is None else float(item.dates[0]) for item in profiles],
        was=[None if item is None else item.was.value for item in found],
        new_categories=[_third(item) for item in found],
        outside=[None if item is None or item.outside is None else float(item.outside[0]) for item in found],
    )


def _third(item: Change | None) -> float | None:
    return None if item is None or item.new_categories is None else float(item.new_categories[2])


CHECK = Check(
    id="data_quality",
    version=2,
    tasks=tuple(Task),
    family=Family.DATA,
    uses=frozenset({Need.REFERENCE, Need.LABELS}),
    run=run,
    measures=MEASURES,
)
"""The check, found by listing this folder."""
