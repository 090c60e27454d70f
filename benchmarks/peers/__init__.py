"""Which peers need an environment of their own, because they do not run beside current libraries?"""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / "build" / "peers" / "bin" / "python"


def ask(script: str, *arguments: str) -> Mapping[str, object]:
    """Run a script of this folder with the peers' interpreter and return what it prints as JSON."""
    if not PYTHON.exists():
        raise OSError("no environment of the peers: tools/setup.sh bench makes it")
    command = [str(PYTHON), str(Path(__file__).parent / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    found: Mapping[str, object] = json.loads(done.stdout)
    return found
