"""What is each stored value called on screens and paper?"""

from collections.abc import Mapping
from enum import StrEnum

from core.audit import Action, Problem
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
from core.messages import Message
from core.opinion import OpinionGrade
from core.people import PersonKind, Role
from core.results import Reason, ReasonCode, RunState, Verdict
from core.risk import Band, Perspective, RiskKind
from core.texts import Language


def N_(text: str) -> str:  # noqa: N802 (the customary gettext marker)
    """Mark a text for translation without translating it here."""
    return text


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
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
    },
    Role: {
        Role.ADMINISTRATOR: N_("Administrator"),
        Role.OWNER: N_("Owner"),
        Role.DEVELOPER: N_("Developer"),
        Role.VALIDATOR: N_("Validator"),
        Role.RISK_MANAGER: N_("Risk manager"),
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
    Action: {
        Action.WORKSPACE_CREATED: N_("Workspace created"),
        Action.PERSON_ADDED: N_("Person added"),
        Action.PERSON_CHANGED: N_("Person changed"),
        Action.POLICY_ADOPTED: N_("Policy adopted"),
        Action.MODEL_REGISTERED: N_("Model registered"),
        Action.MODEL_CHANGED: N_("Model changed"),
        Action.VERSION_REGISTERED: N_("Version registered"),
        Action.VERSION_CHANGED: N_("Version changed"),
        Action.STATE_CHANGED: N_("State changed"),
        Action.DATASET_REGISTERED: N_("Data set registered"),
        Action.SENSITIVE_READ: N_("Columns for bias tests read"),
        Action.SENSITIVE_EXPORT_REFUSED: N_("Export of columns for bias tests refused"),
        Action.SENSITIVE_DELETED: N_("Columns for bias tests deleted"),
        Action.RISK_ASSESSED: N_("Risk assessment committed"),
        Action.CHECKS_RUN: N_("Checks run"),
        Action.FINDING_PROPOSED: N_("Finding proposed"),
        Action.FINDING_RAISED: N_("Finding raised"),
        Action.FINDING_CONFIRMED: N_("Finding confirmed"),
        Action.FINDING_DISMISSED: N_("Finding dismissed"),
        Action.FINDING_CLOSED: N_("Finding closed"),
        Action.FINDING_ACCEPTED: N_("Finding accepted"),
        Action.DECISION_RECORDED: N_("Decision recorded"),
        Action.CONDITION_MET: N_("Condition met"),
        Action.OPINION_WRITTEN: N_("Audit opinion written"),
        Action.OPINION_PROMOTED: N_("Examination promoted to the inventory"),
        Action.REPORT_ISSUED: N_("Report issued"),
        Action.TEXT_ERASED: N_("Text erased"),
    },
    Problem: {
        Problem.GAP: N_("An event is missing from the trail"),
        Problem.PAYLOAD_NOT_CANONICAL: N_("An event is not stored in its canonical form"),
        Problem.CHAIN_BROKEN: N_("An event was changed: its hash does not follow from the one before"),
        Problem.OTHER_WORKSPACE: N_("An event belongs to another workspace"),
        Problem.SIGNATURE_INVALID: N_("The signature of an event is wrong"),
        Problem.KEY_UNKNOWN: N_("An event was signed with a key nobody here owns"),
        Problem.CLOCK_SET_BACK: N_("The clock was set back between two events"),
        Problem.COLUMNS_DIFFER: N_("A search column differs from the record it was copied from"),
        Problem.OBJECT_CHANGED: N_("A record was changed without an event"),
        Problem.OBJECT_MISSING: N_("A record that the trail names is gone"),
        Problem.OBJECT_NOT_RECORDED: N_("A record exists that no event names"),
        Problem.TEXT_CHANGED: N_("A text was changed: it does not fit its digest"),
        Problem.ARTIFACT_CHANGED: N_("A stored file was changed: it does not fit its digest"),
        Problem.ARTIFACT_MISSING: N_("A stored file is gone"),
        Problem.CHECKPOINT_DIFFERS: N_("The trail differs from what a signed report says of it"),
        Problem.REPORT_CHANGED: N_("A report file differs from what was filed"),
    },
}

