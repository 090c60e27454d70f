"""Is a condition proved and confirmed by the right people, on what they read, and never silently?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from core.decisions import Decision, DecisionKind
from core.errors import NotAllowedError, UserError
from core.governance.conditions import ConditionState, condition_lines
from core.ids import VersionId
from core.inventory import State
from core.people import Role
from core.ties import Duty, Responsibility
from core.workspace import DecisionRequest
from tests.core.casework import Firm, proof_of, said

READY = VersionId("MOD-0001@1")


def conditional(firm: Firm) -> Decision:
    """Approve the checked version with one condition on its owner."""
    due = firm.clock().date() + timedelta(days=30)
    request = DecisionRequest(
        version=READY,
        kind=DecisionKind.APPROVE_WITH_CONDITIONS,
        reason=said("good enough"),
        conditions=((said("Document the cut-off"), firm.person(Role.OWNER).id, due),),
    )
    decisions = firm.workspace.decisions
    return decisions.decide(firm.as_(Role.RISK_MANAGER), request, firm.key(Role.RISK_MANAGER))[0]


def test_a_confirmation_is_for_the_proof_that_was_read(validated: Firm) -> None:
    decision, decisions = conditional(validated), validated.workspace.decisions
    owner, validator = validated.as_(Role.OWNER), validated.as_(Role.VALIDATOR)
    decisions.prove_condition(owner, decision.id, 0, (READY,), said("see the version"))
    (line,) = decisions.conditions(READY)
    read = line.condition.proved_at
    assert (line.state, line.id, line.counts) == (ConditionState.PROVED, "D-0001/1", True)
    validated.clock.advance(timedelta(minutes=1))
    paper = proof_of(validated, decision.id)
    decisions.prove_condition(owner, decision.id, 0, (paper,), said("see the document"))

    with pytest.raises(UserError, match="was changed since you read it"):
        decisions.meet_condition(validator, decision.id, 0, read=read)
    with pytest.raises(UserError, match="was changed since you read it"):
        decisions.return_proof(validator, decision.id, 0, said("thin"), read=read)
    assert decisions.conditions()[0].state is ConditionState.PROVED
    newer = decisions.conditions()[0].condition.proved_at
    decisions.meet_condition(validator, decision.id, 0, read=newer)
    assert decisions.conditions()[0].state is ConditionState.MET


def test_what_the_window_is_told_is_what_the_guards_do(validated: Firm) -> None:
    decision, decisions = conditional(validated), validated.workspace.decisions

    def proves(role: Role) -> bool:
        return decisions.proof_obstacle(decision.id, 0, validated.person(role)) is None

    def judges(role: Role) -> bool:
        return decisions.judgment_obstacle(decision.id, 0, validated.person(role)) is None

    assert [role for role in validated.sessions if proves(role)] == [Role.OWNER]
    assert not any(judges(role) for role in validated.sessions)
    decisions.prove_condition(validated.as_(Role.OWNER), decision.id, 0, (READY,), said("see"))
    assert not judges(Role.OWNER)
    assert judges(Role.VALIDATOR)
    with pytest.raises(NotAllowedError):
        decisions.meet_condition(validated.as_(Role.AUDITOR), decision.id, 0)
    with pytest.raises(UserError):
        decisions.proof_obstacle(decision.id, -1, validated.person(Role.OWNER))


def test_whoever_stands_in_for_the_owner_proves_but_never_confirms(validated: Firm) -> None:
    decision, workspace = conditional(validated), validated.workspace
    owner, deputy = validated.person(Role.OWNER).id, validated.person(Role.VALIDATOR).id
    model = workspace.inventory.model(decision.binding.version.split("@")[0])  # type: ignore[arg-type]
    from core.audit import Action

    with workspace._desk.store.transaction(validated.as_(Role.OWNER)) as step:
        duty = Responsibility(duty=Duty.OWNER, person=owner, deputy=deputy)
        step.put(replace(model, duties=(duty,)), Action.MODEL_CHANGED)

    workspace.decisions.prove_condition(
        validated.as_(Role.VALIDATOR), decision.id, 0, (READY,), said("on behalf")
    )

    with pytest.raises(NotAllowedError, match="somebody else must confirm"):
        workspace.decisions.meet_condition(validated.as_(Role.VALIDATOR), decision.id, 0)
    workspace.decisions.meet_condition(validated.as_(Role.RISK_MANAGER), decision.id, 0)


def test_a_condition_set_to_met_in_the_database_is_found(validated: Firm) -> None:
    conditional(validated)
    assert validated.workspace.trail.verify().intact
    with closing(sqlite3.connect(validated.workspace.folder / "workspace.db")) as connection:
        connection.execute(
            "UPDATE decision SET document = CAST(replace(CAST(document AS TEXT), '\"met_at\":null',"
            ' \'"met_at":"2026-11-02T09:00:00.000000Z"\') AS BLOB)'
        )
        connection.commit()

    assert validated.workspace.decisions.conditions()[0].state is ConditionState.MET
    assert not validated.workspace.trail.verify().intact


def test_a_later_decision_takes_the_place_of_a_condition_which_then_is_not_overdue(validated: Firm) -> None:
    first = conditional(validated)
    later = replace(first, conditions=(), kind=DecisionKind.REJECT)
    after = first.conditions[0].due + timedelta(days=1)

    (alone,) = condition_lines((first,), after)
    (replaced,) = condition_lines((later, first), after)

    assert (alone.counts, alone.overdue) == (True, True)
    assert (replaced.counts, replaced.overdue) == (False, False)


def test_everything_that_speaks_against_a_version_in_use_is_said(validated: Firm) -> None:
    conditional(validated)
    validated.move(READY, State.IN_USE)
    reviews = validated.workspace.reviews
    assert reviews.against(READY) == ()
    validated.assess(READY)
    validated.later(days=31)

    found = [item.text for item in reviews.against(READY)]

    assert [text.split(". ")[0] for text in found] == [
        "The approval {decision} has lapsed because this was replaced: {what}",
        "A condition of the approval {decision} is overdue",
    ]
