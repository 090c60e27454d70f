"""Which evidence is there for each requirement, and what is missing?

Pure: a catalogue and the evidence of a version in, states out. A state never says more than that
evidence is there; whether it satisfies the law is for a person to judge.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.audit import SENSITIVE_ACTIONS
from core.evidence import Evidence
from core.inventory import Dataset, DatasetKind
from core.people import Role
from core.regulations.catalogue import Catalogue, Control, Demand, EvidenceType
from core.regulations.check_ids import CHECK_NAMES, Answer
from core.regulations.recorded import determined, filed, kpis_id, observed, rests_on, stated
from core.results import CheckRun, RunState, Verdict
from core.risk import Perspective


class ControlState(StrEnum):
    """What can be said about a requirement."""

    COMPLETE = "complete"
    """Every piece of evidence asked for is there, and none of it is only somebody's word."""
    ATTESTED = "attested"
    """Everything asked for is there; at least part of it is the statement of a named person."""
    GAPS = "gaps"
    """At least one piece of evidence is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What was found for one piece of evidence."""

    demand: Demand
    evidence: tuple[str, ...]
    """Ids of records in the evidence; empty when it is missing."""
    attested: bool = False
    """Whether it rests on what a person stated."""
    outdated: bool = False
    """Whether it belongs to another version or to something that was replaced since."""

    @property
    def provider(self) -> Role:
        """Return the role that must provide it when it is missing."""
        return _PROVIDERS.get(f"{self.demand.type}:{self.demand.name}", _PROVIDERS_BY_TYPE[self.demand.type])


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One requirement with everything found for it."""

    control: Control
    supplies: tuple[Supply, ...]

    @property
    def state(self) -> ControlState:
        """Return the state; a single missing piece leaves a gap."""
        if any(not supply.evidence for supply in self.supplies):
            return ControlState.GAPS
        if any(supply.attested for supply in self.supplies):
            return ControlState.ATTESTED
        return ControlState.COMPLETE

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return the ids found, each once."""
        return tuple(dict.fromkeys(item for supply in self.supplies for item in supply.evidence))

    @property
    def missing(self) -> tuple[Supply, ...]:
        """Return what was not found."""
        return tuple(supply for supply in self.supplies if not supply.evidence)

    @property
    def outdated(self) -> bool:
        """Tell whether some of the evidence belongs to another state of the version."""
        return any(supply.outdated for supply in self.supplies)


def cover(catalogue: Catalogue, evidence: Evidence) -> tuple[Coverage, ...]:
    """Return the coverage of every requirement, in the order of the catalogue."""
    return tuple(
        Coverage(
            control=control,
            supplies=tuple(_supply(demand, evidence) for demand in control.demands),
        )
        for control in catalogue.controls
    )


def run_outdated(run: CheckRun, evidence: Evidence) -> bool:
    """Tell whether a run judged something else than what the version is now."""
    artifacts = {artifact.digest for artifact in evidence.version.artifacts}
    data = {dataset.id: dataset.digest for dataset in evidence.datasets}
    return (
        run.version != evidence.version.id
        or (run.artifact is not None and run.artifact not in artifacts)
        or run.cut_off != evidence.version.cut_off
        or data.get(run.dataset, run.dataset_digest) != run.dataset_digest
        or run.dataset in evidence.changed_data
        or run.policy != evidence.policy.digest
    )


def assessment_outdated(evidence: Evidence) -> bool:
    """Tell whether the assessment is of another version or was made under another policy."""
    found = evidence.assessment
    return found is not None and (
        found.version != evidence.version.id or found.policy != evidence.policy.digest
    )


