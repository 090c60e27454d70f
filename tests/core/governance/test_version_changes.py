"""Does a difference say everything that differs, and can nobody go back to what no longer holds?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.audit import Problem
from core.decisions import DecisionKind
from core.errors import IntegrityError, NotAllowedError, UserError
from core.findings import Severity
from core.governance.determinations import Answer, DeterminationKind
from core.governance.difference import Area, Kind, difference
from core.governance.in_sync import Part
from core.governance.questionnaire import given_by
from core.governance.rollback import REPLACED_GOES_TO
from core.governance.significance import DECISIVE, Significance, implied, prefilled
from core.ids import Digest, Exact, ModelId, VersionId
from core.inventory import CutOff, ScoreMeans, State
from core.keys import strength
from core.people import Role
from core.regulations.questionnaires import questionnaire
from core.results import CheckResult, CheckRun, Measurement
from core.workspace import DecisionRequest, NewFinding, NewVersion
from core.workspace.governance.changes_determined import is_significant
from core.workspace.governance.rule import NewDetermination
from core.workspace.governance.versions import VersionChange, side_of
from tests.conftest import FixedClock
from tests.core.casework import Firm, bad_rows, check, reopened, said
from tests.core.conftest import CHEAP, START

MODEL, FIRST, SECOND = ModelId("MOD-0001"), VersionId("MOD-0001@1"), VersionId("MOD-0001@2")


def approve(firm: Firm, version: VersionId) -> None:
    """Let the risk manager approve a version."""
    request = DecisionRequest(version=version, kind=DecisionKind.APPROVE, reason=said("good enough"))
    firm.workspace.decisions.decide(firm.as_(Role.RISK_MANAGER), request, firm.key(Role.RISK_MANAGER))


def second(firm: Firm, *, high: bool = False) -> None:
    """Bring a second version on the same data as far as the first."""
    data = firm.workspace.inventory.version(FIRST).datasets
    version = firm.version(label="2", model=MODEL, datasets=data)
    firm.move(version.id, State.IN_VALIDATION)
    firm.assess(version.id, high=high)
    check(firm, version)


@pytest.fixture(scope="module")
def two_once(validated_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed workspace: the first version approved, the second approved and in use."""
    folder = tmp_path_factory.mktemp("two")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        firm = reopened(validated_once, folder, FixedClock(START))
        approve(firm, FIRST)
        second(firm)
        approve(firm, SECOND)
        firm.move(SECOND, State.IN_USE)
        firm.workspace.close()
    return folder


@pytest.fixture
def two(two_once: Path, tmp_path: Path, clock: FixedClock, cheap_keys: None) -> Iterator[Firm]:
    """A copy of that workspace."""
    firm = reopened(two_once, tmp_path, clock)
    yield firm
    firm.workspace.close()


def back(**given: object) -> NewDetermination:
    """Return what is handed in to go back to the first version."""
    new = NewDetermination(
        kind=DeterminationKind.ROLLBACK,
        model=MODEL,
        version=FIRST,
        outcome="returned",
        answers=(Answer(question=REPLACED_GOES_TO, answer="suspended"),),
        reason=said("the second one rejects too many"),
        evidence=(SECOND,),
    )
    return replace(new, **given)  # type: ignore[arg-type]


def go_back(firm: Firm, new: NewDetermination, role: Role = Role.RISK_MANAGER) -> None:
    """Determine it by somebody."""
    firm.workspace.determinations.determine(firm.as_(role), new, firm.key(role))


def states(firm: Firm) -> tuple[State, State]:
    """Return the states of both versions."""
    return tuple(firm.workspace.inventory.version(item).state for item in (FIRST, SECOND))  # type: ignore[return-value]


def test_a_return_moves_both_versions_in_one_transaction(two: Firm) -> None:
    go_back(two, back())
    assert states(two) == (State.IN_USE, State.SUSPENDED)
    assert two.workspace.trail.verify().intact
    with closing(sqlite3.connect(two.workspace.folder / "workspace.db")) as database:
        rows = database.execute("SELECT tx, action FROM event ORDER BY seq DESC LIMIT 3").fetchall()
    assert {action for _, action in rows} == {"determination.recorded", "version.state_changed"}
    assert len({tx for tx, _ in rows}) == 1


def test_the_replaced_version_can_go_under_review_instead(two: Firm) -> None:
    go_back(two, back(answers=(Answer(question=REPLACED_GOES_TO, answer="under_review"),)))
    assert states(two) == (State.IN_USE, State.UNDER_REVIEW)


