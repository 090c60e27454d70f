"""Which reports were filed, and which audit opinions are kept?"""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.evidence import IssuedReport
from core.ids import OpinionId, model_of
from core.opinion import OpinionHead
from gui.context import GuiContext
from gui.widgets.cells import Cell
from gui.widgets.chips import chips, choose_chip
from gui.widgets.opinion_detail import opinion_list
from gui.widgets.tables import RecordView, TableColumn

_REPORTS, _OPINIONS = range(2)
_WIDTH = 390


class FiledLists(QWidget):
    """Two lists, one of them shown."""

    report_chosen = Signal(object)
    """`IssuedReport`, or None."""
    opinion_chosen = Signal(object)
    """`OpinionHead`, or None."""

    def __init__(self, context: GuiContext) -> None:
        """Show the reports first."""
        super().__init__()
        self._context, self._titles = context, dict[OpinionId, str]()
        self.setFixedWidth(_WIDTH)
        tr = context.translator.tr
        self.reports = self._reports()
        self.opinions: RecordView[OpinionHead] = opinion_list(context)
        shown = [("reports", tr("Reports")), ("opinions", tr("Audit opinions"))]
        self.kinds = chips(shown, "reports", self.show_list)
        self._tables = QStackedWidget()
        self._tables.addWidget(self.reports)
        self._tables.addWidget(self.opinions)
        self.reports.chosen.connect(lambda item: self._tell(self.report_chosen, item, opinions=False))
        self.opinions.chosen.connect(lambda item: self._tell(self.opinion_chosen, item, opinions=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.kinds)
        column.addWidget(self._tables, 1)

    def _reports(self) -> RecordView[IssuedReport]:
        words, tr = self._context.translator, self._context.translator.tr
        columns: tuple[TableColumn[IssuedReport], ...] = (
            TableColumn(
                title=tr("Report"),
                cell=lambda item: Cell(text=f"{item.id} · {words.label(item.kind)}", below=self._below(item)),
            ),
            TableColumn(
                title=tr("Issued"),
                cell=lambda item: Cell(
                    text=words.date(item.issued_at.date()), below=words.label(item.language)
                ),
                key=lambda item: item.issued_at,
                width=100,
            ),
        )
        return RecordView(self._context.theme, columns, name="reports", title=tr("Filed reports"))

    def _below(self, item: IssuedReport) -> str:
        if item.version is None:
            return "" if item.opinion is None else self._titles.get(item.opinion, item.opinion)
        model = self._context.workspace.inventory.model(model_of(item.version))
        return f"{self._context.translator.text(model.name)} · {item.version.partition('@')[2]}"

    def _tell(self, signal: SignalInstance, item: object, *, opinions: bool) -> None:
        """Pass a choice on only from the list that is shown."""
        if self.showing_opinions == opinions:
            signal.emit(item)

    @property
    def showing_opinions(self) -> bool:
        """Tell whether the opinions are shown."""
        return self._tables.currentIndex() == _OPINIONS

    def fill(self) -> None:
        """Read both lists again; keep what is chosen."""
        heads, words = self._context.workspace.opinions.all(), self._context.translator
        self._titles = {head.id: words.text(head.title) for head in heads}
        self.reports.fill(self._context.workspace.reporting.all())
        self.opinions.fill(heads)
        if self.reports.current() is None:
            self.reports.choose_first()

    def show_list(self, which: str) -> None:
        """Show the filed reports, or the opinions, with one of them chosen."""
        choose_chip(self.kinds, which)
        opinions = which == "opinions"
        self._tables.setCurrentIndex(_OPINIONS if opinions else _REPORTS)
        if opinions:
            if self.opinions.current() is None:
                self.opinions.choose_first()
            self.opinion_chosen.emit(self.opinions.current())
        else:
            self.report_chosen.emit(self.reports.current())
