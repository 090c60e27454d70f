"""How long until the first window, and how much memory does it hold when idle?"""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.goals import Goal, Outcome

EXAMPLE = Path(__file__).parent.parent / "build" / "example"
PROGRAM = """
import sys, time
started = float(sys.argv[2])
from PySide6.QtCore import QTimer
from gui.app import main

def shown():
    from PySide6.QtWidgets import QApplication
    windows = [item for item in QApplication.topLevelWidgets() if item.isVisible()]
    if not windows:
        QTimer.singleShot(5, shown)
        return
    held = [line for line in open("/proc/self/status") if line.startswith("VmHWM:")]
    print(time.time() - started, int(held[0].split()[1]) / 1024, flush=True)
    QApplication.exit(0)
    import os; os._exit(0)

QTimer.singleShot(0, shown)
raise SystemExit(main([sys.argv[1]]))
"""


def started() -> tuple[float, float]:
    """Return seconds and MiB of one start of the real application, offscreen."""
    import time

    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", PROGRAM, str(EXAMPLE), str(time.time())]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    if not done.stdout.strip():
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr else "no window")
    seconds, memory = (float(item) for item in done.stdout.split())
    return seconds, memory


def first_window() -> Outcome:
    """Time five starts and take the best."""
    runs = [started() for _ in range(5)]
    seconds = min(seconds for seconds, _ in runs)
    note = "half is SQLAlchemy and Qt themselves"
    return Outcome(
        ours=seconds, met=seconds < 0.5, note=note, further={"MiB": min(memory for _, memory in runs)}
    )


GOALS = (
    Goal(
        id="start",
        work="start: first window of the real application, idle memory",
        limit="under 0.5 s, under 150 MiB",
        measure=first_window,
    ),
)