def test_a_return_without_its_parts_is_refused(two: Firm) -> None:
    retired = (Answer(question=REPLACED_GOES_TO, answer="retired"),)
    cases: tuple[tuple[dict[str, object], str], ...] = (
        ({"answers": ()}, "suspended or goes under review"),
        ({"answers": retired}, "suspended or goes under review"),
        ({"evidence": ()}, "Name the version that is replaced"),
        ({"evidence": (FIRST,)}, "Name the version that is replaced"),
        ({"version": SECOND, "evidence": (FIRST,)}, "was approved before and is not in use"),
        ({"outcome": "approved"}, "is no outcome"),
    )
    for given, said_of_it in cases:
        with pytest.raises(NotAllowedError, match=said_of_it):
            go_back(two, back(**given))
    assert states(two) == (State.APPROVED, State.IN_USE)


def test_only_who_decides_goes_back(two: Firm) -> None:
    others = (Role.OWNER, Role.VALIDATOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.DEVELOPER)
    for role in others:
        with pytest.raises(NotAllowedError):
            go_back(two, back(), role)
    assert states(two) == (State.APPROVED, State.IN_USE)


def test_nobody_signs_a_return_with_anothers_key(two: Firm) -> None:
    with pytest.raises(NotAllowedError, match="belongs to somebody else"):
        two.workspace.determinations.determine(two.as_(Role.RISK_MANAGER), back(), two.key(Role.VALIDATOR))


def test_a_lapsed_approval_is_no_way_back(two: Firm) -> None:
    two.assess(FIRST)
    with pytest.raises(NotAllowedError, match="has lapsed"):
        go_back(two, back())


def test_an_expired_approval_is_no_way_back(two: Firm) -> None:
    two.later(days=4 * 366)
    with pytest.raises(NotAllowedError, match="ended on"):
        go_back(two, back())


def test_an_open_blocking_finding_is_no_way_back(two: Firm) -> None:
    two.workspace.findings.raise_new(
        two.as_(Role.VALIDATOR),
        NewFinding(
            version=FIRST, title=said("wrong"), description=None, severity=Severity.SEVERE,
            owner=two.person(Role.OWNER).id,
        ),
    )  # fmt: skip
    with pytest.raises(NotAllowedError, match="is open and blocks"):
        go_back(two, back())


def test_a_version_that_was_never_approved_is_no_way_back(validated: Firm) -> None:
    with pytest.raises(NotAllowedError, match="was approved before"):
        go_back(validated, back())


