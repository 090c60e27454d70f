"""What does an auditor's opinion say about files that were received?"""

from core.evidence import OpinionEvidence, ReportKind
from core.language import Translator
from reports.document import Document, Issue, Section
from reports.kinds_base import Report
from reports.parts.annex import annex_section
from reports.parts.asked import asked_section
from reports.parts.closing import limits_section, signature_section, verify_section
from reports.parts.explanation import explanation_section
from reports.parts.fairness import fairness_section
from reports.parts.further import further_sections
from reports.parts.opinion_context import OpinionContext, opinion_context
from reports.parts.opinion_cover import (
    conclusion_section,
    observations_section,
    opinion_cover,
    opinion_header,
    opinion_limits,
    opinion_summary,
)
from reports.parts.performance import performance_section
from reports.parts.received import received_section
from reports.parts.records import trail_section

_RESULTS = {
    "group_fairness": fairness_section,
    "performance": performance_section,
    "explanation": explanation_section,
}
"""Checks with a chapter of their own; the others follow by family."""


def build(evidence: OpinionEvidence, translator: Translator, issue: Issue | None) -> Document:
    """Return the report as a document; without issue it is a draft."""
    context = opinion_context(evidence, translator, issue)
    notice = translator.tr(
        "This opinion states figures of the received files, verdicts against the thresholds named in it, and "
        "what persons attested. It is no legal advice and no statement that a law is satisfied."
    )
    return Document(
        kind=ReportKind.AUDIT_OPINION,
        language=translator.language,
        header=opinion_header(context),
        evidence_digest=context.digest,
        moment=evidence.gathered_at,
        cover=opinion_cover(context, translator.label(ReportKind.AUDIT_OPINION), notice),
        sections=(
            opinion_summary(context, "1"),
            received_section(context, "2"),
            asked_section(context, "3"),
            _results(context, "4"),
            observations_section(context, "5"),
            limits_section(context, "6", opinion_limits(context)),
            conclusion_section(context, "7"),
            *_annexes(context),
        ),
        closing=signature_section(context),
        issue=issue,
    )


def _annexes(context: OpinionContext) -> tuple[Section, ...]:
    """Return what follows the opinion; the further figures where there are any."""
    figures = annex_section(context, "A")
    if figures is None:
        return (trail_section(context, "A"), verify_section(context, "B"))
    return (figures, trail_section(context, "B"), verify_section(context, "C"))


def _results(context: OpinionContext, number: str) -> Section:
    checks = dict.fromkeys(result.check for result in context.examination.results)
    main = tuple(
        _RESULTS[check](context, f"{number}.{at}")
        for at, check in enumerate((check for check in checks if check in _RESULTS), start=1)
    )
    sections = (*main, *further_sections(context, number, len(main) + 1))
    title = context.translator.tr("Results")
    if not sections:
        text = context.translator.tr("No check was run.")
        return Section(number=number, title=title, blocks=(context.state(text),))
    return Section(number=number, title=title, sections=sections)


REPORT = Report(id=ReportKind.AUDIT_OPINION, about=OpinionEvidence, build=build)
