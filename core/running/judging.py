"""How are predictions judged, so that a check that breaks loses nothing of the others?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from core.checks.base import CheckInput, Need
from core.errors import CancelledError, PruefsteinError
from core.external import ExternalCheck
from core.inventory import Column, ColumnRole, CutOff, SensitivePurpose, Task
from core.options import PLAIN, CheckOptions, columns_of
from core.policy import Policy
from core.progress import Part, Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Definition, RunState, Verdict
from core.risk import Band
from core.running.meaning import Meaning, with_roles
from core.running.predictions import Predictions
from core.running.shielding import shielded
from core.running.weights import are_counts

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
    references: Mapping[str, str] = field(default_factory=dict)
    """Sensitive feature and the group the others are compared with; without one: the highest rate."""
    intersections: bool = False
    """Whether groups of several sensitive features are compared and judged like those of one."""
    counted: bool | None = None
    """Whether the weight column says how many rows a line stands for; None: recognized."""
    filter: str | None = None
    """Which rows of the file the table holds, as an expression, for the record."""
    options: CheckOptions = PLAIN
    as_of: date | None = None
    """Day of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Which checks are run, and those of other makers among them."""

    checks: tuple[str, ...]
    externals: tuple[ExternalCheck, ...] = ()


def check_input(
    meaning: Meaning, table: "pd.DataFrame", predictions: Predictions, terms: Terms
) -> CheckInput:
    """Put together what checks may look at; predictions, scores and ignored columns are not part of it."""
    sensitive = set(meaning.named(ColumnRole.SENSITIVE))
    options = with_roles(terms.options, meaning)
    asked = columns_of(options)
    shown = [
        item.name for item in meaning.columns if item.name in asked or _shown(item, predictions, meaning)
    ]
    return CheckInput(
        table=table[shown],
        task=terms.task,
        target=None if meaning.targets else next(iter(meaning.named(ColumnRole.TARGET)), None),
        favorable=meaning.favorable,
        features=predictions.features,
        groupings=tuple(item for item in meaning.groupings if item.column in sensitive),
        weight=next(iter(meaning.named(ColumnRole.WEIGHT)), None),
        score=predictions.score,
        predicted=predictions.predicted,
        cut_off=terms.cut_off,
        score_means=None if terms.cut_off is None else terms.cut_off.score_means,
        attributions=predictions.attributions,
        policy=terms.policy,
        tier=terms.tier,
        seed=terms.seed,
        targets=meaning.targets,
        predictions=meaning.predictions,
        references=terms.references,
        intersections=terms.intersections,
        counted=_counted(meaning, table, predictions, terms),
        filter=terms.filter,
        options=options,
        row_ids=meaning.named(ColumnRole.ROW_ID),
        as_of=terms.as_of,
        protected=tuple(
            item.name for item in meaning.columns if item.purpose is SensitivePurpose.BIAS_TEST_ONLY
        ),
    )


def judged(
    suite: Suite, data: CheckInput, explain_error: PruefsteinError | None, progress: Progress
) -> tuple[CheckResult, ...]:
    """Judge every check, in the order asked for; those that miss their attributions are errored."""
    checks = suite.checks
    if explain_error is None:
        return judge_all(suite, data, progress)
    without = explaining(checks)
    rest = tuple(check for check in checks if check not in without)
    found = {result.check: result for result in judge_all(replace(suite, checks=rest), data, progress)}
    found |= {check: errored(check, data, explain_error) for check in without}
    return tuple(found[check] for check in checks)


def explaining(checks: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the checks that need attributions."""
    from core.checks.registry import get

    return tuple(check for check in checks if Need.ATTRIBUTIONS in get(check).needs)


def _shown(column: Column, predictions: Predictions, meaning: Meaning) -> bool:
    if column.name in {*predictions.features, *meaning.predictions} or _NEEDED & set(column.roles):
        return True
    return not _HIDDEN & set(column.roles)


def _counted(meaning: Meaning, table: "pd.DataFrame", predictions: Predictions, terms: Terms) -> bool | None:
    """Return whether the weight column holds counts: as stated, else recognized by what is compared."""
    weight = next(iter(meaning.named(ColumnRole.WEIGHT)), None)
    if weight is None or terms.counted is not None:
        return terms.counted
    compared = table[list(dict.fromkeys(_compared(meaning)))]
    if predictions.predicted is not None:
        compared = compared.assign(**{" predicted": predictions.predicted})
    return are_counts(table[weight], compared, scored=predictions.score is not None)


def _compared(meaning: Meaning) -> Iterator[str]:
    yield from meaning.named(ColumnRole.TARGET)
    yield from meaning.predictions
    yield from (item.column for item in meaning.groupings)


def judge_all(suite: Suite, data: CheckInput, progress: Progress) -> tuple[CheckResult, ...]:
    """Judge ours in one statistics process, each external check in one of its own; in the order asked for."""
    foreign = {check.id: check for check in suite.externals}
    ours = tuple(check for check in suite.checks if check not in foreign)
    share = len(ours) / max(len(suite.checks), 1)
    found = {result.check: result for result in _judge_ours(ours, data, Part(progress, 0.0, share))}
    for check in suite.checks:
        if check in foreign:
            found[check] = _judge_foreign(foreign[check], data, Part(progress, share, 1.0))
    return shielded((found[check] for check in suite.checks), data)


def _judge_ours(checks: tuple[str, ...], data: CheckInput, progress: Progress) -> tuple[CheckResult, ...]:
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
        for result in _judge_ours(
            (check,), data, Part(progress, position / len(checks), (position + 1) / len(checks))
        )
    )


def _judge_foreign(check: ExternalCheck, data: CheckInput, progress: Progress) -> CheckResult:
    """Judge by a check of another maker; one that stops is named with its maker too."""
    from core.jobs.external import judge_external, marked

    try:
        return judge_external(check, data, progress)
    except CancelledError:
        raise
    except PruefsteinError as error:
        return marked(errored(check.id, data, error), check)


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
