"""How does a process on Linux shut itself in?

Landlock and seccomp, without root or packages, below the namespaces of bubblewrap where it was started
inside them. Where the kernel has no Landlock, seccomp refuses to open files for writing. Sources:
landlock(7), seccomp(2), prctl(2), namespaces(7).
"""

import os
from contextlib import suppress
from pathlib import Path

from core.confinement import ConfinementFacts, Gap, Layer
from core.jobs import landlock, seccomp, syscalls

OUTSIDE = "PRUEFSTEIN_OUTSIDE"
"""Variable that names the namespaces of the application, so that a worker can tell its own from them."""
_NAMESPACES = ("mnt", "net", "pid")


def shut_in(scratch: Path, readable: tuple[Path, ...]) -> ConfinementFacts:
    """Confine this process for good and return what holds."""
    apart = is_apart()
    seccomp.die_with_parent()
    alone = len(list(Path("/proc/self/task").iterdir())) == 1
    version = landlock.version()
    able = seccomp.no_new_privileges()
    own = (*readable, Path("/proc/self"))
    walled = alone and able and version >= 1 and landlock.restrict(version, scratch, own)
    table = syscalls.of_this_machine()
    loose = not walled or version < landlock.WITH_TRUNCATE
    filtered = able and table is not None and seccomp.install(table, read_only=not walled, truncate=loose)
    return facts(walled=walled, filtered=filtered, apart=apart)


def facts(*, walled: bool, filtered: bool, apart: bool) -> ConfinementFacts:
    """Return layers and gaps that follow from what holds: Landlock, seccomp, own namespaces."""
    held = {Layer.LANDLOCK: walled, Layer.SECCOMP: filtered, Layer.NAMESPACES: apart}
    closed = {
        Gap.READING: walled or apart,
        Gap.WRITING: walled or filtered or apart,
        Gap.NETWORK: filtered or apart,
        Gap.PROCESSES: filtered,
        Gap.NAMES: apart,
    }
    return ConfinementFacts(
        layers=tuple(layer for layer, holds in held.items() if holds),
        gaps=tuple(gap for gap, shut in closed.items() if not shut),
    )


def go_first() -> None:
    """Ask the system to end this process before any other when memory runs out."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def namespaces() -> str:
    """Return the names of this process's namespaces, as /proc states them."""
    return " ".join(_name(kind) for kind in _NAMESPACES)


def is_apart() -> bool:
    """Tell whether every namespace of this process is another one than the application's."""
    outside = os.environ.get(OUTSIDE, "").split()
    own = namespaces().split()
    if len(own) != len(_NAMESPACES) or len(outside) != len(own):
        return False
    return all(mine != theirs for mine, theirs in zip(own, outside, strict=True))


def _name(kind: str) -> str:
    try:
        return str(Path(f"/proc/self/ns/{kind}").readlink())
    except OSError:
        return ""
