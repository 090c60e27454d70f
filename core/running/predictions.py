"""What is kept of a run so that every figure can be recomputed without the model?

One Arrow file per run: a row per row of the data set with `score` and `predicted`; its schema metadata hold
the facts a replay needs and, where there are any, the attributions as a second Arrow table.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from core.checks.base import Attributions
from core.errors import IntegrityError
from core.jobs.judging import AttributionFacts
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
        tier=tier, features=predictions.features, attributions=None if found is None else _facts(found)
    )
    metadata = {_FACTS: msgspec.json.encode(facts)}
    if found is not None:
        metadata[_ATTRIBUTIONS] = _stream(pa.table(_numbers(found)))
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
            attributions = _restored(facts.attributions, metadata[_ATTRIBUTIONS])
    except (pa.ArrowException, OSError, KeyError, msgspec.MsgspecError) as error:
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


def _facts(found: Attributions) -> AttributionFacts:
    return AttributionFacts(
        base=float(found.base),
        features=found.features,
        background_rows=found.background_rows,
        background_digest=found.background_digest,
        explainer=found.explainer,
        scale=found.scale,
        float32=found.float32,
    )


def _numbers(found: Attributions) -> "dict[str, npt.NDArray[np.generic]]":
    values: dict[str, npt.NDArray[np.generic]] = {
        str(position): found.values[:, position] for position in range(found.values.shape[1])
    }
    return {**values, "output": found.outputs, "row": found.rows}


def _restored(facts: AttributionFacts, data: bytes) -> Attributions:
    import numpy as np

    table = _table(data)
    values = np.column_stack([table[str(position)].to_numpy() for position in range(len(facts.features))])
    return Attributions(
        values=values,
        base=facts.base,
        outputs=table["output"].to_numpy(),
        rows=table["row"].to_numpy(),
        features=facts.features,
        background_rows=facts.background_rows,
        background_digest=facts.background_digest,
        explainer=facts.explainer,
        scale=facts.scale,
        float32=facts.float32,
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
