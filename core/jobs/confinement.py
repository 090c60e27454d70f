"""How does a process shut itself in before it opens a foreign file?

Each system has a module of its own behind `confine`. What held is found by this process itself and told to
the application before anything foreign is opened; every report names the level.
"""

import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from core.confinement import Confinement, ConfinementFacts, Layer

__all__ = ["Confinement", "ConfinementFacts", "confine", "limit"]

_FILE_SIZE = 256 << 20
_OPEN_FILES = 256


def limit(memory: int, seconds: int) -> bool:
    """Limit address space, processor time, file size and open files of this process for good."""
    if sys.platform == "win32":
        from core.jobs import windows

        return windows.limit(memory, seconds)
    import resource

    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: _FILE_SIZE,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in limits.items():
        hard = resource.getrlimit(kind)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (allowed, allowed))
    return resource.getrlimit(resource.RLIMIT_CPU)[0] == seconds


def confine(scratch: Path, *, limited: bool = False, also: tuple[Path, ...] = ()) -> ConfinementFacts:
    """Shut this process in for good: it reads the program and its libraries and writes to `scratch` only.

    No thread may have been started: Landlock holds for the calling thread and those it starts. `limited`:
    `limit` held before; `also`: further folders it may read. Returns what was reached.
    """
    if sys.platform == "linux":
        from core.jobs.linux import shut_in
    elif sys.platform == "darwin":
        from core.jobs.macos import shut_in
    elif sys.platform == "win32":
        from core.jobs.windows import shut_in
    else:
        return ConfinementFacts()
    found = shut_in(scratch, (*readable(), *also))
    layers = (*((Layer.LIMITS,) if limited else ()), *found.layers)
    return ConfinementFacts(layers=layers, gaps=found.gaps)


@cache
def readable() -> tuple[Path, ...]:
    """Return the folders and files the interpreter and its libraries may need later on."""
    root = Path(__file__).parent.parent.parent
    wanted = [
        Path(sys.base_prefix),
        Path(sys.prefix),
        *(Path(item) for item in sys.path if Path(item).name in {"site-packages", "dist-packages"}),
        *(Path(item) for item in ("/usr/lib", "/lib", "/usr/lib64", "/lib64", "/usr/share/zoneinfo")),
        *(Path(item) for item in ("/sys/devices/system/cpu", "/dev/urandom", "/dev/null")),
        root / "core",
        root / "resources",
    ]
    return tuple(item for item in wanted if item.exists() and not is_broad(item))


def is_broad(folder: Path) -> bool:
    """Tell whether a folder holds everything of somebody, or of the system."""
    return folder.resolve() in {Path("/"), Path("/home"), Path("/root"), Path.home()}
