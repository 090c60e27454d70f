"""How does a register that somebody kept in a spreadsheet become part of the inventory?"""

from dataclasses import dataclass
from pathlib import Path

from core.audit import Action
from core.errors import ConflictError, UserError
from core.exchange.register_sheet import KnownWords, RegisterSheet, read_register
from core.governance.documents import safe_file_name
from core.governance.register import FieldKey, field_of, fields
from core.governance.register.importing import ColumnMatch, Matched, RowAction, known_heads, plain, propose
from core.governance.register.imports import (
    ImportedRow,
    ImportMapping,
    ImportPlan,
    ImportTerms,
    RegisterImport,
)
from core.ids import Digest, ImportId
from core.inventory import Model
from core.language import Translator
from core.messages import Message, message
from core.people import Permission, Person
from core.progress import SILENT, Part, Progress
from core.store.transaction import Transaction
from core.texts import Language, Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.import_making import RowMaking
from core.workspace.governance.import_planning import Scene, comparable, lost_columns, planned
from core.workspace.lookup import Reader, active_person, require_text
from core.workspace.session import Session
from core.workspace.tables import copied_out, verified

_TOUCHED = Changes.INVENTORY | Changes.ESTATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A register as found, with a field proposed for each column."""

    sheet: RegisterSheet
    columns: tuple[ColumnMatch, ...]
    source: Digest
    path: Path

    @property
    def notes(self) -> tuple[Message, ...]:
        """Return what is odd about the file."""
        return self.sheet.notes


class Imports:
    """Imports of registers."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[RegisterImport, ...]:
        """Return every import that was made, newest first."""
        return self._desk.store.all(RegisterImport)[::-1]

    def mappings(self) -> tuple[ImportMapping, ...]:
        """Return the columns of every import of a register, newest first; its rows are not read."""
        found = self._desk.store.headings(RegisterImport, ImportMapping)
        return tuple(item for item in found[::-1] if item.columns)

    def one(self, identity: ImportId) -> RegisterImport:
        """Return an import that was made; raises `UserError` if there is none."""
        found = self._desk.store.get(RegisterImport, identity)
        if found is None:
            raise UserError(message("There is no import {id}. Choose one from the list.", id=identity))
        return found

    def save_copy(self, identity: ImportId, folder: Path) -> Path:
        """Write what was read into a folder, unchanged, and return its path; replaces nothing.

        Of a registry of MLflow that is what it said, as JSON.
        """
        found = self.one(identity)
        name = safe_file_name(found.file_name.name())
        target = folder / (name if found.columns else f"{name}.json")
        return copied_out(verified(self._desk, found.source), target)

    def look(self, path: Path, *, sheet: str | None = None) -> Looked:
        """Read a register and propose a field for each column; changes nothing.

        Raises `UserError` for a file that is damaged, too large, or holds no table.
        """
        from core.data.digest import file_digest

        labels = field_words()
        known = known_heads(labels)
        keys = frozenset(str(field.key) for field in fields())
        words = KnownWords(known=lambda text: plain(text) in known, keys=keys)
        found = read_register(path, words, sheet=sheet)
        return Looked(sheet=found, columns=propose(found.heads, labels), source=file_digest(path), path=path)

    def plan(self, looked: Looked, terms: ImportTerms, progress: Progress = SILENT) -> ImportPlan:
        """Return what would become of each row under the terms; changes nothing."""
        _check_columns(terms.columns)
        return ImportPlan(
            source=looked.source,
            file_name=looked.path.name,
            sheet=looked.sheet.sheet,
            terms=terms,
            rows=planned(looked.sheet, self._scene(self._desk.store, terms), progress),
            lost=lost_columns(looked.sheet, terms),
        )

    def run(
        self,
        session: Session,
        looked: Looked,
        plan: ImportPlan,
        reason: Text,
        progress: Progress = SILENT,
    ) -> tuple[RegisterImport, Changes]:
        """Make an import as it was shown: all rows or none, in one step; the file is kept.

        Raises `UserError` while rows wait for a decision, `ConflictError` when file or inventory are no
        longer as they were when the plan was made, `CancelledError` when somebody stopped it: nothing is
        taken over then.
        """
        session.require(Permission.REGISTER)
        _check_ready(plan, reason)
        source = self._desk.files.add(looked.path)
        if source != plan.source or looked.source != plan.source:
            raise ConflictError(
                message("The file was changed since the preview. Nothing was taken over. Look at it again.")
            )
        with self._desk.store.transaction(session, reason) as step:
            active_person(step, plan.terms.owner)
            scene = self._scene(step, plan.terms)
            now = planned(looked.sheet, scene, Part(progress, 0.0, 0.25))
            if comparable(now) != comparable(plan.rows):
                raise ConflictError(
                    message(
                        "The inventory was changed since the preview. Nothing was taken over. "
                        "Make the preview again."
                    )
                )
            making = RowMaking(step, session.person, scene)
            done = self._record(step, session, plan, making.all(now, Part(progress, 0.25, 0.85)), reason)
            step.put(done, Action.REGISTER_IMPORTED)
            progress(0.85, message("Writing the list of models"))
        return done, _TOUCHED

    def _scene(self, reader: Reader, terms: ImportTerms) -> Scene:
        return Scene(
            reader=reader,
            terms=terms,
            people=reader.all(Person),
            models={model.id: model for model in reader.all(Model)},
            now=self._desk.clock(),
            policy=self._desk.policy,
        )

    def _record(
        self,
        step: Transaction,
        session: Session,
        plan: ImportPlan,
        rows: tuple[ImportedRow, ...],
        reason: Text,
    ) -> RegisterImport:
        return RegisterImport(
            id=ImportId(step.new_id(RegisterImport)),
            file_name=Text(plan.file_name, plan.terms.language),
            source=plan.source,
            sheet=plan.sheet,
            columns=plan.terms.columns,
            rows=rows,
            reason=reason,
            imported_by=session.person.id,
            imported_at=self._desk.clock(),
        )


def field_words() -> dict[FieldKey, tuple[str, ...]]:
    """Return what each field is called in every language of the application."""
    speaking = tuple(Translator(language) for language in Language)
    return {field.key: tuple(words.tr(field.label) for words in speaking) for field in fields()}


def with_columns(
    columns: tuple[ColumnMatch, ...], chosen: dict[str, FieldKey | None]
) -> tuple[ColumnMatch, ...]:
    """Return the columns with what a person chose for some of them."""
    return tuple(
        ColumnMatch(head=item.head, field=chosen[item.head], how=Matched.CHOSEN)
        if item.head in chosen
        else item
        for item in columns
    )


def _check_columns(columns: tuple[ColumnMatch, ...]) -> None:
    used: dict[FieldKey, str] = {}
    for match in columns:
        if match.field is None:
            continue
        field = field_of(match.field)
        if match.field in used:
            raise UserError(
                message(
                    "“{first}” and “{second}” are both taken for “{field}”. Nothing was changed. "
                    "Choose one of them.",
                    first=used[match.field],
                    second=match.head,
                    field=Message(field.label),
                )
            )
        used[match.field] = match.head


def _check_ready(plan: ImportPlan, reason: Text) -> None:
    require_text(reason, message("The reason is missing. Write why the register is taken over."))
    if plan.count(RowAction.DECIDE):
        raise UserError(
            message(
                "{n} rows may be models that are there already. Nothing was taken over. Decide on each.",
                n=plan.count(RowAction.DECIDE),
            )
        )
