"""Are experiments of an MLflow store read as they lie, and is a hostile store refused?"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import UntrustedArtifactError, UserError
from core.exchange.mlflow_files import MOST_ENTRIES
from core.exchange.mlflow_runs import read_runs
from core.governance.design import ExperimentSource
from core.ids import Exact

META = """artifact_uri: file:///somewhere/mlruns/1/{run}/artifacts
end_time: 1763000009000
experiment_id: '1'
lifecycle_stage: {stage}
run_id: {run}
run_name: {name}
source_name: ''
start_time: {start}
status: 3
tags: []
user_id: jana
"""


def make_run(store: Path, run: str, name: str, *, stage: str = "active", start: int = 1763000000000) -> Path:
    """Write a run as MLflow's file store does."""
    folder = store / "1" / run
    for part in ("params", "metrics", "tags", "artifacts"):
        (folder / part).mkdir(parents=True)
    (folder / "meta.yaml").write_text(
        META.format(run=run, name=name, stage=stage, start=start), encoding="utf-8"
    )
    (folder / "params" / "max_depth").write_text("4", encoding="utf-8")
    (folder / "metrics" / "auc").write_text("1763000001000 0.71 1\n1763000002000 0.79 2\n", encoding="utf-8")
    (folder / "metrics" / "val").mkdir()
    (folder / "metrics" / "val" / "loss").write_text("1763000002000 nan 1\n", encoding="utf-8")
    (folder / "tags" / "mlflow.user").write_text("jana", encoding="utf-8")
    (folder / "tags" / "mlflow.source.git.commit").write_text("a" * 40, encoding="utf-8")
    (store / "1" / "meta.yaml").write_text("experiment_id: '1'\nname: Credit\n", encoding="utf-8")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with two runs and a deleted one."""
    folder = tmp_path / "mlruns"
    make_run(folder, "b" * 32, "second", start=1763000005000)
    make_run(folder, "c" * 32, "first")
    make_run(folder, "d" * 32, "gone", stage="deleted")
    (folder / ".trash").mkdir()
    return folder


def test_runs_are_read_in_the_order_they_began_without_who_ran_them(store: Path) -> None:
    first, second = read_runs(store)
    assert (first.name, second.name) == ("first", "second")
    assert first.source is ExperimentSource.MLFLOW
    assert (first.run, first.status, first.code) == ("c" * 32, "FINISHED", "a" * 40)
    assert first.parameters == {"max_depth": "4"}
    assert first.metrics == {"auc": Exact("0.79")}, "the last step counts; what is no number is left out"
    assert first.started_at is not None
    assert first.started_at.year == 2025
    assert "jana" not in repr(first)


@pytest.mark.parametrize("inner", ["1", "1/" + "c" * 32], ids=["experiment", "run"])
def test_one_experiment_or_one_run_can_be_named(store: Path, inner: str) -> None:
    assert read_runs(store / inner)[0].name == "first"


@pytest.mark.parametrize("place", ["params/secret", "meta.yaml", "metrics/x", "params"])
def test_a_link_in_the_store_is_never_followed(store: Path, tmp_path: Path, place: str) -> None:
    secret = tmp_path / "secret"
    (secret.mkdir() if place == "params" else secret.write_text("key: 1", encoding="utf-8"))
    target = store / "1" / ("c" * 32) / place
    if target.is_dir():
        target.rename(tmp_path / "moved")
    elif target.exists():
        target.unlink()
    target.symlink_to(secret)
    with pytest.raises(UntrustedArtifactError, match="is a link"):
        read_runs(store)


def test_a_pipe_or_huge_file_is_refused_and_not_waited_for(store: Path) -> None:
    params = store / "1" / ("c" * 32) / "params"
    os.mkfifo(params / "pipe")
    with pytest.raises(UntrustedArtifactError):
        read_runs(store)
    (params / "pipe").unlink()
    (params / "large").write_bytes(b"x" * 70_000)
    with pytest.raises(UserError, match="unusual way"):
        read_runs(store)


def test_too_many_parameters_and_bad_yaml_are_said(store: Path) -> None:
    params = store / "1" / ("c" * 32) / "params"
    for number in range(MOST_ENTRIES):
        (params / f"p{number}").write_text("1", encoding="utf-8")
    with pytest.raises(UntrustedArtifactError, match="more than is taken over"):
        read_runs(store / "1" / ("c" * 32))
    meta = store / "1" / ("b" * 32) / "meta.yaml"
    meta.write_text("run_name: !!python/object/apply:os.system ['true']\n", encoding="utf-8")
    with pytest.raises(UserError, match="unusual way"):
        read_runs(store / "1" / ("b" * 32))


def test_an_empty_folder_or_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no runs"):
        read_runs(tmp_path)
    with pytest.raises(UserError, match="does not exist"):
        read_runs(tmp_path / "no")


def make_database(path: Path, *, view: bool = False) -> Path:
    """Write the tables of MLflow's SQLite store that are read."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            CREATE TABLE runs(run_uuid TEXT, name TEXT, status TEXT, start_time BIGINT, lifecycle_stage TEXT);
            CREATE TABLE latest_metrics(run_uuid TEXT, key TEXT, value DOUBLE, is_nan BOOLEAN);
            CREATE TABLE tags(run_uuid TEXT, key TEXT, value TEXT);
            INSERT INTO runs VALUES('r1', 'forest', 'FINISHED', 1763000000000, 'active');
            INSERT INTO runs VALUES('r2', 'gone', 'FINISHED', 1763000000000, 'deleted');
            INSERT INTO latest_metrics VALUES('r1', 'auc', 0.8125, 0), ('r1', 'bad', 0, 1);
            INSERT INTO tags VALUES('r1', 'mlflow.user', 'jana');
            """
        )
        if view:
            database.execute("CREATE VIEW params AS SELECT 'r1' AS run_uuid, 'k' AS key, 'v' AS value")
        else:
            database.execute("CREATE TABLE params(run_uuid TEXT, key TEXT, value TEXT)")
            database.execute("INSERT INTO params VALUES('r1', 'trees', '200')")
        database.commit()
    return path


def test_the_database_of_mlflow_is_read_without_changing_it(tmp_path: Path) -> None:
    path = make_database(tmp_path / "mlflow.db")
    before = path.read_bytes()
    (run,) = read_runs(path)
    assert (run.name, run.parameters, run.metrics) == ("forest", {"trees": "200"}, {"auc": Exact("0.8125")})
    assert path.read_bytes() == before
    assert sorted(item.name for item in tmp_path.iterdir()) == ["mlflow.db"]


def test_a_view_in_place_of_a_table_and_a_file_that_is_no_database_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="tables are missing"):
        read_runs(make_database(tmp_path / "mlflow.db", view=True))
    (tmp_path / "no.db").write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    with pytest.raises(UserError, match="damaged"):
        read_runs(tmp_path / "no.db")
