"""What do the probes of the confinement aim at, and what do they tell?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Things of the user that a confined process must not reach; all are set up for the probes alone."""

    secret: str
    """A file that must not be read or changed."""
    spare: str
    """A file that must not be deleted."""
    folder: str
    """The folder of both."""
    home: str
    port: int
    """A TCP port of this machine that accepts connections."""
    abstract: str
    """Name of a local socket without a file."""
    process: int
    """Number of a process of the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one probe ended."""

    name: str
    reached: bool
    detail: str = ""
    """What the system answered."""
