"""Does a section that is read beside the window fill, keep what is chosen, and bear that it is closed?"""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel

from core.ties import Dependency, DependencyKind
from core.workspace import Changes
from gui.pages.sectioned import SectionedPage
from gui.sections.gathered import Gathered
from gui.start import Opened
from tests.gui.conftest import Desk, add_model, settle


def section_of(opened: Opened, page: str, name: str) -> Gathered[object]:
    opened.window.navigate(page, section=name)
    shown = opened.window.page(page)
    assert isinstance(shown, SectionedPage)
    section = shown.section(name)
    assert isinstance(section, Gathered)
    return section


def test_it_fills_beside_the_window_and_keeps_what_is_chosen(opened: Opened, desk: Desk) -> None:
    second = add_model(desk, "Second")
    section = section_of(opened, "operation", "contingency")
    button = next(iter(section._buttons.values()))
    assert (section.reading, section.records, button.isEnabled()) == (True, (), False)
    section.arrive({"model": second})
    assert section.selection() == {"model": second}  # also where the place is remembered meanwhile
    settle(opened)
    assert [section.reading, len(section.records), section.selection()] == [False, 3, {"model": second}]

    add_model(desk, "Third")
    opened.window.context.bus.publish(Changes.INVENTORY)
    opened.window.context.bus.publish(Changes.INVENTORY)  # asked again while it reads
    assert (section.reading, len(section.records)) == (True, 3)
    settle(opened)
    assert [len(section.records), section.selection()] == [4, {"model": second}]


def test_an_answer_that_comes_after_it_was_closed_is_ignored(opened: Opened) -> None:
    section = section_of(opened, "operation", "contingency")
    settle(opened)
    section.refresh()
    answer = section._came
    section.setParent(None)
    section.deleteLater()
    QCoreApplication.sendPostedEvents(section, QEvent.Type.DeferredDelete)
    settle(opened)  # an error in a slot would fail the test

    answer(())
    assert section.reading


def test_of_thousands_of_models_a_detail_names_the_first_and_counts_the_rest(
    opened: Opened, desk: Desk
) -> None:
    models = [add_model(desk, f"Model {number}") for number in range(44)]
    for model in models:
        opened.workspace.dependencies.record(
            opened.window.context.session.current,
            model,
            Dependency(kind=DependencyKind.SYSTEM, name="Core banking"),
        )
    section = section_of(opened, "estate", "shared")
    settle(opened)

    texts = [item.text() for item in section.findChildren(QLabel)]
    assert any(text.endswith("\nand 4 more") and text.count("MOD-") == 40 for text in texts)
