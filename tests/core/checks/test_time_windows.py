"""Is it seen when a model gets worse over time, and what is said of windows that cannot tell?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as theirs

from core.checks.base import CheckInput
from core.checks.parts.periods import months_of, periods_of
from core.options import CheckOptions, Period
from core.policy import Relation
from core.reasons import Reason, ReasonCode
from core.results import Verdict
from core.statistics.intervals import wilson
from tests.core.checks.quality import (
    about,
    bounds,
    dated,
    figure,
    labels,
    limited,
    months,
    noisy,
    numbers,
    run,
    said,
    several,
    table,
    with_reference,
)

DROP = ("auc_loss", Relation.AT_MOST, "0.05")


def decaying(seed: int, *, rows: int = 6000, count: int = 12, until: float = 0.9) -> CheckInput:
    """Scores that become noise from month to month; `until`: the share of noise in the last one."""
    rng = np.random.default_rng(seed)
    data = noisy(seed, rows)
    assert data.score is not None
    share = np.linspace(0, until, rows)
    score = np.where(rng.random(rows) < share, rng.random(rows), data.score)
    return dated(replace(data, score=score, predicted=said(score)), months(rows, count))


def test_every_window_is_measured_as_if_it_were_alone() -> None:
    data = decaying(1, rows=3000, count=6)
    assert data.score is not None
    assert data.predicted is not None
    lines = table(run("time_windows", data), "windows").set_index(["window", "measure"])
    month = data.table["day"].str[:7]
    for label in sorted(set(month)):
        part = (month == label).to_numpy()
        truth, decided = data.table["target"][part], data.predicted[part].astype(int)
        assert lines.loc[(label, "auc"), "value"] == pytest.approx(
            theirs.roc_auc_score(truth, data.score[part])
        )
        assert lines.loc[(label, "accuracy"), "value"] == pytest.approx((truth == decided).mean())
        assert lines.loc[(label, "balanced_accuracy"), "value"] == pytest.approx(
            theirs.balanced_accuracy_score(truth, decided)
        )
        assert lines.loc[(label, "brier"), "value"] == pytest.approx(
            theirs.brier_score_loss(truth, data.score[part])
        )
        share = lines.loc[(label, "selection_rate")]
        assert (share["low"], share["high"]) == pytest.approx(wilson(decided.sum(), len(decided)))
        assert lines.loc[(label, "mean_score"), "value"] == pytest.approx(data.score[part].mean())


@pytest.mark.parametrize(
    ("until", "rows", "verdict"),
    [(0.0, 9000, Verdict.PASSED), (0.9, 6000, Verdict.FAILED), (0.3, 700, Verdict.NOT_DECIDABLE)],
)
def test_a_fall_fails_a_steady_model_passes_and_few_rows_leave_it_open(
    until: float, rows: int, verdict: Verdict
) -> None:
    data = limited(decaying(2, rows=rows, until=until), "time_windows", DROP)
    result = run("time_windows", data)
    assert about(result, "auc_loss").verdict is verdict
    if verdict is Verdict.FAILED:
        assert any(note.code is ReasonCode.TREND_FOUND for note in result.notes)


def test_the_change_compares_the_first_quarter_with_the_last() -> None:
    data = decaying(3)
    assert data.score is not None
    result = run("time_windows", data)
    month = data.table["day"].str[:7].to_numpy()
    truth = data.table["target"].to_numpy()
    areas = [
        theirs.roc_auc_score(truth[np.isin(month, part)], data.score[np.isin(month, part)])
        for part in (sorted(set(month))[:3], sorted(set(month))[-3:])
    ]
    assert figure(result, "auc_loss").value == pytest.approx(areas[0] - areas[1])
    note = next(note for note in result.notes if note.code is ReasonCode.BASELINE_WINDOWS)
    assert (note.values["first"], note.values["recent"]) == ("2024-01 – 2024-03", "2024-10 – 2024-12")


def test_a_reference_sample_takes_the_place_of_the_first_windows() -> None:
    data, reference = decaying(4), noisy(5, 2000)
    result = run("time_windows", with_reference(data, reference))
    note = next(note for note in result.notes if note.code is ReasonCode.BASELINE_REFERENCE)
    assert note.values["n"] == 2000
    assert reference.score is not None
    sides = table(result, "side_by_side").set_index("measure")
    wanted = theirs.roc_auc_score(reference.table["target"], reference.score)
    assert sides.loc["auc", "other"] == pytest.approx(wanted)


def test_one_bad_window_in_the_middle_fails_a_limit_on_the_figure_itself() -> None:
    data = dated(noisy(6, 6000), months(6000, 12))
    assert data.score is not None
    bad = (data.table["day"].str[:7] == "2024-06").to_numpy()
    score = np.where(bad, 1 - data.score, data.score)
    limits = (("auc", Relation.AT_LEAST, "0.55"), DROP)
    spoiled = replace(data, score=score, predicted=said(score))
    result = run("time_windows", limited(spoiled, "time_windows", *limits))
    worst = about(result, "auc")
    assert (worst.verdict, worst.detail) == (Verdict.FAILED, "2024-06")
    assert about(result, "auc_loss").verdict is Verdict.PASSED
    assert run("time_windows", limited(data, "time_windows", limits[0])).verdict is Verdict.PASSED
    lines = table(result, "trends")
    spread = lines[(lines["measure"] == "auc") & (lines["test"] == "cochran_q")]
    assert spread["p"].iloc[0] < 1e-6


def test_intervals_of_single_windows_hold_for_all_together() -> None:
    limits = ("auc", Relation.AT_LEAST, "0.5")
    data = limited(dated(noisy(7, 1200), months(1200, 4)), "time_windows", limits)
    result = run("time_windows", data)
    worst = about(result, "auc")
    lines = table(result, "windows").set_index(["window", "measure"])
    alone = lines.loc[(worst.detail, "auc")]
    low, high = bounds(worst)
    assert low < alone["low"]
    assert high > alone["high"]


def test_small_windows_are_shown_and_not_judged() -> None:
    days = months(1000, 4)[:980] + ["2024-09-01"] * 20
    result = run("time_windows", dated(noisy(8, 1000), days))
    note = next(note for note in result.notes if note.code is ReasonCode.WINDOWS_SMALL)
    assert note.values == {"n": 1, "minimum": 30, "windows": "2024-09"}
    lines = table(result, "windows")
    small = lines[lines["window"] == "2024-09"]
    assert set(small["enough"]) == {0.0}
    assert set(small["n"]) == {20.0}
    assert set(small["position"]) == {8.0}


def test_days_nobody_can_read_are_counted_and_shown() -> None:
    data = dated(noisy(9, 900), months(900, 3))
    table_ = data.table.copy()
    table_.loc[:9, "day"] = "irgendwann"
    table_.loc[10:14, "day"] = None
    result = run("time_windows", replace(data, table=table_))
    note = next(note for note in result.notes if note.code is ReasonCode.DAYS_UNREADABLE)
    assert note.values == {"n": 15, "column": "day", "example": "irgendwann"}


def test_one_window_is_no_course_of_time() -> None:
    result = run("time_windows", dated(noisy(10, 500), ["2024-01-03"] * 500))
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert result.notes[0].code is ReasonCode.ONE_WINDOW_ONLY


def test_without_labels_decisions_and_scores_are_followed() -> None:
    data = decaying(11)
    result = run("time_windows", replace(data, target=None))
    assert set(table(result, "windows")["measure"]) == {"selection_rate", "mean_score"}
    assert any(note.code is ReasonCode.NO_LABELS for note in result.notes)
    judged = run("time_windows", replace(limited(data, "time_windows", DROP), target=None))
    assert judged.verdict is not Verdict.PASSED


def test_numbers_classes_and_labels_have_windows_too() -> None:
    rising = numbers(12, 3000)
    assert rising.score is not None
    worse = replace(rising, score=rising.score + np.linspace(0, 3, 3000))
    limits = ("rmse_ratio", Relation.AT_MOST, "1.25")
    result = run("time_windows", limited(dated(worse, months(3000, 12)), "time_windows", limits))
    assert result.verdict is Verdict.FAILED
    month = np.array([day[:7] for day in months(3000, 12)])
    assert worse.score is not None
    error = worse.score - worse.table["target"].to_numpy()
    lines = table(result, "windows").set_index(["window", "measure"])
    first = error[month == "2024-01"]
    assert lines.loc[("2024-01", "rmse"), "value"] == pytest.approx(np.sqrt((first**2).mean()))
    for data, name in ((several(13, 1200), "balanced_accuracy_loss"), (labels(13, 1200), "macro_f1_loss")):
        assert figure(run("time_windows", dated(data, months(1200, 6))), name).value is not None


def test_windows_in_which_one_class_occurs_say_so() -> None:
    data = dated(noisy(14, 1200), months(1200, 4))
    early = (data.table["day"].str[:7] == "2024-01").to_numpy()
    only = data.table["target"].where(~early, 1)
    result = run("time_windows", replace(data, table=data.table.assign(target=only)))
    lines = table(result, "windows").set_index(["window", "measure"])
    assert pd.isna(lines.loc[("2024-01", "auc"), "value"])
    assert lines.loc[("2024-01", "accuracy"), "value"] >= 0
    assert not pd.isna(lines.loc[("2024-02", "auc"), "value"])


@pytest.mark.parametrize(
    ("values", "period", "wanted"),
    [
        (["2024-01-31", "2024-02-01"], Period.MONTH, ("2024-01", "2024-02")),
        (["31.01.2024", "01.02.2024"], Period.MONTH, ("2024-01", "2024-02")),
        (["202401", "202404"], Period.QUARTER, ("2024-Q1", "2024-Q2")),
        ([20240131, 20250201], Period.YEAR, ("2024", "2025")),
        (["2024-Q1", "2024Q3"], Period.QUARTER, ("2024-Q1", "2024-Q3")),
        ([2023, 2024], Period.MONTH, ("2023", "2024")),
        ([2023.0, np.nan, 2024.0], Period.MONTH, ("2023", "2024")),
        (pd.to_datetime(["2024-12-31", "2025-01-01"]), Period.QUARTER, ("2024-Q4", "2025-Q1")),
    ],
    ids=lambda value: str(value)[:24],
)
def test_days_months_quarters_and_years_are_read(
    values: object, period: Period, wanted: tuple[str, ...]
) -> None:
    column = pd.Series(values)
    data = replace(
        noisy(1, len(column)),
        table=pd.DataFrame({"day": column}),
        options=CheckOptions(time="day", period=period),
    )
    found = periods_of(data)
    assert not isinstance(found, Reason)
    assert found.labels == wanted


def test_what_is_no_day_is_missing() -> None:
    found, _ = months_of(pd.Series(["2024-13-01", "99999999", "hello", None, "2024-02-30", "20241301"]))
    assert (found == -1).all()
    data = replace(noisy(1, 2), table=pd.DataFrame({"day": ["x", "y"]}), options=CheckOptions(time="day"))
    assert periods_of(data) == Reason(code=ReasonCode.ALL_MISSING, values={"column": "day"})
    absent = replace(data, options=CheckOptions(time="other"))
    assert periods_of(absent) == Reason(code=ReasonCode.COLUMN_ABSENT, values={"column": "other"})
    many = pd.DataFrame({"day": pd.date_range("1900-01-01", periods=300, freq="MS")})
    refused = periods_of(replace(data, table=many))
    assert isinstance(refused, Reason)
    assert refused.code is ReasonCode.TOO_MANY_PERIODS


def test_a_steady_model_is_called_drifting_in_five_of_a_hundred_cases() -> None:
    p = []
    for seed in range(80):
        data = dated(noisy(seed, 600), months(600, 6))
        lines = table(run("time_windows", data), "trends")
        p.append(lines[(lines["measure"] == "auc") & (lines["test"] == "weighted_trend")]["p"].iloc[0])
    assert 0.0 < np.mean(np.array(p) < 0.05) <= 0.12
