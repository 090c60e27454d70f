"""How were the models of the example made?

Run with the extra `example` installed:

    python resources/examples/train.py [FOLDER]

Splits the 1,000 loans in halves with a fixed seed, trains every model on the first half, and stores
each as skops and ONNX together with the rows held back. The seed was chosen so that the example shows
a failed and a not decidable result; it says nothing about the lending of any bank today.

From one more model, which is not kept, the table is written that a supplier might send: predictions
for the rows held back, in a file as office programs save them.
"""

import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io
from skl2onnx import to_onnx
from skl2onnx.common.data_types import Int64TensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).parent
SEED = 5
MEASURED = ("laufzeit", "hoehe", "alter")
"""Columns that hold quantities; all others hold codes without a scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One model: what it predicts, and how it is fitted."""

    name: str
    target: str
    estimator: LogisticRegression | RandomForestClassifier | GradientBoostingRegressor | Ridge
    left_out: tuple[str, ...] = ("kredit",)
    """Columns that are not known when the model is asked, beside the target."""


SUPPLIED = "lieferung_scores.csv"
SUPPLIED_CUT_OFF = 0.7
SUPPLIED_TITLE = (
    "Beispiel: Prognosen für 500 Ratenkredite – aus South German Credit abgeleitet (CC BY 4.0, Grömping 2019)"
)


def recipes() -> tuple[Recipe, ...]:
    """Return every model of the example."""
    forest = RandomForestClassifier(n_estimators=20, max_depth=5, min_samples_leaf=8, random_state=SEED)
    boosting = GradientBoostingRegressor(n_estimators=60, max_depth=3, random_state=SEED)
    return (
        Recipe(name="kredit_logreg", target="kredit", estimator=LogisticRegression(max_iter=1000)),
        Recipe(name="kredit_forest", target="kredit", estimator=forest),
        Recipe(name="hoehe_boosting", target="hoehe", estimator=boosting),
        Recipe(name="laufzeit_ridge", target="laufzeit", estimator=Ridge(alpha=5.0)),
        Recipe(name="telef_logreg", target="telef", estimator=LogisticRegression(max_iter=1000, C=0.3)),
    )


