"""Which use cases are there, and which models serve them?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.use_cases import UseCase, UseCaseStatus, worst
from core.ids import ModelId, PersonId, UseCaseId
from core.inventory import OPERATING, Model, ModelVersion
from core.messages import message
from core.people import Permission
from core.risk import Band
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.tiers import tiers_of
from core.workspace.lookup import Reader, active_person, require_one_of, require_text, the_model
from core.workspace.session import Session

MAY_RECORD = (Permission.REGISTER, Permission.DECIDE)
_TOUCHED = Changes.ESTATE | Changes.INVENTORY


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUseCase:
    """What is stated about a use case."""

    name: Text
    goal: Text
    decision: Text
    affected: Text | None = None
    owner: PersonId
    business_area: Text
    status: UseCaseStatus = UseCaseStatus.PLANNED
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCaseLine:
    """A use case with its models and its risk."""

    use_case: UseCase
    models: tuple[Model, ...]
    risk: Band | None
    """Tier of its riskiest model; None while none is assessed."""


class UseCases:
    """Use cases; recorded by those who register models or decide."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[UseCase, ...]:
        """Return every use case, oldest first."""
        return self._desk.store.all(UseCase)

    def get(self, use_case: UseCaseId) -> UseCase:
        """Return one use case; raises `UserError` if there is none."""
        return the_use_case(self._desk.store, use_case)

    def models(self, use_case: UseCaseId) -> tuple[Model, ...]:
        """Return the models that serve a use case."""
        return tuple(model for model in self._desk.store.all(Model) if model.use_case == use_case)

    def lines(self) -> tuple[UseCaseLine, ...]:
        """Return every use case with its models and its risk."""
        serving: dict[UseCaseId | None, list[Model]] = {}
        for model in self._desk.store.all(Model):
            serving.setdefault(model.use_case, []).append(model)
        tiers = tiers_of(self._desk.store)
        return tuple(_line(item, tuple(serving.get(item.id, ())), tiers) for item in self.all())

    def record(self, session: Session, new: NewUseCase) -> tuple[UseCase, Changes]:
        """Record a use case."""
        require_one_of(session, *MAY_RECORD)
        _check(new)
        with self._desk.store.transaction(session) as step:
            active_person(step, new.owner)
            made = _made(UseCaseId(step.new_id(UseCase)), new, self._desk)
            step.put(made, Action.USE_CASE_RECORDED)
        return made, _TOUCHED

    def change(
        self, session: Session, use_case: UseCaseId, new: NewUseCase, reason: Text
    ) -> tuple[UseCase, Changes]:
        """State a use case anew; it ends only when none of its models is in operation any more."""
        require_one_of(session, *MAY_RECORD)
        _check(new)
        require_text(reason, message("The reason is missing. Write why the use case changes."))
        with self._desk.store.transaction(session, reason) as step:
            old = the_use_case(step, use_case)
            if new.owner != old.owner:
                active_person(step, new.owner)
            if new.status is UseCaseStatus.ENDED and old.status is not UseCaseStatus.ENDED:
                _refuse_operating(step, use_case)
            changed = replace(_made(use_case, new, self._desk), recorded_at=old.recorded_at)
            step.put(changed, Action.USE_CASE_RECORDED)
        return changed, _TOUCHED

    def assign(self, session: Session, model: ModelId, use_case: UseCaseId | None) -> tuple[Model, Changes]:
        """Say which use case a model serves; None: none."""
        require_one_of(session, *MAY_RECORD)
        with self._desk.store.transaction(session) as step:
            found = the_model(step, model)
            if use_case is not None and the_use_case(step, use_case).status is UseCaseStatus.ENDED:
                raise NotAllowedError(
                    message(
                        "{use_case} has ended, so no model can serve it. Nothing was changed. "
                        "Choose another use case.",
                        use_case=use_case,
                    )
                )
            if found.use_case == use_case:
                raise UserError(message("That is so already. Nothing was changed."))
            changed = replace(found, use_case=use_case)
            step.put(changed, Action.MODEL_CHANGED)
        return changed, _TOUCHED


def the_use_case(reader: Reader, use_case: UseCaseId) -> UseCase:
    """Return a use case; raises `UserError` if there is none."""
    found = reader.get(UseCase, use_case)
    if found is None:
        raise UserError(message("There is no use case {id}. Choose one from the list.", id=use_case))
    return found


def _line(item: UseCase, models: tuple[Model, ...], tiers: Mapping[ModelId, Band | None]) -> UseCaseLine:
    return UseCaseLine(use_case=item, models=models, risk=worst(tiers.get(model.id) for model in models))


def _check(new: NewUseCase) -> None:
    require_text(new.name, message("The use case has no name. Give it one."))
    require_text(new.goal, message("The business goal is missing. Write what is to be achieved."))
    require_text(
        new.decision, message("The decision is missing. Write which decision is supported or taken.")
    )


def _made(identity: UseCaseId, new: NewUseCase, desk: Desk) -> UseCase:
    return UseCase(
        id=identity,
        name=new.name,
        goal=new.goal,
        decision=new.decision,
        affected=new.affected,
        owner=new.owner,
        business_area=new.business_area,
        status=new.status,
        recorded_at=desk.clock(),
        example=new.example,
    )


def _refuse_operating(step: Transaction, use_case: UseCaseId) -> None:
    for model in step.all(Model):
        if model.use_case != use_case:
            continue
        running = [item for item in step.select(ModelVersion, model=model.id) if item.state in OPERATING]
        if running:
            raise NotAllowedError(
                message(
                    "{use_case} cannot end while {version} is in the state “{state}”. Nothing was changed. "
                    "Take the version out of operation first.",
                    use_case=use_case,
                    version=running[0].id,
                    state=running[0].state,
                )
            )
