"""How much memory does an examination of 10 million rows with 20 columns take, all processes together?"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.goals import Goal, Outcome

ROWS, COLUMNS, PART = 10_000_000, 20, 500_000
LIMIT = 4 << 30
PROGRAM = """
import sys
from pathlib import Path
from core.data.reading import preview
from core.examination import Plan
from core.examining import ExamineRequest, examine
from core.ids import Exact
from core.inventory import CutOff, Grouping, ScoreMeans, Task
from core.policy_file import default_policy, read_policy

path = Path(sys.argv[1])
seen = preview(path)
plan = Plan(
    task=Task.BINARY, label=("target",), prediction=("said",), favorable="1",
    score="score" if "score" in sys.argv[2] else None,
    cut_off=CutOff(value=Exact("0.5"), score_means=ScoreMeans.FAVORABLE) if "score" in sys.argv[2] else None,
    groupings=(Grouping(column="sex"), Grouping(column="state")),
)
found = examine(ExamineRequest(table=path, dialect=seen.dialect, columns=seen.columns, plan=plan,
                               policy=read_policy(default_policy())))
print([item.verdict.value for item in found.results], found.rows)
"""


def write(path: Path, rows: int) -> None:
    """Write made-up rows: two sensitive columns, target, prediction, score, and numbers."""
    rng = np.random.default_rng(20261121)
    states = np.array([f"Land {number:02d}" for number in range(16)])
    sexes = np.array(["weiblich", "männlich", "divers"])
    writer = None
    for start in range(0, rows, PART):
        n = min(PART, rows - start)
        score = rng.random(n)
        columns = {
            "sex": pa.array(sexes[rng.integers(0, 3, n)]).dictionary_encode(),
            "state": pa.array(states[rng.integers(0, 16, n)]).dictionary_encode(),
            "target": (rng.random(n) < score).astype(np.int64),
            "said": (score >= 0.5).astype(np.int64),
            "score": score,
        }
        columns |= {f"x{number}": rng.normal(size=n) for number in range(COLUMNS - len(columns))}
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _tree(root: int) -> list[int]:
    """Return a process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue
    found = [root]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _proportional(process: int) -> int:
    """Return the bytes a process holds, shared pages divided among their users."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def peak(path: Path, kind: str) -> tuple[float, int]:
    """Return seconds and most bytes all processes of an examination held together."""
    start, most = time.perf_counter(), 0
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), kind],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    over = threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.is_set():
            most = max(most, sum(_proportional(item) for item in _tree(process.pid)))
            time.sleep(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, said = process.communicate()
    over.set()
    watcher.join()
    if process.returncode:
        raise RuntimeError(said.decode().strip().splitlines()[-1])
    return time.perf_counter() - start, most


def _examined(kind: str) -> Outcome:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        write(path, ROWS)
        seconds, most = peak(path, kind)
    return Outcome(
        ours=most / (1 << 30),
        unit="GiB",
        met=most < LIMIT,
        note="application and its processes together, by proportional set size",
        further={"seconds": seconds},
    )


def counted() -> Outcome:
    """Examine with labels and predictions: counted where the rows lie."""
    return _examined("counts")


def scored() -> Outcome:
    """Examine with scores as well: each row is needed."""
    return _examined("score")


GOALS = (
    Goal(
        id="memory-counts",
        work="audit of 10M rows x 20 columns, labels and predictions",
        limit="under 4 GiB",
        measure=counted,
    ),
    Goal(
        id="memory-scores",
        work="audit of 10M rows x 20 columns, with scores",
        limit="under 4 GiB",
        measure=scored,
    ),
)
