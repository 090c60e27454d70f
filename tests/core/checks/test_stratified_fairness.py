"""Are gaps within strata those of statsmodels and of published tables, and are reversals found?"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from core.checks.base import CheckInput
from core.errors import IntegrityError
from core.options import CheckOptions
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import Verdict
from tests.core.checks.fair_inputs import applicants, doubled, figure, run, table
from tests.core.checks.inputs import binary, limit, policy

BERKELEY = {
    "A": ((512, 313), (89, 19)),
    "B": ((353, 207), (17, 8)),
    "C": ((120, 205), (202, 391)),
    "D": ((138, 279), (131, 244)),
    "E": ((53, 138), (94, 299)),
    "F": ((22, 351), (24, 317)),
}
"""Admitted and rejected men and women of the six largest departments, Bickel et al. 1975."""


def strata(cells: Mapping[str, tuple[tuple[int, int], tuple[int, int]]]) -> CheckInput:
    """Counts of the reference (first) and of the group in each stratum, read from their cells."""
    lines = [
        (name, sex, said, count)
        for name, both in cells.items()
        for sex, part in zip(("Male", "Female"), both, strict=True)
        for said, count in zip((1, 0), part, strict=True)
    ]
    frame = pd.DataFrame(lines, columns=["department", "sex", "said", "n"])
    data = binary(None, frame["said"], groups={"sex": frame["sex"]})
    return replace(
        data,
        table=frame[["department", "sex", "n"]],
        weight="n",
        options=CheckOptions(controls=("department",)),
        policy=policy((), minimum=1),
    )


def test_the_admissions_of_berkeley_turn_around() -> None:
    result = run("stratified_fairness", strata(BERKELEY))
    line = table(result, "pooled").iloc[0]
    assert (line["group"], line["reference"]) == ("Female", "Male")
    assert line["crude_difference"] == pytest.approx(1198 / 2691 - 557 / 1835)
    # Published by R's mantelhaen.test (without correction): X-squared 1.5246, p 0.2169, odds ratio 1/0.9047.
    assert figure(result, "common_odds_ratio", "sex").value == pytest.approx(1 / 0.9046968, abs=1e-6)
    (pair,) = result.comparisons
    cmh, same = pair.tests
    assert (cmh.test, same.test) == ("cmh", "breslow_day")
    assert cmh.statistic == pytest.approx(1.5246, abs=1e-4)
    assert cmh.p == pytest.approx(0.2169, abs=1e-4)
    assert same.statistic == pytest.approx(18.8255, abs=1e-4)
    assert same.p == pytest.approx(0.002071, abs=1e-6)
    assert pair.difference.value is not None
    assert pair.difference.value < 0 < line["crude_difference"]
    assert line["against"] == 4
    note = next(item for item in result.notes if item.code is ReasonCode.REVERSED_WITHIN)
    assert note.values["column"] == "department"
    assert table(result, "simpson")["outcome"].tolist() == ["reversed"]


def test_pooled_figures_are_those_of_statsmodels() -> None:
    rng = np.random.default_rng(9)
    cells = {
        str(at): ((int(a), int(b)), (int(c), int(d)))
        for at, (a, b, c, d) in enumerate(rng.integers(1, 40, (7, 4)))
    }
    data = replace(strata(cells), references={"sex": "Male"})
    line = table(run("stratified_fairness", data), "pooled").iloc[0]
    theirs = StratifiedTable([np.array([female, male]) for male, female in cells.values()])
    assert line["odds_ratio"] == pytest.approx(theirs.oddsratio_pooled, rel=1e-12)
    assert (line["odds_low"], line["odds_high"]) == pytest.approx(theirs.oddsratio_pooled_confint(), rel=1e-9)
    assert line["ratio"] == pytest.approx(theirs.riskratio_pooled, rel=1e-12)
    assert line["cmh_p"] == pytest.approx(theirs.test_null_odds(correction=False).pvalue, rel=1e-9)
    assert line["breslow_day_p"] == pytest.approx(theirs.test_equal_odds(adjust=True).pvalue, rel=1e-9)


def test_the_pooled_difference_of_two_strata_by_hand() -> None:
    result = run("stratified_fairness", strata({"x": ((8, 2), (3, 7)), "y": ((10, 10), (2, 8))}))
    first, second = 10 * 10 / 20, 20 * 10 / 30
    wanted = (first * (0.8 - 0.3) + second * (0.5 - 0.2)) / (first + second)
    assert figure(result, "pooled_difference", "sex").value == pytest.approx(wanted)
    ratio = (3 * 10 / 20 + 2 * 20 / 30) / (8 * 10 / 20 + 10 * 10 / 30)
    assert figure(result, "pooled_ratio", "sex").value == pytest.approx(ratio)


def test_the_verdict_has_two_sides_and_needs_the_whole_interval() -> None:
    limits = (limit("stratified_fairness", "pooled_difference", Relation.AT_MOST, "0.1"),)

    def judged(cells: Mapping[str, tuple[tuple[int, int], tuple[int, int]]]) -> Verdict:
        return run("stratified_fairness", replace(strata(cells), policy=policy(limits, minimum=1))).verdict

    even = {"x": ((500, 500), (500, 500)), "y": ((300, 700), (300, 700))}
    apart = {"x": ((700, 300), (400, 600)), "y": ((600, 400), (300, 700))}
    small = {"x": ((7, 3), (6, 4)), "y": ((6, 4), (5, 5))}
    assert (judged(even), judged(apart), judged(small)) == (
        Verdict.PASSED, Verdict.FAILED, Verdict.NOT_DECIDABLE
    )  # fmt: skip
    other_way = {"x": ((500, 500), (90, 10)), "y": ((5, 95), (300, 700))}
    assert judged(other_way) is Verdict.FAILED


def test_rows_in_strata_of_one_group_say_nothing_and_are_counted() -> None:
    result = run("stratified_fairness", strata({"x": ((8, 2), (3, 7)), "y": ((10, 10), (0, 0))}))
    note = next(item for item in result.notes if item.code is ReasonCode.STRATA_UNSHARED)
    assert (note.values["n"], note.values["total"]) == (20, 40)
    assert figure(result, "pooled_difference", "sex").value == pytest.approx(0.5)
    none = run("stratified_fairness", strata({"x": ((8, 2), (0, 0)), "y": ((0, 0), (3, 7))}))
    found = figure(none, "pooled_difference", "sex")
    assert found.value is None
    assert found.reason is not None
    assert found.reason.code is ReasonCode.NO_SHARED_STRATUM


def test_numbers_are_cut_at_quintiles_and_missing_controls_form_a_stratum() -> None:
    data = applicants()
    income = np.random.default_rng(1).normal(2000, 500, 600)
    income[:60] = np.nan
    data = replace(data, table=data.table.assign(income=income), options=CheckOptions(controls=("income",)))
    found = table(run("stratified_fairness", data), "pooled")
    assert found.iloc[0]["strata"] == 6
    assert found["rate"].tolist() == ["selection_rate", "tpr", "fpr"]


def test_too_many_strata_are_not_pooled() -> None:
    data = applicants(3000)
    rng = np.random.default_rng(3)
    table_ = data.table.assign(**{name: rng.integers(0, 15, 3000) for name in "wxyz"})
    limits = (limit("stratified_fairness", "pooled_difference", Relation.AT_MOST, "0.1"),)
    data = replace(
        data, table=table_, options=CheckOptions(controls=("w", "x", "y", "z")), policy=policy(limits)
    )
    result = run("stratified_fairness", data)
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.TOO_MANY_STRATA}
    assert result.verdict is Verdict.NOT_DECIDABLE


def test_a_disagreement_of_the_two_calculations_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.checks.parts.strata_tables.second_figures", lambda _tables: {"difference": 0.5})
    with pytest.raises(IntegrityError, match="disagree"):
        run("stratified_fairness", strata(BERKELEY))


def test_doubling_every_row_changes_no_pooled_figure() -> None:
    data = applicants(300)
    one, two = (table(run("stratified_fairness", item), "pooled").iloc[0] for item in (data, doubled(data)))
    for name in ("difference", "ratio", "odds_ratio", "crude_difference"):
        assert one[name] == pytest.approx(two[name])


CELLS = st.tuples(*[st.integers(0, 12)] * 4).map(lambda n: ((n[0], n[1]), (n[2], n[3])))


@settings(max_examples=12)
@given(st.lists(CELLS, min_size=1, max_size=4))
def test_the_complement_of_the_favorable_class_turns_the_pooled_difference(
    parts: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    cells = {str(at): part for at, part in enumerate(parts)}
    turned = {name: tuple((miss, hit) for hit, miss in both) for name, both in cells.items()}
    inputs = [replace(strata(item), references={"sex": "Male"}) for item in (cells, turned)]  # type: ignore[arg-type]
    results = [run("stratified_fairness", item) for item in inputs]
    pooled = [
        [item for item in result.measurements if item.measure == "pooled_difference"] for result in results
    ]
    if not pooled[0] or not pooled[1] or pooled[0][0].value is None:
        return
    assert pooled[1][0].value == pytest.approx(-pooled[0][0].value, abs=1e-12)
