"""How is a table to be read, from what was typed about it?"""

from pathlib import Path
from typing import Annotated

import typer

from core.data.preview import TablePreview
from core.data.typed import TypedDialect
from core.errors import UserError
from core.inventory import TableDialect
from core.messages import N_, message

_DELIMITERS = {
    "tab": "\t",
    "\\t": "\t",
    "semicolon": ";",
    "comma": ",",
    "pipe": "|",
    "colon": ":",
    "space": " ",
    "blank": " ",
    "semikolon": ";",
    "komma": ",",
    "doppelpunkt": ":",
    "leerzeichen": " ",
}
_SEPARATORS = {
    "none": "",
    "kein": "",
    "keins": "",
    "point": ".",
    "punkt": ".",
    "comma": ",",
    "komma": ",",
    "space": " ",
    "blank": " ",
    "leerzeichen": " ",
    "apostrophe": "'",
    "apostroph": "'",
}
_QUOTES = {"none": "", "kein": "", "keins": "", "double": '"', "single": "'"}
_LETTERS = {"YYYY": "%Y", "JJJJ": "%Y", "YY": "%y", "JJ": "%y", "DD": "%d", "TT": "%d", "MM": "%m"}


def delimiter_of(value: str) -> str:
    """Return the delimiter that was typed as a sign or as its name."""
    return _DELIMITERS.get(value.lower(), value)


def separator_of(value: str) -> str:
    """Return the thousands separator that was typed; the empty string for none."""
    return _SEPARATORS.get(value.lower(), value)


def quote_of(value: str) -> str:
    """Return the sign around cells that was typed; the empty string for none."""
    return _QUOTES.get(value.lower(), value)


def date_format_of(value: str) -> str:
    """Return a date format typed as TT.MM.JJJJ, DD/MM/YYYY, "excel", or as `strptime` writes it."""
    if "%" in value:
        return value
    if value.lower() == "excel":
        return "excel"
    form = value.upper()
    for letters, sign in _LETTERS.items():
        form = form.replace(letters, sign)
    if not ("%d" in form and "%m" in form and ("%Y" in form or "%y" in form)):
        raise UserError(
            message(
                "{value} is no date format. Write day, month and year as in TT.MM.JJJJ or MM/DD/YYYY, or "
                "excel.",
                value=value,
            )
        )
    return form


DelimiterOption = Annotated[
    str | None,
    typer.Option(
        "--delimiter",
        parser=delimiter_of,
        metavar=N_("SIGN"),
        help=N_("Delimiter, if it was recognized wrongly: the sign, or tab."),
    ),
]
DecimalOption = Annotated[
    str | None,
    typer.Option(
        "--decimal",
        parser=separator_of,
        metavar=N_("SIGN"),
        help=N_("Decimal sign, if it was recognized wrongly."),
    ),
]
ThousandsOption = Annotated[
    str | None,
    typer.Option(
        "--thousands",
        parser=separator_of,
        metavar=N_("SIGN"),
        help=N_("Thousands separator, if it was recognized wrongly; none for none."),
    ),
]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", help=N_("Encoding, if it was recognized wrongly."))
]
QuoteOption = Annotated[
    str | None,
    typer.Option(
        "--quote",
        parser=quote_of,
        metavar=N_("SIGN"),
        help=N_("Sign around cells, if it was recognized wrongly; none for none."),
    ),
]
SkipRowsOption = Annotated[
    int | None, typer.Option("--skip-rows", min=0, help=N_("Lines above the header that are left out."))
]
SkipLastOption = Annotated[
    int | None, typer.Option("--skip-last", min=0, help=N_("Lines at the end that are left out."))
]
HeaderOption = Annotated[
    bool | None,
    typer.Option("--header/--no-header", help=N_("Whether the first line names the columns.")),
]
DateFormatOption = Annotated[
    str | None,
    typer.Option(
        "--date-format",
        parser=date_format_of,
        metavar=N_("FORMAT"),
        help=N_("How days are written: TT.MM.JJJJ, MM/DD/YYYY or excel."),
    ),
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", help=N_("Sheet of a workbook; default: the first with a table."))
]
MissingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--missing", help=N_("Word that means “missing”; may be repeated; replaces what is recognized.")
    ),
]


def preview_as(path: Path, typed: TypedDialect) -> TablePreview:
    """Return what a table shows, read with what was typed and recognizing the rest."""
    from core.data.reading import preview

    return preview(path, typed=typed)


def corrected_dialect(path: Path, typed: TypedDialect) -> TableDialect:
    """Return the dialect of a table: what was typed, and the rest as recognized with it."""
    return preview_as(path, typed).dialect
