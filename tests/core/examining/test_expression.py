"""Does a condition mean the rows a person would pick by hand, and is everything else refused in words?"""

import math
from collections.abc import Hashable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.artifacts.opened import class_text
from core.errors import UserError
from core.examining.conditions import Compared, Condition, Every, Missing, Not, OneOf, Some, Value, written
from core.examining.expression import DEEPEST, parse
from core.language import Translator
from core.texts import Language

TYPES = {
    "age": "integer",
    "income": "number",
    "sex": "text",
    "Datum Antrag": "date",
    "alive": "boolean",
    "größe": "number",
    "in": "text",
    'a"b': "text",
}
TABLE = pd.DataFrame(
    {
        "age": [18, 25, 26, 40, 9_007_199_254_740_993],
        "income": [0.5, 1000.0, math.nan, -3.25, 7.0],
        "sex": ["f", "m", None, "1.0", "it's"],
        "Datum Antrag": pd.to_datetime(
            pd.Series(["2026-01-31 14:30", "2026-01-31", "2026-02-01", None, "2025-12-31"]), format="mixed"
        ),
        "alive": np.array([True, False, None, True, False], dtype=object),
        "größe": [1.0, 2.0, 3.0, 4.0, 5.0],
        "in": ["a", "b", "c", "d", ""],
        'a"b': ["x", "y", "z", "x", "y"],
    }
)


def rows(text: str) -> list[int]:
    return [int(at) for at in np.flatnonzero(parse(text, TYPES).mask(TABLE))]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("age = 25", [1]),
        ("age <= 25", [0, 1]),
        ("age < 25.5", [0, 1]),
        ("age >= 25.5", [2, 3, 4]),
        ("age = 25.0", [1]),
        ("age = 25.5", []),
        ("age = 9007199254740993", [4]),
        ("age = 9007199254740992", []),
        ("age < 9007199254740993", [0, 1, 2, 3]),
        ("age != 25", [0, 2, 3, 4]),
        ("age <> 25 und nicht age = 40", [0, 2, 4]),
        ("income >= -3.25", [0, 1, 3, 4]),
        ("income < +1e3", [0, 3, 4]),
        ("income missing", [2]),
        ("income is missing", [2]),
        ("income fehlt", [2]),
        ("income not missing", [0, 1, 3, 4]),
        ("income is not missing", [0, 1, 3, 4]),
        ("income fehlt nicht", [0, 1, 3, 4]),
        ("income != 7", [0, 1, 2, 3]),
        ("not (income < 7 or income >= 7)", [2]),
        ("sex = f", [0]),
        ("sex = 1", [3]),
        ("sex in ('1', m)", [1, 3]),
        ("sex not in (1, m)", [0, 2, 4]),
        ("sex = 'it''s'", [4]),
        ('sex = "it\'s"', [4]),
        ("sex >= 'm'", [1]),
        ('"in" missing', [4]),
        ('"in" in (a, b)', [0, 1]),
        ('"Datum Antrag" = 2026-01-31', [0, 1]),
        ('"Datum Antrag" = 31.01.2026', [0, 1]),
        ('"Datum Antrag" > 2026-01-31', [2]),
        ("„Datum Antrag“ >= '2026-01-31 14:30'", [0, 2]),
        ("`Datum Antrag` fehlt", [3]),
        ("alive = true", [0, 3]),
        ("alive = ja", [0, 3]),
        ("alive != wahr", [1, 2, 4]),
        ("größe >= 2 AND größe ≤ 4 And größe ≠ 3", [1, 3]),
        ('"größe" > 4 oder age = 18', [0, 4]),
        ('"a""b" = x', [0, 3]),
        ("age=18 or age=25 and sex=m", [0, 1]),
        ("(age=18 or age=25) and sex=m", [1]),
        ("not age = 18 and age <= 26", [1, 2]),
        ("not not age = 18", [0]),
    ],
)
def test_a_condition_means_the_rows_it_says(text: str, meant: list[int]) -> None:
    assert rows(text) == meant
    again = parse(str(parse(text, TYPES)), TYPES)
    assert again == parse(text, TYPES)
    assert str(again) == str(parse(text, TYPES))


