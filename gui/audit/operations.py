"""What does each action of the one-shot audit do? A job, then its result in the window's thread."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import PruefsteinError
from core.evidence import IssuedReport
from core.ids import OpinionId, PersonId
from core.inventory import ArtifactFormat, ModelVersion, TableDialect
from core.opinion import Opinion
from core.texts import Language
from core.workspace import Changes, NewOpinion, Promotion, Workspace
from gui.audit.context import AuditContext
from gui.context import GuiContext
from gui.jobs import Job
from gui.operations import change

if TYPE_CHECKING:
    from core.confinement import ConfinementFacts
    from core.examination import Examination
    from core.examining import ExamineRequest, Intake
    from core.workspace import Session
    from reports.verification import Verification

Failed = Callable[[PruefsteinError], None]


def receive_file(
    context: AuditContext,
    path: Path,
    done: "Callable[[Intake], None]",
    *,
    dialect: TableDialect | None = None,
    consent: bool = False,
) -> Job:
    """Recognize a file and read its head, or open it in the confined process; never raises for a bad one."""
    from core.examining import receive

    title = context.translator.tr("Recognizing {file}", file=path.name)
    return context.jobs.start(title, lambda job: receive(path, job, dialect=dialect, consent=consent), done)


def prepare(context: AuditContext, done: "Callable[[ConfinementFacts], None]") -> Job:
    """Start what the first check is forked from, and find out how far this system confines a process."""

    def work(_job: Job) -> "ConfinementFacts":
        from core.jobs.levels import confinement_facts
        from core.jobs.process import warm_up

        warm_up()
        return confinement_facts()

    return context.jobs.start("", work, done, quiet=True)


def examine_file(
    context: AuditContext,
    request: "ExamineRequest",
    done: "Callable[[Examination], None]",
    *,
    failed: Failed,
) -> Job:
    """Run all checks that the plan allows."""

    def work(job: Job) -> "Examination":
        from core.examining import examine

        return examine(request, job)

    return context.jobs.start(context.translator.tr("Running checks"), work, done, failed)


def convert_model(
    context: AuditContext,
    path: Path,
    target: ArtifactFormat,
    done: Callable[[bytes], None],
    *,
    failed: Failed,
) -> Job:
    """Save a model in a safer format, in the confined process."""

    def work(job: Job) -> bytes:
        from core.jobs.tasks import convert_model as convert

        return convert(path, target, consent=True, progress=job)

    title = context.translator.tr("Converting {file}", file=path.name)
    return context.jobs.start(title, work, done, failed)


def draft_opinion(
    context: AuditContext,
    new: NewOpinion,
    language: Language,
    done: Callable[[bytes], None],
    *,
    failed: Failed,
) -> Job:
    """Make the unsigned pages to look at."""
    author = None if context.person is None else context.person.name.name()

    def work(_job: Job) -> bytes:
        from reports.issue import draft_opinion as draft

        return draft(new, language, author)

    return context.jobs.start(context.translator.tr("Preparing the preview"), work, done, failed)


@dataclass(slots=True, kw_only=True)
class Filing:
    """What of an opinion is filed; kept over a failed attempt so that nothing is filed twice."""

    new: NewOpinion
    opinion: Opinion | None = None
    reports: tuple[IssuedReport, ...] = ()


def keep_opinion(work: GuiContext, filing: Filing, done: Callable[[Filing], None], *, failed: Failed) -> Job:
    """Keep the opinion in the workspace without a signature."""
    title = work.translator.tr("Keeping the opinion")
    return change(work, title, lambda _: (filing, _keep(work, filing)), done, failed=failed)


def _keep(work: GuiContext, filing: Filing) -> Changes:
    if filing.opinion is not None:
        return Changes.NONE
    filing.opinion, changes = work.workspace.opinions.keep(work.session.current, filing.new)
    return changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """In which languages to sign, and the proof of who does."""

    languages: tuple[Language, ...]
    passphrase: str = field(repr=False)


def sign_opinion(
    work: GuiContext,
    filing: Filing,
    asked: "Asked",
    done: Callable[[Filing], None],
    *,
    failed: Failed,
) -> Job:
    """Keep the opinion, sign it in each language and file the reports; a wrong passphrase keeps nothing."""
    session, workspace = work.session.current, work.workspace

    def sign(job: Job) -> tuple[Filing, Changes]:
        from reports.issue import OpinionIssue, issue_opinion

        workspace.people.signing_key(session, asked.passphrase)
        changes = _keep(work, filing)
        if filing.opinion is None:
            raise ValueError("the opinion was not kept")
        wanted = OpinionIssue(opinion=filing.opinion.id, languages=asked.languages)
        filing.reports, filed = issue_opinion(workspace, session, wanted, asked.passphrase, job)
        return filing, changes | filed

    title = work.translator.tr("Signing and filing the report")
    return change(work, title, sign, done, failed=failed)


def promote_opinion(
    work: GuiContext,
    opinion: OpinionId,
    wanted: Promotion,
    done: Callable[[ModelVersion], None],
    *,
    failed: Failed,
) -> Job:
    """Register what was examined in the inventory."""
    session, opinions = work.session.current, work.workspace.opinions
    title = work.translator.tr("Registering")
    return change(
        work, title, lambda job: opinions.promote(session, opinion, wanted, job), done, failed=failed
    )


def verify_file(
    context: AuditContext,
    path: Path,
    done: "Callable[[Verification], None]",
    *,
    failed: Failed | None = None,
) -> Job:
    """Verify a report file, with the workspace where there is one."""
    workspace = None if context.work is None else context.work.workspace

    def work(_job: Job) -> "Verification":
        from reports.verification import verify

        return verify(path, workspace)

    title = context.translator.tr("Verifying {file}", file=path.name)
    return context.jobs.start(title, work, done, failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Where somebody wants to sign, and who."""

    folder: Path
    person: PersonId
    passphrase: str = field(repr=False)


def open_to_sign(
    context: AuditContext,
    given: Credentials,
    done: "Callable[[tuple[Workspace, Session]], None]",
    *,
    failed: Failed,
) -> Job:
    """Open a workspace and sign in, to consent or to sign there."""

    def work(_job: Job) -> "tuple[Workspace, Session]":
        workspace = Workspace.open(given.folder)
        try:
            return workspace, workspace.people.sign_in(given.person, given.passphrase)
        except PruefsteinError:
            workspace.close()
            raise

    return context.jobs.start(context.translator.tr("Opening the workspace"), work, done, failed)
