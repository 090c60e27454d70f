"""Is a return signed in the window, and is a training script run from it and its outcome shown?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from core.governance.determinations import DeterminationKind
from core.governance.reproduction import ReproductionState
from core.governance.significance import Significance
from core.ids import VersionId
from core.inventory import Column, ColumnRole, DatasetKind, State, Task
from core.people import Role
from core.workspace import NewDataset, NewVersion
from gui.dialogs.version_change import SignificanceDialog
from gui.pages.sectioned import SectionedPage
from gui.sections.record.difference import DifferenceSection
from gui.sections.record.reproduction import ReproductionSection
from tests.core.casework import CSV, HALF, PASSPHRASE, Firm, said
from tests.core.conftest import cheap_keys, firm, validated, validated_once  # noqa: F401
from tests.core.governance.test_version_changes import FIRST, SECOND, approve, second, states
from tests.gui.sections.room import Room, choose, said_in, window_on, write

VERSION = VersionId("MOD-0001@1")


SCRIPT = """
import csv, json, sys
task = json.load(open(sys.argv[1]))
with open(task["inputs"]["training"]) as table:
    rows = len(list(csv.DictReader(table)))
weight = float(task["parameters"].get("weight", "1"))
with open(task["output"] + "/predictions.csv", "w") as out:
    out.write("pruefstein_row,score\\n")
    for row in range(rows):
        out.write(f"{row},{weight * row / 100}\\n")
