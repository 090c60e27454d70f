"""On which page is something found that is due or was counted?"""

from core.audit import ObjectKind
from core.governance.due import DueKind
from core.governance.overview import Matter

Place = tuple[str, dict[str, str]]
"""Page and what is to be selected there, as `navigate` takes it."""

_SECTIONS: dict[DueKind | ObjectKind, tuple[str, str, str]] = {
    DueKind.REQUEST: ("reviews", "requests", "request"),
    DueKind.REVIEW: ("reviews", "periodic", "version"),
    DueKind.CHALLENGE: ("reviews", "challenges", "challenge"),
    DueKind.DETERMINATION: ("norms", "determinations", "determination"),
    DueKind.CONTINGENCY_TEST: ("operation", "contingency", "model"),
    DueKind.OBSERVATION: ("operation", "monitoring", "monitor"),
    DueKind.LABELS: ("operation", "monitoring", "observation"),
    ObjectKind.MONITOR: ("operation", "monitoring", "monitor"),
    ObjectKind.INCIDENT: ("operation", "incidents", "incident"),
}
"""Page, section, and how the record is named there."""
_FINDINGS = frozenset({DueKind.FINDING, DueKind.FINDING_STEP, DueKind.ACCEPTANCE, ObjectKind.FINDING})
_APPROVALS = frozenset({DueKind.APPROVAL, ObjectKind.VERSION})


def place_of(matter: Matter) -> Place:
    """Return where something is looked at and done."""
    kind, version = matter.kind, str(matter.version or "")
    if kind is DueKind.CONDITION:
        return "reviews", {"section": "conditions", "condition": f"{matter.id}/{matter.part}"}
    if kind is DueKind.CAMPAIGN:
        return "reviews", {"section": "campaigns", "campaign": matter.id, "model": matter.part}
    if kind is DueKind.CERTIFICATE:
        return "settings", {"person": matter.id}
    if kind in _SECTIONS:
        page, section, key = _SECTIONS[kind]
        return page, {"section": section, key: matter.id}
    if kind in _FINDINGS:
        return "findings", {"finding": matter.id}
    if kind in _APPROVALS and version:
        return "approvals", {"version": version}
    if kind is DueKind.REASSESSMENT and version:
        return "risk", {"version": version}
    if matter.model is not None:
        return "models", {"model": str(matter.model)}
    return "trail", {"object": matter.id}
