"""How much memory and time does it take to count a table that is larger than what it may use?

Usage:
    .venv/bin/python -m benchmarks.bench_large [ROWS] [MEGABYTES]

Writes a Parquet file of ROWS rows and six columns (2 million unless given) and a CSV file of a tenth of
them to a temporary folder, counts cells in a fresh process each, with DuckDB limited to MEGABYTES (128 unless
given), and prints the largest resident memory of that process. `high` counts by a column of nearly as many
values as is allowed, so that DuckDB spills to disk.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from core.data.large import LargeTable, Limits
from core.data.reading import preview

_PART = 500_000
_KEYS = 1_500_000
_BY = {"low": ("sex", "state", "target"), "high": ("customer",), "none": ()}


def parts(rows: int) -> Iterator[pa.Table]:
    """Yield made-up rows, the same in every run."""
    rng = np.random.default_rng(20261121)
    states = np.array([f"Land {number:02d}" for number in range(16)])
    for start in range(0, rows, _PART):
        n = min(_PART, rows - start)
        yield pa.table(
            {
                "customer": [f"K{key:08d}" for key in rng.integers(0, _KEYS, n)],
                "sex": np.array(["weiblich", "männlich", "divers"])[rng.integers(0, 3, n)],
                "state": states[rng.integers(0, 16, n)],
                "age": rng.integers(18, 90, n),
                "score": rng.random(n).round(6),
                "target": rng.integers(0, 2, n),
            }
        )


def write(folder: Path, rows: int) -> None:
    """Write the same rows as Parquet and, a tenth of them, as CSV."""
    schema = next(parts(1)).schema
    with pq.ParquetWriter(folder / "large.parquet", schema) as writer:
        for part in parts(rows):
            writer.write_table(part, row_group_size=250_000)
    with arrow_csv.CSVWriter(folder / "large.csv", schema) as writer:
        for part in parts(max(1, rows // 10)):
            writer.write_table(part)


def count(path: Path, kind: str, megabytes: int) -> None:
    """Count in this process and print the figures."""
    seen = preview(path)
    table = LargeTable(
        path=path,
        dialect=seen.dialect,
        columns=seen.columns,
        limits=Limits(memory=megabytes << 20),
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    started = time.perf_counter()
    by = _BY[kind]
    cells, rows = (1, table.rows()) if not by else _counted(table, by)
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    size = path.stat().st_size >> 20
    print(
        f"{path.name:14} {size:6d} MB  {kind:5} {rows:>11,} rows {cells:>10,} cells {took:7.2f} s "
        f"peak RSS {peak:5d} MB (before: {before} MB)"
    )


def _counted(table: LargeTable, by: tuple[str, ...]) -> tuple[int, int]:
    found = table.count(by)
    return len(found), int(found["__n"].sum())


def main(rows: int, megabytes: int) -> None:
    """Write the files and count each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), rows)
        for name in ("large.parquet", "large.csv"):
            for kind in _BY:
                command = [sys.executable, "-m", "benchmarks.bench_large"]
                subprocess.run([*command, f"{folder}/{name}", kind, str(megabytes)], check=True)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        count(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    else:
        numbers = [int(item.replace("_", "")) for item in sys.argv[1:]]
        main(*(numbers + [2_000_000, 128][len(numbers) :]))
