"""How are JSON lines read, and a JSON file that holds one list of objects?"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.data.csv_words import about_stated
from core.data.encodings import guess
from core.data.lines import LINE_END, decoded
from core.data.names import listed, missing_columns
from core.data.nested import Figure, json_text
from core.data.raw import Raw
from core.data.typed import NOTHING, TypedDialect
from core.data.unpacking import about_packing, unpacked
from core.errors import UserError
from core.inventory import TableDialect, TableFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE = 64 << 20
_HEAD = 8 << 20
_LIST = 512 << 20
"""A file with one list is read at once and may hold no more characters than this."""
_ROWS = 50_000
_COLUMNS = 20_000

Cells = dict[str, str | None]


@dataclass(slots=True)
class _Seen:
    """What the objects that were read have shown."""

    names: dict[str, None] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    nested: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    rows: int = 0

    def add(self, item: dict[str, object]) -> Cells:
        """Take an object and return its cells as texts."""
        cells: Cells = {}
        for name, value in item.items():
            if name not in self.names:
                self.names[name] = None
                if self.rows:
                    self.late.add(name)
            cells[name] = self._cell(name, value)
        self.rows += 1
        return cells

    def _cell(self, name: str, value: object) -> str | None:
        match value:
            case None:
                return None
            case bool():
                return "true" if value else "false"
            case Figure():
                return str(value)
            case str():
                self.texts.add(name)
                return value
        self.nested.add(name)
        return json_text(value)


def look(path: Path, dialect: TableDialect | None, typed: TypedDialect = NOTHING) -> Raw:
    """Read the head of a file of JSON objects, or all of a small one.

    Raises `UserError` naming the line that is no object, and for JSON that is no table.
    """
    data, complete = _head(path)
    found = guess(data, final=complete)
    settled = dialect or TableDialect(format=TableFormat.JSON_LINES, decimal=".", quote=None)
    settled = replace(settled, encoding=settled.encoding or typed.encoding or found.encoding)
    seen, rows, size = _Seen(), [], 0
    for _, item, length in _objects(path, settled.encoding or "utf-8"):
        rows.append(seen.add(item))
        size += length
        if not complete and size > _HEAD:
            break
    _check(path, seen, rows)
    first = (found.assumption,) if dialect is None else about_stated(dialect)
    said = (*about_packing(path), *first, *_about(seen))
    return Raw(
        table=_table(list(seen.names), rows),
        dialect=settled,
        complete=complete,
        assumptions=said,
        texts=frozenset(seen.texts),
    )


def batches(path: Path, dialect: TableDialect, wanted: Sequence[str] | None = None) -> Iterator["pa.Table"]:
    """Yield all objects in parts as text columns; without names for the columns, all at once."""
    seen, rows, any_ = _Seen(), [], False
    for _, item, _length in _objects(path, dialect.encoding or "utf-8"):
        rows.append(seen.add(item))
        if wanted is not None and len(rows) >= _ROWS:
            any_ = True
            yield _table(list(wanted), rows)
            rows = []
    there = list(seen.names)
    if rows or not any_:
        yield _table(
            there if wanted is None else [name for name in wanted if any_ or name in seen.names], rows
        )
    if wanted is not None and any_ and not set(wanted) <= set(there):
        raise missing_columns(path, [name for name in wanted if name not in seen.names])


def _head(path: Path) -> tuple[bytes, bool]:
    with unpacked(path) as source:
        data = source.read(_WHOLE + 1)
    return (data, True) if len(data) <= _WHOLE else (data[:_HEAD], False)


def _table(names: Sequence[str], rows: Sequence[Cells]) -> "pa.Table":
    import pyarrow as pa

    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, object], int]]:
    """Yield the line, the object and its length in characters."""
    listing: list[str] | None = None
    size = 0
    for number, line in _lines(path, encoding):
        if number == 1 and line.lstrip("\ufeff \t").startswith("["):
            listing = []
        if listing is not None:
            listing.append(line)
            size += len(line)
            if size > _LIST:
                raise _too_long(path)
        elif line.strip("\ufeff \t"):
            yield number, _object(path, line, number), len(line)
    if listing is not None:
        for item in _listed(path, "\n".join(listing)):
            yield 1, item, size


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with their numbers, counted from 1."""
    held: list[str] = []
    number = 1
    for part in decoded(path, encoding):
        start = 0
        for found in LINE_END.finditer(part):
            held.append(part[start : found.start()])
            yield number, "".join(held)
            held, start, number = [], found.end(), number + 1
        held.append(part[start:])
    yield number, "".join(held)


