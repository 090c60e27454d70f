"""Is what people type understood, and refused clearly where it is not?"""

from datetime import date
from pathlib import Path

import pytest

from cli.inputs import condition, day, exact, existing, grouping, one_of, rating
from core.errors import UserError
from core.inventory import Grouping, Task
from core.risk import Level, RiskKind


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("gastarb", Grouping(column="gastarb")),
        ("alter<=25", Grouping(column="alter", edges=("25",))),  # type: ignore[arg-type]
        ("alter <= 25;40", Grouping(column="alter", edges=("25", "40"))),  # type: ignore[arg-type]
        ("alter<25", Grouping(column="alter", edges=("25",), right_closed=False)),  # type: ignore[arg-type]
    ],
)
def test_a_sensitive_feature_is_a_column_or_a_cut_column(typed: str, expected: Grouping) -> None:
    assert grouping(typed) == expected


def test_a_rating_holds_kind_both_cells_and_the_rationale_with_its_colons() -> None:
    assert rating("decay:4x5:2x3:Checked: every month") == (
        RiskKind.DECAY,
        Level(likelihood=4, impact=5),
        Level(likelihood=2, impact=3),
        "Checked: every month",
    )


@pytest.mark.parametrize("typed", ["decay:6x1:1x1:x", "decay:1x1:x", "nothing:1x1:1x1:x", "decay:1x1:1x1:"])
def test_a_wrong_rating_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        rating(typed)


@pytest.mark.parametrize(("typed", "expected"), [("0.5", "0.5"), ("0,5", "0.5"), ("5/6", "5/6")])
def test_numbers_are_kept_as_written_apart_from_the_comma(typed: str, expected: str) -> None:
    assert exact(typed, "--cut-off") == expected


@pytest.mark.parametrize("typed", ["half", "1/0", ""])
def test_what_is_no_number_is_refused_and_the_option_named(typed: str) -> None:
    with pytest.raises(UserError, match="--cut-off"):
        exact(typed, "--cut-off")


def test_an_unknown_word_is_refused_with_the_possible_ones() -> None:
    assert one_of(Task, "binary", "--task") is Task.BINARY
    with pytest.raises(UserError, match="binary, multiclass"):
        one_of(Task, "ternary", "--task")


def test_a_condition_names_person_day_and_text() -> None:
    assert condition("Jana Brandt:2027-01-31:Collect: data") == (
        "Jana Brandt",
        date(2027, 1, 31),
        "Collect: data",
    )
    for typed in ("Jana", "Jana:2027-13-01:x", ":2027-01-01:x", "Jana:2027-01-01:"):
        with pytest.raises(UserError):
            condition(typed)


def test_a_day_that_does_not_exist_is_refused() -> None:
    assert day(None, "--expires") is None
    with pytest.raises(UserError, match="--expires"):
        day("31.01.2027", "--expires")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="folder"):
        existing(tmp_path)
    with pytest.raises(UserError, match="no file"):
        existing(tmp_path / "missing.csv")
