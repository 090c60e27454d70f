"""What is a kind of report?"""

from collections.abc import Callable
from dataclasses import dataclass

from core.evidence import Evidence, ReportKind
from core.language import Translator
from reports.document import Document, Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One kind of report; a module of this folder that holds one as `REPORT` is found by listing."""

    id: ReportKind
    build: Callable[[Evidence, Translator, Issue | None], Document]
    """Evidence, translator and issue (None for a draft) in, document out."""
