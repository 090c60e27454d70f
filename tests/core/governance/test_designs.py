"""Does a design record hold what was recorded, and can nobody make evidence of what is none?"""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from core.audit import Problem
from core.errors import NotAllowedError, UserError
from core.governance.design import (
    Criterion,
    CriterionState,
    Experiment,
    Labeling,
    SimplerApproach,
    missing,
)
from core.governance.measured import figures
from core.governance.split import ProofState, Split, SplitMethod, SplitShare
from core.ids import DocumentId, Exact, RunId, VersionId
from core.inventory import Column, ColumnRole, DatasetKind, State
from core.people import Role
from core.policy import Relation
from core.workspace import NewDataset
from core.workspace.governance.designs import DesignEdit, ReachedValue
from tests.core.casework import CSV, Firm, said

VERSION = VersionId("MOD-0001@1")
RECALL = Criterion(
    measure=said("Accuracy on held-back loans"), relation=Relation.AT_LEAST, target=Exact("0.85")
)


def test_each_part_is_recorded_on_its_own_and_what_is_missing_is_said(firm: Firm) -> None:
    version = firm.version()
    assert len(missing(firm.workspace.designs.of(version.id))) == 1
    edit = DesignEdit(
        goal=said("Fewer losses"),
        why_learning=said("Many weak signals"),
        benefit=said("2 % fewer losses"),
        cost=said("Two people for half a year"),
        outside_use=said("none"),
        criteria=(RECALL,),
        simpler=(SimplerApproach(approach=said("Scorecard of six features"), value=Exact("0.81")),),
        labeling=Labeling(by=said("Loan officers"), agreement=Exact("0.83")),
    )
    firm.workspace.designs.record(firm.as_(Role.DEVELOPER), version.id, edit)
    record, _ = firm.workspace.designs.record(
        firm.as_(Role.OWNER), version.id, DesignEdit(goal=said("Fewer losses in retail"))
    )
    assert record.goal == said("Fewer losses in retail")
    assert record.benefit == said("2 % fewer losses")
    assert record.recorded_by == firm.person(Role.OWNER).id
    assert [str(item) for item in missing(record)] == [
        "No candidate or experiment is recorded.",
        "It is not stated how the data were split.",
        "It is not proven that the parts of the data do not overlap.",
    ]
    emptied, _ = firm.workspace.designs.record(firm.as_(Role.OWNER), version.id, DesignEdit(goal=said(" ")))
    assert emptied.goal is None


def test_a_value_of_a_run_is_taken_with_its_interval_and_compared_exactly(validated: Firm) -> None:
    designs, developer = validated.workspace.designs, validated.as_(Role.DEVELOPER)
    designs.record(developer, VERSION, DesignEdit(criteria=(RECALL,)), said("first"))
    run = validated.workspace.checking.runs(VERSION)[0]
    key = next(key for key in figures((run,)) if key[1:3] == ("performance", "accuracy") and key[3] is None)
    record, _ = designs.reached(
        validated.as_(Role.VALIDATOR),
        VERSION,
        ReachedValue(criterion=0, run=run.id, check=key[1], measure=key[2]),
        said("measured"),
    )
    (criterion,) = record.criteria
    assert criterion.value == Exact("0.9")
    assert criterion.source is not None
    assert criterion.source.result_digest == run.result_digest
    assert (criterion.state, criterion.certain) == (CriterionState.REACHED, True)
    on_the_spot = replace(criterion, target=Exact("0.9"))
    assert on_the_spot.state is CriterionState.REACHED
    assert on_the_spot.certain is False
    assert replace(criterion, target=Exact("0.9000000001")).state is CriterionState.NOT_REACHED
    assert replace(criterion, relation=Relation.AT_MOST).state is CriterionState.NOT_REACHED


def test_nobody_can_name_a_run_and_state_another_value_than_it_gave(validated: Firm) -> None:
    designs, developer = validated.workspace.designs, validated.as_(Role.DEVELOPER)
    run = validated.workspace.checking.runs(VERSION)[0]
    designs.record(developer, VERSION, DesignEdit(criteria=(RECALL,)), said("first"))
    value = ReachedValue(criterion=0, run=run.id, check="performance", measure="accuracy")
    record, _ = designs.reached(developer, VERSION, value, said("measured"))
    forged = replace(record.criteria[0], value=Exact("0.99"))
    again, _ = designs.record(developer, VERSION, DesignEdit(criteria=(forged,)), said("better"))
    assert again.criteria[0].value == Exact("0.9")
    other = validated.version(model=validated.workspace.inventory.models()[0].id, label="2")
    with pytest.raises(UserError, match="is no run of"):
        designs.record(developer, other.id, DesignEdit(criteria=(forged,)))
    with pytest.raises(UserError, match="There is no run"):
        designs.reached(developer, VERSION, replace(value, run=RunId("RUN-9999")), said("x"))


