"""How are linear models and trees explained exactly and fast, and what proves it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.artifacts.opened import Parts
from core.jobs.requests import ExplainerKind, ExplainScale
from core.jobs.worker_explain_task import Form, Matrix, NotProvenError, Part, Task
from core.statistics.shapley import linear_values
from core.statistics.tree_shapley import Tree, deep_leaves, forest

_TOLERANCE, _TOLERANCE_SINGLE = 1e-7, 1e-5
"""Largest deviation from additivity at which a fast form is taken: in double precision, and in single."""
_PROBED, _SHIFTS = 200, (1, 2, 3)
_DEEP = 2000
"""Deep leaves from which on shap's way is the faster one."""
_LINEAR = frozenset(
    {
        "LogisticRegression",
        "LogisticRegressionCV",
        "LinearRegression",
        "Ridge",
        "RidgeCV",
        "Lasso",
        "LassoCV",
        "ElasticNet",
        "ElasticNetCV",
    }
)
_TREES = frozenset(
    {
        "DecisionTreeClassifier",
        "DecisionTreeRegressor",
        "ExtraTreesClassifier",
        "ExtraTreesRegressor",
        "GradientBoostingClassifier",
        "GradientBoostingRegressor",
        "HistGradientBoostingClassifier",
        "HistGradientBoostingRegressor",
        "RandomForestClassifier",
        "RandomForestRegressor",
    }
)
_BOOSTED = frozenset({"lightgbm.basic.Booster", "xgboost.core.Booster", "catboost.core.CatBoost"})
"""Trees of other libraries, of which only models without categories are taken apart."""
_LINKED = frozenset({"GradientBoostingClassifier", "HistGradientBoostingClassifier"}) | _BOOSTED
"""Trees that add up to log-odds when they classify."""
_SINGLE = (_TREES - {"HistGradientBoostingClassifier", "HistGradientBoostingRegressor"}) | (
    _BOOSTED - {"lightgbm.basic.Booster"}
)
"""Trees that read their inputs in single precision."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The last step of a model, and how its columns come from the original ones."""

    final: object
    parts: Parts
    owners: tuple[int, ...]
    """For each prepared column the original one; -1 for a column that never changes."""
    single: bool
    """Whether values are rounded to single precision before they are compared."""

    def columns(self, table: pd.DataFrame) -> Matrix:
        """Return a table as the last step reads it."""
        prepared = np.asarray(self.parts.prepare(table), dtype=np.float64)
        return prepared.astype(np.float32).astype(np.float64) if self.single else prepared


class _Fast(Form):
    """What linear models and trees have in common."""

    first, step, least, repeated = 1000, 10_000, 1000, 100
    most = 10_000

    def __init__(self, task: Task, prepared: _Prepared) -> None:
        """Keep the task and the prepared background."""
        self.task, self.prepared = task, prepared
        self.background = prepared.columns(task.background)

    def _proven(self, table: pd.DataFrame, part: Part) -> Part:
        deviation = np.abs(self.base + part.values.sum(axis=1) - part.outputs)
        tolerance = _TOLERANCE_SINGLE if self.task.model.float32 else _TOLERANCE
        adds_up = bool((deviation <= tolerance * np.maximum(1.0, np.abs(part.outputs))).all())
        if not adds_up or not self._is_model_output(table, part.outputs):
            raise NotProvenError
        return part

    def _is_model_output(self, table: pd.DataFrame, outputs: Matrix) -> bool:
        """Tell whether the recomputed output is what the model itself predicts."""
        own = self.task.output()(table)
        if self.scale is ExplainScale.LOG_ODDS:
            allowed = 1e-6 if self.task.model.float32 else 1e-9
            return bool(np.allclose(1.0 / (1.0 + np.exp(-outputs)), own, atol=allowed, rtol=0))
        return bool(np.allclose(outputs, own, rtol=1e-9, atol=1e-9))


class _Linear(_Fast):
    """A linear model in its own units: log-odds of the class, or the output."""

    kind = ExplainerKind.LINEAR

    def __init__(self, task: Task, prepared: _Prepared, weights: Matrix, intercept: float) -> None:
        """Compute the base over the background."""
        super().__init__(task, prepared)
        self.weights, self.intercept = weights, intercept
        self.scale = ExplainScale.OUTPUT if task.position is None else ExplainScale.LOG_ODDS
        self.means = self.background.mean(axis=0)
        self.base = float(self.means @ weights + intercept)

    def explain(self, first: int, last: int) -> Part:
        """Explain rows in closed form."""
        table = self.task.rows.iloc[first:last]
        rows = self.prepared.columns(table)
        values = linear_values(self.weights, rows, self.means)
        total = _summed(values, self.prepared.owners, self.task.rows.shape[1])
        return self._proven(table, Part(total, rows @ self.weights + self.intercept))

    def fresh(self, background: pd.DataFrame) -> "_Linear":
        """Return the same with another background."""
        return _Linear(replace(self.task, background=background), self.prepared, self.weights, self.intercept)


