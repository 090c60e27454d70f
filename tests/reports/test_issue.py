"""Does a report get from a real workspace into a filed file, and does it agree with that workspace?"""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from core.errors import ConflictError, NotAllowedError
from core.evidence import VERSION_KINDS, ReportKind, SignatureMeaning
from core.people import Role
from core.texts import Language
from core.workspace.changes import Changes
from reports.issue import IssueRequest, draft_report, issue_report
from reports.packing import attachments_of
from reports.verification import Agreement, Aspect, Identity, Outcome, verify
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, validated, validated_once

__all__ = ["cheap_keys", "validated", "validated_once"]


def _request(firm: Firm, kind: ReportKind, language: Language) -> IssueRequest:
    version = firm.workspace.inventory.resolve("MOD-0001@1").id
    return IssueRequest(version=version, kind=kind, language=language, meaning=SignatureMeaning.REVIEW)


def _issue(firm: Firm, request: IssueRequest) -> Path:
    session = firm.as_(Role.VALIDATOR)
    issued, changes = issue_report(firm.workspace, session, request, PASSPHRASE)
    assert changes is Changes.REPORTS
    return firm.workspace.reporting.path(issued)


def test_all_reports_of_one_evidence_verify_and_share_its_digest(validated: Firm) -> None:
    first = _request(validated, ReportKind.MODEL_RISK, Language.GERMAN)
    evidence = validated.workspace.reporting.evidence(first.version)
    digests = set()
    for kind in VERSION_KINDS:
        for language in Language:
            request = replace(first, kind=kind, language=language, evidence=evidence)
            found = verify(_issue(validated, request), validated.workspace)
            assert found.outcome is Outcome.VALID, found.sentences
            assert found.identity is Identity.KNOWN
            assert {item.agreement for item in found.comparisons} == {Agreement.EQUAL}
            assert found.about is not None
            digests.add(found.about.evidence)
    assert digests == {evidence.digest}
    assert validated.workspace.trail.verify().intact


def test_evidence_that_the_workspace_does_not_hold_is_never_signed(validated: Firm) -> None:
    request = _request(validated, ReportKind.MODEL_RISK, Language.GERMAN)
    evidence = validated.workspace.reporting.evidence(request.version)
    invented = replace(evidence, findings=(), model=replace(evidence.model, example=True))
    with pytest.raises(ConflictError):
        _issue(validated, replace(request, evidence=invented))
    assert validated.workspace.reporting.all() == ()


def test_a_wrong_passphrase_files_nothing(validated: Firm) -> None:
    request = _request(validated, ReportKind.MODEL_RISK, Language.GERMAN)
    count = validated.workspace.trail.count()
    with pytest.raises(NotAllowedError):
        issue_report(validated.workspace, validated.as_(Role.VALIDATOR), request, "not the passphrase")
    assert validated.workspace.trail.count() == count
    assert validated.workspace.reporting.all() == ()
    assert not list((validated.workspace.folder / "reports").glob("*.part"))


def test_a_developer_may_not_sign(validated: Firm) -> None:
    request = _request(validated, ReportKind.MODEL_RISK, Language.GERMAN)
    with pytest.raises(NotAllowedError):
        issue_report(validated.workspace, validated.as_(Role.DEVELOPER), request, PASSPHRASE)


def test_a_draft_is_not_filed_and_names_no_signer(validated: Firm, tmp_path: Path) -> None:
    request = _request(validated, ReportKind.GDPR_AUDIT, Language.ENGLISH)
    path = tmp_path / "draft.pdf"
    path.write_bytes(draft_report(validated.workspace, request.version, request.kind, request.language))
    assert verify(path, validated.workspace).outcome is Outcome.UNSIGNED
    assert validated.workspace.reporting.all() == ()
    with pikepdf.open(path) as pdf:
        assert set(attachments_of(pdf)) == {"evidence.json", "report.json"}


def test_a_report_taken_out_of_the_workspace_still_verifies_but_names_nobody(
    validated: Firm, tmp_path: Path
) -> None:
    path = _issue(validated, _request(validated, ReportKind.MODEL_RISK, Language.GERMAN))
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(path.read_bytes())
    assert verify(copy, validated.workspace).outcome is Outcome.VALID
    alone = verify(copy)
    assert alone.outcome is Outcome.VALID
    assert alone.identity is Identity.NOT_CONFIRMED


def test_a_second_signature_over_the_same_number_differs(validated: Firm, tmp_path: Path) -> None:
    request = _request(validated, ReportKind.MODEL_RISK, Language.GERMAN)
    path = _issue(validated, request)
    from core.language import Translator
    from reports.document import Issue
    from reports.issue import render_report
    from reports.signing import sign

    session = validated.as_(Role.VALIDATOR)
    key = validated.workspace.people.signing_key(session, PASSPHRASE)
    assert key.person.certificate_digest is not None
    evidence = validated.workspace.reporting.evidence(request.version)
    issue = Issue(
        report=validated.workspace.reporting.all()[0].id,
        meaning=SignatureMeaning.REVIEW,
        signer=key.person.name.name(),
        signer_id=key.person.id,
        certificate_digest=key.person.certificate_digest,
        moment=evidence.gathered_at.replace(microsecond=0),
        example=key.person.example,
    )
    other = tmp_path / "other.pdf"
    raw = render_report(evidence, request.kind, request.language, issue)
    other.write_bytes(sign(raw, issue, key, Translator(request.language)))
    assert verify(path, validated.workspace).outcome is Outcome.VALID
    found = verify(other, validated.workspace)
    assert found.outcome is Outcome.DIFFERS
    differing = {item.aspect for item in found.comparisons if item.agreement is Agreement.DIFFERS}
    assert differing == {Aspect.FILE}
