"""What do the options of the checks mean as they are typed?"""

from pathlib import Path

import pytest

from cli.check_options import check_options
from core.errors import UserError
from core.ids import Exact
from core.language import Translator
from core.options import PLAIN, Change, Direction, FeatureRule, Grade, Period
from core.texts import Language


def test_nothing_typed_asks_nothing() -> None:
    assert check_options(None, None) == PLAIN


def test_everything_that_can_be_typed_is_taken() -> None:
    typed = [
        "time=day", "period=year", "grade=rating", "grades=A:0.01, B:0.03,C", "decision=final",
        "segment=city", "segment=job", "control=job", "quasi=zip", "cost=false_favorable:5",
        "cost=false_unfavorable:1", "rule=income:up,low:0,high:10,cost:2,expect:down",
        "population=sex:f:0.5", "population=sex:m:0.5",
    ]  # fmt: skip
    found = check_options(None, typed)
    assert (found.time, found.period, found.grade, found.decision) == ("day", Period.YEAR, "rating", "final")
    assert found.grades[1:] == (Grade(label="B", pd=Exact("0.03")), Grade(label="C"))
    assert (found.segments, found.controls, found.quasi_identifiers) == (("city", "job"), ("job",), ("zip",))
    assert found.costs is not None
    assert (found.costs.false_favorable, found.costs.false_unfavorable) == ("5", "1")
    rule = FeatureRule(
        column="income",
        change=Change.UP,
        low=Exact("0"),
        high=Exact("10"),
        cost=Exact("2"),
        expected=Direction.DOWN,
    )
    assert found.rules == (rule,)
    assert found.population == {"sex": {"f": "0.5", "m": "0.5"}}


def test_what_is_typed_adds_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "options.toml"
    file.write_text("time = 'day'\nsegments = ['city']\n")
    found = check_options(file, ["segment=job", "time=month"])
    assert (found.time, found.segments) == ("month", ("city", "job"))


@pytest.mark.parametrize(
    "typed",
    [
        "", "time", "time=", "nonsense=1", "period=week", "cost=5", "cost=false_favorable:much",
        "cost=false_favorable", "rule=a:sideways", "rule=a:low:x", "rule=a:up,why:1", "rule=a:expect:left",
        "rule=:up", "grades=A:2", "grades=A:x", "grades=A,A", "grades=,", "population=sex",
        "population=sex:f", "population=sex:f:half", "population=:f:0.5", "segment=  ",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told_in_both_languages(typed: str) -> None:
    with pytest.raises(UserError) as caught:
        check_options(None, [typed])
    english, german = (Translator(language).say(caught.value.message) for language in Language)
    assert english != german


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.toml"):
        check_options(tmp_path / "none.toml", None)
