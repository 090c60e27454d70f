"""How is evidence made that looks like a real audit, without a workspace?"""

from datetime import date, timedelta

from core.audit import Checkpoint
from core.canonical import result_digest
from core.decisions import Binding, Condition, Decision, DecisionKind
from core.evidence import Evidence, Party, TrailExtract
from core.findings import Finding, FindingCause, FindingState, Severity
from core.ids import (
    AssessmentId,
    DatasetId,
    DecisionId,
    FindingId,
    RunId,
)
from core.inventory import (
    ArtifactFormat,
    Task,
)
from core.people import Role
from core.regulations.catalogue import load
from core.results import (
    CheckRun,
    RunState,
)
from tests.reports.records import (
    CUT_OFF,
    DEVELOPER,
    FEATURES,
    MANAGER,
    MOMENT,
    OWNER,
    VALIDATOR,
    VERSION,
    assessment,
    dataset,
    fake,
    model,
    policy,
    version,
    words,
)
from tests.reports.results import (
    columns,
    definition,
    explanation,
    fairness,
    group,
    interval,
    measured,
    performance,
    threshold,
)


def evidence(**changes: object) -> Evidence:
    """Return the evidence of the example's second version."""
    values: dict[str, object] = {
        "application": "Prüfstein 0.1.0",
        "gathered_at": MOMENT,
        "workspace": "7d3c2f0e-1f3a-4b58-9a64-2f1f0a9b7c11",
        "model": model(),
        "version": version(),
        "datasets": (dataset(),),
        "assessment": assessment(),
        "runs": (run(),),
        "findings": findings(),
        "decisions": (decision(),),
        "policy": policy(),
        "parties": parties(),
        "trail": checkpoint(),
        "extract": extract(),
        "catalogue": load("gdpr").digest,
        "trail_intact": True,
    }
    return Evidence(**{**values, **changes})  # type: ignore[arg-type]


def run(**changes: object) -> CheckRun:
    """Return a run of all three checks."""
    results = (fairness(), performance(), explanation())
    values: dict[str, object] = {
        "id": RunId("RUN-0003"),
        "version": VERSION,
        "dataset": DatasetId("DS-0001"),
        "dataset_digest": fake("data"),
        "artifact": fake(ArtifactFormat.SKOPS),
        "task": Task.BINARY,
        "cut_off": CUT_OFF,
        "policy": policy().digest,
        "seed": 7,
        "state": RunState.FINISHED,
        "results": results,
        "predictions": fake("predictions"),
        "result_digest": result_digest(results),
        "environment": {"python": "3.11.7", "scikit-learn": "1.9.1", "shap": "0.51.0"},
        "confinement": "full",
        "run_by": VALIDATOR,
        "started_at": MOMENT - timedelta(days=8),
        "finished_at": MOMENT - timedelta(days=8) + timedelta(seconds=9),
    }
    return CheckRun(**{**values, **changes})  # type: ignore[arg-type]


def findings() -> tuple[Finding, ...]:
    """Return one derived and one observed finding."""
    return (
        Finding(
            id=FindingId("F-0002"),
            version=VERSION,
            cause=FindingCause.EVIDENCE_INSUFFICIENT,
            run=RunId("RUN-0003"),
            check="group_fairness",
            measure="impact_ratio",
            subject="alter",
            severity=Severity.MEDIUM,
            state=FindingState.OPEN,
            owner=OWNER,
            due=date(2027, 2, 19),
            raised_by=VALIDATOR,
            raised_at=MOMENT - timedelta(days=7),
        ),
        Finding(
            id=FindingId("F-0003"),
            version=VERSION,
            cause=FindingCause.OBSERVED,
            title=words("Keine Vertretung für die Entwicklung benannt", "No deputy named for the developer"),
            description=words(
                "Nur eine Person kann das Modell neu trainieren.", "Only one person can retrain the model."
            ),
            severity=Severity.LOW,
            state=FindingState.CLOSED,
            owner=OWNER,
            raised_by=VALIDATOR,
            raised_at=MOMENT - timedelta(days=7),
            closed_by=VALIDATOR,
            closed_at=MOMENT - timedelta(days=2),
            closing_reason=words("Vertretung ist benannt.", "A deputy has been named."),
        ),
    )


