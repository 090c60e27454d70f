"""What is a kind of report?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.evidence import Evidence, OpinionEvidence, ReportKind
from core.language import Translator
from reports.document import Document, Issue

E = TypeVar("E", Evidence, OpinionEvidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Generic[E]):
    """One kind of report; a module of this folder that holds one as `REPORT` is found by listing."""

    id: ReportKind
    about: type[E]
    """What it is made from."""
    build: Callable[[E, Translator, Issue | None], Document]
    """Evidence, translator and issue (None for a draft) in, document out."""
