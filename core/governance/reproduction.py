"""Does the registered training script, run again, give the scores of the registered version?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from core.ids import DatasetId, Digest, Exact, ModelId, PersonId, ReproductionId, VersionId
from core.inventory import Consent
from core.texts import Text

TOLERANCE, ALL = Exact("0.000001"), Exact("1")


class ReproductionState(StrEnum):
    """What came of it."""

    REPRODUCED = "reproduced"
    NOT_REPRODUCED = "not_reproduced"
    FAILED = "failed"


class Failure(StrEnum):
    """Why there was nothing to compare."""

    SCRIPT_ERROR = "script_error"
    """The script ended with an error."""
    STOPPED = "stopped"
    """Its process ran out of time or memory, or was ended by the system."""
    NO_OUTPUT = "no_output"
    OUTPUT_UNREADABLE = "output_unreadable"
    ROWS_DIFFER = "rows_differ"
    """It did not answer every row exactly once."""


class ExpectedFrom(StrEnum):
    """What the predictions were compared with."""

    MODEL = "model"
    """The registered model file, scored in the model worker."""
    STATED = "stated"
    """The scores in the registered table, for versions without a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptInput:
    """A data set the script may read, by the name it has there."""

    name: str
    dataset: DatasetId
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingScript:
    """A training script as it was handed in, with all it is run with."""

    digest: Digest
    """Of the file, kept under this digest."""
    file_name: Text
    inputs: tuple[ScriptInput, ...]
    predict_on: ScriptInput
    """The table whose rows it scores after training."""
    seed: int
    parameters: Mapping[str, str] = field(default_factory=dict)
    tolerance: Exact = TOLERANCE
    """Largest absolute difference of two scores that counts as equal."""
    share: Exact = ALL
    """Share of rows that must be equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreComparison:
    """The script's scores beside those of the registered version."""

    expected_from: ExpectedFrom
    rows: int
    largest: float
    """Largest absolute difference."""
    mean: float
    """Mean absolute difference."""
    equal: int
    """Rows within the tolerance."""
    identical: int
    """Rows equal to the last bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """One run of a training script in the confined worker."""

    id: ReproductionId
    model: ModelId
    version: VersionId
    artifact: Digest | None
    """Of the registered model file."""
    script: TrainingScript
    consent: Consent
    """Who consented to running the script, and why."""
    state: ReproductionState
    failure: Failure | None = None
    compared: ScoreComparison | None = None
    log: Text | None = None
    """The end of what the script printed."""
    predictions: Digest | None = None
    """Of the file the script wrote, as it wrote it."""
    expected: Digest | None = None
    """Of the Arrow file with row ids and scores of the registered version."""
    environment: Mapping[str, str]
    confinement: str
    run_by: PersonId
    started_at: datetime
    finished_at: datetime


def state_of(comparison: ScoreComparison, script: TrainingScript) -> ReproductionState:
    """Return whether enough rows are equal."""
    if comparison.rows and Fraction(comparison.equal, comparison.rows) >= Fraction(script.share):
        return ReproductionState.REPRODUCED
    return ReproductionState.NOT_REPRODUCED
