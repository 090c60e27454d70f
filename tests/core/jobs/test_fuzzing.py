"""Does whatever a hostile worker sends end in a sentence, without hanging, crashing or eating memory?"""

import io
import json
import struct
import tracemalloc
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import PruefsteinError
from core.jobs.answers import statements
from core.jobs.floats import NotFloatsError, read_floats
from core.jobs.frames import ARROW, JSON, FrameError, Note, NoteKind, WireMessage, decoded, unwire, wire
from core.jobs.job import Answer
from core.jobs.keeper import Keeper
from core.jobs.process import Limits, run
from core.jobs.requests import Predicted
from core.jobs.values import matrix, parsed
from core.messages import Message
from tests.core.jobs.children import job

LIMIT = 10_000
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
kinds = st.sampled_from([*NoteKind, "", "exec"])
notes = st.fixed_dictionaries(
    {"kind": kinds},
    optional={
        "said": st.fixed_dictionaries({"text": st.text(max_size=30)}, optional={"values": values}) | values,
        "fraction": values,
        "error": st.sampled_from(["UserError", "KeyboardInterrupt", ""]) | values,
        "tables": st.integers() | values,
        "confinement": st.sampled_from(["full", "none", "locked in"]) | values,
        "layers": st.lists(st.sampled_from(["landlock", "magic"]), max_size=3) | values,
        "surplus": values,
    },
)
payloads = (
    st.binary(max_size=60)
    | notes.map(lambda note: json.dumps(note).encode())
    | values.map(lambda value: json.dumps(value).encode())
)


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """A frame, most of the time with the length it has."""
    kind, payload = draw(st.sampled_from([b"J", b"A", b"B", b"\0", b"P"])), draw(payloads)
    lengths = st.just(len(payload)) | st.integers(0, 2**64 - 1) | st.integers(0, LIMIT)
    length = draw(lengths) if draw(st.booleans()) else len(payload)
    return kind + length.to_bytes(8, "big") + payload


conversations = st.lists(frames(), max_size=8).map(b"".join) | st.binary(max_size=200)


def end_of(data: bytes) -> str:
    """How a conversation ends; anything but the three ends fails the test."""
    try:
        for said in statements(io.BytesIO(data), LIMIT):
            if isinstance(said, Answer):
                return "answer"
            unwire(said.said, None) if said.said else None
    except FrameError:
        return "refused"
    return "ended"


@quick
@given(conversations)
def test_any_conversation_ends_in_an_answer_a_refusal_or_silence(data: bytes) -> None:
    assert end_of(data) in {"answer", "refused", "ended"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=conversations)
def test_any_bytes_from_a_real_worker_become_an_answer_or_a_sentence(forking: Keeper, data: bytes) -> None:
    code = f"os.write(channel.sink.fileno(), {data!r}); os._exit(0)"
    try:
        answer = run(job(code, limits=Limits(seconds=20, answer=LIMIT), sentences=frozenset({"Agreed"})))
    except PruefsteinError:
        return
    assert len(answer.body) <= LIMIT


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "data",
    [
        b"J" + (1 << 40).to_bytes(8, "big"),
        b"J" + (60_000).to_bytes(8, "big") + b"{",
        b"J"
        + (28).to_bytes(8, "big")
        + b'{"kind":"result","tables":1}'
        + b"J"
        + (1 << 29).to_bytes(8, "big"),
        b"J" + (60_000).to_bytes(8, "big") + b"[" * 60_000,
        b'J\0\0\0\0\0\0\xea\x60{"kind":"progress","said":' + b'{"text":"","values":{"a":' * 2399,
    ],
)
def test_memory_grows_with_what_arrives_and_not_with_what_is_claimed(data: bytes) -> None:
    def read() -> None:
        with pytest.raises(FrameError):
            list(statements(io.BytesIO(data), 1 << 30))

    assert peak(read) < 4 << 20


def test_a_worker_that_never_stops_talking_is_stopped() -> None:
    class Endless(io.RawIOBase):
        said = b'{"kind":"progress"}'
        frame = b"J" + len(said).to_bytes(8, "big") + said

        def __init__(self) -> None:
            self.place = 0

        def read(self, size: int = -1) -> bytes:
            part = (self.frame * 2)[self.place : self.place + size]
            self.place = (self.place + len(part)) % len(self.frame)
            return part

    with pytest.raises(FrameError, match="too many"):
        for _ in statements(Endless(), LIMIT):  # type: ignore[arg-type]
            pass


def test_the_whole_answer_counts_against_the_limit() -> None:
    note = b'{"kind":"result","tables":2}'
    table = b"A" + (4_000).to_bytes(8, "big") + bytes(4_000)
    data = b"J" + len(note).to_bytes(8, "big") + note + b"J" + (2).to_bytes(8, "big") + b"{}" + table * 2
    assert end_of(data) == "answer"
    with pytest.raises(FrameError):
        list(statements(io.BytesIO(data), 7_000))


@quick
@given(st.text(max_size=40), st.dictionaries(st.text(max_size=9), values, max_size=5))
def test_a_sentence_that_is_let_through_can_be_said(text: str, given_values: dict[str, object]) -> None:
    try:
        said = decoded(json.dumps({"text": text, "values": given_values}).encode(), WireMessage)
        message = unwire(said, None)
    except FrameError:
        return
    assert isinstance(str(message), str)


