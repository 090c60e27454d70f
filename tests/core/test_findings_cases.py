"""Does a finding go its way only by the hands that may move it?"""

from datetime import date, timedelta

import pytest

from core.errors import NotAllowedError, UserError
from core.findings import Finding, FindingCause, FindingState, Severity
from core.ids import FindingId, PersonId, VersionId
from core.people import Role
from core.policy import Relation, Threshold
from core.proposals import default_severity, proposals
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, Definition, RunState, Verdict
from core.risk import Band
from core.workspace import Changes, NewFinding
from tests.core.casework import Firm, said

READY = VersionId("MOD-0001@1")
TODAY = date(2026, 11, 2)


def raised(firm: Firm, severity: Severity = Severity.MEDIUM) -> Finding:
    new = NewFinding(version=READY, title=said("Wrong"), severity=severity, owner=firm.person(Role.OWNER).id)
    return firm.workspace.findings.raise_new(firm.as_(Role.AUDITOR), new)[0]


@pytest.mark.parametrize(
    ("severity", "days"),
    [(Severity.LOW, 180), (Severity.MEDIUM, 90), (Severity.HIGH, 30), (Severity.SEVERE, 14)],
)
def test_a_finding_is_due_by_its_severity(validated: Firm, severity: Severity, days: int) -> None:
    assert raised(validated, severity).due == TODAY + timedelta(days=days)


def test_somebody_else_than_its_owner_closes_a_finding(validated: Firm) -> None:
    findings = validated.workspace.findings
    new = NewFinding(
        version=READY,
        title=said("Wrong"),
        severity=Severity.LOW,
        owner=validated.person(Role.VALIDATOR).id,
    )
    finding, _ = findings.raise_new(validated.as_(Role.AUDITOR), new)
    findings.report_mended(validated.as_(Role.VALIDATOR), finding.id, said("mended"))
    with pytest.raises(NotAllowedError, match="somebody else"):
        findings.verify(validated.as_(Role.VALIDATOR), finding.id, said("mended"))
    with pytest.raises(UserError):
        findings.verify(validated.as_(Role.RISK_MANAGER), finding.id, said(" "))
    closed, changes = findings.verify(validated.as_(Role.RISK_MANAGER), finding.id, said("mended"))
    assert closed.state is FindingState.CLOSED
    assert Changes.FINDINGS in changes
    with pytest.raises(NotAllowedError):
        findings.verify(validated.as_(Role.RISK_MANAGER), finding.id, said("again"))
    assert findings.get(finding.id) == closed


def test_accepting_takes_the_right_to_decide_a_reason_and_an_end(validated: Firm) -> None:
    findings, later = validated.workspace.findings, TODAY + timedelta(days=30)
    finding = raised(validated)
    with pytest.raises(NotAllowedError):
        findings.accept(validated.as_(Role.VALIDATOR), finding.id, said("fine"), later)
    with pytest.raises(UserError):
        findings.accept(validated.as_(Role.RISK_MANAGER), finding.id, said(""), later)
    with pytest.raises(UserError):
        findings.accept(validated.as_(Role.RISK_MANAGER), finding.id, said("fine"), TODAY)
    assert findings.get(finding.id) == finding
    accepted, _ = findings.accept(validated.as_(Role.RISK_MANAGER), finding.id, said("fine"), later)
    assert not accepted.stands(later)
    assert accepted.stands(later + timedelta(days=1))


def test_only_proposed_findings_are_confirmed_or_dismissed(validated: Firm) -> None:
    finding = raised(validated)
    findings = validated.workspace.findings
    with pytest.raises(NotAllowedError):
        findings.dismiss(validated.as_(Role.VALIDATOR), finding.id, said("none"))
    with pytest.raises(NotAllowedError):
        findings.confirm(
            validated.as_(Role.VALIDATOR),
            finding.id,
            severity=Severity.LOW,
            owner=validated.person(Role.OWNER).id,
        )


