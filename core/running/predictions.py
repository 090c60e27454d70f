"""What is kept of a run so that every figure can be recomputed without the model?

One Arrow file per run: a row per row of the data set with `score` and `predicted`; its schema metadata hold
the facts a replay needs and, each as an Arrow table of its own, the attributions, the scores of the samples,
and the answers to the questions of the checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from core.checks.base import Attributions
from core.errors import IntegrityError
from core.ids import Digest
from core.jobs.attributed import AttributionFacts, attribution_facts, attribution_table, attributions_of
from core.jobs.tables import from_arrow, to_arrow
from core.messages import message
from core.options import SampleRole
from core.risk import Band

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

_FACTS, _ATTRIBUTIONS, _SAID = b"pruefstein:facts", b"pruefstein:attributions", b"pruefstein:said:"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """One round of answers without its numbers."""

    check: str
    digest: Digest
    """Of the questions, which are made anew at a replay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionFacts:
    """What a replay needs besides the run, its data set and the numbers."""

    schema: int = 1
    tier: Band
    """Tier the run was judged by."""
    features: tuple[str, ...]
    attributions: AttributionFacts | None = None
    samples: tuple[SampleRole, ...] = ()
    """Whose scores follow, in this order."""
    answers: tuple[AnswerFacts, ...] = ()
    """Whose scores follow those of the samples, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictions:
    """What a model, or whoever made the table, said about each row."""

    score: "npt.NDArray[np.float64] | None"
    predicted: "npt.NDArray[np.object_] | None"
    features: tuple[str, ...]
    attributions: Attributions | None = None
    confinement: str = "not needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a model said of some rows; nothing where it refused them."""

    score: "npt.NDArray[np.float64] | None" = None
    predicted: "npt.NDArray[np.object_] | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One round of answers, without the questions."""

    digest: Digest
    """Of the questions."""
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Everything of a run that would need a model again."""

    predictions: Predictions
    tier: Band
    samples: Mapping[SampleRole, Said] = field(default_factory=dict)
    answers: Mapping[str, tuple[Kept, ...]] = field(default_factory=dict)
    """Check id and its rounds."""


def pack(stored: Stored) -> bytes:
    """Return the bytes of the file; the same predictions give the same bytes."""
    found = stored.predictions.attributions
    rounds = [(check, kept) for check, every in stored.answers.items() for kept in every]
    facts = PredictionFacts(
        tier=stored.tier,
        features=stored.predictions.features,
        attributions=None if found is None else attribution_facts(found),
        samples=tuple(stored.samples),
        answers=tuple(AnswerFacts(check=check, digest=kept.digest) for check, kept in rounds),
    )
    metadata = {_FACTS: msgspec.json.encode(facts)}
    if found is not None:
        metadata[_ATTRIBUTIONS] = to_arrow(attribution_table(found))
    for number, said in enumerate((*stored.samples.values(), *(kept.said for _, kept in rounds))):
        metadata[_SAID + str(number).encode()] = _stream(_columns(said.score, said.predicted))
    whole = _columns(stored.predictions.score, stored.predictions.predicted)
    return _stream(whole.replace_schema_metadata(metadata))


def unpack(data: bytes) -> Stored:
    """Return what `pack` was given; raises `IntegrityError` for other bytes."""
    import pyarrow as pa

    try:
        table = _table(data)
        metadata = table.schema.metadata or {}
        facts = msgspec.json.decode(metadata[_FACTS], type=PredictionFacts)
        attributions = None
        if facts.attributions is not None:
            attributions = attributions_of(facts.attributions, from_arrow(metadata[_ATTRIBUTIONS]))
        count = len(facts.samples) + len(facts.answers)
        said = [_said(_table(metadata[_SAID + str(number).encode()])) for number in range(count)]
    except (pa.ArrowException, OSError, KeyError, ValueError, msgspec.MsgspecError) as error:
        raise IntegrityError(
            message(
                "The stored predictions of the run cannot be read, so it cannot be repeated. "
                "Restore the workspace folder from a backup."
            )
        ) from error
    whole = _said(table)
    predictions = Predictions(
        score=whole.score, predicted=whole.predicted, features=facts.features, attributions=attributions
    )
    first = len(facts.samples)
    return Stored(
        predictions=predictions,
        tier=facts.tier,
        samples=dict(zip(facts.samples, said[:first], strict=True)),
        answers=_rounds(facts.answers, said[first:]),
    )


def _rounds(facts: tuple[AnswerFacts, ...], said: list[Said]) -> dict[str, tuple[Kept, ...]]:
    found: dict[str, tuple[Kept, ...]] = {}
    for fact, item in zip(facts, said, strict=True):
        found[fact.check] = (*found.get(fact.check, ()), Kept(digest=fact.digest, said=item))
    return found


def _columns(
    score: "npt.NDArray[np.float64] | None", predicted: "npt.NDArray[np.object_] | None"
) -> "pa.Table":
    import pyarrow as pa

    columns: dict[str, pa.Array] = {}
    if score is not None:
        columns["score"] = pa.array(score, type=pa.float64())
    if predicted is not None:
        columns["predicted"] = pa.array(predicted.tolist(), type=pa.string(), from_pandas=True)
    return pa.table(columns)


def _said(table: "pa.Table") -> Said:
    names = table.column_names
    return Said(
        score=table["score"].to_numpy() if "score" in names else None,
        predicted=_objects(table["predicted"].to_pylist()) if "predicted" in names else None,
    )


def _objects(values: list[str | None]) -> "npt.NDArray[np.object_]":
    import numpy as np

    return np.array(values, dtype=object)


def _stream(table: "pa.Table") -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _table(data: bytes) -> "pa.Table":
    import pyarrow as pa

    with pa.ipc.open_stream(data) as reader:
        table = reader.read_all()
    table.validate(full=True)
    return table
