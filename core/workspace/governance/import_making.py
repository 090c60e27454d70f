"""How do the rows of a register become models: many at a time, each under every guard, with its own event?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.register import Place, field_of
from core.governance.register.importing import RowAction
from core.governance.register.imports import ImportedRow, RowPlan
from core.ids import ModelId, PersonId
from core.inventory import Model, ModelVersion
from core.messages import message
from core.people import Person
from core.progress import Progress
from core.store.aggregates import T
from core.store.transaction import Transaction
from core.workspace.governance.import_planning import Scene, blank, filled
from core.workspace.governance.register_guards import check_hand_over, check_result, field_refusal

_TOGETHER = 250
"""Rows that are written at a time; between them is said how far it is, and heard whether to stop."""
MADE = frozenset({RowAction.NEW, RowAction.CHANGE})


class Inside:
    """Answers as the transaction does, and asks it for each person once: an import changes no person.

    Models that were made and are not written yet are known as well.
    """

    def __init__(self, step: Transaction) -> None:
        """Know nothing yet."""
        self._step = step
        self._people: dict[str, Person | None] = {}
        self.made: dict[str, Model] = {}

    def today(self) -> date:
        """Return the day by the clock of the workspace."""
        return self._step.today()

    def get(self, kind: type[T], identity: str) -> T | None:
        """Return one value, or None."""
        if kind is Model and identity in self.made:
            return cast("T", self.made[identity])
        if kind is not Person:
            return self._step.get(kind, identity)
        if identity not in self._people:
            self._people[identity] = self._step.get(Person, identity)
        return cast("T | None", self._people[identity])

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Return every value that is written, oldest first."""
        return self._step.all(kind)

    def select(self, kind: type[T], **columns: str) -> tuple[T, ...]:
        """Return the written values whose projection columns hold the given contents, oldest first."""
        return self._step.select(kind, **columns)


class RowMaking:
    """Makes and changes models row by row inside one transaction."""

    def __init__(self, step: Transaction, person: Person, scene: Scene) -> None:
        """Act for a person on what the inventory holds inside the transaction."""
        self._step, self._person, self._scene = step, person, scene
        self._inside = Inside(step)

    def all(self, rows: Sequence[RowPlan], progress: Progress) -> tuple[ImportedRow, ...]:
        """Do what was planned; raises `UserError` if that is nothing, and what the guards raise."""
        if not any(row.action in MADE for row in rows):
            raise UserError(message("This changes nothing: the register says so already."))
        fresh = sum(row.action is RowAction.NEW for row in rows)
        ids = iter(self._step.new_ids(Model, fresh)) if fresh else iter(())
        done: list[ImportedRow] = []
        for at in range(0, len(rows), _TOGETHER):
            progress(at / len(rows), message("Row {n} of {count}", n=at, count=len(rows)))
            done.extend(self._together(rows[at : at + _TOGETHER], ids))
        return tuple(done)

    def _together(self, rows: Sequence[RowPlan], ids: Iterator[str]) -> list[ImportedRow]:
        changes: dict[ModelId, tuple[Model, Action]] = {}
        done = []
        for row in rows:
            model = ModelId(next(ids)) if row.action is RowAction.NEW else row.model
            if row.action in MADE and model is not None:
                if model in changes:
                    self._step.put_all(changes.values())
                    changes.clear()
                made = self._new(row, model) if row.action is RowAction.NEW else self._changed(row, model)
                self._inside.made[model] = made
                changes[model] = (made, _ACTIONS[row.action])
            problems = tuple(problem.field for problem in row.problems)
            done.append(ImportedRow(number=row.number, action=row.action, model=model, problems=problems))
        self._step.put_all(changes.values())
        return done

    def _new(self, row: RowPlan, model: ModelId) -> Model:
        made, _, _ = filled(blank(self._scene, model), dict(row.entries), self._scene)
        for key, _raw in row.entries:
            refusal = (
                field_refusal(self._person, field_of(key)) if field_of(key).place is Place.DUTY else None
            )
            if refusal is not None:
                raise NotAllowedError(refusal)
        nobody = replace(made, owner=PersonId(""), duties=(), dependencies=())
        check_result(self._inside, nobody, made, ())
        return made

    def _changed(self, row: RowPlan, model: ModelId) -> Model:
        before = self._inside.made.get(model, self._scene.models[model])
        for difference in row.differences:
            check_hand_over(self._person, difference.field, before)
            refusal = field_refusal(self._person, difference.field)
            if refusal is not None:
                raise NotAllowedError(refusal)
        after, _, _ = filled(before, dict(row.entries), self._scene)
        judged = (before.owner, before.duties) != (after.owner, after.duties)
        check_result(self._inside, before, after, self._developers(model) if judged else ())
        return after

    def _developers(self, model: ModelId) -> tuple[PersonId, ...]:
        return tuple(version.developer for version in self._step.select(ModelVersion, model=model))


_ACTIONS = {RowAction.NEW: Action.MODEL_REGISTERED, RowAction.CHANGE: Action.MODEL_CHANGED}
