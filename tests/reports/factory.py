"""How is evidence made that looks like a real audit, without a workspace?"""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from core.audit import Checkpoint
from core.canonical import result_digest, sha256
from core.decisions import Binding, Condition, Decision, DecisionKind
from core.evidence import Evidence, Party, TrailExtract
from core.findings import Finding, FindingCause, FindingState, Severity
from core.ids import (
    AssessmentId,
    DatasetId,
    DecisionId,
    Digest,
    Exact,
    FindingId,
    ModelId,
    PersonId,
    RunId,
    VersionId,
)
from core.inventory import (
    Artifact,
    ArtifactFormat,
    Column,
    ColumnRole,
    CutOff,
    Dataset,
    DatasetKind,
    GoldenSample,
    Grouping,
    Model,
    ModelKind,
    ModelVersion,
    ScoreMeans,
    State,
    TableDialect,
    TableFormat,
    Task,
)
from core.people import Role
from core.policy import Policy, Relation, Threshold, TierRule
from core.regulations.catalogue import load
from core.results import (
    CheckResult,
    CheckRun,
    Comparison,
    Conclusion,
    DataColumn,
    DataTable,
    Definition,
    Group,
    Interval,
    Measurement,
    Reason,
    ReasonCode,
    RunState,
    Significance,
    Verdict,
)
from core.risk import Band, Level, Perspective, Rating, RiskAssessment, RiskKind
from core.texts import Language, Text

MOMENT = datetime(2026, 11, 21, 14, 3, tzinfo=UTC)
OWNER, VALIDATOR, MANAGER, DEVELOPER = (
    PersonId(name) for name in ("P-3k9x2m7q", "P-8w4n1z5t", "P-1r6y0c2v", "P-5h7j3b9d")
)
VERSION = VersionId("MOD-0001@2")
CUT_OFF = CutOff(value=Exact("5/6"), score_means=ScoreMeans.FAVORABLE)
FEATURES = ("laufkont", "laufzeit", "moral", "verwendungszweck", "hoehe", "sparkont", "beszeit", "rate",
            "famges", "buerge", "wohnzeit", "verm", "alter", "weitkred")  # fmt: skip


def words(german: str, english: str) -> Text:
    """Return a text in both languages."""
    return Text(german, Language.GERMAN, english)


def fake(name: str) -> Digest:
    """Return a digest that depends on a name."""
    return sha256(name.encode())


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


def model() -> Model:
    """Return the model of the example."""
    return Model(
        id=ModelId("MOD-0001"),
        name=words("Kreditwürdigkeit Privatkunden", "Creditworthiness of private customers"),
        purpose=words(
            "Vorschlag, ob ein Ratenkredit bis 20.000 Euro gewährt wird, damit Anträge gleichmäßig und zügig "
            "entschieden werden.",
            "Proposes whether an instalment loan up to 20,000 euros is granted, so that applications are "
            "decided evenly and quickly.",
        ),
        intended_use=words(
            "Sachbearbeitung in Filialen; nur als Vorschlag, jede Ablehnung prüft ein Mensch.",
            "Clerks in branches; only as a proposal, every refusal is reviewed by a person.",
        ),
        kind=ModelKind.MACHINE_LEARNING,
        owner=OWNER,
        business_area=words("Privatkundengeschäft", "Retail banking"),
        registered_at=MOMENT - timedelta(days=40),
        example=True,
    )


def version() -> ModelVersion:
    """Return the second version."""
    return ModelVersion(
        id=VERSION,
        model=ModelId("MOD-0001"),
        label="2",
        task=Task.BINARY,
        state=State.APPROVED_WITH_CONDITIONS,
        developer=DEVELOPER,
        artifacts=tuple(
            Artifact(
                format=kind,
                digest=fake(kind),
                size=size,
                file_name=Text(f"kredit_v2.{kind}", Language.GERMAN),
                features=FEATURES,
                libraries={"scikit-learn": "1.9.1"},
                estimator="Pipeline(ColumnTransformer, LogisticRegression)",
            )
            for kind, size in ((ArtifactFormat.SKOPS, 48_213), (ArtifactFormat.ONNX, 9_871))
        ),
        cut_off=CUT_OFF,
        datasets=(DatasetId("DS-0001"),),
        golden=GoldenSample(digest=fake("golden"), rows=50, tolerance=1e-9),
        registered_at=MOMENT - timedelta(days=12),
    )


