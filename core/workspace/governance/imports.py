"""How does a register that somebody kept in a spreadsheet become part of the inventory?"""

from dataclasses import dataclass, replace
from pathlib import Path

from core.audit import Action
from core.errors import ConflictError, NotAllowedError, UserError
from core.exchange.register_sheet import KnownWords, RegisterSheet, read_register
from core.governance.register import FieldKey, Place, field_of, fields
from core.governance.register.importing import ColumnMatch, Matched, RowAction, known_heads, plain, propose
from core.governance.register.imports import (
    ImportedRow,
    ImportPlan,
    ImportTerms,
    RegisterImport,
    RowPlan,
)
from core.ids import Digest, ImportId, ModelId, PersonId
from core.inventory import Model, ModelVersion
from core.language import Translator
from core.messages import Message, message
from core.people import Permission, Person
from core.store.transaction import Transaction
from core.texts import Language, Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.import_planning import (
    Scene,
    blank,
    comparable,
    filled,
    lost_columns,
    planned,
)
from core.workspace.governance.register_guards import (
    check_hand_over,
    check_result,
    field_refusal,
)
from core.workspace.lookup import Reader, active_person, require_text
from core.workspace.session import Session

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

    def plan(self, looked: Looked, terms: ImportTerms) -> ImportPlan:
        """Return what would become of each row under the terms; changes nothing."""
        _check_columns(terms.columns)
        return ImportPlan(
            source=looked.source,
            file_name=looked.path.name,
            sheet=looked.sheet.sheet,
            terms=terms,
            rows=planned(looked.sheet, self._scene(self._desk.store, terms)),
            lost=lost_columns(looked.sheet, terms),
        )

    def run(
        self, session: Session, looked: Looked, plan: ImportPlan, reason: Text
    ) -> tuple[RegisterImport, Changes]:
        """Make an import as it was shown: all rows or none, in one step; the file is kept.

        Raises `UserError` while rows wait for a decision, `ConflictError` when file or inventory are no
        longer as they were when the plan was made.
        """
        session.require(Permission.REGISTER)
        require_text(reason, message("The reason is missing. Write why the register is taken over."))
        if plan.count(RowAction.DECIDE):
            raise UserError(
                message(
                    "{n} rows may be models that are there already. Nothing was taken over. Decide on each.",
                    n=plan.count(RowAction.DECIDE),
                )
            )
        source = self._desk.files.add(looked.path)
        if source != plan.source or looked.source != plan.source:
            raise ConflictError(
                message("The file was changed since the preview. Nothing was taken over. Look at it again.")
            )
        with self._desk.store.transaction(session, reason) as step:
            active_person(step, plan.terms.owner)
            scene = self._scene(step, plan.terms)
            now = planned(looked.sheet, scene)
            if comparable(now) != comparable(plan.rows):
                raise ConflictError(
                    message(
                        "The inventory was changed since the preview. Nothing was taken over. "
                        "Make the preview again."
                    )
                )
            rows = tuple(self._made(step, session.person, row, scene) for row in now)
            if not any(row.action in {RowAction.NEW, RowAction.CHANGE} for row in rows):
                raise UserError(message("This changes nothing: the register says so already."))
            done = self._record(step, session, plan, rows, reason)
            step.put(done, Action.REGISTER_IMPORTED)
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

    def _made(self, step: Transaction, person: Person, row: RowPlan, scene: Scene) -> ImportedRow:
        done = ImportedRow(
            number=row.number,
            action=row.action,
            model=row.model,
            problems=tuple(problem.field for problem in row.problems),
        )
        if row.action is RowAction.NEW:
            model = ModelId(step.new_id(Model))
            made, _, _ = filled(blank(scene, model), dict(row.entries), scene)
            _check_new(step, person, row, made)
            step.put(made, Action.MODEL_REGISTERED)
            return replace(done, model=model)
        if row.action is RowAction.CHANGE and row.model is not None:
            before = scene.models[row.model]
            _require_fields(person, row, before)
            after, _, _ = filled(before, dict(row.entries), scene)
            check_result(step, before, after, _developers(step, row.model))
            step.put(after, Action.MODEL_CHANGED)
        return done

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


def _check_new(step: Transaction, person: Person, row: RowPlan, made: Model) -> None:
    """Raise unless the person may say what a new row says, and the model can stand."""
    for key, _raw in row.entries:
        refusal = field_refusal(person, field_of(key)) if field_of(key).place is Place.DUTY else None
        if refusal is not None:
            raise NotAllowedError(refusal)
    nobody = replace(made, owner=PersonId(""), duties=(), dependencies=())
    check_result(step, nobody, made, ())


def _require_fields(person: Person, row: RowPlan, before: Model) -> None:
    for difference in row.differences:
        check_hand_over(person, difference.field, before)
        refusal = field_refusal(person, difference.field)
        if refusal is not None:
            raise NotAllowedError(refusal)


def _developers(step: Transaction, model: ModelId) -> tuple[PersonId, ...]:
    return tuple(version.developer for version in step.select(ModelVersion, model=model))
