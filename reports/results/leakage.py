"""How is leakage shown?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.results.data_marks import limits, mark_of
from reports.results.making import Kind, Shows, bar_part, data_part, figures_part, kept, lines_of
from reports.results.page import Part, ResultPage, View

_ROWS = (
    "train_overlap_share",
    "overlap_by_chance",
    "train_overlap_excess",
    "near_overlap_share",
    "shared_id_share",
    "later_reference_share",
    "overlapping_time_share",
)
_ORDER = ("order_auc", "order_r2", "id_auc", "id_r2", "target_copies")


def _parts(view: View) -> tuple[Part, ...]:
    return kept(
        _features(view),
        figures_part(view, view.tr("Order of rows, ids and copies of the target"), _ORDER),
        figures_part(view, view.tr("Rows beside the reference"), _ROWS),
        _table(view),
    )


def _measure(view: View) -> str:
    found = {item.measure for item in view.result.measurements}
    return "feature_r2" if "feature_r2" in found else "feature_auc"


def _features(view: View) -> Part | None:
    tr, measure = view.tr, _measure(view)
    bars = tuple(
        Bar(
            label=line.word("feature"),
            value=line.number("value"),
            low=line.number("low"),
            high=line.number("high"),
            mark=mark_of(view, measure, line, ("low", "high")),
        )
        for line in lines_of(view, "features")
    )
    chart = BarChart(
        title=tr("What each feature alone tells about the target"),
        x_title=view.measure(measure),
        bars=bars[:MOST],
        limits=limits(view, measure),
        span=(0.0, 1.0),
    )
    caption = tr("0.5 is chance, 1 tells everything: ask of a feature near 1 when it becomes known.")
    if measure == "feature_r2":
        caption = tr("0 tells nothing, 1 everything: ask of a feature near 1 when it becomes known.")
    return bar_part(view, chart, name="leakage_chart", title=chart.title, caption=caption)


def _table(view: View) -> Part | None:
    tr = view.tr
    words = {"order": tr("the order of its values"), "values": tr("its values, one by one")}
    columns = (
        Shows(name="feature", title=tr("Feature"), share=2.0),
        Shows(
            name="value",
            title=view.measure(_measure(view)),
            kind=Kind.NUMBER,
            share=2.4,
            low="low",
            high="high",
        ),
        Shows(name="best_told", title=tr("Class told best"), share=1.2),
        Shows(name="by", title=tr("By"), share=1.6, words=words),
    )
    return data_part(view, "features", columns, title=tr("Features one by one"))


PAGE = ResultPage(check="leakage", parts=_parts)
