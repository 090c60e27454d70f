"""What runs where, may it, and to what can it be rolled back?"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.deployments import WHOLE, Deployment, highest_share
from core.ids import DeploymentId, Exact, ModelId, VersionId, model_of
from core.inventory import APPROVED_STATES, ModelVersion, State
from core.messages import Message, message
from core.people import Permission
from core.policy import Policy
from core.stages import Stage
from core.store.beforehand import Beforehand
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.usable import approval_refusal, use_refusal
from core.workspace.lookup import Reader, require_text, the_version
from core.workspace.session import Session

ROLLBACK_STATES = frozenset({*APPROVED_STATES, State.IN_USE, State.RESTRICTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeployment:
    """What is stated about a version that is to run somewhere."""

    version: VersionId
    stage: Stage
    system: str
    environment: str = "production"
    share: Exact
    since: date
    until: date | None = None
    rollback: VersionId | None = None
    restrictions: Text | None = None
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentLine:
    """A deployment and what is wrong with it today."""

    deployment: Deployment
    running: bool
    problem: Message | None
    """Why real decisions may no longer rest on the version although it runs; None: nothing."""
    no_rollback: Message | None
    """Why it cannot be rolled back now; None: it can, or no target was named."""


class Deployments:
    """Versions in operation; recorded by those who operate."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[Deployment, ...]:
        """Return every deployment, newest first."""
        return self._desk.store.all(Deployment)[::-1]

    def of(self, model: ModelId) -> tuple[Deployment, ...]:
        """Return a model's deployments, newest first."""
        return self._desk.store.select(Deployment, model=model)[::-1]

    def get(self, deployment: DeploymentId) -> Deployment:
        """Return one deployment; raises `UserError` if there is none."""
        return the_deployment(self._desk.store, deployment)

    def lines(self) -> tuple[DeploymentLine, ...]:
        """Return every deployment with what is wrong today, newest first."""
        known, policy = Beforehand(self._desk.store), self._desk.policy
        return tuple(self._line(known, item, policy) for item in known.all(Deployment)[::-1])

    def record(self, session: Session, new: NewDeployment) -> tuple[Deployment, Changes]:
        """Record that a version runs, or will run, in a place."""
        session.require(Permission.OPERATE)
        with self._desk.store.transaction(session) as step:
            made = Deployment(
                id=DeploymentId(step.new_id(Deployment)),
                version=the_version(step, new.version).id,
                stage=new.stage,
                system=new.system.strip(),
                environment=new.environment.strip(),
                share=new.share,
                since=new.since,
                until=new.until,
                rollback=new.rollback,
                restrictions=new.restrictions,
                recorded_by=session.person.id,
                recorded_at=self._desk.clock(),
                example=new.example,
            )
            self._check(step, made)
            step.put(made, Action.DEPLOYMENT_RECORDED)
        return made, Changes.OPERATION

    def change(
        self, session: Session, deployment: DeploymentId, new: NewDeployment, reason: Text
    ) -> tuple[Deployment, Changes]:
        """State a running or planned deployment anew; version and place stay.

        Less than before may always be stated, also for a version that may no longer be used.
        """
        session.require(Permission.OPERATE)
        require_text(reason, message("The reason is missing. Write why the deployment changes."))
        with self._desk.store.transaction(session, reason) as step:
            old = self._living(step, deployment)
            changed = replace(
                old,
                stage=new.stage,
                share=new.share,
                until=new.until,
                rollback=new.rollback,
                restrictions=new.restrictions,
            )
            self._check(step, changed, old)
            step.put(changed, Action.DEPLOYMENT_RECORDED)
        return changed, Changes.OPERATION

    def end(
        self, session: Session, deployment: DeploymentId, last: date, reason: Text
    ) -> tuple[Deployment, Changes]:
        """Record the last day on which a deployment runs or ran."""
        session.require(Permission.OPERATE)
        require_text(reason, message("The reason is missing. Write why the deployment ends."))
        with self._desk.store.transaction(session, reason) as step:
            old = self._living(step, deployment)
            if last < old.since:
                raise UserError(
                    message(
                        "{deployment} began on {day} and cannot end before. Nothing was changed. "
                        "Choose a later day.",
                        deployment=deployment,
                        day=old.since,
                    )
                )
            ended = replace(old, until=last, ended_by=session.person.id, ended_because=reason)
            step.put(ended, Action.DEPLOYMENT_RECORDED)
        return ended, Changes.OPERATION

    def _living(self, step: Transaction, deployment: DeploymentId) -> Deployment:
        found = the_deployment(step, deployment)
        if found.ended_by is not None or found.over(self._desk.clock().date()):
            raise NotAllowedError(
                message("{deployment} has ended and stays as it is. Record a new one.", deployment=deployment)
            )
        return found

    def _line(self, reader: Reader, item: Deployment, policy: Policy) -> DeploymentLine:
        today = self._desk.clock().date()
        running = item.runs(today)
        living = not item.over(today)
        return DeploymentLine(
            deployment=item,
            running=running,
            problem=use_refusal(reader, item.version, self._desk, policy)
            if running and item.decides
            else None,
            no_rollback=self._no_rollback(reader, item) if living and item.rollback is not None else None,
        )

    def _check(self, step: Transaction, item: Deployment, before: Deployment | None = None) -> None:
        _check_form(item)
        narrowed = before is not None and item.stage is before.stage and item.percent <= before.percent
        refused = use_refusal(step, item.version, self._desk) if item.decides and not narrowed else None
        if refused is not None:
            raise NotAllowedError(refused)
        if the_version(step, item.version).state is State.RESTRICTED:
            require_text(
                item.restrictions,
                message("{version} is restricted. State the restrictions.", version=item.version),
            )
        if item.rollback is not None and (before is None or item.rollback != before.rollback):
            refused = self._no_rollback(step, item)
            if refused is not None:
                raise NotAllowedError(refused)
        self._check_shares(step, item)

    def _check_shares(self, step: Transaction, item: Deployment) -> None:
        if item.stage is Stage.SHADOW:
            return
        deciding = [other for other in step.all(Deployment) if other.stage is not Stage.SHADOW]
        total, day = highest_share(deciding, item)
        if total > WHOLE:
            raise NotAllowedError(
                message(
                    "The shares in “{system}” would add up to {total} % on {day}. Nothing was changed. "
                    "Reduce or end another deployment there first.",
                    system=item.system,
                    total=float(total),
                    day=day,
                )
            )

    def _no_rollback(self, reader: Reader, item: Deployment) -> Message | None:
        """Return why the named version is no target to return to: another model's, later, or not approved."""
        target, version = (
            the_version(reader, item.rollback or item.version),
            the_version(reader, item.version),
        )
        if target.model != model_of(item.version) or target.id == item.version:
            return message(
                "{target} is no earlier version of the same model, so one cannot return to it. "
                "Choose an earlier version.",
                target=target.id,
            )
        if _order(reader, target) > _order(reader, version):
            return message(
                "{target} came after {version}, so one cannot return to it. Choose an earlier version.",
                target=target.id,
                version=version.id,
            )
        if target.state not in ROLLBACK_STATES:
            return message(
                "{target} is in the state “{state}”, so one cannot return to it. "
                "Choose an earlier version that is approved.",
                target=target.id,
                state=target.state,
            )
        return approval_refusal(reader, target.id, self._desk)


