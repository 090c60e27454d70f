"""Is the confinement of Windows and macOS what their documentation asks for, as far as Linux can tell?

Neither was ever run: these tests hold the shape of what would be handed to the system, and what is claimed.
"""

import ctypes
from collections.abc import Callable
from pathlib import Path

import pytest

from core.confinement import Confinement, Gap, Layer
from core.jobs import macos, selftest, windows


class Recorder:
    """Stands for a library of Windows: every function works unless told otherwise, and is written down."""

    def __init__(self, **answers: int) -> None:
        self.answers, self.calls = answers, list[tuple[str, tuple[object, ...]]]()

    def __getattr__(self, name: str) -> Callable[..., int]:
        if name.startswith("_"):
            raise AttributeError(name)

        def function(*arguments: object) -> int:
            self.calls.append((name, arguments))
            return self.answers.get(name, 1)

        return function

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]


def library(**answers: int) -> tuple[Recorder, windows.System]:
    recorder = Recorder(**answers)
    return recorder, windows.System(recorder, recorder)


def test_the_structures_have_the_sizes_windows_expects() -> None:
    assert ctypes.sizeof(windows.BasicLimits) == 64
    assert ctypes.sizeof(windows.ExtendedLimits) == 144
    assert ctypes.sizeof(windows.Label) == 16
    assert windows.ExtendedLimits.process_memory.offset == 112


def test_limits_are_written_where_windows_reads_them() -> None:
    raw = bytes(windows.limits(0x2508, memory=1 << 30, seconds=60))
    assert int.from_bytes(raw[0:8], "little") == 60 * 10_000_000
    assert int.from_bytes(raw[16:20], "little") == 0x2508
    assert int.from_bytes(raw[40:44], "little") == 1
    assert int.from_bytes(raw[112:120], "little") == 1 << 30


def test_a_worker_limits_itself_by_a_job_object_of_its_own() -> None:
    recorder, system = library(CreateJobObjectW=77)
    assert windows.limit(1 << 30, 60, system)
    assert recorder.names == [
        "CreateJobObjectW",
        "SetInformationJobObject",
        "SetInformationJobObject",
        "GetCurrentProcess",
        "AssignProcessToJobObject",
    ]
    _, system = library(CreateJobObjectW=0)
    assert not windows.limit(1 << 30, 60, system)


def test_the_application_holds_a_worker_that_ends_with_it() -> None:
    recorder, system = library(CreateJobObjectW=77, OpenProcess=88)
    assert windows.hold(4711, system) == 77
    assert "AssignProcessToJobObject" in recorder.names
    windows.let_go(77, system)
    assert recorder.names[-2:] == ["TerminateJobObject", "CloseHandle"]


def test_windows_claims_no_more_than_a_trial_found(tmp_path: Path) -> None:
    """The trial runs in this process, which nothing confines: everything is open, so the level is none."""
    recorder, system = library(SetNamedSecurityInfoW=0)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    facts = windows.shut_in(scratch, (), system)
    assert facts.layers == (Layer.INTEGRITY, Layer.JOB_OBJECT)
    assert set(facts.gaps) == set(Gap)
    assert facts.level is Confinement.NONE
    assert recorder.names.index("SetNamedSecurityInfoW") < recorder.names.index("SetTokenInformation")


def test_windows_names_only_the_layers_that_held(tmp_path: Path) -> None:
    _, system = library(SetNamedSecurityInfoW=5, SetProcessMitigationPolicy=0)
    assert windows.shut_in(tmp_path, (), system).layers == ()


def test_the_rules_of_macos_name_the_scratch_folder_and_the_program_only(tmp_path: Path) -> None:
    odd = tmp_path / 'a "b" \\c'
    rules = macos.profile(odd, (Path("/opt/python"),)).splitlines()
    assert rules[:2] == ["(version 1)", "(deny default)"]
    (writing,) = (line for line in rules if "file-write*" in line)
    quoted = str(odd.resolve()).replace("\\", "\\\\").replace('"', '\\"')
    assert writing == f'(allow file-write* (subpath "{quoted}") (literal "/dev/null"))'
    assert all(line.count("(") - line.count("\\(") == line.count(")") for line in rules)
    assert not any(
        word in " ".join(rules) for word in ("network", "process-fork", "process-exec", "mach-lookup")
    )


def test_without_the_sandbox_of_macos_the_level_is_none(tmp_path: Path) -> None:
    facts = macos.shut_in(tmp_path, ())
    assert facts.level is Confinement.NONE
    assert facts.layers == ()


def test_macos_is_partial_at_best(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(macos, "_sandboxed", lambda rules: True)
    monkeypatch.setattr(selftest, "gaps", lambda scratch: ())
    assert macos.shut_in(tmp_path, ()).level is Confinement.PARTIAL


def test_the_trial_finds_everything_open_where_nothing_confines(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert set(selftest.gaps(scratch)) == set(Gap)
    assert list(tmp_path.iterdir()) == [scratch]
