"""Which options does a file describe, and what is said of one that cannot be meant?"""

import json
import time

import pytest

from core.errors import UserError
from core.ids import Exact
from core.language import Translator
from core.options import PLAIN, Change, CheckOptions, Costs, Direction, FeatureRule, Grade, Period, columns_of
from core.options_file import read_options, require_options
from core.texts import Language

WHOLE = b"""
time = "day"
period = "quarter"
grade = "grade"
segments = ["city"]
controls = ["job"]
quasi_identifiers = ["zip", "birth"]
grades = [{ label = "A", pd = 0.01 }, { label = "B" }]
[costs]
false_favorable = 5
[[rules]]
column = "income"
change = "up"
low = 0
high = 1e5
cost = 2
expected = "up"
[population.sex]
f = 0.5
m = "1/2"
"""


def test_every_option_of_a_file_is_read_and_numbers_stay_as_written() -> None:
    options = read_options(WHOLE, "options.toml")
    rule = FeatureRule(
        column="income",
        change=Change.UP,
        low=Exact("0"),
        high=Exact("100000.0"),
        cost=Exact("2"),
        expected=Direction.UP,
    )
    assert options == CheckOptions(
        time="day",
        period=Period.QUARTER,
        grade="grade",
        segments=("city",),
        controls=("job",),
        quasi_identifiers=("zip", "birth"),
        grades=(Grade(label="A", pd=Exact("0.01")), Grade(label="B")),
        costs=Costs(false_favorable=Exact("5")),
        rules=(rule,),
        population={"sex": {"f": Exact("0.5"), "m": Exact("1/2")}},
    )
    assert columns_of(options) == {"day", "grade", "city", "job", "zip", "birth", "income", "sex"}


def test_an_empty_file_asks_nothing_and_a_mark_at_its_start_is_no_error() -> None:
    assert read_options(b"", "options.toml") == PLAIN
    assert read_options(b"\xef\xbb\xbf{}", "options.JSON") == PLAIN


WRONG = {
    "no-toml": (b"time = ", "a.toml"),
    "no-json": (b"{", "a.json"),
    "no-text": (b"\xff\xfe\x00", "a.toml"),
    "list": (b"[]", "a.json"),
    "deep": (b"[" * 100_000, "a.json"),
    "unknown": (b"tiem = 'day'", "a.toml"),
    "unknown-within": (b"rules = [{column = 'a', lowest = 1}]", "a.toml"),
    "no-column": (b"rules = [{low = 1}]", "a.toml"),
    "wrong-kind": (b"segments = 'city'", "a.toml"),
    "wrong-word": (b"period = 'week'", "a.toml"),
    "nothing-as-number": (b'{"rules": [{"column": "a", "low": NaN}]}', "a.json"),
    "endless": (b"costs = {false_favorable = inf}", "a.toml"),
    "two-rules": (b"rules = [{column = 'a'}, {column = 'a'}]", "a.toml"),
    "two-grades": (b"grades = [{label = 'A'}, {label = 'A'}]", "a.toml"),
    "empty-range": (b"rules = [{column = 'a', low = 2, high = 1}]", "a.toml"),
    "free": (b"rules = [{column = 'a', cost = 0}]", "a.toml"),
    "above-one": (b"grades = [{label = 'A', pd = 1.5}]", "a.toml"),
    "negative": (b"costs = {false_favorable = -1}", "a.toml"),
    "share": (b"population = {sex = {f = 0.9, m = 0.9}}", "a.toml"),
    "no-share": (b"population = {sex = {f = 'half'}}", "a.toml"),
    "huge-power": (b"population = {sex = {f = '1e999999999'}}", "a.toml"),
    "long-number": (b"costs = {false_favorable = '" + b"9" * 10_000 + b"'}", "a.toml"),
    "ten-megabytes": (b"time = '" + b"x" * (10 << 20) + b"'", "a.toml"),
}


@pytest.mark.parametrize(("data", "name"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_meant_is_told_in_both_languages(data: bytes, name: str) -> None:
    began = time.monotonic()
    with pytest.raises(UserError) as caught:
        read_options(data, name)
    assert time.monotonic() - began < 5
    english, german = (Translator(language).say(caught.value.message) for language in Language)
    assert english != german
    assert len(english) < 1000


def test_a_column_the_table_lacks_is_named_with_those_it_has() -> None:
    with pytest.raises(UserError, match="the column “nowhere”"):
        require_options(CheckOptions(controls=("nowhere",)), ["age", "sex"])
    require_options(CheckOptions(controls=("sex",)), ["age", "sex"])


def test_a_value_that_was_put_in_by_a_program_is_judged_like_one_of_a_file() -> None:
    rule = FeatureRule(column="age", cost=Exact("-1"))
    with pytest.raises(UserError, match="must be above 0"):
        require_options(CheckOptions(rules=(rule,)), ["age"])


def test_options_written_as_json_are_those_written_as_toml() -> None:
    raw = {"rules": [{"column": "a", "low": 1, "cost": 0.5}], "time": "day"}
    toml = b"time = 'day'\n[[rules]]\ncolumn = 'a'\nlow = 1\ncost = 0.5\n"
    assert read_options(json.dumps(raw).encode(), "o.json") == read_options(toml, "o.toml")
