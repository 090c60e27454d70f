"""What does a kept audit opinion say, and what can still be done with it?"""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.evidence import IssuedReport
from core.ids import OpinionId
from core.opinion import Observation, Opinion, OpinionHead
from core.people import Permission
from core.texts import Language
from gui.context import GuiContext
from gui.widgets.basic import (
    BandChip,
    Card,
    KeyValueGrid,
    SecondaryButton,
    enable_with_reason,
    label,
    link_button,
)
from gui.widgets.cells import Cell
from gui.widgets.painting import SEVERITY_BANDS
from gui.widgets.tables import RecordView, TableColumn


def opinion_list(context: GuiContext) -> RecordView[OpinionHead]:
    """Return the table of all opinions."""
    words, tr = context.translator, context.translator.tr

    def grade(item: OpinionHead) -> str:
        return tr("Figures only") if item.grade is None else words.label(item.grade)

    columns: tuple[TableColumn[OpinionHead], ...] = (
        TableColumn(
            title=tr("Opinion"),
            cell=lambda item: Cell(text=f"{item.id} · {words.text(item.title)}", below=grade(item)),
        ),
        TableColumn(
            title=tr("Written"),
            cell=lambda item: Cell(
                text=words.date(item.written_at.date()), below=item.promoted or tr("not in the inventory")
            ),
            key=lambda item: item.written_at,
            width=134,
        ),
    )
    return RecordView(context.theme, columns, name="opinions", title=tr("Audit opinions"))


class OpinionDetail(QWidget):
    """What was examined, the observations, the opinion; its reports; issue again, promote."""

    issue = Signal(object, object)
    """`OpinionId` and `Language`: sign it once more."""
    promote = Signal(object)
    """`Opinion` that is to become a version."""
    report = Signal(str)
    """Id of a filed report that is to be shown."""

    def __init__(self, context: GuiContext, opinion: Opinion, reports: tuple[IssuedReport, ...]) -> None:
        """Show an opinion with its reports."""
        super().__init__()
        self.setObjectName("opinion_detail")
        self._context, self._opinion = context, opinion
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addWidget(self._facts())
        if opinion.observations:
            column.addWidget(self._observed())
        column.addWidget(self._concluded())
        column.addWidget(self._reports(reports))
        column.addWidget(self._inventory())
        column.addStretch(1)

    def _facts(self) -> Card:
        words, tr, opinion = self._context.translator, self._context.translator.tr, self._opinion
        examined = opinion.examination
        card = Card(f"{opinion.id} · {words.text(opinion.title)}")
        grid = KeyValueGrid(key_width=130)
        grid.add(tr("Engagement"), words.text(opinion.subject))
        author = self._context.workspace.people.get(opinion.author).name.name()
        grid.add(tr("Author"), f"{author} · {words.moment(opinion.written_at)}")
        grid.add(tr("Table"), f"{examined.table.file_name.name()} · SHA-256 {_broken(examined.table.digest)}")
        if examined.model is not None:
            model = examined.model
            grid.add(tr("Model file"), f"{model.file_name.name()} · SHA-256 {_broken(model.digest)}")
        grid.add(tr("Results"), _broken(examined.result_digest))
        card.body.addWidget(grid)
        return card

    def _observed(self) -> Card:
        card = Card(self._context.translator.tr("Observations"))
        for item in self._opinion.observations:
            card.body.addLayout(observation_row(self._context, item))
        return card

    def _concluded(self) -> Card:
        words, tr, opinion = self._context.translator, self._context.translator.tr, self._opinion
        title = tr("No opinion is expressed; figures only")
        if opinion.grade is not None:
            title = words.label(opinion.grade)
        card = Card(title)
        if opinion.conclusion is not None:
            card.body.addWidget(label(words.text(opinion.conclusion), wrap=True, selectable=True))
        return card

    def _reports(self, reports: tuple[IssuedReport, ...]) -> Card:
        words, tr = self._context.translator, self._context.translator.tr
        card = Card(tr("Signed reports"))
        if not reports:
            card.body.addWidget(label(tr("It is kept without a signature so far."), "muted", wrap=True))
        for report in reports:
            text = f"{report.id} · {words.label(report.language)} · {words.moment(report.issued_at)}"
            card.body.addWidget(link_button(text, name="show_report", pressed=self._shower(report.id)))
        row = QHBoxLayout()
        self.language = QComboBox()
        self.language.setObjectName("opinion_language")
        self.language.setAccessibleName(tr("Language of the report"))
        for language in Language:
            self.language.addItem(words.label(language), language)
        self.language.setCurrentIndex(self.language.findData(words.language))
        again = SecondaryButton(
            tr("Issue again …"), name="issue_again", theme=self._context.theme, icon="file-pen"
        )
        again.clicked.connect(lambda _=False: self._issue())
        enable_with_reason(again, self._why_not_sign())
        row.addWidget(self.language)
        row.addWidget(again)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _why_not_sign(self) -> str | None:
        context = self._context
        if not context.session.may(Permission.SIGN_REPORT):
            return context.translator.tr("Your roles do not allow you to sign reports.")
        obstacle = context.watch.obstacle
        return None if obstacle is None else context.translator.say(obstacle)

    def _issue(self) -> None:
        self.issue.emit(OpinionId(self._opinion.id), Language(self.language.currentData()))

    def _shower(self, report: str) -> Callable[[], None]:
        return lambda: self.report.emit(report)

    def _inventory(self) -> Card:
        from gui.audit.filed import why_not_promote

        context, opinion = self._context, self._opinion
        tr, card = context.translator.tr, Card(context.translator.tr("Inventory"))
        if opinion.promoted is not None:
            version = opinion.promoted
            text = tr("It became {version}", version=version)
            go = link_button(
                text, name="show_version", pressed=lambda: context.navigate("models", version=version)
            )
            card.body.addWidget(go)
            return card
        button = SecondaryButton(
            tr("Promote to the inventory …"), name="promote", theme=context.theme, icon="plus"
        )
        button.clicked.connect(lambda _=False: self.promote.emit(opinion))
        why = why_not_promote(context)
        enable_with_reason(button, why)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addWidget(label(why or "", "faint", wrap=True), 1)
        card.body.addLayout(row)
        return card


def observation_row(context: GuiContext, item: Observation) -> QHBoxLayout:
    """Return one observation with its severity."""
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(BandChip(context.theme, context.translator, SEVERITY_BANDS[item.severity]))
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(label(context.translator.text(item.title), "strong", wrap=True))
    if item.description is not None:
        words.addWidget(label(context.translator.text(item.description), "faint", wrap=True, selectable=True))
    row.addLayout(words, 1)
    return row


def _broken(digest: str) -> str:
    """Return a digest in two halves: a line cannot break inside it, and would push the rest out of sight."""
    return f"{digest[:32]} {digest[32:]}"