class _Trees(_Fast):
    """Trees, each prepared column belonging to one original column."""

    kind = ExplainerKind.TREE

    def __init__(self, task: Task, prepared: _Prepared, trees: Sequence[Tree], offset: float) -> None:
        """Compute the base over the background."""
        super().__init__(task, prepared)
        self.trees, self.offset = trees, offset
        linked = task.position is not None and _kind(prepared.final) in _LINKED
        self.scale = ExplainScale.LOG_ODDS if linked else task.scale
        self.sign = -1.0 if linked and task.position == 0 else 1.0
        self._lay_out()

    def explain(self, first: int, last: int) -> Part:
        """Explain rows exactly."""
        table = self.task.rows.iloc[first:last]
        rows = self.prepared.columns(table)
        outputs = self.task.output()(table)
        if self.scale is ExplainScale.LOG_ODDS:
            outputs = self.sign * _log_odds(self.prepared.final, rows)
        return self._proven(table, Part(self._values(rows), outputs))

    def fresh(self, background: pd.DataFrame) -> "_Trees":
        """Return the same with another background."""
        task = replace(self.task, background=background, rows=self.task.rows.iloc[: self.repeated])
        return type(self)(task, self.prepared, self.trees, self.offset)

    def _lay_out(self) -> None:
        """Prepare the trees; columns that never change are one player, which gets nothing."""
        count = self.task.rows.shape[1]
        owners = [count if owner < 0 else owner for owner in self.prepared.owners]
        self.forest = forest(
            self.trees,
            self.background,
            owners=owners,
            features=count + 1,
            expected=min(self.most, len(self.task.rows)),
        )
        self.base = self.sign * (self.forest.base + self.offset)

    def _values(self, rows: Matrix) -> Matrix:
        return self.sign * self.forest.values(rows)[:, : self.task.rows.shape[1]]


class _DeepTrees(_Trees):
    """Trees so deep that shap's way, row by row against each background row, is the faster one."""

    first, step, least, most = 200, 100, 200, 1000

    def _lay_out(self) -> None:
        import shap

        masker = shap.maskers.Independent(self.background, max_samples=len(self.background))
        final = self.prepared.final
        self.explainer = shap.TreeExplainer(final, masker, feature_perturbation="interventional")
        base = np.asarray(self.explainer.expected_value, dtype=np.float64).reshape(-1)
        self.base = self.sign * float(base[min(self.task.position or 0, len(base) - 1)])

    def _values(self, rows: Matrix) -> Matrix:
        values = np.asarray(self.explainer.shap_values(rows, check_additivity=False), dtype=np.float64)
        if values.ndim == 3:
            values = values[:, :, self.task.position or 0]
        return self.sign * _summed(values, self.prepared.owners, self.task.rows.shape[1])


def linear(task: Task) -> Form | None:
    """Return the closed form of a linear model; None for any other."""
    parts, position = task.model.parts, task.position
    if parts is None or type(parts.final).__name__ not in _LINEAR:
        return None
    prepared = None if position is not None and len(task.model.classes) != 2 else _prepared(parts, task)
    if prepared is None:
        return None
    coefficients = np.asarray(getattr(parts.final, "coef_", ()), dtype=np.float64)
    if coefficients.size != len(prepared.owners):
        return None
    sign = -1.0 if position == 0 else 1.0
    intercept = sign * float(np.asarray(getattr(parts.final, "intercept_", 0.0)).reshape(-1)[0])
    return _Linear(task, prepared, sign * coefficients.reshape(-1), intercept)


def tree(task: Task) -> Form | None:
    """Return the exact form of trees; None for any other model."""
    parts = task.model.parts
    if parts is None or _kind(parts.final) not in _TREES | _BOOSTED:
        return None
    linked = task.position is not None and _kind(parts.final) in _LINKED
    prepared = None if linked and len(task.model.classes) != 2 else _prepared(parts, task)
    if prepared is None:
        return None
    read = _read_trees(prepared, task, 0 if linked else task.position or 0)
    if read is None:
        return None
    distinct = len(set(prepared.owners)) == len(prepared.owners)
    deep = sum(deep_leaves(item, prepared.owners) for item in read[0]) > _DEEP
    return _DeepTrees(task, prepared, *read) if deep and distinct else _Trees(task, prepared, *read)


