"""How did the assessment of a version change, and on which scales is it made?"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.governance.portfolio import RatingChange, Stage, level_of
from core.governance.scales import Scale, kind_name
from core.risk import RiskAssessment, band
from gui.context import GuiContext
from gui.widgets.basic import Card, SecondaryButton, label
from gui.widgets.cells import Cell
from gui.widgets.risk_portfolio import choice
from gui.widgets.tables import RecordView, TableColumn


class HistoryView(QWidget):
    """Two assessments of a version beside each other."""

    def __init__(self, context: GuiContext) -> None:
        """Build the view without contents."""
        super().__init__()
        self._context, self._words, tr = context, context.translator, context.translator.tr
        self._found: tuple[RiskAssessment, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        self.before, self.after = (
            choice("compare_before", tr("Before"), []),
            choice("compare_after", tr("After"), []),
        )
        for box, word in ((self.before, tr("Before")), (self.after, tr("After"))):
            top.addWidget(label(word, "muted"))
            top.addWidget(box, 1)
            box.currentIndexChanged.connect(lambda _: self._show())
        layout.addLayout(top)
        self.summary = label("", "muted", wrap=True)
        layout.addWidget(self.summary)
        self.list = RecordView(context.theme, self._columns(), name="comparison", title=tr("Comparison"))
        self.list.chosen.connect(self._show_texts)
        layout.addWidget(self.list, 2)
        texts = QHBoxLayout()
        self.then, self.now = self._text(), self._text()
        for card in (self.then, self.now):
            texts.addWidget(card[0], 1)
        layout.addLayout(texts, 1)

    def _text(self) -> tuple[Card, QLabel]:
        card, shown = Card(), label("", wrap=True, selectable=True)
        shown.setAlignment(Qt.AlignmentFlag.AlignTop)
        card.body.addWidget(shown, 1)
        return card, shown

    def _columns(self) -> tuple[TableColumn[RatingChange], ...]:
        tr = self._words.tr
        return (
            TableColumn(title=tr("Risk"), cell=lambda item: Cell(text=self._kind(item))),
            TableColumn(
                title=tr("Perspective"),
                cell=lambda item: Cell(text=self._words.label(item.perspective)),
                width=140,
            ),
            TableColumn(
                title=tr("Inherent"), cell=lambda item: Cell(text=self._pair(item, Stage.INHERENT)), width=200
            ),
            TableColumn(
                title=tr("Residual"), cell=lambda item: Cell(text=self._pair(item, Stage.RESIDUAL)), width=190
            ),
            TableColumn(
                title=tr("Target risk"),
                cell=lambda item: Cell(text=self._pair(item, Stage.TARGET)),
                width=190,
            ),
            TableColumn(
                title=tr("Rationale"),
                cell=lambda item: Cell(text=tr("changed") if item.reworded else "–"),
                width=110,
            ),
        )

    def _kind(self, item: RatingChange) -> str:
        newest = self._chosen(self.after) or self._chosen(self.before)
        if newest is None:
            return item.kind
        return kind_name(item.kind, self._context.workspace.risk.scale_of(newest), self._words)

    def _pair(self, item: RatingChange, stage: Stage) -> str:
        parts = []
        for rating, assessment in (
            (item.before, self._chosen(self.before)),
            (item.after, self._chosen(self.after)),
        ):
            if rating is None or assessment is None:
                parts.append("–")
                continue
            level = level_of(rating, stage)
            parts.append(f"{level.score} {self._words.label(assessment.band_of(level))}")
        return parts[0] if parts[0] == parts[1] else " → ".join(parts)

    def _chosen(self, box: QComboBox) -> RiskAssessment | None:
        return next((item for item in self._found if item.id == box.currentData()), None)

    def fill(self, history: tuple[RiskAssessment, ...]) -> None:
        """Offer the assessments of a version, newest first; the last two are compared."""
        self._found = history
        for box, index in ((self.after, 0), (self.before, min(1, len(history) - 1))):
            box.blockSignals(True)
            box.clear()
            for item in history:
                box.addItem(f"{item.id} · {self._words.date(item.committed_at.date())}", item.id)
            box.setCurrentIndex(index)
            box.blockSignals(False)
        self._show()

    def _show(self) -> None:
        then, now = self._chosen(self.before), self._chosen(self.after)
        if then is None or now is None:
            self.list.fill(())
            self.summary.setText(self._words.tr("Not assessed yet"))
            self._show_texts(None)
            return
        changes = self._context.workspace.risk.compare(then.id, now.id)
        self.list.fill(changes)
        moved = sum(item.moved for item in changes)
        self.summary.setText(
            self._words.tr(
                "Tier {before} → {after}, materiality {old} → {new}. "
                "Moved ratings: {moved}. Scales: {scales}.",
                before=then.tier,
                after=now.tier,
                old=then.materiality,
                new=now.materiality,
                moved=moved,
                scales=" → ".join(dict.fromkeys((then.scale, now.scale))),
            )
        )
        self.list.choose_first()

    def _show_texts(self, item: RatingChange | None) -> None:
        for (_, shown), rating in (
            (self.then, None if item is None else item.before),
            (self.now, None if item is None else item.after),
        ):
            shown.setText("–" if rating is None else self._words.text(rating.rationale))


class ScaleView(QWidget):
    """The scales in force, their earlier versions, and how much risk is borne."""

    def __init__(self, context: GuiContext) -> None:
        """Build the view without contents."""
        super().__init__()
        self._context, self._words, tr = context, context.translator, context.translator.tr
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        self.versions = choice("scale_versions", tr("Version of the scales"), [])
        self.versions.currentIndexChanged.connect(lambda _: self._show())
        top.addWidget(label(tr("Version of the scales"), "muted"))
        top.addWidget(self.versions, 1)
        self.change = SecondaryButton(
            tr("Next version …"), name="scale_change", theme=context.theme, icon="plus"
        )
        top.addWidget(self.change)
        layout.addLayout(top)
        self.summary = label("", "muted", wrap=True, selectable=True)
        layout.addWidget(self.summary)
        columns: tuple[TableColumn[tuple[str, str, str]], ...] = (
            TableColumn(title=tr("Part"), cell=lambda item: Cell(text=item[0]), width=240),
            TableColumn(title=tr("Name"), cell=lambda item: Cell(text=item[1]), width=220),
            TableColumn(title=tr("Description"), cell=lambda item: Cell(text=item[2])),
        )
        self.list = RecordView(context.theme, columns, name="scale_parts", title=tr("Scales and appetite"))
        layout.addWidget(self.list, 1)

    def fill(self) -> None:
        """Read the versions again; the one in force is shown."""
        self.versions.blockSignals(True)
        self.versions.clear()
        for number, item in enumerate(self._context.workspace.scales.all()):
            name = item.definition.words.name(self._words.language)
            state = self._words.tr("in force") if number == 0 else self._words.tr("earlier")
            self.versions.addItem(f"{item.id} · {name} · {state}", item.id)
        self.versions.setCurrentIndex(0)
        self.versions.blockSignals(False)
        self._show()

    @property
    def scale(self) -> Scale:
        """Return the version that is shown."""
        return self._context.workspace.scales.get(str(self.versions.currentData()))

    def _show(self) -> None:
        scale, words = self.scale, self._words
        people = self._context.workspace.people
        if scale.adopted_by is None or scale.adopted_at is None:
            self.summary.setText(words.tr("Built in; every workspace begins with it."))
        else:
            self.summary.setText(
                words.tr(
                    "Adopted by {name} on {day}: {reason}",
                    name=people.get(scale.adopted_by).name.name(),
                    day=scale.adopted_at.date(),
                    reason=words.text(scale.reason),
                )
            )
        self.list.fill(tuple(self._parts(scale)))

    def _parts(self, scale: Scale) -> list[tuple[str, str, str]]:
        tr, label_, language = self._words.tr, self._words.label, self._words.language
        found = [
            (tr("Likelihood"), f"{number} {step.name(language)}", step.about(language))
            for number, step in enumerate(scale.definition.likelihood, 1)
        ]
        for seen, steps in scale.definition.impact.items():
            part = f"{tr('Impact')}: {label_(seen)}"
            found += [
                (part, f"{number} {step.name(language)}", step.about(language))
                for number, step in enumerate(steps, 1)
            ]
        for kind in scale.definition.kinds:
            seen_by = ", ".join(label_(item) for item in kind.perspectives)
            duty = tr("mandatory") if kind.mandatory else tr("voluntary")
            about = f"{kind.words.about(language)} ({seen_by}, {duty})".strip()
            found.append((tr("Own kind of risk"), kind.words.name(language), about))
        for line in scale.definition.appetite:
            kind_ = tr("every kind") if line.kind is None else kind_name(line.kind, scale, self._words)
            word = label_(band(line.highest, scale.definition.borders))
            part = f"{tr('Appetite line')}: {label_(line.perspective)}, {kind_}"
            found.append((part, f"{line.highest} {word}", line.reason(language)))
        if not scale.definition.appetite:
            found.append((tr("Appetite line"), tr("not set"), tr("Set one in the next version.")))
        return found
