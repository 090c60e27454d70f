"""Is nothing read outside a model's own folder, whatever name the model gives?"""

import os
from pathlib import Path

import pytest

from core.artifacts import folders
from core.artifacts.folders import is_plain, read_below, survey
from core.errors import UntrustedArtifactError, UserError

OUTSIDE = [
    "../secret",
    "parts/../../secret",
    "/etc/passwd",
    "//server/share",
    "C:/secret",
    "C:secret",
    "c:\\secret",
    "..\\secret",
    "parts\\weights.bin",
    "",
    ".",
    "..",
    "parts/",
    "/",
    "a//b",
    "weights.bin:stream",
    "nul",
    "NUL.bin",
    "parts/Com1.txt",
    "lpt9",
    "CONIN$",
    "name\x00.bin",
    "line\nbreak",
    "ends with a dot.",
    "ends with a blank ",
    "what?",
    "a*",
    "x" * 600,
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_names_that_lead_elsewhere_on_any_system_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "model").mkdir()
    assert not is_plain(name)
    with pytest.raises(UntrustedArtifactError, match="leads out of the model's own folder"):
        read_below(tmp_path / "model", name)


@pytest.mark.parametrize(
    "name", ["weights.bin", "parts/weights.bin", "Gewichte für Ü.bin", "console", "a..b"]
)
def test_plain_names_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"numbers")
    assert read_below(tmp_path, name) == b"numbers"


@pytest.mark.parametrize("linked", ["weights.bin", "parts"])
def test_links_are_refused_wherever_they_stand(tmp_path: Path, linked: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "weights.bin").write_bytes(b"secret")
    folder = tmp_path / "model"
    folder.mkdir()
    if linked == "parts":
        (folder / "parts").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
        name = "parts/weights.bin"
    else:
        (folder / linked).symlink_to(tmp_path / "elsewhere" / "weights.bin")
        name = linked
    with pytest.raises(UntrustedArtifactError):
        read_below(folder, name)
    with pytest.raises(UntrustedArtifactError):
        survey(folder)


def test_a_pipe_does_not_keep_the_reader_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "weights.bin")
    with pytest.raises(UntrustedArtifactError):
        read_below(tmp_path, "weights.bin")
    with pytest.raises(UntrustedArtifactError):
        survey(tmp_path)


def test_what_is_missing_or_too_large_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"needs the file “weights\.bin”"):
        read_below(tmp_path, "weights.bin")
    (tmp_path / "weights.bin").write_bytes(bytes(100))
    with pytest.raises(UserError, match="larger than"):
        read_below(tmp_path, "weights.bin", 99)
    assert len(read_below(tmp_path, "weights.bin", 100)) == 100


def test_a_folder_with_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_MOST_ENTRIES", 20)
    for number in range(15):
        (tmp_path / f"{number}").touch()
    survey(tmp_path)
    (tmp_path / "more").mkdir()
    for number in range(15):
        (tmp_path / "more" / f"{number}").touch()
    with pytest.raises(UntrustedArtifactError, match="unusually many"):
        survey(tmp_path)
