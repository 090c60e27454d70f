"""How is a CSV file read, whoever wrote it: which encoding, delimiter, decimal sign?"""

import codecs
import csv
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.data import numbers
from core.data.files import opened, unreadable
from core.data.names import header_names
from core.data.raw import Raw
from core.errors import UserError
from core.inventory import TableDialect, TableFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = (";", "\t", "|", ",")
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252")
_HEAD = 8 << 20
_WHOLE = 64 << 20
"""Files up to this size are previewed completely."""
_SAMPLE = 200
_BLOCK = 16 << 20


def read_csv(path: Path, dialect: TableDialect | None, *, whole: bool) -> Raw:
    """Read a CSV file as text columns; what the dialect leaves open is recognized.

    Raises `UserError` when the bytes do not fit the encoding or lines differ in their number of fields.
    """
    given = dialect or TableDialect(format=TableFormat.CSV)
    data, complete = _bytes(path, whole=whole)
    encoding = given.encoding or _encoding(path, data, complete=complete)
    text = _decoded(path, data, encoding, complete=complete)
    delimiter = given.delimiter or find_delimiter(text)
    table, notes = _table(path, text, delimiter or ",", cut=not complete)
    settled = replace(given, encoding=encoding, delimiter=delimiter or ",")
    notes = (_about_encoding(encoding), _about_delimiter(delimiter), *notes) if dialect is None else notes
    if dialect is None:
        settled, more = numbers.recognize(table, settled)
        notes += more
    return Raw(table=table, dialect=settled, complete=complete, assumptions=notes)


def find_delimiter(text: str) -> str | None:
    """Return the delimiter that splits the first lines most evenly, None if the table has one column."""
    best, chosen = (0.0, 0), None
    for delimiter in DELIMITERS:
        counts = _field_counts(text, delimiter)
        if not counts or counts[0] < 2:
            continue
        even = Counter(counts)[counts[0]] / len(counts)
        if (even, counts[0]) > best and even > 0.5:
            best, chosen = (even, counts[0]), delimiter
    return chosen


def _field_counts(text: str, delimiter: str) -> list[int]:
    head = io.StringIO(text[: 1 << 18], newline="")
    counts: list[int] = []
    try:
        for record in csv.reader(head, delimiter=delimiter):
            if record:
                counts.append(len(record))
            if len(counts) > _SAMPLE:
                return counts
    except csv.Error:
        return []
    return counts[:-1] if len(text) > 1 << 18 else counts


def _bytes(path: Path, *, whole: bool) -> tuple[bytes, bool]:
    with opened(path) as file:
        size = path.stat().st_size
        if whole or size <= _WHOLE:
            return file.read(), True
        head = file.read(_HEAD)
    return head[: head.rfind(b"\n") + 1], False


def _encoding(path: Path, data: bytes, *, complete: bool) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data, final=complete)
        if complete:
            return "utf-8"
        with opened(path) as file:
            file.seek(len(data))
            while part := file.read(1 << 20):
                decoder.decode(part)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _decoded(path: Path, data: bytes, encoding: str, *, complete: bool) -> str:
    if encoding not in ENCODINGS:
        raise UserError(
            message("The encoding “{encoding}” is not supported. Choose UTF-8 or cp1252.", encoding=encoding)
        )
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data, final=complete)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(
            message(
                "The file “{name}” is not written in {encoding}: line {line} contains a byte that does "
                "not exist there. "
                "Nothing was read. Choose another encoding.",
                name=path.name,
                encoding=encoding,
                line=line,
            )
        ) from None
    if "\x00" in text:
        raise unreadable(path, "CSV")
    return text


def _table(path: Path, text: str, delimiter: str, *, cut: bool) -> "tuple[pa.Table, tuple[Message, ...]]":
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    _check_lines(path, text, delimiter)
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(
                autogenerate_column_names=True, block_size=_BLOCK, use_threads=False
            ),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types={f"f{position}": pa.string() for position in range(_width(text, delimiter))},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        raise _uneven(path, text, delimiter) from None
    names, notes = header_names(path, [table.column(item)[0].as_py() for item in range(table.num_columns)])
    rows = table.slice(1).rename_columns(names)
    return (rows.slice(0, max(0, rows.num_rows - 1)) if cut else rows), notes


def _width(text: str, delimiter: str) -> int:
    counts = _field_counts(text, delimiter)
    return counts[0] if counts else 1


def _check_lines(path: Path, text: str, delimiter: str) -> None:
    if not text.strip():
        raise UserError(
            message("The file “{name}” is empty. Nothing was read. Export the table again.", name=path.name)
        )
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise UserError(message("The delimiter must be one character. Choose comma, semicolon, tab or pipe."))


def _uneven(path: Path, text: str, delimiter: str) -> UserError:
    """Return which line has another number of fields than the header, counted the slow way."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    expected: int | None = None
    try:
        for record in reader:
            expected = expected or len(record)
            if record and len(record) != expected:
                return UserError(
                    message(
                        "In “{name}”, line {line} has {found} fields but the header has {expected}. "
                        "Nothing was read. "
                        "The file may be incomplete, or its delimiter is another one.",
                        name=path.name,
                        line=reader.line_num,
                        found=len(record),
                        expected=expected,
                    )
                )
    except csv.Error:
        pass
    return unreadable(path, "CSV")


def _about_encoding(encoding: str) -> Message:
    match encoding:
        case "utf-8-sig":
            return message("Encoding: UTF-8, named by the byte order mark at the beginning.")
        case "utf-8":
            return message("Encoding: UTF-8, because all bytes fit it.")
    return message(
        "Encoding: cp1252 (Western European), because the bytes are not UTF-8. Check the umlauts below."
    )


def _about_delimiter(delimiter: str | None) -> Message:
    match delimiter:
        case ";":
            return message("Delimiter: semicolon.")
        case "\t":
            return message("Delimiter: tab.")
        case "|":
            return message("Delimiter: pipe.")
        case ",":
            return message("Delimiter: comma.")
    return message(
        "No delimiter was found: the table is read as one column. Correct the delimiter if it has more."
    )
