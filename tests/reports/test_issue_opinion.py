"""Does an opinion get from a workspace into filed files, and does it agree with that workspace?"""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import ConflictError, NotAllowedError, UserError
from core.evidence import ReportKind, SignatureMeaning
from core.ids import OpinionId
from core.messages import message
from core.opinion import Opinion
from core.people import Role
from core.texts import Language
from core.workspace import Changes, Promotion, Workspace
from reports import filing
from reports.filing import render_report
from reports.issue import OpinionIssue, issue_opinion
from reports.verification import Agreement, Aspect, Identity, Outcome, Verification, verify
from tests.core.casework import PASSPHRASE, Firm, said
from tests.core.conftest import cheap_keys, firm
from tests.core.opinionwork import new_model, table, written

__all__ = ["cheap_keys", "firm", "table"]

BOTH = (Language.GERMAN, Language.ENGLISH)


@pytest.fixture
def kept(firm: Firm, table: Path) -> Opinion:
    """An opinion kept by the auditor."""
    return firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))[0]


def _issued(firm: Firm, opinion: Opinion, languages: tuple[Language, ...] = BOTH) -> tuple[Path, ...]:
    request = OpinionIssue(opinion=opinion.id, languages=languages)
    issued, changes = issue_opinion(firm.workspace, firm.as_(Role.AUDITOR), request, PASSPHRASE)
    assert changes == Changes.REPORTS
    return tuple(firm.workspace.reporting.path(item) for item in issued)


def _agreements(found: Verification) -> dict[Aspect, Agreement]:
    return {item.aspect: item.agreement for item in found.comparisons}


def test_both_languages_share_a_digest_and_verify_inside_and_outside(firm: Firm, kept: Opinion) -> None:
    paths = _issued(firm, kept)
    assert [path.name for path in paths] == [
        "OPN-0001_audit_opinion_de_REP-0001.pdf",
        "OPN-0001_audit_opinion_en_REP-0002.pdf",
    ]
    digests = set()
    for path in paths:
        inside, outside = verify(path, firm.workspace), verify(path)
        assert inside.outcome is outside.outcome is Outcome.VALID, inside.sentences
        assert (inside.identity, outside.identity) == (Identity.KNOWN, Identity.NOT_CONFIRMED)
        assert set(_agreements(inside).values()) == {Agreement.EQUAL}
        assert set(_agreements(inside)) > set(_agreements(outside))
        assert inside.about is not None
        assert (inside.about.opinion, inside.about.version) == (kept.id, None)
        digests.add(inside.about.evidence)
    assert len(digests) == 1
    filed = firm.workspace.reporting.all()
    assert {item.evidence for item in filed} == digests
    assert {(item.kind, item.version, item.opinion) for item in filed} == {
        (ReportKind.AUDIT_OPINION, None, kept.id)
    }
    assert firm.workspace.trail.verify().intact
    assert not list((firm.workspace.folder / "reports").glob("*.part"))


def test_reports_stay_true_after_promotion_and_erasure(firm: Firm, table: Path, kept: Opinion) -> None:
    (path,) = _issued(firm, kept, (Language.GERMAN,))
    given = Promotion(model=new_model(firm), label="1", table=table)
    firm.workspace.opinions.promote(firm.as_(Role.OWNER), kept.id, given)
    with sqlite3.connect(firm.workspace.folder / "workspace.db") as database:
        rows = database.execute("SELECT digest FROM text WHERE body LIKE 'The figures hold%'").fetchall()
    database.close()
    firm.workspace.trail.erase(firm.as_(Role.ADMINISTRATOR), rows[0][0], said("asked to"))
    found = verify(path, firm.workspace)
    assert found.outcome is Outcome.VALID, found.sentences
    assert set(_agreements(found).values()) == {Agreement.EQUAL}


def test_a_report_of_another_workspace_is_not_compared(firm: Firm, kept: Opinion, tmp_path: Path) -> None:
    from tests.core import casework

    (path,) = _issued(firm, kept, (Language.ENGLISH,))
    (tmp_path / "other").mkdir()
    other = casework.found(tmp_path / "other", firm.clock)
    try:
        found = verify(path, other.workspace)
    finally:
        other.workspace.close()
    assert found.outcome is Outcome.VALID
    assert _agreements(found)[Aspect.FILE] is Agreement.NOT_COMPARED


