"""What can a confined worker still do?"""

import json
import os
import platform
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.jobs.process import Limits, run
from core.jobs.tasks import confinement_level
from tests.core.jobs.children import job

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="confinement exists on Linux x86-64 only",
)

_PROBES = """
import ctypes, json, signal, socket, subprocess, threading
from pathlib import Path
from core.jobs.confinement import confine, limit
limit(start.memory, start.seconds)
level = confine(Path(start.scratch)).level
libc = ctypes.CDLL(None, use_errno=True)
def call(*numbers):
    if libc.syscall(*numbers) < 0:
        raise OSError(ctypes.get_errno(), "refused")
SECRET, PORT, PARENT, HOME = {arguments}
probes = {{
    "read a file of the user": lambda: open(SECRET).read(),
    "list the home folder": lambda: os.listdir(HOME),
    "list the temporary folder": lambda: os.listdir(os.path.dirname(SECRET)),
    "read the list of users": lambda: open("/etc/passwd").read(),
    "read the parent's variables": lambda: open(f"/proc/{{PARENT}}/environ").read(),
    "write beside the scratch folder": lambda: open(start.scratch + "-x", "w"),
    "change a file of the user": lambda: open(SECRET, "a"),
    "delete a file of the user": lambda: os.unlink(SECRET),
    "truncate a file of the user": lambda: os.truncate(SECRET, 0),
    "change permissions": lambda: os.chmod(SECRET, 0o777),
    "change times": lambda: os.utime(SECRET, (0, 0)),
    "symbolic link": lambda: os.symlink(SECRET, "link"),
    "hard link": lambda: os.link(SECRET, "link"),
    "connect TCP": lambda: socket.create_connection(("127.0.0.1", PORT), 1),
    "send UDP": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "local socket": lambda: socket.socket(socket.AF_UNIX),
    "fork": lambda: os.fork(),
    "fork by clone": lambda: call(56, 17, 0, 0, 0, 0),
    "fork by clone3": lambda: call(435, 0, 0),
    "run a program": lambda: subprocess.run(["/bin/true"], check=True),
    "become a program": lambda: os.execv("/bin/true", ["true"]),
    "signal the parent": lambda: os.kill(PARENT, 0),
    "trace the parent": lambda: call(101, 16, PARENT, 0, 0),
    "process handle": lambda: call(434, PARENT, 0),
    "raise a limit": lambda: __import__("resource").setrlimit(7, (64, 64)),
    "raise a limit directly": lambda: call(302, 0, 7, ctypes.create_string_buffer(16), 0),
    "memory file": lambda: os.memfd_create("x"),
    "user namespace": lambda: call(272, 0x10000000),
    "asynchronous input and output": lambda: call(425, 8, ctypes.create_string_buffer(120)),
    "kernel programs": lambda: call(321, 0, ctypes.create_string_buffer(72), 72),
    "change root": lambda: os.chroot("."),
}}
open_to_it = []
for name, probe in probes.items():
    try:
        probe()
        open_to_it.append(name)
    except (OSError, ValueError):
        pass
works = []
Path("inside").write_text("x"); works.append(Path("inside").read_text() == "x")
Path("inside").rename("moved"); Path("moved").unlink(); works.append(True)
done = threading.Event(); thread = threading.Thread(target=done.set); thread.start(); thread.join()
works.append(done.is_set())
works.append(len(os.urandom(8)) == 8)
works.append(__import__("resource").getrlimit(7)[0] == 256)
channel.result({{"level": level, "open": open_to_it, "works": works}})
"""


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_confined_worker_reaches_nothing_but_its_scratch_folder(tmp_path: Path, port: int) -> None:
    secret = tmp_path / "signing.key"
    secret.write_text("secret")
    arguments = (str(secret), port, os.getpid(), str(Path.home()))
    answer = run(job(_PROBES.format(arguments=repr(arguments)), limits=Limits(seconds=60)))
    found = json.loads(answer.body)
    assert found == {"level": confinement_level(), "open": [], "works": [True] * 5}
    assert secret.read_text() == "secret"


def test_the_probes_succeed_without_confinement(tmp_path: Path, port: int) -> None:
    """Otherwise the test above could pass for the wrong reason."""
    secret = tmp_path / "signing.key"
    secret.write_text("secret")
    code = f"""
import socket
open({str(secret)!r}).read(); open({str(secret)!r}, "a").write("!")
socket.create_connection(("127.0.0.1", {port}), 1).close()
pid = os.fork()
if pid == 0: os._exit(0)
os.waitpid(pid, 0)
import subprocess; subprocess.run(["/bin/true"], check=True)
channel.result({{}})
"""
    run(job(code))
    assert secret.read_text() == "secret!"


def test_this_system_confines_fully_when_its_kernel_can() -> None:
    from core.jobs.landlock import WITH_NETWORK, version

    assert confinement_level() == ("full" if version() >= WITH_NETWORK else "partial")


def test_a_thread_started_before_lowers_the_level() -> None:
    code = """
import threading
from pathlib import Path
from core.jobs.confinement import confine
wait = threading.Event()
thread = threading.Thread(target=wait.wait, daemon=True); thread.start()
channel.result(confine(Path(start.scratch)).level)
"""
    assert run(job(code)).body == b'"partial"'


def test_a_program_of_another_architecture_is_not_let_through() -> None:
    from core.jobs.seccomp import program
    from core.jobs.syscalls import AARCH64, X86_64

    for table in (X86_64, AARCH64):
        assert len(program(table, 1, read_only=True)) % 8 == 0
        numbers = [*table.refused.values(), *table.changing.values()]
        assert len(set(numbers)) == len(numbers)
