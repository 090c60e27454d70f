"""What is said about how the cells of a table were read?"""

from collections.abc import Iterable, Sequence

from core.data import booleans, dates, numbers
from core.data.names import listed
from core.data.recognition import Decision, without
from core.data.types import type_name
from core.inventory import TableDialect
from core.messages import Message, message


def about_writing(dialect: TableDialect, samples: dict[str, list[str]]) -> Iterable[Message]:
    """Say which decimal sign, separators, words and date format were recognized."""
    yield message("Decimal sign: comma.") if dialect.decimal == "," else message("Decimal sign: point.")
    if dialect.thousands is not None:
        yield message("Thousands separator: “{sign}”.", sign=_visible(dialect.thousands))
    if len(dialect.missing) > 1:
        yield message("Read as missing besides empty cells: {words}.", words=listed(dialect.missing[1:]))
    yield from _about_dates(dialect, samples)


def _visible(sign: str) -> Message | str:
    match sign:
        case " ":
            return message("blank")
        case "\xa0" | "\u202f":
            return message("no-break space")
    return sign


def _about_dates(dialect: TableDialect, samples: dict[str, list[str]]) -> Iterable[Message]:
    form = dialect.date_format
    if form is None:
        return
    yield message("Days are written as {format}.", format=_spelled(form))
    if "%y" in form:
        yield message("Years have two figures: 69 to 99 are read as 1969 to 1999, 00 to 68 as 2000 to 2068.")
    columns = [without(cells, dialect.missing) for cells in samples.values() if _holds(cells, form, dialect)]
    if columns and "." not in form and all(dates.fitting(cells, (dates.swapped(form),)) for cells in columns):
        yield message(
            "It cannot be seen whether the day or the month comes first: 03/04 is read as {meaning}. Is that "
            "right? If not, correct the date format.",
            meaning=_meaning(form),
        )


def _holds(cells: Sequence[str], form: str, dialect: TableDialect) -> bool:
    rest = without(cells, dialect.missing)
    return (
        dates.looks_like_days(rest)
        and bool(dates.fitting(rest, (form,)))
        and not all(map(dates.is_iso, rest))
    )


def _meaning(form: str) -> Message:
    if form.index("%d") < form.index("%m"):
        return message("April 3")
    return message("March 4")


def _spelled(form: str) -> Message | str:
    """Return a date format with the letters people know."""
    if form == dates.EXCEL:
        return message("Excel's day numbers")
    named = message("DD.MM.YYYY") if form == dates.GERMAN else None
    plain = form.replace("%d", "DD").replace("%m", "MM").replace("%Y", "YYYY").replace("%y", "YY")
    return named or plain


def about_columns(
    decisions: Sequence[Decision], samples: dict[str, list[str]], dialect: TableDialect
) -> Iterable[Message]:
    """Say what is odd about single columns; no content is printed."""
    for decision in decisions:
        if decision.mixed:
            yield _about_mixed(decision)
    yield from _about_signs(decisions)
    yield from _about_words(decisions, samples, dialect)
    yield from _about_codes(decisions, samples, dialect)
    certain = _shows_decimals(samples, dialect)
    for decision in decisions:
        cells = without(samples.get(decision.name, ()), dialect.missing)
        if not certain and decision.dtype in {"integer", "number"}:
            yield from _about_ambiguous(decision, cells)
        yield from _about_figures(decision, cells)


def _shows_decimals(samples: dict[str, list[str]], dialect: TableDialect) -> bool:
    """Return whether some number shows which sign is the decimal one."""
    pattern = numbers.number_pattern(dialect.decimal or ".", dialect.thousands)
    return any(
        (dialect.decimal or ".") in cell
        and pattern.fullmatch(cell.strip("%€ ")) is not None
        and not numbers.AMBIGUOUS.fullmatch(cell)
        for cells in samples.values()
        for cell in cells
    )


def _about_ambiguous(decision: Decision, cells: Sequence[str]) -> Iterable[Message]:
    if cells and all(map(numbers.AMBIGUOUS.fullmatch, cells)):
        yield message(
            "Column “{column}”: numbers such as 1.234 or 1,234 can mean two things, a decimal or a thousands "
            "separator. Check it.",
            column=decision.name,
        )


def _about_codes(
    decisions: Sequence[Decision], samples: dict[str, list[str]], dialect: TableDialect
) -> Iterable[Message]:
    coded = [
        decision.name
        for decision in decisions
        if decision.dtype == "integer"
        and set(without(samples.get(decision.name, ()), dialect.missing)) == {"1", "2"}
    ]
    if coded:
        yield message(
            "Columns with only the values 1 and 2 are codes; the table does not say what they mean: {names}.",
            names=listed(coded),
        )


def _about_mixed(decision: Decision) -> Message:
    return message(
        "Column “{column}”: most cells are of the type “{type}”; cells that are not: {count} (the first in "
        "row {row}). It is read as text. Correct the cells, or the words for missing values.",
        column=decision.name,
        type=type_name(decision.mostly),
        count=decision.mixed,
        row=decision.first,
    )


def _about_signs(decisions: Sequence[Decision]) -> Iterable[Message]:
    by_sign: dict[str, list[str]] = {}
    for decision in decisions:
        if decision.sign is not None:
            by_sign.setdefault(decision.sign, []).append(decision.name)
    for sign, names in by_sign.items():
        yield message(
            "The sign “{sign}” beside the numbers is left out, the numbers stay as written (12 "
            "{sign} is read as "
            "12): {names}.",
            sign=sign,
            names=listed(names),
        )


def _about_words(
    decisions: Sequence[Decision], samples: dict[str, list[str]], dialect: TableDialect
) -> Iterable[Message]:
    pairs = [
        decision.name
        for decision in decisions
        if decision.dtype == "text"
        and booleans.are_pair(without(samples.get(decision.name, ()), dialect.missing))
    ]
    if pairs:
        yield message(
            "Words for yes and no stay text, so that they keep their names: {names}. Choose the type “truth "
            "value” if you want them as such.",
            names=listed(pairs),
        )


def _about_figures(decision: Decision, cells: Sequence[str]) -> Iterable[Message]:
    if not cells:
        return
    zeros = sum(cell.isdecimal() and cell.startswith("0") and len(cell) > 1 for cell in cells)
    if decision.dtype == "text" and zeros and all(cell.isdecimal() for cell in cells):
        yield message(
            "Column “{column}”: figures with leading zeros stay text, as in postal codes and "
            "account numbers.",
            column=decision.name,
        )
    if (
        decision.dtype == "integer"
        and dates.is_named_like_a_day(decision.name)
        and dates.could_be_excel(cells)
    ):
        yield message(
            "Column “{column}” may hold Excel's day numbers. It is read as whole numbers. If they are days, "
            "choose the type “date” and the date format “excel”.",
            column=decision.name,
        )
