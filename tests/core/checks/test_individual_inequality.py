"""Is the inequality of benefits that of published cases, and does it fall apart exactly into groups?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.checks.base import CheckInput
from core.errors import IntegrityError
from core.inventory import Grouping
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import Verdict
from core.statistics.inequality import entropy_again, generalized_entropy
from tests.core.checks.fair_inputs import applicants, doubled, figure, of_group, run, table
from tests.core.checks.inputs import binary, limit, policy, regression

TRUE, SAID = [1, 0, 0, 1, 0, 0, 1, 0, 1, 1], [1, 0, 0, 0, 1, 1, 1, 0, 1, 0]
"""The case of AIF360's tests, whose Theil index is published there."""


def published() -> CheckInput:
    return binary(TRUE, SAID, groups={"group": ["a"] * 5 + ["b"] * 5})


def test_the_published_theil_index_comes_out() -> None:
    result = run("individual_inequality", published())
    assert figure(result, "theil", None).value == pytest.approx(0.2772588722239781, abs=1e-12)


def test_the_coefficient_of_variation_is_deviation_over_mean() -> None:
    result = run("individual_inequality", published())
    benefits = np.array(SAID) - np.array(TRUE) + 1
    assert figure(result, "benefit_variation", None).value == pytest.approx(benefits.std() / benefits.mean())
    assert figure(result, "generalized_entropy_2", None).value == pytest.approx(benefits.var() / 2)
    assert figure(result, "mean_benefit", None).value == benefits.mean()


def test_a_benefit_of_nothing_has_no_logarithm() -> None:
    found = figure(run("individual_inequality", published()), "generalized_entropy_0", None)
    assert found.value is None
    assert found.reason is not None
    assert found.reason.code is ReasonCode.BENEFIT_ZERO
    right = run("individual_inequality", binary(TRUE, [1] * 10, groups={"group": ["a", "b"] * 5}))
    assert figure(right, "generalized_entropy_0", None).value is not None


def test_the_parts_between_and_within_add_up() -> None:
    result = run("individual_inequality", applicants())
    whole = figure(result, "theil", None).value
    parts = [figure(result, name, "group").value for name in ("theil_between", "theil_within")]
    assert None not in parts
    assert sum(part or 0 for part in parts) == pytest.approx(whole, abs=1e-12)
    lines = table(result, "inequality")
    assert lines["part_1"].sum() == pytest.approx(whole, abs=1e-12)
    assert lines["part_2"].sum() == pytest.approx(
        figure(result, "generalized_entropy_2", None).value, abs=1e-12
    )


def test_equal_benefits_are_no_inequality_and_pass() -> None:
    limits = (limit("individual_inequality", "theil", Relation.AT_MOST, "0.01"),)
    truth = [0, 1] * 50
    data = replace(binary(truth, truth, groups={"group": ["a", "b"] * 50}), policy=policy(limits))
    result = run("individual_inequality", data)
    assert figure(result, "theil", None).value == 0.0
    assert figure(result, "theil_between_share", "group").value is None
    assert result.verdict is Verdict.PASSED


def test_the_verdict_needs_the_whole_interval() -> None:
    def judged(number: str, rows: int) -> Verdict:
        limits = (limit("individual_inequality", "theil", Relation.AT_MOST, number),)
        return run("individual_inequality", replace(applicants(rows), policy=policy(limits))).verdict

    assert judged("0.01", 600) is Verdict.FAILED
    assert judged("0.9", 600) is Verdict.PASSED
    theil = figure(run("individual_inequality", applicants(60)), "theil", None).value
    assert judged(f"{theil:.6f}", 60) is Verdict.NOT_DECIDABLE


def test_without_true_classes_the_favorable_answer_is_the_benefit() -> None:
    result = run("individual_inequality", replace(applicants(), target=None))
    assert result.definition.parameters["benefit"] == "favorable answer"
    share = figure(result, "mean_benefit", None).value
    # With benefits of 0 and 1 the Theil index is the logarithm of one over their share.
    assert share is not None
    assert figure(result, "theil", None).value == pytest.approx(-np.log(share))


def test_predicted_numbers_are_benefits_unless_one_is_below_nothing() -> None:
    rng = np.random.default_rng(2)
    output = rng.lognormal(size=300)
    data = regression(output, output)
    data = replace(data, table=data.table.assign(g=["x", "y"] * 150), groupings=(Grouping(column="g"),))
    found = figure(run("individual_inequality", data), "theil", None).value
    shares = output / output.mean()
    assert found == pytest.approx((shares * np.log(shares)).mean())
    below = run("individual_inequality", replace(data, score=output - 5))
    assert {item.reason.code for item in below.conclusions} == {ReasonCode.BENEFIT_NEGATIVE}


def test_many_distinct_benefits_have_intervals_too() -> None:
    output = np.random.default_rng(3).lognormal(size=9000)
    data = regression(output, output)
    data = replace(data, table=data.table.assign(g=["x", "y", "z"] * 3000), groupings=(Grouping(column="g"),))
    found = figure(run("individual_inequality", data), "theil_within", "g")
    assert found.interval is not None
    assert found.value is not None
    assert (found.interval.low or 0) < found.value < (found.interval.high or 0)


def test_weights_of_one_change_nothing_and_doubling_neither() -> None:
    data = applicants(200)
    plain = run("individual_inequality", data)
    weighted = run("individual_inequality", replace(data, table=data.table.assign(w=1.5), weight="w"))
    twice = run("individual_inequality", doubled(data))
    for other in (weighted, twice):
        for name in ("theil", "generalized_entropy_2", "mean_benefit"):
            assert figure(other, name, None).value == pytest.approx(figure(plain, name, None).value)
        assert of_group(other, "a", "theil").value == pytest.approx(of_group(plain, "a", "theil").value)


def test_a_disagreement_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.statistics.inequality.entropy_again", lambda *_: 99.0)
    with pytest.raises(IntegrityError, match="disagree"):
        run("individual_inequality", applicants())


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6), st.sampled_from([0, 1, 2]))
def test_both_ways_of_calculating_agree(counts: list[int], alpha: int) -> None:
    benefits = np.arange(len(counts), dtype=float)
    ours = float(generalized_entropy(benefits, np.array(counts, dtype=float), alpha))
    other = entropy_again(benefits.tolist(), counts, alpha)
    assert np.isnan(ours) if other is None else ours == pytest.approx(other, abs=1e-12)


@settings(max_examples=10)
@given(st.lists(st.floats(0.1, 100), min_size=2, max_size=20), st.floats(0.01, 100))
def test_the_unit_of_benefits_does_not_matter(values: list[float], factor: float) -> None:
    benefits, counts = np.array(values), np.ones(len(values))
    for alpha in (0, 1, 2):
        one = float(generalized_entropy(benefits, counts, alpha))
        assert float(generalized_entropy(benefits * factor, counts, alpha)) == pytest.approx(one, abs=1e-9)
