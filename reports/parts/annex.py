"""Which figures are too many for the part that everybody reads?"""

from reports.document import Block, Method, Section
from reports.parts.context import Context
from reports.parts.fairness import features_of
from reports.parts.groups import further_groups
from reports.parts.tables import overall_table, subject_tables


def annex_section(context: Context, number: str) -> Section | None:
    """Return every figure of groups that the results leave out; None where there is none."""
    found = _of_groups(context)
    if not found:
        return None
    lead = context.translator.tr(
        "These figures complete the results. Below a figure stands its interval, beside it the rows it was "
        "counted on."
    )
    return Section(
        number=number,
        title=context.translator.tr("Further figures"),
        blocks=(Method(text=lead),),
        sections=tuple(
            Section(number=f"{number}.{at}", title=title, blocks=blocks)
            for at, (title, blocks) in enumerate(found, start=1)
        ),
    )


def _of_groups(context: Context) -> list[tuple[str, tuple[Block, ...]]]:
    """Return a part for the whole table, and one for each sensitive feature."""
    tr, found = context.translator.tr, []
    for run, result in context.results("group_fairness"):
        whole = (*overall_table(context, run, result, compact=True), *subject_tables(context, run, result))
        found.append((tr("All groups together"), whole))
        for feature in features_of(context, result):
            title = tr("Sensitive feature {feature}", feature=feature.replace(" x ", " × "))
            found.append((title, further_groups(context, run, result, feature)))
    return [(title, blocks) for title, blocks in found if blocks]
