"""What does the model say to the questions of the checks, round by round?

The statistics process makes the questions and never holds the model; the model's worker answers them and
never learns what they are for. At a replay the stored answers take the model's place.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from core.canonical import sha256
from core.checks.base import QUESTIONS, ROUNDS, Answers, CheckInput
from core.errors import CancelledError, IntegrityError, PruefsteinError, UntrustedArtifactError
from core.jobs.tables import to_arrow
from core.messages import message
from core.progress import Part, Progress
from core.running.predictions import Kept, Said
from core.running.scoring import Scoring, score_request

if TYPE_CHECKING:
    import pandas as pd


Model = Callable[[str, int, "pd.DataFrame", Progress], Said]
"""Answers a check's round of questions: its id, the number of the round, the rows."""


def asking(checks: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the checks that have questions to the model."""
    from core.checks.registry import get

    return tuple(check for check in checks if get(check).ask is not None)


def answered(checks: tuple[str, ...], data: CheckInput, model: Model, progress: Progress) -> CheckInput:
    """Let the checks ask until none has a question left; returns the input with all answers."""
    from core.jobs.judging import questions

    left, rounds = asking(checks), dict[str, tuple[Answers, ...]]()
    for number in range(ROUNDS):
        if not left:
            break
        step = Part(progress, number / ROUNDS, (number + 1) / ROUNDS)
        step(0.0, message("Asking the model"))
        asked = questions(left, replace(data, answers=rounds), step)
        for check, rows in asked.items():
            said = model(check, number, _legal(check, rows, data.features), step)
            answers = Answers(questions=rows, score=said.score, predicted=said.predicted)
            rounds[check] = (*rounds.get(check, ()), answers)
        left = tuple(check for check in left if check in asked)
    return replace(data, answers=rounds)


def by_file(scoring: Scoring) -> Model:
    """Return the model of a file, answering in the confined worker."""

    def model(_check: str, _number: int, rows: "pd.DataFrame", progress: Progress) -> Said:
        from core.jobs.tasks import score_model

        progress.check()
        try:
            found = score_model(scoring.path, scoring.artifact, rows, score_request(scoring), progress)
        except (CancelledError, IntegrityError, UntrustedArtifactError):
            raise
        except PruefsteinError:
            # a model may refuse rows no data set ever held, such as missing values: that is an answer
            return Said()
        return Said(score=found.score, predicted=found.predicted)

    return model


def as_kept(rounds: Mapping[str, tuple[Kept, ...]]) -> Model:
    """Return the model whose answers were stored; it refuses other questions than those it was asked."""

    def model(check: str, number: int, rows: "pd.DataFrame", _progress: Progress) -> Said:
        kept = rounds.get(check, ())
        if number >= len(kept) or kept[number].digest != sha256(to_arrow(rows)):
            raise IntegrityError(
                message(
                    "The check {check} asks the model something else than when it was run, so the run cannot "
                    "be repeated. Run the checks again.",
                    check=check,
                )
            )
        return kept[number].said

    return model


def kept_of(data: CheckInput) -> Mapping[str, tuple[Kept, ...]]:
    """Return what is stored of an input's answers."""
    return {
        check: tuple(
            Kept(
                digest=sha256(to_arrow(item.questions)),
                said=Said(score=item.score, predicted=item.predicted),
            )
            for item in rounds
        )
        for check, rounds in data.answers.items()
    }


def _legal(check: str, rows: "pd.DataFrame", features: tuple[str, ...]) -> "pd.DataFrame":
    if tuple(map(str, rows.columns)) != features or len(rows) > QUESTIONS:
        raise ValueError(f"{check} asks about other columns than the features, or about too many rows")
    return rows
