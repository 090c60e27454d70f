"""Which small models and tables do the tests use?"""

import io
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from core.canonical import sha256
from core.ids import Digest
from core.inventory import Artifact, ArtifactFormat
from core.texts import Language, Text

TEXTS, NUMBERS = ["job", "home"], ["age", "amount"]


@cache
def table(rows: int = 160) -> pd.DataFrame:
    """A mixed table with missing cells and a target "good"/"bad"."""
    draw = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "job": draw.choice(["skilled", "unskilled", "self-employed"], rows),
            "home": draw.choice(["own", "rent"], rows),
            "age": draw.integers(18, 80, rows).astype(float),
            "amount": draw.gamma(2.0, 1500.0, rows).round(),
        }
    )
    chance = 0.3 * (frame["home"] == "own") + 0.01 * frame["age"] - frame["amount"] / 20_000
    frame["result"] = np.where(chance + draw.normal(0, 0.2, rows) > 0.5, "good", "bad")
    return frame


def pipeline(final: BaseEstimator, *, ordinal: bool = False, impute: bool = True) -> Pipeline:
    """A pipeline with the usual preparation of mixed columns."""
    encoder = (
        OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        if ordinal
        else OneHotEncoder(handle_unknown="ignore")
    )
    text = make_pipeline(SimpleImputer(strategy="most_frequent"), encoder) if impute else encoder
    prepared = ColumnTransformer(
        [
            ("text", text, TEXTS),
            ("number", make_pipeline(SimpleImputer(), StandardScaler()), NUMBERS),
        ]
    )
    return Pipeline([("prepare", prepared), ("model", final)])


def exportable() -> Pipeline:
    """A pipeline that skl2onnx can convert: it has no rule for missing text."""
    frame = table()
    return pipeline(LogisticRegression(), impute=False).fit(frame[TEXTS + NUMBERS], frame["result"])


def fitted(final: BaseEstimator | None = None, *, ordinal: bool = False, target: str = "result") -> Pipeline:
    """A pipeline fitted on the table."""
    frame = table()
    final = LogisticRegression() if final is None else final
    return pipeline(final, ordinal=ordinal).fit(frame[TEXTS + NUMBERS], frame[target])


def stored(
    model: object, folder: Path, features: tuple[str, ...] = (*TEXTS, *NUMBERS)
) -> tuple[Path, Artifact]:
    """A model saved as skops, with its record."""
    return kept(skops.io.dumps(model), folder / "model.skops", features)


def kept(data: bytes, path: Path, features: tuple[str, ...] = (*TEXTS, *NUMBERS)) -> tuple[Path, Artifact]:
    """A model file and its record."""
    path.write_bytes(data)
    artifact = Artifact(
        format=ArtifactFormat(path.suffix[1:]),
        digest=Digest(sha256(data)),
        size=len(data),
        file_name=Text(path.name, Language.ENGLISH),
        features=features,
        libraries={},
        estimator="",
    )
    return path, artifact


def hostile(model: object) -> bytes:
    """The bytes of a skops file, whatever types it holds."""
    buffer = io.BytesIO()
    skops.io.dump(model, buffer)
    return buffer.getvalue()
