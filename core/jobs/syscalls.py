"""Which system calls has a model no business with, and what are their numbers on each processor?

Numbers: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of the Linux kernel.
The table for aarch64 follows the same source and was not run on such a machine.
"""

import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass

CLONE3 = 435
OPENAT2 = 437


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The numbers of one processor; 424 and above are the same on all."""

    architecture: int
    """As seccomp states it: linux/audit.h."""
    above: int | None
    """First number of a second set of calls (x32), all refused; None: there is none."""
    clone: int
    prlimit: int
    prctl: int
    tgkill: int
    fcntl: int
    affinity: int
    """sched_setaffinity."""
    seccomp: int
    opening: Mapping[int, int]
    """Calls that open files, and which argument holds the flags."""
    refused: Mapping[str, int]
    """Refused in every case."""
    changing: Mapping[str, int]
    """Calls that change files by name; refused where Landlock does not guard the files."""


X86_64 = Table(
    architecture=0xC000003E,
    above=0x40000000,
    clone=56,
    prlimit=302,
    prctl=157,
    tgkill=234,
    fcntl=72,
    affinity=203,
    seccomp=317,
    opening={257: 2, 2: 1},
    refused={
        "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "socketpair": 53, "accept4": 288,
        "shmget": 29, "shmat": 30, "shmctl": 31, "semget": 64, "semop": 65, "semctl": 66, "semtimedop": 220,
        "msgget": 68, "msgsnd": 69, "msgrcv": 70, "msgctl": 71, "mq_open": 240, "mq_unlink": 241,
        "fork": 57, "vfork": 58, "execve": 59, "execveat": 322,
        "kill": 62, "tkill": 200, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
        "pidfd_open": 434, "pidfd_send_signal": 424, "pidfd_getfd": 438,
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "process_madvise": 440,
        "process_mrelease": 448, "kcmp": 312,
        "setpriority": 141, "ioprio_set": 251, "sched_setparam": 142, "sched_setscheduler": 144,
        "sched_setattr": 314, "migrate_pages": 256, "move_pages": 279,
        "perf_event_open": 298, "bpf": 321, "userfaultfd": 323,
        "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
        "add_key": 248, "request_key": 249, "keyctl": 250,
        "inotify_init": 253, "inotify_init1": 294, "fanotify_init": 300,
        "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308,
        "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
        "mount_setattr": 442,
        "swapon": 167, "swapoff": 168, "reboot": 169, "sethostname": 170, "setdomainname": 171,
        "init_module": 175, "delete_module": 176, "finit_module": 313, "kexec_load": 246,
        "kexec_file_load": 320,
        "quotactl": 179, "acct": 163, "settimeofday": 164, "clock_settime": 227, "clock_adjtime": 305,
        "adjtimex": 159, "syslog": 103, "vhangup": 153, "ioperm": 173, "iopl": 172,
        "memfd_create": 319, "memfd_secret": 447, "name_to_handle_at": 303, "open_by_handle_at": 304,
        "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452,
        "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260,
        "utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280,
        "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "setxattrat": 463,
        "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "removexattrat": 466,
        "link": 86, "linkat": 265, "symlink": 88, "symlinkat": 266, "mknod": 133, "mknodat": 259,
        "setrlimit": 160, "setpgid": 109, "setsid": 112, "personality": 135,
    },
    changing={
        "truncate": 76, "creat": 85, "unlink": 87, "unlinkat": 263, "rename": 82, "renameat": 264,
        "renameat2": 316, "mkdir": 83, "mkdirat": 258, "rmdir": 84,
    },
)  # fmt: skip

AARCH64 = Table(
    architecture=0xC00000B7,
    above=None,
    clone=220,
    prlimit=261,
    prctl=167,
    tgkill=131,
    fcntl=25,
    affinity=122,
    seccomp=277,
    opening={56: 2},
    refused={
        "socket": 198, "connect": 203, "accept": 202, "bind": 200, "listen": 201, "socketpair": 199,
        "accept4": 242,
        "shmget": 194, "shmat": 196, "shmctl": 195, "semget": 190, "semop": 193, "semctl": 191,
        "semtimedop": 192, "msgget": 186, "msgsnd": 189, "msgrcv": 188, "msgctl": 187, "mq_open": 180,
        "mq_unlink": 181,
        "execve": 221, "execveat": 281,
        "kill": 129, "tkill": 130, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
        "pidfd_open": 434, "pidfd_send_signal": 424, "pidfd_getfd": 438,
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "process_madvise": 440,
        "process_mrelease": 448, "kcmp": 272,
        "setpriority": 140, "ioprio_set": 30, "sched_setparam": 118, "sched_setscheduler": 119,
        "sched_setattr": 274, "migrate_pages": 238, "move_pages": 239,
        "perf_event_open": 241, "bpf": 280, "userfaultfd": 282,
        "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
        "add_key": 217, "request_key": 218, "keyctl": 219,
        "inotify_init1": 26, "fanotify_init": 262,
        "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268,
        "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
        "mount_setattr": 442,
        "swapon": 224, "swapoff": 225, "reboot": 142, "sethostname": 161, "setdomainname": 162,
        "init_module": 105, "delete_module": 106, "finit_module": 273, "kexec_load": 104,
        "kexec_file_load": 294,
        "quotactl": 60, "acct": 89, "settimeofday": 170, "clock_settime": 112, "clock_adjtime": 266,
        "adjtimex": 171, "syslog": 116, "vhangup": 58,
        "memfd_create": 279, "memfd_secret": 447, "name_to_handle_at": 264, "open_by_handle_at": 265,
        "fchmod": 52, "fchmodat": 53, "fchmodat2": 452,
        "fchown": 55, "fchownat": 54,
        "utimensat": 88,
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "setxattrat": 463,
        "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16, "removexattrat": 466,
        "linkat": 37, "symlinkat": 36, "mknodat": 33,
        "setrlimit": 164, "setpgid": 154, "setsid": 157, "personality": 92,
    },
    changing={
        "truncate": 45, "unlinkat": 35, "renameat": 38, "renameat2": 276, "mkdirat": 34,
    },
)  # fmt: skip


def of_this_machine() -> Table | None:
    """Return the table of this processor; None where it is unknown or the interpreter is a 32-bit one."""
    known = {"x86_64": X86_64, "aarch64": AARCH64}
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    return known.get(platform.machine())
