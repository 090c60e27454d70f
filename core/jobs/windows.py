"""How is a process on Windows shut in? Job objects and a low integrity level through ctypes.

Written from the documentation (Job Objects, Mandatory Integrity Control, SetProcessMitigationPolicy) and
never run on such a system: what it claims is therefore tried by each worker. Without an AppContainer the
network and reading stay open, so the level is "partial" at best.
"""

import ctypes
from collections.abc import Callable
from ctypes import c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p, c_wchar_p
from dataclasses import dataclass
from pathlib import Path

from core.confinement import ConfinementFacts, Gap, Layer
from core.jobs import selftest

_EXTENDED_LIMITS, _UI_RESTRICTIONS = 9, 4
_PROCESS_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY = 0x2, 0x8, 0x100
_DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x400, 0x2000
_ALL_UI = 0xFF
_TOKEN_QUERY, _TOKEN_ADJUST_DEFAULT, _INTEGRITY_LEVEL, _GROUP_INTEGRITY = 0x8, 0x80, 25, 0x20
_LOW, _LOW_LABEL = "S-1-16-4096", "S:(ML;OICI;NW;;;LW)"
_FILE_OBJECT, _LABEL_INFORMATION = 1, 0x10
_CHILD_PROCESS_POLICY = 13
_SET_QUOTA, _TERMINATE = 0x100, 0x1
_TICKS = 10_000_000
"""Windows counts processor time in 100 ns."""
_RETURN_HANDLES = frozenset({"CreateJobObjectW", "OpenProcess", "GetCurrentProcess"})

Call = Callable[..., int | None]


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", c_int64),
        ("job_time", c_int64),
        ("flags", c_uint32),
        ("least_working_set", c_size_t),
        ("most_working_set", c_size_t),
        ("active_processes", c_uint32),
        ("affinity", c_size_t),
        ("priority", c_uint32),
        ("scheduling", c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("counters", c_uint64 * 6),
        ("process_memory", c_size_t),
        ("job_memory", c_size_t),
        ("peak_process_memory", c_size_t),
        ("peak_job_memory", c_size_t),
    )


class Label(ctypes.Structure):
    """TOKEN_MANDATORY_LABEL."""

    _fields_ = (("sid", c_void_p), ("attributes", c_uint32))


@dataclass(frozen=True, slots=True)
class System:
    """The libraries of Windows; a test puts its own in their place."""

    kernel: object
    advanced: object

    def call(self, name: str, *arguments: object) -> int:
        """Call a function of either library; handles come back as pointers, all else as 32-bit numbers."""
        library = self.kernel if hasattr(self.kernel, name) else self.advanced
        function: Call = getattr(library, name)
        function.restype = c_void_p if name in _RETURN_HANDLES else c_int32  # type: ignore[attr-defined]
        return int(function(*arguments) or 0)


def system() -> System:
    """Return the libraries of this system."""
    load = getattr(ctypes, "WinDLL")  # noqa: B009 (exists on Windows only)
    return System(load("kernel32", use_last_error=True), load("advapi32", use_last_error=True))


def shut_in(scratch: Path, readable: tuple[Path, ...], windows: System | None = None) -> ConfinementFacts:
    """Lower this process's integrity, forbid it other processes, and return what a trial found."""
    del readable  # a low integrity level guards writing; reading stays open
    windows = windows or system()
    lowered = _scratch_is_low(windows, scratch) and _lowered(windows)
    alone = bool(windows.call("SetProcessMitigationPolicy", _CHILD_PROCESS_POLICY, _bytes(c_uint32(1)), 4))
    found = set(selftest.gaps(scratch)) | {Gap.NAMES}
    layers = ((Layer.INTEGRITY, lowered), (Layer.JOB_OBJECT, alone))
    return ConfinementFacts(
        layers=tuple(layer for layer, holds in layers if holds),
        gaps=tuple(gap for gap in Gap if gap in found),
    )


