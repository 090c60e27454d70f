"""Do attributions come out the same again, and what does another background make of them?"""

import numpy as np

from core.checks.base import Attributions
from core.checks.parts.class_figures import data_table
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Measurement
from core.statistics.ranks import spearman


def repeat_figures(found: Attributions) -> tuple[Measurement, ...]:
    """Record the difference at the same seed, and the rank correlation of importance with other backgrounds.

    Parameters
    ----------
    found
        Attributions; older ones were not repeated.

    Returns
    -------
    tuple of Measurement
        Empty where nothing was repeated.
    """
    repeats = found.repeats
    if repeats is None:
        return ()
    again = Measurement(measure="replay_deviation", value=repeats.again, n=repeats.rows)
    known = _agreement(found)
    lacking = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
    agreement = Measurement(
        measure="seed_agreement",
        value=float(np.mean(known)) if known else None,
        n=repeats.rows,
        reason=None if known else lacking,
    )
    return again, agreement


def repeat_table(found: Attributions) -> tuple[DataTable, ...]:
    """Lay out the rank correlation with each other background."""
    known = _agreement(found)
    if not known:
        return ()
    places = [float(at + 1) for at in range(len(known))]
    return (data_table("backgrounds", background=places, agreement=list(known)),)


def repeat_notes(found: Attributions, top: int) -> tuple[Reason, ...]:
    """Say how many rows were explained and why no more; and that permutations are estimates."""
    notes, repeats = [], found.repeats
    if repeats is not None:
        values: dict[str, str | int | float] = {"n": len(found.rows), "limit": repeats.limit, "top": top}
        every = len(found.rows) >= repeats.limit
        if repeats.stable and not every:
            notes.append(Reason(code=ReasonCode.STOPPED_STABLE, values=values))
        elif every and not repeats.stable:
            notes.append(Reason(code=ReasonCode.STOPPED_UNSTABLE, values=values))
    if found.explainer == "permutation":
        notes.append(Reason(code=ReasonCode.SHAPLEY_REPEATS))
    return tuple(notes)


def _agreement(found: Attributions) -> list[float]:
    if found.repeats is None or len(found.repeats.importances) < 2:
        return []
    first, *others = (np.array(line, dtype=float) for line in found.repeats.importances)
    values = spearman(np.array(others), first)
    return [float(value) for value in values if np.isfinite(value)]
