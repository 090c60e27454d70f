"""Do small disturbances of the inputs change what the model decides?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.checks.base import Answers, Check, CheckInput, Family, Need
from core.checks.parts.asked import Said, parts, questions, unanswerable
from core.checks.parts.curve_figures import curve_figures
from core.checks.parts.cut_off_figures import NAMES as CUT_OFF_NAMES
from core.checks.parts.cut_off_figures import NEAR, cut_off_figures
from core.checks.parts.data_records import result_of, weights_ignored
from core.checks.parts.disturbed import NOISE, TINY, Disturbance, Part, Trial, disturbance
from core.checks.parts.findings import Found, once, together
from core.checks.parts.movable import Kind
from core.checks.parts.noise_figures import feature_figures, noise_figures, repeat_gap
from core.checks.parts.outcome import verdicts
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, Measurement, Verdict
from core.statistics.bootstrap import RESAMPLES

if TYPE_CHECKING:
    import pandas as pd

_TASKS = (Task.BINARY, Task.MULTICLASS, Task.REGRESSION)
_CURVE_NAMES = ("monotonicity_violations", "monotonicity_violation_rate")
_SWAP_NAMES = ("swap_flip_rate",)


def ask(data: CheckInput, answers: tuple[Answers, ...]) -> "pd.DataFrame | None":
    """Return the questions: first what every model can answer, then missing values it may refuse.

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
    plan = disturbance(data)
    if not len(plan.rows) or (answers and not plan.doubtful):
        return None
    chosen = plan.doubtful if answers else plan.parts
    return questions(data, [part.block for part in chosen])


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure how decisions and scores answer to disturbed inputs.

    Parameters
    ----------
    data
        Table, options with expected directions, and the model's answers to `ask`.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where the model was not asked.

    References
    ----------
    Goodfellow, Shlens and Szegedy 2015, ICLR (small disturbances); Sill 1998, NeurIPS 10 (monotone models).
    """
    reason = unanswerable(data, _TASKS)
    rounds = data.answers.get(CHECK.id, ())
    if reason is not None or not rounds:
        return refused(CHECK, data, reason or Reason(code=ReasonCode.NO_ARTIFACT))
    progress(0.0, message("Comparing answers"))
    plan = disturbance(data)
    heard = _heard(data, plan.parts, rounds[0])
    if heard is None:
        return refused(CHECK, data, Reason(code=ReasonCode.QUESTIONS_REFUSED))
    doubtful = _heard(data, plan.doubtful, rounds[1]) if len(rounds) > 1 else None
    found = _found(data, plan, heard, doubtful or ())
    repeated = _repeated(data, heard[0][1], heard)
    judged = verdicts(CHECK, _without_repeats(data), found.measurements, _absent(data, found))
    notes = (*_notes(data, plan, asked=len(rounds) > 1, refused=doubtful is None), *judged.notes)
    whole = Found(
        conclusions=(*judged.conclusions, *repeated.conclusions),
        measurements=(*found.measurements, *repeated.measurements),
        tables=found.tables,
        notes=once(notes),
    )
    return result_of(CHECK, data, whole, rows=len(plan.rows), parameters=_parameters(plan))


Heard = tuple[Part, Said]


def _heard(data: CheckInput, asked: Sequence[Part], answers: Answers) -> tuple[Heard, ...] | None:
    """Read the answers block by block; None where the model refused or other rows were asked."""
    sizes = [len(part.block.rows) for part in asked]
    if (answers.score is None and answers.predicted is None) or sum(sizes) != len(answers.questions):
        return None
    return tuple(zip(asked, parts(data, answers, sizes), strict=True))


def _found(data: CheckInput, plan: Disturbance, heard: Sequence[Heard], doubtful: Sequence[Heard]) -> Found:
    plain = heard[0][1]
    tiny = next((said for part, said in heard if part.trial is Trial.JOINT and part.subject == TINY), None)
    curves = [
        (
            curve,
            [
                said
                for part, said in heard
                if part.trial is Trial.CURVE and part.subject == curve.feature.name
            ],
        )
        for curve in plan.curves
    ]
    return together(
        (
            noise_figures(data, plain, heard),
            cut_off_figures(data, plain, tiny) if data.task is Task.BINARY else Found(),
            curve_figures(data, curves) if plain.score is not None else Found(),
            feature_figures(data, plain, (*heard, *doubtful)),
        )
    )


def _absent(data: CheckInput, found: Found) -> dict[str, Reason]:
    """Say why a limited measure has no figure."""
    none: dict[str, Reason] = dict.fromkeys(_CURVE_NAMES, Reason(code=ReasonCode.NO_EXPECTATION))
    none |= dict.fromkeys(_SWAP_NAMES, Reason(code=ReasonCode.NOTHING_TO_SWAP))
    if data.task is Task.REGRESSION:
        none = {name: reason for name, reason in none.items() if name in _CURVE_NAMES}
    return none | {item.measure: item.reason for item in found.measurements if item.reason is not None}


def _without_repeats(data: CheckInput) -> CheckInput:
    """Leave out the limit that is an exact tolerance and judged without interval."""
    from dataclasses import replace

    kept = tuple(
        limit
        for limit in data.policy.thresholds
        if (limit.check, limit.measure) != (CHECK.id, "repeat_deviation")
    )
    return replace(data, policy=replace(data.policy, thresholds=kept))


def _repeated(data: CheckInput, plain: Said, heard: Sequence[Heard]) -> Found:
    """Judge whether the same row gets the same answer."""
    gap = repeat_gap(plain, heard)
    rows = len(heard[0][0].block.rows)
    if gap is None:
        return Found()
    limits = [limit for limit in data.thresholds(CHECK.id) if limit.measure == "repeat_deviation"]
    known = None if gap == float("inf") else gap
    figure = Measurement(
        measure="repeat_deviation",
        value=known,
        n=rows,
        reason=None if known is not None else _repeat_reason(gap, 0.0),
    )
    return Found(measurements=(figure,), conclusions=tuple(_repeat_verdict(limit, gap) for limit in limits))


def _repeat_verdict(limit: Threshold, gap: float) -> Conclusion:
    allowed = float(limit.number)
    return Conclusion(
        measure=limit.measure,
        value=None if gap == float("inf") else gap,
        threshold=limit,
        verdict=Verdict.PASSED if gap <= allowed else Verdict.FAILED,
        reason=_repeat_reason(gap, allowed),
        beyond=gap > allowed,
    )


def _repeat_reason(gap: float, allowed: float) -> Reason:
    code = ReasonCode.REPEAT_HELD if gap <= allowed else ReasonCode.REPEAT_BROKEN
    shown = "∞" if gap == float("inf") else f"{gap:.1e}"
    return Reason(code=code, values={"deviation": shown, "allowed": f"{allowed:.1e}"})


def _notes(data: CheckInput, plan: Disturbance, *, asked: bool, refused: bool) -> list[Reason]:
    notes = []
    if len(plan.rows) < len(data.table):
        values: dict[str, str | int | float] = {"n": len(plan.rows), "total": len(data.table)}
        notes.append(Reason(code=ReasonCode.SAMPLED, values=values))
    doubtful = {part.subject for part in plan.doubtful}
    known = {part.subject for part in plan.parts if part.trial is Trial.MISSING}
    named = {
        ReasonCode.MISSING_REFUSED: sorted(doubtful) if asked and refused else [],
        ReasonCode.MISSING_IMPOSSIBLE: [
            item.name for item in plan.features if item.name not in doubtful | known
        ],
        ReasonCode.FEATURES_NOT_MOVED: [
            item.name for item in plan.features if not item.moves and not item.swaps
        ],
    }
    for code, names in named.items():
        if names:
            notes.append(Reason(code=code, values={"features": ", ".join(names)}))
    return [*notes, *weights_ignored(data)]


def _parameters(plan: Disturbance) -> dict[str, str | int | float | bool]:
    return {
        "noise": NOISE,
        "tiny": TINY,
        "near": NEAR,
        "rows_asked": len(plan.rows),
        "curve_rows": len(plan.curve_rows) if plan.curves else 0,
        "resamples": RESAMPLES,
        "numbers": sum(item.kind is Kind.NUMBER for item in plan.features),
    }


CHECK = Check(
    id="robustness",
    version=1,
    tasks=_TASKS,
    family=Family.ROBUSTNESS,
    run=run,
    needs=frozenset({Need.ANSWERS}),
    ask=ask,
    measures=frozenset(
        {
            "noise_flip_rate",
            "tiny_flip_rate",
            "feature_noise_flip_rate",
            "swap_flip_rate",
            "missing_flip_rate",
            "noise_shift",
            "noise_relative_shift",
            "repeat_deviation",
            *CUT_OFF_NAMES,
            *_CURVE_NAMES,
        }
    ),
)
"""The check, found by listing this folder."""
