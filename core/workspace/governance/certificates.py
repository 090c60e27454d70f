"""How is an approval handed to those who deploy, as a signed file?"""

from collections.abc import Iterator
from datetime import date

from core.audit import Action, Checkpoint
from core.canonical import sha256
from core.decisions import Decision
from core.errors import ConflictError, NotAllowedError, UserError
from core.facts import Facts
from core.findings import FindingState
from core.governance.certificates import (
    ALGORITHM,
    SCHEMA,
    Body,
    CertifiedArtifact,
    CertifiedCondition,
    CertifiedException,
    CertifiedFile,
    ReleaseCertificate,
    Seal,
    Signed,
    file_bytes,
    signed_bytes,
)
from core.governance.determinations import Determination
from core.governance.gate import GateVerdict, Outcome
from core.ids import CertificateId, DecisionId, DeterminationId, VersionId
from core.keys.signing import certificate_digest
from core.messages import message
from core.people import Permission, Person
from core.progress import SILENT, Progress
from core.stages import Stage
from core.store.transaction import Transaction
from core.texts import Language, Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.gate import Gate, ReportCheck
from core.workspace.governance.gate_subject import GateRequest
from core.workspace.lookup import facts_of, the_decision, the_version
from core.workspace.own_key import sign_as
from core.workspace.people import SigningKey
from core.workspace.session import Session
from core.workspace.tables import verified


class Certificates:
    """Release certificates; by who signed the decision, or somebody else who may decide."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[ReleaseCertificate, ...]:
        """Return every certificate, newest first."""
        return self._desk.store.all(ReleaseCertificate)[::-1]

    def of(self, version: VersionId) -> tuple[ReleaseCertificate, ...]:
        """Return a version's certificates, newest first."""
        return self._desk.store.select(ReleaseCertificate, version=version)[::-1]

    def get(self, certificate: CertificateId) -> ReleaseCertificate:
        """Return one certificate; raises `UserError` if there is none."""
        found = self._desk.store.get(ReleaseCertificate, certificate)
        if found is None:
            raise UserError(
                message("There is no certificate {id}. Choose one from the list.", id=certificate)
            )
        return found

    def data(self, certificate: CertificateId) -> bytes:
        """Return the file exactly as issued; raises `IntegrityError` if it was changed."""
        return verified(self._desk, self.get(certificate).digest).read_bytes()

    def obstacle(self, decision: DecisionId, person: Person) -> NotAllowedError | None:
        """Return why this person may not issue a certificate on the decision; None: nothing known yet."""
        found = the_decision(self._desk.store, decision)
        version = the_version(self._desk.store, found.version)
        return _refusal(found, person, (version.developer,), artifacts=len(version.artifacts))

    def issue(
        self,
        session: Session,
        decision: DecisionId,
        key: SigningKey,
        *,
        report_check: ReportCheck | None = None,
        progress: Progress = SILENT,
    ) -> tuple[ReleaseCertificate, Changes]:
        """Sign a certificate for every stage for which the gate lets the version through now."""
        if key.person.id != session.person.id:
            raise NotAllowedError(
                message("The signing key belongs to somebody else. Sign with your own key.")
            )
        self._desk.store.check_actor(session)
        found = the_decision(self._desk.store, decision)
        refused = self.obstacle(decision, session.person)
        if refused is not None:
            raise refused
        verdicts = self._verdicts(found, report_check, progress)
        with self._desk.store.transaction(session) as step:
            self._check(step, session, found)
            checkpoint = self._unchanged(verdicts)
            body = self._body(step, found, verdicts, checkpoint, session)
            signed = _sealed(step, body, key)
            data = file_bytes(signed)
            self._desk.files.add(data)
            record = _record(
                body, data, example=facts_of(step, found.version, self._desk.policy).model.example
            )
            step.put(record, Action.CERTIFICATE_ISSUED)
        return record, Changes.DECISIONS

    def _verdicts(
        self, decision: Decision, report_check: ReportCheck | None, progress: Progress
    ) -> tuple[GateVerdict, ...]:
        verdicts = Gate(self._desk).judge_stages(
            GateRequest(subject=decision.version),
            tuple(reversed(self._stages())),
            report_check=report_check,
            progress=progress,
        )
        found = [item for item in verdicts if item.passed and item.decision == decision.id]
        refused = next((item for item in verdicts if item not in found), None)
        if not found:
            lines = () if refused is None else refused.missing
            first = lines[0].said if lines else message("the decision is not the newest one")
            raise NotAllowedError(
                message(
                    "The gate lets the version through for no stage, so no certificate was issued: {first} "
                    "Look at the gate on the page Approvals.",
                    first=first,
                )
            )
        return tuple(found)

    def _stages(self) -> list[Stage]:
        stages = self._desk.policy.gate.stages
        return [stage for stage in Stage if stage in stages]

    def _check(self, step: Transaction, session: Session, decision: Decision) -> None:
        step.check_actor()
        person, version = step.get(Person, session.person.id), the_version(step, decision.version)
        current = step.select(Decision, version=decision.version)[-1]
        if person is None or current != decision:
            raise ConflictError(
                message("The decision was changed or replaced meanwhile. Nothing was issued. Look again.")
            )
        refused = _refusal(decision, person, (version.developer,), artifacts=len(version.artifacts))
        if refused is not None:
            raise refused

    def _unchanged(self, verdicts: tuple[GateVerdict, ...]) -> Checkpoint:
        """Return the state of the trail the verdicts rest on; nobody may have written since."""
        points = {None if item.checkpoint is None else item.checkpoint.size for item in verdicts}
        checkpoint = verdicts[0].checkpoint
        if checkpoint is None or points != {self._desk.store.event_count()}:
            raise ConflictError(
                message("Somebody changed the workspace meanwhile. Nothing was issued. Try again.")
            )
        return checkpoint

    def _body(
        self,
        step: Transaction,
        decision: Decision,
        verdicts: tuple[GateVerdict, ...],
        checkpoint: Checkpoint,
        session: Session,
    ) -> Body:
        facts = facts_of(step, decision.version, self._desk.policy)
        exceptions = tuple(_exceptions(step, verdicts))
        assert decision.expires is not None  # noqa: S101 (asked by `_refusal`)
        return Body(
            schema=SCHEMA,
            id=CertificateId(step.new_id(ReleaseCertificate)),
            workspace=self._desk.store.id,
            model=facts.model.id,
            model_name=facts.model.name.body,
            version=decision.version,
            artifacts=tuple(_artifacts(facts)),
            cut_off=facts.version.cut_off,
            stages=tuple(sorted(item.stage for item in verdicts)),
            tier=facts.tier,
            decision=decision.id,
            state_digest=decision.state_digest,
            decided_at=decision.decided_at,
            expires=decision.expires,
            holds_until=min(_ends(facts, decision.expires, exceptions)),
            conditions=tuple(
                CertifiedCondition(text=item.text.body, due=item.due) for item in decision.open_conditions
            ),
            exceptions=exceptions,
            policy=facts.policy.digest,
            maximum_age_days=facts.policy.gate.certificate_days,
            checkpoint=checkpoint,
            issued_at=self._desk.clock(),
            issued_by=session.person.id,
        )


