"""What is explained, and what does every way of explaining give?"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.artifacts.opened import OpenedModel
from core.jobs.requests import ExplainerKind, ExplainScale
from core.jobs.worker_model import Predict, guarded

Matrix = npt.NDArray[np.float64]
Output = Callable[[pd.DataFrame], Matrix]


class NotProvenError(Exception):
    """A fast form does not add up to the model's output on some row; another form takes over."""


@dataclass(frozen=True, slots=True)
class Task:
    """A model, the rows in the order they were drawn, and what stands for an absent column."""

    model: OpenedModel
    position: int | None
    """Of the explained class; None for a regression."""
    rows: pd.DataFrame
    background: pd.DataFrame
    seed: int
    scale: ExplainScale

    def output(self) -> Output:
        """Return the explained output as a function of a table."""
        predict: Predict = guarded(self.model)
        column = self.position or 0
        return lambda table: predict(table)[:, column]


@dataclass(frozen=True, slots=True)
class Part:
    """Attributions of some rows."""

    values: Matrix
    """Shape (rows, columns)."""
    outputs: Matrix


class Form(ABC):
    """One way of explaining."""

    kind: ExplainerKind
    scale: ExplainScale
    base: float
    first: int
    """Rows of the first batch."""
    step: int
    """Rows of a batch at most."""
    least: int
    """Rows that are explained before the order is looked at."""
    most: int
    """Rows that are explained at most."""
    repeated: int
    """Rows explained again for the certificate."""

    @abstractmethod
    def explain(self, first: int, last: int) -> Part:
        """Explain rows; raises `NotProvenError` where the attributions do not add up."""

    @abstractmethod
    def fresh(self, background: pd.DataFrame) -> "Form":
        """Return the same form as if new, with another background."""