def test_a_sentence_crosses_as_it_was() -> None:
    inner = Message("rows {n}", {"n": 3})
    message = Message("{a} of {b}: {c}", {"a": "x", "b": 1.5, "c": inner})
    assert unwire(wire(message), None) == message


@pytest.mark.parametrize(
    "said",
    [
        WireMessage("{missing}"),
        WireMessage("{a.__class__}", {"a.__class__": 1}),
        WireMessage("{a[0]}", {"a[0]": 1}),
        WireMessage("{", {}),
        WireMessage("x" * 3_000),
        WireMessage("", {str(number): 1 for number in range(100)}),
        WireMessage("{a}", {"a": 10**30}),
    ],
)
def test_a_sentence_that_cannot_be_said_is_refused(said: WireMessage) -> None:
    with pytest.raises(FrameError):
        unwire(said, None)


def test_sentences_within_sentences_end_somewhere() -> None:
    said = WireMessage("end")
    for _ in range(10):
        said = WireMessage("{a}", {"a": said})
    with pytest.raises(FrameError):
        unwire(said, None)


@pytest.mark.parametrize(
    "body", [b"", b"[" * 100_000, b'{"classes":' + b"[" * 5_000, b"\xff", b'{"classes":[1]}']
)
def test_a_body_of_another_form_is_discarded_in_words(body: bytes) -> None:
    with pytest.raises(PruefsteinError, match="wrong form"):
        parsed(body, Predicted)


def stream(table: pa.Table, *, compression: str | None = None, rows: int | None = None) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)
    return bytes(sink.getvalue())


@quick
@given(st.integers(0, 40), st.integers(1, 5), st.integers(1, 50))
def test_tables_of_numbers_are_read_as_arrow_reads_them(rows: int, columns: int, chunk: int) -> None:
    numbers = np.random.default_rng(rows).normal(size=(rows, columns))
    table = pa.table({f"ü{position}": numbers[:, position] for position in range(columns)})
    assert np.array_equal(read_floats(stream(table, rows=chunk), rows), numbers)


FOREIGN = {
    "whole numbers": pa.table({"a": pa.array([1, 2])}),
    "single precision": pa.table({"a": pa.array([1, 2], pa.float32())}),
    "texts": pa.table({"a": ["x", "y"]}),
    "dictionary": pa.table({"a": pa.array(["x", "y"]).dictionary_encode()}),
    "dictionary of numbers": pa.table({"a": pa.array([1.0, 2.0]).dictionary_encode()}),
    "lists": pa.table({"a": [[1.0], [2.0]]}),
    "structs": pa.table({"a": [{"b": 1.0}, {"b": 2.0}]}),
    "missing": pa.table({"a": [1.0, None]}),
    "extension": pa.table(
        {"a": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(16)] * 2, pa.binary(16)))}
    ),
    "time": pa.table({"a": pa.array([1, 2], pa.timestamp("s"))}),
    "too few rows": pa.table({"a": [1.0]}),
    "too many rows": pa.table({"a": [1.0] * 3}),
    "infinite": pa.table({"a": [1.0, float("inf")]}),
    "no number": pa.table({"a": pa.array([1.0, float("nan")], from_pandas=False)}),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_tables_of_anything_else_are_discarded_in_words(name: str) -> None:
    with pytest.raises(PruefsteinError, match="wrong form"):
        matrix((stream(FOREIGN[name]),), 2)


@pytest.mark.parametrize("compression", ["zstd", "lz4"])
def test_a_table_that_would_unfold_to_gigabytes_is_not_unfolded(compression: str) -> None:
    data = stream(pa.table({"a": np.zeros(4_000_000)}), compression=compression)
    assert len(data) < 1 << 20

    def read() -> None:
        with pytest.raises(NotFloatsError):
            read_floats(data, 4_000_000)

    assert peak(read) < 1 << 20


VALID = stream(pa.table({"a": [1.0, 2.0, 3.0], "b": [4.0, 5.0, 6.0]}), rows=2)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), max_size=6), st.integers(0, 900)
)
def test_a_damaged_table_is_numbers_of_the_right_shape_or_refused(
    changes: list[tuple[int, int]], kept: int
) -> None:
    data = bytearray(VALID)
    for place, value in changes:
        data[place] = value
    try:
        found = read_floats(bytes(data[:kept] if kept < len(data) else data), 3)
    except NotFloatsError:
        return
    assert found.shape[0] == 3
    assert found.nbytes <= 2 * len(VALID)


@quick
@given(st.binary(max_size=300), st.integers(0, 10))
def test_any_bytes_are_a_table_or_refused(data: bytes, rows: int) -> None:
    head = struct.pack("<II", 0xFFFFFFFF, max(0, len(data) - 8))
    for candidate in (data, head + data):
        try:
            read_floats(candidate, rows)
        except NotFloatsError:
            continue


def test_a_note_is_only_what_a_note_may_be() -> None:
    assert decoded(b'{"kind":"progress","fraction":0.5}', Note).fraction == 0.5
    for data in (b'{"kind":"eval"}', b"{}", b"[]", b'{"kind":"progress","fraction":"much"}', b"\x80\x04."):
        with pytest.raises(FrameError):
            decoded(data, Note)
    assert JSON != ARROW