def split(loans: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows to learn from and the rows held back, 500 each, with equal shares of bad loans."""
    learned, held_back = train_test_split(loans, test_size=0.5, random_state=SEED, stratify=loans["kredit"])
    return learned.sort_index(), held_back.sort_index()


def features_of(recipe: Recipe, loans: pd.DataFrame) -> list[str]:
    """Return the columns the model may look at."""
    return [name for name in loans.columns if name not in {recipe.target, *recipe.left_out}]


def fit(recipe: Recipe, learned: pd.DataFrame) -> Pipeline:
    """Fit one model: codes one-hot, quantities scaled."""
    features = features_of(recipe, learned)
    measured = [name for name in features if name in MEASURED]
    coded = [name for name in features if name not in MEASURED]
    columns = ColumnTransformer(
        [
            ("codes", OneHotEncoder(handle_unknown="ignore", sparse_output=False), coded),
            ("quantities", StandardScaler(), measured),
        ]
    )
    return make_pipeline(columns, recipe.estimator).fit(learned[features], learned[recipe.target])


def save(recipe: Recipe, pipeline: Pipeline, features: list[str], folder: Path) -> None:
    """Store one model as skops and as ONNX with one input per column."""
    skops.io.dump(
        pipeline, folder / f"{recipe.name}.skops", compression=zipfile.ZIP_DEFLATED, compresslevel=9
    )
    inputs = [(name, Int64TensorType([None, 1])) for name in features]
    classifier = hasattr(pipeline, "predict_proba")
    options = {id(pipeline.steps[-1][1]): {"zipmap": False}} if classifier else None
    onnx = to_onnx(pipeline, initial_types=inputs, options=options, target_opset=17)
    (folder / f"{recipe.name}.onnx").write_bytes(onnx.SerializeToString())


def outputs(pipeline: Pipeline, rows: pd.DataFrame) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return the probability of the last class, or the predicted quantity."""
    if hasattr(pipeline, "predict_proba"):
        return np.asarray(pipeline.predict_proba(rows))[:, -1]
    return np.asarray(pipeline.predict(rows))


def supply(loans: pd.DataFrame, folder: Path) -> None:
    """Write what a supplier might send about the rows held back; its model sees no origin."""
    learned, held_back = split(loans)
    left_out = ("kredit", "gastarb", "famges")
    recipe = Recipe(
        name="supplied", target="kredit", estimator=LogisticRegression(max_iter=1000), left_out=left_out
    )
    features = features_of(recipe, loans)
    scores = outputs(fit(recipe, learned), held_back[features]).round(4)
    table = pd.DataFrame(
        {
            "Antrag": held_back.index + 1,
            "Alter": held_back["alter"],
            "Gastarbeiter": held_back["gastarb"].map({1: "ja", 2: "nein"}),
            "Laufzeit": held_back["laufzeit"],
            "Kreditbetrag": [f"{amount:,}".replace(",", ".") + ",00" for amount in held_back["hoehe"]],
            "Score": [f"{score:.4f}".replace(".", ",") for score in scores],
            "Prognose": ["gut" if score >= SUPPLIED_CUT_OFF else "schlecht" for score in scores],
            "Rückzahlung": held_back["kredit"].map({1: "gut", 0: "schlecht"}),
        }
    )
    text = table.to_csv(sep=";", index=False, lineterminator="\r\n")
    (folder / SUPPLIED).write_bytes(f"{SUPPLIED_TITLE}\r\n\r\n{text}".encode("cp1252"))


REVIEWED = "reviewed.csv"
GRADES = {"A": 0.05, "B": 0.12, "C": 0.25, "D": 0.45, "E": 1.01}
"""Grade, and the probability of a bad loan below which it is given."""
ACCEPTED_FROM = 5 / 6


def review(loans: pd.DataFrame, folder: Path) -> None:
    """Write the rows held back with three invented columns: day, rating grade and final decision.

    Grade and decision follow from the score of the logistic regression; clerks overrode 4 % of the
    acceptances and 10 % of the refusals, drawn at random.
    """
    learned, held_back = split(loans)
    recipe = next(item for item in recipes() if item.name == "kredit_logreg")
    features = features_of(recipe, loans)
    good = outputs(fit(recipe, learned), held_back[features])
    draws = np.random.default_rng(SEED)
    accepted = good >= ACCEPTED_FROM
    overridden = draws.random(len(good)) < np.where(accepted, 0.04, 0.10)
    days = pd.Timestamp("1974-01-01") + pd.to_timedelta(draws.integers(0, 365, len(good)), unit="D")
    limits = np.array(list(GRADES.values()))
    grades = np.array(list(GRADES))[np.searchsorted(limits, 1 - good, side="right")]
    table = held_back.assign(
        antrag_am=days.strftime("%Y-%m-%d"), klasse=grades, entscheidung=(accepted ^ overridden).astype(int)
    )
    table.to_csv(folder / REVIEWED, index=False, lineterminator="\n")


def main(folder: Path = HERE) -> None:
    """Train and store everything below a folder."""
    loans = pd.read_csv(HERE / "south_german_credit.csv")
    learned, held_back = split(loans)
    (folder / "models").mkdir(parents=True, exist_ok=True)
    learned.to_csv(folder / "learned.csv", index=False, lineterminator="\n")
    held_back.to_csv(folder / "held_back.csv", index=False, lineterminator="\n")
    for recipe in recipes():
        features = features_of(recipe, loans)
        pipeline = fit(recipe, learned)
        save(recipe, pipeline, features, folder / "models")
        scored = outputs(pipeline, held_back[features])
        print(f"{recipe.name}: mean output on {len(scored)} held-back rows {scored.mean():.6f}")
    supply(loans, folder)
    review(loans, folder)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
