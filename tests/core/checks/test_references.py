"""Are groups compared with the reference that was chosen, on both sides, and never with another one?"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.checks.base import CheckInput
from core.checks.parts.chosen_gaps import measure_against
from core.checks.parts.measured_gaps import KINDS
from core.checks.parts.tallies import Tally
from core.checks.parts.verdicts import two_sided
from core.checks.registry import get
from core.ids import Exact
from core.inventory import Grouping
from core.policy import Relation
from core.progress import SILENT
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Comparison, Conclusion, Interval, Verdict
from tests.core.checks.inputs import binary, cells_to_rows, limit, policy


def run(data: CheckInput) -> CheckResult:
    return get("group_fairness").run(data, SILENT)


def chosen(cells: dict[str, tuple[int, int, int, int]], reference: str) -> CheckInput:
    return replace(cells_to_rows(cells), references={"group": reference})


def pair(result: CheckResult, group: str, measure: str = "selection_rate") -> Comparison:
    return next(item for item in result.comparisons if (item.group, item.measure) == (group, measure))


def conclusion(result: CheckResult, measure: str, subject: str = "group") -> Conclusion:
    return next(c for c in result.conclusions if (c.measure, c.subject) == (measure, subject))


def test_a_chosen_reference_is_kept_though_another_group_has_the_highest_rate() -> None:
    result = run(chosen({"a": (60, 0, 60, 80), "b": (50, 0, 50, 100), "c": (80, 0, 60, 60)}, "a"))
    assert {(item.reference, item.reference_rule) for item in result.comparisons} == {("a", "chosen")}
    assert pair(result, "b").ratio.value == 1.25
    assert pair(result, "b").difference.value == -0.1
    assert result.definition.parameters["reference of group"] == "a"


def test_four_fifths_and_five_fourths_are_flagged_exactly() -> None:
    result = run(chosen({"a": (60, 0, 60, 80), "b": (50, 0, 50, 100), "c": (76, 0, 60, 64)}, "a"))
    assert (pair(result, "b").below_four_fifths, pair(result, "b").above_five_fourths) == (False, False)
    assert (pair(result, "c").below_four_fifths, pair(result, "c").above_five_fourths) == (False, False)
    more = run(chosen({"a": (60, 0, 60, 80), "b": (49, 0, 50, 101), "c": (77, 0, 60, 63)}, "a"))
    assert (pair(more, "b").below_four_fifths, pair(more, "b").above_five_fourths) == (False, True)
    assert (pair(more, "c").below_four_fifths, pair(more, "c").above_five_fourths) == (True, False)
    assert conclusion(more, "impact_ratio").beyond
    highest = run(cells_to_rows({"a": (60, 0, 60, 80), "b": (50, 0, 50, 100)}))
    assert pair(highest, "a").above_five_fourths is None


def test_a_group_far_above_the_reference_fails_like_one_far_below() -> None:
    favored = run(chosen({"a": (400, 10, 400, 190), "b": (200, 50, 200, 550)}, "a"))
    found = conclusion(favored, "impact_ratio")
    assert (found.verdict, found.reason.code) == (Verdict.FAILED, ReasonCode.INTERVAL_BEYOND)
    assert found.value == 3.0
    assert found.detail == "b / a"
    assert conclusion(favored, "demographic_parity_difference").verdict is Verdict.FAILED
    assert pair(favored, "b").verdict is Verdict.FAILED
    assert pair(favored, "b").reason == Reason(
        code=ReasonCode.INTERVAL_BEYOND, values={"measure": "impact_ratio", "limit": "4/5"}
    )


def test_an_undecided_excess_says_how_many_rows_would_decide() -> None:
    cells = {"a": (60, 10, 60, 70), "b": (40, 10, 50, 100)}
    against_a = conclusion(run(chosen(cells, "a")), "impact_ratio")
    against_b = conclusion(run(chosen(cells, "b")), "impact_ratio")
    assert against_a.verdict is against_b.verdict is Verdict.NOT_DECIDABLE
    assert against_a.value == pytest.approx(1 / against_b.value)  # type: ignore[operator]
    assert against_a.needed_n == against_b.needed_n
    assert against_a.minimum_detectable == against_b.minimum_detectable


@pytest.mark.parametrize(
    ("reference", "code"),
    [("z", ReasonCode.REFERENCE_UNKNOWN), ("tiny", ReasonCode.REFERENCE_TOO_SMALL)],
)
def test_a_reference_that_cannot_be_used_is_a_reason_and_nothing_is_compared(
    reference: str, code: ReasonCode
) -> None:
    cells = {"a": (30, 10, 10, 50), "b": (30, 10, 10, 60), "tiny": (2, 0, 0, 5)}
    result = run(chosen(cells, reference))
    assert result.comparisons == ()
    assert {item.reason.code for item in result.conclusions} == {code}
    assert result.verdict is Verdict.NOT_DECIDABLE
    assert {item.label for item in result.groups} == {"a", "b", "tiny"}
    values = result.conclusions[0].reason.values
    assert values["group"] == reference
    if code is ReasonCode.REFERENCE_TOO_SMALL:
        assert (values["n"], values["minimum"]) == (7, 30)


def test_a_reference_for_a_column_that_is_not_compared_is_said() -> None:
    data = cells_to_rows({"a": (30, 10, 10, 50), "b": (30, 10, 10, 60)})
    result = run(replace(data, references={"sex": "f"}))
    note = next(item for item in result.notes if item.code is ReasonCode.REFERENCE_UNKNOWN)
    assert note.values == {"feature": "sex", "group": "f"}


@pytest.mark.parametrize("written", ["<= 25", "≤ 25", " <= 25 "])
def test_a_reference_may_be_written_with_typographic_signs(written: str) -> None:
    ages = np.repeat([20, 40], 100)
    data = binary(np.tile([0, 1], 100), np.tile([0, 1, 1, 0], 50), groups={"age": ages})
    grouping = Grouping(column="age", edges=("25",))  # type: ignore[arg-type]
    result = run(replace(data, groupings=(grouping,), references={"age": written}))
    assert {item.reference for item in result.comparisons} == {"<= 25"}


def test_the_reference_has_no_such_rate() -> None:
    result = run(chosen({"a": (0, 0, 30, 30), "b": (30, 10, 10, 60)}, "a"))
    assert conclusion(result, "equalized_odds_difference").reason.code is ReasonCode.NO_NEGATIVES
    assert {item.measure for item in result.comparisons}.isdisjoint({"fpr"})
    none = run(chosen({"a": (30, 0, 30, 0), "b": (30, 10, 10, 60)}, "a"))
    assert conclusion(none, "impact_ratio").reason.code is ReasonCode.REFERENCE_RATE_ZERO
    assert conclusion(none, "demographic_parity_difference").value == pytest.approx(-70 / 110)
    assert pair(none, "b").ratio.reason == Reason(code=ReasonCode.REFERENCE_RATE_ZERO)


def test_many_groups_share_one_level() -> None:
    cells = {"a": (60, 10, 60, 70), "b": (50, 10, 50, 90), "c": (60, 10, 60, 70), "d": (55, 10, 55, 80)}
    result = run(chosen(cells, "a"))
    joint = conclusion(result, "impact_ratio").interval
    alone = pair(result, "b").ratio.interval
    assert joint is not None
    assert alone is not None
    assert (joint.low or 0) < (alone.low or 0) < (alone.high or 0) < (joint.high or 0)


def table(seed: int = 3, rows: int = 1200) -> CheckInput:
    rng = np.random.default_rng(seed)
    groups = {
        "sex": rng.choice(["f", "m"], rows),
        "age": rng.choice(["young", "old"], rows),
        "home": rng.choice(["east", "west"], rows),
    }
    return binary(rng.integers(0, 2, rows), rng.integers(0, 2, rows), groups=groups)


def test_intersections_are_judged_when_asked_for_up_to_all_features() -> None:
    data = replace(table(), intersections=True)
    result = run(data)
    crossed = {"sex x age", "sex x home", "age x home", "sex x age x home"}
    assert {item.subject for item in result.conclusions} == crossed | {"sex", "age", "home"}
    assert {item.feature for item in result.comparisons} == crossed | {"sex", "age", "home"}
    assert {item.subject for item in run(table()).conclusions} == {"sex", "age", "home"}
    assert result.definition.parameters["intersections"] is True


def test_small_intersections_leave_before_the_reference_is_chosen() -> None:
    data = replace(table(rows=400), intersections=True, policy=policy(minimum=60))
    result = run(data)
    small = {item.label for item in result.groups if item.feature == "sex x age x home" and item.excluded}
    assert small
    compared = {item.group for item in result.comparisons if item.feature == "sex x age x home"}
    compared |= {item.reference for item in result.comparisons if item.feature == "sex x age x home"}
    assert not small & compared
    assert any(
        note.code is ReasonCode.GROUPS_EXCLUDED and note.values["feature"] == "sex x age x home"
        for note in result.notes
    )


def test_the_reference_of_an_intersection_is_that_of_its_parts() -> None:
    data = replace(table(), intersections=True, references={"sex": "m", "age": "old"})
    result = run(data)
    rules = {item.feature: (item.reference, item.reference_rule) for item in result.comparisons}
    assert rules["sex x age"] == ("m x old", "chosen")
    assert rules["sex x home"][1] == "highest_rate"
    named = run(replace(data, references={"sex x home": "f x west"}))
    rules = {item.feature: (item.reference, item.reference_rule) for item in named.comparisons}
    assert rules["sex x home"] == ("f x west", "chosen")
    assert rules["sex"][1] == "highest_rate"


def test_every_pair_has_a_verdict_of_its_own() -> None:
    result = run(cells_to_rows({"a": (400, 10, 400, 90), "b": (200, 50, 200, 450), "c": (210, 50, 200, 440)}))
    verdicts = {item.group: item.verdict for item in result.comparisons if item.measure == "selection_rate"}
    assert verdicts == {"a": Verdict.FAILED, "c": Verdict.PASSED}
    assert all(item.reason is not None for item in result.comparisons)
    limited = {"selection_rate", "tpr", "fpr"}
    for item in result.comparisons:
        assert (item.verdict is Verdict.NOT_APPLICABLE) == (item.measure not in limited)
    bare = run(replace(cells_to_rows({"a": (40, 1, 4, 9), "b": (20, 5, 20, 45)}), policy=policy(())))
    assert {item.reason.code for item in bare.comparisons if item.reason} == {ReasonCode.NO_THRESHOLD}


def test_ratios_carry_the_two_rates_they_are_made_of() -> None:
    found = pair(run(cells_to_rows({"a": (60, 0, 60, 80), "b": (50, 0, 50, 100)})), "a").ratio
    assert (found.numerator, found.denominator, found.value) == (0.4, 0.5, 0.8)


@given(st.fractions(0, 3), st.fractions(0, 3), st.sampled_from(["4/5", "5/4", "1", "0.9"]), st.booleans())
def test_a_band_is_the_same_from_both_ends(low: Fraction, high: Fraction, number: str, ratio: bool) -> None:
    relation = Relation.AT_MOST if not ratio or Fraction(number) > 1 else Relation.AT_LEAST
    allowed = two_sided(limit("group_fairness", "impact_ratio", relation, number), ratio=ratio)
    assert allowed.low is not None
    assert allowed.high is not None
    assert allowed.low * allowed.high == 1 if ratio else allowed.low + allowed.high == 0
    low, high = sorted((low, high))
    interval = Interval(low=float(low), high=float(high), level="0.95", method="katz")  # type: ignore[arg-type]
    verdict, _ = allowed.verdict(interval)
    inside = not allowed.beyond(float(low)) and not allowed.beyond(float(high))
    assert (verdict is Verdict.PASSED) == inside


@settings(max_examples=3)
@given(st.integers(0, 1000))
def test_turning_the_pair_around_turns_the_figures(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = {name: tuple(int(n) for n in rng.integers(5, 80, 4)) for name in ("a", "b")}
    one, other = run(chosen(cells, "a")), run(chosen(cells, "b"))  # type: ignore[arg-type]
    for measure in ("selection_rate", "tpr", "fpr", "ppv", "accuracy"):
        first, second = pair(one, "b", measure), pair(other, "a", measure)
        assert first.difference.value == pytest.approx(-(second.difference.value or 0), abs=1e-15)
        assert first.ratio.value == pytest.approx(1 / (second.ratio.value or np.nan))
        assert first.verdict is second.verdict


def test_a_column_with_too_many_groups_is_missing_evidence() -> None:
    rng = np.random.default_rng(1)
    data = binary(rng.integers(0, 2, 900), rng.integers(0, 2, 900), groups={"name": np.arange(900)})
    result = run(data)
    assert result.verdict is Verdict.NOT_DECIDABLE
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.TOO_MANY_GROUPS}
    both = run(
        replace(
            data,
            table=data.table.assign(sex=rng.choice(["f", "m"], 900)),
            groupings=(
                Grouping(column="name"),
                Grouping(column="sex"),
            ),
        )
    )
    assert {item.feature for item in both.groups} == {"sex"}


def test_missing_values_of_a_sensitive_column_can_be_the_reference() -> None:
    data = cells_to_rows({"a": (30, 10, 10, 50), "b": (30, 10, 10, 60)})
    result = run(
        replace(
            data,
            table=data.table.assign(group=data.table["group"].where(data.table["group"] != "b")),
            references={"group": ""},
        )
    )
    assert {item.reference for item in result.comparisons} == {""}


@pytest.mark.parametrize(
    ("truth", "said", "favorable"),
    [
        (["gut", "schlecht"], ["gut", "schlecht"], "gut"),
        ([1, 2], ["1", "2"], "1"),
        ([1.0, 2.0], [1, 2], "1"),
        ([True, False], ["True", "False"], "True"),
        (["fällig", "bezahlt"], ["fällig", "bezahlt"], "fällig"),
    ],
)
def test_labels_may_be_written_in_any_way(truth: list[object], said: list[object], favorable: str) -> None:
    rng = np.random.default_rng(5)
    yes, true, groups = rng.integers(0, 2, 400), rng.integers(0, 2, 400), rng.choice(["a", "b"], 400)
    wanted = run(binary(true, yes, favorable="0", groups={"group": groups}))
    data = binary(
        pd.Series(truth).iloc[true].to_numpy(),
        np.array(said, dtype=object)[yes],
        favorable=favorable,
        groups={"group": groups},
    )
    found = run(data)
    assert found.conclusions == wanted.conclusions
    assert found.groups == wanted.groups


def test_a_favorable_class_nobody_has_is_no_rate_of_zero() -> None:
    data = cells_to_rows({"a": (30, 10, 10, 50), "b": (30, 10, 10, 60)})
    result = run(replace(data, favorable="yes"))
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert result.notes[0].values == {"favorable": "yes", "column": "target"}
    assert get("performance").run(replace(data, favorable="yes"), SILENT).groups == ()


def test_labels_and_predictions_of_two_codings_are_not_mixed() -> None:
    data = cells_to_rows({"a": (30, 10, 10, 50), "b": (30, 10, 10, 60)})
    words = data.table["target"].map({0: "no", 1: "yes"})
    for check in ("group_fairness", "performance"):
        mixed = replace(data, table=data.table.assign(target=words), favorable="yes")
        result = get(check).run(mixed, SILENT)
        assert result.notes == (Reason(code=ReasonCode.CLASSES_DIFFER, values={"column": "target"}),)


def test_what_was_filtered_is_recorded() -> None:
    data = replace(cells_to_rows({"a": (30, 10, 10, 50), "b": (30, 10, 10, 60)}), filter="age > 25")
    for check in ("group_fairness", "performance"):
        assert get(check).run(data, SILENT).definition.filter == "age > 25"
        assert get(check).run(replace(data, table=data.table[:0]), SILENT).definition.filter == "age > 25"


@pytest.mark.parametrize("rates", [(0.5, 0.4, 0.4, 0.4), (0.4, 0.5, 0.5, 0.5)])
def test_groups_at_the_edge_of_the_band_are_rarely_decided_wrongly(rates: tuple[float, ...]) -> None:
    rng = np.random.default_rng(5)
    ratio = next(kind for kind in KINDS if kind.measure == "impact_ratio")
    four_fifths = limit("group_fairness", "impact_ratio", Relation.AT_LEAST, "4/5")
    decided = 0
    for _ in range(300):
        hits = rng.binomial(400, rates).astype(float)
        cells = np.zeros((4, 2, 2))
        cells[:, 0, 1], cells[:, 0, 0] = hits, 400 - hits
        names = tuple("rabc")
        tally = Tally(
            feature="group",
            columns=("group",),
            labels=names,
            parts=tuple((name,) for name in names),
            rows=np.full(4, 400.0),
            cells=cells,
            squares=None,
            labeled=False,
        )
        found = measure_against(ratio, tally, (0, 1, 2, 3), 0, level=Exact("0.95"))
        decided += found.judged(four_fifths).verdict is not Verdict.NOT_DECIDABLE
    assert decided / 300 <= 0.05
