"""Who did what, when and why, and is the record of it intact?"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from core.audit import Action, AuditEvent, ObjectKind, ObjectState, TrailState
from core.ids import Digest
from core.messages import N_
from core.workspace import Changes
from core.workspace.trail import TrailQuery
from gui.context import GuiContext
from gui.pages.base import Page
from gui.widgets.basic import (
    Callout,
    Card,
    KeyValueGrid,
    SecondaryButton,
    Tone,
    clear_layout,
    label,
    link_button,
    scrolled,
)
from gui.widgets.cells import Cell
from gui.widgets.tables import RecordView, TableColumn
from gui.wording import event_moment

BATCH = 200
"""Events read at once; "Show older events" reads the next ones."""

_ID = re.compile(r"[A-Z]{1,4}-[0-9A-Za-z]{3,}(@\S+)?")
"""What the ids of records look like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event with what the table shows of it."""

    id: int
    event: AuditEvent
    hash: Digest
    who: str
    reason: str


class TrailPage(Page):
    """The audit trail with filters, before and after values, and its verification."""

    TITLE = N_("Audit trail")
    ICON = "history"
    TOUCHED = ~Changes.NONE

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page empty."""
        super().__init__(context, parent)
        tr = context.translator.tr
        self.view = RecordView(context.theme, self._columns(), name="trail", title=tr("Audit trail"))
        self.view.verticalHeader().setDefaultSectionSize(40)
        self.filter = QLineEdit()
        self.filter.setObjectName("filter")
        self.filter.setPlaceholderText(tr("Filter by object or word"))
        self.filter.setAccessibleName(tr("Filter by object or word"))
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(context.theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.person = self._combo("trail_person", tr("Person"))
        self.kind = self._combo("trail_kind", tr("Kind of object"))
        for kind in ObjectKind:
            self.kind.addItem(context.translator.label(kind), kind)
        self.action = self._combo("trail_action", tr("What happened"))
        for action in Action:
            self.action.addItem(context.translator.label(action), action)
        self._older: int | None = None
        self._object = ""
        self._lines: tuple[Line, ...] = ()
        self._outcome = QVBoxLayout()
        self._detail = QVBoxLayout()
        self._build()
        self.filter.textChanged.connect(self._narrow)
        self.view.chosen.connect(self._show)
        context.watch.changed.connect(self._show_outcome)
        self._show_outcome()

    def _combo(self, name: str, title: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setAccessibleName(title)
        combo.addItem(self.context.translator.tr("{what}: all", what=title), None)
        combo.activated.connect(lambda _index: self.refresh())
        return combo

    def _columns(self) -> tuple[TableColumn[Line], ...]:
        tr, words = self.context.translator.tr, self.context.translator
        return (
            TableColumn(
                title=tr("No."), cell=lambda line: Cell(text=str(line.id)), key=lambda line: line.id, width=64
            ),
            TableColumn(
                title=tr("Time"),
                cell=lambda line: Cell(text=event_moment(self.context.translator, line.event)),
                width=170,
            ),
            TableColumn(title=tr("Person"), cell=lambda line: Cell(text=line.who), width=150),
            TableColumn(
                title=tr("What happened"),
                cell=lambda line: Cell(text=words.label(line.event.action), strong=True),
                width=210,
            ),
            TableColumn(title=tr("Object"), cell=self._object_cell, width=190),
            TableColumn(title=tr("Reason"), cell=lambda line: Cell(text=line.reason, faint=True)),
        )

    def _object_cell(self, line: Line) -> Cell:
        kind = self.context.translator.label(line.event.object.kind)
        return Cell(text=f"{kind} {line.event.object.id}")

    def _build(self) -> None:
        tr, theme = self.context.translator.tr, self.context.theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(tr("Audit trail"), "title"), 1)
        self.verify = SecondaryButton(tr("Verify now"), name="verify_now", theme=theme, icon="shield-check")
        self.verify.clicked.connect(lambda _=False: self.start_verification())
        head.addWidget(self.verify)
        layout.addLayout(head)
        layout.addLayout(self._outcome)
        filters = QHBoxLayout()
        filters.addWidget(self.filter, 1)
        filters.addWidget(self.person)
        filters.addWidget(self.kind)
        filters.addWidget(self.action)
        layout.addLayout(filters)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(6)
        split.addWidget(self.view)
        inner = QWidget()
        inner.setLayout(self._detail)
        self._detail.setContentsMargins(0, 8, 0, 0)
        split.addWidget(scrolled(inner))
        split.setSizes([420, 240])
        layout.addWidget(split, 1)
        self._more = link_button(tr("Show older events"), name="older", pressed=self._read_older)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> None:
        """Read the newest events that satisfy the filters."""
        self._fill_persons()
        self._lines, self._older = (), None
        self._read_older()
        if self.view.current() is None:
            self.view.choose_first()

    def _narrow(self, text: str) -> None:
        """Ask for the events about a record when its id is typed; else search in what is shown."""
        wanted = text.strip() if _ID.fullmatch(text.strip()) else ""
        self.view.filter.search("" if wanted else text)
        if wanted != self._object:
            self._object = wanted
            self.refresh()

    def _fill_persons(self) -> None:
        people = self.context.workspace.people.all()
        if self.person.count() == len(people) + 1:
            return
        for person in people[self.person.count() - 1 :]:
            self.person.addItem(person.name.name(), person.id)

    def _read_older(self) -> None:
        query = TrailQuery(
            object_kind=self.kind.currentData(),
            object_id=self._object or None,
            actor=self.person.currentData(),
            action=self.action.currentData(),
            before=self._older,
            limit=BATCH,
        )
        found = self.context.workspace.trail.events(query)
        names = {person.id: person.name.name() for person in self.context.workspace.people.all()}
        reasons = self.context.workspace.trail.reasons(event for event, _ in found)
        self._lines += tuple(
            Line(
                id=event.seq,
                event=event,
                hash=digest,
                who=names.get(event.actor, event.actor),
                reason=self.context.translator.text(reasons.get(Digest(event.reason or ""))),
            )
            for event, digest in found
        )
        self._older = found[-1][0].seq if found else None
        self._more.setVisible(len(found) == BATCH)
        self.view.fill(self._lines)

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Filter by an object, select an event, or verify at once."""
        if "object" in selection:
            self.filter.setText(selection["object"])
            self.view.choose_first()
        if "seq" in selection:
            self.view.choose(lambda line: line.id == int(selection["seq"]))
        if selection.get("action") == "verify":
            self.start_verification()

    def selection(self) -> Mapping[str, str]:
        """Return filter and event."""
        line = self.view.current()
        chosen = {"object": self.filter.text()} if self.filter.text() else {}
        return chosen | ({"seq": str(line.id)} if line else {})

    def _show(self, line: Line | None) -> None:
        clear_layout(self._detail)
        if line is None:
            self._detail.addStretch(1)
            return
        card = Card(f"{line.id} · {self.context.translator.label(line.event.action)}")
        card.body.addWidget(self._facts(line))
        self._detail.addWidget(card)
        self._detail.addStretch(1)

    def _facts(self, line: Line) -> KeyValueGrid:
        tr, event = self.context.translator.tr, line.event
        grid = KeyValueGrid(key_width=130)
        if line.reason:
            grid.add(tr("Reason"), line.reason)
        for field, old, new in changed_fields(event.before, event.after):
            grid.add(field, f"{self._value(old)}  →  {self._value(new)}")
        if event.before is None and event.after is not None:
            grid.add(tr("New record"), tr("Digest {digest}", digest=event.after.digest))
        grid.add(tr("Hash of the event"), line.hash)
        grid.add(tr("Signed with key"), event.key)
        return grid

    def _value(self, value: object) -> str:
        """Write a stored value; the digest of a text is replaced by the text while it exists."""
        if isinstance(value, dict) and set(value) == {"sha256"}:
            return f"SHA-256 {value['sha256']}"
        if isinstance(value, dict) and set(value) == {"text"}:
            text = self.context.workspace.trail.text(str(value["text"]))
            return self.context.translator.text(text) or self.context.translator.tr("(erased text)")
        if value is None:
            return "–"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def start_verification(self) -> None:
        """Verify everything beside the window."""
        title = self.context.translator.tr("Verifying the audit trail")
        self.context.watch.verify(self.context.workspace, title=title)

    def _show_outcome(self) -> None:
        clear_layout(self._outcome)
        words, state = self.context.translator, self.context.watch.state
        tr = words.tr
        self.verify.setEnabled(state is not None)
        self.verify.setToolTip("" if state else tr("The audit trail is being checked now."))
        if state is None:
            doing = self.context.watch.doing
            said = tr("The audit trail is being checked …") if doing is None else words.say(doing)
            self._outcome.addWidget(label(said, "muted"))
            return
        if state.intact and state.checkpoint is not None:
            text = tr(
                "Intact: {n} events and {signatures} signatures checked",
                n=state.checkpoint.size,
                signatures=state.signatures_checked,
            )
            lines = [tr("Merkle root {root}", root=state.checkpoint.root)]
            self._outcome.addWidget(Callout(self.context.theme, Tone.OK, text, lines))
            return
        self._outcome.addWidget(self._problems(state))

    def _problems(self, state: TrailState) -> Callout:
        tr, words = self.context.translator.tr, self.context.translator
        lines = [
            " · ".join(
                filter(
                    None,
                    (
                        words.label(item.problem),
                        tr("event {seq}", seq=item.seq) if item.seq else "",
                        item.object or "",
                    ),
                )
            )
            for item in state.problems[:20]
        ]
        title = tr(
            "Not intact: {n} problems. Nothing can be signed until they are cleared up.",
            n=len(state.problems),
        )
        return Callout(self.context.theme, Tone.BAD, title, lines)


def changed_fields(
    before: ObjectState | None, after: ObjectState | None
) -> tuple[tuple[str, object, object], ...]:
    """Return name, old and new value of every field an event changed."""
    old = before.fields if before else {}
    new = after.fields if after else {}
    return tuple((name, old.get(name), new.get(name)) for name in sorted({*old, *new}))