def test_a_report_of_an_opinion_that_says_something_else_differs(
    firm: Firm, kept: Opinion, tmp_path: Path
) -> None:
    from core.language import Translator
    from reports.document import Issue
    from reports.signing import sign

    evidence = firm.workspace.opinions.evidence(kept.id)
    forged = replace(evidence, opinion=replace(kept, grade=None, conclusion=None))
    key = firm.key(Role.AUDITOR)
    assert key.person.certificate_digest is not None
    issue = Issue(
        report=firm.workspace.reporting.reserve(kept.id, ReportKind.AUDIT_OPINION, Language.GERMAN)[0],
        meaning=SignatureMeaning.REVIEW,
        signer=key.person.name.name(),
        signer_id=key.person.id,
        certificate_digest=key.person.certificate_digest,
        moment=forged.gathered_at,
        example=False,
    )
    raw = render_report(forged, ReportKind.AUDIT_OPINION, Language.GERMAN, issue)
    path = tmp_path / "forged.pdf"
    path.write_bytes(sign(raw, issue, key, Translator(Language.GERMAN)))
    found = verify(path, firm.workspace)
    assert found.outcome is Outcome.DIFFERS
    differing = {aspect for aspect, agreement in _agreements(found).items() if agreement is Agreement.DIFFERS}
    assert differing == {Aspect.FILE, Aspect.RECORDS}


def test_a_wrong_passphrase_or_role_files_nothing(firm: Firm, kept: Opinion) -> None:
    request = OpinionIssue(opinion=kept.id, languages=BOTH)
    count = firm.workspace.trail.count()
    for role, passphrase in ((Role.AUDITOR, "not the passphrase"), (Role.DEVELOPER, PASSPHRASE)):
        with pytest.raises(NotAllowedError):
            issue_opinion(firm.workspace, firm.as_(role), request, passphrase)
    unknown = replace(request, opinion=OpinionId("OPN-0009"))
    with pytest.raises(UserError):
        issue_opinion(firm.workspace, firm.as_(Role.AUDITOR), unknown, PASSPHRASE)
    assert firm.workspace.trail.count() == count
    assert firm.workspace.reporting.all() == ()
    assert not list((firm.workspace.folder / "reports").glob("*"))


def test_what_was_filed_before_a_failure_stays_and_the_rest_is_removed(
    firm: Firm, kept: Opinion, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = filing.render_report

    def broken(evidence: object, kind: object, language: Language, issue: object) -> bytes:
        if language is Language.ENGLISH:
            raise ConflictError(message("broken"))
        return render(evidence, kind, language, issue)  # type: ignore[arg-type]

    monkeypatch.setattr(filing, "render_report", broken)
    request = OpinionIssue(opinion=kept.id, languages=BOTH)
    with pytest.raises(ConflictError):
        issue_opinion(firm.workspace, firm.as_(Role.AUDITOR), request, PASSPHRASE)
    (filed,) = firm.workspace.reporting.all()
    assert filed.language is Language.GERMAN
    names = [path.name for path in (firm.workspace.folder / "reports").glob("*")]
    assert names == ["OPN-0001_audit_opinion_de_REP-0001.pdf"]
    assert firm.workspace.trail.verify().intact


def test_opening_gives_a_recorded_opinion_its_name_after_a_crash(firm: Firm, kept: Opinion) -> None:
    (path,) = _issued(firm, kept, (Language.GERMAN,))
    path.rename(path.with_name(path.name + ".part"))
    firm.workspace.close()
    reopened = Workspace.open(firm.workspace.folder, clock=firm.clock)
    try:
        assert verify(path, reopened).outcome is Outcome.VALID
    finally:
        reopened.close()


def test_evidence_of_a_version_cannot_become_an_opinion(firm: Firm, kept: Opinion) -> None:
    evidence = firm.workspace.opinions.evidence(kept.id)
    with pytest.raises(TypeError, match="is not made from"):
        render_report(evidence, ReportKind.MODEL_RISK, Language.GERMAN, None)
