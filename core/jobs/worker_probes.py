"""What can a worker still reach? It tries, one probe after the other, and tells.

The same probes run in a process that is not confined: a probe that fails there too proves nothing.
"""

import ctypes
import errno
import fcntl
import mmap
import os
import resource
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from core.jobs import syscalls
from core.jobs.channel import Channel
from core.jobs.probe_targets import Outcome, Targets

_REFUSALS = {
    errno.EPERM, errno.EACCES, errno.ENOENT, errno.ESRCH, errno.ENOSYS, errno.ENOMEM, errno.EFBIG,
}  # fmt: skip
"""Answers that mean: it was kept away. Any other error came from behind the wall."""
_CHILD_ENDED = 17
Act = Callable[[], object]


def work(channel: Channel, *, forked: bool) -> None:
    """Run every probe and tell how each ended; `forked`: each in a process of its own, where that works."""
    targets = msgspec.json.decode(channel.json(), type=Targets)
    tried = _in_a_fork if forked else _tried
    channel.result(tuple(tried(name, act) for name, act in acts(targets).items()))


def acts(to: Targets) -> dict[str, Act]:
    """Return what each probe does, by name; the last one ends the process where it succeeds."""
    return {**_files(to), **_network(to), **_processes(to), **_limits(), **_kernel(), **_last()}


def _files(to: Targets) -> dict[str, Act]:
    inside = Path("inside")
    return {
        "read": lambda: Path(to.secret).read_bytes(),
        "read_users": lambda: Path("/etc/passwd").read_bytes(),
        "list_home": lambda: os.listdir(to.home),
        "list_folder": lambda: os.listdir(to.folder),
        "see": lambda: os.stat(to.secret),
        "create": lambda: Path(to.folder, "new").write_bytes(b""),
        "change": lambda: open(to.secret, "ab").close(),
        "truncate": lambda: os.truncate(to.secret, 1),
        "permissions": lambda: os.chmod(to.secret, 0o666),
        "times": lambda: os.utime(to.secret, (0, 0)),
        "attributes": lambda: os.setxattr(to.secret, "user.probe", b"1"),
        "symbolic_link": lambda: os.symlink(to.secret, "symbolic"),
        "hard_link": lambda: os.link(to.secret, to.secret + ".link"),
        "move_out": lambda: (inside.write_bytes(b""), inside.rename(Path(to.folder, "moved"))),
        "delete": lambda: os.unlink(to.spare),
        "watch": lambda: _call("inotify_init1", 0),
    }


def _network(to: Targets) -> dict[str, Act]:
    return {
        "tcp": lambda: socket.create_connection(("127.0.0.1", to.port), 2).close(),
        "listen": _listen,
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
        "local_socket": lambda: socket.socket(socket.AF_UNIX).connect("\0" + to.abstract),
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close(),
    }


def _processes(to: Targets) -> dict[str, Act]:
    handle = ctypes.create_string_buffer(64)
    struct.pack_into("=Q", handle, 32, _CHILD_ENDED)
    return {
        "fork": lambda: _child(os.fork),
        "clone": lambda: _child(partial(_number, _table().clone, _CHILD_ENDED, 0, 0, 0, 0)),
        "clone3": lambda: _child(partial(_number, syscalls.CLONE3, handle, 64)),
        "run": lambda: subprocess.run(["/bin/true"], check=True),
        "shell": _shell,
        "signal": lambda: os.kill(to.process, 0),
        "signal_thread": lambda: _number(_table().tgkill, to.process, to.process, 0),
        "signal_by_file": lambda: _signal_by_file(to.process),
        "affinity": lambda: os.sched_setaffinity(to.process, os.sched_getaffinity(0)),
        "process_handle": lambda: _call("pidfd_open", to.process, 0),
        "trace": lambda: _call("ptrace", 0x4206, to.process, 0, 0),
        "read_memory": lambda: _call("process_vm_readv", to.process, None, 0, None, 0, 0),
        "open_memory": lambda: open(f"/proc/{to.process}/mem", "rb").close(),
        "read_variables": lambda: Path(f"/proc/{to.process}/environ").read_bytes(),
        "priority": lambda: os.setpriority(os.PRIO_PROCESS, to.process, 5),
        "shared_memory": lambda: _call("shmget", 0, 4096, 0o1600),
        "message_queue": _message_queue,
    }


