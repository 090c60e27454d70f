"""How much did each original column contribute to a prediction?

Shapley values by shap (Lundberg and Lee 2017, "A Unified Approach to Interpreting Model Predictions"), always
of the interventional game over original columns: a column is absent when it takes its values from the
background. Linear models on columns prepared one by one and trees on unmixed columns have fast exact forms;
everything else is a black box over its original columns. The fast forms are used only where additivity proves
them. Boosted classifiers are explained in log-odds, where their trees add up: shap's own values for their
probabilities are rescaled log-odds, which add up as well but are not Shapley values of the probability.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.artifacts import words
from core.artifacts.opened import OpenedModel, Parts, class_text
from core.errors import UserError
from core.jobs.requests import Explained, ExplainerKind, ExplainScale, ModelRequest
from core.jobs.worker_model import Predict, guarded
from core.messages import Message
from core.progress import Progress

Matrix = npt.NDArray[np.float64]
Output = Callable[[pd.DataFrame], Matrix]

_TOLERANCE, _TOLERANCE_SINGLE = 1e-7, 1e-5
"""Largest deviation from additivity at which a fast form is taken: in double precision, and in single."""
_EXACT_FEATURES = 10
_BUDGET = 1_500_000
"""Model evaluations aimed at; fixed, so that the same request gives the same numbers on every machine."""
_EXACT_BUDGET = 8_000_000
"""Evaluations up to which all coalitions are tried; shap skips those in which nothing changes."""
_MOST_PERMUTATIONS = 10
_STEP = 10
"""Rows explained between two reports of progress."""
_BATCH = 100
"""Coalitions evaluated in one call of the model."""
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
class _Found:
    values: Matrix
    base: float
    outputs: Matrix
    kind: ExplainerKind
    scale: ExplainScale


def explain(
    model: OpenedModel,
    request: ModelRequest,
    *,
    rows: pd.DataFrame,
    background: pd.DataFrame,
    progress: Progress,
) -> tuple[Explained, pd.DataFrame]:
    """Return what was computed, and the attributions with the last column `output`."""
    progress(0.1, Message(words.EXPLAINING))
    position, named = _position(model, request, rows)
    probability = ExplainScale.PROBABILITY if named else ExplainScale.PROBABILITY_MOST
    scale = ExplainScale.OUTPUT if position is None else probability
    task = _Task(model, position, rows, background, request.seed, scale)
    found = _linear(task) or _tree(task) or _black_box(task, progress)
    table = pd.DataFrame(found.values, columns=[str(item) for item in range(found.values.shape[1])])
    table["output"] = found.outputs
    return (
        Explained(base=found.base, explainer=found.kind, scale=found.scale, float32=model.float32),
        table,
    )


def _position(model: OpenedModel, request: ModelRequest, rows: pd.DataFrame) -> tuple[int | None, bool]:
    """Return the explained class's position, and whether it was named; None for a regression."""
    if not model.classes:
        return None, False
    if request.explained_class is None:
        likeliest = guarded(model)(rows).argmax(axis=1)
        return int(np.bincount(likeliest).argmax()), False
    wanted = class_text(request.explained_class)
    if wanted not in model.classes:
        names = ", ".join(model.classes[:12])
        raise UserError(Message(words.CLASS_UNKNOWN, {"favorable": wanted, "classes": names}))
    return model.classes.index(wanted), True


@dataclass(frozen=True, slots=True)
class _Task:
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


