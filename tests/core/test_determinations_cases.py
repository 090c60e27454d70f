"""Who may determine what, is it signed, and can anybody get around it?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.audit import Action, Problem
from core.decisions import DecisionKind
from core.errors import NotAllowedError, PruefsteinError, UserError
from core.findings import Severity
from core.governance.ai_act import AiActOutcome
from core.governance.determinations import Answer, Determination, DeterminationKind, signed_bytes
from core.governance.exceptions import EarlyUseOutcome, ExceptionOutcome
from core.governance.frameworks import ScopeOutcome
from core.governance.gdpr_threshold import DpiaOutcome
from core.ids import DeterminationId, Digest, VersionId
from core.inventory import Model, ModelKind, State
from core.people import Role
from core.workspace import Changes, DecisionRequest, NewFinding, NewPerson, Workspace
from core.workspace.governance.determinations import NewDetermination, SignatureState
from core.workspace.people import SigningKey
from tests.core.casework import PASSPHRASE, Firm, said
from tests.core.normwork import CREDIT, MINIMAL, MODEL, VERSION, ai_act, answers, determine

HIGH = AiActOutcome.HIGH_RISK_ANNEX_III


def refused(firm: Firm, new: NewDetermination, role: Role = Role.RISK_MANAGER) -> str:
    """Assert that it is refused and leaves nothing behind; return why."""
    before = firm.workspace.trail.count()
    with pytest.raises(PruefsteinError) as caught:
        determine(firm, new, role)
    assert firm.workspace.trail.count() == before
    return str(caught.value)


def scope(outcome: ScopeOutcome, framework: str = "uk-pra-ss1-23") -> NewDetermination:
    return NewDetermination(
        kind=DeterminationKind.SCOPE,
        model=MODEL,
        topic=framework,
        outcome=outcome,
        reason=said("Group policy"),
    )


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
    with pytest.raises(NotAllowedError, match="none of their roles"):
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


def bare(firm: Firm) -> VersionId:
    """Return a version on which only the mandatory checks are missing."""
    version = firm.in_validation()
    firm.assess(version.id)
    return version.id


def against(firm: Firm, version: VersionId) -> list[str]:
    person = firm.person(Role.RISK_MANAGER)
    return [str(item.message) for item in firm.workspace.decisions.obstacles(version, person)]


def approve(firm: Firm, version: VersionId) -> None:
    firm.workspace.decisions.decide(
        firm.as_(Role.RISK_MANAGER),
        DecisionRequest(version=version, kind=DecisionKind.APPROVE, reason=said("with the exception")),
        firm.key(Role.RISK_MANAGER),
    )


def test_an_exception_sets_aside_exactly_one_demand_while_it_holds(firm: Firm) -> None:
    version = bare(firm)
    missing = against(firm, version)
    assert len(missing) == 1
    assert "mandatory check" in missing[0]
    assert "not a mandatory check" in refused(firm, exception(firm, "evidence.checks.gaming"))
    determine(firm, exception(firm, "evidence.checks.explanation"))
    assert against(firm, version) == missing
    made = determine(firm, exception(firm))
    assert against(firm, version) == []
    approve(firm, version)
    (decision,) = firm.workspace.decisions.of(version)
    assert decision.exceptions == (made.id,)
    assert firm.workspace.decisions.signature_valid(decision)
    assert not firm.workspace.decisions.signature_valid(replace(decision, exceptions=()))
    assert firm.move(version, State.IN_USE).state is State.IN_USE
    firm.later(days=30)
    assert firm.workspace.decisions.review_overdue(firm.as_(Role.OWNER)) == ((), Changes.NONE)
    firm.later(days=1)
    assert firm.workspace.decisions.review_overdue(firm.as_(Role.OWNER))[0] == (version,)
    with pytest.raises(NotAllowedError, match="no longer holds"):
        firm.move(version, State.IN_USE)
    assert missing[0] in against(firm, version)


def test_a_withdrawn_or_refused_exception_sets_nothing_aside(firm: Firm) -> None:
    version = bare(firm)
    missing = against(firm, version)
    made = determine(firm, exception(firm))
    firm.workspace.determinations.withdraw(firm.as_(Role.RISK_MANAGER), made.id, said("labels are here"))
    assert against(firm, version) == missing
    plain = replace(exception(firm), outcome=ExceptionOutcome.REFUSED, limits=None, expires=None)
    determine(firm, plain)
    assert against(firm, version) == missing


def test_an_exception_needs_limits_and_ends_within_the_policys_days(firm: Firm) -> None:
    bare(firm)
    assert "limits" in refused(firm, exception(firm, limits=None))
    assert "at the latest" in refused(firm, exception(firm, expires=day(firm, 181)))
    assert "future" in refused(firm, exception(firm, expires=day(firm, 0)))
    for topic in ("", "approval.signature", "trail.intact", "evidence.checks", "findings.blocking."):
        assert "no exception can be granted" in refused(firm, exception(firm, topic))
    assert "no finding" in refused(firm, exception(firm, "findings.blocking.F-9999"))
    assert determine(firm, exception(firm, expires=None)).expires == day(firm, 180)


def test_an_exception_for_a_finding_covers_that_finding_alone(validated: Firm) -> None:
    raised = [
        validated.workspace.findings.raise_new(
            validated.as_(Role.AUDITOR),
            NewFinding(version=VERSION, title=said(name), severity=Severity.SEVERE,
                       owner=validated.person(Role.OWNER).id),
        )[0]
        for name in ("Wrong", "Also wrong")
    ]  # fmt: skip
    determine(validated, exception(validated, f"findings.blocking.{raised[0].id}"))
    (left,) = against(validated, VERSION)
    assert raised[1].id in left


def test_use_before_validation_needs_a_signed_permission(firm: Firm) -> None:
    version = firm.in_validation()
    with pytest.raises(NotAllowedError, match="No signed permission"):
        firm.move(version.id, State.PRE_VALIDATION_USE)
    assert "limits" in refused(firm, early(firm, limits=None))
    assert "Nobody was told" in refused(firm, early(firm, informed=()))
    assert "no active person" in refused(firm, early(firm, informed=("P-00000000",)))
    assert "at the latest" in refused(firm, early(firm, expires=day(firm, 91)))
    determine(firm, replace(early(firm), outcome=EarlyUseOutcome.REFUSED))
    with pytest.raises(NotAllowedError, match="No signed permission"):
        firm.move(version.id, State.PRE_VALIDATION_USE)
    determine(firm, early(firm))
    assert firm.move(version.id, State.PRE_VALIDATION_USE).state is State.PRE_VALIDATION_USE


def test_use_before_validation_is_suspended_when_its_permission_ends(firm: Firm) -> None:
    version = firm.in_validation().id
    determine(firm, early(firm))
    firm.move(version, State.PRE_VALIDATION_USE)
    firm.later(days=30)
    assert firm.workspace.decisions.review_overdue(firm.as_(Role.OWNER)) == ((), Changes.NONE)
    firm.later(days=1)
    assert firm.workspace.decisions.review_overdue(firm.as_(Role.OWNER))[0] == (version,)
    assert firm.workspace.inventory.version(version).state is State.SUSPENDED


def test_withdrawing_the_permission_suspends_the_use_in_the_same_step(firm: Firm) -> None:
    version = firm.in_validation().id
    made = determine(firm, early(firm))
    firm.move(version, State.PRE_VALIDATION_USE)
    _, changes = firm.workspace.determinations.withdraw(
        firm.as_(Role.RISK_MANAGER), made.id, said("complaints")
    )
    assert Changes.INVENTORY in changes
    assert firm.workspace.inventory.version(version).state is State.SUSPENDED
    first, second = (event for event, _ in firm.workspace.trail.events()[:2])
    assert first.object.tx == second.object.tx


def test_an_erased_text_makes_the_signature_uncheckable_and_nothing_rests_on_it(firm: Firm) -> None:
    version = bare(firm)
    made = determine(firm, exception(firm))
    assert against(firm, version) == []
    from core.workspace.governance.determined import state_with

    erased = replace(made, reason=replace(made.reason, body="", erased=True))
    certificate = firm.person(Role.RISK_MANAGER).certificate
    assert state_with(certificate, erased) is SignatureState.TEXT_ERASED


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
