"""Which values stand behind a chart of groups with intervals?"""

from core.language import Translator
from reports.plots.groups import Series
from reports.plots.values import said
from reports.results.page import Rows


def series_rows(series: Series, translator: Translator) -> Rows:
    """Return label, n, value and ends of the interval of every row."""
    tr = translator.tr
    heads = (tr("Group"), "n", tr("Value"), tr("Low end"), tr("High end"))
    lines = (
        (
            row.label,
            translator.integer(row.n),
            *(said(value, translator, percent=series.percent) for value in (row.value, row.low, row.high)),
        )
        for row in series.rows
    )
    return (heads, *lines)
