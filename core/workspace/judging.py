"""How are predictions judged, so that a check that breaks loses nothing of the others?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.checks.base import CheckInput
from core.errors import CancelledError, PruefsteinError
from core.inventory import Column, ColumnRole, CutOff, Dataset, Task
from core.policy import Policy
from core.progress import Progress
from core.results import CheckResult, Definition, Reason, ReasonCode, RunState, Verdict
from core.risk import Band
from core.workspace.parts import Part
from core.workspace.predictions import Predictions

if TYPE_CHECKING:
    import pandas as pd

_HIDDEN = frozenset({ColumnRole.PREDICTION, ColumnRole.SCORE, ColumnRole.IGNORED})
_NEEDED = frozenset({ColumnRole.TARGET, ColumnRole.FEATURE, ColumnRole.SENSITIVE, ColumnRole.WEIGHT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what the predictions are judged; the same at the run and at its replay."""

    task: Task
    cut_off: CutOff | None
    policy: Policy
    tier: Band
    seed: int


def check_input(
    dataset: Dataset, table: "pd.DataFrame", predictions: Predictions, terms: Terms
) -> CheckInput:
    """Put together what checks may look at; predictions, scores and ignored columns are not part of it."""
    sensitive = set(dataset.named(ColumnRole.SENSITIVE))
    return CheckInput(
        table=table[[column.name for column in dataset.columns if _shown(column, predictions.features)]],
        task=terms.task,
        target=next(iter(dataset.named(ColumnRole.TARGET)), None),
        favorable=dataset.favorable,
        features=predictions.features,
        groupings=tuple(item for item in dataset.groupings if item.column in sensitive),
        weight=next(iter(dataset.named(ColumnRole.WEIGHT)), None),
        score=predictions.score,
        predicted=predictions.predicted,
        cut_off=terms.cut_off,
        score_means=None if terms.cut_off is None else terms.cut_off.score_means,
        attributions=predictions.attributions,
        policy=terms.policy,
        tier=terms.tier,
        seed=terms.seed,
    )


def _shown(column: Column, features: tuple[str, ...]) -> bool:
    if column.name in features or _NEEDED & set(column.roles):
        return True
    return not _HIDDEN & set(column.roles)


def judge_all(checks: tuple[str, ...], data: CheckInput, progress: Progress) -> tuple[CheckResult, ...]:
    """Judge in one statistics process; when it breaks, each check in one of its own."""
    from core.jobs.tasks import judge

    if not checks:
        return ()
    try:
        return judge(checks, data, progress)
    except CancelledError:
        raise
    except PruefsteinError as error:
        if len(checks) == 1:
            return (errored(checks[0], data, error),)
    return tuple(
        result
        for position, check in enumerate(checks)
        for result in judge_all(
            (check,), data, Part(progress, position / len(checks), (position + 1) / len(checks))
        )
    )


def errored(check: str, data: CheckInput, error: PruefsteinError) -> CheckResult:
    """Return the result that says a check stopped with an error."""
    from core.checks.registry import get

    return CheckResult(
        check=check,
        check_version=get(check).version,
        state=RunState.ERRORED,
        verdict=Verdict.NOT_APPLICABLE,
        definition=Definition(
            rows=0, rows_total=len(data.table), favorable=data.favorable, cut_off=data.cut_off
        ),
        notes=(Reason(code=ReasonCode.RUN_FAILED, values={"error": str(error.message)}),),
    )
