"""How does one column of a table get its type?"""

from typing import TYPE_CHECKING

from core.data import numbers
from core.data.raw import Raw
from core.data.types import type_name
from core.errors import UserError
from core.inventory import Column, TableDialect
from core.messages import message

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def convert(raw: Raw, column: Column) -> "pd.Series":
    """Return a column with the stated type; raises `UserError` naming the first cell that does not fit."""
    import pyarrow as pa

    values = raw.table.column(column.name)
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if not pa.types.is_string(values.type) and not pa.types.is_large_string(values.type):
        return _typed(values, column)
    cells = _without_missing(values, raw.dialect)
    match column.dtype:
        case "integer" | "number":
            return _numbers(cells, column, raw.dialect)
        case "boolean":
            return _booleans(cells, column)
        case "date":
            return _dates(cells, column)
    return cells.to_pandas().astype("str")  # type: ignore[no-any-return]


def _without_missing(values: "pa.ChunkedArray", dialect: TableDialect) -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    text = values.cast(pa.string())
    gone = pc.is_in(text, value_set=pa.array(list(dialect.missing), pa.string()))
    return pc.if_else(gone, pa.scalar(None, pa.string()), text)


def _numbers(cells: "pa.ChunkedArray", column: Column, dialect: TableDialect) -> "pd.Series":
    import pyarrow as pa
    import pyarrow.compute as pc

    pattern = numbers.number_pattern(dialect.decimal or ".", dialect.thousands).pattern
    _fit(cells, rf"^{pattern}$", column)
    plain = cells
    if dialect.thousands is not None:
        plain = pc.replace_substring(plain, dialect.thousands, "")
    if dialect.decimal == ",":
        plain = pc.replace_substring(plain, ",", ".")
    plain = pc.replace_substring_regex(plain, r"^\+", "")
    if column.dtype == "integer":
        whole = pc.replace_substring_regex(plain, r"\.0*$", "")
        _fit(whole, r"^-?\d+$", column)
        return whole.cast(pa.int64()).to_pandas()  # type: ignore[no-any-return]
    return plain.cast(pa.float64()).to_pandas()  # type: ignore[no-any-return]


def _booleans(cells: "pa.ChunkedArray", column: Column) -> "pd.Series":
    import pyarrow.compute as pc

    lower = pc.utf8_lower(cells)
    _fit(lower, "^(true|false)$", column)
    return pc.equal(lower, "true").to_pandas()  # type: ignore[no-any-return]


def _dates(cells: "pa.ChunkedArray", column: Column) -> "pd.Series":
    import pandas as pd
    import pyarrow.compute as pc

    _fit(cells, r"^(\d{4}-\d{2}-\d{2}.*|\d{2}\.\d{2}\.\d{4})$", column)
    iso = pc.replace_substring_regex(cells, r"^(\d{2})\.(\d{2})\.(\d{4})$", r"\3-\2-\1").to_pandas()
    dates = pd.to_datetime(iso, format="ISO8601", errors="coerce")
    wrong = dates.isna() & iso.notna()
    if wrong.any():
        raise _misfit(column, int(wrong.to_numpy().argmax()), str(iso[wrong.to_numpy().argmax()]))
    return dates  # type: ignore[no-any-return]


def _typed(values: "pa.ChunkedArray", column: Column) -> "pd.Series":
    """Cast a typed column; text is written as the values stand, whole numbers without decimals."""
    import pyarrow as pa

    targets = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.timestamp("us"),
    }
    try:
        if column.dtype in targets:
            return values.cast(targets[column.dtype]).to_pandas()  # type: ignore[no-any-return]
        return values.cast(pa.string()).to_pandas().astype("str")  # type: ignore[no-any-return]
    except pa.ArrowException:
        raise UserError(
            message(
                "Column “{column}” does not hold what its type “{type}” says. Nothing was read. Correct "
                "its type.",
                column=column.name,
                type=type_name(column.dtype),
            )
        ) from None


def _fit(cells: "pa.ChunkedArray", pattern: str, column: Column) -> None:
    import pyarrow.compute as pc

    fits = pc.fill_null(pc.match_substring_regex(cells, pattern), fill_value=True)
    position = pc.index(fits, value=False).as_py()
    if position >= 0:
        raise _misfit(column, position, cells[position].as_py())


def _misfit(column: Column, position: int, value: str) -> UserError:
    return UserError(
        message(
            "Column “{column}”, row {row}: “{value}” is not of the type “{type}”. Nothing was read. "
            "Correct the column's type, the decimal sign, or the words for missing values.",
            column=column.name,
            row=position + 1,
            value=value[:60],
            type=type_name(column.dtype),
        )
    )
