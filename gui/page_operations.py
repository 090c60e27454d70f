"""What does each action on the pages Risk, Checks, Findings, Approvals and Reports do?"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.decisions import Decision
from core.errors import PruefsteinError
from core.evidence import IssuedReport, ReportKind
from core.findings import Finding, Severity
from core.ids import DatasetId, Digest, FindingId, OpinionId, PersonId, RunId, VersionId
from core.inventory import ModelVersion, State
from core.results import CheckRun
from core.risk import RiskAssessment
from core.texts import Language, Text
from core.workspace import Changes, DecisionRequest, NewFinding, RunRequest
from core.workspace.checking import Replay
from core.workspace.risk import NewAssessment
from gui.context import GuiContext
from gui.jobs import Job
from gui.operations import change

if TYPE_CHECKING:
    from reports.issue import IssueRequest, OpinionIssue
    from reports.verification import Verification

Failed = Callable[[PruefsteinError], None]


def assess(
    context: GuiContext,
    new: NewAssessment,
    *,
    done: Callable[[RiskAssessment], None],
    failed: Failed,
) -> Job:
    """Commit a risk assessment."""
    session, risk = context.session.current, context.workspace.risk
    title = context.translator.tr("Committing the assessment")
    return change(context, title, lambda _: risk.commit(session, new), done, failed=failed)


def run_checks(context: GuiContext, request: RunRequest, done: Callable[[CheckRun], None]) -> Job:
    """Run a suite of checks."""
    session, checking = context.session.current, context.workspace.checking
    title = context.translator.tr("Running checks")
    return change(context, title, lambda job: checking.run(session, request, job), done)


def replay(context: GuiContext, run: RunId, done: Callable[[Replay], None]) -> Job:
    """Recompute a run from what was stored; nothing is written."""
    session, checking = context.session.current, context.workspace.checking
    title = context.translator.tr("Repeating {run}", run=run)
    return context.jobs.start(title, lambda job: checking.replay(run, job, session=session), done)


def raise_finding(context: GuiContext, new: NewFinding, done: Callable[[Finding], None]) -> Job:
    """Raise a finding that a person observed."""
    session, findings = context.session.current, context.workspace.findings
    title = context.translator.tr("Raising the finding")
    return change(context, title, lambda _: findings.raise_new(session, new), done)


def confirm_finding(
    context: GuiContext, finding: FindingId, *, severity: Severity, owner: PersonId, due: date | None
) -> Job:
    """Confirm a proposed finding."""
    session, findings = context.session.current, context.workspace.findings
    title = context.translator.tr("Confirming {finding}", finding=finding)
    return change(
        context,
        title,
        lambda _: findings.confirm(session, finding, severity=severity, owner=owner, due=due),
    )


def dismiss_finding(context: GuiContext, finding: FindingId, reason: Text) -> Job:
    """Dismiss a proposed finding with a reason."""
    session, findings = context.session.current, context.workspace.findings
    title = context.translator.tr("Dismissing {finding}", finding=finding)
    return change(context, title, lambda _: findings.dismiss(session, finding, reason))


def close_finding(context: GuiContext, finding: FindingId, reason: Text) -> Job:
    """Close an open finding with a reason."""
    session, findings = context.session.current, context.workspace.findings
    title = context.translator.tr("Closing {finding}", finding=finding)
    return change(context, title, lambda _: findings.close(session, finding, reason))


def accept_finding(context: GuiContext, finding: FindingId, reason: Text, until: date) -> Job:
    """Accept the risk of a finding by name until a day."""
    session, findings = context.session.current, context.workspace.findings
    title = context.translator.tr("Accepting {finding}", finding=finding)
    return change(context, title, lambda _: findings.accept(session, finding, reason, until))


def decide(
    context: GuiContext,
    request: DecisionRequest,
    passphrase: str,
    done: Callable[[Decision], None],
    *,
    failed: Failed,
) -> Job:
    """Sign and record a decision."""
    session, workspace = context.session.current, context.workspace

    def work(_job: Job) -> tuple[Decision, Changes]:
        key = workspace.people.signing_key(session, passphrase)
        return workspace.decisions.decide(session, request, key)

    return change(context, context.translator.tr("Signing the decision"), work, done, failed=failed)


def set_state(
    context: GuiContext,
    version: VersionId,
    state: State,
    reason: Text,
    *,
    done: Callable[[ModelVersion], None],
) -> Job:
    """Move a version to another state."""
    session, inventory = context.session.current, context.workspace.inventory
    title = context.translator.tr("Recording the new state")
    return change(context, title, lambda _: inventory.set_state(session, version, state, reason), done)


def changed_data(context: GuiContext, done: Callable[[tuple[DatasetId, ...]], None]) -> Job:
    """Find the data sets whose file outside the workspace is no longer the registered one."""
    inventory = context.workspace.inventory
    return context.jobs.start("", lambda _: inventory.changed_data(), done, quiet=True)


def delete_sensitive(context: GuiContext, dataset: DatasetId, reason: Text) -> Job:
    """Delete columns that were kept for bias tests only."""
    session, sensitive = context.session.current, context.workspace.sensitive
    title = context.translator.tr("Deleting the columns")
    return change(context, title, lambda _: sensitive.delete(session, dataset, reason))


def preview_report(
    context: GuiContext,
    version: VersionId,
    kind: ReportKind,
    language: Language,
    *,
    done: Callable[[bytes], None],
) -> Job:
    """Make the unsigned report to look at."""
    from reports.issue import draft_report

    title = context.translator.tr("Preparing the preview")
    return context.jobs.start(title, lambda _: draft_report(context.workspace, version, kind, language), done)


def issue_reports(
    context: GuiContext,
    requests: "Sequence[IssueRequest]",
    passphrase: str,
    done: Callable[[tuple[IssuedReport, ...]], None],
    *,
    failed: Failed,
) -> Job:
    """Sign a report in one or both languages and file it."""
    from reports import issue

    session, workspace = context.session.current, context.workspace
    title = context.translator.tr("Signing and filing the report")
    return change(
        context,
        title,
        lambda job: issue.issue_reports(workspace, session, requests, passphrase, job),
        done,
        failed=failed,
    )


def preview_opinion(
    context: GuiContext, opinion: OpinionId, language: Language, done: Callable[[tuple[bytes, Digest]], None]
) -> Job:
    """Make the unsigned pages of a kept opinion, with the digest of what they rest on."""
    opinions = context.workspace.opinions

    def work(_job: Job) -> tuple[bytes, Digest]:
        from reports.issue import render_report

        evidence = opinions.evidence(opinion)
        return render_report(evidence, ReportKind.AUDIT_OPINION, language, None), evidence.digest

    return context.jobs.start(context.translator.tr("Preparing the preview"), work, done)


def issue_opinion(
    context: GuiContext,
    wanted: "OpinionIssue",
    passphrase: str,
    done: Callable[[tuple[IssuedReport, ...]], None],
    *,
    failed: Failed,
) -> Job:
    """Sign a kept opinion once more and file it."""
    from reports import issue

    session, workspace = context.session.current, context.workspace
    title = context.translator.tr("Signing and filing the report")
    return change(
        context,
        title,
        lambda job: issue.issue_opinion(workspace, session, wanted, passphrase, job),
        done,
        failed=failed,
    )


def verify_report(context: GuiContext, path: Path, done: Callable[["Verification"], None]) -> Job:
    """Verify a report file."""
    from reports.verification import verify

    title = context.translator.tr("Verifying {file}", file=path.name)
    return context.jobs.start(title, lambda _: verify(path, context.workspace), done)
