"""Who carries which duty on a model, may they, and what happens when they leave?"""

from dataclasses import replace
from datetime import date

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.separation import Clash, clashes
from core.governance.skills import PersonLoad, SkillsRisk, bearers_of, person_loads, skills_risk
from core.ids import ModelId, PersonId
from core.inventory import Model, ModelVersion
from core.messages import message
from core.people import Permission, Person, PersonKind
from core.store import Store
from core.store.transaction import Transaction
from core.texts import Text
from core.ties import Duty, Responsibility
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.tiers import versions_by_model
from core.workspace.lookup import Reader, active_person, require_one_of, require_text, the_model
from core.workspace.session import Session

MAY_ASSIGN = (Permission.OPERATE, Permission.DECIDE)
"""The model's owner side and the risk management; developers do not choose who judges them."""
_TOUCHED = Changes.INVENTORY | Changes.ESTATE


class Duties:
    """Duties on models, deputies, and the skills that hang on them."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def of(self, model: ModelId) -> tuple[Responsibility, ...]:
        """Return who carries what: as recorded, else the owner and the developers of its versions."""
        found = the_model(self._desk.store, model)
        return bearers_of(found, _developers(self._desk.store, model))

    def clashes(self, model: ModelId) -> tuple[Clash, ...]:
        """Return who holds duties on a model that must lie in different hands."""
        store = self._desk.store
        return clashes(the_model(store, model), _developers(store, model))

    def skills(self, model: ModelId) -> SkillsRisk:
        """Return how likely it is that the skills to maintain a model are lost."""
        store = self._desk.store
        return skills_risk(
            the_model(store, model),
            store.all(Person),
            self._desk.clock().date(),
            developers=_developers(store, model),
            notice_days=self._desk.policy.leave_notice_days,
        )

    def portfolio(self) -> tuple[SkillsRisk, ...]:
        """Return the figures of every model, the most endangered first."""
        store, today = self._desk.store, self._desk.clock().date()
        people, notice = store.all(Person), self._desk.policy.leave_notice_days
        developers = developers_by_model(store)
        found = [
            skills_risk(model, people, today, developers=developers.get(model.id, ()), notice_days=notice)
            for model in store.all(Model)
        ]
        return tuple(sorted(found, key=lambda item: (-item.least_likelihood, item.model)))

    def loads(self) -> tuple[PersonLoad, ...]:
        """Return what hangs on each person, those on whom alone most depends first."""
        store = self._desk.store
        return person_loads(
            store.all(Model),
            store.all(Person),
            self._desk.clock().date(),
            developers=developers_by_model(store),
        )

    def assign(
        self, session: Session, model: ModelId, duty: Responsibility, reason: Text
    ) -> tuple[Model, Changes]:
        """Give a person a duty, with a deputy and a last day where known; replaces that person's entry."""
        require_one_of(session, *MAY_ASSIGN)
        require_text(reason, message("The reason is missing. Write why the duty changes."))
        with self._desk.store.transaction(session, reason) as step:
            found = the_model(step, model)
            self._check(step, found, duty)
            others = tuple(
                item for item in found.duties if (item.duty, item.person) != (duty.duty, duty.person)
            )
            changed = replace(found, duties=_sorted((*others, duty)))
            _refuse_together(step, changed, duty)
            step.put(changed, Action.MODEL_CHANGED)
        return changed, _TOUCHED

    def take_away(
        self, session: Session, model: ModelId, duty: Duty, person: PersonId, *, reason: Text
    ) -> tuple[Model, Changes]:
        """End a person's duty on a model."""
        require_one_of(session, *MAY_ASSIGN)
        require_text(reason, message("The reason is missing. Write why the duty changes."))
        with self._desk.store.transaction(session, reason) as step:
            found = the_model(step, model)
            kept = tuple(item for item in found.duties if (item.duty, item.person) != (duty, person))
            if len(kept) == len(found.duties):
                raise UserError(
                    message("This person has no such duty on {model}. Nothing was changed.", model=model)
                )
            changed = replace(found, duties=kept)
            step.put(changed, Action.MODEL_CHANGED)
        return changed, _TOUCHED

    def leave(
        self, session: Session, person: PersonId, day: date | None, reason: Text
    ) -> tuple[tuple[Model, ...], Changes]:
        """State the last day of somebody for every duty on every model at once; None takes it back."""
        require_one_of(session, *MAY_ASSIGN)
        require_text(reason, message("The reason is missing. Write why the duty changes."))
        if day is not None and day < self._desk.clock().date():
            raise UserError(
                message("The last day lies in the past. Nothing was changed. Take the duty away instead.")
            )
        with self._desk.store.transaction(session, reason) as step:
            who, developers = active_person(step, person), developers_by_model(self._desk.store)
            changed = tuple(
                replace(model, duties=duties)
                for model in step.all(Model)
                if (duties := _leaving(model, developers.get(model.id, ()), who.id, day)) is not None
            )
            if not changed:
                raise UserError(
                    message(
                        "{name} carries no duty to which that would apply. Nothing was changed.",
                        name=who.name.name(),
                    )
                )
            for model in changed:
                step.put(model, Action.MODEL_CHANGED)
        return changed, _TOUCHED

    def _check(self, step: Transaction, model: Model, duty: Responsibility) -> None:
        for who in filter(None, (duty.person, duty.deputy)):
            if active_person(step, who).kind is PersonKind.SERVICE:
                raise UserError(
                    message(
                        "A service identity carries no duty on a model. Nothing was changed. Name a person."
                    )
                )
        if duty.deputy == duty.person:
            raise UserError(
                message("Nobody stands in for themselves. Nothing was changed. Name somebody else as deputy.")
            )
        if duty.duty is Duty.OWNER and duty.person != model.owner:
            raise UserError(
                message(
                    "{model} has another owner. Nothing was changed. Change the owner in the record first; "
                    "here the owner gets a deputy.",
                    model=model.id,
                )
            )
        if duty.leaves is not None and duty.leaves < self._desk.clock().date():
            raise UserError(
                message("The last day lies in the past. Nothing was changed. Take the duty away instead.")
            )


