"""What does the report on the risk of a model say?"""

from collections.abc import Callable

from core.evidence import Evidence, ReportKind
from core.language import Translator
from reports.document import Document, Issue, Section
from reports.kinds_base import Report
from reports.parts.around import around_section
from reports.parts.closing import limits_section, signature_section, verify_section
from reports.parts.context import ModelContext, model_context
from reports.parts.cover import cover, header
from reports.parts.decision import decision_section
from reports.parts.determinations import determinations_section
from reports.parts.explanation import explanation_section
from reports.parts.fairness import fairness_section
from reports.parts.findings import findings_section
from reports.parts.further import further_section
from reports.parts.inventory import data_section, model_section
from reports.parts.operation import operation_section
from reports.parts.performance import performance_section
from reports.parts.process import process_section
from reports.parts.records import policy_section, register_section, trail_section
from reports.parts.register_sheet import register_sheet
from reports.parts.risk import risk_section
from reports.parts.summary import summary

_SECTIONS: tuple[Callable[[ModelContext, str], Section | None], ...] = (
    summary,
    model_section,
    risk_section,
    data_section,
    fairness_section,
    performance_section,
    explanation_section,
    further_section,
    operation_section,
    around_section,
    findings_section,
    process_section,
    decision_section,
    determinations_section,
    register_sheet,
    policy_section,
    limits_section,
    register_section,
    trail_section,
    verify_section,
)


def build(evidence: Evidence, translator: Translator, issue: Issue | None) -> Document:
    """Return the report as a document; without issue it is a draft."""
    context = model_context(evidence, translator, issue)
    notice = translator.tr(
        "This report states figures, verdicts against the firm's policy, and what persons attested. It is no "
        "legal advice and no statement that a law is satisfied."
    )
    return Document(
        kind=ReportKind.MODEL_RISK,
        language=translator.language,
        header=header(context),
        evidence_digest=context.digest,
        moment=evidence.gathered_at,
        cover=cover(context, translator.label(ReportKind.MODEL_RISK), notice),
        sections=_sections(context),
        closing=signature_section(context),
        issue=issue,
    )


def _sections(context: ModelContext) -> tuple[Section, ...]:
    """Return the chapters, numbered without gaps: further checks have one only where there are any."""
    found: list[Section] = []
    for part in _SECTIONS:
        section = part(context, str(len(found) + 1))
        if section is not None:
            found.append(section)
    return tuple(found)


REPORT = Report(id=ReportKind.MODEL_RISK, about=Evidence, build=build)
