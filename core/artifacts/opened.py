"""What can be asked of a model once it is open in the worker, whatever its format?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A model taken apart for a fast exact explanation."""

    prepare: "Callable[[pd.DataFrame], npt.NDArray[np.float64]]"
    """Everything before the last step: table in, numbers out."""
    final: object
    """The last step, a scikit-learn estimator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedModel:
    """A model inside the worker."""

    estimator: str
    """For example "Pipeline(ColumnTransformer, LogisticRegression)"."""
    features: tuple[str, ...]
    """Input columns in order; empty when the file does not name them."""
    inputs: int
    """Number of input columns; 0 when the file does not say."""
    classes: tuple[str, ...]
    """Class names as text in the order of the outputs; empty for a regression."""
    predict: "Callable[[pd.DataFrame], npt.NDArray[np.float64]]"
    """Table in; probabilities of shape (rows, classes) out, or (rows, 1) for a regression."""
    float32: bool = False
    """Whether it computes in single precision."""
    classes_named: bool = True
    """False when the file names no classes and "0" and "1" were put in their place."""
    parts: Parts | None = None
    native: object | None = None
    """The library's own object, from which the model can be written in another format."""
    notes: tuple[str, ...] = ()
    """What a person should know about it: sentences of `core.artifacts.words.NOTES`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What the worker found in a model."""

    estimator: str
    features: tuple[str, ...]
    inputs: int
    classes: tuple[str, ...]
    classes_named: bool
    libraries: dict[str, str]
    notes: tuple[str, ...] = ()


def class_text(value: object) -> str:
    """Return a class as text, the same for 1, 1.0, "1" and "1.0".

    Numbers that are whole lose their decimals; everything else is its own text.
    """
    text = str(value)
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else text
