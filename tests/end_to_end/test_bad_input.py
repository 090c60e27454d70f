"""Is every bad input refused in the user's language, with the workspace unchanged?"""

import gzip
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.workspace import Workspace
from tests.end_to_end.conftest import Command

LOANS = ("--target", "kredit", "--favorable", "1", "--sensitive", "alter<=25")


@pytest.fixture
def begun(command: Command, tmp_path: Path) -> Path:
    assert command("init", str(tmp_path / "workspace"), "--name", "Jana", "--role", "owner").code == 0
    return tmp_path / "workspace"


@pytest.fixture
def unchanged(begun: Path) -> Iterator[Path]:
    """The workspace; afterwards the trail must be as long as before, and intact."""
    before = events(begun)
    yield begun
    workspace = Workspace.open(begun)
    state = workspace.trail.verify()
    workspace.close()
    assert events(begun) == before
    assert state.problems == ()


def events(folder: Path) -> int:
    workspace = Workspace.open(folder, read_only=True)
    try:
        return workspace.trail.count()
    finally:
        workspace.close()


def in_both_languages(command: Command, arguments: list[str], english: str, german: str) -> None:
    for language, sentence in (("en", english), ("de", german)):
        answer = command(*arguments, "--language", language)
        assert answer.code == 2, answer
        assert answer.out == ""
        assert sentence.lower() in answer.err.lower(), answer.err


def register(*more: str) -> list[str]:
    return ["register", "Score", "--as", "Jana", "--purpose", "p", "--use", "u", "--area", "a", *more]


def test_a_missing_file_and_a_folder(unchanged: Path, command: Command, tmp_path: Path) -> None:
    missing = register("--file", str(tmp_path / "none.skops"))
    in_both_languages(command, missing, "There is no file", "gibt es nicht")
    in_both_languages(command, register("--data", str(tmp_path)), "is a folder", "ist ein Ordner")


@pytest.mark.parametrize("name", ["model.skops", "model.onnx", "model.pkl", "model.joblib"])
def test_an_empty_model_file(unchanged: Path, command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    in_both_languages(command, register("--file", str(tmp_path / name)), "empty", "leer")


@pytest.mark.parametrize("name", ["kredit_logreg.skops", "kredit_logreg.onnx"])
def test_a_truncated_model_file(
    unchanged: Path, command: Command, tmp_path: Path, examples: Path, name: str
) -> None:
    whole = (examples / "models" / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    for language in ("en", "de"):
        answer = command(*register("--file", str(tmp_path / name), "--language", language))
        assert answer.code == 2
        assert len(answer.err.split()) > 4


def test_a_renamed_file_is_recognized_by_its_content(
    unchanged: Path, command: Command, tmp_path: Path, examples: Path
) -> None:
    shutil.copy(examples / "held_back.csv", tmp_path / "model.onnx")
    answer = command(*register("--file", str(tmp_path / "model.onnx")))
    assert answer.code == 2
    assert answer.err


def test_a_pickled_model_is_not_opened_and_a_way_out_is_named(
    unchanged: Path, command: Command, tmp_path: Path
) -> None:
    import pickle

    class Trap:
        def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
            return os.system, (f"touch {tmp_path}/sprung",)

    (tmp_path / "model.pkl").write_bytes(pickle.dumps(Trap()))
    answer = command(*register("--file", str(tmp_path / "model.pkl")))
    assert answer.code == 2
    assert "posix.system" in answer.err
    assert "predictions" in answer.err
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"\x00\x01\x02\xff\xfe", gzip.compress(b"a,b\n1,2\n", mtime=0)[:-12]],
    ids=["empty", "one line end", "binary", "compressed and cut off"],
)
def test_a_table_that_is_none(unchanged: Path, command: Command, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rows.csv").write_bytes(content)
    for language in ("en", "de"):
        answer = command(*register("--data", str(tmp_path / "rows.csv"), "--language", language))
        assert answer.code == 2, answer
        assert answer.out == ""
        assert answer.err


@pytest.mark.parametrize("name", ["rows.parquet", "rows.xlsx"])
def test_a_table_with_a_wrong_ending(unchanged: Path, command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PAR1 nothing of the kind")
    answer = command(*register("--data", str(tmp_path / name)))
    assert answer.code == 2
    assert answer.err


def test_a_missing_column_is_named(unchanged: Path, command: Command, examples: Path) -> None:
    arguments = register("--data", str(examples / "held_back.csv"), "--target", "bonität")
    in_both_languages(command, arguments, "has no column bonität", "hat keine Spalte bonität")


def test_a_model_whose_columns_the_table_does_not_have(
    unchanged: Path, command: Command, examples: Path, tmp_path: Path
) -> None:
    rows = (examples / "held_back.csv").read_text(encoding="utf-8").replace("laufkont", "konto", 1)
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    arguments = register("--data", str(tmp_path / "rows.csv"), *LOANS)
    model = str(examples / "models" / "kredit_logreg.skops")
    answer = command(*arguments, "--file", model, "--cut-off", "0.5", "--score-means", "favorable")
    assert answer.code == 2
    assert "laufkont" in answer.err


def test_a_wrong_passphrase(unchanged: Path, command: Command, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("wrong", encoding="utf-8")
    in_both_languages(command, register(), "passphrase", "Passphrase")


def test_an_unknown_person_and_an_unknown_version(unchanged: Path, command: Command) -> None:
    in_both_languages(command, ["register", "Score", "--as", "Nobody"], "Nobody", "Nobody")
    in_both_languages(command, ["check", "MOD-0099@1", "--as", "Jana"], "MOD-0099", "MOD-0099")


def test_a_workspace_in_use_names_its_holder(unchanged: Path, command: Command) -> None:
    workspace = Workspace.open(unchanged)
    try:
        answer = command(*register())
        assert command("models").code == 0
    finally:
        workspace.close()
    assert answer.code == 2
    assert str(os.getpid()) in answer.err.replace(",", "").replace(".", "")


def test_a_folder_that_is_no_workspace(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "none"):
        answer = command("models", "--workspace", str(folder))
        assert answer.code == 2
        assert answer.err


def test_no_write_permission(command: Command) -> None:
    answer = command("init", "/proc/pruefstein", "--name", "Jana")
    assert answer.code == 2
    assert "pruefstein" in answer.err


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB; only root can make one."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no right to mount a small file system")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk(small_disk: Path, command: Command, tmp_path: Path) -> None:
    folder = small_disk / "workspace"
    assert command("init", str(folder), "--name", "Jana", "--role", "owner").code == 0
    before = events(folder)
    rows = tmp_path / "rows.csv"
    rows.write_text("kredit,alter\n" + "1,30\n0,40\n" * 400_000, encoding="utf-8")
    answer = command(
        *register("--data", str(rows), "--target", "kredit", "--favorable", "1"), "--workspace", str(folder)
    )
    assert answer.code == 2
    assert answer.err
    assert events(folder) == before
    assert command("trail", "verify", "--workspace", str(folder)).code == 0
