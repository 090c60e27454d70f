"""Do results come out the same, byte for byte, and survive being stored?"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from core.canonical import canonical, result_digest
from core.checks.base import CheckInput
from core.checks.registry import get
from core.jobs.judging import judge
from core.progress import SILENT
from core.results import CheckResult
from tests.core.checks.inputs import policy
from tests.core.checks.test_counts import cells, class_cells, label_cells, regression_cells
from tests.core.checks.test_ghosts import IDS, some

ROOT = Path(__file__).parent.parent.parent.parent


EVERY_TASK = ("explanation", "group_fairness", "performance")


MAKES = {"regression": regression_cells, "binary": cells, "labels": label_cells, "classes": class_cells}


def everything(task: str) -> tuple[CheckResult, ...]:
    """Results of checks on a kind of task, with intersections, references and counts."""
    data = MAKES[task](1)
    inputs = (some(), data, replace(data, intersections=True, references={"age": "a"}))
    return tuple(get(check).run(item, SILENT) for check in EVERY_TASK for item in inputs)


@pytest.mark.parametrize(
    "task",
    ["binary", *(pytest.param(task, marks=pytest.mark.full) for task in ("regression", "labels", "classes"))],
)
def test_a_new_process_with_other_hashes_gives_the_same_bytes(task: str) -> None:
    code = (
        "import sys; from core.canonical import canonical;"
        "from tests.core.checks.test_determinism import everything;"
        f"sys.stdout.buffer.write(canonical(everything({task!r})))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    there = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert there.stdout == canonical(everything(task))


@pytest.mark.parametrize("check", IDS)
def test_a_result_survives_json(check: str) -> None:
    result = get(check).run(some(), SILENT)
    again = msgspec.json.decode(msgspec.json.encode(result), type=CheckResult)
    assert again == result
    assert result_digest(again) == result_digest(result)


@pytest.mark.parametrize(
    "make",
    [
        cells,
        label_cells,
        *(pytest.param(make, marks=pytest.mark.full) for make in (regression_cells, class_cells)),
    ],
)
def test_the_statistics_process_gives_what_this_one_gives(make: Callable[[int], CheckInput]) -> None:
    data = replace(
        make(1), intersections=True, references={"age": "b"}, filter="age != 'z'", policy=policy(minimum=9)
    )
    checks = ("group_fairness", "performance")
    assert judge(checks, data) == tuple(get(check).run(data, SILENT) for check in checks)