def test_a_finding_without_title_owner_or_future_is_refused_and_nothing_changes(validated: Firm) -> None:
    before = validated.workspace.trail.count()
    owner = validated.person(Role.OWNER).id
    for title, who, due in (
        (" ", owner, None),
        ("Wrong", PersonId("P-nobody00"), None),
        ("Wrong", owner, date(2020, 1, 1)),
    ):
        new = NewFinding(version=READY, title=said(title), severity=Severity.LOW, owner=who, due=due)
        with pytest.raises(UserError):
            validated.workspace.findings.raise_new(validated.as_(Role.AUDITOR), new)
    with pytest.raises(UserError):
        validated.workspace.findings.get(FindingId("F-0099"))
    assert validated.workspace.trail.count() == before
    assert validated.workspace.trail.verify().intact


LIMIT = Threshold(
    check="group_fairness",
    measure="impact_ratio",
    relation=Relation.AT_LEAST,
    limit="4/5",  # type: ignore[arg-type]
    source_en="x",
    source_de="x",
)


def concluded(verdict: Verdict, *, beyond: bool = False, subject: str = "age") -> Conclusion:
    return Conclusion(
        measure="impact_ratio",
        subject=subject,
        value=0.7,
        threshold=LIMIT,
        verdict=verdict,
        reason=Reason(code=ReasonCode.INTERVAL_BEYOND),
        beyond=beyond,
    )


def result(*conclusions: Conclusion) -> CheckResult:
    return CheckResult(
        check="group_fairness",
        check_version=1,
        state=RunState.FINISHED,
        verdict=Verdict.FAILED,
        definition=Definition(rows=1, rows_total=1),
        conclusions=conclusions,
    )


def test_failed_and_insufficient_evidence_propose_and_nothing_else_does() -> None:
    found = proposals(
        [
            result(
                concluded(Verdict.PASSED),
                concluded(Verdict.NOT_DECIDABLE, subject="origin"),
                concluded(Verdict.NOT_DECIDABLE, subject="sex", beyond=True),
                concluded(Verdict.FAILED, subject="age", beyond=True),
                concluded(Verdict.NOT_APPLICABLE, subject="language"),
            )
        ],
        (),
        Band.LOW,
        TODAY,
    )
    assert [(item.subject, item.cause) for item in found] == [
        ("sex", FindingCause.EVIDENCE_INSUFFICIENT),
        ("age", FindingCause.FAILED),
    ]


def test_of_several_pairs_the_failed_one_names_the_cause() -> None:
    for order in ((0, 1), (1, 0)):
        pair = (concluded(Verdict.NOT_DECIDABLE, beyond=True), concluded(Verdict.FAILED, beyond=True))
        (found,) = proposals([result(pair[order[0]], pair[order[1]])], (), Band.HIGH, TODAY)
        assert found.cause is FindingCause.FAILED
        assert found.severity is Severity.HIGH


@pytest.mark.parametrize(
    ("state", "until", "covers"),
    [
        (FindingState.PROPOSED, None, True),
        (FindingState.OPEN, None, True),
        (FindingState.ACCEPTED, TODAY, True),
        (FindingState.ACCEPTED, TODAY - timedelta(days=1), False),
        (FindingState.CLOSED, None, False),
        (FindingState.DISMISSED, None, False),
    ],
)
def test_a_living_finding_covers_the_same_measure(
    validated: Firm, state: FindingState, until: date | None, covers: bool
) -> None:
    existing = Finding(
        id=FindingId("F-0001"),
        version=READY,
        cause=FindingCause.FAILED,
        check="group_fairness",
        measure="impact_ratio",
        subject="age",
        severity=Severity.LOW,
        state=state,
        raised_by=PersonId("P-x"),
        raised_at=validated.clock(),
        accepted_until=until,
    )
    found = proposals([result(concluded(Verdict.FAILED))], [existing], Band.LOW, TODAY)
    assert (found == ()) is covers


def test_the_default_severity_follows_cause_and_tier() -> None:
    failed, short = FindingCause.FAILED, FindingCause.EVIDENCE_INSUFFICIENT
    assert [default_severity(failed, tier) for tier in Band] == [
        Severity.MEDIUM,
        Severity.MEDIUM,
        Severity.HIGH,
        Severity.HIGH,
    ]
    assert {default_severity(short, tier) for tier in Band} == {Severity.MEDIUM}
