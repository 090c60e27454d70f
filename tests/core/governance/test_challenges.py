"""Is a challenge independent, answered by the right people, and concluded with something that shows it?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.challenges import Challenge, ChallengeOutcome, ChallengeTopic, effect
from core.governance.three_lines import Act, DefenseLine, lines_of
from core.governance.three_lines import Deed as Done
from core.ids import ModelId, PersonId, VersionId
from core.people import Role
from core.texts import Text
from core.workspace.governance.challenges import NewChallenge, NewConclusion
from tests.core.casework import Firm, said


def raised(firm: Firm) -> Challenge:
    """Raise a challenge as the validator."""
    version = firm.version()
    new = NewChallenge(
        model=version.model,
        version=version.id,
        topic=ChallengeTopic.ASSUMPTION,
        question=said("Why should loans of 1975 speak for today?"),
        expertise=said("Ten years of scorecards"),
        standing=said("Reports to the chief risk officer"),
        due=firm.clock().date() + timedelta(days=10),
    )
    return firm.workspace.challenges.raise_new(firm.as_(Role.VALIDATOR), new)[0]


def ended(
    outcome: ChallengeOutcome, text: Text, evidence: tuple[str, ...] = (), read: datetime | None = None
) -> NewConclusion:
    """Return what came of a challenge."""
    return NewConclusion(outcome=outcome, text=text, evidence=evidence, read=read)


def test_a_challenge_is_answered_by_the_model_and_concluded_by_the_independent(firm: Firm) -> None:
    challenge, log = raised(firm), firm.workspace.challenges
    validator = firm.as_(Role.VALIDATOR)
    with pytest.raises(NotAllowedError, match="Nobody has answered"):
        log.conclude(validator, challenge.id, ended(ChallengeOutcome.UPHELD, said("fine")))
    with pytest.raises(NotAllowedError, match="neither owns nor developed"):
        log.answer(firm.as_(Role.RISK_MANAGER), challenge.id, said("because"))
    log.answer(firm.as_(Role.DEVELOPER), challenge.id, said("They do not; we restrict the use."))
    with pytest.raises(UserError, match="needs something that shows it"):
        log.conclude(validator, challenge.id, ended(ChallengeOutcome.CHANGED, said("restricted")))
    with pytest.raises(UserError, match="nothing with the id F-0042"):
        log.conclude(
            validator, challenge.id, ended(ChallengeOutcome.CHANGED, said("restricted"), evidence=("F-0042",))
        )

    done, _ = log.conclude(
        validator,
        challenge.id,
        ended(ChallengeOutcome.CHANGED, said("restricted"), evidence=(challenge.version or "",)),
    )

    assert done.closed_by == firm.person(Role.VALIDATOR).id
    with pytest.raises(NotAllowedError, match="is concluded"):
        log.answer(firm.as_(Role.DEVELOPER), challenge.id, said("again"))


def test_owner_and_developer_challenge_and_conclude_nothing_of_their_own(firm: Firm) -> None:
    challenge, log = raised(firm), firm.workspace.challenges
    new = NewChallenge(
        model=challenge.model,
        topic=ChallengeTopic.DATA,
        question=said("q"),
        expertise=said("e"),
        standing=said("s"),
    )
    with pytest.raises(NotAllowedError):
        log.raise_new(firm.as_(Role.OWNER), new)
    with pytest.raises(NotAllowedError):
        log.conclude(firm.as_(Role.OWNER), challenge.id, ended(ChallengeOutcome.DISPUTED, said("no")))
    for lacking in ("question", "expertise", "standing"):
        with pytest.raises(UserError):
            log.raise_new(firm.as_(Role.VALIDATOR), replace(new, **{lacking: said(" ")}))  # type: ignore[arg-type]


def test_an_unanswered_challenge_is_overdue_and_can_only_be_disputed(firm: Firm) -> None:
    challenge, log = raised(firm), firm.workspace.challenges
    firm.later(days=11)
    assert effect(log.all(), firm.clock().date()).overdue == 1

    log.conclude(firm.as_(Role.VALIDATOR), challenge.id, ended(ChallengeOutcome.DISPUTED, said("no answer")))

    found = effect(log.all(), firm.clock().date())
    assert (found.raised, found.open, found.disputed, found.led_to_change) == (1, 0, 1, 0)
    assert found.days_to_close == pytest.approx(11)


def test_a_conclusion_is_for_the_answer_that_was_read(firm: Firm) -> None:
    challenge, log = raised(firm), firm.workspace.challenges
    developer, validator = firm.as_(Role.DEVELOPER), firm.as_(Role.VALIDATOR)
    first, _ = log.answer(developer, challenge.id, said("They do not."))
    firm.clock.advance(timedelta(minutes=1))
    log.answer(developer, challenge.id, said("They do."))

    with pytest.raises(UserError, match="was changed since you read it"):
        log.conclude(
            validator, challenge.id, ended(ChallengeOutcome.UPHELD, said("fine"), read=first.answered_at)
        )

    assert log.get(challenge.id).is_open
    assert [item.text.body for item in log.get(challenge.id).answers] == ["They do not.", "They do."]


def test_every_answer_stays_with_its_author_who_can_never_conclude(firm: Firm) -> None:
    challenge, log = raised(firm), firm.workspace.challenges
    first, _ = log.answer(firm.as_(Role.DEVELOPER), challenge.id, said("They do not."))
    firm.clock.advance(timedelta(minutes=5))
    log.answer(firm.as_(Role.OWNER), challenge.id, said("They do, for renewals."))
    now = log.get(challenge.id)
    assert [(item.text.body, item.by, item.at) for item in now.answers] == [
        ("They do not.", firm.person(Role.DEVELOPER).id, first.answered_at),
        ("They do, for renewals.", firm.person(Role.OWNER).id, now.answered_at),
    ]
    version = firm.workspace.inventory.version(VersionId(challenge.version or ""))
    with firm.workspace._desk.store.transaction(firm.as_(Role.OWNER)) as step:
        step.put(replace(version, developer=firm.person(Role.OWNER).id), Action.VERSION_CHANGED)
    with pytest.raises(NotAllowedError):
        log.conclude(firm.as_(Role.DEVELOPER), challenge.id, ended(ChallengeOutcome.UPHELD, said("fine")))
    found = log.conclusion_obstacle(challenge.id, firm.person(Role.DEVELOPER))
    assert found is not None
    assert "answered" in found.text


def test_what_the_window_is_told_of_a_challenge_is_what_the_guards_do(firm: Firm) -> None:
    challenge, log = raised(firm), firm.workspace.challenges
    answering = [
        role for role in firm.sessions if log.answer_obstacle(challenge.id, firm.person(role)) is None
    ]
    dependent = [
        role for role in firm.sessions if log.conclusion_obstacle(challenge.id, firm.person(role)) is not None
    ]
    assert answering == dependent == [Role.OWNER, Role.DEVELOPER]
    with pytest.raises(NotAllowedError):
        log.conclude(
            firm.as_(Role.ADMINISTRATOR), challenge.id, ended(ChallengeOutcome.DISPUTED, said("no role"))
        )


def test_an_outcome_edited_in_the_database_is_found(firm: Firm) -> None:
    challenge, log = raised(firm), firm.workspace.challenges
    log.conclude(firm.as_(Role.VALIDATOR), challenge.id, ended(ChallengeOutcome.DISPUTED, said("no answer")))
    with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as connection:
        connection.execute(
            "UPDATE challenge SET document ="
            " CAST(replace(CAST(document AS TEXT), 'disputed', 'upheld') AS BLOB)"
        )
        connection.commit()

    assert log.get(challenge.id).outcome is ChallengeOutcome.UPHELD
    assert not firm.workspace.trail.verify().intact


MODEL, ADA, BEN, CLEO = ModelId("MOD-0001"), PersonId("P-a"), PersonId("P-b"), PersonId("P-c")


def act(person: PersonId, deed: Done, day: int, *, third: bool = False) -> Act:
    """Return a deed of November 2026."""
    return Act(model=MODEL, person=person, deed=deed, day=date(2026, 11, day), source=f"X-{day}", third=third)


def test_three_people_in_three_lines_are_no_conflict_and_an_empty_line_is_named() -> None:
    acts = [act(ADA, Done.OWNS, 1), act(BEN, Done.CHECKED, 2), act(BEN, Done.DECIDED, 3)]

    found = lines_of(MODEL, acts)

    assert found.conflicts == ()
    assert found.empty == (DefenseLine.THIRD,)
    assert found.last == ((DefenseLine.FIRST, date(2026, 11, 1)), (DefenseLine.SECOND, date(2026, 11, 3)))


def test_who_builds_and_decides_or_decides_and_audits_stands_in_two_lines() -> None:
    acts = [
        act(ADA, Done.DEVELOPED, 1),
        act(ADA, Done.DECIDED, 2),
        act(BEN, Done.DECIDED, 3),
        act(BEN, Done.RAISED, 4, third=True),
        act(CLEO, Done.AUDITED, 5),
    ]

    found = {item.person: item.lines for item in lines_of(MODEL, acts).conflicts}

    assert found == {
        ADA: (DefenseLine.FIRST, DefenseLine.SECOND),
        BEN: (DefenseLine.SECOND, DefenseLine.THIRD),
    }
    assert lines_of(ModelId("MOD-0002"), acts).people == ()
