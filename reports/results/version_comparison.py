"""How are two versions on the same rows shown?"""

from reports.results.making import kept
from reports.results.page import Part, ResultPage, View
from reports.results.side_by_side import sides_chart, sides_table, tests_said


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    sides = (tr("other version"), tr("this version"))
    caption = tr(
        "Both versions judged the same rows, so their difference is known better than the two intervals "
        "suggest; the table has its own interval and the paired test."
    )
    reading = tr("“Worse by” above 0 (a ratio above 1) means that this version is worse than the other one.")
    return kept(
        sides_chart(view, tr("Both versions on the same rows"), sides, caption),
        sides_table(
            view,
            tr("Paired differences"),
            sides,
            " ".join(part for part in (reading, tests_said(view)) if part),
        ),
    )


PAGE = ResultPage(check="version_comparison", parts=_parts)