def _read_trees(prepared: _Prepared, task: Task, output: int) -> tuple[list[Tree], float] | None:
    """Read trees by shap's reader: nodes, thresholds, and what each leaf adds to one output."""
    import shap

    background = prepared.columns(task.background)
    try:
        masker = shap.maskers.Independent(background, max_samples=len(background))
        explainer = shap.TreeExplainer(prepared.final, masker, feature_perturbation="interventional")
        found = explainer.model
        offset = np.asarray(found.base_offset, dtype=np.float64).reshape(-1)
        kinds, values = np.asarray(found.threshold_types), np.asarray(found.values, dtype=np.float64)
        trees = [
            Tree(
                left=found.children_left[at],
                right=found.children_right[at],
                default=found.children_default[at],
                column=found.features[at],
                threshold=found.thresholds[at],
                value=values[at, :, min(output, values.shape[2] - 1)],
            )
            for at in range(len(values))
        ]
    except Exception:  # noqa: BLE001 (shap refuses trees it does not know in many ways; the black box follows)
        return None
    return None if (kinds > 0).any() else (trees, float(offset[min(output, len(offset) - 1)]))


def _log_odds(final: object, rows: Matrix) -> Matrix:
    """Return what the trees of a binary classifier add up to for its second class."""
    match _kind(final):
        case "lightgbm.basic.Booster":
            raw = final.predict(rows, raw_score=True, num_threads=1)  # type: ignore[attr-defined]
        case "xgboost.core.Booster":
            raw = final.inplace_predict(rows, predict_type="margin", validate_features=False)  # type: ignore[attr-defined]
        case "catboost.core.CatBoost":
            raw = final.predict(rows, prediction_type="RawFormulaVal", thread_count=1)  # type: ignore[attr-defined]
        case _:
            raw = final.decision_function(rows)  # type: ignore[attr-defined]
    return np.asarray(raw, dtype=np.float64).reshape(-1)


def _kind(final: object) -> str:
    """Return the name of an estimator of scikit-learn, and the full name of another library's class."""
    kind = type(final)
    return kind.__name__ if kind.__name__ in _TREES else f"{kind.__module__}.{kind.__name__}"


def _prepared(parts: Parts, task: Task) -> _Prepared | None:
    """Return the last step with its columns; None where a column is fed by several original ones."""
    try:
        owners = _owners(parts, _probes(parts, task))
    except Exception:  # noqa: BLE001 (any preparation that cannot be taken apart is left to the black box)
        return None
    return None if owners is None else _Prepared(parts.final, parts, owners, _kind(parts.final) in _SINGLE)


def _probes(parts: Parts, task: Task) -> pd.DataFrame:
    """Return rows in which every prepared column that changes at all takes different values."""
    together = pd.concat([task.rows, task.background], ignore_index=True)
    prepared = np.asarray(parts.prepare(together), dtype=np.float64)
    filled = np.where(np.isnan(prepared), -np.inf, prepared)
    ends = np.concatenate([filled.argmin(axis=0), filled.argmax(axis=0)])
    return together.iloc[np.unique(np.concatenate([np.arange(min(_PROBED, len(together))), ends]))]


def _owners(parts: Parts, probes: pd.DataFrame) -> tuple[int, ...] | None:
    """Find the owner of each prepared column by exchanging one original column after the other."""
    rows, columns = len(probes), probes.shape[1]
    prepared = np.asarray(parts.prepare(probes), dtype=np.float64)
    owners = np.full(prepared.shape[1], -1, dtype=np.int64)
    for shift in _SHIFTS:
        moved = np.asarray(parts.prepare(_exchanged(probes, shift)), dtype=np.float64)
        blocks = moved.reshape(columns, rows, -1)
        differs = ~((blocks == prepared) | (np.isnan(blocks) & np.isnan(prepared)))
        for position, changed in enumerate(differs.any(axis=1)):
            if ((owners[changed] >= 0) & (owners[changed] != position)).any():
                return None
            owners[changed] = position
    return tuple(int(owner) for owner in owners)


def _exchanged(probes: pd.DataFrame, shift: int) -> pd.DataFrame:
    """Return the rows once per column, with that column taken from rows further down."""
    rows, columns = len(probes), probes.shape[1]
    own, further = np.arange(rows), (np.arange(rows) + shift) % rows
    taken = [
        np.concatenate([further if block == at else own for block in range(columns)]) for at in range(columns)
    ]
    names = list(probes.columns)
    return pd.DataFrame({name: probes[name].array.take(taken[at]) for at, name in enumerate(names)})


def _summed(values: Matrix, owners: Sequence[int], features: int) -> Matrix:
    total = np.zeros((len(values), features))
    for column, owner in enumerate(owners):
        if owner >= 0:
            total[:, owner] += values[:, column]
    return total
