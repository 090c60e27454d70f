"""Who may determine what, is it signed, and can anybody get around it?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.audit import Action, Problem
from core.errors import NotAllowedError, UserError
from core.governance.ai_act import AiActOutcome
from core.governance.determinations import Answer, Determination, DeterminationKind, signed_bytes
from core.governance.frameworks import ScopeOutcome
from core.governance.gdpr_threshold import DpiaOutcome
from core.ids import DeterminationId, Digest
from core.inventory import Model, ModelKind
from core.people import Role
from core.workspace import NewPerson, Workspace
from core.workspace.governance.determinations import NewDetermination, SignatureState
from core.workspace.people import SigningKey
from tests.core.casework import PASSPHRASE, Firm, said
from tests.core.normwork import (
    CREDIT,
    MINIMAL,
    MODEL,
    VERSION,
    ai_act,
    answers,
    determine,
    early,
    exception,
    refused,
)

HIGH = AiActOutcome.HIGH_RISK_ANNEX_III


def scope(outcome: ScopeOutcome, framework: str = "uk-pra-ss1-23") -> NewDetermination:
    return NewDetermination(
        kind=DeterminationKind.SCOPE,
        model=MODEL,
        topic=framework,
        outcome=outcome,
        reason=said("Group policy"),
    )


def test_a_determination_is_signed_recorded_and_found_again(validated: Firm) -> None:
    made = determine(validated, ai_act(CREDIT, HIGH))
    desk = validated.workspace.determinations
    assert made.id == "DT-0001"
    assert desk.of(MODEL) == desk.all() == (made,)
    assert desk.newest(DeterminationKind.AI_ACT, MODEL) == made
    assert desk.holding(DeterminationKind.AI_ACT, MODEL) == made
    assert desk.signature_valid(made)
    event, _ = validated.workspace.trail.events()[0]
    assert (event.action, event.object.id) == (Action.DETERMINED, made.id)
    assert Problem.SIGNATURE_INVALID not in problems(validated)


def problems(firm: Firm) -> set[Problem]:
    return {item.problem for item in firm.workspace.trail.verify().problems}


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": AiActOutcome.MINIMAL},
        {"reason": said("Another reason")},
        {"model": "MOD-0002"},
        {"topic": "x"},
        {"answers": ()},
        {"expires": date(2099, 1, 1)},
        {"id": "DT-0002"},
        {"catalogue": Digest("0" * 64)},
        {"limits": said("none")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_signature_covers_everything_that_was_said(validated: Firm, change: dict[str, object]) -> None:
    made = determine(validated, ai_act(CREDIT, HIGH))
    edited = replace(made, **change)  # type: ignore[arg-type]
    assert not validated.workspace.determinations.signature_valid(edited)


def test_nobody_signs_with_somebody_elses_key(validated: Firm) -> None:
    manager, validator = validated.as_(Role.RISK_MANAGER), validated.key(Role.VALIDATOR)
    new = ai_act(CREDIT, HIGH)
    with pytest.raises(NotAllowedError, match="own key"):
        validated.workspace.determinations.determine(manager, new, validator)
    disguised = replace(validator, person=manager.person)
    with pytest.raises(NotAllowedError, match="own key"):
        validated.workspace.determinations.determine(manager, new, disguised)
    assert validated.workspace.determinations.all() == ()


def test_a_locked_session_determines_nothing(validated: Firm) -> None:
    key, session = validated.key(Role.RISK_MANAGER), validated.as_(Role.RISK_MANAGER)
    validated.clock.advance(timedelta(minutes=16))
    with pytest.raises(NotAllowedError, match="15 minutes"):
        validated.workspace.determinations.determine(session, ai_act(CREDIT, HIGH), key)
    assert validated.workspace.determinations.all() == ()


def test_a_service_identity_determines_nothing(validated: Firm) -> None:
    from core.people import PersonKind

    administrator = validated.as_(Role.ADMINISTRATOR)
    service, _ = validated.workspace.people.add(
        administrator,
        NewPerson(
            name=said("Pipeline"), roles=(Role.SERVICE,), passphrase=PASSPHRASE, kind=PersonKind.SERVICE
        ),
    )
    session = validated.workspace.people.sign_in(service.id, PASSPHRASE)
    key = SigningKey(person=service, pkcs12=b"", passphrase=b"")
    with pytest.raises(NotAllowedError, match="service identity"):
        validated.workspace.determinations.determine(session, ai_act(CREDIT, HIGH), key)


def test_roles_are_read_again_inside_the_step(validated: Firm) -> None:
    key, session = validated.key(Role.RISK_MANAGER), validated.as_(Role.RISK_MANAGER)
    validated.workspace.people.change(
        validated.as_(Role.ADMINISTRATOR), session.person.id, roles=(Role.DEVELOPER,), active=True
    )
    with pytest.raises(NotAllowedError, match="other roles than at sign-in"):
        validated.workspace.determinations.determine(session, ai_act(CREDIT, HIGH), key)


def test_neither_developer_nor_owner_determine_in_their_own_favor(validated: Firm) -> None:
    developer, owner = validated.person(Role.DEVELOPER), validated.person(Role.OWNER)
    people, administrator = validated.workspace.people, validated.as_(Role.ADMINISTRATOR)
    both = (Role.DEVELOPER, Role.RISK_MANAGER)
    people.change(administrator, developer.id, roles=both, active=True)
    people.change(administrator, owner.id, roles=(Role.OWNER, Role.RISK_MANAGER), active=True)
    assert "own work" in refused(validated, ai_act(CREDIT, HIGH), Role.DEVELOPER)
    minimal = ai_act(MINIMAL, AiActOutcome.MINIMAL)
    assert "own favor" in refused(validated, minimal, Role.OWNER)
    assert "own favor" in refused(validated, exception(validated), Role.OWNER)
    assert "own favor" in refused(validated, early(validated), Role.OWNER)
    assert "own favor" in refused(validated, scope(ScopeOutcome.NOT_IN_SCOPE), Role.OWNER)
    assert determine(validated, ai_act(CREDIT, HIGH), Role.OWNER).outcome == HIGH


def test_the_auditor_may_not_and_the_window_is_told_why(validated: Firm) -> None:
    kind, auditor = DeterminationKind.AI_ACT, validated.person(Role.AUDITOR)
    desk = validated.workspace.determinations
    assert [str(item) for item in desk.obstacles(kind, MODEL, auditor)] != []
    assert desk.obstacles(kind, MODEL, validated.person(Role.VALIDATOR)) == ()
    assert "none of their roles" in refused(validated, ai_act(CREDIT, HIGH), Role.AUDITOR)


def test_an_outcome_that_does_not_follow_is_refused(validated: Firm) -> None:
    assert "follows" in refused(validated, ai_act(CREDIT, AiActOutcome.MINIMAL))
    assert "no outcome" in refused(validated, replace(ai_act(CREDIT, HIGH), outcome="harmless"))
    assert "no reason" in refused(validated, replace(ai_act(CREDIT, HIGH), reason=said(" ")))
    future = {**CREDIT, "placed": "2027-01-01", "changed": "never"}
    assert "future" in refused(validated, ai_act(future, HIGH))
    other = replace(ai_act(CREDIT, HIGH), catalogue=Digest("0" * 64))
    assert "questions were changed" in refused(validated, other)
    assert "for the model" in refused(validated, replace(ai_act(CREDIT, HIGH), version=VERSION))


def test_a_forged_outcome_is_found_by_the_verification_of_the_trail(validated: Firm) -> None:
    made = determine(validated, ai_act(CREDIT, HIGH))
    key = validated.key(Role.RISK_MANAGER)
    unsigned = replace(made, id=DeterminationId("DT-0002"), outcome=AiActOutcome.MINIMAL, signature="")
    forged = replace(unsigned, signature=key.sign(signed_bytes(unsigned)))
    with validated.workspace._desk.store.transaction(validated.as_(Role.RISK_MANAGER)) as step:
        assert step.new_id(Determination) == "DT-0002"
        step.put(forged, Action.DETERMINED)
    assert validated.workspace.determinations.signature_valid(forged)
    assert Problem.OUTCOME_CONTRADICTED in problems(validated)


def test_a_signature_carried_to_another_model_is_found(validated: Firm) -> None:
    made = determine(validated, ai_act(CREDIT, HIGH))
    other = validated.model(name="Other score")
    carried = replace(made, id=DeterminationId("DT-0002"), model=other)
    with validated.workspace._desk.store.transaction(validated.as_(Role.RISK_MANAGER)) as step:
        step.new_id(Determination)
        step.put(carried, Action.DETERMINED)
    desk = validated.workspace.determinations
    assert desk.holding(DeterminationKind.AI_ACT, other) is None
    assert Problem.SIGNATURE_INVALID in problems(validated)


def test_an_edited_row_is_found_and_nothing_rests_on_it(validated: Firm) -> None:
    determine(validated, exception(validated))
    folder = validated.workspace.folder
    validated.workspace.close()
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(
            "UPDATE determination SET document = "
            "CAST(replace(CAST(document AS TEXT), 'checks.performance', 'checks.explanation') AS BLOB)"
        )
        connection.commit()
    reopened = Workspace.open(folder, read_only=True, clock=validated.clock)
    try:
        found = {item.problem for item in reopened.trail.verify().problems}
        (item,) = reopened.determinations.all()
        assert {Problem.OBJECT_CHANGED, Problem.SIGNATURE_INVALID} <= found
        assert reopened.determinations.signature_state(item) is SignatureState.INVALID
        kind = DeterminationKind.POLICY_EXCEPTION
        assert reopened.determinations.holding(kind, VERSION, topic=item.topic) is None
    finally:
        reopened.close()


def test_withdrawing_keeps_it_readable_and_brings_nothing_older_back(validated: Firm) -> None:
    desk = validated.workspace.determinations
    first = determine(validated, scope(ScopeOutcome.IN_SCOPE))
    second = determine(validated, scope(ScopeOutcome.VOLUNTARY))
    with pytest.raises(UserError, match="reason"):
        desk.withdraw(validated.as_(Role.RISK_MANAGER), second.id, said(""))
    with pytest.raises(NotAllowedError):
        desk.withdraw(validated.as_(Role.AUDITOR), second.id, said("wrong"))
    gone, _ = desk.withdraw(validated.as_(Role.RISK_MANAGER), second.id, said("wrong"))
    assert desk.all() == (gone, first)
    assert desk.signature_valid(gone)
    assert desk.holding(DeterminationKind.SCOPE, MODEL, topic="uk-pra-ss1-23") is None
    with pytest.raises(UserError, match="before"):
        desk.withdraw(validated.as_(Role.RISK_MANAGER), second.id, said("again"))


def test_frameworks_may_disagree_and_leave_no_room_where_they_say_so(firm: Firm) -> None:
    firm.version()
    wide = determine(firm, scope(ScopeOutcome.IN_SCOPE))
    narrow = determine(firm, scope(ScopeOutcome.NOT_IN_SCOPE, "us-sr-26-2"))
    desk = firm.workspace.determinations
    assert desk.holding(DeterminationKind.SCOPE, MODEL, topic="uk-pra-ss1-23") == wide
    assert desk.holding(DeterminationKind.SCOPE, MODEL, topic="us-sr-26-2") == narrow
    assert "leaves models" in refused(firm, scope(ScopeOutcome.IN_SCOPE, "us-sr-11-7"))
    assert "no framework" in refused(firm, scope(ScopeOutcome.IN_SCOPE, "sr-99"))
    _change(firm, kind=ModelKind.GENERATIVE)
    assert "leaves models" in refused(firm, scope(ScopeOutcome.IN_SCOPE, "us-sr-26-2"))
    assert determine(firm, scope(ScopeOutcome.VOLUNTARY, "us-sr-26-2"))


def _change(firm: Firm, **changes: object) -> None:
    store = firm.workspace._desk.store
    model = store.get(Model, MODEL)
    assert model is not None
    with store.transaction(firm.as_(Role.OWNER)) as step:
        step.put(replace(model, **changes), Action.MODEL_CHANGED)  # type: ignore[arg-type]


def test_a_changed_use_outdates_what_was_determined_and_another_field_does_not(firm: Firm) -> None:
    firm.version()
    made, desk = determine(firm, ai_act(CREDIT, HIGH)), firm.workspace.determinations
    _change(firm, business_area=said("Corporate"))
    _change(firm, facts={"entity_size": "small"})
    assert desk.outdated(made) == ()
    _change(firm, intended_use=said("Decides alone"))
    _change(firm, facts={"profiling": "yes"})
    assert [str(item) for item in desk.outdated(made)] == [
        "Changed since: intended use.",
        "Changed since: profiling.",
    ]
    again = determine(firm, ai_act(CREDIT, HIGH))
    assert desk.outdated(again) == ()
    old = replace(again, catalogue=Digest("0" * 64))
    assert "revised" in str(desk.outdated(old)[0])


def test_answers_that_need_a_note_are_refused_without(validated: Firm) -> None:
    words = {"personal_data": "yes", "cases": "none", "authority_list": "no", "covered": "no",
             "criteria": "evaluation", "single": "yes"}  # fmt: skip
    new = NewDetermination(
        kind=DeterminationKind.GDPR_THRESHOLD,
        model=MODEL,
        outcome=DpiaOutcome.REQUIRED,
        answers=answers(words),
        reason=said("One is enough here"),
    )
    assert "needs a note" in refused(validated, new)
    noted = tuple(
        Answer(question=item.question, answer=item.answer, note=said("many people")) for item in new.answers
    )
    assert determine(validated, replace(new, answers=noted)).outcome == DpiaOutcome.REQUIRED


def test_a_report_names_what_is_in_force_with_its_signature(validated: Firm) -> None:
    from core.language import Translator
    from core.texts import Language
    from reports.model_risk import build

    kept = determine(validated, ai_act(CREDIT, HIGH))
    gone = determine(validated, scope(ScopeOutcome.IN_SCOPE))
    validated.workspace.determinations.withdraw(validated.as_(Role.RISK_MANAGER), gone.id, said("wrong"))
    evidence = validated.workspace.reporting.evidence(VERSION)
    assert [item.id for item in evidence.determinations] == [kept.id]
    document = build(evidence, Translator(Language.ENGLISH), None)
    (section,) = [item for item in document.sections if item.title == "Signed determinations"]
    assert "signature valid" in repr(section.blocks)
    assert gone.id not in repr(section.blocks)
