"""Are explanations accepted only if they add up, and laid out as they are?"""

from dataclasses import replace

import numpy as np
import pytest

from core.canonical import canonical
from core.checks.base import Attributions, CheckInput, Repeats
from core.checks.registry import get
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, DataTable, Verdict
from core.statistics.ranks import spearman
from tests.core.checks.inputs import explained


def run(data: CheckInput) -> CheckResult:
    return get("explanation").run(data, SILENT)


def table(result: CheckResult, name: str) -> DataTable:
    return next(item for item in result.tables if item.id == name)


def moved(by: float, *, float32: bool = False, scale: float = 1.0) -> CheckInput:
    data = explained(float32=float32)
    found = data.attributions
    assert found is not None
    outputs = found.outputs * scale
    outputs[3] += by
    changed = replace(found, values=found.values * scale, base=found.base * scale, outputs=outputs)
    return replace(data, attributions=changed)


@pytest.mark.parametrize(
    ("by", "float32", "scale", "verdict"),
    [
        (0.0, False, 1.0, Verdict.PASSED),
        (5e-7, False, 1.0, Verdict.PASSED),
        (2e-6, False, 1.0, Verdict.FAILED),
        (5e-6, True, 1.0, Verdict.PASSED),
        (2e-3, True, 1.0, Verdict.FAILED),
        (1e-4, True, 1e4, Verdict.PASSED),
    ],
)
def test_additivity_is_judged_by_the_precision_of_the_model(
    by: float, float32: bool, scale: float, verdict: Verdict
) -> None:
    result = run(moved(by, float32=float32, scale=scale))
    added = result.conclusions[0]
    assert (added.measure, added.verdict) == ("additivity_deviation", verdict)
    assert added.threshold is not None
    assert added.threshold.number > 0


def test_attributions_that_are_no_numbers_fail() -> None:
    result = run(moved(float("nan")))
    assert result.verdict is Verdict.FAILED
    assert result.conclusions[0].reason.code is ReasonCode.ADDITIVITY_BROKEN
    assert result.conclusions[0].value is None


def test_importance_is_the_mean_absolute_attribution_in_falling_order() -> None:
    data = explained()
    assert data.attributions is not None
    found = table(run(data), "global_importance")
    assert found.column("feature") == ("x0", "x1", "x2", "x3")
    means = np.abs(data.attributions.values).mean(axis=0)
    assert np.array(found.column("mean_abs"), dtype=float) == pytest.approx(means)
    for low, mean, high in zip(
        found.column("low"), found.column("mean_abs"), found.column("high"), strict=True
    ):
        assert float(low or 0) < float(mean or 0) < float(high or 0)


def test_a_clear_order_is_stable_and_noise_is_not() -> None:
    stable = {item.measure: item.value for item in run(explained()).measurements}
    assert stable["rank_stability"] == pytest.approx(1.0, abs=0.02)
    data = explained(rows=30, features=12)
    noise = np.random.default_rng(1).normal(size=(30, 12))
    assert isinstance(data.attributions, Attributions)
    shaky = run(replace(data, attributions=replace(data.attributions, values=noise)))
    assert ({item.measure: item.value for item in shaky.measurements}["rank_stability"] or 0) < 0.9


def test_spearman_equals_scipy() -> None:
    from scipy.stats import spearmanr

    rng = np.random.default_rng(2)
    rows, against = rng.integers(0, 5, (6, 9)).astype(float), rng.integers(0, 5, 9).astype(float)
    wanted = [spearmanr(row, against).statistic for row in rows]
    assert spearman(rows, against) == pytest.approx(wanted)


def test_the_beeswarm_is_a_seeded_sample_with_places_between_0_and_1() -> None:
    data = explained(rows=900)
    first, again = table(run(data), "beeswarm"), table(run(data), "beeswarm")
    assert first == again
    assert len(first.column("feature")) == 400 * 4
    places = np.array(first.column("position"), dtype=float)
    assert (places >= 0).all()
    assert (places <= 1).all()
    other = table(run(replace(data, seed=8)), "beeswarm")
    assert other != first


def test_text_has_no_place_in_the_beeswarm() -> None:
    data = explained()
    result = run(replace(data, table=data.table.assign(x0="text")))
    swarm = table(result, "beeswarm")
    places = [p for f, p in zip(swarm.column("feature"), swarm.column("position"), strict=True) if f == "x0"]
    assert set(places) == {None}
    assert "text" in table(result, "local").column("value")


def test_one_row_is_laid_out_with_base_and_output() -> None:
    data = explained()
    result = run(data)
    local, parameters = table(result, "local"), result.definition.parameters
    total = float(parameters["base"]) + sum(float(part or 0) for part in local.column("attribution"))
    assert total == pytest.approx(float(parameters["output"]))
    assert parameters["local_row"] == 0
    assert {"background_rows", "background_digest", "explainer", "scale"} <= set(parameters)


def test_how_the_values_lie_in_memory_changes_no_byte() -> None:
    data = explained()
    assert data.attributions is not None
    columns = replace(data.attributions, values=np.asfortranarray(data.attributions.values))
    assert canonical(run(replace(data, attributions=columns))) == canonical(run(data))


def test_a_sample_of_the_rows_is_said_to_be_one() -> None:
    data = explained()
    assert data.attributions is not None
    part = replace(
        data.attributions,
        values=data.attributions.values[:50],
        outputs=data.attributions.outputs[:50],
        rows=data.attributions.rows[:50],
    )
    result = run(replace(data, attributions=part))
    assert result.notes[0].values == {"n": 50, "total": 200}
    assert result.definition.rows == 50


@pytest.mark.parametrize(
    ("stable", "limit", "said"),
    [
        (True, 0, set()),
        (False, 0, {ReasonCode.STOPPED_UNSTABLE}),
        (True, 1000, {ReasonCode.STOPPED_STABLE}),
    ],
)
def test_the_notes_say_whether_the_order_held_in_the_redraws(
    limit: int, said: set[ReasonCode], *, stable: bool
) -> None:
    data = explained()
    assert data.attributions is not None
    rows = len(data.attributions.rows)
    repeats = Repeats(limit=rows + limit, stable=stable, rows=rows, again=0.0, importances=((1.0, 2.0),))
    held = replace(data, attributions=replace(data.attributions, repeats=repeats))
    named = {note.code for note in run(held).notes}
    assert named & {ReasonCode.STOPPED_STABLE, ReasonCode.STOPPED_UNSTABLE} == said