def _supply(demand: Demand, evidence: Evidence) -> Supply:
    match demand.type:
        case EvidenceType.CHECK_RESULT:
            return _check(demand, evidence)
        case EvidenceType.RISK_ASSESSMENT:
            return _assessment(demand, evidence)
        case EvidenceType.INVENTORY_FIELD:
            return _field(demand, evidence)
        case EvidenceType.DATASET_RECORD:
            return Supply(demand=demand, evidence=tuple(_datasets(demand.name, evidence)), attested=True)
        case EvidenceType.AUDIT_TRAIL:
            head = (f"TRAIL-{evidence.trail.size}",) if evidence.trail_intact else ()
            return Supply(demand=demand, evidence=head)
        case EvidenceType.SIGNED_REPORT:
            return Supply(demand=demand, evidence=(f"EVIDENCE-{evidence.digest[:12]}",))
        case EvidenceType.LOG:
            return Supply(demand=demand, evidence=tuple(_accesses(demand.name, evidence)))
        case EvidenceType.QUESTIONNAIRE if demand.name == "necessity":
            given = tuple(item.id for item in _for_bias_tests(evidence) if item.necessity is not None)
            return Supply(demand=demand, evidence=given, attested=True)
        case EvidenceType.QUESTIONNAIRE | EvidenceType.SIGNED_DECISION:
            return Supply(demand=demand, evidence=determined(demand.name, evidence), attested=True)
        case EvidenceType.DOCUMENT:
            papers, late = filed(demand.name, evidence)
            return Supply(demand=demand, evidence=papers, attested=True, outdated=late)
        case EvidenceType.FINDING:
            found = tuple(finding.id for finding in evidence.findings)
            return Supply(demand=demand, evidence=found or tuple(run.id for run in evidence.runs))
        case _:
            return Supply(demand=demand, evidence=())


def _check(demand: Demand, evidence: Evidence) -> Supply:
    name = CHECK_NAMES.get(demand.name)
    if name is not None and name.answer is Answer.FACT:
        return _of_records(demand, evidence)
    found = [run for run in evidence.runs if name is not None and name.given_by(run)]
    return Supply(
        demand=demand,
        evidence=tuple(run.id for run in found),
        outdated=any(run_outdated(run, evidence) for run in found),
    )


def _of_records(demand: Demand, evidence: Evidence) -> Supply:
    """Return what the records themselves say, whatever was checked."""
    finished = [run for run in evidence.runs if run.state is RunState.FINISHED]
    match demand.name:
        case "artifact_integrity":
            finished = [run for run in finished if run.artifact is not None]
        case "threshold_breach":
            finished = [run for run in finished if run.verdict is not Verdict.NOT_APPLICABLE]
        case "reproduction":
            finished = [run for run in finished if run.predictions is not None]
        case "monitoring":
            seen, late = observed(evidence)
            if seen:
                return Supply(demand=demand, evidence=seen, outdated=late)
            watched = {item.id for item in evidence.datasets if item.kind in _WATCHED}
            finished = [run for run in finished if run.dataset in watched]
        case "dependency_graph":
            return Supply(demand=demand, evidence=rests_on(evidence), attested=True)
        case "governance_kpis":
            known = () if evidence.around.kpis is None else (kpis_id(evidence.around.kpis),)
            return Supply(demand=demand, evidence=known)
        case "self_verification" | "signature_verification":
            head = (f"TRAIL-{evidence.trail.size}",) if evidence.trail_intact else ()
            return Supply(demand=demand, evidence=head)
        case "workflow_state":
            return Supply(demand=demand, evidence=(evidence.version.id,))
        case "policy_conformance":
            ran = {result.check for run in finished for result in run.results}
            asked = _mandatory(evidence)
            finished = finished if asked and asked <= ran else []
        case _:
            pass
    return Supply(
        demand=demand,
        evidence=tuple(run.id for run in finished),
        outdated=any(run_outdated(run, evidence) for run in finished),
    )


def _mandatory(evidence: Evidence) -> set[str]:
    tier = evidence.tier
    return set() if tier is None else set(evidence.policy.checks_for(tier, evidence.version.task))


