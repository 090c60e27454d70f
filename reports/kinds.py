"""Which kinds of reports are there?"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from core.evidence import ReportKind
from reports.kinds_base import Report


@cache
def report_kinds() -> Mapping[ReportKind, Report]:
    """Return every kind, found by listing this folder for modules named like a kind."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    modules = (import_module(f"reports.{name}") for name in names if name in set(ReportKind))
    found = [module.REPORT for module in modules]
    return {report.id: report for report in found}
