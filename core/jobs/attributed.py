"""How are attributions taken apart into facts and a table, and put together again?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.checks.base import Attributions, Repeats

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionFacts:
    """Attributions without their numbers, which cross as a table."""

    base: float
    features: tuple[str, ...]
    background_rows: int
    background_digest: str
    explainer: str
    scale: str
    float32: bool
    repeats: Repeats | None = None
    chosen: int | None = None


def attribution_facts(found: Attributions) -> AttributionFacts:
    """Return what describes attributions besides their numbers."""
    return AttributionFacts(
        base=found.base,
        features=found.features,
        background_rows=found.background_rows,
        background_digest=found.background_digest,
        explainer=found.explainer,
        scale=found.scale,
        float32=found.float32,
        repeats=found.repeats,
        chosen=found.chosen,
    )


def attribution_table(found: Attributions | None) -> "pd.DataFrame":
    """Return the numbers of attributions: a column per feature, named by its position, output and row."""
    import pandas as pd

    if found is None:
        return pd.DataFrame()
    columns = {str(position): found.values[:, position] for position in range(found.values.shape[1])}
    return pd.DataFrame(columns | {"output": found.outputs, "row": found.rows})


def attributions_of(facts: AttributionFacts, table: "pd.DataFrame") -> Attributions:
    """Put attributions together again; the counterpart of `attribution_facts` and `attribution_table`."""
    names = [str(position) for position in range(len(facts.features))]
    return Attributions(
        values=table[names].to_numpy(dtype="float64").reshape(len(table), len(names)),
        outputs=table["output"].to_numpy(dtype="float64"),
        rows=table["row"].to_numpy(dtype="int64"),
        base=facts.base,
        features=facts.features,
        background_rows=facts.background_rows,
        background_digest=facts.background_digest,
        explainer=facts.explainer,
        scale=facts.scale,
        float32=facts.float32,
        repeats=facts.repeats,
        chosen=facts.chosen,
    )
