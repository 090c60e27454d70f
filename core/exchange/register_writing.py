"""How is the register written as a spreadsheet that can be edited and read in again?

Row 1 says what the columns are called, row 2 holds the keys by which a later import knows them. Columns that
are put together from other records are grey: what is written there is not read. Nothing becomes a formula.
"""

import csv
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from core.data.files import reason
from core.data.spreadsheet import marked
from core.errors import UserError
from core.messages import message

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value: TypeAlias = str | date | float
"""What a cell holds; an empty text is an empty cell."""
LONGEST_CELL = 32_000
"""Signs of a text that still fits a cell; spreadsheets cut it off at 32,767."""
UNCHANGED = "[longer than a cell, left out]"
"""What stands for a longer text; read in again it leaves the field as it is."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_BLANK = re.compile("[\x0b\x0c\x1c-\x1f]")
_FIRST_YEAR = 1901
"""Spreadsheets count days from 1900, in two ways."""
_GREY, _DARK = "FFE9E9EC", "FF6B7280"
_WIDTHS = (14, 26, 44)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterColumn:
    """One column."""

    key: str
    title: str
    read_only: bool
    kind: str
    """In words."""
    hint: str = ""
    options: tuple[str, ...] = ()
    """What can be chosen, in words."""
    closed: bool = False
    """Whether exactly one of the options is meant, so that the cell offers them."""
    long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterWords:
    """What the sheets and the explanation say, in one language."""

    register: str
    explanation: str
    lists: str
    heads: tuple[str, ...]
    """Of the explanation: column, key, kind, what belongs there, what can be chosen, read or not."""
    read: str
    not_read: str
    lines: tuple[str, ...]
    """How to edit the register and read it in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTable:
    """A register to be written."""

    columns: tuple[RegisterColumn, ...]
    rows: Iterable[Sequence[Value]]
    words: RegisterWords


def write_register(path: Path, table: RegisterTable) -> None:
    """Write XLSX, or CSV if the name ends so; the file is there as a whole or not at all.

    Raises `UserError` when it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        if path.suffix.casefold() == ".csv":
            _write_csv(part, table)
        else:
            _write_workbook(part, table)
        os.replace(part, path)  # noqa: PTH105 (the one call that replaces on every system)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise unwritable(path, error) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def unwritable(path: Path, error: OSError) -> UserError:
    """Return what is said about a place that cannot be written to."""
    return UserError(
        message(
            "“{name}” could not be written ({reason}). Nothing was exported. Choose another place.",
            name=path.name,
            reason=reason(error),
        )
    )


def as_text(value: Value) -> str:
    """Return a value as a cell of text."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_csv(path: Path, table: RegisterTable) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow([marked(column.title) for column in table.columns])
        lines.writerow([column.key for column in table.columns])
        lines.writerows([marked(_plain(as_text(value))) for value in row] for row in table.rows)


def _plain(text: str) -> str:
    """Return a text without signs that a spreadsheet cannot hold."""
    return _BLANK.sub(" ", _CONTROL.sub("", text))


def _write_workbook(path: Path, table: RegisterTable) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.words.register)
    sheet.freeze_panes = "D3"
    _size(sheet, [_WIDTHS[1 + column.long] for column in table.columns])
    offered = [column for column in table.columns if column.closed and column.options]
    _validate(sheet, table, offered)
    count = _fill(sheet, table)
    sheet.auto_filter.ref = f"A2:{_letter(len(table.columns))}{max(count + 2, 3)}"
    _explain(book, table)
    _list(book, table.words.lists, offered)
    book.save(path)


def _fill(sheet: "WriteOnlyWorksheet", table: RegisterTable) -> int:
    cells = _Cells(sheet)
    sheet.append([cells.head(column.title, grey=column.read_only) for column in table.columns])
    sheet.append([cells.key(column.key) for column in table.columns])
    count = 0
    for row in table.rows:
        count += 1
        sheet.append(
            [
                cells.value(value, grey=column.read_only, long=column.long)
                for column, value in zip(table.columns, row, strict=True)
            ]
        )
    return count


class _Cells:
    """Makes cells in the few styles there are."""

    def __init__(self, sheet: "WriteOnlyWorksheet") -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        self._sheet = sheet
        self._bold, self._small = Font(bold=True), Font(size=8, color=_DARK)
        self._grey = PatternFill("solid", fgColor=_GREY)
        self._wrap = Alignment(wrap_text=True, vertical="top")
        self._top = Alignment(vertical="top")

    def head(self, text: str, *, grey: bool = False) -> "WriteOnlyCell":
        """Return a cell of the head."""
        cell = self._text(text)
        cell.font, cell.alignment = self._bold, self._wrap
        if grey:
            cell.fill = self._grey
        return cell

    def key(self, text: str) -> "WriteOnlyCell":
        """Return a cell of the row of keys."""
        cell = self._text(text)
        cell.font, cell.fill = self._small, self._grey
        return cell

    def value(self, value: Value, *, grey: bool = False, long: bool = False) -> "WriteOnlyCell | None":
        """Return a cell of the body; None where there is nothing."""
        from openpyxl.cell import WriteOnlyCell

        if value == "" and not grey:
            return None
        if isinstance(value, str):
            cell = self._text(value)
        elif isinstance(value, date):
            cell = WriteOnlyCell(self._sheet, value=value)
            cell.number_format = "yyyy-mm-dd"
        else:
            cell = WriteOnlyCell(self._sheet, value=value)
        cell.alignment = self._wrap if long else self._top
        if grey:
            cell.fill = self._grey
        return cell

    def _text(self, text: str) -> "WriteOnlyCell":
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._sheet, value=marked(_plain(text)))
        cell.data_type = "s"
        return cell


def typed(text: str) -> Value:
    """Return an ISO day as a day, where spreadsheets know it."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return found if found.year >= _FIRST_YEAR else text


def _validate(sheet: "WriteOnlyWorksheet", table: RegisterTable, offered: Sequence[RegisterColumn]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, column in enumerate(offered, 1):
        letter = _letter(place)
        source = f"'{table.words.lists}'!${letter}$2:${letter}${len(column.options) + 1}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="warning")
        at = _letter(table.columns.index(column) + 1)
        rule.add(f"{at}3:{at}1048576")
        sheet.data_validations.append(rule)


def _explain(book: "Workbook", table: RegisterTable) -> None:
    words = table.words
    sheet = book.create_sheet(words.explanation)
    _size(sheet, (30, 26, 18, 60, 60, 16))
    cells = _Cells(sheet)
    for line in words.lines:
        sheet.append([cells.value(line)])
    sheet.append([])
    sheet.append([cells.head(head) for head in words.heads])
    for column in table.columns:
        said = words.not_read if column.read_only else words.read
        row = (column.title, column.key, column.kind, column.hint, "; ".join(column.options), said)
        sheet.append([cells.value(cell, grey=column.read_only, long=True) for cell in row])


def _list(book: "Workbook", title: str, offered: Sequence[RegisterColumn]) -> None:
    sheet = book.create_sheet(title)
    cells = _Cells(sheet)
    _size(sheet, [_WIDTHS[1] for _ in offered])
    sheet.append([cells.head(column.title) for column in offered])
    for row in _side_by_side([column.options for column in offered]):
        sheet.append([cells.value(cell) for cell in row])


def _side_by_side(lists: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for at in range(max(map(len, lists), default=0)):
        yield [items[at] if at < len(items) else "" for items in lists]


def _size(sheet: "WriteOnlyWorksheet", widths: Iterable[int]) -> None:
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[_letter(place)].width = width


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))