def dataset() -> Dataset:
    """Return the held-back half."""
    return Dataset(
        id=DatasetId("DS-0001"),
        name=words("Südkredit, Testhälfte", "South German credit, test half"),
        kind=DatasetKind.TEST,
        digest=fake("data"),
        size=88_000,
        file_name=Text("kredit_test.csv", Language.GERMAN),
        reference=None,
        dialect=TableDialect(format=TableFormat.CSV, encoding="utf-8", delimiter=";", decimal=","),
        rows=500,
        columns=(
            *(Column(name=name, dtype="integer", roles=_roles(name)) for name in FEATURES),
            Column(name="gastarb", dtype="integer", roles=(ColumnRole.SENSITIVE,)),
            Column(name="kredit", dtype="integer", roles=(ColumnRole.TARGET,)),
        ),
        favorable="1",
        groupings=(Grouping(column="alter", edges=(Exact("25"),)), Grouping(column="gastarb")),
        source=words(
            "UCI, CC BY 4.0 laut UCI; Grömping 2019", "UCI, CC BY 4.0 as stated by UCI; Grömping 2019"
        ),
        registered_at=MOMENT - timedelta(days=39),
        example=True,
    )


def _roles(name: str) -> tuple[ColumnRole, ...]:
    if name == "alter":
        return (ColumnRole.FEATURE, ColumnRole.SENSITIVE)
    return (ColumnRole.FEATURE,)


def assessment() -> RiskAssessment:
    """Return four ratings of the firm and one from the data subjects' perspective."""
    rows = (
        (RiskKind.UNAVAILABLE, Perspective.FIRM, (3, 2), (1, 2)),
        (RiskKind.WRONG_PREDICTION, Perspective.FIRM, (4, 4), (3, 4)),
        (RiskKind.DECAY, Perspective.FIRM, (4, 3), (3, 3)),
        (RiskKind.SKILLS_LOST, Perspective.FIRM, (2, 3), (2, 2)),
        (RiskKind.WRONG_PREDICTION, Perspective.DATA_SUBJECT, (4, 4), (3, 4)),
    )
    return RiskAssessment(
        id=AssessmentId("RA-0002"),
        version=VERSION,
        ratings=tuple(
            Rating(
                kind=kind,
                perspective=perspective,
                inherent=Level(likelihood=before[0], impact=before[1]),
                residual=Level(likelihood=after[0], impact=after[1]),
                rationale=words(
                    "Zwei-Stufen-Freigabe und Zweitentscheidung bei Ablehnung senken die "
                    "Wahrscheinlichkeit; die Auswirkung bleibt, da Ablehnungen rechtlich erheblich wirken.",
                    "Two-step release and a second decision on refusals lower the likelihood; the impact "
                    "stays, since refusals have legal effect.",
                ),
            )
            for kind, perspective, before, after in rows
        ),
        materiality=Band.HIGH,
        tier=Band.HIGH,
        scale="5x5-1",
        policy=policy().digest,
        committed_by=MANAGER,
        committed_at=MOMENT - timedelta(days=10),
        reassess_by=date(2027, 11, 11),
    )


def policy() -> Policy:
    """Return a policy with the thresholds of the default one."""
    rows = (
        ("group_fairness", "impact_ratio", Relation.AT_LEAST, "4/5"),
        ("group_fairness", "equalized_odds_difference", Relation.AT_MOST, "0.2"),
        ("performance", "recall", Relation.AT_LEAST, "0.60"),
        ("performance", "auc", Relation.AT_LEAST, "0.65"),
    )
    rule = TierRule(
        checks=("group_fairness", "performance", "explanation"),
        approver=Role.RISK_MANAGER,
        reassess_months=12,
        blocks=(Severity.HIGH, Severity.SEVERE),
        undecided_is_missing=True,
        approval_months=12,
    )
    return Policy(
        schema=1,
        name="Modellrisiko-Richtlinie",
        version="1",
        minimum_group=30,
        minimum_share=Exact("0"),
        confidence=Exact("0.95"),
        copy_limit_mb=512,
        severity_days={Severity.LOW: 180, Severity.MEDIUM: 90, Severity.HIGH: 30, Severity.SEVERE: 14},
        tiers=dict.fromkeys(Band, rule),
        thresholds=tuple(
            Threshold(
                check=check,
                measure=measure,
                relation=relation,
                limit=Exact(limit),
                source_en="Firm's choice, following the four-fifths convention, 29 CFR 1607.4(D); its "
                "rescission is pending",
                source_de="Entscheidung des Hauses nach der Vier-Fünftel-Konvention, 29 CFR 1607.4(D); "
                "deren Aufhebung ist anhängig",
            )
            for check, measure, relation, limit in rows
        ),
        digest=fake("policy"),
    )


