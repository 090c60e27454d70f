"""Does a received model say what the received table claims that it said?"""

from typing import TYPE_CHECKING

from core.artifacts.opened import class_text
from core.examination import ModelAgreement
from core.messages import Message, message
from core.running.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

TOLERANCE = 1e-5
"""Of single precision, in which some formats compute and many tables are written."""


def compare(received: Predictions, scored: Predictions) -> ModelAgreement:
    """Compare what stands in the table with what the model says of the same rows."""
    differing = _differing(received, scored)
    largest, scale = _largest(received.score, scored.score)
    tolerance = TOLERANCE * max(1.0, scale)
    return ModelAgreement(
        rows=_rows(scored),
        differing=differing,
        largest=largest,
        tolerance=tolerance,
        agrees=not differing and (largest is None or largest <= tolerance),
    )


def agreement_text(found: ModelAgreement) -> Message:
    """Say whether the model gives what the table claims, and on what the figures rest."""
    if found.agrees:
        return message(
            "The model file gives the predictions of the table in all {rows} rows; the largest difference is "
            "{largest}.",
            rows=found.rows,
            largest=_difference(found),
        )
    return message(
        "The model file does not give the predictions of the table: of {rows} rows, {differing} have another "
        "predicted value, and the largest difference is {largest} (accepted {tolerance}). The figures rest "
        "on the table.",
        rows=found.rows,
        differing=found.differing if found.differing is not None else "–",
        largest=_difference(found),
        tolerance=f"{found.tolerance:.1g}",
    )


def _difference(found: ModelAgreement) -> str:
    return "–" if found.largest is None else f"{found.largest:.3g}"


def _rows(scored: Predictions) -> int:
    found = scored.predicted if scored.score is None else scored.score
    return 0 if found is None else len(found)


def _differing(received: Predictions, scored: Predictions) -> int | None:
    if received.predicted is None or scored.predicted is None:
        return None
    pairs = zip(received.predicted, scored.predicted, strict=True)
    return sum(class_text(one) != class_text(other) for one, other in pairs)


def _largest(
    received: "npt.NDArray[np.float64] | None", scored: "npt.NDArray[np.float64] | None"
) -> tuple[float | None, float]:
    """Return the largest difference and the largest number of the model."""
    import numpy as np

    if received is None or scored is None or not len(scored):
        return None, 1.0
    return float(np.abs(received - scored).max()), float(np.abs(scored).max())
