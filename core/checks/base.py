"""What is a check? A table in, numbers and verdicts out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.inventory import CutOff, Grouping, ScoreMeans, Task
from core.policy import Policy, Threshold
from core.progress import Progress
from core.results import CheckResult
from core.risk import Band

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


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

    def thresholds(self, check: str) -> tuple[Threshold, ...]:
        """Return the limits the check is judged by."""
        return self.policy.thresholds_for(check, self.task, self.tier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check, found by listing this folder."""

    id: str
    version: int
    """Raised whenever the numbers would change."""
    tasks: tuple[Task, ...]
    needs_attributions: bool
    run: Callable[[CheckInput, Progress], CheckResult]
    """Never raises for bad data: returns not applicable with a reason; `CancelledError` passes through."""
