"""Which words, tables and charts do the pages of fairness checks share?"""

from core.results import Comparison, Group, Measurement, Significance
from reports.plots.frame import Limit
from reports.plots.groups import group_interval_chart, group_word, rate_series, row_height
from reports.results.making import Line
from reports.results.page import ChartPart, FiguresPart, Head, TablePart, View
from reports.results.series import series_rows

MOST_SERIES = 6
"""Groups that are told apart in a chart of lines."""


def features(view: View) -> tuple[str, ...]:
    """Return the features of which groups were measured."""
    return tuple(dict.fromkeys(group.feature for group in view.result.groups))


def of_feature(lines: tuple[Line, ...], feature: str) -> tuple[Line, ...]:
    """Return the lines of a feature."""
    return tuple(line for line in lines if line.word("feature") == feature)


def titled(view: View, title: str, feature: str) -> str:
    """Return a title with the feature it is about."""
    return view.tr("{title}: {feature}", title=title, feature=feature)


def largest(view: View, feature: str) -> tuple[str, ...]:
    """Return the labels of the largest groups, in their order, as many as a chart of lines can hold."""
    groups = [group for group in view.result.groups if group.feature == feature]
    kept = sorted(groups, key=lambda group: -group.n)[:MOST_SERIES]
    return tuple(group.label for group in groups if group in kept)


def interval_chart(view: View, feature: str, measure: str, at: int) -> ChartPart | None:
    """Return a figure of every group with its interval; None where no group has it."""
    series = rate_series(view.result, measure, feature, view.translator)
    if not any(row.value is not None for row in series.rows):
        return None
    return ChartPart(
        name=f"{measure}_chart_{at}",
        title=titled(view, view.measure(measure), feature),
        caption=view.tr(
            "Each group with its interval; the line is the value of the whole table, where there is one."
        ),
        draw=lambda width, height: group_interval_chart(series, view.translator, width, height),
        height=row_height(series),
        rows=series_rows(series, view.translator),
    )


def group_table(view: View, feature: str, measures: tuple[str, ...], title: str) -> TablePart | None:
    """Return figures of every group with their intervals."""
    groups = [group for group in view.result.groups if group.feature == feature]
    taken = {item.measure for group in groups for item in group.measurements}
    names = [name for name in measures if name in taken]
    if not groups or not names:
        return None
    heads = (
        Head(title=view.tr("Group"), share=2.4),
        Head(title="n", share=0.7, right=True),
        *(Head(title=view.measure(name), share=1.2, right=True) for name in names),
    )
    rows = tuple(
        (
            group_word(group.label, view.translator),
            view.translator.integer(group.n),
            *(stacked(view, figure(group, name)) for name in names),
        )
        for group in groups
    )
    return TablePart(title=title, heads=heads, rows=rows)


def stacked(view: View, item: Measurement | None) -> str:
    """Return a figure with its interval below it, or "–"."""
    if item is None or item.value is None:
        return "–"
    interval = view.interval(item.measure, item.interval)
    value = view.value(item.measure, item.value)
    return value if interval == "–" else f"{value}\n{interval}"


def figure(group: Group, measure: str) -> Measurement | None:
    """Return a figure of a group."""
    return next((item for item in group.measurements if item.measure == measure), None)


def gaps_part(view: View, feature: str, title: str) -> FiguresPart | None:
    """Return the gaps between the groups of a feature."""
    found = tuple(item for item in view.result.measurements if item.subject == feature)
    return FiguresPart(title=title, measurements=found) if found else None


def comparison_table(view: View, feature: str, title: str, *, ratios: bool = False) -> TablePart | None:
    """Return every group beside its reference with difference, tests and verdict."""
    found = [item for item in view.result.comparisons if item.feature == feature]
    if not found:
        return None
    tests = tuple(dict.fromkeys(test.test for item in found for test in item.tests))
    ratio = (Head(title=view.tr("Ratio"), share=1.1, right=True),) if ratios else ()
    heads = (
        Head(title=view.tr("Measure"), share=2.2),
        Head(title=view.tr("Group against reference"), share=1.6),
        Head(title=view.tr("Difference"), share=1.3, right=True),
        *ratio,
        *(Head(title=test_head(view, test), share=1.1, right=True) for test in tests),
    )
    rows = tuple(_comparison(view, item, tests, ratios=ratios) for item in found)
    caption = view.tr("Reference minus group; p, in brackets after Holm.")
    return TablePart(title=title, heads=heads, rows=rows, caption=caption)


def test_head(view: View, test: str) -> str:
    """Return the short name of a test."""
    from core.measures import short_test

    return view.tr(short_test(test))


def p_word(view: View, value: float | None) -> str:
    """Return a p value."""
    if value is None:
        return "–"
    least = 0.0001
    return (
        f"< {view.translator.number(least, 4)}"
        if value < least
        else view.translator.number(value, 4 if value < 0.01 else 3)
    )


def limit_lines(view: View, measure: str) -> tuple[Limit, ...]:
    """Return the policy's limits of a measure as lines of a chart."""
    values = {
        float(item.threshold.number)
        for item in view.result.conclusions
        if item.measure == measure and item.threshold is not None
    }
    return tuple(
        Limit(value=value, label=view.tr("threshold {value}", value=view.value(measure, value)))
        for value in sorted(values)
    )


def _comparison(view: View, item: Comparison, tests: tuple[str, ...], *, ratios: bool) -> tuple[str, ...]:
    both = view.tr(
        "{group} against {reference}",
        group=group_word(item.group, view.translator),
        reference=group_word(item.reference, view.translator),
    )
    made = {test.test: test for test in item.tests}
    ratio = (stacked(view, item.ratio),) if ratios else ()
    return (
        view.measure(item.measure),
        both,
        stacked(view, item.difference),
        *ratio,
        *(_p(view, made.get(test)) for test in tests),
    )


def _p(view: View, test: Significance | None) -> str:
    if test is None or test.p is None:
        return "–"
    return p_word(view, test.p) + ("" if test.p_holm is None else f"\n({p_word(view, test.p_holm)})")
