"""How is a check of another maker run: where, with what, and what of its answer is believed?"""

import string
from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from core.checks.base import CheckInput
from core.errors import PruefsteinError
from core.external import ExternalCheck
from core.jobs.frames import JSON
from core.jobs.job import EXTERNAL
from core.jobs.judging import Frames, StatisticsTask
from core.jobs.process import Job, Limits, run
from core.jobs.values import parsed
from core.messages import N_, message
from core.progress import SILENT, Progress
from core.reason_words import REASONS
from core.reasons import Reason
from core.results import CheckResult, Measurement, worst

RUNNING = N_("An external check is running")
_MISSING = N_("The external check cannot be loaded: {detail}. It was not run.")
_CHANGED = N_("The external check changed since it was allowed. It was not run.")
_DEFECT = N_("The external check stopped because of a defect ({detail}). It has no result.")
SENTENCES = frozenset({RUNNING, _MISSING, _CHANGED, _DEFECT})
"""Everything its process may say besides a result."""

LIMITS = Limits(seconds=1800, memory=8 << 30, body=32 << 20)
_LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalFrames:
    """What is sent: which check, then the input as to any other."""

    check: ExternalCheck
    data: CheckInput

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the check, then the frames of the input."""
        yield JSON, msgspec.json.encode(self.check)
        yield from Frames(task=StatisticsTask.JUDGE, checks=(self.check.id,), data=self.data)


def judge_external(check: ExternalCheck, data: CheckInput, progress: Progress = SILENT) -> CheckResult:
    """Run one external check in its own confined statistics process.

    Raises `PruefsteinError` when it cannot be loaded, changed, breaks, or answers in a form that is not a
    result; its own sentences never come through.
    """
    frames = ExternalFrames(check=check, data=data)
    job = Job(arguments=EXTERNAL, frames=frames, limits=LIMITS, sentences=SENTENCES, paths=(check.folder,))
    answer = run(job, progress)
    if answer.confinement not in {"full", "partial"}:
        raise PruefsteinError(
            message("External checks run confined only, and this system cannot confine. It was not run.")
        )
    return _marked(_believed(parsed(answer.body, CheckResult)), check)


def missing(detail: str) -> PruefsteinError:
    """Return why a check was not loaded."""
    return PruefsteinError(
        message("The external check cannot be loaded: {detail}. It was not run.", detail=detail)
    )


def changed() -> PruefsteinError:
    """Return that a check is not the one that was allowed."""
    return PruefsteinError(message("The external check changed since it was allowed. It was not run."))


def defect(error: Exception) -> PruefsteinError:
    """Return that a check raised an error, by its kind only."""
    return PruefsteinError(
        message(
            "The external check stopped because of a defect ({detail}). It has no result.",
            detail=type(error).__name__,
        )
    )


def _marked(result: CheckResult, check: ExternalCheck) -> CheckResult:
    """Return the result under the check's id, with who made it; its verdict follows from its conclusions."""
    maker = {
        "external_package": check.package,
        "external_version": check.version,
        "external_digest": str(check.digest),
    }
    parameters = {**result.definition.parameters, **maker}
    return replace(
        result,
        check=check.id,
        definition=replace(result.definition, parameters=parameters),
        verdict=worst(item.verdict for item in result.conclusions),
    )


def _believed(result: CheckResult) -> CheckResult:
    """Return the result if every reason can be said and every name is short enough to be printed."""
    said = all(_placeholders(reason) <= set(reason.values) for reason in _reasons(result))
    short = all(len(name) <= _LONGEST for name in _names(result))
    if not said or not short:
        raise PruefsteinError(
            message("The external check gave a result of the wrong form, so it was discarded.")
        )
    return result


def _placeholders(reason: Reason) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(REASONS[reason.code]) if name is not None}


def _reasons(result: CheckResult) -> Iterator[Reason]:
    yield from result.notes
    yield from (item.reason for item in result.conclusions)
    yield from (item.reason for item in _measurements(result) if item.reason is not None)
    yield from (group.excluded for group in result.groups if group.excluded is not None)
    yield from (item.reason for item in result.comparisons if item.reason is not None)


def _measurements(result: CheckResult) -> Iterator[Measurement]:
    yield from result.measurements
    for group in result.groups:
        yield from group.measurements
    for item in result.comparisons:
        yield from (item.difference, item.ratio)


def _names(result: CheckResult) -> Iterator[str]:
    for item in _measurements(result):
        yield from (item.measure, item.subject or "")
    for conclusion in result.conclusions:
        yield from (conclusion.measure, conclusion.subject or "", conclusion.detail or "")
    for group in result.groups:
        yield from (group.feature, group.label)
    for table in result.tables:
        yield from (table.id, *(column.name for column in table.columns))
