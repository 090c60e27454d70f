"""Does the check find unstable models, and leave stable ones alone?"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from core.canonical import canonical
from core.checks.parts.disturbed import NOISE, Trial, disturbance
from core.checks.robustness import CHECK, ask
from core.inventory import Task
from core.options import PLAIN, CheckOptions, Direction, FeatureRule
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Measurement, RunState, Verdict
from tests.core.checks.applicants import amounts, chance, lending, model
from tests.core.checks.asking import Model, answered, ran

Floats = npt.NDArray[np.float64]


def figure(result: CheckResult, measure: str, subject: str | None = None) -> Measurement:
    return next(item for item in result.measurements if (item.measure, item.subject) == (measure, subject))


def verdict(result: CheckResult, measure: str) -> Conclusion:
    return next(item for item in result.conclusions if item.measure == measure)


def table(result: CheckResult, name: str) -> DataTable:
    return next(item for item in result.tables if item.id == name)


def test_a_smooth_monotone_model_passes() -> None:
    result = ran(CHECK, lending(), model())
    assert result.verdict is Verdict.PASSED
    assert {item.measure for item in result.conclusions} == {
        "noise_flip_rate",
        "tiny_flip_rate",
        "monotonicity_violations",
        "repeat_deviation",
    }
    assert figure(result, "monotonicity_violations", "income").value == 0
    assert figure(result, "repeat_deviation").value == 0


def test_few_rows_decide_nothing() -> None:
    result = ran(CHECK, lending(25), model())
    assert verdict(result, "noise_flip_rate").verdict is Verdict.NOT_DECIDABLE
    assert verdict(result, "noise_flip_rate").needed_n is not None
    assert verdict(result, "monotonicity_violations").verdict is Verdict.NOT_DECIDABLE


def jumpy(asked: pd.DataFrame) -> Floats:
    """Decides on the last digits of the income: every small change is a new throw."""
    return (asked["income"].to_numpy(dtype=float) * 1000 % 1.0) * 0.98 + 0.01


def test_a_model_that_decides_on_rounding_errors_fails() -> None:
    result = ran(CHECK, lending(of=jumpy), model(jumpy))
    for measure in ("noise_flip_rate", "tiny_flip_rate"):
        found = verdict(result, measure)
        assert found.verdict is Verdict.FAILED
        assert found.value == pytest.approx(0.5, abs=0.05)


def humped(asked: pd.DataFrame) -> Floats:
    """The chance falls again for the highest incomes."""
    income = asked["income"].to_numpy(dtype=float)
    return 1 / (1 + np.exp(((income - 3000) / 600) ** 2 - 1))


def test_a_model_against_the_expected_direction_fails_with_its_largest_violation() -> None:
    result = ran(CHECK, lending(of=humped), model(humped))
    found = verdict(result, "monotonicity_violations")
    assert (found.subject, found.verdict) == ("income", Verdict.FAILED)
    assert found.value == 1.0
    rows = table(result, "monotonicity")
    assert rows.column("expected") == ("up", "down")
    curve = table(result, "curves")
    places = [at for at, name in enumerate(curve.column("feature")) if name == "income"]
    medians = [float(curve.column("median")[at] or 0) for at in places]
    steps = np.diff(medians)
    # Only income counts here, so that every row has the same curve.
    assert rows.column("largest")[0] == pytest.approx(-steps.min())
    assert figure(result, "monotonicity_violation_rate", "income").value == pytest.approx((steps < 0).mean())


def test_directions_follow_what_is_good_for_the_person_when_the_score_is_a_risk() -> None:
    risk = ran(CHECK, lending(unfavorable=True), model(unfavorable=True))
    assert figure(risk, "monotonicity_violations", "income").value == 0
    turned = (FeatureRule(column="income", expected=Direction.DOWN),)
    wrong = replace(lending(unfavorable=True), options=CheckOptions(rules=turned))
    assert figure(ran(CHECK, wrong, model(unfavorable=True)), "monotonicity_violations", "income").value == 1


def stepped(asked: pd.DataFrame) -> Floats:
    """A cliff of the whole scale at an income of 3000."""
    return np.where(asked["income"].to_numpy(dtype=float) >= 3000, 0.51, 0.49)


def test_a_cliff_at_the_cut_off_shows_in_slope_and_flips() -> None:
    cliff = ran(CHECK, lending(of=stepped), model(stepped))
    smooth = ran(CHECK, lending(), model())
    assert figure(cliff, "near_cut_off_share").value == 1.0
    assert (figure(smooth, "near_cut_off_share").value or 1) < 0.1
    bands = table(cliff, "cut_off_bands")
    assert sum(int(n or 0) for n in bands.column("n")) == figure(cliff, "near_cut_off_share").n


def test_the_flip_rate_is_the_share_a_second_calculation_finds() -> None:
    data = lending(500)
    result = ran(CHECK, data, model())
    plan = disturbance(data)
    part = next(part for part in plan.parts if part.trial is Trial.JOINT and part.subject == NOISE)
    rows = data.table[list(data.features)].iloc[part.block.rows]
    moved = rows.assign(**{name: np.asarray(values) for name, values in part.block.changed.items()})
    changed = (chance(moved) >= 0.5) != (chance(rows) >= 0.5)
    found = figure(result, "noise_flip_rate")
    assert found.value == changed.mean()
    assert (found.numerator, found.denominator) == (changed.sum(), 500)
    shift = figure(result, "noise_shift").value
    assert shift == pytest.approx(np.abs(chance(moved) - chance(rows)).mean())
    spread = chance(rows).std()
    assert figure(result, "noise_relative_shift").value == pytest.approx((shift or 0) / spread)


def test_noise_has_the_stated_size_and_keeps_to_type_and_range() -> None:
    data = lending(4000)
    plan = disturbance(data)
    part = next(part for part in plan.parts if part.trial is Trial.SINGLE and part.subject == "income")
    income = data.table["income"].to_numpy()
    moved = np.asarray(part.block.changed["income"], dtype=float)
    assert (moved - income[part.block.rows]).std() == pytest.approx(0.1 * income.std(), rel=0.1)
    assert moved.min() >= income.min()
    ages = next(part for part in plan.parts if part.trial is Trial.SINGLE and part.subject == "age")
    assert np.asarray(ages.block.changed["age"]).dtype == data.table["age"].dtype


def test_swapped_categories_are_always_others_and_missing_ones_are_missing() -> None:
    data = lending(600)
    for part in disturbance(data).parts:
        for name, values in part.block.changed.items():
            before = data.table[name].iloc[part.block.rows].reset_index(drop=True)
            after = pd.Series(values)
            if part.trial is Trial.SWAP:
                assert (after != before).all()
            if part.trial is Trial.MISSING:
                assert after.isna().all()


def forgetful() -> Model:
    """Never says the same twice."""
    rng = np.random.default_rng(5)

    def of(asked: pd.DataFrame) -> Floats:
        return np.clip(chance(asked) + rng.normal(0, 0.001, len(asked)), 0, 1)

    return model(of)


def test_a_model_that_answers_differently_each_time_fails() -> None:
    found = verdict(ran(CHECK, lending(), forgetful()), "repeat_deviation")
    assert found.verdict is Verdict.FAILED
    assert found.reason.code is ReasonCode.REPEAT_BROKEN


def refusing(inner: Model) -> Model:
    """Takes no missing values in columns where none was missing, as the engine reports it."""

    def ask_(asked: pd.DataFrame) -> "tuple[Floats | None, npt.NDArray[np.object_] | None]":
        if asked["income"].isna().any() or asked["job"].isna().any():
            return None, None
        return inner(asked)

    return ask_


def test_a_model_that_refuses_missing_values_is_told_of_and_loses_nothing_else() -> None:
    result = ran(CHECK, lending(), refusing(model()))
    assert result.verdict is Verdict.PASSED
    note = next(note for note in result.notes if note.code is ReasonCode.MISSING_REFUSED)
    assert note.values["features"] == "income, job, region"
    assert figure(result, "missing_flip_rate", "debt").n == 1500
    impossible = next(note for note in result.notes if note.code is ReasonCode.MISSING_IMPOSSIBLE)
    assert impossible.values["features"] == "age, owner"


def test_a_number_as_output_is_judged_against_its_spread() -> None:
    data, asked = amounts()
    result = ran(CHECK, data, asked)
    assert verdict(result, "noise_relative_shift").verdict is Verdict.PASSED
    assert verdict(result, "noise_flip_rate").verdict is Verdict.NOT_APPLICABLE
    assert not any(item.measure == "noise_flip_rate" for item in result.measurements)


def test_without_answers_the_reason_is_said() -> None:
    result = CHECK.run(lending(50), SILENT)
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.NO_ARTIFACT}


def test_a_model_that_refuses_everything_is_told_of() -> None:
    result = ran(CHECK, lending(50), lambda asked: (None, None))
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.QUESTIONS_REFUSED}


def test_without_numbers_and_rules_the_reasons_are_said() -> None:
    data = replace(lending(300), features=("job", "owner", "region"), options=PLAIN)

    def of(asked: pd.DataFrame) -> Floats:
        return np.where(asked["job"] == "clerk", 0.8, 0.3)

    score, predicted = model(of)(data.table)
    result = ran(CHECK, replace(data, score=score, predicted=predicted), model(of))
    assert verdict(result, "noise_flip_rate").reason.code is ReasonCode.NOTHING_TO_MOVE
    assert verdict(result, "monotonicity_violations").reason.code is ReasonCode.NO_EXPECTATION
    assert figure(result, "swap_flip_rate", "job").value == pytest.approx(0.87, abs=0.1)


def test_questions_do_not_depend_on_other_columns_and_results_are_the_same_twice() -> None:
    data = lending(300)
    wider = replace(data, table=data.table.assign(zeta=1.0))
    first, second = ask(data, ()), ask(wider, ())
    assert first is not None
    assert second is not None
    pd.testing.assert_frame_equal(first, second)
    once = answered(CHECK, data, model())
    assert canonical(CHECK.run(once, SILENT)) == canonical(CHECK.run(once, SILENT))


def test_wide_tables_are_asked_within_the_limits() -> None:
    rng = np.random.default_rng(2)
    wide = pd.DataFrame(rng.normal(size=(400, 300)), columns=[f"x{at}" for at in range(300)])
    data = replace(lending(400), table=wide, features=tuple(wide.columns), target=None, options=PLAIN)

    def of(asked: pd.DataFrame) -> Floats:
        found: Floats = 1 / (1 + np.exp(-asked["x0"].to_numpy(dtype=float)))
        return found

    result = ran(CHECK, data, model(of))
    assert result.state is RunState.FINISHED
    assert 50 < result.definition.rows < 400
    assert ReasonCode.SAMPLED in {note.code for note in result.notes}


def test_multiclass_decisions_flip_when_another_class_is_named() -> None:
    data = lending(400)

    def ask_(asked: pd.DataFrame) -> tuple[Floats, npt.NDArray[np.object_]]:
        income = asked["income"].to_numpy(dtype=float)
        names = np.array(["low", "middle", "high"], dtype=object)
        return chance(asked), names[(income > 2500).astype(int) + (income > 3500)]

    result = ran(CHECK, replace(data, task=Task.MULTICLASS, favorable="high", cut_off=None), ask_)
    assert 0 < (figure(result, "noise_flip_rate").value or 0) < 0.2
    assert not any(item.measure == "near_cut_off_share" for item in result.measurements)
