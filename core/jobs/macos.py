"""How does a process on macOS shut itself in? The system's sandbox through ctypes, sandbox_init(3).

Written from the documentation and never run on such a system: what it claims is therefore tried by each
worker, and the level stays "partial" whatever the trial finds.
"""

import ctypes
from pathlib import Path

from core.confinement import ConfinementFacts, Gap, Layer
from core.jobs import selftest

_SYSTEM = ("/usr/lib", "/System/Library", "/System/Volumes/Preboot/Cryptexes", "/private/var/db/dyld")


def shut_in(scratch: Path, readable: tuple[Path, ...]) -> ConfinementFacts:
    """Confine this process for good and return what a trial found afterwards."""
    held = _sandboxed(profile(scratch, readable))
    found = set(selftest.gaps(scratch)) | {Gap.PROCESSES, Gap.NAMES}
    if not held:
        found = set(Gap)
    return ConfinementFacts(
        layers=(Layer.SANDBOX,) if held else (), gaps=tuple(gap for gap in Gap if gap in found)
    )


def profile(scratch: Path, readable: tuple[Path, ...]) -> str:
    """Return the rules: read the program and the system's libraries, write to `scratch`, nothing else."""
    folders = [*_SYSTEM, *(str(path.resolve()) for path in readable)]
    seen = " ".join(f"(subpath {_quoted(folder)})" for folder in dict.fromkeys(folders))
    own = f"(subpath {_quoted(str(scratch.resolve()))})"
    devices = '(literal "/dev/null") (literal "/dev/urandom") (literal "/dev/random")'
    return "\n".join(
        (
            "(version 1)",
            "(deny default)",
            "(allow signal (target self))",
            "(allow process-info* (target self))",
            "(allow sysctl-read)",
            "(allow file-read-metadata)",
            f"(allow file-read* {devices} {seen} {own})",
            f"(allow file-map-executable {seen})",
            f'(allow file-write* {own} (literal "/dev/null"))',
        )
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _sandboxed(rules: str) -> bool:
    try:
        init = ctypes.CDLL("/usr/lib/libSystem.B.dylib").sandbox_init
    except (OSError, AttributeError):
        return False
    said = ctypes.c_char_p()
    return int(init(ctypes.c_char_p(rules.encode()), ctypes.c_uint64(0), ctypes.byref(said))) == 0