def _object(path: Path, line: str, number: int) -> dict[str, object]:
    try:
        value = _parsed(line)
    except _RepeatedKeyError as error:
        raise UserError(
            message(
                "In “{name}”, line {line} holds the key “{key}” twice. Nothing was read. Give each value its "
                "own key.",
                name=path.name,
                line=number,
                key=str(error)[:60],
            )
        ) from None
    except (ValueError, RecursionError):
        raise _no_object(path, number) from None
    if not isinstance(value, dict):
        raise _no_object(path, number)
    return value


class _RepeatedKeyError(ValueError):
    """An object names a key twice."""


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedKeyError(next(name for name in names if names.count(name) > 1))
    return found


def _parsed(text: str) -> object:
    value: object = json.loads(
        text.lstrip("\ufeff"), parse_int=Figure, parse_float=Figure, object_pairs_hook=_pairs
    )
    return value


def _listed(path: Path, text: str) -> Iterable[dict[str, object]]:
    """Return the objects of a file that holds one list."""
    try:
        value = _parsed(text)
    except (ValueError, RecursionError):
        raise UserError(
            message(
                "The file “{name}” begins like a JSON list but is damaged or too deeply nested. Nothing was "
                "read. Export the table again, best as CSV.",
                name=path.name,
            )
        ) from None
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise UserError(
            message(
                "The JSON list in “{name}” does not hold objects with named values, so it is not clear what "
                "its columns are. Nothing was read. Save the table as CSV or JSON lines.",
                name=path.name,
            )
        )
    return value


def _too_long(path: Path) -> UserError:
    return UserError(
        message(
            "The file “{name}” holds one JSON list that is too long to be read at once. Nothing was read. "
            "Save it as JSON lines: one object a line.",
            name=path.name,
        )
    )


def _no_object(path: Path, line: int) -> UserError:
    return UserError(
        message(
            "In “{name}”, line {line} is not a JSON object such as {example}. Nothing was read. "
            "Save the table "
            "as JSON lines (one object a line) or as CSV.",
            name=path.name,
            line=line,
            example='{"name": 1}',
        )
    )


def _check(path: Path, seen: _Seen, rows: Sequence[Cells]) -> None:
    if len(seen.names) > _COLUMNS:
        raise UserError(
            message(
                "“{name}” has {count} columns; up to {most} are read. Nothing was read. Choose a "
                "smaller table.",
                name=path.name,
                count=len(seen.names),
                most=_COLUMNS,
            )
        )
    if not seen.names or (len(rows) == 1 and seen.nested):
        raise UserError(
            message(
                "The file “{name}” is JSON but no table: it holds one object with others inside. Nothing was "
                "read. Save the table as JSON lines (one object a line) or as CSV.",
                name=path.name,
            )
        )


def _about(seen: _Seen) -> Iterable[Message]:
    if seen.nested:
        yield message(
            "Columns with lists or structures inside are read as JSON text: {names}.",
            names=listed([name for name in seen.names if name in seen.nested]),
        )
    if seen.late:
        yield message(
            "Keys that the first object does not have; where they are absent, the cell is missing: {names}.",
            names=listed([name for name in seen.names if name in seen.late]),
        )
