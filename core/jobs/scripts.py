"""How is a training script run where it can reach nothing, and what does it leave behind?

The script is program code of somebody else. Its process shuts itself in before the first line is read: no
network, no other programs, its own folder only; limits of time, memory and file size. What it may read is
copied into that folder. Nothing it says is believed but the bytes of one table and the end of its output.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from core.artifacts import words
from core.errors import PruefsteinError
from core.jobs.frames import BYTES, JSON
from core.jobs.job import SCRIPT
from core.jobs.process import Job, Limits, run
from core.jobs.values import parsed, require
from core.messages import N_, message
from core.progress import SILENT, Progress

RUNNING = N_("The training script is running")
LOOSE = N_(
    "A script is run only where its process is fully shut in, and this system does not reach that. "
    "It was not run. Use Linux with Landlock and seccomp."
)
SENTENCES = frozenset({RUNNING, LOOSE, words.OUT_OF_MEMORY, words.PREDICTION_FAILED})
"""Everything its process may say."""
ROW, SCORE = "pruefstein_row", "score"
"""Columns of the predictions: the row as numbered in the table to be scored, and its score."""
OUTPUTS = ("predictions.csv", "predictions.parquet")
LOG = 8_000
"""Characters kept of what the script printed, from its end."""
MOST_OUTPUT = 128 << 20


class Ended(StrEnum):
    """How the script ended."""

    WELL = "well"
    WITH_ERROR = "with_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptTask:
    """What the script's process is told; the files follow in the order in which they are named."""

    script: str
    """Plain file name."""
    inputs: Mapping[str, str]
    """Plain file name by the name the script knows it by."""
    predict: str
    """Plain file name of the table to be scored."""
    seed: int
    parameters: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    """What is known of the task: kind, favorable value, meaning of the score, target column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What the script's process says at its end."""

    ended: Ended
    log: str
    output: str = ""
    """Name of the file it wrote; empty if it wrote none of the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What is copied into the script's folder."""

    script: bytes
    inputs: tuple[Path | bytes, ...]
    """In the order of the task's inputs."""
    predict: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came back, bounded and otherwise unbelieved."""

    ended: Ended
    log: str
    output: str
    data: bytes
    confinement: str


@dataclass(frozen=True, slots=True)
class _Frames:
    """Files are read when they are sent, so that large tables are not held together."""

    task: ScriptTask
    files: Files

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the task, the script, the inputs and the table to be scored."""
        yield JSON, msgspec.json.encode(self.task)
        yield BYTES, self.files.script
        for item in self.files.inputs:
            yield BYTES, item if isinstance(item, bytes) else item.read_bytes()
        yield BYTES, self.files.predict


def run_script(task: ScriptTask, files: Files, limits: Limits, progress: Progress = SILENT) -> Outcome:
    """Run a script to its end; raises `PruefsteinError` when its process was stopped or not shut in."""
    job = Job(arguments=SCRIPT, frames=_Frames(task, files), limits=limits, sentences=SENTENCES)
    answer = run(job, progress)
    if answer.confinement != "full":
        raise loose()
    ran = parsed(answer.body, Ran)
    require(ran.output in {"", *OUTPUTS} and len(answer.tables) == (1 if ran.output else 0))
    return Outcome(
        ended=ran.ended,
        log=tidy(ran.log),
        output=ran.output,
        data=answer.tables[0] if ran.output else b"",
        confinement=answer.confinement,
    )


def loose() -> PruefsteinError:
    """Return that the process is not fully shut in."""
    return PruefsteinError(message(LOOSE))


def tidy(text: str) -> str:
    """Return the end of an output as printable text."""
    return "".join(sign for sign in text[-LOG:] if sign.isprintable() or sign in "\n\t")
