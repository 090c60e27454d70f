"""Are fields shown with what misses them, kept as drafts, saved with reason, in one model or many?"""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.audit import Action
from core.governance.register import FieldList, field_of, fields_of, raw_of
from core.ids import ModelId
from core.inventory import ModelKind
from core.people import Role
from core.workspace import NewPerson
from gui.dialogs.bulk_edit import BulkEditDialog
from gui.dialogs.register import Intake, RegisterDialog
from gui.pages.norms import NormsPage
from gui.pages.record import RecordPage
from gui.sections.norms.completeness import CompletenessSection
from gui.sections.record import fields as fields_module
from gui.sections.record.fields import FieldsSection
from gui.start import Opened
from gui.widgets.model_form import ModelForm
from tests.gui.conftest import PASSPHRASE, text


@pytest.fixture
def model(opened: Opened) -> ModelId:
    """The first model of the workspace."""
    return opened.workspace.inventory.models()[0].id


@pytest.fixture
def section(opened: Opened, model: ModelId) -> FieldsSection:
    """The section with the first model."""
    opened.window.navigate("record", section="fields", model=model)
    page = opened.window.current
    assert isinstance(page, RecordPage)
    found = page.section("fields")
    assert isinstance(found, FieldsSection)
    return found


def enter(section: FieldsSection, key: str, raw: str) -> None:
    """Type a text into a field."""
    section.arrive({"field": key})
    section.editor.control.setPlainText(raw)  # type: ignore[attr-defined]


def held(opened: Opened, model: ModelId, key: str) -> str:
    """Return what the register holds."""
    return raw_of(field_of(key), opened.workspace.inventory.model(model))


def test_the_filter_shows_only_what_a_list_misses(section: FieldsSection) -> None:
    assert section.view.filter.rowCount() == len(section.lines) > 100
    section.arrive({"missing": FieldList.E23.value})
    keys = {item.value.field.key for item in section.lines if FieldList.E23 in item.missing}
    assert {"approved_uses", "limitations", "key_features"} <= keys
    assert "name" not in keys
    assert section.view.filter.rowCount() == len(keys)
    section.arrive({"list": FieldList.GDPR_30.value})
    assert section.view.filter.rowCount() == len(fields_of(FieldList.GDPR_30)) > 10


