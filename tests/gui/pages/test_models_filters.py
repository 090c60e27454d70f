"""Are models found, narrowed, kept as filters and selected, however many there are?"""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton

from core.inventory import ModelKind, State
from core.model_list import ModelOrder, ModelQuery
from core.saved_filters import SavedFilters, saved
from core.workspace import Changes
from gui.deeds import place_of
from gui.pages.models import ModelsPage
from gui.start import Opened
from tests.gui.conftest import Desk, add_model

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def page(opened: Opened) -> ModelsPage:
    """The page of the models."""
    found = opened.window.page("models")
    assert isinstance(found, ModelsPage)
    return found


def shown(page: ModelsPage) -> list[str]:
    return [line.model.name.body for line in page.view.table.records]


def test_the_list_reads_on_as_far_as_somebody_scrolls(page: ModelsPage, opened: Opened, desk: Desk) -> None:
    for number in range(120):
        add_model(desk, f"Bulk {number:03d}")
    opened.services.bus.publish(Changes.INVENTORY)
    assert len(shown(page)) == 100
    assert page.view.filter.canFetchMore(page.view.rootIndex())
    page.arrive({"model": "MOD-0122"})
    assert shown(page)[-1] == "Bulk 119"
    assert page.detail.row is not None
    assert page.detail.row.model.name.body == "Bulk 119"
    assert len(page.view.rows_shown()) == 123


def test_a_column_title_sorts_all_models_and_not_only_those_read(page: ModelsPage) -> None:
    page.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert shown(page) == ["Fraud alarm", "Credit scoring"]
    assert page.bar.query.order is ModelOrder.NAME


def test_a_kept_filter_is_a_chip_and_reaches_the_command_line(page: ModelsPage, opened: Opened) -> None:
    page.filter.setText("fraud")
    page.bar.keep("Alarms")
    page.bar.clear()
    assert len(shown(page)) == 2
    chip = page.findChild(QPushButton, "saved_Alarms")
    assert chip is not None
    chip.click()
    assert (shown(page), page.filter.text(), chip.isChecked()) == (["Fraud alarm"], "fraud", True)
    kept = SavedFilters(opened.services.settings.folder)
    assert kept.get("alarms").query.text == "fraud"
    chip.click()
    assert len(shown(page)) == 2


def test_a_filter_is_kept_renamed_and_deleted_by_its_menu_and_outlives_the_window(
    page: ModelsPage, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed, told = ["Alarms"], list[str]()
    monkeypatch.setattr("gui.widgets.filter_bar.QInputDialog.getText", lambda *_: (typed[0], True))
    monkeypatch.setattr("gui.widgets.filter_bar.show_error", lambda _p, _t, why: told.append(str(why)))

    def deed(text: str, *, of: str = "") -> None:
        menu = page.bar.filters.menu()
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        inner = next((item.menu() for item in menu.actions() if of and item.text() == of), menu)
        assert isinstance(inner, QMenu)
        found = next(item for item in inner.actions() if item.text() == text)
        assert found.isEnabled(), found.toolTip()
        found.trigger()

    page.filter.setText("fraud")
    deed("Keep this filter …")
    page.filter.setText("credit")
    typed[0] = "alarms"
    deed("Keep this filter …")
    kept = SavedFilters(opened.services.settings.folder)
    assert "There is a filter “alarms” already." in told[0]
    assert [(item.name, item.query.text) for item in kept.all()] == [("Alarms", "fraud")]
    typed[0] = "Watch"
    deed("Rename …", of="Alarms")
    deed("Apply", of="Watch")
    assert shown(page) == ["Fraud alarm"]
    deed("Begin with it", of="Watch")
    again = ModelsPage(opened.window.context)
    again.refresh()
    assert shown(again) == ["Fraud alarm"]
    again.deleteLater()
    deed("Delete", of="Watch")
    assert kept.all() == ()
    assert len(told) == 1


def test_the_page_begins_with_the_default_filter(page: ModelsPage, opened: Opened) -> None:
    kept = SavedFilters(opened.services.settings.folder)
    kept.put(saved("First", ModelQuery(text="credit"), default=True))
    again = ModelsPage(opened.window.context)
    again.refresh()
    assert shown(again) == ["Credit scoring"]
    again.deleteLater()


def test_conditions_of_the_menu_become_chips_that_remove_them(page: ModelsPage) -> None:
    menu = page.bar.conditions.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    titles = [action.text() for action in menu.actions()]
    assert titles[:5] == ["State", "Tier", "Kind", "Business area", "Owner"]
    page.bar.take(ModelQuery(states=(State.DRAFT,), kinds=(ModelKind.SPREADSHEET,)))
    assert shown(page) == []
    QGuiApplication.processEvents()
    chips = [chip for chip in page.findChildren(QPushButton, "chip_condition") if chip.isVisible()]
    assert [chip.text() for chip in chips] == ["Draft  ×", "Spreadsheet  ×"]
    chips[1].click()
    assert len(shown(page)) == 2


def test_several_models_are_selected_and_their_record_opened(page: ModelsPage, opened: Opened) -> None:
    mode = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    page.view.selectionModel().select(page.view.filter.index(1, 0), mode)
    assert [line.id for line in page.view.selected()] == ["MOD-0001", "MOD-0002"]
    assert page.edit.isEnabled()
    page.record.click()
    assert opened.window.current.selection()["version"] == "MOD-0001@1"


def test_the_filter_bar_fits_into_a_small_window(page: ModelsPage, opened: Opened) -> None:
    opened.window.resize(1280, 800)
    QGuiApplication.processEvents()
    bar = page.bar
    buttons = [*(button for _, button in bar._chips.values()), bar.conditions, bar.filters]
    assert all(button.width() >= button.sizeHint().width() for button in buttons)
    assert all(bar.rect().contains(button.geometry()) for button in buttons)


def test_the_palette_leads_to_records_by_their_words(opened: Opened, desk: Desk) -> None:
    (hit,) = desk.workspace.inventory.search("fraud")
    assert place_of(hit) == ("models", {"model": "MOD-0002"})
    (command,) = opened.window.deeds._found("fraud al")
    command.run()
    page = opened.window.page("models")
    assert page.selection()["model"] == "MOD-0002"
