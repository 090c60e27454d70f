"""How is a finding mended, and who says that it is?"""

from dataclasses import dataclass, replace
from datetime import date

from core.errors import UserError
from core.findings import Finding, FindingDeed, MendingReport, PlanStep, Remediation
from core.ids import DocumentId, FindingId, PersonId, RunId
from core.messages import message
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.finding_desk import TOUCHED, Doing, FindingDesk
from core.workspace.finding_proofs import Named, check_proofs, proofs
from core.workspace.lookup import active_person, require_text
from core.workspace.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """How a finding is to be mended."""

    root_cause: Text
    steps: tuple[tuple[Text, PersonId, date], ...]
    """What is to be done, by whom, until when."""


class Mending(FindingDesk):
    """From the plan to the verified closure."""

    def plan(self, session: Session, finding: FindingId, new: NewPlan) -> tuple[Finding, Changes]:
        """Write root cause and steps; by who is responsible or a deputy. What was done stays done."""
        with self._doing(session, finding, FindingDeed.PLANNED) as doing:
            require_text(new.root_cause, message("The root cause is missing. Write why it came to this."))
            if not new.steps:
                raise UserError(message("The plan has no steps. Write at least one."))
            for text, who, due in new.steps:
                require_text(text, message("A step has no text. Write what is to be done."))
                active_person(doing.step, who)
                if due < doing.case.today and not _done_before(doing.finding, text, who):
                    raise UserError(message("A step would be due in the past. Choose a later day."))
            changed = doing.put(replace(doing.finding, remediation=_plan(doing, new)))
        return changed, TOUCHED

    def complete_step(
        self, session: Session, finding: FindingId, index: int, note: Text
    ) -> tuple[Finding, Changes]:
        """Record that a step is done and what was done; by who has to do it, or who is responsible."""
        with self._doing(session, finding, FindingDeed.STEP_DONE) as doing:
            require_text(note, message("Write what was done in this step."))
            plan = doing.finding.remediation
            if plan is None or not 0 <= index < len(plan.steps) or plan.steps[index].done_at is not None:
                raise UserError(
                    message("{finding} has no such open step. Refresh the list.", finding=finding)
                )
            done = replace(plan.steps[index], done_by=session.person.id, done_at=doing.now, note=note)
            steps = (*plan.steps[:index], done, *plan.steps[index + 1 :])
            changed = replace(doing.finding, remediation=replace(plan, steps=steps))
            changed = doing.put(changed, became=str(index + 1))
        return changed, TOUCHED

    def report_mended(
        self,
        session: Session,
        finding: FindingId,
        text: Text,
        *,
        documents: tuple[DocumentId, ...] = (),
        runs: tuple[RunId, ...] = (),
    ) -> tuple[Finding, Changes]:
        """Say that it is mended, with evidence; it stands until somebody else has verified it."""
        with self._doing(session, finding, FindingDeed.REPORTED) as doing:
            require_text(text, message("Write what was done and how that mends the finding."))
            report = MendingReport(
                text=text,
                proofs=proofs(doing.step, doing.case, Named(documents=documents, runs=runs)),
                by=session.person.id,
                at=doing.now,
            )
            changed = doing.put(replace(doing.finding, reports=(*doing.finding.reports, report)))
        return changed, TOUCHED

    def verify(self, session: Session, finding: FindingId, reason: Text) -> tuple[Finding, Changes]:
        """Close what was reported mended; by somebody who neither owns it nor worked on it."""
        with self._doing(session, finding, FindingDeed.VERIFIED, reason) as doing:
            check_proofs(doing.step, self._desk, doing.finding.reports[-1])
            changed = doing.put(ended(doing))
        return changed, TOUCHED

    def send_back(self, session: Session, finding: FindingId, reason: Text) -> tuple[Finding, Changes]:
        """Say why what was reported does not mend it; it is open again and stays due when it was."""
        with self._doing(session, finding, FindingDeed.RETURNED, reason) as doing:
            changed = doing.put(doing.finding)
        return changed, TOUCHED

    def close(self, session: Session, finding: FindingId, reason: Text) -> tuple[Finding, Changes]:
        """Close without a report, where the policy permits that for the severity; else `verify` does."""
        with self._doing(session, finding, FindingDeed.CLOSED, reason) as doing:
            changed = doing.put(ended(doing))
        return changed, TOUCHED


def ended(doing: Doing) -> Finding:
    """Return the finding with who ended it and why."""
    return replace(
        doing.finding,
        closed_by=doing.case.person.id,
        closed_at=doing.now,
        closing_reason=doing.reason,
        accepted_until=None,
    )


def _plan(doing: Doing, new: NewPlan) -> Remediation:
    old = doing.finding.remediation
    done = {(step.text, step.who): step for step in (old.steps if old else ()) if step.done_at is not None}
    steps = tuple(
        replace(done[text, who], due=due) if (text, who) in done else PlanStep(text=text, who=who, due=due)
        for text, who, due in new.steps
    )
    return Remediation(
        root_cause=new.root_cause, steps=steps, planned_by=doing.case.person.id, planned_at=doing.now
    )


def _done_before(finding: Finding, text: Text, who: PersonId) -> bool:
    plan = finding.remediation
    return plan is not None and any(
        (step.text, step.who) == (text, who) and step.done_at is not None for step in plan.steps
    )
