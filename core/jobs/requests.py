"""What is asked of the model worker, and what does it answer?"""

from dataclasses import dataclass
from enum import StrEnum

from core.examination import Scan
from core.inventory import ArtifactFormat


class ModelTask(StrEnum):
    """What the model worker can do."""

    INSPECT = "inspect"
    SCORE = "score"
    EXPLAIN = "explain"
    CONVERT = "convert"
    """Save it in another format; a table with sample rows may follow."""
    SCAN = "scan"
    """Look for programs inside without opening anything."""


class ExplainerKind(StrEnum):
    """How attributions were computed."""

    EXACT = "exact"
    PERMUTATION = "permutation"
    LINEAR = "linear"
    TREE = "tree"


class ExplainScale(StrEnum):
    """On which scale attributions add up to the output."""

    PROBABILITY = "probability"
    PROBABILITY_MOST = "probability_most"
    """Of the class predicted most often among the explained rows."""
    LOG_ODDS = "log-odds"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """The second frame of the model worker; the model's bytes and the tables follow."""

    task: ModelTask
    format: ArtifactFormat
    companions: tuple[str, ...] = ()
    """Names of the further files, whose bytes follow the model's in this order."""
    target: ArtifactFormat | None = None
    """What it is converted to."""
    with_sample: bool = False
    """Whether a table with sample rows follows."""
    explained_class: str | None = None
    """Class whose probability is explained; None: the one predicted most often, or a regression's output."""
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What static scanners say about the bytes."""

    scans: tuple[Scan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """Describes the table with one column of float64 per class (or one for a regression)."""

    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Describes the table with one column of float64 per feature and the last column `output`."""

    base: float
    explainer: ExplainerKind
    scale: ExplainScale
    float32: bool
    rows: int
    """How many of the rows, from the first on, were explained."""
    limit: int
    """How many would have been explained at most."""
    stable: bool
    """Whether it ended because the order of the most important columns was stable."""
    repeated: int
    """Rows that were explained again for the two figures below."""
    again: float
    """Largest difference when they were explained again with the same seed."""
    importances: tuple[tuple[float, ...], ...]
    """Mean size of each column's attributions over them: as explained, then with other backgrounds."""
