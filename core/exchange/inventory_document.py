"""How does the inventory, or one model of it, look to a program?"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import msgspec

from core.audit import Checkpoint
from core.decisions import Decision
from core.exchange.register_writing import unwritable
from core.findings import Finding
from core.governance.challenges import Challenge
from core.governance.contingency import Contingency
from core.governance.deployments import Deployment
from core.governance.design import DesignRecord
from core.governance.determinations import Determination
from core.governance.documents import Document
from core.governance.incidents import Incident
from core.governance.register import Origin
from core.governance.use_cases import UseCase
from core.governance.vendors import Vendor
from core.ids import DatasetId, Digest, PersonId, RunId, VersionId
from core.inventory import Dataset, Model, ModelVersion
from core.results import ResultHead, RunState
from core.risk import RiskAssessment
from core.texts import Language

SCHEMA = 1
_PERSON = re.compile(rb'"(P-[A-Za-z0-9]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldText:
    """One field of the register as it is shown, in the language of the document."""

    key: str
    origin: Origin
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One run of checks with a verdict for each, without its figures."""

    id: RunId
    version: VersionId
    dataset: DatasetId
    state: RunState
    results: tuple[ResultHead, ...]
    result_digest: Digest
    run_by: PersonId
    finished_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDocument:
    """One version with everything that is recorded about it."""

    version: ModelVersion
    design: DesignRecord | None
    assessments: tuple[RiskAssessment, ...]
    runs: tuple[RunSummary, ...]
    """The newest run for each data set."""
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]
    deployments: tuple[Deployment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDocument:
    """One model with its versions."""

    model: Model
    fields: tuple[FieldText, ...]
    """Those that say something, entered or derived."""
    versions: tuple[VersionDocument, ...]
    determinations: tuple[Determination, ...]
    incidents: tuple[Incident, ...]
    contingency: tuple[Contingency, ...]
    challenges: tuple[Challenge, ...]
    documents: tuple[Document, ...]
    """By their digests; the files themselves are not part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryDocument:
    """The inventory at one place of the audit trail; schema 1."""

    schema: int = SCHEMA
    application: str
    language: Language
    workspace: str
    """Random id of the workspace."""
    exported_at: datetime
    checkpoint: Checkpoint | None
    """How far the audit trail went."""
    policy: Digest
    whole: bool
    """False: only the models that were asked for."""
    use_cases: tuple[UseCase, ...]
    vendors: tuple[Vendor, ...]
    datasets: tuple[Dataset, ...]
    """Descriptions; no rows."""
    models: tuple[ModelDocument, ...] = ()
    people: Mapping[PersonId, str] = field(default_factory=dict)
    """Names of the persons that are named by id anywhere above."""


def inventory_schema() -> dict[str, object]:
    """Return the JSON Schema of the document."""
    return msgspec.json.schema(InventoryDocument)


def write_inventory(
    path: Path, head: InventoryDocument, models: Iterable[ModelDocument], names: Mapping[PersonId, str]
) -> int:
    """Write the document, one model a line; the file is there as a whole or not at all.

    Returns the number of models; raises `UserError` when it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        count = _write(part, replace(head, models=(), people={}), models, names)
        os.replace(part, path)  # noqa: PTH105 (the one call that replaces on every system)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise unwritable(path, error) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def _write(
    path: Path, head: InventoryDocument, models: Iterable[ModelDocument], names: Mapping[PersonId, str]
) -> int:
    encoder, count = msgspec.json.Encoder(order="deterministic"), 0
    shell = msgspec.to_builtins(head)
    del shell["models"], shell["people"]
    first = encoder.encode(shell)
    named = set(_PERSON.findall(first))
    with path.open("wb") as file:
        file.write(first[:-1] + b',"models":[')
        for count, model in enumerate(models, 1):
            line = encoder.encode(model)
            named |= set(_PERSON.findall(line))
            file.write((b",\n" if count > 1 else b"\n") + line)
        known = {key: name for key, name in names.items() if key.encode() in named}
        file.write(b'\n],"people":' + encoder.encode(known) + b"}\n")
        file.flush()
        os.fsync(file.fileno())
    return count
