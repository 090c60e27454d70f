"""May this very version, or this very file, be released for a stage now?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.audit import Depth, TrailState
from core.canonical import result_digest
from core.decisions import Decision
from core.errors import ConflictError, IntegrityError, PruefsteinError
from core.evidence import IssuedReport, ReportKind
from core.facts import Facts
from core.governance.determinations import Determination, DeterminationKind
from core.governance.exceptions import DETAILED, EarlyUseOutcome, covering
from core.governance.gate import (
    ALWAYS,
    OF_APPROVAL,
    Demand,
    FileFacts,
    GateLine,
    GateVerdict,
    missing,
    with_exceptions,
)
from core.governance.gate_approval import ApprovalCase, approval_lines, permission_lines, subject_lines
from core.governance.gate_evidence import (
    EvidenceCase,
    ReportFacts,
    evidence_lines,
    finding_lines,
    integrity_lines,
)
from core.ids import DatasetId, Digest, VersionId
from core.inventory import Dataset, ModelVersion
from core.messages import Message, message
from core.progress import SILENT, Progress
from core.stages import Stage
from core.store.files import file_sha256
from core.workspace.desk import Desk
from core.workspace.governance.changes_determined import change_obstacles
from core.workspace.governance.determined import in_force
from core.workspace.governance.gate_people import approver_then, changed_since, confirmed, reproduced_at
from core.workspace.governance.gate_subject import GateRequest, Subject, resolve
from core.workspace.lookup import facts_of
from core.workspace.tables import table_path
from core.workspace.trail import Trail

__all__ = ["Gate", "GateRequest"]

ReportCheck = Callable[[Path], bool]
"""Tells whether a signed PDF is valid; what reads PDFs lies above the core."""
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was read of one version at one moment."""

    facts: Facts
    decision: Decision | None
    determinations: tuple[Determination, ...]
    state: TrailState


