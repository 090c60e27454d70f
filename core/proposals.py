"""Which findings follow from the results of a run?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.findings import Finding, FindingCause, FindingState, Severity
from core.policy import Policy
from core.results import CheckResult, Conclusion, Verdict
from core.risk import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A finding a run gives reason for; a person confirms or dismisses it."""

    cause: FindingCause
    check: str
    measure: str
    subject: str | None
    severity: Severity


def proposals(
    results: Iterable[CheckResult], existing: Iterable[Finding], tier: Band, today: date
) -> tuple[Proposal, ...]:
    """Return one proposal per check, measure and subject that no living finding covers yet.

    A failed conclusion weighs more than one that could not be decided: where several pairs of groups give
    reason for a finding, the failed one names the cause, and a finding that evidence is insufficient does
    not cover a measure that has failed since.
    """
    found: dict[tuple[str, str, str | None], Proposal] = {}
    for proposal in _all_proposals(results, tier):
        key = (proposal.check, proposal.measure, proposal.subject)
        if key not in found or proposal.cause is FindingCause.FAILED:
            found[key] = proposal
    living = tuple(finding for finding in existing if _lives(finding, today))
    return tuple(item for item in found.values() if not any(_covers(finding, item) for finding in living))


def default_severity(cause: FindingCause, tier: Band) -> Severity:
    """Return the severity proposed to the person who confirms: failed in tiers high and severe is high.

    Everything else is medium: a failure in a low or medium tier, and insufficient evidence in any tier.
    """
    if cause is FindingCause.FAILED and tier in {Band.HIGH, Band.SEVERE}:
        return Severity.HIGH
    return Severity.MEDIUM


def due_date(policy: Policy, severity: Severity, today: date) -> date:
    """Return until when a finding of the severity must be mended."""
    return today + timedelta(days=policy.severity_days[severity])


def _all_proposals(results: Iterable[CheckResult], tier: Band) -> Iterable[Proposal]:
    for result in results:
        for conclusion in result.conclusions:
            cause = _cause(conclusion)
            if cause is not None:
                yield Proposal(
                    cause=cause,
                    check=result.check,
                    measure=conclusion.measure,
                    subject=conclusion.subject,
                    severity=default_severity(cause, tier),
                )


def _cause(conclusion: Conclusion) -> FindingCause | None:
    if conclusion.verdict is Verdict.FAILED:
        return FindingCause.FAILED
    if conclusion.verdict is Verdict.NOT_DECIDABLE and conclusion.beyond:
        return FindingCause.EVIDENCE_INSUFFICIENT
    return None


def _lives(finding: Finding, today: date) -> bool:
    if finding.state is FindingState.ACCEPTED:
        return not finding.stands(today)
    return finding.state is FindingState.PROPOSED or finding.is_open


def _covers(finding: Finding, proposal: Proposal) -> bool:
    same = (finding.check, finding.measure, finding.subject) == (
        proposal.check,
        proposal.measure,
        proposal.subject,
    )
    graver = proposal.cause is FindingCause.FAILED and finding.cause is FindingCause.EVIDENCE_INSUFFICIENT
    return same and not graver
