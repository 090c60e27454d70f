"""Which system calls may a process still make, for good? Linux seccomp on x86-64 through ctypes, seccomp(2).

A list of refusals rather than of permissions: numerical libraries differ in what they call, while what a
model has no business with is the same everywhere. Numbers: arch/x86/entry/syscalls/syscall_64.tbl of the
Linux kernel.
"""

import ctypes
import signal
import struct

_SECCOMP = 317
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_NO_NEW_PRIVS, _PDEATHSIG, _DUMPABLE = 38, 1, 4

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_X86_64, _X32 = 0xC000003E, 0x40000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_EPERM, _ENOSYS = 1, 38

_CLONE, _CLONE3, _PRLIMIT = 56, 435, 302
_CLONE_THREAD = 0x00010000

REFUSED = {
    "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "socketpair": 53, "accept4": 288,
    "shmget": 29, "shmat": 30, "semget": 64, "msgget": 68,
    "fork": 57, "vfork": 58, "execve": 59, "execveat": 322,
    "kill": 62, "tkill": 200, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
    "pidfd_open": 434, "pidfd_send_signal": 424, "pidfd_getfd": 438,
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "process_madvise": 440, "kcmp": 312,
    "perf_event_open": 298, "bpf": 321, "userfaultfd": 323,
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "add_key": 248, "request_key": 249, "keyctl": 250,
    "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "mount_setattr": 442,
    "swapon": 167, "swapoff": 168, "reboot": 169, "sethostname": 170, "setdomainname": 171,
    "init_module": 175, "delete_module": 176, "finit_module": 313, "kexec_load": 246, "kexec_file_load": 320,
    "quotactl": 179, "acct": 163, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159,
    "memfd_create": 319, "memfd_secret": 447, "name_to_handle_at": 303, "open_by_handle_at": 304,
    "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452,
    "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260,
    "utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280,
    "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190,
    "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199,
    "link": 86, "linkat": 265, "symlink": 88, "symlinkat": 266, "mknod": 133, "mknodat": 259,
    "setrlimit": 160, "setpgid": 109, "setsid": 112, "personality": 135,
}  # fmt: skip
"""Names and numbers of the refused calls; tgkill stays open, abort() needs it."""


def die_with_parent() -> None:
    """End this process with the thread that started it, and let no other process read its memory."""
    _prctl(_PDEATHSIG, int(signal.SIGKILL))
    _prctl(_DUMPABLE, 0)


def no_new_privileges() -> bool:
    """Give up gaining rights for good; both Landlock and seccomp ask for it."""
    return _prctl(_NO_NEW_PRIVS, 1) == 0


def install() -> bool:
    """Install the filter for all threads; tell whether it holds."""
    code = program()
    buffer = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("=HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (ctypes.c_long(item) for item in (_SECCOMP, _SET_MODE_FILTER, _ALL_THREADS))
    return int(libc.syscall(*arguments, head)) == 0


def program() -> bytes:
    """Return the filter as BPF instructions of eight bytes each."""
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _X86_64),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        # without clone3 the C library falls back to clone, whose flags a filter can see
        (_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _ERRNO | _ENOSYS),
        *_threads_only(),
        *_reading_limits_only(),
    ]
    for number in REFUSED.values():
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | _EPERM)]
    lines.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _threads_only() -> list[tuple[int, int, int, int]]:
    return [
        (_EQUAL, 0, 4, _CLONE),
        (_LOAD, 0, 0, _ARGUMENTS),
        (_ANY_BIT, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
    ]


def _reading_limits_only() -> list[tuple[int, int, int, int]]:
    """Allow prlimit64 without a new limit (third argument, both halves): that is how limits are read."""
    third = _ARGUMENTS + 2 * 8
    return [
        (_EQUAL, 0, 6, _PRLIMIT),
        (_LOAD, 0, 0, third),
        (_EQUAL, 0, 3, 0),
        (_LOAD, 0, 0, third + 4),
        (_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
    ]


def _prctl(option: int, value: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (ctypes.c_ulong(item) for item in (value, 0, 0, 0))
    return int(libc.prctl(ctypes.c_int(option), *arguments))
