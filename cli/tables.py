"""How are lists shown on a terminal?"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cli.call import Call
from core.inventory import ModelVersion
from core.reason_words import reason_text
from core.results import CheckRun, Conclusion

if TYPE_CHECKING:
    from rich.table import Table


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> "Table":
    """Return a plain table; the cells are taken as they are, without markup."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for position, heading in enumerate(headings):
        shown.add_column(heading, no_wrap=position == 0)
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    return shown


def version_line(call: Call, version: ModelVersion) -> str:
    """Return one line about a version."""
    files = ", ".join(f"{item.format.value} {item.digest[:12]}" for item in version.artifacts)
    return "  ".join(
        (version.id, call.translator.label(version.state), files or call.tr("without a model file"))
    )


def conclusions(call: Call, run: CheckRun) -> "Table":
    """Return what a run concluded, one line per threshold."""
    headings = (
        call.tr("Check"),
        call.tr("Measure"),
        call.tr("Value"),
        call.tr("95 % interval"),
        call.tr("Verdict"),
    )
    return table(
        headings, (row for result in run.results for row in _rows(call, result.check, result.conclusions))
    )


def _rows(call: Call, check: str, items: Iterable[Conclusion]) -> Iterable[Sequence[str]]:
    from core.measures import measure_label

    number = call.translator.number
    for item in items:
        about = "".join(f", {part}" for part in (item.subject, item.detail) if part)
        interval = (
            "" if item.interval is None else f"{number(item.interval.low)} … {number(item.interval.high)}"
        )
        verdict = call.translator.label(item.verdict)
        reason = call.translator.say(reason_text(item.reason))
        name = call.tr(measure_label(item.measure)) + about
        yield check, name, number(item.value), interval, _judged(verdict, reason)


def _judged(verdict: str, reason: str) -> str:
    """Return verdict and reason, without saying twice that something is not applicable."""
    if reason.casefold().startswith(verdict.casefold()):
        return reason[:1].upper() + reason[1:]
    return f"{verdict}: {reason}"
