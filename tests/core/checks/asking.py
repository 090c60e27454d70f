"""How is a check tried that has questions to a model?"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.checks.base import QUESTIONS, ROUNDS, Answers, Check, CheckInput
from core.progress import SILENT
from core.results import CheckResult

Said = tuple[npt.NDArray[np.float64] | None, npt.NDArray[np.object_] | None]
"""Score and predicted class of each row, as `Answers` holds them."""
Model = Callable[[pd.DataFrame], Said]


def answered(check: Check, data: CheckInput, model: Model) -> CheckInput:
    """Play the engine: ask, score, ask again, and return the input with all answers.

    The engine's promises are held: rows come back in order; and its limits: at most `ROUNDS` rounds of
    `QUESTIONS` rows, columns in the order of the features, types as in the table, the same questions twice.
    """
    assert check.ask is not None, f"{check.id} asks nothing"
    rounds: tuple[Answers, ...] = ()
    while (questions := check.ask(data, rounds)) is not None:
        assert len(rounds) < ROUNDS, f"{check.id} asks more than {ROUNDS} rounds"
        _hold(questions, data)
        again = check.ask(data, rounds)
        assert again is not None
        pd.testing.assert_frame_equal(questions, again, check_exact=True)
        score, predicted = model(questions.copy())
        _hold_answers(len(questions), score, predicted)
        rounds = (*rounds, Answers(questions=questions, score=score, predicted=predicted))
    return replace(data, answers={**data.answers, check.id: rounds})


def ran(check: Check, data: CheckInput, model: Model) -> CheckResult:
    """Ask the model what the check wants to know, and run it."""
    return check.run(answered(check, data, model), SILENT)


def _hold(questions: pd.DataFrame, data: CheckInput) -> None:
    assert 0 < len(questions) <= QUESTIONS, f"{len(questions)} questions in one round"
    assert tuple(questions.columns) == data.features
    assert (questions.index == np.arange(len(questions))).all()
    for name in data.features:
        assert questions[name].dtype == data.table[name].dtype, name


def _hold_answers(
    rows: int, score: npt.NDArray[np.float64] | None, predicted: npt.NDArray[np.object_] | None
) -> None:
    assert score is None or (score.shape == (rows,) and score.dtype == np.float64)
    assert predicted is None or predicted.shape == (rows,)