def limit(memory: int, seconds: int, windows: System | None = None) -> bool:
    """Limit this process's memory, processor time and number of processes by a job object of its own."""
    windows = windows or system()
    flags = _PROCESS_MEMORY | _PROCESS_TIME | _ACTIVE_PROCESSES | _DIE_ON_EXCEPTION
    job = _job(windows, limits(flags, memory=memory, seconds=seconds))
    windows.call("SetInformationJobObject", c_void_p(job), _UI_RESTRICTIONS, _bytes(c_uint32(_ALL_UI)), 4)
    own = windows.call("GetCurrentProcess")
    return bool(job and windows.call("AssignProcessToJobObject", c_void_p(job), c_void_p(own)))


def hold(pid: int, windows: System | None = None) -> int:
    """Tie a process to this one: when this one ends, however, the other ends too. Returns a handle.

    The number of processes is not limited here: in a virtual environment python.exe starts the interpreter.
    """
    windows = windows or system()
    job = _job(windows, limits(_KILL_ON_CLOSE, memory=0, seconds=0))
    process = windows.call("OpenProcess", _SET_QUOTA | _TERMINATE, 0, pid)
    windows.call("AssignProcessToJobObject", c_void_p(job), c_void_p(process))
    windows.call("CloseHandle", c_void_p(process))
    return job


def let_go(job: int, windows: System | None = None) -> None:
    """Close the handle of `hold`; whatever is left of the process ends."""
    windows = windows or system()
    windows.call("TerminateJobObject", c_void_p(job), 1)
    windows.call("CloseHandle", c_void_p(job))


def limits(flags: int, *, memory: int, seconds: int) -> ExtendedLimits:
    """Return the limits as Windows reads them."""
    found = ExtendedLimits()
    found.basic.flags = flags
    found.basic.process_time = seconds * _TICKS
    found.basic.active_processes = 1
    found.process_memory = memory
    return found


def _job(windows: System, wanted: ExtendedLimits) -> int:
    job = windows.call("CreateJobObjectW", None, None)
    size = ctypes.sizeof(wanted)
    windows.call("SetInformationJobObject", c_void_p(job), _EXTENDED_LIMITS, _bytes(wanted), size)
    return job


def _lowered(windows: System) -> bool:
    token, low = c_void_p(), c_void_p()
    rights = _TOKEN_QUERY | _TOKEN_ADJUST_DEFAULT
    own = c_void_p(windows.call("GetCurrentProcess"))
    if not windows.call("OpenProcessToken", own, rights, ctypes.byref(token)):
        return False
    if not windows.call("ConvertStringSidToSidW", c_wchar_p(_LOW), ctypes.byref(low)):
        return False
    label = Label(low, _GROUP_INTEGRITY)
    size = ctypes.sizeof(label) + windows.call("GetLengthSid", low)
    return bool(windows.call("SetTokenInformation", token, _INTEGRITY_LEVEL, _bytes(label), size))


def _scratch_is_low(windows: System, scratch: Path) -> bool:
    """Mark the scratch folder so that a process of low integrity may write to it."""
    described, label = c_void_p(), c_void_p()
    present, default = c_uint32(), c_uint32()
    texts = (c_wchar_p(_LOW_LABEL), 1, ctypes.byref(described), None)
    if not windows.call("ConvertStringSecurityDescriptorToSecurityDescriptorW", *texts):
        return False
    parts = (described, ctypes.byref(present), ctypes.byref(label), ctypes.byref(default))
    if not windows.call("GetSecurityDescriptorSacl", *parts):
        return False
    where = (c_wchar_p(str(scratch)), _FILE_OBJECT, _LABEL_INFORMATION, None, None, None, label)
    return windows.call("SetNamedSecurityInfoW", *where) == 0


def _bytes(value: "ctypes.Structure | c_uint32") -> object:
    return ctypes.byref(value)
