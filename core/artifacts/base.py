"""What must a model format bring along so that Prüfstein recognizes its files and opens them?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.artifacts.opened import OpenedModel
from core.examination import Scan
from core.inventory import ArtifactFormat
from core.messages import Message

Companions = Mapping[str, bytes]
"""Further files by the name the model file gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """What the bytes of a file tell without opening it."""

    said: Message
    """What the file is, for example "a scikit-learn model in skops format"."""
    libraries: Mapping[str, str] = field(default_factory=dict)
    """Library versions named inside the file, for example {"scikit-learn": "1.9.1"}."""
    estimator: str = ""
    needs: tuple[str, ...] = ()
    """Names of further files without which it cannot be opened, as the file gives them."""
    refusal: Message | None = None
    """Why a file of this format is never opened; None: the worker may open it."""
    unconsented: Message | None = None
    """Why it is not opened as long as nobody consented; None: no consent is needed."""
    advice: Message | None = None
    """What to do instead, for files that are not opened."""
    script: str | None = None
    """A ready script that saves the model in another format where it was trained."""
    warnings: tuple[Message, ...] = ()
    scans: tuple[Scan, ...] = ()


def _opens_nothing(_data: bytes, _companions: Companions) -> OpenedModel:
    raise TypeError("this format is recognized and never opened")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFormat:
    """One format: how its files are told from others, and how one is opened inside the worker."""

    id: ArtifactFormat
    endings: tuple[str, ...]
    """Usual endings of its files, lower case with the dot; another ending is a warning, never a reason."""
    recognize: Callable[[bytes, str], Recognized | None]
    """Bytes and file name in; None when the bytes are of another kind. Pure: no library of the format is
    imported, nothing is run, the name only words messages. Never raises for whatever bytes."""
    open_model: Callable[[bytes, Companions], OpenedModel] = _opens_nothing
    """Inside the confined worker only; raises `UserError` and `UntrustedArtifactError` with sentences of
    `core.artifacts.words`, and whatever the library raises."""
    title: str = ""
    """What people call it; its id where that is its name."""
    libraries: tuple[str, ...] = ()
    """Names of the libraries that open it, whose versions are compared with those inside the file."""
    extra: str | None = None
    """Name of the optional part of the installation that brings the library; None: always installed."""
    single: bool = False
    """Whether it computes in single precision."""
    order: int = 0
    """Formats with larger numbers are tried later: those that cannot be told by a first few bytes."""
