"""Which kinds of reports are there?"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast

from core.evidence import Evidence, OpinionEvidence, ReportKind
from core.language import Translator
from reports.document import Document, Issue
from reports.kinds_base import Report

AnyEvidence = Evidence | OpinionEvidence


@cache
def report_kinds() -> Mapping[ReportKind, Report[Evidence] | Report[OpinionEvidence]]:
    """Return every kind, found by listing this folder for modules named like a kind."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    modules = (import_module(f"reports.{name}") for name in names if name in set(ReportKind))
    found = [module.REPORT for module in modules]
    return {report.id: report for report in found}


def build(evidence: AnyEvidence, kind: ReportKind, translator: Translator, issue: Issue | None) -> Document:
    """Return the report of a kind as a document; `TypeError` for evidence of another kind."""
    report = report_kinds()[kind]
    if not isinstance(evidence, report.about):
        raise TypeError(f"{kind.value} is not made from {type(evidence).__name__}")
    make = cast("Callable[[AnyEvidence, Translator, Issue | None], Document]", report.build)
    return make(evidence, translator, issue)
