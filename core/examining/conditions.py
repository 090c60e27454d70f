"""Which rows does a condition hold for, and how is it written down?

Two rules cover missing cells: they equal nothing, and they are neither smaller nor larger than anything.
`!=` and `not` turn the truth of the rest around, so a missing cell satisfies `sex != 'f'`.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from core.artifacts.opened import class_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Flags = npt.NDArray[np.bool_]

Value = Decimal | str | bool | date
"""What a column is compared with; a `date` without a time stands for the whole day."""

EXACTLY = Context(prec=120)
"""Keeps every digit a value may be written with."""
KEYWORDS = frozenset(
    {"and", "or", "not", "in", "is", "missing", "und", "oder", "nicht", "ist", "fehlt", "fehlend"}
)
"""Words with a meaning of their own, in any case; a column called so is quoted."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A column compared with one value."""

    column: str
    dtype: str
    sign: str
    """"=", "<", "<=", ">", ">="; unequal is a `Not` around "="."""
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column that equals one of several values."""

    column: str
    dtype: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A column without a value; an empty text counts as none."""

    column: str
    dtype: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    inner: "Condition"


@dataclass(frozen=True, slots=True)
class Every:
    """All of at least two conditions."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of at least two conditions."""

    parts: "tuple[Condition, ...]"


Condition = Compared | OneOf | Missing | Not | Every | Some
_COMPARE: Mapping[str, Callable[..., object]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def columns_of(condition: Condition) -> tuple[str, ...]:
    """Return the columns a condition reads, each once, in their order."""
    match condition:
        case Not(inner):
            return columns_of(inner)
        case Every(parts) | Some(parts):
            return tuple(dict.fromkeys(name for part in parts for name in columns_of(part)))
        case Compared() | OneOf() | Missing():
            return (condition.column,)


def mask_of(condition: Condition, table: "pd.DataFrame") -> "Flags":
    """Return for each row whether the condition holds."""
    import numpy as np

    match condition:
        case Not(inner):
            return ~mask_of(inner, table)
        case Every(parts):
            return np.logical_and.reduce([mask_of(part, table) for part in parts])  # type: ignore[no-any-return]
        case Some(parts):
            return np.logical_or.reduce([mask_of(part, table) for part in parts])  # type: ignore[no-any-return]
        case Missing():
            return _missing(table[condition.column])
        case OneOf():
            tests = [Compared(condition.column, condition.dtype, "=", value) for value in condition.values]
            return np.logical_or.reduce([_holds(test, table) for test in tests])  # type: ignore[no-any-return]
        case Compared():
            return _holds(condition, table)


def written(condition: Condition) -> str:
    """Return the canonical form; reading it again gives the same condition."""
    match condition:
        case Not(Compared(_, _, "=", _) as inner):
            return f"{_name(inner.column)} != {_value(inner.value)}"
        case Not(OneOf() as inner):
            return f"{_name(inner.column)} not in ({_list(inner.values)})"
        case Not(Missing() as inner):
            return f"{_name(inner.column)} not missing"
        case Not(inner):
            return f"not ({written(inner)})"
        case Every(parts):
            return " and ".join(f"({written(p)})" if isinstance(p, Some) else written(p) for p in parts)
        case Some(parts):
            return " or ".join(written(part) for part in parts)
        case Missing():
            return f"{_name(condition.column)} missing"
        case OneOf():
            return f"{_name(condition.column)} in ({_list(condition.values)})"
        case Compared():
            return f"{_name(condition.column)} {condition.sign} {_value(condition.value)}"


def number_text(value: Decimal) -> str:
    """Write a number without trailing zeros, plainly where that is short."""
    plain = value.normalize(EXACTLY) if value else Decimal(0)
    return format(plain, "f") if abs(plain.adjusted()) < 20 else str(plain)


def bound(value: Value, dtype: str) -> "int | float | str | bool | datetime":
    """Return a value as it is compared: whole numbers exactly, others as the nearest float."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return int(value) if whole and (dtype == "integer" or abs(value) < 2**53) else float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 (tables hold local moments)
    return value


def _name(column: str) -> str:
    plain = column.replace("_", "a").isalnum() and not column[0].isdigit()
    if plain and column.lower() not in KEYWORDS:
        return column
    return '"' + column.replace('"', '""') + '"'


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    return "'" + str(value).replace("'", "''") + "'" if isinstance(value, str) else value.isoformat()


def _list(values: tuple[Value, ...]) -> str:
    return ", ".join(_value(value) for value in values)


def _missing(column: "pd.Series") -> "Flags":
    import numpy as np

    gone = column.isna().to_numpy(dtype=bool)
    if column.dtype.kind in "biufM":
        return gone
    return np.asarray(gone | (column.astype(object) == "").to_numpy(dtype=bool))


def _holds(test: Compared, table: "pd.DataFrame") -> "Flags":
    column = table[test.column]
    match test.dtype:
        case "integer" | "number":
            return _numbers(column, test)
        case "date":
            return _moments(column, test)
    return _each(column, test)


def _numbers(column: "pd.Series", test: Compared) -> "Flags":
    """Compare numbers; whole ones with a fraction by the whole number next to it, so that nothing rounds."""
    import numpy as np

    cells, value, sign = column.to_numpy(), bound(test.value, test.dtype), test.sign
    if cells.dtype.kind in "iu" and isinstance(test.value, Decimal) and isinstance(value, float):
        if sign == "=":
            return np.zeros(len(cells), dtype=bool)
        value, sign = int(test.value.to_integral_value("ROUND_FLOOR")), _BELOW[sign]
    if cells.dtype.kind not in "iuf":
        cells = column.to_numpy(dtype="float64")
    return np.asarray(_COMPARE[sign](cells, value), dtype=bool)


_BELOW = {"<": "<=", "<=": "<=", ">": ">", ">=": ">"}
"""A whole number against a fraction is the same as against the whole number below it, by this sign."""


def _moments(column: "pd.Series", test: Compared) -> "Flags":
    import numpy as np

    zoned = getattr(column.dtype, "tz", None) is not None
    cells = column.dt.tz_convert("UTC").dt.tz_localize(None) if zoned else column
    if not isinstance(test.value, datetime):
        cells = cells.dt.normalize()
    return np.asarray(_COMPARE[test.sign](cells, bound(test.value, test.dtype)), dtype=bool)


def _each(column: "pd.Series", test: Compared) -> "Flags":
    """Compare each distinct text or truth value once."""
    import numpy as np
    import pandas as pd

    codes, values = pd.factorize(column.astype(object), use_na_sentinel=True)
    holds = [value != "" and _holds_for(value, test) for value in values]
    return np.asarray([*holds, False], dtype=bool)[codes]


def _holds_for(cell: object, test: Compared) -> bool:
    if test.dtype == "boolean":
        return bool(cell) == test.value
    if test.sign == "=":
        return class_text(cell) == class_text(test.value)
    return bool(_COMPARE[test.sign](str(cell), str(test.value)))
