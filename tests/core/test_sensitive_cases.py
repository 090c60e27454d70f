"""Are columns kept for bias tests only read by name, kept inside, and deleted for good?"""

from datetime import timedelta
from pathlib import Path

import pytest

from core.audit import Action
from core.canonical import canonical
from core.errors import NotAllowedError, UserError
from core.ids import DatasetId, Exact
from core.inventory import (
    Column,
    ColumnRole,
    Dataset,
    DatasetKind,
    Grouping,
    ModelVersion,
    SensitivePurpose,
)
from core.people import Role
from core.reasons import ReasonCode
from core.regulations.catalogue import load
from core.regulations.coverage import ControlState, cover
from core.workspace import NewDataset, Workspace
from tests.core.casework import CSV, Firm, check, good_rows, said

FAITH = "faith"


def handed_in(firm: Firm, **changed: object) -> NewDataset:
    path = firm.folder / "protected.csv"
    rows = [f"{row},{'ab'[i // 3 % 2]}" for i, row in enumerate(good_rows())]
    path.write_text("\n".join([f"good,said,score,age,{FAITH}", *rows]) + "\n", encoding="utf-8")
    given: dict[str, object] = {
        "path": path,
        "name": said("Held-back loans"),
        "kind": DatasetKind.TEST,
        "dialect": CSV,
        "columns": (
            Column(name="good", dtype="integer", roles=(ColumnRole.TARGET,)),
            Column(name="said", dtype="integer", roles=(ColumnRole.PREDICTION,)),
            Column(name="score", dtype="number", roles=(ColumnRole.SCORE,)),
            Column(
                name="age",
                dtype="integer",
                roles=(ColumnRole.SENSITIVE,),
                purpose=SensitivePurpose.GROUP_COMPARISON,
            ),
            Column(
                name=FAITH,
                dtype="text",
                roles=(ColumnRole.SENSITIVE,),
                purpose=SensitivePurpose.BIAS_TEST_ONLY,
            ),
        ),
        "favorable": "1",
        "groupings": (Grouping(column="age", edges=(Exact("25"),)),),
        "delete_by": firm.clock().date() + timedelta(days=90),
        "necessity": said("Bias by faith cannot be seen in other data."),
    }
    return NewDataset(**(given | changed))  # type: ignore[arg-type]


def registered(firm: Firm) -> Dataset:
    return firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), handed_in(firm))[0]


def version_on(firm: Firm, dataset: Dataset) -> ModelVersion:
    return firm.version(datasets=(dataset.id,))


def stored_bytes(firm: Firm) -> bytes:
    folder = firm.workspace.folder / "files"
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize(
    ("changed", "said_why"),
    [
        ({"delete_by": None}, "need a day"),
        ({"delete_by": "yesterday"}, "in the future"),
        ({"delete_by": "too late"}, "in the future"),
        ({"necessity": None}, "why bias cannot be found"),
        ({"roles": (ColumnRole.SENSITIVE, ColumnRole.FEATURE)}, "cannot be used for anything else"),
        ({"roles": (ColumnRole.FEATURE,)}, "not marked sensitive"),
    ],
)
def test_a_table_without_what_the_law_asks_for_is_refused(
    firm: Firm, changed: dict[str, object], said_why: str
) -> None:
    today = firm.clock().date()
    days = {"yesterday": today - timedelta(days=1), "too late": today + timedelta(days=4000)}
    new = handed_in(firm)
    if "roles" in changed:
        *others, last = new.columns
        column = Column(
            name=last.name,
            dtype=last.dtype,
            roles=changed["roles"],  # type: ignore[arg-type]
            purpose=last.purpose,
        )
        changed = {"columns": (*others, column)}
    if isinstance(changed.get("delete_by"), str):
        changed = {"delete_by": days[str(changed["delete_by"])]}
    before = firm.workspace.trail.count()
    with pytest.raises(UserError, match=said_why):
        firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), handed_in(firm, **changed))
    assert firm.workspace.trail.count() == before


