"""How does the inventory leave the workspace, as a spreadsheet to be edited or as JSON?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from core.decisions import Decision
from core.errors import UserError
from core.exchange.gate_document import application
from core.exchange.inventory_document import (
    FieldText,
    InventoryDocument,
    ModelDocument,
    RunSummary,
    VersionDocument,
    write_inventory,
)
from core.exchange.register_writing import write_register
from core.findings import Finding
from core.governance.challenges import Challenge
from core.governance.contingency import Contingency
from core.governance.deployments import Deployment
from core.governance.design import DesignRecord
from core.governance.determinations import Determination
from core.governance.documents import Document
from core.governance.incidents import Incident
from core.governance.register import Origin, RecordFacts, fields, value_of
from core.governance.use_cases import UseCase
from core.governance.vendors import Vendor
from core.ids import ModelId
from core.inventory import Dataset, ModelVersion
from core.language import Translator
from core.messages import message
from core.people import Person
from core.progress import SILENT, Progress
from core.register_words import say_value
from core.results import CheckRun
from core.risk import RiskAssessment
from core.store import Store
from core.workspace.desk import Desk
from core.workspace.governance.records import facts_of_all, facts_of_model
from core.workspace.governance.register_export import register_table

TABLES = frozenset({".xlsx", ".csv"})


class Exports:
    """Files made of the inventory; nothing of the workspace is changed."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def register(self, path: Path, words: Translator, progress: Progress = SILENT) -> int:
        """Write the register as XLSX or CSV, to be edited and imported again; return the number of models.

        Raises `UserError` for another ending, a place inside the workspace, or one that cannot be written.
        """
        if path.suffix.casefold() not in TABLES:
            raise UserError(
                message("“{name}” names no spreadsheet. Let it end in .xlsx or .csv.", name=path.name)
            )
        self._outside(path)
        progress(0.1, message("Reading the records"))
        facts = facts_of_all(self._desk.store, self._desk.policy)
        progress(0.5, message("Writing the file"))
        write_register(path, register_table(facts, self._desk.store.all(Person), words))
        return len(facts)

    def inventory(
        self,
        path: Path,
        words: Translator,
        models: Sequence[ModelId] | None = None,
        progress: Progress = SILENT,
    ) -> int:
        """Write models, or all of them, as JSON after the published schema; return their number.

        Raises `UserError` for an unknown model, a place inside the workspace, or one that cannot be written.
        """
        self._outside(path)
        progress(0.1, message("Reading the records"))
        store, policy = self._desk.store, self._desk.policy
        if models is None:
            facts = facts_of_all(store, policy)
        else:
            facts = tuple(facts_of_model(store, model, policy) for model in dict.fromkeys(models))
        progress(0.5, message("Writing the file"))
        people = {person.id: person.name.name() for person in store.all(Person)}
        head = self._head(facts, words, whole=models is None)
        return write_inventory(path, head, self._models(facts, words), people)

    def _head(self, facts: Sequence[RecordFacts], words: Translator, *, whole: bool) -> InventoryDocument:
        store = self._desk.store
        used = {item.model.use_case for item in facts} | {item.model.vendor_record for item in facts}
        data = {name for item in facts for version in item.versions for name in version.datasets}
        return InventoryDocument(
            application=application(),
            language=words.language,
            workspace=store.id,
            exported_at=self._desk.clock(),
            checkpoint=store.checkpoint(),
            policy=self._desk.policy_digest,
            whole=whole,
            use_cases=tuple(item for item in store.all(UseCase) if whole or item.id in used),
            vendors=tuple(item for item in store.all(Vendor) if whole or item.id in used),
            datasets=tuple(item for item in store.all(Dataset) if whole or item.id in data),
        )

    def _models(self, facts: Sequence[RecordFacts], words: Translator) -> Iterator[ModelDocument]:
        shelf = _Shelf.of(self._desk.store)
        for item in facts:
            yield shelf.model(item, words)

    def _outside(self, path: Path) -> None:
        """Refuse to write among the files of the workspace."""
        if self._desk.folder.resolve() in path.resolve().parents:
            raise UserError(
                message(
                    "“{name}” would lie inside the workspace. Nothing was exported. Choose another folder.",
                    name=path.name,
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """The records of all models by what they belong to."""

    designs: dict[str, DesignRecord]
    assessments: dict[str, list[RiskAssessment]]
    runs: dict[str, list[RunSummary]]
    deployments: dict[str, list[Deployment]]
    determinations: dict[str, list[Determination]]
    incidents: dict[str, list[Incident]]
    plans: dict[str, list[Contingency]]
    challenges: dict[str, list[Challenge]]
    documents: dict[str, list[Document]]

    @classmethod
    def of(cls, store: Store) -> "_Shelf":
        """Read everything once."""
        heads = store.newest_heads(CheckRun, RunSummary, per=("version", "dataset"))
        return cls(
            designs={item.version: item for item in store.all(DesignRecord)},
            assessments=_by((item.version, item) for item in store.all(RiskAssessment)),
            runs=_by((item.version, item) for item in heads),
            deployments=_by((item.version, item) for item in store.all(Deployment)),
            determinations=_by((item.model, item) for item in store.all(Determination)),
            incidents=_by((item.model, item) for item in store.all(Incident)),
            plans=_by((item.model, item) for item in store.all(Contingency)),
            challenges=_by((item.model, item) for item in store.all(Challenge)),
            documents=_by((str(item.subject), item) for item in store.all(Document)),
        )

    def model(self, facts: RecordFacts, words: Translator) -> ModelDocument:
        """Return one model."""
        identity = facts.model.id
        about = (identity, *(version.id for version in facts.versions))
        return ModelDocument(
            model=facts.model,
            fields=tuple(_texts(facts, words)),
            versions=tuple(self._version(version, facts) for version in facts.versions),
            determinations=tuple(self.determinations.get(identity, ())),
            incidents=tuple(self.incidents.get(identity, ())),
            contingency=tuple(self.plans.get(identity, ())),
            challenges=tuple(self.challenges.get(identity, ())),
            documents=tuple(item for one in about for item in self.documents.get(one, ())),
        )

    def _version(self, version: ModelVersion, facts: RecordFacts) -> VersionDocument:
        return VersionDocument(
            version=version,
            design=self.designs.get(version.id),
            assessments=tuple(self.assessments.get(version.id, ())),
            runs=tuple(self.runs.get(version.id, ())),
            findings=_on(version, facts.findings),
            decisions=_on(version, facts.decisions),
            deployments=tuple(self.deployments.get(version.id, ())),
        )


V = TypeVar("V")
D = TypeVar("D", Finding, Decision)


def _by(pairs: Iterator[tuple[str | None, V]]) -> dict[str, list[V]]:
    found: dict[str, list[V]] = {}
    for key, value in pairs:
        if key is not None:
            found.setdefault(key, []).append(value)
    return found


def _on(version: ModelVersion, records: Sequence[D]) -> tuple[D, ...]:
    return tuple(item for item in records if item.version == version.id)


def _texts(facts: RecordFacts, words: Translator) -> Iterator[FieldText]:
    for field in fields():
        value = value_of(field, facts)
        if value.origin not in {Origin.MISSING, Origin.OTHER_KIND}:
            yield FieldText(key=field.key, origin=value.origin, value=say_value(words, value))