def test_a_target_moved_after_a_value_was_known_stays_visible(firm: Firm) -> None:
    version, designs = firm.version(), firm.workspace.designs
    developer = firm.as_(Role.DEVELOPER)
    designs.record(developer, version.id, DesignEdit(criteria=(replace(RECALL, target=Exact("0.8")),)))
    record, _ = designs.record(
        developer, version.id, DesignEdit(criteria=(replace(RECALL, value=Exact("0.84")),))
    )
    assert record.criteria[0].earlier_targets == ()
    moved = replace(RECALL, value=Exact("0.84"), target=Exact("0.84"))
    record, _ = designs.record(developer, version.id, DesignEdit(criteria=(moved,)))
    assert record.criteria[0].earlier_targets == (Exact("0.85"),)
    record, _ = designs.record(developer, version.id, DesignEdit(criteria=(moved,)))
    assert record.criteria[0].earlier_targets == (Exact("0.85"),), "nobody can hand in a shorter history"


def test_only_who_registers_records_a_design(firm: Firm) -> None:
    version = firm.version()
    for role in (Role.VALIDATOR, Role.RISK_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowedError):
            firm.workspace.designs.record(firm.as_(role), version.id, DesignEdit(goal=said("mine")))
    assert firm.workspace.designs.of(version.id) is None


def test_after_the_draft_a_change_needs_a_reason_and_at_the_end_none_is_possible(firm: Firm) -> None:
    version = firm.in_validation()
    owner = firm.as_(Role.OWNER)
    with pytest.raises(UserError, match="needs a reason"):
        firm.workspace.designs.record(owner, version.id, DesignEdit(goal=said("x")))
    firm.workspace.designs.record(owner, version.id, DesignEdit(goal=said("x")), said("asked by validation"))
    firm.move(version.id, State.RETIRED)
    with pytest.raises(NotAllowedError, match="is closed"):
        firm.workspace.designs.record(owner, version.id, DesignEdit(goal=said("y")), said("late"))


REFUSED = (
    DesignEdit(criteria=(replace(RECALL, target=Exact("much")),)),
    DesignEdit(criteria=(replace(RECALL, target=Exact("1e999999999")),)),
    DesignEdit(criteria=(RECALL, RECALL)),
    DesignEdit(criteria=(replace(RECALL, measure=said(" ")),)),
    DesignEdit(split=Split(method=SplitMethod.TIME)),
    DesignEdit(
        split=Split(
            method=SplitMethod.RANDOM,
            shares=(
                SplitShare(kind=DatasetKind.TRAINING, share=Exact("0.8")),
                SplitShare(kind=DatasetKind.TEST, share=Exact("0.3")),
            ),
        )
    ),
    DesignEdit(labeling=Labeling(by=said("x"), guideline=DocumentId("DOC-9"))),
    DesignEdit(experiments=(Experiment(name="x" * 501),)),
    DesignEdit(simpler=(SimplerApproach(approach=said("")),)),
)


def test_what_has_no_form_is_refused_and_nothing_is_written(firm: Firm) -> None:
    version = firm.version()
    for edit in REFUSED:
        with pytest.raises(UserError):
            firm.workspace.designs.record(firm.as_(Role.DEVELOPER), version.id, edit)
    assert firm.workspace.designs.of(version.id) is None


def test_a_record_edited_in_the_database_is_found_by_verification(firm: Firm) -> None:
    version = firm.version()
    criterion = replace(RECALL, value=Exact("0.7"))
    firm.workspace.designs.record(firm.as_(Role.DEVELOPER), version.id, DesignEdit(criteria=(criterion,)))
    assert firm.workspace.trail.verify().intact
    with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        (document,) = database.execute("SELECT document FROM design").fetchone()
        assert json.loads(document)["criteria"][0]["value"] == "0.7"
        database.execute("UPDATE design SET document = ?", (document.replace(b'"0.7"', b'"0.9"'),))
        database.commit()
    problems = firm.workspace.trail.verify().problems
    assert Problem.OBJECT_CHANGED in {item.problem for item in problems}


def _table(firm: Firm, rows: list[str], kind: DatasetKind, name: str) -> NewDataset:
    path = firm.folder / f"{name}.csv"
    path.write_text("\n".join(["loan,day,customer,age,income,good", *rows]) + "\n", encoding="utf-8")
    roles = {"loan": ColumnRole.ROW_ID, "day": ColumnRole.TIME, "good": ColumnRole.TARGET}
    return NewDataset(
        path=path,
        name=said(name),
        kind=kind,
        dialect=CSV,
        columns=tuple(
            Column(
                name=column,
                dtype="text" if column in {"loan", "customer"} else "date" if column == "day" else "integer",
                roles=(roles.get(column, ColumnRole.FEATURE),),
            )
            for column in ("loan", "day", "customer", "age", "income", "good")
        ),
        favorable="1",
    )


def _rows(first: int, count: int, *, year: int, customers: int = 1000) -> list[str]:
    return [
        f"L{i},{year}-{i % 12 + 1:02d}-01,C{i % customers},{20 + i % 50},{1000 + i},{i % 2}"
        for i in range(first, first + count)
    ]


