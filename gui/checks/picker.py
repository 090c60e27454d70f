"""Which checks are to be run: by family, with purpose, need, and why one cannot be?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.checks.base import Check
from core.checks.texts import check_text
from core.messages import N_
from gui.checks.availability import NEEDS, AtHand, lacking
from gui.checks.entry import CheckEntry, Preset
from gui.checks.situation import Situation
from gui.context import Look
from gui.widgets.basic import label, scrolled
from gui.widgets.inputs import choice, line
from reports.families import FAMILIES
from reports.wording import Wording

_SENTENCE = re.compile(r"(?<=[.?!])\s")
PRESETS: Mapping[Preset, str] = {
    Preset.STANDARD: N_("Mandatory for the tier"),
    Preset.APPLICABLE: N_("All that apply"),
    Preset.OWN: N_("Own choice"),
}


class CheckPicker(QWidget):
    """Presets above, a tick per check below."""

    changed = Signal()

    def __init__(self, look: Look, situation: Situation) -> None:
        """List what the situation offers, each with the limits it will be judged by."""
        super().__init__()
        self._look, self._situation = look, situation
        self._filling = False
        tr = look.translator.tr
        names = {**{key: tr(text) for key, text in PRESETS.items()}}
        if situation.usual:
            names[Preset.STANDARD] = situation.usual
        self.preset = choice("check_preset", tr("Which checks"), [(text, key) for key, text in names.items()])
        self.filter = line("check_filter", tr("Filter the checks"), hint=tr("Filter by name or purpose"))
        self.count = label("", "muted")
        self.count.setObjectName("check_count")
        self._rows: dict[str, _Row] = {}
        self._heads: dict[str, QLabel] = {}
        self._build(situation.offered)
        self.preset.activated.connect(lambda _i: self._preset_chosen())
        self.filter.textChanged.connect(self._search)

    def _build(self, checks: Sequence[Check]) -> None:
        tr = self._look.translator.tr
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(2, 2, 10, 8)
        column.setSpacing(4)
        for family, title in FAMILIES.items():
            members = [check for check in checks if check.family is family]
            if members:
                head = label(tr(title).upper(), "section")
                head.setContentsMargins(0, 10, 0, 2)
                self._heads[family] = head
                column.addWidget(head)
            for check in sorted(
                members, key=lambda item: check_text(item.id, self._look.translator.language).title
            ):
                row = _Row(self._look, check, self._ticked)
                row.state(self._situation)
                self._rows[check.id] = row
                column.addWidget(row)
        column.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.preset)
        top.addWidget(self.filter, 1)
        top.addWidget(self.count)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(top)
        outer.addWidget(scrolled(inner), 1)

    def fill(self, entry: CheckEntry, at_hand: AtHand) -> None:
        """Show a choice, and which checks have what they need."""
        self._filling = True
        self.preset.setCurrentIndex(max(self.preset.findData(entry.preset), 0))
        for row in self._rows.values():
            row.judge(at_hand)
        self._tick(entry)
        self._filling = False
        self._say()

    def _tick(self, entry: CheckEntry) -> None:
        for id_, row in self._rows.items():
            match entry.preset:
                case Preset.STANDARD:
                    row.tick.setChecked(id_ in self._situation.standard)
                case Preset.APPLICABLE:
                    row.tick.setChecked(row.applies)
                case Preset.OWN:
                    row.tick.setChecked(id_ in entry.own and row.applies)

    def read(self, entry: CheckEntry) -> CheckEntry:
        """Return the entry with what is ticked."""
        preset = Preset(self.preset.currentData())
        own = self.ticked if preset is Preset.OWN else entry.own
        return replace(entry, preset=preset, own=own)

    @property
    def ticked(self) -> tuple[str, ...]:
        """Return the checks that are ticked."""
        return tuple(id_ for id_, row in self._rows.items() if row.tick.isChecked())

    @property
    def applying(self) -> tuple[str, ...]:
        """Return the checks that have what they need."""
        return tuple(id_ for id_, row in self._rows.items() if row.applies)

    def reason(self, check: str) -> str:
        """Return why a check cannot be chosen; empty if it can."""
        return self._rows[check].why.text()

    def _preset_chosen(self) -> None:
        before = self.ticked
        self._filling = True
        self._tick(CheckEntry(preset=Preset(self.preset.currentData()), own=before))
        self._filling = False
        self._say()
        self.changed.emit()

    def _ticked(self) -> None:
        """Take a tick for an own choice, whatever preset it began with."""
        if self._filling:
            return
        self.preset.setCurrentIndex(self.preset.findData(Preset.OWN))
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        said = self._look.translator.tr(
            "{n} of {total} checks chosen", n=len(self.ticked), total=len(self._rows)
        )
        self.count.setText(said)

    def _search(self, text: str) -> None:
        wanted = text.casefold().strip()
        shown = {id_: wanted in row.words.casefold() for id_, row in self._rows.items()}
        for id_, row in self._rows.items():
            row.setVisible(shown[id_])
        for family, head in self._heads.items():
            head.setVisible(any(shown[id_] for id_, row in self._rows.items() if row.check.family == family))


class _Row(QWidget):
    """One check: tick and name, purpose, what it needs, and what of it is missing."""

    def __init__(self, look: Look, check: Check, ticked: Callable[[], None]) -> None:
        super().__init__()
        self._look, self.check, self.applies = look, check, True
        tr, text = look.translator.tr, check_text(check.id, look.translator.language)
        self.purpose = _first(text.purpose)
        self.words = f"{text.title} {self.purpose}"
        self.tick = QCheckBox(text.title.replace("&", "&&"))
        self.tick.setObjectName(f"check_{check.id}")
        self.tick.setAccessibleDescription(self.purpose)
        font = self.tick.font()
        font.setBold(True)
        self.tick.setFont(font)
        self.tick.toggled.connect(lambda _on: ticked())
        names = dict.fromkeys(tr(NEEDS[need]) for need in NEEDS if need in check.needs)
        needs = label(tr("needs: {things}", things=", ".join(names)) if names else "", "faint")
        self.why = label("", "warn", wrap=True)
        self.why.setObjectName(f"why_{check.id}")
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.tick)
        head.addStretch(1)
        head.addWidget(needs)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 0, 4)
        column.setSpacing(1)
        column.addLayout(head)
        self.limits, self.maker = label("", "faint", wrap=True), label("", "muted", wrap=True)
        purpose = label(self.purpose, "muted", wrap=True) if self.purpose else self.maker
        for words in (purpose, self.limits, self.why):
            words.setContentsMargins(24, 0, 0, 0)
            column.addWidget(words)

    def state(self, situation: Situation) -> None:
        """Say by which limits it will be judged, and who made it if we did not."""
        tr, wording = self._look.translator.tr, Wording(translator=self._look.translator)
        limits = [
            f"{wording.measure(limit.measure)} {wording.threshold(limit)}"
            for limit in situation.limits.get(self.check.id, ())
        ]
        self.limits.setText(tr("Limits: {limits}", limits=" · ".join(limits)) if limits else "")
        self.limits.setVisible(bool(limits))
        for maker in situation.externals:
            if maker.id == self.check.id:
                self.maker.setText(
                    tr(
                        "External check of {package} {version}, digest {digest}",
                        package=maker.package,
                        version=maker.version,
                        digest=maker.digest[:16],
                    )
                )

    def judge(self, at_hand: AtHand) -> None:
        """Switch the tick off where something is missing, and say what as text."""
        missing = [self._look.translator.say(item) for item in lacking(self.check, at_hand)]
        self.applies = not missing
        self.why.setText(" ".join(missing))
        self.why.setVisible(bool(missing))
        self.tick.setEnabled(self.applies)
        self.tick.setAccessibleDescription(" ".join([*missing, self.purpose]))


def _first(text: str) -> str:
    """Return the first sentence, without marks of Markdown."""
    plain = text.partition("\n\n")[0].replace("**", "").replace("`", "").replace("\n", " ")
    return _SENTENCE.split(plain, maxsplit=1)[0]
