"""Is every cut-off counted as if it decided, and does the range keep exactly what the policy limits?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.checks.registry import get
from core.errors import IntegrityError
from core.ids import Exact
from core.inventory import CutOff, ScoreMeans
from core.options import CheckOptions, Costs
from core.policy import Relation
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import Verdict
from tests.core.checks.fair_inputs import applicants, figure, run, table
from tests.core.checks.inputs import binary, limit, policy

FOUR_FIFTHS = limit("group_fairness", "impact_ratio", Relation.AT_LEAST, "4/5")


def test_every_distinct_score_is_tried_and_the_own_cut_off_besides() -> None:
    data = binary([0, 1, 0, 1], [0, 0, 1, 1], groups={"g": ["a", "b", "a", "b"]}, score=[0.1, 0.2, 0.6, 0.9])
    lines = table(run("threshold_analysis", data), "cut_offs")
    assert lines["cut_off"].tolist() == [0.1, 0.2, 0.5, 0.6, 0.9]
    assert lines["own"].tolist() == [0, 0, 1, 0, 0]
    assert lines["selection_rate"].tolist() == [1.0, 0.75, 0.5, 0.5, 0.25]


def test_many_scores_are_thinned_to_quantiles() -> None:
    lines = table(run("threshold_analysis", applicants(2000)), "cut_offs")
    assert len(lines) <= 102
    assert lines["cut_off"].is_monotonic_increasing
    assert 0.5 in lines["cut_off"].tolist()


def test_rates_at_each_cut_off_are_those_of_the_decisions_by_hand() -> None:
    data = applicants(500)
    assert data.score is not None
    truth, a = data.table["target"].to_numpy() == 1, (data.table["group"] == "a").to_numpy()
    lines = table(run("threshold_analysis", data), "cut_offs")
    gaps = table(run("threshold_analysis", data), "cut_off_gaps")
    for line in lines.iloc[::17].itertuples():
        said = data.score >= line.cut_off
        assert line.selection_rate == pytest.approx(said.mean())
        assert line.tpr == pytest.approx(said[truth].mean())
        assert line.fpr == pytest.approx(said[~truth].mean())
        assert line.cost == pytest.approx((said != truth).mean())
        part = gaps[(gaps["cut_off"] == line.cut_off) & (gaps["measure"] == "demographic_parity_difference")]
        assert part["value"].iloc[0] == pytest.approx(abs(said[a].mean() - said[~a].mean()))


def test_a_score_of_the_unfavorable_class_decides_below_the_cut_off() -> None:
    means = ScoreMeans.UNFAVORABLE
    data = binary([0, 1, 0, 1], [1, 1, 0, 0], groups={"g": ["a", "b", "a", "b"]}, score=[0.1, 0.2, 0.6, 0.6])
    data = replace(data, score_means=means, cut_off=CutOff(value=Exact("0.6"), score_means=means))
    lines = table(run("threshold_analysis", data), "cut_offs")
    assert lines["cut_off"].tolist() == [0.1, 0.2, 0.6]
    assert lines["selection_rate"].tolist() == [0.0, 0.25, 0.5]


def test_the_range_is_where_all_limits_keep() -> None:
    data = replace(applicants(800, lean=0.25), policy=policy((FOUR_FIFTHS,)))
    result = run("threshold_analysis", data)
    gaps = table(result, "cut_off_gaps")
    ratio = gaps[gaps["measure"] == "impact_ratio"]
    known = ratio[ratio["kept"].notna()]
    assert ((known["value"] >= 0.8) == (known["kept"] == 1)).all()
    note = next(item for item in result.notes if item.code is ReasonCode.KEPT_RANGE)
    kept = ratio[ratio["kept"] == 1]["cut_off"]
    assert (note.values["low"], note.values["high"]) == (kept.min(), kept.max())
    assert note.values["kept"] == len(kept)


def test_exactly_four_fifths_keeps_and_nothing_may_keep_at_all() -> None:
    score = [0.9] * 80 + [0.1] * 20 + [0.9] * 100
    data = binary(
        None, np.array(score) >= 0.5, favorable="True", groups={"g": ["a"] * 100 + ["b"] * 100}, score=score
    )
    gaps = table(run("threshold_analysis", replace(data, policy=policy((FOUR_FIFTHS,)))), "cut_off_gaps")
    line = gaps[(gaps["measure"] == "impact_ratio") & (gaps["cut_off"] == 0.5)].iloc[0]
    assert (line["value"], line["kept"]) == (0.8, 1)
    strict = policy((limit("group_fairness", "impact_ratio", Relation.AT_LEAST, "2"),))
    result = run("threshold_analysis", replace(data, policy=strict))
    assert ReasonCode.KEPT_NOWHERE in {item.code for item in result.notes}


def test_limits_on_performance_count_for_the_unfavorable_class() -> None:
    recall = limit("performance", "recall", Relation.AT_LEAST, "0.6")
    lines = table(run("threshold_analysis", replace(applicants(), policy=policy((recall,)))), "cut_offs")
    known = lines[lines["kept"].notna()]
    assert ((known["tnr"] >= 0.6) == (known["kept"] == 1)).all()


def test_costs_weigh_both_errors_and_are_judged_by_the_whole_interval() -> None:
    costs = Costs(false_favorable=Exact("5"), false_unfavorable=Exact("1"))
    data = replace(applicants(), options=CheckOptions(costs=costs))
    assert data.predicted is not None
    said, truth = data.predicted == "1", data.table["target"].to_numpy() == 1
    wanted = (5 * (said & ~truth).sum() + (~said & truth).sum()) / len(truth)
    assert figure(run("threshold_analysis", data), "mean_cost", None).value == pytest.approx(wanted)

    def judged(number: str) -> Verdict:
        limits = (limit("threshold_analysis", "mean_cost", Relation.AT_MOST, number),)
        return run("threshold_analysis", replace(data, policy=policy(limits))).verdict

    assert (judged("0.1"), judged("3"), judged(f"{wanted:.4f}")) == (
        Verdict.FAILED, Verdict.PASSED, Verdict.NOT_DECIDABLE
    )  # fmt: skip


def test_group_cut_offs_bring_each_group_near_the_rate_of_all() -> None:
    lines = table(run("threshold_analysis", applicants(2000, lean=0.2)), "group_cut_offs")
    assert set(lines["rate"]) == {"selection_rate", "tpr"}
    assert (lines["reached"] - lines["wanted"]).abs().max() < 0.05
    rates = lines[lines["rate"] == "selection_rate"].set_index("group")
    assert rates.loc["a", "cut_off"] > 0.5 > rates.loc["b", "cut_off"]
    assert (rates["now"] - rates["wanted"]).abs().min() > 0.05


def test_at_its_own_cut_off_it_says_what_the_comparison_of_groups_says() -> None:
    data = applicants()
    gaps = table(run("threshold_analysis", data), "cut_off_gaps")
    own = gaps[gaps["cut_off"] == 0.5].set_index("measure")["value"]
    fairness = get("group_fairness").run(data, SILENT)
    for name in (
        "impact_ratio",
        "demographic_parity_difference",
        "equal_opportunity_difference",
        "fpr_difference",
    ):
        assert own[name] == pytest.approx(figure(fairness, name, "group").value, abs=1e-12)
    chosen = replace(data, references={"group": "a"})
    against = table(run("threshold_analysis", chosen), "cut_off_gaps")
    own = against[against["cut_off"] == 0.5].set_index("measure")["value"]
    other = figure(get("group_fairness").run(chosen, SILENT), "impact_ratio", "group").value
    assert own["impact_ratio"] == pytest.approx(other)


def test_a_wrong_count_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.checks.parts.cut_offs.count_again", lambda *_args, **_more: np.zeros((2, 2, 2)))
    with pytest.raises(IntegrityError, match="disagree"):
        run("threshold_analysis", applicants())


@settings(max_examples=8)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.booleans()), min_size=10, max_size=60))
def test_selection_never_rises_with_the_cut_off(rows: list[tuple[int, bool, bool]]) -> None:
    points, truth, group = (np.array(column) for column in zip(*rows, strict=True))
    data = binary(truth.astype(int), (points >= 5).astype(int), groups={"g": group}, score=points / 10)
    result = run("threshold_analysis", replace(data, policy=policy(minimum=1)))
    if result.tables:
        rates = table(result, "cut_offs")["selection_rate"].to_numpy()
        assert (np.diff(rates) <= 0).all()
