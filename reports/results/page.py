"""Of what is the page of a check's result made, the same on the screen as on paper?

Each module of this folder that holds a `PAGE` says which parts the result of one check has. The window
(`gui/widgets/result_page.py`) and the report (`reports/parts/result_page.py`) put around them what every
result has: the definition, the verdicts with their sentences, and the notes. Charts and tables become parts
most easily with `reports.results.making`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.language import Translator
from core.results import CheckResult, Measurement
from reports.document import Tone
from reports.drawing import Drawing
from reports.wording import Wording

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Wording):
    """One result and the language it is said in."""

    result: CheckResult

    def tr(self, text: str, **values: object) -> str:
        """Translate a sentence."""
        return self.translator.tr(text, **values)

    def figured(self, item: Measurement | None) -> str:
        """Return a figure with its interval in brackets, or "–"."""
        if item is None or item.value is None:
            return "–"
        interval = self.interval(item.measure, item.interval)
        value = self.value(item.measure, item.value)
        return value if interval == "–" else f"{value} [{interval}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPart:
    """A chart with the data behind it."""

    name: str
    """Object name on the screen, for example "drift_chart"."""
    title: str
    caption: str
    """One sentence that says how to read it."""
    draw: Callable[[float, float], Drawing]
    """For a width and a height in points."""
    height: float
    """In points."""
    rows: Rows
    """Heads, then values, to be copied and shown as table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of one column of a table."""

    title: str
    share: float = 1.0
    """Width against the other columns."""
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePart:
    """A table of words and figures already said in the language."""

    title: str
    heads: tuple[Head, ...]
    rows: Rows
    caption: str = ""
    whole: bool = False
    """Whether it is printed only in reports that hold every figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPart:
    """Measurements with interval and n."""

    title: str
    measurements: tuple[Measurement, ...]
    whole: bool = False
    """Whether it is printed only in reports that hold every figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsPart:
    """Names and values, one below the other: settings, a certificate."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SayPart:
    """A sentence that stands out, such as a legal warning."""

    text: str
    tone: Tone = Tone.NEUTRAL


Part = ChartPart | TablePart | FiguresPart | FactsPart | SayPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """How the result of one check is shown."""

    check: str
    parts: Callable[[View], tuple[Part, ...]]


def view_of(result: CheckResult, translator: Translator) -> View:
    """Return a result to be shown in a language."""
    return View(result=result, translator=translator)
