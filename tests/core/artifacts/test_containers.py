"""Is a file named for what it is by its first bytes, and only an ordinary file read at all?"""

import gzip
import io
import lzma
import os
import socket
import struct
import threading
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from core.artifacts.containers import archive_kind, no_model, other_archive, require_small_directory, unpacked
from core.artifacts.received import received
from core.artifacts.recognition import recognize
from core.errors import UserError
from core.jobs.tasks import inspect_model
from tests.core.artifacts.hostile.wrapping import overlapping, zipped


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Rar!\x1a\x07\x01\x00", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"$FL2@(#) SPSS DATA FILE", "SPSS"),
        (b"<stata_dta><header>", "Stata"),
        (b"GGUF\x03\x00", "language model"),
        (b"#!/bin/sh\nrm -rf x", "program"),
        (b"\x28\xb5\x2f\xfd" + bytes(20), "Zstandard"),
        (b"\x04\x22\x4d\x18" + bytes(20), "LZ4"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (gzip.compress(b"RDX3\nX\n" + bytes(30), mtime=0), "R data"),
        (lzma.compress(b"RDX3\nX\n" + bytes(30)), "R data"),
        (gzip.compress(b"a,b\n", mtime=0), "compressed file"),
        (b"plain words", "text"),
    ],
)
def test_a_file_of_another_kind_is_named(data: bytes, kind: str) -> None:
    assert kind in str(no_model(data))


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ({"xl/workbook.xml", "[Content_Types].xml"}, "Excel"),
        ({"word/document.xml"}, "Word"),
        ({"model.weights.h5", "config.json"}, "Keras"),
        ({"META-INF/MANIFEST.MF"}, "Java"),
        ({"readme.txt"}, "zip archive"),
    ],
)
def test_an_archive_is_named_by_what_it_holds(names: set[str], kind: str) -> None:
    assert archive_kind(names) is None
    assert kind in str(other_archive(names))


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ({"archive/data.pkl"}, "PyTorch"),
        ({"model/python_model.pkl", "model/MLmodel"}, "MLflow model with program code"),
        ({"model.joblib"}, "pickled content"),
        ({"a.npy", "b.npy"}, "NumPy"),
    ],
)
def test_an_archive_with_pickles_is_named(names: set[str], kind: str) -> None:
    assert kind in str(archive_kind(names))


def test_only_the_head_of_a_compressed_file_is_unpacked() -> None:
    packed = gzip.compress(bytes(64 << 20))
    assert len(unpacked(packed) or b"") <= 4096
    assert len(unpacked(packed, 100) or b"") == 100
    assert unpacked(packed[:20]) in {None, b""}


def test_an_endless_list_of_entries_is_not_read() -> None:
    data = zipped(a=b"x")
    require_small_directory(data)
    at = data.rindex(b"PK\x05\x06")
    size = 5 << 20
    long = data[:at] + bytes(size) + data[at : at + 12] + struct.pack("<I", size) + data[at + 16 :]
    with pytest.raises(zipfile.BadZipFile, match="too many"):
        require_small_directory(long)


def test_a_workbook_is_said_to_be_one(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book, buffer = Workbook(), io.BytesIO()
    book.save(buffer)
    (tmp_path / "model.skops").write_bytes(buffer.getvalue())
    report = inspect_model(tmp_path / "model.skops")
    assert "Excel" in str(report.recognized)
    assert report.artifact is None


def quickly(path: Path) -> str:
    """What is said about a path, within a moment."""
    heard: list[str] = []

    def ask() -> None:
        try:
            heard.append(str(len(received(path))))
        except UserError as error:
            heard.append(str(error.message))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(5)
    assert not thread.is_alive(), "it waits"
    return heard[0]


def test_a_link_is_explained_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    said = quickly(tmp_path / "link")
    assert "is a link" in said
    assert "secret" in said
    for target in ("/dev/zero", "nowhere", str(tmp_path / "link")):
        (tmp_path / "link").unlink()
        (tmp_path / "link").symlink_to(target)
        assert "is a link" in quickly(tmp_path / "link")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_sockets_and_devices_are_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "a pipe" in quickly(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    place = socket.socket(socket.AF_UNIX)
    place.bind("s")
    place.close()
    assert "a socket" in quickly(tmp_path / "s")
    assert "a device" in quickly(Path("/dev/zero"))
    assert "neither a file" in quickly(tmp_path)


def test_a_file_that_becomes_a_link_in_between_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model"
    path.symlink_to("/etc/passwd")
    ordinary = tmp_path / "ordinary"
    ordinary.write_bytes(b"x")
    monkeypatch.setattr(Path, "lstat", lambda _self: os.lstat(ordinary))
    assert "could not be read" in quickly(path)


def test_a_file_that_states_gigabytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(3 << 30)
    assert "larger than 2 GB" in quickly(tmp_path / "large")


@pytest.mark.parametrize(
    "name",
    ["мо́дель.skops", "model\N{RIGHT-TO-LEFT OVERRIDE}spoks.exe", "a\nb.skops", "{name}.skops", "%s.skops"],
)
def test_any_name_can_be_said(tmp_path: Path, name: str) -> None:
    from core.language import Translator
    from core.texts import Language

    path = tmp_path / name
    path.write_bytes(b"x;y\n1;2\n")
    report = inspect_model(path)
    assert report.refusal is not None
    for language in (Language.ENGLISH, Language.GERMAN):
        assert "skops" in Translator(language).say(report.refusal)


def bomb(kind: str) -> bytes:
    """A small file that would become large in the application's memory."""
    if kind == "schema":
        return zipped(schema_dot_json=b"[" + b"[]," * (8 << 20) + b"1]")
    if kind == "gzip":
        return gzip.compress(bytes(64 << 20))
    if kind == "xz":
        return lzma.compress(bytes(64 << 20))
    return overlapping(4000)


@pytest.mark.parametrize("kind", ["schema", "gzip", "xz", "overlapping"])
def test_bombs_stay_small_in_the_application(tmp_path: Path, kind: str) -> None:
    """The scan that unpacks further runs in the worker."""
    path = tmp_path / "model.bin"
    path.write_bytes(bomb(kind))
    tracemalloc.start()
    try:
        recognize(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 80 << 20
