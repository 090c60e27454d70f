"""Which files may a process still open, for good? Linux Landlock through ctypes, landlock(7)."""

import ctypes
import os
import stat
import struct
from functools import cache
from pathlib import Path

WITH_TRUNCATE = 3
"""First version of Landlock that also guards truncate(2)."""
WITH_NETWORK = 4
"""First version of Landlock that also refuses TCP."""
_WITH_SCOPES = 6
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_RULE_PATH_BENEATH = 1
_EXECUTE, _WRITE, _READ, _LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL = 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _IOCTL
_READ_ONLY = _EXECUTE | _READ | _LIST
_TCP = 0b11
"""Bind and connect."""
_SCOPES = 0b11
"""Abstract sockets and signals to other processes."""


def version() -> int:
    """Return the kernel's Landlock version, 0 if it has none."""
    return max(0, _call(_CREATE, None, 0, 1))


def restrict(kernel: int, scratch: Path, readable: tuple[Path, ...]) -> bool:
    """Allow reading `readable` and everything within `scratch`, refuse all else; tell whether it holds."""
    handled = _handled(kernel)
    fields = [handled]
    fields += [_TCP] if kernel >= WITH_NETWORK else []
    fields += [_SCOPES] if kernel >= _WITH_SCOPES else []
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = _call(_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        allowed = [_allow(rules, path, _READ_ONLY & handled) for path in readable]
        allowed += [_allow(rules, scratch, handled & ~_EXECUTE)]
        allowed += [_allow(rules, Path(os.devnull), (_READ | _WRITE) & handled)]
        return all(allowed) and _call(_RESTRICT, rules, 0) == 0
    finally:
        os.close(rules)


def _handled(kernel: int) -> int:
    """Return every right this kernel's Landlock knows: 13, and one more with versions 2, 3 and 5."""
    count = 13 + (kernel >= 2) + (kernel >= 3) + (kernel >= 5)
    return (1 << count) - 1


def _allow(rules: int, path: Path, rights: int) -> bool:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            rights &= _OF_FILES
        return _call(_ADD_RULE, rules, _RULE_PATH_BENEATH, struct.pack("=Qi", rights, handle), 0) == 0
    finally:
        os.close(handle)


def _call(number: int, *arguments: "int | bytes | None") -> int:
    libc = _libc()
    items = (ctypes.c_long(item) if isinstance(item, int) else item for item in arguments)
    return int(libc.syscall(ctypes.c_long(number), *items))


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
