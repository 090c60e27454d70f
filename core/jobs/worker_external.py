"""What does the process of an external check do? It compares the digest, loads the check, and runs it."""

import importlib
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import msgspec

from core.checks.base import Check
from core.checks.foreign import digest_of, package_of
from core.errors import PruefsteinError
from core.external import ExternalCheck
from core.jobs.channel import Channel
from core.jobs.external import CONFINED, RUNNING, changed, defect, loose, missing
from core.jobs.inputs import input_of
from core.jobs.judging import StatisticsRequest
from core.jobs.worker_statistics import tables
from core.messages import Message
from core.results import CheckResult


def work(channel: Channel) -> None:
    """Run the check that was allowed, and no other, and only where this process is shut in."""
    if channel.level not in CONFINED:
        raise loose()
    check = msgspec.json.decode(channel.json(), type=ExternalCheck)
    request = msgspec.json.decode(channel.json(), type=StatisticsRequest)
    data = input_of(request.facts, tables(channel))
    loaded = _loaded(check)
    channel(0.0, Message(RUNNING))
    try:
        result = loaded.run(data, _Quiet(channel))
    except (PruefsteinError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 (foreign code may raise anything; its kind alone is told)
        raise defect(error) from None
    if not isinstance(result, CheckResult):
        raise missing("no result")
    channel.result(result)


def _loaded(check: ExternalCheck) -> Check:
    """Import the files whose digest was compared: no compiled ones, and none of another folder."""
    module, _, name = check.entry.partition(":")
    sys.path.append(check.folder)
    try:
        package = package_of(check.entry, check.folder)
        if digest_of(package) != check.digest:
            raise changed()
        if not _comes_first(module, package):
            raise missing("not installed")
    except (OSError, ValueError):
        raise changed() from None
    sys.pycache_prefix = str(Path.cwd() / "compiled")
    try:
        found = getattr(importlib.import_module(module), name or "CHECK", None)
    except Exception as error:  # noqa: BLE001 (foreign code may raise anything; its kind alone is told)
        raise missing(type(error).__name__) from None
    if not isinstance(found, Check) or found.ask is not None:
        raise missing("no check")
    return found


def _comes_first(module: str, package: Path) -> bool:
    """Tell whether an import takes the package that was compared, and none of the same name before it."""
    spec = PathFinder.find_spec(module.partition(".")[0])
    origin = None if spec is None or spec.origin is None else Path(spec.origin)
    return origin is not None and package in (origin, origin.parent)


class _Quiet:
    """Progress whose words are ours."""

    def __init__(self, channel: Channel) -> None:
        """Keep the way to the application."""
        self._channel = channel

    def __call__(self, fraction: float, doing: Message) -> None:
        """Report the share only; what the check says of itself stays here."""
        del doing
        self._channel(min(max(float(fraction), 0.0), 1.0), Message(RUNNING))

    def check(self) -> None:
        """Never stop: a cancelled process is killed."""
