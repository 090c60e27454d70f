"""What is kept of a run so that every figure can be recomputed without the model?

One Arrow file per run: a row per row of the data set with `score` and `predicted`; its schema metadata hold
the facts a replay needs and, where there are any, the attributions as a second Arrow table.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from core.checks.base import Attributions
from core.errors import IntegrityError
from core.jobs.attributed import AttributionFacts, attribution_facts, attribution_table, attributions_of
from core.jobs.tables import from_arrow, to_arrow
from core.messages import message
from core.risk import Band

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

_FACTS, _ATTRIBUTIONS = b"pruefstein:facts", b"pruefstein:attributions"


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionFacts:
    """What a replay needs besides the run, its data set and the numbers."""

    schema: int = 1
    tier: Band
    """Tier the run was judged by."""
    features: tuple[str, ...]
    attributions: AttributionFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictions:
    """What a model, or whoever made the table, said about each row."""

    score: "npt.NDArray[np.float64] | None"
    predicted: "npt.NDArray[np.object_] | None"
    features: tuple[str, ...]
    attributions: Attributions | None = None
    confinement: str = "not needed"


def pack(predictions: Predictions, tier: Band) -> bytes:
    """Return the bytes of the file; the same predictions give the same bytes."""
    import pyarrow as pa

    columns: dict[str, pa.Array] = {}
    if predictions.score is not None:
        columns["score"] = pa.array(predictions.score, type=pa.float64())
    if predictions.predicted is not None:
        columns["predicted"] = pa.array(predictions.predicted.tolist(), type=pa.string(), from_pandas=True)
    found = predictions.attributions
    facts = PredictionFacts(
        tier=tier,
        features=predictions.features,
        attributions=None if found is None else attribution_facts(found),
    )
    metadata = {_FACTS: msgspec.json.encode(facts)}
    if found is not None:
        metadata[_ATTRIBUTIONS] = to_arrow(attribution_table(found))
    return _stream(pa.table(columns).replace_schema_metadata(metadata))


def unpack(data: bytes) -> tuple[Predictions, Band]:
    """Return what `pack` was given; raises `IntegrityError` for other bytes."""
    import pyarrow as pa

    try:
        table = _table(data)
        metadata = table.schema.metadata or {}
        facts = msgspec.json.decode(metadata[_FACTS], type=PredictionFacts)
        attributions = None
        if facts.attributions is not None:
            attributions = attributions_of(facts.attributions, from_arrow(metadata[_ATTRIBUTIONS]))
    except (pa.ArrowException, OSError, KeyError, ValueError, msgspec.MsgspecError) as error:
        raise IntegrityError(
            message(
                "The stored predictions of the run cannot be read, so it cannot be repeated. "
                "Restore the workspace folder from a backup."
            )
        ) from error
    names = table.column_names
    predictions = Predictions(
        score=table["score"].to_numpy() if "score" in names else None,
        predicted=_objects(table["predicted"].to_pylist()) if "predicted" in names else None,
        features=facts.features,
        attributions=attributions,
    )
    return predictions, facts.tier


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