def developers_by_model(store: Store) -> dict[ModelId, tuple[PersonId, ...]]:
    """Return who developed the versions of each model."""
    return {
        model: tuple(dict.fromkeys(version.developer for version in versions))
        for model, versions in versions_by_model(store).items()
    }


def _developers(reader: Reader, model: ModelId) -> tuple[PersonId, ...]:
    found = reader.select(ModelVersion, model=model)
    return tuple(dict.fromkeys(version.developer for version in found))


def _leaving(
    model: Model, developers: tuple[PersonId, ...], person: PersonId, day: date | None
) -> tuple[Responsibility, ...] | None:
    """Return the duties with a person's last day; None where nothing is otherwise by that.

    A duty that only follows from the registration is recorded by it, with all who carry it.
    """
    borne = bearers_of(model, developers)
    kinds = {item.duty for item in borne if item.person == person and item.leaves != day}
    if not kinds:
        return None
    kept = (item for item in borne if item in model.duties or item.duty in kinds)
    return _sorted(tuple(replace(item, leaves=day) if item.person == person else item for item in kept))


def _sorted(duties: tuple[Responsibility, ...]) -> tuple[Responsibility, ...]:
    order = list(Duty)
    return tuple(sorted(duties, key=lambda item: (order.index(item.duty), item.person)))


def _refuse_together(step: Transaction, model: Model, duty: Responsibility) -> None:
    """Refuse that somebody judges what they own or made, be it as deputy."""
    concerned = {duty.person, duty.deputy}
    for clash in clashes(model, _developers(step, model.id)):
        if clash.person in concerned and duty.duty in {clash.judging, clash.judged}:
            person = step.get(Person, clash.person)
            raise NotAllowedError(
                message(
                    "{name} would be both “{duty}” and “{other}” on {model}, as bearer or deputy. "
                    "Nothing was changed. Name another person for one of them.",
                    name="–" if person is None else person.name.name(),
                    duty=clash.judging,
                    other=clash.judged,
                    model=model.id,
                )
            )
