"""How is a sheet of an Excel workbook read?"""

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from core.data import layout, xlsx_facts
from core.data.csv_words import about_stated, about_surroundings
from core.data.files import opened, unreadable
from core.data.names import column_names, listed
from core.data.raw import Raw
from core.data.typed import NOTHING, TypedDialect
from core.errors import UserError
from core.inventory import TableDialect, TableFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import pyarrow as pa
    from openpyxl.workbook import Workbook

_UNPACKED = 1 << 30
"""A workbook that unpacks to more is refused."""
_RATIO = 300
_CELLS = 60_000_000
"""A sheet with more cells is refused."""
_SIGNS = 512 << 20
"""A sheet with more signs in its cells is refused: a workbook keeps a text once that a million cells show."""
_ROWS = 1 << 20
"""No sheet has more rows; a file may claim them without holding them."""
_DAMAGED = (
    *(ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError),
    *(zipfile.BadZipFile, EOFError, OSError, zlib.error, OverflowError),
)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet as texts, with its empty rows, and what else the workbook holds."""

    name: str
    rows: tuple[Row, ...]
    sheets: tuple[str, ...]
    notes: tuple[Message, ...]
    inside: str
    """Path of the sheet in the archive."""


def look(path: Path, dialect: TableDialect | None, typed: TypedDialect = NOTHING) -> Raw:
    """Read a sheet as text columns: the one named in the dialect, else the first that holds a table.

    Raises `UserError` for a damaged workbook, a missing sheet, or a sheet without a table.
    """
    sheet = sheet_of(path, typed.sheet if dialect is None else dialect.sheet)
    if not any(map(any, sheet.rows)):
        raise UserError(
            message(
                "The sheet “{sheet}” of “{name}” is empty. Nothing was read. Choose another sheet.",
                sheet=sheet.name,
                name=path.name,
            )
        )
    if dialect is None:
        settled, notes = _recognized(sheet, typed)
    else:
        settled, notes = dialect, tuple(about_stated(dialect))
    table, more = _table(sheet.rows, settled)
    first = next((place for place, row in enumerate(sheet.rows) if place >= settled.skipped and any(row)), 0)
    hidden = xlsx_facts.about(xlsx_facts.facts(path, sheet.inside), first + 1)
    said = (*sheet.notes, *notes, *hidden, *more)
    return Raw(table=table, dialect=settled, assumptions=said, sheets=sheet.sheets)


def batches(path: Path, dialect: TableDialect, wanted: Sequence[str] | None = None) -> Iterator["pa.Table"]:
    """Yield the rows of the dialect's sheet, all at once."""
    table = look(path, dialect).table
    names = [name for name in table.column_names if wanted is None or name in wanted]
    yield table.select(names)


def sheet_of(path: Path, wanted: str | None) -> Sheet:
    """Return a sheet as texts: the one named, else the first that holds a table; `UserError` if damaged."""
    _check(path)
    book = _workbook(path)
    try:
        sheets = tuple(sheet.title for sheet in book.worksheets)
        sizes = {
            sheet.title: f"{sheet.max_row or '?'} × {sheet.max_column or '?'}" for sheet in book.worksheets
        }
        name = wanted or _first(path, book)
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
        return Sheet(
            name=name,
            rows=tuple(_rows(path, book, name)),
            sheets=sheets,
            notes=tuple(_about_sheets(book, name, sizes)),
            inside=str(book[name]._worksheet_path),  # noqa: SLF001 (openpyxl tells it nowhere else)
        )
    except _DAMAGED:
        raise unreadable(path, "XLSX") from None
    finally:
        book.close()


