"""Which experiments does an MLflow folder or database hold, with their parameters and figures?

The folder (`mlruns/<experiment>/<run>/{meta.yaml,params,metrics,tags}`) and the SQLite file are read as they
lie, without MLflow. Both may come from anybody: links are never followed, files and numbers of them have
limits, a database is opened read-only and only its plain tables are asked. Who ran an experiment is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path

from core.errors import UserError
from core.exchange.mlflow_files import MOST_RUNS, folders, is_link, meta_of, short, too_many, values
from core.governance.design import Experiment, ExperimentSource
from core.ids import Exact
from core.messages import message

_STATUS = {"1": "RUNNING", "2": "SCHEDULED", "3": "FINISHED", "4": "FAILED", "5": "KILLED"}
NAME_TAG, COMMIT_TAG = "mlflow.runName", "mlflow.source.git.commit"
_OWN = frozenset({".trash", "models"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRun:
    """One run as it stands in the store, before it becomes an experiment."""

    run: str
    name: str
    status: str
    started_ms: str
    parameters: Mapping[str, str]
    metrics: Mapping[str, str]
    tags: Mapping[str, str]


def read_runs(path: Path) -> tuple[Experiment, ...]:
    """Return the runs of an MLflow folder (the store, one experiment or one run) or of its SQLite file.

    Runs that were deleted in MLflow are left out. Raises `UntrustedArtifactError` for links and hostile
    contents, `UserError` when there are no runs or the file is none of MLflow.
    """
    if path.is_symlink():
        raise is_link(path.name)
    if path.is_file():
        from core.exchange.mlflow_database import runs_of

        found = runs_of(path)
    elif path.is_dir():
        found = list(_runs(path))
    else:
        raise UserError(
            message("“{name}” does not exist. Name the folder mlruns or the file mlflow.db.", name=path.name)
        )
    if not found:
        raise UserError(
            message(
                "“{name}” holds no runs of MLflow. Nothing was taken over. Name the folder mlruns, one of "
                "its experiments or runs, or the file mlflow.db.",
                name=path.name,
            )
        )
    ordered = sorted(found, key=lambda item: (item.started_ms.zfill(20), item.run))
    return tuple(experiment_of(item) for item in ordered)


def experiment_of(raw: RawRun) -> Experiment:
    """Return a run as an experiment; figures that are no finite numbers are left out."""
    metrics = {key: Exact(repr(float(value))) for key, value in raw.metrics.items() if _is_number(value)}
    return Experiment(
        name=raw.name or raw.tags.get(NAME_TAG, "") or raw.run,
        run=raw.run,
        source=ExperimentSource.MLFLOW,
        status=_STATUS.get(raw.status, raw.status),
        started_at=_moment(raw.started_ms),
        parameters=raw.parameters,
        metrics=metrics,
        code=raw.tags.get(COMMIT_TAG, ""),
    )


def _runs(folder: Path) -> Iterator[RawRun]:
    """Yield the runs of a store, an experiment or a single run."""
    for count, place in enumerate(_run_folders(folder)):
        if count >= MOST_RUNS:
            raise too_many(folder.name)
        raw = run_in(place)
        if raw is not None:
            yield raw


def _run_folders(folder: Path) -> Iterator[Path]:
    if (folder / "params").is_dir() or (folder / "metrics").is_dir():
        yield folder
        return
    for inner in folders(folder):
        if (inner / "meta.yaml").exists() and _is_run(inner):
            yield inner
        elif inner.name not in _OWN:
            yield from (place for place in folders(inner) if _is_run(place))


def _is_run(folder: Path) -> bool:
    return any((folder / name).is_dir() for name in ("params", "metrics", "tags"))


def run_in(folder: Path) -> RawRun | None:
    """Return the run that lies in a folder; None for one that was deleted in MLflow."""
    meta = meta_of(folder / "meta.yaml")
    if meta.get("lifecycle_stage", "active") != "active":
        return None
    tags = values(folder / "tags", tail=False)
    metrics = {key: _last(value) for key, value in values(folder / "metrics", tail=True).items()}
    return RawRun(
        run=short(meta.get("run_id") or meta.get("run_uuid") or folder.name),
        name=short(meta.get("run_name", "")),
        status=short(meta.get("status", "")),
        started_ms=short(meta.get("start_time", "")),
        parameters=values(folder / "params", tail=False),
        metrics=metrics,
        tags={key: tags[key] for key in (NAME_TAG, COMMIT_TAG) if key in tags},
    )


def _last(lines: str) -> str:
    """Return the value of a metric's last line, which reads "time value step"."""
    parts = lines.splitlines()[-1].split() if lines else []
    return parts[1] if len(parts) >= 2 else ""


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text)) and "_" not in text
    except ValueError:
        return False


def _moment(milliseconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
