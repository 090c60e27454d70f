"""What do the tests of determinations share?"""

from datetime import date, timedelta

import pytest

from core.errors import PruefsteinError
from core.governance.ai_act import AiActOutcome
from core.governance.determinations import Answer, Determination, DeterminationKind
from core.governance.exceptions import EarlyUseOutcome, ExceptionOutcome
from core.ids import ModelId, VersionId
from core.people import Role
from core.workspace.governance.determinations import NewDetermination
from tests.core.casework import Firm, said

MODEL = ModelId("MOD-0001")
VERSION = VersionId("MOD-0001@1")
CREDIT = {
    "ai_system": "yes",
    "excluded": "none",
    "role": "provider deployer",
    "prohibited": "none",
    "annex_i": "none",
    "annex_iii": "5b",
    "profiling": "yes",
    "transparency": "none",
    "gpai": "no",
    "placed": "not_yet",
    "public": "no",
}
"""A score of the creditworthiness of natural persons."""
MINIMAL = {
    **{key: CREDIT[key] for key in ("ai_system", "excluded", "role", "prohibited", "annex_i")},
    "annex_iii": "corporate",
    "transparency": "none",
    "gpai": "no",
}
"""A score of companies."""


def answers(given: dict[str, str]) -> tuple[Answer, ...]:
    """Return answers from words separated by blanks."""
    return tuple(Answer(question=key, answer=one) for key, words in given.items() for one in words.split())


def ai_act(given: dict[str, str], outcome: AiActOutcome, model: ModelId = MODEL) -> NewDetermination:
    """Return a classification."""
    return NewDetermination(
        kind=DeterminationKind.AI_ACT,
        model=model,
        outcome=outcome,
        answers=answers(given),
        reason=said("As answered"),
    )


def determine(firm: Firm, new: NewDetermination, role: Role = Role.RISK_MANAGER) -> Determination:
    """Have somebody determine it with their own key."""
    return firm.workspace.determinations.determine(firm.as_(role), new, firm.key(role))[0]


def refused(firm: Firm, new: NewDetermination, role: Role = Role.RISK_MANAGER) -> str:
    """Assert that it is refused and leaves nothing behind; return why."""
    before = firm.workspace.trail.count()
    with pytest.raises(PruefsteinError) as caught:
        determine(firm, new, role)
    assert firm.workspace.trail.count() == before
    return str(caught.value)


def exception(firm: Firm, topic: str = "evidence.checks.performance", **given: object) -> NewDetermination:
    plain: dict[str, object] = {"limits": said("Shadow only"), "expires": day(firm, 30), **given}
    return NewDetermination(
        kind=DeterminationKind.POLICY_EXCEPTION,
        model=MODEL,
        version=VERSION,
        topic=topic,
        outcome=ExceptionOutcome.GRANTED,
        reason=said("Labels arrive in January"),
        **plain,  # type: ignore[arg-type]
    )


def early(firm: Firm, **given: object) -> NewDetermination:
    plain: dict[str, object] = {
        "limits": said("At most 50 loans a day"),
        "informed": (firm.person(Role.OWNER).id,),
        "expires": day(firm, 30),
        **given,
    }
    return NewDetermination(
        kind=DeterminationKind.PRE_VALIDATION_USE,
        model=MODEL,
        version=VERSION,
        outcome=EarlyUseOutcome.PERMITTED,
        reason=said("Needed before year end"),
        **plain,  # type: ignore[arg-type]
    )


def day(firm: Firm, days: int) -> date:
    return firm.clock().date() + timedelta(days=days)
