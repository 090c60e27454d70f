"""How is a value of a chart said beside its mark, on its axis and in the table behind it?"""

from collections.abc import Iterable

from core.language import Translator

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def said(value: float | None, translator: Translator, *, percent: bool = False) -> str:
    """Return a value with as many decimals as its size needs; "–" for None."""
    if value is None:
        return "–"
    if percent:
        return translator.percent(value, 1 if abs(value) >= 0.001 or value == 0 else 2)
    if value == 0 or 0.0005 <= abs(value) < 1e6:
        return translator.number(value, _digits(abs(value)))
    mantissa, _, power = f"{value:.1e}".partition("e")
    return f"{translator.number(float(mantissa), 1)} × 10{str(int(power)).translate(_SUPERSCRIPTS)}"


def span_said(low: float | None, high: float | None, translator: Translator, *, percent: bool = False) -> str:
    """Return an interval in brackets; empty where both ends are open."""
    if low is None and high is None:
        return ""
    ends = ("…" if end is None else said(end, translator, percent=percent) for end in (low, high))
    return f"[{' – '.join(ends)}]"


def tick_said(value: float, digits: int, translator: Translator, *, percent: bool = False) -> str:
    """Return the value of a tick."""
    if percent:
        return translator.percent(value, max(digits - 2, 0))
    if digits >= 5 or abs(value) >= 1e6:
        return said(value, translator)
    return translator.number(value, digits)


def tip(*words: str) -> str:
    """Return what is said of an element: the words that are there."""
    return " · ".join(word for word in words if word)


def counted(n: int | None, translator: Translator) -> str:
    """Return the number of rows as words; empty for None."""
    return "" if n is None else translator.tr("n = {n}", n=n)


def table_rows(
    heads: tuple[str, ...], lines: Iterable[tuple[str, ...]], *, keep: int = 1
) -> tuple[tuple[str, ...], ...]:
    """Return heads and lines without the columns that are empty in every line; the first `keep` stay."""
    found = list(lines)
    empty = {"", "–"}
    wanted = [
        at
        for at in range(len(heads))
        if at < keep or not found or any(line[at] not in empty for line in found)
    ]
    return tuple(tuple(line[at] for at in wanted) for line in (heads, *found))


def _digits(size: float) -> int:
    if size >= 1000:
        return 0
    if size >= 100:
        return 1
    return 2 if size >= 10 else 3
