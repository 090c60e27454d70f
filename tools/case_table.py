"""Which published cases come out? Usage: python -m tools.case_table [FOLDER ...]

Prints each case with the number of figures compared, and passed / all at the end. Without folders: those of
`tests/golden/cases`; another folder holds cases of the same kinds.
"""

import json
import sys
from pathlib import Path

from tests.core.statistics.solutions import SOLVED
from tests.core.statistics.test_reference_cases import GOLDEN, require_close


def compared(path: Path) -> int:
    """Return how many figures of a case were compared; `AssertionError` where one differs."""
    case = json.loads(path.read_text(encoding="utf-8"))
    found = SOLVED[case["id"]](case["input"] | {"folder": str(path.parent.parent)})
    return require_close(found, case["expected"], case["tolerance_abs"], case["id"])


def main(folders: list[str]) -> int:
    """Print the table; exit code 1 where a case does not come out."""
    paths = [path for folder in folders or [str(GOLDEN)] for path in sorted(Path(folder).glob("*.json"))]
    passed = 0
    for path in paths:
        try:
            figures = compared(path)
            passed += 1
            print(f"| {path.stem} | {figures} | passed |")
        except (AssertionError, KeyError) as error:
            print(f"| {path.stem} | | {type(error).__name__}: {error} |")
    print(f"{passed} / {len(paths)}")
    return int(passed < len(paths))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
