"""What must a reader know who reads one page only?"""

from core.findings import Finding, FindingState, Severity
from core.results import CheckResult, Verdict
from core.texts import Language
from reports.document import Block, Cell, ColumnHead, KeyFacts, Section, Statement, Table
from reports.families import in_order
from reports.parts.context import Context, ModelContext, Shown, plain, strong
from reports.parts.cover import decision_callout

SEVERITY_COLORS = {
    Severity.LOW: ("low", "lowT"),
    Severity.MEDIUM: ("med", "medT"),
    Severity.HIGH: ("high", "highT"),
    Severity.SEVERE: ("sev", "sevT"),
}
"""Fill and text color of each severity."""
_BESIDE = 3
"""Runs whose verdicts stand side by side."""
_MANY = 15
"""Rows from which a table of verdicts is set small."""


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
        rows.append((tr("Tier"), plain(translator.label(evidence.tier or assessment.tier))))
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
    return (*_counts(context), checks_table(context))


def _counts(context: ModelContext) -> tuple[Statement, ...]:
    """Return how many checks came to which verdict, and by name which failed."""
    tr, label = context.translator.tr, context.translator.label
    found = [result for run in context.shown for result in run.results]
    words = [context.result_verdict(result).text for result in found]
    counted = ", ".join(f"{words.count(word)} × {word}" for word in sorted(set(words), key=words.index))
    ids = tuple(run.id for run in context.shown)
    said = [
        Statement(text=tr("{n} results of checks: {counts}.", n=len(found), counts=counted), evidence=ids)
    ]
    for verdict in (Verdict.FAILED, Verdict.NOT_DECIDABLE):
        of_it = in_order(result.check for result in found if result.verdict is verdict)
        if of_it:
            names = "; ".join(check_title(check, context.language) for check in of_it)
            text = tr("{verdict}: {names}.", verdict=label(verdict), names=names)
            said.append(Statement(text=text, evidence=ids))
    return tuple(said)


def checks_table(context: Context) -> Table:
    """Return the verdict of every check by family; a few runs stand side by side, many below each other."""
    tr = context.translator.tr
    checks = in_order(result.check for run in context.shown for result in run.results)
    beside = len(context.shown) <= _BESIDE
    heads = tuple(_run_head(run) for run in context.shown) if beside else (tr("Run"), tr("Verdict"))
    rows = (
        tuple(_check_row(context, check) for check in checks)
        if beside
        else tuple(_run_row(context, *pair) for check in checks for pair in context.results(check))
    )
    return Table(
        columns=(
            ColumnHead(title=tr("Check"), share=2.6),
            *(ColumnHead(title=head, share=1.6) for head in heads),
        ),
        rows=rows,
        caption=tr("Verdict of each check"),
        evidence=tuple(run.id for run in context.shown),
        compact=len(rows) > _MANY,
    )


def _run_row(context: Context, run: Shown, result: CheckResult) -> tuple[Cell, ...]:
    name = strong(check_title(result.check, context.language))
    return name, plain(_run_head(run)), context.result_verdict(result)


def _run_head(run: Shown) -> str:
    return run.data if run.id == run.data or run.examined else f"{run.id}: {run.data}"


def _check_row(context: Context, check: str) -> tuple[Cell, ...]:
    found = {run.id: result for run, result in context.results(check)}
    return (
        strong(check_title(check, context.language)),
        *(context.result_verdict(found[run.id]) if run.id in found else plain("–") for run in context.shown),
    )
