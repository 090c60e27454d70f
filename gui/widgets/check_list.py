"""Which checks did a run make, by family, and what came of each?"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from core.checks.base import Family
from core.language import Translator
from core.results import CheckResult, ResultHead, RunState, Verdict
from gui.theme import Theme, Weight
from gui.tips import plain_tip
from gui.widgets.painting import VERDICT_ICONS, VERDICT_TONES, Tone
from gui.wording import check_name
from reports.families import FAMILIES, by_family
from reports.wording import only_measured

WIDTH = 236
_CHECK, _WORD, _TONE, _ICON = (Qt.ItemDataRole.UserRole + at for at in range(1, 5))
_ROW, _HEAD = 42, 30
Index = QModelIndex | QPersistentModelIndex


class CheckList(QListWidget):
    """The results of a run: families as headings, each check with icon and word of its verdict.

    Arrow keys walk through the checks, letters jump to one; `picked` says which check is wanted.
    """

    picked = Signal(str)

    def __init__(self, theme: Theme, translator: Translator) -> None:
        """Start empty."""
        super().__init__()
        self._theme, self._translator = theme, translator
        self._filling = False
        self.setObjectName("check_list")
        self.setAccessibleName(translator.tr("Checks of this run"))
        self.setFixedWidth(WIDTH)
        self.setItemDelegate(_Delegate(theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.currentItemChanged.connect(self._moved)

    def fill(self, results: Sequence[CheckResult | ResultHead], chosen: str = "") -> None:
        """Show the results of a run; the chosen check, or the first one, becomes the current one."""
        self._filling = True
        self.clear()
        found = {result.check: result for result in results}
        for family, checks in by_family(found):
            self._heading(family, [found[check] for check in checks])
            for check in checks:
                self._entry(found[check])
        self.choose(chosen) or self.choose(next(iter(self.checks), ""))
        self._filling = False

    @property
    def checks(self) -> tuple[str, ...]:
        """Return the ids of the checks in the order they are listed."""
        ids = (self.item(row).data(_CHECK) for row in range(self.count()))
        return tuple(str(id_) for id_ in ids if id_)

    @property
    def current(self) -> str:
        """Return the id of the current check; empty where there is none."""
        item = self.currentItem()
        return "" if item is None else str(item.data(_CHECK) or "")

    def choose(self, check: str) -> bool:
        """Make a check the current one without saying so; tell whether it is listed."""
        for row in range(self.count()):
            if check and self.item(row).data(_CHECK) == check:
                before, self._filling = self._filling, True
                self.setCurrentRow(row)
                self.scrollToItem(self.item(row))
                self._filling = before
                return True
        return False

    def _heading(self, family: Family, results: Sequence[CheckResult | ResultHead]) -> None:
        name = self._translator.tr(FAMILIES[family])
        item = QListWidgetItem(name)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        words = self._translator.tr("{family}, {n} checks", family=name, n=len(results))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        item.setSizeHint(QSize(0, _HEAD))
        self.addItem(item)

    def _entry(self, result: CheckResult | ResultHead) -> None:
        name, (word, tone, icon) = check_name(self._translator, result.check), self._state(result)
        item = QListWidgetItem(name)
        for role, value in ((_CHECK, result.check), (_WORD, word), (_TONE, tone.value), (_ICON, icon)):
            item.setData(role, value)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {word}")
        item.setToolTip(plain_tip(f"{name}: {word}"))
        item.setSizeHint(QSize(0, _ROW))
        self.addItem(item)

    def _state(self, result: CheckResult | ResultHead) -> tuple[str, Tone, str]:
        if result.state is not RunState.FINISHED:
            return self._translator.label(result.state), Tone.BAD, "triangle-alert"
        verdict: Verdict = result.verdict
        if isinstance(result, CheckResult) and only_measured(result):
            return self._translator.tr("Measured, no limit"), Tone.NEUTRAL, "circle-dot"
        return self._translator.label(verdict), VERDICT_TONES[verdict], VERDICT_ICONS[verdict]

    def _moved(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        check = "" if item is None else str(item.data(_CHECK) or "")
        if check and not self._filling:
            self.picked.emit(check)


class _Delegate(QStyledItemDelegate):
    """Draws headings small, and checks in two lines with the icon of their verdict."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the background as usual, then the words."""
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        rect: QRect = option.rect
        if index.data(_CHECK):
            self._check(painter, rect, index, text)
        else:
            self._heading(painter, rect, text)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        self._line(painter, rect.adjusted(12, 8, -8, 0), text, "muted", self._theme.font(12, Weight.SEMIBOLD))

    def _check(self, painter: QPainter, rect: QRect, index: Index, text: str) -> None:
        icon, tone = str(index.data(_ICON)), str(index.data(_TONE))
        painter.drawPixmap(rect.x() + 12, rect.y() + 6, self._theme.pixmap(icon, tone, 14))
        upper = QRect(rect.x() + 34, rect.y() + 3, rect.width() - 42, 19)
        lower = QRect(rect.x() + 34, rect.y() + 21, rect.width() - 42, 17)
        self._line(painter, upper, text, "text", self._theme.font(weight=Weight.MEDIUM))
        self._line(painter, lower, str(index.data(_WORD)), tone, self._theme.font(12))

    def _line(self, painter: QPainter, rect: QRect, text: str, token: str, font: QFont) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
