"""Which experiments does an MLflow folder or database hold, with their parameters and figures?

The folder (`mlruns/<experiment>/<run>/{meta.yaml,params,metrics,tags}`) and the SQLite file are read as they
lie, without MLflow. Both may come from anybody: links are never followed, files and numbers of them have
limits, a database is opened read-only and only its plain tables are asked. Who ran an experiment is left out.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path

from core.artifacts import simple_yaml
from core.data.files import reason
from core.errors import UntrustedArtifactError, UserError
from core.governance.design import Experiment, ExperimentSource
from core.ids import Exact
from core.messages import message

MOST_RUNS, MOST_ENTRIES = 1_000, 500
MOST_CHARACTERS = 500
_META_BYTES, _VALUE_BYTES, _TAIL_BYTES = 64 << 10, 64 << 10, 4096
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
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


def too_many(name: str) -> UntrustedArtifactError:
    """Return what is said about a store beyond the limits."""
    return UntrustedArtifactError(
        message(
            "“{name}” holds more than is taken over at once ({runs} runs, {entries} parameters or figures of "
            "a run). Nothing was taken over. Name one experiment or one run.",
            name=name,
            runs=MOST_RUNS,
            entries=MOST_ENTRIES,
        )
    )


def is_link(name: str) -> UntrustedArtifactError:
    """Return what is said about a link."""
    return UntrustedArtifactError(
        message(
            "“{name}” is a link or no ordinary file, so it could lead to other files of this computer. "
            "Nothing was taken over. Ask for a folder that holds everything itself.",
            name=name,
        )
    )


def damaged(name: str) -> UserError:
    """Return what is said about a file that is not as MLflow writes it."""
    return UserError(
        message(
            "“{name}” is damaged or written in an unusual way. Nothing was taken over. "
            "Export the experiment from MLflow again.",
            name=name,
        )
    )


def _runs(folder: Path) -> Iterator[RawRun]:
    """Yield the runs of a store, an experiment or a single run."""
    for count, place in enumerate(_run_folders(folder)):
        if count >= MOST_RUNS:
            raise too_many(folder.name)
        raw = _run(place)
        if raw is not None:
            yield raw


def _run_folders(folder: Path) -> Iterator[Path]:
    if (folder / "params").is_dir() or (folder / "metrics").is_dir():
        yield folder
        return
    for inner in _folders(folder):
        if (inner / "meta.yaml").exists() and _is_run(inner):
            yield inner
        elif inner.name not in _OWN:
            yield from (place for place in _folders(inner) if _is_run(place))


def _is_run(folder: Path) -> bool:
    return any((folder / name).is_dir() for name in ("params", "metrics", "tags"))


def _folders(folder: Path) -> list[Path]:
    return sorted(entry for entry in _entries(folder) if entry.is_dir())


def _entries(folder: Path) -> list[Path]:
    """Return what lies in a folder; raises for a link, and when there is too much."""
    found = []
    try:
        with os.scandir(folder) as listed:
            for entry in listed:
                if entry.is_symlink():
                    raise is_link(entry.name)
                found.append(Path(entry.path))
                if len(found) > MOST_RUNS:
                    raise too_many(folder.name)
    except OSError as error:
        raise _unreadable(folder.name, error) from None
    return found


def _run(folder: Path) -> RawRun | None:
    meta = _meta(folder / "meta.yaml")
    if meta.get("lifecycle_stage", "active") != "active":
        return None
    tags = _values(folder / "tags", tail=False)
    metrics = {key: _last(value) for key, value in _values(folder / "metrics", tail=True).items()}
    return RawRun(
        run=_short(meta.get("run_id") or meta.get("run_uuid") or folder.name),
        name=_short(meta.get("run_name", "")),
        status=_short(meta.get("status", "")),
        started_ms=_short(meta.get("start_time", "")),
        parameters=_values(folder / "params", tail=False),
        metrics=metrics,
        tags={key: tags[key] for key in (NAME_TAG, COMMIT_TAG) if key in tags},
    )


def _meta(path: Path) -> dict[str, str]:
    try:
        found = simple_yaml.read(_bytes(path, _META_BYTES).decode("utf-8"))
    except (simple_yaml.NotSimpleError, UnicodeDecodeError, RecursionError):
        raise damaged(f"{path.parent.name}/{path.name}") from None
    if not isinstance(found, dict):
        raise damaged(f"{path.parent.name}/{path.name}")
    return {str(key): value for key, value in found.items() if isinstance(value, str)}


def _values(folder: Path, *, tail: bool) -> dict[str, str]:
    """Return the file contents of a folder by name; names with "/" lie in folders of their own."""
    found: dict[str, str] = {}
    for path in _files(folder, 0):
        if len(found) >= MOST_ENTRIES:
            raise too_many(folder.parent.name)
        data = _tail(path) if tail else _bytes(path, _VALUE_BYTES)
        name = path.relative_to(folder).as_posix()
        found[_short(name)] = _short(data.decode("utf-8", errors="replace").strip(), end=tail)
    return found


def _files(folder: Path, depth: int) -> Iterator[Path]:
    if folder.is_symlink():
        raise is_link(folder.name)
    if not folder.is_dir() or depth > 4:
        return
    for entry in sorted(_entries(folder)):
        if entry.is_dir():
            yield from _files(entry, depth + 1)
        else:
            yield entry


def _opened(path: Path) -> int:
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if path.is_symlink():
            raise is_link(path.name) from None
        raise _unreadable(path.name, error) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise is_link(path.name)
    return handle


def _bytes(path: Path, most: int) -> bytes:
    with os.fdopen(_opened(path), "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise damaged(f"{path.parent.name}/{path.name}")
    return data


def _tail(path: Path) -> bytes:
    with os.fdopen(_opened(path), "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL_BYTES))
        return file.read(_TAIL_BYTES)


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


def _short(text: str, *, end: bool = False) -> str:
    """Return printable text of bounded length."""
    cut = text[-MOST_CHARACTERS:] if end else text[:MOST_CHARACTERS]
    return "".join(sign for sign in cut if sign.isprintable() or sign == "\n")


def _unreadable(name: str, error: OSError) -> UserError:
    return UserError(
        message(
            "“{name}” could not be read ({reason}). Nothing was taken over. Check that you may read it.",
            name=name,
            reason=reason(error),
        )
    )