def _linear(task: _Task) -> _Found | None:
    """Explain a linear model in its own units: log-odds of the class, or the output."""
    parts, position = task.model.parts, task.position
    if parts is None or type(parts.final).__name__ not in _LINEAR:
        return None
    if position is not None and len(task.model.classes) != 2:
        return None
    prepared = _prepared(parts, task)
    if prepared is None:
        return None
    rows, background, owners = prepared
    coefficients = np.asarray(getattr(parts.final, "coef_", ()), dtype=np.float64)
    if coefficients.size != rows.shape[1]:
        return None
    sign = -1.0 if position == 0 else 1.0
    weights = sign * coefficients.reshape(-1)
    intercept = sign * float(np.asarray(getattr(parts.final, "intercept_", 0.0)).reshape(-1)[0])
    values, base = _linear_values(weights, intercept, rows, background)
    outputs = rows @ weights + intercept
    scale = ExplainScale.OUTPUT if position is None else ExplainScale.LOG_ODDS
    found = _Found(_summed(values, owners, task), base, outputs, ExplainerKind.LINEAR, scale)
    return found if _additive(found) and _is_model_output(found, task) else None


def _linear_values(
    weights: Matrix, intercept: float, rows: Matrix, background: Matrix
) -> tuple[Matrix, float]:
    import shap

    masker = shap.maskers.Independent(background, max_samples=len(background))
    explainer = shap.LinearExplainer((weights, intercept), masker)
    values = np.asarray(explainer.shap_values(rows), dtype=np.float64)
    return values, float(np.asarray(explainer.expected_value).reshape(-1)[0])


def _tree(task: _Task) -> _Found | None:
    """Explain trees exactly where each original column feeds one prepared column.

    Where a column is split into several (one-hot), summing their values would mix in combinations that no
    person can have, so those models are explained as black boxes.
    """
    parts = task.model.parts
    if parts is None or _kind(parts.final) not in _TREES | _BOOSTED:
        return None
    linked = task.position is not None and _kind(parts.final) in _LINKED
    prepared = None if linked and len(task.model.classes) != 2 else _prepared(parts, task)
    if prepared is None:
        return None
    rows, background, owners = prepared
    if any(count > 1 for count in np.unique(owners[owners >= 0], return_counts=True)[1]):
        return None
    if _kind(parts.final) in _SINGLE:
        rows, background = (item.astype(np.float32).astype(np.float64) for item in (rows, background))
    computed = _tree_values(parts.final, rows, background, position=None if linked else task.position)
    if computed is None:
        return None
    values, base = computed
    if linked:
        sign, outputs = -1.0 if task.position == 0 else 1.0, _log_odds(parts.final, rows)
        total = _summed(sign * values, owners, task)
        found = _Found(total, sign * base, sign * outputs, ExplainerKind.TREE, ExplainScale.LOG_ODDS)
    else:
        outputs = task.output()(task.rows)
        found = _Found(_summed(values, owners, task), base, outputs, ExplainerKind.TREE, task.scale)
    single = task.model.float32
    proven = _additive(found, single=single) and (not linked or _is_model_output(found, task))
    return found if proven else None


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


def _tree_values(
    final: object, rows: Matrix, background: Matrix, *, position: int | None
) -> tuple[Matrix, float] | None:
    import shap

    masker = shap.maskers.Independent(background, max_samples=len(background))
    try:
        explainer = shap.TreeExplainer(
            final,
            masker,
            feature_perturbation="interventional",
            model_output="raw" if position is None else "probability",
        )
        values = np.asarray(explainer.shap_values(rows, check_additivity=False), dtype=np.float64)
    except Exception:  # noqa: BLE001 (shap refuses trees it does not know in many ways; the black box follows)
        return None
    base = np.asarray(explainer.expected_value, dtype=np.float64).reshape(-1)
    if values.ndim == 3:
        return values[:, :, position or 0], float(base[position or 0])
    if position == 0 and base.size == 1:
        return -values, 1.0 - float(base[0])
    return values, float(base[-1])


def _prepared(parts: Parts, task: _Task) -> tuple[Matrix, Matrix, npt.NDArray[np.int64]] | None:
    """Return prepared rows and background, and which original column feeds each prepared one.

    None when a prepared column is fed by several original columns, or when preparing fails.
    """
    try:
        rows, background = parts.prepare(task.rows), parts.prepare(task.background)
        owners = _owners(parts, task, rows)
    except Exception:  # noqa: BLE001 (any preparation that cannot be taken apart is left to the black box)
        return None
    return None if owners is None else (rows, background, owners)


