"""What do the cells of each column show: how many, which range, and is there anything personal?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from core.data import suspicions
from core.data.conversion import Converter, as_text
from core.data.profile_types import ColumnProfile, Suspicion
from core.data.raw import Raw
from core.data.recognition import Decision
from core.data.suspicions import Found
from core.deletion import ValueCount
from core.errors import UserError
from core.inventory import Column

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 100_000
"""Rows that are profiled of a larger table."""
TESTED = 5_000
"""Different values that are tested for personal content."""
_FREQUENT = 5
_IDENTIFIERS = 20
"""Rows from which on a column without repetitions counts as an identifier."""
_LONG_AGO, _SPREAD = 1975, 30
"""Days before and years between lowest and highest from which on days look like dates of birth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The different values of a column, most frequent first, and how many cells are missing."""

    values: tuple[tuple[object, int], ...]
    distinct: int
    missing: int
    n: int


def profile(raw: Raw, decisions: Sequence[Decision]) -> tuple[tuple[ColumnProfile, ...], int]:
    """Return a profile of each column, and how many rows they were made from."""
    table = raw.table.slice(0, _ROWS)
    converter = Converter(raw.dialect)
    found = tuple(
        column_profile(_converted(converter, table.column(item.name), item), item) for item in decisions
    )
    return found, int(table.num_rows)


def _converted(converter: Converter, values: "pa.ChunkedArray", decision: Decision) -> "pa.ChunkedArray":
    column = Column(name=decision.name, dtype=decision.dtype, roles=())
    try:
        return converter.convert(values, column)
    except UserError:
        return as_text(values)


def column_profile(values: "pa.ChunkedArray", decision: Decision) -> ColumnProfile:
    """Return the profile of converted values."""
    return profile_of(_count(values), decision, _range(values, decision.dtype))


def profile_of(counted: Counted, decision: Decision, ends: tuple[object, object]) -> ColumnProfile:
    """Return the profile of counted values; suspicious values are never part of it."""
    lowest, highest = ends
    found = _suspicions(counted, decision, (lowest, highest))
    kinds = tuple(item.suspicion for item in found)
    private = set(kinds) - {Suspicion.SPECIAL_CATEGORY, Suspicion.ROW_IDENTIFIER}
    shown = not private and counted.distinct < max(counted.n - counted.missing, 2)
    return ColumnProfile(
        name=decision.name,
        dtype=decision.dtype,
        n=counted.n,
        missing=counted.missing,
        distinct=counted.distinct,
        lowest=None if private else text(lowest),
        highest=None if private else text(highest),
        frequent=_frequent(counted) if shown else (),
        mixed=decision.mixed,
        suspicions=kinds,
        cells=tuple(item.cells for item in found),
    )


def _count(values: "pa.ChunkedArray") -> Counted:
    import pyarrow as pa
    import pyarrow.compute as pc

    counts = pc.value_counts(pc.drop_null(values))
    table = pa.table({"value": counts.field("values"), "n": counts.field("counts")})
    most = pc.select_k_unstable(table, k=TESTED, sort_keys=[("n", "descending")]) if len(table) else []
    head = table.take(most).to_pylist() if len(table) else []
    return Counted(
        values=tuple((row["value"], int(row["n"])) for row in head),
        distinct=len(table),
        missing=values.null_count,
        n=len(values),
    )


def _range(values: "pa.ChunkedArray", dtype: str) -> tuple[object, object]:
    import pyarrow.compute as pc

    if dtype not in {"integer", "number", "date"}:
        return None, None
    ends = pc.min_max(values).as_py()
    return ends["min"], ends["max"]


def text(value: object) -> str | None:
    """Return a value as it is written in a table of profiles."""
    match value:
        case None:
            return None
        case float():
            return f"{value:.15g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ")
    return str(value)


def _frequent(counted: Counted) -> tuple[ValueCount, ...]:
    ordered = sorted(counted.values, key=lambda item: (-item[1], str(item[0])))
    return tuple(ValueCount(value=text(value) or "", n=n) for value, n in ordered[:_FREQUENT])


def _suspicions(counted: Counted, decision: Decision, ends: tuple[object, object]) -> tuple[Found, ...]:
    found: dict[Suspicion, Found] = {}
    if decision.dtype in {"text", "integer"}:
        texts: Mapping[str, int] = {str(value): n for value, n in counted.values}
        found = {item.suspicion: item for item in suspicions.by_content(texts)}
    for kind in suspicions.by_name(decision.name):
        if kind not in found and _plausible(kind, decision, counted):
            found[kind] = Found(suspicion=kind, cells=0)
    if decision.dtype == "date" and Suspicion.DATE_OF_BIRTH not in found and _like_births(ends):
        found[Suspicion.DATE_OF_BIRTH] = Found(
            suspicion=Suspicion.DATE_OF_BIRTH, cells=counted.n - counted.missing
        )
    if _is_identifier(counted, decision):
        found[Suspicion.ROW_IDENTIFIER] = Found(suspicion=Suspicion.ROW_IDENTIFIER, cells=counted.n)
    return tuple(found.values())


def _plausible(kind: Suspicion, decision: Decision, counted: Counted) -> bool:
    """Return whether a column's content can be what its name says."""
    if not counted.distinct:
        return False
    if kind in {Suspicion.PERSON_NAME, Suspicion.E_MAIL, Suspicion.POSTAL_ADDRESS, Suspicion.IP_ADDRESS}:
        return decision.dtype == "text"
    if kind is Suspicion.DATE_OF_BIRTH:
        return decision.dtype in {"date", "text"} or counted.distinct > 2
    return True


def _like_births(ends: tuple[object, object]) -> bool:
    low, high = ends
    if not isinstance(low, datetime) or not isinstance(high, datetime):
        return False
    return low.year < _LONG_AGO and high.year - low.year >= _SPREAD


def _is_identifier(counted: Counted, decision: Decision) -> bool:
    return (
        decision.dtype in {"text", "integer"} and counted.n >= _IDENTIFIERS and counted.distinct == counted.n
    )
