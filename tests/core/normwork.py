"""What do the tests of determinations share?"""

from core.governance.ai_act import AiActOutcome
from core.governance.determinations import Answer, Determination, DeterminationKind
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
