"""Does the status bar say how long a task still takes, and does a run end as soon as it is stopped?"""

from dataclasses import replace
from functools import partial
from time import monotonic, sleep

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.messages import message
from core.texts import Language
from gui.checks.entry import Preset
from gui.jobs import Job
from gui.pages.checks import ChecksPage
from tests.gui.pages.conftest import Staging, press


def test_the_time_left_stands_in_the_status_bar_and_counts_down(staging: Staging, qtbot: QtBot) -> None:
    stage = staging(language=Language.GERMAN)
    status = stage.opened.window.status
    jobs = stage.opened.services.jobs

    def work(job: Job) -> None:
        job(0.0, message("Reading the data set"))
        while True:
            sleep(0.02)
            job.check()

    job = jobs.start("Lauf", work, lambda _result: None)
    qtbot.waitUntil(lambda: status.job_text.text() != "")
    assert "noch ca." not in status.job_text.text()
    job.began -= 60
    job.note(0.6, message("Reading the data set"))
    qtbot.waitUntil(lambda: "noch ca. 40 s" in status.job_text.text(), timeout=3000)
    job.cancel()
    qtbot.waitUntil(lambda: not jobs.running, timeout=2000)
    assert not status.job_text.isVisible()


@pytest.mark.parametrize("share", [0.3, pytest.param(0.75, marks=pytest.mark.full)])
def test_a_run_of_many_checks_stops_within_half_a_second_and_stores_nothing(
    staging: Staging, qtbot: QtBot, share: float
) -> None:
    stage = staging()
    page = stage.page("checks")
    assert isinstance(page, ChecksPage)
    page.row._keep(replace(page.row.entry, preset=Preset.APPLICABLE))
    before = len(stage.workspace.checking.runs(stage.version))
    press(page, "run_checks")
    jobs = stage.opened.services.jobs
    qtbot.waitUntil(partial(_beyond, jobs.running[0], share), timeout=60_000)
    cancel = stage.opened.window.status.findChild(QPushButton, "cancel_job")
    assert cancel is not None
    began = monotonic()
    cancel.click()
    assert monotonic() - began < 0.1
    qtbot.waitUntil(lambda: not jobs.running, timeout=10_000)
    assert monotonic() - began < 0.5
    assert len(stage.workspace.checking.runs(stage.version)) == before


def _beyond(job: Job, share: float) -> bool:
    return job.fraction > share