def _owners(parts: Parts, task: _Task, prepared: Matrix) -> npt.NDArray[np.int64] | None:
    """Find the owner of each prepared column by exchanging one original column after the other.

    Every explained row meets several background values of the column; -1 stands for a constant column.
    """
    owners = np.full(prepared.shape[1], -1, dtype=np.int64)
    for position, name in enumerate(task.rows.columns):
        for shift in range(min(5, len(task.background))):
            taken = (np.arange(len(task.rows)) + shift) % len(task.background)
            exchanged = task.rows.copy()
            exchanged[name] = task.background[name].take(taken).set_axis(task.rows.index)
            moved = parts.prepare(exchanged)
            differs = ~((moved == prepared) | (np.isnan(moved) & np.isnan(prepared)))
            changed = np.flatnonzero(differs.any(axis=0))
            if ((owners[changed] >= 0) & (owners[changed] != position)).any():
                return None
            owners[changed] = position
    return owners


def _summed(values: Matrix, owners: npt.NDArray[np.int64], task: _Task) -> Matrix:
    total = np.zeros((len(values), task.rows.shape[1]))
    for column, owner in enumerate(owners):
        if owner >= 0:
            total[:, owner] += values[:, column]
    return total


def _additive(found: _Found, *, single: bool = False) -> bool:
    deviation = np.abs(found.base + found.values.sum(axis=1) - found.outputs)
    tolerance = _TOLERANCE_SINGLE if single else _TOLERANCE
    return bool((deviation <= tolerance * np.maximum(1.0, np.abs(found.outputs))).all())


def _is_model_output(found: _Found, task: _Task) -> bool:
    """Tell whether the recomputed linear output is what the model itself predicts."""
    own = task.output()(task.rows)
    if found.scale is ExplainScale.LOG_ODDS:
        allowed = 1e-6 if task.model.float32 else 1e-9
        return bool(np.allclose(1.0 / (1.0 + np.exp(-found.outputs)), own, atol=allowed, rtol=0))
    return bool(np.allclose(found.outputs, own, rtol=1e-9, atol=1e-9))


def _black_box(task: _Task, progress: Progress) -> _Found:
    import shap

    coded = _Coded(task)
    output = task.output()
    features = task.rows.shape[1]
    masker = shap.maskers.Independent(coded.background, max_samples=len(coded.background))
    kind, evaluations = _effort(features, len(task.rows), len(task.background))
    explainer = (
        shap.explainers.Exact(coded.function(output), masker)
        if kind is ExplainerKind.EXACT
        else shap.PermutationExplainer(coded.function(output), masker, seed=task.seed)
    )
    values, bases = [], []
    for first in range(0, len(task.rows), _STEP):
        progress(0.1 + 0.9 * first / len(task.rows), Message(words.EXPLAINING))
        part = explainer(
            coded.rows[first : first + _STEP], max_evals=evaluations, batch_size=_BATCH, silent=True
        )
        values.append(np.asarray(part.values, dtype=np.float64))
        bases.append(np.asarray(part.base_values, dtype=np.float64).reshape(-1))
    base = float(np.concatenate(bases)[0])
    return _Found(np.vstack(values), base, output(task.rows), kind, task.scale)


def _effort(features: int, rows: int, background: int) -> tuple[ExplainerKind, int]:
    """Return the explainer and its evaluations per row, from sizes only."""
    if features <= _EXACT_FEATURES and 2**features * rows * background <= _EXACT_BUDGET:
        return ExplainerKind.EXACT, 2**features
    once = 2 * features + 1
    permutations = _BUDGET // max(1, once * rows * background)
    return ExplainerKind.PERMUTATION, once * min(max(permutations, 1), _MOST_PERMUTATIONS)


class _Coded:
    """Tables as whole numbers for shap's masker, and back with every column's own type."""

    def __init__(self, task: _Task) -> None:
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
