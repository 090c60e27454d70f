"""Does the gate let through only what is approved, whole, fresh and signed?"""

from tests.core.casework import Firm
from tests.core.gatework import approve, judged, missing_rules


def test_an_approved_version_passes(validated: Firm) -> None:
    approve(validated)
    verdict = judged(validated.workspace)
    assert missing_rules(verdict) == set()
    assert verdict.passed


def test_nothing_passes_before_somebody_decided(validated: Firm) -> None:
    verdict = judged(validated.workspace)
    assert not verdict.passed
    assert {"gate.approval.present", "gate.stage.state"} <= missing_rules(verdict)
