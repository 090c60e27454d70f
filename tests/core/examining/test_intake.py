"""Is whatever is handed in recognized by its content, without ever waiting or raising?"""

import os
import pickle
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from core.canonical import sha256
from core.data.profile_types import ColumnProfile
from core.examination import Plan
from core.examining import Intake, continuous, receive, suggest
from core.ids import Exact
from core.inventory import Grouping, TableDialect, TableFormat, Task
from core.language import Translator
from core.texts import Language
from tests.core.examining.tables import scored, written

TABLE = "sex;said;größe\nm;1;1,5\nf;0;2,5\n"


def said(intake: Intake, language: Language = Language.ENGLISH) -> str:
    translator = Translator(language)
    return " ".join(translator.say(item) for item in (intake.refusal, intake.advice) if item is not None)


@pytest.mark.parametrize("name", ["table.csv", "table.skops", "table.pkl", "table.onnx", "table"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_a_table_whatever_it_is_called_and_encoded(
    tmp_path: Path, name: str, encoding: str
) -> None:
    path = tmp_path / name
    path.write_bytes(TABLE.encode(encoding))
    found = receive(path)
    assert found.refusal is None
    assert found.model is None
    assert found.table is not None
    assert [column.name for column in found.table.columns] == ["sex", "said", "größe"]
    assert found.digest == sha256(TABLE.encode(encoding))
    assert found.size == len(TABLE.encode(encoding))
    assert len(found.table.profiles) == 3


def test_a_parquet_table_called_like_a_model_and_a_model_called_like_a_table(
    tmp_path: Path, examples: Path
) -> None:
    table, model = tmp_path / "model.skops", tmp_path / "table.csv"
    pd.DataFrame({"a": [1, 2]}).to_parquet(table)
    model.write_bytes((examples / "models" / "kredit_logreg.skops").read_bytes())
    assert receive(table).table is not None
    found = receive(model)
    assert found.table is None
    assert found.model is not None
    assert found.model.artifact is not None
    assert found.refusal is None
    assert any("content counts" in str(warning) for warning in found.model.warnings)


def test_a_very_large_text_table_is_not_searched_for_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["core.examining.intake"]
    monkeypatch.setattr(module, "_VERY_LARGE", 10)
    monkeypatch.setattr(module, "recognize", lambda _: pytest.fail("the whole file was read"))
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    assert receive(path).table is not None


def test_with_a_dialect_a_file_is_read_as_the_person_says(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a|b;c\n1|2;3\n")
    first = receive(path).table
    assert first is not None
    dialect = TableDialect(format=TableFormat.CSV, encoding="utf-8", delimiter=";", decimal=".")
    again = receive(path, dialect=dialect).table
    assert again is not None
    assert [column.name for column in again.columns] == ["a|b", "c"]


def test_a_pickle_is_reported_with_its_refusal_and_what_to_do_and_never_loaded(tmp_path: Path) -> None:
    marker = tmp_path / "executed"
    path = tmp_path / "model.csv"
    path.write_bytes(pickle.dumps(_Touching(str(marker))))
    found = receive(path)
    assert found.table is None
    assert found.model is not None
    assert found.model.artifact is None
    assert found.refusal is not None
    assert said(found)
    assert not marker.exists()


class _Touching:
    """Creates a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> "tuple[object, tuple[str, str]]":
        return open, (self.path, "w")


def test_devices_pipes_sockets_and_absent_files_are_refused_at_once(tmp_path: Path) -> None:
    pipe, link, dangling = tmp_path / "pipe", tmp_path / "link", tmp_path / "dangling"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    dangling.symlink_to(tmp_path / "nowhere")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for path in (pipe, link, tmp_path / "socket", Path("/dev/zero")):
            found = receive(path)
            assert "neither a file nor a folder" in said(found)
            assert "weder eine Datei noch ein Ordner" in said(found, Language.GERMAN)
            assert found.digest == ""
    for path in (dangling, tmp_path / "none"):
        assert "could not be read" in said(receive(path))


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 something", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, b"\x00" * 100, b"PK\x03\x04damaged"],
)
def test_what_is_neither_table_nor_model_is_refused_in_both_languages(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    found = receive(path)
    assert found.table is None
    assert found.refusal is not None
    assert said(found) != said(found, Language.GERMAN)


def test_a_folder_is_a_model_folder_or_refused(tmp_path: Path) -> None:
    found = receive(tmp_path)
    assert found.model is not None
    assert found.refusal is not None


def test_the_plan_that_suggests_itself_never_names_what_must_be_stated(tmp_path: Path) -> None:
    rows = [(n, "m" if n % 2 else "f", n % 2, n % 2, n / 100, 1.5) for n in range(60)]
    path = written(tmp_path / "t.csv", ("id", "sex", "target", "prediction", "score", "weight"), rows)
    table = receive(path).table
    assert table is not None
    plan = suggest(table)
    assert (plan.task, plan.label, plan.prediction) == (Task.BINARY, ("target",), ("prediction",))
    assert (plan.score, plan.weight) == ("score", "weight")
    assert plan.favorable is None
    assert plan.cut_off is None
    assert plan.groupings == ()
    wages = written(tmp_path / "w.csv", ("target", "sex"), [(1000.5 + n, "m") for n in range(60)])
    seen = receive(wages).table
    assert seen is not None
    assert suggest(seen).task is Task.REGRESSION


def test_only_columns_with_many_numbers_ask_for_edges(tmp_path: Path) -> None:
    table = receive(scored(tmp_path / "t.csv")).table
    assert table is not None
    both = Plan(task=Task.BINARY, groupings=(Grouping(column="age"), Grouping(column="sex")))
    assert continuous(both, table.profiles) == ("age",)
    cut = replace(both, groupings=(Grouping(column="age", edges=(Exact("25"),)),))
    assert continuous(cut, table.profiles) == ()
    few = ColumnProfile(name="age", dtype="integer", n=9, missing=0, distinct=5, lowest=None, highest=None)
    assert continuous(both, (few,)) == ()
