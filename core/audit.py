"""What happened, in a chain that cannot be changed unnoticed?

The record and its hash are final (version 1): payload = RFC 8785 bytes of the event;
hash = SHA-256(0x00 || "pruefstein-audit-v1" || 0x00 || previous hash || SHA-256(payload)).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.ids import Digest, PersonId

VERSION = 1
GENESIS = bytes(32)
CHAIN_TAG = b"\x00pruefstein-audit-v1\x00"


class Action(StrEnum):
    """Everything that is recorded."""

    WORKSPACE_CREATED = "workspace.created"
    PERSON_ADDED = "person.added"
    PERSON_CHANGED = "person.changed"
    CERTIFICATE_INSTALLED = "person.certificate_installed"
    POLICY_ADOPTED = "policy.adopted"
    MODEL_REGISTERED = "model.registered"
    MODEL_CHANGED = "model.changed"
    VERSION_REGISTERED = "version.registered"
    VERSION_CHANGED = "version.changed"
    STATE_CHANGED = "version.state_changed"
    DATASET_REGISTERED = "dataset.registered"
    SENSITIVE_READ = "dataset.sensitive_read"
    SENSITIVE_EXPORT_REFUSED = "dataset.sensitive_export_refused"
    SENSITIVE_DELETED = "dataset.sensitive_deleted"
    RISK_ASSESSED = "risk.assessed"
    RISK_ACCEPTED = "risk.accepted"
    CHECKS_RUN = "checks.run"
    FINDING_PROPOSED = "finding.proposed"
    FINDING_RAISED = "finding.raised"
    FINDING_CONFIRMED = "finding.confirmed"
    FINDING_DISMISSED = "finding.dismissed"
    FINDING_CLOSED = "finding.closed"
    FINDING_ACCEPTED = "finding.accepted"
    DECISION_RECORDED = "decision.recorded"
    CONDITION_MET = "decision.condition_met"
    OPINION_WRITTEN = "opinion.written"
    OPINION_PROMOTED = "opinion.promoted"
    EXTERNAL_ALLOWED = "external.allowed"
    EXTERNAL_WITHDRAWN = "external.withdrawn"
    USE_CASE_RECORDED = "use_case.recorded"
    VENDOR_RECORDED = "vendor.recorded"
    DOCUMENT_FILED = "document.filed"
    DOCUMENT_CHANGED = "document.changed"
    DESIGN_RECORDED = "design.recorded"
    REPRODUCTION_RUN = "reproduction.run"
    DEPLOYMENT_RECORDED = "deployment.recorded"
    CONTINGENCY_RECORDED = "contingency.recorded"
    INCIDENT_REPORTED = "incident.reported"
    INCIDENT_CHANGED = "incident.changed"
    DETERMINED = "determination.recorded"
    DETERMINATION_WITHDRAWN = "determination.withdrawn"
    SCALE_ADOPTED = "scale.adopted"
    EVIDENCE_REQUESTED = "request.sent"
    REQUEST_CHANGED = "request.changed"
    CAMPAIGN_OPENED = "campaign.opened"
    CAMPAIGN_CHANGED = "campaign.changed"
    ATTESTED = "attestation.recorded"
    CHALLENGE_RECORDED = "challenge.recorded"
    CHALLENGE_CHANGED = "challenge.changed"
    CERTIFICATE_ISSUED = "certificate.issued"
    MONITOR_SET_UP = "monitor.set_up"
    MONITOR_RUN = "monitor.run"
    REGISTER_IMPORTED = "register.imported"
    FINDING_CHANGED = "finding.changed"
    FINDING_REMEDIED = "finding.remedied"
    FINDING_REOPENED = "finding.reopened"
    CONDITION_PROVED = "decision.condition_proved"
    REPORT_ISSUED = "report.issued"
    TEXT_ERASED = "text.erased"


SENSITIVE_ACTIONS = frozenset(
    {Action.SENSITIVE_READ, Action.SENSITIVE_EXPORT_REFUSED, Action.SENSITIVE_DELETED}
)
"""Events that document who used columns kept for bias tests only."""


class ObjectKind(StrEnum):
    """What an event is about; also the aggregates of the store."""

    WORKSPACE = "workspace"
    PERSON = "person"
    POLICY = "policy"
    MODEL = "model"
    VERSION = "version"
    DATASET = "dataset"
    ASSESSMENT = "assessment"
    RUN = "run"
    FINDING = "finding"
    DECISION = "decision"
    REPORT = "report"
    OPINION = "opinion"
    EXTERNAL = "external"
    USE_CASE = "use_case"
    VENDOR = "vendor"
    DOCUMENT = "document"
    DESIGN = "design"
    REPRODUCTION = "reproduction"
    DEPLOYMENT = "deployment"
    CONTINGENCY = "contingency"
    INCIDENT = "incident"
    DETERMINATION = "determination"
    SCALE = "scale"
    REQUEST = "request"
    CAMPAIGN = "campaign"
    ATTESTATION = "attestation"
    CHALLENGE = "challenge"
    CERTIFICATE = "certificate"
    MONITOR = "monitor"
    OBSERVATION = "observation"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRef:
    """The object an event is about."""

    kind: ObjectKind
    id: str
    tx: str
    """Joins the events of one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectState:
    """An object before or after an event."""

    digest: Digest
    """SHA-256 of the object's stored document."""
    fields: dict[str, object]
    """Old or new values of the top-level fields that changed; free text as {"text": salted digest}.

    Empty when the object is new: the document itself is its value.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One line of the trail."""

    v: int
    db: str
    """Random id of the workspace, so that events cannot be carried to another one."""
    seq: int
    """1, 2, 3, ... without a gap; the order comes from here, never from the clock."""
    ts: str
    """Wall clock in UTC."""
    actor: PersonId
    key: str
    """Public ledger key that signed the event's hash, raw Ed25519, hexadecimal."""
    action: Action
    object: ObjectRef
    before: ObjectState | None
    after: ObjectState | None
    reason: str | None
    """Salted digest of the reason's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of the trail at one moment, printed in reports as a witness."""

    db: str
    size: int
    """Number of events."""
    head: Digest
    """Hash of the last event."""
    root: Digest
    """RFC 6962 Merkle root over the event hashes."""
    ts: str


