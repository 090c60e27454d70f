"""What do model, data, policy and assessment of the example look like?"""

from datetime import UTC, date, datetime, timedelta

from core.canonical import sha256
from core.findings import Severity
from core.ids import (
    AssessmentId,
    DatasetId,
    Digest,
    Exact,
    ModelId,
    PersonId,
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
        thresholds=thresholds(),
        digest=fake("policy"),
    )


def thresholds() -> tuple[Threshold, ...]:
    """Return four thresholds with their sources."""
    rows = (
        ("group_fairness", "impact_ratio", Relation.AT_LEAST, "4/5"),
        ("group_fairness", "equalized_odds_difference", Relation.AT_MOST, "0.2"),
        ("performance", "recall", Relation.AT_LEAST, "0.60"),
        ("performance", "auc", Relation.AT_LEAST, "0.65"),
    )
    return tuple(
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
    )
