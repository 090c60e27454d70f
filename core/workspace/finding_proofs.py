"""Does what an owner names show that a finding is mended, and is it still what was named?"""

from dataclasses import dataclass

from core.errors import NotAllowedError, UserError
from core.findings import Finding, FindingScope, MendingReport, Proof
from core.governance.documents import Document
from core.governance.finding_rules import FindingCase
from core.ids import DocumentId, RunId, model_of
from core.inventory import ENDED, ModelVersion
from core.messages import message
from core.results import CheckRun, Verdict
from core.store.transaction import Transaction
from core.workspace.desk import Desk
from core.workspace.governance.documents import the_document
from core.workspace.lookup import the_run
from core.workspace.tables import verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Documents and runs an owner names as evidence of closure."""

    documents: tuple[DocumentId, ...] = ()
    runs: tuple[RunId, ...] = ()


def proofs(step: Transaction, case: FindingCase, named: Named) -> tuple[Proof, ...]:
    """Return the proofs with their digests of now; refuses what cannot show that the finding is mended."""
    documents = [_standing_document(step, item) for item in dict.fromkeys(named.documents)]
    runs = [_fitting_run(step, case, item) for item in dict.fromkeys(named.runs)]
    found = (
        *(Proof(id=item.id, digest=item.digest) for item in documents),
        *(Proof(id=item.id, digest=item.result_digest) for item in runs),
    )
    if not found and case.finding.severity in case.rules.proof_required:
        raise UserError(
            message(
                "A finding of severity {severity} needs evidence of closure. Name a document or a run.",
                severity=case.finding.severity,
            )
        )
    if runs and not documents and not any(_shows(run, case.finding) for run in runs):
        raise UserError(
            message(
                "None of the runs shows that “{measure}” passes now. Name a run that does, or a document.",
                measure=case.finding.measure,
            )
        )
    return found


def check_proofs(step: Transaction, desk: Desk, report: MendingReport) -> None:
    """Refuse a verification that would rest on something that is gone, withdrawn or changed."""
    for proof in report.proofs:
        if proof.digest != _present_digest(step, desk, proof):
            raise NotAllowedError(
                message(
                    "{proof} is no longer what was named as evidence. Send the finding back, "
                    "so that it is reported anew.",
                    proof=proof.id,
                )
            )


def _present_digest(step: Transaction, desk: Desk, proof: Proof) -> str | None:
    run = step.get(CheckRun, proof.id)
    if run is not None:
        return run.result_digest
    document = step.get(Document, proof.id)
    if document is None or document.withdrawn_at is not None:
        return None
    verified(desk, document.digest)
    return document.digest


def _standing_document(step: Transaction, identity: DocumentId) -> Document:
    document = the_document(step, identity)
    if document.withdrawn_at is not None:
        raise UserError(
            message("{document} was withdrawn and proves nothing. Name another one.", document=identity)
        )
    return document


def _fitting_run(step: Transaction, case: FindingCase, identity: RunId) -> CheckRun:
    """Return a run on what the finding counts against, made after the finding was raised."""
    run, finding = the_run(step, identity), case.finding
    if not _about(step, finding, run):
        raise UserError(
            message(
                "{run} was made on {version}, so it shows nothing about {finding}. "
                "Name a run on the version the finding is about.",
                run=run.id,
                version=run.version,
                finding=finding.id,
            )
        )
    if run.finished_at <= finding.raised_at:
        raise UserError(
            message(
                "{run} is older than {finding}, so it cannot show that it is mended. Run the checks again.",
                run=run.id,
                finding=finding.id,
            )
        )
    return run


def _about(step: Transaction, finding: Finding, run: CheckRun) -> bool:
    """Tell whether a run is on the finding's version; a later version counts once that one has ended."""
    if run.version == finding.version:
        return True
    if model_of(run.version) != model_of(finding.version):
        return False
    version = step.get(ModelVersion, finding.version)
    return finding.scope is not FindingScope.VERSION or (version is not None and version.state in ENDED)


def _shows(run: CheckRun, finding: Finding) -> bool:
    """Tell whether a run decided the finding's measure as passed; for observed ones any run may show it."""
    if finding.measure is None:
        return True
    verdicts = [
        item.verdict
        for result in run.results
        if result.check == finding.check
        for item in result.conclusions
        if (item.measure, item.subject) == (finding.measure, finding.subject)
    ]
    return bool(verdicts) and all(verdict is Verdict.PASSED for verdict in verdicts)
