"""What is running, how far is it, and how is it stopped?"""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from core.language import Translator
from core.remaining import left_text
from gui.jobs import Job, JobRunner
from gui.theme import Theme
from gui.widgets.basic import enable_with_reason, icon_label, label, link_button

_TICK = 500
"""Milliseconds after which the time left is counted down."""


class JobLine(QWidget):
    """The running job with percent, remaining time and cancel; hidden while nothing runs."""

    def __init__(self, theme: Theme, translator: Translator, jobs: JobRunner) -> None:
        """Follow the jobs."""
        super().__init__()
        self._translator, self._jobs = translator, jobs
        self.text = label("")
        self.text.setObjectName("job_text")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(110)
        self._bar.setAccessibleName(translator.tr("Progress of the running task"))
        self.cancel = link_button(translator.tr("Cancel task"), name="cancel_job", pressed=self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(icon_label(theme, "refresh-cw", "accent", 14))
        for widget in (self.text, self._bar, self.cancel):
            row.addWidget(widget)
        for signal in (jobs.started, jobs.progressed, jobs.ended):
            signal.connect(self._show_job)
        self._tick = QTimer(self, interval=_TICK)
        self._tick.timeout.connect(lambda: self._show_job(None))
        self._show_job(None)

    def _show_job(self, _job: object) -> None:
        job = self._jobs.visible
        self.setVisible(job is not None)
        if job is None:
            self._tick.stop()
            return
        if not self._tick.isActive():
            self._tick.start()
        self.text.setText(self._sentence(job))
        self._bar.setRange(0, 100 if job.fraction else 0)
        self._bar.setValue(round(job.fraction * 100))
        stopping = self._translator.tr("The task is stopping.") if job.cancelling else None
        enable_with_reason(self.cancel, stopping)

    def _sentence(self, job: Job) -> str:
        parts = [job.title, self._translator.say(job.doing), self._translator.percent(job.fraction, 0)]
        left = job.seconds_left()
        if left is not None:
            parts.append(self._translator.say(left_text(left)))
        return " · ".join(parts)

    def _cancel(self) -> None:
        job = self._jobs.visible
        if job is not None:
            job.cancel()
            self._show_job(job)