class Gate:
    """Judges without writing anything; whatever cannot be read counts as missing."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def judge(
        self, request: GateRequest, *, report_check: ReportCheck | None = None, progress: Progress = SILENT
    ) -> GateVerdict:
        """Say whether the version or file passes.

        Raises `UserError` when it is not clear which version is meant; everything else that goes wrong
        makes the verdict negative. Without `report_check` no signed report counts.
        """
        return self.judge_stages(request, (request.stage,), report_check=report_check, progress=progress)[0]

    def judge_stages(
        self,
        request: GateRequest,
        stages: tuple[Stage, ...],
        *,
        report_check: ReportCheck | None = None,
        progress: Progress = SILENT,
    ) -> tuple[GateVerdict, ...]:
        """Say the same for several stages, of one moment: everything is read and hashed once."""
        subject = Subject(version=None)
        try:
            subject = resolve(self._desk, request)
            if subject.version is None:
                return tuple(self._unknown(replace(request, stage=stage), subject) for stage in stages)
            read = self._read(subject.version, request, progress)
            evidence = self._evidence(read, subject, report_check)
            return tuple(
                self._judged(replace(request, stage=stage), subject, read, evidence) for stage in stages
            )
        except (ConflictError, IntegrityError) as error:
            said = error.message
        except PruefsteinError:
            raise
        except Exception as error:  # noqa: BLE001 (fail closed: whatever goes wrong lets nothing through)
            detail = f"{type(error).__name__}: {error}"
            said = message("The gate could not be judged: {detail}", detail=detail)
        return tuple(self._broken(replace(request, stage=stage), subject, said) for stage in stages)

    def _judged(
        self, request: GateRequest, subject: Subject, read: _Read, evidence: EvidenceCase
    ) -> GateVerdict:
        facts = read.facts
        approval = self._approval(read, request)
        lines = [*subject_lines(approval), *integrity_lines(evidence)]
        if approval.early:
            lines += [*permission_lines(approval), *finding_lines(evidence)]
            demanded = ALWAYS | {Demand.PRE_VALIDATION}
        else:
            lines += [*approval_lines(approval), *evidence_lines(evidence), *finding_lines(evidence)]
            lines += self._identity(read, request)
            demanded = ALWAYS | OF_APPROVAL
        return GateVerdict(
            subject=facts.version.id,
            version=facts.version.id,
            stage=request.stage,
            tier=facts.tier,
            file=subject.file,
            artifacts=tuple(item.digest for item in facts.version.artifacts),
            cut_off=facts.version.cut_off,
            decision=None if read.decision is None else read.decision.id,
            expires=None if read.decision is None else read.decision.expires,
            conditions=() if read.decision is None else read.decision.open_conditions,
            policy=facts.policy.digest,
            checkpoint=read.state.checkpoint,
            judged_at=evidence.now,
            demanded=demanded,
            lines=with_exceptions(tuple(lines), self._exceptions(read)),
            remarks=tuple(_remarks(approval)),
        )

    def _read(self, version: VersionId, request: GateRequest, progress: Progress) -> _Read:
        """Read everything of one moment: again when somebody wrote in between."""
        for _ in range(_ATTEMPTS):
            store = self._desk.store
            facts = facts_of(store, version, self._desk.policy)
            facts = replace(facts, changed=self._changed(facts))
            decisions = store.select(Decision, version=version)
            given = store.select(Determination, model=facts.model.id)
            every = request.every_signature or facts.rule.gate.every_signature
            before = store.event_count()
            state = Trail(self._desk).verify(progress, Depth.SIGNATURES if every else Depth.RECORDS)
            head = state.checkpoint
            if head is not None and head.size == before == store.event_count() and self._same(facts, version):
                newest = decisions[-1] if decisions else None
                return _Read(facts=facts, decision=newest, determinations=given, state=state)
        raise ConflictError(
            message("The workspace is being written to, so no moment could be judged. Try again shortly.")
        )

    def _same(self, facts: Facts, version: VersionId) -> bool:
        again = facts_of(self._desk.store, version, self._desk.policy)
        return replace(again, changed=facts.changed) == facts

    def _changed(self, facts: Facts) -> tuple[DatasetId, ...]:
        """Hash every data set's file anew, copied or referenced."""
        return tuple(item.id for item in facts.datasets if not self._table_there(item))

    def _table_there(self, dataset: Dataset) -> bool:
        try:
            table_path(self._desk, dataset)
        except (PruefsteinError, OSError):
            return False
        return True

    def _approval(self, read: _Read, request: GateRequest) -> ApprovalCase:
        facts, decision = read.facts, read.decision
        permission = next(
            (
                item
                for item in self._in_force(read)
                if item.kind is DeterminationKind.PRE_VALIDATION_USE
                and item.version == facts.version.id
                and item.outcome == EarlyUseOutcome.PERMITTED
                and item.expires is not None
            ),
            None,
        )
        return ApprovalCase(
            facts=facts,
            stage=request.stage,
            today=self._desk.clock().date(),
            decision=decision,
            signed=decision is not None and self._signed(decision),
            approver=None if decision is None else approver_then(self._desk, decision),
            permission=permission,
            permission_outdated=permission is not None
            and changed_since(self._desk, facts.version.id, permission.decided_at),
        )

    def _signed(self, decision: Decision) -> bool:
        from core.workspace.decisions import Decisions

        return Decisions(self._desk).signature_valid(decision)

    def _in_force(self, read: _Read) -> tuple[Determination, ...]:
        return in_force(self._desk.store, read.determinations, self._desk.clock().date())

    def _exceptions(self, read: _Read) -> Callable[[Demand, str], str | None]:
        """Return what finds the signed exception of this version that covers a demand."""
        today = self._desk.clock().date()
        own = [item for item in self._in_force(read) if item.version == read.facts.version.id]

        def granted(demand: Demand, about: str) -> str | None:
            found = covering(own, demand, about if demand in DETAILED else "", today)
            return None if found is None or found.expires is None else found.id

        return granted

    def _evidence(self, read: _Read, subject: Subject, report_check: ReportCheck | None) -> EvidenceCase:
        facts = read.facts
        return EvidenceCase(
            facts=facts,
            now=self._desk.clock(),
            decision=read.decision,
            problems=read.state.problems,
            signatures=read.state.signatures_checked,
            damaged=tuple(self._damaged(facts.version)),
            file=subject.file,
            companions_missing=subject.companions_missing,
            data_gone=facts.changed,
            results_changed=tuple(
                run.id for run in facts.runs if result_digest(run.results) != run.result_digest
            ),
            report=self._report(facts.version.id, report_check),
            change=self._change(facts),
            reproduced_at=reproduced_at(self._desk, facts.version),
        )

    def _change(self, facts: Facts) -> Message | None:
        found = change_obstacles(self._desk.store, facts, self._desk.clock().date())
        return next((item.message for item in found), None)

    def _damaged(self, version: ModelVersion) -> Iterator[Digest]:
        for artifact in version.artifacts:
            for digest in (artifact.digest, *(item.digest for item in artifact.companions)):
                try:
                    good = self._desk.files.verify(digest)
                except (IntegrityError, OSError):
                    good = False
                if not good:
                    yield digest

    def _report(self, version: VersionId, check: ReportCheck | None) -> ReportFacts | None:
        reports = self._desk.store.select(IssuedReport, version=version)
        wanted = [item for item in reports if item.kind is ReportKind.MODEL_RISK]
        if not wanted:
            return None
        newest = max(wanted, key=lambda item: item.issued_at)
        path = self._desk.folder / newest.path
        try:
            good = check is not None and file_sha256(path) == newest.sha256 and check(path)
        except OSError:
            good = False
        return ReportFacts(id=newest.id, issued_at=newest.issued_at, valid=good)

    def _identity(self, read: _Read, request: GateRequest) -> list[GateLine]:
        if not read.facts.rule.gate.identity or read.decision is None:
            return []
        return [confirmed(self._desk, read.decision, request.trust)]

    def _unknown(self, request: GateRequest, subject: Subject) -> GateVerdict:
        assert subject.file is not None  # noqa: S101 (only a file can be unknown)
        line = missing(
            Demand.ARTIFACT,
            message(
                "“{name}” is no model file of this workspace (SHA-256 {digest}).",
                name=subject.file.name,
                digest=subject.file.digest,
            ),
            message("Register the file as a version, have it validated and decided on."),
            detail="unknown",
            about=subject.file.digest,
        )
        return self._negative(request, subject.file.name, subject.file, line)

    def _broken(self, request: GateRequest, subject: Subject, said: Message) -> GateVerdict:
        step = message("Verify the audit trail; restore the workspace from a backup copy.")
        line = missing(Demand.TRAIL, said, step, detail="unreadable")
        named = subject.version or request.subject or ""
        verdict = self._negative(request, named, subject.file, line)
        return replace(verdict, version=subject.version)

    def _negative(
        self, request: GateRequest, name: str, file: FileFacts | None, line: GateLine
    ) -> GateVerdict:
        return GateVerdict(
            subject=name,
            version=None,
            stage=request.stage,
            file=file,
            judged_at=self._desk.clock(),
            demanded=frozenset({line.demand}),
            lines=(line,),
        )


def _remarks(case: ApprovalCase) -> Iterator[Message]:
    if case.early and case.permission is not None:
        limits = case.permission.limits
        text = "–" if limits is None else limits.body
        yield message("Use before validation only within these limits: {limits}", limits=text)
    if case.stage is not Stage.CHAMPION:
        yield message("This verdict holds for the stage {stage} only.", stage=case.stage)
