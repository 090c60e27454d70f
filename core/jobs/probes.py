"""Does the confinement hold on this machine? Every probe is tried without it and within it."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from core.confinement import ConfinementFacts, Gap
from core.errors import UserError
from core.jobs.frames import JSON
from core.jobs.job import PROBES, UNCONFINED, Job, Limits
from core.jobs.probe_targets import Outcome, Targets
from core.jobs.process import run
from core.jobs.values import parsed
from core.messages import Message, message
from core.progress import SILENT, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a probe tries, and which gap it would prove."""

    gap: Gap
    said: Message


def _of(gap: Gap, **said: Message) -> dict[str, Probe]:
    return {name: Probe(gap=gap, said=text) for name, text in said.items()}


PROBE_LIST: Mapping[str, Probe] = {
    **_of(
        Gap.READING,
        read=message("read a file of the user"),
        read_users=message("read the system's list of users"),
        list_home=message("list the home folder"),
        list_folder=message("list another folder"),
        watch=message("watch folders for changes"),
        open_memory=message("open another process's memory as a file"),
        read_variables=message("read another process's variables"),
    ),
    **_of(Gap.NAMES, see=message("see that a file exists, and its size")),
    **_of(
        Gap.WRITING,
        create=message("create a file outside the scratch folder"),
        change=message("open a file of the user for writing"),
        truncate=message("cut a file of the user short"),
        permissions=message("change a file's permissions"),
        times=message("change a file's times"),
        attributes=message("change a file's extended attributes"),
        symbolic_link=message("make a symbolic link to a file of the user"),
        hard_link=message("make a hard link to a file of the user"),
        move_out=message("move a file out of the scratch folder"),
        delete=message("delete a file of the user"),
    ),
    **_of(
        Gap.NETWORK,
        tcp=message("connect by TCP"),
        listen=message("listen for connections"),
        udp=message("send by UDP"),
        local_socket=message("connect to a local socket"),
        netlink=message("speak to the kernel's network"),
    ),
    **_of(
        Gap.PROCESSES,
        fork=message("fork a process"),
        clone=message("make a process by clone"),
        clone3=message("make a process by clone3"),
        run=message("run a program"),
        shell=message("run a shell"),
        become=message("become another program"),
        signal=message("signal another process"),
        signal_thread=message("signal a thread of another process"),
        signal_by_file=message("signal another process through a file"),
        affinity=message("bind another process to a processor"),
        process_handle=message("take a handle on another process"),
        trace=message("trace another process"),
        read_memory=message("read another process's memory"),
        priority=message("change another process's priority"),
        shared_memory=message("share memory with other processes"),
        message_queue=message("make a message queue"),
        memory=message("take 64 GiB of memory"),
        large_file=message("make a file of 300 MiB"),
        raise_limit=message("set its own limits anew"),
        raise_limit_directly=message("set its own limits anew by the system call"),
        outlive=message("arrange to outlive the application"),
        be_traced=message("let itself be traced"),
        memory_file=message("make a file in memory that can be run"),
        asynchronous=message("reach files through io_uring"),
        kernel_program=message("load a program into the kernel"),
        page_faults=message("handle its own page faults"),
        counters=message("read performance counters"),
        keys=message("reach the kernel's key rings"),
        user_namespace=message("make a user namespace"),
        change_root=message("change its root folder"),
    ),
}
"""Every probe by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One probe on this machine."""

    name: str
    gap: Gap
    without: bool
    """Whether it reached its aim without confinement; otherwise it proves nothing here."""
    within: bool
    """Whether it reached its aim within the confinement."""
    detail: str
    """What the system answered within."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """All probes on this machine."""

    facts: ConfinementFacts
    tried: tuple[Tried, ...]

    @property
    def breaches(self) -> tuple[Tried, ...]:
        """Return the probes that reached what the stated facts say is shut."""
        return tuple(item for item in self.tried if item.within and item.gap not in self.facts.gaps)


def try_out(progress: Progress = SILENT) -> Trial:
    """Run every probe without and within the confinement; raises `UserError` where they cannot run."""
    if sys.platform != "linux":
        raise UserError(
            message("The probes run on Linux only, so nothing was tried. Use a Linux system to run them.")
        )
    with _targets() as targets:
        frames = ((JSON, msgspec.json.encode(targets)),)
        limits = Limits(seconds=60)
        within = run(Job(arguments=PROBES, frames=frames, limits=limits, sentences=frozenset()), progress)
        without = run(
            Job(arguments=UNCONFINED, frames=frames, limits=limits, sentences=frozenset()), progress
        )
    openly = {item.name: item for item in parsed(without.body, tuple[Outcome, ...])}
    tried = tuple(
        Tried(
            name=item.name,
            gap=PROBE_LIST[item.name].gap,
            without=openly[item.name].reached,
            within=item.reached,
            detail=item.detail,
        )
        for item in parsed(within.body, tuple[Outcome, ...])
    )
    return Trial(facts=within.facts or ConfinementFacts(), tried=tried)


@contextmanager
def _targets() -> Iterator[Targets]:
    """Set up what the probes aim at, and take it away again."""
    with (
        tempfile.TemporaryDirectory(prefix="pruefstein-probes-") as folder,
        socket.socket() as server,
        socket.socket(socket.AF_UNIX) as local,
        _bystander() as process,
    ):
        secret, spare = Path(folder, "secret"), Path(folder, "spare")
        secret.write_text("secret", encoding="utf-8")
        spare.write_text("spare", encoding="utf-8")
        server.bind(("127.0.0.1", 0))
        server.listen()
        abstract = f"pruefstein-{secrets.token_hex(8)}"
        local.bind("\0" + abstract)
        local.listen()
        yield Targets(
            secret=str(secret),
            spare=str(spare),
            folder=folder,
            home=str(Path.home()),
            port=int(server.getsockname()[1]),
            abstract=abstract,
            process=process,
        )


@contextmanager
def _bystander() -> Iterator[int]:
    """Start a process that only waits."""
    waiting = [sys.executable, "-I", "-S", "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE, cwd=os.sep) as process:
        yield process.pid
        process.kill()
