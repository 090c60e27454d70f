"""What does every command know of how it was called, and how does it answer?"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import typer

from cli.passphrase import read_passphrase
from core.canonical import to_json
from core.errors import UserError
from core.language import Translator
from core.messages import Message, message
from core.progress import SILENT, Progress
from core.remaining import Remaining, left_text
from core.texts import Text
from core.workspace import Session, Workspace

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The choices that hold for every command."""

    translator: Translator
    json: bool
    folder: Path
    person: str | None
    passphrase_fd: int | None

    def tr(self, text: str, **values: object) -> str:
        """Translate a sentence; see `Translator.tr`."""
        return self.translator.tr(text, **values)

    def answer(self, result: object, *lines: "RenderableType") -> None:
        """Print the result: one JSON document, or the given lines for people."""
        if self.json:
            print(json.dumps({"result": to_json(result)}, ensure_ascii=False, indent=2))
            return
        screen = console()
        for line in lines:
            screen.print(line, markup=False, highlight=False, soft_wrap=isinstance(line, str))

    def text(self, body: str) -> Text:
        """Take free text in the language that is spoken here."""
        return Text(body, self.translator.language)

    @contextmanager
    def reading(self) -> Iterator[Workspace]:
        """Open the workspace for reading; works beside an open window."""
        workspace = Workspace.open(self.folder, read_only=True)
        try:
            yield workspace
        finally:
            workspace.close()

    @contextmanager
    def acting(self, known: str | None = None) -> Iterator[tuple[Workspace, Session, str]]:
        """Open the workspace for writing and sign in; also gives the passphrase, for a signature.

        `known` is a passphrase that was given before, so that a command that repeats itself asks once.
        """
        if self.person is None:
            raise UserError(message("Nobody is named who does this. Add --as with a person's name or id."))
        workspace = Workspace.open(self.folder)
        try:
            person = workspace.people.find(self.person)
            if known is None:
                passphrase = read_passphrase(self.translator, person.name.name(), self.passphrase_fd)
            else:
                passphrase = known
            yield workspace, workspace.people.sign_in(person.id, passphrase), passphrase
        finally:
            workspace.close()

    @contextmanager
    def reading_or_acting(self) -> Iterator[tuple[Workspace, Session | None]]:
        """Open the workspace for reading, or sign in where somebody is named with --as."""
        if self.person is None:
            with self.reading() as workspace:
                yield workspace, None
            return
        with self.acting() as (workspace, session, _):
            yield workspace, session

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show a bar on standard error while something long runs, if somebody can see it."""
        if self.json or not sys.stderr.isatty():
            yield SILENT
            return
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn
        from rich.progress import Progress as Bar

        left = TextColumn("{task.fields[left]}")
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), left)
        with Bar(*columns, console=console(stderr=True), transient=True) as bar:
            yield OnScreen(bar, bar.add_task("", total=1.0, left=""), self.translator)


class OnScreen:
    """Passes what a long calculation reports to a bar, with the time left of tasks that take longer."""

    def __init__(self, bar: "Bar", task: "TaskID", translator: Translator) -> None:
        self._bar = bar
        self._task = task
        self._translator = translator
        self._began, self._left = monotonic(), Remaining()

    def __call__(self, fraction: float, doing: Message) -> None:
        """Move the bar."""
        now = monotonic() - self._began
        self._left.report(fraction, now)
        left = self._left.seconds(now)
        said = "" if left is None else self._translator.say(left_text(left))
        self._bar.update(self._task, completed=fraction, description=self._translator.say(doing), left=said)

    def check(self) -> None:
        """Do nothing: Ctrl-C reaches the command by itself."""


def console(*, stderr: bool = False) -> "Console":
    """Return a console; without colors where nobody sees them, and then 100 columns wide."""
    from cli.terminal import QuietConsole

    found = QuietConsole(stderr=stderr)
    if not found.is_terminal and "COLUMNS" not in os.environ:
        found.width = 100
    return found


def of(context: typer.Context) -> Call:
    """Return how the command was called."""
    call = context.obj
    assert isinstance(call, Call)  # noqa: S101 (the callback of the application sets it)
    return call