def test_a_decision_forged_in_the_database_is_no_way_back(two: Firm) -> None:
    with closing(sqlite3.connect(two.workspace.folder / "workspace.db")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        (document,) = database.execute("SELECT document FROM decision WHERE id = 'D-0001'").fetchone()
        later = document.replace(b'"expires":"20', b'"expires":"21')
        assert later != document
        database.execute("UPDATE decision SET document = ? WHERE id = 'D-0001'", (later,))
        database.commit()
    with pytest.raises(NotAllowedError, match="no approval with a valid signature"):
        go_back(two, back())
    assert Problem.OBJECT_CHANGED in {item.problem for item in two.workspace.trail.verify().problems}


def test_a_return_is_not_withdrawn(two: Firm) -> None:
    go_back(two, back())
    (made,) = two.workspace.determinations.of(FIRST)
    with pytest.raises(NotAllowedError, match="cannot be withdrawn"):
        two.workspace.determinations.withdraw(two.as_(Role.RISK_MANAGER), made.id, said("oops"))
    assert states(two) == (State.IN_USE, State.SUSPENDED)


def answers(**changed: str) -> tuple[Answer, ...]:
    """Answer every question with no, but for some."""
    found = questionnaire("significant_change")
    return tuple(Answer(question=item.id, answer=changed.get(item.id, "no")) for item in found.questions)


def change(**given: object) -> NewDetermination:
    """Return what is handed in to say that the second version is no significant change."""
    new = NewDetermination(
        kind=DeterminationKind.SIGNIFICANT_CHANGE,
        model=MODEL,
        version=SECOND,
        outcome=Significance.NOT_SIGNIFICANT,
        answers=answers(),
        reason=said("same model, trained again"),
        evidence=(FIRST,),
    )
    return replace(new, **given)  # type: ignore[arg-type]


def test_a_further_version_in_a_high_tier_waits_for_the_determination(validated: Firm) -> None:
    approve(validated, FIRST)
    second(validated, high=True)
    manager = validated.person(Role.RISK_MANAGER)

    def waiting() -> bool:
        found = validated.workspace.decisions.obstacles(SECOND, manager)
        return any("changes the model significantly" in item.message.text for item in found)

    assert waiting()
    today = validated.clock().date()
    validated.workspace.determinations.determine(
        validated.as_(Role.VALIDATOR), change(), validated.key(Role.VALIDATOR)
    )
    assert not waiting()
    assert not is_significant(validated.workspace._desk.store, SECOND, today)
    (made,) = validated.workspace.determinations.of(SECOND)
    validated.workspace.determinations.withdraw(validated.as_(Role.VALIDATOR), made.id, said("too early"))
    assert waiting()


def test_a_first_version_and_a_low_tier_need_no_determination(validated: Firm) -> None:
    manager = validated.person(Role.RISK_MANAGER)
    assert validated.workspace.decisions.obstacles(FIRST, manager) == ()
    approve(validated, FIRST)
    second(validated)
    assert validated.workspace.decisions.obstacles(SECOND, manager) == ()


def test_decisive_answers_make_a_change_significant(two: Firm) -> None:
    for question in DECISIVE:
        with pytest.raises(NotAllowedError, match="From the answers follows"):
            go_back(two, change(answers=answers(**{question: "yes"})), Role.VALIDATOR)
    go_back(two, change(answers=answers(ai_design="yes"), outcome="significant"), Role.VALIDATOR)
    assert is_significant(two.workspace._desk.store, SECOND, two.clock().date())


def test_other_yes_answers_need_a_note_to_be_called_insignificant(two: Firm) -> None:
    with pytest.raises(NotAllowedError, match="Write in a note"):
        go_back(two, change(answers=answers(algorithm="yes")), Role.VALIDATOR)
    noted = tuple(
        replace(item, note=said("same family")) if item.question == "algorithm" else item
        for item in answers(algorithm="yes")
    )
    go_back(two, change(answers=noted), Role.VALIDATOR)


def test_nobody_denies_what_the_difference_shows_without_a_note(validated: Firm) -> None:
    approve(validated, FIRST)
    inventory = validated.workspace.inventory
    new = NewVersion(
        model=MODEL,
        label="2",
        task=inventory.version(FIRST).task,
        developer=validated.person(Role.DEVELOPER).id,
        cut_off=CutOff(value=Exact("0.6"), score_means=ScoreMeans.FAVORABLE),
        datasets=inventory.version(FIRST).datasets,
    )
    inventory.register_version(validated.as_(Role.DEVELOPER), new)
    with pytest.raises(NotAllowedError, match="says yes to “cut_off”"):
        go_back(validated, change(), Role.VALIDATOR)
    with pytest.raises(NotAllowedError, match="Name the earlier version"):
        go_back(validated, change(evidence=(SECOND,)), Role.VALIDATOR)
    go_back(validated, change(answers=answers(cut_off="yes"), outcome="significant"), Role.VALIDATOR)


def test_an_owner_does_not_call_a_change_insignificant(two: Firm) -> None:
    with pytest.raises(NotAllowedError, match="in their own favor"):
        go_back(two, change(), Role.OWNER)


def test_a_difference_names_what_came_went_and_changed(validated: Firm) -> None:
    workspace = validated.workspace
    worse = validated.table(bad_rows())
    version = validated.version(label="2", model=MODEL, datasets=(worse.id,))
    workspace.versions.complete(validated.as_(Role.DEVELOPER), version.id, VersionChange(facts={"seed": "3"}))
    found = workspace.versions.difference(FIRST, SECOND)
    named = {(item.area, item.name.text, str(item.detail), item.kind) for item in found.changes}
    assert (Area.VERSION, "State", "", Kind.CHANGED) in named
    assert (Area.TRAINING, "Training fact", "seed", Kind.ADDED) in named
    assert (Area.RISK, "Tier", "", Kind.REMOVED) in named
    assert {item.kind for item in found.of(Area.DATA)} == {Kind.ADDED, Kind.REMOVED}
    assert found.metrics == ()
    back_again = workspace.versions.difference(SECOND, FIRST)
    assert {(item.name.text, item.before, item.after) for item in found.changes} == {
        (item.name.text, item.after, item.before) for item in back_again.changes
    }
    assert workspace.versions.difference(FIRST, FIRST).changes == ()


def test_figures_are_compared_only_on_the_same_data(two: Firm) -> None:
    found = two.workspace.versions.difference(FIRST, SECOND)
    assert len(found.metrics) > 20
    assert all(item.difference == 0 and item.apart in {False, None} for item in found.metrics)
    side = side_of(two.workspace._desk.store, FIRST)
    assert difference(side, replace(side, runs=())).not_comparable == 0
    moved = replace(side, runs=tuple(_shifted(run, 0.4) for run in side.runs))
    shifted = difference(side, moved)
    assert all(item.difference == pytest.approx(0.4) for item in shifted.metrics)
    assert given_by(prefilled(shifted))["performance"] == ("yes",)
    assert given_by(prefilled(found))["performance"] == ("no",)


def _shifted(run: CheckRun, by: float) -> CheckRun:
    """Return a run all whose figures and intervals moved."""

    def moved(item: Measurement) -> Measurement:
        interval = item.interval and replace(
            item.interval,
            low=item.interval.low if item.interval.low is None else item.interval.low + by,
            high=item.interval.high if item.interval.high is None else item.interval.high + by,
        )
        return replace(item, value=None if item.value is None else item.value + by, interval=interval)

    def result(item: CheckResult) -> CheckResult:
        groups = tuple(replace(g, measurements=tuple(map(moved, g.measurements))) for g in item.groups)
        pairs = tuple(
            replace(c, difference=moved(c.difference), ratio=moved(c.ratio)) for c in item.comparisons
        )
        return replace(
            item, measurements=tuple(map(moved, item.measurements)), groups=groups, comparisons=pairs
        )

    return replace(run, results=tuple(map(result, run.results)))


def test_nothing_follows_where_some_answer_is_a_matter_of_judgment() -> None:
    assert implied({"algorithm": ("no",)}) is Significance.NOT_SIGNIFICANT
    assert implied({"algorithm": ("yes",)}) is None
    assert implied({"algorithm": ("yes",), "use": ("yes",)}) is Significance.SIGNIFICANT


def test_what_a_version_lacks_to_be_made_again_is_said_and_completed(firm: Firm, tmp_path: Path) -> None:
    version, versions = firm.version(), firm.workspace.versions
    lacking = {item.part for item in versions.in_sync(version.id) if item.missing}
    assert lacking == set(Part)
    lock = tmp_path / "uv.lock"
    lock.write_text("numpy==2.3", encoding="utf-8")
    facts = {"repository": "git@host:credit", "commit": "a1b2c3d", "seed": "7", "parameter:depth": "4"}
    changed, _ = versions.complete(
        firm.as_(Role.DEVELOPER), version.id, VersionChange(facts=facts, lock_file=lock)
    )
    assert changed.training["lock_file"] == "uv.lock"
    assert len(changed.training["lock_digest"]) == 64
    assert {item.part for item in versions.in_sync(version.id) if item.missing} == {Part.MODEL, Part.DATA}
    less, _ = versions.complete(firm.as_(Role.DEVELOPER), version.id, VersionChange(facts={"seed": ""}))
    assert "seed" not in less.training


def test_training_facts_of_another_form_are_refused(firm: Firm) -> None:
    version = firm.version()
    for facts in ({"commit": "main"}, {"seed": "x"}, {"": "y"}, {"note": "x" * 1001}):
        with pytest.raises(UserError):
            firm.workspace.versions.complete(firm.as_(Role.DEVELOPER), version.id, VersionChange(facts=facts))


def test_training_facts_are_closed_once_the_version_is_no_draft(firm: Firm) -> None:
    version = firm.version()
    edit = VersionChange(facts={"seed": "7"})
    with pytest.raises(NotAllowedError):
        firm.workspace.versions.complete(firm.as_(Role.VALIDATOR), version.id, edit)
    firm.move(version.id, State.IN_VALIDATION)
    with pytest.raises(NotAllowedError, match="while it is a draft"):
        firm.workspace.versions.complete(firm.as_(Role.DEVELOPER), version.id, edit)
    assert firm.workspace.inventory.version(version.id).training == {}


def test_a_missing_model_file_stops_a_return(two: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> Path:
        from core.messages import message

        raise IntegrityError(message("A file of the workspace is missing."))

    from core.inventory import ModelVersion
    from core.store.mapping import mapper_of
    from core.workspace.governance.determination_rules import rollback

    monkeypatch.setattr(rollback, "verified", gone)
    mapper = mapper_of(ModelVersion)
    monkeypatch.setattr(
        rollback, "mapper_of", lambda _kind: replace(mapper, files=lambda _value: (Digest("0" * 64),))
    )
    with pytest.raises(IntegrityError):
        go_back(two, back())
    assert states(two) == (State.APPROVED, State.IN_USE)
