"""What does a person enter to rate the risk of one version?"""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.governance.scales import Scale, kind_name
from core.ids import VersionId
from core.language import Translator
from core.risk import Band, Level, Perspective, RiskAssessment, RiskKind
from gui.drafts import RiskDraft, Slot
from gui.theme import Theme
from gui.widgets.basic import Card, PrimaryButton, SecondaryButton, clear_layout, label, scrolled
from gui.widgets.cells import Cell
from gui.widgets.pickers import TextField
from gui.widgets.risk_parts import HistoryRow, KindRow
from gui.widgets.tables import RecordView, TableColumn

Standing = tuple[str, VersionId, Level]
"""A model's name, its version that counts, and where it stands."""


class RatingCard(Card):
    """Risk kinds, rationale, materiality, earlier assessments and the buttons."""

    kind_chosen = Signal(object)
    perspective_chosen = Signal(object)
    explained = Signal(str)
    materiality_chosen = Signal(object)
    details_wanted = Signal()
    figures_wanted = Signal()
    complexity_wanted = Signal()

    def __init__(self, theme: Theme, translator: Translator) -> None:
        """Build the card without content."""
        super().__init__()
        self._theme, self._words, self._filling = theme, translator, False
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(7)
        column.addLayout(self._kind_head())
        self.rows: dict[str, KindRow] = {}
        self._kinds = QVBoxLayout()
        self._kinds.setSpacing(7)
        column.addLayout(self._kinds)
        self._make_rows({kind: translator.label(kind) for kind in RiskKind})
        self._add_rationale(column)
        column.addLayout(self._details_row())
        column.addLayout(self._materiality_row())
        column.addLayout(self._complexity_row())
        self.against, self.standing = QVBoxLayout(), QVBoxLayout()
        column.addLayout(self.against)
        column.addLayout(self.standing)
        self._history_title = label(translator.tr("EARLIER ASSESSMENTS"), "section")
        column.addWidget(self._history_title)
        self._history = QVBoxLayout()
        self._history.setSpacing(6)
        column.addLayout(self._history)
        column.addStretch(1)
        self.body.addWidget(scrolled(inner), 1)
        self.follows = label("", "muted", wrap=True)
        self.body.addWidget(self.follows)
        self.body.addLayout(self._buttons())

    def _make_rows(self, kinds: Mapping[str, str]) -> None:
        """List the kinds of a scale; the same kinds stay as they are."""
        if list(self.rows) == list(kinds):
            return
        clear_layout(self._kinds)
        self.rows = {kind: KindRow(self._theme, self._words, kind, word) for kind, word in kinds.items()}
        for kind, row in self.rows.items():
            row.clicked.connect(lambda _=False, chosen=kind: self.kind_chosen.emit(chosen))
            self._kinds.addWidget(row)

    def _details_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.details_text = label("", "faint", wrap=True)
        self.details = SecondaryButton(self._words.tr("Details …"), name="rating_details_open")
        self.details.setToolTip(self._words.tr("Controls, target, evidence"))
        self.details.clicked.connect(self.details_wanted)
        row.addWidget(self.details_text, 1)
        row.addWidget(self.details)
        return row

    def _complexity_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label(self._words.tr("Complexity"), "muted"))
        self.complexity_text = label("", wrap=True)
        row.addWidget(self.complexity_text, 1)
        self.complexity = SecondaryButton(self._words.tr("Rate …"), name="complexity_open")
        self.complexity.clicked.connect(self.complexity_wanted)
        row.addWidget(self.complexity)
        return row

    def _kind_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label(self._words.tr("RISK KIND"), "section"))
        row.addStretch(1)
        row.addWidget(label(self._words.tr("Harm to"), "faint"))
        self.perspective = QComboBox()
        self.perspective.setObjectName("perspective")
        self.perspective.setAccessibleName(self._words.tr("Whose harm is rated"))
        for perspective in Perspective:
            self.perspective.addItem(self._words.label(perspective), perspective)
        self.perspective.currentIndexChanged.connect(
            lambda _: self.perspective_chosen.emit(Perspective(self.perspective.currentData()))
        )
        row.addWidget(self.perspective)
        return row

    def _add_rationale(self, column: QVBoxLayout) -> None:
        column.addWidget(label(self._words.tr("RATIONALE (REQUIRED)"), "section"))
        self.rationale = TextField(
            name="rationale",
            said=self._words.tr("Rationale (required)"),
            hint=self._words.tr("Why these cells, and which controls make the difference?"),
        )
        self.rationale.textChanged.connect(self._typed)
        column.addWidget(self.rationale)

    def _materiality_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        name = label(self._words.tr("Materiality"), "muted")
        row.addWidget(name)
        self.materiality = QComboBox()
        self.materiality.setObjectName("materiality")
        self.materiality.setAccessibleName(self._words.tr("Materiality"))
        self.materiality.setToolTip(self._words.tr("Exposure and purpose of the model taken together"))
        self.materiality.setPlaceholderText(self._words.tr("Please choose"))
        for band in Band:
            self.materiality.addItem(self._words.label(band), band)
        self.materiality.setCurrentIndex(-1)
        self.materiality.currentIndexChanged.connect(lambda _: self._materiality())
        name.setBuddy(self.materiality)
        row.addWidget(self.materiality, 1)
        self.figures = SecondaryButton(self._words.tr("Figures …"), name="figures_open")
        self.figures.setToolTip(self._words.tr("Compute the materiality from exposure and purpose"))
        self.figures.clicked.connect(self.figures_wanted)
        row.addWidget(self.figures)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.undo = SecondaryButton("", name="undo", theme=self._theme, icon="undo-2")
        self.undo.setAccessibleName(self._words.tr("Undo"))
        self.discard = SecondaryButton(self._words.tr("Discard"), name="discard")
        text = self._words.tr("Commit assessment")
        self.commit = PrimaryButton(text, name="commit_assessment", theme=self._theme, icon="lock")
        row.addWidget(self.undo)
        row.addStretch(1)
        row.addWidget(self.discard)
        row.addWidget(self.commit)
        return row

    def flag(self, kinds: Collection[str], why: str) -> None:
        """Mark the kinds whose rating is contradicted."""
        for kind, row in self.rows.items():
            row.flag(why if kind in kinds else "")

    def show_draft(self, draft: RiskDraft, slot: Slot, scale: Scale, material: Band | None) -> None:
        """Show what is entered, with one kind chosen; `material` is the materiality that counts."""
        self._filling = True
        kinds = scale.kinds_for(slot[1])
        self._make_rows({kind: kind_name(kind, scale, self._words) for kind in kinds})
        for kind, row in self.rows.items():
            row.show_rating(draft.rating((kind, slot[1])), scale.definition.borders)
            row.setChecked(kind == slot[0])
        said = self._words.text(draft.rating(slot).rationale)
        if self.rationale.toPlainText().strip() != said:
            self.rationale.setPlainText(said)
        self.materiality.setCurrentIndex(-1 if material is None else self.materiality.findData(material))
        self._filling = False

    def show_history(self, earlier: Sequence[tuple[RiskAssessment, str]]) -> None:
        """List earlier assessments, each with who committed it."""
        clear_layout(self._history)
        self._history_title.setVisible(bool(earlier))
        for assessment, who in earlier:
            self._history.addWidget(HistoryRow(self._theme, self._words, assessment, who))

    def _typed(self) -> None:
        if not self._filling:
            self.explained.emit(self.rationale.toPlainText().strip())

    def _materiality(self) -> None:
        data = self.materiality.currentData()
        if not self._filling and data is not None:
            self.materiality_chosen.emit(Band(data))