def test_the_canonical_form_is_the_same_however_it_was_typed() -> None:
    typed = "  ( AGE_x>=18.00 und(sex in ( 'f' ,m)or NICHT alive=JA ))"
    types = {"AGE_x": "number", "sex": "text", "alive": "boolean"}
    assert str(parse(typed, types)) == "AGE_x >= 18 and (sex in ('f', 'm') or alive != true)"
    assert parse(typed, types).columns == ("AGE_x", "sex", "alive")


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("", "at character 1: its end was found, the name of a column was expected"),
        ("age", "at character 4: its end was found, a comparison"),
        ("age >", "at character 6: its end was found, a value was expected"),
        ("age > 3 sex = f", "at character 9: “sex” was found, “and”, “or” or the end was expected"),
        ("(age > 3", "at character 9: its end was found, “)” was expected"),
        ("sex missing or in missing", "at character 16: “in” was found, the name of a column"),
        ("age in 3", "at character 8: “3” was found, “(” was expected"),
        ("age in (3", "at character 10: its end was found, “,” or “)” was expected"),
        ("age not 3", "“in” or “missing” was expected"),
        ("age is 3", "“missing” or “not missing” was expected"),
        ("age > 3)", "“)” was found"),
        ("= 3", "“=” was found, the name of a column was expected"),
        ("aeg > 3", "Did you mean “age”?"),
        ("qqq > 3", "Its columns are: age, income"),
        ("AGE > 3", "“AGE” (character 1), which is no column"),
        ("age > f", "“f” (character 7) does not fit column “age”. The column holds numbers"),
        ("age > 1,5", "at character 8: “,” was found"),
        ("age = nan", "The column holds numbers"),
        ("age = inf", "The column holds numbers"),
        ("sex > 10", "in which 9 comes after 10"),
        ("sex = ''", "write “missing”"),
        ("alive > true", "true and false"),
        ("alive = 2", "true and false"),
        ('"Datum Antrag" = 2026-02-30', "The column holds dates"),
        ('"Datum Antrag" = heute', "The column holds dates"),
        ("sex = 'f", "the quotation mark at character 7 is never closed"),
        ("age = 3; drop", "“;” (character 8) has no meaning"),
        ("age ! 3", "“!” (character 5) has no meaning"),
        ("__import__('os').system('x') = 1", "“__import__” (character 1), which is no column"),
        ("age = age", "does not fit column “age”"),
        ("(" * (DEEPEST + 5) + "age = 1" + ")" * (DEEPEST + 5), "more than 40 brackets"),
        ("not " * (DEEPEST + 5) + "age = 1", "more than 40 brackets"),
        ("age = 1 or " * 1_000 + "age = 1", "at most 4,000 are read"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, english: str) -> None:
    with pytest.raises(UserError) as error:
        parse(text, TYPES)
    assert english in Translator(Language.ENGLISH).say(error.value.message)
    german = Translator(Language.GERMAN).say(error.value.message)
    assert "Es wurde nichts berechnet" in german
    assert not any(word in german for word in ("was found", "expected", "column", "Nothing"))


def test_a_long_chain_of_ors_is_no_deep_nesting() -> None:
    text = " or ".join(f"age = {number}" for number in range(300))
    assert rows(text) == [0, 1, 2, 3]


def test_the_smallest_unit_is_never_rounded_away() -> None:
    table = pd.DataFrame({"x": np.array([2**62, 2**62 + 1], dtype=np.int64)})
    for text, meant in (
        (f"x > {2**62}", [False, True]),
        (f"x > {2**62}.5", [False, True]),
        (f"x <= {2**62}.5", [True, False]),
        ("x < 1e30", [True, True]),
        ("x > -99999999999999999999", [True, True]),
    ):
        assert parse(text, {"x": "integer"}).mask(table).tolist() == meant, text


# every condition against a row-by-row reading of its tree

