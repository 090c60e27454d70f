"""Are stored files what their names say?"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.canonical import sha256
from core.errors import IntegrityError, UserError
from core.store import Files


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.binary(max_size=3000))
def test_files_are_named_by_their_content(tmp_path: Path, data: bytes) -> None:
    files = Files(tmp_path / "files")
    digest = files.add(data)
    source = tmp_path / "source"
    source.write_bytes(data)
    assert files.add(source) == digest == sha256(data)
    assert files.path(digest).read_bytes() == data
    assert files.verify(digest)
    assert not list(files.folder.glob(".incoming-*"))


def test_a_changed_file_is_noticed_and_a_missing_one_named(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    digest = files.add(b"model")
    path = files.path(digest)
    path.chmod(0o600)
    path.write_bytes(b"other")
    assert not files.verify(digest)
    files.add(b"model")
    assert files.verify(digest)
    path.unlink()
    with pytest.raises(IntegrityError, match="missing"):
        files.path(digest)


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_a_source_that_is_no_file_is_refused(tmp_path: Path, what: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match="cannot be read"):
        Files(tmp_path / "files").add(tmp_path / what)


def test_leftovers_of_an_interrupted_copy_are_removed(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    files.add(b"x")
    (files.folder / ".incoming-abc").write_bytes(b"half")
    files.sweep()
    assert not list(files.folder.glob(".incoming-*"))
