"""How is a check of another maker run: where, with what, and what of its answer is believed?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from core.checks.base import CheckInput
from core.errors import PruefsteinError
from core.external import ExternalCheck
from core.jobs.believing import believed
from core.jobs.confinement import is_broad
from core.jobs.frames import JSON
from core.jobs.job import EXTERNAL
from core.jobs.judging import Frames, StatisticsTask
from core.jobs.process import Job, Limits, run
from core.jobs.values import parsed
from core.messages import N_, message
from core.progress import SILENT, Progress
from core.results import CheckResult, worst

RUNNING = N_("An external check is running")
_MISSING = N_("The external check cannot be loaded: {detail}. It was not run.")
_CHANGED = N_("The external check changed since it was allowed. It was not run.")
_DEFECT = N_("The external check stopped because of a defect ({detail}). It has no result.")
_LOOSE = "External checks run confined only, and this system cannot confine. It was not run."
SENTENCES = frozenset({RUNNING, _MISSING, _CHANGED, _DEFECT, _LOOSE})
"""Everything its process may say besides a result."""

LIMITS = Limits(seconds=1800, memory=8 << 30, body=32 << 20)
CONFINED = frozenset({"full", "partial"})
_KIND = re.compile(r"[A-Za-z_][A-Za-z0-9_ ]{0,59}")
"""How the kind of an error is named; anything longer would be a way to say something."""


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
    if is_broad(Path(check.folder)):
        raise missing("not installed")
    frames = ExternalFrames(check=check, data=data)
    job = Job(arguments=EXTERNAL, frames=frames, limits=LIMITS, sentences=SENTENCES, paths=(check.folder,))
    try:
        answer = run(job, progress)
    except PruefsteinError as error:
        raise _plain(error) from None
    if answer.confinement not in CONFINED:
        raise loose()
    return marked(believed(parsed(answer.body, CheckResult), data), check)


def loose() -> PruefsteinError:
    """Return that this process is not shut in."""
    return PruefsteinError(
        message("External checks run confined only, and this system cannot confine. It was not run.")
    )


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


def maker(check: ExternalCheck) -> Mapping[str, str]:
    """Return what every result of a check says about who made it, also one that stopped with an error."""
    return {
        "external_package": check.package,
        "external_version": check.version,
        "external_digest": str(check.digest),
    }


def marked(result: CheckResult, check: ExternalCheck) -> CheckResult:
    """Return the result under the check's id, with who made it; its verdict follows from its conclusions."""
    parameters = {**result.definition.parameters, **maker(check)}
    return replace(
        result,
        check=check.id,
        definition=replace(result.definition, parameters=parameters),
        verdict=worst(item.verdict for item in result.conclusions),
    )


def _plain(error: PruefsteinError) -> PruefsteinError:
    """Return an error without words the check chose: of its process only the kind of an error is told."""
    detail = error.message.values.get("detail")
    if error.message.text not in SENTENCES or (isinstance(detail, str) and _KIND.fullmatch(detail)):
        return error
    return error if detail is None else missing("error")
