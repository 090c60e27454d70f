"""How cheaply can a rejected person be accepted by changing what can be changed?"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Answers, Check, CheckInput, Family, Need
from core.checks.parts.asked import Said, rises, said, unanswerable
from core.checks.parts.data_records import result_of, weights_ignored
from core.checks.parts.findings import once
from core.checks.parts.gaming_figures import COST_LIMIT, gaming_figures
from core.checks.parts.outcome import verdicts
from core.checks.parts.rows import favorable_class
from core.checks.parts.searched import DEPTH, Search, asked_table, options_of, search
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Parameters
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Flags = npt.NDArray[np.bool_]

_TASKS = (Task.BINARY, Task.MULTICLASS)


def ask(data: CheckInput, answers: tuple[Answers, ...]) -> "pd.DataFrame | None":
    """Return the next rows to try on the way to the cheapest change of each rejected row.

    Parameters
    ----------
    data
        The check's input, with rules that say what can be changed.
    answers
        Rounds that were answered.

    Returns
    -------
    pandas.DataFrame or None
        None when the search is over or there is nothing to search.
    """
    if _refusal(data) is not None:
        return None
    return asked_table(data, search(data, _rejected(data), answers))


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure how many rejections can be turned, at which cost, and what becomes of them.

    Parameters
    ----------
    data
        Table, rules, and the model's answers to `ask`.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason without rules, rejected rows or answers.

    References
    ----------
    Hardt et al. 2016, Strategic Classification, ITCS; Ustun, Spangher and Liu 2019, FAT* (recourse).
    """
    reason = _refusal(data)
    rounds = data.answers.get(CHECK.id, ())
    if reason is not None or not rounds:
        return refused(CHECK, data, reason or Reason(code=ReasonCode.NO_ARTIFACT))
    progress(0.0, message("Comparing answers"))
    state = search(data, _rejected(data), rounds)
    if state.refused:
        return refused(CHECK, data, Reason(code=ReasonCode.QUESTIONS_REFUSED))
    accepted = _plain(data).accepted
    assert accepted is not None  # noqa: S101 (a table without decisions was refused)
    found = gaming_figures(data, state, accepted)
    absent = {item.measure: item.reason for item in found.measurements if item.reason is not None}
    judged = verdicts(CHECK, data, found.measurements, absent)
    notes = once([*_notes(data, state), *judged.notes])
    whole = replace(found, conclusions=judged.conclusions, notes=notes)
    return result_of(CHECK, data, whole, rows=len(state.rows), parameters=_parameters(data, len(rounds)))


def _parameters(data: CheckInput, rounds: int) -> Parameters:
    return {
        "cost_limit": COST_LIMIT,
        "features_together": DEPTH,
        "rounds": rounds,
        "rejected": int(_rejected(data).sum()),
    }


def _refusal(data: CheckInput) -> Reason | None:
    reason = unanswerable(data, _TASKS)
    if reason is not None:
        return reason
    if favorable_class(data) is None:
        return Reason(code=ReasonCode.NO_FAVORABLE_CLASS)
    if not any(rule.column in data.features for rule in data.options.rules):
        return Reason(code=ReasonCode.RULES_NEEDED)
    if not options_of(data)[0]:
        return Reason(code=ReasonCode.NOTHING_TO_MOVE)
    if _plain(data).accepted is None:
        return Reason(code=ReasonCode.NO_SCORES)
    return None if _rejected(data).any() else Reason(code=ReasonCode.NONE_REJECTED)


def _plain(data: CheckInput) -> Said:
    """Read the decisions on the rows as they are."""
    here = Answers(questions=data.table, score=data.score, predicted=data.predicted)
    if data.score is None and data.predicted is None:
        return Said(score=None, decided=None, favorable=favorable_class(data), rising=rises(data))
    return said(data, here)


def _rejected(data: CheckInput) -> "Flags":
    accepted = _plain(data).accepted
    if accepted is None or len(accepted) != len(data.table):
        return np.zeros(len(data.table), dtype=bool)
    known = np.ones(len(accepted), dtype=bool)
    if data.predicted is not None:
        known = np.array([isinstance(item, str) and bool(item) for item in data.predicted], dtype=bool)
    return known & ~accepted


def _notes(data: CheckInput, state: Search) -> list[Reason]:
    notes = [Reason(code=ReasonCode.CHEAPEST_FOUND)]
    rejected = int(_rejected(data).sum())
    if len(state.rows) < rejected:
        values: dict[str, str | int | float] = {"n": len(state.rows), "total": rejected}
        notes.append(Reason(code=ReasonCode.SAMPLED, values=values))
    _, still = options_of(data)
    if still:
        names: dict[str, str | int | float] = {"n": len(still), "features": ", ".join(still)}
        notes.append(Reason(code=ReasonCode.NOT_ALL_SEARCHED, values=names))
    return [*notes, *weights_ignored(data)]


CHECK = Check(
    id="gaming",
    version=1,
    tasks=_TASKS,
    family=Family.ROBUSTNESS,
    run=run,
    needs=frozenset({Need.ANSWERS}),
    uses=frozenset({Need.SCORES, Need.LABELS}),
    ask=ask,
    measures=frozenset(
        {
            "gameable_share",
            "turnable_share",
            "gaming_cost",
            "gaming_loss",
            "gamed_unfavorable_rate",
            "gamed_unfavorable_gap",
        }
    ),
)
"""The check, found by listing this folder."""
