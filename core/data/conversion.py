"""How does one column of a table get its type?"""

import re
from typing import TYPE_CHECKING

from core.data import booleans, dates, numbers
from core.data.types import type_name
from core.errors import UserError
from core.inventory import Column, TableDialect
from core.messages import Message, message

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class MisfitError(UserError):
    """A cell does not fit the type of its column."""

    def __init__(self, column: Column, position: int, value: str) -> None:
        """Keep where it is, so that the line of the file can be named."""
        self.column, self.position, self.value = column, position, value
        super().__init__(self.sentence(None))

    def sentence(self, line: int | None) -> Message:
        """Return what is said, with the line where the file has lines; personal values are not shown."""
        where = message("row {row}", row=self.position + 1)
        if line is not None:
            where = message("row {row} (line {line})", row=self.position + 1, line=line)
        return message(
            "Column “{column}”, {where}: “{value}” is not of the type “{type}”. Nothing was read. "
            "Correct the column's type, the decimal sign, the date format, or the words for missing values.",
            column=self.column.name,
            where=where,
            value=_shown(self.value),
            type=type_name(self.column.dtype),
        )


def _shown(value: str) -> str:
    from core.data.suspicions import is_personal

    return "…" if is_personal(value) else value[:60]


class Converter:
    """Turns the cells of a table into values, part by part; what the first part shows holds for all."""

    def __init__(self, dialect: TableDialect) -> None:
        """Start before the first row."""
        self._dialect = dialect
        self._rows: dict[str, int] = {}
        self._signs: dict[str, str | None] = {}

    def convert(self, values: "pa.ChunkedArray", column: Column) -> "pa.ChunkedArray":
        """Return the next cells of a column with its stated type.

        Raises `MisfitError` naming the first cell that does not fit.
        """
        import pyarrow as pa

        start = self._rows.get(column.name, 0)
        self._rows[column.name] = start + len(values)
        if pa.types.is_dictionary(values.type):
            values = values.cast(values.type.value_type)
        if not pa.types.is_string(values.type) and not pa.types.is_large_string(values.type):
            return typed(values, column)
        cells = cleaned(values, self._dialect, text=column.dtype == "text")
        match column.dtype:
            case "integer" | "number":
                return self._numbers(cells, column, start)
            case "boolean":
                return _booleans(cells, column, start)
            case "date":
                return self._dates(cells, column, start)
        return cells

    def _numbers(self, cells: "pa.ChunkedArray", column: Column, start: int) -> "pa.ChunkedArray":
        import pyarrow as pa

        if column.name not in self._signs:
            first = next((cell for cell in cells.slice(0, 10_000).to_pylist() if cell is not None), None)
            if first is not None:
                self._signs[column.name] = numbers.sign_of(first)
        dialect, sign = self._dialect, self._signs.get(column.name)
        pattern = numbers.number_pattern(dialect.decimal or ".", dialect.thousands).pattern
        _fit(cells, numbers.signed_pattern(pattern, sign), column, start)
        plain = _plain_numbers(cells, dialect, sign)
        try:
            if column.dtype == "number":
                return plain.cast(pa.float64())
            return _whole(cells, plain, column, start)
        except pa.ArrowInvalid:  # signs that were stated do not make numbers
            cell = next(cell for cell in cells.to_pylist() if cell is not None)
            raise MisfitError(column, start, cell) from None

    def _dates(self, cells: "pa.ChunkedArray", column: Column, start: int) -> "pa.ChunkedArray":
        import pyarrow as pa

        texts = cells.to_pandas()
        days = dates.parsed(texts, self._dialect.date_format)
        wrong = days.isna().to_numpy() & texts.notna().to_numpy()
        if wrong.any():
            position = int(wrong.argmax())
            raise MisfitError(column, start + position, str(texts.iloc[position]))
        return pa.chunked_array([pa.Array.from_pandas(days, type=pa.timestamp("us"))])


