"""Are rows counted right, whichever way they are counted?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import Exact
from core.inventory import Grouping
from core.statistics import counts
from core.statistics.bootstrap import BLOCKS, redraw, redrawn_sums, sum_interval
from core.statistics.counts import CHUNK, count_again, count_cube, counts_agree
from core.statistics.encoding import MISSING, class_text, encode_classes, encode_groups, intersect


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=60))
def test_both_counts_agree_and_marginals_are_sums(rows: list[tuple[int, int, int]]) -> None:
    codes = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    cube = count_cube(codes, (3, 4, 2))
    assert np.array_equal(cube, count_again(codes, (3, 4, 2)))
    assert cube.sum() == len(rows)
    for axis, size in enumerate((3, 4, 2)):
        others = tuple(at for at in range(3) if at != axis)
        assert np.array_equal(cube.sum(axis=others), np.bincount(codes[axis], minlength=size))


def test_rows_beyond_one_chunk_are_all_counted() -> None:
    rng = np.random.default_rng(0)
    codes = [rng.integers(0, 5, CHUNK * 2 + 17), rng.integers(0, 2, CHUNK * 2 + 17)]
    assert np.array_equal(count_cube(codes, (5, 2)), count_again(codes, (5, 2)))


def test_a_wrong_count_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [np.array([0, 1, 1]), np.array([0, 0, 1])]
    cube = count_cube(codes, (2, 2))
    assert counts_agree(codes, (2, 2), cube=cube, seed=1)
    wrong = cube.copy()
    wrong[0, 0] += 1
    assert not counts_agree(codes, (2, 2), cube=wrong, seed=1)
    monkeypatch.setattr(counts, "RECOUNT_LIMIT", 2)
    assert counts_agree(codes, (2, 2), cube=cube, seed=1)
    assert not counts_agree(codes, (2, 2), cube=wrong, seed=1)


def test_codes_outside_their_dimension_are_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        count_cube([np.array([2])], (2,))
    with pytest.raises(ValueError, match="dense"):
        count_cube([np.array([0])], (1 << 30,))


def test_weights_are_summed() -> None:
    codes = [np.array([0, 1, 1])]
    assert count_cube(codes, (2,), weights=np.array([0.5, 2.0, 1.0])).tolist() == [0.5, 3.0]


def grouped(values: list[object], grouping: Grouping) -> list[str]:
    encoded = encode_groups(pd.Series(values), grouping)
    return [encoded.labels[code] for code in encoded.codes]


def test_edges_belong_to_the_side_that_was_named() -> None:
    closed = Grouping(column="age", edges=(Exact("25"),))
    open_ = Grouping(column="age", edges=(Exact("25"),), right_closed=False)
    assert grouped([25, 26, 24.9, None], closed) == ["<= 25", "> 25", "<= 25", ""]
    assert grouped([25, 26, 24.9, None], open_) == [">= 25", ">= 25", "< 25", ""]
    several = Grouping(column="age", edges=(Exact("25"), Exact("60")))
    assert grouped([25, 60, 61], several) == ["<= 25", "> 25, <= 60", "> 60"]
    tenth = Grouping(column="share", edges=(Exact("0.1"), Exact("1/3")))
    assert grouped([0.1, 0.1000001, 1 / 3, 0.5], tenth) == [
        "<= 0.1",
        "> 0.1, <= 1/3",
        "> 0.1, <= 1/3",
        "> 1/3",
    ]


def test_missing_and_empty_values_are_one_group() -> None:
    plain = Grouping(column="sex")
    assert grouped(["f", None, "", "m", np.nan], plain) == ["f", "", "", "m", ""]
    assert grouped([1.0, np.nan, 2.0], plain) == ["1", "", "2"]
    assert encode_groups(pd.Series([10, 9, 2]), plain).labels == ("2", "9", "10")


def test_classes_read_the_same_in_every_type() -> None:
    for values in ([1, 0, 1], [1.0, 0.0, 1.0], ["1", "0", "1"], ["1.0", "0", "1"]):
        assert encode_classes(pd.Series(values)).labels == ("0", "1")
    assert class_text(1.0) == class_text("1.0") == class_text(1) == "1"
    assert class_text("good") == "good"
    assert encode_classes(pd.Series(["a", None, ""])).codes.tolist() == [0, MISSING, MISSING]


def test_only_combinations_that_occur_become_intersections() -> None:
    sex = encode_groups(pd.Series(["f", "m", None]), Grouping(column="sex"))
    age = encode_groups(pd.Series([20, 30, 30]), Grouping(column="age", edges=(Exact("25"),)))
    both = intersect((sex, age))
    assert both.name == "sex x age"
    assert [both.labels[code] for code in both.codes] == ["f x <= 25", "m x > 25", "– x > 25"]


def test_redrawing_cells_is_redrawing_rows() -> None:
    rng = np.random.default_rng(2)
    rows = rng.choice(3, 300, p=[0.2, 0.3, 0.5])
    cells = np.bincount(rows, minlength=3).astype(float)
    by_cells = redraw(cells, seed=1)[:, 0]
    by_rows = np.array([(rng.choice(rows, 300) == 0).sum() for _ in range(2000)])
    assert by_cells.mean() == pytest.approx(by_rows.mean(), abs=0.8)
    assert by_cells.std() == pytest.approx(by_rows.std(), rel=0.08)
    assert np.array_equal(redraw(cells, seed=1), redraw(cells, seed=1))
    assert (redraw(cells, seed=1).sum(axis=1) == 300).all()


def test_blocks_of_rows_give_the_interval_of_rows() -> None:
    values = np.random.default_rng(3).exponential(size=BLOCKS * 3)
    columns = np.column_stack([np.ones(len(values)), values])
    bounds = sum_interval(columns, lambda sums: sums[..., 1] / sums[..., 0], seed=1)
    assert bounds is not None
    error = values.std() / np.sqrt(len(values))
    assert bounds[1] - bounds[0] == pytest.approx(2 * 1.96 * error, rel=0.08)
    assert redrawn_sums(columns, seed=1)[:, 0].mean() == pytest.approx(len(values))
