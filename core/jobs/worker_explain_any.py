"""How is a model explained of which nothing is known but what it predicts?"""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from core.jobs.requests import ExplainerKind
from core.jobs.worker_explain_task import Form, Matrix, Output, Part, Task
from core.statistics.shapley import interventional_worth, shapley_values

_BUDGET = 1_500_000
"""Model evaluations aimed at; fixed, so that the same request gives the same numbers on every machine."""
_EXACT_BUDGET = 3_000_000
"""Evaluations for `_LEAST` rows up to which all coalitions are tried; equal ones are asked about once."""
_LEAST = 100
"""Rows explained before the order of columns is looked at."""
_MOST_PERMUTATIONS = 10
_STEP = 10
"""Rows explained between two reports of progress."""
_BATCH = 100
"""Coalitions evaluated in one call of the model."""


class _Any(Form):
    """Any model over its original columns."""

    first, step, least, repeated = _STEP, _STEP, _LEAST, _STEP

    def __init__(self, task: Task) -> None:
        """Choose the effort from sizes only, and ask about the background."""
        self.task, self.coded, self.scale = task, _Coded(task), task.scale
        self.output = task.output()
        self.base = float(self.output(task.background).mean())
        self.most = max(_LEAST, _BUDGET // max(1, self._each()))

    @abstractmethod
    def _each(self) -> int:
        """Return the evaluations of one row."""


class _Exact(_Any):
    """All coalitions."""

    kind = ExplainerKind.EXACT

    def explain(self, first: int, last: int) -> Part:
        """Explain rows by the definition."""
        rows, function = self.coded.rows[first:last], self.coded.function(self.output)
        worth = interventional_worth(function, rows, self.coded.background)
        return Part(shapley_values(worth), self.output(self.task.rows.iloc[first:last]))

    def fresh(self, background: pd.DataFrame) -> "_Exact":
        """Return the same with another background."""
        return _Exact(replace(self.task, background=background))

    def _each(self) -> int:
        return _exact_evaluations(self.task)


class _Permuted(_Any):
    """Columns join one by one, in drawn orders and back."""

    kind = ExplainerKind.PERMUTATION

    def __init__(self, task: Task) -> None:
        """Seed the orders; rows must be explained one after the other from the first."""
        import shap

        super().__init__(task)
        masker = shap.maskers.Independent(self.coded.background, max_samples=len(task.background))
        function = self.coded.function(self.output)
        self.explainer = shap.PermutationExplainer(function, masker, seed=task.seed)

    def explain(self, first: int, last: int) -> Part:
        """Explain rows by permutations."""
        found = self.explainer(
            self.coded.rows[first:last],
            max_evals=_once(self.task) * _permutations(self.task),
            batch_size=_BATCH,
            silent=True,
        )
        values = np.asarray(found.values, dtype=np.float64)
        return Part(values, self.output(self.task.rows.iloc[first:last]))

    def fresh(self, background: pd.DataFrame) -> "_Permuted":
        """Return the same with another background, its orders drawn anew."""
        return _Permuted(replace(self.task, background=background))

    def _each(self) -> int:
        return _once(self.task) * _permutations(self.task) * len(self.task.background)


def black_box(task: Task) -> Form:
    """Return the exact form of a model with few columns, else one by permutations."""
    return _Exact(task) if _LEAST * _exact_evaluations(task) <= _EXACT_BUDGET else _Permuted(task)


def _exact_evaluations(task: Task) -> int:
    return int(2 ** min(task.rows.shape[1], 40)) * len(task.background)


def _once(task: Task) -> int:
    return 2 * task.rows.shape[1] + 1


def _permutations(task: Task) -> int:
    whole = _BUDGET // max(1, _once(task) * len(task.background) * _LEAST)
    return min(max(whole, 1), _MOST_PERMUTATIONS)


class _Coded:
    """Tables as whole numbers, and back with every column's own type."""

    def __init__(self, task: Task) -> None:
        """Number the distinct values of each column over explained and background rows."""
        together = pd.concat([task.rows, task.background], ignore_index=True)
        self._names = list(together.columns)
        self._values, codes = [], []
        for name in self._names:
            code, values = pd.factorize(together[name], use_na_sentinel=False)
            codes.append(code)
            self._values.append(pd.Series(values, dtype=together[name].dtype))
        matrix = np.column_stack(codes).astype(np.float64)
        self.rows, self.background = matrix[: len(task.rows)], matrix[len(task.rows) :]

    def table(self, codes: Matrix) -> pd.DataFrame:
        """Return the table that the codes stand for."""
        whole = codes.astype(np.int64)
        columns = {
            name: self._values[position].array.take(whole[:, position])
            for position, name in enumerate(self._names)
        }
        return pd.DataFrame(columns)

    def function(self, output: Output) -> Callable[[Matrix], Matrix]:
        """Return the output as a function of codes."""
        return lambda codes: output(self.table(codes))
