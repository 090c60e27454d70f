"""What is running, and is the audit trail intact?"""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStatusBar, QWidget

from core.language import Translator
from gui.jobs import JobRunner
from gui.theme import Theme
from gui.watch import TrailWatch
from gui.widgets.basic import icon_label, label
from gui.widgets.job_line import JobLine

NOTICE_SECONDS = 6


class StatusBar(QStatusBar):
    """The running job with percent, remaining time and cancel; the trail's state at the right."""

    def __init__(self, theme: Theme, translator: Translator, jobs: JobRunner) -> None:
        """Follow the jobs."""
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setFixedHeight(34)
        self._theme, self._translator = theme, translator
        self._job = JobLine(theme, translator, jobs)
        self.job_text, self.cancel = self._job.text, self._job.cancel
        self._notice = label("")
        self._notice.setObjectName("notice")
        self._notice.setContentsMargins(12, 0, 0, 0)
        self._trail_icon = icon_label(theme, "lock", "muted", 14)
        self.trail_text = label("")
        self.trail_text.setObjectName("trail_state")
        self.addWidget(self._job)
        self.addWidget(self._notice, 1)
        self.addPermanentWidget(self._row(self._trail_icon, self.trail_text))
        self._timer = QTimer(self, singleShot=True, interval=NOTICE_SECONDS * 1000)
        self._timer.timeout.connect(self._notice.clear)

    def notice(self, text: str) -> None:
        """Say for some seconds that something worked."""
        self._notice.setText(text)
        self._timer.start()

    def show_trail(self, watch: TrailWatch, events: int) -> None:
        """Say what is known about the trail."""
        words = self._translator
        tr = words.tr
        if watch.state is None:
            said = tr("Audit trail is being checked …") if watch.doing is None else words.say(watch.doing)
            text, icon, token = said, "refresh-cw", "muted"
        elif watch.state.intact:
            text, icon, token = tr("Audit trail intact · {n} entries", n=events), "lock", "ok"
        else:
            problems = len(watch.state.problems)
            text, icon, token = (
                tr("Audit trail NOT intact · problems: {n}", n=problems),
                "triangle-alert",
                "bad",
            )
        self.trail_text.setText(text)
        self._trail_icon.setPixmap(self._theme.pixmap(icon, token, 14))

    def _row(self, *widgets: QWidget) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        return box