class ModelsInCell(Card):
    """The models whose highest residual risk lies in one cell."""

    opened = Signal(object)
    """`VersionId` to show."""

    def __init__(self, theme: Theme, translator: Translator) -> None:
        """Start without models."""
        super().__init__()
        self._words = translator
        self._title = label("", "heading", wrap=True)
        self.body.addWidget(self._title)
        columns: tuple[TableColumn[Standing], ...] = (
            TableColumn(title=translator.tr("Model"), cell=lambda item: Cell(text=item[0])),
            TableColumn(
                title=translator.tr("Residual risk"),
                cell=self._chip,
                key=lambda item: item[2].score,
                width=160,
            ),
        )
        title = translator.tr("Models in this cell")
        self.list = RecordView(theme, columns, name="models_in_cell", title=title)
        self.list.opened.connect(lambda item: self.opened.emit(item[1]))
        self.body.addWidget(self.list, 1)
        hint = translator.tr("Enter or a double click opens a model.")
        self.body.addWidget(label(hint, "faint", wrap=True))

    def _chip(self, item: Standing) -> Cell:
        return Cell(text=self._words.label(item[2].band), band=item[2].band, points=item[2].score)

    def show_cell(self, level: Level, standings: Sequence[Standing]) -> None:
        """List the models of a cell."""
        here = [standing for standing in standings if standing[2] == level]
        word = self._words.label(level.band)
        if len(here) == 1:
            text = self._words.tr("{points} {band}: 1 model", points=level.score, band=word)
        else:
            text = self._words.tr(
                "{points} {band}: {count} models", points=level.score, band=word, count=len(here)
            )
        self._title.setText(text)
        self.list.fill(here)
