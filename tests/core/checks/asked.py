"""Which tables and plain models do the tests of asking checks use?"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.checks.base import CheckInput
from core.inventory import Grouping, Task
from tests.core.checks.inputs import binary, regression

FEATURES = ("income", "debt", "job", "age", "owner")


def people(rows: int = 300, seed: int = 4) -> pd.DataFrame:
    """Applicants: numbers with gaps, whole numbers, categories, truth values."""
    rng = np.random.default_rng(seed)
    income = rng.gamma(4.0, 10.0, rows).round(1)
    income[::17] = np.nan
    return pd.DataFrame(
        {
            "income": income,
            "debt": rng.integers(0, 60, rows),
            "job": pd.Series(rng.choice(["clerk", "nurse", "pilot"], rows), dtype="str"),
            "age": rng.integers(18, 80, rows),
            "owner": rng.random(rows) < 0.4,
            "sex": pd.Series(rng.choice(["f", "m"], rows), dtype="str"),
        }
    )


def score_of(table: pd.DataFrame) -> npt.NDArray[np.float64]:
    """A smooth model: the chance of the favorable class "1"."""
    income = table["income"].fillna(20.0).to_numpy(dtype=float)
    job = table["job"].map({"clerk": 0.0, "nurse": 0.4, "pilot": 1.0}).to_numpy(dtype=float)
    points = (
        0.06 * (income - 40)
        - 0.05 * (table["debt"].to_numpy(dtype=float) - 30)
        + job
        + 0.02 * (table["age"].to_numpy(dtype=float) - 45)
        + 0.3 * table["owner"].to_numpy(dtype=float)
    )
    chance: npt.NDArray[np.float64] = 1 / (1 + np.exp(-points))
    return chance


def says(table: pd.DataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    """The model as the engine asks it."""
    score = score_of(table)
    return score, np.where(score >= 0.5, "1", "0").astype(object)


def applicants(rows: int = 300, seed: int = 4) -> CheckInput:
    """A binary task whose model is `says`."""
    table = people(rows, seed)
    score, predicted = says(table)
    truth = (np.random.default_rng(seed).random(rows) < score).astype(int)
    data = binary(truth, predicted, score=score)
    return replace(
        data,
        table=table.assign(target=truth),
        features=FEATURES,
        groupings=(Grouping(column="sex"),),
    )


def amounts(rows: int = 300, seed: int = 4) -> CheckInput:
    """A regression whose model is `score_of` times 100."""
    table = people(rows, seed)
    output = 100 * score_of(table)
    data = regression(output, output)
    return replace(data, table=table.assign(target=output + 1.0), features=FEATURES, task=Task.REGRESSION)


def says_amount(table: pd.DataFrame) -> tuple[npt.NDArray[np.float64], None]:
    """The regression model as the engine asks it."""
    return 100 * score_of(table), None
