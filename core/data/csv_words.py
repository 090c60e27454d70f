"""What is said about how a text file was read?"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from core.data.layout import ONE_COLUMN, Layout
from core.data.unpacking import unpacked
from core.errors import UserError
from core.inventory import TableDialect, TableFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import pyarrow as pa

_TOTAL = re.compile(r"\s*(?:summe|gesamt|insgesamt|total|sum|grand total)\b", re.IGNORECASE)


def about_layout(seen: Layout) -> Iterable[Message]:
    """Say which delimiter, quotes, header and surrounding lines were recognized."""
    yield about_delimiter(seen.delimiter, named=seen.named)
    if seen.quote == "'":
        yield message("Cells are enclosed in apostrophes ('), which are no part of their contents.")
    if seen.quote is None:
        yield message("Quotation marks are read as part of the cells, because they do not enclose them.")
    yield from about_surroundings(seen)
    if seen.printed:
        yield message(
            "A list as printed: blanks around the cells and lines of dashes are taken as layout and left out."
        )


def about_surroundings(seen: Layout) -> Iterable[Message]:
    """Say what lies above and below the table, and whether it has a header."""
    if seen.skipped:
        yield message(
            "Lines above the header that are no part of the table: {count}. They are left out.",
            count=seen.skipped,
        )
    if not seen.header:
        yield message(
            "There is no header: the first line is data, and the columns are called by their numbers."
        )
    yield from _about_footer(seen)


def _about_footer(seen: Layout) -> Iterable[Message]:
    if not seen.footer:
        return
    if seen.closing:
        yield message(
            "Lines at the end that are no rows: {count}, beginning with “{word}”. They are left out. "
            "Check whether they are totals or notes.",
            count=seen.footer,
            word=seen.closing[:40],
        )
    else:
        yield message("Lines at the end that are left out: {count}.", count=seen.footer)


def about_stated(dialect: TableDialect) -> Iterable[Message]:
    """Say how a text or sheet is read when its dialect was stated rather than recognized."""
    if dialect.encoding is not None:
        yield message("Encoding: {encoding}, as stated.", encoding=dialect.encoding)
    seen = Layout(
        delimiter=None if dialect.delimiter == ONE_COLUMN else dialect.delimiter,
        quote=dialect.quote,
        skipped=dialect.skipped,
        header=dialect.header,
        footer=dialect.footer,
        printed=dialect.printed,
    )
    if dialect.format is TableFormat.CSV:
        yield from about_layout(seen)
    else:
        yield from about_surroundings(seen)


def about_delimiter(delimiter: str | None, *, named: bool = False) -> Message:
    """Say which delimiter was found."""
    if named:
        return message("Delimiter: “{sign}”, named in the first line by Excel.", sign=delimiter)
    match delimiter:
        case ";":
            return message("Delimiter: semicolon.")
        case "\t":
            return message("Delimiter: tab.")
        case "|":
            return message("Delimiter: pipe.")
        case ",":
            return message("Delimiter: comma.")
        case ":":
            return message("Delimiter: colon.")
        case " ":
            return message("Delimiter: blank.")
    return message(
        "No delimiter was found: the table is read as one column. Correct the delimiter if it has more."
    )


def about_rows(table: "pa.Table", dialect: TableDialect) -> Iterable[Message]:
    """Say what is doubtful about the last row: it may be a total."""
    if table.num_rows < 3 or dialect.footer:
        return
    last = [str(column[-1].as_py() or "") for column in table.columns]
    word = next((cell for cell in last if cell.strip()), "")
    if _TOTAL.match(word):
        yield message(
            "The last row begins with “{word}” and may be a total. It is read as a row. Leave it "
            "out with the "
            "number of lines at the end if it is none.",
            word=word.strip()[:40],
        )


def about_encoding_doubt(path: Path) -> UserError:
    """Return what is said about a text in which single bytes do not fit the others."""
    with unpacked(path) as source:
        data = source.read(64 << 20)
    line = 1
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    return UserError(
        message(
            "The file “{name}” is nearly UTF-8, but line {line} contains a byte that does not "
            "exist there: it "
            "is damaged or put together from several files. Nothing was read. Export the table again, or "
            "choose an encoding.",
            name=path.name,
            line=line,
        )
    )
