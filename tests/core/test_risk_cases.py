"""Is an assessment complete, and does it say when it is due again?"""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import NotAllowedError, UserError
from core.ids import VersionId
from core.inventory import State
from core.people import Role
from core.risk import Band, Level, Perspective, Rating
from core.workspace import Changes
from tests.core.casework import Firm, ratings, said

LOW = Level(likelihood=1, impact=1)
READY = VersionId("MOD-0001@1")


@pytest.mark.parametrize(
    ("level", "materiality", "tier", "due"),
    [
        (LOW, Band.LOW, Band.LOW, date(2029, 11, 2)),
        (LOW, Band.MEDIUM, Band.MEDIUM, date(2028, 11, 2)),
        (Level(likelihood=4, impact=4), Band.LOW, Band.HIGH, date(2027, 11, 2)),
        (Level(likelihood=5, impact=4), Band.LOW, Band.SEVERE, date(2027, 5, 2)),
    ],
)
def test_the_tier_gives_the_day_of_the_next_assessment(
    validated: Firm, level: Level, materiality: Band, tier: Band, due: date
) -> None:
    assessed, changes = validated.workspace.risk.assess(
        validated.as_(Role.VALIDATOR), READY, ratings(level), materiality
    )
    assert (assessed.tier, assessed.reassess_by) == (tier, due)
    assert assessed.policy == validated.workspace.policy.digest
    assert Changes.RISK in changes
    assert validated.workspace.risk.latest(READY) == assessed
    assert len(validated.workspace.risk.history(READY)) == 2


def incomplete() -> dict[str, tuple[Rating, ...]]:
    full = ratings(LOW)
    silent = replace(full[0], rationale=said(" "))
    other = replace(full[0], perspective=Perspective.DATA_SUBJECT)
    return {
        "nothing": (),
        "one kind missing": full[1:],
        "one kind twice": (*full, full[0]),
        "no rationale": (silent, *full[1:]),
        "only the data subject's view of one kind": (other, *full[1:]),
        "data subject's view twice": (*full, other, other),
        "data subject's view without rationale": (*full, replace(other, rationale=said(""))),
    }


@pytest.mark.parametrize("case", incomplete())
def test_an_incomplete_assessment_is_refused_and_leaves_nothing(validated: Firm, case: str) -> None:
    before = validated.workspace.trail.count()
    with pytest.raises(UserError):
        validated.workspace.risk.assess(validated.as_(Role.RISK_MANAGER), READY, incomplete()[case], Band.LOW)
    assert validated.workspace.trail.count() == before


def test_the_view_of_the_data_subject_may_raise_the_tier(validated: Firm) -> None:
    worse = replace(
        ratings(LOW)[0], perspective=Perspective.DATA_SUBJECT, inherent=Level(likelihood=4, impact=5)
    )
    assessed, _ = validated.workspace.risk.assess(
        validated.as_(Role.RISK_MANAGER), READY, (*ratings(LOW), worse), Band.LOW
    )
    assert assessed.tier is Band.SEVERE


def test_developers_and_auditors_do_not_assess_and_retired_versions_are_not_assessed(validated: Firm) -> None:
    for role in (Role.DEVELOPER, Role.AUDITOR):
        with pytest.raises(NotAllowedError):
            validated.workspace.risk.assess(validated.as_(role), READY, ratings(LOW), Band.LOW)
    validated.move(READY, State.RETIRED)
    with pytest.raises(NotAllowedError, match="retired"):
        validated.assess(READY)
    with pytest.raises(UserError):
        validated.assess(VersionId("MOD-0099@1"))
