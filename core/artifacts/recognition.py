"""What is this model file, and may it be opened in the worker?"""

from dataclasses import dataclass

from core.ids import Digest
from core.inventory import Artifact
from core.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactReport:
    """What a file is, said before anything is registered."""

    artifact: Artifact | None
    """None: the file cannot be used as a model."""
    digest: Digest | None
    size: int
    recognized: Message
    """What the file is, for example "a scikit-learn model in skops format"."""
    refusal: Message | None = None
    """Why it is not opened."""
    advice: Message | None = None
    """What to do instead."""
    script: str | None = None
    """A ready script that saves a pickled model as skops and ONNX where it was trained."""
    warnings: tuple[Message, ...] = ()
    outputs: tuple[str, ...] = ()
    """Names of classes or outputs, as the file states them."""
