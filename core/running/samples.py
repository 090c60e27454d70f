"""With what are the rows compared: other rows, or what another version or file says of the same ones?"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.checks.base import CheckInput, Need, Sample
from core.errors import CancelledError, PruefsteinError, UntrustedArtifactError
from core.ids import Digest
from core.inventory import DatasetKind
from core.options import SampleFacts, SampleRole
from core.progress import Progress
from core.running.judging import Terms
from core.running.meaning import Meaning
from core.running.predictions import Predictions
from core.running.scoring import Scoring, score_request
from core.running.stated import stated

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A sample and what is recorded of it."""

    facts: SampleFacts
    sample: Sample


def wanted(checks: tuple[str, ...], need: Need) -> bool:
    """Tell whether one of the checks needs a sample, or takes it where it is there."""
    from core.checks.registry import get

    return any(need in get(check).needs | get(check).uses for check in checks)


def with_samples(data: CheckInput, compared: "tuple[Compared, ...]") -> CheckInput:
    """Return the input with its samples; of other rows only the columns that checks may see."""
    shown = [str(name) for name in data.table.columns]
    samples = {}
    for item in compared:
        table = item.sample.table
        if table is not None:
            table = table[[name for name in shown if name in table.columns]]
        samples[item.facts.role] = replace(item.sample, table=table)
    return replace(data, samples=samples)


def scored_elsewhere(scoring: Scoring, digest: Digest, progress: Progress) -> Sample:
    """Return what another version or file says of the same rows."""
    from core.jobs.tasks import score_model

    inputs = scoring.table[list(scoring.features)]
    found = score_model(scoring.path, scoring.artifact, inputs, score_request(scoring), progress)
    return Sample(digest=digest, score=found.score, predicted=found.predicted)


def other_rows(scoring: Scoring, found: Sample, progress: Progress) -> Sample:
    """Return a sample of other rows with what the model says of them; without scores where it cannot."""
    try:
        said = scored_elsewhere(scoring, found.digest, progress)
    except (CancelledError, UntrustedArtifactError):
        raise
    except PruefsteinError:
        return found
    return replace(found, score=said.score, predicted=said.predicted)


def stated_rows(meaning: Meaning, found: Sample, terms: Terms) -> Sample:
    """Return a sample of other rows with the predictions their own table states, if it states any."""
    table = found.table
    if table is None:
        return found
    try:
        said = stated(meaning, table, terms)
    except PruefsteinError:
        return found
    return replace(found, score=said.score, predicted=said.predicted)


def rows_sample(table: "pd.DataFrame", digest: Digest, kind: DatasetKind | None) -> Sample:
    """Return other rows, not scored yet."""
    return Sample(digest=digest, table=table, kind=kind)


def same_rows(said: Predictions, digest: Digest) -> Sample:
    """Return what a table states that another version said of its rows."""
    return Sample(digest=digest, score=said.score, predicted=said.predicted)


def recorded(role: SampleRole, compared: "tuple[Compared, ...]") -> SampleFacts | None:
    """Return what is recorded of the sample with a role."""
    return next((item.facts for item in compared if item.facts.role is role), None)