def _refusal(
    decision: Decision, person: Person, developers: tuple[str, ...], *, artifacts: int
) -> NotAllowedError | None:
    if not decision.is_approval or decision.expires is None:
        return NotAllowedError(message("A rejection lets nothing through, so there is nothing to certify."))
    if not artifacts:
        return NotAllowedError(
            message("The version has no model file, so a certificate could not be compared with anything.")
        )
    if person.certificate is None:
        return NotAllowedError(message("You have no signing key. Switch to a person."))
    if person.id in developers:
        return NotAllowedError(message("You developed this version, and nobody certifies their own work."))
    if person.id != decision.decided_by and not person.may(Permission.DECIDE):
        return NotAllowedError(
            message("Only who signed the decision, or somebody else who may decide, issues a certificate.")
        )
    return None


def _exceptions(step: Transaction, verdicts: tuple[GateVerdict, ...]) -> Iterator[CertifiedException]:
    used = {
        (line.demand, line.exception)
        for verdict in verdicts
        for line in verdict.lines
        if line.outcome is Outcome.EXCEPTED and line.exception is not None
    }
    for demand, identity in sorted(used):
        found = step.get(Determination, identity)
        if found is None or found.expires is None:
            raise ConflictError(message("An exception is gone. Nothing was issued. Look at the gate again."))
        yield CertifiedException(demand=demand, id=DeterminationId(identity), until=found.expires)


def _artifacts(facts: Facts) -> Iterator[CertifiedArtifact]:
    for item in facts.version.artifacts:
        companions = tuple(CertifiedFile(name=part.name, digest=part.digest) for part in item.companions)
        yield CertifiedArtifact(digest=item.digest, size=item.size, format=item.format, companions=companions)


def _ends(facts: Facts, expires: date, exceptions: tuple[CertifiedException, ...]) -> Iterator[date]:
    yield expires
    if facts.assessment is not None:
        yield facts.assessment.reassess_by
    yield from (item.until for item in exceptions)
    for finding in facts.findings:
        accepted = finding.state is FindingState.ACCEPTED and finding.severity in facts.rule.blocks
        if accepted and finding.accepted_until is not None:
            yield finding.accepted_until


def _sealed(step: Transaction, body: Body, key: SigningKey) -> Signed:
    person = step.get(Person, body.issued_by)
    certificate = None if person is None else person.certificate
    if person is None or certificate is None or certificate_digest(certificate) != person.certificate_digest:
        raise NotAllowedError(message("You have no signing key. Switch to a person."))
    value = sign_as(step, person.id, key, signed_bytes(body))
    chain = (certificate, *person.certificate_chain)
    return Signed(body=body, signature=Seal(algorithm=ALGORITHM, value=value, certificates=chain))


def _record(body: Body, data: bytes, *, example: bool) -> ReleaseCertificate:
    name = f"{body.version.replace('@', '-')}_{body.id}.release.json"
    safe = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in name)
    return ReleaseCertificate(
        id=body.id,
        model=body.model,
        version=body.version,
        decision=body.decision,
        digest=sha256(data),
        size=len(data),
        file_name=Text(safe, Language.ENGLISH),
        stages=body.stages,
        holds_until=body.holds_until,
        maximum_age_days=body.maximum_age_days,
        issued_by=body.issued_by,
        issued_at=body.issued_at,
        example=example,
    )
