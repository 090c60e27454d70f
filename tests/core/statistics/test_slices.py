"""Are slices counted as pandas counts them, and rows found equal whatever way they are written?"""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.hashing import found_in, repeats, row_hashes, singles
from core.statistics.intervals import newcombe, z_value
from core.statistics.significance import two_sd
from core.statistics.slices import Sums, pair_sums, ratio_gaps, share_gaps, single_sums


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5, 7])
@pytest.mark.parametrize("flags", [True, False])
def test_every_pair_is_counted_once_and_as_pandas_does(columns: int, flags: bool) -> None:
    rng = np.random.default_rng(columns)
    sizes = [int(size) for size in rng.integers(2, 6, columns)]
    codes = [rng.integers(0, size, 3000).astype(np.uint8) for size in sizes]
    errors = rng.random(3000) < 0.3 if flags else rng.exponential(size=3000)
    found = list(pair_sums(codes, sizes, errors))
    assert sorted((one, other) for one, other, _ in found) == [
        (one, other) for one in range(columns) for other in range(one + 1, columns)
    ]
    frame = pd.DataFrame({str(at): part for at, part in enumerate(codes)}).assign(e=errors.astype(float))
    for one, other, sums in found:
        wanted = frame.groupby([str(one), str(other)])["e"].agg(["size", "sum"])
        for cell, line in zip(wanted.index.to_list(), wanted.to_dict("records"), strict=True):
            assert sums.rows[cell] == line["size"]
            assert sums.errors[cell] == pytest.approx(line["sum"], rel=1e-12)
    assert single_sums(codes[0], sizes[0], errors).rows.sum() == 3000


def test_chunks_do_not_change_counts() -> None:
    rng = np.random.default_rng(9)
    codes = [rng.integers(0, 3, 200_000).astype(np.uint8) for _ in range(3)]
    wrong = rng.random(200_000) < 0.1
    for one, other, sums in pair_sums(codes, [3, 3, 3], wrong):
        wanted = np.bincount(codes[one].astype(int) * 3 + codes[other], minlength=9)
        assert (sums.rows.ravel() == wanted).all()
        assert sums.errors.sum() == wrong.sum()


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_gaps_of_shares_are_those_of_two_groups(n: int, rest: int, data: st.DataObject) -> None:
    hits, others = data.draw(st.integers(0, n)), data.draw(st.integers(0, rest))
    part = Sums(rows=np.array([float(n)]), errors=np.array([float(hits)]), squares=np.array([float(hits)]))
    total = float(hits + others)
    whole = Sums(rows=np.array(float(n + rest)), errors=np.array(total), squares=np.array(total))
    found = share_gaps(part, whole, z_value(0.95))
    low, high = newcombe(hits, n, others, rest)
    assert found.low[0] == pytest.approx(low, abs=1e-12)
    assert found.high[0] == pytest.approx(high, abs=1e-12)
    tested = two_sd(hits, n, others, rest)
    if tested is not None:
        assert found.p[0] == pytest.approx(tested[1], abs=1e-9)


def test_the_ratio_of_means_holds_what_it_says() -> None:
    rng = np.random.default_rng(3)
    z, held = NormalDist().inv_cdf(0.975), 0
    for _ in range(300):
        errors = np.concatenate([rng.exponential(2.0, 100), rng.exponential(1.0, 400)])
        part = Sums(
            rows=np.array([100.0]),
            errors=np.array([errors[:100].sum()]),
            squares=np.array([(errors[:100] ** 2).sum()]),
        )
        whole = Sums(rows=np.array(500.0), errors=np.array(errors.sum()), squares=np.array(errors @ errors))
        found = ratio_gaps(part, whole, z)
        held += bool(found.low[0] <= 2.0 <= found.high[0])
    assert 0.91 <= held / 300 <= 0.99


def table() -> pd.DataFrame:
    return pd.DataFrame({"n": [1, 2, 1, 3], "x": [0.5, np.nan, 0.5, np.nan], "t": ["a", None, "a ", " "]})


def test_rows_are_equal_whatever_way_they_are_written() -> None:
    names = ["n", "x", "t"]
    plain = row_hashes(table(), names)
    assert plain[0] == plain[2]
    assert repeats(plain) == 1
    assert singles(plain) == 2
    other = table().astype({"n": float, "t": object})
    assert (row_hashes(other, names) == plain).all()
    as_category = table().assign(t=table()["t"].astype("category"))
    assert (row_hashes(as_category, names) == plain).all()
    assert found_in(plain, plain[:1]).tolist() == [True, False, True, False]


def test_large_ids_are_told_apart_to_the_last_digit() -> None:
    ids = pd.DataFrame({"id": [2**60, 2**60 + 1]})
    assert repeats(row_hashes(ids, ["id"])) == 0


def test_nearly_equal_rows_are_found_by_digits() -> None:
    rows = pd.DataFrame({"x": [1234.0, 1234.4, -0.000123441, 0.0, np.inf]})
    near = row_hashes(rows, ["x"], digits=3)
    assert near[0] == near[1]
    assert repeats(near) == 1
    assert repeats(row_hashes(rows, ["x"])) == 0


@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    frame = pd.DataFrame({"x": [1, 1, 2, 3, 3, 3], "y": list("aabccc")})
    plain, mixed = row_hashes(frame, ["x", "y"]), row_hashes(frame.iloc[order], ["x", "y"])
    assert (repeats(plain), singles(plain)) == (repeats(mixed), singles(mixed)) == (3, 1)
