"""What are the values of inventory, checks, findings and decisions called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.data.profile_types import Suspicion
from core.decisions import DecisionKind, Lapse
from core.evidence import ReportKind, SignatureMeaning
from core.examination import ScanVerdict, WeightMeans
from core.findings import FindingCause, FindingState, Severity
from core.inventory import (
    ArtifactFormat,
    ColumnRole,
    DatasetKind,
    ModelKind,
    RecordBasis,
    ScoreMeans,
    SensitivePurpose,
    State,
    TableFormat,
    Task,
)
from core.messages import N_
from core.opinion import OpinionGrade
from core.options import Change, Direction, Period, SampleRole
from core.people import PersonKind, Role
from core.results import RunState, Verdict
from core.risk import Band, Perspective, RiskKind
from core.texts import Language

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Change: {
        Change.ANY: N_("in both directions"),
        Change.UP: N_("only upward"),
        Change.DOWN: N_("only downward"),
        Change.FIXED: N_("not at all"),
    },
    Direction: {Direction.UP: N_("rises"), Direction.DOWN: N_("falls")},
    Period: {Period.MONTH: N_("Month"), Period.QUARTER: N_("Quarter"), Period.YEAR: N_("Year")},
    SampleRole: {
        SampleRole.REFERENCE: N_("Reference data"),
        SampleRole.OTHER_VERSION: N_("Other version"),
        SampleRole.OTHER_ARTIFACT: N_("Other file of the same version"),
    },
    Language: {Language.GERMAN: N_("German"), Language.ENGLISH: N_("English")},
    State: {
        State.DRAFT: N_("Draft"),
        State.IN_VALIDATION: N_("In validation"),
        State.APPROVED: N_("Approved"),
        State.APPROVED_WITH_CONDITIONS: N_("Approved with conditions"),
        State.REJECTED: N_("Rejected"),
        State.PRE_VALIDATION_USE: N_("Use before validation"),
        State.IN_USE: N_("In use"),
        State.UNDER_REVIEW: N_("Under review"),
        State.RESTRICTED: N_("Restricted"),
        State.SUSPENDED: N_("Suspended"),
        State.RETIRED: N_("Retired"),
    },
    ModelKind: {
        ModelKind.MACHINE_LEARNING: N_("Machine learning"),
        ModelKind.STATISTICAL: N_("Statistical"),
        ModelKind.EXPERT: N_("Expert or rule based"),
        ModelKind.SPREADSHEET: N_("Spreadsheet"),
        ModelKind.VENDOR: N_("Vendor, black box"),
        ModelKind.GENERATIVE: N_("Generative"),
    },
    RecordBasis: {
        RecordBasis.REGISTERED: N_("Registered here"),
        RecordBasis.TAKEN_OVER: N_("Taken over from the old register, not evidenced"),
    },
    Task: {
        Task.BINARY: N_("Binary classification"),
        Task.MULTICLASS: N_("Multiclass classification"),
        Task.MULTILABEL: N_("Multi-label classification"),
        Task.REGRESSION: N_("Regression"),
    },
    ScoreMeans: {
        ScoreMeans.FAVORABLE: N_("A higher score is favorable"),
        ScoreMeans.UNFAVORABLE: N_("A higher score is unfavorable"),
    },
    ColumnRole: {
        ColumnRole.TARGET: N_("Target"),
        ColumnRole.PREDICTION: N_("Prediction"),
        ColumnRole.SCORE: N_("Score"),
        ColumnRole.SENSITIVE: N_("Sensitive feature"),
        ColumnRole.FEATURE: N_("Feature"),
        ColumnRole.ROW_ID: N_("Row id"),
        ColumnRole.TIME: N_("Time"),
        ColumnRole.WEIGHT: N_("Weight"),
        ColumnRole.SEGMENT: N_("Segment"),
        ColumnRole.IGNORED: N_("Ignored"),
    },
    DatasetKind: {
        DatasetKind.TRAINING: N_("Training"),
        DatasetKind.VALIDATION: N_("Validation"),
        DatasetKind.TEST: N_("Test"),
        DatasetKind.OUT_OF_TIME: N_("Out of time"),
        DatasetKind.PRODUCTION: N_("Production"),
        DatasetKind.MONITORING: N_("Monitoring"),
    },
    ArtifactFormat: {
        ArtifactFormat.SKOPS: "skops",
        ArtifactFormat.ONNX: "ONNX",
        ArtifactFormat.LIGHTGBM: "LightGBM",
        ArtifactFormat.XGBOOST: "XGBoost",
        ArtifactFormat.CATBOOST: "CatBoost",
        ArtifactFormat.PICKLE: "Pickle",
    },
    TableFormat: {
        TableFormat.CSV: "CSV",
        TableFormat.PARQUET: "Parquet",
        TableFormat.XLSX: "XLSX",
        TableFormat.FEATHER: "Feather",
        TableFormat.JSON_LINES: "JSON Lines",
    },
    SensitivePurpose: {
        SensitivePurpose.MODEL_INPUT: N_("Input of the model"),
        SensitivePurpose.GROUP_COMPARISON: N_("Comparison of groups"),
        SensitivePurpose.BIAS_TEST_ONLY: N_("Bias test only"),
    },
    Suspicion: {
        Suspicion.PERSON_NAME: N_("Names of persons"),
        Suspicion.E_MAIL: N_("E-mail addresses"),
        Suspicion.PHONE: N_("Phone numbers"),
        Suspicion.IBAN: N_("Account numbers (IBAN)"),
        Suspicion.CARD_NUMBER: N_("Card numbers"),
        Suspicion.TAX_ID: N_("Tax numbers"),
        Suspicion.DATE_OF_BIRTH: N_("Dates of birth"),
        Suspicion.POSTAL_ADDRESS: N_("Postal addresses"),
        Suspicion.IP_ADDRESS: N_("IP addresses"),
        Suspicion.SPECIAL_CATEGORY: N_("Special category of data (GDPR Art. 9)"),
        Suspicion.ROW_IDENTIFIER: N_("Identifies each row"),
    },
    WeightMeans: {
        WeightMeans.COUNTS: N_("Counts of rows"),
        WeightMeans.WEIGHTS: N_("Weights of rows"),
    },
    ScanVerdict: {
        ScanVerdict.NOTHING_FOUND: N_("Nothing found"),
        ScanVerdict.SUSPICIOUS: N_("Suspicious"),
        ScanVerdict.DANGEROUS: N_("Dangerous"),
        ScanVerdict.NOT_SCANNABLE: N_("Not scannable"),
    },
    OpinionGrade: {
        OpinionGrade.UNQUALIFIED: N_("Unqualified opinion"),
        OpinionGrade.QUALIFIED: N_("Qualified opinion"),
        OpinionGrade.ADVERSE: N_("Adverse opinion"),
        OpinionGrade.DISCLAIMED: N_("Disclaimer of opinion"),
    },
    Band: {
        Band.LOW: N_("Low"),
        Band.MEDIUM: N_("Medium"),
        Band.HIGH: N_("High"),
        Band.SEVERE: N_("Severe"),
    },
    Severity: {
        Severity.LOW: N_("Low"),
        Severity.MEDIUM: N_("Medium"),
        Severity.HIGH: N_("High"),
        Severity.SEVERE: N_("Severe"),
    },
    RiskKind: {
        RiskKind.UNAVAILABLE: N_("Model unavailable"),
        RiskKind.WRONG_PREDICTION: N_("Wrong prediction for one case"),
        RiskKind.DECAY: N_("Accuracy or fairness decays"),
        RiskKind.SKILLS_LOST: N_("Skills to maintain it are lost"),
    },
    Perspective: {Perspective.FIRM: N_("Firm"), Perspective.DATA_SUBJECT: N_("Data subject")},
    Verdict: {
        Verdict.PASSED: N_("Passed"),
        Verdict.FAILED: N_("Failed"),
        Verdict.NOT_DECIDABLE: N_("Not decidable"),
        Verdict.NOT_APPLICABLE: N_("Not applicable"),
    },
    RunState: {
        RunState.FINISHED: N_("Finished"),
        RunState.ERRORED: N_("Error"),
        RunState.CANCELLED: N_("Cancelled"),
    },
    FindingState: {
        FindingState.PROPOSED: N_("Proposed"),
        FindingState.OPEN: N_("Open"),
        FindingState.CLOSED: N_("Closed"),
        FindingState.DISMISSED: N_("Dismissed"),
        FindingState.ACCEPTED: N_("Accepted"),
        FindingState.REPORTED: N_("Reported mended"),
    },
    FindingCause: {
        FindingCause.FAILED: N_("Check failed"),
        FindingCause.EVIDENCE_INSUFFICIENT: N_("Evidence insufficient"),
        FindingCause.OBSERVED: N_("Observed"),
    },
    DecisionKind: {
        DecisionKind.APPROVE: N_("Approve"),
        DecisionKind.APPROVE_WITH_CONDITIONS: N_("Approve with conditions"),
        DecisionKind.REJECT: N_("Reject"),
    },
    Lapse: {
        Lapse.ARTIFACT: N_("Model file"),
        Lapse.CUT_OFF: N_("Cut-off"),
        Lapse.DATA: N_("Data sets"),
        Lapse.RUNS: N_("Check results"),
        Lapse.ASSESSMENT: N_("Risk assessment"),
        Lapse.POLICY: N_("Policy"),
        Lapse.TIER: N_("Tier"),
    },
    Role: {
        Role.ADMINISTRATOR: N_("Administrator"),
        Role.OWNER: N_("Owner"),
        Role.DEVELOPER: N_("Developer"),
        Role.VALIDATOR: N_("Validator"),
        Role.RISK_MANAGER: N_("Risk manager"),
        Role.HEAD_OF_RISK: N_("Head of risk"),
        Role.AUDITOR: N_("Auditor"),
        Role.DATA_PROTECTION_OFFICER: N_("Data protection officer"),
        Role.SERVICE: N_("Service"),
    },
    PersonKind: {PersonKind.HUMAN: N_("Person"), PersonKind.SERVICE: N_("Service")},
    ReportKind: {
        ReportKind.MODEL_RISK: N_("Model risk report"),
        ReportKind.GDPR_AUDIT: N_("GDPR audit report"),
        ReportKind.AUDIT_OPINION: N_("Audit opinion"),
    },
    SignatureMeaning: {
        SignatureMeaning.AUTHORSHIP: N_("Authorship"),
        SignatureMeaning.REVIEW: N_("Review"),
        SignatureMeaning.APPROVAL: N_("Approval"),
        SignatureMeaning.RESPONSIBILITY: N_("Responsibility"),
    },
}