def _parted(firm: Firm, train: list[str], test: list[str], split: Split | None = None) -> VersionId:
    register = firm.workspace.inventory.register_dataset
    developer = firm.as_(Role.DEVELOPER)
    ids = tuple(
        register(developer, _table(firm, rows, kind, f"{kind.value}-{len(firm.names)}"))[0].id
        for rows, kind in ((train, DatasetKind.TRAINING), (test, DatasetKind.TEST))
    )
    version = firm.version(datasets=ids)
    if split is not None:
        firm.workspace.designs.record(developer, version.id, DesignEdit(split=split))
    return version.id


def test_parts_without_overlap_are_proven_and_the_proof_goes_out_of_date(firm: Firm) -> None:
    split = Split(method=SplitMethod.TIME, column="day")
    version = _parted(firm, _rows(0, 300, year=2024), _rows(300, 100, year=2025), split)
    designs, developer = firm.workspace.designs, firm.as_(Role.DEVELOPER)
    record, _ = designs.prove_split(developer, version)
    assert record.proof is not None
    (pair,) = record.proof.pairs
    assert (pair.equal_in_first, pair.equal_in_second, pair.ids_shared, pair.in_order) == (0, 0, 0, True)
    assert "good" in pair.columns
    assert "loan" not in pair.columns
    assert designs.proof_state(version) is ProofState.NO_OVERLAP
    designs.record(developer, version, DesignEdit(split=replace(split, method=SplitMethod.RANDOM)))
    assert designs.proof_state(version) is ProofState.OUTDATED


def test_shared_rows_ids_and_units_are_counted_on_both_sides(firm: Firm) -> None:
    train = _rows(0, 300, year=2024, customers=50)
    stolen = [train[7], train[7].replace("L7,", "L9007,"), train[9]]
    test = [*_rows(300, 97, year=2024, customers=50), *stolen]
    version = _parted(firm, train, test, Split(method=SplitMethod.GROUP, column="customer"))
    record, _ = firm.workspace.designs.prove_split(firm.as_(Role.VALIDATOR), version)
    assert record.proof is not None
    (pair,) = record.proof.pairs
    assert (pair.equal_in_first, pair.equal_in_second) == (2, 3)
    assert pair.ids_shared == 2
    assert pair.groups_shared == 50
    assert firm.workspace.designs.proof_state(version) is ProofState.OVERLAP


def test_a_split_by_time_whose_ends_touch_is_no_order(firm: Firm) -> None:
    split = Split(method=SplitMethod.TIME, column="day")
    version = _parted(firm, _rows(0, 60, year=2024), _rows(95, 1, year=2024), split)
    record, _ = firm.workspace.designs.prove_split(firm.as_(Role.DEVELOPER), version)
    assert record.proof is not None
    assert record.proof.pairs[0].in_order is False
    assert record.proof.parts[0].last == "2024-12-01 00:00:00"
    assert firm.workspace.designs.proof_state(version) is ProofState.OVERLAP


def test_one_kind_of_data_alone_proves_nothing(firm: Firm) -> None:
    version = firm.version()
    with pytest.raises(UserError, match="no two data sets of different kinds"):
        firm.workspace.designs.prove_split(firm.as_(Role.DEVELOPER), version.id)
    wrong = _parted(
        firm, _rows(0, 5, year=2024), _rows(9, 5, year=2025), Split(method=SplitMethod.TIME, column="no")
    )
    with pytest.raises(UserError, match="no readable column"):
        firm.workspace.designs.prove_split(firm.as_(Role.DEVELOPER), wrong)


def test_tables_with_nothing_in_common_prove_nothing(firm: Firm) -> None:
    first = firm.table(kind=DatasetKind.TEST)
    other = _table(firm, _rows(0, 5, year=2024), DatasetKind.TRAINING, "other")
    columns = tuple(
        replace(item, roles=(ColumnRole.IGNORED,)) if item.name in {"good", "age"} else item
        for item in other.columns
    )
    second, _ = firm.workspace.inventory.register_dataset(
        firm.as_(Role.DEVELOPER), replace(other, columns=columns, favorable=None)
    )
    version = firm.version(datasets=(first.id, second.id))
    firm.workspace.designs.prove_split(firm.as_(Role.DEVELOPER), version.id)
    assert firm.workspace.designs.proof_state(version.id) is ProofState.NOT_ENOUGH


def test_experiments_are_told_apart_by_run_and_keep_their_remark(firm: Firm) -> None:
    version, designs = firm.version(), firm.workspace.designs
    developer = firm.as_(Role.DEVELOPER)
    first = Experiment(name="tree", run="a1", metrics={"auc": Exact("0.7")})
    designs.add_experiments(developer, version.id, (first,))
    remarked = replace(first, remark=said("overfits"), chosen=True)
    designs.record(developer, version.id, DesignEdit(experiments=(remarked,)))
    again, _ = designs.add_experiments(
        developer, version.id, (replace(first, metrics={"auc": Exact("0.71")}), Experiment(name="linear"))
    )
    assert [(item.name, item.chosen, item.remark) for item in again.experiments] == [
        ("tree", True, said("overfits")),
        ("linear", False, None),
    ]
    assert again.experiments[0].metrics == {"auc": Exact("0.71")}
