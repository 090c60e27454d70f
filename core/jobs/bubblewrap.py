"""Can workers run in a network, a list of processes and folders of their own? Linux, through bubblewrap.

An outer layer where the program is installed and the system lets users make namespaces; never a requirement.
"""

import shutil
import sys
from pathlib import Path

_PROGRAM_FOLDERS = ("/usr/lib", "/lib", "/usr/lib64", "/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache")
_SCRATCH = 1 << 30
"""Bytes that all scratch folders together may hold; they lie in memory and vanish with the processes."""
_OWN = ("user-try", "ipc", "pid", "net", "uts", "cgroup-try")


def command(inner: list[str], base: Path, readable: tuple[Path, ...]) -> list[str] | None:
    """Return the command that runs `inner` shut in: it sees `readable` and may write to its own `base` only.

    None where bubblewrap is not installed.
    """
    program = shutil.which("bwrap") if sys.platform == "linux" else None
    if program is None:
        return None
    own = [f"--unshare-{kind}" for kind in _OWN]
    seen = [*dict.fromkeys([*_PROGRAM_FOLDERS, *(str(path) for path in readable)])]
    shown = [item for path in seen if Path(path).exists() for item in ("--ro-bind", path, path)]
    devices = ["--proc", "/proc", "--dev", "/dev"]
    own_folder = ["--size", str(_SCRATCH), "--tmpfs", str(base), "--chdir", str(base)]
    return [
        program, *own, "--hostname", "worker", "--new-session", "--die-with-parent",
        "--cap-drop", "ALL",
        *shown, *devices, *own_folder, *inner,
    ]  # fmt: skip
