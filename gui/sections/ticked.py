"""How does a person tick records of a list: what shows something, or which models are meant?"""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.ids import DecisionId, ModelId, VersionId
from gui.context import GuiContext
from gui.sections.forms import entries_of
from gui.widgets.basic import link_button
from gui.widgets.inputs import line
from gui.wording import finding_title

_PLACES = {
    "F-": ("findings", "finding", ""),
    "RUN-": ("checks", "run", ""),
    "DOC-": ("estate", "document", "documents"),
    "REQ-": ("reviews", "request", "requests"),
    "CH-": ("reviews", "challenge", "challenges"),
}
"""Beginning of an id: page, how the record is named there, and section."""


class TickList(QListWidget):
    """Records of which any number can be ticked."""

    def __init__(self, name: str, said: str, entries: Iterable[tuple[str, str]]) -> None:
        """List (text, id); nothing is ticked."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        for text, identity in entries:
            item = QListWidgetItem(text, self)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, identity)
            item.setToolTip(text)
        self.setFixedHeight(min(max(self.count(), 2), 5) * 26 + 8)

    @property
    def ticked(self) -> tuple[str, ...]:
        """Return the ids that are ticked."""
        items = [self.item(row) for row in range(self.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def tick(self, identity: str) -> None:
        """Tick a record."""
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == identity:
                self.item(row).setCheckState(Qt.CheckState.Checked)


class Evidence(QWidget):
    """What shows something: records of the model to tick, and ids of others to type."""

    def __init__(self, context: GuiContext, entries: Sequence[tuple[str, str]], changed: Callable[[], None]):
        """Offer records; `changed` is called whenever the choice is another one."""
        super().__init__()
        tr = context.translator.tr
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.list = TickList("evidence", tr("What shows it"), entries)
        self.list.itemChanged.connect(lambda _: changed())
        self.others = line(
            "evidence_ids", tr("Other ids"), hint=tr("other ids, for example DOC-0001, F-0002")
        )
        self.others.textChanged.connect(lambda _: changed())
        if entries:
            column.addWidget(self.list)
        column.addWidget(self.others)

    @property
    def ids(self) -> tuple[str, ...]:
        """Return everything that was named, each once."""
        return tuple(dict.fromkeys((*self.list.ticked, *entries_of(self.others.text()))))


def evidence_about(
    context: GuiContext, model: ModelId, version: VersionId | None, decision: DecisionId | None = None
) -> tuple[tuple[str, str], ...]:
    """Return documents, runs and findings of a model, newest first, as (text, id)."""
    workspace, words = context.workspace, context.translator
    meant = {str(item) for item in (model, version, decision) if item is not None}
    versions = [item.id for item in workspace.inventory.versions(model) if version in {None, item.id}]
    documents = [
        (f"{item.id} · {words.text(item.title)}", str(item.id))
        for item in workspace.documents.all()
        if item.withdrawn_at is None and item.subject in meant | set(map(str, versions))
    ]
    findings = [
        (f"{item.id} · {finding_title(words, item)}", str(item.id))
        for each in versions
        for item in workspace.findings.of(each)
    ]
    runs = [
        (f"{item.id} · {words.tr('checks on {dataset}', dataset=item.dataset)}", str(item.id))
        for each in versions
        for item in workspace.checking.runs(each)
    ]
    return (*documents, *findings, *runs)


def evidence_links(context: GuiContext, ids: Iterable[str]) -> QWidget:
    """Return ids of records, each as the way to it."""
    holder = QWidget()
    row = QVBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2)
    for identity in ids:
        one = QHBoxLayout()
        one.addWidget(link_button(identity, name=f"evidence_{identity}", pressed=_opener(context, identity)))
        one.addStretch(1)
        row.addLayout(one)
    return holder


def _opener(context: GuiContext, identity: str) -> Callable[[], None]:
    page, named = place_of_id(identity)
    return lambda: context.navigate(page, **named)


def place_of_id(identity: str) -> tuple[str, dict[str, str]]:
    """Return the page of a record by its id, and what is to be selected there."""
    if "@" in identity:
        return "record", {"version": identity}
    for start, (page, key, section) in _PLACES.items():
        if identity.startswith(start):
            return page, {key: identity, **({"section": section} if section else {})}
    if identity.startswith("MOD-"):
        return "record", {"model": identity}
    return "trail", {"object": identity}
