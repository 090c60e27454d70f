"""What does each user action do? A job or a call, then the changes go to the bus."""

from collections.abc import Callable
from typing import TypeVar

from core.errors import PruefsteinError
from core.workspace import Changes
from gui.context import GuiContext
from gui.jobs import Job

T = TypeVar("T")


def change(
    context: GuiContext,
    title: str,
    work: Callable[[Job], tuple[T, Changes]],
    done: Callable[[T], None] | None = None,
    *,
    failed: Callable[[PruefsteinError], None] | None = None,
) -> Job:
    """Run a use case that writes; publish what it changed, then call `done` with its result."""

    def finished(outcome: tuple[T, Changes]) -> None:
        result, changes = outcome
        context.bus.publish(changes)
        if done is not None:
            done(result)

    return context.jobs.start(title, work, finished, failed)
