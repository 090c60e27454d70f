"""What is to be asked of the table, and what does the plan still lack?"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import PruefsteinError, UserError
from core.examining import problems, suggest
from core.messages import N_, Message, message
from core.policy import Policy
from gui.audit.comparison import ChecksCard, missing_files, situation_of
from gui.audit.context import AuditContext
from gui.audit.entry import PlanEntry, entry_of, gaps, plan_of
from gui.audit.roles_form import RolesForm
from gui.audit.sensitive_table import SensitiveTable
from gui.audit.state import AuditState
from gui.audit.step import Step
from gui.widgets.basic import Card, KeyValueGrid, SecondaryButton, clear_layout, label, scrolled
from gui.widgets.inputs import line
from gui.widgets.protected import protection_note

_LEFT = 440
_MANY = 8
"""Columns from which on a filter helps."""


class PlanStep(Step):
    """Roles on the left, sensitive columns on the right, the rest below."""

    TITLE = N_("Roles and plan")
    ICON = "play"

    def __init__(self, context: AuditContext, state: AuditState) -> None:
        """Wait for a table."""
        super().__init__(context, state)
        inner = QWidget()
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(20, 14, 20, 16)
        self._body.setSpacing(14)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))
        self._building = False
        state.received.connect(self._table_changed)
        state.planned.connect(self._restored)
        self._shown: PlanEntry | None = None
        self._stale = False
        """Whether the form is to be built when it is next seen; a wide table takes a moment."""

    def _table_changed(self) -> None:
        """Build the form anew for another table, or for the same with a model."""
        preview = None if self.state.table is None else self.state.table.table
        if preview is None:
            clear_layout(self._body)
            return
        if self.state.entry == PlanEntry():
            self.state.entry = entry_of(suggest(preview), scored=self.state.scored)
        self._stale = True
        if self.isVisible():
            self.arrive()

    def arrive(self) -> None:
        """Build the form of the table that came in."""
        if self._stale:
            self._stale = False
            self._build()

    def _restored(self) -> None:
        if not self._building and self.state.entry != self._shown:
            self._table_changed()

    def _build(self) -> None:
        preview = None if self.state.table is None else self.state.table.table
        if preview is None:
            return
        self._building = True
        clear_layout(self._body)
        entry = self.state.entry
        self.roles = RolesForm(self.context, preview, entry, scored=self.state.scored)
        self.sensitive = SensitiveTable(self.context, preview, entry.sensitive)
        left, right = Card(self.words.tr("Roles")), Card(self.words.tr("Sensitive columns"))
        left.setFixedWidth(_LEFT)
        left.body.addWidget(self.roles)
        left.body.addWidget(label(self._hint(), "faint", wrap=True))
        left.body.addStretch(1)
        right.body.addWidget(label(self._why(), "muted", wrap=True))
        if len(preview.columns) > _MANY:
            right.body.addWidget(self._filter())
        right.body.addWidget(self.sensitive, 1)
        self.note = protection_note(self.context)
        right.body.addWidget(self.note)
        right.body.addWidget(self._intersections(entry))
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(left)
        row.addWidget(right, 1)
        self._body.addLayout(row, 1)
        below = QHBoxLayout()
        below.setSpacing(14)
        further = self._further(entry)
        further.setFixedWidth(_LEFT)
        below.addWidget(further)
        self.comparison = ChecksCard(self.context, self.state, entry)
        below.addWidget(self.comparison, 1)
        self._body.addLayout(below)
        self.comparison.changed.connect(self._read)
        self.roles.changed.connect(self._read)
        self.sensitive.changed.connect(self._read)
        self._building = False
        self._read()
        QTimer.singleShot(0, self.sensitive, self.sensitive.show_ticked)

    def _filter(self) -> QWidget:
        tr = self.words.tr
        field = line("sensitive_filter", tr("Filter the columns"), hint=tr("Filter the columns by name"))
        field.textChanged.connect(self.sensitive.search)
        return field

    def _hint(self) -> str:
        return self.words.tr(
            "Outcome, prediction and score are suggested by their names. Favorable class, meaning of the "
            "score and sensitive columns are never guessed."
        )

    def _why(self) -> str:
        return self.words.tr(
            "Tick the columns whose groups are compared, and say for each what it is used for."
        )

    def _intersections(self, entry: PlanEntry) -> QCheckBox:
        self.intersections = QCheckBox(
            self.words.tr("Also compare groups of several sensitive columns together")
        )
        self.intersections.setObjectName("audit_intersections")
        self.intersections.setChecked(entry.intersections)
        self.intersections.toggled.connect(lambda _on: self._read())
        return self.intersections

    def _further(self, entry: PlanEntry) -> Card:
        tr, card = self.words.tr, Card(self.words.tr("Rows and limits"))
        hint = tr('for example amount >= 1000 and region in ("north", "south")')
        self.where = line("audit_where", tr("Only rows with"), hint=hint)
        self.where.setText(entry.where)
        self.minimum = line("audit_minimum", tr("Smallest group"), hint=self._policy_minimum())
        self.minimum.setText(entry.minimum_group)
        self.policy = line("audit_policy", tr("Policy file"), hint=self._policy_name())
        self.policy.setText(entry.policy)
        grid = KeyValueGrid(key_width=130)
        grid.add(tr("Only rows with"), self.where)
        grid.add(tr("Smallest group"), self.minimum)
        grid.add(tr("Policy file"), self._policy_row())
        card.body.addWidget(grid)
        card.body.addStretch(1)
        for field in (self.where, self.minimum, self.policy):
            field.textChanged.connect(lambda _t: self._read())
        return card

    def _policy_minimum(self) -> str:
        return self.words.tr("as the policy says: {n}", n=self.context.policy.minimum_group)

    def _policy_name(self) -> str:
        policy = self.context.policy
        return self.words.tr("{name}, version {version}", name=policy.name, version=policy.version)

    def _policy_row(self) -> QWidget:
        holder = QWidget()
        holder.setProperty("oneLine", True)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.policy, 1)
        browse = SecondaryButton(self.words.tr("Choose …"), name="policy_browse")
        browse.clicked.connect(lambda _=False: self._browse())
        row.addWidget(browse)
        return holder

    def _browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.words.tr("Policy file"), "", "TOML (*.toml)")
        if name:
            self.policy.setText(name)

    def _read(self) -> None:
        """Take over what was entered."""
        if self._building:
            return
        entry = self.roles.read(self.state.entry)
        entry = replace(
            entry,
            sensitive=self.sensitive.entries(),
            intersections=self.intersections.isChecked(),
            where=self.where.text().strip(),
            minimum_group=self.minimum.text().strip(),
            policy=self.policy.text().strip(),
        )
        entry = self.comparison.read(entry)
        self.comparison.say(entry)
        self._shown = entry
        self.note.setVisible(bool(entry.protected))
        several = len(entry.sensitive) > 1
        self.intersections.setEnabled(several)
        self.intersections.setToolTip("" if several else self.words.tr("This needs two sensitive columns."))
        self.state.plan(entry)
        self.changed.emit()

    def chosen_policy(self) -> Policy:
        """Return the policy the results are judged by; raises `UserError` for a file that is none."""
        from core.policy_file import read_policy

        path = self.state.entry.policy
        if not path:
            return self.context.policy
        return read_policy(_bytes(Path(path)))

    def obstacles(self) -> tuple[str, ...]:
        """Return what the plan lacks."""
        if self.state.table is None or self.state.table.table is None:
            return (self.words.tr("Open a table first."),)
        say = self.context.translator.say
        found = [say(item) for item in gaps(self.state.entry)]
        if not found:
            found = [say(item) for item in self._problems()]
        try:
            self.chosen_policy()
        except PruefsteinError as error:
            found.append(say(error.message))
        return tuple(found)

    def _problems(self) -> tuple[Message, ...]:
        entry = self.state.entry
        found = problems(plan_of(entry), self.state.columns, with_model=self.state.scored)
        stated = situation_of(self.state, self.context, entry).problems(entry.checks)
        return (*found, *missing_files(entry), *stated)

    def onward(self) -> str:
        """Return what the button says."""
        return self.words.tr("Run the checks")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            message("The policy file “{name}” cannot be read. Choose another one.", name=path.name)
        ) from error
