"""What does the statistics process do? It runs checks on tables and never holds a model."""

from collections.abc import Iterator

import msgspec
import pandas as pd

from core.checks.base import CheckInput
from core.checks.registry import get
from core.jobs.channel import Channel
from core.jobs.frames import ARROW
from core.jobs.inputs import input_of
from core.jobs.judging import StatisticsRequest, StatisticsTask, TableHead
from core.jobs.tables import from_parts, to_arrow
from core.messages import Message
from core.progress import Progress


def work(channel: Channel) -> None:
    """Run the checks one after the other, each with its share of the progress."""
    request = msgspec.json.decode(channel.json(), type=StatisticsRequest)
    data = input_of(request.facts, tables(channel))
    if request.task is StatisticsTask.ASK:
        _ask(channel, request.checks, data)
        return
    results = [
        get(name).run(data, _Share(channel, position, len(request.checks)))
        for position, name in enumerate(request.checks)
    ]
    channel.result(tuple(results))


def tables(channel: Channel) -> Iterator[pd.DataFrame]:
    """Yield the tables of an input as they come, for ever."""
    while True:
        head = msgspec.json.decode(channel.json(), type=TableHead)
        yield from_parts([channel.take(ARROW) for _ in range(head.parts)])


def _ask(channel: Channel, checks: tuple[str, ...], data: CheckInput) -> None:
    asked = {name: _next(name, data) for name in checks}
    there = {name: table for name, table in asked.items() if table is not None and len(table)}
    channel.result(tuple(there), tuple(to_arrow(table) for table in there.values()))


def _next(name: str, data: CheckInput) -> pd.DataFrame | None:
    ask = get(name).ask
    return None if ask is None else ask(data, data.answers.get(name, ()))


class _Share:
    """The progress of one of several checks."""

    def __init__(self, whole: Progress, position: int, count: int) -> None:
        """Keep which part of the whole this is."""
        self._whole, self._position, self._count = whole, position, count

    def __call__(self, fraction: float, doing: Message) -> None:
        """Report the share of the whole."""
        self._whole((self._position + fraction) / self._count, doing)

    def check(self) -> None:
        """Never stop: a cancelled process is killed."""
