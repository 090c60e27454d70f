"""What does the statistics process do? It runs checks on tables and never holds a model."""

import msgspec

from core.checks.registry import get
from core.jobs.channel import Channel
from core.jobs.frames import ARROW
from core.jobs.judging import JudgeRequest, check_input
from core.messages import Message
from core.progress import Progress


def work(channel: Channel) -> None:
    """Run the checks one after the other, each with its share of the progress."""
    request = msgspec.json.decode(channel.json(), type=JudgeRequest)
    tables = (channel.take(ARROW), channel.take(ARROW), channel.take(ARROW))
    data = check_input(request, tables)
    results = [
        get(name).run(data, _Share(channel, position, len(request.checks)))
        for position, name in enumerate(request.checks)
    ]
    channel.result(tuple(results))


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
