"""Are joined gaps, spreads and gaps that hide in intersections as the definitions say?"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.checks.parts.feature_sets import MOST_COMBINATIONS, wanted_axes
from core.checks.registry import get
from core.policy import Relation
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Verdict
from core.statistics.encoding import Encoded, cross
from tests.core.checks.fair_inputs import figure, table
from tests.core.checks.inputs import binary, cells_to_rows, limit, policy

CELLS = {"a": (60, 20, 30, 50), "b": (50, 30, 15, 75), "c": (40, 5, 20, 45)}
"""Rows by group: true negative, false positive, false negative, true positive."""


def run(data: Any) -> CheckResult:
    return get("group_fairness").run(data, SILENT)


def rates(cells: tuple[int, int, int, int]) -> tuple[Fraction, Fraction, Fraction]:
    tn, fp, fn, tp = cells
    return Fraction(tp, tp + fn), Fraction(fp, fp + tn), Fraction(fn, fp)


def test_average_odds_and_treatment_equality_by_hand() -> None:
    result = run(cells_to_rows(CELLS))
    each = {name: rates(part) for name, part in CELLS.items()}
    means = [(tpr + fpr) / 2 for tpr, fpr, _ in each.values()]
    assert figure(result, "average_odds_difference", "group").value == float(max(means) - min(means))
    pairs = [(one, other) for one in each.values() for other in each.values()]
    largest = max((abs(a[0] - b[0]) + abs(a[1] - b[1])) / 2 for a, b in pairs)
    assert figure(result, "average_absolute_odds_difference", "group").value == float(largest)
    errors = [item[2] for item in each.values()]
    assert figure(result, "treatment_equality_difference", "group").value == float(max(errors) - min(errors))
    assert figure(result, "treatment_equality_ratio", "group").value == float(min(errors) / max(errors))


def test_average_odds_against_a_chosen_group_is_the_mean_of_both_differences() -> None:
    result = run(replace(cells_to_rows(CELLS), references={"group": "b"}))
    b = rates(CELLS["b"])
    wanted = max(
        (((b[0] - r[0]) + (b[1] - r[1])) / 2 for r in (rates(CELLS["a"]), rates(CELLS["c"]))), key=abs
    )
    assert figure(result, "average_odds_difference", "group").value == pytest.approx(float(wanted))


def test_gaps_that_cancel_show_in_the_absolute_mean() -> None:
    # One group has more of both errors' opposites: the signed mean is 0.
    result = run(cells_to_rows({"a": (50, 50, 20, 80), "b": (70, 30, 0, 100)}))
    assert figure(result, "average_odds_difference", "group").value == 0.0
    assert figure(result, "average_absolute_odds_difference", "group").value == pytest.approx(0.2)


def test_a_group_without_false_alarms_has_no_treatment_equality() -> None:
    result = run(cells_to_rows({"a": (50, 0, 20, 30), "b": (50, 10, 20, 30)}))
    found = figure(result, "treatment_equality_difference", "group")
    assert found.value is None
    assert found.reason is not None
    assert found.reason.code is ReasonCode.EMPTY_DENOMINATOR


def test_joined_gaps_are_judged_by_whole_intervals() -> None:
    limits = (limit("group_fairness", "average_odds_difference", Relation.AT_MOST, "0.1"),)

    def judged(cells: dict[str, tuple[int, int, int, int]]) -> Verdict:
        return run(replace(cells_to_rows(cells), policy=policy(limits))).verdict

    even = {"a": (900, 300, 300, 900), "b": (900, 300, 300, 900)}
    apart = {"a": (900, 100, 700, 300), "b": (400, 600, 200, 800)}
    few = {"a": (30, 10, 10, 30), "b": (25, 15, 8, 32)}
    assert [judged(cells) for cells in (even, apart, few)] == [
        Verdict.PASSED, Verdict.FAILED, Verdict.NOT_DECIDABLE
    ]  # fmt: skip
    undecided = run(replace(cells_to_rows(few), policy=policy(limits))).conclusions[0]
    assert undecided.minimum_detectable is not None


@pytest.mark.parametrize("measure", ["fnr", "fdr", "for", "npv", "tnr", "base_rate"])
def test_every_rate_can_be_limited_by_difference_and_ratio(measure: str) -> None:
    limits = (
        limit("group_fairness", f"{measure}_difference", Relation.AT_MOST, "0.001"),
        limit("group_fairness", f"{measure}_ratio", Relation.AT_LEAST, "0.999"),
    )
    result = run(replace(cells_to_rows(CELLS), policy=policy(limits)))
    found = {
        group.label: next(item.value for item in group.measurements if item.measure == measure)
        for group in result.groups
    }
    known = [value for value in found.values() if value is not None]
    assert result.conclusions[0].value == pytest.approx(max(known) - min(known))
    assert result.conclusions[1].value == pytest.approx(min(known) / max(known))
    assert all(item.beyond for item in result.conclusions)


def test_two_groups_too_say_what_equality_would_give() -> None:
    result = run(cells_to_rows({"a": (60, 20, 30, 50), "b": (50, 30, 15, 75)}))
    found = figure(result, "demographic_parity_difference", "group").reason
    assert found is not None
    assert found.code is ReasonCode.UPWARD_BIAS
    # Mean distance of two shares of 160 and 170 tosses with 175 hits in 330.
    p = 175 / 330
    spread = np.sqrt(p * (1 - p) * (1 / 160 + 1 / 170)) * np.sqrt(2 / np.pi)
    assert found.values["expected"] == pytest.approx(spread, rel=0.06)


def test_the_spread_table_holds_every_measure_beside_four_bases() -> None:
    result = run(cells_to_rows(CELLS))
    lines = table(result, "spread").set_index(["measure", "group"])
    assert len(set(lines.index.get_level_values("measure"))) == 15
    tpr = {name: float(rates(part)[0]) for name, part in CELLS.items()}
    overall = (50 + 75 + 45) / (80 + 90 + 65)
    for name, value in tpr.items():
        line = lines.loc["tpr", name]
        assert line["value"] == pytest.approx(value)
        assert line["difference_highest"] == pytest.approx(max(tpr.values()) - value)
        assert line["ratio_lowest"] == pytest.approx(value / min(tpr.values()))
        assert line["difference_overall"] == pytest.approx(overall - value)
        assert line["difference_reference"] == line["difference_highest"]
        assert line["ratio_overall_low"] <= line["ratio_overall"] <= line["ratio_overall_high"]
    chosen = table(run(replace(cells_to_rows(CELLS), references={"group": "c"})), "spread")
    line = chosen.set_index(["measure", "group"]).loc["tpr", "a"]
    assert line["difference_reference"] == pytest.approx(tpr["c"] - tpr["a"])


def test_small_groups_are_part_of_all_people_but_of_no_other_base() -> None:
    result = run(cells_to_rows({**CELLS, "tiny": (0, 0, 0, 9)}))
    lines = table(result, "spread").set_index(["measure", "group"])
    assert "tiny" not in set(lines.index.get_level_values("group"))
    overall = (70 + 105 + 50 + 9) / 449
    line = lines.loc["selection_rate", "a"]
    assert line["difference_overall"] == pytest.approx(overall - 70 / 160)


def crossed(cells: dict[tuple[str, str], tuple[int, int]]) -> Any:
    rows = [
        (sex, age, int(at < hits), at % 2)
        for (sex, age), (number, hits) in cells.items()
        for at in range(number)
    ]
    frame = pd.DataFrame(rows, columns=["sex", "age", "said", "target"])
    return binary(frame["target"], frame["said"], groups={"sex": frame["sex"], "age": frame["age"]})


def test_an_intersection_is_masked_though_a_third_feature_fails() -> None:
    data = crossed(
        {("f", "y"): (100, 20), ("f", "o"): (100, 60), ("m", "y"): (100, 60), ("m", "o"): (100, 20)}
    )
    third = np.where(np.arange(400) % 10 < 3, "x", "z")
    said = np.where(third == "x", "0", data.predicted)
    data = replace(data, table=data.table.assign(third=third), predicted=said.astype(object))
    data = replace(data, groupings=(*data.groupings, replace(data.groupings[0], column="third")))
    notes = [note for note in run(data).notes if note.code is ReasonCode.MASKED_DISPARITY]
    assert [note.values["feature"] for note in notes] == ["sex x age"]


def test_other_limited_gaps_are_masked_too() -> None:
    data = crossed(
        {("f", "y"): (100, 20), ("f", "o"): (100, 60), ("m", "y"): (100, 60), ("m", "o"): (100, 20)}
    )
    limits = (limit("group_fairness", "demographic_parity_difference", Relation.AT_MOST, "0.2"),)
    notes = [
        note for note in run(replace(data, policy=policy(limits))).notes if note.code is ReasonCode.MASKED_GAP
    ]
    assert [note.values["measure"] for note in notes] == ["demographic_parity_difference"]


def test_a_gap_that_turns_around_within_a_group_is_noted() -> None:
    data = crossed(
        {("f", "y"): (400, 300), ("f", "o"): (400, 40), ("m", "y"): (400, 200), ("m", "o"): (400, 300)}
    )
    notes = [note for note in run(data).notes if note.code is ReasonCode.SIGN_FLIP]
    assert any(note.values["stratum"] == "age: y" and note.values["group"] == "f" for note in notes)
    even = crossed(
        {("f", "y"): (400, 200), ("f", "o"): (400, 100), ("m", "y"): (400, 250), ("m", "o"): (400, 150)}
    )
    assert all(note.code is not ReasonCode.SIGN_FLIP for note in run(even).notes)


def test_combinations_of_many_features_are_bounded_and_it_is_said() -> None:
    every, left_out = wanted_axes(8, deep=True)
    assert (len(every), left_out) == (255, 0)
    some, more = wanted_axes(12, deep=True)
    assert len(some) == MOST_COMBINATIONS
    assert len(some) + more == 2**12 - 1
    assert some[-1] == tuple(range(12))
    assert some[:12] == [(at,) for at in range(12)]
    plain, none = wanted_axes(5, deep=False)
    assert (len(plain), none) == (5 + 10 + 1, 0)


def test_an_intersection_of_which_few_groups_occur_is_counted_though_many_are_possible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(1)
    base = rng.integers(0, 2, 400)
    columns = {f"c{at}": np.where(base == 1, f"{at}a", f"{at}b") for at in range(3)}
    wide = {
        name: np.where(np.arange(400) < 380, values, [f"{name}{n % 45}" for n in range(400)])
        for name, values in columns.items()
    }
    data = binary(rng.integers(0, 2, 400), rng.integers(0, 2, 400), groups=wide)
    whole = run(data)
    monkeypatch.setattr("core.checks.parts.tallies.DENSE_LIMIT", 20_000)
    sparse = run(data)
    assert {(g.feature, g.label, g.n) for g in sparse.groups} == {
        (g.feature, g.label, g.n) for g in whole.groups
    }


def test_very_many_columns_are_crossed_without_overflow() -> None:
    codes = np.array([0, 1, 2, 1, 0])
    labels = tuple(str(at) for at in range(1000))
    columns = tuple(Encoded(name=f"c{at}", labels=labels, codes=codes) for at in range(9))
    found, parts = cross(columns)
    assert found.codes.tolist() == [0, 1, 2, 1, 0]
    assert parts[1] == ("1",) * 9


@settings(max_examples=8)
@given(st.lists(st.tuples(*[st.integers(1, 25)] * 4), min_size=2, max_size=4))
def test_the_complement_of_the_favorable_class_exchanges_rates(
    parts: list[tuple[int, int, int, int]],
) -> None:
    cells = {f"g{at}": part for at, part in enumerate(parts)}
    data = replace(cells_to_rows(cells), policy=policy(minimum=1))
    one, other = run(data), run(replace(data, favorable="0"))
    for first, second in (("tpr", "tnr"), ("fpr", "fnr"), ("ppv", "npv"), ("fdr", "for"), ("mcc", "mcc")):
        for group, turned in zip(one.groups, other.groups, strict=True):
            left = next(item.value for item in group.measurements if item.measure == first)
            right = next(item.value for item in turned.measurements if item.measure == second)
            assert left == (right if right is None else pytest.approx(right, abs=1e-12))
    gaps = (("equalized_odds_difference",) * 2, ("average_absolute_odds_difference",) * 2)
    for first, second in gaps:
        left, right = figure(one, first, "group").value, figure(other, second, "group").value
        assert left == pytest.approx(right, abs=1e-12)


def test_fairlearn_says_the_same_of_the_gaps() -> None:
    from fairlearn import metrics as fair

    data = cells_to_rows(CELLS)
    assert data.predicted is not None
    truth, said, group = data.table["target"], data.predicted.astype(int), data.table["group"]
    result = run(data)
    for ours, theirs in (
        ("equalized_odds_difference", fair.equalized_odds_difference),
        ("demographic_parity_difference", fair.demographic_parity_difference),
        ("impact_ratio", fair.demographic_parity_ratio),
        ("equal_opportunity_difference", fair.equal_opportunity_difference),
    ):
        wanted = theirs(truth, said, sensitive_features=group)
        assert figure(result, ours, "group").value == pytest.approx(wanted, abs=1e-12)
    mean = fair.equalized_odds_difference(truth, said, sensitive_features=group, agg="mean")
    spread = [
        figure(result, name, "group").value for name in ("equal_opportunity_difference", "fpr_difference")
    ]
    assert sum(item or 0 for item in spread) / 2 == pytest.approx(mean)
