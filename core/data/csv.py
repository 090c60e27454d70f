"""How is a CSV file read, whoever wrote it: which encoding, delimiter, header and total lines?"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.data import layout, records
from core.data.csv_words import about_encoding_doubt, about_layout, about_rows, about_stated
from core.data.encodings import Guess, about_letters, guess
from core.data.files import unreadable
from core.data.lines import LINE_END, TextStream, decoded, table_text
from core.data.names import column_names
from core.data.raw import Raw
from core.data.typed import NOTHING, TypedDialect
from core.data.unpacking import about_packing, unpacked
from core.errors import UserError
from core.inventory import TableDialect, TableFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import pyarrow as pa

_HEAD = 8 << 20
_WHOLE = 64 << 20
"""Texts up to this size are previewed completely."""
_BLOCK = 16 << 20
_BLANK = re.compile(r"(?<=\n)[ \t]*\r?\n")
_COLUMNS = 20_000
"""A table with more columns is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The columns of a text and how many of its lines the header takes."""

    names: tuple[str, ...]
    notes: tuple[Message, ...]
    lines: int


def look(path: Path, dialect: TableDialect | None, typed: TypedDialect = NOTHING) -> Raw:
    """Read the head of a CSV file, or all of a small one, as text columns; recognize what is not given.

    Raises `UserError` when the bytes do not fit the encoding or lines differ in their number of fields.
    """
    import pyarrow as pa

    data, complete = _head(path)
    settled, notes = recognized(path, data, dialect, (complete, typed))
    frame = _frame(path, settled)
    tables = []
    rows = 0
    for table in batches(path, settled):
        tables.append(table)
        rows += table.nbytes
        if not complete and rows > _HEAD:
            break
    table = pa.concat_tables(tables)
    notes = notes if dialect is None else tuple(about_stated(settled))
    last = about_rows(table, settled) if complete else ()
    return Raw(
        table=table,
        dialect=settled,
        complete=complete,
        assumptions=(*about_packing(path), *notes, *frame.notes, *last),
    )


def recognized(
    path: Path, data: bytes, dialect: TableDialect | None, how: tuple[bool, TypedDialect]
) -> tuple[TableDialect, tuple[Message, ...]]:
    """Return the dialect with everything filled in that it leaves open, and what was assumed."""
    complete, typed = how
    given = dialect or TableDialect(format=TableFormat.CSV, encoding=typed.encoding)
    found = guess(data, final=complete)
    settled = replace(given, encoding=given.encoding or _checked(path, found, complete=complete))
    if given.delimiter is not None:
        _check_delimiter(given.delimiter)
        return settled, ()
    text = _text(path, settled.encoding or "utf-8", len(data))
    if not text.strip():
        raise UserError(
            message("The file “{name}” is empty. Nothing was read. Export the table again.", name=path.name)
        )
    seen = layout.find_layout(text, final=complete, typed=typed)
    delimiter = seen.delimiter or (layout.ONE_COLUMN if "," in text else ",")
    if dialect is not None:
        return replace(settled, delimiter=delimiter), ()
    odd, composed = about_letters(text[:_HEAD])
    blank = len(_BLANK.findall(text.strip())) if seen.delimiter is None else 0
    if blank:
        odd = (*odd, message("Blank lines between the rows: {count}. They are no rows.", count=blank))
    settled = replace(
        settled,
        delimiter=delimiter,
        quote=seen.quote,
        skipped=seen.skipped,
        header=seen.header,
        footer=seen.footer,
        printed=seen.printed,
        composed=composed,
    )
    first = () if typed.encoding else (found.assumption,)
    return settled, (*first, *about_layout(seen), *odd)


def _checked(path: Path, found: Guess, *, complete: bool) -> str:
    """Return the encoding guessed from the head; a doubtful one is refused, so that a person chooses."""
    if found.doubtful:
        raise about_encoding_doubt(path)
    if found.encoding == "utf-8" and not complete:
        try:
            for _ in decoded(path, "utf-8"):
                pass
        except UserError:
            with unpacked(path) as source:
                return guess(source.read(_WHOLE), final=False).encoding
    return found.encoding


def _text(path: Path, encoding: str, size: int) -> str:
    """Return the decoded text of the first bytes."""
    parts, length = [], 0
    for part in decoded(path, encoding):
        parts.append(part)
        length += len(part)
        if length > size:
            break
    return "".join(parts)


def _head(path: Path) -> tuple[bytes, bool]:
    """Return the bytes of a small text, or of the head of a large one, and whether these are all."""
    with unpacked(path) as source:
        data = source.read(_WHOLE + 1)
    if len(data) <= _WHOLE:
        return data, True
    return data[:_HEAD], False


def _check_delimiter(delimiter: str) -> None:
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise UserError(message("The delimiter must be one character. Choose comma, semicolon, tab or pipe."))


def _frame(path: Path, dialect: TableDialect) -> Frame:
    """Return the columns that the first lines of the table show."""
    text = next((part for part in table_text(path, dialect) if part.strip()), "")
    found = records.records(text, dialect.delimiter or ",", dialect.quote)
    if not found:
        raise _no_records(path, text)
    widths = [len(record.cells) for record in found[1:50]]
    first = found[0]
    if len(first.cells) > _COLUMNS:
        raise UserError(
            message(
                "The first line of “{name}” has {count} fields; up to {most} columns are read. Nothing was "
                "read. Choose another delimiter or a smaller table.",
                name=path.name,
                count=len(first.cells),
                most=_COLUMNS,
            )
        )
    if not dialect.header:
        names, _ = column_names([None] * len(first.cells))
        return Frame(names=tuple(names), notes=(), lines=0)
    cells: Sequence[str] = _composed(first.cells, dialect)
    notes: tuple[Message, ...] = ()
    if widths and set(widths) == {len(cells) + 1} and len(cells) > 1:
        cells, notes = _widened(cells, found[1:50])
    names, more = column_names(cells)
    return Frame(names=tuple(names), notes=(*notes, *more), lines=first.end)


def _composed(cells: Sequence[str], dialect: TableDialect) -> Sequence[str]:
    import unicodedata

    return [unicodedata.normalize("NFC", cell) for cell in cells] if dialect.composed else cells


def _widened(
    cells: Sequence[str], rows: Sequence[records.Record]
) -> tuple[Sequence[str], tuple[Message, ...]]:
    """Give a header with one name less than the rows have fields its missing name."""
    if all(not row.cells[-1].strip() for row in rows):
        return [*cells, ""], (message("Every row ends with a delimiter: the last column is empty."),)
    return ["", *cells], (
        message(
            "The header has one name less than the rows have fields: the first column is taken as "
            "the nameless "
            "one, as R writes it. Check the columns below."
        ),
    )


def _no_records(path: Path, text: str) -> UserError:
    if not text.strip():
        return UserError(
            message("The file “{name}” is empty. Nothing was read. Export the table again.", name=path.name)
        )
    return UserError(
        message(
            "The file “{name}” cannot be taken apart into cells: one would have more than 131,000 "
            "characters. Nothing was read. It is no table, or its delimiter or quotation marks are others.",
            name=path.name,
        )
    )


def _nothing(frame: Frame, wanted: Sequence[str] | None) -> "pa.Table":
    import pyarrow as pa

    names = [name for name in frame.names if wanted is None or name in wanted]
    return pa.table({name: pa.array([], pa.string()) for name in names})


def batches(path: Path, dialect: TableDialect, wanted: Sequence[str] | None = None) -> Iterator["pa.Table"]:
    """Yield all rows of a CSV file in parts, as text columns; the dialect says how it is read.

    Raises `UserError` naming the first line that has another number of fields than the others.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    frame = _frame(path, dialect)
    names = list(frame.names)
    text = replace(dialect, delimiter=dialect.delimiter or ",")
    stream = io.BufferedReader(TextStream(_body(path, text, frame.lines)), 1 << 20)  # type: ignore[type-var]
    try:
        with arrow_csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=text.delimiter, quote_char=dialect.quote or False, newlines_in_values=True
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                include_columns=[name for name in names if wanted is None or name in wanted],
            ),
        ) as reader:
            yield _nothing(frame, wanted)
            for batch in reader:
                if batch.num_rows:
                    yield pa.Table.from_batches([batch])
    except pa.ArrowInvalid as error:
        if "Empty CSV file" not in str(error):
            raise _uneven(path, text, len(names)) from None
        yield _nothing(frame, wanted)


