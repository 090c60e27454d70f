"""How do the runs of one check become a section, whatever the check?"""

from collections.abc import Callable

from core.results import CheckResult
from reports.document import Block, Gap, Method, Section
from reports.parts.brief import further_runs, verdict_blocks
from reports.parts.context import Context, Shown
from reports.parts.stated import method, outdated
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
            blocks=_of_run(context, run, result, blocks),
            listed=context.listed(f"{number}.{index}"),
        )
        for index, (run, result) in enumerate(found, start=1)
    )
    return Section(
        number=number,
        title=title,
        blocks=(*method(context, check), *_further_briefly(context, check)),
        sections=sections,
        outdated=outdated(context, tuple(run for run, _ in found)),
    )


def _of_run(context: Context, run: Shown, result: CheckResult, blocks: Blocks) -> tuple[Block, ...]:
    """Return what is printed of a run: of one in full, of the others their verdicts."""
    if context.whole or run.id == context.main_run(result.check):
        return blocks(context, run, result)
    return verdict_blocks(context, run, result)


def _further_briefly(context: Context, check: str) -> tuple[Method, ...]:
    return () if context.whole or len(context.results(check)) == 1 else (further_runs(context),)
