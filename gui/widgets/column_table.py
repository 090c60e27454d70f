"""What is each column of a table for, and which are sensitive, for which purpose?"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from core.data.preview import TablePreview
from core.ids import Exact
from core.inventory import Column, ColumnRole, Grouping, SensitivePurpose
from core.workspace.purposes import contradictions
from gui.context import Look
from gui.tips import plain_tip
from gui.widgets.inputs import choice, line, of_enum
from gui.widgets.profile_table import type_name

MAIN_ROLES = tuple(role for role in ColumnRole if role is not ColumnRole.SENSITIVE)
_WIDTHS = (136, 118, 136, 84, 204)


class ColumnTable(QTableWidget):
    """One line per column: name, type, role, sensitive or not, purpose, cut points of its groups."""

    changed = Signal()

    def __init__(self, look: Look, preview: TablePreview) -> None:
        """Show the suggested roles; nothing is suggested to be sensitive."""
        super().__init__(len(preview.columns), 6)
        self._look, self._preview = look, preview
        tr = look.translator.tr
        self.setObjectName("columns")
        self.setAccessibleName(tr("Meaning of the columns"))
        self.setHorizontalHeaderLabels(
            [tr("Column"), tr("Type"), tr("Role"), tr("Sensitive"), tr("Purpose"), tr("Groups up to")]
        )
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(40)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        for place, width in enumerate(_WIDTHS):
            self.setColumnWidth(place, width)
        self.setMinimumHeight(260)
        self._lines = [_Line(self, column, number) for number, column in enumerate(preview.columns)]

    @property
    def look(self) -> Look:
        """Return how the table speaks."""
        return self._look

    def suggested_edges(self, column: Column) -> str:
        """Return the cut points that were suggested for a column."""
        found = next((item for item in self._preview.groupings if item.column == column.name), None)
        return "; ".join(found.edges) if found is not None else ""

    def obstacle(self) -> str | None:
        """Return what is wrong with the roles; None: nothing."""
        tr = self._look.translator.tr
        for entry in self._lines:
            if any(exact(part) is None for part in parts(entry.edges.text())):
                return tr("The cut points of {column} are not numbers.", column=entry.column.name)
            if entry.sensitive.isChecked() and entry.purpose.currentData() is None:
                return tr("Say what the sensitive column {column} is used for.", column=entry.column.name)
            wrong = next(contradictions(entry.chosen()), None)
            if wrong is not None:
                return self._look.translator.say(wrong)
        targets = sum(entry.role.currentData() == ColumnRole.TARGET for entry in self._lines)
        return tr("Only one column can be the target.") if targets > 1 else None

    def columns(self) -> tuple[Column, ...]:
        """Return the columns with roles and purposes as chosen."""
        return tuple(entry.chosen() for entry in self._lines)

    def groupings(self) -> tuple[Grouping, ...]:
        """Return how the sensitive columns become groups."""
        return tuple(
            Grouping(column=entry.column.name, edges=edges_of(entry.edges.text()))
            for entry in self._lines
            if entry.sensitive.isChecked()
        )

    @property
    def protected(self) -> tuple[str, ...]:
        """Return the columns that are kept for bias tests only."""
        purposes = {item.name: item.purpose for item in self.columns()}
        return tuple(name for name, purpose in purposes.items() if purpose is SensitivePurpose.BIAS_TEST_ONLY)

    def take(self, roles: Mapping[str, ColumnRole]) -> None:
        """Give some columns another role, as known from elsewhere."""
        for entry in self._lines:
            if entry.column.name in roles:
                entry.role.setCurrentIndex(entry.role.findData(roles[entry.column.name]))
        self.changed.emit()


class _Line:
    """The fields of one column."""

    def __init__(self, table: ColumnTable, column: Column, number: int) -> None:
        self.column, self._table = column, table
        words, tr, name = table.look.translator, table.look.translator.tr, column.name
        for place, text in ((0, name), (1, type_name(table.look, column.dtype))):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(plain_tip(text))
            table.setItem(number, place, item)
        entries = [(words.label(role), role) for role in MAIN_ROLES]
        self.role = choice(f"role_{name}", tr("Role of {column}", column=name), entries)
        suggested = next((role for role in column.roles if role in MAIN_ROLES), ColumnRole.FEATURE)
        self.role.setCurrentIndex(self.role.findData(suggested))
        self.sensitive = QCheckBox()
        self.sensitive.setObjectName(f"sensitive_{name}")
        self.sensitive.setAccessibleName(tr("{column} is sensitive", column=name))
        self.purpose = purpose_choice(table.look, name)
        self.edges = line(f"edges_{name}", tr("Cut points of {column}", column=name))
        self.purpose.setEnabled(False)
        self.edges.setEnabled(False)
        for place, widget in ((2, self.role), (3, self.sensitive), (4, self.purpose), (5, self.edges)):
            table.setCellWidget(number, place, widget)
        self._listen()

    def _listen(self) -> None:
        changed = self._table.changed
        self.role.activated.connect(lambda _i: changed.emit())
        self.purpose.activated.connect(lambda _i: self._stated())
        self.edges.textChanged.connect(lambda _t: changed.emit())
        self.sensitive.toggled.connect(lambda on: self._toggled(on=on))

    def _toggled(self, *, on: bool) -> None:
        """Ask for a purpose, and for cut points of a column that looks continuous; never decide."""
        self.purpose.setEnabled(on)
        self.edges.setEnabled(on and self.column.dtype in {"number", "integer"})
        if on and self.edges.isEnabled():
            hint = self._table.look.translator.tr("for example 25; empty: each value a group")
            self.edges.setPlaceholderText(hint)
            if not self.edges.text():
                self.edges.setText(self._table.suggested_edges(self.column))
        self._table.changed.emit()

    def _stated(self) -> None:
        """Give the column the role that follows from its purpose."""
        follows = {
            SensitivePurpose.BIAS_TEST_ONLY: ColumnRole.IGNORED,
            SensitivePurpose.MODEL_INPUT: ColumnRole.FEATURE,
        }
        stated = self.purpose.currentData()
        if stated in follows:
            self.role.setCurrentIndex(self.role.findData(follows[SensitivePurpose(stated)]))
        self._table.changed.emit()

    def chosen(self) -> Column:
        main = ColumnRole(self.role.currentData())
        if not self.sensitive.isChecked():
            return replace(self.column, roles=(main,), purpose=None)
        stated = self.purpose.currentData()
        purpose = None if stated is None else SensitivePurpose(stated)
        return replace(self.column, roles=(main, ColumnRole.SENSITIVE), purpose=purpose)


def purpose_choice(look: Look, column: str) -> QComboBox:
    """Return the purposes a sensitive column may have; none is chosen beforehand."""
    tr = look.translator.tr
    said = tr("Purpose of {column}", column=column)
    return of_enum(f"purpose_{column}", said, look.translator, SensitivePurpose, ask=tr("– please choose –"))


def parts(text: str) -> list[str]:
    """Return what stands between semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


def edges_of(text: str) -> tuple[Exact, ...]:
    """Return the cut points that are numbers."""
    return tuple(filter(None, map(exact, parts(text))))


def exact(text: str) -> Exact | None:
    """Read a number as written, with decimal point or comma; None: it is none."""
    written = text.replace(",", ".").strip()
    try:
        Fraction(written)
    except (ValueError, ZeroDivisionError):
        return None
    return Exact(written)
