"""What does a model registry look like as MLflow 3 writes it, as folder and as database?"""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.core.governance.test_mlflow_runs import make_run

RUN = "c" * 32
MODEL = """aliases: {{}}
creation_timestamp: 1763000000878
deployment_job_id: null
description: 'Estimates default. Ümlaut

  second line'
last_updated_timestamp: 1763000000962
name: {name}
workspace: default
"""
VERSION = """creation_timestamp: 1763000000900
current_stage: {stage}
deployment_job_state: null
description: version {number}
last_updated_timestamp: 1763000000962
model_id: null
name: {name}
run_id: {run}
run_link: null
source: {source}
status: READY
status_message: null
storage_location: {source}
user_id: jana
version: {number}
workspace: default
"""
TABLES = """
CREATE TABLE runs (run_uuid TEXT, name TEXT, status TEXT, start_time BIGINT, lifecycle_stage TEXT);
CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
CREATE TABLE latest_metrics (key TEXT, value REAL, is_nan BOOLEAN, run_uuid TEXT);
CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
CREATE TABLE registered_models (name TEXT, creation_time BIGINT, description TEXT, workspace TEXT);
CREATE TABLE model_versions (name TEXT, version INTEGER, creation_time BIGINT, description TEXT, user_id TEXT,
    current_stage TEXT, source TEXT, run_id TEXT, status TEXT, workspace TEXT);
CREATE TABLE registered_model_tags (key TEXT, value TEXT, name TEXT, workspace TEXT);
CREATE TABLE model_version_tags (key TEXT, value TEXT, name TEXT, version INTEGER, workspace TEXT);
CREATE TABLE registered_model_aliases (alias TEXT, version INTEGER, name TEXT, workspace TEXT);
"""


def folder_store(folder: Path, *names: str, source: str = "mlruns/1/c/artifacts/model") -> Path:
    """Write a store with models of two versions each; the second has no run in the store."""
    make_run(folder, RUN, "training")
    for name in names or ("pd_retail",):
        place = folder / "models" / name
        (place / "tags").mkdir(parents=True)
        (place / "aliases").mkdir()
        (place / "meta.yaml").write_text(MODEL.format(name=name), encoding="utf-8")
        (place / "tags" / "team").write_text("Credit Risk", encoding="utf-8")
        (place / "aliases" / "champion").write_text("1", encoding="utf-8")
        add_version(folder, name, 1, run=RUN, source=source, stage="Production")
        add_version(folder, name, 2, run="e" * 32, source=source)
    return folder


def add_version(
    folder: Path, name: str, number: int, *, run: str = RUN, source: str = "x", stage: str = "None"
) -> Path:
    """Write one version of a registered model."""
    place = folder / "models" / name / f"version-{number}"
    (place / "tags").mkdir(parents=True)
    text = VERSION.format(name=name, number=number, run=run, source=source, stage=stage)
    (place / "meta.yaml").write_text(text, encoding="utf-8")
    (place / "tags" / "data").write_text("2025Q4", encoding="utf-8")
    return place


def database_store(path: Path) -> Path:
    """Write the registry of `folder_store` with one model as SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
        say = connection.execute
        say("INSERT INTO runs VALUES (?, 'training', 'FINISHED', 1763000000000, 'active')", (RUN,))
        say("INSERT INTO params VALUES ('max_depth', '4', ?)", (RUN,))
        say("INSERT INTO latest_metrics VALUES ('auc', 0.79, 0, ?)", (RUN,))
        say("INSERT INTO tags VALUES ('mlflow.source.git.commit', ?, ?)", ("a" * 40, RUN))
        say("INSERT INTO tags VALUES ('mlflow.user', 'jana', ?)", (RUN,))
        say("INSERT INTO registered_models VALUES ('pd_retail', 1, 'Estimates default', 'default')")
        say("INSERT INTO registered_model_tags VALUES ('team', 'Credit Risk', 'pd_retail', 'default')")
        say("INSERT INTO registered_model_aliases VALUES ('champion', 1, 'pd_retail', 'default')")
        for number, run, stage in ((1, RUN, "Production"), (2, "e" * 32, "None")):
            row = ("pd_retail", number, 1, "", "jana", stage, "mlruns/x", run, "READY", "default")
            say("INSERT INTO model_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.commit()
    return path
