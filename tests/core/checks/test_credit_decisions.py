"""Are overrides and swap sets counted right, and who is met by them?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from core.checks.base import CheckInput, Sample
from core.ids import Digest
from core.inventory import Grouping
from core.options import CheckOptions, SampleRole
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import Verdict
from tests.core.checks.inputs import binary, limit, policy
from tests.core.checks.lending import LIMITS, column, figure, lending, run, said_by, value, verdict


def decided(cells: dict[tuple[str, int, int], tuple[int, int]]) -> CheckInput:
    """Spread (rows, bad outcomes) of each (group, model, decision) over rows."""
    lines = [
        (group, model, decision, 0 if at < bad else 1)
        for (group, model, decision), (rows, bad) in cells.items()
        for at in range(rows)
    ]
    table = pd.DataFrame(lines, columns=["sex", "model", "decided", "target"])
    data = binary(table["target"], table["model"])
    return replace(
        data,
        table=table,
        groupings=(Grouping(column="sex"),),
        options=CheckOptions(decision="decided"),
        policy=policy(LIMITS),
    )


CELLS = {
    ("f", 1, 1): (300, 30),
    ("f", 1, 0): (10, 1),
    ("f", 0, 1): (5, 3),
    ("f", 0, 0): (195, 60),
    ("m", 1, 1): (400, 44),
    ("m", 1, 0): (12, 2),
    ("m", 0, 1): (8, 4),
    ("m", 0, 0): (170, 70),
}


def test_rates_and_outcomes_are_those_counted_by_hand() -> None:
    result = run("overrides", decided(CELLS))
    assert value(result, "override_rate") == 35 / 1100
    assert value(result, "override_favorable") == 13 / 378
    assert value(result, "override_unfavorable") == 22 / 722
    assert value(result, "override_bad_rate") == 7 / 13
    assert value(result, "followed_bad_rate") == 74 / 700
    gap = figure(result, "override_bad_rate_difference")
    assert gap.value == pytest.approx(7 / 13 - 74 / 700)
    theirs = confint_proportions_2indep(7, 13, 74, 700, method="newcomb")
    assert gap.interval is not None
    assert (gap.interval.low, gap.interval.high) == pytest.approx(theirs, abs=1e-9)
    rate = figure(result, "override_rate").interval
    assert rate is not None
    assert (rate.low, rate.high) == pytest.approx(proportion_confint(35, 1100, method="wilson"), abs=1e-12)


def test_groups_are_compared_with_all_others_by_fisher() -> None:
    result = run("overrides", decided(CELLS))
    assert column(result, "groups_favorable", "group") == ("f", "m")
    assert column(result, "groups_favorable", "n") == (200, 178)
    theirs = stats.fisher_exact([[5, 195], [8, 170]]).pvalue
    assert column(result, "groups_favorable", "p") == pytest.approx((theirs, theirs))
    gap = figure(result, "override_favorable_difference", "sex")
    assert gap.value == pytest.approx(abs(5 / 200 - 8 / 178))
    assert result.verdict is Verdict.PASSED


def test_helping_one_group_far_more_often_fails() -> None:
    cells = {**CELLS, ("m", 0, 1): (60, 20), ("m", 0, 0): (120, 50)}
    result = run("overrides", decided(cells))
    assert verdict(result, "override_favorable_difference").verdict is Verdict.FAILED


def test_rejecting_one_group_far_more_often_fails() -> None:
    lim = limit("overrides", "override_unfavorable_difference", Relation.AT_MOST, "0.1")
    cells = {**CELLS, ("m", 1, 1): (300, 30), ("m", 1, 0): (110, 9)}
    result = run("overrides", replace(decided(cells), policy=policy((lim,))))
    found = verdict(result, "override_unfavorable_difference")
    assert (found.verdict, found.subject) == (Verdict.FAILED, "sex")
    assert found.value == pytest.approx(110 / 410 - 10 / 310)


def test_few_overrides_of_few_rows_decide_nothing() -> None:
    cells = {("f", 1, 1): (30, 3), ("f", 0, 1): (8, 1), ("m", 0, 0): (31, 9), ("m", 1, 1): (31, 2)}
    result = run("overrides", decided(cells))
    assert verdict(result, "override_rate").verdict is Verdict.NOT_DECIDABLE


def test_nothing_overridden_has_no_bad_rate() -> None:
    cells = {("f", 1, 1): (300, 30), ("m", 0, 0): (300, 90)}
    result = run("overrides", decided(cells))
    assert value(result, "override_rate") == 0
    found = figure(result, "override_bad_rate").reason
    assert found is not None
    assert found.code is ReasonCode.NO_OVERRIDE


def test_outcomes_of_rejected_rows_may_be_missing() -> None:
    data = decided(CELLS)
    known = data.table["decided"] == 1
    result = run(
        "overrides", replace(data, table=data.table.assign(target=data.table["target"].where(known)))
    )
    assert value(result, "override_bad_rate") == 7 / 13
    note = next(note for note in result.notes if note.code is ReasonCode.OUTCOME_SELECTED)
    assert note.values == {"n": 713, "total": 1100}
    blind = run("overrides", replace(data, target=None))
    assert figure(blind, "override_bad_rate").value is None
    assert value(blind, "override_rate") == 35 / 1100


def test_small_groups_are_counted_and_not_named() -> None:
    cells = {**CELLS, ("x", 1, 1): (9, 1)}
    result = run("overrides", decided(cells))
    assert "x" not in column(result, "groups_favorable", "group")
    assert ReasonCode.GROUPS_EXCLUDED in {note.code for note in result.notes}


def test_decisions_in_other_words_are_refused_with_the_reason() -> None:
    data = decided(CELLS)
    words = data.table["decided"].map({1: "yes", 0: "no"})
    result = run("overrides", replace(data, table=data.table.assign(decided=words)))
    assert result.notes[0].code is ReasonCode.FAVORABLE_UNKNOWN


def swapped(here: list[int], there: list[int], truth: list[int]) -> CheckInput:
    data = binary(truth, here)
    other = Sample(digest=Digest("0" * 64), predicted=np.array(there).astype(str).astype(object))
    return replace(data, samples={SampleRole.OTHER_VERSION: other}, policy=policy(LIMITS))


def sets(both: int, ins: tuple[int, int], outs: tuple[int, int], none: int) -> CheckInput:
    here = [1] * both + [1] * ins[0] + [0] * outs[0] + [0] * none
    there = [1] * both + [0] * ins[0] + [1] * outs[0] + [0] * none
    truth = [1] * both
    truth += [0] * ins[1] + [1] * (ins[0] - ins[1]) + [0] * outs[1] + [1] * (outs[0] - outs[1]) + [0] * none
    return swapped(here, there, truth)


def test_the_four_sets_are_counted_by_hand() -> None:
    result = run("swap_set", sets(100, (30, 3), (40, 20), 30))
    assert column(result, "swap", "n") == (100, 30, 40, 30)
    assert column(result, "swap", "bad") == (0, 3, 20, 30)
    assert value(result, "swap_bad_rate", "swapped_in") == 0.1
    assert value(result, "swap_bad_rate", "swapped_out") == 0.5
    assert value(result, "acceptance_change") == -10 / 200
    gap = figure(result, "swap_bad_rate_difference").interval
    assert gap is not None
    assert (gap.low, gap.high) == pytest.approx(
        confint_proportions_2indep(3, 30, 20, 40, method="newcomb"), abs=1e-9
    )


def test_better_worse_and_unclear_exchanges_are_told_apart() -> None:
    assert run("swap_set", sets(100, (300, 30), (400, 200), 30)).verdict is Verdict.PASSED
    assert run("swap_set", sets(100, (300, 180), (400, 100), 30)).verdict is Verdict.FAILED
    assert run("swap_set", sets(100, (8, 2), (9, 2), 30)).verdict is Verdict.NOT_DECIDABLE
    assert run("swap_set", sets(100, (0, 0), (0, 0), 30)).verdict is Verdict.NOT_APPLICABLE


def test_another_cut_off_alone_swaps_nobody_at_the_same_acceptance_rate() -> None:
    data = lending()
    assert data.score is not None
    laxer = replace(data, samples={SampleRole.OTHER_VERSION: said_by(data.score, cut=0.5)})
    result = run("swap_set", laxer)
    assert column(result, "swap", "n")[2] > 100  # type: ignore[operator]
    assert column(result, "matched_swap", "n")[1:3] == (0, 0)


def test_scores_alone_are_decided_by_this_version_s_cut_off() -> None:
    data = lending()
    other = data.samples[SampleRole.OTHER_VERSION]
    assert other.score is not None
    found = run("swap_set", replace(data, samples={SampleRole.OTHER_VERSION: replace(other, predicted=None)}))
    told = run("swap_set", replace(data, samples={SampleRole.OTHER_VERSION: said_by(other.score, cut=0.5)}))
    assert found.tables == told.tables


def test_groups_add_up_to_the_sets() -> None:
    result = run("swap_set", lending())
    for name in ("both_accepted", "swapped_in", "swapped_out", "both_rejected"):
        at = column(result, "swap", "set").index(name)
        assert sum(column(result, "groups", name)) == column(result, "swap", "n")[at]  # type: ignore[arg-type]
