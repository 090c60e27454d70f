"""What must be there before a version may pass the gate, beyond an approval that holds?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.inventory import State
from core.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRule:
    """What a version needs for one stage."""

    states: tuple[State, ...]
    """States in which it may pass with an approval."""
    pre_validation: bool = False
    """Whether a signed permission of use before validation may stand in for an approval."""


RELEASABLE = (State.APPROVED, State.APPROVED_WITH_CONDITIONS, State.IN_USE)
EARLY = (*RELEASABLE, State.RESTRICTED)


def default_stages() -> Mapping[Stage, StageRule]:
    """Return what holds where the policy file says nothing: the strictest use needs an approval."""
    return {
        Stage.SHADOW: StageRule(states=EARLY, pre_validation=True),
        Stage.PILOT: StageRule(states=EARLY, pre_validation=True),
        Stage.CHALLENGER: StageRule(states=RELEASABLE),
        Stage.CHAMPION: StageRule(states=RELEASABLE),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePolicy:
    """The firm's choices about the gate that hold for every tier."""

    certificate_days: int = 30
    """How old a release certificate may be, because it cannot see what happened since."""
    stages: Mapping[Stage, StageRule] = field(default_factory=default_stages)
    """A stage that is not named lets nothing through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDemands:
    """What one tier demands at the gate besides a valid approval."""

    run_days: int = 0
    """How old the runs of mandatory checks may be; 0: of any age."""
    report: bool = False
    """Whether a signed model-risk report on the version is demanded."""
    report_days: int = 0
    """How old that report may be; 0: of any age."""
    reproduction_days: int = 0
    """How old a successful reproduction of the training may be; 0: none is demanded."""
    artifact: bool = False
    """Whether a model file is demanded; without one nobody can tell which file is deployed."""
    identity: bool = False
    """Whether the approver's certificate must be confirmed by a trusted one, given with the call."""
    every_signature: bool = False
    """Whether the signature of every event of the audit trail is checked, not only the last one's."""
