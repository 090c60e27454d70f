"""What must a reader know who reads one page only?"""

from core.findings import Finding, FindingState, Severity
from core.results import CheckResult
from core.texts import Language
from reports.document import Block, Cell, ColumnHead, KeyFacts, Section, Statement, Table
from reports.families import in_order
from reports.parts.context import Context, ModelContext, Shown, code, plain, strong
from reports.parts.cover import decision_callout

SEVERITY_COLORS = {
    Severity.LOW: ("low", "lowT"),
    Severity.MEDIUM: ("med", "medT"),
    Severity.HIGH: ("high", "highT"),
    Severity.SEVERE: ("sev", "sevT"),
}
"""Fill and text color of each severity."""


def summary(context: ModelContext, number: str) -> Section:
    """Return decision, key figures and the verdict of every check."""
    tr = context.translator.tr
    blocks: tuple[Block, ...] = (decision_callout(context), _key_facts(context), *_checks(context))
    return Section(number=number, title=tr("Summary"), blocks=blocks)


def check_title(check: str, language: Language) -> str:
    """Return the name of a check."""
    from core.checks.texts import check_text

    return check_text(check, language).title


def _key_facts(context: ModelContext) -> KeyFacts:
    evidence, translator, tr = context.evidence, context.translator, context.translator.tr
    assessment = evidence.assessment
    rows: list[tuple[str, Cell]] = [(tr("State"), plain(translator.label(evidence.version.state)))]
    if assessment is not None:
        rows.append((tr("Tier"), plain(translator.label(assessment.tier))))
        rows.append((tr("Highest residual risk"), plain(_residual(context))))
        rows.append((tr("Next reassessment"), plain(translator.date(assessment.reassess_by))))
    rows.append((tr("Open findings"), plain(_open_findings(context))))
    decision = context.decision
    if decision is not None:
        rows.append((tr("Open conditions"), plain(translator.integer(len(decision.open_conditions)))))
    ids = [evidence.version.id, *([assessment.id] if assessment else [])]
    return KeyFacts(rows=tuple(rows), evidence=tuple(ids))


def _residual(context: ModelContext) -> str:
    assessment = context.evidence.assessment
    levels = [] if assessment is None else [rating.residual for rating in assessment.ratings]
    if not levels:
        return "–"
    highest = max(levels, key=lambda level: level.score)
    return f"{highest.score} ({context.translator.label(highest.band)})"


def _open_findings(context: ModelContext) -> str:
    found: list[Finding] = [item for item in context.evidence.findings if item.state is FindingState.OPEN]
    if not found:
        return context.translator.tr("none")
    parts = []
    for severity in reversed(Severity):
        count = sum(item.severity is severity for item in found)
        if count:
            parts.append(f"{count} × {context.translator.label(severity)}")
    return ", ".join(parts)


def _checks(context: ModelContext) -> tuple[Block, ...]:
    if not any(run.results for run in context.shown):
        text = context.translator.tr("No checks were run on this version.")
        return (Statement(text=text, evidence=(context.evidence.version.id,)),)
    return (checks_table(context),)


def checks_table(context: Context) -> Table:
    """Return the verdict of every check that was run, by family."""
    tr = context.translator.tr
    checks = in_order(result.check for run in context.shown for result in run.results)
    found = (pair for check in checks for pair in context.results(check))
    rows = tuple(_check_row(context, run, result) for run, result in found)
    heads = (
        ColumnHead(title=tr("Check"), share=2.2),
        ColumnHead(title=tr("Data set"), share=2.6),
        ColumnHead(title=tr("Run"), share=1.1),
        ColumnHead(title=tr("Verdict"), share=1.3),
    )
    ids = tuple(run.id for run in context.shown)
    return Table(columns=heads, rows=rows, caption=tr("Verdict of each check"), evidence=ids)


def _check_row(context: Context, run: Shown, result: CheckResult) -> tuple[Cell, ...]:
    return (
        strong(check_title(result.check, context.language)),
        plain(run.data),
        code(run.id),
        context.result_verdict(result),
    )