def interval(low: float | None, high: float | None, method: str = "wilson") -> Interval:
    """Return a 95 % interval."""
    return Interval(low=low, high=high, level=Exact("0.95"), method=method)


def measured(measure: str, value: float | None, n: int, **more: object) -> Measurement:
    """Return a measurement."""
    return Measurement(measure=measure, value=value, n=n, **more)  # type: ignore[arg-type]


def threshold(measure: str) -> Threshold:
    """Return the policy's threshold for a measure."""
    return next(item for item in policy().thresholds if item.measure == measure)


def fairness() -> CheckResult:
    """Return age not decidable and foreign workers too few."""
    return CheckResult(
        check="group_fairness",
        check_version=1,
        state=RunState.FINISHED,
        verdict=Verdict.NOT_DECIDABLE,
        definition=definition({"minimum_group": 30, "resamples": 1000}),
        conclusions=(
            Conclusion(
                measure="impact_ratio",
                subject="alter",
                detail="<= 25 / > 25",
                value=0.62,
                interval=interval(0.44, 0.87, "bootstrap"),
                threshold=threshold("impact_ratio"),
                verdict=Verdict.NOT_DECIDABLE,
                reason=Reason(code=ReasonCode.INTERVAL_CONTAINS_THRESHOLD),
                beyond=True,
                minimum_detectable=0.23,
                needed_n=412,
            ),
            Conclusion(
                measure="equalized_odds_difference",
                subject="alter",
                detail="<= 25 / > 25",
                value=0.14,
                interval=interval(0.02, 0.27, "bootstrap"),
                threshold=threshold("equalized_odds_difference"),
                verdict=Verdict.NOT_DECIDABLE,
                reason=Reason(code=ReasonCode.INTERVAL_CONTAINS_THRESHOLD),
                needed_n=233,
            ),
            Conclusion(
                measure="impact_ratio",
                subject="gastarb",
                value=None,
                threshold=threshold("impact_ratio"),
                verdict=Verdict.NOT_APPLICABLE,
                reason=Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": "gastarb"}),
            ),
        ),
        measurements=(
            measured("selection_rate", 0.51, 500, interval=interval(0.466, 0.553)),
            measured("tpr", 0.66, 350, interval=interval(0.6, 0.71)),
        ),
        groups=(
            group("alter", "<= 25", 96, 0.344),
            group("alter", "> 25", 404, 0.549),
            group("gastarb", "1", 18, 0.667, small=True),
            group("gastarb", "2", 482, 0.504),
        ),
        comparisons=(
            Comparison(
                measure="selection_rate",
                feature="alter",
                group="<= 25",
                reference="> 25",
                reference_rule="highest_rate",
                difference=measured(
                    "selection_rate", -0.205, 500, interval=interval(-0.31, -0.09, "newcombe")
                ),
                ratio=measured("impact_ratio", 0.62, 500, interval=interval(0.46, 0.84, "katz")),
                tests=(
                    Significance(test="fisher_exact", statistic=None, p=0.00031, p_holm=0.00093),
                    Significance(test="two_sd", statistic=-3.6, p=0.0003, p_holm=0.0009),
                ),
                below_four_fifths=True,
            ),
        ),
        notes=(Reason(code=ReasonCode.GROUPS_EXCLUDED, values={"n": 1, "feature": "gastarb"}),),
    )


def group(feature: str, label: str, n: int, rate: float, *, small: bool = False) -> Group:
    """Return a group with its rates."""
    half = 1.96 * math.sqrt(rate * (1 - rate) / n)
    excluded = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": n, "minimum": 30}) if small else None
    return Group(
        feature=feature,
        label=label,
        n=n,
        excluded=excluded,
        measurements=tuple(
            measured(measure, value, n, interval=interval(max(value - half, 0), min(value + half, 1)))
            for measure, value in (("selection_rate", rate), ("tpr", rate + 0.1), ("fpr", rate - 0.2))
        ),
    )