def cleaned(values: "pa.ChunkedArray", dialect: TableDialect, *, text: bool) -> "pa.ChunkedArray":
    """Return the cells composed and without padding where the dialect says so, missing ones null.

    In columns that are no text, cells of blanks are missing too.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = values.cast(pa.string())
    if dialect.composed:
        cells = pc.utf8_normalize(cells, form="NFC")
    trimmed = pc.utf8_trim_whitespace(cells)
    cells = trimmed if dialect.printed or not text else cells
    words = [word.strip() for word in dialect.missing if word.strip()]
    gone = pc.is_in(trimmed, value_set=pa.array(words, pa.string()))
    if "" in dialect.missing:
        gone = pc.or_(gone, pc.equal(cells, ""))
    return pc.if_else(gone, pa.scalar(None, pa.string()), cells)


def _plain_numbers(cells: "pa.ChunkedArray", dialect: TableDialect, sign: str | None) -> "pa.ChunkedArray":
    """Return numbers as programs write them."""
    import pyarrow.compute as pc

    plain = cells
    if sign is not None:
        plain = pc.utf8_trim_whitespace(pc.replace_substring(plain, sign, ""))
    if dialect.thousands is not None:
        plain = pc.replace_substring(plain, dialect.thousands, "")
    if dialect.decimal not in {None, "."}:
        plain = pc.replace_substring(plain, dialect.decimal, ".")
    if _any(pc.starts_with(plain, "+")):
        plain = pc.replace_substring_regex(plain, r"^\+", "")
    if _any(pc.starts_with(plain, "−")):
        plain = pc.replace_substring(plain, "−", "-")
    if _any(pc.ends_with(plain, "-")):
        plain = pc.replace_substring_regex(plain, r"^(.+)-$", r"-\1")
    return plain


def _any(found: "pa.ChunkedArray") -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(found).as_py())


def _whole(
    cells: "pa.ChunkedArray", plain: "pa.ChunkedArray", column: Column, start: int
) -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = plain
    if _any(pc.match_substring(plain, ".")) or _any(pc.match_substring_regex(plain, "[eE]")):
        whole = pc.replace_substring_regex(plain, r"\.0*$", "")
        position = _first_misfit(whole, r"^-?\d+$")
        if position is not None:
            raise MisfitError(column, start + position, str(cells[position].as_py()))
    return whole.cast(pa.int64())


def _booleans(cells: "pa.ChunkedArray", column: Column, start: int) -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    lower = pc.utf8_lower(pc.utf8_trim_whitespace(cells))
    words = "|".join(re.escape(word) for word in booleans.WORDS)
    _fit(lower, rf"^(?:{words})$", column, start)
    true = pa.array([word for word, means in booleans.WORDS.items() if means], pa.string())
    return pc.if_else(pc.is_valid(lower), pc.is_in(lower, value_set=true), pa.scalar(None, pa.bool_()))


def typed(values: "pa.ChunkedArray", column: Column) -> "pa.ChunkedArray":
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
            return _without_nan(values.cast(targets[column.dtype]))
        return as_text(values)
    except pa.ArrowException:
        raise UserError(
            message(
                "Column “{column}” does not hold what its type “{type}” says. Nothing was read. Correct "
                "its type.",
                column=column.name,
                type=type_name(column.dtype),
            )
        ) from None


def _without_nan(values: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Return numbers with missing instead of "not a number", which pandas does not tell apart either."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_floating(values.type):
        return values
    return pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)


def as_text(values: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Return typed values as text; nested ones as JSON, bytes as hexadecimal figures."""
    import pyarrow as pa

    kind = values.type
    if pa.types.is_nested(kind):
        from core.data.nested import json_text

        return pa.chunked_array([pa.array([json_text(value) for value in values.to_pylist()], pa.string())])
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        texts = [None if value is None else value.hex() for value in values.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])
    return values.cast(pa.string())


def to_series(values: "pa.ChunkedArray", column: Column) -> "pd.Series":
    """Return a converted column as pandas keeps it."""
    series = values.to_pandas()
    return series if column.dtype in {"integer", "number", "boolean", "date"} else series.astype("str")  # type: ignore[no-any-return]


def _first_misfit(cells: "pa.ChunkedArray", pattern: str) -> int | None:
    import pyarrow.compute as pc

    fits = pc.fill_null(pc.match_substring_regex(cells, pattern), fill_value=True)
    position = pc.index(fits, value=False).as_py()
    return position if position >= 0 else None


def _fit(cells: "pa.ChunkedArray", pattern: str, column: Column, start: int) -> None:
    position = _first_misfit(cells, pattern)
    if position is not None:
        raise MisfitError(column, start + position, str(cells[position].as_py()))