def event_hash(previous: bytes, payload: bytes) -> bytes:
    """Return the chain hash (32 bytes) of an event's payload bytes after the previous hash."""
    return hashlib.sha256(CHAIN_TAG + previous + hashlib.sha256(payload).digest()).digest()


class Merkle:
    """A growing RFC 6962 tree: leaf SHA-256(0x00 || event hash), node SHA-256(0x01 || left || right)."""

    def __init__(self) -> None:
        """Start empty."""
        self.size = 0
        self._stack: list[tuple[int, bytes]] = []

    def append(self, item: bytes) -> None:
        """Add the next event hash."""
        height, node = 0, hashlib.sha256(b"\x00" + item).digest()
        while self._stack and self._stack[-1][0] == height:
            node = hashlib.sha256(b"\x01" + self._stack.pop()[1] + node).digest()
            height += 1
        self._stack.append((height, node))
        self.size += 1

    @property
    def stack(self) -> list[tuple[int, bytes]]:
        """Return the complete subtrees so far, as height and root, the highest first."""
        return list(self._stack)

    def extend(self, height: int, node: bytes) -> None:
        """Add the root of a complete subtree; `ValueError` unless it can stand there."""
        if self.size % (1 << height):
            raise ValueError("a subtree can only follow whole subtrees of its height")
        self.size += 1 << height
        while self._stack and self._stack[-1][0] == height:
            node = hashlib.sha256(b"\x01" + self._stack.pop()[1] + node).digest()
            height += 1
        self._stack.append((height, node))

    def copy(self) -> "Merkle":
        """Return a tree that grows on its own from here."""
        other = Merkle()
        other.size, other._stack = self.size, list(self._stack)
        return other

    def root(self) -> bytes:
        """Return the root over everything added so far."""
        if not self._stack:
            return hashlib.sha256(b"").digest()
        node = self._stack[-1][1]
        for _, left in reversed(self._stack[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node


def merkle_root(hashes: Iterable[bytes]) -> bytes:
    """Return the RFC 6962 root over event hashes."""
    tree = Merkle()
    for item in hashes:
        tree.append(item)
    return tree.root()


class Problem(StrEnum):
    """What a verification of the trail can find."""

    GAP = "gap"
    PAYLOAD_NOT_CANONICAL = "payload_not_canonical"
    CHAIN_BROKEN = "chain_broken"
    OTHER_WORKSPACE = "other_workspace"
    SIGNATURE_INVALID = "signature_invalid"
    KEY_UNKNOWN = "key_unknown"
    KEY_SHARED = "key_shared"
    """Two persons have the same key, so that nobody can tell who acted or signed."""
    CLOCK_SET_BACK = "clock_set_back"
    COLUMNS_DIFFER = "columns_differ"
    OBJECT_CHANGED = "object_changed"
    OBJECT_MISSING = "object_missing"
    OBJECT_NOT_RECORDED = "object_not_recorded"
    TEXT_CHANGED = "text_changed"
    ARTIFACT_CHANGED = "artifact_changed"
    ARTIFACT_MISSING = "artifact_missing"
    CHECKPOINT_DIFFERS = "checkpoint_differs"
    REPORT_CHANGED = "report_changed"
    OUTCOME_CONTRADICTED = "outcome_contradicted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailProblem:
    """One place where the trail, the objects or the files do not agree."""

    problem: Problem
    seq: int | None = None
    object: str | None = None
    """For example "version MOD-0001@2"."""


class Depth(StrEnum):
    """How much of a workspace a verification looks at."""

    CHAIN = "chain"
    """Numbers and hashes of all events, the last signature, and the checkpoints of the filed reports."""
    RECORDS = "records"
    """And what each event says, with all records, texts and files."""
    SIGNATURES = "signatures"
    """And the signature of each event, the lists, and the pages of the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailState:
    """The outcome of a verification."""

    checkpoint: Checkpoint | None
    """None when there is no event."""
    problems: tuple[TrailProblem, ...]
    signatures_checked: int
    depth: Depth
    """How much was looked at: nothing is said about the rest."""

    @property
    def intact(self) -> bool:
        """Tell whether nothing was found, as deep as was looked."""
        return self.checkpoint is not None and not self.problems
