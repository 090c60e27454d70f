"""Is a version watched as set up, do alarms become findings, are labels joined to the right rows?"""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.findings import FindingState
from core.governance.monitoring import LabelState, Monitor, trends
from core.inventory import Column, ColumnRole, Dataset, DatasetKind, State, Task
from core.people import Role
from core.results import Verdict
from core.workspace import NewDataset, NewVersion, Session
from core.workspace.governance.monitoring_guards import NewMonitor
from tests.core.casework import CSV, HALF, Firm, said


def rows(n: int, *, start: int = 0, moved: float = 0.0, labels: bool = False, right: int = 9) -> list[str]:
    """Return new loans: id, day, income, score and prediction; of ten predictions `right` are right."""
    lines = ["loan,day,income,score,said" + (",good" if labels else "")]
    for i in range(start, start + n):
        good = int(i % 4 != 0)
        said_ = good if i % 10 < right else 1 - good
        score = (0.7 if said_ else 0.3) + i % 5 / 20
        day = date(2026, 9, 1) + timedelta(days=i % 28)
        income = 2000 + i * 37 % 1000 + moved
        lines.append(f"{i:05d},{day},{income:.0f},{score:.2f},{said_}" + (f",{good}" if labels else ""))
    return lines


def write(path: Path, lines: list[str]) -> Path:
    """Write a table that nobody writes to any more."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    old = path.stat().st_mtime - 60
    os.utime(path, (old, old))
    return path


COLUMNS = (
    Column(name="loan", dtype="text", roles=(ColumnRole.ROW_ID,)),
    Column(name="day", dtype="date", roles=(ColumnRole.TIME,)),
    Column(name="income", dtype="number", roles=(ColumnRole.FEATURE,)),
    Column(name="score", dtype="number", roles=(ColumnRole.SCORE,)),
    Column(name="said", dtype="integer", roles=(ColumnRole.PREDICTION,)),
    Column(name="good", dtype="integer", roles=(ColumnRole.TARGET,)),
)


def reference(firm: Firm) -> Dataset:
    """Register the data the version was approved on."""
    new = NewDataset(
        path=write(firm.folder / "reference.csv", rows(400, labels=True)),
        name=said("Approved on"),
        kind=DatasetKind.TEST,
        dialect=CSV,
        columns=COLUMNS,
        favorable="1",
    )
    return firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), new)[0]


def monitored(firm: Firm, **given: object) -> Monitor:
    """Set up a monitoring of a version that has a table of predictions only."""
    known = reference(firm)
    new = NewVersion(
        model=firm.model(),
        label="1",
        task=Task.BINARY,
        developer=firm.person(Role.DEVELOPER).id,
        cut_off=HALF,
        datasets=(known.id,),
    )
    version = firm.workspace.inventory.register_version(firm.as_(Role.DEVELOPER), new)[0]
    wanted = NewMonitor(
        version=version.id,
        name=said("Loans of the month"),
        reference=known.id,
        owner=firm.person(Role.OWNER).id,
        label_checks=("performance",),
        row_id="loan",
        time="day",
        label_lag_days=30,
        every_days=31,
    )
    made, _ = firm.workspace.monitoring.set_up(
        firm.as_(Role.RISK_MANAGER),
        replace(wanted, **given),  # type: ignore[arg-type]
    )
    return made


def test_rows_like_the_reference_raise_no_alarm_and_stand_at_their_days(firm: Firm) -> None:
    monitor = monitored(firm)

    seen, _ = firm.workspace.monitoring.observe(
        firm.as_(Role.VALIDATOR), monitor.id, write(firm.folder / "september.csv", rows(400, start=400))
    )

    assert (seen.first_day, seen.last_day, seen.rows) == (date(2026, 9, 1), date(2026, 9, 28), 400)
    assert seen.verdict is Verdict.PASSED
    assert {item.check for item in seen.indicators} == {"data_quality", "drift"}
    assert any(item.measure == "psi_score" for item in seen.indicators)
    assert seen.findings == ()


def test_moved_inputs_become_a_finding_of_the_owner_named_in_advance(firm: Firm) -> None:
    monitor = monitored(firm)
    path = write(firm.folder / "moved.csv", rows(400, start=400, moved=5000))

    seen, _ = firm.workspace.monitoring.observe(firm.as_(Role.VALIDATOR), monitor.id, path)

    assert {(item.measure, item.subject) for item in seen.alarms} >= {
        ("psi", "income"),
        ("out_of_range_share", "income"),
    }
    found = [firm.workspace.findings.get(item) for item in seen.findings]
    assert found
    assert all(item.state is FindingState.OPEN and item.owner == monitor.owner for item in found)
    assert all(item.due is not None for item in found)


def test_a_second_alarm_of_the_same_figure_raises_no_second_finding(firm: Firm) -> None:
    monitor = monitored(firm)
    for number in (1, 2):
        path = write(firm.folder / f"moved-{number}.csv", rows(400, start=400 * number, moved=5000))
        seen, _ = firm.workspace.monitoring.observe(firm.as_(Role.VALIDATOR), monitor.id, path)

    assert seen.alarms
    assert seen.findings == ()
    raised = [item for item in firm.workspace.findings.all() if item.measure == "psi"]
    assert len(raised) == len({item.subject for item in raised})


def test_an_alarm_opens_what_an_earlier_run_had_only_proposed(firm: Firm) -> None:
    monitor, session = monitored(firm), firm.as_(Role.VALIDATOR)
    path = write(firm.folder / "moved.csv", rows(400, start=400, moved=5000))
    first, _ = firm.workspace.monitoring.observe(session, monitor.id, path)
    with firm.workspace._desk.store.transaction(firm.as_(Role.RISK_MANAGER)) as step:
        for identity in first.findings:
            opened = firm.workspace.findings.get(identity)
            step.put(
                replace(opened, state=FindingState.PROPOSED, owner=None, life=()), Action.FINDING_PROPOSED
            )

    path = write(firm.folder / "moved-2.csv", rows(400, start=800, moved=5000))
    seen, _ = firm.workspace.monitoring.observe(session, monitor.id, path)

    assert first.findings
    assert set(first.findings) <= set(seen.findings)
    found = [firm.workspace.findings.get(item) for item in first.findings]
    assert {(item.state, item.owner) for item in found} == {(FindingState.OPEN, monitor.owner)}
    assert all(item.life[-1].by == session.person.id for item in found)


def test_an_alarm_sets_a_version_in_use_under_review(firm: Firm) -> None:
    monitor = monitored(firm)
    with firm.workspace._desk.store.transaction(firm.as_(Role.RISK_MANAGER)) as step:
        version = firm.workspace.inventory.version(monitor.version)
        step.put(replace(version, state=State.IN_USE), Action.STATE_CHANGED)
    path = write(firm.folder / "moved.csv", rows(400, start=400, moved=5000))

    firm.workspace.monitoring.observe(firm.as_(Role.VALIDATOR), monitor.id, path)

    assert firm.workspace.inventory.version(monitor.version).state is State.UNDER_REVIEW


def test_the_same_rows_are_not_observed_twice_under_another_name(firm: Firm) -> None:
    monitor = monitored(firm)
    lines = rows(400, start=400)
    session = firm.as_(Role.VALIDATOR)
    firm.workspace.monitoring.observe(session, monitor.id, write(firm.folder / "a.csv", lines))

    with pytest.raises(UserError, match="observed before, as MR-0001"):
        firm.workspace.monitoring.observe(session, monitor.id, write(firm.folder / "b.csv", lines))


def test_a_table_without_an_expected_column_is_refused_by_name_and_leaves_nothing(firm: Firm) -> None:
    monitor = monitored(firm)
    lines = [",".join(line.split(",")[:2] + line.split(",")[3:]) for line in rows(50, start=400)]
    before = len(firm.workspace.inventory.datasets())

    with pytest.raises(UserError, match="lacks income"):
        firm.workspace.monitoring.observe(
            firm.as_(Role.VALIDATOR), monitor.id, write(firm.folder / "short.csv", lines)
        )

    assert len(firm.workspace.inventory.datasets()) == before


def test_labels_fill_in_the_performance_of_the_rows_they_belong_to(firm: Firm) -> None:
    monitor, monitoring = monitored(firm), firm.workspace.monitoring
    session = firm.as_(Role.VALIDATOR)
    good, bad = rows(400, start=400, labels=True), rows(400, start=800, labels=True, right=3)
    for name, lines in (("good", good), ("bad", bad)):
        unlabeled = [line.rsplit(",", 1)[0] for line in lines]
        monitoring.observe(session, monitor.id, write(firm.folder / f"{name}.csv", unlabeled))
    waiting = monitoring.get(monitor.id).observations[0]
    assert waiting.labels(monitor, date(2026, 10, 1)) is LabelState.WAITING
    assert waiting.labels(monitor, date(2026, 12, 1)) is LabelState.OVERDUE
    half = ["loan,good", *(f"{line.split(',')[0]},{line.rsplit(',', 1)[1]}" for line in good[1:201])]

    (partly,), _ = monitoring.join_labels(session, monitor.id, write(firm.folder / "half.csv", half))

    assert partly.labelings[-1].rows == 200
    assert partly.labels(monitor, date(2026, 10, 1)) is LabelState.PARTIAL
    full = ["good;loan", *(f"{line.rsplit(',', 1)[1]};{line.split(',')[0]}" for line in (good + bad)[1:])]
    full = [line for line in full if line != "good;loan" or line is full[0]]

    done, _ = monitoring.join_labels(session, monitor.id, write(firm.folder / "all.csv", full))

    assert [item.labelings[-1].rows for item in done] == [400, 400]
    recall = {
        item.id: next(each for each in item.labelings[-1].indicators if each.measure == "recall")
        for item in done
    }
    first, second = (recall[item.id].value for item in done)
    assert first is not None
    assert second is not None
    assert first > 0.85
    assert second < 0.5
    assert done[1].verdict is Verdict.FAILED
    assert done[1].findings
    points = next(item for item in monitoring.trends(monitor.id) if item.measure == "recall").points
    assert [point.observation for point in points] == [item.id for item in done]


def test_deliveries_of_labels_add_to_each_other_and_none_contradicts_an_earlier_one(firm: Firm) -> None:
    monitor, monitoring = monitored(firm), firm.workspace.monitoring
    session, lines = firm.as_(Role.VALIDATOR), rows(400, start=400, labels=True)
    unlabeled = [line.rsplit(",", 1)[0] for line in lines]
    monitoring.observe(session, monitor.id, write(firm.folder / "new.csv", unlabeled))
    given = [f"{line.split(',')[0]},{line.rsplit(',', 1)[1]}" for line in lines[1:]]

    def deliver(name: str, some: list[str]) -> list[tuple[int, int]]:
        path = write(firm.folder / name, ["loan,good", *some])
        done, _ = monitoring.join_labels(session, monitor.id, path)
        return [(item.labelings[-1].rows, item.labelings[-1].unmatched) for item in done]

    assert deliver("first.csv", given[:250]) == [(250, 0)]
    assert deliver("second.csv", [*given[250:300], "99991,1", "99992,0"]) == [(300, 2)]
    identity, label = given[0].split(",")
    before = len(firm.workspace.inventory.datasets())
    with pytest.raises(UserError, match=rf"another true value .* example {identity}"):
        deliver("third.csv", [f"{identity},{1 - int(label)}", *given[300:]])
    assert len(firm.workspace.inventory.datasets()) == before
    assert monitoring.get(monitor.id).observations[0].labeled == 300
    assert deliver("fourth.csv", given) == [(400, 0)]


def test_labels_that_contradict_each_other_or_bring_nothing_new_are_refused(firm: Firm) -> None:
    monitor, monitoring = monitored(firm), firm.workspace.monitoring
    session = firm.as_(Role.VALIDATOR)
    monitoring.observe(session, monitor.id, write(firm.folder / "new.csv", rows(400, start=400)))

    with pytest.raises(UserError, match="two different true values"):
        monitoring.join_labels(
            session, monitor.id, write(firm.folder / "two.csv", ["loan,good", "00400,1", "00400,0"])
        )
    with pytest.raises(UserError, match="not known already"):
        monitoring.join_labels(session, monitor.id, write(firm.folder / "no.csv", ["loan,good", "400,1"]))
    assert monitoring.get(monitor.id).observations[0].labelings == ()


def test_the_folder_is_looked_into_once_a_file_and_a_bad_file_stops_no_other(firm: Firm) -> None:
    folder = firm.folder / "inbox"
    folder.mkdir()
    monitor = monitored(firm, folder=folder)
    write(folder / "a.csv", ["nothing,here", "1,2"])
    write(folder / "b.csv", rows(300, start=400))
    (folder / "growing.csv").write_text("loan\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(firm.folder / "reference.csv")
    session = firm.as_(Role.VALIDATOR)

    found, _ = firm.workspace.monitoring.watch(session, monitor.id)
    again, _ = firm.workspace.monitoring.watch(session, monitor.id)

    assert [item.rows for item in found.observations] == [300]
    assert [name for name, _why in found.refused] == ["a.csv"]
    assert again.observations == ()


def test_who_may_not_set_up_or_run_is_refused_in_the_core(firm: Firm) -> None:
    monitor = monitored(firm)
    path = write(firm.folder / "new.csv", rows(100, start=400))

    with pytest.raises(NotAllowedError):
        firm.workspace.monitoring.observe(firm.as_(Role.ADMINISTRATOR), monitor.id, path)
    with pytest.raises(NotAllowedError):
        firm.workspace.monitoring.stop(firm.as_(Role.DEVELOPER), monitor.id, said("no"))
    firm.workspace.monitoring.stop(firm.as_(Role.RISK_MANAGER), monitor.id, said("replaced"))
    with pytest.raises(NotAllowedError, match="was stopped"):
        firm.workspace.monitoring.observe(firm.as_(Role.VALIDATOR), monitor.id, path)


def test_whoever_only_claims_to_be_somebody_is_refused_before_a_file_is_looked_at(firm: Firm) -> None:
    monitor = monitored(firm)
    known = firm.as_(Role.VALIDATOR)
    forged = Session(known.person, Ed25519PrivateKey.generate(), firm.clock)
    watching = firm.workspace.monitoring
    nowhere = firm.folder / "nowhere.csv"

    for deed in (
        lambda: watching.observe(forged, monitor.id, nowhere),
        lambda: watching.join_labels(forged, monitor.id, nowhere),
        lambda: watching.watch(forged, monitor.id),
    ):
        with pytest.raises(NotAllowedError, match="not signed in with the key"):
            deed()
    with pytest.raises(NotAllowedError):
        watching.watch(firm.as_(Role.ADMINISTRATOR), monitor.id)
    with pytest.raises(UserError, match=r"nowhere\.csv"):
        watching.observe(known, monitor.id, nowhere)


def test_a_monitoring_is_overdue_after_its_days(firm: Firm) -> None:
    monitor = monitored(firm)
    assert not firm.workspace.monitoring.get(monitor.id).overdue

    firm.later(days=40)

    status = firm.workspace.monitoring.get(monitor.id)
    assert status.overdue
    assert status.due == date(2026, 12, 3)


def test_an_observation_edited_in_the_database_is_found(firm: Firm) -> None:
    monitor = monitored(firm)
    path = write(firm.folder / "moved.csv", rows(200, start=400, moved=5000))
    firm.workspace.monitoring.observe(firm.as_(Role.VALIDATOR), monitor.id, path)
    with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as connection:
        connection.execute(
            "UPDATE observation SET document ="
            " CAST(replace(CAST(document AS TEXT), 'failed', 'passed') AS BLOB)"
        )
        connection.commit()

    assert not firm.workspace.trail.verify().intact


def test_a_trend_without_observations_is_empty() -> None:
    assert trends(()) == ()
