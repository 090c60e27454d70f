"""Which system calls may a process still make, for good? Linux seccomp through ctypes, seccomp(2).

A list of refusals rather than of permissions: numerical libraries differ in what they call, while what a
model has no business with is the same everywhere.
"""

import ctypes
import os
import signal
import struct
from functools import cache

from core.jobs.syscalls import CLONE3, OPENAT2, Table

_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_SET_OWNER, _SET_SIGNAL, _SET_OWNER_EX, _LEASE, _NOTIFY = 8, 10, 15, 1024, 1026
_NO_NEW_PRIVS, _PDEATHSIG, _DUMPABLE, _MEMORY_MAP = 38, 1, 4, 35

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_EPERM, _ENOSYS = 1, 38

_CLONE_THREAD = 0x00010000
_TO_CHANGE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

_Line = tuple[int, int, int, int]
_REFUSE: _Line = (_RETURN, 0, 0, _ERRNO | _EPERM)
_PERMIT: _Line = (_RETURN, 0, 0, _ALLOW)


def die_with_parent() -> None:
    """End this process with the thread that started it, and let no other process read its memory."""
    _prctl(_PDEATHSIG, int(signal.SIGKILL))
    _prctl(_DUMPABLE, 0)


def no_new_privileges() -> bool:
    """Give up gaining rights for good; both Landlock and seccomp ask for it."""
    return _prctl(_NO_NEW_PRIVS, 1) == 0


def install(table: Table, *, read_only: bool, truncate: bool = True) -> bool:
    """Install the filter for all threads; tell whether it holds.

    `read_only`: also refuse to open files for writing, for kernels without Landlock. `truncate`: refuse to
    truncate files by name, for kernels whose Landlock does not guard that.
    """
    code = program(table, os.getpid(), read_only=read_only, truncate=truncate)
    buffer = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("=HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    libc = _libc()
    arguments = (ctypes.c_long(item) for item in (table.seccomp, _SET_MODE_FILTER, _ALL_THREADS))
    return int(libc.syscall(*arguments, head)) == 0


def program(table: Table, pid: int, *, read_only: bool, truncate: bool = True) -> bytes:
    """Return the filter as BPF instructions of eight bytes each."""
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, table.architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        *_second_set(table),
        # without clone3 the C library falls back to clone, whose flags a filter can see
        *_unknown(CLONE3),
        *_threads_only(table.clone),
        # abort() and raise() need tgkill
        *_only(table.tgkill, 0, (pid,)),
        *_only(table.affinity, 0, (0, pid)),
        *_reading_limits_only(table.prlimit),
        # dying with the parent stays agreed
        *_without(table.prctl, 0, (_PDEATHSIG, _DUMPABLE, _MEMORY_MAP)),
        # a file may send a signal to its owner, tell of changes in a folder, and keep others from opening it
        *_without(table.fcntl, 1, (_SET_OWNER, _SET_SIGNAL, _SET_OWNER_EX, _LEASE, _NOTIFY)),
    ]
    for number in table.refused.values():
        lines += [(_EQUAL, 0, 1, number), _REFUSE]
    lines += [(_EQUAL, 0, 1, table.changing["truncate"]), _REFUSE] if truncate else []
    lines += _reading_only(table) if read_only else []
    lines.append(_PERMIT)
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _second_set(table: Table) -> list[_Line]:
    return [] if table.above is None else [(_AT_LEAST, 0, 1, table.above), _REFUSE]


def _unknown(number: int) -> list[_Line]:
    return [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | _ENOSYS)]


def _threads_only(number: int) -> list[_Line]:
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _ARGUMENTS),
        (_ANY_BIT, 0, 1, _CLONE_THREAD),
        _PERMIT,
        _REFUSE,
    ]


def _only(number: int, argument: int, values: tuple[int, ...]) -> list[_Line]:
    """Allow a call if an argument has one of the values."""
    inner: list[_Line] = [(_LOAD, 0, 0, _ARGUMENTS + argument * 8)]
    for value in values:
        inner += [(_EQUAL, 0, 1, value), _PERMIT]
    inner.append(_REFUSE)
    return [(_EQUAL, 0, len(inner), number), *inner]


def _reading_limits_only(number: int) -> list[_Line]:
    """Allow prlimit64 without a new limit (third argument, both halves): that is how limits are read."""
    third = _ARGUMENTS + 2 * 8
    return [
        (_EQUAL, 0, 6, number),
        (_LOAD, 0, 0, third),
        (_EQUAL, 0, 3, 0),
        (_LOAD, 0, 0, third + 4),
        (_EQUAL, 0, 1, 0),
        _PERMIT,
        _REFUSE,
    ]


def _without(number: int, argument: int, values: tuple[int, ...]) -> list[_Line]:
    """Allow a call unless an argument has one of the values."""
    inner: list[_Line] = [(_LOAD, 0, 0, _ARGUMENTS + argument * 8)]
    for value in values:
        inner += [(_EQUAL, 0, 1, value), _REFUSE]
    inner.append(_PERMIT)
    return [(_EQUAL, 0, len(inner), number), *inner]


def _reading_only(table: Table) -> list[_Line]:
    lines = _unknown(OPENAT2)
    for number, argument in table.opening.items():
        lines += [
            (_EQUAL, 0, 4, number),
            (_LOAD, 0, 0, _ARGUMENTS + argument * 8),
            (_ANY_BIT, 0, 1, _TO_CHANGE),
            _REFUSE,
            _PERMIT,
        ]
    for number in table.changing.values():
        lines += [(_EQUAL, 0, 1, number), _REFUSE]
    return lines


def _prctl(option: int, value: int) -> int:
    libc = _libc()
    arguments = (ctypes.c_ulong(item) for item in (value, 0, 0, 0))
    return int(libc.prctl(ctypes.c_int(option), *arguments))


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