def _assessment(demand: Demand, evidence: Evidence) -> Supply:
    found = evidence.assessment
    if found is None or demand.name not in {"data_subject", "mitigations", "residual"}:
        return Supply(demand=demand, evidence=())
    ratings = [rating for rating in found.ratings if rating.perspective is Perspective.DATA_SUBJECT]
    known = (found.id,) if ratings else ()
    return Supply(demand=demand, evidence=known, attested=True, outdated=assessment_outdated(evidence))


def _field(demand: Demand, evidence: Evidence) -> Supply:
    found: tuple[str, ...] = ()
    if demand.name == "purpose" and evidence.model.purpose.body:
        found = (evidence.model.id,)
    if demand.name == "next_review" and evidence.assessment is not None:
        found = (evidence.assessment.id,)
    if demand.name == "deletion_due":
        found = tuple(item.id for item in _for_bias_tests(evidence) if item.delete_by is not None)
    if not found and stated(demand.name, evidence.model):
        found = (evidence.model.id,)
    return Supply(demand=demand, evidence=found, attested=True)


def _datasets(name: str, evidence: Evidence) -> Iterator[str]:
    known: Mapping[str, Callable[[Dataset], bool]] = {
        "schema": lambda dataset: bool(dataset.columns),
        "purpose_bias_only": lambda dataset: bool(dataset.bias_test_only),
        "column_tags": lambda dataset: bool(dataset.columns) and all(c.roles for c in dataset.columns),
    }
    if name in known:
        yield from (dataset.id for dataset in evidence.datasets if known[name](dataset))


def _for_bias_tests(evidence: Evidence) -> tuple[Dataset, ...]:
    return tuple(dataset for dataset in evidence.datasets if dataset.bias_test_only)


def _accesses(name: str, evidence: Evidence) -> Iterator[str]:
    """Name the events in which columns kept for bias tests only were read, deleted, or refused."""
    if name == "sensitive_data_access":
        recorded = (line.seq for line in evidence.extract if line.action in SENSITIVE_ACTIONS)
        yield from (f"EVENT-{seq}" for seq in recorded)


_WATCHED = frozenset({DatasetKind.PRODUCTION, DatasetKind.MONITORING})
"""Data of operation: runs on it are monitoring."""
_PROVIDERS: Mapping[str, Role] = {
    "attestation:dpo": Role.DATA_PROTECTION_OFFICER,
    "attestation:ciso": Role.ADMINISTRATOR,
    "signed_decision:dpo_opinion": Role.DATA_PROTECTION_OFFICER,
    "signed_decision:dpia_required": Role.DATA_PROTECTION_OFFICER,
    "questionnaire:dpia_threshold": Role.DATA_PROTECTION_OFFICER,
    "inventory_field:legal_basis": Role.DATA_PROTECTION_OFFICER,
    "questionnaire:security_measures": Role.ADMINISTRATOR,
    "check_result:override_rate": Role.OWNER,
}

_PROVIDERS_BY_TYPE: Mapping[EvidenceType, Role] = {
    EvidenceType.INVENTORY_FIELD: Role.OWNER,
    EvidenceType.INVENTORY_EXPORT: Role.OWNER,
    EvidenceType.DATASET_RECORD: Role.OWNER,
    EvidenceType.CHECK_RESULT: Role.VALIDATOR,
    EvidenceType.RISK_ASSESSMENT: Role.RISK_MANAGER,
    EvidenceType.QUESTIONNAIRE: Role.OWNER,
    EvidenceType.ATTESTATION: Role.OWNER,
    EvidenceType.SIGNED_DECISION: Role.RISK_MANAGER,
    EvidenceType.SIGNED_REPORT: Role.VALIDATOR,
    EvidenceType.DOCUMENT: Role.OWNER,
    EvidenceType.FINDING: Role.VALIDATOR,
    EvidenceType.LOG: Role.OWNER,
    EvidenceType.AUDIT_TRAIL: Role.AUDITOR,
}
