"""How is the quality of data shown?"""

from core.language import Translator
from core.results import Measurement
from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.parts import Mark
from reports.results.data_marks import limit_of, limits
from reports.results.making import Kind, Shows, bar_part, data_part, figures_part, kept, lines_of
from reports.results.page import Part, ResultPage, View

_TABLE = (
    "duplicate_share",
    "duplicate_id_share",
    "smallest_class_share",
    "constant_columns",
    "infinite_values",
    "mixed_codings",
    "suspected_codes",
    "missing_columns",
    "new_columns",
    "changed_types",
)
_SHARES = ("missing_share", "outlier_share", "new_category_share", "out_of_range_share", "future_share")


def _parts(view: View) -> tuple[Part, ...]:
    return kept(
        figures_part(view, view.tr("The table as a whole"), _TABLE),
        *(_shares(view, measure) for measure in _SHARES),
        _columns(view),
        _codings(view),
        _compared(view),
    )


def kind_words(translator: Translator) -> dict[str, str]:
    """Return the sorts of values."""
    tr = translator.tr
    return {
        "number": tr("number"),
        "text": tr("text"),
        "flag": tr("yes or no"),
        "date": tr("date"),
        "mixed": tr("mixed"),
        "empty": tr("empty"),
    }


def _shares(view: View, measure: str) -> Part | None:
    """Draw a share of every column that has any; nothing where all are 0."""
    tr = view.tr
    found = [item for item in view.result.measurements if item.measure == measure and item.value]
    found.sort(key=lambda item: (-(item.value or 0.0), item.subject or ""))
    chart = BarChart(
        title=tr("{measure} by column", measure=view.measure(measure)),
        x_title=view.measure(measure),
        bars=tuple(_bar(view, item) for item in found[:MOST]),
        percent=True,
        limits=limits(view, measure) if found else (),
    )
    caption = tr("Columns without any are left out; the whisker is the interval.")
    return bar_part(view, chart, name=f"{measure}_chart", title=chart.title, caption=caption)


def _bar(view: View, item: Measurement) -> Bar:
    low, high = (None, None) if item.interval is None else (item.interval.low, item.interval.high)
    limit, mark = limit_of(view, item.measure), Mark.PLAIN
    if limit is not None and low is not None and high is not None:
        value = float(limit.number)
        mark = Mark.WITHIN if high <= value else Mark.OUTSIDE if low > value else Mark.UNCERTAIN
    return Bar(label=item.subject or "", value=item.value, low=low, high=high, n=item.n, mark=mark)


def _columns(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="column", title=tr("Column"), share=1.8),
        Shows(name="kind", title=tr("Type"), words=kind_words(view.translator)),
        Shows(name="missing", title=tr("Missing"), kind=Kind.COUNT, share=0.9),
        Shows(name="distinct", title=tr("Different values"), kind=Kind.COUNT, share=1.1),
        Shows(name="low", title=tr("Smallest"), kind=Kind.NUMBER),
        Shows(name="high", title=tr("Largest"), kind=Kind.NUMBER),
        Shows(name="outliers", title=tr("Outliers"), kind=Kind.COUNT),
    )
    return data_part(view, "columns", columns, title=tr("Columns"))


def _codings(view: View) -> Part | None:
    tr, wanted = view.tr, ("rare_categories", "written_twice", "suspected")
    if not any(
        line.word(name) not in {"", "0", "0.0"} for line in lines_of(view, "columns") for name in wanted
    ):
        return None
    columns = (
        Shows(name="column", title=tr("Column"), share=1.8),
        Shows(name="rare_categories", title=tr("Rare categories"), kind=Kind.COUNT, share=1.1),
        Shows(name="written_twice", title=tr("Written in several ways"), kind=Kind.COUNT, share=1.2),
        Shows(name="suspected", title=tr("May mean missing"), share=1.1),
    )
    return data_part(view, "columns", columns, title=tr("Categories and codes"))


def _compared(view: View) -> Part | None:
    tr, words = view.tr, kind_words(view.translator)
    if not any(line.word("was") for line in lines_of(view, "columns")):
        return None
    columns = (
        Shows(name="column", title=tr("Column"), share=2.0),
        Shows(name="was", title=tr("Type in the reference"), words=words, share=1.2),
        Shows(name="kind", title=tr("Type here"), words=words),
        Shows(name="new_categories", title=tr("New categories"), kind=Kind.COUNT),
        Shows(name="outside", title=tr("Values out of range"), kind=Kind.COUNT),
    )
    return data_part(view, "columns", columns, title=tr("Beside the reference"))


PAGE = ResultPage(check="data_quality", parts=_parts)
