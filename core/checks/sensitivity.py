"""What happens to scores, decisions and expected outcomes when inputs shift?"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from core.checks.base import Answers, Check, CheckInput, Family, Need
from core.checks.parts.asked import Said, parts, questions, unanswerable
from core.checks.parts.data_records import result_of, weights_ignored
from core.checks.parts.findings import Found, once
from core.checks.parts.outcome import verdicts
from core.checks.parts.shares import mean_of, nothing, share_of
from core.checks.parts.shift_figures import (
    Book,
    Changed,
    book,
    changed,
    expected,
    one_step,
    selection_shift,
    shift_table,
)
from core.checks.parts.shifted import Shift, ShiftKind, Stress, scenarios, stress, worse_directions
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Parameters
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Interval, Measurement

if TYPE_CHECKING:
    import pandas as pd

_TASKS = (Task.BINARY, Task.MULTICLASS, Task.REGRESSION)
Heard = tuple[Shift, Said]


def ask(data: CheckInput, answers: tuple[Answers, ...]) -> "pd.DataFrame | None":
    """Return the questions: first one feature after the other, then all numbers worsened together.

    Parameters
    ----------
    data
        The check's input.
    answers
        Rounds that were answered.

    Returns
    -------
    pandas.DataFrame or None
        None when there is nothing more to ask.
    """
    if unanswerable(data, _TASKS) is not None or len(answers) > 1:
        return None
    plan = stress(data)
    if not len(plan.rows):
        return None
    if not answers:
        return questions(data, [shift.block for shift in plan.shifts])
    heard = _heard(data, plan.shifts, answers[0])
    joint = () if heard is None else scenarios(data, plan, [said for _, said in heard])
    return questions(data, [shift.block for shift in joint]) if joint else None


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure what shifts of the inputs do.

    Parameters
    ----------
    data
        Table, and the model's answers to `ask`.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where the model was not asked.

    References
    ----------
    Saltelli et al. 2008, Global Sensitivity Analysis, chapter 1; EBA/GL/2018/04 (institutions' stress tests).
    """
    reason = unanswerable(data, _TASKS)
    rounds = data.answers.get(CHECK.id, ())
    if reason is not None or not rounds:
        return refused(CHECK, data, reason or Reason(code=ReasonCode.NO_ARTIFACT))
    progress(0.0, message("Comparing answers"))
    plan = stress(data)
    heard = _heard(data, plan.shifts, rounds[0])
    if heard is None:
        return refused(CHECK, data, Reason(code=ReasonCode.QUESTIONS_REFUSED))
    joint = _joint(data, plan, heard, rounds)
    found = _found(data, heard, joint)
    judged = verdicts(CHECK, data, found.measurements, _absent(data, found))
    notes = once([*_notes(data, plan), *judged.notes])
    whole = replace(found, conclusions=judged.conclusions, notes=notes)
    parameters: Parameters = {"rows_asked": len(plan.rows), "worsened": _directions(plan, heard)}
    return result_of(CHECK, data, whole, rows=len(plan.rows), parameters=parameters)


def _heard(data: CheckInput, asked: Sequence[Shift], answers: Answers) -> tuple[Heard, ...] | None:
    sizes = [len(shift.block.rows) for shift in asked]
    if (answers.score is None and answers.predicted is None) or sum(sizes) != len(answers.questions):
        return None
    return tuple(zip(asked, parts(data, answers, sizes), strict=True))


def _joint(
    data: CheckInput, plan: Stress, heard: Sequence[Heard], rounds: Sequence[Answers]
) -> tuple[Heard, ...]:
    asked = scenarios(data, plan, [said for _, said in heard])
    if len(rounds) < 2 or not asked:
        return ()
    return _heard(data, asked, rounds[1]) or ()


def _found(data: CheckInput, heard: Sequence[Heard], joint: Sequence[Heard]) -> Found:
    rows = book(data, heard[0][1])
    every = [changed(data, rows, shift, said) for shift, said in (*heard[1:], *joint)]
    shown = [item for item in every if _one_step(item) or item.shift.kind is ShiftKind.SCENARIO]
    parts_ = [figure for item in shown for figure in (item.mean, item.selection, item.unfavorable)]
    figures = [*_portfolio(data, rows, joint), *_largest(data, rows, heard)]
    figures += [figure for figure in parts_ if figure is not None]
    return Found(measurements=tuple(figures), tables=(shift_table(every),) if every else ())


