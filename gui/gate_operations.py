"""What does each action around the gate do?"""

from collections.abc import Callable
from datetime import UTC, datetime

from core.errors import PruefsteinError
from core.governance.certificates import ReleaseCertificate
from core.governance.gate import GateVerdict
from core.ids import DecisionId, VersionId
from core.stages import Stage
from core.workspace import Changes
from core.workspace.governance.certificate_check import CertificateRequest, check_certificate
from core.workspace.governance.gate_subject import GateRequest
from gui.context import GuiContext
from gui.jobs import Job
from gui.operations import change

Failed = Callable[[PruefsteinError], None]


def judge(
    context: GuiContext,
    version: VersionId,
    stage: Stage,
    done: Callable[[GateVerdict], None],
    *,
    failed: Failed,
) -> Job:
    """Judge a version for a stage."""

    def work(job: Job) -> GateVerdict:
        from reports.gating import report_check

        request = GateRequest(subject=version, stage=stage)
        check = report_check(context.workspace)
        return context.workspace.gate.judge(request, report_check=check, progress=job)

    return context.jobs.start(context.translator.tr("Judging {version}", version=version), work, done, failed)


def issue(
    context: GuiContext,
    decision: DecisionId,
    passphrase: str,
    done: Callable[[ReleaseCertificate], None],
    *,
    failed: Failed,
) -> Job:
    """Sign and record a release certificate."""
    session, workspace = context.session.current, context.workspace

    def work(job: Job) -> tuple[ReleaseCertificate, Changes]:
        from reports.gating import report_check

        key = workspace.people.signing_key(session, passphrase)
        check = report_check(workspace)
        return workspace.certificates.issue(session, decision, key, report_check=check, progress=job)

    return change(context, context.translator.tr("Signing the certificate"), work, done, failed=failed)


def check(
    context: GuiContext,
    request: CertificateRequest,
    done: Callable[[GateVerdict], None],
    *,
    failed: Failed,
) -> Job:
    """Judge a file by a release certificate."""
    title = context.translator.tr("Checking the certificate")
    return context.jobs.start(title, lambda _: check_certificate(request, datetime.now(UTC)), done, failed)
