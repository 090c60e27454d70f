"""How do the runs of one check become a section, whatever the check?"""

from collections.abc import Callable

from core.results import CheckResult
from reports.document import Block, Gap, Section
from reports.parts.context import Context, Shown
from reports.parts.fairness import method, outdated
from reports.parts.summary import check_title

Blocks = Callable[[Context, Shown, CheckResult], tuple[Block, ...]]


def check_section(context: Context, number: str, *, check: str, missing: str, blocks: Blocks) -> Section:
    """Return a part for every run of a check, or `missing` where it was never run."""
    found = context.results(check)
    title = check_title(check, context.language)
    if not found:
        return Section(number=number, title=title, blocks=(Gap(text=missing),))
    if context.whole and len(found) == 1:
        blocks_of_it = blocks(context, *found[0])
        return Section(number=number, title=title, blocks=blocks_of_it)
    sections = tuple(
        Section(
            number=f"{number}.{index}",
            title=run.data,
            blocks=blocks(context, run, result),
        )
        for index, (run, result) in enumerate(found, start=1)
    )
    return Section(
        number=number,
        title=title,
        blocks=method(context, check),
        sections=sections,
        outdated=outdated(context, tuple(run for run, _ in found)),
    )
