"""Are gaps between groups measured and judged as the definitions say?"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.checks.base import CheckInput
from core.checks.parts import tallies
from core.checks.registry import get
from core.errors import IntegrityError
from core.inventory import Grouping
from core.policy import Relation
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import CheckResult, Conclusion, Group, Measurement, Verdict
from tests.core.checks.inputs import binary, cells_to_rows, limit, policy


def run(data: CheckInput) -> CheckResult:
    return get("group_fairness").run(data, SILENT)


def figure(result: CheckResult, measure: str, subject: str | None = "group") -> Measurement:
    return next(item for item in result.measurements if (item.measure, item.subject) == (measure, subject))


def conclusion(result: CheckResult, measure: str) -> Conclusion:
    return next(item for item in result.conclusions if item.measure == measure)


def group(result: CheckResult, label: str) -> Group:
    return next(item for item in result.groups if item.label == label)


def rate(found: Group, measure: str) -> Measurement:
    return next(item for item in found.measurements if item.measure == measure)


def test_exactly_four_fifths_does_not_flag() -> None:
    result = run(cells_to_rows({"a": (60, 0, 60, 80), "b": (50, 0, 50, 100)}))
    pair = next(item for item in result.comparisons if item.measure == "selection_rate")
    assert (pair.group, pair.reference, pair.below_four_fifths) == ("a", "b", False)
    assert not conclusion(result, "impact_ratio").beyond
    assert conclusion(result, "impact_ratio").reason.code is ReasonCode.NEEDED_N_NOT_REACHABLE
    one_less = run(cells_to_rows({"a": (61, 0, 60, 79), "b": (50, 0, 50, 100)}))
    assert next(p for p in one_less.comparisons if p.measure == "selection_rate").below_four_fifths
    assert conclusion(one_less, "impact_ratio").beyond


def test_small_groups_leave_before_the_reference_is_chosen_and_stay_visible() -> None:
    result = run(cells_to_rows({"a": (30, 10, 10, 50), "b": (30, 10, 10, 60), "tiny": (0, 0, 0, 5)}))
    assert {item.reference for item in result.comparisons} <= {"a", "b"}
    tiny = group(result, "tiny")
    assert tiny.excluded is not None
    assert tiny.excluded.values == {"n": 5, "minimum": 30}
    assert rate(tiny, "selection_rate").value == 1.0
    assert figure(result, "impact_ratio").value == pytest.approx((60 / 100) / (70 / 110))
    assert any(note.code is ReasonCode.GROUPS_EXCLUDED and note.values["n"] == 1 for note in result.notes)


def test_a_minimum_share_counts_too() -> None:
    data = cells_to_rows({"a": (100, 100, 100, 100), "b": (10, 10, 10, 10)})
    assert group(run(data), "b").excluded is None
    shared = group(run(replace(data, policy=policy(share="0.1"))), "b")
    assert shared.excluded is not None
    assert shared.excluded.values["minimum"] == 44


def test_people_whose_value_is_missing_are_a_group() -> None:
    data = cells_to_rows({"a": (30, 10, 10, 50), "b": (30, 10, 10, 60)})
    table = data.table.copy()
    table.loc[table.index[:40], "group"] = None
    result = run(replace(data, table=table))
    assert group(result, "").n == 40
    assert sum(item.n for item in result.groups) == len(table)


def test_a_reference_rate_of_zero_gives_the_difference_but_no_ratio() -> None:
    result = run(cells_to_rows({"a": (40, 0, 40, 0), "b": (40, 0, 40, 0)}))
    ratio = figure(result, "impact_ratio")
    assert ratio.value is None
    assert ratio.reason is not None
    assert ratio.reason.code is ReasonCode.REFERENCE_RATE_ZERO
    assert figure(result, "demographic_parity_difference").value == 0.0
    assert conclusion(result, "impact_ratio").verdict is Verdict.NOT_APPLICABLE


def test_a_group_without_negatives_is_left_out_of_equalized_odds_and_it_is_said() -> None:
    cells = {"a": (30, 10, 10, 50), "b": (30, 20, 10, 40), "good": (0, 0, 30, 30)}
    result = run(cells_to_rows(cells))
    fpr = rate(group(result, "good"), "fpr")
    assert (fpr.value, fpr.denominator) == (None, 0)
    assert fpr.reason is not None
    assert fpr.reason.code is ReasonCode.NO_NEGATIVES
    assert figure(result, "fpr_difference").value == pytest.approx(20 / 50 - 10 / 40)
    assert any(
        note.code is ReasonCode.NO_NEGATIVES and note.values["group"] == "good" for note in result.notes
    )
    assert figure(result, "equalized_odds_difference").value == pytest.approx(50 / 60 - 30 / 60)


def test_empty_denominators_are_none_with_a_reason() -> None:
    result = run(cells_to_rows({"a": (40, 0, 20, 0), "b": (20, 10, 10, 20)}))
    for found in result.groups:
        for item in found.measurements:
            assert (item.value is None) == (item.reason is not None)
            assert item.denominator != 0 or item.value is None
    ppv = rate(group(result, "a"), "ppv")
    assert ppv.value is None


def test_two_groups_are_judged_by_katz_and_newcombe() -> None:
    result = run(cells_to_rows({"a": (60, 5, 30, 25), "b": (100, 20, 60, 120)}))
    assert {conclusion(result, name).interval.method for name in ("impact_ratio",)} == {"katz"}  # type: ignore[union-attr]
    difference = conclusion(result, "demographic_parity_difference")
    assert difference.interval is not None
    assert difference.interval.method == "newcombe"
    pair = next(item for item in result.comparisons if item.measure == "selection_rate")
    assert pair.difference.interval == difference.interval
    assert pair.ratio.value == conclusion(result, "impact_ratio").value
    small = run(cells_to_rows({"a": (30, 1, 6, 2), "b": (100, 20, 60, 120)}))
    interval = conclusion(small, "impact_ratio").interval
    assert interval is not None
    assert interval.method == "koopman"


def test_verdicts_need_the_whole_interval() -> None:
    far = run(cells_to_rows({"a": (400, 10, 400, 90), "b": (200, 50, 200, 450)}))
    assert conclusion(far, "impact_ratio").verdict is Verdict.FAILED
    near = run(cells_to_rows({"a": (60, 10, 60, 70), "b": (50, 10, 50, 90)}))
    undecided = conclusion(near, "impact_ratio")
    assert undecided.verdict is Verdict.NOT_DECIDABLE
    assert undecided.needed_n is None or undecided.needed_n > 100
    equal = run(cells_to_rows({"a": (900, 100, 100, 2900), "b": (900, 100, 100, 2900)}))
    assert conclusion(equal, "impact_ratio").verdict is Verdict.PASSED
    assert equal.verdict is Verdict.PASSED


def test_needed_rows_of_an_undecided_ratio() -> None:
    result = run(cells_to_rows({"a": (315, 0, 0, 185), "b": (250, 0, 0, 250), "c": (3, 0, 0, 1)}))
    found = conclusion(replace(result, conclusions=tuple(c for c in result.conclusions)), "impact_ratio")
    assert found.value == pytest.approx(0.74)
    assert found.verdict is Verdict.NOT_DECIDABLE
    assert found.needed_n == pytest.approx(3500, rel=0.01)
    assert figure(result, "needed_n_equality").value == 388


def test_more_than_two_groups_say_what_equality_would_give() -> None:
    rng = np.random.default_rng(1)
    groups = rng.choice(list("abcdef"), 600)
    result = run(binary(rng.integers(0, 2, 600), rng.integers(0, 2, 600), groups={"group": groups}))
    gap = figure(result, "demographic_parity_difference")
    assert gap.reason is not None
    assert gap.reason.code is ReasonCode.UPWARD_BIAS
    assert gap.reason.values["groups"] == 6
    # Range of six means of about 100 coin tosses: 2.53 standard errors of 0.05.
    assert gap.reason.values["expected"] == pytest.approx(2.53 * 0.05, rel=0.1)
    assert gap.interval is not None
    assert gap.interval.method == "bootstrap_pairs"


@pytest.mark.parametrize(("times", "allowed"), [(8, 1), pytest.param(25, 2, marks=pytest.mark.full)])
def test_chance_alone_hardly_ever_fails_many_small_groups(times: int, allowed: int) -> None:
    rng = np.random.default_rng(11)
    only = policy((limit("group_fairness", "demographic_parity_difference", Relation.AT_MOST, "0.1"),))
    failed = 0
    for _ in range(times):
        groups = np.repeat(list("abcdefgh"), 40)
        data = binary(rng.integers(0, 2, 320), rng.integers(0, 2, 320), groups={"group": groups})
        failed += run(replace(data, policy=only)).verdict is Verdict.FAILED
    assert failed <= allowed


def test_an_intersection_beyond_the_threshold_is_noted_though_each_feature_keeps_it() -> None:
    parts = []
    for sex, age, hits in (("f", "y", 20), ("f", "o", 60), ("m", "y", 60), ("m", "o", 20)):
        parts += [(sex, age, int(at < hits), at % 2) for at in range(100)]
    table = pd.DataFrame(parts, columns=["sex", "age", "said", "target"])
    data = binary(table["target"], table["said"], groups={"sex": table["sex"], "age": table["age"]})
    result = run(data)
    assert all(not item.beyond for item in result.conclusions if item.measure == "impact_ratio")
    assert any(note.code is ReasonCode.MASKED_DISPARITY for note in result.notes)
    both = [item for item in result.groups if item.feature == "sex x age"]
    assert [item.n for item in both] == [100] * 4
    assert {item.subject for item in result.conclusions} == {"sex", "age"}


def test_holm_stands_beside_the_raw_p_and_is_never_smaller() -> None:
    rng = np.random.default_rng(2)
    groups = rng.choice(list("abcd"), 800)
    result = run(binary(rng.integers(0, 2, 800), rng.integers(0, 2, 800), groups={"group": groups}))
    tests = [test for pair in result.comparisons for test in pair.tests]
    assert {test.test for test in tests} == {"fisher_exact", "chi_square", "two_sd"}
    assert all(test.p is not None and test.p_holm is not None and test.p_holm >= test.p for test in tests)


def test_rates_without_labels_are_selection_rates_only() -> None:
    said = np.tile([0, 1], 100)
    result = run(binary(None, said, groups={"group": np.repeat(["a", "b"], 100)}))
    assert {item.measure for item in group(result, "a").measurements} == {"selection_rate"}
    assert any(note.code is ReasonCode.NO_LABELS for note in result.notes)
    assert figure(result, "impact_ratio").value == 1.0
    assert conclusion(result, "equalized_odds_difference").reason.code is ReasonCode.NO_LABELS


def test_equal_weights_change_no_rate_and_no_interval() -> None:
    data = cells_to_rows({"a": (60, 5, 30, 25), "b": (100, 20, 60, 120)})
    weighted = replace(data, table=data.table.assign(w=2.5), weight="w")
    plain, scaled = run(data), run(weighted)
    assert any(note.code is ReasonCode.WEIGHTED for note in scaled.notes)
    for label in ("a", "b"):
        for name in ("tpr", "selection_rate", "ppv"):
            one, two = rate(group(plain, label), name), rate(group(scaled, label), name)
            assert one.interval is not None
            assert two.interval is not None
            assert two.value == pytest.approx(one.value, rel=1e-12)
            assert two.interval.low == pytest.approx(one.interval.low, rel=1e-9)
    unequal = replace(data, table=data.table.assign(w=np.arange(len(data.table)) % 5 + 0.1), weight="w")
    narrow, wide = (rate(group(found, "a"), "selection_rate").interval for found in (plain, run(unequal)))
    assert narrow is not None
    assert wide is not None
    assert (wide.high or 0) - (wide.low or 0) > (narrow.high or 0) - (narrow.low or 0)


def test_rows_without_label_are_left_out_and_counted() -> None:
    data = cells_to_rows({"a": (30, 10, 10, 50), "b": (30, 10, 10, 60)})
    table = data.table.astype({"target": "object"})
    table.loc[:4, "target"] = None
    result = run(replace(data, table=table))
    assert (result.definition.rows, result.definition.rows_total) == (205, 210)
    assert result.notes[0].values == {"n": 5, "column": "target"}


def test_a_disagreement_of_the_two_implementations_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "largest_disagreement", lambda *_: 2e-9)
    with pytest.raises(IntegrityError, match="disagree"):
        run(cells_to_rows({"a": (30, 10, 10, 50), "b": (30, 10, 10, 60)}))


CELLS = st.tuples(*[st.integers(0, 25)] * 4).filter(lambda cells: sum(cells) > 0)
TABLES = st.lists(CELLS, min_size=2, max_size=4).map(
    lambda groups: {f"g{at}": cells for at, cells in enumerate(groups)}
)


def small(cells: dict[str, Any]) -> CheckInput:
    return replace(cells_to_rows(cells), policy=policy(minimum=1))


def values(result: CheckResult) -> dict[tuple[str, str | None], float | None]:
    found = {(item.measure, item.subject): item.value for item in result.measurements}
    found |= {(m.measure, item.label): m.value for item in result.groups for m in item.measurements}
    return found


@settings(max_examples=5)
@given(TABLES, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_names_of_groups_matter(cells: dict[str, Any], random: Any) -> None:
    data = small(cells)
    order = list(range(len(data.table)))
    random.shuffle(order)
    assert data.predicted is not None
    shuffled = replace(
        data, table=data.table.iloc[order].reset_index(drop=True), predicted=data.predicted[order]
    )
    found = run(data)
    assert run(shuffled) == found
    renamed = values(run(small({f"x{name}": part for name, part in cells.items()})))
    assert {(m, s and s.removeprefix("x")): v for (m, s), v in renamed.items()} == values(found)


@settings(max_examples=5)
@given(TABLES)
def test_doubling_every_row_changes_no_rate(cells: dict[str, Any]) -> None:
    once, twice = (
        run(small(cells)),
        run(small({name: tuple(2 * n for n in part) for name, part in cells.items()})),
    )
    names = {"tpr", "fpr", "selection_rate", "ppv", "impact_ratio", "demographic_parity_difference"}
    one, two = values(once), values(twice)
    for key in one:
        if key[0] in names:
            assert (
                one[key] == pytest.approx(two[key], abs=1e-15) if one[key] is not None else two[key] is None
            )


@settings(max_examples=5)
@given(TABLES)
def test_complements_add_up_to_one_and_rates_equal_the_exact_fractions(cells: dict[str, Any]) -> None:
    result = run(small(cells))
    for found in result.groups:
        figures = {item.measure: item for item in found.measurements}
        for one, other in (("tpr", "fnr"), ("fpr", "tnr"), ("ppv", "fdr"), ("npv", "for")):
            first, second = figures[one].value, figures[other].value
            assert (first is None) == (second is None)
            assert first is None or second is None or first + second == pytest.approx(1.0)
        tn, fp, fn, tp = cells[found.label]
        assert figures["selection_rate"].value == float(Fraction(fp + tp, tn + fp + fn + tp))


@settings(max_examples=6)
@given(st.lists(st.tuples(*[st.integers(0, 1)] * 4), min_size=30, max_size=80))
def test_marginals_are_sums_of_intersections(rows: list[tuple[int, int, int, int]]) -> None:
    truth, said, first, second = (np.array(column) for column in zip(*rows, strict=True))
    result = run(binary(truth, said, groups={"p": first, "q": second}))
    sizes = {(item.feature, item.label): item.n for item in result.groups}
    for label in ("0", "1"):
        parts = [n for (feature, name), n in sizes.items() if feature == "p x q" and name.startswith(label)]
        assert sum(parts) == sizes.get(("p", label), 0)


@settings(max_examples=5)
@given(TABLES)
def test_rates_equal_fairlearn_on_the_rows(cells: dict[str, Any]) -> None:
    from fairlearn.metrics import MetricFrame, count, selection_rate

    data = small(cells)
    assert data.predicted is not None
    frame = MetricFrame(
        metrics={"selection_rate": selection_rate, "count": count},
        y_true=data.table["target"],
        y_pred=data.predicted.astype(int),
        sensitive_features=data.table["group"],
    )
    result = run(data)
    for found in result.groups:
        assert rate(found, "selection_rate").value == pytest.approx(
            frame.by_group.loc[found.label, "selection_rate"]
        )
        assert found.n == frame.by_group.loc[found.label, "count"]


def test_several_definitions_of_age_can_flip_the_result() -> None:
    ages = np.repeat([24, 25, 26], 100)
    said = np.concatenate([np.tile([0, 1], 50), np.ones(100, int), np.ones(100, int)])
    data = binary(np.tile([0, 1], 150), said, groups={"age": ages})
    closed = run(replace(data, groupings=(Grouping(column="age", edges=("25",)),)))  # type: ignore[arg-type]
    opened = run(replace(data, groupings=(Grouping(column="age", edges=("25",), right_closed=False),)))  # type: ignore[arg-type]
    assert figure(closed, "impact_ratio", "age").value == 0.75
    assert figure(opened, "impact_ratio", "age").value == 0.5
    assert closed.definition.groupings[0].right_closed
