"""What is in a table, before anything is registered or checked?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.call import Call, of
from cli.inputs import existing
from cli.reading import (
    DateFormatOption,
    DecimalOption,
    DelimiterOption,
    EncodingOption,
    HeaderOption,
    MissingOption,
    QuoteOption,
    SheetOption,
    SkipLastOption,
    SkipRowsOption,
    ThousandsOption,
    preview_as,
)
from cli.tables import table
from core.data.preview import TablePreview
from core.data.privacy import hints
from core.data.profile_types import ColumnProfile
from core.data.typed import TypedDialect
from core.data.types import type_name
from core.inventory import Column
from core.messages import N_, Message

if TYPE_CHECKING:
    from rich.table import Table

app = typer.Typer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiled:
    """What a table shows, and what to think of before it is used."""

    preview: TablePreview
    privacy: tuple[Message, ...]


@app.command(help=N_("Say how a table is read, what its columns hold, and which may be personal data."))
def profile(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The table: CSV, Parquet, Feather, XLSX or JSON lines."))],
    delimiter: DelimiterOption = None,
    decimal: DecimalOption = None,
    thousands: ThousandsOption = None,
    encoding: EncodingOption = None,
    quote: QuoteOption = None,
    skip_rows: SkipRowsOption = None,
    skip_last: SkipLastOption = None,
    header: HeaderOption = None,
    date_format: DateFormatOption = None,
    sheet: SheetOption = None,
    missing: MissingOption = None,
    all_rows: Annotated[
        bool, typer.Option("--all-rows", help=N_("Count all rows of a large table, not only its head."))
    ] = False,
) -> None:
    """Show the profile; nothing is kept."""
    call = of(context)
    typed = TypedDialect(
        delimiter=delimiter,
        decimal=decimal,
        thousands=thousands,
        encoding=encoding,
        quote=quote,
        skipped=skip_rows,
        footer=skip_last,
        header=header,
        date_format=date_format,
        sheet=sheet,
        missing=tuple(missing) if missing else None,
    )
    seen = preview_as(existing(file), typed)
    if all_rows and seen.profiled_rows != seen.row_count:
        seen = _of_all_rows(file, seen)
    found = Profiled(preview=seen, privacy=hints(seen.profiles))
    lines = [call.translator.say(item) for item in seen.assumptions]
    privacy = [call.translator.say(item) for item in found.privacy]
    heading = [call.tr("Data protection:")] if privacy else []
    call.answer(found, *lines, _rows(call, seen), _columns(call, seen), *heading, *privacy)


def _of_all_rows(file: Path, seen: TablePreview) -> TablePreview:
    from dataclasses import replace

    from core.data.large import LargeTable

    whole = LargeTable(path=file, dialect=seen.dialect, columns=seen.columns)
    profiles = whole.profile()
    rows = profiles[0].n if profiles else 0
    return replace(seen, profiles=profiles, row_count=rows, profiled_rows=rows)


def _rows(call: Call, seen: TablePreview) -> str:
    if seen.row_count == seen.profiled_rows:
        return call.tr("Rows: {count}", count=seen.row_count)
    if seen.row_count is None:
        return call.tr("Rows: not counted; the profile is of the first {count}", count=seen.profiled_rows)
    return call.tr(
        "Rows: {count}; the profile is of the first {seen}", count=seen.row_count, seen=seen.profiled_rows
    )


def _columns(call: Call, seen: TablePreview) -> "Table":
    headings = (
        *(call.tr("Column"), call.tr("Type"), call.tr("Suggested role"), call.tr("Missing")),
        *(call.tr("Distinct"), call.tr("Range"), call.tr("Frequent values")),
    )
    return table(headings, _cells(call, seen))


def _cells(call: Call, seen: TablePreview) -> Iterator[tuple[str, ...]]:
    for column, one in zip(seen.columns, seen.profiles, strict=True):
        yield (
            column.name,
            call.translator.say(type_name(column.dtype)),
            _role(call, column),
            call.translator.value(one.missing),
            call.translator.value(one.distinct),
            "" if one.lowest is None else f"{one.lowest} … {one.highest}",
            _frequent(one),
        )


def _role(call: Call, column: Column) -> str:
    return ", ".join(call.translator.label(role) for role in column.roles)


def _frequent(one: ColumnProfile) -> str:
    shown = [f"{item.value[:24]} ({item.n})" for item in one.frequent[:3]]
    return ", ".join(shown) + (" …" if one.distinct > len(shown) and shown else "")
