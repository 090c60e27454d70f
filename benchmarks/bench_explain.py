"""How long does explaining trees take, ours beside shap's in the same run?"""

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.goals import Goal, Outcome, best
from core.checks.base import Attributions

ROWS, FEATURES, BACKGROUND, TREES = 100_000, 30, 100, 100
EXPLAINED = 10_000
Floats = npt.NDArray[np.float64]


@cache
def _table() -> tuple[Floats, npt.NDArray[np.int64]]:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(ROWS, FEATURES))
    points = rows[:, 0] + rows[:, 1] * rows[:, 2] + 0.6 * rows[:, 3] - 0.4 * np.abs(rows[:, 4])
    return rows, (points + rng.normal(size=ROWS) > 0).astype(np.int64)


@cache
def _booster() -> object:
    import lightgbm

    rows, truth = _table()
    names = [f"x{at}" for at in range(FEATURES)]
    settings = {"objective": "binary", "num_leaves": 31, "verbose": -1, "num_threads": 2, "seed": 1}
    data = lightgbm.Dataset(rows[:20_000], truth[:20_000], feature_name=names)
    return lightgbm.train(settings, data, TREES)


def _explainer() -> object:
    import shap

    masker = shap.maskers.Independent(_table()[0][:BACKGROUND], max_samples=BACKGROUND)
    return shap.TreeExplainer(_booster(), masker, feature_perturbation="interventional")


def interventional() -> Outcome:
    """Explain 10,000 rows against 100 background rows with 100 trees."""
    from core.statistics.tree_shapley import Tree, forest

    explainer, (rows, _) = _explainer(), _table()
    part, background = rows[BACKGROUND : BACKGROUND + EXPLAINED], rows[:BACKGROUND]
    found = explainer.model  # type: ignore[attr-defined]
    trees = [
        Tree(
            left=found.children_left[at],
            right=found.children_right[at],
            default=found.children_default[at],
            column=found.features[at],
            threshold=found.thresholds[at],
            value=found.values[at][:, 0],
        )
        for at in range(len(found.values))
    ]

    def work() -> Floats:
        ready = forest(trees, background, owners=list(range(FEATURES)), features=FEATURES)
        return ready.values(part)

    ours = best(work, 2)
    theirs: list[Floats] = []
    peer = best(
        lambda: theirs.append(explainer.shap_values(part, check_additivity=False)),  # type: ignore[attr-defined]
        1,
    )
    gap = float(np.abs(work() - theirs[0]).max())
    return Outcome(
        ours=ours,
        peer=peer,
        met=peer >= 5 * ours and gap <= 1e-5,
        difference=gap,
        note="shap works in part in single precision; our values add up to 1e-12",
    )


def _explained(table: pd.DataFrame, order: npt.NDArray[np.int64]) -> Attributions:
    """Explain drawn rows from the opened model on, as the model worker does."""
    from core.artifacts.lightgbm import FORMAT
    from core.checks.base import Repeats
    from core.inventory import ArtifactFormat
    from core.jobs.requests import ModelRequest, ModelTask
    from core.jobs.worker_explain import explain
    from core.progress import SILENT

    model = FORMAT.open_model(_booster().model_to_string().encode(), {})  # type: ignore[attr-defined]
    request = ModelRequest(
        task=ModelTask.EXPLAIN, format=ArtifactFormat.LIGHTGBM, explained_class="1", seed=7
    )
    background = table.iloc[:BACKGROUND]
    facts, values = explain(model, request, rows=table.iloc[order], background=background, progress=SILENT)
    return Attributions(
        values=values.to_numpy()[:, :-1],
        outputs=values["output"].to_numpy(),
        rows=order[: facts.rows],
        base=facts.base,
        features=tuple(table.columns),
        background_rows=BACKGROUND,
        background_digest="",
        explainer=facts.explainer,
        scale=facts.scale,
        float32=facts.float32,
        repeats=Repeats(
            limit=facts.limit,
            stable=facts.stable,
            rows=facts.repeated,
            again=facts.again,
            importances=facts.importances,
        ),
    )


def standard() -> Outcome:
    """Explain a data set of 100,000 rows and judge it, from the opened model to the verdict."""
    from dataclasses import replace

    from core.checks.registry import get
    from core.progress import SILENT
    from tests.core.checks.inputs import explained as example

    table = pd.DataFrame(_table()[0], columns=[f"x{at}" for at in range(FEATURES)])
    order = np.random.default_rng([7, 0]).permutation(ROWS)[:EXPLAINED].astype(np.int64)
    used: list[int] = []
    _explained(table.iloc[:2000], np.arange(2000))  # worker processes have imported everything beforehand

    def work() -> None:
        found = _explained(table, order)
        used.append(len(found.rows))
        data = replace(example(), table=table, features=found.features, attributions=found)
        get("explanation").run(data, SILENT)

    ours = best(work, 2)
    return Outcome(ours=ours, met=ours < 5, note=f"{used[-1]} of at most {EXPLAINED} rows were needed")


GOALS = (
    Goal(
        id="explain_interventional",
        work="attributions of 10,000 rows, 30 features, 100 background rows, 100 trees",
        limit="at least 5 times shap",
        peer="shap.TreeExplainer, interventional",
        measure=interventional,
    ),
    Goal(
        id="explain_standard",
        work="explanation of a standard check: 100,000 rows, 30 features, from the model to the verdict",
        limit="less than 5 s",
        measure=standard,
    ),
)
