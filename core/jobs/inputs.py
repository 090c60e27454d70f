"""How does a check input cross a pipe: what it says as facts, its numbers as tables?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from core.checks.base import Answers, Attributions, CheckInput, Sample
from core.ids import Digest
from core.inventory import CutOff, DatasetKind, Grouping, ScoreMeans, Task
from core.jobs.attributed import AttributionFacts, attribution_facts, attribution_table, attributions_of
from core.options import CheckOptions, SampleRole
from core.policy import Policy
from core.risk import Band

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Scores = npt.NDArray[np.float64] | None
    Classes = npt.NDArray[np.object_] | None

_SCORE, _PREDICTED = "score", "predicted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleHead:
    """A sample without its numbers; its table, where it has one, and its scores cross as two tables."""

    role: SampleRole
    digest: Digest
    kind: DatasetKind | None
    tabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFacts:
    """A check input without its numbers."""

    task: Task
    target: str | None
    favorable: str | None
    features: tuple[str, ...]
    groupings: tuple[Grouping, ...]
    weight: str | None
    cut_off: CutOff | None
    score_means: ScoreMeans | None
    attributions: AttributionFacts | None
    policy: Policy
    tier: Band
    seed: int
    targets: tuple[str, ...]
    predictions: tuple[str, ...]
    references: Mapping[str, str]
    intersections: bool
    counted: bool | None
    protected: tuple[str, ...]
    filter: str | None
    options: CheckOptions
    samples: tuple[SampleHead, ...]
    row_ids: tuple[str, ...] = ()
    as_of: date | None = None
    rounds: Mapping[str, int] = field(default_factory=dict)
    """Check id and in how many rounds the model answered its questions."""


def facts_of(data: CheckInput) -> InputFacts:
    """Return what an input says besides its numbers."""
    return InputFacts(
        task=data.task,
        target=data.target,
        favorable=data.favorable,
        features=data.features,
        groupings=data.groupings,
        weight=data.weight,
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
        protected=data.protected,
        filter=data.filter,
        options=data.options,
        samples=tuple(
            SampleHead(role=role, digest=sample.digest, kind=sample.kind, tabled=sample.table is not None)
            for role, sample in data.samples.items()
        ),
        row_ids=data.row_ids,
        as_of=data.as_of,
        rounds={check: len(rounds) for check, rounds in data.answers.items()},
    )


def tables_of(data: CheckInput) -> "Iterator[pd.DataFrame]":
    """Yield the numbers of an input: rows, scores, attributions; each sample; each round of answers."""
    yield data.table
    yield _said(data.score, data.predicted)
    yield attribution_table(data.attributions)
    for sample in data.samples.values():
        if sample.table is not None:
            yield sample.table
        yield _said(sample.score, sample.predicted)
    for rounds in data.answers.values():
        for answers in rounds:
            yield answers.questions
            yield _said(answers.score, answers.predicted)


def input_of(facts: InputFacts, tables: "Iterator[pd.DataFrame]") -> CheckInput:
    """Put a check input together again, taking from the tables in the order of `tables_of`."""
    rows = next(tables)
    score, predicted = _scores(next(tables))
    attributions = _attributions(facts.attributions, next(tables))
    samples = {head.role: _sample(head, tables) for head in facts.samples}
    answers = {
        check: tuple(_answers(tables) for _ in range(rounds)) for check, rounds in facts.rounds.items()
    }
    return CheckInput(
        table=rows,
        task=facts.task,
        target=facts.target,
        favorable=facts.favorable,
        features=facts.features,
        groupings=facts.groupings,
        weight=facts.weight,
        score=score,
        predicted=predicted,
        cut_off=facts.cut_off,
        score_means=facts.score_means,
        attributions=attributions,
        policy=facts.policy,
        tier=facts.tier,
        seed=facts.seed,
        targets=facts.targets,
        predictions=facts.predictions,
        references=facts.references,
        intersections=facts.intersections,
        counted=facts.counted,
        protected=facts.protected,
        filter=facts.filter,
        options=facts.options,
        samples=samples,
        answers=answers,
        row_ids=facts.row_ids,
        as_of=facts.as_of,
    )


def _attributions(facts: AttributionFacts | None, table: "pd.DataFrame") -> Attributions | None:
    return None if facts is None else attributions_of(facts, table)


def _sample(head: SampleHead, tables: "Iterator[pd.DataFrame]") -> Sample:
    table = next(tables) if head.tabled else None
    score, predicted = _scores(next(tables))
    return Sample(digest=head.digest, table=table, score=score, predicted=predicted, kind=head.kind)


def _answers(tables: "Iterator[pd.DataFrame]") -> Answers:
    questions = next(tables)
    score, predicted = _scores(next(tables))
    return Answers(questions=questions, score=score, predicted=predicted)


def _said(score: "Scores", predicted: "Classes") -> "pd.DataFrame":
    import pandas as pd

    columns = {}
    if score is not None:
        columns[_SCORE] = pd.Series(score, dtype="float64")
    if predicted is not None:
        columns[_PREDICTED] = pd.Series(predicted, dtype="str")
    return pd.DataFrame(columns)


def _scores(table: "pd.DataFrame") -> "tuple[Scores, Classes]":
    score = table[_SCORE].to_numpy(dtype="float64") if _SCORE in table.columns else None
    predicted = _texts(table[_PREDICTED]) if _PREDICTED in table.columns else None
    return score, predicted


def _texts(column: "pd.Series") -> "npt.NDArray[np.object_]":
    """Return the texts of a column; rows that read the same share one text, the missing ones are NaN."""
    import numpy as np

    codes, found = column.factorize()
    texts: npt.NDArray[np.object_] = np.append(np.asarray(found, dtype=object), np.nan)
    return np.asarray(texts[codes], dtype=object)