"""


@pytest.fixture
def returning(validated: Firm, tmp_path: Path, qapp: QApplication) -> Iterator[Room]:  # noqa: F811
    """A window on a model with two approved versions, the second in use."""
    approve(validated, FIRST)
    second(validated)
    approve(validated, SECOND)
    validated.move(SECOND, State.IN_USE)
    with window_on(validated, tmp_path) as found:
        yield found


@pytest.fixture
def training(firm: Firm, tmp_path: Path, qapp: QApplication) -> Iterator[Room]:  # noqa: F811
    """A window on a version without a model file, with training data and a table of its scores."""
    roles = {"age": ColumnRole.FEATURE, "score": ColumnRole.SCORE, "good": ColumnRole.TARGET}
    found = []
    for kind in (DatasetKind.TRAINING, DatasetKind.TEST):
        names = [name for name in roles if name != "score" or kind is DatasetKind.TEST]
        columns = tuple(Column(name=name, dtype="number", roles=(roles[name],)) for name in names)
        path = firm.folder / f"{kind.value}.csv"
        rows = [{"age": 20 + row % 40, "score": row / 100, "good": row % 2} for row in range(60)]
        lines = [",".join(names), *(",".join(str(row[name]) for name in names) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        new = NewDataset(
            path=path, name=said(kind.value), kind=kind, dialect=CSV, columns=columns, favorable="1"
        )
        found.append(firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), new)[0].id)
    new_version = NewVersion(
        model=firm.model(),
        label="1",
        task=Task.BINARY,
        developer=firm.person(Role.DEVELOPER).id,
        cut_off=HALF,
        datasets=tuple(found),
    )
    firm.workspace.inventory.register_version(firm.as_(Role.DEVELOPER), new_version)
    with window_on(firm, tmp_path) as opened:
        yield opened


def difference(room: Room, version: str) -> DifferenceSection:
    room.opened.window.navigate("record", version=version, section="difference")
    page = room.opened.window.page("record")
    assert isinstance(page, SectionedPage)
    found = page.section("difference")
    assert isinstance(found, DifferenceSection)
    room.read()
    return found


def test_the_way_back_to_an_approved_version_is_signed_in_the_window(returning: Room, qtbot: QtBot) -> None:
    section = difference(returning, SECOND)
    assert "No other version of the model is in use." in section.back.toolTip()
    section = difference(returning, FIRST)
    assert section.back.isEnabled(), section.back.toolTip()
    section.back.click()
    form = QApplication.activeModalWidget()
    assert isinstance(form, QDialog)
    assert SECOND in said_in(form)
    choose(form, "place", State.UNDER_REVIEW)
    write(form, "determination_reason", "The second rejects too many.")
    write(form, "passphrase", "not the passphrase")
    go = form.findChild(QPushButton, "sign_determination")
    assert go is not None
    go.click()
    returning.wait(qtbot)
    assert form.isVisible()
    assert states(returning.firm) == (State.APPROVED, State.IN_USE)
    write(form, "passphrase", PASSPHRASE)
    go.click()
    returning.wait(qtbot)

    assert states(returning.firm) == (State.IN_USE, State.UNDER_REVIEW)
    (made,) = returning.firm.workspace.determinations.of(FIRST)
    assert made.kind is DeterminationKind.ROLLBACK
    assert made.decided_by == returning.firm.person(Role.RISK_MANAGER).id
    assert not section.back.isEnabled()


def test_a_change_is_determined_in_the_window_and_a_refusal_loses_no_answer(
    returning: Room, qtbot: QtBot
) -> None:
    section = difference(returning, SECOND)
    assert section.determine.isEnabled(), section.determine.toolTip()
    section.determine.click()
    form = QApplication.activeModalWidget()
    assert isinstance(form, SignificanceDialog)
    for question, box in form.answers.items():
        choose(form, f"answer_{question}", "yes" if question == "use" else box.currentData() or "no")
    choose(form, "significance", Significance.NOT_SIGNIFICANT)
    form.note.write("It is now used for small firms too.")
    write(form, "determination_reason", "Compared by hand.")
    write(form, "passphrase", PASSPHRASE)
    form.go.click()
    returning.wait(qtbot)
    assert form.isVisible()
    assert form.problem.text()
    assert returning.firm.workspace.determinations.of(SECOND) == ()
    choose(form, "significance", Significance.SIGNIFICANT)
    write(form, "passphrase", PASSPHRASE)
    form.go.click()
    returning.wait(qtbot)

    (made,) = returning.firm.workspace.determinations.of(SECOND)
    assert not form.isVisible()
    assert (made.kind, made.outcome) == (DeterminationKind.SIGNIFICANT_CHANGE, "significant")
    assert made.evidence == (FIRST,)
    notes = {item.question: item.note.body for item in made.answers if item.note is not None}
    assert notes["use"] == "It is now used for small firms too."


def test_figures_name_measure_and_check_in_full(returning: Room) -> None:
    section = difference(returning, SECOND)
    other = section.findChild(QComboBox, "difference_other")
    assert other is not None
    assert other.currentData() == FIRST
    lines = {line.name: line.tip for line in section.view.table.records if line.area == "Figures"}
    assert all(tip.startswith(name) and "\n" in tip for name, tip in lines.items())


def entered(room: Room, qtbot: QtBot, script: Path, **fields: str) -> ReproductionSection:
    """Fill in the form that runs a script, and go through with it once nothing is wrong."""
    room.be(Role.VALIDATOR)
    room.opened.window.navigate("record", version=VERSION, section="reproduction")
    section = room.section("reproduction", "record")
    assert isinstance(section, ReproductionSection)
    seen: list[str] = []

    def fill() -> None:
        form = QApplication.activeModalWidget()
        assert isinstance(form, QDialog)
        go = form.findChild(QPushButton, "go")
        assert go is not None
        write(form, "consent", "handed in by the developer")
        write(form, "script", str(script.with_name("gone.py")))
        seen.append(go.toolTip())
        write(form, "script", str(script))
        write(form, "tolerance", "little")
        seen.append(go.toolTip())
        write(form, "tolerance", "0,000001")
        for name, value in fields.items():
            write(form, name, value)
        go.click()

    QTimer.singleShot(0, fill)
    section._buttons["run_script"].click()
    room.wait(qtbot)
    assert ["no such file" in seen[0], "is a number" in seen[1]] == [True, True]
    return section


def test_a_script_is_run_from_the_window_and_its_outcome_shown(training: Room, qtbot: QtBot) -> None:
    script = training.firm.folder / "train.py"
    script.write_text(SCRIPT, encoding="utf-8")

    section = entered(training, qtbot, script)
    section = entered(training, qtbot, script, parameters="weight=0.5")
    names = {
        "inputs": "training=DS-0001, more=DS-0002",
        "parameters": "weight=0.5",
        "share": "0,01",
        "tolerance": "0",
    }
    section = entered(training, qtbot, script, **names)

    third, other, same = training.firm.workspace.reproductions.of(VERSION)
    assert (third.state, third.script.share) == (ReproductionState.REPRODUCED, "0.01")
    assert [(item.name, item.dataset) for item in third.script.inputs] == [
        ("training", "DS-0001"),
        ("more", "DS-0002"),
    ]
    assert (same.state, other.state) == (ReproductionState.REPRODUCED, ReproductionState.NOT_REPRODUCED)
    assert section.selection() == {"reproduction": third.id}
    facts = {name: value for name, value in section.facts(other) if isinstance(value, str)}
    assert facts["Confinement"] == "full"
    assert facts["Parameters"] == "weight = 0.5"
    assert facts["Tolerance"] == "1e-06"
