"""What stands in the tab Data of a model: purposes, deletion day, accesses, and outdated references?"""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from core.ids import DatasetId
from core.inventory import ColumnRole, Dataset
from core.people import Permission
from core.workspace.sensitive import living
from gui import page_operations
from gui.context import GuiContext
from gui.widgets.basic import (
    Callout,
    KeyValueGrid,
    SecondaryButton,
    Tone,
    enable_with_reason,
    label,
    link_button,
)
from gui.widgets.model_tabs import Body, Shown
from gui.widgets.pickers import today
from gui.wording import event_moment, short_digest

_ACCESSES = 6
_ROLES = (ColumnRole.TARGET, ColumnRole.PREDICTION, ColumnRole.SCORE)


def data(shown: Shown, body: Body) -> None:
    """List the data sets of the version with what their columns mean."""
    inventory, said = shown.context.workspace.inventory, shown.context.translator.text
    used = tuple(inventory.dataset(item) for item in (shown.version.datasets if shown.version else ()))
    for dataset in used:
        body.addWidget(label(f"{said(dataset.name)} · {dataset.id}", "strong"))
        if dataset.reference is not None:
            body.addWidget(ReferenceState(shown.context, dataset.id))
        body.addWidget(_dataset_facts(shown, dataset))
        if dataset.bias_test_only:
            body.addWidget(Protected(shown, dataset))
    if not used:
        body.addWidget(label(shown.tr("No data set belongs to this version."), "muted"))


def _dataset_facts(shown: Shown, dataset: Dataset) -> KeyValueGrid:
    translator = shown.context.translator
    grid = KeyValueGrid(key_width=110)
    columns = shown.tr("{n} columns", n=len(dataset.columns))
    grid.add(shown.tr("Used for"), translator.label(dataset.kind))
    grid.add(shown.tr("Size"), f"{shown.tr('{n} rows', n=dataset.rows)} · {columns}")
    grid.add(shown.tr("File"), f"{dataset.file_name.name()} · SHA-256 {short_digest(dataset.digest)}")
    if dataset.reference is not None:
        grid.add(shown.tr("Lies at"), dataset.reference)
    for role in _ROLES:
        if dataset.named(role):
            grid.add(translator.label(role), ", ".join(dataset.named(role)))
    if dataset.named(ColumnRole.SENSITIVE):
        grid.add(translator.label(ColumnRole.SENSITIVE), _purposes(shown, dataset))
    grid.add(shown.tr("Favorable class"), dataset.favorable or shown.tr("not named"))
    for grouping in dataset.groupings:
        if grouping.edges:
            grid.add(shown.tr("Groups of {column}", column=grouping.column), _edges(grouping.edges))
    grid.add(shown.tr("Source"), translator.text(dataset.source))
    return grid


def _purposes(shown: Shown, dataset: Dataset) -> str:
    """Return the sensitive columns, each with what it may be used for."""
    said = []
    for column in dataset.columns:
        if ColumnRole.SENSITIVE in column.roles:
            unstated = shown.tr("purpose not stated")
            purpose = unstated if column.purpose is None else shown.context.translator.label(column.purpose)
            said.append(f"{column.name} ({purpose})")
    return ", ".join(said)


def _edges(edges: Iterable[str]) -> str:
    return " · ".join(f"≤ {edge}" for edge in edges)


class ReferenceState(QWidget):
    """Whether the file of a data set that was not copied is still the registered one."""

    def __init__(self, context: GuiContext, dataset: DatasetId) -> None:
        """Look beside the window: a large file takes a moment."""
        super().__init__()
        self.setObjectName(f"reference_{dataset}")
        self._context, self._dataset = context, dataset
        self._shown = [dataset]
        self.destroyed.connect(self._shown.clear)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        page_operations.changed_data(context, self._found)

    def _found(self, changed: tuple[DatasetId, ...]) -> None:
        if self._dataset not in changed or self._dataset not in self._shown:
            return
        tr = self._context.translator.tr
        text = tr(
            "The file lies outside the workspace and was changed or removed since. Restore it, or register "
            "it anew and run the checks again."
        )
        title = tr("Results outdated: the referenced file changed")
        box = Callout(self._context.theme, Tone.WARN, title, [text])
        box.setObjectName("reference_changed")
        self._column.addWidget(box)