def _check(path: Path) -> None:
    with opened(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                unpacked = sum(item.file_size for item in archive.infolist())
                declared = any(_declares_entities(archive, item) for item in archive.infolist())
        except _DAMAGED:
            raise unreadable(path, "XLSX") from None
    if declared:
        raise unreadable(path, "XLSX")
    if unpacked > max(_UNPACKED // 10, min(_UNPACKED, path.stat().st_size * _RATIO)):
        raise UserError(
            message(
                "The workbook “{name}” is too large to be opened. Nothing was read. Save the table as CSV.",
                name=path.name,
            )
        )


def _declares_entities(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bool:
    """Return whether a part of the workbook begins with a document type, which Excel never writes."""
    if not item.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(item) as part:
        return b"<!DOCTYPE" in part.read(4096)


def _workbook(path: Path) -> "Workbook":
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise unreadable(path, "XLSX") from error


def _first(path: Path, book: "Workbook") -> str:
    """Return the first sheet with at least two rows and columns; hidden ones come last."""
    ordered = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
    filled = ""
    for sheet in ordered:
        wide = 0
        for count, row in enumerate(_rows(path, book, sheet.title)):
            filled = filled or (sheet.title if any(row) else "")
            wide += sum(map(bool, row)) > 1
            if wide > 1:
                return str(sheet.title)
            if count > 1000:
                break
    return filled or str(ordered[0].title)


def _rows(path: Path, book: "Workbook", name: str) -> Iterator[Row]:
    """Yield rows as text, empty ones too."""
    sheet = book[name]
    sheet.reset_dimensions()  # the size a file states may be a lie of a billion cells
    cells = signs = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        texts = [_text(value) for value in row]
        while texts and not texts[-1]:
            texts.pop()
        cells, signs = cells + len(texts) + 1, signs + sum(map(len, texts))
        if cells > _CELLS or signs > _SIGNS or number >= _ROWS:
            raise UserError(
                message(
                    "The workbook “{name}” is too large to be opened. Nothing was read. Save the "
                    "table as CSV.",
                    name=path.name,
                )
            )
        yield tuple(texts)


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


def _about_sheets(book: "Workbook", chosen: str, sizes: Mapping[str, str]) -> Iterable[Message]:
    yield message("Sheet: “{sheet}”.", sheet=chosen)
    others = [f"{name} ({size})" for name, size in sizes.items() if name != chosen]
    if others:
        yield message("Further sheets (rows × columns): {sheets}.", sheets=listed(others))
    hidden = [str(sheet.title) for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        yield message("Hidden sheets: {sheets}.", sheets=listed(hidden))


def _recognized(sheet: Sheet, typed: TypedDialect) -> tuple[TableDialect, tuple[Message, ...]]:
    """Return where the table lies in the sheet, and what is said about it."""
    found = layout.find_in_rows(sheet.rows, typed)
    dialect = TableDialect(
        format=TableFormat.XLSX,
        sheet=sheet.name,
        quote=None,
        skipped=found.skipped,
        header=found.header,
        footer=found.footer,
    )
    return replace(dialect, decimal="."), tuple(about_surroundings(found))


def _table(rows: Sequence[Row], dialect: TableDialect) -> "tuple[pa.Table, tuple[Message, ...]]":
    """Return the table between the rows that are left out; rows without content are none."""
    import pyarrow as pa

    end = max((place + 1 for place, row in enumerate(rows) if any(row)), default=0) - dialect.footer
    inside = rows[dialect.skipped : max(dialect.skipped, end)]
    filled = [row for row in inside if any(row)]
    empty = sum(1 for row in inside if not any(row))
    used = max((len(row) for row in filled), default=1)
    header = filled[0] if filled and dialect.header else ()
    body = filled[1:] if dialect.header else filled
    names, notes = column_names([header[place] if place < len(header) else None for place in range(used)])
    columns = [
        pa.array([row[place] if place < len(row) else "" for row in body], pa.string())
        for place in range(used)
    ]
    said = notes if dialect.header else ()
    if empty:
        said = (*said, message("Empty rows of the sheet: {count}. They are left out.", count=empty))
    return pa.table(dict(zip(names, columns, strict=True))), said
