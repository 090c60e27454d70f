"""Whatever people try in whatever order: does a version only ever go where the rules let it?"""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.audit import Depth
from core.decisions import DecisionKind
from core.errors import NotAllowedError, PruefsteinError
from core.findings import FindingState, Severity
from core.ids import VersionId
from core.inventory import APPROVED_STATES, TRANSITIONS, State
from core.keys import strength
from core.obstacles import blocking
from core.people import Role
from core.workspace import DecisionRequest, NewFinding
from core.workspace.lookup import facts_of
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.casework import Firm, said
from tests.core.conftest import CHEAP

READY = VersionId("MOD-0001@1")
ROLES = (Role.OWNER, Role.DEVELOPER, Role.VALIDATOR, Role.RISK_MANAGER, Role.AUDITOR)


class Life(RuleBasedStateMachine):
    """One version, five persons, any order of deeds."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        clock = FixedClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
        self.firm: Firm = casework.reopened(self.template, self.folder, clock)

    def teardown(self) -> None:
        self.firm.workspace.close()
        shutil.rmtree(self.folder)

    @property
    def state(self) -> State:
        return self.firm.workspace.inventory.version(READY).state

    @rule(to=st.sampled_from(State), role=st.sampled_from(ROLES))
    def move(self, to: State, role: Role) -> None:
        before, count = self.state, self.firm.workspace.trail.count()
        try:
            self.firm.move(READY, to, role)
        except NotAllowedError:
            assert self.state is before
            assert self.firm.workspace.trail.count() == count
            return
        assert to in TRANSITIONS[before]
        assert to not in {*APPROVED_STATES, State.REJECTED}
        if to is State.IN_USE:
            self._holds()

    def _holds(self) -> None:
        workspace, today = self.firm.workspace, self.firm.clock().date()
        newest = workspace.decisions.of(READY)[0]
        assert newest.is_approval
        assert newest.in_force(today)
        assert workspace.decisions.lapsed(READY) == ()
        assert not blocking(facts_of(workspace.inventory._desk.store, READY, workspace.policy), today)

    @rule(kind=st.sampled_from(DecisionKind), role=st.sampled_from(ROLES))
    def decide(self, kind: DecisionKind, role: Role) -> None:
        due = self.firm.clock().date() + timedelta(days=20)
        owner = self.firm.person(Role.OWNER).id
        conditions = ((said("Measure"), owner, due),) if kind is DecisionKind.APPROVE_WITH_CONDITIONS else ()
        request = DecisionRequest(version=READY, kind=kind, reason=said("because"), conditions=conditions)
        before = self.state
        try:
            self.firm.workspace.decisions.decide(self.firm.as_(role), request, self.firm.key(role))
        except PruefsteinError:
            assert self.state is before
            return
        assert role is Role.RISK_MANAGER
        assert before in {State.IN_VALIDATION, State.UNDER_REVIEW}

    @rule(severity=st.sampled_from(Severity))
    def raise_finding(self, severity: Severity) -> None:
        owner = self.firm.person(Role.OWNER).id
        new = NewFinding(version=READY, title=said("Wrong"), severity=severity, owner=owner)
        before = self.state
        self.firm.workspace.findings.raise_new(self.firm.as_(Role.AUDITOR), new)
        released = before in {*APPROVED_STATES, State.IN_USE, State.RESTRICTED}
        expected = State.UNDER_REVIEW if severity is Severity.SEVERE and released else before
        assert self.state is expected

    @precondition(lambda self: self.firm.workspace.findings.of(READY))
    @rule()
    def close_findings(self) -> None:
        findings = self.firm.workspace.findings
        for finding in findings.of(READY):
            if finding.state is FindingState.OPEN:
                casework.mended(self.firm, finding.id)

    @rule()
    def assess(self) -> None:
        try:
            self.firm.assess(READY)
        except NotAllowedError:
            assert self.state is State.RETIRED

    @rule(days=st.integers(min_value=1, max_value=400))
    def wait(self, days: int) -> None:
        self.firm.later(days=days)
        self.firm.workspace.decisions.review_overdue(self.firm.as_(Role.RISK_MANAGER))

    @invariant()
    def the_trail_is_intact(self) -> None:
        assert self.firm.workspace.trail.verify(depth=Depth.RECORDS).intact


@pytest.mark.parametrize("lives", [4, pytest.param(12, marks=pytest.mark.full)])
def test_a_version_only_goes_where_the_rules_let_it(
    validated_once: Path, monkeypatch: pytest.MonkeyPatch, lives: int
) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setattr(strength, "STANDARD", CHEAP)
    Life.template = validated_once
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=lives,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
        ),
    )
