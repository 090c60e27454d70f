"""Which opinions do several tests look at?"""

from collections.abc import Callable
from functools import cache

from core.evidence import OpinionEvidence, ReportKind
from core.examination import Examination
from core.language import Translator
from core.opinion import Opinion
from core.texts import Language
from core.workspace.requests import NewOpinion
from reports.document import (
    Document,
)
from reports.kinds import build
from tests.reports import examinations as made
from tests.reports import factory

ID = "OPN-0001"
EXAMINATIONS: dict[str, Callable[[], Examination]] = {
    "rates only": made.rates_only,
    "with labels": made.labelled,
    "with a model": made.with_model,
    "regression": made.regression,
    "several labels": made.multilabel,
    "several classes": made.multiclass,
    "forty groups": made.many_groups,
    "not computable": made.not_computable,
}


@cache
def examined(name: str) -> Examination:
    return EXAMINATIONS[name]()


def evidence_of(new: NewOpinion, **changes: object) -> OpinionEvidence:
    opinion = Opinion(
        id=ID,  # type: ignore[arg-type]
        title=new.title,
        subject=new.subject,
        examination=new.examination,
        observations=new.observations,
        grade=new.grade,
        conclusion=new.conclusion,
        author=factory.VALIDATOR,
        written_at=factory.MOMENT,
        example=new.example,
    )
    values: dict[str, object] = {
        "application": "Prüfstein 0.1.0",
        "gathered_at": factory.MOMENT,
        "workspace": "7d3c2f0e-1f3a-4b58-9a64-2f1f0a9b7c11",
        "opinion": opinion,
        "parties": factory.parties(),
        "trail": factory.checkpoint(),
        "extract": (),
        "trail_intact": True,
    }
    return OpinionEvidence(**{**values, **changes})  # type: ignore[arg-type]


def document_of(
    name: str = "with labels", language: Language = Language.ENGLISH, **changes: object
) -> Document:
    if not changes:
        return _plain(name, language)
    return built(made.opinion(examined(name), **changes), language)


@cache
def _plain(name: str, language: Language) -> Document:
    return built(made.opinion(examined(name)), language)


def built(new: NewOpinion, language: Language) -> Document:
    return build(evidence_of(new), ReportKind.AUDIT_OPINION, Translator(language), None)
