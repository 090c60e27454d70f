"""Are entered options read as meant, and is what cannot be read said in a sentence?"""

from pathlib import Path

import pytest

from core.errors import UserError
from core.ids import Exact
from core.inventory import Column, ColumnRole
from core.options import Change, Costs, Direction, FeatureRule, Grade, Period
from gui.checks.entry import CheckEntry, OptionsEntry, Preset, RuleEntry
from gui.checks.population import read_shares
from gui.checks.reading import Known, gaps, options_of, share_of
from gui.checks.remembered import EntryFolder

KNOWN = Known(
    columns=tuple(
        Column(name=name, dtype=dtype, roles=(ColumnRole.FEATURE,))
        for name, dtype in (("sex", "text"), ("income", "number"), ("day", "date"), ("grade", "text"))
    ),
    sensitive=("sex",),
)


def said(entry: OptionsEntry) -> list[str]:
    return [str(item) for item in gaps(entry, KNOWN)]


def test_a_complete_form_is_read_as_written() -> None:
    entry = OptionsEntry(
        time="day",
        period=Period.QUARTER,
        grade="grade",
        grades=(("A", "0,5 %"), ("B", "1/50"), ("", "")),
        controls=("grade",),
        rules=(
            RuleEntry(
                column="income", change=Change.UP, low="0", high="1e5", cost="2,5", expected=Direction.UP
            ),
            RuleEntry(column="grade"),
        ),
        false_favorable="5",
        population=(("sex", "w", "51 %"), ("sex", "m", "0.49")),
    )
    assert said(entry) == []
    options = options_of(entry)
    assert options.grades == (Grade(label="A", pd=Exact("0.005")), Grade(label="B", pd=Exact("1/50")))
    rule = FeatureRule(
        column="income",
        change=Change.UP,
        low=Exact("0"),
        high=Exact("1e5"),
        cost=Exact("2.5"),
        expected=Direction.UP,
    )
    assert options.rules == (rule,)
    assert options.costs == Costs(false_favorable=Exact("5"))
    assert options.population == {"sex": {"w": "0.51", "m": "0.49"}}
    assert (options.time, options.period, options.controls) == ("day", Period.QUARTER, ("grade",))


@pytest.mark.parametrize(
    ("text", "share"),
    [("5 %", "0.05"), ("0,05", "0.05"), ("1/20", "1/20"), ("1/3 %", "1/300"), ("100 %", "1"), ("0", "0")],
)
def test_shares_are_read_exactly(text: str, share: str) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["", "x", "101 %", "-0.1", "1.5", "nan", "inf"])
def test_what_is_no_share_is_none(text: str) -> None:
    assert share_of(text) is None


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        pytest.param(OptionsEntry(time="gone"), "does not have", id="unknown-column"),
        pytest.param(OptionsEntry(time="income"), "holds no days", id="no-days"),
        pytest.param(OptionsEntry(controls=("sex",)), "at once", id="sensitive-control"),
        pytest.param(OptionsEntry(grades=(("A", "1 %"),)), "not the column", id="grades-without-column"),
        pytest.param(OptionsEntry(grade="grade", grades=(("A", "x"),)), "is none", id="pd"),
        pytest.param(OptionsEntry(grade="grade", grades=(("", "1 %"),)), "no grade beside", id="no-label"),
        pytest.param(
            OptionsEntry(grade="grade", grades=(("A", "2 %"), ("B", "1 %"))), "best to worst", id="order"
        ),
        pytest.param(
            OptionsEntry(grade="grade", grades=(("A", ""), ("A", ""))), "listed twice", id="grade-twice"
        ),
        pytest.param(OptionsEntry(rules=(RuleEntry(column="income", low="x"),)), "is no number", id="low"),
        pytest.param(
            OptionsEntry(rules=(RuleEntry(column="income", low="5", high="3"),)),
            "above the largest",
            id="swap",
        ),
        pytest.param(OptionsEntry(rules=(RuleEntry(column="income", cost="-1"),)), "not negative", id="cost"),
        pytest.param(
            OptionsEntry(rules=(RuleEntry(column="sex", low="1"),)), "only numbers", id="text-limit"
        ),
        pytest.param(OptionsEntry(false_favorable="much"), "numbers from 0", id="costs"),
        pytest.param(
            OptionsEntry(false_favorable="0", false_unfavorable="0"), "must cost", id="nothing-costs"
        ),
        pytest.param(OptionsEntry(population=(("sex", "w", "x"),)), "Write 51 %", id="share"),
        pytest.param(OptionsEntry(population=(("sex", "", "50 %"),)), "no group", id="no-group"),
        pytest.param(
            OptionsEntry(population=(("grade", "A", "100 %"),)), "not a sensitive", id="not-sensitive"
        ),
        pytest.param(OptionsEntry(population=(("sex", "w", "50 %"), ("sex", "m", "40 %"))), "90 %", id="sum"),
        pytest.param(
            OptionsEntry(population=(("sex", "w", "50 %"), ("sex", "w", "50 %"))),
            "listed twice",
            id="group-twice",
        ),
    ],
)
def test_what_cannot_be_read_is_said(entry: OptionsEntry, words: str) -> None:
    assert any(words in sentence for sentence in said(entry)), said(entry)
    options_of(entry)


@pytest.mark.parametrize(
    "text",
    ["sex;w;51 %\nsex;m;49 %\n", "column,group,share\nsex,w,51 %\nsex,m,49 %", "sex\tw\t51 %\nsex\tm\t49 %"],
    ids=["semicolon", "comma-head", "tab"],
)
def test_shares_come_from_a_small_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "shares.csv"
    path.write_text(text, encoding="utf-8-sig")
    assert read_shares(path) == (("sex", "w", "51 %"), ("sex", "m", "49 %"))


@pytest.mark.parametrize("content", [b"", b"a;b\n", b"\xff\xfe\x00", b"one column only\n"])
def test_other_files_are_refused_with_an_example(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match="sex;female;51 %"):
        read_shares(path)
    with pytest.raises(UserError, match="holds no population shares"):
        read_shares(tmp_path / "missing.csv")


def test_choices_are_remembered_per_version_and_data_set(tmp_path: Path) -> None:
    folder = EntryFolder(tmp_path / "checks")
    entry = CheckEntry(
        preset=Preset.OWN, own=("performance",), options=OptionsEntry(rules=(RuleEntry(column="income"),))
    )
    folder.save(entry, "W", "MOD-0001@1", "DS-0001")
    assert EntryFolder(tmp_path / "checks").load("W", "MOD-0001@1", "DS-0001") == entry
    assert folder.load("W", "MOD-0001@1", "DS-0002") == CheckEntry()
    next((tmp_path / "checks").glob("*.json")).write_text("{", encoding="utf-8")
    assert folder.load("W", "MOD-0001@1", "DS-0001") == CheckEntry()
