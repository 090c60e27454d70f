"""Do the examples of the rule come out, and does everybody stay visible?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.checks.base import CheckInput
from core.errors import IntegrityError
from core.inventory import Task
from core.policy import Relation
from core.reasons import ReasonCode
from core.results import Verdict
from tests.core.checks.fair_inputs import applicants, run, table
from tests.core.checks.inputs import binary, limit, policy

SEX = {"Male": (1390, 667, 0.48, 1.00), "Female": (1181, 555, 0.47, 0.979)}
RACE = {
    "Hispanic or Latino": (408, 204, 0.50, 0.97),
    "White": (797, 412, 0.52, 1.00),
    "Black or African American": (390, 170, 0.44, 0.84),
    "Native Hawaiian or Pacific Islander": (119, 52, 0.44, 0.85),
    "Asian": (616, 302, 0.49, 0.95),
    "Native American or Alaska Native": (41, 18, 0.44, 0.85),
    "Two or More Races": (213, 96, 0.45, 0.87),
}
BOTH = {
    ("Male", "Hispanic or Latino"): (205, 90, 0.439, 0.841),
    ("Female", "Hispanic or Latino"): (190, 82, 0.432, 0.827),
    ("Male", "White"): (412, 215, 0.522, 1.000),
    ("Male", "Black or African American"): (226, 95, 0.420, 0.806),
    ("Male", "Native Hawaiian or Pacific Islander"): (87, 37, 0.425, 0.815),
    ("Male", "Asian"): (321, 167, 0.520, 0.997),
    ("Male", "Native American or Alaska Native"): (24, 11, 0.458, 0.878),
    ("Male", "Two or More Races"): (115, 52, 0.452, 0.866),
    ("Female", "White"): (385, 197, 0.512, 0.981),
    ("Female", "Black or African American"): (164, 75, 0.457, 0.876),
    ("Female", "Native Hawaiian or Pacific Islander"): (32, 15, 0.469, 0.898),
    ("Female", "Asian"): (295, 135, 0.458, 0.877),
    ("Female", "Native American or Alaska Native"): (17, 7, 0.412, 0.789),
    ("Female", "Two or More Races"): (98, 44, 0.449, 0.860),
}
"""Applicants, selected, printed selection rate and impact ratio: 6 RCNY 5-301, example of subdivision (b)."""


def counted(cells: Mapping[Any, tuple[int, int]], columns: tuple[str, ...]) -> CheckInput:
    lines = []
    for name, (number, selected) in cells.items():
        labels = name if isinstance(name, tuple) else (name,)
        lines += [(*labels, 1, selected), (*labels, 0, number - selected)]
    frame = pd.DataFrame(lines, columns=[*columns, "said", "n"])
    data = binary(None, frame["said"], groups={name: frame[name] for name in columns})
    return replace(data, table=frame[[*columns, "n"]], weight="n", policy=policy(()))


@pytest.mark.parametrize(("cells", "column"), [(SEX, "sex"), (RACE, "race")], ids=["sex", "race"])
def test_the_single_tables_of_the_rule_come_out(
    cells: Mapping[str, tuple[int, int, float, float]], column: str
) -> None:
    data = counted({name: part[:2] for name, part in cells.items()}, (column,))
    lines = table(run("ll144", data), "ll144").set_index("group")
    for name, (number, selected, rate, ratio) in cells.items():
        assert lines.loc[name, ["n", "selected"]].tolist() == [number, selected]
        assert lines.loc[name, "rate"] == pytest.approx(rate, abs=0.0051)
        assert lines.loc[name, "ratio"] == pytest.approx(ratio, abs=0.0051)


def test_the_intersectional_table_of_the_rule_comes_out_with_the_unknown_number() -> None:
    cells: dict[object, tuple[int, int]] = {name: part[:2] for name, part in BOTH.items()}
    cells[None, "White"] = (250, 100)
    result = run("ll144", counted(cells, ("sex", "race")))
    lines = table(result, "ll144")
    both = lines[lines["feature"] == "sex x race"].set_index("group")
    assert len(both) == len(BOTH)
    assert set(both["unknown"]) == {250}
    for (sex, race), (number, _, rate, ratio) in BOTH.items():
        line = both.loc[f"{sex} x {race}"]
        assert line["n"] == number
        assert line["rate"] == pytest.approx(rate, abs=0.00051)
        # One ratio is printed as 0.841 in the rule; its counts give 0.8413.
        assert line["ratio"] == pytest.approx(ratio, abs=0.0011)
    note = next(item for item in result.notes if item.code is ReasonCode.UNKNOWN_CATEGORY)
    assert note.values["n"] == 250


def test_categories_below_two_percent_stay_visible_and_both_ratios_are_given() -> None:
    cells = {"large": (900, 450), "middle": (90, 40), "tiny": (10, 9)}
    result = run("ll144", counted(cells, ("sex",)))
    lines = table(result, "ll144").set_index("group")
    assert lines["small"].to_dict() == {"large": 0, "middle": 0, "tiny": 1}
    assert lines.loc["large", "ratio"] == pytest.approx(0.5 / 0.9)
    assert lines.loc["large", "ratio_without_small"] == 1.0
    assert lines.loc["tiny", "rate"] == 0.9
    assert np.isnan(lines.loc["tiny", "ratio_without_small"])
    note = next(item for item in result.notes if item.code is ReasonCode.SMALL_CATEGORY)
    assert note.values["category"] == "tiny"
    exact = table(run("ll144", counted({"a": (980, 5), "b": (20, 1)}, ("sex",))), "ll144").set_index("group")
    assert exact.loc["b", "small"] == 0


def test_the_median_is_that_of_the_full_sample_and_scores_at_it_do_not_count() -> None:
    score = [1.0, 2.0, 3.0, 3.0, 3.0, 9.0, 9.0]
    group = ["a", "a", "a", "b", "b", "b", None]
    data = binary(None, None, groups={"sex": np.array(group, dtype=object)}, score=score)
    lines = table(run("ll144", data), "ll144").set_index("group")
    assert set(lines["kind"]) == {"scoring"}
    assert lines["rate"].to_dict() == {"a": 0.0, "b": pytest.approx(1 / 3)}
    assert lines["unknown"].tolist() == [1, 1]


def test_the_scoring_example_of_the_rule_comes_out() -> None:
    sizes, above = {"Male": 92, "Female": 76}, {"Male": 50, "Female": 34}
    group = np.repeat(list(sizes), list(sizes.values()))
    score = np.concatenate(
        [np.r_[np.ones(above[name]), np.linspace(0, 0.4, sizes[name] - above[name])] for name in sizes]
    )
    lines = table(run("ll144", binary(None, None, groups={"sex": group}, score=score)), "ll144").set_index(
        "group"
    )
    assert lines.loc["Male", "rate"] == pytest.approx(0.543, abs=0.0051)
    assert lines.loc["Female", "rate"] == pytest.approx(0.447, abs=0.0051)
    assert lines.loc["Female", "ratio"] == pytest.approx(0.82, abs=0.0051)


def test_a_classification_into_groups_has_a_table_for_each() -> None:
    data = replace(
        binary(None, ["lead", "lead", "team", "team"] * 10, groups={"sex": ["f", "m", "f", "m"] * 10}),
        task=Task.MULTICLASS,
        favorable=None,
        policy=policy(()),
    )
    lines = table(run("ll144", data), "ll144")
    assert set(lines["feature"]) == {"sex · lead", "sex · team"}
    assert (lines["rate"] == 0.5).all()


def test_there_is_no_verdict_unless_the_policy_sets_a_limit() -> None:
    data = counted({name: part[:2] for name, part in SEX.items()}, ("sex",))
    plain = run("ll144", data)
    assert plain.verdict is Verdict.NOT_APPLICABLE
    assert {item.reason.code for item in plain.conclusions} == {ReasonCode.NO_THRESHOLD}

    def judged(number: str) -> Verdict:
        limits = (limit("ll144", "ll144_impact_ratio", Relation.AT_LEAST, number),)
        return run("ll144", replace(data, policy=policy(limits))).verdict

    assert judged("4/5") is Verdict.PASSED
    assert judged("0.98") is Verdict.NOT_DECIDABLE
    apart = counted({"a": (900, 800), "b": (900, 300)}, ("sex",))
    limits = (limit("ll144", "ll144_impact_ratio", Relation.AT_LEAST, "4/5"),)
    assert run("ll144", replace(apart, policy=policy(limits))).verdict is Verdict.FAILED


def test_a_category_nobody_is_selected_from_has_ratio_0_and_no_selection_at_all_none() -> None:
    lines = table(run("ll144", counted({"a": (50, 10), "b": (50, 0)}, ("sex",))), "ll144").set_index("group")
    assert lines.loc["b", "ratio"] == 0.0
    nobody = run("ll144", replace(counted({"a": (50, 50), "b": (50, 50)}, ("sex",)), favorable="0"))
    assert table(nobody, "ll144")["ratio"].isna().all()


def test_a_disagreement_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.checks.parts.tallies.largest_disagreement", lambda *_: 2e-9)
    with pytest.raises(IntegrityError, match="disagree"):
        run("ll144", applicants())