def _body(path: Path, dialect: TableDialect, lines: int) -> Iterator[str]:
    """Yield the text below the header, whose lines are emptied rather than removed."""
    for part in table_text(path, dialect):
        rest = part
        while lines:
            found = LINE_END.search(rest)
            if found is None:
                rest = ""
                break
            rest, lines = rest[found.end() :], lines - 1
        if rest:
            yield rest


def _uneven(path: Path, dialect: TableDialect, expected: int) -> UserError:
    """Return which line has another number of fields than the header, counted the slow way."""
    try:
        for cells, line in _slowly(path, dialect):
            if cells and len(cells) != expected:
                return UserError(
                    message(
                        "In “{name}”, line {line} has {found} fields but the header has {expected}. "
                        "Nothing was read. "
                        "The file may be incomplete, or its delimiter is another one.",
                        name=path.name,
                        line=line,
                        found=len(cells),
                        expected=expected,
                    )
                )
    except csv.Error:
        pass
    return unreadable(path, "CSV")


def _slowly(path: Path, dialect: TableDialect) -> Iterator[tuple[list[str], int]]:
    """Yield the records of the table with the number of the line each ends on, as an editor counts."""
    text = io.TextIOWrapper(TextStream(table_text(path, dialect)), "utf-8", newline="")  # type: ignore[type-var]
    reader = records.reader_of(text, dialect.delimiter or ",", dialect.quote)
    for cells in reader:
        yield cells, dialect.skipped + reader.line_num


def line_of(path: Path, dialect: TableDialect, row: int) -> int | None:
    """Return the line of the file on which a row (counted from 0) ends; None where it cannot be found."""
    left = row + (1 if dialect.header else 0)
    try:
        for cells, line in _slowly(path, dialect):
            if cells:
                left -= 1
            if left < 0:
                return line
    except csv.Error:
        return None
    return None
