"""How far is a process shut in before it opens a foreign file?

Linux on x86-64: resource limits, Landlock and seccomp, without root or packages. Elsewhere the level is
"none" and every report says so. Sources: landlock(7), seccomp(2), prctl(2).
"""

import platform
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

_FILE_SIZE = 256 << 20
_OPEN_FILES = 256


class Confinement(StrEnum):
    """What a confined process is kept from."""

    FULL = "full"
    """Files outside its scratch folder and the program, network, other processes."""
    PARTIAL = "partial"
    """Some of these only, because the kernel is older."""
    NONE = "none"
    """Not run on this system."""


def limit(memory: int, seconds: int) -> None:
    """Limit address space, processor time, file size and open files of this process for good."""
    if sys.platform == "win32":
        return
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


def confine(scratch: Path) -> Confinement:
    """Shut this process in for good: it reads the program and its libraries and writes to `scratch` only.

    No thread may have been started: Landlock holds for the calling thread and those it starts. Returns what
    was reached.
    """
    if sys.platform != "linux" or platform.machine() != "x86_64" or sys.maxsize < 2**32:
        return Confinement.NONE
    from core.jobs import landlock, seccomp

    seccomp.die_with_parent()
    alone = len(list(Path("/proc/self/task").iterdir())) == 1
    version = landlock.version()
    walled = version >= 1 and seccomp.no_new_privileges() and landlock.restrict(version, scratch, _readable())
    filtered = seccomp.no_new_privileges() and seccomp.install()
    if walled and filtered and alone and version >= landlock.WITH_NETWORK:
        return Confinement.FULL
    return Confinement.PARTIAL if walled or filtered else Confinement.NONE


def _readable() -> tuple[Path, ...]:
    """Return the folders and files the interpreter and its libraries may need later on."""
    root = Path(__file__).parent.parent.parent
    wanted = [
        Path(sys.base_prefix),
        Path(sys.prefix),
        *(Path(item) for item in sys.path if Path(item).name in {"site-packages", "dist-packages"}),
        *(Path(item) for item in ("/usr/lib", "/lib", "/usr/lib64", "/lib64", "/usr/share/zoneinfo")),
        *(Path(item) for item in ("/proc/self", "/sys/devices/system/cpu", "/dev/urandom")),
        root / "core",
        root / "resources",
    ]
    broad = {Path("/"), Path("/home"), Path("/root"), Path.home()}
    return tuple(item for item in wanted if item.exists() and item.resolve() not in broad)