def decision() -> Decision:
    """Return an approval with two conditions."""
    bound = Binding(
        version=VERSION,
        artifacts=tuple(artifact.digest for artifact in version().artifacts),
        cut_off=CUT_OFF,
        data=(fake("data"),),
        runs=(RunId("RUN-0003"),),
        results=(run().result_digest,),
        assessment=AssessmentId("RA-0002"),
        policy=policy().digest,
        findings=(FindingId("F-0002"),),
    )
    return Decision(
        id=DecisionId("D-0002"),
        version=VERSION,
        kind=DecisionKind.APPROVE_WITH_CONDITIONS,
        reason=words(
            "Ausfallende Kredite werden genügend erkannt. Für junge Antragstellende reichen die Daten nicht, "
            "daher nur mit Auflagen.",
            "Bad loans are found well enough. For young applicants data do not suffice, hence conditions.",
        ),
        conditions=conditions(),
        binding=bound,
        state_digest=bound.state_digest,
        decided_by=MANAGER,
        decided_at=MOMENT - timedelta(days=5),
        expires=date(2027, 11, 16),
        certificate_digest=fake("certificate"),
        signature="30",
    )


def conditions() -> tuple[Condition, ...]:
    """Return one open and one met condition."""
    return (
        Condition(
            text=words(
                "Weitere 500 Anträge von Personen bis 25 Jahre auswerten und die Prüfung wiederholen.",
                "Evaluate 500 further applications of persons up to 25 years and repeat the check.",
            ),
            owner=OWNER,
            due=date(2027, 2, 28),
        ),
        Condition(
            text=words("Jede Ablehnung prüft ein Mensch.", "A person reviews every refusal."),
            owner=OWNER,
            due=date(2026, 12, 15),
            met_at=MOMENT - timedelta(days=1),
            met_by=OWNER,
        ),
    )


def parties() -> tuple[Party, ...]:
    """Return four persons, all of them examples."""
    rows = (
        (OWNER, "Jonas Brandt", Role.OWNER),
        (VALIDATOR, "Dr. Renate Süß", Role.VALIDATOR),
        (MANAGER, "Miriam Köhler", Role.RISK_MANAGER),
        (DEVELOPER, "Tarek Öztürk", Role.DEVELOPER),
    )
    return tuple(
        Party(id=person, name=name, roles=(role,), certificate_digest=fake(name), example=True)
        for person, name, role in rows
    )


def checkpoint() -> Checkpoint:
    """Return the state of a trail of 42 events."""
    return Checkpoint(
        db="7d3c2f0e-1f3a-4b58-9a64-2f1f0a9b7c11",
        size=42,
        head=fake("head"),
        root=fake("root"),
        ts="2026-11-21T14:02:58.000000Z",
    )


def extract() -> tuple[TrailExtract, ...]:
    """Return four events."""
    rows = (
        ("version.registered", f"version {VERSION}", DEVELOPER),
        ("risk.assessed", "assessment RA-0002", MANAGER),
        ("checks.run", "run RUN-0003", VALIDATOR),
        ("decision.recorded", "decision D-0002", MANAGER),
    )
    return tuple(
        TrailExtract(
            seq=30 + index,
            ts=f"2026-11-1{index}T09:15:00.000000Z",
            actor=actor,
            action=action,
            object=about,
            hash=fake(about),
        )
        for index, (action, about, actor) in enumerate(rows)
    )


__all__ = [
    "CUT_OFF",
    "DEVELOPER",
    "FEATURES",
    "MANAGER",
    "MOMENT",
    "OWNER",
    "VALIDATOR",
    "VERSION",
    "assessment",
    "checkpoint",
    "columns",
    "dataset",
    "decision",
    "definition",
    "evidence",
    "explanation",
    "extract",
    "fairness",
    "fake",
    "findings",
    "group",
    "interval",
    "measured",
    "model",
    "parties",
    "performance",
    "policy",
    "run",
    "threshold",
    "version",
    "words",
]
