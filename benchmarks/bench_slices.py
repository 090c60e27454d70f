"""How long does it take to count the errors of all slices of two of 20 columns in a million rows?"""

import json
import sys
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.goals import Goal, Outcome, best
from core.statistics.slices import Sums, pair_sums, share_gaps

ROWS, COLUMNS, BINS = 1_000_000, 20, 8


@cache
def made() -> tuple[list[npt.NDArray[np.uint8]], npt.NDArray[np.bool_]]:
    """Return columns of codes and which rows are wrong."""
    rng = np.random.default_rng(12)
    return [rng.integers(0, BINS, ROWS).astype(np.uint8) for _ in range(COLUMNS)], rng.random(ROWS) < 0.2


def ours() -> dict[tuple[int, int], Sums]:
    """Count every pair and compare every slice with the rest."""
    codes, wrong = made()
    found = {(one, other): sums for one, other, sums in pair_sums(codes, [BINS] * COLUMNS, wrong)}
    share_gaps(
        Sums(
            rows=np.concatenate([item.rows.ravel() for item in found.values()]),
            errors=np.concatenate([item.errors.ravel() for item in found.values()]),
            squares=np.concatenate([item.squares.ravel() for item in found.values()]),
        ),
        _whole(wrong),
        4.6,
    )
    return found


def _whole(wrong: npt.NDArray[np.bool_]) -> Sums:
    total = np.array(float(wrong.sum()))
    return Sums(rows=np.array(float(len(wrong))), errors=total, squares=total)


def by_pandas(pairs: list[tuple[int, int]]) -> dict[tuple[int, int], pd.DataFrame]:
    """Count some pairs by groupby."""
    codes, wrong = made()
    frame = pd.DataFrame({str(at): column for at, column in enumerate(codes)}).assign(wrong=wrong)
    return {pair: frame.groupby([str(pair[0]), str(pair[1])])["wrong"].agg(["size", "sum"]) for pair in pairs}


def measured() -> Outcome:
    """Measure all pairs, and pandas on ten of them."""
    made()
    seconds = best(ours, 2)
    every = list(combinations(range(COLUMNS), 2))
    some = every[:: len(every) // 10][:10]
    peer = best(lambda: by_pandas(some), 1) * len(every) / len(some)
    found, theirs = ours(), by_pandas(some)
    gaps = [
        float(np.abs(theirs[pair][name].to_numpy().reshape(BINS, BINS) - getattr(found[pair], part)).max())
        for pair in some
        for name, part in (("size", "rows"), ("sum", "errors"))
    ]
    return Outcome(
        ours=seconds,
        peer=peer,
        met=seconds < 1.0 and max(gaps) == 0,
        difference=max(gaps),
        note="190 pairs with interval and test of every slice; pandas: counts alone, on 10 of 190 pairs",
        further={"pairs": float(len(found))},
    )


GOALS = (
    Goal(
        id="pairwise_slices",
        work="errors of all slices of two columns, 1,000,000 rows x 20 columns",
        limit="less than 1 s, counts equal to pandas",
        peer="pandas groupby on the same codes",
        measure=measured,
    ),
)


def main() -> None:
    """Print the goal as JSON."""
    found = measured()
    line = {"goal": GOALS[0].id, "seconds": found.ours, "peer": found.peer, "met": found.met}
    print(json.dumps(line | {"difference": found.difference, "ratio": found.ratio}))


if __name__ == "__main__":
    main()
