"""What is a check? A table in, numbers and verdicts out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from core.ids import Digest
from core.inventory import CutOff, DatasetKind, Grouping, ScoreMeans, Task
from core.options import PLAIN, CheckOptions, SampleRole
from core.policy import Policy, Threshold
from core.progress import Progress
from core.results import CheckResult
from core.risk import Band

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """How attributions hold when they are computed again."""

    limit: int
    """Rows that would have been explained at most."""
    stable: bool
    """Whether explaining ended because the order of the most important features was stable."""
    rows: int
    """Rows that were explained again."""
    again: float
    """Largest difference when these rows were explained again with the same seed."""
    importances: tuple[tuple[float, ...], ...]
    """Mean absolute attribution of each feature over these rows: as explained, then for other backgrounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributions:
    """What the model worker computed for the explanation check, in output units."""

    values: "npt.NDArray[np.float64]"
    """Shape (rows, features), one column per original column (one-hot parts summed)."""
    base: float
    """Expected output over the background."""
    outputs: "npt.NDArray[np.float64]"
    """Shape (rows,): the model's output for the explained rows, on the explained scale."""
    rows: "npt.NDArray[np.int64]"
    """Positions of the explained rows in the table."""
    features: tuple[str, ...]
    background_rows: int
    background_digest: str
    explainer: str
    """"exact", "permutation", "linear", "tree": which shap explainer was used."""
    scale: str
    """"probability of the favorable class", "log-odds", ..."""
    float32: bool
    """Whether the model computes in single precision (a wider additivity tolerance)."""
    repeats: Repeats | None = None
    chosen: int | None = None
    """Position of the row that was asked for by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Other rows, or what was said of the same rows by another version or file."""

    digest: Digest
    table: "pd.DataFrame | None" = None
    """Other rows with the columns of the table as far as they have them; None: the same rows, in order."""
    score: "npt.NDArray[np.float64] | None" = None
    predicted: "npt.NDArray[np.object_] | None" = None
    kind: DatasetKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the model said to one round of a check's questions."""

    questions: "pd.DataFrame"
    """Shape (questions, features): the rows it was asked about, with the columns of `CheckInput.features`."""
    score: "npt.NDArray[np.float64] | None"
    """Shape (questions,), with the meaning of `CheckInput.score`."""
    predicted: "npt.NDArray[np.object_] | None"
    """Both None: the model refused this round, for example because it cannot take missing values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInput:
    """Everything a check may look at: never a session, a path or a model."""

    table: "pd.DataFrame"
    """The data set's rows; predictions and scores are not columns of it."""
    task: Task
    target: str | None
    """Name of the target column."""
    favorable: str | None
    """The favorable class, as text."""
    features: tuple[str, ...]
    groupings: tuple[Grouping, ...]
    """Sensitive features and how they become groups."""
    weight: str | None
    score: "npt.NDArray[np.float64] | None"
    """Shape (rows,): for binary tasks in the direction of `score_means`; for regression the output."""
    predicted: "npt.NDArray[np.object_] | None"
    """Shape (rows,): predicted classes as text (cut-off applied); None for regression."""
    cut_off: CutOff | None
    score_means: ScoreMeans | None
    attributions: Attributions | None
    policy: Policy
    tier: Band
    """Tier of the assessment; severe while there is none."""
    seed: int
    targets: tuple[str, ...] = ()
    """Multi-label tasks: columns of the table with the true 0/1 flags."""
    predictions: tuple[str, ...] = ()
    """Multi-label tasks: columns of the table with the predicted 0/1 flags, in the order of `targets`."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Sensitive feature and the group the others are compared with; without one: the highest rate."""
    intersections: bool = False
    """Whether groups of several sensitive features are compared and judged like those of one."""
    counted: bool | None = None
    """Whether the weight column says how many rows a line stands for; None: if all its numbers are whole."""
    protected: tuple[str, ...] = ()
    """Columns kept for bias tests only, whose small groups are not named in results."""
    filter: str | None = None
    """Which rows the table holds, as an expression, for the record."""
    options: CheckOptions = PLAIN
    samples: Mapping[SampleRole, Sample] = field(default_factory=dict)
    answers: Mapping[str, tuple[Answers, ...]] = field(default_factory=dict)
    """Check id and the rounds of questions the model answered; empty where no model is at hand."""
    row_ids: tuple[str, ...] = ()
    """Columns that name a row, such as an application number."""
    as_of: date | None = None
    """Day of the run, the same at its replay: no date in the table may lie beyond; None: not stated."""

    def thresholds(self, check: str) -> tuple[Threshold, ...]:
        """Return the limits the check is judged by."""
        return self.policy.thresholds_for(check, self.task, self.tier)


Ask = Callable[[CheckInput, tuple[Answers, ...]], "pd.DataFrame | None"]
"""The next round of questions to the model, given the answers so far; None: nothing more to ask.

The same input and answers give the same questions in every process: a replay asks again and takes the answers
that were stored. At most `ROUNDS` rounds of `QUESTIONS` rows.
"""
ROUNDS, QUESTIONS = 8, 200_000


class Need(StrEnum):
    """Without what a check has nothing to say; it refuses with the reason by itself."""

    ATTRIBUTIONS = "attributions"
    ANSWERS = "answers"
    """A model file that can be asked."""
    REFERENCE = "reference"
    OTHER_VERSION = "other_version"
    OTHER_ARTIFACT = "other_artifact"
    LABELS = "labels"
    SCORES = "scores"
    GROUPS = "groups"
    TIME = "time"
    GRADE = "grade"
    DECISION = "decision"
    """What was finally decided."""
    CONTROLS = "controls"


class Family(StrEnum):
    """Where a check stands in lists."""

    FAIRNESS = "fairness"
    PERFORMANCE = "performance"
    CREDIT = "credit"
    EXPLANATION = "explanation"
    DATA = "data"
    ROBUSTNESS = "robustness"
    PRIVACY = "privacy"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check, found by listing this folder."""

    id: str
    version: int
    """Raised whenever the numbers would change."""
    tasks: tuple[Task, ...]
    family: Family
    run: Callable[[CheckInput, Progress], CheckResult]
    """Never raises for bad data: returns not applicable with a reason; `CancelledError` passes through."""
    needs: frozenset[Need] = frozenset()
    uses: frozenset[Need] = frozenset()
    """What it takes where it is there, such as reference data, and can do without."""
    ask: Ask | None = None
    """Where the check has questions to the model: asked in the statistics process, answered by the worker."""
    measures: frozenset[str] = frozenset()
    """Measures a policy may limit."""
