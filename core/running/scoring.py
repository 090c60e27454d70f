"""What does a model file say about the rows of a table, and why?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifacts.columns import matched
from core.artifacts.files import Source
from core.errors import CancelledError, PruefsteinError, UserError
from core.inventory import Artifact, ColumnRole
from core.messages import message
from core.progress import Part, Progress
from core.running.judging import Terms
from core.running.meaning import Meaning
from core.running.predictions import Predictions

if TYPE_CHECKING:
    import pandas as pd

    from core.checks.base import Attributions
    from core.jobs.tasks import ScoreRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """A model file, the rows it is asked about, and by what its answers are judged."""

    path: Source
    """The file or folder as received, or the files a workspace keeps of it."""
    artifact: Artifact
    meaning: Meaning
    table: "pd.DataFrame"
    terms: Terms
    explain: bool
    """Whether attributions are wanted as well."""

    @property
    def features(self) -> tuple[str, ...]:
        """Return the columns the model reads; raises `UserError` naming those the table lacks."""
        return inputs_of(self.artifact, self.meaning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Predictions, and why there are no attributions although they were wanted."""

    predictions: Predictions
    explain_error: PruefsteinError | None = None


def by_model(scoring: Scoring, progress: Progress) -> Outcome:
    """Score every row in the confined model worker; a failed explanation does not lose the scores."""
    from core.jobs.tasks import score_model

    features = scoring.features
    inputs = scoring.table[list(features)]
    scored = score_model(
        scoring.path, scoring.artifact, inputs, score_request(scoring), Part(progress, 0.0, 0.5)
    )
    attributions, error = None, None
    if scoring.explain:
        try:
            attributions = _explained(scoring, features, Part(progress, 0.5, 1.0))
        except CancelledError:
            raise
        except PruefsteinError as found:
            error = found
    predictions = Predictions(
        score=scored.score,
        predicted=scored.predicted,
        features=features,
        attributions=attributions,
        confinement=scored.confinement,
    )
    return Outcome(predictions=predictions, explain_error=error)


def score_request(scoring: Scoring) -> "ScoreRequest":
    """Return what the model worker has to know besides the rows."""
    from core.jobs.tasks import ScoreRequest

    terms = scoring.terms
    return ScoreRequest(task=terms.task, favorable=scoring.meaning.favorable, cut_off=terms.cut_off)


def inputs_of(artifact: Artifact, meaning: Meaning) -> tuple[str, ...]:
    """Return the columns a model reads; raises `UserError` naming those the table lacks."""
    columns, missing = matched(artifact, (column.name for column in meaning.columns))
    if missing:
        raise UserError(
            message(
                "The model needs columns that the table does not have: {columns}. "
                "Choose another table, or correct the names of its columns.",
                columns=", ".join(missing[:12]),
            )
        )
    features = columns or meaning.named(ColumnRole.FEATURE)
    if not features:
        raise UserError(
            message(
                "The model file names no columns and the table has none with the role “Feature”, so nothing "
                "can be scored. Give the columns their roles."
            )
        )
    return features


def _explained(scoring: Scoring, features: tuple[str, ...], progress: Progress) -> "Attributions":
    from core.jobs.tasks import ExplainRequest, explain_model

    return explain_model(
        scoring.path,
        scoring.artifact,
        scoring.table[list(features)],
        ExplainRequest(seed=scoring.terms.seed, favorable=scoring.meaning.favorable),
        progress,
    )
