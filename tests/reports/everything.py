"""What does every check find on one table in which there is something for each of them?"""

from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.checks.base import Attributions, CheckInput, Sample
from core.checks.registry import all_checks
from core.ids import Digest, Exact
from core.inventory import CutOff, DatasetKind, Grouping, ScoreMeans, Task
from core.options import Change, CheckOptions, Costs, Direction, FeatureRule, Grade, SampleRole
from core.policy import Relation, Threshold
from core.progress import SILENT
from core.results import CheckResult
from tests.core.checks.asking import answered
from tests.core.checks.inputs import binary, policy

ROWS = 900
FEATURES = ("Einkommen", "Alter", "Beschäftigung", "Verwendungszweck", "Wohnort_lang_benannt_je_Gemeinde")
EMPLOYMENT = ("angestellt", "selbständig", "arbeitslos")


def rows(seed: int, *, count: int = ROWS, shift: float = 0.0) -> pd.DataFrame:
    """Return applicants; `shift` moves incomes, so that the table drifts."""
    rng = np.random.default_rng(seed)
    sex = rng.choice(["f", "m"], count)
    income = np.round(rng.lognormal(7.8 + shift + 0.15 * (sex == "m"), 0.4, count))
    age = rng.integers(18, 75, count)
    employment = rng.choice(EMPLOYMENT, count, p=[0.6, 0.25, 0.15])
    table = pd.DataFrame(
        {
            "Einkommen": income,
            "Alter": age,
            "Beschäftigung": employment,
            "Verwendungszweck": rng.choice(["Auto", "Möbel", "Reise", "Umschuldung"], count),
            "Wohnort_lang_benannt_je_Gemeinde": rng.choice(["Nord", "Süd", "Ost"], count),
            "sex": sex,
            "stand": pd.Timestamp("2025-01-15") + pd.to_timedelta(rng.integers(0, 540, count), unit="D"),
        }
    )
    chance = 1 / (1 + np.exp(-_raw(table)))
    table["target"] = (rng.random(count) < chance).astype(int)
    score = scored(table)
    table["rating"] = pd.cut(score, [-1, 0.3, 0.5, 0.7, 0.85, 2], labels=list("EDCBA")).astype(str)
    flipped = rng.random(count) < 0.06
    table["entscheidung"] = np.where(flipped, 1 - (score >= 0.5), (score >= 0.5).astype(int))
    table.loc[rng.random(count) < 0.03, "Alter"] = np.nan
    return table


def _raw(table: pd.DataFrame) -> npt.NDArray[np.float64]:
    known = np.nan_to_num(table["Einkommen"].to_numpy(dtype=float), nan=2400.0)
    income = np.log(np.clip(known, 1.0, 1e9)) - 7.8
    age = np.nan_to_num(table["Alter"].to_numpy(dtype=float), nan=40.0)
    out = table["Beschäftigung"].to_numpy() == "arbeitslos"
    return np.asarray(0.6 + 1.8 * income + 0.02 * (age - 40) - 1.2 * out, dtype=np.float64)


def scored(table: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return what the model says: a chance of the favorable class, a little too sure of itself."""
    return np.asarray(1 / (1 + np.exp(-1.2 * _raw(table))), dtype=np.float64)


def model(questions: pd.DataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    """Answer like the confined worker."""
    score = scored(questions)
    return score, (score >= 0.5).astype(int).astype(str).astype(object)


def everything() -> CheckInput:
    """Return an input in which every check finds what it needs."""
    table = rows(1)
    score, predicted = model(table)
    data = binary(None, predicted, score=score)
    return replace(
        data,
        table=table,
        target="target",
        features=FEATURES,
        groupings=(Grouping(column="sex"), Grouping(column="Alter", edges=(Exact("25"),))),
        policy=policy((*policy().thresholds, *_limits())),
        attributions=_attributions(table, score),
        cut_off=CutOff(value=Exact("0.5"), score_means=ScoreMeans.FAVORABLE),
        options=_options(),
        samples=_samples(table, score),
    )


def _limits() -> tuple[Threshold, ...]:
    """Limit one measure of every check, so that there are verdicts to show."""
    return tuple(
        Threshold(
            check=check.id,
            measure=measure,
            relation=Relation.AT_MOST,
            limit=Exact("0.1"),
            source_en="test",
            source_de="Test",
        )
        for check in all_checks()
        for measure in sorted(check.measures)[:2]
        if check.id not in {"group_fairness", "performance", "explanation"}
    )


def _attributions(table: pd.DataFrame, score: npt.NDArray[np.float64]) -> Attributions:
    rng = np.random.default_rng(5)
    base = float(score.mean())
    share = rng.dirichlet((6, 3, 2, 1, 1), len(table))
    return Attributions(
        values=share * (score - base)[:, None],
        base=base,
        outputs=score,
        rows=np.arange(len(table)),
        features=FEATURES,
        background_rows=100,
        background_digest="0" * 64,
        explainer="permutation",
        scale="probability of the favorable class",
        float32=False,
    )


def _options() -> CheckOptions:
    return CheckOptions(
        time="stand",
        grade="rating",
        grades=tuple(Grade(label=label, pd=Exact(pd_)) for label, pd_ in zip("ABCDE", _PDS, strict=True)),
        decision="entscheidung",
        segments=("Beschäftigung", "sex", "Verwendungszweck"),
        controls=("Beschäftigung",),
        quasi_identifiers=("Alter", "sex", "Wohnort_lang_benannt_je_Gemeinde"),
        rules=(
            FeatureRule(column="Alter", change=Change.FIXED, expected=Direction.UP),
            FeatureRule(column="Einkommen", change=Change.UP, expected=Direction.UP, low=Exact("0")),
        ),
        costs=Costs(false_favorable=Exact("5")),
        population={"sex": {"f": Exact("0.51"), "m": Exact("0.49")}},
    )


_PDS = ("0.08", "0.2", "0.4", "0.6", "0.8")


def _samples(table: pd.DataFrame, score: npt.NDArray[np.float64]) -> dict[SampleRole, Sample]:
    before = rows(2, shift=0.15)
    said, predicted = model(before)
    other = np.clip(score + np.random.default_rng(3).normal(0, 0.05, len(score)), 0.001, 0.999)
    classes = (other >= 0.5).astype(int).astype(str).astype(object)
    near = score + 1e-9
    return {
        SampleRole.REFERENCE: Sample(
            digest=Digest("1" * 64), table=before, score=said, predicted=predicted, kind=DatasetKind.TRAINING
        ),
        SampleRole.OTHER_VERSION: Sample(digest=Digest("2" * 64), score=other, predicted=classes),
        SampleRole.OTHER_ARTIFACT: Sample(
            digest=Digest("3" * 64),
            score=near,
            predicted=(near >= 0.5).astype(int).astype(str).astype(object),
        ),
    }


@cache
def result_of(check: str) -> CheckResult:
    """Return what a check finds, once."""
    wanted = next(item for item in all_checks() if item.id == check)
    data = everything()
    if Task.BINARY not in wanted.tasks:
        return wanted.run(data, SILENT)
    if wanted.ask is not None:
        data = answered(wanted, data, model)
    return wanted.run(data, SILENT)


def results() -> tuple[CheckResult, ...]:
    """Return what every check finds."""
    return tuple(result_of(check.id) for check in all_checks())
