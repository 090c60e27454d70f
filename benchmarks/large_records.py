"""What else lies in a large workspace: uses, vendors, assessments, runs, findings, decisions, operation?

As many as a bank of that many models would hold, the same in every run.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from core.audit import Action
from core.decisions import Binding, Condition, Decision, DecisionKind, signing_bytes
from core.findings import Finding, FindingCause, FindingState, Severity
from core.governance.campaigns import Addressee, Attestation, AttestationAnswer, Campaign, attested_bytes
from core.governance.contingency import Contingency, PlanTest, PlanTestResult
from core.governance.deployments import Deployment
from core.governance.determinations import Determination, DeterminationKind, signed_bytes
from core.governance.frameworks import ScopeOutcome
from core.governance.incidents import Incident, IncidentKind
from core.governance.monitoring import Indicator, Monitor, Observation
from core.governance.requests import EvidenceRequest
from core.governance.use_cases import UseCase, UseCaseStatus
from core.governance.vendors import Vendor
from core.ids import (
    AssessmentId,
    AttestationId,
    CampaignId,
    DatasetId,
    DecisionId,
    DeploymentId,
    DeterminationId,
    Digest,
    Exact,
    FindingId,
    IncidentId,
    ModelId,
    MonitorId,
    ObservationId,
    PersonId,
    RequestId,
    RunId,
    UseCaseId,
    VendorId,
    VersionId,
)
from core.inventory import Dataset, DatasetKind, TableDialect, TableFormat, Task
from core.regulations.questionnaires import frameworks
from core.results import CheckResult, CheckRun, DataColumn, DataTable, Definition, RunState, Verdict
from core.risk import Band, Level, Rating, RiskAssessment, RiskKind
from core.stages import Stage
from core.texts import Language, Text

Value: TypeAlias = (
    UseCase | Vendor | Dataset | RiskAssessment | CheckRun | Finding | Decision | Determination
    | Deployment | Contingency | Incident | Monitor | Observation | EvidenceRequest | Campaign | Attestation
)  # fmt: skip
USES, VENDORS = 300, 60
CHECKS = 12
_SEVERITIES = tuple(Severity)
_BANDS = tuple(Band)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who wrote all of it, and what is in force."""

    person: PersonId
    certificate: Digest
    sign: Callable[[bytes], str]
    """With the key as unlocked once: opening its file takes longer than signing."""
    policy: Digest
    now: datetime


def text(body: str) -> Text:
    """Return an English text."""
    return Text(body, Language.ENGLISH)


def model_name(number: int) -> ModelId:
    """Return the id of a model."""
    return ModelId(f"MOD-{number:04d}")


def uses_and_vendors(by: Signer) -> Iterator[tuple[Value, Action]]:
    """Yield what models are used for and who supplies them."""
    for number in range(1, USES + 1):
        found = UseCase(
            id=UseCaseId(f"UC-{number:04d}"), name=text(f"Use {number}"), goal=text(f"Goal {number}"),
            decision=text(f"Decision {number}"), owner=by.person, business_area=text("Retail"),
            status=UseCaseStatus.ACTIVE, recorded_at=by.now,
        )  # fmt: skip
        yield found, Action.USE_CASE_RECORDED
    for number in range(1, VENDORS + 1):
        vendor = Vendor(
            id=VendorId(f"VEN-{number:04d}"), name=text(f"Vendor {number}"), contract=f"C-{number}",
            subcontractors=(f"Cloud {number % 5}",), countries=("DE",), recorded_at=by.now,
        )  # fmt: skip
        yield vendor, Action.VENDOR_RECORDED


