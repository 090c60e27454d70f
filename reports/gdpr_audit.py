"""What does the audit report on data protection say?"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.evidence import Evidence, ReportKind
from core.language import Translator
from core.regulations.catalogue import Catalogue, load
from core.regulations.coverage import Coverage, cover
from core.risk import Perspective
from reports.document import Block, Document, Gap, Issue, Method, Section
from reports.kinds_base import Report
from reports.parts.closing import limits_section, signature_section, verify_section
from reports.parts.context import ModelContext, model_context
from reports.parts.controls import chapter, counts, matrix
from reports.parts.cover import cover as cover_page
from reports.parts.cover import header
from reports.parts.decision import decision_blocks
from reports.parts.explanation import explanation_section
from reports.parts.fairness import fairness_section
from reports.parts.findings import findings_blocks
from reports.parts.further import further_section
from reports.parts.inventory import artifacts, data_blocks, model_facts, purpose
from reports.parts.performance import performance_section
from reports.parts.records import register_section, trail_section
from reports.parts.risk import risk_blocks, risk_outdated
from reports.parts.summary import summary

CHAPTERS: dict[str, tuple[str, ...]] = {
    "1": ("GDPR-5-2",),
    "2": ("GDPR-4-1", "GDPR-4-7", "GDPR-30-1", "GDPR-37-39"),
    "3": ("GDPR-5-1-b", "GDPR-6-1", "GDPR-7"),
    "4": (
        "GDPR-5-1-c",
        "GDPR-5-1-e",
        "GDPR-9-2",
        "GDPR-10",
        "GDPR-9-AIA4A",
        "GDPR-25-1",
        "GDPR-25-2",
        "GDPR-44",
    ),
    "5": (
        "GDPR-22-1",
        "GDPR-22-SCHUFA",
        "GDPR-22-2",
        "GDPR-22-3",
        "GDPR-22-4",
        "BDSG-31-1",
        "BDSG-31-2",
        "BDSG-37A",
        "BDSG-37",
    ),
    "6": ("GDPR-13-14", "GDPR-15-1-H", "GDPR-15-SECRET"),
    "7": ("GDPR-5-1-a", "GDPR-5-1-d", "GDPR-R71"),
    "8": ("GDPR-12", "GDPR-16-19", "GDPR-21"),
    "9": ("GDPR-5-1-f", "GDPR-33"),
    "10": ("GDPR-35-1", "GDPR-35-9", "GDPR-35-11", "GDPR-36-1"),
    "10.1": ("GDPR-35-7-a",),
    "10.2": ("GDPR-35-7-b",),
    "10.3": ("GDPR-35-7-c",),
    "10.4": ("GDPR-35-7-d",),
}
"""Which requirement is answered in which chapter; a test holds that each stands in exactly one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What the chapters are made from."""

    context: ModelContext
    catalogue: Catalogue
    covered: tuple[Coverage, ...]

    def controls(self, number: str) -> tuple[Block, ...]:
        """Return what is said about the requirements of a chapter."""
        wanted = CHAPTERS.get(number, ())
        return chapter(self.context, (item for item in self.covered if item.control.id in wanted))

    def tr(self, text: str, **values: object) -> str:
        """Translate a sentence."""
        return self.context.translator.tr(text, **values)


def build(evidence: Evidence, translator: Translator, issue: Issue | None) -> Document:
    """Return the report as a document; without issue it is a draft."""
    context = model_context(evidence, translator, issue)
    catalogue = load("gdpr")
    parts = _Parts(context=context, catalogue=catalogue, covered=cover(catalogue, evidence))
    notice = translator.tr(
        "The report says for each requirement whether its evidence is complete, attested or has gaps. It is "
        "no "
        "legal advice and no statement that the law is satisfied; that is for persons to judge."
    )
    return Document(
        kind=ReportKind.GDPR_AUDIT,
        language=translator.language,
        header=header(context),
        evidence_digest=context.digest,
        moment=evidence.gathered_at,
        cover=cover_page(context, translator.label(ReportKind.GDPR_AUDIT), notice),
        sections=tuple(part(parts) for part in _CHAPTERS),
        closing=signature_section(context),
        issue=issue,
    )


def _integrity(parts: _Parts) -> Section:
    text = parts.tr(
        "Digests on the first page name exactly the files, data and records this report rests on. "
        "How to check them stands in section E."
    )
    return Section(
        number="0",
        title=parts.tr("Integrity"),
        blocks=(Method(text=text), *artifacts(parts.context)),
    )


def _summary(parts: _Parts) -> Section:
    found = summary(parts.context, "1")
    text = parts.tr(
        "Of {n} requirements: {counts}.",
        n=len(parts.covered),
        counts=counts(parts.context, parts.covered),
    )
    return replace(
        found,
        title=parts.tr("Management summary"),
        blocks=(*found.blocks, Method(text=text), *parts.controls("1")),
    )


def _roles(parts: _Parts) -> Section:
    blocks = (model_facts(parts.context), *parts.controls("2"))
    return Section(number="2", title=parts.tr("Processing and roles"), blocks=blocks)


def _purpose(parts: _Parts) -> Section:
    title = parts.tr("Purpose, legal basis, compatibility")
    return Section(number="3", title=title, blocks=(*purpose(parts.context), *parts.controls("3")))


def _data(parts: _Parts) -> Section:
    blocks = (*data_blocks(parts.context), *parts.controls("4"))
    return Section(number="4", title=parts.tr("Data"), blocks=blocks)


def _decisions(parts: _Parts) -> Section:
    title = parts.tr("Automated decisions and scoring")
    return Section(number="5", title=title, blocks=parts.controls("5"))


def _transparency(parts: _Parts) -> Section:
    title = parts.tr("Transparency and explanation")
    inner = explanation_section(parts.context, "6.1")
    return Section(number="6", title=title, blocks=parts.controls("6"), sections=(inner,))


def _accuracy(parts: _Parts) -> Section:
    title = parts.tr("Accuracy and fairness")
    inner = [performance_section(parts.context, "7.1"), fairness_section(parts.context, "7.2")]
    further = further_section(parts.context, "7.3")
    inner += [] if further is None else [further]
    return Section(number="7", title=title, blocks=parts.controls("7"), sections=tuple(inner))


def _rights(parts: _Parts) -> Section:
    return Section(number="8", title=parts.tr("Rights of data subjects"), blocks=parts.controls("8"))


def _security(parts: _Parts) -> Section:
    return Section(number="9", title=parts.tr("Security of processing"), blocks=parts.controls("9"))


def _impact(parts: _Parts) -> Section:
    risks = risk_blocks(parts.context, Perspective.DATA_SUBJECT)
    described = parts.tr("The description is assembled from sections 2 to 4.")
    titles = (
        ("10.1", parts.tr("Systematic description, Art. 35(7)(a)"), (Method(text=described),)),
        ("10.2", parts.tr("Necessity and proportionality, Art. 35(7)(b)"), ()),
        ("10.3", parts.tr("Risks to rights and freedoms, Art. 35(7)(c)"), _rated(risks)),
        ("10.4", parts.tr("Measures envisaged, Art. 35(7)(d)"), ()),
    )
    sections = tuple(
        Section(number=number, title=title, blocks=(*blocks, *parts.controls(number)))
        for number, title, blocks in titles
    )
    return Section(
        number="10",
        title=parts.tr("Data protection impact assessment"),
        blocks=parts.controls("10"),
        sections=sections,
        outdated=risk_outdated(parts.context),
    )


def _rated(risks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in risks if not isinstance(block, Gap))


def _findings(parts: _Parts) -> Section:
    title = parts.tr("Findings and actions")
    return Section(number="11", title=title, blocks=findings_blocks(parts.context))


def _decision(parts: _Parts) -> Section:
    title = parts.tr("Decision and conditions")
    return Section(number="12", title=title, blocks=decision_blocks(parts.context))


def _matrix(parts: _Parts) -> Section:
    blocks = matrix(parts.context, parts.catalogue, parts.covered)
    return Section(number="A", title=parts.tr("Control matrix"), blocks=blocks, new_page=True)


_CHAPTERS: tuple[Callable[[_Parts], Section], ...] = (
    _integrity,
    _summary,
    _roles,
    _purpose,
    _data,
    _decisions,
    _transparency,
    _accuracy,
    _rights,
    _security,
    _impact,
    _findings,
    _decision,
    _matrix,
    lambda parts: register_section(parts.context, "B"),
    lambda parts: trail_section(parts.context, "C"),
    lambda parts: limits_section(parts.context, "D"),
    lambda parts: verify_section(parts.context, "E"),
)

REPORT = Report(id=ReportKind.GDPR_AUDIT, about=Evidence, build=build)
