"""How is the gap between the rows a model learned from and these rows shown?"""

from reports.results.making import figures_part, kept
from reports.results.page import Part, ResultPage, View
from reports.results.side_by_side import sides_chart, sides_table


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    sides = (tr("reference sample"), tr("this data set"))
    caption = tr(
        "Each figure on the reference sample, such as the training rows, and on this data set. A model that "
        "only learned its training rows by heart falls behind here."
    )
    title = tr("Reference sample and this data set")
    return kept(
        sides_chart(view, title, sides, caption),
        sides_table(view, tr("Gaps between the samples"), sides),
        figures_part(view, tr("This data set by itself"), _OWN),
    )


_OWN = ("selection_rate", "base_rate", "mean_score", "mean_prediction", "mean_outcome")

PAGE = ResultPage(check="overfit", parts=_parts)
