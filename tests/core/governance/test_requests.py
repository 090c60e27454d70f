"""Is evidence asked of, answered by and judged by the right people, and frozen in between?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.audit import Action, Problem
from core.errors import IntegrityError, NotAllowedError, UserError
from core.governance.requests import EvidenceRequest, RequestDeed, RequestState, unchanged
from core.ids import ModelId, VersionId
from core.people import Role
from core.ties import Duty, Responsibility
from core.workspace.governance.requests import NewAnswer, NewRequest
from tests.core.casework import Firm, proof_of, said

TODAY = date(2026, 11, 2)
READY = VersionId("MOD-0001@1")
AUDITOR, OWNER = Role.AUDITOR, Role.OWNER


def sent(firm: Firm, *, to: Role = OWNER, by: Role = AUDITOR) -> EvidenceRequest:
    new = NewRequest(
        title=said("Sampling"),
        text=said("Show how the rows were drawn"),
        items=(said("The query"), said("Who ran it")),
        to=firm.person(to).id,
        due=TODAY + timedelta(days=14),
        version=READY,
        control="sr11-7.V",
    )
    return firm.workspace.requests.send(firm.as_(by), new)[0]


def answer(_firm: Firm, *files: Path) -> NewAnswer:
    return NewAnswer(text=said("As filed"), items=(said("select"), said("Jana")), files=files)


def answered(firm: Firm, role: Role = OWNER) -> EvidenceRequest:
    path = firm.folder / "query.sql"
    path.write_text("select 1", encoding="utf-8")
    return firm.workspace.requests.answer(firm.as_(role), sent(firm).id, answer(firm, path))[0]


def test_a_request_is_sent_answered_with_a_file_and_accepted(validated: Firm) -> None:
    request = answered(validated)
    assert (request.model, request.version) == (ModelId("MOD-0001"), READY)
    assert validated.workspace.requests.frozen(request.id) is True
    file = request.submissions[0].files[0]
    assert validated.workspace.requests.file(request.id, file.digest).read_text() == "select 1"
    done, _ = validated.workspace.requests.accept(validated.as_(AUDITOR), request.id, said("Shows it"))
    assert done.state is RequestState.ACCEPTED
    assert done.submissions[0].judged_by == validated.person(AUDITOR).id
    assert [event.action for event, _ in validated.workspace.trail.events()[:3]] == [
        Action.REQUEST_CHANGED,
        Action.REQUEST_CHANGED,
        Action.EVIDENCE_REQUESTED,
    ]


@pytest.mark.parametrize("role", [Role.DEVELOPER, Role.VALIDATOR, Role.RISK_MANAGER, AUDITOR], ids=str)
def test_only_who_was_asked_answers(validated: Firm, role: Role) -> None:
    request = sent(validated)
    with pytest.raises(NotAllowedError, match="somebody else"):
        validated.workspace.requests.answer(validated.as_(role), request.id, answer(validated))


def test_a_deputy_on_the_model_answers_and_then_judges_no_more(validated: Firm) -> None:
    request, deputy = sent(validated, by=Role.VALIDATOR), validated.person(AUDITOR).id
    duty = Responsibility(duty=Duty.OWNER, person=validated.person(OWNER).id, deputy=deputy)
    with validated.workspace._desk.store.transaction(validated.as_(OWNER)) as step:
        model = validated.workspace.inventory.models()[0]
        step.put(replace(model, duties=(duty,)), Action.MODEL_CHANGED)
    done, _ = validated.workspace.requests.answer(validated.as_(AUDITOR), request.id, answer(validated))
    assert done.submissions[0].by == deputy
    with pytest.raises(NotAllowedError):
        validated.workspace.requests.accept(validated.as_(AUDITOR), request.id, said("fine"))


def test_who_was_asked_never_judges_even_with_the_role_of_the_requester(validated: Firm) -> None:
    admin, person = validated.as_(Role.ADMINISTRATOR), validated.person(OWNER)
    validated.workspace.people.change(admin, person.id, roles=(OWNER, AUDITOR), active=True)
    request = answered(validated)
    for deed in (RequestDeed.ACCEPTED, RequestDeed.RETURNED):
        changed = validated.workspace.people.get(person.id)
        assert validated.workspace.requests.refusal(request.id, deed, changed) is not None
    with pytest.raises(NotAllowedError, match="own answer"):
        validated.workspace.requests.accept(validated.as_(OWNER), request.id, said("fine"))
    with pytest.raises(UserError, match="ask yourself"):
        sent(validated, to=AUDITOR)


@pytest.mark.parametrize("role", [Role.VALIDATOR, Role.RISK_MANAGER, Role.DEVELOPER], ids=str)
def test_another_role_does_not_judge(validated: Firm, role: Role) -> None:
    request = answered(validated)
    with pytest.raises(NotAllowedError):
        validated.workspace.requests.accept(validated.as_(role), request.id, said("fine"))


def test_a_submitted_answer_is_frozen_and_reopened_only_with_a_reason(validated: Firm) -> None:
    requests, request = validated.workspace.requests, answered(validated)
    with pytest.raises(NotAllowedError, match="state"):
        requests.answer(validated.as_(OWNER), request.id, answer(validated))
    requests.accept(validated.as_(AUDITOR), request.id, said("Shows it"))
    with pytest.raises(NotAllowedError, match="state"):
        requests.answer(validated.as_(OWNER), request.id, answer(validated))
    later = TODAY + timedelta(days=30)
    with pytest.raises(UserError, match="reason"):
        requests.reopen(validated.as_(AUDITOR), request.id, said(" "), later)
    with pytest.raises(NotAllowedError):
        requests.reopen(validated.as_(OWNER), request.id, said("more"), later)
    again, _ = requests.reopen(validated.as_(AUDITOR), request.id, said("The query changed"), later)
    assert (again.state, again.due) == (RequestState.RETURNED, later)
    second, _ = requests.answer(validated.as_(OWNER), request.id, answer(validated))
    assert second.submissions[0] == requests.get(request.id).submissions[0]
    assert len(second.submissions) == 2


def test_an_answer_misses_no_point_and_names_no_withdrawn_document(validated: Firm) -> None:
    requests, request = validated.workspace.requests, sent(validated)
    with pytest.raises(UserError, match="2 points"):
        requests.answer(validated.as_(OWNER), request.id, NewAnswer(text=said("x"), items=(said("y"),)))
    document = proof_of(validated, READY)
    validated.workspace.documents.withdraw(validated.as_(OWNER), document, said("wrong file"))
    with pytest.raises(UserError, match="withdrawn"):
        requests.answer(validated.as_(OWNER), request.id, replace(answer(validated), documents=(document,)))
    with pytest.raises(UserError, match="no file"):
        requests.answer(validated.as_(OWNER), request.id, answer(validated, validated.folder / "missing.txt"))
    assert requests.get(request.id) == request


def test_an_overdue_request_is_reminded_once_a_day_prolonged_and_cancelled(validated: Firm) -> None:
    requests, request = validated.workspace.requests, sent(validated)
    validated.later(days=20)
    today = validated.clock().date()
    assert request.overdue(today)
    requests.remind(validated.as_(AUDITOR), request.id)
    with pytest.raises(UserError, match="today"):
        requests.remind(validated.as_(AUDITOR), request.id)
    with pytest.raises(NotAllowedError):
        requests.prolong(validated.as_(OWNER), request.id, said("busy"), today + timedelta(days=9))
    longer, _ = requests.prolong(validated.as_(AUDITOR), request.id, said("ill"), today + timedelta(days=9))
    assert not longer.overdue(today)
    gone, _ = requests.cancel(validated.as_(AUDITOR), request.id, said("No longer needed"))
    assert gone.state is RequestState.CANCELLED
    with pytest.raises(NotAllowedError, match="state"):
        requests.answer(validated.as_(OWNER), request.id, answer(validated))


def _open(firm: Firm) -> sqlite3.Connection:
    database = sqlite3.connect(firm.workspace.folder / "workspace.db")
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    return database


def test_a_word_changed_in_the_database_is_seen_at_once_and_blocks_the_judgment(validated: Firm) -> None:
    request = answered(validated)
    with closing(_open(validated)) as database:
        database.execute("UPDATE text SET body = 'As never filed' WHERE body = 'As filed'")
        database.commit()
    assert validated.workspace.requests.frozen(request.id) is False
    with pytest.raises(IntegrityError, match="not the one that was submitted"):
        validated.workspace.requests.accept(validated.as_(AUDITOR), request.id, said("fine"))
    problems = {item.problem for item in validated.workspace.trail.verify().problems}
    assert Problem.TEXT_CHANGED in problems


def test_another_file_put_under_the_answer_is_found_by_the_trail(validated: Firm) -> None:
    request = answered(validated)
    digest = request.submissions[0].files[0].digest
    other = validated.workspace._desk.files.add(b"select 2")
    with closing(_open(validated)) as database:
        database.execute(
            "UPDATE request SET document = CAST(replace(CAST(document AS TEXT), ?, ?) AS BLOB)",
            (digest, other),
        )
        database.commit()
    assert validated.workspace.requests.frozen(request.id) is False
    problems = {item.problem for item in validated.workspace.trail.verify().problems}
    assert Problem.OBJECT_CHANGED in problems


def test_a_file_that_was_overwritten_is_no_longer_the_submitted_one(validated: Firm) -> None:
    request = answered(validated)
    path = validated.workspace._desk.files.path(request.submissions[0].files[0].digest)
    path.chmod(0o600)
    path.write_text("select 3", encoding="utf-8")
    assert validated.workspace.requests.frozen(request.id) is False
    with pytest.raises(IntegrityError):
        validated.workspace.requests.accept(validated.as_(AUDITOR), request.id, said("fine"))


def test_every_part_of_an_answer_counts_for_its_digest(validated: Firm) -> None:
    submission = answered(validated).submissions[0]
    assert unchanged(submission) is True
    changed = (
        replace(submission, text=said("Other")),
        replace(submission, items=submission.items[::-1]),
        replace(submission, files=()),
        replace(submission, by=validated.person(AUDITOR).id),
        replace(submission, at=submission.at + timedelta(seconds=1)),
        replace(submission, seal=said("guessed")),
    )
    assert {unchanged(item) for item in changed} == {False}
    assert unchanged(replace(submission, text=replace(submission.text, erased=True))) is None


def test_a_request_on_things_that_do_not_belong_together_is_refused(validated: Firm) -> None:
    other = validated.model(name="Other")
    new = NewRequest(
        title=said("x"), text=said("y"), to=validated.person(OWNER).id, due=TODAY, model=other, version=READY
    )
    with pytest.raises(UserError, match="do not belong together"):
        validated.workspace.requests.send(validated.as_(AUDITOR), new)
    with pytest.raises(NotAllowedError):
        validated.workspace.requests.send(validated.as_(OWNER), replace(new, model=None))
    past = replace(new, model=None, due=TODAY - timedelta(days=1))
    with pytest.raises(UserError, match="past"):
        validated.workspace.requests.send(validated.as_(AUDITOR), past)
