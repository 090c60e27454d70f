"""What did a check find for which there are no charts?"""

from core.results import CheckResult
from reports.document import Block, Section
from reports.parts.checks import check_section
from reports.parts.context import Context, Shown
from reports.parts.fairness import definition, notes
from reports.parts.tables import overall_table
from reports.parts.verdicts import conclusion_table, verdict_statements


def other_section(context: Context, number: str, check: str) -> Section:
    """Return verdicts and figures of a check, whichever it is."""
    missing = context.translator.tr("This check was not run.")
    return check_section(context, number, check=check, missing=missing, blocks=_blocks)


def _blocks(context: Context, shown: Shown, result: CheckResult) -> tuple[Block, ...]:
    blocks: list[Block] = [definition(context, shown, result), *notes(context, shown, result)]
    if result.conclusions:
        blocks.append(conclusion_table(context, shown, result.conclusions))
        blocks += verdict_statements(context, shown, result.conclusions)
    return (*blocks, *overall_table(context, shown, result))
