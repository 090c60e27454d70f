"""Which evidence contradicts which rating, how gravely, and which does not?"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.findings import Severity
from core.governance.contradictions import (
    Contradiction,
    ContradictionCode,
    Proof,
    Records,
    contradictions,
    unanswered,
)
from core.governance.skills import SkillsRisk
from core.ids import AssessmentId, Digest, ModelId, PersonId, VersionId
from core.risk import (
    Band,
    ContradictionAnswer,
    Level,
    Perspective,
    Rating,
    RiskAssessment,
    RiskKind,
)
from core.ties import Duty
from tests.core.casework import said

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OUTAGE = Proof(source="INC-0001", day=date(2026, 10, 1))


def assessed(likelihood: int, *, inherent: int | None = None) -> RiskAssessment:
    ratings = tuple(
        Rating(
            kind=kind,
            inherent=Level(likelihood=inherent or likelihood, impact=3),
            residual=Level(likelihood=likelihood, impact=3),
            rationale=said("known"),
        )
        for kind in RiskKind
    )
    return RiskAssessment(
        id=AssessmentId("RA-0001"),
        version=VersionId("MOD-0001@1"),
        ratings=ratings,
        materiality=Band.LOW,
        tier=Band.LOW,
        scale="5x5-1",
        policy=Digest("a" * 64),
        committed_by=PersonId("P-x"),
        committed_at=NOW,
        reassess_by=date(2027, 11, 2),
    )


def skills(bus_factor: int) -> SkillsRisk:
    duties = (Duty.OWNER, Duty.DEVELOPER)
    return SkillsRisk(
        model=ModelId("MOD-0001"),
        duties=2,
        uncovered=duties if bus_factor == 0 else (),
        without_deputy=duties if bus_factor == 1 else (),
        leaving=(),
        bus_factor=bus_factor,
        sole_bearers=(),
    )


def codes(found: tuple[Contradiction, ...]) -> list[tuple[ContradictionCode, Severity]]:
    return [(item.code, item.severity) for item in found]


@pytest.mark.parametrize(
    ("likelihood", "inherent", "severity"),
    [(1, 5, Severity.HIGH), (2, 2, Severity.HIGH), (2, 4, Severity.MEDIUM), (3, 4, None)],
)
def test_what_happened_is_not_unlikely(likelihood: int, inherent: int, severity: Severity | None) -> None:
    records = Records(incidents={"unavailable": (OUTAGE,)})
    found = contradictions(assessed(likelihood, inherent=inherent), records)
    expected = [] if severity is None else [(ContradictionCode.RARE_DESPITE_INCIDENT, severity)]
    assert codes(found) == expected
    assert all(item.kind == RiskKind.UNAVAILABLE for item in found)


@pytest.mark.parametrize(("likelihood", "flagged"), [(1, True), (2, True), (3, False)])
def test_without_a_tested_plan_an_outage_is_not_unlikely(likelihood: int, flagged: bool) -> None:
    found = contradictions(assessed(likelihood), Records(untested="MOD-0001"))
    assert [item.code for item in found] == [ContradictionCode.AVAILABLE_WITHOUT_TEST] * flagged


@pytest.mark.parametrize(
    ("likelihood", "bus_factor", "severity"),
    [(1, 0, Severity.HIGH), (2, 1, Severity.MEDIUM), (3, 1, None), (4, 0, Severity.MEDIUM), (1, 2, None)],
)
def test_skills_are_rated_no_lower_than_deputies_allow(
    likelihood: int, bus_factor: int, severity: Severity | None
) -> None:
    found = contradictions(assessed(likelihood), Records(skills=skills(bus_factor)))
    expected = [] if severity is None else [(ContradictionCode.SKILLS_WITHOUT_DEPUTY, severity)]
    assert codes(found) == expected
    assert all({proof.subject for proof in item.proofs} == {"owner", "developer"} for item in found)


def test_an_answer_holds_for_its_evidence_only() -> None:
    before = contradictions(assessed(1), Records(incidents={"decay": (OUTAGE,)}))
    reason = ContradictionAnswer(contradiction=before[0].key, reason=said("a false alarm"))
    answered = replace(assessed(1), answers=(reason,))
    assert unanswered(answered, before) == ()
    more = (OUTAGE, replace(OUTAGE, source="INC-0002"))
    after = contradictions(answered, Records(incidents={"decay": more}))
    assert unanswered(answered, after) == after


def test_nothing_is_contradicted_without_evidence_nor_where_nothing_is_rated() -> None:
    assert contradictions(assessed(1), Records()) == ()
    empty = replace(assessed(1), ratings=())
    everything = Records(incidents={"decay": (OUTAGE,)}, untested="MOD-0001", skills=skills(0))
    assert contradictions(empty, everything) == ()
    persons = tuple(replace(item, perspective=Perspective.DATA_SUBJECT) for item in assessed(1).ratings)
    found = contradictions(replace(empty, ratings=persons), everything)
    assert [item.perspective for item in found] == [Perspective.DATA_SUBJECT]
