"""What does a sheet of a workbook hide: formulas without results, errors, hidden rows, merged cells?"""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.data.files import opened
from core.messages import Message, message

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="\$?[A-Z]+\$?(\d+):\$?[A-Z]+\$?(\d+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*hidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\s[^>]*hidden="(?:1|true)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_WITHOUT_RESULT = re.compile(
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PART = 4 << 20
_OVERLAP = 1 << 14
"""Parts overlap, so that nothing is missed at their borders."""


@dataclass(slots=True)
class Facts:
    """What was counted in the XML of one sheet."""

    formulas: int = 0
    without_result: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: tuple[tuple[int, int], ...] = ()
    """First and last row of each merged area, counted from 1."""
    macros: bool = False


def facts(path: Path, inside: str) -> Facts:
    """Count in the sheet's own XML, which the reader for values does not tell."""
    found = Facts()
    with opened(path) as file, zipfile.ZipFile(file) as archive:
        found.macros = any(name.endswith("vbaProject.bin") for name in archive.namelist())
        with archive.open(inside.lstrip("/")) as source:
            held = b""
            while part := source.read(_PART):
                data = held + part
                held = data[-_OVERLAP:] if len(part) == _PART else b""
                _count(found, data[: len(data) - len(held)] if held else data, data)
    return found


def _count(found: Facts, counted: bytes, data: bytes) -> None:
    """Count what begins in the first of the two; the second holds what may end later."""
    found.formulas += _within(_FORMULA, counted, data)
    found.without_result += _within(_WITHOUT_RESULT, counted, data)
    found.hidden_rows += _within(_HIDDEN_ROW, counted, data)
    found.hidden_columns += _within(_HIDDEN_COLUMN, counted, data)
    areas = [match for match in _MERGED.finditer(data) if match.start() < len(counted)]
    found.merged += tuple((int(match[1]), int(match[2])) for match in areas)


def _within(pattern: "re.Pattern[bytes]", counted: bytes, data: bytes) -> int:
    return sum(1 for match in pattern.finditer(data) if match.start() < len(counted))


def about(found: Facts, header: int) -> Iterable[Message]:
    """Say what a reader of the table should know; `header` is the row of the header, counted from 1."""
    if found.macros:
        yield message("The workbook holds macros. They are never run.")
    if found.formulas:
        yield message(
            "Cells with formulas: {count}. Their results are read as Excel saved them; nothing is "
            "calculated.",
            count=found.formulas,
        )
    if found.without_result:
        yield message(
            "Formulas without a saved result: {count}. These cells are missing. Open the workbook "
            "in Excel and "
            "save it.",
            count=found.without_result,
        )
    if found.hidden_rows or found.hidden_columns:
        yield message(
            "The sheet has hidden rows ({rows}) or columns ({columns}). They are read like the others.",
            rows=found.hidden_rows,
            columns=found.hidden_columns,
        )
    yield from _about_merged(found, header)


def _about_merged(found: Facts, header: int) -> Iterable[Message]:
    if any(first <= header and last >= header - 1 for first, last in found.merged):
        yield message(
            "The header has merged cells. The names come from its last row. Check the columns below."
        )
    below = sum(first > header for first, _ in found.merged)
    if below:
        yield message(
            "Merged cells below the header: {count} areas. Only the first cell of each holds the value, the "
            "others are missing.",
            count=below,
        )