def the_deployment(reader: Reader, deployment: DeploymentId) -> Deployment:
    """Return a deployment; raises `UserError` if there is none."""
    found = reader.get(Deployment, deployment)
    if found is None:
        raise UserError(message("There is no deployment {id}. Choose one from the list.", id=deployment))
    return found


def _order(reader: Reader, version: ModelVersion) -> int:
    """Return the place of a version in the order of registration."""
    listed = [item.id for item in reader.select(ModelVersion, model=version.model)]
    return listed.index(version.id)


def _check_form(item: Deployment) -> None:
    if not item.system or not item.environment:
        raise UserError(
            message("System or environment is missing. Nothing was changed. Say where the version runs.")
        )
    try:
        share = Fraction(item.share)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= WHOLE:
        raise UserError(
            message(
                "“{value}” is no share. Nothing was changed. Write a number from 0 to 100.", value=item.share
            )
        )
    if item.stage is Stage.SHADOW and share != 0:
        raise UserError(
            message("A shadow decides nothing. Nothing was changed. Write 0 as its share, or choose a pilot.")
        )
    if item.stage in {Stage.PILOT, Stage.CHAMPION} and share == 0:
        raise UserError(
            message(
                "A pilot or champion decides something. Nothing was changed. Write its share, or choose a "
                "shadow."
            )
        )
    if item.until is not None and item.until < item.since:
        raise UserError(message("The last day lies before the first. Nothing was changed. Correct the days."))
