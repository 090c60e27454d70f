"""Are shifts of the inputs measured as a second calculation finds them?"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import stats

from core.canonical import canonical
from core.checks.parts.shifted import ShiftKind, stress
from core.checks.sensitivity import CHECK, ask
from core.ids import Exact
from core.inventory import Task
from core.options import PLAIN, CheckOptions, FeatureRule
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Conclusion, Measurement, Verdict
from core.statistics.perturbation import paired_shift
from tests.core.checks.applicants import amounts, chance, lending, model
from tests.core.checks.asking import answered, ran

Floats = npt.NDArray[np.float64]


def figure(result: CheckResult, measure: str, subject: str | None = None) -> Measurement:
    found = [item for item in result.measurements if item.measure == measure]
    return next(item for item in found if subject is None or item.subject == subject)


def line(result: CheckResult, kind: str, feature: str, step: float) -> dict[str, float]:
    table = next(item for item in result.tables if item.id == "shifts")
    keys = zip(table.column("kind"), table.column("feature"), table.column("step"), strict=True)
    at = list(keys).index((kind, feature, step))
    return {
        column.name: float(column.values[at] or 0)
        for column in table.columns
        if isinstance(column.values[at], float | int)
    }


def verdict(result: CheckResult, measure: str) -> Conclusion:
    return next(item for item in result.conclusions if item.measure == measure)


def test_a_shift_gives_the_figures_a_second_calculation_gives() -> None:
    data = lending(700)
    result = ran(CHECK, data, model())
    rows = data.table[list(data.features)]
    sd = rows["income"].std()
    moved = rows.assign(income=(rows["income"] - sd).clip(rows["income"].min()))
    before, after = chance(rows), chance(moved)
    found = line(result, "step", "income", -1)
    assert found["score"] == pytest.approx((after - before).mean())
    low, high = stats.t.interval(0.95, 699, loc=(after - before).mean(), scale=stats.sem(after - before))
    assert found["score_low"] == pytest.approx(low)
    assert found["score_high"] == pytest.approx(high)
    assert found["selection"] == pytest.approx((after >= 0.5).mean() - (before >= 0.5).mean())
    book = before >= 0.5
    assert found["unfavorable"] == pytest.approx(((1 - after) - (1 - before))[book].mean())
    assert figure(result, "expected_unfavorable").value == pytest.approx((1 - before)[book].mean())


def test_the_joint_scenario_worsens_every_number_along_its_effect() -> None:
    data = lending(400)
    result = ran(CHECK, data, model())
    assert result.definition.parameters["worsened"] == "-income, +debt"
    rows = data.table[list(data.features)]
    worse = rows.assign(
        income=(rows["income"] - 2 * rows["income"].std()).clip(rows["income"].min()),
        debt=rows["debt"] + 2 * rows["debt"].std(),
    )
    found = line(result, "scenario", "", 2)
    assert found["score"] == pytest.approx((chance(worse) - chance(rows)).mean())
    falls = [line(result, "scenario", "", step)["selection"] for step in (1, 2, 3)]
    assert falls == sorted(falls, reverse=True)
    assert (figure(result, "stressed_unfavorable").value or 0) > (
        figure(result, "expected_unfavorable").value or 1
    )


def test_a_risk_score_gives_the_same_stress_as_the_chance() -> None:
    good = ran(CHECK, lending(400), model())
    risk = ran(CHECK, lending(400, unfavorable=True), model(unfavorable=True))
    assert risk.definition.parameters["worsened"] == good.definition.parameters["worsened"]
    for measure in ("expected_unfavorable", "stressed_unfavorable"):
        assert figure(risk, measure).value == pytest.approx(figure(good, measure).value)
    up, down = line(good, "step", "income", 1), line(risk, "step", "income", 1)
    assert up["score"] == pytest.approx(-down["score"])
    assert up["selection"] == down["selection"]


def steep(asked: pd.DataFrame) -> Floats:
    found: Floats = 1 / (1 + np.exp(-(asked["income"].to_numpy(dtype=float) - 3000) / 20))
    return found


def flat(asked: pd.DataFrame) -> Floats:
    found: Floats = 1 / (1 + np.exp(-(asked["income"].to_numpy(dtype=float) - 1500) / 4000))
    return found


def test_one_dominant_feature_fails_and_a_steady_model_passes() -> None:
    failed = verdict(ran(CHECK, lending(of=steep), model(steep)), "largest_selection_shift")
    assert failed.verdict is Verdict.FAILED
    assert failed.subject in {"income −1 SD", "income +1 SD"}
    passed = verdict(ran(CHECK, lending(of=flat), model(flat)), "largest_selection_shift")
    assert passed.verdict is Verdict.PASSED


def test_few_rows_decide_nothing() -> None:
    data = lending(30)
    assert verdict(ran(CHECK, data, model()), "largest_selection_shift").verdict is Verdict.NOT_DECIDABLE


def test_the_largest_shift_has_a_wider_interval_than_the_same_shift_alone() -> None:
    result = ran(CHECK, lending(500), model())
    largest = verdict(result, "largest_selection_shift")
    alone = figure(result, "selection_rate_shift", largest.subject).interval
    assert alone is not None
    assert largest.interval is not None
    ends = (largest.interval.low, largest.interval.high, alone.low, alone.high)
    low, high, single_low, single_high = (float(end or 0) for end in ends)
    assert high - low > single_high - single_low


def test_values_keep_their_sign_and_what_a_rule_allows() -> None:
    data = lending(300)
    rule = FeatureRule(column="income", low=Exact("1000"), high=Exact("4000"))
    for given, low, high in (
        (replace(data, options=PLAIN), data.table["income"].min(), np.inf),
        (replace(data, options=CheckOptions(rules=(rule,))), 1000, 4000),
    ):
        steps = [shift for shift in stress(given).shifts if shift.kind is ShiftKind.STEP]
        moved = np.concatenate(
            [np.asarray(shift.block.changed["income"]) for shift in steps if shift.feature == "income"]
        )
        assert moved.min() >= low
        assert moved.max() <= high
    ages = [
        np.asarray(s.block.changed["age"]) for s in stress(data).shifts if s.feature == "age" and s.step == 3
    ]
    assert ages[0].dtype == data.table["age"].dtype


def test_a_number_as_output_is_judged_against_its_spread() -> None:
    data, asked = amounts()
    result = ran(CHECK, data, asked)
    found = verdict(result, "largest_relative_shift")
    # The income makes nearly all of the spread: one of its standard deviations is one of the output's.
    assert found.value == pytest.approx(1.0, abs=0.05)
    assert found.subject in {"income +1 SD", "income −1 SD"}
    assert not any(item.measure == "selection_rate" for item in result.measurements)


def test_multiclass_rates_are_those_of_the_favorable_class() -> None:
    data = replace(lending(300), task=Task.MULTICLASS, cut_off=None, score_means=None)
    result = ran(CHECK, data, model())
    assert figure(result, "selection_rate").value == pytest.approx((chance(data.table) >= 0.5).mean())
    assert not any(item.measure == "expected_unfavorable" for item in result.measurements)


def test_reasons_are_said_where_nothing_can_be_measured() -> None:
    data = lending(60)
    assert {item.reason.code for item in CHECK.run(data, SILENT).conclusions} == {ReasonCode.NO_ARTIFACT}
    silent = ran(CHECK, data, lambda asked: (None, None))
    assert {item.reason.code for item in silent.conclusions} == {ReasonCode.QUESTIONS_REFUSED}


def test_categories_only_leave_the_largest_shift_without_value() -> None:
    def of(asked: pd.DataFrame) -> Floats:
        return np.where(asked["job"] == "clerk", 0.8, 0.3)

    data = replace(lending(200), features=("job", "owner", "region"))
    result = ran(CHECK, data, model(of))
    assert verdict(result, "largest_selection_shift").reason.code is ReasonCode.NOTHING_TO_MOVE
    share = (data.table["job"] == "clerk").mean()
    assert ask(data, answered(CHECK, data, model(of)).answers[CHECK.id]) is None
    table = next(item for item in result.tables if item.id == "shifts")
    found = dict(zip(table.column("value"), table.column("selection"), strict=True))
    assert found["clerk"] == pytest.approx(1 - share)
    assert found["farmer"] == pytest.approx(-share)


def test_the_same_input_gives_the_same_bytes() -> None:
    data = answered(CHECK, lending(200), model())
    assert canonical(CHECK.run(data, SILENT)) == canonical(CHECK.run(data, SILENT))


def test_a_paired_change_without_any_change_is_not_certain_and_signs_can_be_swapped() -> None:
    change, low, high = paired_shift(0, 0, 100)
    assert change == 0
    assert low < 0 < high
    assert low == pytest.approx(-high)
    assert paired_shift(30, 10, 200)[1:] == tuple(-end for end in reversed(paired_shift(10, 30, 200)[1:]))


@pytest.mark.full
@pytest.mark.parametrize(("up", "down"), [(0.02, 0.01), (0.3, 0.1), (0.4, 0.4), (0.0, 0.05)])
def test_the_interval_of_a_paired_change_covers_the_truth(up: float, down: float) -> None:
    rng = np.random.default_rng(8)
    for rows in (60, 400):
        drawn = rng.multinomial(rows, [up, down, 1 - up - down], size=3000)
        bounds = [paired_shift(int(a), int(b), rows) for a, b, _ in drawn]
        covered = np.mean([low <= up - down <= high for _, low, high in bounds])
        assert covered > 0.93
