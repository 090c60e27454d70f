"""What becomes of every hostile file, and does it work where nothing protects?

Usage: python benchmarks/hostile_table.py [FOLDER]
Prints a Markdown table and a summary: own files, and those of FOLDER (only handed in, never loaded).
"Own" and "picklescan" are the verdicts of the two scanners; "works" says whether loading the file without
protection, in a process that is thrown away, left its mark or reached the listener.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from core.artifacts.recognition import ArtifactReport
from core.jobs.tasks import confinement_level
from tests.core.artifacts.hostile.corpus import (
    Hostile,
    Listener,
    build,
    known_files,
    listening,
    unprotected,
)  # fmt: skip
from tests.core.artifacts.hostile.outcome import Outcome, handed_in, past_the_scan, raw_but_confined

_SHORT = {
    "nothing_found": "nothing",
    "suspicious": "suspicious",
    "dangerous": "dangerous",
    "not_scannable": "no scan",
}


def verdicts(report: ArtifactReport) -> tuple[str, str]:
    """Return what both scanners say, in short."""
    said = [_SHORT[scan.verdict.value] for scan in report.scans]
    return (said[0], said[1]) if len(said) > 1 else (said[0] if said else "-", "-")


def ending(report: ArtifactReport) -> str:
    """Return what became of the file, in short."""
    if report.artifact is not None:
        return "opened"
    text = str(report.refusal)
    if "any program" in text:
        return "asks for consent"
    if "crashed" in text:
        return "worker crashed, refused"
    return "refused"


def row(outcome: Outcome, works: str) -> str:
    """Return one line of the table."""
    item = outcome.item
    own, other = verdicts(outcome.without)
    name = item.name.replace("|", "/")
    recognized = str(outcome.without.recognized).partition(" (")[0]
    return (
        f"| {item.group} | {name} | {recognized} | {own} | {other} | {ending(outcome.without)} | "
        f"{ending(outcome.consented)} | {works} |"
    )


def works(item: Hostile) -> str:
    """Return whether the attack works where nothing protects."""
    if not item.control:
        return "-"
    return "network" if item.knocks else ("yes" if item.aim.mark.exists() else "NO")


def table(files: tuple[Hostile, ...], listener: Listener) -> None:
    """Hand everything in, then load it unprotected, and print what happened."""
    start = time.perf_counter()
    outcomes = [handed_in(item) for item in files]
    seconds = time.perf_counter() - start
    own = tuple(item for item in files if item.group != "picklescan")
    paths = [item.path for item in files if item.group in {"call", "network", "wrapped", "picklescan"}]
    tried, opened = past_the_scan(paths)
    raw = [item.path for item in own if item.group in {"call", "network"} and item.control == "pickle"]
    loaded = raw_but_confined(raw)
    marks, knocks = len(list(own[0].aim.mark.parent.iterdir())), listener.heard()
    unprotected(own)
    after = listener.heard()
    print("| group | file | recognized as | own | picklescan | without consent | with consent | works |")
    print("|---|---|---|---|---|---|---|---|")
    for outcome in outcomes:
        print(row(outcome, works(outcome.item)))
    armed = [item for item in own if item.control and not item.knocks]
    left = sum(item.aim.mark.exists() for item in armed)
    print(f"\nfiles: {len(files)} ({len(own)} own); confinement: {confinement_level()}")
    print(f"handed in twice each in {seconds:.1f} s: marks {marks}, packets and connections {knocks}")
    print(f"opened as a model in the end: {[item.item.name for item in outcomes if item.opened]}")
    print(f"past the scan, by the reviewed list alone: {tried} tried, opened {opened}")
    print(f"past the list, by the confinement alone: {loaded} loaded raw, marks and packets as above")
    print(f"control without protection: {left} of {len(armed)} left their mark, {after} knocked")


def main() -> None:
    """Build the files in a temporary folder and print the table."""
    with tempfile.TemporaryDirectory() as folder, listening() as listener:
        files = build(Path(folder), listener.port)
        if len(sys.argv) > 1:
            files += known_files(Path(sys.argv[1]), listener.port)
        table(files, listener)


if __name__ == "__main__":
    main()
