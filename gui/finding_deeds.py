"""What can be done with a finding, and which dialog asks for what it needs?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from core.findings import Finding, FindingDeed, FindingState, Severity
from core.governance.finding_rules import FindingCase, refusal
from core.ids import DocumentId, FindingId, PersonId, RunId, model_of
from core.messages import N_, Message
from core.texts import Text
from core.workspace import Changes
from core.workspace.mending import NewPlan
from gui.context import GuiContext
from gui.dialogs.finding import ReasonDialog
from gui.operations import change
from gui.sections.forms import RecordForm, entries_of
from gui.widgets.pickers import today

Act = Callable[[GuiContext, Finding, QWidget], None]
_PLAN_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAction:
    """One button: its name, its words, the deed whose rules it follows, and what it asks."""

    name: str
    text: str
    deed: FindingDeed
    act: Act


def reason_against(case: FindingCase, action: FindingAction) -> Message | None:
    """Return why the action cannot be done now, by the rules of the core."""
    deed = action.deed
    if deed is FindingDeed.ACCEPTED and case.finding.state is FindingState.ACCEPTED:
        deed = FindingDeed.RENEWED
    return refusal(case, deed)


def _run(context: GuiContext, finding: Finding, work: Callable[[], tuple[Finding, Changes]]) -> None:
    title = context.translator.tr("Recording {finding}", finding=finding.id)
    change(context, title, lambda _job: work())


def _ask(context: GuiContext, finding: Finding, parent: QWidget, *, why: str, action: str) -> ReasonDialog:
    return ReasonDialog(context, parent, title=f"{finding.id}: {action}", why=why, action=action)


def _with_reason(why: str, action: str, verb: str) -> Act:
    """Return an action that asks for a reason and calls the use case of this name."""

    def act(context: GuiContext, finding: Finding, parent: QWidget) -> None:
        tr, session, findings = context.translator.tr, context.session.current, context.workspace.findings
        reason = _ask(context, finding, parent, why=tr(why), action=tr(action)).ask()
        if reason is not None:
            said: Text = reason
            calls = {
                "dismiss": findings.dismiss,
                "verify": findings.verify,
                "send_back": findings.send_back,
                "close": findings.close,
            }
            _run(context, finding, lambda: calls[verb](session, finding.id, said))

    return act


def _reopen(context: GuiContext, finding: Finding, parent: QWidget) -> None:
    tr, session = context.translator.tr, context.session.current
    dialog = _ask(
        context, finding, parent, why=tr("Why does it count again?"), action=tr("Open again")
    ).with_day(tr("Due"), context.workspace.policy.severity_days[finding.severity])
    if (reason := dialog.ask()) is not None and dialog.until is not None:
        due = dialog.until.day
        _run(context, finding, lambda: context.workspace.findings.reopen(session, finding.id, reason, due))


def _postpone(context: GuiContext, finding: Finding, parent: QWidget) -> None:
    tr, session, rules = context.translator.tr, context.session.current, context.workspace.policy.findings
    why = tr(
        "Postponed {n} times so far; the policy permits {most}.",
        n=finding.times(FindingDeed.POSTPONED),
        most=rules.postponements,
    )
    later = max(finding.due or today(), today()) + timedelta(days=min(30, rules.postponement_days))
    dialog = _ask(context, finding, parent, why=why, action=tr("Postpone")).with_day(
        tr("New day"), (later - today()).days
    )
    if (reason := dialog.ask()) is not None and dialog.until is not None:
        due = dialog.until.day
        _run(context, finding, lambda: context.workspace.findings.postpone(session, finding.id, due, reason))


def _accept(context: GuiContext, finding: Finding, parent: QWidget) -> None:
    tr, session = context.translator.tr, context.session.current
    rules = context.workspace.policy.findings
    form = RecordForm(
        context,
        parent,
        name="accept_finding_form",
        title=tr("Accept the risk of {finding}", finding=finding.id),
        why=tr("The finding stays on record and counts again when the acceptance ends."),
    )
    reason = form.add_reason()
    needed = tr("Write what lowers the risk meanwhile.")
    measure = form.add_text(
        "measure",
        tr("Measure"),
        finding.compensation,
        needed=needed if finding.severity in rules.compensation_required else "",
    )
    longest = rules.acceptance_days[finding.severity]
    until = form.add_day("until", tr("Until"), today() + timedelta(days=min(90, longest)), optional=False)
    if form.ask(tr("Accept risk")):
        last: date = until.day or today()
        said, meanwhile = reason.needed, measure.text
        _run(
            context,
            finding,
            lambda: context.workspace.findings.accept(session, finding.id, said, last, measure=meanwhile),
        )


def _regrade(context: GuiContext, finding: Finding, parent: QWidget) -> None:
    tr, session = context.translator.tr, context.session.current
    form = RecordForm(
        context,
        parent,
        name="regrade_finding_form",
        title=tr("Severity of {finding}", finding=finding.id),
        why=tr("A worse severity makes it due earlier. Who owns it cannot lower it."),
    )
    severity = form.add_enum("severity", tr("Severity"), Severity, finding.severity)
    reason = form.add_reason()
    if form.ask(tr("Change")):
        said, grade = reason.needed, Severity(severity.currentData())
        _run(context, finding, lambda: context.workspace.findings.regrade(session, finding.id, grade, said))


def _reassign(context: GuiContext, finding: Finding, parent: QWidget) -> None:
    tr, session = context.translator.tr, context.session.current
    form = RecordForm(
        context,
        parent,
        name="reassign_finding_form",
        title=tr("Who is responsible for {finding}?", finding=finding.id),
        why=tr("Who was responsible before still cannot verify that it is mended."),
    )
    owner = form.add_person("owner", tr("Responsible"), finding.owner)
    reason = form.add_reason()
    if form.ask(tr("Change")):
        said, who = reason.needed, PersonId(str(owner.currentData()))
        _run(context, finding, lambda: context.workspace.findings.reassign(session, finding.id, who, said))


def _merge(context: GuiContext, finding: Finding, parent: QWidget) -> None:
    tr, session = context.translator.tr, context.session.current
    form = RecordForm(
        context,
        parent,
        name="merge_finding_form",
        title=tr("Merge {finding} into another one", finding=finding.id),
        why=tr("The other one must be open, at least as severe, and count against the same version."),
    )
    others = [
        (f"{item.id} · {context.translator.label(item.severity)}", item.id)
        for item in context.workspace.findings.all()
        if item.id != finding.id and item.is_open and model_of(item.version) == model_of(finding.version)
    ]
    into = form.add_choice("into", tr("Merged into"), others, ask=tr("Choose a finding"))
    form.need(lambda: None if into.currentData() else tr("Choose a finding."))
    reason = form.add_reason()
    if form.ask(tr("Merge")):
        said, other = reason.needed, FindingId(str(into.currentData()))
        _run(context, finding, lambda: context.workspace.findings.merge(session, finding.id, other, said))


def _plan(context: GuiContext, finding: Finding, parent: QWidget) -> None:
    tr, session = context.translator.tr, context.session.current
    form = RecordForm(
        context,
        parent,
        name="plan_finding_form",
        title=tr("Remediation of {finding}", finding=finding.id),
        why=tr("Steps that were done stay done while their text and person stay the same."),
    )
    old = finding.remediation
    cause = form.add_text(
        "cause", tr("Root cause"), old.root_cause if old else None, needed=tr("Write the root cause.")
    )
    rows = []
    for number in range(max(_PLAN_LINES, len(old.steps) + 1 if old else 0)):
        step = old.steps[number] if old and number < len(old.steps) else None
        text = form.add_line(f"step_{number + 1}", tr("Step {n}", n=number + 1), step.text if step else None)
        who = form.add_person(f"who_{number + 1}", tr("By whom"), step.who if step else finding.owner)
        due = form.add_day(
            f"due_{number + 1}", tr("Until"), step.due if step else finding.due, optional=False
        )
        rows.append((text, who, due))
    if form.ask(tr("Record the plan")):
        steps = tuple(
            (text.needed, PersonId(str(who.currentData())), due.day or today())
            for text, who, due in rows
            if text.plain
        )
        new = NewPlan(root_cause=cause.needed, steps=steps)
        _run(context, finding, lambda: context.workspace.findings.plan(session, finding.id, new))


def _step(context: GuiContext, finding: Finding, parent: QWidget) -> None:
    tr, session, plan = context.translator.tr, context.session.current, finding.remediation
    if plan is None:
        return
    form = RecordForm(
        context, parent, name="step_finding_form", title=tr("Step of {finding} done", finding=finding.id)
    )
    entries = [
        (context.translator.text(step.text), number)
        for number, step in enumerate(plan.steps)
        if step.done_at is None
    ]
    step = form.add_choice("step", tr("Step"), entries)
    form.need(lambda: None if entries else tr("Every step of the plan is done."))
    note = form.add_text("note", tr("What was done"), needed=tr("Write what was done."))
    if form.ask(tr("Record it")):
        index, said = int(step.currentData()), note.needed
        _run(
            context,
            finding,
            lambda: context.workspace.findings.complete_step(session, finding.id, index, said),
        )


def _report(context: GuiContext, finding: Finding, parent: QWidget) -> None:
    tr, session, workspace = context.translator.tr, context.session.current, context.workspace
    form = RecordForm(
        context,
        parent,
        name="report_finding_form",
        title=tr("Report {finding} as mended", finding=finding.id),
        why=tr("It counts until somebody who did not work on it has verified this."),
    )
    text = form.add_text("text", tr("What was done"), needed=tr("Write what was done and how that mends it."))
    filed = ", ".join(item.id for item in workspace.documents.of(finding.id))
    documents = form.add_line("documents", tr("Documents"), filed, hint="DOC-0001, DOC-0002")
    runs = form.add_line("runs", tr("Runs"), hint="RUN-0001")
    if finding.severity in workspace.policy.findings.proof_required:
        form.need(
            lambda: (
                None
                if documents.plain or runs.plain
                else tr("Name a document or a run as evidence of closure.")
            )
        )
        for field in (documents, runs):
            field.widget.textChanged.connect(form.recheck)
    if form.ask(tr("Report mended")):
        said = text.needed
        proofs = tuple(DocumentId(item) for item in entries_of(documents.plain))
        shown = tuple(RunId(item) for item in entries_of(runs.plain))
        _run(
            context,
            finding,
            lambda: workspace.findings.report_mended(session, finding.id, said, documents=proofs, runs=shown),
        )


_D = FindingDeed
ACTIONS: tuple[FindingAction, ...] = (
    FindingAction(name="plan_finding", text=N_("Plan …"), deed=_D.PLANNED, act=_plan),
    FindingAction(name="step_finding", text=N_("Step done …"), deed=_D.STEP_DONE, act=_step),
    FindingAction(name="report_finding", text=N_("Mended …"), deed=_D.REPORTED, act=_report),
    FindingAction(
        name="verify_finding",
        text=N_("Verify …"),
        deed=_D.VERIFIED,
        act=_with_reason(
            N_("What did you look at, and why does it show the mending?"), N_("Verify"), "verify"
        ),
    ),
    FindingAction(
        name="return_finding",
        text=N_("Send back …"),
        deed=_D.RETURNED,
        act=_with_reason(N_("What is still wrong?"), N_("Send back"), "send_back"),
    ),
    FindingAction(name="accept_finding", text=N_("Accept …"), deed=_D.ACCEPTED, act=_accept),
    FindingAction(name="postpone_finding", text=N_("Postpone …"), deed=_D.POSTPONED, act=_postpone),
    FindingAction(name="regrade_finding", text=N_("Severity …"), deed=_D.REGRADED, act=_regrade),
    FindingAction(name="reassign_finding", text=N_("Assign …"), deed=_D.REASSIGNED, act=_reassign),
    FindingAction(name="reopen_finding", text=N_("Open again …"), deed=_D.REOPENED, act=_reopen),
    FindingAction(name="merge_finding", text=N_("Merge …"), deed=_D.MERGED, act=_merge),
    FindingAction(
        name="close_finding",
        text=N_("Close …"),
        deed=_D.CLOSED,
        act=_with_reason(N_("How was it mended?"), N_("Close finding"), "close"),
    ),
    FindingAction(
        name="dismiss_finding",
        text=N_("Dismiss …"),
        deed=_D.DISMISSED,
        act=_with_reason(N_("Why is this not a finding?"), N_("Dismiss"), "dismiss"),
    ),
)
"""All but the confirmation, which needs the sentence of the check."""