COLUMNS = {"n": "number", "i": "integer", "t": "text", "b": "boolean", "d": "date", "or": "text"}
DAYS = [date(2026, 1, day) for day in (1, 2, 3)]
MOMENTS = [datetime.fromisoformat(text) for text in ("2026-01-01T10:00", "2026-01-02T00:00")]
FRAME = pd.DataFrame(
    {
        "n": [0.1, 2.0, math.nan, -1.5, 0.1, 3.0],
        "i": [1, 2, 3, -1, 0, 2],
        "t": ["a", None, "1.0", "B b", "01", "a"],
        "b": np.array([True, None, False, True, False, None], dtype=object),
        "d": pd.to_datetime(
            pd.Series(["2026-01-01 10:00", None, "2026-01-02", "2026-01-03", "2026-01-01", None]),
            format="mixed",
        ),
        "or": ["x", "", None, "'", '"', "x"],
    }
)
NUMBERS = st.sampled_from([Decimal(text) for text in ("0.1", "2", "-1.5", "3", "2.5", "0", "1E+30", "0.001")])
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "number": NUMBERS,
    "integer": NUMBERS,
    "text": st.sampled_from(["a", "1", "B b", "'", '"', "und", "x,y", "(", "missing"]),
    "boolean": st.booleans(),
    "date": st.sampled_from([*DAYS, *MOMENTS]),
}


@st.composite
def leaves(draw: st.DrawFn) -> Condition:
    column = draw(st.sampled_from(sorted(COLUMNS)))
    dtype = COLUMNS[column]
    values = VALUES[dtype]
    kind = draw(st.sampled_from(["missing", "in", "test"]))
    if kind == "missing":
        return Missing(column, dtype)
    if kind == "in":
        return OneOf(column, dtype, tuple(draw(st.lists(values, min_size=1, max_size=3, unique=True))))
    signs = ["="] if dtype == "boolean" else ["=", "<", "<=", ">", ">="]
    return Compared(column, dtype, draw(st.sampled_from(signs)), draw(values))


def flat(kind: "type[Every | Some]", parts: list[Condition]) -> Condition:
    """Join as the parser does: parts of the same kind are not nested."""
    out: list[Condition] = []
    for part in parts:
        out += part.parts if isinstance(part, kind) else [part]
    return kind(tuple(out))


def trees() -> st.SearchStrategy[Condition]:
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: flat(Every, parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: flat(Some, parts)),
        ),
        max_leaves=8,
    )


def holds(condition: Condition, row: "dict[Hashable, Any]") -> bool:
    """Read the tree by hand for one row."""
    match condition:
        case Not(inner):
            return not holds(inner, row)
        case Every(parts):
            return all(holds(part, row) for part in parts)
        case Some(parts):
            return any(holds(part, row) for part in parts)
        case Missing():
            return gone(row[condition.column])
        case OneOf():
            tests = (Compared(condition.column, condition.dtype, "=", value) for value in condition.values)
            return any(holds(test, row) for test in tests)
        case Compared():
            return compared(row[condition.column], condition)


def gone(cell: object) -> bool:
    return cell is None or cell == "" or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell))


def compared(cell: object, test: Compared) -> bool:
    if gone(cell):
        return False
    left, right = pair(cell, test)
    if test.sign == "=" and test.dtype == "text":
        return class_text(cell) == class_text(test.value)
    order = int(left > right) - int(left < right)
    found = {"=": order == 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}
    return found[test.sign]


def pair(cell: object, test: Compared) -> "tuple[Any, Any]":
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(cell) if isinstance(cell, int) else Decimal(repr(cell)), test.value
    if isinstance(cell, pd.Timestamp):
        if isinstance(test.value, datetime):
            return cell.to_pydatetime(), test.value
        return cell.date(), test.value
    return cell, test.value


@settings(max_examples=250, deadline=None)
@given(trees())
def test_every_condition_means_what_its_tree_says_and_comes_back_as_it_was_written(tree: Condition) -> None:
    text = written(tree)
    read = parse(text, COLUMNS)
    assert read.condition == tree
    assert str(read) == text
    by_hand = [holds(tree, row) for row in FRAME.to_dict("records")]
    assert read.mask(FRAME).tolist() == by_hand


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="age sexinotmd=<>!()'\",.0189„“und \n\t;_", max_size=40))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    try:
        read = parse(text, TYPES)
    except UserError:
        return
    assert parse(str(read), TYPES) == read
    assert len(read.mask(TABLE)) == len(TABLE)


@pytest.mark.parametrize(
    "text",
    ["age = " + "9" * 200_000, "age in (" + "1," * 60_000 + "1)", " " * 200_000, "sex = 'a\ud800'", "\0"],
)
def test_what_no_person_writes_is_refused_at_once(text: str) -> None:
    with pytest.raises(UserError):
        parse(text, {"age": "integer", "sex": "text"})