def test_every_run_records_who_read_the_columns_and_compares_them(firm: Firm) -> None:
    dataset = registered(firm)
    run = check(firm, version_on(firm, dataset))
    (access,) = firm.workspace.sensitive.accesses(dataset.id)
    assert access.action is Action.SENSITIVE_READ
    assert access.actor == firm.person(Role.VALIDATOR).id
    fairness = next(item for item in run.results if item.check == "group_fairness")
    assert {group.feature for group in fairness.groups} >= {"age", FAITH}


def test_a_run_is_repeated_only_by_a_named_person(firm: Firm) -> None:
    dataset = registered(firm)
    run = check(firm, version_on(firm, dataset))
    with pytest.raises(NotAllowedError, match="every access"):
        firm.workspace.checking.replay(run.id)
    again = firm.workspace.checking.replay(run.id, session=firm.as_(Role.AUDITOR))
    assert again.equal
    assert [event.actor for event in firm.workspace.sensitive.accesses(dataset.id)] == [
        firm.person(Role.AUDITOR).id,
        firm.person(Role.VALIDATOR).id,
    ]


def test_the_columns_are_never_exported(firm: Firm, tmp_path: Path) -> None:
    dataset = registered(firm)
    target = tmp_path / "out.csv"
    sensitive, session = firm.workspace.sensitive, firm.as_(Role.AUDITOR)
    assert sensitive.export(session, dataset.id, target) == 400
    assert target.read_text(encoding="utf-8").splitlines()[0] == "good,said,score,age"
    with pytest.raises(NotAllowedError, match="not passed on"):
        sensitive.export(session, dataset.id, tmp_path / "other.csv", ("age", FAITH))
    assert not (tmp_path / "other.csv").exists()
    assert sensitive.accesses(dataset.id)[0].action is Action.SENSITIVE_EXPORT_REFUSED
    with pytest.raises(UserError, match="exists already"):
        sensitive.export(session, dataset.id, target)


def test_after_their_day_they_are_not_read_any_more(firm: Firm) -> None:
    dataset = registered(firm)
    version = version_on(firm, dataset)
    firm.later(days=91)
    (due,) = firm.workspace.sensitive.due(firm.clock().date())
    assert due.overdue
    assert due.columns == (FAITH,)
    with pytest.raises(NotAllowedError, match="had to be deleted"):
        check(firm, version)


def test_deleting_leaves_digest_and_counts_and_nothing_else(firm: Firm) -> None:
    dataset = registered(firm)
    version = version_on(firm, dataset)
    run = check(firm, version)
    assert FAITH.encode() in stored_bytes(firm)
    with pytest.raises(NotAllowedError):
        firm.workspace.sensitive.delete(firm.as_(Role.AUDITOR), dataset.id, said("done"))
    deleted, _ = firm.workspace.sensitive.delete(firm.as_(Role.OWNER), dataset.id, said("Bias was corrected"))
    assert FAITH.encode() not in stored_bytes(firm)
    assert deleted.digest == dataset.digest
    assert deleted.deletion is not None
    (column,) = deleted.deletion.columns
    assert {item.value: item.n for item in column.counts} == {"a": 201, "b": 199}
    assert firm.workspace.trail.verify().intact
    assert firm.workspace.sensitive.due(firm.clock().date()) == ()
    with pytest.raises(UserError, match="cannot be repeated"):
        firm.workspace.checking.replay(run.id, session=firm.as_(Role.AUDITOR))
    with pytest.raises(UserError, match="deleted before"):
        firm.workspace.sensitive.delete(firm.as_(Role.OWNER), dataset.id, said("again"))
    later = check(firm, version)
    fairness = next(item for item in later.results if item.check == "group_fairness")
    assert {group.feature for group in fairness.groups} == {"age"}
    assert firm.workspace.reporting.evidence(version.id).trail_intact


