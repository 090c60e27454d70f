"""How does a verdict of the gate look to a program, in words of one language?"""

from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version

import msgspec

from core.audit import Checkpoint
from core.governance.gate import Demand, FileFacts, GateLine, GateVerdict, Outcome
from core.governance.gate_norms import NORMS
from core.ids import DecisionId, Digest, VersionId
from core.inventory import CutOff
from core.language import Translator
from core.risk import Band
from core.stages import Stage
from core.texts import Language

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NormText:
    """Where a demand comes from."""

    citation: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandText:
    """One demand with its state."""

    rule: str
    """Stable id, for example "gate.approval.lapsed.data"."""
    demand: Demand
    """What an exception from the policy would name."""
    title: str
    outcome: Outcome
    text: str
    next_step: str | None
    about: str | None
    """Id or digest of what it is about."""
    exception: str | None
    """Id of the signed exception that sets it aside."""
    norms: tuple[NormText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCondition:
    """A condition of the approval that is not met yet."""

    text: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDocument:
    """A verdict of the gate; schema 1."""

    schema: int = SCHEMA
    application: str
    language: Language
    passed: bool
    subject: str
    version: VersionId | None
    stage: Stage
    tier: Band | None
    file: FileFacts | None
    artifacts: tuple[Digest, ...]
    cut_off: CutOff | None
    decision: DecisionId | None
    expires: date | None
    conditions: tuple[OpenCondition, ...]
    policy: Digest | None
    checkpoint: Checkpoint | None
    certificate: Digest | None
    judged_at: datetime
    demands: tuple[DemandText, ...]
    remarks: tuple[str, ...]


def gate_document(verdict: GateVerdict, words: Translator) -> GateDocument:
    """Return the document of a verdict."""
    return GateDocument(
        application=application(),
        language=words.language,
        passed=verdict.passed,
        subject=verdict.subject,
        version=verdict.version,
        stage=verdict.stage,
        tier=verdict.tier,
        file=verdict.file,
        artifacts=verdict.artifacts,
        cut_off=verdict.cut_off,
        decision=verdict.decision,
        expires=verdict.expires,
        conditions=tuple(
            OpenCondition(text=words.text(item.text), due=item.due) for item in verdict.conditions
        ),
        policy=verdict.policy,
        checkpoint=verdict.checkpoint,
        certificate=verdict.certificate,
        judged_at=verdict.judged_at,
        demands=tuple(demand_text(line, words) for line in verdict.every_line),
        remarks=tuple(words.say(item) for item in verdict.remarks),
    )


def demand_text(line: GateLine, words: Translator) -> DemandText:
    """Return one line in words."""
    norms = (NormText(citation=item.citation, title=words.say(item.title)) for item in NORMS[line.demand])
    return DemandText(
        rule=line.rule,
        demand=line.demand,
        title=words.label(line.demand),
        outcome=line.outcome,
        text=words.say(line.said),
        next_step=None if line.step is None else words.say(line.step),
        about=line.about,
        exception=line.exception,
        norms=tuple(norms),
    )


def application() -> str:
    """Return name and version of the program."""
    return f"Prüfstein {version('pruefstein')}"


def gate_schema() -> dict[str, object]:
    """Return the JSON Schema of the document."""
    return msgspec.json.schema(GateDocument)