def test_an_entry_is_a_draft_until_it_is_saved_with_a_reason(
    opened: Opened, section: FieldsSection, model: ModelId, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert not section.save.isEnabled()
    enter(section, "limitations", "Not for companies")
    assert section.save.isEnabled()
    assert held(opened, model, "limitations") == ""
    other = FieldsSection(opened.window.context)
    qtbot.addWidget(other)
    other.model = model
    other.refresh()
    line = next(item for item in other.lines if item.value.field.key == "limitations")
    assert line.draft == "Not for companies", "a draft outlives its window"
    monkeypatch.setattr(fields_module, "ask_reason", lambda *_args, **_named: text("Review"))
    section.save.click()
    qtbot.waitUntil(lambda: held(opened, model, "limitations") == "Not for companies")
    qtbot.waitUntil(lambda: not section.save.isEnabled())
    (change,) = opened.workspace.register.history(model, "limitations")
    assert change.reason == text("Review")


def test_a_draft_that_repeats_the_register_is_none_and_can_be_dropped(section: FieldsSection) -> None:
    enter(section, "limitations", "x")
    enter(section, "limitations", "")
    assert not section.save.isEnabled()
    enter(section, "limitations", "y")
    section.drop.click()
    assert not section.save.isEnabled()
    assert all(item.draft is None for item in section.lines)


def test_derived_fields_say_where_they_come_from_and_have_no_control(section: FieldsSection) -> None:
    enter(section, "limitations", "x")
    before = section.editor
    section.arrive({"field": "model_id"})
    assert section.editor is before, "no control was made"
    section.drop.click()


def test_who_may_not_change_a_field_reads_why(opened: Opened, section: FieldsSection) -> None:
    workspace, window = opened.workspace, opened.window
    new = NewPerson(name=text("Auditor"), roles=(Role.AUDITOR,), passphrase=PASSPHRASE)
    person, _ = workspace.people.add(window.context.session.current, new)
    window.context.session.switch(workspace.people.sign_in(person.id, PASSPHRASE))
    section.refresh()
    section.arrive({"field": "limitations"})
    assert not section.editor.isEnabled()
    assert "may not do this" in section.editor.toolTip()


def test_many_models_change_together_after_a_preview(opened: Opened, model: ModelId, qtbot: QtBot) -> None:
    workspace, context = opened.workspace, opened.window.context
    models = tuple(item.id for item in workspace.inventory.models())
    dialog = BulkEditDialog(context, models)
    qtbot.addWidget(dialog)
    keys = [dialog.field.itemData(row).key for row in range(dialog.field.count())]
    assert not {"name", "validator", "model_id"} & set(keys)
    dialog.field.setCurrentIndex(keys.index("monitoring_frequency"))
    assert not dialog.go.isEnabled()
    box = dialog.editor.control
    box.setCurrentIndex(box.findData("monthly"))  # type: ignore[attr-defined]
    assert len(dialog.preview.differences) == len(models)
    assert "reason" in dialog.go.toolTip()
    dialog.reason.setPlainText("All monitorings are monthly from now on")
    dialog.go.click()
    qtbot.waitUntil(lambda: held(opened, model, "monitoring_frequency") == "monthly")


def test_the_matrix_counts_what_the_core_counts(opened: Opened, model: ModelId, qtbot: QtBot) -> None:
    opened.window.navigate("norms", section="completeness", model=model)
    page = opened.window.current
    assert isinstance(page, NormsPage)
    section = page.section("completeness")
    assert isinstance(section, CompletenessSection)
    qtbot.waitUntil(lambda: bool(section.records))
    found = opened.workspace.register.completeness(model)
    e23 = next(item for item in found.lists if item.list is FieldList.E23)
    cell = section.columns()[1].cell(next(item for item in section.records if item.model.id == model))
    assert cell.text == f"{e23.filled}/17"
    assert section.selection() == {"model": model}


def test_hints_and_fields_follow_the_kind_of_the_model(opened: Opened, model: ModelId) -> None:
    opened.window.navigate("record", model=model, section="fields")
    page = opened.window.current
    assert isinstance(page, RecordPage)
    section = page.section("fields")
    assert isinstance(section, FieldsSection)
    line = next(item for item in section.lines if item.value.field.key == "vendor")
    assert section._value_cell(line).text == "for other kinds"

    def hints(kind: ModelKind) -> str:
        found = opened.workspace.inventory.model(model)
        with opened.workspace._desk.store.transaction(opened.window.context.session.current) as step:
            step.put(replace(found, kind=kind), Action.MODEL_CHANGED)
        section.refresh()
        section.view.choose(lambda item: item.value.field.key == "key_features")
        places = (section.side.itemAt(at) for at in range(section.side.count()))
        shown = (place.widget() for place in places if place is not None)
        return "\n".join(item.text() for item in shown if isinstance(item, QLabel))

    assert "who may change formulas" in hints(ModelKind.SPREADSHEET)
    assert "Base model" in hints(ModelKind.GENERATIVE)
    assert "who may change formulas" not in hints(ModelKind.GENERATIVE)


def test_a_further_version_is_told_what_stands_for_a_file(
    opened: Opened, model: ModelId, qtbot: QtBot
) -> None:
    dialog = RegisterDialog(opened.window.context, Intake.VERSION, model=model)
    qtbot.addWidget(dialog)
    assert "a document stands for the others" in dialog.without_file.text()


def test_the_form_of_a_new_model_says_what_takes_the_place_of_a_file(opened: Opened, qtbot: QtBot) -> None:
    form = ModelForm(opened.window.context)
    qtbot.addWidget(form)
    said = {}
    for kind in ModelKind:
        form.kind.setCurrentIndex(form.kind.findData(kind))
        form.kind.activated.emit(form.kind.currentIndex())
        said[kind] = form.without_file.text()
    assert "Vendor's documentation" in said[ModelKind.VENDOR]
    assert "Methodology" in said[ModelKind.EXPERT]
    assert said[ModelKind.VENDOR] != said[ModelKind.SPREADSHEET]
