"""How are checks run in the statistics process, which never held a model?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from core.checks.base import CheckInput
from core.jobs.frames import ARROW, JSON
from core.jobs.inputs import InputFacts, facts_of, tables_of
from core.jobs.job import STATISTICS
from core.jobs.process import Job, Limits, run
from core.jobs.tables import from_parts, in_parts
from core.jobs.values import parsed, require
from core.progress import SILENT, Progress
from core.results import CheckResult

if TYPE_CHECKING:
    import pandas as pd

LIMITS = Limits(seconds=1800, memory=16 << 30)


class StatisticsTask(StrEnum):
    """What the statistics process can do."""

    JUDGE = "judge"
    ASK = "ask"
    """Say what the checks ask the model next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsRequest:
    """The second frame of the statistics process; the tables of the input follow, each in parts."""

    task: StatisticsTask
    checks: tuple[str, ...]
    facts: InputFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHead:
    """Says in how many frames the next table comes."""

    parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """What is sent: made while it is sent, so that a large table is never held twice."""

    task: StatisticsTask
    checks: tuple[str, ...]
    data: CheckInput

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the request, then each table as its head and its parts."""
        request = StatisticsRequest(task=self.task, checks=self.checks, facts=facts_of(self.data))
        yield JSON, msgspec.json.encode(request)
        for table in tables_of(self.data):
            count, parts = in_parts(table)
            yield JSON, msgspec.json.encode(TableHead(parts=count))
            yield from ((ARROW, part) for part in parts)


def judge(
    check_ids: tuple[str, ...], data: CheckInput, progress: Progress = SILENT
) -> tuple[CheckResult, ...]:
    """Run checks in the statistics process and return their results in the order of the ids."""
    frames = Frames(task=StatisticsTask.JUDGE, checks=check_ids, data=data)
    answer = run(Job(arguments=STATISTICS, frames=frames, limits=LIMITS), progress)
    return parsed(answer.body, tuple[CheckResult, ...])


def questions(
    check_ids: tuple[str, ...], data: CheckInput, progress: Progress = SILENT
) -> "Mapping[str, pd.DataFrame]":
    """Return what each check asks the model next; those that have nothing more to ask are left out."""
    frames = Frames(task=StatisticsTask.ASK, checks=check_ids, data=data)
    answer = run(Job(arguments=STATISTICS, frames=frames, limits=LIMITS), progress)
    asking = parsed(answer.body, tuple[str, ...])
    require(len(asking) == len(answer.tables) and set(asking) <= set(check_ids))
    return {check: from_parts([table]) for check, table in zip(asking, answer.tables, strict=True)}