def performance(recall: float = 0.83) -> CheckResult:
    """Return recall of both classes with the trivial baseline."""
    verdict = Verdict.PASSED if recall > 0.6 else Verdict.FAILED
    return CheckResult(
        check="performance",
        check_version=1,
        state=RunState.FINISHED,
        verdict=verdict,
        definition=definition({}),
        conclusions=(
            Conclusion(
                measure="recall",
                subject="0",
                value=recall,
                interval=interval(recall - 0.07, recall + 0.05),
                threshold=threshold("recall"),
                verdict=verdict,
                reason=Reason(code=ReasonCode.INTERVAL_WITHIN),
            ),
            Conclusion(
                measure="auc",
                value=0.772,
                interval=interval(0.73, 0.81, "delong"),
                threshold=threshold("auc"),
                verdict=Verdict.PASSED,
                reason=Reason(code=ReasonCode.INTERVAL_WITHIN),
            ),
        ),
        measurements=(
            measured("recall", recall, 150, subject="0", interval=interval(recall - 0.07, recall + 0.05)),
            measured("recall", 0.66, 350, subject="1", interval=interval(0.61, 0.71)),
            measured("precision", 0.51, 245, subject="0", interval=interval(0.45, 0.57)),
            measured("precision", 0.90, 255, subject="1", interval=interval(0.86, 0.93)),
            measured("base_rate", 0.3, 500, subject="0"),
            measured("base_rate", 0.7, 500, subject="1"),
            measured("accuracy", 0.711, 500, interval=interval(0.67, 0.75)),
            measured("accuracy_trivial", 0.7, 500),
            measured("auc", 0.772, 500, interval=interval(0.73, 0.81, "delong")),
            measured("brier", 0.168, 500),
        ),
        tables=(
            columns(
                "calibration",
                mean_score=(0.08, 0.25, 0.42, 0.61, 0.8, 0.93),
                rate=(0.12, 0.3, 0.45, 0.58, 0.84, 0.95),
                n=(40, 60, 70, 90, 120, 120),
                low=(0.05, 0.2, 0.33, 0.47, 0.76, 0.89),
                high=(0.26, 0.43, 0.57, 0.68, 0.9, 0.98),
            ),
        ),
    )


def explanation() -> CheckResult:
    """Return attributions of a made-up linear model."""
    weights = [0.09 / (1 + 0.35 * index) for index in range(len(FEATURES))]
    swarm = [
        (feature, weight * 2 * math.sin(12.9898 * (row + 1) * (at + 3)), (row * 7 + at * 3) % 50 / 49)
        for at, (feature, weight) in enumerate(zip(FEATURES, weights, strict=True))
        for row in range(60)
    ]
    return CheckResult(
        check="explanation",
        check_version=1,
        state=RunState.FINISHED,
        verdict=Verdict.PASSED,
        definition=definition(
            {
                "scale": "probability of the favorable class",
                "explainer": "permutation",
                "background_rows": 100,
                "background_digest": fake("background"),
                "explained_rows": 60,
                "local_row": 17,
                "base": 0.612,
                "output": 0.612 + sum(w * (-1) ** i for i, w in enumerate(weights)),
            }
        ),
        conclusions=(
            Conclusion(
                measure="additivity_deviation",
                value=3.1e-16,
                verdict=Verdict.PASSED,
                reason=Reason(
                    code=ReasonCode.ADDITIVITY_HELD, values={"deviation": 3.1e-16, "allowed": 1e-6}
                ),
            ),
        ),
        measurements=(
            measured("additivity_deviation", 3.1e-16, 60),
            measured("rank_stability", 0.987, 60),
        ),
        tables=(
            columns(
                "global_importance",
                feature=FEATURES,
                mean_abs=tuple(weights),
                low=tuple(weight * 0.88 for weight in weights),
                high=tuple(weight * 1.13 for weight in weights),
            ),
            columns(
                "beeswarm",
                feature=tuple(row[0] for row in swarm),
                attribution=tuple(row[1] for row in swarm),
                position=tuple(row[2] for row in swarm),
            ),
            columns(
                "local",
                feature=FEATURES,
                value=tuple(float(index + 1) for index in range(len(FEATURES))),
                attribution=tuple(w * (-1) ** i for i, w in enumerate(weights)),
            ),
        ),
    )


def definition(parameters: Mapping[str, str | int | float | bool]) -> Definition:
    """Return what the figures are about."""
    return Definition(
        rows=500,
        rows_total=500,
        favorable="1",
        positive="1",
        cut_off=CUT_OFF,
        groupings=dataset().groupings,
        parameters=parameters,
    )


def columns(name: str, **values: tuple[float | str | None, ...]) -> DataTable:
    """Return chart data."""
    return DataTable(
        id=name, columns=tuple(DataColumn(name=key, values=item) for key, item in values.items())
    )


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
        conditions=(
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
        ),
        binding=bound,
        state_digest=bound.state_digest,
        decided_by=MANAGER,
        decided_at=MOMENT - timedelta(days=5),
        expires=date(2027, 11, 16),
        certificate_digest=fake("certificate"),
        signature="30",
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
