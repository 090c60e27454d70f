"""What did the checks find that have no chapter of their own, family by family?"""

from core.results import CheckResult, RunState, Verdict
from reports.document import Block, Cell, ColumnHead, Section, Table
from reports.families import FAMILIES, by_family
from reports.parts.brief import brief_blocks, elsewhere, open_result, results_table, warnings
from reports.parts.checks import check_section
from reports.parts.context import Context, Shown, plain, strong
from reports.parts.result_page import result_blocks
from reports.parts.stated import outdated
from reports.parts.summary import check_title

MAIN = ("group_fairness", "performance", "explanation")
"""Checks with a chapter of their own."""


def further_section(context: Context, number: str) -> Section | None:
    """Return one section with a part for each family; None where no further check was run."""
    found = further_sections(context, number)
    if not found:
        return None
    blocks = () if context.whole else (elsewhere(context),)
    return Section(
        number=number, title=context.translator.tr("Further checks"), blocks=blocks, sections=found
    )


def further_sections(context: Context, number: str, start: int = 1) -> tuple[Section, ...]:
    """Return a section for each family, and one for all checks that had nothing to say."""
    checks = {result.check for run in context.shown for result in run.results if result.check not in MAIN}
    said = {check for check in checks if any(not silent(result) for _, result in context.results(check))}
    sections = [
        _family(context, f"{number}.{at}", FAMILIES[family], ids)
        for at, (family, ids) in enumerate(by_family(said), start=start)
    ]
    quiet = _silent(context, checks)
    if quiet is not None:
        title = context.translator.tr("Checks without a result")
        sections.append(Section(number=f"{number}.{start + len(sections)}", title=title, blocks=(quiet,)))
    return tuple(sections)


def silent(result: CheckResult) -> bool:
    """Tell whether a check had nothing to say: it did not end, or it could not be applied at all."""
    if result.state is not RunState.FINISHED:
        return True
    nothing = not (result.measurements or result.groups or result.comparisons or result.tables)
    return result.verdict is Verdict.NOT_APPLICABLE and nothing


def _family(context: Context, number: str, title: str, checks: tuple[str, ...]) -> Section:
    if not context.whole:
        return _brief_family(context, number, title, checks)
    sections = tuple(_check(context, f"{number}.{at}", check) for at, check in enumerate(checks, start=1))
    return Section(number=number, title=context.translator.tr(title), sections=sections)


def _brief_family(context: Context, number: str, title: str, checks: tuple[str, ...]) -> Section:
    """Return a table of the family, and a part for each result that failed or is undecided."""
    found = [pair for check in checks for pair in context.results(check) if not silent(pair[1])]
    open_ = [pair for pair in found if open_result(pair[1])]
    said = context.translator.tr(title)
    others = tuple(block for pair in found if pair not in open_ for block in warnings(context, *pair))
    return Section(
        number=number,
        title=said,
        blocks=(results_table(context, found), *others),
        sections=tuple(
            _brief(context, f"{number}.{at}", run, result) for at, (run, result) in enumerate(open_, start=1)
        ),
        outdated=outdated(context, tuple({run.id: run for run, _ in found}.values())),
    )


def _brief(context: Context, number: str, run: Shown, result: CheckResult) -> Section:
    title = check_title(result.check, context.language)
    if len(context.results(result.check)) > 1:
        title = f"{title}, {run.data}"
    return Section(number=number, title=title, blocks=brief_blocks(context, run, result), listed=False)


def _check(context: Context, number: str, check: str) -> Section:
    """Return what a check found with every figure, with a part for each run where there are several."""
    found = context.results(check)
    if len(found) > 1:
        return check_section(context, number, check=check, missing="", blocks=_blocks)
    ((run, result),) = found
    return Section(
        number=number,
        title=check_title(check, context.language),
        blocks=_blocks(context, run, result),
        outdated=outdated(context, (run,)),
    )


def _blocks(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    return (_table(context, [(run, result)]),) if silent(result) else result_blocks(context, run, result)


def _silent(context: Context, checks: set[str]) -> Table | None:
    """Return the checks of which no run had anything to say, with the reason."""
    ids = [check for check in checks if all(silent(result) for _, result in context.results(check))]
    ordered = [check for _, family in by_family(ids) for check in family]
    found = [pair for check in ordered for pair in context.results(check)]
    return _table(context, found) if found else None


def _table(context: Context, found: list[tuple[Shown, CheckResult]]) -> Table:
    tr = context.translator.tr
    several = len({run.id for run, _ in found}) > 1
    heads = (
        ColumnHead(title=tr("Check"), share=2),
        *((ColumnHead(title=tr("Data set"), share=1.6),) if several else ()),
        ColumnHead(title=tr("Verdict"), share=1.4),
        ColumnHead(title=tr("Reason"), share=3.4),
    )
    rows = tuple(_row(context, run, result, several=several) for run, result in found)
    caption = tr("Checks that had nothing to judge, and why")
    evidence = tuple(dict.fromkeys(run.id for run, _ in found))
    return Table(columns=heads, rows=rows, caption=caption, evidence=evidence)


def _row(context: Context, run: Shown, result: CheckResult, *, several: bool) -> tuple[Cell, ...]:
    reasons = list(result.notes) or [item.reason for item in result.conclusions]
    said = dict.fromkeys(context.reason(reason) for reason in reasons)
    return (
        strong(check_title(result.check, context.language)),
        *((plain(run.data),) if several else ()),
        context.result_verdict(result),
        plain("; ".join(said) or "–"),
    )