class Protected(QWidget):
    """Columns kept for bias tests only: by when they go, who read them, and their deletion."""

    def __init__(self, shown: Shown, dataset: Dataset) -> None:
        """Show what is kept, or what stays of it."""
        super().__init__()
        self.setObjectName(f"protected_{dataset.id}")
        self._shown, self._dataset = shown, dataset
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._box())
        column.addWidget(self._accesses())

    def _box(self) -> Callout:
        shown, dataset = self._shown, self._dataset
        names = ", ".join(living(dataset))
        if dataset.deletion is not None and not names:
            return self._deleted()
        overdue = dataset.delete_by is not None and dataset.delete_by < today()
        title = shown.tr("Kept for bias tests only: {columns}", columns=names)
        due = shown.tr("To be deleted by {day}", day=dataset.delete_by)
        if overdue:
            due = shown.tr("Should have been deleted by {day}", day=dataset.delete_by)
        lines = [due]
        if dataset.necessity is not None:
            lines.append(shown.context.translator.text(dataset.necessity))
        box = Callout(shown.context.theme, Tone.BAD if overdue else Tone.INFO, title, lines)
        delete = SecondaryButton(
            shown.tr("Delete these columns …"),
            name="delete_columns",
            theme=shown.context.theme,
            icon="trash-2",
        )
        delete.clicked.connect(lambda _=False: self._delete())
        why = None
        if not shown.context.session.may(Permission.DELETE_SENSITIVE):
            why = shown.tr("Your roles do not allow you to delete these columns.")
        enable_with_reason(delete, why)
        box.add_button(delete)
        return box

    def _deleted(self) -> Callout:
        shown, deletion = self._shown, self._dataset.deletion
        if deletion is None:
            raise ValueError("nothing was deleted")
        names = ", ".join(item.name for item in deletion.columns)
        title = shown.tr("Deleted: {columns}", columns=names)
        who = shown.tr("By {who}, {moment}", who=shown.person(deletion.by), moment=deletion.at)
        lines = [who, shown.context.translator.text(deletion.reason)]
        for item in deletion.columns:
            counts = ", ".join(f"{found.value or '–'}: {found.n}" for found in item.counts)
            lines.append(f"{item.name} · SHA-256 {short_digest(item.digest)} · {counts}")
        return Callout(shown.context.theme, Tone.NEUTRAL, title, lines)

    def _accesses(self) -> QWidget:
        """List who read the columns, the newest first."""
        shown = self._shown
        events = shown.context.workspace.sensitive.accesses(self._dataset.id)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(shown.tr("ACCESSES"), "section"))
        if not events:
            column.addWidget(label(shown.tr("Nobody has read these columns yet."), "muted"))
        for event in events[:_ACCESSES]:
            translator = shown.context.translator
            text = " · ".join(
                (event_moment(translator, event), shown.person(event.actor), translator.label(event.action))
            )
            column.addWidget(label(text, wrap=True))
        if len(events) > _ACCESSES:
            more = shown.tr("All {n} in the audit trail", n=len(events))
            column.addWidget(link_button(more, name="all_accesses", pressed=self._trail()))
        return holder

    def _trail(self) -> Callable[[], None]:
        context, dataset = self._shown.context, self._dataset.id
        return lambda: context.navigate("trail", object=dataset)

    def _delete(self) -> None:
        """Ask for a reason, then delete for good."""
        from gui.dialogs.finding import ReasonDialog

        shown = self._shown
        why = shown.tr(
            "The values are deleted for good from the stored table. Digest and counts stay, and results made "
            "before keep their figures."
        )
        title = shown.tr("Delete {columns}?", columns=", ".join(living(self._dataset)))
        dialog = ReasonDialog(
            shown.context, self.window(), title=title, why=why, action=shown.tr("Delete for good")
        )
        reason = dialog.ask()
        if reason is not None and dialog.result() == QDialog.DialogCode.Accepted:
            page_operations.delete_sensitive(shown.context, self._dataset.id, reason)