def test_groups_too_small_to_be_compared_are_counted_without_their_names(firm: Firm) -> None:
    new = handed_in(firm)
    lines = new.path.read_text(encoding="utf-8").splitlines()
    for at in (1, 2, 3):
        lines[at] = lines[at][:-1] + "uncommonfaith"
    lines[4] = lines[4][:-1] + "alone"
    new.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    dataset, _ = firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), new)
    run = check(firm, version_on(firm, dataset))
    kept = canonical(run)
    assert b"uncommonfaith" not in kept
    assert b"alone" not in kept
    fairness = next(item for item in run.results if item.check == "group_fairness")
    together = next(item for item in fairness.groups if (item.feature, item.label) == (FAITH, "…"))
    assert (together.n, together.measurements) == (4, ())
    assert together.excluded is not None
    assert together.excluded.code is ReasonCode.SMALL_GROUPS_TOGETHER
    assert together.excluded.values == {"groups": 2, "minimum": 30}
    assert {item.label for item in fairness.groups if item.feature == FAITH} == {"a", "b", "…"}
    assert firm.workspace.checking.replay(run.id, session=firm.as_(Role.AUDITOR)).equal


def test_groups_too_small_to_be_compared_are_not_named_after_the_deletion(firm: Firm) -> None:
    new = handed_in(firm)
    lines = new.path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1][:-1] + "uncommonfaith"
    new.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    dataset, _ = firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), new)
    deleted, _ = firm.workspace.sensitive.delete(firm.as_(Role.OWNER), dataset.id, said("corrected"))
    assert deleted.deletion is not None
    (column,) = deleted.deletion.columns
    assert [item.value for item in column.counts] == ["a", "b", "…"]
    assert sum(item.n for item in column.counts) == 400


def test_an_interrupted_deletion_is_finished_at_the_next_start(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = registered(firm)
    monkeypatch.setattr("core.workspace.sensitive.finish_deletions", lambda _desk: None)
    firm.workspace.sensitive.delete(firm.as_(Role.OWNER), dataset.id, said("corrected"))
    assert FAITH.encode() in stored_bytes(firm)
    monkeypatch.undo()
    firm.workspace.close()
    again = Workspace.open(firm.workspace.folder, clock=firm.clock)
    try:
        assert FAITH.encode() not in stored_bytes(firm)
        assert again.trail.verify().intact
    finally:
        again.close()


def test_the_same_file_registered_twice_loses_the_columns_in_both(firm: Firm) -> None:
    first, second = registered(firm), registered(firm)
    firm.workspace.sensitive.delete(firm.as_(Role.OWNER), first.id, said("corrected"))
    assert FAITH.encode() not in stored_bytes(firm)
    assert firm.workspace.inventory.dataset(second.id).deletion is not None


def test_the_requirement_is_answered_from_the_records(firm: Firm) -> None:
    dataset = registered(firm)
    version = version_on(firm, dataset)
    check(firm, version)
    covered = cover(load("gdpr"), firm.workspace.reporting.evidence(version.id))
    special = next(item for item in covered if item.control.id == "GDPR-9-AIA4A")
    assert special.state is ControlState.ATTESTED
    assert DatasetId(dataset.id) in special.evidence


def test_a_changed_file_outside_the_workspace_makes_its_results_outdated(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.workspace.tables._MEGABYTE", 1)
    dataset = firm.table()
    assert dataset.reference is not None
    version = firm.version(datasets=(dataset.id,))
    check(firm, version)
    reporting = firm.workspace.reporting
    assert reporting.evidence(version.id).changed_data == ()
    path = Path(dataset.reference)
    path.write_bytes(path.read_bytes()[:-2] + b"9\n")
    assert reporting.evidence(version.id).changed_data == (dataset.id,)
    assert firm.workspace.inventory.changed_data() == (dataset.id,)
    obstacles = firm.workspace.decisions.obstacles(version.id, firm.person(Role.RISK_MANAGER))
    assert any("lies outside the workspace" in str(item.message) for item in obstacles)
    path.unlink()
    assert reporting.evidence(version.id).changed_data == (dataset.id,)
