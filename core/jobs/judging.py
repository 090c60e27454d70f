"""How are checks run in the statistics process, which never held a model?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from core.checks.base import Attributions, CheckInput
from core.inventory import CutOff, Grouping, ScoreMeans, Task
from core.jobs.frames import ARROW, JSON
from core.jobs.job import STATISTICS
from core.jobs.process import Job, Limits, run
from core.jobs.tables import from_arrow, to_arrow
from core.jobs.values import parsed
from core.policy import Policy
from core.progress import SILENT, Progress
from core.results import CheckResult
from core.risk import Band

if TYPE_CHECKING:
    import pandas as pd

_LIMITS = Limits(seconds=1800, memory=16 << 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionFacts:
    """Attributions without their numbers, which cross as a table."""

    base: float
    features: tuple[str, ...]
    background_rows: int
    background_digest: str
    explainer: str
    scale: str
    float32: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeRequest:
    """A check input without its numbers, which cross as three tables: rows, scores, attributions."""

    checks: tuple[str, ...]
    task: Task
    target: str | None
    favorable: str | None
    features: tuple[str, ...]
    groupings: tuple[Grouping, ...]
    weight: str | None
    scored: bool
    predicted: bool
    cut_off: CutOff | None
    score_means: ScoreMeans | None
    attributions: AttributionFacts | None
    policy: Policy
    tier: Band
    seed: int
    targets: tuple[str, ...] = ()
    predictions: tuple[str, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    intersections: bool = False
    counted: bool | None = None
    filter: str | None = None


def judge(
    check_ids: tuple[str, ...], data: CheckInput, progress: Progress = SILENT
) -> tuple[CheckResult, ...]:
    """Run checks in the statistics process and return their results in the order of the ids."""
    tables = (data.table, _scores(data), attribution_table(data.attributions))
    frames = (
        (JSON, msgspec.json.encode(_request(check_ids, data))),
        *((ARROW, to_arrow(table)) for table in tables),
    )
    job = Job(arguments=STATISTICS, frames=frames, limits=_LIMITS)
    return parsed(run(job, progress).body, tuple[CheckResult, ...])


def _request(check_ids: tuple[str, ...], data: CheckInput) -> JudgeRequest:
    return JudgeRequest(
        checks=check_ids,
        task=data.task,
        target=data.target,
        favorable=data.favorable,
        features=data.features,
        groupings=data.groupings,
        weight=data.weight,
        scored=data.score is not None,
        predicted=data.predicted is not None,
        cut_off=data.cut_off,
        score_means=data.score_means,
        attributions=None if data.attributions is None else attribution_facts(data.attributions),
        policy=data.policy,
        tier=data.tier,
        seed=data.seed,
        targets=data.targets,
        predictions=data.predictions,
        references=dict(data.references),
        intersections=data.intersections,
        counted=data.counted,
        filter=data.filter,
    )


def check_input(request: JudgeRequest, tables: tuple[bytes, bytes, bytes]) -> CheckInput:
    """Put a check input together again; the counterpart of `judge`, inside the statistics process."""
    rows, scores, attributed = (from_arrow(item) for item in tables)
    return CheckInput(
        table=rows,
        task=request.task,
        target=request.target,
        favorable=request.favorable,
        features=request.features,
        groupings=request.groupings,
        weight=request.weight,
        score=scores["score"].to_numpy(dtype="float64") if request.scored else None,
        predicted=scores["predicted"].to_numpy(dtype=object) if request.predicted else None,
        cut_off=request.cut_off,
        score_means=request.score_means,
        attributions=None
        if request.attributions is None
        else attributions_of(request.attributions, attributed),
        policy=request.policy,
        tier=request.tier,
        seed=request.seed,
        targets=request.targets,
        predictions=request.predictions,
        references=request.references,
        intersections=request.intersections,
        counted=request.counted,
        filter=request.filter,
    )


def attribution_facts(found: Attributions) -> AttributionFacts:
    """Return what describes attributions besides their numbers."""
    return AttributionFacts(
        base=found.base,
        features=found.features,
        background_rows=found.background_rows,
        background_digest=found.background_digest,
        explainer=found.explainer,
        scale=found.scale,
        float32=found.float32,
    )


def _scores(data: CheckInput) -> "pd.DataFrame":
    import pandas as pd

    columns = {}
    if data.score is not None:
        columns["score"] = pd.Series(data.score, dtype="float64")
    if data.predicted is not None:
        columns["predicted"] = pd.Series(data.predicted, dtype="str")
    return pd.DataFrame(columns)


def attribution_table(found: Attributions | None) -> "pd.DataFrame":
    """Return the numbers of attributions: a column per feature, named by its position, output and row."""
    import pandas as pd

    if found is None:
        return pd.DataFrame()
    columns = {str(position): found.values[:, position] for position in range(found.values.shape[1])}
    return pd.DataFrame(columns | {"output": found.outputs, "row": found.rows})


def attributions_of(facts: AttributionFacts, table: "pd.DataFrame") -> Attributions:
    """Put attributions together again; the counterpart of `attribution_facts` and `attribution_table`."""
    names = [str(position) for position in range(len(facts.features))]
    return Attributions(
        values=table[names].to_numpy(dtype="float64").reshape(len(table), len(names)),
        outputs=table["output"].to_numpy(dtype="float64"),
        rows=table["row"].to_numpy(dtype="int64"),
        base=facts.base,
        features=facts.features,
        background_rows=facts.background_rows,
        background_digest=facts.background_digest,
        explainer=facts.explainer,
        scale=facts.scale,
        float32=facts.float32,
    )
