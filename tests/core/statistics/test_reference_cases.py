"""Do published figures come out?

`tests/golden/cases` holds small cases of facts and closed forms with their sources; the cases of the
reference data folder are added where it is present, each with its result or the reason why it has none.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.checks.registry import get
from core.ids import Exact
from core.inventory import Grouping
from core.progress import SILENT
from tests.core.checks.inputs import binary
from tests.core.statistics.solutions import NOT_COVERED, NOT_TAKEN, SOLVED, groups, overall

GOLDEN = Path(__file__).parent.parent.parent / "golden" / "cases"


def require_close(found: Any, wanted: Any, tolerance: float, where: str) -> int:
    """Compare what was found with what was published; returns how many figures were compared."""
    if isinstance(wanted, dict):
        names = [name for name in wanted if name not in NOT_TAKEN]
        return sum(require_close(found[name], wanted[name], tolerance, f"{where}.{name}") for name in names)
    if isinstance(wanted, list):
        pairs = zip(found, wanted, strict=True)
        return sum(require_close(one, other, tolerance, where) for one, other in pairs)
    assert found is not None, where
    assert abs(float(found) - float(wanted)) <= max(tolerance, 1e-15), f"{where}: {found} is not {wanted}"
    return 1


def solve(path: Path) -> int:
    case = json.loads(path.read_text(encoding="utf-8"))
    found = SOLVED[case["id"]](case["input"] | {"folder": str(path.parent.parent)})
    return require_close(found, case["expected"], case["tolerance_abs"], case["id"])


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_a_published_figure_comes_out(path: Path) -> None:
    assert solve(path) > 0


def test_every_case_names_its_source() -> None:
    for path in GOLDEN.glob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["source"]


@pytest.mark.parametrize("name", sorted({*SOLVED, *NOT_COVERED}))
def test_the_case_of_the_reference_folder_comes_out(name: str, reference_data: Path) -> None:
    path = reference_data / "cases" / f"{name}.json"
    if name in NOT_COVERED:
        pytest.skip(f"not covered yet: {NOT_COVERED[name]}")
    assert solve(path) > 0


def test_no_case_of_the_reference_folder_is_overlooked(reference_data: Path) -> None:
    there = {path.stem for path in (reference_data / "cases").glob("*.json")}
    assert there == {*SOLVED, *NOT_COVERED}


def test_counting_the_cells_of_a_file_changes_nothing(reference_data: Path) -> None:
    table = pd.read_csv(reference_data / "statlog_german_credit.csv.gz")
    truth = table["credit_risk"].astype(str).to_numpy(dtype=object)
    grouping = Grouping(column="age", edges=(Exact("25"),))
    rows = replace(binary(None, truth, favorable="good"), table=table[["age"]], groupings=(grouping,))
    result = get("group_fairness").run(rows, SILENT)
    assert {label: group.n for label, group in groups(result).items()} == {"<= 25": 190, "> 25": 810}
    assert overall(result, "impact_ratio") == pytest.approx(0.7948260481712757, abs=1e-12)