def _limits() -> dict[str, Act]:
    files = resource.RLIMIT_NOFILE
    return {
        "memory": lambda: mmap.mmap(-1, 64 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000).close(),
        "large_file": _large_file,
        "raise_limit": lambda: resource.setrlimit(files, resource.getrlimit(files)),
        "raise_limit_directly": lambda: _number(
            _table().prlimit, 0, files, struct.pack("=QQ", *resource.getrlimit(files)), None
        ),
        "outlive": lambda: _number(_table().prctl, 1, 0, 0, 0, 0),
        "be_traced": lambda: _number(_table().prctl, 4, 1, 0, 0, 0),
    }


def _kernel() -> dict[str, Act]:
    counter = struct.pack("=IIQ", 1, 112, 0).ljust(112, b"\0")
    array = struct.pack("=IIII", 2, 4, 4, 1).ljust(72, b"\0")
    return {
        "memory_file": lambda: os.close(os.memfd_create("probe")),
        "asynchronous": lambda: _call("io_uring_setup", 8, ctypes.create_string_buffer(120)),
        "kernel_program": lambda: _call("bpf", 0, array, 72),
        "page_faults": lambda: _call("userfaultfd", 1),
        "counters": lambda: _call("perf_event_open", counter, 0, -1, -1, 0),
        "keys": lambda: _call("add_key", b"user", b"probe", b"x", 1, -2),
        "user_namespace": lambda: _call("unshare", 0x10000000),
        "change_root": lambda: os.chroot("."),
    }


def _last() -> dict[str, Act]:
    return {"become": lambda: os.execv("/bin/true", ["true"])}


def _tried(name: str, act: Act) -> Outcome:
    try:
        act()
    except OSError as error:
        refused = error.errno in _REFUSALS
        return Outcome(
            name=name, reached=not refused, detail=errno.errorcode.get(error.errno or 0, str(error))
        )
    except ValueError:
        # how the module `resource` says EPERM
        return Outcome(name=name, reached=False, detail="EPERM")
    except subprocess.SubprocessError as error:
        return Outcome(name=name, reached=False, detail=type(error).__name__)
    return Outcome(name=name, reached=True)


def _in_a_fork(name: str, act: Act) -> Outcome:
    """Try in a forked process; one that became another program ended well and so reached it."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        outcome = _tried(name, act)
        os.write(writer, outcome.detail.encode())
        os._exit(0 if outcome.reached else 1)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        detail = said.read().decode()
    return Outcome(name=name, reached=os.waitpid(pid, 0)[1] == 0, detail=detail)


def _listen() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()


def _shell() -> None:
    if os.system("exit 0") != 0:
        raise PermissionError(errno.EPERM, "refused")


def _signal_by_file(process: int) -> None:
    """Make another process the owner of a pipe, which then gets a signal for every byte."""
    for end in (pipe := os.pipe()):
        fcntl.fcntl(end, fcntl.F_SETOWN, process)
    os.close(pipe[0])
    os.close(pipe[1])


def _large_file() -> None:
    with open("large", "wb") as file:
        file.truncate(300 << 20)
    Path("large").unlink()


def _message_queue() -> None:
    name = f"pruefstein-{os.getpid()}".encode()
    os.close(_call("mq_open", name, os.O_CREAT | os.O_RDWR, 0o600, None))
    _call("mq_unlink", name)


def _child(start: Callable[[], int]) -> None:
    pid = start()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _table() -> syscalls.Table:
    table = syscalls.of_this_machine()
    if table is None:
        raise OSError(errno.EOPNOTSUPP, "unknown processor")
    return table


def _call(name: str, *arguments: "int | bytes | ctypes.Array[ctypes.c_char] | None") -> int:
    return _number(_table().refused[name], *arguments)


def _number(number: int, *arguments: "int | bytes | ctypes.Array[ctypes.c_char] | None") -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    items = (ctypes.c_long(item) if isinstance(item, int) else item for item in arguments)
    found = int(libc.syscall(ctypes.c_long(number), *items))
    if found < 0:
        raise OSError(ctypes.get_errno(), sys.platform)
    return found
