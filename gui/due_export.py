"""Where are the due dates written to, and for whom?"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.ids import PersonId
from core.store.files import write_durably
from core.workspace import Changes
from gui.context import GuiContext
from gui.operations import change
from gui.sections.forms import RecordForm


def export_due(context: GuiContext, parent: QWidget) -> None:
    """Ask for whom and where to, then write a calendar file."""
    tr = context.translator.tr
    form = RecordForm(
        context,
        parent,
        name="export_due_form",
        title=tr("Export due dates"),
        why=tr(
            "A calendar file (.ics) of findings, steps, conditions, requests, reassessments and everything "
            "else that ends on a day. A later file moves the same events; what is done is taken off."
        ),
    )
    person = form.add_person(
        "person", tr("Responsible"), context.session.person.id, nobody=tr("Everybody's due dates")
    )
    if not form.ask(tr("Choose the file …")):
        return
    name, _ = QFileDialog.getSaveFileName(parent, tr("Export due dates"), "due.ics", "iCalendar (*.ics)")
    if name:
        who = person.currentData()
        write_due(context, Path(name), PersonId(str(who)) if who else None)


def write_due(context: GuiContext, path: Path, person: PersonId | None) -> None:
    """Write the calendar of everybody, or of one person."""

    def work() -> tuple[int, Changes]:
        from reports.due_calendar import calendar_of

        write_durably(path, calendar_of(context.workspace, context.translator, person))
        return len(context.workspace.due.items(person)), Changes.NONE

    def done(count: int) -> None:
        context.notice(context.translator.tr("{n} due dates written to {file}", n=count, file=path.name))

    change(context, context.translator.tr("Writing the due dates"), lambda _job: work(), done)
