"""Which models have a plan for when they are unavailable, and when must it be tried again?"""

from dataclasses import dataclass, replace
from datetime import date

from core.audit import Action
from core.errors import UserError
from core.governance.contingency import Contingency, PlanTest, PlanTestResult
from core.ids import DocumentId, ModelId, PersonId
from core.inventory import OPERATING, Model
from core.messages import message
from core.people import Permission
from core.risk import Band
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.documents import the_document
from core.workspace.governance.tiers import counting, tier_of_model, tiers_of, versions_by_model
from core.workspace.lookup import Reader, active_person, require_one_of, require_text, the_model
from core.workspace.session import Session

MAY_TEST = (Permission.OPERATE, Permission.RAISE_FINDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """What is stated about a contingency plan."""

    model: ModelId
    fallback: Text
    outage_hours: int | None = None
    plan: DocumentId | None = None
    responsible: PersonId
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTest:
    """A test of a plan that was made."""

    model: ModelId
    day: date
    result: PlanTestResult
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One model with its plan, or without one."""

    model: Model
    tier: Band | None
    operating: bool
    """Whether a version of it is in operation."""
    plan: Contingency | None
    due: date | None
    """By when the plan must be tested; None without a plan."""
    overdue: bool
    """A test is overdue, or a model in operation has no plan."""

    @property
    def id(self) -> ModelId:
        """Return what the line is selected by."""
        return self.model.id


class Contingencies:
    """Contingency plans, one per model; recorded by those who operate."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def of(self, model: ModelId) -> Contingency | None:
        """Return a model's plan; None if it has none."""
        return self._desk.store.get(Contingency, model)

    def lines(self) -> tuple[PlanLine, ...]:
        """Return every model with its plan, what is overdue first."""
        store, today = self._desk.store, self._desk.clock().date()
        versions = versions_by_model(store)
        tiers, plans = tiers_of(store, versions), {plan.model: plan for plan in store.all(Contingency)}
        lines, rules = [], self._desk.policy.tiers
        for model in store.all(Model):
            version, plan = counting(versions.get(model.id, ())), plans.get(model.id)
            operating = version is not None and version.state in OPERATING
            months = rules[tiers.get(model.id) or Band.SEVERE].contingency_test_months
            lines.append(
                PlanLine(
                    model=model,
                    tier=tiers.get(model.id),
                    operating=operating,
                    plan=plan,
                    due=None if plan is None else plan.next_test(months),
                    overdue=operating if plan is None else plan.overdue(today, months),
                )
            )
        return tuple(sorted(lines, key=lambda line: (not line.overdue, line.model.id)))

    def due(self, model: ModelId) -> date | None:
        """Return by when a model's plan must be tested, by the policy of its tier; None without a plan."""
        plan = self.of(model)
        return None if plan is None else plan.next_test(self._months(tier_of_model(self._desk.store, model)))

    def overdue(self, model: ModelId) -> bool:
        """Tell whether a model's plan should have been tested by now; False without a plan."""
        due = self.due(model)
        return due is not None and due < self._desk.clock().date()

    def record(
        self, session: Session, new: NewPlan, reason: Text | None = None
    ) -> tuple[Contingency, Changes]:
        """Record a model's plan, or state it anew with a reason; the tests made so far stay.

        A plan whose fallback changed counts as never tested since.
        """
        session.require(Permission.OPERATE)
        _check(new)
        with self._desk.store.transaction(session, reason) as step:
            the_model(step, new.model)
            active_person(step, new.responsible)
            if new.plan is not None and the_document(step, new.plan).withdrawn_at is not None:
                raise UserError(
                    message(
                        "{document} was withdrawn. Nothing was changed. "
                        "Choose the document that is in force.",
                        document=new.plan,
                    )
                )
            old = step.get(Contingency, new.model)
            if old is not None:
                require_text(reason, message("The reason is missing. Write why the plan changes."))
            made = self._made(new, old)
            step.put(made, Action.CONTINGENCY_RECORDED)
        return made, Changes.OPERATION

    def record_test(self, session: Session, new: NewTest) -> tuple[Contingency, Changes]:
        """Record that a plan was tested, and how it went."""
        require_one_of(session, *MAY_TEST)
        require_text(
            new.note, message("It is not said what was tested. Write what was tried and what happened.")
        )
        with self._desk.store.transaction(session) as step:
            old = the_plan(step, new.model)
            if not old.recorded_at.date() <= new.day <= self._desk.clock().date():
                raise UserError(
                    message(
                        "A test lies between the day the plan was recorded ({first}) and today. "
                        "Nothing was changed. Correct the day.",
                        first=old.recorded_at.date(),
                    )
                )
            test = PlanTest(
                day=new.day,
                result=new.result,
                note=new.note,
                by=session.person.id,
                recorded_at=self._desk.clock(),
            )
            changed = replace(old, tests=(*old.tests, test))
            step.put(changed, Action.CONTINGENCY_RECORDED)
        return changed, Changes.OPERATION

    def _months(self, tier: Band | None) -> int:
        return self._desk.policy.tiers[tier or Band.SEVERE].contingency_test_months

    def _made(self, new: NewPlan, old: Contingency | None) -> Contingency:
        same = old is not None and old.fallback == new.fallback
        return Contingency(
            model=new.model,
            fallback=new.fallback,
            outage_hours=new.outage_hours,
            plan=new.plan,
            responsible=new.responsible,
            recorded_at=old.recorded_at if old is not None and same else self._desk.clock(),
            tests=() if old is None or not same else old.tests,
            example=new.example,
        )


def the_plan(reader: Reader, model: ModelId) -> Contingency:
    """Return a model's plan; raises `UserError` if it has none."""
    found = reader.get(Contingency, model)
    if found is None:
        raise UserError(message("{model} has no contingency plan. Record one first.", model=model))
    return found


def _check(new: NewPlan) -> None:
    require_text(
        new.fallback,
        message("The fallback is missing. Write what is done when the model is unavailable."),
    )
    if new.outage_hours is not None and new.outage_hours < 0:
        raise UserError(message("Hours are not negative. Nothing was changed. Correct the number."))
