"""Do results from the statistics process equal those computed here, value for value?"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from core.canonical import result_digest
from core.checks.base import Attributions, CheckInput
from core.checks.registry import get
from core.errors import PruefsteinError, UserError
from core.ids import Exact
from core.inventory import CutOff, Grouping, ScoreMeans, Task
from core.jobs.judging import judge
from core.policy import Policy
from core.progress import SILENT
from core.risk import Band
from tests.core.jobs.test_process import Recorder

CHECKS = ("group_fairness", "performance", "explanation")


def policy() -> Policy:
    return Policy(
        schema=1,
        name="Test",
        version="1",
        minimum_group=30,
        minimum_share=Exact("0"),
        confidence=Exact("0.95"),
        copy_limit_mb=1,
        severity_days={},
        tiers={},
        thresholds=(),
    )


def attributions(draw: np.random.Generator) -> Attributions:
    values = draw.normal(0, 0.05, (20, 2))
    return Attributions(
        values=values,
        base=0.5,
        outputs=0.5 + values.sum(axis=1),
        rows=np.arange(20),
        features=("age", "income"),
        background_rows=10,
        background_digest="0" * 64,
        explainer="exact",
        scale="probability of the favorable class",
        float32=False,
    )


def given() -> CheckInput:
    """Two groups, scores in sixths, some missing cells, and made-up attributions that add up."""
    draw = np.random.default_rng(8)
    rows = 240
    table = pd.DataFrame(
        {
            "sex": pd.Series(draw.choice(["f", "m"], rows), dtype="str"),
            "age": draw.integers(18, 70, rows),
            "income": np.where(draw.random(rows) < 0.1, np.nan, draw.gamma(2, 900, rows)),
            "paid": pd.Series(draw.choice(["0", "1"], rows), dtype="str"),
        }
    )
    score = draw.integers(0, 7, rows) / 6
    return CheckInput(
        table=table,
        task=Task.BINARY,
        target="paid",
        favorable="1",
        features=("age", "income"),
        groupings=(Grouping(column="sex"), Grouping(column="age", edges=(Exact("25"),))),
        weight=None,
        score=score,
        predicted=np.where(score >= float(Fraction("5/6")), "1", "0").astype(object),
        cut_off=CutOff(value=Exact("5/6"), score_means=ScoreMeans.FAVORABLE),
        score_means=ScoreMeans.FAVORABLE,
        attributions=attributions(draw),
        policy=policy(),
        tier=Band.HIGH,
        seed=7,
    )


def test_checks_in_the_statistics_process_give_what_they_give_here() -> None:
    data, recorder = given(), Recorder()
    results = judge(CHECKS, data, recorder)
    assert [result.check for result in results] == list(CHECKS)
    for name, result in zip(CHECKS, results, strict=True):
        assert result_digest(result) == result_digest(get(name).run(data, SILENT)), name
    fractions = [fraction for fraction, _ in recorder.said]
    assert fractions == sorted(fractions)


def test_a_run_without_scores_and_attributions_crosses_too() -> None:
    data = replace(given(), attributions=None, score=None, predicted=None, cut_off=None, score_means=None)
    (result,) = judge(("performance",), data)
    assert result_digest(result) == result_digest(get("performance").run(data, SILENT))


def test_what_goes_wrong_over_there_is_said_here() -> None:
    with pytest.raises(UserError, match="no_such_check"):
        judge(("no_such_check",), given())


def test_a_defect_is_said_without_a_traceback() -> None:
    data = replace(given(), policy=replace(policy(), confidence=Exact("certain")))
    with pytest.raises(PruefsteinError) as caught:
        judge(("performance",), data)
    assert "defect in the program" in str(caught.value)
    assert "Traceback" not in str(caught.value)