def _one_step(item: Changed) -> bool:
    return item.shift.kind is ShiftKind.STEP and abs(item.shift.step) == 1


def _portfolio(data: CheckInput, rows: Book, joint: Sequence[Heard]) -> list[Measurement]:
    """Measure the rows as they are, and under the mildest joint scenario."""
    figures = [] if rows.accepted is None else [share_of(data, "selection_rate", rows.accepted)]
    base = expected(data, rows, rows.plain, "expected_unfavorable")
    worse = expected(data, rows, joint[0][1], "stressed_unfavorable") if joint else None
    return [*figures, *(item for item in (base, worse) if item is not None)]


def _largest(data: CheckInput, rows: Book, heard: Sequence[Heard]) -> list[Measurement]:
    """Record the largest change by one standard deviation of one number, at a level that holds for all."""
    steps = [(shift, said) for shift, said in heard if shift.kind is ShiftKind.STEP and abs(shift.step) == 1]
    measure = "largest_relative_shift" if data.task is Task.REGRESSION else "largest_selection_shift"
    if not steps:
        return [nothing(measure, Reason(code=ReasonCode.NOTHING_TO_MOVE))]
    level = 1 - (1 - float(Fraction(data.policy.confidence))) / len(steps)
    if data.task is Task.REGRESSION:
        found = [_relative(data, rows, shift, said) for shift, said in steps]
    else:
        found = [selection_shift(data, rows, said, one_step(shift), level) for shift, said in steps]
    known = [item for item in found if item is not None and item.value is not None]
    return [_folded(max(known, key=lambda item: abs(item.value or 0.0)), measure)] if known else []


def _relative(data: CheckInput, rows: Book, shift: Shift, said: Said) -> Measurement | None:
    """Measure the mean change of a number against the standard deviation of the outputs."""
    if said.score is None or rows.plain.score is None or len(rows.plain.score) < 2:
        return None
    width = float(rows.plain.score.std(ddof=1))
    if width <= 0:
        return None
    moved = (said.score - rows.plain.score) / width
    return mean_of(data, "largest_relative_shift", moved, one_step(shift))


def _folded(figure: Measurement, measure: str) -> Measurement:
    """Drop the sign: a change up weighs as much as one down."""
    value, interval = abs(figure.value or 0.0), figure.interval
    if interval is not None and interval.low is not None and interval.high is not None:
        ends = sorted((abs(interval.low), abs(interval.high)))
        low = 0.0 if interval.low <= 0 <= interval.high else ends[0]
        interval = Interval(low=low, high=ends[1], level=interval.level, method=interval.method)
    return Measurement(measure=measure, subject=figure.subject, value=value, n=figure.n, interval=interval)


def _absent(data: CheckInput, found: Found) -> dict[str, Reason]:
    none: dict[str, Reason] = {}
    if data.task is Task.BINARY:
        for name in ("expected_unfavorable", "stressed_unfavorable", "expected_unfavorable_shift"):
            none[name] = Reason(code=ReasonCode.NOT_A_PROBABILITY)
    return none | {item.measure: item.reason for item in found.measurements if item.reason is not None}


def _directions(plan: Stress, heard: Sequence[Heard]) -> str:
    """Say in which direction each number was worsened, for the record."""
    found = worse_directions(plan, [said for _, said in heard])
    return ", ".join(f"{'+' if sign > 0 else '-'}{name}" for name, sign in found.items() if sign)


def _notes(data: CheckInput, plan: Stress) -> list[Reason]:
    notes = []
    if len(plan.rows) < len(data.table):
        values: dict[str, str | int | float] = {"n": len(plan.rows), "total": len(data.table)}
        notes.append(Reason(code=ReasonCode.SAMPLED, values=values))
    still = [item.name for item in plan.features if not item.moves and not item.swaps]
    if still:
        notes.append(Reason(code=ReasonCode.FEATURES_NOT_MOVED, values={"features": ", ".join(still)}))
    return [*notes, *weights_ignored(data)]


CHECK = Check(
    id="sensitivity",
    version=1,
    tasks=_TASKS,
    family=Family.ROBUSTNESS,
    run=run,
    needs=frozenset({Need.ANSWERS}),
    ask=ask,
    measures=frozenset(
        {
            "selection_rate",
            "expected_unfavorable",
            "stressed_unfavorable",
            "largest_selection_shift",
            "largest_relative_shift",
            "mean_score_shift",
            "selection_rate_shift",
            "expected_unfavorable_shift",
        }
    ),
)
"""The check, found by listing this folder."""