REASONS: Mapping[ReasonCode, str] = {
    ReasonCode.EMPTY_DENOMINATOR: N_("not computable: no rows in the denominator"),
    ReasonCode.NO_NEGATIVES: N_("not computable: the group has no rows of the unfavorable class"),
    ReasonCode.NO_POSITIVES: N_("not computable: the group has no rows of the favorable class"),
    ReasonCode.REFERENCE_RATE_ZERO: N_("ratio not computable: the rate of the reference group is 0"),
    ReasonCode.SMALL_GROUPS_TOGETHER: N_(
        "left out of comparisons: {groups} group(s) of fewer than {minimum} rows each, counted together and "
        "not named, because the column is kept for bias tests only"
    ),
    ReasonCode.GROUP_TOO_SMALL: N_("left out of comparisons: {n} rows, at least {minimum} are needed"),
    ReasonCode.ONE_GROUP_ONLY: N_("not applicable: {feature} has only one group that is large enough"),
    ReasonCode.NO_ROWS: N_("not applicable: the table has no rows"),
    ReasonCode.ALL_MISSING: N_("not applicable: every value of {column} is missing"),
    ReasonCode.ONE_CLASS_ONLY: N_("not applicable: {column} holds only one class"),
    ReasonCode.NO_LABELS: N_("not applicable: the data set has no target column"),
    ReasonCode.NO_SCORES: N_("not applicable: there are no scores"),
    ReasonCode.NO_ARTIFACT: N_("not applicable: the version has no model file"),
    ReasonCode.NO_SENSITIVE_FEATURE: N_("not applicable: no column is marked as sensitive feature"),
    ReasonCode.TASK_NOT_SUPPORTED: N_("not applicable to this kind of task"),
    ReasonCode.NO_THRESHOLD: N_("measured without verdict: the policy sets no threshold"),
    ReasonCode.INTERVAL_CONTAINS_THRESHOLD: N_("the interval contains the threshold"),
    ReasonCode.INTERVAL_WITHIN: N_("the whole interval keeps to the threshold"),
    ReasonCode.INTERVAL_BEYOND: N_("the whole interval lies beyond the threshold"),
    ReasonCode.NEEDED_N_NOT_REACHABLE: N_("no number of rows would decide: the value lies at the threshold"),
    ReasonCode.ADDITIVITY_HELD: N_(
        "attributions add up to the output: largest deviation {deviation}, allowed {allowed}"
    ),
    ReasonCode.ADDITIVITY_BROKEN: N_(
        "attributions do not add up to the output: largest deviation {deviation}, allowed {allowed}"
    ),
    ReasonCode.ROWS_DROPPED: N_("{n} rows without {column} were left out"),
    ReasonCode.UPWARD_BIAS: N_(
        "the largest gap of {groups} groups overstates the true gap; with equal rates {expected} is expected"
    ),
    ReasonCode.RARE_CLASS: N_("class {label} has a share of {share}: accuracy says little about it"),
    ReasonCode.SAMPLED: N_("taken on a sample of {n} of {total} rows"),
    ReasonCode.GROUPS_EXCLUDED: N_("too small to be compared: {n} group(s) of {feature}"),
    ReasonCode.NO_FAVORABLE_CLASS: N_("not applicable: no favorable class is named"),
    ReasonCode.NOT_A_PROBABILITY: N_("not computable: the scores are not probabilities between 0 and 1"),
    ReasonCode.NOT_MEASURED: N_("the policy limits a measure that this check does not take: {measure}"),
    ReasonCode.WEIGHTED: N_("rows are weighted by {column}; intervals use the effective number of rows"),
    ReasonCode.MASKED_DISPARITY: N_(
        "masked disparity: the impact ratio of {feature} is {value}, "
        "beyond the threshold that each feature alone keeps"
    ),
    ReasonCode.RUN_FAILED: N_("the check stopped with an error: {error}"),
    ReasonCode.REFERENCE_UNKNOWN: N_(
        "not decidable: the chosen reference group “{group}” does not occur in {feature}"
    ),
    ReasonCode.REFERENCE_TOO_SMALL: N_(
        "not decidable: the chosen reference group “{group}” of {feature} has {n} rows, "
        "at least {minimum} are needed"
    ),
    ReasonCode.MEAN_NOT_POSITIVE: N_("ratio not computable: one of the two means is not above 0"),
    ReasonCode.NO_RATIO: N_("a ratio of this figure would say nothing"),
    ReasonCode.COUNTED: N_(
        "{column} holds whole numbers only and is read as counts: {cells} lines stand for {n} rows"
    ),
    ReasonCode.FAVORABLE_UNKNOWN: N_(
        "not applicable: the favorable class “{favorable}” does not occur in {column}"
    ),
    ReasonCode.CLASSES_DIFFER: N_("not applicable: {column} and the predictions have no class in common"),
    ReasonCode.NOT_A_FLAG: N_("not decidable: {column} holds other values than 0 and 1"),
    ReasonCode.LABELS_NOT_PAIRED: N_(
        "not applicable: {targets} columns with true labels and {predictions} with predicted ones "
        "cannot be paired"
    ),
    ReasonCode.RARE_LABEL: N_("label {label} is assigned in only {n} rows, a share of {share}"),
    ReasonCode.TOO_MANY_GROUPS: N_(
        "not decidable: {feature} was not compared, {n} groups are more than the {most} that can be read; "
        "form fewer groups"
    ),
    ReasonCode.TOO_FEW_ROWS: N_("not computable: at least two rows are needed"),
}


def label(value: StrEnum) -> str:
    """Return the English label, its id in the catalogue; unlabeled values stand for themselves."""
    return LABELS.get(type(value), {}).get(value.value, value.value)


def reason_text(reason: Reason) -> Message:
    """Return the sentence of a stored reason."""
    return Message(REASONS[reason.code], dict(reason.values))


LIKELIHOOD_STEPS: tuple[str, ...] = (
    N_("1 Rare"),
    N_("2 Unlikely"),
    N_("3 Possible"),
    N_("4 Likely"),
    N_("5 Very likely"),
)
"""The steps of the likelihood axis of scale "5x5-1", to be translated where they are shown."""
IMPACT_STEPS: tuple[str, ...] = (
    N_("1 Very low"),
    N_("2 Low"),
    N_("3 Moderate"),
    N_("4 Large"),
    N_("5 Very large"),
)
"""The steps of the impact axis; the number keeps "2 Low" (Niedrig) apart from the band "Low" (Gering)."""
