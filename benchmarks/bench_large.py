"""How much memory does counting take when the table is larger than it, and are the numbers the same?"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.goals import Goal, Outcome
from core.data.large import LargeTable, Limits
from core.data.reading import preview

ROWS, PART = 200_000_000, 1_000_000
LIMIT = 512
"""Megabytes that the count may use."""
_STATES = [f"Land {number:02d}" for number in range(16)]
_SEXES = ["weiblich", "männlich", "divers"]
_BY = ("sex", "state", "target", "said")


def parts(rows: int) -> Iterator[pa.Table]:
    """Yield made-up rows, the same in every run: texts, a number, target and prediction."""
    rng = np.random.default_rng(20261121)
    for start in range(0, rows, PART):
        n = min(PART, rows - start)
        yield pa.table(
            {
                "sex": pa.DictionaryArray.from_arrays(rng.integers(0, 3, n, dtype=np.int8), _SEXES),
                "state": pa.DictionaryArray.from_arrays(rng.integers(0, 16, n, dtype=np.int8), _STATES),
                "age": rng.integers(18, 90, n, dtype=np.int8),
                "target": rng.integers(0, 2, n, dtype=np.int8),
                "said": rng.integers(0, 2, n, dtype=np.int8),
            }
        )


def write(path: Path, rows: int) -> np.ndarray:
    """Write the rows and return their counts by every combination, added up while writing."""
    counts = np.zeros((3, 16, 2, 2), dtype=np.int64)
    with pq.ParquetWriter(path, next(parts(1)).schema) as writer:
        for part in parts(rows):
            writer.write_table(part)
            codes = [part[name].chunk(0).indices.to_numpy() for name in ("sex", "state")]
            codes += [part[name].to_numpy() for name in ("target", "said")]
            key = np.ravel_multi_index(tuple(code.astype(np.int64) for code in codes), counts.shape)
            counts += np.bincount(key, minlength=counts.size).reshape(counts.shape)
    return counts


def count(path: Path) -> None:
    """Count in this process and print the figures as JSON."""
    seen = preview(path)
    limits = Limits(memory=LIMIT << 20)
    table = LargeTable(path=path, dialect=seen.dialect, columns=seen.columns, limits=limits)
    started = time.perf_counter()
    found = table.count(_BY)
    seconds = time.perf_counter() - started
    cells = [[str(row[name]) for name in _BY] + [int(row["__n"])] for row in found.to_dict("records")]
    peak = most_held()
    print(json.dumps({"seconds": seconds, "peak": peak, "cells": cells}))


def most_held() -> float:
    """Return the most MiB this process held since it became this program, not what it was forked from."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def counted(rows: int) -> Outcome:
    """Write the rows, count them in a process of its own, compare every cell."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "large.parquet"
        expected = write(path, rows)
        size = path.stat().st_size >> 20
        command = [sys.executable, "-m", "benchmarks.bench_large", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    difference = 0
    for sex, state, target, said, n in found["cells"]:
        place = (_SEXES.index(sex), _STATES.index(state), int(target), int(said))
        difference = max(difference, abs(int(expected[place]) - n))
    whole = difference == 0 and len(found["cells"]) == expected.size
    return Outcome(
        ours=found["peak"],
        unit="MiB",
        met=whole and found["peak"] < 2 * LIMIT,
        difference=float(difference),
        note=f"peak of the counting process, DuckDB limited to {LIMIT} MB; file of {size} MB",
        further={"seconds": found["seconds"], "rows": rows, "cells": len(found["cells"])},
    )


GOALS = tuple(
    Goal(
        id=f"parquet-{rows // 1_000_000}M",
        work=f"{rows // 1_000_000}M rows in Parquet, counts of four columns",
        limit="memory bounded, same numbers",
        measure=partial(counted, rows),
    )
    for rows in (ROWS // 10, ROWS)
)


if __name__ == "__main__":
    count(Path(sys.argv[1]))
