"""Do results come out the same, byte for byte, and survive being stored?"""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from core.canonical import canonical, result_digest
from core.checks.registry import get
from core.progress import SILENT
from core.results import CheckResult
from tests.core.checks.test_ghosts import IDS, some

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.mark.parametrize("check", IDS)
def test_a_new_process_gives_the_same_bytes(check: str) -> None:
    code = (
        "import sys; from core.checks.registry import get; from core.progress import SILENT;"
        "from core.canonical import canonical; from tests.core.checks.test_ghosts import some;"
        f"sys.stdout.buffer.write(canonical(get('{check}').run(some(), SILENT)))"
    )
    there = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert there.stdout == canonical(get(check).run(some(), SILENT))


@pytest.mark.parametrize("check", IDS)
def test_a_result_survives_json(check: str) -> None:
    result = get(check).run(some(), SILENT)
    again = msgspec.json.decode(msgspec.json.encode(result), type=CheckResult)
    assert again == result
    assert result_digest(again) == result_digest(result)
