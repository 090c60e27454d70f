"""Does the bar of the terminal say how long a task still takes?"""

import io

import pytest
from rich.console import Console
from rich.progress import Progress, TextColumn

from cli import call
from core.language import Translator
from core.messages import message
from core.texts import Language


def test_the_time_left_is_said_once_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(call, "monotonic", lambda: now[0])
    screen = Console(file=io.StringIO(), force_terminal=True, width=120)
    with Progress(TextColumn("{task.fields[left]}"), console=screen, auto_refresh=False) as bar:
        task = bar.add_task("", total=1.0, left="")
        shown = call.OnScreen(bar, task, Translator(Language.GERMAN))
        shown(0.01, message("Reading the data set"))
        assert bar.tasks[0].fields["left"] == ""
        for second in range(1, 21):
            now[0] += 1
            shown(second / 60, message("Reading the data set"))
        assert bar.tasks[0].fields["left"] == "noch ca. 40 s"
        assert bar.tasks[0].description == "Datensatz wird gelesen"
