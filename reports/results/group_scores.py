"""How are the scores of groups shown?"""

from reports.plots.groups import group_word
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.fair_words import (
    comparison_table,
    features,
    gaps_part,
    group_table,
    interval_chart,
    largest,
    of_feature,
    titled,
)
from reports.results.making import Line, kept, line_part, lines_of
from reports.results.page import Part, ResultPage, View

_ORDER = ("auc", "gini", "ks", "base_rate")
_PROBABILITY = ("brier", "ece", "mean_score", "score_deviation")
_NUMBERS = ("spearman", "mae", "rmse", "mean_error")


def _parts(view: View) -> tuple[Part, ...]:
    return tuple(part for at, feature in enumerate(features(view)) for part in _feature(view, feature, at))


def _feature(view: View, feature: str, at: int) -> tuple[Part, ...]:
    tr = view.tr
    return kept(
        interval_chart(view, feature, "auc", at),
        interval_chart(view, feature, "spearman", at),
        _reliability(view, feature, at),
        _distribution(view, feature, at),
        gaps_part(view, feature, titled(view, tr("Gaps between groups"), feature)),
        group_table(view, feature, _ORDER, titled(view, tr("Order of the scores by group"), feature)),
        group_table(
            view, feature, _PROBABILITY, titled(view, tr("Probabilities and means by group"), feature)
        ),
        group_table(view, feature, _NUMBERS, titled(view, tr("Errors by group"), feature)),
        comparison_table(view, feature, titled(view, tr("Groups beside their reference"), feature)),
    )


def _series(view: View, feature: str, name: str) -> dict[str, tuple[Line, ...]]:
    """Return the lines of a table by group, of the largest groups."""
    lines = of_feature(lines_of(view, name), feature)
    return {
        group_word(label, view.translator): tuple(line for line in lines if line.word("group") == label)
        for label in largest(view, feature)
    }


def _reliability(view: View, feature: str, at: int) -> Part | None:
    tr = view.tr
    chart = LineChart(
        title=tr("What scores mean in each group"),
        series=tuple(
            LineSeries(label=label, points=tuple(_bin(line) for line in lines))
            for label, lines in _series(view, feature, "reliability").items()
        ),
        x_title=tr("mean score"),
        y_title=tr("share of the favorable class"),
        percent=True,
        x_percent=True,
        diagonal=True,
    )
    caption = tr(
        "On the diagonal scores come true. Above it people of a group do better than their score says. "
        "At most six groups are drawn, the largest ones."
    )
    title = titled(view, tr("Reliability"), feature)
    return line_part(view, chart, name=f"reliability_chart_{at}", title=title, caption=caption)


def _bin(line: Line) -> LinePoint:
    return LinePoint(
        x=line.number("mean_score") or 0.0,
        y=line.number("rate"),
        low=line.number("low"),
        high=line.number("high"),
        n=line.count("n"),
    )


def _distribution(view: View, feature: str, at: int) -> Part | None:
    tr = view.tr
    chart = LineChart(
        title=tr("How the scores of each group are distributed"),
        series=tuple(
            LineSeries(label=label, points=tuple(_stretch(line) for line in lines))
            for label, lines in _series(view, feature, "score_distribution").items()
        ),
        x_title=tr("score, higher is favorable"),
        y_title=tr("share of the group"),
        percent=True,
        span=(0.0,),
    )
    caption = tr("Share of each group in twenty equally wide stretches of the score.")
    title = titled(view, tr("Distribution of scores"), feature)
    return line_part(view, chart, name=f"distribution_chart_{at}", title=title, caption=caption)


def _stretch(line: Line) -> LinePoint:
    low, high = line.number("low") or 0.0, line.number("high") or 0.0
    return LinePoint(x=(low + high) / 2, y=line.number("share"))


PAGE = ResultPage(check="group_scores", parts=_parts)
"""Found by listing this folder."""
