"""Which records around a version answer what a requirement asks for?

Documents, statements and determinations are what named persons filed, wrote or signed: the coverage calls
them attested. None of these functions reads what a document says.
"""

from collections.abc import Mapping
from functools import cache

from core.evidence import Evidence
from core.governance.determinations import DeterminationKind
from core.governance.documents import DocumentKind, DocumentState, document_state, replaced_by
from core.governance.kpis import Kpis
from core.governance.monitoring import next_due
from core.governance.register import NOT_APPLICABLE, FieldSpec, fields, raw_of
from core.inventory import Model

DOCUMENTS: Mapping[str, DocumentKind] = {
    "contingency_plan": DocumentKind.CONTINGENCY_PLAN,
    "instructions_for_use": DocumentKind.INSTRUCTIONS,
    "model_documentation": DocumentKind.METHODOLOGY,
    "mrm_policy": DocumentKind.POLICY,
    "supplier_agreement": DocumentKind.CONTRACT,
    "validation_report": DocumentKind.VALIDATION_REPORT,
    "vendor_dossier": DocumentKind.VENDOR_DOCUMENTATION,
}
"""Names of the catalogues that are one kind of document; the others name none and stay open."""
DETERMINED: Mapping[str, DeterminationKind] = {
    "dpia_required": DeterminationKind.GDPR_THRESHOLD,
    "dpia_threshold": DeterminationKind.GDPR_THRESHOLD,
}
"""Names of the catalogues that a signed determination answers."""


def kpis_id(kpis: Kpis) -> str:
    """Return the id by which the key figures of a day are cited."""
    return f"KPIS-{kpis.day.isoformat()}"


def observed(evidence: Evidence) -> tuple[tuple[str, ...], bool]:
    """Return the newest observation of each active monitoring, and whether a next one is overdue."""
    around, today = evidence.around, evidence.gathered_at.date()
    active = [item for item in around.monitors if item.active]
    newest = tuple(str(found[-1].id) for item in active if (found := around.of(item.id)))
    return newest, any(next_due(item, around.of(item.id)) < today for item in active)


def rests_on(evidence: Evidence) -> tuple[str, ...]:
    """Return where it is recorded what the model rests on: models, data, vendors, libraries, systems."""
    around, model = evidence.around, evidence.model
    vendor = () if around.vendor is None else (str(around.vendor.id),)
    recorded = bool(model.dependencies or around.feeds or around.shared)
    return ((str(model.id),) if recorded else ()) + vendor


def stated(name: str, model: Model) -> bool:
    """Tell whether a field of the register was filled, or said not to apply."""
    field = _fields().get(name)
    if field is None:
        return False
    return bool(raw_of(field, model)) or model.facts.get(name) == NOT_APPLICABLE


@cache
def _fields() -> Mapping[str, FieldSpec]:
    return {item.key: item for item in fields()}


def determined(name: str, evidence: Evidence) -> tuple[str, ...]:
    """Return the signed determinations in force that answer a question."""
    kind = DETERMINED.get(name)
    return tuple(item.id for item in evidence.determinations if item.kind is kind)


def filed(name: str, evidence: Evidence) -> tuple[tuple[str, ...], bool]:
    """Return the documents of a kind that are neither withdrawn nor replaced, and whether all expired."""
    kind, papers = DOCUMENTS.get(name), evidence.around.documents
    today, replaced = evidence.gathered_at.date(), replaced_by(papers)
    states = {item.id: document_state(item, replaced, today) for item in papers if item.kind is kind}
    counts = {DocumentState.CURRENT, DocumentState.EXPIRED}
    found = tuple(str(identity) for identity, state in states.items() if state in counts)
    current = any(state is DocumentState.CURRENT for state in states.values())
    return found, bool(found) and not current
