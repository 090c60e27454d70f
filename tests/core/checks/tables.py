"""What tables do the checks of data look at here?"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from core.checks.base import CheckInput, Sample
from core.checks.registry import get
from core.ids import Digest
from core.inventory import Grouping
from core.options import CheckOptions, SampleRole
from core.policy import Relation, Threshold
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Conclusion, Measurement
from tests.core.checks.inputs import binary, limit, policy

DATA_CHECKS = ("data_quality", "drift", "leakage", "representation", "weak_spots")
FEATURES = ("age", "income", "job")
LIMITS = {
    "data_quality": (
        ("missing_share", "0.2"),
        ("duplicate_share", "0.01"),
        ("constant_columns", "0"),
        ("mixed_codings", "0"),
        ("new_category_share", "0.01"),
        ("future_share", "0.01"),
    ),
    "leakage": (
        ("feature_auc", "0.95"),
        ("feature_r2", "0.95"),
        ("target_copies", "0"),
        ("order_auc", "0.75"),
        ("train_overlap_excess", "0.01"),
        ("later_reference_share", "0.01"),
    ),
    "drift": (("psi", "0.25"), ("psi_score", "0.25"), ("psi_label", "0.25"), ("accuracy_loss", "0.05")),
    "weak_spots": (("slice_accuracy_gap", "0.2"), ("pair_accuracy_gap", "0.2"), ("slice_error_ratio", "2")),
    "representation": (("missing_groups", "0"),),
}


def limits() -> tuple[Threshold, ...]:
    named = [
        limit(check, measure, Relation.AT_MOST, number)
        for check, rows in LIMITS.items()
        for measure, number in rows
    ]
    least = limit("representation", "underrepresentation", Relation.AT_LEAST, "0.5")
    return (*named, least, limit("representation", "smallest_group", Relation.AT_LEAST, "30"))


def rows(seed: int, count: int = 3000) -> pd.DataFrame:
    """Clean applicants: nothing is planted."""
    rng = np.random.default_rng(seed)
    age = rng.normal(45, 12, count).round()
    income = rng.lognormal(8, 0.5, count)
    chance = 1 / (1 + np.exp(-(np.log(income) - 8) - 0.02 * (age - 45)))
    return pd.DataFrame(
        {
            "id": rng.permutation(10**6)[:count],
            "age": age,
            "income": income,
            "job": rng.choice(["farmer", "clerk", "other"], count, p=[0.2, 0.5, 0.3]),
            "sex": rng.choice(["f", "m"], count),
            "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 200, count), unit="D"),
            "target": np.where(rng.random(count) < chance, "good", "bad"),
        }
    )


def scored(table: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    raw = np.log(table["income"].to_numpy(dtype=float)) - 8 + 0.02 * (table["age"].to_numpy(dtype=float) - 45)
    return np.asarray(1 / (1 + np.exp(-raw)))


def clean(seed: int = 1, count: int = 3000) -> CheckInput:
    """A clean table with an earlier reference of the same population."""
    table = rows(seed, count)
    before = rows(seed + 100, count).assign(day=lambda frame: frame["day"] - pd.Timedelta(days=400))
    score, said = scored(table), scored(before)
    return replace(
        binary(None, np.where(score >= 0.5, "good", "bad"), favorable="good", score=score),
        table=table,
        target="target",
        features=FEATURES,
        groupings=(Grouping(column="sex"),),
        policy=policy(limits()),
        row_ids=("id",),
        as_of=date(2026, 11, 21),
        options=CheckOptions(time="day"),
        samples={
            SampleRole.REFERENCE: Sample(
                digest=Digest("1" * 64), table=before, score=said, predicted=classes(said)
            )
        },
    )


def classes(
    score: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    return np.where(score >= 0.5, "good", "bad").astype(object)


def with_table(data: CheckInput, table: pd.DataFrame) -> CheckInput:
    """The same input on other rows, scored anew."""
    score = scored(table)
    return replace(data, table=table, score=score, predicted=classes(score))


def with_reference(data: CheckInput, table: pd.DataFrame) -> CheckInput:
    said = scored(table)
    sample = Sample(digest=Digest("2" * 64), table=table, score=said, predicted=classes(said))
    return replace(data, samples={SampleRole.REFERENCE: sample})


def before(data: CheckInput) -> pd.DataFrame:
    found = data.samples[SampleRole.REFERENCE].table
    assert found is not None
    return found


def run(check: str, data: CheckInput) -> CheckResult:
    return get(check).run(data, SILENT)


def concluded(result: CheckResult, measure: str, subject: str | None = None) -> Conclusion:
    return next(
        item
        for item in result.conclusions
        if item.measure == measure and (subject is None or item.subject == subject)
    )


def figure(result: CheckResult, measure: str, subject: str | None = None) -> Measurement:
    return next(
        item
        for item in result.measurements
        if item.measure == measure and (subject is None or item.subject == subject)
    )


def noted(result: CheckResult, code: ReasonCode) -> dict[str, str | int | float]:
    return next(dict(note.values) for note in result.notes if note.code is code)