def of_models(by: Signer, versions: dict[int, VersionId]) -> Iterator[tuple[Value, Action]]:
    """Yield what belongs to models, each with the version that counts, one model after the other."""
    count = len(versions)
    for number, version in versions.items():
        yield _assessment(by, number, version), Action.RISK_ASSESSED
        yield _determination(by, number), Action.DETERMINED
        if number % 5 == 0:
            yield _dataset(by, number // 5), Action.DATASET_REGISTERED
            yield _run(by, number // 5, version), Action.CHECKS_RUN
        if number % 2 == 0:
            yield _finding(by, number // 2, version), Action.FINDING_RAISED
            yield _decision(by, number // 2, version), Action.DECISION_RECORDED
            yield _deployment(by, number // 2, version), Action.DEPLOYMENT_RECORDED
        if number % 4 == 0:
            yield _plan(by, number), Action.CONTINGENCY_RECORDED
        if number % 10 == 0:
            yield from _watched(by, number // 10, version)
            yield _request(by, number // 10, version), Action.EVIDENCE_REQUESTED
        if number % 20 == 0:
            yield _incident(by, number // 20), Action.INCIDENT_REPORTED
    yield from _campaign(by, count)


def _assessment(by: Signer, number: int, version: VersionId) -> RiskAssessment:
    ratings = tuple(
        Rating(
            kind=kind,
            inherent=Level(likelihood=1 + (number + turn) % 5, impact=1 + (number * 3 + turn) % 5),
            residual=Level(likelihood=1 + number % 3, impact=1 + turn % 4),
            rationale=text(f"Rated as the {number % 50}th case of {kind.value}"),
        )
        for turn, kind in enumerate(RiskKind)
    )
    return RiskAssessment(
        id=AssessmentId(f"RA-{number:04d}"), version=version, ratings=ratings, materiality=_BANDS[number % 4],
        tier=_BANDS[number % 4], scale="5x5-1", policy=by.policy, committed_by=by.person, committed_at=by.now,
        reassess_by=by.now.date() + timedelta(days=number % 800 - 60),
    )  # fmt: skip


def _determination(by: Signer, number: int) -> Determination:
    unsigned = Determination(
        id=DeterminationId(f"DT-{number:04d}"), kind=DeterminationKind.SCOPE, model=model_name(number),
        topic="gdpr", outcome=ScopeOutcome.IN_SCOPE, reason=text("It decides about natural persons"),
        catalogue=frameworks().digest, decided_by=by.person, decided_at=by.now,
        certificate_digest=by.certificate, signature="",
    )  # fmt: skip
    return replace(unsigned, signature=by.sign(signed_bytes(unsigned)))


def _dataset(by: Signer, number: int) -> Dataset:
    return Dataset(
        id=DatasetId(f"DS-{number:04d}"), name=text(f"Applications {number}"), kind=DatasetKind.TEST,
        digest=_digest(number), size=1000, file_name=text(f"rows-{number}.csv"), reference="/data/rows.csv",
        dialect=TableDialect(format=TableFormat.CSV, encoding="utf-8", delimiter=","), rows=1000, columns=(),
        registered_at=by.now,
    )  # fmt: skip


def _digest(number: int) -> Digest:
    return Digest(f"{number:064x}")


def _run(by: Signer, number: int, version: VersionId) -> CheckRun:
    values = tuple(round(0.001 * ((number * step) % 997), 3) for step in range(200))
    curve = DataTable(id="curve", columns=(DataColumn(name="x", values=values),))
    results = tuple(
        CheckResult(
            check=f"check-{turn}", check_version=1, state=RunState.FINISHED,
            verdict=Verdict.FAILED if (number + turn) % 17 == 0 else Verdict.PASSED,
            definition=Definition(rows=1000, rows_total=1000), tables=(curve,),
        )
        for turn in range(CHECKS)
    )  # fmt: skip
    return CheckRun(
        id=RunId(f"RUN-{number:04d}"), version=version, dataset=DatasetId(f"DS-{number:04d}"),
        dataset_digest=_digest(number), artifact=None, task=Task.BINARY, cut_off=None, policy=by.policy,
        seed=1, state=RunState.FINISHED, results=results, predictions=None, result_digest=_digest(number),
        environment={}, confinement="not needed", run_by=by.person, started_at=by.now, finished_at=by.now,
    )  # fmt: skip


def _finding(by: Signer, number: int, version: VersionId) -> Finding:
    return Finding(
        id=FindingId(f"F-{number:04d}"), version=version, cause=FindingCause.OBSERVED,
        title=text(f"Something to mend {number % 500}"), severity=_SEVERITIES[number % 4],
        state=FindingState.OPEN if number % 3 else FindingState.CLOSED, owner=by.person,
        due=_day(by, number % 300 - 90), raised_by=by.person, raised_at=by.now,
        closed_by=None if number % 3 else by.person, closed_at=None if number % 3 else by.now,
    )  # fmt: skip


def _decision(by: Signer, number: int, version: VersionId) -> Decision:
    binding = Binding(
        version=version, artifacts=(), cut_off=None, data=(), runs=(), results=(),
        assessment=AssessmentId(f"RA-{number * 2:04d}"), policy=by.policy, findings=(),
    )  # fmt: skip
    condition = Condition(
        text=text(f"Mend point {number % 90}"), owner=by.person, due=_day(by, number % 400 - 50)
    )
    unsigned = Decision(
        id=DecisionId(f"D-{number:04d}"), version=version, kind=DecisionKind.APPROVE_WITH_CONDITIONS,
        reason=text("Good enough for its use"), conditions=(condition,), binding=binding,
        state_digest=binding.state_digest, decided_by=by.person, decided_at=by.now,
        expires=_day(by, number % 700 - 30), certificate_digest=by.certificate, signature="",
    )  # fmt: skip
    return replace(unsigned, signature=by.sign(signing_bytes(unsigned)))


def _deployment(by: Signer, number: int, version: VersionId) -> Deployment:
    return Deployment(
        id=DeploymentId(f"DEP-{number:04d}"), version=version, stage=Stage.CHAMPION,
        system=f"System {number}", environment="production", share=Exact("100"),
        since=_day(by, -(number % 300)), recorded_by=by.person, recorded_at=by.now,
    )  # fmt: skip


def _plan(by: Signer, number: int) -> Contingency:
    test = PlanTest(
        day=_day(by, -(number % 500)), result=PlanTestResult.PASSED, note=text("Switched over"),
        by=by.person, recorded_at=by.now,
    )  # fmt: skip
    return Contingency(
        model=model_name(number), fallback=text("Two clerks decide by the old rule"), outage_hours=4,
        responsible=by.person, recorded_at=by.now - timedelta(days=600), tests=(test,),
    )  # fmt: skip


def _watched(by: Signer, number: int, version: VersionId) -> Iterator[tuple[Value, Action]]:
    name = MonitorId(f"MON-{number:04d}")
    yield Monitor(
        id=name, version=version, name=text(f"Monthly look {number}"), checks=("drift",), label_checks=(),
        reference=DatasetId("DS-0001"), label_lag_days=90, every_days=30, owner=by.person,
        set_up_by=by.person, set_up_at=by.now - timedelta(days=400),
    ), Action.MONITOR_SET_UP  # fmt: skip
    for month in range(6):
        figure = Indicator(
            check="drift", measure="psi", value=0.05 * month,
            verdict=Verdict.FAILED if (number + month) % 11 == 0 else Verdict.PASSED,
        )  # fmt: skip
        turn = (number - 1) * 6 + month + 1
        day = _day(by, -30 * (6 - month))
        seen = by.now - timedelta(days=30 * (6 - month))
        yield Observation(
            id=ObservationId(f"MR-{turn:04d}"), monitor=name, version=version, source=_digest(turn),
            dataset=DatasetId("DS-0001"), rows=1000, first_day=day, last_day=day, run=RunId("RUN-0001"),
            indicators=(figure,) * 8, observed_by=by.person, observed_at=seen,
        ), Action.MONITOR_RUN  # fmt: skip


def _request(by: Signer, number: int, version: VersionId) -> EvidenceRequest:
    return EvidenceRequest(
        id=RequestId(f"REQ-{number:04d}"), title=text(f"Show the sample {number}"), text=text("As filed"),
        to=by.person, due=_day(by, number % 60 - 20), version=version, requested_by=by.person,
        requested_at=by.now,
    )  # fmt: skip


def _incident(by: Signer, number: int) -> Incident:
    return Incident(
        id=IncidentId(f"INC-{number:04d}"), model=model_name(number * 20), kind=IncidentKind.UNAVAILABLE,
        title=text(f"Down for {number % 9} hours"), description=text("The host was full"),
        severity=_SEVERITIES[number % 4], detected_at=by.now, reported_by=by.person, reported_at=by.now,
    )  # fmt: skip


def _campaign(by: Signer, count: int) -> Iterator[tuple[Value, Action]]:
    """Yield one call to all, answered for every fifth model."""
    campaign = Campaign(
        id=CampaignId("CAM-0001"), title=text("Attestation of this year"), statement=text("All is true"),
        addressees=tuple(Addressee(model=model_name(n), person=by.person) for n in range(1, count + 1)),
        due=_day(by, 20), opened_by=by.person, opened_at=by.now,
    )  # fmt: skip
    yield campaign, Action.CAMPAIGN_OPENED
    for number in range(1, count // 5 + 1):
        unsigned = Attestation(
            id=AttestationId(f"ATT-{number:04d}"), campaign=campaign.id, model=model_name(number * 5),
            answer=AttestationAnswer.AFFIRMED, record=_digest(number), given_by=by.person, for_=by.person,
            given_at=by.now, certificate_digest=by.certificate, signature="",
        )  # fmt: skip
        signed = by.sign(attested_bytes(unsigned, campaign.statement))
        yield replace(unsigned, signature=signed), Action.ATTESTED


def _day(by: Signer, days: int) -> date:
    return by.now.date() + timedelta(days=days)
