"""Does a calculation in its own process end cleanly in every case?"""

import time
from pathlib import Path

import pytest

from core.errors import CancelledError, PruefsteinError, UserError
from core.jobs.process import Limits, run
from core.messages import Message, message
from tests.core.jobs.children import alive, descendants, job

pytestmark = pytest.mark.usefixtures("way")


class Recorder:
    """A progress that remembers what it was told and cancels when asked to."""

    def __init__(self, cancel_after: float | None = None) -> None:
        self.said: list[tuple[float, str]] = []
        self.started = time.monotonic()
        self.cancel_after = cancel_after
        self.cancelled_at = 0.0

    def __call__(self, fraction: float, doing: Message) -> None:
        self.said.append((fraction, str(doing)))

    def check(self) -> None:
        if (
            self.cancel_after is not None
            and self.said
            and time.monotonic() - self.started > self.cancel_after
        ):
            self.cancelled_at = time.monotonic()
            raise CancelledError(message("Stopped."))


def test_an_answer_and_its_tables_come_back_as_bytes() -> None:
    answer = run(job("channel.hello('full'); channel.result({'a': 1}, (b'xyz', b''))"))
    assert (answer.body, answer.tables, answer.confinement) == (b'{"a":1}', (b"xyz", b""), "full")


def test_what_a_library_prints_does_not_disturb_the_answer() -> None:
    code = "print('noise'); os.write(1, b'more noise'); os.write(2, b'x' * 300_000); channel.result([1])"
    assert run(job(code)).body == b"[1]"


def test_large_input_and_large_output_cross_at_the_same_time() -> None:
    code = "data = channel.take(b'B'); channel.result(len(data), (data, data))"
    size = 20_000_000
    answer = run(job(code, (b"B", bytes(size))))
    assert answer.body == str(size).encode()
    assert [len(table) for table in answer.tables] == [size, size]


def test_progress_is_relayed_in_order() -> None:
    code = """
from core.messages import message
channel(0.25, message("Step {n}", n=1))
channel(7.0, message("Step {n}", n=2))
channel.result({})
"""
    recorder = Recorder()
    run(job(code), recorder)
    assert recorder.said == [(0.25, "Step 1"), (1.0, "Step 2")]


def test_cancelling_kills_the_whole_group_within_half_a_second(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    code = f"""
import signal, subprocess
signal.signal(signal.SIGTERM, signal.SIG_IGN)
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open({str(noted)!r}, "w").write(f"{{os.getpid()}} {{other.pid}}")
from core.messages import message
channel(0.1, message("Working"))
while True: pass
"""
    recorder = Recorder(cancel_after=0.0)
    with pytest.raises(CancelledError):
        run(job(code), recorder)
    assert time.monotonic() - recorder.cancelled_at < 0.5
    pids = [int(pid) for pid in noted.read_text().split()]
    deadline = time.monotonic() + 0.5
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(alive, pids))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("os.abort()", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("sys.exit(3)", "code 3"),
        ("os.kill(os.getpid(), 9)", "memory"),
    ],
)
def test_a_worker_that_dies_becomes_an_understandable_error(code: str, expected: str) -> None:
    with pytest.raises(PruefsteinError) as caught:
        run(job(code))
    assert expected in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_a_worker_that_never_answers_is_stopped_at_its_limit() -> None:
    started = time.monotonic()
    with pytest.raises(PruefsteinError, match="longer than allowed"):
        run(job("time.sleep(60)", limits=Limits(seconds=1)))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "code",
    [
        "os.write(channel.sink.fileno(), b'complete nonsense that is no frame')",
        "write_frame(channel.sink, JSON, b'{}')",
        'write_frame(channel.sink, JSON, b\'{"kind": "result", "tables": 1}\'); channel.hello(\'\')',
        "write_frame(channel.sink, ARROW, b'')",
        "channel._say(Note(kind=NoteKind.PROGRESS)); time.sleep(60)",
        "channel.sink.write(b'J' + (1 << 40).to_bytes(8, 'big')); channel.sink.flush(); time.sleep(60)",
        "channel.sink.write(b'J' + (100).to_bytes(8, 'big') + b'{'); channel.sink.flush(); os._exit(0)",
        "write_frame(channel.sink, JSON, b'x' * 2_000_000); time.sleep(60)",
        "write_frame(channel.sink, JSON, b'[' * 60_000); time.sleep(60)",
        "channel.hello('full'); channel.hello('full'); time.sleep(60)",
        "channel.hello('locked in'); time.sleep(60)",
        'write_frame(channel.sink, JSON, b\'{"kind": "result", "tables": -5}\'); time.sleep(60)',
        'write_frame(channel.sink, JSON, b\'{"kind": "result", "tables": 99}\'); time.sleep(60)',
        "channel._say(Note(kind=NoteKind.PROGRESS, said=WireMessage('{missing}'))); time.sleep(60)",
    ],
)
def test_whatever_breaks_the_protocol_is_discarded(code: str) -> None:
    if "result" in code:
        code += "; channel.hello('')"
    with pytest.raises(PruefsteinError, match="not allowed"):
        run(job(code))


def test_a_frame_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(PruefsteinError, match="not allowed"):
        run(job("channel.result('x' * 5000)", limits=Limits(seconds=60, answer=1000)))


def test_a_worker_with_foreign_files_can_say_agreed_sentences_only() -> None:
    code = (
        "channel.fail(__import__('core.errors', fromlist=['x']).UserError("
        "__import__('core.messages', fromlist=['x']).Message('Call 0900-123 to unlock')))"
    )
    with pytest.raises(UserError, match="0900"):
        run(job(code))
    with pytest.raises(PruefsteinError, match="not allowed"):
        run(job(code, sentences=frozenset({"Agreed"})))


def test_values_from_a_worker_lose_control_characters() -> None:
    code = """
from core.errors import UserError
from core.messages import Message
channel.fail(UserError(Message("{name}", {"name": "a\\x1b[31m\\nb"})))
"""
    with pytest.raises(UserError) as caught:
        run(job(code))
    assert str(caught.value) == "a[31mb"


def test_a_worker_sees_no_variables_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hush")
    answer = run(job("channel.result(dict(os.environ))"))
    assert b"hush" not in answer.body
    assert b'"ORT_DISABLE_TELEMETRY":"1"' in answer.body
    assert b'"JOBLIB_MULTIPROCESSING":"0"' in answer.body


def test_a_worker_that_asks_for_too_much_memory_is_refused_it() -> None:
    code = """
from core.jobs.confinement import limit
limit(start.memory, start.seconds)
try:
    held = bytearray(4 << 30)
    channel.result("given")
except MemoryError:
    channel.result("refused")
"""
    assert run(job(code, limits=Limits(seconds=60, memory=1 << 30))).body == b'"refused"'


def test_no_process_and_no_scratch_folder_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = descendants()
    run(job("open('left', 'w').write('x'); channel.result({})"))
    with pytest.raises(PruefsteinError):
        run(job("os.abort()"))
    assert descendants() <= before
    assert list(tmp_path.iterdir()) == []
