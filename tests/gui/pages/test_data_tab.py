"""Does the tab Data of a model show purposes, deletion, accesses, and a reference that changed?"""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.ids import DatasetId, ModelId
from core.inventory import Column, ColumnRole, Dataset, DatasetKind, SensitivePurpose, Task
from core.policy_file import default_policy
from core.workspace import NewDataset, NewVersion
from gui.dialogs.finding import ReasonDialog
from gui.pages.models import ModelsPage
from gui.widgets.basic import Callout
from tests.gui.pages.conftest import Stage, Staging, in_dialog, press, words


def register(stage: Stage, table: Path, *, protected: bool) -> Dataset:
    """Register a table and a version that uses it, by whoever is signed in."""
    session, inventory = stage.opened.services.session.current, stage.workspace.inventory
    purpose = SensitivePurpose.BIAS_TEST_ONLY if protected else SensitivePurpose.GROUP_COMPARISON
    new = NewDataset(
        path=table,
        name=words("Loans with age"),
        kind=DatasetKind.TEST,
        dialect=inventory.preview_table(table).dialect,
        columns=(
            Column(
                name="age",
                dtype="integer",
                roles=(ColumnRole.IGNORED, ColumnRole.SENSITIVE),
                purpose=purpose,
            ),
            Column(name="income", dtype="number", roles=(ColumnRole.FEATURE,)),
            Column(name="good", dtype="integer", roles=(ColumnRole.TARGET,)),
        ),
        favorable="1",
        delete_by=date.today() + timedelta(days=30) if protected else None,  # noqa: DTZ011 (a day of the person)
        necessity=words("Nothing else shows age") if protected else None,
    )
    return inventory.register_dataset(session, new)[0]


def show(stage: Stage, dataset: DatasetId) -> ModelsPage:
    """Add a version with the data set and show its tab Data."""
    session = stage.opened.services.session.current
    new = NewVersion(
        model=ModelId("MOD-0001"),
        label="2",
        task=Task.BINARY,
        developer=session.person.id,
        datasets=(dataset,),
    )
    version, _ = stage.workspace.inventory.register_version(session, new)
    stage.context.navigate("models", version=version.id, opened="yes")
    page = stage.opened.window.page("models")
    assert isinstance(page, ModelsPage)
    page.detail.show_version(version.id)
    page.detail.show_tab(2)
    QApplication.processEvents()
    return page


def said(page: ModelsPage) -> str:
    labels = (item for item in page.findChildren(QLabel) if item.isVisible())
    return "\n".join(item.text() for item in labels)


def test_protected_columns_are_shown_with_their_day_and_deleted_with_a_reason(
    staging: Staging, table_file: Path, qtbot: QtBot
) -> None:
    stage = staging("Jana")
    dataset = register(stage, table_file, protected=True)
    page = show(stage, dataset.id)
    assert "age (Bias test only)" in said(page)
    assert "Nothing else shows age" in said(page)
    assert "Nobody has read these columns yet." in said(page)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ReasonDialog)
        assert not dialog.go.isEnabled()
        dialog.reason.setPlainText("The bias is corrected")
        dialog.go.click()

    in_dialog(answer)
    press(page, "delete_columns")
    stage.wait(qtbot)

    found = stage.workspace.inventory.dataset(dataset.id)
    assert found.deletion is not None
    assert found.deletion.reason.body == "The bias is corrected"
    page.detail.show_tab(0)
    page.detail.show_tab(2)
    QApplication.processEvents()
    assert "Deleted: age" in said(page)
    assert "Columns for bias tests deleted" in said(page)
    assert not [item for item in page.findChildren(QPushButton, "delete_columns") if item.isVisible()]


def test_whoever_may_not_delete_is_told_why(staging: Staging, table_file: Path, qtbot: QtBot) -> None:
    stage = staging("Jana")
    dataset = register(stage, table_file, protected=True)
    page = show(stage, dataset.id)
    stage.be("Tobias")
    page.detail.show_tab(0)
    page.detail.show_tab(2)
    QApplication.processEvents()

    button = next(item for item in page.findChildren(QPushButton, "delete_columns") if item.isVisible())
    assert not button.isEnabled()
    assert button.toolTip() == "Your roles do not allow you to delete these columns."


def test_a_referenced_file_that_changed_makes_results_outdated(
    staging: Staging, table_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    stage = staging("Jana")
    policy = default_policy().replace(b"copy_limit_mb = 200", b"copy_limit_mb = 0")
    stage.workspace.adopt_policy(stage.opened.services.session.current, policy)
    table = tmp_path / "large.csv"
    table.write_bytes(table_file.read_bytes())
    dataset = register(stage, table, protected=False)
    assert dataset.reference is not None
    page = show(stage, dataset.id)
    stage.wait(qtbot)
    assert page.findChild(Callout, "reference_changed") is None

    table.write_bytes(table_file.read_bytes() + b"30;2000;1\n")
    page.detail.show_tab(0)
    page.detail.show_tab(2)
    stage.wait(qtbot)
    box = page.findChild(Callout, "reference_changed")
    assert box is not None
    assert "outdated" in box.accessibleName()
