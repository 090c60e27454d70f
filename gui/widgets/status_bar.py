"""What is running, and is the audit trail intact?"""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStatusBar, QWidget

from core.language import Translator
from gui.jobs import Job, JobRunner
from gui.theme import Theme
from gui.watch import TrailWatch
from gui.widgets.basic import enable_with_reason, icon_label, label, link_button

NOTICE_SECONDS = 6


class StatusBar(QStatusBar):
    """The running job with percent, remaining time and cancel; the trail's state at the right."""

    def __init__(self, theme: Theme, translator: Translator, jobs: JobRunner) -> None:
        """Follow the jobs."""
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setFixedHeight(34)
        self._theme, self._translator, self._jobs = theme, translator, jobs
        self._job_icon = icon_label(theme, "refresh-cw", "accent", 14)
        self.job_text = label("")
        self.job_text.setObjectName("job_text")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(110)
        self._bar.setAccessibleName(translator.tr("Progress of the running task"))
        self.cancel = link_button(translator.tr("Cancel task"), name="cancel_job", pressed=self._cancel)
        self._job = self._row(self._job_icon, self.job_text, self._bar, self.cancel)
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
        for signal in (jobs.started, jobs.progressed, jobs.ended):
            signal.connect(self._show_job)
        self._show_job(None)

    def notice(self, text: str) -> None:
        """Say for some seconds that something worked."""
        self._notice.setText(text)
        self._timer.start()

    def show_trail(self, watch: TrailWatch, events: int) -> None:
        """Say what is known about the trail."""
        tr = self._translator.tr
        if watch.state is None:
            text, icon, token = tr("Audit trail is being checked …"), "refresh-cw", "muted"
        elif watch.state.intact:
            text, icon, token = tr("Audit trail intact · {n} entries", n=events), "lock", "ok"
        else:
            problems = len(watch.state.problems)
            text, icon, token = (
                tr("Audit trail NOT intact · {n} problems", n=problems),
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

    def _show_job(self, _job: object) -> None:
        job = self._jobs.visible
        self._job.setVisible(job is not None)
        if job is None:
            return
        self.job_text.setText(self._sentence(job))
        self._bar.setRange(0, 100 if job.fraction else 0)
        self._bar.setValue(round(job.fraction * 100))
        stopping = self._translator.tr("The task is stopping.") if job.cancelling else None
        enable_with_reason(self.cancel, stopping)

    def _sentence(self, job: Job) -> str:
        parts = [job.title, self._translator.say(job.doing), self._translator.percent(job.fraction, 0)]
        left = job.seconds_left()
        if left is not None:
            parts.append(self._translator.tr("about {seconds} s left", seconds=max(1, round(left))))
        return " · ".join(parts)

    def _cancel(self) -> None:
        job = self._jobs.visible
        if job is not None:
            job.cancel()
            self._show_job(job)
