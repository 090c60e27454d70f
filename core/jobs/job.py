"""What is run in a process of its own, and what comes back?"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.confinement import ConfinementFacts
from core.errors import PruefsteinError, UntrustedArtifactError, UserError

MODEL = ("-m", "core.jobs.child", "model")
"""Starts a worker that opens one model file, confined."""
STATISTICS = ("-m", "core.jobs.child", "statistics")
"""Starts a worker that runs checks and never held a model."""
PROBE = ("-m", "core.jobs.child", "probe")
"""Starts a worker that confines itself like the model worker and ends."""
PROBES = ("-m", "core.jobs.child", "probes")
"""Starts a worker that confines itself and then tries what it can still reach."""
EXTERNAL = ("-m", "core.jobs.child", "external")
"""Starts a worker that confines itself and runs a check of another maker; it never held a model."""
SCRIPT = ("-m", "core.jobs.child", "script")
"""Starts a worker that confines itself and runs a training script; it holds no model file."""
UNCONFINED = ("-m", "core.jobs.child", "unconfined-probes")
"""Starts a worker that tries the same without confinement; it is given nothing else."""

ERRORS: dict[str, type[PruefsteinError]] = {
    "UserError": UserError,
    "UntrustedArtifactError": UntrustedArtifactError,
    "PruefsteinError": PruefsteinError,
}
"""The errors a worker may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a worker may use."""

    seconds: int = 600
    memory: int = 8 << 30
    """Bytes of address space."""
    answer: int = 1 << 30
    """Most bytes accepted as its result, all frames together."""
    body: int = 256 << 20
    """Most bytes accepted as the JSON body of its result, which is many times larger once it is parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is run: a worker, what it is told, and within which limits."""

    arguments: tuple[str, ...]
    """Arguments of the Python interpreter: `MODEL`, `STATISTICS`, `SCRIPT`, or others that start cold."""
    frames: Iterable[tuple[bytes, bytes]] = ()
    """May be made while they are sent; gone through anew when a worker is started again."""
    limits: Limits = Limits()
    paths: tuple[str, ...] = ()
    """Further folders from which it imports; for workers that start cold."""
    sentences: frozenset[str] | None = None
    """Sentences accepted from the worker; None: any, for a worker that never held foreign files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, still unparsed."""

    body: bytes
    tables: tuple[bytes, ...]
    """Arrow streams or plain bytes, in the order they were sent."""
    confinement: str
    """Level of confinement: "full", "partial", "none", or "not needed"."""
    facts: ConfinementFacts | None = None
    """What confined the worker; None: it was not meant to be."""
