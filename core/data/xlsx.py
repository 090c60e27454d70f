"""How is a sheet of an Excel workbook read?"""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from core.data import numbers
from core.data.files import opened, unreadable
from core.data.names import header_names
from core.data.raw import Raw
from core.errors import UserError
from core.inventory import TableDialect, TableFormat
from core.messages import message

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_UNPACKED = 1 << 30
"""A workbook that unpacks to more is refused."""
_RATIO = 300
_DAMAGED = (ParseError, KeyError, ValueError, zipfile.BadZipFile, EOFError, OSError, zlib.error)


def read_xlsx(path: Path, dialect: TableDialect | None) -> Raw:
    """Read a sheet as text columns: the one named in the dialect, else the first that is not empty.

    Raises `UserError` for a damaged workbook, a missing sheet, or a sheet without a table.
    """
    _check(path)
    book = _workbook(path)
    try:
        sheets = tuple(book.sheetnames)
        wanted = dialect.sheet if dialect is not None else None
        name = wanted or _first(book)
        if name not in sheets:
            raise UserError(
                message(
                    "“{file}” has no sheet “{sheet}”; it has {sheets}. Nothing was read. Choose one of "
                    "these.",
                    file=path.name,
                    sheet=name,
                    sheets=", ".join(sheets[:12]),
                )
            )
        rows = list(_rows(book, name))
    except _DAMAGED:
        raise unreadable(path, "XLSX") from None
    finally:
        book.close()
    return _raw(path, rows, name, dialect, sheets=sheets)


def _check(path: Path) -> None:
    with opened(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
                unpacked = sum(item.file_size for item in archive.infolist())
        except (zipfile.BadZipFile, OSError, ValueError):
            raise unreadable(path, "XLSX") from None
    if not any(name.startswith("xl/") for name in names):
        raise UserError(
            message(
                "The file “{name}” is not a table (CSV, Parquet, XLSX). Nothing was read. Choose another "
                "file.",
                name=path.name,
            )
        )
    if unpacked > max(_UNPACKED // 10, min(_UNPACKED, path.stat().st_size * _RATIO)):
        raise UserError(
            message(
                "The workbook “{name}” is too large to be opened. Nothing was read. Save the table as CSV.",
                name=path.name,
            )
        )


def _workbook(path: Path) -> "Workbook":
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise unreadable(path, "XLSX") from error


def _first(book: "Workbook") -> str:
    for name in book.sheetnames:
        if next(_rows(book, name), None) is not None:
            return str(name)
    return str(book.sheetnames[0])


def _rows(book: "Workbook", name: str) -> Iterator[list[str]]:
    """Yield rows as text, without empty ones."""
    for row in book[name].iter_rows(values_only=True):
        texts = [_text(value) for value in row]
        if any(texts):
            yield texts


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "True" if value else "False"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
    return str(value)


def _raw(
    path: Path, rows: list[list[str]], sheet: str, dialect: TableDialect | None, *, sheets: tuple[str, ...]
) -> Raw:
    import pyarrow as pa

    if not rows:
        raise UserError(
            message(
                "The sheet “{sheet}” of “{name}” is empty. Nothing was read. Choose another sheet.",
                sheet=sheet,
                name=path.name,
            )
        )
    used = max(position + 1 for row in rows for position, cell in enumerate(row) if cell)
    header, body = rows[0][:used], [row[:used] + [""] * (used - len(row)) for row in rows[1:]]
    names, notes = header_names(path, header + [""] * (used - len(header)))
    columns = [pa.array([row[position] for row in body], pa.string()) for position in range(used)]
    table = pa.table(dict(zip(names, columns, strict=True)))
    if dialect is not None:
        return Raw(table=table, dialect=dialect, sheets=sheets)
    plain = TableDialect(format=TableFormat.XLSX, sheet=sheet)
    settled, more = numbers.recognize(table, plain)
    said = (message("Sheet: “{sheet}”, first row as names of the columns.", sheet=sheet), *notes, *more)
    return Raw(table=table, dialect=settled, assumptions=said, sheets=sheets)
