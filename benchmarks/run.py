"""How do our numbers stand beside their peers and their goals?

Usage: python -m benchmarks.run [--only ID ...] [--json FILE]

Every `benchmarks/bench_*.py` lists its goals as `GOALS`. Each is measured once, ours and the peer side by
side in this run; the table goes to standard output, the figures as JSON to build/benchmarks.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.goals import Goal, Outcome

HERE = Path(__file__).parent
KEPT = HERE.parent / "build" / "benchmarks"
Row = tuple[Goal, Outcome | None, str]
"""A goal, what was measured, or why nothing was."""


def goals() -> tuple[Goal, ...]:
    """Return every goal, in the order of the files."""
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    found: list[Goal] = []
    for name in names:
        found += getattr(import_module(f"benchmarks.{name}"), "GOALS", ())
    return tuple(found)


def measured(goal: Goal) -> Row:
    """Measure one goal; what cannot be measured here is a row with its reason."""
    print(f"{goal.id} ...", file=sys.stderr, flush=True)
    try:
        return goal, goal.measure(), ""
    except (ImportError, OSError, RuntimeError) as error:
        return goal, None, f"{type(error).__name__}: {error}"


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| work | ours | peer | ratio | limit | met | note |", "|---|---|---|---|---|---|---|"]
    for goal, found, why in rows:
        cells = (goal.work, "–", goal.peer or "–", "–", goal.limit, "not measured", why)
        if found is not None:
            cells = (goal.work, *_figures(goal, found), "yes" if found.met else "no", _note(found))
        lines.append("| " + " | ".join(cell.replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines)


def _figures(goal: Goal, found: Outcome) -> tuple[str, str, str, str]:
    peer = "–" if found.peer is None else f"{found.peer:.3g} {found.unit} ({goal.peer})"
    ratio = "–" if found.ratio is None else f"{found.ratio:.3g}"
    return f"{found.ours:.3g} {found.unit}", peer, ratio, goal.limit


def _note(found: Outcome) -> str:
    parts = [found.note] if found.note else []
    if found.difference is not None:
        parts.append(f"largest difference {found.difference:.1g}")
    parts += [f"{name} {value:.4g}" for name, value in found.further.items()]
    return "; ".join(parts)


def as_json(rows: Sequence[Row]) -> str:
    """Return the figures with the machine they were measured on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    entries = [
        {"id": goal.id, "work": goal.work, "limit": goal.limit, "peer": goal.peer, "why": why}
        | ({} if found is None else asdict(found) | {"ratio": found.ratio})
        for goal, found, why in rows
    ]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"measured_at": moment, "machine": machine, "load": load, "rows": entries}, indent=2)


def main(arguments: list[str]) -> int:
    """Measure, print the table, keep the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    chosen = [goal for goal in goals() if not asked.only or goal.id in asked.only]
    rows = [measured(goal) for goal in chosen]
    print(table(rows))
    target = asked.json or KEPT / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(as_json(rows) + "\n", encoding="utf-8")
    print(f"figures kept in {target}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
