"""Which tier was determined otherwise for an assessment?"""

from collections.abc import Iterable

from core.governance.determinations import Determination, DeterminationKind, newest
from core.risk import Band, RiskAssessment, TierOverride


def override_for(
    assessment: RiskAssessment | None, determined: Iterable[Determination]
) -> TierOverride | None:
    """Return the last override if it was not withdrawn and names the assessment; whether it still holds on a
    day, and its signature, are asked elsewhere.
    """  # noqa: D205
    found = newest(determined, DeterminationKind.TIER_OVERRIDE)
    if assessment is None or found is None or found.withdrawn_at is not None:
        return None
    if assessment.id not in found.evidence:
        return None
    return TierOverride(id=found.id, tier=Band(found.outcome), expires=found.expires)
